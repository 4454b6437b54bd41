"""Each reader on what it takes, and on what is broken in the middle of it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint.readers import READERS, endings, reader_for
from standpoint.readers.records import Record, Unread


def read(path: Path, data: bytes | str) -> list[Record | Unread]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(reader_for(path).read(path))


def fields(found: list[Record | Unread]) -> list[dict[str, str]]:
    return [dict(each.fields) for each in found if isinstance(each, Record)]


def unread(found: list[Record | Unread]) -> list[tuple[str, int]]:
    return [(each.reason, each.number) for each in found if isinstance(each, Unread)]


def test_every_ending_has_one_reader_and_case_does_not_matter() -> None:
    assert len(endings()) == len(set(endings()))
    assert all(reader_for(Path(f"x{ending.upper()}")) is reader for reader in READERS for ending in reader.ENDINGS)
    assert reader_for(Path("x.pdf")) is None and reader_for(Path("x")) is None


class TestText:
    def test_line_ends_and_the_byte_order_mark_are_no_part_of_the_text(self, tmp_path: Path) -> None:
        assert fields(read(tmp_path / "a.txt", b"\xef\xbb\xbfOne.\r\nTwo.\rThree.")) == [{"text": "One.\nTwo.\nThree."}]

    def test_front_matter_stays_as_it_is_written(self, tmp_path: Path) -> None:
        raw = "---\ntitle: 'No: a title'\ndate: 2020-11\nnothing:\nspeaker: no\ntags: [a, b]\n---\n\nThe text.\n"
        assert fields(read(tmp_path / "a.md", raw)) == [
            {"title": "No: a title", "date": "2020-11", "speaker": "no", "tags": "a;b", "text": "\nThe text.\n"}
        ]

    def test_the_body_is_the_text_even_where_front_matter_calls_something_text(self, tmp_path: Path) -> None:
        assert fields(read(tmp_path / "a.md", "---\nText: other\n---\nBody."))[0] == {"text": "Body."}

    def test_a_rule_at_the_top_is_no_front_matter(self, tmp_path: Path) -> None:
        raw = "---\nJust a line.\n---\nMore."
        assert fields(read(tmp_path / "a.txt", raw)) == [{"text": raw}]

    def test_the_first_heading_of_a_markdown_file_is_its_title(self, tmp_path: Path) -> None:
        assert fields(read(tmp_path / "a.md", "# The rally #\n\nText."))[0]["title"] == "The rally"
        assert "title" not in fields(read(tmp_path / "a.txt", "# The rally\n\nText."))[0]

    def test_broken_front_matter_is_named_by_its_line(self, tmp_path: Path) -> None:
        (found,) = read(tmp_path / "a.md", "---\ntitle: x\ndate: [2020\n---\nText.")
        assert found.reason == "broken front matter" and found.detail.startswith("line ")

    def test_front_matter_that_grows_without_end_is_read_at_once(self, tmp_path: Path) -> None:
        levels = "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9))
        assert fields(read(tmp_path / "a.md", f"---\na: &a [x, x]\n{levels}\n---\nText."))[0]["text"] == "Text."

    @pytest.mark.parametrize("data, word", [(b"caf\xe9", "0xE9"), (b"a\nb\nc\xff", "line 3"), ("Äпр".encode("utf-16"), "UTF-16")])
    def test_other_encodings_are_refused_with_the_place(self, tmp_path: Path, data: bytes, word: str) -> None:
        (found,) = read(tmp_path / "a.txt", data)
        assert found.reason == "not UTF-8" and word in found.detail and "save it as UTF-8" in found.detail

    def test_a_zero_byte_makes_it_no_text(self, tmp_path: Path) -> None:
        assert unread(read(tmp_path / "a.txt", b"PK\x00\x01")) == [("not a text", 0)]


class TestDelimited:
    @pytest.mark.parametrize("mark, name", [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.csv"), ("\t", "a.csv")])
    def test_the_delimiter_is_found(self, tmp_path: Path, mark: str, name: str) -> None:
        raw = f"date{mark}text{mark}title\n2020{mark}One, two; three.{mark}T\n" if mark != "," else 'date,text,title\n2020,"One, two; three.",T\n'
        raw = raw.replace("One, two; three.", '"One, two; three."') if mark in ";|" else raw
        assert fields(read(tmp_path / name, raw)) == [{"date": "2020", "text": "One, two; three.", "title": "T"}]

    def test_fields_over_several_lines_and_doubled_marks(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", 'id,text\r\n1,"One ""two"".\r\nThree."\r\n\r\n2,Four.\r\n')
        assert fields(found) == [{"id": "1", "text": 'One "two".\nThree.'}, {"id": "2", "text": "Four."}]
        assert [each.place for each in found] == ["line 2", "line 5"]

    def test_a_field_of_a_million_characters(self, tmp_path: Path) -> None:
        assert len(fields(read(tmp_path / "a.csv", "id,text\n1," + "a" * 1_000_000))[0]["text"]) == 1_000_000

    @pytest.mark.parametrize(
        "row, reason",
        [
            ('2,"never closed', "opened and never closed"),
            ('2,"closed" too early,x', "behind a closing"),
            ("2", "1 field where the header has 2"),
            ("2,a,b", "3 fields where the header has 2"),
            ('"2","never closed', "behind a closing"),  # the next row's first mark closes it
        ],
    )
    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_a_broken_row_takes_no_other_with_it(self, tmp_path: Path, row: str, reason: str, place: int) -> None:
        quoted = row.startswith('"')
        good = ['"1","One."', '"3","Three."'] if quoted else ["1,One.", "3,Three."]
        if quoted and place == 2:
            reason = "never closed"
        rows = good[:place] + [row] + good[place:]
        found = read(tmp_path / "a.csv", "\n".join(["id,text", *rows]) + "\n")
        assert fields(found) == [{"id": "1", "text": "One."}, {"id": "3", "text": "Three."}]
        (bad,) = [each for each in found if isinstance(each, Unread)]
        assert bad.number == place + 1 and bad.detail.startswith(f"line {place + 2}: ") and reason in bad.detail

    def test_marks_in_a_tab_separated_file_may_stand_bare(self, tmp_path: Path) -> None:
        assert fields(read(tmp_path / "a.tsv", 'id\ttext\n1\t"Yes" he said\n')) == [{"id": "1", "text": '"Yes" he said'}]

    def test_a_byte_that_is_no_utf8_spoils_its_row_alone(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", b"id,text\n1,One.\n2,caf\xe9\n3,Three.\n")
        assert [row["id"] for row in fields(found)] == ["1", "3"]
        assert unread(found) == [("not UTF-8", 2)] and "line 3, byte 0xE9 after" in found[1].detail

    @pytest.mark.parametrize("raw, reason", [("", "empty file"), ("\n\n", "empty file"), ("text,text\na,b\n", "broken header"), ('id,"text\n1,a\n', "broken header")])
    def test_headers_that_cannot_be(self, tmp_path: Path, raw: str, reason: str) -> None:
        assert unread(read(tmp_path / "a.csv", raw)) == [(reason, 0)]

    def test_an_unnamed_column_is_left_aside(self, tmp_path: Path) -> None:
        assert fields(read(tmp_path / "a.csv", ",text\n0,One.\n")) == [{"text": "One."}]

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(*[st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"))] * 2), min_size=1))
    def test_what_is_written_is_read(self, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
        path = tmp_path_factory.mktemp("csv") / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerows([("id", "text"), *rows])
        assert fields(list(reader_for(path).read(path))) == [{"id": a, "text": b} for a, b in rows]

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', "\t", '",', '"\n', "\r\n"]), max_size=40).map("".join))
    def test_no_line_of_a_broken_file_is_lost_silently(self, tmp_path_factory: pytest.TempPathFactory, raw: str) -> None:
        """Every letter of the body is in a record that was read or in a line that is named."""
        path = tmp_path_factory.mktemp("csv") / "a.csv"
        found = read(path, "id,text\n" + raw)
        assert [each.number for each in found] == list(range(1, len(found) + 1))
        for row in fields(found):
            assert set(row) == {"id", "text"}
        read_letters = sum("".join(row.values()).count("a") for row in fields(found))
        lines = ["id,text", *raw.replace("\r\n", "\n").split("\n")]
        named = 0
        for each in (each for each in found if isinstance(each, Unread)):
            first = int(re.match(r"line (\d+)", each.detail)[1])
            span = re.search(r"over (\d+) lines", each.detail)
            named += "".join(lines[first - 1 : first - 1 + int(span[1] if span else 1)]).count("a")
        assert read_letters + named == raw.count("a")


class TestLines:
    def test_values_become_text_as_written(self, tmp_path: Path) -> None:
        raw = {"id": 7, "text": "One.", "year": 2020.0, "none": None, "list": ["a", "b"], "object": {"a": 1}, "yes": True}
        assert fields(read(tmp_path / "a.jsonl", json.dumps(raw))) == [
            {"id": "7", "text": "One.", "year": "2020", "none": "", "list": "a;b", "object": "", "yes": "true"}
        ]

    @pytest.mark.parametrize("line", ['{"text": "a"', "[1]", '"text"', "nul", "{'text': 1}", "[" * 100_000, '{"text": ' + "9" * 5000 + "}"])
    def test_a_broken_line_is_named_and_the_others_are_read(self, tmp_path: Path, line: str) -> None:
        found = read(tmp_path / "a.jsonl", f'{{"text": "One."}}\n\n{line}\r\n{{"text": "Two."}}\n')
        assert fields(found) == [{"text": "One."}, {"text": "Two."}]
        assert unread(found) == [("broken JSON", 2)] and found[1].detail.startswith("line 3")

    def test_bytes_and_halves_of_characters_that_are_no_text(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.jsonl", b'{"text": "\xff"}\n{"text": "ok"}\n')
        assert unread(found) == [("not UTF-8", 1)] and fields(found) == [{"text": "ok"}]


class TestColumns:
    def test_dates_numbers_and_gaps(self, tmp_path: Path) -> None:
        frame = pd.DataFrame(
            {"text": ["One.", None], "date": pd.to_datetime(["2020-11-10", None]), "year": [2020.0, None], "tags": [["a", "b"], None]}
        )
        frame.to_parquet(tmp_path / "a.parquet")
        path = tmp_path / "a.parquet"
        assert fields(list(reader_for(path).read(path))) == [
            {"text": "One.", "date": "2020-11-10", "year": "2020", "tags": "a;b"},
            {"text": "", "date": "", "year": "", "tags": ""},
        ]

    @pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", b"text,date\n"])
    def test_a_broken_file_is_named(self, tmp_path: Path, data: bytes) -> None:
        assert unread(read(tmp_path / "a.parquet", data)) == [("broken Parquet file", 0)]
