"""Each reader on what it takes, and on what is broken in the middle of it."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mutations
from corpusreaders import Record, Source, Unread, html, pdf
from standpoint.reading.formats import (
    BROKEN,
    READERS,
    archives,
    label,
    read_all,
    reader_for,
    sandbox,
)


def read(path: Path, data: bytes | str | None = None) -> list[Record | Unread]:
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [found.what for found in read_all(Source(path))]


def fields(found: list[Record | Unread]) -> list[dict[str, str]]:
    return [dict(each.fields) for each in found if isinstance(each, Record)]


def unread(found: list[Record | Unread]) -> list[tuple[str, int]]:
    return [(each.reason, each.number) for each in found if isinstance(each, Unread)]


def test_a_reader_is_chosen_by_content_and_not_by_its_name() -> None:
    for name in ("a.txt", "a.pdf", "a", "A.CSV"):
        assert reader_for(Source(b"%PDF-1.7\n", name)).NAME.startswith("pdf")
        assert reader_for(Source(b"PAR1....", name)).NAME.startswith("columns")
        assert reader_for(Source(b"{\\rtf1 One.}", name)).NAME.startswith("rtf")
        assert reader_for(Source(b"<!DOCTYPE html><p>One.", name)).NAME.startswith("html")
    assert reader_for(Source(b"date,text\n2020,One.\n", "table")).NAME.startswith("delimited")
    assert reader_for(
        Source(b"On this date, text was read, and so on.\nThe rest.\n", "speech")
    ).NAME.startswith("text")
    assert reader_for(Source(b'[{"text": "One."}]', "table.txt")).NAME.startswith("json")
    assert reader_for(Source(b"[Music]\nOne.", "a.txt")).NAME.startswith("text")
    assert reader_for(Source(b'{"a": 1}\n{"a": 2}\n', "a.json")).NAME.startswith("json")
    assert reader_for(Source(b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.jpg")) is None
    assert reader_for(Source(b"print(1)", "a.py")) is None


def test_every_reader_says_who_it_is() -> None:
    names = [reader.NAME for reader in READERS]
    assert len(set(names)) == len(names)
    for reader in (*READERS, archives):
        assert re.fullmatch(r"[a-z]+ \d+", reader.NAME) and all(
            ending.startswith(".") for ending in reader.ENDINGS
        )
        assert "not installed" not in label(reader), label(reader)


class TestText:
    def test_line_ends_and_the_byte_order_mark_are_no_part_of_the_text(
        self, tmp_path: Path
    ) -> None:
        assert fields(read(tmp_path / "a.txt", b"\xef\xbb\xbfOne.\r\nTwo.\rThree.")) == [
            {"text": "One.\nTwo.\nThree."}
        ]

    def test_front_matter_stays_as_it_is_written(self, tmp_path: Path) -> None:
        raw = (
            "---\ntitle: 'No: a title'\ndate: 2020-11\nnothing:\nspeaker: no\ntags: [a,"
            " b]\n---\n\nThe text.\n"
        )
        assert fields(read(tmp_path / "a.md", raw)) == [
            {
                "title": "No: a title",
                "date": "2020-11",
                "speaker": "no",
                "tags": "a;b",
                "text": "\nThe text.\n",
            }
        ]

    def test_the_body_is_the_text_even_where_front_matter_calls_something_text(
        self, tmp_path: Path
    ) -> None:
        assert fields(read(tmp_path / "a.md", "---\nText: other\n---\nBody."))[0] == {
            "text": "Body."
        }

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
        levels = "\n".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]"
            for n in range(9)
        )
        assert (
            fields(read(tmp_path / "a.md", f"---\na: &a [x, x]\n{levels}\n---\nText."))[0]["text"]
            == "Text."
        )

    @pytest.mark.parametrize("data, word", [(b"caf\xe9", "0xE9"), (b"a\nb\nc\xff", "line 3")])
    def test_bytes_that_fit_no_encoding_are_refused_with_the_place(
        self, tmp_path: Path, data: bytes, word: str
    ) -> None:
        (found,) = read(tmp_path / "a.txt", data)
        assert (
            found.reason == "not UTF-8"
            and word in found.detail
            and "save it as UTF-8" in found.detail
        )

    def test_a_zero_byte_makes_it_no_text(self, tmp_path: Path) -> None:
        assert unread(read(tmp_path / "a.txt", b"PK\x00\x01")) == [("not a text", 0)]


class TestDelimited:
    @pytest.mark.parametrize(
        "mark, name",
        [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.csv"), ("\t", "a.csv")],
    )
    def test_the_delimiter_is_found(self, tmp_path: Path, mark: str, name: str) -> None:
        raw = (
            f"date{mark}text{mark}title\n2020{mark}One, two; three.{mark}T\n"
            if mark != ","
            else 'date,text,title\n2020,"One, two; three.",T\n'
        )
        raw = raw.replace("One, two; three.", '"One, two; three."') if mark in ";|" else raw
        assert fields(read(tmp_path / name, raw)) == [
            {"date": "2020", "text": "One, two; three.", "title": "T"}
        ]

    def test_fields_over_several_lines_and_doubled_marks(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", 'id,text\r\n1,"One ""two"".\r\nThree."\r\n\r\n2,Four.\r\n')
        assert fields(found) == [
            {"id": "1", "text": 'One "two".\nThree.'},
            {"id": "2", "text": "Four."},
        ]
        assert [each.place for each in found] == ["line 2", "line 5"]

    def test_a_field_of_a_million_characters(self, tmp_path: Path) -> None:
        assert (
            len(fields(read(tmp_path / "a.csv", "id,text\n1," + "a" * 1_000_000))[0]["text"])
            == 1_000_000
        )

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
    def test_a_broken_row_takes_no_other_with_it(
        self, tmp_path: Path, row: str, reason: str, place: int
    ) -> None:
        quoted = row.startswith('"')
        good = ['"1","One."', '"3","Three."'] if quoted else ["1,One.", "3,Three."]
        if quoted and place == 2:
            reason = "never closed"
        rows = good[:place] + [row] + good[place:]
        found = read(tmp_path / "a.csv", "\n".join(["id,text", *rows]) + "\n")
        assert fields(found) == [{"id": "1", "text": "One."}, {"id": "3", "text": "Three."}]
        (bad,) = [each for each in found if isinstance(each, Unread)]
        assert (
            bad.number == place + 1
            and bad.detail.startswith(f"line {place + 2}: ")
            and reason in bad.detail
        )

    def test_marks_in_a_tab_separated_file_may_stand_bare(self, tmp_path: Path) -> None:
        assert fields(read(tmp_path / "a.tsv", 'id\ttext\n1\t"Yes" he said\n')) == [
            {"id": "1", "text": '"Yes" he said'}
        ]

    def test_a_byte_that_is_no_utf8_spoils_its_row_alone(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", b"id,text\n1,One.\n2,caf\xe9\n3,Three.\n")
        assert [row["id"] for row in fields(found)] == ["1", "3"]
        assert unread(found) == [("not UTF-8", 2)] and "line 3, byte 0xE9 after" in found[1].detail

    @pytest.mark.parametrize(
        "raw, reason",
        [
            ("", "empty file"),
            ("\n\n", "empty file"),
            ("text,text\na,b\n", "broken header"),
            ('id,"text\n1,a\n', "broken header"),
        ],
    )
    def test_headers_that_cannot_be(self, tmp_path: Path, raw: str, reason: str) -> None:
        assert unread(read(tmp_path / "a.csv", raw)) == [(reason, 0)]

    def test_an_unnamed_column_is_left_aside(self, tmp_path: Path) -> None:
        assert fields(read(tmp_path / "a.csv", ",text\n0,One.\n")) == [{"text": "One."}]

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(
                *[
                    st.text(
                        alphabet=st.characters(
                            exclude_categories=["Cs"], exclude_characters="\r\x00"
                        )
                    )
                ]
                * 2
            ),
            min_size=1,
        )
    )
    def test_what_is_written_is_read(
        self, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
    ) -> None:
        path = tmp_path_factory.mktemp("csv") / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerows([("id", "text"), *rows])
        assert fields(read(path)) == [{"id": a, "text": b} for a, b in rows]

    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(
            st.sampled_from(['"', ",", "\n", "a", '""', "\t", '",', '"\n', "\r\n"]), max_size=40
        ).map("".join)
    )
    def test_no_line_of_a_broken_file_is_lost_silently(
        self, tmp_path_factory: pytest.TempPathFactory, raw: str
    ) -> None:
        """Every letter of the body is in a record that was read or in a line that is named."""
        path = tmp_path_factory.mktemp("csv") / "a.csv"
        found = read(path, "id,text\n" + raw)
        assert [each.number for each in found] == list(range(1, len(found) + 1)) or unread(
            found
        ) == [("empty file", 0)]
        for row in fields(found):
            assert set(row) == {"id", "text"}
        read_letters = sum("".join(row.values()).count("a") for row in fields(found))
        lines = ["id,text", *raw.replace("\r\n", "\n").split("\n")]
        named = 0
        for each in (each for each in found if isinstance(each, Unread) and each.number):
            first = int(re.match(r"line (\d+)", each.detail)[1])
            span = re.search(r"over (\d+) lines", each.detail)
            named += "".join(lines[first - 1 : first - 1 + int(span[1] if span else 1)]).count("a")
        assert read_letters + named == raw.count("a")


class TestLines:
    def test_values_become_text_as_written(self, tmp_path: Path) -> None:
        raw = {
            "id": 7,
            "text": "One.",
            "year": 2020.0,
            "none": None,
            "list": ["a", "b"],
            "object": {"a": 1},
            "yes": True,
        }
        assert fields(read(tmp_path / "a.jsonl", json.dumps(raw))) == [
            {
                "id": "7",
                "text": "One.",
                "year": "2020",
                "none": "",
                "list": "a;b",
                "object": "",
                "yes": "true",
            }
        ]

    @pytest.mark.parametrize(
        "line",
        [
            '{"text": "a"',
            "[1]",
            '"text"',
            "nul",
            "{'text': 1}",
            "[" * 100_000,
            '{"text": ' + "9" * 5000 + "}",
        ],
    )
    def test_a_broken_line_is_named_and_the_others_are_read(
        self, tmp_path: Path, line: str
    ) -> None:
        found = read(tmp_path / "a.jsonl", f'{{"text": "One."}}\n\n{line}\r\n{{"text": "Two."}}\n')
        assert fields(found) == [{"text": "One."}, {"text": "Two."}]
        assert unread(found) == [("broken JSON", 2)] and found[1].detail.startswith("line 3")

    def test_bytes_and_halves_of_characters_that_are_no_text(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.jsonl", b'{"text": "\xff"}\n{"text": "ok"}\n')
        assert unread(found) == [("not UTF-8", 1)] and fields(found) == [{"text": "ok"}]


class TestColumns:
    def test_dates_numbers_and_gaps(self, tmp_path: Path) -> None:
        frame = pd.DataFrame(
            {
                "text": ["One.", None],
                "date": pd.to_datetime(["2020-11-10", None]),
                "year": [2020.0, None],
                "tags": [["a", "b"], None],
            }
        )
        frame.to_parquet(tmp_path / "a.parquet")
        path = tmp_path / "a.parquet"
        assert fields(read(path)) == [
            {"text": "One.", "date": "2020-11-10", "year": "2020", "tags": "a;b"},
            {"text": "", "date": "", "year": "", "tags": ""},
        ]

    @pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1"])
    def test_a_broken_file_is_named(self, tmp_path: Path, data: bytes) -> None:
        assert unread(read(tmp_path / "a.parquet", data)) == [("broken Parquet file", 0)]

    @pytest.mark.parametrize(
        "data, reason", [(b"", "empty file"), (b"\x00\x01\x02", "not what its ending says")]
    )
    def test_a_file_that_is_none_is_named(self, tmp_path: Path, data: bytes, reason: str) -> None:
        assert unread(read(tmp_path / "a.parquet", data)) == [(reason, 0)]


RUSSIAN = (
    "Делегация прибыла утром в столицу, и стороны обсудили вопрос о границе. Переговоры длились три"
    " часа."
)
JAPANESE = (
    "代表団は今朝、首都に到着し、双方は国境問題について会談した。会談は三時間続いたが、文書は署名"
    "されなかった。"
)
GREEK = (
    "Η αντιπροσωπεία έφτασε το πρωί στην πρωτεύουσα και οι δύο πλευρές συζήτησαν για τα σύνορα επί"
    " τρεις ώρες."
)
POLISH = (
    "Delegacja przybyła rano do stolicy i obie strony omówiły kwestię granicy. Rozmowy trwały trzy"
    " godziny, nic nie podpisano."
)
FRENCH = (
    "La délégation est arrivée ce matin dans la capitale, et les deux côtés ont évoqué la"
    " frontière. Rien n'a été signé."
)
ARMENIAN = "Պատվիրակությունն առավոտյան ժամանեց մայրաքաղաք։"


class TestEncodings:
    """Authored sentences in twenty encodings; tests/benchmarks/bench_readers.py reads samples."""

    @pytest.mark.parametrize(
        "encoding, text",
        [
            ("gb18030", "代表团今天上午抵达首都，双方就边境问题举行了会谈，会谈持续了三个小时。"),
            ("big5", "代表團今天上午抵達首都，雙方就邊境問題舉行了會談，會談持續了三個小時。"),
            ("euc_kr", "대표단은 오늘 아침 수도에 도착했고 양측은 국경 문제에 관해 회담을 가졌다."),
            ("shift_jis", JAPANESE),
            ("euc_jp", JAPANESE),
            ("iso2022_jp", JAPANESE),
            ("koi8_r", RUSSIAN),
            ("iso8859_5", RUSSIAN),
            ("cp866", RUSSIAN),
            ("cp1251", RUSSIAN),
            ("cp1253", GREEK),
            ("iso8859_7", GREEK),
            ("cp1255", "המשלחת הגיעה בבוקר לבירה, ושני הצדדים דנו בשאלת הגבול שלוש שעות."),
            ("cp1256", "وصل الوفد صباح اليوم إلى العاصمة، وبحث الطرفان مسألة الحدود ثلاث ساعات."),
            ("cp1252", FRENCH),
            ("cp1250", POLISH),
            ("iso8859_2", POLISH),
            ("utf_16", ARMENIAN),
            ("utf_32", ARMENIAN),
            ("utf_8", ARMENIAN),
        ],
    )
    def test_a_text_is_read_whatever_its_encoding(
        self, tmp_path: Path, encoding: str, text: str
    ) -> None:
        (record,) = read(tmp_path / "a.txt", text.encode(encoding))
        assert record.fields["text"] == text
        assert ("encoding-guessed" in record.flags) == (not encoding.startswith("utf"))

    @pytest.mark.parametrize(
        "encoding",
        [
            "utf-16",
            "utf-16-le",
            "utf-16-be",
            "utf-32",
            "utf-8-sig",
            "windows-1251",
            "koi8-r",
            "iso8859-5",
        ],
    )
    @pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl"])
    def test_texts_and_tables_in_other_encodings(
        self, tmp_path: Path, encoding: str, name: str
    ) -> None:
        said = (
            "Армения и Россия не согласны: миссия закончена и контингент ушёл. Стороны подписали"
            " договор о границе."
        )
        raw = {
            "a.txt": said,
            "a.csv": f"id,text\r\n1,{said}\r\n2,{said}\r\n",
            "a.jsonl": json.dumps({"text": said}, ensure_ascii=False) + "\n",
        }[name]
        if encoding == "koi8-r" or encoding.startswith("utf") or name != "a.jsonl":
            assert fields(read(tmp_path / name, raw.encode(encoding)))[0]["text"] == said

    def test_an_english_text_with_typographic_marks_or_one_accent(self, tmp_path: Path) -> None:
        said = (
            "The ministers said that they would meet again in the spring, and that nothing had been"
            " signed so far. " * 5
        )
        for tail in ("“We left” – he said…", "A café in Gyumri."):
            assert (
                fields(read(tmp_path / "a.txt", (said + tail).encode("cp1252")))[0]["text"]
                == said + tail
            )

    def test_a_few_damaged_bytes_do_not_make_it_another_encoding(self, tmp_path: Path) -> None:
        raw = "id,text\n" + "".join(f"{n},Ереван и Москва\n" for n in range(20))
        data = raw.encode().replace("7,Е".encode(), b"7,\xd0")
        found = read(tmp_path / "a.csv", data)
        assert len(fields(found)) == 18 and {reason for reason, _ in unread(found)} == {"not UTF-8"}

    def test_long_streams_are_judged_where_they_stop_being_ascii(self, tmp_path: Path) -> None:
        said = "Армения и Россия не согласны: миссия закончена. "
        raw = (
            "id,text\n"
            + "".join(f"{n},Plain words of a row in ASCII.\n" for n in range(60_000))
            + "".join(f"{n},{said}\n" for n in range(200))
        )
        found = fields(read(tmp_path / "a.csv", raw.encode("cp1251")))
        assert len(found) == 60_200 and found[-1]["text"] == said

    @pytest.mark.parametrize("shift", range(4))
    def test_one_character_across_two_pieces(self, tmp_path: Path, shift: int) -> None:
        raw = b"text\n" + b"a" * ((1 << 20) - 5 - shift) + "Եé😀".encode() + b" end\n"
        (found,) = read(tmp_path / "a.csv", raw)
        assert found.fields["text"].endswith("aԵé😀 end") and found.flags == ()


class TestPages:
    BODY = "".join(
        f"<p>Paragraph {n} of the report says that they left Gyumri in the winter and that nothing"
        " was signed.</p>"
        for n in range(6)
    )

    def page(self, head: str = "", body: str = "") -> Record:
        raw = (
            "<!doctype html><html lang='en-GB'><head><title>Site - A"
            f" title</title>{head}</head><body><nav>Home</nav><article><h1>A"
            f" title</h1>{body or self.BODY}</article></body></html>"
        )
        (found,) = html.read(Source(raw.encode(), "a.html"))
        return found

    def test_text_and_what_the_page_says_about_itself(self) -> None:
        head = (
            '<meta property="og:title" content="A title"><meta property="og:site_name" content="The'
            ' Wire"><meta name="author" content="A. Writer"><meta property="article:section"'
            ' content="World"><link rel="canonical" href="https://a.am/x"><link rel="license"'
            ' href="https://a.am/licence"><meta property="article:published_time"'
            ' content="2020-11-10T00:43:00+03:00">'
        )
        found = self.page(head).fields
        assert found["text"].count("Paragraph") == 6 and "Home" not in found["text"]
        assert {name: value for name, value in found.items() if name != "text"} == {
            "title": "A title",
            "publisher": "The Wire",
            "author": "A. Writer",
            "section": "World",
            "language": "en-GB",
            "url": "https://a.am/x",
            "licence": "https://a.am/licence",
            "date": "2020-11-10",
            "date_written": "2020-11-10T00:43:00+03:00",
        }
        assert self.page(head).flags == ()

    @pytest.mark.parametrize(
        "head, date, unsure",
        [
            (
                (
                    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",'
                    ' "datePublished": "2020-11-10"}]}</script>'
                ),
                "2020-11-10",
                False,
            ),
            (
                (
                    '<meta name="date" content="2020-11-10"><meta property="article:published_time"'
                    ' content="2020-11-12">'
                ),
                "2020-11-12",
                True,
            ),
            ('<meta property="article:modified_time" content="2021-01-01">', None, None),
            ('<link rel="canonical" href="https://a.am/2020/11/10/x">', "2020-11-10", False),
            ('<meta name="date" content="soon">', None, None),
        ],
    )
    def test_the_date_is_that_of_the_markup_or_none(
        self, head: str, date: str | None, unsure: bool | None
    ) -> None:
        found = self.page(head)
        assert found.fields.get("date") == date
        assert unsure is None or ("date-unsure" in found.flags) == unsure

    def test_a_date_in_the_text_alone_is_not_taken(self) -> None:
        found = self.page(
            body=self.BODY + "<p>On 3 May 2019 something else had happened.</p><p>© 2024</p>"
        )
        assert "date" not in found.fields

    def test_the_charset_of_the_page_and_of_the_server(self) -> None:
        text = "Армения и Россия не согласны, и контингент ушёл из города зимой."
        head = "<meta charset='windows-1251'>"
        raw = f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode("cp1251")
        assert html.page(Source(raw, "a")).fields["text"] == text
        raw = raw.replace(head.encode(), b"")
        source = Source(raw, "a", about={"charset": "windows-1251"})
        assert html.page(source).fields["text"] == text

    def test_a_page_without_text_is_named(self) -> None:
        source = Source(b"<html><body><script>x()</script></body></html>", "a")
        assert html.page(source).reason == "no text in the page"


class TestOffice:
    def test_word_documents_with_tables(self, tmp_path: Path) -> None:
        import docx

        document = docx.Document()
        document.core_properties.title, document.core_properties.author = "A report", "A. Writer"
        document.add_paragraph("Before the table.")
        table = document.add_table(2, 2)
        for n, cell in enumerate(table._cells):
            cell.text = f"Cell {n}."
        table.cell(0, 0).merge(table.cell(0, 1))
        document.add_paragraph("After it.")
        document.save(tmp_path / "a.docx")
        (found,) = fields(read(tmp_path / "a.docx"))
        assert found == {
            "title": "A report",
            "author": "A. Writer",
            "text": "Before the table.\nCell 0.\nCell 1.\nCell 2.\nCell 3.\nAfter it.",
        }

    def test_sheets_with_dates_formulas_and_gaps(self, tmp_path: Path) -> None:
        import datetime as dt

        import openpyxl

        book = openpyxl.Workbook()
        book.active.append([None, None, None])
        for row in (
            ["Date", "Text", None],
            [dt.date(2020, 11, 10), "One.", "unnamed"],
            [None, None, None],
            ["November 2020", "=A1", None],
        ):
            book.active.append(row)
        other = book.create_sheet("Second")
        for row in (["text", "n"], ["Two.", 3.0]):
            other.append(row)
        book.create_sheet("Twice").append(["text", "Text"])
        book.save(tmp_path / "a.xlsx")
        found = read(tmp_path / "a.xlsx")
        assert fields(found) == [
            {"Date": "2020-11-10", "Text": "One."},
            {"Date": "November 2020", "Text": ""},
            {"text": "Two.", "n": "3"},
        ]
        assert [each.number for each in found if isinstance(each, Record)] == [1, 2, 3] and found[
            2
        ].place == "sheet 'Second', row 2"
        assert [reason for reason, _ in unread(found)] == ["broken XLSX sheet"]

    def test_rich_text(self, tmp_path: Path) -> None:
        raw = (
            rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}{\info{\title A"
            rb" report}{\author B}}\f0 They \b left\b0 .\par \'c5\'f0\'e5\'e2\'e0\'ed"
            rb" \u1345?.{\pict\pngblip 89504e47}}"
        )
        (found,) = fields(read(tmp_path / "a.rtf", raw))
        assert found == {"title": "A report", "author": "B", "text": "They left.\nЕреван Ձ."}
        assert fields(read(tmp_path / "b.doc", raw)) == [found]

    def test_pdf_lines_become_paragraphs(self, tmp_path: Path) -> None:
        assert (
            pdf._unwrapped(
                [
                    "A line that runs on to the next and is long",
                    "ends here. Then a peace-",
                    "keeping mission.",
                    "Another.",
                ]
            )
            == "A line that runs on to the next and is long ends here. Then a peacekeeping"
            " mission.\nAnother."
        )
        (found,) = read(tmp_path / "a.pdf", mutations.pdf())
        assert (
            found.fields["title"] == "A report"
            and found.fields["language"] == "en"
            and "date" not in found.fields
        )
        assert found.fields["text"].startswith(
            "They left Gyumri on 10 November 2020, the report says."
        )


class TestObjects:
    @pytest.mark.parametrize(
        "raw, texts",
        [
            ('[{"text": "One."}, {"text": "Two."}]', ["One.", "Two."]),
            (
                (
                    '{"status": "ok", "tags": [{"a": 1}], "articles": [{"text": "One."}, {"text":'
                    ' "Two."}]}'
                ),
                ["One.", "Two."],
            ),
            ('{"text": "One.", "tags": ["a"]}', ["One."]),
            ('{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
            ("\ufeff[]", []),
        ],
    )
    def test_lists_and_objects(self, tmp_path: Path, raw: str, texts: list[str]) -> None:
        found = read(tmp_path / "a.json", raw)
        assert [row["text"] for row in fields(found)] == texts and (texts or found)

    def test_nested_names_and_what_is_no_object(self, tmp_path: Path) -> None:
        found = read(
            tmp_path / "a.json", '[{"text": "One.", "source": {"id": null, "name": "Wire"}}, 7]'
        )
        assert fields(found) == [{"text": "One.", "source": "Wire"}] and unread(found) == [
            ("broken JSON", 2)
        ]

    @pytest.mark.parametrize(
        "raw", ['[{"text": "One."}', "[" * 100_000, '{"text": ' + "9" * 5000 + "}", "7"]
    )
    def test_broken_json_is_named(self, tmp_path: Path, raw: str) -> None:
        assert unread(read(tmp_path / "a.json", raw)) == [("broken JSON", 0)]


class TestWithoutTheExtra:
    """The libraries behind corpusreaders are an extra of the install."""

    def test_a_library_that_is_missing_is_named_with_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "feedparser", None)
        feed = Source(b"<rss><channel><item><title>One</title></item></channel></rss>", "a")
        (found,) = sandbox.read_safely(reader_for(feed), feed)
        assert found.reason == "reader not installed" and found.reason in BROKEN
        assert "feedparser: pip install 'standpoint[readers]'" in found.detail


class TestPagesOfWebArchives:
    """A page in a web archive is read as one on disk is."""

    def archive(self, body: bytes, kind: str) -> Source:
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/1\r\n"
            "WARC-Date: 2021-08-30T03:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        return Source(head.encode() + answer + b"\r\n\r\n", "a.warc")

    def test_with_the_date_that_its_markup_states(self) -> None:
        page = mutations.page().encode()
        (found,) = read_all(self.archive(page, "text/html; charset=utf-8"))
        fields = dict(found.what.fields)
        assert (fields["date"], fields["crawled"]) == ("2020-11-10", "2021-08-30")
        assert fields["text"] == html.page(Source(page, "a")).fields["text"]
        assert fields["url"] == "https://example.org/1" and found.reader.NAME == "webarchive 1"

    def test_by_the_reader_of_its_kind_and_tables_are_none(self) -> None:
        (found,) = read_all(self.archive(mutations.pdf(), "application/pdf"))
        assert found.what.fields["title"] == "A report"
        (found,) = read_all(self.archive(b"text,date\nOne.,2020\n", "text/csv"))
        assert (found.what.reason, found.what.number) == ("not a text", 1)


class TestArchives:
    def test_every_kind_of_file_in_every_kind_of_archive(self, tmp_path: Path) -> None:
        inner = {
            "in/a.txt": b"They left.",
            "in/b.csv": b"text\nOne.\nTwo.\n",
            "in/deep/c.csv.gz": gzip.compress(b"text\nThree.\n"),
            "x.bin": b"\0\1",
        }
        for name, data in (
            ("a.zip", mutations.zipped(inner)),
            ("b.tar.gz", mutations.tarred(inner)),
            ("c", mutations.zipped(inner)),
        ):
            (tmp_path / name).write_bytes(data)
            found = list(read_all(Source(tmp_path / name)))
            top = {"b.tar.gz": "b.tar.gz/b.tar"}.get(name, name)
            rows = [each for each in found if isinstance(each.what, Record)]
            texts = [(row.given.name.removeprefix(top), row.what.fields["text"]) for row in rows]
            assert texts == [
                ("/in/a.txt", "They left."),
                ("/in/b.csv", "One."),
                ("/in/b.csv", "Two."),
                ("/in/deep/c.csv.gz/c.csv", "Three."),
            ]
            assert [
                (each.given.name, each.what.reason)
                for each in found
                if isinstance(each.what, Unread)
            ] == [(f"{top}/x.bin", "no reader for .bin")]

    def test_documents_of_other_programs_are_no_archives(self, tmp_path: Path) -> None:
        odt = mutations.zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
        )
        assert unread(read(tmp_path / "a.odt", odt)) == [("no reader for .odt", 0)]
        assert unread(read(tmp_path / "a.doc", b"\xd0\xcf\x11\xe0" + bytes(600))) == [
            ("no reader for .doc", 0)
        ]
        assert "save it as .docx" in read(tmp_path / "a.doc")[0].detail
