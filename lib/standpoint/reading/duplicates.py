"""Copies: the same text, or nearly, published within days; what returns every year is kept."""

import re
from collections.abc import Container, Iterator
from zlib import crc32

import numpy as np
import pandas as pd

from standpoint import tables

WORDS = 5  # in a shingle: the usual choice for news (Broder 1997; wire copies share long runs)
# Jaccard similarity of shingles from which two texts are one story: a copy with another headline
# and a changed paragraph.
NEAR = 0.8
# Copies of a wire report appear within two weeks. What is alike at a greater distance returns, like
# a yearly message.
DAYS = 14
# of MinHash: finds a pair of similarity 0.8 with 0.99 and more; each pair is then counted exactly
PERMUTATIONS = 64
SAMPLE = (
    1000  # shingles of smallest hash that are kept: the similarity is right within 0.025 (95 %)
)
FEWEST = 8  # words: shorter texts are the same only where they are equal
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio in 64 bits (Knuth, vol. 3, 6.4)


def duplicates(documents: pd.DataFrame, *, days: int = DAYS) -> pd.DataFrame:
    """Mark documents that are copies of another one.

    Texts that are equal but for case, white space and punctuation, and texts whose shingles overlap
    by at least `NEAR` (Jaccard), are copies where they were published at most `days` apart or one
    has no date. The earliest is kept, the dated before the undated, then the smallest id. Texts
    that are alike at a greater distance are all kept. Nothing is dropped.

    Returns
    -------
    DataFrame
        The table documents, where `duplicate_of` names the text to count, with the flags
        `near-duplicate` and `recurring`.

    References
    ----------
    Broder 1997, "On the resemblance and containment of documents"; Leskovec, Rajaraman & Ullman
    2014, chapter 3; library: datasketch.

    Examples
    --------
    >>> texts = {"a": "They left the town.", "b": "They left  the town", "c": "Others came."}
    >>> rows = [{"doc_id": k, "source": k, "text": text} for k, text in texts.items()]
    >>> duplicates(tables.make(rows, "documents"))["duplicate_of"].tolist()
    ['', 'a', '']
    """
    if documents.empty:
        return documents
    order = documents.reset_index(drop=True).sort_values(["published_start", "doc_id"]).index
    columns = ("text", "doc_id", "duplicate_of", "flags")
    texts, ids, copies, flags = (documents[column].tolist() for column in columns)
    first = documents["published_start"].to_numpy("datetime64[D]")
    last = documents["published_end"].to_numpy("datetime64[D]")
    copied: set[int] = set()
    recurring: set[int] = set()
    until = last.copy()  # of a text that is kept: when the last of its copies appeared
    longest = np.timedelta64(days, "D")
    for early, late, alike in _pairs(texts, list(order), copied):
        if first[late] - min(last[early], last[late]) > longest:  # of an unknown day: not so
            recurring |= {early, late}
        if late not in copied and not first[late] - min(until[early], last[late]) > longest:
            copied.add(late)
            until[early] = np.fmax(until[early], last[late])
            if not copies[late]:
                copies[late] = ids[early]
                if alike < 1:
                    flags[late] = _with_flag(flags[late], "near-duplicate")
    for place in recurring - copied:
        flags[place] = _with_flag(flags[place], "recurring")
    # A copy of a copy points at the one that is kept, so that counting needs one look.
    original = dict(zip(ids, copies, strict=True))
    copies = [original.get(copy, "") or copy for copy in copies]
    return tables.check(documents.assign(duplicate_of=copies, flags=flags), "documents")


def _with_flag(flags: str, flag: str) -> str:
    return tables.join_cell([*tables.split_cell(flags), flag])


def _shingles(text: str) -> np.ndarray:
    """The smallest hashes of a text's runs of five words, sorted; empty where the text is short."""
    words = re.findall(r"\w+", text.casefold())
    codes = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint64)
    if len(codes) < FEWEST:
        return np.empty(0, np.uint64)
    runs = codes[: len(codes) - WORDS + 1].copy()
    for step in range(1, WORDS):
        runs *= _GOLDEN
        runs ^= codes[step : len(codes) - WORDS + 1 + step]
    runs ^= runs >> np.uint64(31)
    runs *= np.uint64(0xBF58476D1CE4E5B9)
    return np.unique(runs)[:SAMPLE]


def _pairs(
    texts: list[str], order: list[int], copied: Container[int]
) -> Iterator[tuple[int, int, float]]:
    """Places of texts that are alike, with their similarity: each later one beside each earlier
    that is not `copied`. Whether a text is, its reader says before the next is asked for: of a
    thousand copies only the first is compared.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=NEAR - 0.1, num_perm=PERMUTATIONS)
    blank = MinHash(num_perm=PERMUTATIONS, hashfunc=int, scheme="affine32")
    sketches: list[np.ndarray] = []  # in order, as `index` numbers them
    short: dict[str, list[int]] = {}
    for number, place in enumerate(order):
        text = texts[place]
        sketches.append(_shingles(text))
        if not len(sketches[number]):
            # Words, or the signs of a text that has none; nothing is a copy of nothing.
            key = " ".join(re.findall(r"\w+", text.casefold())) or text.strip()
            equal = short.setdefault(key, []) if key else []
            yield from ((earlier, place, 1.0) for earlier in equal)
            if place not in copied:
                equal.append(place)
            continue
        sketch = blank.copy()
        sketch.update_batch((sketches[number] & np.uint64(0xFFFFFFFF)).tolist())
        for earlier in sorted(index.query(sketch)):
            alike = _similarity(sketches[earlier], sketches[number])
            if alike >= NEAR:
                yield order[earlier], place, alike
        if place not in copied:
            index.insert(number, sketch)


def _similarity(one: np.ndarray, other: np.ndarray) -> float:
    """Jaccard similarity; of long texts from a bottom-k sketch, the smallest hashes of both."""
    union = np.union1d(one, other)
    if len(one) == SAMPLE or len(other) == SAMPLE:
        union = union[:SAMPLE]
    shared = np.isin(union, one, assume_unique=True) & np.isin(union, other, assume_unique=True)
    return float(shared.sum() / len(union))
