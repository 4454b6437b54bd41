"""What was read, in sentences for a report."""

import pandas as pd


def first_sources(documents: pd.DataFrame) -> pd.Series:
    """Site of the first address of each document, `no address` where it has none.

    >>> urls = ["https://www.example.org/a;https://example.com/b", ""]
    >>> first_sources(pd.DataFrame({"url": urls})).tolist()
    ['example.org', 'no address']
    """
    sites = documents["url"].str.extract(r"^\w+://(?:www\.)?([^/:;?#\s]+)", expand=False)
    return sites.str.lower().fillna("no address").rename("first source")


def describe_documents(
    documents: pd.DataFrame, *, excluded: pd.DataFrame, repeated: pd.DataFrame
) -> list[str]:
    """What was kept and what was left out, in a few sentences.

    >>> rows = {"published_start": pd.to_datetime(["2020-01-05"]), "duplicate_of": [""],
    ...         "published_end": pd.to_datetime(["2020-01-05"]), "url": [""], "speaker": [""]}
    >>> nothing = pd.DataFrame({"reason": []})
    >>> describe_documents(pd.DataFrame(rows), excluded=nothing, repeated=nothing)[0]
    '1 documents were kept, from 2020-01-05 to 2020-01-05.'
    """
    first, last = documents["published_start"].min(), documents["published_end"].max()
    span = (
        f", from {first:%Y-%m-%d} to {last:%Y-%m-%d}" if pd.notna(first) else ", none of them dated"
    )
    reasons = [f"{n} {reason}" for reason, n in excluded["reason"].value_counts().items()]
    because = f" ({', '.join(reasons)})" if reasons else ""
    out = [
        f"{len(documents):,} documents were kept{span}.",
        f"Left out: {len(excluded):,} records{because}. Kept but not counted:"
        f" {documents['published_start'].isna().sum():,} undated,"
        f" {(documents['duplicate_of'] != '').sum():,} copies."
        f" Lines cut because a source repeats them: {len(repeated):,}.",
    ]
    if len(documents):
        sources = first_sources(documents).value_counts(normalize=True)
        out.append(f"The most frequent first source: {sources.index[0]} ({sources.iloc[0]:.0%}).")
    speakers = documents.loc[documents["speaker"] != "", "speaker"].value_counts()
    if len(speakers):
        share = speakers.iloc[0] / len(documents)
        out.append(f"The speaker named most often: {speakers.index[0]} ({share:.0%}).")
    return out


def describe_coverage(counts: pd.Series, *, period: str) -> list[str]:
    """The emptiest and the fullest period; no sentence where nothing is dated.

    >>> days = pd.to_datetime(["2020-01-01", "2020-04-01"])
    >>> describe_coverage(pd.Series([3, 9], index=days), period="quarter")
    ['Documents per quarter: from 3 (from January 2020) to 9 (from April 2020).']
    """
    if counts.empty:
        return []
    return [
        f"Documents per {period}: from {counts.min()} (from {counts.idxmin():%B %Y}) to"
        f" {counts.max()} (from {counts.idxmax():%B %Y})."
    ]
