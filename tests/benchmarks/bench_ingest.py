"""How well and how fast texts are taken in: Kremlin pages against their gold, UN speeches, all
10,952 speeches at once.

Run it from the root of the project: `python tests/benchmarks/bench_ingest.py` (`--no-scale` leaves
the speeches out). The data is read from ../shared/data; what is not there is named and skipped. No
text is printed.

Two figures stand for the text of the Kremlin pages. The gold that comes with them was cut at the
first box "See also" of a page, and holds the notes that pop up over names and the headings of the
list of topics. The first figure takes it as it is; the second makes the same three faults on our
side first, so that what is left are faults of the reader."""

from __future__ import annotations

import argparse
import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from corpusreaders import Record, Source, kremlin, ungdc
from corpusreaders.markup import html_root, lines

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PAGES = SHARED / "kremlin" / "html"
SPEECHES = SHARED / "ungdc" / "txt"
ALL_SPEECHES = SHARED / "ungdc" / "ungdc_1946_2024_v13.parquet"
SEED = 20230112
DRAWS = 2000


def tokens(text: str) -> Counter:
    return Counter(re.findall(r"\w+", text.lower()))


def overlap(gold: str, found: str) -> tuple[int, int, int]:
    """Tokens in both, in the gold, in what was found, each counted as often as it stands there."""
    one, other = tokens(gold), tokens(found)
    return (one & other).total(), one.total(), other.total()


def f1(common: float, gold: float, found: float) -> float:
    return 2 * common / (gold + found) if gold + found else 1.0


def share(right: int, of: int) -> str:
    """A share with Wilson's 95 % interval."""
    z = 1.96
    p, n = right / of, of
    centre, half = (
        (p + z * z / (2 * n)) / (1 + z * z / n),
        z * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n),
    )
    return (
        f"{right} of {of}  ({100 * (centre - half):.1f} to"
        f" {min(100.0, 100 * (centre + half)):.1f} %)"
    )


def resampled(values: np.ndarray, measure) -> str:
    """A measure of pages with its 95 % interval, pages resampled."""
    draws = np.random.default_rng(SEED).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile([measure(values[draw]) for draw in draws], [2.5, 97.5])
    return f"{measure(values):.4f}  ({low:.4f} to {high:.4f})"


def with_the_golds_faults(page: str) -> str:
    """The text of a page as the gold has it: up to the first box, notes and headings of topics
    kept.
    """
    root = html_root(page)
    body = root.xpath("//*[@itemprop='articleBody']")[0]
    boxes = [node for node in body.iter() if "read__cut" in (node.get("class") or "").split()]
    if boxes:
        after = False
        for node in list(body.iter()):
            after = after or node is boxes[0]
            if (
                after
                and node.getparent() is not None
                and not any(node is above for box in boxes for above in box.iterancestors())
            ):
                node.text = node.tail = ""
    left_out = {
        "media",
        "slider",
        "read__cut",
        "read__taglist",
        "read__status",
        "read__share",
        "tooltip__close",
        "tooltip__image",
    }
    found = lines(
        body,
        leave_out=lambda node: (
            bool(left_out & set((node.get("class") or "").split())) or node.tag in ("figure", "ul")
        ),
    )
    return "\n".join(found)


def kremlin_pages() -> None:
    gold = pd.read_csv(PAGES / "gold.csv", dtype=str).fillna("")
    title = date = unsure = 0
    counts, mended = [], []
    for row in gold.itertuples():
        given = Source(PAGES / f"{row.id}.html")
        found = kremlin.page(given)
        assert isinstance(found, Record), found
        title += found.fields["title"] == row.title
        flagged = "date-unsure" in found.flags or not found.fields.get("date")
        date += found.fields.get("date") == row.date or flagged
        unsure += flagged
        # A page with nothing but a headline has no body; its headline is then the document's text,
        # and flagged.
        text = "" if {"title-only", "lead-only"} & set(found.flags) else found.fields["text"]
        counts.append(overlap(row.body, text))
        mended.append(overlap(row.body, with_the_golds_faults(given.text().text)))
    print(f"\nKremlin pages: {len(gold)}")
    print(f"title right            {share(title, len(gold))}")
    print(f"date right or flagged  {share(date, len(gold))}, flagged {unsure}")
    for name, found in (("gold as it is", counts), ("the gold's faults on both sides", mended)):
        values = np.array(found, dtype=float)
        print(f"body token F1, {name}: median {median(f1(*row) for row in values):.4f}")
        print(
            "  mean of pages "
            f" {resampled(values, lambda rows: float(np.mean([f1(*row) for row in rows])))}"
        )
        print(f"  all tokens     {resampled(values, lambda rows: f1(*rows.sum(axis=0)))}")


def un_speeches() -> None:
    files = sorted(SPEECHES.glob("*.txt"))
    whole = 0
    for path in files:
        (found,) = ungdc.read(Source(path))
        whole += isinstance(found, Record) and all(
            found.fields.get(name) for name in ("speaker", "country", "date")
        )
    print(f"\nUN speeches with speaker, country and year: {share(whole, len(files))}")


def at_scale() -> None:
    from standpoint.language.sentences import sentences
    from standpoint.reading.documents import documents

    print("\nAll speeches, one process (and a worker that parses)")
    table = pd.DataFrame()
    begin, used = time.perf_counter(), processor()
    steps = (
        ("documents", lambda: documents(ALL_SPEECHES).documents),
        ("sentences", lambda: sentences(table)),
    )
    for name, step in steps:
        clock, work = time.perf_counter(), processor()
        made = step()
        table = table if name == "sentences" else made
        print(
            f"{name:10} {len(made):9,} rows  {time.perf_counter() - clock:6.1f} s by the clock,"
            f" {processor() - work:6.1f} s of processor time, peak {peak()}",
            flush=True,
        )
    print(
        f"{'together':10} {'':14}  {time.perf_counter() - begin:6.1f} s by the clock,"
        f" {processor() - used:6.1f} s of processor time"
    )
    size, copies = table.text.str.len().sum() / 1e6, int((table.duplicate_of != "").sum())
    print(
        f"{size:,.0f} M characters; languages {table.language.value_counts().head(4).to_dict()},"
        f" copies {copies:,}"
    )


def processor() -> float:
    """Seconds of processor time of this process and of those that it started and that ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def peak() -> str:
    """The most memory that was held at once, in decimal gigabytes."""
    own, others = (
        resource.getrusage(who).ru_maxrss * 1024 / 1e9
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"{own:.2f} GB" + f", a worker {others:.2f} GB" * (others > 0.05)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--no-scale", action="store_true", help="leave the 10,952 speeches out")
    given = asked.parse_args()
    for place, measure in (
        (PAGES, kremlin_pages),
        (SPEECHES, un_speeches),
        (ALL_SPEECHES, at_scale),
    ):
        if measure is at_scale and given.no_scale:
            continue
        if place.exists():
            measure()
        else:
            print(f"{place.name}: not there, skipped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
