"""Salience: which days of a corpus matter, by how many documents tell of them."""

import math
import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd
import yaml

from standpoint import tables
from standpoint.chronology.timeline import read_window, timeline
from standpoint.chronology.times import VAGUE, require_documents

# Sentences that count as a document's opening, as in the date selection of Ghalandari & Ifrim 2020
# (`clip_sents`); their counts are features of a regression, here nothing is fitted.
LEAD = 5
# What a day gains when a document opens with it. A quarter, a half and the whole give .600, .593
# and .589 on five timelines of Timeline17, nothing gives .583: told apart by no interval
# (tests/benchmarks/bench_timelines.py).
LEAD_BONUS = 0.5
# Words added to a sentence's length, without which the shortest win. On five timelines 8 and 30 do
# as well, 1 does worse by less than the interval (tests/benchmarks/bench_timelines.py).
SMOOTH = 15
# A day that one document tells of is that document's; a landmark is what several speak of.
SEVERAL = 2
TITLE = 120  # characters of a sentence that stands as title
_HEAD = """\
# Landmarks proposed from the texts themselves: the days that most documents tell of, with the event
# that most of them tell. Nothing here is used while it begins with #.
# Keep what you would have named before you saw any result: a day chosen because much is said of it,
# and then tested on the same texts, finds a change too easily. Correct title and day from a source
# of your own, take the "# " away before the lines to keep, copy them into {events},
# and list their ids as `landmarks` in {study}.
"""


def salience(
    times: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    window: tuple[str | None, str | None] = (None, None),
) -> pd.DataFrame:
    """Rank the days that documents tell of, the day that matters most first.

    A document tells of a day if it states the day or was published on it. Copies (`duplicate_of`)
    do not count.

    Parameters
    ----------
    window : pair of str
        First and last day to keep; None leaves an end open.

    Returns
    -------
    DataFrame
        The table `salience`. `score` is `n_docs` and half of `n_lead`, which counts the documents
        that tell of the day within their first five sentences or by their own date. Of days with
        one score the earlier is first.

    Raises
    ------
    StandpointError
        If a document of `times` is missing, or the window ends before it begins.

    Examples
    --------
    >>> day = {"published_start": "2020-11-11", "published_end": "2020-11-11"}
    >>> docs = tables.make([{"doc_id": "a", **day}, {"doc_id": "b"}], "documents")
    >>> date = {"type": "DATE", "value": "2020-11-10", "granularity": "day", "end": 10,
    ...         "begin": "2020-11-10", "end_date": "2020-11-10"}
    >>> times = tables.make([{"doc_id": "a", **date}, {"doc_id": "b", **date}], "times")
    >>> salience(times, documents=docs)[["score", "n_docs"]].values.tolist()
    [[3.0, 2.0], [1.5, 1.0]]
    """
    first, last = read_window(window, "salience window")
    require_documents(times, documents, name="times")
    originals = documents[documents["duplicate_of"] == ""]
    stated = _stated(times, originals)
    stated = stated.assign(lead=stated["sent_id"] < LEAD)[["doc_id", "day", "lead"]]
    published = originals[originals["published_start"] == originals["published_end"]]
    published = published.rename(columns={"published_start": "day"})[["doc_id", "day"]]
    both = pd.concat([stated, published.assign(lead=True)])
    days = pd.DataFrame(
        {
            "n_docs": both.groupby("day")["doc_id"].nunique(),
            "n_lead": both[both["lead"]].groupby("day")["doc_id"].nunique(),
            "n_mentions": stated.groupby("day").size(),
            "n_published": published.groupby("day").size(),
        }
    ).fillna(0)
    days["score"] = days["n_docs"] + LEAD_BONUS * days["n_lead"]
    days = days.rename_axis("day").reset_index()
    days = days[days["day"].between(first, last)]
    return tables.check(days.sort_values(["score", "day"], ascending=[False, True]), "salience")


def day_sentences(
    days: Sequence[pd.Timestamp],
    *,
    times: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
) -> pd.DataFrame:
    """Choose for each day the sentence that stands for it.

    Asked are the sentences that state the day and the openings of documents published on it. The
    one whose words most of the others share, rare words counting more, is chosen; ties go to the
    document of the smaller id, then to the earlier sentence. tests/benchmarks/bench_timelines.py
    says how near that comes to what journalists wrote of these days.

    Returns
    -------
    DataFrame
        day, doc_id, sent_id and text; a day of which no sentence speaks is left out.
    """
    originals = documents[documents["duplicate_of"] == ""]
    own = sentences[sentences["doc_id"].isin(originals["doc_id"])]
    words = own["text"].str.lower().str.findall(r"\w+")
    counts = words.map(set).explode().value_counts()
    rarity = (len(own) / counts).map(math.log).to_dict()
    own = own.assign(words=words.map(sorted))
    key = ["doc_id", "sent_id"]
    published = originals.loc[
        originals["published_start"] == originals["published_end"], ["doc_id", "published_start"]
    ].rename(columns={"published_start": "day"})
    opening = own.loc[own["sent_id"] < LEAD, key].merge(published, on="doc_id")
    asked = pd.concat([_stated(times, originals)[[*key, "day"]], opening]).drop_duplicates()
    asked = asked[asked["day"].isin(days)].merge(own, on=key).sort_values(["day", *key])
    rows = []
    for day, part in asked.groupby("day"):
        shared = Counter(word for words in part["words"] for word in set(words))
        weights = [
            sum(shared[word] * rarity[word] for word in sorted(set(words))) / (len(words) + SMOOTH)
            for words in part["words"]
        ]
        best = part.iloc[weights.index(max(weights))]
        rows.append({"day": day} | best[[*key, "text"]].to_dict())
    return pd.DataFrame(rows, columns=["day", *key, "text"]).astype({"day": tables.DATE})


def _stated(times: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The exact days that sentences of these documents state, a day once for each sentence.

    Months, spans and "now" state no day.
    """
    exact = times["type"].isin(["DATE", "TIME"]) & times["granularity"].isin(["day", "time"])
    exact &= (times["begin"] == times["end_date"]) & ~times["value"].isin(VAGUE)
    stated = times[exact & times["doc_id"].isin(documents["doc_id"])]
    return stated.drop_duplicates(["doc_id", "sent_id", "begin"]).rename(columns={"begin": "day"})


def propose_landmarks(
    salience: pd.DataFrame,
    *,
    events: pd.DataFrame,
    times: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    most: int = 8,
) -> pd.DataFrame:
    """Propose reference events for a study that has none: the days that matter most.

    Of each day that at least two documents tell of, the event told as a fact by most of them gives
    the title, or else the sentence that stands for the day.

    Returns
    -------
    DataFrame
        `id` (a slug of title and day), `title`, `begin`, `actors`, `kind`, and `n_docs`, the
        documents that tell of the day; the day that matters most is first.

    Examples
    --------
    >>> both = {"begin": "2021-05-05", "end_date": "2021-05-05", "title": "Peace was signed"}
    >>> both |= {"n_docs": 1}
    >>> told = tables.make([both | {"event_id": "a", "modality": "asserted"}], "events")
    >>> days = tables.make([{"day": "2021-05-05", "score": 3, "n_docs": 2}], "salience")
    >>> texts = {name: tables.empty(name) for name in ("times", "sentences", "documents")}
    >>> propose_landmarks(days, events=told, **texts)[["id", "n_docs"]].values.tolist()
    [['peace-was-signed-2021-05-05', 2]]
    """
    facts = timeline(events)
    facts = facts[facts["begin"] == facts["end_date"]]
    facts = facts.sort_values(["n_docs", "event_id"], ascending=[False, True])
    facts = facts.drop_duplicates("begin")[["begin", "title", "actors", "kind"]]
    days = salience.loc[salience["n_docs"] >= SEVERAL, ["day", "n_docs"]].head(most)
    texts = {"times": times, "sentences": sentences, "documents": documents}
    said = day_sentences(days["day"], **texts)[["day", "text"]]
    proposed = days.merge(facts, left_on="day", right_on="begin", how="left")
    proposed = proposed.merge(said, on="day", how="left").assign(begin=proposed["day"])
    proposed["title"] = proposed["title"].fillna(proposed["text"].str.slice(0, TITLE))
    proposed = proposed.dropna(subset="title").fillna({"actors": "", "kind": ""})
    words = proposed["title"].map(lambda title: re.findall("[a-z0-9]+", title.lower())[:5])
    day = proposed["begin"].dt.strftime("%Y-%m-%d")
    proposed["id"] = words.str.join("-").where(words.str.len() > 0, "day") + "-" + day
    return proposed[["id", "title", "begin", "actors", "kind", "n_docs"]]


def draft_landmarks(proposed: pd.DataFrame, *, events: str, study: str) -> str:
    """Write proposals down as an events file whose entries wait for a person to confirm them.

    `events` and `study` are the places of the study's own files, which the first lines name.
    """
    parts = [_HEAD.format(events=events, study=study), "events:\n"]
    for row in proposed.itertuples():
        entry = {"id": row.id, "title": row.title, "begin": f"{row.begin:%Y-%m-%d}"}
        entry |= {"kind": row.kind} if row.kind else {}
        entry |= {"actors": row.actors.split(";")} if row.actors else {}
        dumped = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=90)
        lines = [f"# {row.n_docs} documents tell of this day", *dumped.splitlines()]
        parts.append("".join(f"# {line}\n" for line in lines))
    return "\n".join(parts)
