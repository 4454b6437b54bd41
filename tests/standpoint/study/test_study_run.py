"""Every notebook through the runner on a small corpus, and what a reader then finds."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from subprocess import CompletedProcess

import pandas as pd
import pytest

from small_corpus import ROOT, small_project, standpoint
from standpoint.__main__ import main
from standpoint.study.file import read_study
from standpoint.study.plan import read_notebook

NOTEBOOKS = [read_notebook(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def first(home: Path) -> CompletedProcess:
    return standpoint(home, "run", "small")


@pytest.fixture
def results(first: CompletedProcess, home: Path) -> Path:
    return home / "results" / "small"


def sums(folder: Path, *endings: str) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.suffix in endings)
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_it_runs_and_ends_with_places(first: CompletedProcess, results: Path) -> None:
    assert first.returncode == 0, first.stdout[-3000:] + first.stderr[-3000:]
    assert "results/small/index.html (the report)" in first.stdout
    assert not re.search(r"Traceback|Warning|\[IPKernelApp", first.stdout + first.stderr)


def test_everything_promised_is_there(home: Path, results: Path) -> None:
    executed = {path.stem for path in (results / "notebooks").glob("*.ipynb")}
    in_studies = {book.path.stem for book in NOTEBOOKS if book.about.in_studies}
    assert in_studies == {name.split("--")[0] for name in executed} and len(in_studies) > 7
    assert {name for name in executed if "--" in name} == {
        f"{book.path.stem}--{actor}"
        for book in NOTEBOOKS
        if book.about.per == "actor"
        for actor in ("norland", "sudland")
    }
    assert all((results / f"{name}.html").is_file() for name in executed)
    tables = {path.stem for path in (results / "tables").glob("*.parquet")}
    promised = {name for book in NOTEBOOKS if book.about.in_studies for name in book.about.writes}
    assert {name for name in promised if "{" not in name} <= tables
    assert all((results / "tables" / f"{name}.csv").is_file() for name in tables)
    figures = {path.stem for path in (results / "figures").glob("*.svg")}
    assert {"corpus-over-time", "actors-mentioned", "tone-of-actors", "timeline"} <= figures
    assert all((results / "figures" / f"{name}.png").is_file() for name in figures)
    record = json.loads((results / "run.json").read_text(encoding="utf-8"))
    assert record["packages"] and record["scorers"] and record["models"]
    texts = (home / "data" / "small" / "texts.csv").read_bytes()
    assert record["inputs"]["data/small/texts.csv"] == hashlib.sha256(texts).hexdigest()


def test_the_tables_say_what_the_texts_say(results: Path) -> None:
    tables = results / "tables"
    documents = pd.read_parquet(tables / "documents.parquet")
    assert len(documents) == 16 and documents["published_start"].isna().sum() == 1
    assert (documents["duplicate_of"] != "").sum() == 1
    events = pd.read_parquet(tables / "events.parquet").set_index("reference_id")
    assert f"{events.at['lake-treaty', 'begin']:%Y-%m-%d}" == "2021-03-03"
    assert f"{events.at['pass-crisis', 'begin']:%Y-%m-%d}" == "2021-06-10"
    opinions = pd.read_parquet(tables / "opinions.parquet")
    held = set(zip(opinions["holder_id"], opinions["actor_id"], strict=True))
    assert {("norland", "sudland"), ("sudland", "norland"), ("ada-lind", "sudland")} <= held


def test_pages_load_nothing_from_elsewhere_and_keep_alt_texts(results: Path) -> None:
    loads = r"<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)=[\"']((?:https?:)?//[^\"']+)"
    with_figures = 0
    for page in results.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        # The script that draws figures is held to the page's policy, which a browser enforces.
        text = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
        assert not re.findall(loads, text), page.name
        assert not re.search(r"@import|url\((?![\"']?data:)[\"']?(?:https?:)?//", text), page.name
        images = re.findall(r"<img\b[^>]*>", text)
        assert all("alt=" in image for image in images), page.name
        with_figures += bool(images)
        assert "<html lang=" in text or 'lang="en"' in text
    assert with_figures > 5


def test_a_second_run_does_nothing_and_one_parameter_runs_only_what_depends_on_it(
    home: Path, results: Path
) -> None:
    before = sums(results, ".ipynb", ".parquet")
    again = standpoint(home, "run", "small")
    assert again.returncode == 0 and " unchanged;" in again.stdout, again.stdout + again.stderr
    assert sums(results, ".ipynb", ".parquet") == before
    changed = standpoint(home, "run", "small", "--set", "40-build-timeline.most=3")
    assert changed.returncode == 0, changed.stdout + changed.stderr
    after = sums(results, ".ipynb", ".parquet")
    assert {name for name in after if after[name] != before.get(name)} == {
        "notebooks/40-build-timeline.ipynb",
        "tables/events-timeline.parquet",
    }


def test_one_worker_or_two_the_same_tables(home: Path, results: Path) -> None:
    tables = results / "tables"
    wanted = {"opinions", "events"}
    writers = [book for book in NOTEBOOKS if wanted & set(book.about.writes)]
    asked = [word for book in writers for word in ("--only", book.path.stem)]
    change = ("--set", "40-build-timeline.most=3")
    first = standpoint(home, "run", "small", "--workers", "2", *change, *asked)
    assert first.returncode == 0, first.stdout + first.stderr
    before = sums(tables, ".parquet", ".csv")
    shutil.rmtree(tables)
    again = standpoint(home, "run", "small", "--workers", "1", *change, *asked)
    assert again.returncode == 0, again.stdout + again.stderr
    after = sums(tables, ".parquet", ".csv")
    assert {f"{name}.parquet" for name in wanted | {"documents", "mentions", "times"}} <= set(after)
    assert after == {name: before[name] for name in after}


def test_the_notebooks_that_are_in_no_new_study_run_in_the_bundled_one(home: Path) -> None:
    runs = {run.notebook for run in read_study("armenia").notebooks}
    others = [book.path.stem for book in NOTEBOOKS if not book.about.in_studies]
    asked = [word for name in others if name in runs for word in ("--only", name)]
    done = standpoint(home, "run", "armenia", *asked)
    assert len(asked) >= 2 and done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "smal"), "small"),
        (("run", "small", "--set", "31-one-actor.actr=norland"), "actor"),
        (("run", "small", "--set", "31-one-actor.period=7"), "period"),
        (("run", "small", "--set", "40-build-timeline.begin=2018-13-45"), "2018-13-45"),
    ],
)
def test_what_cannot_be_run_is_refused_by_name_before_anything_is_touched(
    home: Path, results: Path, monkeypatch, capsys, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("STANDPOINT_ROOT", str(home))
    before = sums(results, ".parquet", ".ipynb", ".json")
    assert main(list(arguments)) == 2 and said in capsys.readouterr().err
    assert sums(results, ".parquet", ".ipynb", ".json") == before
