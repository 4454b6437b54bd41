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
from collections import Counter
from collections.abc import Mapping, Sequence
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
    summaries: tuple[dict[pd.Timestamp, str], ...]  # what each timeline says of its days
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
        entries = [json.loads(line) for line in lines if line.strip()]
    summaries = tuple(
        {pd.Timestamp(day[:10]): " ".join(said) for day, said in timeline} for timeline in entries
    )
    timelines = tuple(tuple(sorted(summary)) for summary in summaries)
    return Collection(
        folder.name,
        tables.make(documents, "documents"),
        tables.make(sentences, "sentences"),
        timelines,
        summaries,
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


# Function words, which tilse leaves out of ROUGE; its list is that of ROUGE-1.5.5, and longer.
FUNCTION_WORDS = frozenset(
    """a about after against all also an and any are as at be because been before being between both
    but by can could did do does during each for from further had has have he her here him his how i
    if in into is it its just may me might more most must my no nor not now of off on once only or
    other our out over own said same shall she should so some such than that the their them then
    there these they this those through to too under until up upon was we were what when where which
    while who whom why will with would you your""".split()
)


class Overlap:
    """ROUGE of dated texts: counts of n-grams in common, as `rouge-score` counts them.

    Stems as there; words of one letter and function words are left out where that is asked for.
    """

    def __init__(self, size: int, *, plain: bool = True) -> None:
        from rouge_score.tokenizers import DefaultTokenizer

        self.size, self.plain, self.tokenizer = size, plain, DefaultTokenizer(use_stemmer=True)

    def grams(self, text: str) -> Counter:
        words = self.tokenizer.tokenize(text)
        if not self.plain:
            dropped = {stem for word in FUNCTION_WORDS for stem in self.tokenizer.tokenize(word)}
            words = [word for word in words if word not in dropped and len(word) > 1]
        return Counter(zip(*(words[place:] for place in range(self.size)), strict=False))

    def counts(self, ours: str, theirs: str) -> tuple[int, int, int]:
        """N-grams in common, of ours, of theirs."""
        a, b = self.grams(ours), self.grams(theirs)
        return sum((a & b).values()), sum(a.values()), sum(b.values())

    def concat(self, ours: Mapping, theirs: Mapping) -> tuple[float, float]:
        """Precision and recall of all texts put together in order of date."""
        joined = (" ".join(each[day] for day in sorted(each)) for each in (ours, theirs))
        hits, own, other = self.counts(*joined)
        return hits / max(own, 1), hits / max(other, 1)

    def agreement(self, ours: Mapping, theirs: Mapping) -> tuple[float, float]:
        """Precision and recall where a day's text is compared with that of the same day only."""
        each = [self.counts(ours.get(d, ""), theirs.get(d, "")) for d in {*ours, *theirs}]
        hits, own, other = (sum(part) for part in zip(*each, strict=True))
        return hits / max(own, 1), hits / max(other, 1)

    def aligned(self, ours: Mapping, theirs: Mapping) -> tuple[float, float]:
        """Precision and recall of "align+ m:1": each day beside the day of least cost.

        Cost is (1 - 1 / (1 + days apart)) x (1 - ROUGE-1 F1), and n-grams in common count by the
        first factor's complement. tilse approximates ROUGE-1 in the cost; here it is ROUGE-1.
        """
        return self._one_way(ours, theirs), self._one_way(theirs, ours)

    def _one_way(self, some: Mapping, others: Mapping) -> float:
        ones = Overlap(1, plain=self.plain)
        grams = {day: ones.grams(text) for day, text in others.items()}
        total = hits = 0.0
        for day, text in some.items():
            own = ones.grams(text)

            def cost(other: pd.Timestamp, day=day, own=own) -> float:
                common = sum((own & grams[other]).values())
                size = sum(own.values()) + sum(grams[other].values())
                return (1 - 1 / (1 + abs((other - day).days))) * (1 - 2 * common / max(size, 1))

            nearest = min(sorted(others), key=cost)
            common, n, _ = self.counts(text, others[nearest])
            hits += common / (1 + abs((nearest - day).days))
            total += n
        return hits / max(total, 1)


def average_f1(pairs: Sequence[tuple[float, float]]) -> float:
    """F1 of mean precision and mean recall, as `average` has it for days."""
    precision, recall = (float(np.mean(part)) for part in zip(*pairs, strict=True))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def f1_interval(
    pairs: Sequence[tuple[float, float]], *, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of the average F1, timelines resampled."""
    rng = np.random.default_rng(seed)
    drawn = [
        average_f1([pairs[i] for i in rng.integers(0, len(pairs), len(pairs))])
        for _ in range(draws)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)
