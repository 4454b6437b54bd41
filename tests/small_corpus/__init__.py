"""A small invented corpus for tests: in its sixteen texts every notebook finds something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from standpoint.study.plan import read_notebook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STUDY = """\
title: A small study
question: Who speaks how about whom?
limits: [All of it is invented.]
corpus:
  - {path: ../small/texts.csv, language: en, licence: CC BY 4.0}
actors: ../small/actors.yml
events: ../small/events.yml
window: {begin: 2021-01-01, end: 2021-12-31}
parameters: {landmarks: [lake-treaty, pass-crisis], minimum: 4, draws: 19}
notebooks:
"""


def project(folder: Path) -> Path:
    """Copy what a run needs of the project; the models are linked."""
    aside = shutil.ignore_patterns(".ipynb_checkpoints", "models", "training")
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=aside)
    (folder / "data" / "models").symlink_to(ROOT / "data" / "models")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def small_project(folder: Path) -> Path:
    """A project whose study `small` runs every notebook on the small corpus, 31 on two actors."""
    home = project(folder)
    shutil.copytree(HERE, home / "data" / "small", ignore=shutil.ignore_patterns("*.py", "_*"))
    lines = []
    for path in sorted((home / "notebooks").glob("*.ipynb")):
        about = read_notebook(path).about
        if about.in_studies:
            lines.append(f"  - run: {path.stem}\n")
        if about.per == "actor":
            lines.append("    for: {actor: [norland, sudland]}\n")
    study = home / "data" / "studies" / "small.yml"
    study.write_text(STUDY + "".join(lines), encoding="utf-8")
    return home


def standpoint(home: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run a command in the project, as a person types it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("STANDPOINT")}
    return subprocess.run(
        [sys.executable, "-m", "standpoint", *arguments],
        cwd=home,
        env=clean | {"STANDPOINT_ROOT": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
