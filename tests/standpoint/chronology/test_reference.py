"""Reference events: what is read, what is filled in, and how every bad input is refused by file,
line and remedy.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint.chronology.reference import reference_events
from standpoint.errors import StandpointError, StudyError

COLUMNS = [
    "id",
    "title",
    "begin",
    "end_date",
    "granularity",
    "kind",
    "actors",
    "words",
    "sources",
    "note",
]


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "events.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


def one(write, keys: str) -> pd.Series:
    table = reference_events(write(f"events:\n- {{id: a, title: A, {keys}}}\n"))
    assert len(table) == 1
    return table.iloc[0]


def refused(write, text: str | bytes, kind: type[StandpointError] = StudyError) -> str:
    path = write(text)
    with pytest.raises(kind) as caught:
        reference_events(path)
    assert caught.value.where.startswith(str(path))
    assert caught.value.remedy
    return str(caught.value).replace(str(path), "events.yml")


# --- what is read
# -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [None, "", Path("")])
def test_no_file_is_an_empty_table_with_the_same_columns_and_types(path, write):
    table = reference_events(path)
    full = reference_events(write("events:\n- {id: a, title: A, begin: 2020}\n"))
    assert len(table) == 0 and list(table.columns) == COLUMNS
    assert table.dtypes.to_dict() == full.dtypes.to_dict()
    assert str(table["begin"].dtype) == str(table["end_date"].dtype) == "datetime64[us]"


def test_a_file_without_events_is_an_empty_table(write):
    assert (
        len(reference_events(write("events:\n")))
        == len(reference_events(write("events: []\n")))
        == 0
    )


def test_every_key_is_read_and_lists_are_joined(write):
    text = """
    events:
    - id: some-event
      title: Something   happened
      begin: 2020-11-09
      end: 2020-11-10
      kind: agreement
      actors: [armenia, russia]
      words:
      - trilateral statement
      - "November 2020 statement"
      sources: [A122, "https://example.org/a?b=c&d=e"]
      note: >-
        Dated 9 or 10
        November.
    """
    row = reference_events(write(text)).iloc[0]
    assert row.to_dict() == {
        "id": "some-event",
        "title": "Something happened",
        "begin": pd.Timestamp("2020-11-09"),
        "end_date": pd.Timestamp("2020-11-10"),
        "granularity": "range",
        "kind": "agreement",
        "actors": "armenia;russia",
        "words": "trilateral statement;November 2020 statement",
        "sources": "A122;https://example.org/a?b=c&d=e",
        "note": "Dated 9 or 10 November.",
    }


def test_keys_that_may_be_left_out_are_empty_text(write):
    row = one(write, "begin: 2020-01-01")
    assert [row[c] for c in ("kind", "actors", "words", "sources", "note")] == [""] * 5


def test_one_text_stands_for_a_list_of_one_and_repeats_are_dropped(write):
    assert one(write, "begin: 2020, words: the event")["words"] == "the event"
    assert one(write, "begin: 2020, actors: [b, a, b]")["actors"] == "b;a"


def test_values_stay_text_whatever_yaml_makes_of_them(write):
    row = one(write, "begin: 2020, words: [no, 1960, 2018-04-23, yes, null]")
    assert row["words"] == "no;1960;2018-04-23;yes;null"


@pytest.mark.parametrize(
    ("keys", "begin", "end", "granularity"),
    [
        ("begin: 2018-04-23", "2018-04-23", "2018-04-23", "day"),
        ("begin: 2020-02", "2020-02-01", "2020-02-29", "month"),
        ("begin: 2021-02", "2021-02-01", "2021-02-28", "month"),
        ("begin: 2019", "2019-01-01", "2019-12-31", "year"),
        ("begin: 2020-09-27, end: 2020-11-10", "2020-09-27", "2020-11-10", "range"),
        ("begin: 2020-09, end: 2020-11", "2020-09-01", "2020-11-30", "range"),
        ("begin: 2018, end: 2019", "2018-01-01", "2019-12-31", "range"),
        ("begin: 2018-04-23, end: 2018-04-23", "2018-04-23", "2018-04-23", "day"),
        ("begin: 2024-02-29", "2024-02-29", "2024-02-29", "day"),
        ("begin: 9999", "9999-01-01", "9999-12-31", "year"),
        ("begin: 0001-01", "0001-01-01", "0001-01-31", "month"),
    ],
)
def test_dates_spans_and_precision(write, keys, begin, end, granularity):
    row = one(write, keys)
    assert (f"{row['begin'].date()}", f"{row['end_date'].date()}", row["granularity"]) == (
        begin,
        end,
        granularity,
    )


def test_events_come_in_order_of_date_then_id_whatever_the_file_says(write):
    lines = [
        "{id: c, title: C, begin: 2020-01-02}",
        "{id: b, title: B, begin: 2020-01-01}",
        "{id: a, title: A, begin: 2020-01-01}",
    ]
    for order in (lines, lines[::-1]):
        table = reference_events(write("events:\n" + "".join(f"- {line}\n" for line in order)))
        assert table["id"].tolist() == ["a", "b", "c"] and table.index.tolist() == [0, 1, 2]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write):
    table = reference_events(
        write("\ufeffevents:\r\n- id: a\r\n  title: Année\r\n  begin: 2020\r\n".encode())
    )
    assert table.loc[0, "title"] == "Année"


# --- bad input

GOOD = "events:\n- {id: a, title: A, begin: 2020}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected 'key: value' pairs, got nothing. Remedy: begin the file with"),
        ("# only a comment\n", "expected 'key: value' pairs, got nothing"),
        ("- {id: a, title: A, begin: 2020}\n", "expected 'key: value' pairs, got a list"),
        ("happenings:\n- {id: a}\n", "line 1, key 'happenings': unknown key"),
        (
            "event:\n- {id: a}\n",
            "line 1, key 'event': unknown key. Remedy: the nearest known is 'events'",
        ),
        ("{}\n", "key 'events' is missing"),
        ("events: soon\n", "events.yml, line 1, key 'events': expected a list, got text"),
        ("events: {id: a}\n", "events.yml, line 1, key 'events': expected a list, got pairs"),
        (
            "events:\n- a\n",
            "events.yml, line 2, key 'events[0]': expected 'key: value' pairs, got text",
        ),
        (GOOD + "-\n", "events.yml, line 3, key 'events[1]': expected 'key: value' pairs"),
        (GOOD + "events: []\n", "key 'events': stands twice"),
    ],
)
def test_a_file_of_another_form_is_refused(write, text, said):
    assert said in refused(write, text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("events:\n- id: a\n  title: A: B\n", 3),
        ("events:\n- id: a\n\ttitle: A\n", 3),
        ("events:\n- {id: a, title: A\n", 3),
        ("events:\n- id: a\n  title: 'A\n", 4),
        ("events:\n- id: *nobody\n", 2),
        (GOOD + "---\n" + GOOD, 3),
    ],
)
def test_invalid_yaml_names_the_line(write, text, line):
    assert f"events.yml, line {line}: not valid YAML" in refused(write, text)


def test_yaml_that_holds_no_text_or_has_no_end_is_refused(write):
    assert "not valid YAML" in refused(write, "events: [\x00]\n")
    assert "not valid YAML" in refused(write, "[" * 3_000)


def test_a_file_that_cannot_be_read_is_refused(tmp_path, write):
    with pytest.raises(
        StudyError, match=r"none\.yml: cannot be read \(No such file.*check the path"
    ):
        reference_events(tmp_path / "none.yml")
    with pytest.raises(StudyError, match="cannot be read"):
        reference_events(tmp_path)
    assert "events.yml, line 3: not UTF-8" in refused(
        write, b"events:\n- id: a\n  title: Ann\xe9e\n"
    )


@pytest.mark.parametrize("key", ["id", "title", "begin"])
def test_a_missing_key_is_named_with_its_line(write, key):
    keys = {"id": "b", "title": "B", "begin": "2020"}
    del keys[key]
    said = refused(write, GOOD + "- {" + ", ".join(f"{k}: {v}" for k, v in keys.items()) + "}\n")
    assert (
        f"events.yml, line 3, key 'events[{keys.get('id', 1)}]': key '{key}' is missing."
        " Remedy: every event has id, title, begin" in said
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            "begin: 2018-02-30",
            "begin': not a date: '2018-02-30'. Remedy: February 2018 has 28 days",
        ),
        ("begin: 2023-02-29", "begin': not a date: '2023-02-29'"),
        ("begin: 2018-13", "begin': not a date: '2018-13'"),
        ("begin: 2018-00-10", "begin': not a date: '2018-00-10'"),
        ("begin: '0000'", "begin': not a date: '0000'"),
        (
            "begin: 23.04.2018",
            "begin': not a date: '23.04.2018'. Remedy: write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        ("begin: 2018-4-23", "begin': not a date"),
        ("begin: April 2018", "begin': not a date"),
        ("begin: 2018-04-23T10:00:00", "begin': not a date"),
        ("begin: ２０１８", "begin': not a date"),
        ("begin: 2018-04-23, end: 2018-04-31", "end': not a date: '2018-04-31'"),
        (
            "begin: 2018-04-23, end: 2018-04-22",
            "end': 2018-04-22 lies before begin 2018-04-23. Remedy: exchange or correct",
        ),
        ("begin: 2018-04-23, end: 2018-03", "end': 2018-03 lies before begin"),
        (
            "begin: 2018, kind: Big War",
            "kind': no slug: 'Big War'. Remedy: use a-z, 0-9 and single hyphens",
        ),
        ("begin: 2018, note: [a, b]", "note': expected text, got a list"),
        ("begin: 2018, note: ''", "note': empty. Remedy: fill it in or leave the key out"),
        ("begin: 2018, actors: [armenia, [russia]]", "actors[1]': expected text, got a list"),
        ("begin: 2018, words: {a: b}", "words': expected text, got pairs"),
        ("begin: 2018, words: [a, '']", "words[1]': empty"),
        ("begin: 2018, words: a; b", "words': ';' in 'a; b'. Remedy: write a YAML list"),
        ("begin: 2018, word: [a]", "word': unknown key. Remedy: the nearest known is 'words'"),
        (
            "begin: 2018, begin_date: 2018",
            "begin_date': unknown key. Remedy: the nearest known is 'begin'",
        ),
        (
            "begin: 2018, colour: red",
            "colour': unknown key. Remedy: known: id, title, begin, end, kind",
        ),
        ("begin: 2018, [a]: b", "a key must be a word"),
        ("begin: 2018, title: B", "key 'title': stands twice. Remedy: keep one of them"),
    ],
)
def test_a_bad_value_names_line_key_and_remedy(write, keys, said):
    message = refused(write, f"# a comment\n{GOOD}- {{id: b, title: B, {keys}}}\n")
    assert message.startswith("events.yml, line 4") and said in message


@pytest.mark.parametrize("slug", ["Velvet Revolution", "velvet_revolution", "-a", "a--b", "ä"])
def test_an_id_is_a_slug(write, slug):
    assert f"events.yml, line 2, key 'events[{slug}].id': no slug: '{slug}'" in refused(
        write, f"events:\n- {{id: {slug}, title: A, begin: 2020}}\n"
    )


def test_an_id_that_stands_twice_names_both_lines(write):
    said = refused(
        write, GOOD + "- {id: b, title: B, begin: 2020}\n- {id: a, title: C, begin: 2021}\n"
    )
    assert (
        "events.yml, line 4, key 'events[a].id': the id stands twice, first in line 2. Remedy:"
        in said
    )


def test_a_phrase_that_names_two_events_is_refused(write):
    text = (
        "events:\n- {id: a, title: A, begin: 2018, words: [snap election]}\n- {id: b, title: B,"
        " begin: 2021, words: [Snap Election]}\n"
    )
    assert "key 'events[b].words': the phrase 'Snap Election' also names event 'a'" in refused(
        write, text
    )


# --- the registry
# -------------------------------------------------------------------------------------------------


class Registry:
    """The least that is asked of a registry."""

    def check_ids(self, ids):
        for actor in ids:
            if actor not in ("armenia", "russia"):
                raise StudyError("actors.yml", f"unknown actor '{actor}'", "write 'russia'")


def test_actors_are_checked_against_a_registry_where_one_is_given(write):
    path = write(GOOD + "- {id: b, title: B, begin: 2020, actors: [armenia, rusia]}\n")
    assert len(reference_events(path)) == 2
    with pytest.raises(StudyError) as caught:
        reference_events(path, registry=Registry())
    assert (
        str(caught.value)
        == f"{path}, line 3, key 'events[b].actors': unknown actor 'rusia'. Remedy: write"
        " 'russia'."
    )
    known = write(GOOD + "- {id: b, title: B, begin: 2020, actors: [armenia, russia]}\n")
    assert reference_events(known, registry=Registry())["actors"].tolist() == ["", "armenia;russia"]


def test_the_bundled_events_agree_with_the_bundled_registry():
    from standpoint.actors.registry import read_registry

    data = Path(__file__).parents[3] / "data"
    table = reference_events(data / "events.yml", registry=read_registry(data / "actors.yml"))
    assert (table["actors"] != "").all()


# --- anything else
# ------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(alphabet="events:\n- {}[]abidtlg,0129'\"#&*!|>%?\t", max_size=60)
    | st.binary(max_size=40)
)
def test_any_file_is_read_or_refused_with_its_place(text, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "events.yml"
    path.write_bytes(text if isinstance(text, bytes) else ("events:\n- " + text).encode())
    try:
        table = reference_events(path)
    except StandpointError as error:
        assert error.where.startswith(str(path)) and error.what and error.remedy
    else:
        assert list(table.columns) == COLUMNS and (table["begin"] <= table["end_date"]).all()
