"""The package as `pip install .` leaves it: with its data inside, and no project around it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {"id": 1, "text": "On 10 November 2020 Russia sent peacekeepers.", "date": "2020-11-20"}
SCRIPT = """
import standpoint as sp
from standpoint.__main__ import main

assert sp.__file__.startswith(SITE), sp.__file__
corpus = sp.Corpus.from_study("armenia")
assert len(corpus.documents) and len(corpus.reference) and corpus.registry.actors
for verb, *more in (["tag"], ["opinions", "--scorer", "vader"], ["timeline"]):
    assert main([verb, "texts.jsonl", "--out", f"{verb}.jsonl", *more]) == 0
assert main(["ingest", "texts.jsonl", "--out", "tables"]) == 0
assert main(["run"]) == 2, "notebooks stay with the project"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    package = tmp_path / "site" / "standpoint"
    kept = shutil.ignore_patterns("__pycache__", "models", "training")
    shutil.copytree(ROOT / "lib" / "standpoint", package, ignore=kept)
    shutil.copytree(ROOT / "data", package / "data", ignore=kept)
    (package / "data" / "models").symlink_to(ROOT / "data" / "models")
    return package.parent


def test_a_bundled_study_and_the_commands_work_outside_the_project(
    site: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "texts.jsonl").write_text(json.dumps(TEXT) + "\n")
    environment = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{ROOT / 'lib'}"}
    environment.pop("STANDPOINT_ROOT", None)
    done = subprocess.run(
        [sys.executable, "-c", f"SITE = {str(site)!r}{SCRIPT}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for verb, surface in (("tag", "10 November 2020"), ("opinions", "Russia")):
        assert json.loads((folder / f"{verb}.jsonl").read_text())["surface"] == surface
    (event,) = (folder / "timeline.jsonl").read_text().splitlines()
    assert json.loads(event)["actors"] == ["russia"]
