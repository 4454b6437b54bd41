"""Schemas are checked at every write, and the message names table, row and remedy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from standpoint import tables
from standpoint.errors import TableError

MENTION = {
    "doc_id": "d",
    "sent_id": 0,
    "start": 3,
    "end": 7,
    "surface": "Baku",
    "actor_id": "azerbaijan",
    "via": "metonym",
    "certainty": 0.8,
}


@pytest.mark.parametrize("name", tables.SCHEMAS)
def test_empty_tables_pass_their_own_check_and_survive_the_disk(name: str, tmp_path) -> None:
    tables.write(tables.empty(name), name, tmp_path)
    read = tables.read(name, tmp_path)
    assert list(read.columns) == list(tables.SCHEMAS[name].columns) and read.empty
    assert {c: str(t) for c, t in read.dtypes.items()} == dict(tables.SCHEMAS[name].columns)


def test_written_twice_is_the_same_bytes_in_both_forms(tmp_path) -> None:
    frame = tables.make([MENTION], "mentions")
    sums = []
    for _ in range(2):
        path = tables.write(frame, "mentions", tmp_path)
        sums.append(
            [hashlib.sha256(p.read_bytes()).hexdigest() for p in (path, path.with_suffix(".csv"))]
        )
    assert sums[0] == sums[1]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "mentions.csv",
        "mentions.parquet",
    ], "nothing is left aside"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"via": "guess"}, "unknown value in column 'via': via 'guess'"),
        ({"start": 9}, "start lies after end: start '9', end '7'"),
        ({"sent_id": "first"}, "column 'sent_id'"),
    ],
)
def test_wrong_rows_are_named(change: dict, said: str) -> None:
    with pytest.raises(TableError, match=said):
        tables.make([MENTION | change], "mentions")


def test_unknown_and_missing_columns_are_named() -> None:
    with pytest.raises(TableError, match="unknown colour"):
        tables.make([MENTION | {"colour": "red"}], "mentions")
    with pytest.raises(TableError, match="missing certainty.*its columns are"):
        tables.check(
            pd.DataFrame([MENTION]).drop(columns="certainty").assign(candidates=""), "mentions"
        )


def test_a_key_that_stands_twice_is_named_with_its_row() -> None:
    with pytest.raises(TableError, match="row 1.*key stands twice"):
        tables.make([MENTION, MENTION], "mentions")


def test_dates_in_the_wrong_order_are_refused() -> None:
    row = {
        "event_id": "e",
        "begin": pd.Timestamp("2020-11-10"),
        "end_date": pd.Timestamp("2020-11-09"),
        "granularity": "day",
    }
    with pytest.raises(TableError, match="begin 2020-11-10, end_date 2020-11-09"):
        tables.make([row], "events")


def test_a_failed_write_leaves_the_old_table(tmp_path) -> None:
    path = tables.write(tables.make([MENTION], "mentions"), "mentions", tmp_path)
    before = path.read_bytes()
    with pytest.raises(TableError):
        tables.write(
            pd.DataFrame([MENTION | {"via": "guess", "candidates": ""}]), "mentions", tmp_path
        )
    assert path.read_bytes() == before


def test_cells_that_a_spreadsheet_would_run_are_neutralised_in_csv_only(tmp_path) -> None:
    evil = '=HYPERLINK("http://example.org")'
    frame = tables.make([{"source": "a", "title": evil, "reason": "empty text"}], "excluded")
    path = tables.write(frame, "excluded", tmp_path)
    assert "'=HYPERLINK" in path.with_suffix(".csv").read_text(encoding="utf-8")
    assert tables.read("excluded", tmp_path)["title"].item() == evil


def test_a_missing_table_says_what_to_run(tmp_path) -> None:
    with pytest.raises(TableError, match="no such table. Remedy: run the notebook"):
        tables.read("events", tmp_path)


def test_every_column_says_what_it_holds() -> None:
    path = Path(tables.__file__).with_name("tables.csv")
    dictionary = pd.read_csv(path, keep_default_na=False)
    for name, rows in dictionary.groupby("table"):
        assert rows["column"].tolist() == list(tables.SCHEMAS[name].columns)
    assert (dictionary["meaning"] != "").all()
