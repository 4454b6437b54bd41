"""Names in the texts that match no actor: what the registry misses."""

import re

import pandas as pd

from standpoint.actors.context import english
from standpoint.actors.registry import Registry

EXAMPLE = 160  # characters of the example that are shown


def unlinked_names(
    sentences: pd.DataFrame, *, mentions: pd.DataFrame, registry: Registry, least: int = 3
) -> pd.DataFrame:
    """List frequent capitalised names that match no actor, most frequent first.

    A name counts in a sentence where no mention overlaps it and the registry does not know it; with
    fewer than `least` sentences it is left out. A single word at the beginning of a sentence counts
    only if it is also capitalised elsewhere. For English and other languages that write names with
    capitals.

    Returns
    -------
    DataFrame
        name, n, n_docs, example (a sentence).

    Examples
    --------
    >>> from standpoint import tables
    >>> text = "The office of Ivan Petrov."
    >>> rows = [{"doc_id": "a", "sent_id": n, "text": text} for n in range(3)]
    >>> nothing = {"mentions": tables.empty("mentions"), "registry": Registry({})}
    >>> unlinked_names(tables.make(rows, "sentences"), **nothing)["name"].tolist()
    ['Ivan Petrov']
    """
    counted = count_names(sentences, mentions, registry)
    frequent = counted.loc[counted["n"] >= least, ["name", "n", "n_docs", "example"]]
    return frequent.reset_index(drop=True)


def count_names(
    sentences: pd.DataFrame, mentions: pd.DataFrame, registry: Registry
) -> pd.DataFrame:
    """Count all such names; the column `inside` is the share that does not begin a sentence."""
    spans = mentions.groupby(["doc_id", "sent_id"])[["start", "end"]].agg(list)
    taken = {row.Index: list(zip(row.start, row.end, strict=True)) for row in spans.itertuples()}
    rows = []
    for row in sentences.itertuples():
        for match in english.NAME.finditer(row.text):
            start, end = row.start + match.start(), row.start + match.end()
            mentioned = taken.get((row.doc_id, row.sent_id), ())
            if any(first < end and start < last for first, last in mentioned):
                continue
            is_first = not row.text[: match.start()].strip(" \"'“”‘’«»(—-")
            name, is_first = _name(match.group(), is_first)
            if name and not _is_word(name):
                rows.append((name, not is_first, row.doc_id, row.text[:EXAMPLE]))
    frame = pd.DataFrame(rows, columns=["name", "inside", "doc_id", "example"])
    counted = frame.groupby("name", as_index=False).agg(
        n=("name", "size"),
        n_docs=("doc_id", "nunique"),
        inside=("inside", "mean"),
        example=("example", "first"),
    )
    counted = counted[counted["inside"] > 0]
    is_known = counted["name"].map(registry.find).notna()
    return counted[~is_known].sort_values(["n_docs", "n", "name"], ascending=[False, False, True])


def _name(text: str, is_first: bool) -> tuple[str, bool]:
    """The name without a first word and the genitive, and whether only its place makes it one."""
    words = text.split()
    if is_first and _is_word(words[0]):
        words, is_first = words[1:], False
    while words and words[-1].islower():
        words.pop()
    return re.sub(r"['’]s?$", "", " ".join(words)), is_first and len(words) == 1


def _is_word(name: str) -> bool:
    """Is it a capitalised word that names nobody: The, Monday?"""
    return name == "I" or name.lower() in english.function_words | english.calendar
