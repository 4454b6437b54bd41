"""The pages: what they show, that they run nothing, and that they load nothing from elsewhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from notebooks_for_tests import notebook, project
from standpoint.pages import index, page
from standpoint.study import read_study

EVIL = "<script>alert(1)</script>"


class Reader(HTMLParser):
    """Collects elements, everything a page would load, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(text)
        self.loads += re.findall(r"url\(([^)]*)\)", text) + re.findall(r"@import\s+(\S+)", text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        known = {key: value or "" for key, value in attrs}
        self.elements.append((tag, known))
        self.loads += [known[key] for key in ("src", "srcset", "poster", "data") if key in known]
        if tag == "link":
            self.loads.append(known.get("href", ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.elements if name == tag]


def opened(path) -> Reader:
    """The page, after what every page must be."""
    text = path.read_text(encoding="utf-8")
    read = Reader(text)
    assert text.startswith("<!DOCTYPE html>") and read.all("html") == [{"lang": "en"}]
    assert [m["content"] for m in read.all("meta") if m.get("name") == "viewport"] == ["width=device-width, initial-scale=1"]
    policy = [m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert len(policy) == 1 and "default-src 'none'" in policy[0] and "script-src" not in policy[0]
    return read


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    return project(tmp_path)


def executed(toy, *outputs: dict, name: str = "10-ingest", failure: str = ""):
    """A notebook as if it had run: its third code cell holds the outputs."""
    path = notebook(toy, name, 'study = "small"', f"## Why\n\nA [link](https://example.org/). {{x}}\n\n## {EVIL.replace('<', '&lt;')}", f"x = '{EVIL}'", title="What is *read*?")
    book = json.loads(path.read_text())
    book["cells"][-1] |= {"outputs": list(outputs), "execution_count": 3}
    book["metadata"]["standpoint"] |= {"run": f"{name} (actor=russia)", "failure": failure}
    path.write_text(json.dumps(book))
    return path


def html_output(text: str) -> dict:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": text, "text/plain": "plain"}}


def test_a_page_shows_prose_and_outputs_and_folds_the_code(toy):
    figure = '<figure><img alt="A rising line" src="data:image/svg+xml;base64,AAAA"><figcaption>Tone</figcaption></figure>'
    stream = {"output_type": "stream", "name": "stdout", "text": f"printed {EVIL}"}
    plain = {"output_type": "execute_result", "execution_count": 3, "metadata": {}, "data": {"text/plain": EVIL}}
    script = {"output_type": "display_data", "metadata": {}, "data": {"application/javascript": "alert(1)", "text/plain": "object"}}
    path = page(executed(toy, html_output(figure), stream, plain, script), toy / "out" / "x.html", study="A <b> study")
    read = opened(path)
    assert read.all("script") == [] and not [load for load in read.loads if not load.startswith("data:")]
    assert "<title>What is read? (actor=russia)</title>" in path.read_text()
    assert {"href": "index.html"} in read.all("a") and "← A <b> study" in read.text and "10-ingest (actor=russia)" in read.text
    assert {"alt": "A rising line", "src": "data:image/svg+xml;base64,AAAA"} in read.all("img")
    assert read.text.count(EVIL) == 4  # heading, code, printed, plain: all as text
    assert len(read.all("details")) == len(read.all("summary")) == 2 and not any("open" in d for d in read.all("details"))
    assert "Parameters and their defaults, cell 1" in read.text and "Code, cell 2" in read.text
    assert "https://example.org/" in [a.get("href") for a in read.all("a")]


def test_a_failed_run_says_so_and_opens_the_cell(toy):
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": [f"\x1b[31mValueError\x1b[0m: {EVIL}"]}
    path = page(executed(toy, error, failure=f"cell 2: ValueError: {EVIL}"), toy / "x.html")
    read = opened(path)
    assert "This run failed" in read.text and read.text.count(EVIL) == 4 and read.all("script") == []
    assert ["open" in attrs for attrs in read.all("details")] == [False, True]
    assert "\x1b" not in path.read_text()


def test_links_between_notebooks_lead_to_pages(toy):
    prose = "## Next\n\n[one](31-one-actor.ipynb) [two](40-events.ipynb#why) [file](../data/README.md) [web](https://example.org/a.ipynb)"
    path = page(notebook(toy, "x", 'study = "small"', prose), toy / "x.html", links={"31-one-actor": "31-one-actor--armenia.html"})
    hrefs = [a["href"] for a in opened(path).all("a")]
    assert hrefs == ["index.html", "31-one-actor--armenia.html", "index.html", "../data/README.md", "https://example.org/a.ipynb"]


def results(toy, **changes):
    """A results folder as a run leaves it."""
    folder = toy / "results" / "small"
    for name in ("findings", "figures", "tables", "notebooks"):
        (folder / name).mkdir(parents=True)
    (folder / "findings" / "10-ingest.json").write_text(json.dumps([f"Title {EVIL} was read."]))
    (folder / "figures" / "tone.svg").write_text("<svg/>")
    (folder / "figures" / "tone.png").write_bytes(b"")
    (folder / "figures" / "tone.json").write_text(json.dumps({"title": EVIL, "caption": "Mean score, n = 3.", "alt": 'A "line" <i>'}))
    (folder / "figures" / "gone.json").write_text(json.dumps({"title": "no file", "caption": "", "alt": ""}))
    (folder / "tables" / "documents.parquet").write_bytes(b"")
    (folder / "tables" / "documents.csv").write_text("")
    (folder / "10-ingest.html").write_text("")
    (folder / "notebooks" / "10-ingest.ipynb").write_text("{}")
    run = {"notebook": "10-ingest", "label": "10-ingest", "question": "What is <b>read</b>?", "seconds": 3.21, "status": "done", "why": ""}
    bad = run | {"notebook": "31-one-actor", "label": "31-one-actor (actor=armenia)", "seconds": None, "status": "failed", "why": "cell 7: ValueError: <i>"}
    record = {
        "study": "small", "title": f"A study {EVIL}", "question": "Who?", "standpoint": "0.1.0", "python": "3.11.7", "platform": "Linux",
        "finished": "2026-03-05T07:08:09+00:00", "git": {"commit": "0123456789abcdef", "changed_since": True}, "scorers": ["toy-1"],
        "inputs": {f"data/texts/{n:02}.txt": "f" * 64 for n in range(20)}, "tables": {"documents": {"rows": 12345, "sha256": ""}},
        "notebooks": {"10-ingest": run, "31-one-actor--armenia": bad},
    }  # fmt: skip
    (folder / "run.json").write_text(json.dumps(record | changes))
    return folder


def test_the_index_shows_everything_and_runs_nothing(toy):
    (toy / "CITATION.cff").write_text("title: Standpoint\nauthors:\n  - {family-names: Ann, given-names: B.}\ndate-released: 2025-01-02\nurl: https://example.org/s\n")
    folder = results(toy)
    path = index(read_study("small"), folder)
    read = opened(path)
    words = " ".join(read.text.split())
    assert read.all("script") == [] and read.all("b") == [] and read.all("i") == []
    assert read.text.count(EVIL) >= 3 and f"Title {EVIL} was read." in words
    assert read.loads == ["figures/tone.svg"]
    assert [image["alt"] for image in read.all("img")] == ['A "line" <i>']
    links = {a["href"] for a in read.all("a")}
    assert links == {"10-ingest.html", "notebooks/10-ingest.ipynb", "figures/tone.svg", "figures/tone.png", "tables/documents.parquet", "tables/documents.csv", "run.json"}
    assert all((folder / link).exists() for link in links)
    assert "31-one-actor (actor=armenia) failed: cell 7: ValueError: <i>." in words
    assert "12 345" in words and "3.2" in words and "no file" not in words
    assert "finished 5 March 2026, 07:08 UTC. Code: commit 0123456789ab, with changes that are not committed. Scorer: toy-1." in words
    assert "and 8 more in run.json" in words
    assert "Ann, B. (2025). Standpoint (version 0.1.0, commit 0123456789ab), study “A study <script>alert(1)</script>”. https://example.org/s" in words


def test_an_index_without_findings_figures_or_git(toy):
    folder = results(toy, git=None, scorers=[], tables={}, notebooks={})
    for kind in ("findings/10-ingest.json", "figures/tone.json"):
        (folder / kind).unlink()
    words = " ".join(opened(index(read_study("small"), folder)).text.split())
    assert "has left a finding yet" in words and "The code was not under git." in words and "Figures" not in words
    assert "The Standpoint authors (2026). Standpoint (version 0.1.0), study" in words
