"""The times table: every time expression of the sentences, placed in the calendar.

The package timexpr reads the expressions of one text. Here sentences, documents and the reference
events go in, and a table comes out.
"""

from bisect import bisect_right

import pandas as pd

from standpoint import tables
from standpoint.errors import TableError
from timexpr import Dated, Expression, NamedPeriod, Names
from timexpr import find_times as find_expressions

# Languages that timexpr has tables for. Other texts are read as English, for their dates in
# figures, and the expressions are flagged.
LANGUAGES = ("en",)
VAGUE = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")  # values of "now", "recently", "soon"


def times(
    sentences: pd.DataFrame, *, documents: pd.DataFrame, reference: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find every time expression of the sentences and place it in the calendar.

    Parameters
    ----------
    reference : DataFrame, optional
        Reference events, through whose titles and words "after the Velvet Revolution" is dated.

    Returns
    -------
    DataFrame
        The table `times`. Where an expression could not be placed, `flags` says why
        (`undated-document`, `impossible-date`, `other-calendar`, `vague` …).

    Raises
    ------
    TableError
        If a sentence's document is missing.

    Examples
    --------
    >>> text = "It ended on 10 November 2020."
    >>> documents = tables.make([{"doc_id": "a", "text": text}], "documents")
    >>> sentences = tables.make([{"doc_id": "a", "end": 29, "text": text}], "sentences")
    >>> times(sentences, documents=documents)[["surface", "value", "anchor"]].iloc[0].tolist()
    ['10 November 2020', '2020-11-10', 'absolute']
    """
    require_documents(sentences, documents, name="sentences")
    names = _names(reference) if reference is not None else None
    by_id = documents.set_index("doc_id")
    rows: list[dict] = []
    for doc_id, cut in sentences.groupby("doc_id", sort=False):
        document = by_id.loc[doc_id]
        bounds = sorted(zip(cut["start"], cut["end"], cut["sent_id"], strict=True))
        starts = [int(start) for start, _, _ in bounds]
        expressions = find_expressions(
            document["text"], _published(document), names=names, sentence_starts=starts
        )
        unread = document["language"] not in (*LANGUAGES, "", "und")
        for one in expressions:
            place = bisect_right(starts, one.start) - 1
            if place >= 0 and one.start < bounds[place][1]:
                key = {"doc_id": doc_id, "sent_id": int(bounds[place][2])}
                rows.append(key | _row(one, flags=("read-as-en",) if unread else ()))
    return tables.make(rows, "times")


def find_times(text: str, *, date: str | pd.Timestamp | None = None) -> pd.DataFrame:
    """Find the time expressions of one text.

    Parameters
    ----------
    date : str or Timestamp, optional
        The day of the text, from which "last week" is counted.

    Returns
    -------
    DataFrame
        One row per expression: surface, type, value (TIMEX3), begin, end_date, granularity,
        anchor, flags, start, end.

    Examples
    --------
    >>> found = find_times("on 10 November", date="2020-12-01")
    >>> found[["surface", "value", "anchor"]].iloc[0].tolist()
    ['10 November', '2020-11-10', 'document']
    """
    rows = [_row(one) for one in find_expressions(text, date)]
    first = ["surface", "type", "value", "begin", "end_date", "granularity", "anchor", "flags"]
    return pd.DataFrame(rows, columns=[*first, "start", "end"])


def require_documents(table: pd.DataFrame, documents: pd.DataFrame, *, name: str) -> None:
    """Refuse a table with a row whose document is missing, by a TableError that names the first."""
    unknown = set(table["doc_id"]) - set(documents["doc_id"])
    if unknown:
        what = f"document '{min(unknown)}' is not in the documents"
        raise TableError(f"table '{name}'", what, f"pass the documents that the {name} are from")


def _names(reference: pd.DataFrame) -> Names:
    """Titles and other names of the reference events, with their days."""
    return Names(
        NamedPeriod(name, row.begin.date(), row.end_date.date(), row.granularity, f"event:{row.id}")
        for row in reference.itertuples()
        if pd.notna(row.begin)
        for name in {row.title, *tables.split_cell(row.words)}
    )


def _published(document: pd.Series) -> Dated | None:
    start, end = document["published_start"], document["published_end"]
    if pd.isna(start):
        return None
    last = start if pd.isna(end) else end
    return Dated(start.date(), last.date(), document["published_granularity"])


def _row(one: Expression, flags: tuple[str, ...] = ()) -> dict:
    days = {"begin": pd.Timestamp(one.begin), "end_date": pd.Timestamp(one.end_date)}
    return one._asdict() | days | {"flags": ";".join((*one.flags, *flags))}
