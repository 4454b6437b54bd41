"""Tables: their columns, checked at every write.

`tables.csv` beside this file is the dictionary of all columns. All `start` and `end` are character
offsets into `documents.text`, so that `text[start:end]` is the sentence, the mention or the time
expression. Lists (flags, actors, sentence keys) are text joined by `;`, so that Parquet and CSV
hold the same.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from standpoint.errors import TableError
from standpoint.project import write_whole

TEXT, INT, FLOAT, BOOL, DATE = "str", "int64", "float64", "bool", "datetime64[us]"
_TYPES = {"text": TEXT, "integer": INT, "number": FLOAT, "yes/no": BOOL, "day": DATE}
_BLANKS = {TEXT: "", INT: 0, FLOAT: float("nan"), BOOL: False, DATE: pd.NaT}
_IN_ORDER = {"start": "end", "begin": "end_date", "published_start": "published_end"}
_DICTIONARY = Path(__file__).with_name("tables.csv")
# Characters; a longer one is cut, because later steps may look at every pair of words in one. Of
# 102,507 sentences of 913 UN speeches one is longer.
LONGEST_SENTENCE = 2_000
# Text that is shown is text: two dollar signs in a sentence are money, not a formula.
pd.set_option("display.html.use_mathjax", False, "styler.html.mathjax", False)


@dataclass(frozen=True)
class Schema:
    """Columns with their types, the key that is unique, and the values a column may take."""

    columns: dict[str, str] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _schemas() -> dict[str, Schema]:
    schemas: dict[str, Schema] = {}
    with _DICTIONARY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            schema = schemas.setdefault(row["table"], Schema())
            schema.columns[row["column"]] = _TYPES[row["type"]]
            if row["key"]:
                schema.key.append(row["column"])
            if row["allowed"]:
                schema.allowed[row["column"]] = tuple(row["allowed"].split("|"))
    return schemas


SCHEMAS = _schemas()
GRANULARITIES = SCHEMAS["times"].allowed["granularity"]
LABELS = SCHEMAS["opinions"].allowed["label"]
DRAWN = SCHEMAS["annotations"].allowed["drawn"]
# How a text tells of an event, and the types of event of PLOVER (Halterman, Bagozzi, Beger,
# Schrodt & Scarborough 2023); both end with the empty value, which is none of them.
MODALITIES = SCHEMAS["events"].allowed["modality"][:-1]
DATED_BY = SCHEMAS["events"].allowed["dated_by"][:-1]
PLOVER = SCHEMAS["events"].allowed["plover"][:-1]


def empty(name: str) -> pd.DataFrame:
    """Make a table without rows."""
    return pd.DataFrame(
        {column: pd.Series(dtype=kind) for column, kind in SCHEMAS[name].columns.items()}
    )


def blank_row(name: str) -> dict[str, object]:
    """Make a row that says nothing: text empty, counts 0, the rest missing."""
    return {column: _BLANKS[kind] for column, kind in SCHEMAS[name].columns.items()}


def make(rows: Iterable[Mapping], name: str) -> pd.DataFrame:
    """Make a checked table of rows; columns that no row has are blank.

    Examples
    --------
    >>> make([{"source": "a.txt", "reason": "empty"}], "excluded").iloc[0].to_dict()
    {'source': 'a.txt', 'title': '', 'reason': 'empty', 'detail': ''}
    """
    frame = pd.DataFrame(list(rows))
    for column, blank in blank_row(name).items():
        if column not in frame:
            frame[column] = 0 if SCHEMAS[name].columns[column] == FLOAT else blank
    return check(frame, name)


def check(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give the table with the schema's columns, order and types.

    Columns beyond the schema are refused, so that a misspelt one cannot hide.

    Raises
    ------
    TableError
        If a column or a value is wrong, a key stands twice, or an end lies before its beginning;
        it names the row.
    """
    schema = SCHEMAS[name]
    missing = ", ".join(c for c in schema.columns if c not in frame)
    extra = ", ".join(str(c) for c in frame if c not in schema.columns)
    if missing or extra:
        problem = f"missing {missing or 'none'}; unknown {extra or 'none'}"
        raise TableError(f"table '{name}'", problem, f"its columns are {', '.join(schema.columns)}")
    out = frame[list(schema.columns)].reset_index(drop=True)
    for column, kind in schema.columns.items():
        out[column] = _typed(out[column], kind, f"table '{name}', column '{column}'")
    for column, values in schema.allowed.items():
        choices = f"one of {', '.join(value or '(empty)' for value in values)}"
        wrong = ~out[column].isin(values)
        _refuse_rows(out, name, wrong, f"unknown value in column '{column}'", choices, [column])
    if schema.key:
        repeated = out.duplicated(schema.key)
        _refuse_rows(
            out, name, repeated, "key stands twice", "drop the copy or change the id", schema.key
        )
    for first, last in _IN_ORDER.items():
        if first in schema.columns:
            remedy = f"give {first} the earlier place or day"
            late = out[first] > out[last]
            _refuse_rows(out, name, late, f"{first} lies after {last}", remedy, [first, last])
    return out


def _typed(values: pd.Series, kind: str, where: str) -> pd.Series:
    if kind == TEXT and values.isna().any():  # else a large text column is copied for nothing
        values = values.fillna("")
    try:
        return values.astype(kind)
    except (TypeError, ValueError) as error:
        remedy = f"give values that can be read as {kind}"
        raise TableError(where, f"not {kind}: {error}", remedy) from error


def _refuse_rows(
    table: pd.DataFrame, name: str, wrong: pd.Series, problem: str, remedy: str, shown: list[str]
) -> None:
    """Raise an error that names the first of the rows that are wrong, with its values."""
    if wrong.any():
        row = int(wrong.idxmax())
        values = ", ".join(f"{column} {_shown(table.at[row, column])}" for column in shown)
        raise TableError(f"table '{name}', row {row}", f"{problem}: {values}", remedy)


def _shown(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else f"'{value}'"


def write(frame: pd.DataFrame, name: str, folder: str | Path, *, part: str = "") -> Path:
    """Check a table and write it as Parquet and CSV; the path of the Parquet file comes back."""
    out = check(frame, name)
    stem = Path(folder) / (f"{name}-{part}" if part else name)
    parquet, csv_file = (stem.with_name(f"{stem.name}.{kind}") for kind in ("parquet", "csv"))
    write_whole(parquet, lambda path: out.to_parquet(path, index=False))
    safe, days = spreadsheet_safe(out), "%Y-%m-%d"
    write_whole(csv_file, lambda path: safe.to_csv(path, index=False, date_format=days))
    return parquet


def read(name: str, folder: str | Path, *, part: str = "") -> pd.DataFrame:
    """Read a table that `write` has written.

    Raises
    ------
    TableError
        If it is not there, or not what its schema says.
    """
    path = Path(folder) / (f"{name}-{part}.parquet" if part else f"{name}.parquet")
    if not path.is_file():
        remedy = "run the notebook that writes it, or `python -m standpoint run`"
        raise TableError(str(path), "no such table", remedy)
    return check(pd.read_parquet(path), name)


def split_cell(joined: str) -> list[str]:
    """Split a cell that holds several items.

    Examples
    --------
    >>> split_cell("armenia;russia"), split_cell("")
    (['armenia', 'russia'], [])
    """
    return [item for item in joined.split(";") if item]


def join_cell(items: Iterable[str]) -> str:
    """Join items, each once, into a cell."""
    return ";".join(dict.fromkeys(filter(None, items)))


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula (OWASP's advice)."""
    out = frame.copy()
    for column in out.columns[out.dtypes == TEXT]:
        risky = out[column].str.match(r"[=+\-@\t\r\n＝＋－＠]")
        out[column] = out[column].where(~risky, "'" + out[column])
    return out
