"""Corpora that are odd but not broken run through every notebook to the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from small_corpus import project, standpoint

ONE_ACTOR = "actors:\n- id: chile\n  name: Chile\n  kind: state\n"
CORPORA = {
    "undated": {"a.txt": "Russia met Armenia. Baku warned Yerevan.", "b.txt": "France left Iran."},
    "foreign": {"2021-03-01_a.txt": "Россия и Армения подписали договор."},
    "one-sentence-one-actor-no-event": {"2021-03-01_a.txt": "Chile was praised."},
}


@pytest.mark.parametrize("name", CORPORA)
def test_an_odd_corpus_runs_to_its_end(name: str, tmp_path: Path) -> None:
    home = project(tmp_path)
    (home / "texts").mkdir()
    for file, text in CORPORA[name].items():
        (home / "texts" / file).write_text(text, encoding="utf-8")
    if name.startswith("one"):
        (home / "data" / "actors.yml").write_text(ONE_ACTOR, encoding="utf-8")
        (home / "data" / "events.yml").unlink()
    assert standpoint(home, "new", "odd", "--from", "texts").returncode == 0
    done = standpoint(home, "run", "odd")
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    assert "nan" not in done.stdout
