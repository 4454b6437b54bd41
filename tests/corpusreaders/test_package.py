"""The package as others use it: its public names, files on disk, any bytes, and no neighbour."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpusreaders
from corpusreaders import READERS, Record, Source, Unread, rtf

LIBRARY = [{"id": "k", "type": "book", "title": "One", "issued": {"date-parts": [[2020]]}}]


def test_the_public_names_are_these_and_no_others() -> None:
    assert sorted(corpusreaders.__all__) == [
        "Limits",
        "READERS",
        "Reader",
        "Record",
        "Source",
        "TooLarge",
        "Unread",
        "read",
        "reader_for",
        "records",
    ]
    assert all(hasattr(corpusreaders, name) for name in corpusreaders.__all__)


def test_every_reader_says_who_it_is() -> None:
    assert len({reader.NAME for reader in READERS}) == len(READERS) == 16
    for reader in READERS:
        assert re.fullmatch(r"[a-z]+ \d+", reader.NAME) and reader.__doc__
        assert all(ending.startswith(".") for ending in reader.ENDINGS)


def test_a_file_is_read_into_dicts_and_what_is_left_out_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "library.json"
    path.write_text(json.dumps([*LIBRARY, {"id": "l", "type": "book"}]))
    with pytest.warns(UserWarning, match=r"library.json: 1 not read, the first: no text"):
        (row,) = corpusreaders.read(path)
    assert row == {
        "title": "One",
        "text": "One",
        "date": "2020",
        "place": "item 1, k",
        "flags": ("title-only",),
    }


def test_a_file_that_no_reader_knows_and_one_that_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A text of its own.")
    with pytest.raises(ValueError, match=r"a\.txt: no format that is known here \(nexis, factiva"):
        corpusreaders.read(tmp_path / "a.txt")
    source = Source(json.dumps(LIBRARY).encode(), "a.json", limits=corpusreaders.Limits(20))
    assert [each.reason for each in corpusreaders.records(source)] == ["too large"]


def test_texts_in_other_encodings() -> None:
    title = "Армения и Россия не согласны: миссия закончена и контингент ушёл зимой. " * 4
    text = json.dumps([{**LIBRARY[0], "title": title}], ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1251"):
        source = Source(text.encode(encoding), "a.json")
        (record,) = corpusreaders.records(source)
        assert record.fields["title"] == title.strip(), encoding
        assert ("encoding-guessed" in source.text().flags) == (encoding == "cp1251")


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "part, reason",
    [
        (b" " * (16 << 20), "unpacks too large"),
        (b"<!DOCTYPE w><w/>", "unsafe XML"),
        (b"<w/>", "broken DOCX"),
    ],
)
def test_a_document_that_does_harm_or_is_broken_is_named(part: bytes, reason: str) -> None:
    source = Source(zipped("word/document.xml", part), "a.docx")
    assert [each.reason for each in corpusreaders.records(source)] == [reason]


OPENINGS = (
    b"",
    b'{"query": {"pages": [{"pageid": 1, "title": "T", "revisions": [',
    b'[{"id": 1, "type": "book", "title": "T", "container-title": "J"},',
    b"<rss><channel><item><title>A</title>",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\n",
    b"1 of 2 DOCUMENTS\n\nThe Daily Mock\n\nMay 4, 2020\n\nT\n\nLENGTH: 3 words\n\nBody",
    b'<html><title>Factiva</title><div class="article enArticle"><p>',
    b'<html><article><header><span class="DocPublicationName">La Croix</span></header>',
    b"id,side_a,side_b,dyad_id,source_headline\n1,A,B,2,",
    b"stories_id,publish_date,title,url,media_name\n1,2020-01-01,",
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(OPENINGS), st.binary(max_size=300) | st.text(max_size=80), st.booleans())
def test_any_bytes_give_records_or_named_reasons(
    opening: bytes, rest: bytes | str, named: bool
) -> None:
    data = opening + (rest.encode("utf-8", "surrogatepass") if isinstance(rest, str) else rest)
    source = Source(data, "ARM_75_2020.txt" if named else "a")
    if corpusreaders.reader_for(source):
        for found in corpusreaders.records(source):
            assert isinstance(found, Record | Unread)
            if isinstance(found, Record):
                assert found.fields["text"] and all(map(str.strip, found.fields))
                assert all(isinstance(value, str) for value in found.fields.values())
            else:
                assert found.reason and "\n" not in found.reason


def test_it_stands_alone() -> None:
    folder = Path(corpusreaders.__file__).parent
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"standpoint", "timexpr"}, path
    # What is behind the readers loads on first use.
    heavy = "lxml pypdf docx warcio feedparser trafilatura babel openpyxl defusedxml"
    script = f"import sys, corpusreaders; sys.exit(len(set({heavy.split()}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


CLAIMS = r"""
from corpusreaders import READERS, Source
pieces = ["<!-- note -->\n", "<!-- a ", "<p ", "<?xml ", "{\\rtf1 ", "{\\title \\u1056 ?"]
pieces += ["{\\pict", " ", "\n", "{", "[", '{"a', "1 ", "Title: ", "(", "- ", "= ", "{{", "a\n"]
for start in ("", "<", "{\\rtf1 "):
    for piece in pieces:
        data = (start + piece * (60_000 // len(piece)) + "Russia left.").encode()
        for ending in (".md", ".html", ".rtf", ".txt", ".csv", ".json", ".xml"):
            [reader.claims(Source(data, "a" + ending)) for reader in READERS]
"""


def test_no_opening_of_a_file_hangs_the_question_who_reads_it() -> None:
    """Asked in a process of its own: a pattern that backtracks without end hears no signal."""
    subprocess.run([sys.executable, "-c", CLAIMS], check=True, timeout=90)


@pytest.mark.parametrize(
    ("raw", "text", "title"),
    [
        (r"{\rtf1\ansi They came \u-10179?\u-8704? today.}", "They came 😀 today.", None),
        (r"{\rtf1 A half \u-10179? stays.}", "A half � stays.", None),
        (
            r"{\rtf1{\info{\title " + r"\u1056 ?" * 40 + r"\f1 x}}They came.}",
            "They came.",
            "Р" * 40 + "x",
        ),
        (r"{\rtf1{\info{\title " + r"\u1056 ?" * 40 + "{}They came.}", None, None),
        (r"{\rtf1 A {\pict{\*\x y}\png " + "0a" * 20_000 + "} b.}", "A  b.", None),
    ],
    ids=["beyond 16 bits", "half", "many letters", "not closed", "picture"],
)
def test_rtf_keeps_its_text(raw: str, text: str | None, title: str | None) -> None:
    (record,) = rtf.read(Source(raw.encode(), "a.rtf"))
    assert text is None or record.fields["text"] == text
    assert record.fields.get("title") == title


def test_a_doubled_byte_order_mark_is_no_part_of_the_first_column() -> None:
    source = Source(b"\xef\xbb\xbf\xef\xbb\xbftext,date\nOne.,2020\n", "a.csv")
    assert source.text().text.startswith("text,date")
