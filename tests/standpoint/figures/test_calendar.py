"""The calendar, read back by a strict reader of RFC 5545: nothing of a title breaks out of its
field.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.errors import TableError
from standpoint.figures.calendar import calendar

ACTORS = Path(__file__).parents[3] / "data" / "actors.yml"
HOSTILE = [
    "Troops, observers; and a \\ stroke",
    "First line\nEND:VEVENT\nBEGIN:VEVENT\r\nSUMMARY:forged",
    '<script>alert(1)</script> & "quotes"',
    "שלום עולם و السلام عليكم " * 6,
    "🕊️👩‍👩‍👧‍👦 Ճանապարհ 和平 " * 7,
    "bell\x07 null\x00 and escape\x1b",
    "x" * 400,
    "\\n is not a line break; neither is \\\\n",
    "line separator\u2028END:VCALENDAR\u2029next",
]


def row(number: int = 0, **changes) -> dict:
    day = pd.Timestamp("2020-11-10")
    return {
        "event_id": f"e{number:02}",
        "begin": day,
        "end_date": day,
        "granularity": "day",
        "title": "Peacekeepers arrive",
        "sentences": "d1:0;d2:3",
        "actors": "russia;armenia",
        "kind": "deployment",
        "modality": "asserted",
        "n_docs": 2,
        "earliest": day,
        "latest": day,
        "disputed": False,
        "plover": "",
        "reference_id": "",
    } | changes


def made(*rows: dict, **options) -> str:
    return calendar(tables.make(rows, "events"), title="A study", **options)


# ── a strict reader of iCalendar: whatever RFC 5545 forbids fails an assertion
# ──────────────────────
def read_calendar(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    data = text.encode("utf-8")  # fails on a lone surrogate
    assert (
        data.endswith(b"\r\n")
        and b"\n" not in data.replace(b"\r\n", b"")
        and b"\r" not in data.replace(b"\r\n", b"")
    )
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no character is cut in two
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    head: dict[str, str] = {}
    found: list[dict[str, str]] = []
    inside = None
    for line in lines[1:-1]:
        name, value = re.fullmatch(
            r"([A-Z-]+)(?:;VALUE=DATE)?:([^\x00-\x08\x0a-\x1f\x7f]*)", line
        ).groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            assert inside is None
            inside = {}
        elif (name, value) == ("END", "VEVENT"):
            assert {"UID", "DTSTAMP", "DTSTART"} <= inside.keys()
            found.append(inside)
            inside = None
        else:
            assert name not in ("BEGIN", "END")
            target = head if inside is None else inside
            assert name not in target, "a property that may stand once"
            target[name] = (
                unescaped(value)
                if name in ("SUMMARY", "DESCRIPTION", "CATEGORIES", "UID", "X-WR-CALNAME")
                else value
            )
    assert inside is None and head["VERSION"] == "2.0" and head["PRODID"]
    return head, found


def unescaped(value: str) -> str:
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value), f"not a TEXT: {value}"
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_a_day_a_month_and_a_year_end_on_the_day_after() -> None:
    month = {
        "begin": pd.Timestamp("2022-12-01"),
        "end_date": pd.Timestamp("2022-12-31"),
        "granularity": "month",
    }
    year = {
        "begin": pd.Timestamp("2018-01-01"),
        "end_date": pd.Timestamp("2018-12-31"),
        "granularity": "year",
    }
    _, found = read_calendar(made(row(0), row(1, **month), row(2, **year)))
    assert [(e["DTSTART"], e["DTEND"]) for e in found] == [
        ("20201110", "20201111"),
        ("20221201", "20230101"),
        ("20180101", "20190101"),
    ]
    assert "Date: December 2022. Known to the month only." in found[1]["DESCRIPTION"]
    assert "Date: 2018. Known to the year only." in found[2]["DESCRIPTION"]
    assert "Known to" not in found[0]["DESCRIPTION"]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_no_title_breaks_out_of_its_field(title: str) -> None:
    _, found = read_calendar(made(row(0, title=title), row(1), registry=read_registry(ACTORS)))
    assert [event["UID"] for event in found] == ["e00@standpoint", "e01@standpoint"]
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", title)
    assert found[0]["SUMMARY"] == " ".join(re.sub("[\u2028\u2029]", "\n", kept).split())


def test_hostile_names_of_timeline_kind_and_id() -> None:
    events = tables.make([row(0, kind="a,b;<i>", event_id="e\r\nEND:VEVENT")], "events")
    head, found = read_calendar(calendar(events, title="Title\r\nBEGIN:VEVENT <b>\ud83d"))
    assert (
        head["X-WR-CALNAME"] == "Title\nBEGIN:VEVENT <b>"
        and found[0]["CATEGORIES"] == "a,b;<i>"
        and len(found) == 1
    )


def test_what_is_disputed_or_no_fact_says_so() -> None:
    disputed = row(
        0, disputed=True, earliest=pd.Timestamp("2020-11-09"), latest=pd.Timestamp("2020-11-12")
    )
    _, found = read_calendar(made(disputed, row(1, modality="reported"), row(2)))
    assert (
        "Disputed: documents date it from 2020-11-09 to 2020-11-12." in found[0]["DESCRIPTION"]
        and found[0]["STATUS"] == "TENTATIVE"
    )
    assert (
        found[1]["SUMMARY"] == "[reported] Peacekeepers arrive"
        and "Not told as a fact: reported." in found[1]["DESCRIPTION"]
    )
    assert (
        found[1]["STATUS"] == "TENTATIVE"
        and "STATUS" not in found[2]
        and "Not told" not in found[2]["DESCRIPTION"]
    )


def test_the_way_home_stands_in_the_description() -> None:
    _, found = read_calendar(made(row(), registry=read_registry(ACTORS)))
    said = found[0]["DESCRIPTION"]
    assert (
        "Actors: Russia, Armenia." in said
        and "Documents that tell it: 2." in said
        and "Sentences: d1:0 d2:3" in said
    )


def test_the_stamp_is_given_or_the_last_day_told_and_never_the_clock() -> None:
    later = row(1, begin=pd.Timestamp("2021-02-03"), end_date=pd.Timestamp("2021-02-03"))
    assert {e["DTSTAMP"] for e in read_calendar(made(row(), later))[1]} == {"20210203T000000Z"}
    assert read_calendar(made(row(), stamp="2023-12-31"))[1][0]["DTSTAMP"] == "20231231T000000Z"
    assert read_calendar(made(row(), stamp=pd.NaT))[1][0]["DTSTAMP"] == "20201110T000000Z"
    assert made(row(), later) == made(row(), later)


def test_early_and_late_years_keep_their_four_digits() -> None:
    early, late = pd.Timestamp("0301-06-01"), pd.Timestamp("9999-12-31")
    _, found = read_calendar(
        made(row(0, begin=early, end_date=early), row(1, begin=late, end_date=late))
    )
    assert (found[0]["DTSTART"], found[0]["DTEND"]) == ("03010601", "03010602")
    assert found[1]["DTSTART"] == "99991231" == found[1]["DTEND"]


def test_nothing_gives_no_file_and_an_event_without_a_date_is_named() -> None:
    assert calendar(tables.empty("events"), title="A study") == ""
    with pytest.raises(TableError, match="event 'e00' has no date"):
        calendar(tables.make([row(0, begin=pd.NaT, end_date=pd.NaT)], "events"), title="A study")


def test_a_workspace_writes_the_files_links_them_and_removes_what_is_no_longer(
    tmp_path: Path,
) -> None:
    from standpoint.study.workspace import Workspace

    nothing = {"corpus": (), "events": None, "window": None}
    study = SimpleNamespace(results=tmp_path, actors=ACTORS, tables=tmp_path / "tables", **nothing)
    here, events = Workspace(study), tables.make([row()], "events")
    here.write(events, "events", part="timeline")
    shown = here.export(events, name="timeline", title="A <study>", stamp="2023-12-31")
    files = ["tables/events-timeline.csv", "exports/timeline.ics"]
    assert all((tmp_path / file).is_file() and f'href="{file}"' in shown.data for file in files)
    data = (tmp_path / "exports" / "timeline.ics").read_bytes()
    assert (
        read_calendar(data.decode())[1][0]["DTSTAMP"] == "20231231T000000Z"
        and b"\r\n" in data
        and b"\r\r\n" not in data
    )
    again = here.export(tables.empty("events"), name="timeline", title="A study")
    assert "events-timeline.csv" in again.data and "exports" not in again.data
    assert list((tmp_path / "exports").iterdir()) == []
