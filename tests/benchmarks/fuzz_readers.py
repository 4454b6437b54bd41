"""Mutated samples through every reader: no crash, no hang, bounded memory. Prints what it found.

    python tests/benchmarks/fuzz_readers.py [--count 5000] [--seed 0]

Ends with exit code 1 where an input raised, took more than 10 s, or a process took more than 1.5
GB.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2] / "lib"))

from corpusreaders import Record, Source, Unread
from mutations import found, mutated, samples
from standpoint.reading.formats import READERS, read_all, sandbox

SLOWEST = 10.0  # seconds, one input
LARGEST = 1_500_000_000  # bytes, one process
SHARED = Path(__file__).parents[3] / "shared" / "data" / "formats"


def largest(children: bool) -> int:
    """The most memory that this process, or one of its ended children, has held, in bytes; 0 where
    the system does not say.
    """
    try:
        import resource
    except ImportError:
        return 0
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def again(
    given: dict[str, bytes], asked: argparse.Namespace, slow: tuple[float, str, int]
) -> tuple[float, str, int]:
    """The time of a slow input, alone and with the worker at hand: the first may have been that of
    another program beside it.
    """
    name, data = next(
        each for n, each in enumerate(mutated(given, asked.count, seed=asked.seed)) if n == slow[2]
    )
    list(read_all(Source(samples()["a.html"], "a.html")))
    start = time.monotonic()
    list(read_all(Source(data, name)))
    return min(slow[0], time.monotonic() - start), *slow[1:]


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    given = samples() | found(SHARED)
    times: list[tuple[float, str, int]] = []
    raised: list[str] = []
    readers: Counter = Counter()
    reasons: Counter = Counter()
    begin = time.monotonic()
    for n, (name, data) in enumerate(mutated(given, asked.count, seed=asked.seed)):
        start = time.monotonic()
        try:
            source = Source(data, name)
            assert all(reader.claims(source) in (True, False) for reader in READERS)
            for each in read_all(source):
                assert isinstance(each.what, Record | Unread)
                readers[each.reader.NAME if each.reader else "nobody"] += 1
                if isinstance(each.what, Unread):
                    reasons[each.what.reason] += 1
                    if "process ended" in each.what.detail:
                        reasons["(a library ended the worker)"] += 1
        except Exception as error:
            raised.append(f"input {n}, {name}: {type(error).__name__}: {error}")
        times.append((time.monotonic() - start, name, n))
    sandbox.dismiss()
    times.sort(reverse=True)
    times[:5] = sorted((again(given, asked, each) for each in times[:5]), reverse=True)
    memory = max(largest(False), largest(True))
    print(
        f"{asked.count} inputs from {len(given)} samples, seed {asked.seed},"
        f" {time.monotonic() - begin:.0f} s; raised: {len(raised)}"
    )
    print(
        "slowest:"
        f" {', '.join(f'{seconds:.1f} s {name} (input {n})' for seconds, name, n in times[:5])};"
        f" median {times[len(times) // 2][0] * 1000:.1f} ms"
    )
    print(f"most memory of one process: {memory / 1e9:.2f} GB")
    print(
        "records and rows by reader:", ", ".join(f"{name} {n}" for name, n in readers.most_common())
    )
    print("reasons:", ", ".join(f"{reason} {n}" for reason, n in reasons.most_common()))
    print("\n".join(raised[:20]))
    return int(bool(raised) or times[0][0] > SLOWEST or memory > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
