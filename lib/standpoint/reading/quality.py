"""Documents and what was left out → a quality report: what is in a corpus, what is not, and what to
look at first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from standpoint import tables

COLUMNS = {"topic": "str", "what": "str", "n": "int64", "share": "float64", "example": "str"}
# Flags that tell how a document's date came about; the other flags stand under their own topics.
_OF_DATE = (
    "date-",
    "day-",
    "future-",
    "unreadable-",
    "unknown-granularity",
    "end-before",
    "ambiguous-",
)
_OF_LANGUAGE = ("language-", "mixed-languages", "unknown-language")
_OF_COPIES = ("near-duplicate", "recurring")
_OF_BOILERPLATE = ("boilerplate-cut",)
UNKNOWN = {"": "unknown language", "und": "unknown language"}


LINES = 5  # repeated lines that are shown, the longest cut first


def quality(
    documents: pd.DataFrame, *, excluded: pd.DataFrame, repeated: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What is in a corpus, one row for each finding: topic, what, n (documents or records), share,
    example (a source).

    In: documents, excluded, and the lines that were cut (`repeated`, of `documents` or
    `boilerplate`). Topics, in this order: records (read, kept, left out), left out (by reason),
    reader, date (by year and by what is uncertain), language, copies, boilerplate, flags (all
    others). `share` is of the records read for the first two topics and of the documents kept for
    the others.

    >>> rows = [{"doc_id": k, "source": f"{k}.txt", "text": "They left.", "language": "en", "flags": "undated"} for k in "ab"]
    >>> found = quality(tables.make(rows, "documents"), excluded=tables.empty("excluded"))
    >>> found[found["topic"] == "date"][["what", "n", "share"]].values.tolist()
    [['undated', 2, 1.0]]
    """
    read = len(documents) + len(excluded)
    rows = [
        ("records", "read", read, ""),
        ("records", "kept", len(documents), ""),
        ("records", "left out", len(excluded), ""),
    ]
    rows += [
        ("left out", reason, len(part), _told(part)) for reason, part in _most(excluded, "reason")
    ]
    whole = documents.assign(
        name=documents["reader"].str.split(" (", regex=False).str[0].fillna(""),
        tongue=documents["language"].replace(UNKNOWN),
    )
    rows += [
        ("reader", name or "given by hand", len(part), part["source"].iloc[0])
        for name, part in _most(whole, "name")
    ]
    rows += _dates(documents)
    rows += [
        ("language", name, len(part), part["source"].iloc[0])
        for name, part in _most(whole, "tongue")
    ]
    copies = documents[documents["duplicate_of"] != ""]
    rows += (
        [
            (
                "copies",
                "copies of another document, counted once",
                len(copies),
                copies["source"].iloc[0],
            )
        ]
        if len(copies)
        else []
    )
    rows += _flags(documents)
    rows += _repeated(documents, repeated) if repeated is not None and len(repeated) else []
    total = {"records": max(read, 1), "left out": max(read, 1)}
    order = {
        topic: n
        for n, topic in enumerate(
            ("records", "left out", "reader", "date", "language", "copies", "boilerplate", "flags")
        )
    }
    made = sorted(rows, key=lambda row: order[row[0]])
    return pd.DataFrame(
        [
            (topic, what, n, n / total.get(topic, max(len(documents), 1)), example)
            for topic, what, n, example in made
        ],
        columns=list(COLUMNS),
    ).astype(COLUMNS)


def _most(frame: pd.DataFrame, column: str) -> Iterator[tuple[str, pd.DataFrame]]:
    parts = sorted(frame.groupby(column, sort=True), key=lambda pair: (-len(pair[1]), pair[0]))
    yield from ((str(name), part) for name, part in parts)


def _told(part: pd.DataFrame) -> str:
    first = part.iloc[0]
    return first["source"] + (f": {first['detail']}" if first["detail"] else "")


def _dates(documents: pd.DataFrame) -> Iterator[tuple[str, str, int, str]]:
    dated = documents[documents["published_start"].notna()]
    years = dated.assign(year=dated["published_start"].dt.year)
    yield from (
        ("date", str(year), len(part), part["source"].iloc[0])
        for year, part in years.groupby("year", sort=True)
    )
    undated = documents[documents["published_start"].isna()]
    if len(undated):
        yield "date", "undated", len(undated), undated["source"].iloc[0]
    vague = dated[~dated["published_granularity"].isin(["day", "time"])]
    yield from (
        ("date", f"known only to the {name}", len(part), part["source"].iloc[0])
        for name, part in _most(vague, "published_granularity")
    )


def _flags(documents: pd.DataFrame) -> list[tuple[str, str, int, str]]:
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for source, flags in zip(documents["source"], documents["flags"], strict=True):
        for flag in tables.split_cell(flags):
            counts[flag] += 1
            first.setdefault(flag, source)
    counts.pop("undated", None)  # is counted by its missing date
    return [
        (_topic(flag), flag, n, first[flag])
        for flag, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _repeated(
    documents: pd.DataFrame, repeated: pd.DataFrame
) -> Iterator[tuple[str, str, int, str]]:
    """The repeated lines, with the share of all characters that they were."""
    whole = int(documents["text"].str.len().sum()) + int(repeated["characters"].sum())
    for row in (
        repeated.sort_values(["characters", "line"], ascending=[False, True], kind="stable")
        .head(LINES)
        .itertuples()
    ):
        yield (
            "boilerplate",
            "with a line that was cut",
            int(row.n_docs),
            f"“{row.line}”, {row.characters / whole:.1%} of all characters",
        )


def _topic(flag: str) -> str:
    for topic, beginnings in (
        ("date", _OF_DATE),
        ("language", _OF_LANGUAGE),
        ("copies", _OF_COPIES),
        ("boilerplate", _OF_BOILERPLATE),
    ):
        if flag.startswith(beginnings):
            return topic
    return "flags"
