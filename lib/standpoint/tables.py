"""Schemas of every table, checked at every write: what a column holds is said here and nowhere else.

All `start` and `end` are character offsets into `documents.text`, so that
`text[start:end]` is the sentence, the mention or the time expression. Lists
(flags, actors, sentence keys) are text joined by `;`, so that Parquet and CSV hold the same.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from standpoint.errors import TableError

TEXT, INT, FLOAT, BOOL, DATE = "str", "int64", "float64", "bool", "datetime64[us]"

PRECISIONS = ("day", "week", "month", "quarter", "season", "half", "year", "decade", "century", "range", "time", "")
VIA = ("name", "role", "metonym", "adjective", "member")
LABELS = ("negative", "neutral", "positive")


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
            "published_precision": TEXT,
            "publisher": TEXT,
            "country": TEXT,  # ISO 3166 alpha-3 of the perspective, where known
            "speaker": TEXT,  # as written in the source
            "url": TEXT,
            "licence": TEXT,
            "source": TEXT,  # file#record: the way home
            "duplicate_of": TEXT,  # doc_id of the one kept for counting
            "flags": TEXT,
        },
        ("doc_id",),
        {"published_precision": PRECISIONS},
    ),
    "excluded": Schema({"source": TEXT, "title": TEXT, "reason": TEXT, "detail": TEXT}, ()),
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
            "precision": TEXT,
            "anchor": TEXT,  # what it was counted from: absolute | document | narrative | event:ID | none
            "flags": TEXT,  # e.g. ambiguous-day-month, undated-document
        },
        ("doc_id", "start", "end"),
        {"type": ("DATE", "TIME", "DURATION", "SET"), "precision": PRECISIONS},
    ),
    "events": Schema(
        {
            "event_id": TEXT,
            "begin": DATE,
            "end_date": DATE,
            "precision": TEXT,
            "title": TEXT,
            "sentences": TEXT,  # doc_id:sent_id keys
            "actors": TEXT,  # actor ids
            "kind": TEXT,
            "n_docs": INT,
            "reference_id": TEXT,  # the reference event it was linked to, else empty
        },
        ("event_id",),
        {"precision": PRECISIONS},
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
}


def empty(name: str) -> pd.DataFrame:
    """An empty table of the schema `name`.

    >>> list(empty("excluded").columns)
    ['source', 'title', 'reason', 'detail']
    """
    columns = SCHEMAS[name].columns
    return pd.DataFrame({c: pd.Series([], dtype=t) for c, t in columns.items()})


def make(rows: Iterable[Mapping], name: str) -> pd.DataFrame:
    """Rows (mappings) → a checked table of the schema `name`; missing text columns are empty text.

    >>> make([{"source": "a.txt", "reason": "empty"}], "excluded").iloc[0].to_dict()
    {'source': 'a.txt', 'title': '', 'reason': 'empty', 'detail': ''}
    """
    frame = pd.DataFrame(list(rows))
    for column, kind in SCHEMAS[name].columns.items():
        if column not in frame:
            frame[column] = "" if kind == TEXT else pd.NaT if kind == DATE else False if kind == BOOL else 0
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
            s for s in (f"missing {', '.join(missing)}" * bool(missing), f"unknown {', '.join(map(str, extra))}" * bool(extra)) if s
        )
        raise TableError(f"table '{name}'", said, f"its columns are {', '.join(schema.columns)}")
    out = frame[list(schema.columns)].reset_index(drop=True)
    for column, kind in schema.columns.items():
        if kind == TEXT:
            out[column] = out[column].fillna("")
        try:
            out[column] = out[column].astype(kind)
        except (TypeError, ValueError) as error:
            raise TableError(f"table '{name}', column '{column}'", f"not {kind}: {error}") from error
    for column, values in schema.allowed.items():
        wrong = ~out[column].isin(values)
        if wrong.any():
            row = int(wrong.idxmax())
            raise TableError(
                f"table '{name}', row {row}, column '{column}'", f"unknown value '{out.at[row, column]}'", f"one of {', '.join(v or '(empty)' for v in values)}"
            )
    if schema.key and out.duplicated(list(schema.key)).any():
        row = int(out.duplicated(list(schema.key)).idxmax())
        key = out.loc[row, list(schema.key)].to_dict()
        raise TableError(f"table '{name}', row {row}", f"key stands twice: {key}", "drop the copy or change the id")
    if "start" in schema.columns and len(out) and (out["start"] > out["end"]).any():
        row = int((out["start"] > out["end"]).idxmax())
        raise TableError(f"table '{name}', row {row}", "ends before it starts")
    for first, last in (("begin", "end_date"), ("published_start", "published_end")):
        if first in schema.columns and (out[first] > out[last]).any():
            row = int((out[first] > out[last]).idxmax())
            raise TableError(f"table '{name}', row {row}", f"{first} {out.at[row, first]:%Y-%m-%d} lies after {last}")
    return out


def write(frame: pd.DataFrame, name: str, folder: str | Path, *, part: str = "") -> Path:
    """Check the table and write `folder/name[-part].parquet` and `.csv`, each written aside and then renamed."""
    out = check(frame, name)
    stem = Path(folder) / (f"{name}-{part}" if part else name)
    stem.parent.mkdir(parents=True, exist_ok=True)
    _replace(stem.with_name(stem.name + ".parquet"), lambda path: out.to_parquet(path, index=False))
    _replace(stem.with_name(stem.name + ".csv"), lambda path: _spreadsheet_safe(out).to_csv(path, index=False, date_format="%Y-%m-%d"))
    return stem.with_name(stem.name + ".parquet")


def read(name: str, folder: str | Path, *, part: str = "") -> pd.DataFrame:
    """The table `folder/name[-part].parquet`, checked."""
    path = Path(folder) / (f"{name}-{part}.parquet" if part else f"{name}.parquet")
    if not path.is_file():
        raise TableError(str(path), "no such table", "run the notebook that writes it, or `python -m standpoint run`")
    return check(pd.read_parquet(path), name)


def split(joined: str) -> list[str]:
    """The items of a `;`-joined cell.

    >>> split("armenia;russia"), split("")
    (['armenia', 'russia'], [])
    """
    return [item for item in joined.split(";") if item]


def _spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Text cells that a spreadsheet would run as a formula get a leading apostrophe (OWASP's advice on CSV injection)."""
    out = frame.copy()
    for column in out.columns[out.dtypes == TEXT]:
        risky = out[column].str.match(r"[=+\-@\t\r]")
        out[column] = out[column].where(~risky, "'" + out[column])
    return out


def _replace(path: Path, save) -> None:
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        save(aside)
        os.chmod(aside, 0o644)
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
