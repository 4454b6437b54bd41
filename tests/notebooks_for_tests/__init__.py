"""A tiny project in a temporary folder: notebooks of two or three cells, two actors, three texts,
one study.
"""

from __future__ import annotations

import json
from pathlib import Path

ACTORS = """\
actors:
- id: armenia
  name: Armenia
  kind: state
  names: {en: [Armenia]}
- id: russia
  name: Russia
  kind: state
  names: {en: [Russia]}
"""

STUDY = """\
title: A small study
question: Who speaks how about whom?
corpus:
  - {path: ../texts, language: en}
actors: ../actors.yml
notebooks:
  - run: 10-ingest
  - run: 20-count
    with: {period: year}
  - run: 31-one-actor
    for: {actor: [armenia, russia]}
"""

# The cells write their tables themselves (no library needed), as text: Parquet is only needed where
# the record reads it.
WRITE = """\
import os, json, pathlib, pandas as pd
here = pathlib.Path(os.environ["STANDPOINT_ROOT"]) / "results" / study
def write(name, **columns):
    (here / "tables").mkdir(parents=True, exist_ok=True)
    pd.DataFrame(columns).to_parquet(here / "tables" / f"{name}.parquet", index=False)
def read(name):
    return pd.read_parquet(here / "tables" / f"{name}.parquet")
def found(*sentences, method=()):
    (here / "findings").mkdir(exist_ok=True)
    said = {"findings": sentences, "method": method}
    (here / "findings" / (os.environ["STANDPOINT_RUN"] + ".json")).write_text(json.dumps(said))
def ran(what):
    with (here / "ran.txt").open("a") as log:
        log.write(what + "\\n")
"""

INGEST = """\
ran("10-ingest")
texts = sorted(p.read_text() for p in (here.parents[1] / "data" / "texts").glob("*.txt"))
write("documents", text=[t[:keep] for t in texts])
found(f"{len(texts)} texts were read.", method=[f"Of each text {keep} characters were read."])"""
COUNT = """\
ran("20-count")
write("sentences", text=["a"], period=[period])"""
ACTOR = """\
ran("31-one-actor " + actor)
named = read("documents")["text"].str.contains(actor.capitalize())
write(f"series-{actor}", n=[int(named.sum())], scorer=["toy-1"])
found(f"{actor} is named.")"""


def notebook(
    folder: Path,
    name: str,
    parameters: str,
    *cells: str,
    reads: tuple = (),
    writes: tuple = (),
    title: str = "",
    **more: object,
) -> Path:
    """Write one notebook; a cell that starts with '## ' is prose, `more` goes into its metadata."""
    made = [_markdown(f"# {title or name}"), _code(parameters, "parameters")]
    made += [_markdown(cell) if cell.startswith("## ") else _code(cell) for cell in cells]
    for number, cell in enumerate(made):
        cell["id"] = f"c{number}"
    said = {
        "question": title or f"What does {name} answer?",
        "reads": list(reads),
        "writes": list(writes),
        **more,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {
        "cells": made,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}, "standpoint": said},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


def project(folder: Path) -> Path:
    """A whole project folder; returns it."""
    for name in ("notebooks", "data/studies", "data/texts"):
        (folder / name).mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\nname = 'toy'\n")
    (folder / "requirements.lock").write_text("toy==1\n")
    (folder / "data" / "actors.yml").write_text(ACTORS)
    for number, text in enumerate(
        ("Armenia spoke.", "Russia answered Armenia.", "Nobody else did.")
    ):
        (folder / "data" / "texts" / f"{number}.txt").write_text(text)
    (folder / "data" / "studies" / "small.yml").write_text(STUDY)
    books = folder / "notebooks"
    notebook(
        books,
        "10-ingest",
        'study = "small"  # which study\nkeep = 100  # characters',
        WRITE,
        INGEST,
        reads=("inputs",),
        writes=("documents",),
    )
    notebook(
        books,
        "20-count",
        'study = "small"\nperiod = "month"',
        WRITE,
        COUNT,
        reads=("inputs",),
        writes=("sentences",),
    )
    notebook(
        books,
        "31-one-actor",
        'study = "small"\nactor = "armenia"\nseed = 0',
        WRITE,
        ACTOR,
        reads=("documents",),
        writes=("series-{actor}",),
        per="actor",
    )
    return folder


def study_file(folder: Path, name: str, *notebooks: str, more: str = "") -> Path:
    """Write another study of the same texts; each notebook is one YAML item."""
    path = folder / "data" / "studies" / f"{name}.yml"
    lines = "".join(f"  - {item}\n" for item in notebooks)
    path.write_text(
        f"title: {name}\ncorpus: [{{path: ../texts}}]\nactors: ../actors.yml\n"
        f"{more}notebooks:\n{lines}"
    )
    return path


def _markdown(text: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(text: str, *tags: str) -> dict:
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)} if tags else {},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }
