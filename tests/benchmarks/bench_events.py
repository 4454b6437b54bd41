"""How often linking, dates, kinds and modality of events are right, on the digest; and how fast
events are found.

Run it from the root of the project: `python tests/benchmarks/bench_events.py` (`--misses` lists
what went wrong).

Linking. The gold: an event of data/events.yml rests on the digest's entries that its `sources`
name; each such pair is to be found. Some of these entries tell of the event, others comment on it
or are its background, weeks before or after: `dated` leaves only the pairs whose entry lies in the
event's days, one day more on either side. The list was made from entries, so it cannot say how many
comments it left out: precision is a lower bound. Intervals: the reference events are resampled
(percentile bootstrap, Efron & Tibshirani 1993); where none of n is wrong it knows of no doubt, and
up to 3/n may be wrong all the same (rule of three, Hanley & Lippman-Hand 1983). Entries named in
../shared/data/HELD_OUT.csv were not read while the rules were made; where that file is, both parts
are shown.

Dates and kinds. An entry of one day should be an event of that day, of the entry's kind. The
digest's dates are those of its records: this tests that the right one of record and text is taken,
not that dates are read (bench_times.py)."""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import read_registry
from standpoint.chronology.events import events
from standpoint.chronology.modality import modality
from standpoint.chronology.reference import reference_events
from standpoint.chronology.times import times
from standpoint.chronology.triggers import triggers
from standpoint.language.sentences import sentences
from standpoint.reading.documents import documents
from standpoint.study.file import read_study

ROOT = Path(__file__).parents[2]
HELD_OUT = ROOT.parent / "shared" / "data" / "HELD_OUT.csv"
DRAWS = 2000
DAY = pd.Timedelta(days=1)


def digest() -> dict[str, pd.DataFrame]:
    """Every table that events need, of the bundled study."""
    study = read_study("armenia")
    reference = reference_events(ROOT / "data" / "events.yml")
    read = documents(study.corpus, window=study.window).documents
    cut = sentences(read)
    found = mentions(cut, documents=read, registry=read_registry(ROOT / "data" / "actors.yml"))
    return {
        "documents": read,
        "sentences": cut,
        "mentions": found,
        "times": times(cut, documents=read, reference=reference),
        "reference": reference,
    }


def told(given: dict[str, pd.DataFrame], *, reference: bool = True) -> pd.DataFrame:
    """The events of the digest."""
    return events(
        given["times"],
        sentences=given["sentences"],
        mentions=given["mentions"],
        documents=given["documents"],
        reference=given["reference"] if reference else None,
    )


def entry_of(documents: pd.DataFrame) -> dict[str, str]:
    """doc_id → the id of the digest's entry."""
    return dict(zip(documents["doc_id"], documents["source"].str.split("#").str[1], strict=True))


def links(
    found: pd.DataFrame, entries: dict[str, str]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(reference event, entry) of all links, and of those where the entry tells of the event and
    does not only comment.
    """
    every, telling = set(), set()
    for row in found[found["reference_id"] != ""].itertuples():
        docs = list(
            dict.fromkeys(key.rsplit(":", 1)[0] for key in tables.split_cell(row.sentences))
        )
        every |= {(row.reference_id, entries[doc]) for doc in docs}
        telling |= {
            (row.reference_id, entries[doc]) for doc in docs[: row.n_docs]
        }  # these stand first
    return every, telling


def gold(reference: pd.DataFrame, documents: pd.DataFrame, *, dated: bool) -> set[tuple[str, str]]:
    """(reference event, entry) as the sources of data/events.yml say."""
    days = dict(zip(entry_of(documents).values(), documents["published_start"], strict=True))
    return {
        (row.id, source)
        for row in reference.itertuples()
        for source in tables.split_cell(row.sources)
        if source in days and (not dated or row.begin - DAY <= days[source] <= row.end_date + DAY)
    }


def scores(right: set, found: set) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    both = len(right & found)
    return (
        both / max(len(found), 1),
        both / max(len(right), 1),
        2 * both / max(len(right) + len(found), 1),
    )


def spread(right: set, found: set, *, seed: int = 0) -> np.ndarray:
    """95 % intervals of precision, recall and F1, reference events resampled: shape (2, 3)."""
    ids = sorted({event for event, _ in right | found})
    counts = np.array(
        [
            [
                sum(e == i for e, _ in right & found),
                sum(e == i for e, _ in found),
                sum(e == i for e, _ in right),
            ]
            for i in ids
        ]
    )
    drawn = counts[np.random.default_rng(seed).integers(0, len(ids), (DRAWS, len(ids)))].sum(axis=1)
    both, said, wanted = drawn.T
    return np.percentile(
        np.stack(
            [
                both / np.maximum(said, 1),
                both / np.maximum(wanted, 1),
                2 * both / np.maximum(said + wanted, 1),
            ]
        ),
        [2.5, 97.5],
        axis=1,
    )


def show_links(
    given: dict[str, pd.DataFrame], found: pd.DataFrame, held_out: set[str], *, misses: bool
) -> None:
    """Precision, recall and F1 of all links and of those that tell, for the entries that were read
    and those that were not.
    """
    every, telling = links(found, entry_of(given["documents"]))
    parts = [("all entries", lambda entry: True)]
    if held_out:
        parts += [
            ("entries not held out", lambda entry: entry not in held_out),
            ("entries held out", lambda entry: entry in held_out),
        ]
    for name, has in parts:
        print(f"\nlinking, {name}")
        for dated in (False, True):
            right = {
                pair
                for pair in gold(given["reference"], given["documents"], dated=dated)
                if has(pair[1])
            }
            for what, pairs in (("told or commented", every), ("told", telling)):
                mine = {pair for pair in pairs if has(pair[1])}
                low, high = spread(right, mine)
                figures = "   ".join(
                    f"{n} {v:.3f} [{a:.3f} {b:.3f}]"
                    for n, v, a, b in zip("PRF", scores(right, mine), low, high, strict=True)
                )
                print(
                    f"  {'dated gold ' if dated else 'all sources'}  {what:18} gold {len(right):3}"
                    f" found {len(mine):3}   {figures}"
                )
        if misses and name != "entries held out":
            right = {
                pair
                for pair in gold(given["reference"], given["documents"], dated=False)
                if has(pair[1]) and pair[1] not in held_out
            }
            mine = {pair for pair in every if has(pair[1]) and pair[1] not in held_out}
            print("    too many:", sorted(mine - right), "\n    missing:", sorted(right - mine))
    print(
        f"\nreference events found: {found['reference_id'].replace('', np.nan).nunique()} of"
        f" {len(given['reference'])}"
    )
    right = {
        event for event, _ in telling & gold(given["reference"], given["documents"], dated=False)
    }
    print(f"  … in an entry that they rest on: {len(right)} of {len(given['reference'])}")


def entry_events(given: dict[str, pd.DataFrame], found: pd.DataFrame) -> pd.DataFrame:
    """One row per entry: its kind and date, and those of the event that its first sentence tells
    of.
    """
    with (ROOT / "data" / "digest.csv").open(encoding="utf-8") as file:
        known = {row["id"]: row for row in csv.DictReader(file)}
    told_by: dict[str, list] = {}
    for row in found.itertuples():
        for key in tables.split_cell(row.sentences)[: max(row.n_docs, 1) + 3]:
            told_by.setdefault(key, []).append(row)
    rows = []
    for doc_id, entry in entry_of(given["documents"]).items():
        day = pd.Timestamp(known[entry]["date"])
        mine = sorted(
            told_by.get(f"{doc_id}:0", []),
            key=lambda row: (
                row.begin != day,
                row.modality != "asserted",
                row.reference_id == "",
                row.event_id,
            ),
        )
        one = known[entry]["precision"] == "day" and not known[entry]["end_date"]
        rows.append(
            {
                "entry": entry,
                "one_day": one,
                "kind": known[entry]["kind"],
                "on_day": bool(mine) and mine[0].begin == day,
                "said": mine[0].kind if mine else "",
            }
        )
    return pd.DataFrame(rows)


def show_entries(given: dict[str, pd.DataFrame], held_out: set[str]) -> None:
    """How many entries of one day are an event of that day, and of the entry's kind; without the
    reference, which knows kinds.
    """
    frame = entry_events(given, told(given, reference=False))
    for name, part in (("all entries", frame), ("held out", frame[frame["entry"].isin(held_out)])):
        if part.empty:
            continue
        one = part[part["one_day"]]
        right = part["said"] == part["kind"]
        draws = np.random.default_rng(0).choice(right.to_numpy(), (DRAWS, len(right))).mean(axis=1)
        low, high = np.percentile(draws, [2.5, 97.5])
        print(
            f"\ndates, {name}: {one['on_day'].mean():.3f} of {len(one)} entries of one day are an"
            " event of that day"
        )
        print(
            f"kinds, {name}: {right.mean():.3f} [{low:.3f} {high:.3f}] of {len(part)}; the"
            f" commonest kind alone: {part['kind'].value_counts(normalize=True).iloc[0]:.3f}"
        )
    by_kind = (
        frame.assign(right=frame["said"] == frame["kind"])
        .groupby("kind")["right"]
        .agg(["sum", "count"])
    )
    print(
        "  " + "  ".join(f"{kind} {row['sum']}/{row['count']}" for kind, row in by_kind.iterrows())
    )


def show_cases() -> None:
    """The hand-made cases of tests/standpoint/chronology/event_cases.csv, all of which the rules
    know by now.
    """
    with (ROOT / "tests" / "standpoint" / "chronology" / "event_cases.csv").open(
        encoding="utf-8"
    ) as file:
        cases = list(csv.DictReader(file))
    right = 0
    for case in cases:
        start, end = case["text"].index("["), case["text"].index("]") - 1
        text = case["text"].replace("[", "").replace("]", "")
        kinds = {t.kind for t in triggers(text) if t.start < end and start < t.end}
        right += case["kind"] in kinds and modality(text, start=start, end=end) == case["modality"]
    print(f"\nhand-made cases of trigger, kind and modality: {right} of {len(cases)}")


def show_speed(given: dict[str, pd.DataFrame]) -> None:
    """Sentences a second of processor time on the digest, where nearly every first sentence is a
    candidate; best of three.

    What is remembered of a sentence is forgotten before each run.
    """
    best = float("inf")
    for _ in range(3):
        for module in ("chronology.triggers", "chronology.modality", "language.hedges"):
            for does in vars(sys.modules[f"standpoint.{module}"]).values():
                if hasattr(does, "cache_clear"):
                    does.cache_clear()
        started = time.process_time()
        told(given)
        best = min(best, time.process_time() - started)
    print(
        f"\n{len(given['sentences']) / best:.0f} sentences a second of processor time"
        f" ({len(given['sentences'])} sentences, {len(given['documents'])} documents)"
    )


def show_readings(found: pd.DataFrame, entries: dict[str, str]) -> None:
    """How many dates that come from the text are right: all were read by a language model, which
    saw entry and date (date_readings.csv); one that is dated otherwise since counts as unread.
    """
    read = pd.read_csv(Path(__file__).with_name("date_readings.csv"), dtype="str")
    known = {tuple(row[:4]): row.right == "yes" for row in read.itertuples(index=False)}
    own = found[found["dated_by"].isin(["text", "narrative"])]
    entry = own["sentences"].str.split(":").str[0].map(entries)
    days = own["begin"].dt.strftime("%Y-%m-%d"), own["end_date"].dt.strftime("%Y-%m-%d")
    keys = zip(entry, *days, own["dated_by"], strict=True)
    right = [known[key] for key in keys if key in known]
    lots = np.random.default_rng(0).choice(np.array(right, float), (DRAWS, len(right)))
    low, high = np.quantile(lots.mean(axis=1), [0.025, 0.975])
    share = f"{np.mean(right):.3f} [{low:.3f} {high:.3f}] of {len(right)} read"
    print(f"\ndates from the text: right {share}, {len(own) - len(right)} unread")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--misses",
        action="store_true",
        help="list wrong and missing links of entries that are not held out",
    )
    asked = parser.parse_args()
    given = digest()
    held_out = set()
    if HELD_OUT.is_file():
        listed = pd.read_csv(HELD_OUT, dtype=str)
        held_out = set(listed.loc[listed["source"] == "digest", "document"])
    else:
        print("no list of entries held out: all are taken together", file=sys.stderr)
    show_links(given, told(given), held_out, misses=asked.misses)
    show_entries(given, held_out)
    show_readings(told(given), entry_of(given["documents"]))
    show_cases()
    show_speed(given)


if __name__ == "__main__":
    main()
