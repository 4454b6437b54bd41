"""Documents → which of them are copies: the same text, or nearly, published within days; what
returns every year is flagged and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from standpoint import tables

# words in a shingle: the usual choice for news (Broder 1997 shingles words; wire copies share long
# runs)
WORDS = 5
# Jaccard similarity of shingles from which on two texts are one story: a copy with another headline
# and a changed paragraph
NEAR = 0.8
# copies of a wire report appear within two weeks; what is alike at a greater distance returns, like
# a yearly message
DAYS = 14
# of MinHash: finds a pair of similarity 0.8 with 0.99 and more; each found pair is then counted
# exactly
PERMUTATIONS = 64
# shingles of a text that are kept, those of smallest hash: their similarity is that of the texts
# within 0.025 (95 %)
SAMPLE = 1000
FEWEST = 8  # words: shorter texts are the same only where they are equal
_WORD = re.compile(r"\w+")
# Bytes that belong to a word: letters and digits of ASCII, and every byte of a longer character.
_IN_WORD = np.array([byte >= 128 or chr(byte).isalnum() for byte in range(256)])
_POWERS = np.cumprod(
    np.full(64, 0x9E3779B97F4A7C15, np.uint64)
)  # of the golden ratio in 64 bits; letters after the 64th share the last


def duplicates(documents: pd.DataFrame, *, near: float = NEAR, days: int = DAYS) -> pd.DataFrame:
    """Documents with `duplicate_of` naming the one kept for counting, and flags `near-duplicate`
    and `recurring`.

    In and out: the documents table. Texts that are equal but for case, white space and punctuation,
    and texts whose shingles of five words overlap by at least `near` (Jaccard), are one group where
    they were published at most `days` apart or one has no date; the earliest is kept, the dated
    before the undated, then the smallest id. Alike at a greater distance: both are kept and flagged
    `recurring`. Candidates come from MinHash and locality-sensitive hashing (Broder 1997; Leskovec,
    Rajaraman & Ullman 2014, chapter 3; library: datasketch). Nothing is dropped.

    >>> rows = [{"doc_id": k, "source": k, "text": t} for k, t in (("a", "They left the town."), ("b", "They left  the town"), ("c", "Others came."))]
    >>> duplicates(tables.make(rows, "documents"))["duplicate_of"].tolist()
    ['', 'a', '']
    """
    if documents.empty:
        return documents
    order = (
        documents[["published_start", "doc_id"]]
        .reset_index(drop=True)
        .sort_values(["published_start", "doc_id"], na_position="last", kind="stable")
        .index.to_numpy()
    )
    text = documents["text"].array
    sketches = [_shingles(text[place]) for place in order]
    keys = [
        "" if len(sketch) else _short_key(text[place])
        for place, sketch in zip(order, sketches, strict=True)
    ]
    first, last = (
        documents[column].to_numpy("datetime64[D]")[order]
        for column in ("published_start", "published_end")
    )
    keeper: dict[int, int] = {}
    recurring: set[int] = set()
    closeness: dict[int, float] = {}
    for one, other, alike in _pairs(sketches, keys, near):  # one < other in the order above
        if not _together(first, last, one, other, days):
            recurring |= {one, other}
        elif other not in keeper:
            keeper[other] = keeper.get(one, one)
            closeness[other] = alike
    return _marked(documents, order, keeper, recurring, closeness)


def _short_key(text: str) -> str:
    """The words of a short text, or where it has none its signs; empty where it has neither, for
    nothing is a copy of nothing.
    """
    return " ".join(_WORD.findall(text.casefold())) or text.strip()


def _marked(
    documents: pd.DataFrame,
    order: np.ndarray,
    keeper: dict[int, int],
    recurring: set[int],
    closeness: dict[int, float],
) -> pd.DataFrame:
    ids, copies, flags = (
        documents[column].tolist() for column in ("doc_id", "duplicate_of", "flags")
    )
    for copy, kept in keeper.items():
        place = order[copy]
        if not copies[place]:
            copies[place] = ids[order[kept]]
            flags[place] = ";".join(
                [*tables.split_cell(flags[place]), *["near-duplicate"] * (closeness[copy] < 1)]
            )
    for place in (order[n] for n in recurring - set(keeper)):
        flags[place] = ";".join(dict.fromkeys([*tables.split_cell(flags[place]), "recurring"]))
    # A copy of a copy points at the one that is kept, so that counting needs one look.
    kept_of = dict(zip(ids, copies, strict=True))
    copies = [kept_of.get(copy, "") or copy for copy in copies]
    return tables.check(documents.assign(duplicate_of=copies, flags=flags), "documents")


def _shingles(text: str) -> np.ndarray:
    """The smallest hashes of a text's runs of five words, sorted; empty where the text is short."""
    codes = _words(text.casefold())
    if len(codes) < FEWEST:
        return np.empty(0, np.uint64)
    runs = codes[: len(codes) - WORDS + 1].copy()
    for step in range(1, WORDS):
        runs *= np.uint64(
            0x9E3779B97F4A7C15
        )  # the golden ratio in 64 bits: a multiplicative hash (Knuth, vol. 3, 6.4); it wraps
        runs ^= codes[step : len(codes) - WORDS + 1 + step]
    runs ^= runs >> np.uint64(31)
    runs *= np.uint64(0xBF58476D1CE4E5B9)
    return np.unique(runs)[:SAMPLE]


def _words(text: str) -> np.ndarray:
    """One number for each word, over the bytes of the whole text at once: a polynomial hash that
    wraps at 64 bits.
    """
    letters = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    inside = _IN_WORD[letters]
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    begins, ends = edges[::2], edges[1::2]
    if not len(begins):
        return np.empty(0, np.uint64)
    letters, sizes = letters[inside].astype(np.uint64), ends - begins
    first = np.cumsum(sizes) - sizes  # where each word begins among the letters that are left
    place = np.minimum(np.arange(len(letters)) - np.repeat(first, sizes), len(_POWERS) - 1)
    return np.add.reduceat((letters + np.uint64(1)) * _POWERS[place], first)


def _pairs(
    sketches: list[np.ndarray], keys: list[str], near: float
) -> Iterator[tuple[int, int, float]]:
    """Places of texts that are alike, with their similarity, in order; each later text beside every
    earlier one like it.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=max(near - 0.1, 0.1), num_perm=PERMUTATIONS)
    permutations = MinHash(
        num_perm=PERMUTATIONS, scheme="affine32"
    ).permutations  # made once, not for each text
    short: dict[str, list[int]] = {}
    for place, sketch in enumerate(sketches):
        if not len(sketch):
            if keys[place]:
                yield from ((earlier, place, 1.0) for earlier in short.get(keys[place], ()))
                short.setdefault(keys[place], []).append(place)
            continue
        made = MinHash(
            num_perm=PERMUTATIONS, hashfunc=int, permutations=permutations, scheme="affine32"
        )
        made.update_batch((sketch & np.uint64(0xFFFFFFFF)).tolist())
        for earlier in sorted(index.query(made)):
            alike = _similarity(sketches[earlier], sketch)
            if alike >= near:
                yield earlier, place, alike
        index.insert(place, made)


def _similarity(one: np.ndarray, other: np.ndarray) -> float:
    """Jaccard similarity, of the samples where the texts are long (the smallest hashes of both
    together: a bottom-k sketch).
    """
    union = np.union1d(one, other)
    if len(one) == SAMPLE or len(other) == SAMPLE:
        union = union[:SAMPLE]
    shared = np.isin(union, one, assume_unique=True) & np.isin(union, other, assume_unique=True)
    return float(shared.sum() / len(union))


def _together(first: np.ndarray, last: np.ndarray, one: int, other: int, days: int) -> bool:
    if np.isnat(first[one]) or np.isnat(first[other]):
        return True
    apart = max(first[one], first[other]) - min(last[one], last[other])
    return bool(apart <= np.timedelta64(days, "D"))
