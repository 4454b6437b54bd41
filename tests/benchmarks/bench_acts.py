"""Which date belongs to which act, and where it comes from: texts written for the question.

Run it from the root of the project: `python tests/benchmarks/bench_acts.py` (`--part held` for the
texts that were written last, `--misses` lists what went wrong). acts.psv says how the texts are
written; they speak of states and persons that do not exist.

An act is found where an event of its text has the act's word in its title, or where the sentence
of the act has an event of its date: acts of one sentence and one date are one event. Events that
are told as reports count too. Of the acts that are facts three shares are counted: found; dated
right (an act that has no date must have no event); `dated_by` right, of those dated right. An act
that is no fact is right where no event that is told as a fact is its own. Intervals: texts are
resampled (percentile bootstrap, Efron & Tibshirani 1993)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from standpoint import Corpus
from standpoint.chronology.timeline import timeline
from standpoint.chronology.triggers import triggers
from standpoint.language.sentences import sentences

HERE = Path(__file__).parent
BY = {"t": "text", "n": "narrative", "m": "metadata", "-": ""}
DRAWS = 2000


class Act(NamedTuple):
    """An act of a text: its word, the days of its date, and where the date comes from."""

    word: str
    begin: pd.Timestamp
    end: pd.Timestamp
    dated_by: str
    is_fact: bool


class Text(NamedTuple):
    """A text and its acts."""

    part: str
    register: str
    published: str
    text: str
    acts: tuple[Act, ...]


def days(value: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of a date such as 2021-05 or 2021-05-03/2021-05-05."""
    first, _, last = value.partition("/")
    span = {4: "Y", 7: "M", 10: "D"}
    begin = pd.Period(first, span[len(first)])
    end = pd.Period(last or first, span[len(last or first)])
    return begin.start_time.normalize(), end.end_time.normalize()


def read(path: Path = HERE / "acts.psv") -> list[Text]:
    """The texts of a file."""
    texts = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        part, register, published, text, told = line.split("|")
        acts = []
        for one in told.split(";"):
            word, _, value = one.strip().partition("=")
            date, _, by = value.partition(" ")
            none = date in ("x", "null")
            begin, end = (pd.NaT, pd.NaT) if none else days(date)
            acts.append(Act(word, begin, end, BY.get(by, ""), date != "x"))
        texts.append(Text(part, register, published, text, tuple(acts)))
    return texts


def judged(texts: list[Text]) -> pd.DataFrame:
    """One row for each act: whether it is a fact, found, dated right, and by the right thing."""
    frame = pd.DataFrame(
        {"text": [t.text for t in texts], "published": [t.published for t in texts]}
    )
    rows = []
    for n, text in enumerate(texts):  # each by itself: events of two texts are never one here
        corpus = Corpus(frame.iloc[[n]], actors=HERE / "acts_actors.yml")
        told = timeline(corpus.events(), modalities=("asserted", "reported"))
        for act in text.acts:
            rows.append({"n": n, "act": act.word, "is_fact": act.is_fact} | _judge(act, text, told))
    return pd.DataFrame(rows)


def _judge(act: Act, text: Text, told: pd.DataFrame) -> dict:
    word = rf"\b{act.word}\b"
    named = told["title"].str.contains(word, case=False, regex=True)
    if not act.is_fact:
        facts = told[named & (told["modality"] == "asserted")]
        own = facts[[_main_word(title) == act.word.lower() for title in facts["title"]]]
        return {"found": len(own) > 0, "date": own.empty, "by": own.empty, "got": _said(own)}
    same = (told["begin"] == act.begin) & (told["end_date"] == act.end)
    here = told[named | (same & told["sentences"].str.contains(f":{_sentence(act, text)}(?!\\d)"))]
    undated = pd.isna(act.begin)
    here_right = same[here.index].any()
    best = here[same[here.index]] if here_right else here
    return {
        "found": len(here) > 0 or undated,
        "date": here.empty if undated else bool(here_right),
        "by": here.empty if undated else bool((best["dated_by"] == act.dated_by).any()),
        "got": _said(here),
    }


def _sentence(act: Act, text: Text) -> int:
    cut = sentences(pd.DataFrame([{"doc_id": "a", "text": text.text, "language": "en"}]))
    return next(row.sent_id for row in cut.itertuples() if act.word in row.text)


def _main_word(title: str) -> str:
    """The word by which a title tells of an event."""
    best = min(triggers(title), key=lambda t: (t.rank, t.start), default=None)
    return best.words.lower().split()[0] if best else ""


def _said(events: pd.DataFrame) -> str:
    return "; ".join(
        f"{e.begin:%Y-%m-%d}/{e.end_date:%Y-%m-%d} {e.dated_by}" for e in events.itertuples()
    )


def share(rows: pd.DataFrame, column: str) -> str:
    """A share with its interval over texts."""
    by_text = rows.groupby("n")[column].agg(["sum", "count"]).to_numpy(float)
    lots = np.random.default_rng(0).integers(0, len(by_text), (DRAWS, len(by_text)))
    drawn = by_text[lots].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return f"{rows[column].mean():.3f} [{low:.3f} {high:.3f}] of {len(rows)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="dev", help="dev or held")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    asked = parser.parse_args()
    texts = [text for text in read() if text.part == asked.part]
    rows = judged(texts)
    facts, others = rows[rows["is_fact"]], rows[~rows["is_fact"]]
    print(f"{len(texts)} texts, part {asked.part}")
    print("facts: found              ", share(facts, "found"))
    print("facts: date right         ", share(facts, "date"))
    print("found: date right         ", share(facts[facts["found"]], "date"))
    print("date right: dated_by right", share(facts[facts["date"]], "by"))
    print("no facts: kept out        ", share(others, "date"))
    if asked.misses:
        for row in rows[~(rows["date"] & rows["by"])].itertuples():
            text = texts[row.n]
            act = next(a for a in text.acts if a.word == row.act)
            wanted = "no fact" if not act.is_fact else f"{act.begin}/{act.end} {act.dated_by}"
            print(f"\n{text.published} {text.text}\n  {row.act}: {wanted} | got {row.got}")


if __name__ == "__main__":
    main()
