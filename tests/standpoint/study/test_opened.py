"""The figures of a report on its page: each mark opens to its sentences, and no text can run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest
import vl_convert

from standpoint import Corpus, plot_series, plot_timeline, tables
from standpoint.figures import marks
from standpoint.figures.marks import of_matrix, of_means
from standpoint.study.opened import FORMS, MOST, opened

EVIL = "</script><script>alert(1)</script>"
TEXTS = [
    "Russia praised Armenia in May.",
    "Armenia condemned Russia for the attack.",
    f"Armenia thanked Russia {EVIL} warmly.",
    "France and Armenia signed a treaty.",
]
DAYS = ["2020-05-01", "2020-06-02", "2021-03-03", "2021-09-04"]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    texts = pd.DataFrame({"text": TEXTS, "published": DAYS, "title": [EVIL] * 4})
    return Corpus(texts)


@pytest.fixture(scope="module")
def folder(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    keep(corpus, folder)
    return folder


def keep(corpus: Corpus, folder: Path) -> None:
    for name in ("sentences", "opinions", "events"):
        tables.write(corpus.table(name), name, folder)
    documents = corpus.documents.drop(columns="row").assign(duplicate_of="")
    tables.write(documents, "documents", folder)


def figure(name: str, drawing) -> dict:
    return {"name": name, "alt": "A figure.", "marks": drawing.marks}


def page(corpus: Corpus, folder: Path, *figures: dict, answers: tuple = ()) -> dict:
    return opened(figures, answers, folder=folder, registry=corpus.registry)


def test_a_point_opens_to_the_mentions_that_it_counts(corpus: Corpus, folder: Path) -> None:
    series = corpus.series(period="year")
    made = page(corpus, folder, figure("tone", plot_series(series, registry=corpus.registry)))
    held = json.loads(made["data"])
    rows = held["charts"]["tone"]["datasets"]["marks"]
    assert len(rows) == len(series) > 3
    counted = series.set_index(["actor_id", series["period"].dt.strftime("%Y-%m-%d")])
    for row in rows:
        assert row["n_passages"] == counted.loc[(row["actor_id"], row["begin"]), "n_mentions"]
        for place in row["opens"]:
            passage = held["passages"][place]
            start, end = passage["target"]
            assert passage["text"][start:end] and passage["text"] in " ".join(TEXTS)
            assert passage["who"].endswith(corpus.registry.name_of(row["actor_id"]))
            assert row["begin"] <= passage["date"] < row["end"]


def test_an_event_opens_to_its_sentences(corpus: Corpus, folder: Path) -> None:
    events = corpus.events()
    made = page(corpus, folder, figure("timeline", plot_timeline(events)))
    held = json.loads(made["data"])
    rows = held["charts"]["timeline"]["datasets"]["marks"]
    assert len(rows) == len(events)
    assert any("signed a treaty" in held["passages"][p]["text"] for r in rows for p in r["opens"])


def test_an_answer_opens_what_is_said_of_its_actors(corpus: Corpus, folder: Path) -> None:
    drawing = plot_series(corpus.series(period="year"), registry=corpus.registry)
    run = {"name": "x", "answer": ["Kinder."], "opens": ["russia", "armenia", "france"]}
    made = page(corpus, folder, figure("tone", drawing), answers=(run,))
    told = json.loads(made["data"])["answers"]["x"]
    opinions = corpus.opinions()
    russian = opinions[opinions["holder_id"] == "russia"]
    assert told["told"] == "Kinder." and made["opens"] == ["x"]
    assert told["n_passages"] == russian["actor_id"].isin(["armenia", "france"]).sum() > 0


def test_of_many_sentences_some_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    texts = pd.DataFrame({"text": [f"Armenia met envoy number {n}." for n in range(60)]})
    corpus = Corpus(texts.assign(published="2020-05-01"))
    keep(corpus, tmp_path)
    drawing = plot_series(corpus.series(period="year"), registry=corpus.registry)
    rows = json.loads(page(corpus, tmp_path, figure("t", drawing))["data"])["charts"]["t"]
    (row,) = rows["datasets"]["marks"]
    assert len(row["opens"]) == MOST and row["n_passages"] == 60


def test_no_text_ends_the_script_that_it_is_data_of(corpus: Corpus, folder: Path) -> None:
    drawing = plot_series(corpus.series(period="year"), registry=corpus.registry)
    made = page(corpus, folder, figure("tone", drawing))
    assert "<" not in made["data"] and EVIL in json.dumps(json.loads(made["data"]))
    assert "</script" not in made["script"].lower()
    digest = base64.b64encode(hashlib.sha256(made["script"].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in made["policy"]
    assert "unsafe-eval" not in made["policy"] and "default-src 'none'" in made["policy"]


def test_without_marks_or_tables_a_page_has_no_script(corpus: Corpus, tmp_path: Path) -> None:
    assert page(corpus, tmp_path, {"name": "x", "alt": "", "marks": None}) is None
    drawing = plot_series(corpus.series(period="year"), registry=corpus.registry)
    assert page(corpus, tmp_path, figure("tone", drawing)) is None


def example(form: str, corpus: Corpus) -> list[dict]:
    """Marks of each form, as the library makes them."""
    if form == "series":
        return plot_series(corpus.series(period="year"), registry=corpus.registry).marks["rows"]
    if form == "timeline":
        return plot_timeline(corpus.events()).marks["rows"]
    if form == "matrix":
        cell = {"holder_id": "russia", "actor_id": "armenia", "mean": -0.5, "n_docs": 9, "x": 0}
        cell |= {"differs": True, "mean_alone": -0.2, "n_docs_alone": 12, "y": 0}
        return of_matrix(pd.DataFrame([cell, cell | {"mean": None}]), registry=corpus.registry)
    row = {"label": "Armenia", "actor_id": "armenia", "method": "ppi", "refused": "", "n_docs": 9}
    row |= {"mean": 0.2, "low": 0.1, "high": 0.3}
    return of_means(pd.DataFrame([row, row | {"method": "machine"}]))


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.vl.json")), ids=lambda path: path.name)
def test_a_form_is_vega_lite_and_asks_for_nothing_that_no_mark_has(path: Path, corpus) -> None:
    text = path.read_text(encoding="utf-8")
    rows = example(path.name.partition(".")[0], corpus)
    fields = set(re.findall(r'"field": "(\w+)"', text))
    assert fields and fields <= set(rows[0]) | {"day", "label"}, fields - set(rows[0])
    lines = [{"day": "2020-06-01", "label": "x"}]
    spec = json.loads(text) | {"data": {"name": "marks"}}
    spec["datasets"] = {"marks": rows, "landmarks": lines}
    schema = "https://vega.github.io/schema/vega-lite/v5.json"
    assert vl_convert.vegalite_to_svg(spec | {"$schema": schema}).count("<path") >= len(rows)


def test_a_mean_that_nothing_corrects_is_hollow() -> None:
    row = {"label": "A", "actor_id": "a", "method": "machine", "refused": "", "n_docs": 9}
    row |= {"mean": 0.2, "low": 0.1, "high": 0.3}
    refused = row | {"method": "ppi", "refused": "too few", "mean": float("nan")}
    (alone,) = of_means(pd.DataFrame([row, refused]))
    assert alone["hollow"] and alone["way"] == marks.ALONE and "model alone" in alone["told"]
    both = of_means(pd.DataFrame([row, row | {"method": "ppi"}]))
    assert [mark["hollow"] for mark in both] == [False, False]
