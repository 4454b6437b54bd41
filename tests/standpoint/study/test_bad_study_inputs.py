"""Corpora that are odd but not broken run through the whole chain of notebooks' verbs: undated,
tiny, foreign, one actor.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ONE_ACTOR = "actors:\n- id: chile\n  name: Chile\n  kind: state\n"
CORPORA = {
    "undated": (
        {"a.txt": "Russia met Armenia. Baku warned Yerevan.", "b.txt": "France thanked Iran."},
        None,
        True,
    ),
    "one-sentence": ({"2021-03-01_a.txt": "Russia met Armenia."}, None, True),
    "foreign": ({"2021-03-01_a.txt": "Россия и Армения подписали договор."}, None, True),
    "one-actor": (
        {"2021-03-01_a.txt": "Chile was praised. Chile was thanked by its neighbours."},
        ONE_ACTOR,
        False,
    ),
}


@pytest.mark.parametrize("name", CORPORA)
def test_an_odd_corpus_runs_to_its_end(name: str, tmp_path: Path) -> None:
    texts, actors, events = CORPORA[name]
    for folder in ("notebooks", "data"):
        shutil.copytree(
            ROOT / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints", "models", "training"),
        )
    (tmp_path / "data" / "models").symlink_to(ROOT / "data" / "models")
    for file in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / "texts").mkdir()
    for file, text in texts.items():
        (tmp_path / "texts" / file).write_text(text, encoding="utf-8")
    if actors:
        (tmp_path / "data" / "actors.yml").write_text(actors, encoding="utf-8")
    if not events:
        (tmp_path / "data" / "events.yml").unlink()

    def standpoint(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "standpoint", *arguments], cwd=tmp_path, env=os.environ | {"STANDPOINT_ROOT": str(tmp_path)},
            capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip

    assert standpoint("new", "odd", "--from", "texts").returncode == 0
    done = standpoint("run", "odd")
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    assert "nan" not in done.stdout
