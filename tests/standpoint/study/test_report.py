"""The report: everything a run left is in it, every number is the record's, nothing in it runs or
comes from elsewhere, and everybody can read it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from test_pages import EVIL, opened

from notebooks_for_tests import project
from standpoint.study.file import read_study
from standpoint.study.report import report

FIGURE = {"title": f"Tone {EVIL}", "caption": 'Mean "score", n = 3.', "alt": 'A "line" <i>'}


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    return project(tmp_path)


def executed(label: str) -> str:
    """An executed notebook that says what it cannot tell."""
    limits = (
        "## What this cannot tell you\n\n- **A gap of the corpus:** it *is* [small](x.md).\n- **A"
        " failure of the tool:** `x` <b>.\n"
    )
    cells = [{"cell_type": "markdown", "metadata": {}, "source": limits.splitlines(True)}]
    return json.dumps({"cells": cells, "metadata": {"standpoint": {"run": label}}})


def run_record(**changes) -> dict:
    run = {
        "notebook": "10-ingest",
        "label": "10-ingest",
        "question": "What is <b>read</b>?",
        "seconds": 3.21,
        "status": "done",
        "why": "",
        "parameters": {"study": "small", "keep": 100},
    }
    actor = run | {
        "notebook": "31-one-actor",
        "label": "31-one-actor (actor=armenia)",
        "question": "How?",
        "parameters": {"actor": "armenia", "seed": 0},
    }
    other = actor | {
        "label": "31-one-actor (actor=russia)",
        "seconds": None,
        "status": "failed",
        "why": "cell 7: ValueError: <i>",
        "parameters": {"actor": "russia", "seed": 0},
    }
    corpus = {
        "documents": 12345,
        "sentences": 20000,
        "first": "2018-01-23",
        "last": "2023-12-28",
        "undated": 2,
        "copies": 1,
        "languages": {"en": 12000, "ru": 345},
        "licences": {"CC BY 4.0": 12000, "": 345},
        "publishers": {"": 12345},
        "left_out": {"empty": 3},
    }
    return {
        "study": "small",
        "title": f"A study {EVIL}",
        "question": "Who?",
        "standpoint": "0.1.0",
        "python": "3.11.7",
        "platform": "Linux",
        "finished": "2026-03-05T07:08:09+00:00",
        "git": {"commit": "0123456789abcdef", "changed_since": True},
        "scorers": ["toy-1"],
        "inputs": {f"data/texts/{n:02}.txt": "f" * 64 for n in range(20)},
        "tables": {"documents": {"rows": 12345, "sha256": ""}},
        "notebooks": {
            "10-ingest": run,
            "31-one-actor--armenia": actor,
            "31-one-actor--russia": other,
        },
        "packages": {"pandas": "3.1.1", "papermill": "2.7.0", "zipp": "1.0"},
        "corpus": corpus,
    } | changes


def results(toy, **changes):
    """A results folder as a run leaves it."""
    folder = toy / "results" / "small"
    for name in ("findings", "figures", "tables", "notebooks"):
        (folder / name).mkdir(parents=True)
    left = {"findings": [f"Title {EVIL} was read."], "method": ["Texts were cut.", "Twice."]}
    left["figures"] = ["tone", "gone"]
    (folder / "findings" / "10-ingest.json").write_text(json.dumps(left))
    for name, words in (
        ("tone", FIGURE),
        ("early", FIGURE | {"title": "Of an earlier run"}),
        ("gone", FIGURE),
    ):
        (folder / "figures" / f"{name}.json").write_text(json.dumps(words))
        if name != "gone":
            (folder / "figures" / f"{name}.svg").write_text("<svg/>")
    (folder / "figures" / "tone.png").write_bytes(b"")
    (folder / "tables" / "documents.parquet").write_text("")
    (folder / "tables" / "documents.csv").write_text("")
    for name in ("10-ingest", "31-one-actor--armenia"):
        (folder / f"{name}.html").write_text("")
        (folder / "notebooks" / f"{name}.ipynb").write_text(executed(name))
    (folder / "run.json").write_text(json.dumps(run_record(**changes)))
    return folder


def words_of(read) -> str:
    return " ".join(read.text.replace("\u202f", " ").split())


def test_everything_a_run_left_is_there_and_nothing_runs(toy):
    (toy / "CITATION.cff").write_text(
        "title: Standpoint\nauthors:\n  - {family-names: Ann, given-names: B.}\ndate-released:"
        " 2025-01-02\nurl: https://example.org/s\n"
    )
    folder = results(toy)
    path = report(read_study("small"), folder)
    read, words = opened(path), words_of(opened(path))
    assert read.all("script") == [] and read.all("b") == [] and read.all("i") == []
    assert f"Title {EVIL} was read." in words and read.text.count(EVIL) >= 4
    assert read.loads == ["figures/tone.svg"], (
        "no figure without its file, of an earlier run, or from elsewhere"
    )
    assert {image["alt"] for image in read.all("img")} == {'A "line" <i>'}
    links = {a["href"] for a in read.all("a")}
    files = {link for link in links if not link.startswith("#")}
    assert files == {
        "10-ingest.html",
        "31-one-actor--armenia.html",
        "notebooks/10-ingest.ipynb",
        "notebooks/31-one-actor--armenia.ipynb",
        "figures/tone.svg",
        "figures/tone.png",
        "tables/documents.parquet",
        "tables/documents.csv",
        "run.json",
    }
    assert all((folder / link).exists() for link in files)
    assert {link[1:] for link in links - files} <= {
        attrs.get("id") for _, attrs in read.elements
    }, "every jump has its place"
    assert "31-one-actor (actor=russia) failed: cell 7: ValueError: <i>." in words
    assert "and 8 more in run.json" in words and "zipp 1.0" in words
    assert (
        "Ann, B. (2025). Standpoint (version 0.1.0, commit 0123456789ab), study “A study"
        " <script>alert(1)</script>”. https://example.org/s" in words
    )


def test_a_figure_stands_with_the_question_that_it_answers(toy):
    text = report(read_study("small"), results(toy)).read_text()
    found = text.split('id="found-10-ingest"')[1].split("<h3")[0]
    assert "What is &lt;b&gt;read&lt;/b&gt;?" in found.split('id="figure-tone"')[0]
    assert "early" not in found and "gone" not in found


def test_data_and_limits_are_told(toy):
    words = words_of(opened(report(read_study("small"), results(toy))))
    for told in (
        "Records in 12 348",
        "Kept 12 345 texts, 20 000 sentences",
        "Left out 3: empty (3)",
        "Dated 23 January 2018 to 28 December 2023; 2 undated",
        "Languages en (12 000), ru (345)",
        "Licence of the texts CC BY 4.0 (12 000), not stated (345)",
    ):
        assert told in words, told
    assert (
        "A gap of the corpus: it is small." in words
        and "A failure of the tool: x <b>." in words
        and words.count("A gap of the corpus") == 2
    )


def test_everybody_can_read_it(toy):
    read = opened(report(read_study("small"), results(toy)))
    levels = [int(tag[1]) for tag, _ in read.elements if tag in ("h1", "h2", "h3", "h4")]
    assert (
        levels[0] == 1
        and levels.count(1) == 1
        and all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    )
    assert next(attrs for tag, attrs in read.elements if tag == "a") == {
        "class": "skip",
        "href": "#content",
    }
    assert [
        (tag, attrs.get("id"))
        for tag, attrs in read.elements
        if tag in ("header", "nav", "main", "footer")
    ] == [("header", None), ("nav", None), ("main", "content"), ("footer", None)]
    ids = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(ids) == len(set(ids)), "no id stands twice"
    assert all(attrs["aria-labelledby"] in ids for attrs in read.all("section"))
    assert (
        all("scope" in attrs for attrs in read.all("th"))
        and len(read.all("caption")) == len(read.all("table")) == 2
    )
    assert all(image["alt"].strip() for image in read.all("img"))
    named = {
        (attrs.get("aria-label"), attrs["href"])
        for attrs in read.all("a")
        if attrs.get("aria-label")
    }
    assert (
        "documents as csv",
        "tables/documents.csv",
    ) in named, "links that all say `csv` have names of their own"


def test_a_report_of_almost_nothing(toy):
    folder = results(toy, git=None, scorers=[], tables={}, notebooks={}, corpus={}, packages={})
    for kind in ("findings/10-ingest.json", "figures/tone.json", "figures/early.json"):
        (folder / kind).unlink()
    words = words_of(opened(report(read_study("small"), folder)))
    assert (
        "has left a finding yet" in words
        and "The code was not under git." in words
        and "Tables" not in words
        and "Records in" not in words
    )
    assert "The Standpoint authors (2026). Standpoint (version 0.1.0), study" in words


def test_what_did_not_finish_is_not_in_the_method(toy):
    folder = results(toy)
    left = {"method": ["Failed words."]}
    (folder / "findings" / "31-one-actor--russia.json").write_text(json.dumps(left))
    assert "Failed words" not in words_of(opened(report(read_study("small"), folder)))


def test_the_report_tells_the_method_that_a_run_left(toy):
    words = words_of(opened(report(read_study("small"), results(toy))))
    assert "Texts were cut. Twice." in words


def test_notebooks_that_only_show_the_way_come_last(toy):
    run = {"findings": ["It was shown."], "method": []}
    folder = results(toy)
    record = json.loads((folder / "run.json").read_text())
    record["notebooks"]["10-ingest"]["in_studies"] = False
    (folder / "run.json").write_text(json.dumps(record))
    (folder / "findings" / "31-one-actor--armenia.json").write_text(json.dumps(run))
    text = report(read_study("small"), folder).read_text()
    assert text.index('id="found-31-one-actor"') < text.index('id="found-10-ingest"')


def test_no_html_from_the_templates_loads_anything():
    from standpoint.study.pages import TEMPLATES

    for path in [*TEMPLATES.glob("*.html.j2"), *TEMPLATES.glob("*.css.j2")]:
        assert not re.search(r"https?://|//cdn|@import|url\(", path.read_text(encoding="utf-8")), (
            path.name
        )


def test_the_answer_stands_first_with_its_figure_and_leads_to_its_question(toy):
    folder = results(toy)
    study = replace(read_study("small"), limits=("It is small.",))
    assert 'id="answer"' not in report(study, folder).read_text(encoding="utf-8")
    path = folder / "findings" / "10-ingest.json"
    path.write_text(
        json.dumps(json.loads(path.read_text()) | {"answer": ["Two of 3 <b>differ</b>."]})
    )
    page = report(study, folder).read_text(encoding="utf-8")
    answer, rest = page.split('<h2 id="answer">')[1].split("</section>", 1)
    assert "Two of 3 &lt;b&gt;differ&lt;/b&gt;." in answer and 'href="#found-10-ingest"' in answer
    assert 'id="found-10-ingest"' in rest and "It is small." in rest
    assert "figures/tone.svg" in answer and "12\u202f345 texts" in answer
    assert "A number that is not called corrected is the model alone." in answer


def test_what_was_planned_stands_beside_what_was_done(toy):
    folder = results(toy)
    plan = toy / "plan.md"
    plan.write_text("---\nstudy: small\n---\n", encoding="utf-8")
    study = read_study("small")
    assert "Planned and done" not in report(study, folder).read_text(encoding="utf-8")
    page = report(replace(study, preregistration=plan), folder).read_text(encoding="utf-8")
    assert "plan.md: key &#39;date&#39; is missing" in page, "a plan that is broken is told too"
    head = "study: small\ndate: 2026-01-02\nlabels: 9\nseed: 3\nwidth: 0.2\nhypotheses: []\n"
    plan.write_text(f"---\n{head}---\n", encoding="utf-8")
    page = report(replace(study, preregistration=plan), folder).read_text(encoding="utf-8")
    assert "Planned on 2026-01-02: 9 passages to be labelled, drawn with seed 3" in page
    assert "9 passages not labelled yet" in page and 'href="#planned"' in page


def test_two_runs_of_one_notebook_have_one_place_and_their_own_names(toy):
    folder = results(toy)
    record = json.loads((folder / "run.json").read_text())
    for run in record["notebooks"].values():
        run["part"] = "who"
    (folder / "run.json").write_text(json.dumps(record))
    left = json.dumps({"findings": ["It was found."]})
    for name in ("31-one-actor--armenia", "31-one-actor--russia"):
        (folder / "findings" / f"{name}.json").write_text(left)
    text = report(read_study("small"), folder).read_text(encoding="utf-8")
    assert text.count('id="found-31-one-actor"') == 1
    assert "(armenia)</h3>" in text and "(russia)</h3>" in text
