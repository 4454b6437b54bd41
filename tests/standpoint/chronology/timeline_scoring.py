"""Date selection of timeline summarisation: reads Timeline17 and scores ranked days.

Protocol of Martschat & Markert 2018 and Ghalandari & Ifrim 2020: for each reference timeline,
articles published within its span and days within its span only; as many days are selected as the
reference has; precision, recall and their F1 over days; precision and recall are averaged over the
timelines, and F1 is taken of the averages.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.chronology.times import times

COLLECTIONS = Path(__file__).parents[3].parent / "shared" / "data" / "timeline17"


@dataclass(frozen=True)
class Collection:
    """One folder: dated articles, their sentences (one a line in the source), and the reference
    timelines as days.
    """

    name: str
    documents: pd.DataFrame
    sentences: pd.DataFrame
    timelines: tuple[tuple[pd.Timestamp, ...], ...]
    sha256: str

    def within(self, timeline: Sequence[pd.Timestamp]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Documents published in the span of a timeline, and their sentences."""
        published = self.documents["published_start"].between(timeline[0], timeline[-1])
        documents = self.documents[published].reset_index(drop=True)
        return documents, self.sentences[
            self.sentences["doc_id"].isin(documents["doc_id"])
        ].reset_index(drop=True)


def read(folder: Path) -> Collection:
    """A collection from `articles.jsonl.gz` and `timelines.jsonl`."""
    documents, sentences, digest = [], [], hashlib.sha256()
    for name in ("articles.jsonl.gz", "timelines.jsonl"):
        digest.update((folder / name).read_bytes())
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            article = json.loads(line)
            key, day, text = (
                f"{place:04}-{article['id']}",
                pd.Timestamp(article["time"][:10]),
                article["text"],
            )
            documents.append(
                {
                    "doc_id": key,
                    "text": text,
                    "language": "en",
                    "published_start": day,
                    "published_end": day,
                    "published_granularity": "day",
                }
            )
            sentences += _lines(key, text)
    with (folder / "timelines.jsonl").open(encoding="utf-8") as lines:
        timelines = tuple(
            tuple(sorted({pd.Timestamp(entry[0][:10]) for entry in json.loads(line)}))
            for line in lines
            if line.strip()
        )
    return Collection(
        folder.name,
        tables.make(documents, "documents"),
        tables.make(sentences, "sentences"),
        timelines,
        digest.hexdigest(),
    )


def _lines(key: str, text: str) -> list[dict]:
    out, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            out.append(
                {
                    "doc_id": key,
                    "sent_id": len(out),
                    "start": start,
                    "end": start + len(line),
                    "text": line,
                }
            )
        start += len(line) + 1
    return out


@dataclass(frozen=True)
class Selection:
    """Days selected, days of the reference, and how many they share."""

    selected: int
    reference: int
    shared: int


def select(ranked: Sequence[pd.Timestamp], reference: Sequence[pd.Timestamp]) -> Selection:
    """The first as many ranked days of the reference's span as the reference has, against it."""
    inside = [day for day in ranked if reference[0] <= day <= reference[-1]][: len(reference)]
    return Selection(len(inside), len(reference), len(set(inside) & set(reference)))


def average(selections: Sequence[Selection]) -> tuple[float, float, float]:
    """Mean precision, mean recall over timelines, and the F1 of the two."""
    precision = float(np.mean([s.shared / s.selected if s.selected else 0.0 for s in selections]))
    recall = float(np.mean([s.shared / s.reference for s in selections]))
    return (
        precision,
        recall,
        2 * precision * recall / (precision + recall) if precision + recall else 0.0,
    )


def interval(
    selections: Sequence[Selection], *, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of the average F1, timelines resampled."""
    rng = np.random.default_rng(seed)
    drawn = [
        average([selections[i] for i in rng.integers(0, len(selections), len(selections))])[2]
        for _ in range(draws)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def tag(sentences: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The time expressions of a collection."""
    return times(sentences, documents=documents)
