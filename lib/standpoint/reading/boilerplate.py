"""Documents → documents without the lines that their source repeats from page to page (a sidebar, a
footer), and the table of what was cut.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import NamedTuple

import pandas as pd

from standpoint import tables

FEWEST = (
    20  # documents of one source: in fewer, a repeated line may well be what somebody said twice
)
# of a source's documents that hold a line beside other such lines: a sidebar stood in 17 % of the
# pages of one real corpus
SHARE = 0.05
# a line that stands alone may be what many say ("I thank you for your attention."): it goes only
# where nearly a third hold it
ALONE = 0.3
LONGEST = 400  # characters: longer lines are paragraphs of a text
WORDS = 4  # shorter lines are cut only between two lines that are cut: "Thank you." is no furniture


COLUMNS = ["publisher", "line", "n_docs", "share", "characters"]


class Boilerplate(NamedTuple):
    """The documents table, and one row for each line: publisher, line, n_docs (it was cut from),
    share (of the source's documents that hold it), characters (cut in all).
    """

    documents: pd.DataFrame
    cut: pd.DataFrame


def boilerplate(
    documents: pd.DataFrame, *, share: float = SHARE, fewest: int = FEWEST
) -> Boilerplate:
    """Cut blocks of lines that stand in at least `share` of a source's documents and in at least
    `fewest` of them, and say what was cut.

    In: documents, with texts as lines. Out: documents with shorter texts and the flag
    `boilerplate-cut`, and the table of lines. A source is the publisher, else the first folder or
    file of `source`. Copies (`duplicate_of`) do not count toward a line's share, but are cut like
    the rest. A document is never emptied: where every line of it is repeated, it stays as it was.
    Run it before sentences are split: offsets refer to the text that it returns.

    >>> rows = [{"doc_id": str(n), "source": f"web/{n}.html", "text": f"Report {n} of the day.\\nSubscribe to our weekly letter"} for n in range(30)]
    >>> made = boilerplate(tables.make(rows, "documents"))
    >>> made.documents["text"][0], made.cut["line"].tolist()
    ('Report 0 of the day.', ['Subscribe to our weekly letter'])
    """
    origin = [
        publisher or source.split("/")[0].split("#")[0]
        for publisher, source in zip(documents["publisher"], documents["source"], strict=True)
    ]
    repeated = _repeated(documents, origin, share, fewest)
    if not any(repeated.values()):
        return Boilerplate(documents, pd.DataFrame(columns=COLUMNS))
    told: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    texts, flags = [], []
    for place, text, flag in zip(origin, documents["text"], documents["flags"], strict=True):
        lines = text.split("\n")
        gone = _cut([line.strip() for line in lines], repeated.get(place, {}))
        left = (
            "\n".join(line for line, out in zip(lines, gone, strict=True) if not out).strip()
            if any(gone)
            else ""
        )
        texts.append(left or text)
        flags.append(
            ";".join(dict.fromkeys([*tables.split_cell(flag), "boilerplate-cut"])) if left else flag
        )
        for line in {line.strip() for line, out in zip(lines, gone, strict=True) if out and left}:
            told[place, line][0] += 1
            told[place, line][1] += len(line)
    rows = [
        {"publisher": place, "line": line, "n_docs": n, "share": repeated[place][_key(line)], "characters": size}
        for (place, line), (n, size) in sorted(told.items(), key=lambda item: (-item[1][1], item[0])) if line
    ]  # fmt: skip
    cut = pd.DataFrame(rows, columns=COLUMNS)
    return Boilerplate(tables.check(documents.assign(text=texts, flags=flags), "documents"), cut)


def _repeated(
    documents: pd.DataFrame, origin: list[str], share: float, fewest: int
) -> dict[str, dict[bytes, float]]:
    """For each source the keys of its repeated lines, with the share of its documents that hold
    them.
    """
    total: Counter[str] = Counter()
    counts: dict[str, Counter[bytes]] = defaultdict(Counter)
    for place, copy, text in zip(origin, documents["duplicate_of"], documents["text"], strict=True):
        if not copy:
            total[place] += 1
            counts[place].update(
                {_key(line) for raw in text.split("\n") if 0 < len(line := raw.strip()) <= LONGEST}
            )
    least = {place: max(fewest, share * n) for place, n in total.items()}
    return {
        place: {key: n / total[place] for key, n in found.items() if n >= least[place]}
        for place, found in counts.items()
    }


def _key(line: str) -> bytes:
    """Eight bytes for a line, so that counting does not hold every line of a corpus twice."""
    return hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _cut(lines: list[str], repeated: dict[bytes, float]) -> list[bool]:
    """Which lines go: the repeated ones of four words or more, and what is short and repeated or
    empty between two of them or between one and an end.
    """
    if not repeated:
        return [False] * len(lines)
    shares = [repeated.get(_key(line), 0.0) if 0 < len(line) <= LONGEST else 0.0 for line in lines]
    filled = [n for n, line in enumerate(lines) if line]
    beside = {
        n
        for a, b in zip(filled, filled[1:], strict=False)
        if shares[a] and shares[b]
        for n in (a, b)
    }
    long = [
        len(line.split()) >= WORDS and bool(shares[n]) and (n in beside or shares[n] >= ALONE)
        for n, line in enumerate(lines)
    ]
    gone = list(long)
    firm = [n for n, out in enumerate(long) if out]
    if not firm:
        return gone
    for before, after in zip([-1, *firm], [*firm, len(lines)], strict=True):
        between = range(before + 1, after)
        if all(not lines[n] or shares[n] for n in between):
            for n in between:
                gone[n] = True
    return gone
