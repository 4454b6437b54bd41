"""A small study in memory: sentences in, every table out. For tests that need the chain and not the
disk.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import Registry, read_registry
from standpoint.attitude.opinions import opinions
from standpoint.attitude.scorers import load_scorer
from standpoint.chronology.events import events
from standpoint.chronology.reference import reference_events
from standpoint.chronology.times import times
from standpoint.language.sentences import sentences

DATA = Path(__file__).parents[1] / "data"


class Chain(NamedTuple):
    documents: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    opinions: pd.DataFrame
    times: pd.DataFrame
    events: pd.DataFrame
    registry: Registry


def document(text: str, date: str = "2022-10-01", **more: str) -> dict:
    day = pd.Timestamp(date) if date else pd.NaT
    return {
        "text": text,
        "language": "en",
        "published_start": day,
        "published_end": day,
        "published_granularity": "day" if date else "",
    } | more


def chain(*rows: dict, reference: bool = True) -> Chain:
    """Run every verb on documents given as rows; ids are d0, d1, …"""
    registry = read_registry(DATA / "actors.yml")
    docs = tables.make(
        [{"doc_id": f"d{i}", "source": f"d{i}.txt"} | row for i, row in enumerate(rows)],
        "documents",
    )
    split = sentences(docs)
    found = mentions(split, documents=docs, registry=registry)
    scored = opinions(
        found, sentences=split, documents=docs, registry=registry, scorer=load_scorer("vader")
    )
    known = reference_events(DATA / "events.yml") if reference else None
    when = times(split, documents=docs, reference=known)
    told = events(when, sentences=split, mentions=found, documents=docs, reference=known)
    return Chain(docs, split, found, scored, when, told, registry)
