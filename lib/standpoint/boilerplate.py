"""Documents → documents without the lines that their source repeats from page to page (a sidebar, a footer), and the table of what was cut."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from standpoint import tables

FEWEST = 20  # documents of one source: in fewer, a repeated line may well be what somebody said twice
SHARE = 0.05  # of a source's documents that hold a line: a sidebar stood in 17 % of the pages of one real corpus, a slogan in far fewer
WORDS = 4  # shorter lines are cut only between two lines that are cut: "Thank you." is no furniture


class Boilerplate(NamedTuple):
    """The documents table, and one row for each repeated line: publisher, line, n_docs, share (of the source's documents), characters (cut in all)."""

    documents: pd.DataFrame
    cut: pd.DataFrame


def boilerplate(documents: pd.DataFrame, *, share: float = SHARE, fewest: int = FEWEST) -> Boilerplate:
    """Cut lines that stand in at least `share` of a source's documents and in at least `fewest` of them, and say what was cut.

    In: documents, with texts as lines. Out: documents with shorter texts and the flag `boilerplate-cut`, and the table of
    lines. A source is the publisher, else the first folder or file of `source`. Copies (`duplicate_of`) do not count toward a
    line's share, but are cut like the rest. A document is never emptied: where every line of it is repeated, it stays as it was. Run it before
    sentences are split: offsets refer to the text that it returns.

    >>> rows = [{"doc_id": str(n), "source": f"web/{n}.html", "text": f"Report {n} of the day.\\nSubscribe to our weekly letter"} for n in range(30)]
    >>> made = boilerplate(tables.make(rows, "documents"))
    >>> made.documents["text"][0], made.cut["line"].tolist()
    ('Report 0 of the day.', ['Subscribe to our weekly letter'])
    """
    origin = [publisher or source.split("/")[0].split("#")[0] for publisher, source in zip(documents["publisher"], documents["source"], strict=True)]
    lines = [text.split("\n") for text in documents["text"]]
    total: dict[str, int] = defaultdict(int)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for place, copy in zip(origin, documents["duplicate_of"], strict=True):
        total[place] += not copy
    for place, copy, own in zip(origin, documents["duplicate_of"], lines, strict=True):
        for line in {line.strip() for line in own} if not copy else ():
            counts[place, line] += 1
    repeated = {(place, line): n for (place, line), n in counts.items() if line and n >= max(fewest, share * total[place])}
    characters: dict[tuple[str, str], int] = defaultdict(int)
    texts, flags = [], []
    for place, own, text, flag in zip(origin, lines, documents["text"], documents["flags"], strict=True):
        out = _cut([line.strip() for line in own], place, repeated)
        left = "\n".join(line for line, gone in zip(own, out, strict=True) if not gone).strip()
        if not left or not any(out):
            texts.append(text)
            flags.append(flag)
            continue
        for line, gone in zip(own, out, strict=True):
            if gone:
                characters[place, line.strip()] += len(line)
        texts.append(left)
        flags.append(";".join(dict.fromkeys([*tables.split(flag), "boilerplate-cut"])))
    rows = [
        {"publisher": place, "line": line, "n_docs": counts[place, line], "share": counts[place, line] / total[place], "characters": size}
        for (place, line), size in sorted(characters.items(), key=lambda item: (-item[1], item[0])) if line
    ]  # fmt: skip
    told = pd.DataFrame(rows, columns=["publisher", "line", "n_docs", "share", "characters"])
    return Boilerplate(tables.check(documents.assign(text=texts, flags=flags), "documents"), told)


def _cut(lines: list[str], place: str, repeated: dict[tuple[str, str], int]) -> list[bool]:
    """Which lines go: the repeated ones of four words or more, and what is short and repeated or empty between two of them or between one and an end."""
    long = [(place, line) in repeated and len(line.split()) >= WORDS for line in lines]
    gone = list(long)
    firm = [n for n, out in enumerate(long) if out]
    if not firm:
        return gone
    for before, after in zip([-1, *firm], [*firm, len(lines)], strict=True):
        between = range(before + 1, after)
        if all(not lines[n] or (place, lines[n]) in repeated for n in between):
            for n in between:
                gone[n] = True
    return gone
