"""Nothing of a corpus, a registry or a study can run: marks in every field, all notebooks."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pandas as pd
import pytest

from small_corpus import small_project, standpoint
from standpoint import tables
from standpoint.figures.listings import styled

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RAN = "document.documentElement.dataset.ran=1"
# A script, a picture that is not there and one that is elsewhere, an address that is a script.
MARK = (
    f'<script>{RAN}</script><img src=x onerror="{RAN}"><img src=http://elsewhere.test/a>'
    f'<a href="javascript:{RAN}">a</a> [b](javascript:{RAN}) ![c](http://elsewhere.test/b)'
)
OFFLINE = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --window-size=1300,30000"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose small study holds marks wherever data can, and has run."""
    folder = small_project(tmp_path_factory.mktemp("project"))
    small = folder / "data" / "small"
    with (small / "texts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row |= {name: f"{row[name]} {MARK}" for name in ("publisher", "title")}
        row["speaker"] = row["speaker"] or MARK
        # One sentence that an event is read from, and one that is scored, hold the mark themselves.
        row["text"] = row["text"].replace(". ", f", {MARK}. ", 1) + f" Norland praised {MARK}."
        row["url"] = f"javascript:{RAN}"
    with (small / "texts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    for path, keys in ((small / "actors.yml", "name"), (small / "events.yml", "title")):
        text = re.sub(rf"  {keys}: (.+)", rf"  {keys}: PLACE", path.read_text("utf-8"))
        for number in range(text.count("PLACE")):
            text = text.replace("PLACE", json.dumps(f"N{number} {MARK}"), 1)
        path.write_text(text, encoding="utf-8")
    names = ("Norland", "Sudland", "Harbour Council", "Ada Lind", "Boris Wend")
    text = (small / "actors.yml").read_text("utf-8")
    for number, name in enumerate(names):
        text = text.replace(f'"N{number} ', f'"{name} ', 1)
    for name in names:  # the texts still name them as before
        text = re.sub(rf'(  name: "{name} .*)', rf"\1\n  names: {{en: [{name}]}}", text)
    (small / "actors.yml").write_text(text, encoding="utf-8")
    study = folder / "data" / "studies" / "small.yml"
    text = study.read_text("utf-8").replace("title: A small study", f"title: {json.dumps(MARK)}")
    text = text.replace("question: Who speaks", "question: " + json.dumps(MARK) + " #")
    study.write_text(text.replace("All of it is invented.", json.dumps(MARK)), encoding="utf-8")
    done = standpoint(folder, "run", "small")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


def shown(home: Path) -> Iterator[tuple[str, str]]:
    """All HTML and Markdown that the executed notebooks hold as output."""
    for path in sorted((home / "results" / "small" / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                for kind in ("text/html", "text/markdown", "image/svg+xml", "text/latex"):
                    if kind in output.get("data", {}):
                        yield path.stem, "".join(output["data"][kind])


def test_every_output_of_every_notebook_is_escaped(home: Path) -> None:
    outputs = list(shown(home))
    assert sum("elsewhere.test" in html for _, html in outputs) > 5, "the marks are shown as text"
    for name, html in outputs:
        tree = lxml.html.fromstring(f"<div>{html}</div>")
        for element in tree.iter(lxml.html.etree.Element):
            assert element.tag not in ("script", "iframe", "object"), name
            assert not [key for key in element.attrib if key.startswith("on")], name
            address = element.get("href") or element.get("src") or ""
            assert re.match(r"(data:image/|#|\Z|[\w%.-]+[/.])", address), (name, address[:80])


def test_the_pages_hold_the_marks_as_text(home: Path) -> None:
    for path in (home / "results" / "small").glob("*.html"):
        html = path.read_text("utf-8")
        assert f"<script>{RAN}" not in html and '<img src="x' not in html, path.name
        tree = lxml.html.fromstring(html)
        for address in tree.xpath("//@href | //@src"):
            assert not re.match(r"\s*(javascript:|http://elsewhere)", address), path.name


def test_calendars_and_json_hold_a_line_each(home: Path) -> None:
    results = home / "results" / "small"
    for path in results.glob("exports/*.ics"):
        for line in re.sub(rb"\r\n[ \t]", b"", path.read_bytes()).split(b"\r\n"):
            assert not line or re.match(rb"[A-Z-]+[;:]", line) and b"\n" not in line, line[:80]
    for path in results.rglob("*.json"):
        json.loads(path.read_text("utf-8"))


def test_a_table_with_a_style_escapes_cells_names_and_titles_and_keeps_its_id() -> None:
    frame = pd.DataFrame({MARK: [MARK, "$1$"], "n": [0.123, 1]}, index=[MARK, "b"])
    frame.index.name = frame.columns.name = MARK
    html = styled(frame).to_html()
    assert "<img" not in html and "<script" not in html and "<a " not in html
    assert "0.12" in html and html == styled(frame).to_html(), "the same bytes at every run"
    assert "mathjax_ignore" in html and "mathjax_ignore" in frame._repr_html_()


@pytest.mark.parametrize("first", [*"=+-@\t\r\n＝＋－＠"])
def test_a_formula_in_csv_is_text(tmp_path: Path, first: str) -> None:
    row = {"doc_id": "a", "source": "a", "text": "A.", "title": f"{first}1+1"}
    tables.write(tables.make([row], "documents"), "documents", tmp_path)
    written = pd.read_csv(tmp_path / "documents.csv", keep_default_na=False)
    assert written["title"][0].startswith("'")


@pytest.mark.skipif(
    not (CHROMIUM and os.environ.get("STANDPOINT_BROWSER")),
    reason="the test in a browser takes two minutes: set STANDPOINT_BROWSER, with chromium there",
)
def test_in_a_real_jupyterlab_no_mark_runs(home: Path, tmp_path: Path) -> None:
    """All executed notebooks opened, trusted, in JupyterLab, and the pages from disk."""
    results = home / "results" / "small"
    books = tmp_path / "books"
    shutil.copytree(results / "notebooks", books)
    known = '<div><img src=x onerror="document.documentElement.dataset.ran=1"></div>'
    control = {"data": {"text/html": known}, "metadata": {}, "output_type": "display_data"}
    control = [json.loads(path.read_text("utf-8")) for path in books.glob("30-*")][0] | {
        "cells": [
            {"cell_type": "code", "id": "a", "execution_count": 1, "metadata": {}}
            | {"outputs": [control], "source": ""}
        ]
    }
    (books / "control.ipynb").write_text(json.dumps(control), encoding="utf-8")
    own = os.environ | {
        "HOME": str(tmp_path),
        **{f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("RUNTIME", "DATA", "CONFIG")},
    }
    trust = [sys.executable, "-m", "jupyter", "trust", *map(str, sorted(books.glob("*.ipynb")))]
    subprocess.run(trust, check=True, env=own, capture_output=True, timeout=120)
    log = tmp_path / "lab.log"
    options = ["--no-browser", "--allow-root", "--port=0", "--ServerApp.port_retries=0"]
    options += ["--IdentityProvider.token=", f"--ServerApp.root_dir={books}"]
    with log.open("wb") as out:
        command = [sys.executable, "-m", "jupyterlab", *options]
        server = subprocess.Popen(command, cwd=books, stdout=out, stderr=out, env=own)
    try:
        until = time.monotonic() + 90
        while not (found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+", log.read_text())):
            assert time.monotonic() < until, "no running JupyterLab"
            time.sleep(0.3)
        lab = f"{found[0]}/lab/tree/"
        assert _opened(f"{lab}control.ipynb?reset", tmp_path)[0], "a mark that is not escaped runs"
        for path in sorted(books.glob("[0-9]*.ipynb")):
            ran, asked, dom = _opened(f"{lab}{path.name}?reset", tmp_path)
            assert "jp-OutputArea" in dom, f"{path.name} was shown"
            assert not ran and not asked, path.name
    finally:
        server.terminate()
        server.wait(timeout=30)
    for path in sorted(results.glob("*.html")):
        ran, asked, dom = _opened(path.as_uri(), tmp_path)
        assert len(dom) > 5_000 and not ran and not asked, path.name


def _opened(address: str, folder: Path) -> tuple[bool, bool, str]:
    """Whether a mark ran on a page, whether another host was asked, and what the page became."""
    log = folder / "net.json"
    log.unlink(missing_ok=True)
    command = [CHROMIUM, *OFFLINE.split(), f"--user-data-dir={folder / 'chromium'}"]
    command += [f"--log-net-log={log}", "--virtual-time-budget=20000", "--timeout=30000"]
    command += ["--host-resolver-rules=MAP *.test 127.0.0.1:9", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    head = re.search(r"<html[^>]*>", done.stdout)
    asked = '"url":"http://elsewhere.test' in log.read_text("utf-8", "replace")
    return bool(head and "data-ran" in head[0]), asked, done.stdout
