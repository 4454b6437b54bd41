"""Lines that a source repeats from page to page (a sidebar, a footer) are cut."""

import hashlib
from collections import Counter, defaultdict
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from standpoint import tables

FEWEST = 20  # documents of a source: in fewer, a repeated line may be what somebody said twice
# Share of a source's documents that hold a line beside other such lines: a sidebar stood in 17 % of
# the pages of one real corpus.
SHARE = 0.05
# A line that stands alone may be what many say ("I thank you for your attention."): it goes only
# where nearly a third hold it.
ALONE = 0.3
LONGEST = 400  # characters: longer lines are paragraphs of a text
WORDS = 4  # shorter lines are cut only between two lines that are cut: "Thank you." is no furniture
COLUMNS = ["publisher", "line", "n_docs", "share", "characters"]


class Boilerplate(NamedTuple):
    """The table documents, and one row for each line that was cut.

    Columns of `cut`: publisher, line, n_docs (documents it was cut from), share (of the source's
    documents that hold it), characters (cut in all).
    """

    documents: pd.DataFrame
    cut: pd.DataFrame


def boilerplate(documents: pd.DataFrame) -> Boilerplate:
    """Cut blocks of lines that stand in many documents of one source.

    A source is the publisher, else the first folder or file of `source`. Copies of a text do not
    count toward a line's share, but are cut like the rest, with the flag `boilerplate-cut`. A
    document is never emptied. Run this before sentences are split, because offsets refer to the
    text that it returns.

    Examples
    --------
    >>> text = "Report {} of the day.\\nSubscribe to our weekly letter"
    >>> rows = [{"doc_id": n, "source": f"web/{n}.html", "text": text.format(n)} for n in range(30)]
    >>> made = boilerplate(tables.make(rows, "documents"))
    >>> made.documents["text"][0], made.cut["line"].tolist()
    ('Report 0 of the day.', ['Subscribe to our weekly letter'])
    """
    origin = documents["source"].str.split("[/#]", regex=True).str[0]
    origin = documents["publisher"].where(documents["publisher"] != "", origin)
    repeated = _repeated(documents, origin)
    n_docs: Counter[tuple[str, str]] = Counter()
    texts, flags = [], []
    for place, text, flag in zip(origin, documents["text"], documents["flags"], strict=True):
        lines = text.split("\n")
        gone = _to_cut([line.strip() for line in lines], repeated.get(place, {}))
        left = "\n".join(line for n, line in enumerate(lines) if n not in gone).strip()
        if gone and left:
            n_docs.update({(place, line) for n in gone if (line := lines[n].strip())})
            text, flag = left, tables.join_cell([*tables.split_cell(flag), "boilerplate-cut"])
        texts.append(text)
        flags.append(flag)
    rows = [
        (place, line, n, repeated[place][_key(line)], n * len(line))
        for (place, line), n in n_docs.items()
    ]
    cut = pd.DataFrame(sorted(rows, key=lambda row: (-row[4], row[0], row[1])), columns=COLUMNS)
    return Boilerplate(tables.check(documents.assign(text=texts, flags=flags), "documents"), cut)


def _repeated(documents: pd.DataFrame, origin: pd.Series) -> dict[str, dict[bytes, float]]:
    """The keys of each source's repeated lines, with the share of documents that hold them."""
    own = (documents["duplicate_of"] == "") & ~documents["text"].duplicated()
    total = Counter(origin[own])
    counts: dict[str, Counter[bytes]] = defaultdict(Counter)
    for place, text in zip(origin[own], documents.loc[own, "text"], strict=True):
        lines = {line.strip() for line in text.split("\n")}
        counts[place].update({_key(line) for line in lines if 0 < len(line) <= LONGEST})
    return {
        place: {
            key: n / total[place]
            for key, n in lines.items()
            if n >= max(FEWEST, SHARE * total[place])
        }
        for place, lines in counts.items()
    }


def _key(line: str) -> bytes:
    """Eight bytes for a line, so that counting does not hold every line of a corpus twice."""
    return hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _to_cut(lines: list[str], repeated: dict[bytes, float]) -> set[int]:
    """Numbers of the lines to cut.

    These are repeated lines of at least four words, and short repeated or empty lines between two
    such lines or between one and an end of the text.
    """
    shares = [repeated.get(_key(line), 0.0) if repeated else 0.0 for line in lines]
    filled = [n for n, line in enumerate(lines) if line]
    beside = {n for pair in pairwise(filled) if all(shares[n] for n in pair) for n in pair}
    firm = [
        n
        for n, line in enumerate(lines)
        if len(line.split()) >= WORDS and shares[n] and (n in beside or shares[n] >= ALONE)
    ]
    if not firm:
        return set()
    gone = set(firm)
    for before, after in pairwise([-1, *firm, len(lines)]):
        between = range(before + 1, after)
        if all(shares[n] or not lines[n] for n in between):
            gone.update(between)
    return gone
