"""Schemas of every table, checked at every write: what a column holds is said here and nowhere
else.

All `start` and `end` are character offsets into `documents.text`, so that
`text[start:end]` is the sentence, the mention or the time expression. Lists
(flags, actors, sentence keys) are text joined by `;`, so that Parquet and CSV hold the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from standpoint.errors import TableError
from standpoint.project import write_whole

TEXT, INT, FLOAT, BOOL, DATE = "str", "int64", "float64", "bool", "datetime64[us]"

GRANULARITIES = (
    "day",
    "week",
    "month",
    "quarter",
    "season",
    "half",
    "year",
    "decade",
    "century",
    "range",
    "time",
    "",
)
VIA = ("name", "role", "metonym", "adjective", "member")
LABELS = ("negative", "neutral", "positive")
DRAWN = ("random", "uncertain", "")  # how passages were chosen for labelling
MODALITIES = (
    "asserted",
    "reported",
    "future",
    "conditional",
    "negated",
)  # how a text tells of an event: `modality`
# Types of event of PLOVER (Halterman, Bagozzi, Beger, Schrodt & Scarborough 2023); empty where none
# fits.
PLOVER = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip


@dataclass(frozen=True)
class Schema:
    """Columns with their types, the key that is unique, and the values a column may take."""

    columns: Mapping[str, str]
    key: tuple[str, ...]
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_SPAN = {"doc_id": TEXT, "sent_id": INT, "start": INT, "end": INT}

SCHEMAS: dict[str, Schema] = {
    "documents": Schema(
        {
            "doc_id": TEXT,  # content hash, or the id the user's record brings
            "title": TEXT,
            "text": TEXT,
            "language": TEXT,  # ISO 639-1, `und` where unknown
            "published_start": DATE,  # first day; missing where the document is undated
            "published_end": DATE,  # last day, included
            "published_granularity": TEXT,
            "published_written": TEXT,  # as the source writes it
            "publisher": TEXT,
            "country": TEXT,  # ISO 3166 alpha-3 of the perspective, where known
            "speaker": TEXT,  # as written in the source
            "author": TEXT,  # the byline, as written
            "section": TEXT,
            "url": TEXT,
            "licence": TEXT,
            "source": TEXT,  # file#record: the way home
            "reader": TEXT,  # who read it: name and version, with those of its libraries
            "duplicate_of": TEXT,  # doc_id of the one kept for counting
            "flags": TEXT,
        },
        ("doc_id",),
        {"published_granularity": GRANULARITIES},
    ),
    "excluded": Schema({"source": TEXT, "title": TEXT, "reason": TEXT, "detail": TEXT}, ()),
    "fetched": Schema(
        {
            "address": TEXT,  # as it was asked for, in its one spelling
            # standpoint.reading.fetching.outcomes says what each means and what to do
            "outcome": TEXT,
            "status": INT,  # of HTTP; 0 where there was no answer
            "reason": TEXT,
            "remedy": TEXT,
            "final": TEXT,  # where redirects led
            "found_in": TEXT,  # the file or the list that names it
            "fetched": TEXT,  # when what is in the folder came (UTC)
            "checked": TEXT,  # when it was asked for last
            "kind": TEXT,  # content type as the server states it
            "size": INT,  # bytes, unpacked
            "etag": TEXT,
            "last_modified": TEXT,
            "sha256": TEXT,  # of the body, unpacked
            "file": TEXT,  # below the folder
        },
        ("address",),
    ),
    "sentences": Schema(_SPAN | {"text": TEXT, "in_quote": BOOL}, ("doc_id", "sent_id")),
    "mentions": Schema(
        _SPAN
        | {
            "surface": TEXT,
            "actor_id": TEXT,  # empty where ambiguous: see candidates
            "via": TEXT,
            "certainty": FLOAT,  # 0..1
            "candidates": TEXT,  # ids, where more than one actor is possible
        },
        ("doc_id", "start", "end", "actor_id"),
        {"via": VIA},
    ),
    "opinions": Schema(
        _SPAN
        | {
            "actor_id": TEXT,  # about whom
            "holder_id": TEXT,  # who holds it: an actor, `author` or `unknown`
            "p_negative": FLOAT,
            "p_neutral": FLOAT,
            "p_positive": FLOAT,
            "score": FLOAT,  # p_positive - p_negative, -1..1
            "label": TEXT,
            "hedged": BOOL,
            "scorer": TEXT,  # name and version
        },
        ("doc_id", "start", "end", "actor_id", "scorer"),
        {"label": LABELS},
    ),
    "times": Schema(
        _SPAN
        | {
            "surface": TEXT,
            "type": TEXT,
            "value": TEXT,  # TIMEX3 / ISO 8601
            "begin": DATE,  # missing where the expression could not be placed
            "end_date": DATE,  # last day, included
            "granularity": TEXT,
            "anchor": (
                TEXT
            ),  # what it was counted from: absolute | document | narrative | event:ID | none
            "flags": TEXT,  # e.g. ambiguous-day-month, undated-document
        },
        ("doc_id", "start", "end"),
        {"type": ("DATE", "TIME", "DURATION", "SET"), "granularity": GRANULARITIES},
    ),
    "events": Schema(
        {
            "event_id": TEXT,
            "begin": DATE,
            "end_date": DATE,
            "granularity": TEXT,
            "title": TEXT,
            "sentences": TEXT,  # doc_id:sent_id keys
            "actors": TEXT,  # actor ids
            "kind": TEXT,
            "plover": TEXT,  # type of event of PLOVER, empty where none fits
            "modality": TEXT,  # the strongest that a document gives it; empty: not judged
            "n_docs": INT,  # documents that tell of it; comments on it are not counted
            "earliest": DATE,  # first and last of the first days that documents give it
            "latest": DATE,
            "disputed": BOOL,  # documents give it days that cannot both be right
            "reference_id": TEXT,  # the reference event it was linked to, else empty
        },
        ("event_id",),
        {"granularity": GRANULARITIES, "plover": (*PLOVER, ""), "modality": (*MODALITIES, "")},
    ),
    "salience": Schema(
        {
            "day": DATE,
            "score": FLOAT,  # n_docs + half of n_lead
            "n_docs": INT,  # documents that state the day or were published on it
            "n_lead": INT,  # those that state it in their opening, or were published on it
            "n_mentions": INT,  # sentences that state it
            "n_published": INT,
        },
        ("day",),
    ),
    "annotations": Schema(
        {
            "doc_id": TEXT,  # where the passage stood when it was labelled
            "start": INT,  # the passage's characters in that document
            "end": INT,
            "actor_id": TEXT,  # toward whom
            "coder": TEXT,
            "label": TEXT,  # empty where the text does not decide
            "holder": TEXT,  # who holds the attitude: an actor, `author`, or the coder's words
            "passage": TEXT,  # hash of the passage: a label holds for this text and no other
            "used_in_training": BOOL,  # whether the bundled model learnt from the passage
            "drawn": TEXT,  # how the passage was chosen; empty where that is not recorded
        },
        ("passage", "actor_id", "coder"),
        {"label": (*LABELS, ""), "drawn": DRAWN},
    ),
    "labelled": Schema(
        _SPAN
        | {  # of the passage; sent_id is -1 where it is the whole document
            "actor_id": TEXT,
            "p_negative": FLOAT,  # means over the actor's mentions in the passage
            "p_neutral": FLOAT,
            "p_positive": FLOAT,
            "score": FLOAT,
            "predicted": TEXT,  # the machine's label
            "reference_label": TEXT,  # the readers' label, empty where there is none
            "n_mentions": INT,
            "n_coders": INT,
            "used_in_training": BOOL,
            "drawn": TEXT,
            "scorer": TEXT,
        },
        ("doc_id", "sent_id", "actor_id"),
        {"predicted": LABELS, "reference_label": (*LABELS, ""), "drawn": DRAWN},
    ),
    "agreement": Schema(
        {
            "by": TEXT,  # training | actor | period
            "group": TEXT,  # all, held_out or seen; an actor; a first day
            "measure": TEXT,
            "label": TEXT,  # of precision, recall, f1; else empty
            "value": FLOAT,
            "low": FLOAT,  # 95 % interval, documents resampled
            "high": FLOAT,
            "n": INT,  # passages with an actor
            "n_docs": INT,
            "n_trained": INT,  # of n, those that the bundled model learnt from
        },
        ("by", "group", "measure", "label"),
        {"by": ("training", "actor", "period"), "label": (*LABELS, "")},
    ),
    "ppi_means": Schema(
        {
            "actor_id": TEXT,  # `all` where actors are taken together
            "period": DATE,  # first day of the period
            "method": TEXT,
            "mean": FLOAT,  # -1..1; missing where refused
            "low": FLOAT,  # 95 % interval, documents as clusters
            "high": FLOAT,
            "tuning": FLOAT,  # 0 leaves the machine out, 1 takes it whole
            "n_labelled": INT,  # passages that readers labelled
            "n_labelled_docs": INT,
            "n": INT,  # passages in all
            "n_docs": INT,
            "refused": TEXT,  # why there is no estimate, with numbers
        },
        ("actor_id", "period", "method"),
        {"method": ("machine", "human", "ppi")},
    ),
    "counterfactuals": Schema(
        {
            "pair": TEXT,  # the two actors whose names change places
            **_SPAN,  # of the target
            "actor_id": TEXT,  # the target, whose name stays
            "score": FLOAT,  # as written
            "score_swapped": FLOAT,
            "shift": (
                FLOAT
            ),  # with the pair's second actor in the first place minus with the first actor there
            "label": TEXT,
            "label_swapped": TEXT,
            "scorer": TEXT,
        },
        ("pair", "doc_id", "start", "end", "actor_id"),
        {"label": LABELS, "label_swapped": LABELS},
    ),
    "series": Schema(
        {
            "actor_id": TEXT,
            "holder_id": TEXT,  # `all` where holders are taken together
            "period": DATE,  # first day of the period
            "mean": FLOAT,  # mean score, -1..1
            "low": FLOAT,  # 95 % interval, documents resampled
            "high": FLOAT,
            "n_mentions": INT,
            "n_docs": INT,
        },
        ("actor_id", "holder_id", "period"),
    ),
    "dyads": Schema(
        {
            "holder_id": TEXT,  # an actor, a state for all who belong to it, or `all`
            "actor_id": TEXT,  # about whom
            "doc_id": TEXT,
            "published_start": DATE,  # missing where undated
            "published_end": DATE,
            "score": (
                FLOAT
            ),  # mean over the mentions in the document, -1..1; missing where there is none
            "share": (
                FLOAT
            ),  # of the holder's mentions in the document, the part about this actor, 0..1
            "n_mentions": INT,
        },
        ("holder_id", "actor_id", "doc_id"),
    ),
    "event_study": Schema(
        {
            "event_id": TEXT,
            "begin": DATE,  # the event's first and last day
            "end_date": DATE,
            "holder_id": TEXT,
            "actor_id": TEXT,
            "measure": TEXT,
            "window": INT,  # days on each side
            "minimum": INT,  # documents a side that were asked for
            "n_before": INT,  # documents
            "n_after": INT,
            "n_left_out": INT,  # documents that cannot be placed before or after
            "mean_before": FLOAT,
            "mean_after": FLOAT,
            "change": FLOAT,  # after - before
            "low": FLOAT,  # 95 % interval, robust to autocorrelation, not corrected for many tests
            "high": FLOAT,
            "p": FLOAT,
            "p_adjusted": FLOAT,
            "correction": TEXT,  # how p was adjusted, over how many tests
            "placebo_dates": INT,  # other dates at which the same estimate was made
            "placebo_rank": INT,  # 1: no other date shows a change as large
            "placebo_p": FLOAT,
            "level_change": FLOAT,  # the break that is left when each side may have its own trend
            "level_change_low": FLOAT,
            "level_change_high": FLOAT,
            "slope_before": FLOAT,  # per year
            "slope_after": FLOAT,
            "autocorrelation": FLOAT,  # of neighbouring documents
            "detectable": (
                FLOAT
            ),  # the change that so many documents would show in four cases of five
            "needed": INT,  # documents a side for that of a set size; 0 where the spread is unknown
            "finding": TEXT,
            "reason": TEXT,  # why it was refused
        },
        ("event_id", "holder_id", "actor_id", "measure"),
        {
            "measure": ("sentiment", "attention"),
            "finding": ("refused", "no change found", "change, date open", "change at this date"),
        },
    ),
    "change_points": Schema(
        {
            "holder_id": TEXT,
            "actor_id": TEXT,
            "date": DATE,  # first day of the new stretch; missing where none was found
            "low_date": (
                DATE
            ),  # 95 % of the resamples that have such a point have it between these days
            "high_date": DATE,
            "support": FLOAT,  # part of the resamples that have such a point, 0..1
            "n_before": INT,  # documents in the stretches before and after
            "n_after": INT,
            "mean_before": FLOAT,
            "mean_after": FLOAT,
            "penalty": FLOAT,
            "kept_up_to": (
                FLOAT
            ),  # the largest multiple of the penalty at which the point is still found
            "sweep": TEXT,  # multiple=number of points
            "n_docs": INT,
            "n_left_out": INT,  # undated or dated too vaguely to be put in order
            "correction": TEXT,
            "finding": TEXT,
            "reason": TEXT,
        },
        ("holder_id", "actor_id", "date"),
        {"finding": ("refused", "none found", "change point")},
    ),
    "specifications": Schema(
        {
            "scorer": TEXT,
            "aggregation": TEXT,  # what counts once: mention | document | holder
            "window": INT,  # months on each side of the day, 0: everything
            "period": (
                TEXT
            ),  # periods counted from the day, averaged with equal weight; `all`: no division
            "definition": TEXT,  # which mentions are of the actor: names | metonyms | organs
            "duplicates": BOOL,  # whether copies count
            "certainty": FLOAT,  # least certainty of a mention
            "hedged": BOOL,  # whether hedged opinions count
            "estimate": (
                FLOAT
            ),  # mean score after the day minus before it, -2..2; missing where refused
            "low": FLOAT,  # 95 % interval, documents as units
            "high": FLOAT,
            "n_mentions": INT,
            "n_before": INT,  # documents
            "n_after": INT,
            "refused": TEXT,  # why there is no estimate
        },
        (
            "scorer",
            "aggregation",
            "window",
            "period",
            "definition",
            "duplicates",
            "certainty",
            "hedged",
        ),
    ),
    "leave_one_out": Schema(
        {
            "by": TEXT,  # source | holder | document
            "left": TEXT,  # the one left out
            "n_docs": INT,  # documents of the one left out
            "estimate": FLOAT,  # without it
            "low": FLOAT,
            "high": FLOAT,
            "n_before": INT,  # documents that remain
            "n_after": INT,
            "shift": FLOAT,  # estimate without it minus estimate with all
            "refused": TEXT,
        },
        ("by", "left"),
        {"by": ("source", "holder", "document")},
    ),
}


def empty(name: str) -> pd.DataFrame:
    """An empty table of the schema `name`.

    >>> list(empty("excluded").columns)
    ['source', 'title', 'reason', 'detail']
    """
    columns = SCHEMAS[name].columns
    return pd.DataFrame({c: pd.Series([], dtype=t) for c, t in columns.items()})


def blank_row(name: str) -> dict[str, object]:
    """A row of the schema `name` that says nothing: text empty, counts 0, the rest missing.

    >>> blank_row("salience")["n_docs"], blank_row("excluded")["source"]
    (0, '')
    """
    blanks = {TEXT: "", INT: 0, FLOAT: float("nan"), BOOL: False, DATE: pd.NaT}
    return {column: blanks[kind] for column, kind in SCHEMAS[name].columns.items()}


def make(rows: Iterable[Mapping], name: str) -> pd.DataFrame:
    """Rows (mappings) → a checked table of the schema `name`; missing text columns are empty text.

    >>> make([{"source": "a.txt", "reason": "empty"}], "excluded").iloc[0].to_dict()
    {'source': 'a.txt', 'title': '', 'reason': 'empty', 'detail': ''}
    """
    frame = pd.DataFrame(list(rows))
    for column, kind in SCHEMAS[name].columns.items():
        if column not in frame:
            frame[column] = (
                "" if kind == TEXT else pd.NaT if kind == DATE else False if kind == BOOL else 0
            )
    return check(frame, name)


def check(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table with the schema's columns, order and types, or a TableError that names the row.

    Columns beyond the schema are refused, so that a misspelt column cannot hide.
    """
    schema = SCHEMAS[name]
    missing = [c for c in schema.columns if c not in frame]
    extra = [c for c in frame if c not in schema.columns]
    if missing or extra:
        said = "; ".join(
            s
            for s in (
                f"missing {', '.join(missing)}" * bool(missing),
                f"unknown {', '.join(map(str, extra))}" * bool(extra),
            )
            if s
        )
        raise TableError(f"table '{name}'", said, f"its columns are {', '.join(schema.columns)}")
    out = frame[list(schema.columns)].reset_index(drop=True)
    for column, kind in schema.columns.items():
        if (
            kind == TEXT and out[column].isna().any()
        ):  # else a large text column would be copied for nothing
            out[column] = out[column].fillna("")
        try:
            out[column] = out[column].astype(kind)
        except (TypeError, ValueError) as error:
            raise TableError(
                f"table '{name}', column '{column}'",
                f"not {kind}: {error}",
                f"give values that can be read as {kind}",
            ) from error
    for column, values in schema.allowed.items():
        wrong = ~out[column].isin(values)
        if wrong.any():
            row = int(wrong.idxmax())
            raise TableError(
                f"table '{name}', row {row}, column '{column}'",
                f"unknown value '{out.at[row, column]}'",
                f"one of {', '.join(v or '(empty)' for v in values)}",
            )
    if schema.key and out.duplicated(list(schema.key)).any():
        row = int(out.duplicated(list(schema.key)).idxmax())
        key = out.loc[row, list(schema.key)].to_dict()
        raise TableError(
            f"table '{name}', row {row}",
            f"key stands twice: {key}",
            "drop the copy or change the id",
        )
    if "start" in schema.columns and len(out) and (out["start"] > out["end"]).any():
        row = int((out["start"] > out["end"]).idxmax())
        raise TableError(
            f"table '{name}', row {row}",
            "ends before it starts",
            "start and end are characters of the document's text, end behind start",
        )
    for first, last in (("begin", "end_date"), ("published_start", "published_end")):
        if first in schema.columns and (out[first] > out[last]).any():
            row = int((out[first] > out[last]).idxmax())
            raise TableError(
                f"table '{name}', row {row}",
                f"{first} {out.at[row, first]:%Y-%m-%d} lies after {last}",
                f"give {first} the earlier day",
            )
    return out


def write(frame: pd.DataFrame, name: str, folder: str | Path, *, part: str = "") -> Path:
    """Check the table and write `folder/name[-part].parquet` and `.csv`, each written aside and
    then renamed.
    """
    out = check(frame, name)
    stem = Path(folder) / (f"{name}-{part}" if part else name)
    stem.parent.mkdir(parents=True, exist_ok=True)
    write_whole(
        stem.with_name(stem.name + ".parquet"), lambda path: out.to_parquet(path, index=False)
    )
    write_whole(
        stem.with_name(stem.name + ".csv"),
        lambda path: _spreadsheet_safe(out).to_csv(path, index=False, date_format="%Y-%m-%d"),
    )
    return stem.with_name(stem.name + ".parquet")


def read(name: str, folder: str | Path, *, part: str = "") -> pd.DataFrame:
    """The table `folder/name[-part].parquet`, checked."""
    path = Path(folder) / (f"{name}-{part}.parquet" if part else f"{name}.parquet")
    if not path.is_file():
        raise TableError(
            str(path),
            "no such table",
            "run the notebook that writes it, or `python -m standpoint run`",
        )
    return check(pd.read_parquet(path), name)


def split_cell(joined: str) -> list[str]:
    """The items of a `;`-joined cell.

    >>> split_cell("armenia;russia"), split_cell("")
    (['armenia', 'russia'], [])
    """
    return [item for item in joined.split(";") if item]


def _spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Text cells that a spreadsheet would run as a formula get a leading apostrophe (OWASP's advice
    on CSV injection).
    """
    out = frame.copy()
    for column in out.columns[out.dtypes == TEXT]:
        risky = out[column].str.match(r"[=+\-@\t\r]")
        out[column] = out[column].where(~risky, "'" + out[column])
    return out
