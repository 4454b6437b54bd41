"""Sentences and mentions → names that no actor of the registry answers to: what the registry
misses.
"""

from __future__ import annotations

import re

import pandas as pd

from standpoint.actors.registry import Registry

# Capitalised words in a row, joined by what joins names; a first word of a sentence counts only
# where it stands elsewhere too.
_NAME = re.compile(
    r"\b[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*(?:\s+(?:(?:of|the|de|van|von|al|bin)\s+){0,2}[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*)*"
)
_CALENDAR = frozenset(
    "January February March April May June July August September October November December Monday"
    " Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
_FUNCTION = frozenset(
    "I The A An He She It We You They His Her Its Our Their This That These Those There In On At As"
    " If But And Or For To Of By From With When While After Before".split()
)
EXAMPLE = 160  # characters of the example that are shown


def unlinked_names(
    sentences: pd.DataFrame, *, mentions: pd.DataFrame, registry: Registry, least: int = 3
) -> pd.DataFrame:
    """Frequent capitalised names that match no actor: name, n, n_docs, example (a sentence), most
    frequent first.

    In: sentences, mentions. A name counts where no mention overlaps it and the registry does not
    know it (a capital that is only a place is no mention, and no stranger). A single word at the
    beginning of a sentence is counted only if the word is also written large elsewhere, since every
    sentence begins with a capital. Names in less than `least` sentences are left out. English and
    other languages that write names with capitals.

    >>> from standpoint import tables
    >>> from standpoint.actors.registry import Registry
    >>> rows = [{"doc_id": "a", "sent_id": n, "start": 40 * n, "end": 40 * n + 24, "text": "The office of Ivan Petrov."} for n in range(3)]
    >>> unlinked_names(tables.make(rows, "sentences"), mentions=tables.empty("mentions"), registry=Registry({}))["name"].tolist()
    ['Ivan Petrov']
    """
    taken = {
        key: list(zip(group["start"], group["end"], strict=True))
        for key, group in mentions.groupby(["doc_id", "sent_id"])
    }
    rows = []
    for row in sentences.itertuples():
        spans = taken.get((row.doc_id, row.sent_id), ())
        for found in _NAME.finditer(row.text):
            start, end = row.start + found.start(), row.start + found.end()
            words = found.group().split()
            first = not row.text[: found.start()].strip(" \"'“”‘’«»(—-")
            if first and words[0] in _FUNCTION:
                words, first = words[1:], False
            while words and words[-1].islower():
                words.pop()
            name = re.sub(r"['’]s?$", "", " ".join(words))
            if (
                name
                and name not in _CALENDAR
                and name not in _FUNCTION
                and not any(a < end and start < b for a, b in spans)
            ):
                rows.append((name, first and len(words) == 1, row.doc_id, row.text))
    frame = pd.DataFrame(rows, columns=["name", "first", "doc_id", "text"])
    sure = set(frame.loc[~frame["first"].astype(bool), "name"])
    frame = frame[frame["name"].isin({name for name in sure if not registry.find(name)})]
    counted = (
        frame.groupby("name")
        .agg(n=("name", "size"), n_docs=("doc_id", "nunique"), example=("text", "first"))
        .reset_index()
    )
    counted = counted[counted["n"] >= least].assign(
        example=lambda t: t["example"].str.slice(0, EXAMPLE)
    )
    return counted.sort_values(["n_docs", "n", "name"], ascending=[False, False, True]).reset_index(
        drop=True
    )
