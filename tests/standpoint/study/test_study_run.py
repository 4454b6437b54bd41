"""The bundled study, whole, through the runner: every notebook, twice, and what a reader then
finds.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"


def standpoint(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("STANDPOINT")}
    return subprocess.run(
        [sys.executable, "-m", "standpoint", *arguments], cwd=project, env=clean | {"STANDPOINT_ROOT": str(project)} | more,
        capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("project")
    for name in ("notebooks", "data"):
        shutil.copytree(
            ROOT / name, home / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, home)
    return home


@pytest.fixture(scope="module")
def first(project: Path) -> subprocess.CompletedProcess:
    return standpoint(project, "run")


def sums(folder: Path, *endings: str) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.suffix in endings)
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_it_runs_and_ends_with_findings_and_places(first: subprocess.CompletedProcess) -> None:
    assert first.returncode == 0, first.stdout[-3000:] + first.stderr[-3000:]
    assert "results/armenia" in first.stdout and "418 documents" in first.stdout
    bullets = [line for line in first.stdout.splitlines() if line.startswith("  - ")]
    assert len(bullets) == 11 and any("looks (events" in line for line in bullets), (
        "one finding of each notebook, and none of them fills the screen"
    )
    assert not re.search(r"Traceback|Warning|\[IPKernelApp", first.stdout + first.stderr)


def test_everything_promised_is_there(first: subprocess.CompletedProcess, project: Path) -> None:
    results = project / "results" / "armenia"
    executed = {path.stem for path in (results / "notebooks").glob("*.ipynb")}
    made = {
        path.stem for path in (ROOT / "notebooks").glob("*.ipynb") if not path.stem.startswith("90")
    }  # 90 makes the model
    assert made == {name.split("--")[0] for name in executed}
    assert len([name for name in executed if name.startswith("31-one-actor--")]) == 12
    for name in executed:
        assert (results / f"{name}.html").is_file()
    tables = {path.stem for path in (results / "tables").glob("*.parquet")}
    assert {
        "documents",
        "excluded",
        "sentences",
        "mentions",
        "opinions",
        "series",
        "times",
        "events",
    } <= tables
    assert all((results / "tables" / f"{name}.csv").is_file() for name in tables)
    figures = {path.stem for path in (results / "figures").glob("*.svg")}
    assert {"corpus-over-time", "actors-mentioned", "tone-of-actors", "timeline"} <= figures
    assert all((results / "figures" / f"{name}.png").is_file() for name in figures)
    record = json.loads((results / "run.json").read_text(encoding="utf-8"))
    assert {"packages", "inputs", "git", "notebooks", "python", "scorers"} <= set(record)
    assert (
        record["inputs"]["data/digest.csv"]
        == hashlib.sha256((ROOT / "data" / "digest.csv").read_bytes()).hexdigest()
    )


def test_pages_load_nothing_from_elsewhere_and_keep_alt_texts(
    first: subprocess.CompletedProcess, project: Path
) -> None:
    for page in (project / "results" / "armenia").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        loads = re.findall(
            r"<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)=[\"']((?:https?:)?//[^\"']+)",
            text,
        )
        assert not loads, f"{page.name} loads {loads[:3]}"
        assert not re.search(r"@import|url\((?![\"']?data:)[\"']?(?:https?:)?//", text), page.name
        assert all("alt=" in tag for tag in re.findall(r"<img\b[^>]*>", text)), page.name
        assert "<html lang=" in text or 'lang="en"' in text
    assert "alt=" in (project / "results" / "armenia" / "30-score-sentiment.html").read_text(
        encoding="utf-8"
    )


def test_the_timeline_holds_the_landmarks_found_in_the_text(
    first: subprocess.CompletedProcess, project: Path
) -> None:
    import pandas as pd

    told = pd.read_parquet(project / "results" / "armenia" / "tables" / "events.parquet").set_index(
        "reference_id"
    )
    for key, day in {
        "velvet-revolution-2018": "2018-04-13",
        "russian-peacekeepers-deploy-2020": "2020-11-10",
        "pashinyan-statement-2022-12-22": "2022-12-22",
        "pashinyan-statement-2022-12-27": "2022-12-27",
        "pashinyan-statement-2022-12-29": "2022-12-29",
    }.items():
        assert f"{told.at[key, 'begin']:%Y-%m-%d}" == day


def test_a_second_run_does_nothing_and_one_parameter_runs_only_what_depends_on_it(
    first, project: Path
) -> None:
    results = project / "results" / "armenia"
    before = sums(results, ".ipynb", ".parquet")
    began = time.perf_counter()
    again = standpoint(project, "run")
    took = time.perf_counter() - began
    assert again.returncode == 0, again.stdout + again.stderr
    assert sums(results, ".ipynb", ".parquet") == before
    # 5 s is promised on a quiet machine; the other test worker may hold the second core.
    assert took < 10, f"{took:.1f} s"
    changed = standpoint(project, "run", "--set", "40-build-timeline.most=12")
    assert changed.returncode == 0, changed.stdout + changed.stderr
    after = sums(results, ".ipynb", ".parquet")
    assert {name for name in after if after[name] != before.get(name)} == {
        "notebooks/40-build-timeline.ipynb",
        "tables/events-timeline.parquet",
    }


def test_one_worker_or_two_the_same_tables(
    first: subprocess.CompletedProcess, project: Path
) -> None:
    """With the parameter that the test above changed. The runs of 31 are left out: each is alone
    with its table whatever the workers.
    """
    tables = project / "results" / "armenia" / "tables"
    before = {
        name: digest
        for name, digest in sums(tables, ".parquet", ".csv").items()
        if not re.match("series-(?!directed)", name)
    }
    shutil.rmtree(tables)
    others = sorted(
        path.stem
        for path in (project / "notebooks").glob("*.ipynb")
        if path.stem[:2] not in ("31", "90")
    )
    asked = [word for name in others for word in ("--only", name)]
    again = standpoint(
        project, "run", "--workers", "1", "--set", "40-build-timeline.most=12", *asked
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert sums(tables, ".parquet", ".csv") == before and len(before) > 30


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="../shared/corpus is not here: the article the project started from"
)
def test_one_article_is_a_study_of_its_own(project: Path) -> None:
    import pandas as pd

    new = standpoint(
        project, "new", "one-article", "--from", str(CORPUS), "--published", "2023-01-12"
    )
    assert new.returncode == 0, new.stderr
    done = standpoint(project, "run", "one-article")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    tables = project / "results" / "one-article" / "tables"
    documents = pd.read_parquet(tables / "documents.parquet")
    assert documents["published_start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-01-12"]
    years = set(pd.read_parquet(tables / "times.parquet")["value"].str[:7])
    assert {"2018", "2020", "2022-12"} <= years
    assert {"nikol-pashinyan", "russia", "azerbaijan", "csto"} <= set(
        pd.read_parquet(tables / "opinions.parquet")["actor_id"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "armeni"), "armenia"),
        (("run", "--set", "31-one-actor.actr=russia"), "actor"),
        (("run", "--set", "period=week"), "week"),
        (("run", "--set", "31-one-actor.period=7"), "period"),
        (("run", "--set", "scorer=vadr"), "vader"),
        (("run", "--set", "40-build-timeline.follow=gyumri-rally-2022"), "gyumri-rally-2023"),
        (("run", "--set", "40-build-timeline.begin=2018-13-45"), "2018-13-45"),
    ],
)
def test_what_cannot_be_run_is_refused_by_name_before_anything_is_touched(
    first, project: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = sums(project / "results", ".parquet", ".ipynb", ".json")
    done = standpoint(project, *arguments)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert sums(project / "results", ".parquet", ".ipynb", ".json") == before
