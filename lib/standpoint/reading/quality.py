"""A quality report: what is in a corpus, what is not, and what to look at first."""

from collections.abc import Iterator

import pandas as pd

COLUMNS = {"topic": "str", "what": "str", "n": "int64", "share": "float64", "example": "str"}
# Topic → how the flags that belong to it begin. The others stand under `flags`.
FLAGS = {
    "date": "date- day- future- unreadable- unknown-granularity end-before ambiguous-",
    "language": "language- mixed-languages unknown-language",
    "copies": "near-duplicate recurring",
    "boilerplate": "boilerplate-cut",
}
TOPICS = ("records", "left out", "reader", *FLAGS, "flags")
LINES = 5  # repeated lines that are shown, the longest cut first
_Row = tuple[str, str, int, str]


def quality(
    documents: pd.DataFrame, *, excluded: pd.DataFrame, repeated: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Describe a corpus, one row for each finding.

    `excluded` and `repeated` are what `documents` has left out and cut.

    Returns
    -------
    DataFrame
        topic (records, left out, reader, date, language, copies, boilerplate, flags: in this
        order), what, n (documents or records), share (of the records read for the first two topics,
        of the documents kept for the others), example (a source).

    Examples
    --------
    >>> from standpoint.reading.documents import documents_from_frame
    >>> made = documents_from_frame(pd.DataFrame({"text": ["They left.", "It rained."]}))
    >>> report = quality(made.documents, excluded=made.excluded, repeated=made.repeated)
    >>> report.loc[report["topic"] == "date", ["what", "n", "share"]].values.tolist()
    [['undated', 2, 1.0]]
    """
    n_read, n_documents = len(documents) + len(excluded), len(documents)
    reader = documents["reader"].str.split(" (", regex=False).str[0].replace("", "given by hand")
    language = documents["language"].replace({"": "unknown language", "und": "unknown language"})
    detail = excluded["detail"].where(excluded["detail"] == "", ": " + excluded["detail"])
    rows: list[_Row] = [
        ("records", "read", n_read, ""),
        ("records", "kept", n_documents, ""),
        ("records", "left out", len(excluded), ""),
        *_counted("left out", excluded["reason"], excluded["source"] + detail),
        *_counted("reader", reader, documents["source"]),
        *_dates(documents),
        *_counted("language", language, documents["source"]),
    ]
    copies = documents.loc[documents["duplicate_of"] != "", "source"]
    rows += _counted(
        "copies", copies.map(lambda _: "copies of another document, counted once"), copies
    )
    flags = documents.assign(flag=documents["flags"].str.split(";")).explode("flag")
    flags = flags[~flags["flag"].isin(["", "undated"])]  # the undated are counted by their dates
    for _, flag, n, example in _counted("flags", flags["flag"], flags["source"]):
        topics = (topic for topic, names in FLAGS.items() if flag.startswith(tuple(names.split())))
        rows.append((next(topics, "flags"), flag, n, example))
    if repeated is not None:
        rows += _lines(repeated, int(documents["text"].str.len().sum()))
    whole = {"records": max(n_read, 1), "left out": max(n_read, 1)}
    table = [
        (topic, what, n, n / whole.get(topic, max(n_documents, 1)), example)
        for topic, what, n, example in sorted(rows, key=lambda row: TOPICS.index(row[0]))
    ]
    return pd.DataFrame(table, columns=list(COLUMNS)).astype(COLUMNS)


def _counted(topic: str, names: pd.Series, examples: pd.Series) -> Iterator[_Row]:
    """A row for each name with its first example, the most frequent first."""
    parts = pd.DataFrame({"name": names.to_numpy(), "example": examples.to_numpy()}).groupby("name")
    for name, part in sorted(parts, key=lambda pair: (-len(pair[1]), pair[0])):
        yield topic, str(name), len(part), part["example"].iloc[0]


def _dates(documents: pd.DataFrame) -> Iterator[_Row]:
    dated = documents[documents["published_start"].notna()]
    years = dated["published_start"].dt.year.astype(str)
    yield from sorted(_counted("date", years, dated["source"]), key=lambda row: int(row[1]))
    undated = documents.loc[documents["published_start"].isna(), "source"]
    yield from _counted("date", undated.map(lambda _: "undated"), undated)
    vague = dated[~dated["published_granularity"].isin(["day", "time"])]
    known = "known only to the " + vague["published_granularity"]
    yield from _counted("date", known, vague["source"])


def _lines(repeated: pd.DataFrame, characters: int) -> Iterator[_Row]:
    """The repeated lines, with the share of all characters that they were."""
    whole = characters + int(repeated["characters"].sum())
    longest = repeated.sort_values(["characters", "line"], ascending=[False, True]).head(LINES)
    for row in longest.itertuples():
        share = f"“{row.line}”, {row.characters / whole:.1%} of all characters"
        yield "boilerplate", "with a line that was cut", int(row.n_docs), share
