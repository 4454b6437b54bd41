"""How good and how fast timexpr is: TempEval-3 measures with intervals, throughput, a long fuzz.

Run it from the root of the project: `python tests/benchmarks/bench_times.py` (`--no-fuzz` leaves
the fuzz out). The corpora are read from ../shared/data; what is not there is named and skipped. No
text is printed. The figures of the development documents are pinned: they must not sink unseen.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "timexpr"))

import timex_scoring as scoring
from timex_phrases import PIECES, phrase

from timexpr import Tagger, find_times, read_date
from timexpr.tables import load_tables

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
TIMEX = SHARED / "timex"
SPEECHES = SHARED / "ungdc" / "txt"


# Measured on the development documents, less the half-width of the interval.
GOLD = "36366406233f"
FLOORS = {"strict": 0.88, "relaxed": 0.94, "value": 0.79}


def hold_floors(corpus: Sequence[scoring.Annotated], reached: dict[str, scoring.Score]) -> None:
    """Fail where a figure of the development documents has sunk below its floor."""
    assert scoring.fingerprint(corpus) == GOLD, "the gold is another: measure and pin anew"
    below = {name for name, floor in FLOORS.items() if reached[name].f1 < floor}
    assert not below, f"below the floor: {below}"


def measure(
    name: str, corpus: Sequence[scoring.Annotated], *, by_line: bool = False
) -> dict[str, scoring.Score]:
    """Strict, relaxed, type and value precision, recall and F1 of one corpus, with kB/s of
    processor time.
    """
    counts, characters, seconds = [], 0, 0.0
    for document in corpus:
        starts = (
            [0, *(i + 1 for i, c in enumerate(document.text) if c == "\n")] if by_line else None
        )
        date = read_date(document.date[:10])
        started = time.process_time()
        found = find_times(document.text, date=date, sentence_starts=starts)
        seconds += time.process_time() - started
        characters += len(document.text)
        system = [
            scoring.Timex(e.start, e.end, e.type, e.value)
            for e in found
            if e.start < document.gold_until
        ]
        counts.append(scoring.count(document.gold, system))
    reached, ranges = scoring.score(counts), scoring.intervals(counts)
    print(
        f"\n{name}: {len(corpus)} documents, {sum(c.gold for c in counts)} expressions,"
        f" {characters / seconds / 1000:.0f} kB/s"
    )
    print("           P      R     F1   95 % interval of F1 (documents resampled)")
    for measure_name in scoring.MEASURES:
        precision, recall, f1 = (100 * x for x in reached[measure_name])
        low, high = (100 * x for x in ranges[measure_name])
        print(
            f"{measure_name:8} {precision:5.1f}  {recall:5.1f}  {f1:5.1f}   {low:.1f} to {high:.1f}"
        )
    return reached


def throughput() -> None:
    """kB/s on the speeches, the longest of three runs being left out of account."""
    texts = [
        p.read_text(encoding="utf-8", errors="replace") for p in sorted(SPEECHES.glob("*.txt"))[:60]
    ]
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for text in texts:
            find_times(text, date="2020-09-25")
        best = min(best, time.process_time() - started)
    print(
        f"\nthroughput on {len(texts)} speeches: {sum(map(len, texts)) / best / 1000:.0f} kB/s on"
        " one core"
    )


ALPHABETS = (
    "0123456789-./: ",
    "abcdefghij ,.'",
    "мартянваря 0123",
    "一二三年月日0123",
    "اليوم٠١٢٣ ",
    "\u200f\u0301\ud83d\U0001f5d3\x00\n\t ",
    "ՀունվարիՄայիս 0123",
)


def fuzz(inputs: int = 10_000, seed: int = 20201110) -> None:
    """Random, mutated, multilingual inputs: no crash, begin ≤ end, exact spans, twice the same."""
    rng = random.Random(seed)
    texts = [
        "He came on 10 November 2020 and left two days later, in the spring of the following year,"
        " at 5 p.m. on Friday."
    ]
    if (TIMEX / "tbaq").is_dir():
        texts += [d.text[:600] for d in scoring.read_tbaq(TIMEX / "tbaq", held_out=False)[:60]]
    grammar = Tagger(load_tables("en")).grammar
    slowest, expressions = 0.0, 0
    for i in range(inputs):
        kind = i % 4
        if kind == 0:
            text = "".join(rng.choices(rng.choice(ALPHABETS), k=rng.randint(0, 200)))
        elif kind == 1:
            text = " ".join(phrase(rng.choice(grammar.tables.rules)[1], grammar, rng))
        elif kind == 2:
            text = " ".join(rng.choices(PIECES, k=rng.randint(0, 30)))
        else:
            characters = list(rng.choice(texts))
            for _ in range(rng.randint(1, 20)):
                place = rng.randrange(len(characters))
                characters[place : place + rng.randint(0, 3)] = (
                    rng.choice(PIECES) if rng.random() < 0.5 else rng.choice(rng.choice(ALPHABETS))
                )
            text = "".join(characters)
        date = rng.choice([None, "2023-01-12", "0001-01-01", "9999-12-31", "2022", "December 2022"])
        started = time.process_time()
        found = find_times(text, date=date)
        slowest = max(slowest, time.process_time() - started)
        expressions += len(found)
        assert found == find_times(text, date=date), f"input {i} is not read the same twice"
        for e in found:
            assert text[e.start : e.end] == e.surface, f"input {i}: span is not exact"
            assert e.begin is None or e.begin <= e.end_date, f"input {i}: ends before it begins"
    print(
        f"\nfuzz: {inputs} inputs, {expressions} expressions, no failure; slowest input"
        f" {1000 * slowest:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-fuzz", action="store_true")
    arguments = parser.parse_args()
    find_times("first use compiles the grammar")
    if (TIMEX / "tbaq").is_dir():
        corpus = scoring.read_tbaq(TIMEX / "tbaq", held_out=False)
        hold_floors(corpus, measure("TimeBank + AQUAINT, development", corpus))
        measure(
            "TimeBank + AQUAINT, held-out third", scoring.read_tbaq(TIMEX / "tbaq", held_out=True)
        )
    else:
        print(f"skipped: TimeBank + AQUAINT are not at {TIMEX / 'tbaq'}")
    if (TIMEX / "meantime_apple.jsonl").is_file():
        measure(
            "MEANTIME, Apple", scoring.read_meantime(TIMEX / "meantime_apple.jsonl"), by_line=True
        )
    else:
        print(f"skipped: MEANTIME is not at {TIMEX / 'meantime_apple.jsonl'}")
    if SPEECHES.is_dir():
        throughput()
    else:
        print(f"skipped: the speeches are not at {SPEECHES}")
    if not arguments.no_fuzz:
        fuzz()


if __name__ == "__main__":
    main()
