"""Files in, documents out: what is read, what is said about the rest, and that nothing depends on
chance.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from standpoint import tables
from standpoint.errors import InputError
from standpoint.reading.documents import CorpusEntry, Ingested, documents

ROOT = Path(__file__).parents[3]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def one(tmp_path: Path, name: str, content: str, **options) -> pd.Series:
    found = documents(write(tmp_path, {name: content}), **options).documents
    assert len(found) == 1
    return found.iloc[0]


def reasons(found: Ingested) -> dict[str, str]:
    return dict(zip(found.excluded["source"], found.excluded["reason"], strict=True))


def test_a_folder_of_everything(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "b/2023-01-12_gyumri-rally.txt": "They left.",
            "a.md": (
                "---\ntitle: Deployment\ndate: 10 November 2020\nauthor: x\n---\nThe contingent"
                " came."
            ),
            "c.csv": (
                "id,date,headline,body,outlet,speaker,source_urls\nA1,2018-04-23,Resigned,He"
                " resigned.,Wire,N. P,https://a.am/1 https://a.am/2\n"
            ),
            "d.jsonl": json.dumps(
                {
                    "text": "It was closed.",
                    "date": "2022-12",
                    "country": "arm",
                    "language": "EN-gb",
                    "licence": "CC0",
                }
            ),
            ".hidden.txt": "no",
            "._a.md": "no",
            ".git/x.txt": "no",
            "scan.pdf": b"%PDF",
            "picture.jpg": b"\xff\xd8\xff\x00",
            "noending": "Said without an ending.",
            "empty.txt": " \n ",
        },
    )
    found = documents(folder)
    assert found.documents["source"].tolist() == [
        "c.csv#A1",
        "a.md",
        "d.jsonl#1",
        "b/2023-01-12_gyumri-rally.txt",
        "noending",
    ]
    assert found.documents["title"].tolist() == [
        "Resigned",
        "Deployment",
        "",
        "gyumri rally",
        "noending",
    ]
    assert found.documents["published_granularity"].tolist() == ["day", "day", "month", "day", ""]
    assert found.documents["author"].tolist() == ["", "x", "", "", ""]
    assert found.documents["published_written"].tolist() == [
        "2018-04-23",
        "10 November 2020",
        "2022-12",
        "",
        "",
    ]
    assert found.documents.loc[0, "reader"] == "delimited 2" and found.documents.loc[
        1, "reader"
    ].startswith("text 2 (chardet ")
    assert found.documents.loc[0, ["publisher", "speaker", "url"]].tolist() == [
        "Wire",
        "N. P",
        "https://a.am/1",
    ]
    assert found.documents.loc[2, ["country", "language", "licence"]].tolist() == [
        "ARM",
        "en",
        "CC0",
    ]
    assert reasons(found) == {
        ".git/": "hidden",
        ".hidden.txt": "hidden",
        "._a.md": "hidden",
        "empty.txt": "empty text",
        "picture.jpg": "no reader for .jpg",
        "scan.pdf": "broken PDF",
    }


@pytest.mark.parametrize(
    "name, start, granularity",
    [
        ("2023-01-12_title", "2023-01-12", "day"),
        ("20230112_title", "2023-01-12", "day"),
        ("2023-01-12_1", "2023-01-12", "day"),
        ("2023-01-12_1_rally", "2023-01-12", "day"),
        ("2023-01-12-2", "2023-01-12", "day"),
        ("20230112-1430", "2023-01-12", "day"),
        ("title-2023-01", "2023-01-01", "month"),
        ("title 2023_01_12", "2023-01-12", "day"),
        ("title", None, ""),
        ("000_0d89e17f254d5903", None, ""),
        ("id20231399", None, ""),
        ("2020-13-45_x", None, ""),
        ("report-2023", None, ""),
        ("12345678", None, ""),
    ],
)
def test_dates_in_file_names(
    tmp_path: Path, name: str, start: str | None, granularity: str
) -> None:
    row = one(tmp_path, f"{name}.txt", "Text.")
    assert row["published_granularity"] == granularity
    assert (
        (row["published_start"] == pd.Timestamp(start))
        if start
        else pd.isna(row["published_start"])
    )
    assert row["flags"] == ("date-from-file-name" if start else "undated")


def test_a_date_stated_goes_before_the_name_and_the_parameter(tmp_path: Path) -> None:
    row = one(
        tmp_path, "2023-01-12_x.md", "---\ndate: 2022-12-27\n---\nText.", published="2020-01-01"
    )
    assert row["published_start"] == pd.Timestamp("2022-12-27") and row["flags"] == ""
    row = one(tmp_path, "2023-01-12_x.md", "Text.", published="2020-01-01")
    assert row["published_start"] == pd.Timestamp("2023-01-12")


def test_the_date_given_as_a_parameter(tmp_path: Path) -> None:
    row = one(tmp_path, "x.txt", "Text.", published="2023-01-12")
    assert (
        row["published_end"] == pd.Timestamp("2023-01-12") and row["flags"] == "date-from-parameter"
    )
    assert (
        one(tmp_path, "x.txt", "Text.", published=dt.date(2023, 1, 12))["doc_id"] == row["doc_id"]
    )


@pytest.mark.parametrize(
    "written, flags",
    [
        ("soon", "unreadable-date;undated"),
        ("2020-02-31", "unreadable-date;undated"),
        ("2999-01-01", "future-date;undated"),
    ],
)
def test_a_date_that_cannot_be_leaves_the_document_undated(
    tmp_path: Path, written: str, flags: str
) -> None:
    row = one(
        tmp_path, "2020-01-01_x.md", f"---\ndate: '{written}'\n---\nText.", published="2020-01-01"
    )
    assert pd.isna(row["published_start"]) and row["flags"] == flags


def test_tomorrow_is_the_future_and_today_is_not(tmp_path: Path) -> None:
    today = dt.date.today()
    rows = f"text,date\na,{today}\nb,{today + dt.timedelta(days=1)}\n"
    found = documents(write(tmp_path, {"a.csv": rows})).documents.set_index("text")
    assert found.loc["a", "flags"] == "" and found.loc["b", "flags"] == "future-date;undated"


@pytest.mark.parametrize(
    "row, start, end, granularity, flags",
    [
        ("2020-09-27,2020-11-10,day", "2020-09-27", "2020-11-10", "range", ""),
        ("2023-01-11,,month", "2023-01-01", "2023-01-31", "month", ""),
        ("2023-01-11,2023-01-11,day", "2023-01-11", "2023-01-11", "day", ""),
        ("2023-01-11,2022-01-11,day", "2023-01-11", "2023-01-11", "day", "end-before-start"),
        ("2023-01-11,later,day", "2023-01-11", "2023-01-11", "day", "unreadable-end-date"),
        ("2023-01-11,,about", "2023-01-11", "2023-01-11", "day", "unknown-granularity"),
        ("10.11.2020,,", "2020-11-10", "2020-11-10", "day", "ambiguous-day-month"),
    ],
)
def test_end_dates_and_precision(
    tmp_path: Path, row: str, start: str, end: str, granularity: str, flags: str
) -> None:
    found = one(tmp_path, "a.csv", f"date,end_date,granularity,text\n{row},Text.\n")
    assert found["published_start"] == pd.Timestamp(start) and found[
        "published_end"
    ] == pd.Timestamp(end)
    assert (found["published_granularity"], found["flags"]) == (granularity, flags)


def test_the_month_may_come_first(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "date,text\n10.11.2020,Text.\n"})
    found = documents(CorpusEntry(tmp_path / "a.csv", day_first=False)).documents
    assert found.loc[0, "published_start"] == pd.Timestamp("2020-10-11")


def test_ids_are_content_and_have_not_changed(tmp_path: Path) -> None:
    row = one(
        tmp_path, "a.csv", "text,title,date,outlet,speaker\nThey left.,Rally,2023-01-12,Wire,N. P\n"
    )
    parts = json.dumps(["They left.", "Rally", "2023-01-12/2023-01-12/day", "Wire", "N. P"])
    assert row["doc_id"] == hashlib.sha256(parts.encode()).hexdigest()[:16] == "6acf273fbb86a7e3"


def test_fields_cannot_run_into_each_other(tmp_path: Path) -> None:
    found = documents(
        write(tmp_path, {"a.csv": "text,title,speaker\nab,c,\na,bc,\na,b,c\na,,bc\n"})
    ).documents
    assert found["doc_id"].nunique() == 4


def test_the_same_record_twice_is_one_document(tmp_path: Path) -> None:
    found = documents(
        write(
            tmp_path,
            {
                "a.csv": "id,date,text\n1,2020-01-01,They left.\n2,2020-01-01,They left.\n",
                "b.txt": "A.",
                "copy of b.txt": "A.",
            },
        )
    )
    assert found.documents["source"].tolist() == ["a.csv#1", "b.txt"]
    assert found.excluded[["source", "reason", "detail"]].to_numpy().tolist() == [
        ["a.csv#2", "duplicate record", "the same as a.csv#1"],
        ["copy of b.txt", "duplicate record", "the same as b.txt"],
    ]


def test_the_same_text_elsewhere_points_at_the_earliest(tmp_path: Path) -> None:
    rows = (
        "date,outlet,text\n2020-01-03,B,They  left.\n2020-01-02,A,They left.\n,C,They"
        " left.\n2020-01-04,D,Others left.\n"
    )
    found = documents(write(tmp_path, {"a.csv": rows})).documents.set_index("publisher")
    assert found.index.tolist() == ["A", "B", "D", "C"]
    first = found.loc["A", "doc_id"]
    assert found["duplicate_of"].tolist() == ["", first, "", first]


def test_the_same_text_months_later_returns_and_is_no_copy(tmp_path: Path) -> None:
    rows = "date,outlet,text\n2020-01-02,A,They left.\n2020-06-02,B,They left.\n"
    found = documents(write(tmp_path, {"a.csv": rows})).documents
    assert found["duplicate_of"].tolist() == ["", ""]
    assert found["flags"].tolist() == ["recurring", "recurring"]


def test_a_text_is_left_as_it_is_but_for_line_ends_and_form(tmp_path: Path) -> None:
    raw = "Tu\u0308rkiye\u00a0left.  Twice. \u200b<script>alert(1)</script>"
    row = one(tmp_path, "a.txt", f"\ufeff\r\n{raw}\r\nEnd.\r\n")
    assert (
        row["text"] == unicodedata.normalize("NFC", raw) + "\nEnd."
        and row["flags"] == "nfc;undated"
    )
    assert one(tmp_path, "a.txt", "Türkiye left.")["flags"] == "undated"


def test_columns_may_be_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "text,Contenu,when\nshort,The whole.,2020\n", "b.txt": "Plain."})
    found = documents(tmp_path, columns={"text": "Contenu", "date": "when"}).documents
    assert (
        found["text"].tolist() == ["The whole.", "Plain."]
        and found.loc[0, "published_granularity"] == "year"
    )


def test_columns_are_found_whatever_their_case(tmp_path: Path) -> None:
    row = one(tmp_path, "a.csv", "Full Text,End-Date,DATE\nThe text.,2020-02-01,2020-01-01\n")
    assert row["text"] == "The text." and row["published_end"] == pd.Timestamp("2020-02-01")


def test_what_a_source_says_holds_where_a_record_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "text,publisher,language\nOne.,Own,\nTwo.,,ru\nThree.,,klingon\n"})
    source = CorpusEntry(
        path=tmp_path / "a.csv",
        publisher="Wire",
        language="hy",
        country="rus",
        licence="CC BY",
        published="2020-05",
        speaker="S",
        columns={},
    )
    found = documents([source]).documents.sort_values("source")
    assert found["publisher"].tolist() == ["Own", "Wire", "Wire"]
    assert found["language"].tolist() == ["hy", "ru", "und"]
    assert found[["country", "licence", "speaker"]].drop_duplicates().to_numpy().tolist() == [
        ["RUS", "CC BY", "S"]
    ]
    assert found["flags"].tolist() == [
        "date-from-parameter",
        "date-from-parameter",
        "date-from-parameter;unknown-language",
    ]


def test_the_order_of_sources_does_not_matter_and_every_file_counts_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "p/x.txt": "One.",
            "q/x.txt": "Two.",
            "p/deep/y.txt": "Three.",
            "z.csv": "text\nOne.\nFour.\n",
        },
    )
    sources = [
        tmp_path / "p",
        tmp_path / "q",
        tmp_path / "z.csv",
        tmp_path / "p" / "deep",
        tmp_path / "p" / "x.txt",
    ]
    first = documents(sources)
    for seed in range(4):
        again = sources[:]
        random.Random(seed).shuffle(again)
        other = documents(again)
        pd.testing.assert_frame_equal(first.documents, other.documents)
        pd.testing.assert_frame_equal(first.excluded, other.excluded)
    assert first.documents["source"].tolist() == ["deep/y.txt", "p/x.txt", "q/x.txt", "z.csv#2"]
    assert first.excluded["detail"].tolist() == ["the same as p/x.txt"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        {"a.csv": "text,date\nOne.,2020\nTwo.,soon\n", "b.pdf": b"", "c.txt": "Three."},
    )
    for out in ("x", "y"):
        found = documents(folder)
        tables.write(found.documents, "documents", tmp_path / out)
        tables.write(found.excluded, "excluded", tmp_path / out)
    for name in ("documents.parquet", "documents.csv", "excluded.parquet", "excluded.csv"):
        assert (tmp_path / "x" / name).read_bytes() == (tmp_path / "y" / name).read_bytes()


def test_documents_can_be_read_from_the_documents_table(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", {"a.csv": "text,date,title,speaker\nOne.,2020-11,T,S\nTwo.,2020-11-10,,\n"}
    )
    found = documents(folder).documents
    path = tables.write(found, "documents", tmp_path / "out")
    again = documents(path).documents
    same = [
        "doc_id",
        "title",
        "text",
        "language",
        "published_start",
        "published_end",
        "published_granularity",
        "speaker",
    ]
    pd.testing.assert_frame_equal(found[same], again[same])


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    folder = write(tmp_path, {"in/a.txt": "One."}) / "in"
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "broken.txt").symlink_to(folder / "nowhere")
    found = documents(folder)
    assert found.documents["source"].tolist() == ["a.txt"]
    assert reasons(found)["broken.txt"] == "not a regular file"


def test_the_bundled_corpus_is_read_whole() -> None:
    found = documents(ROOT / "data" / "digest.csv")
    assert len(found.documents) == 418 and found.excluded.empty
    assert (
        set(found.documents["flags"]) == {""}
        and (found.documents["published_granularity"] == "month").sum() == 2
    )
    assert found.documents["source"].str.endswith("#A001").sum() == 1


def test_the_bundled_article_is_read_with_its_front_matter() -> None:
    row = documents(ROOT / "data" / "article.md").documents.iloc[0]
    assert row["published_start"] == pd.Timestamp("2023-01-12") and row["flags"] == ""
    assert row["title"].startswith("Armenia and Russia") and row["licence"] == "CC BY 4.0"
    assert len(row["text"]) > 2000 and not row["text"].startswith("---")


@pytest.mark.parametrize("field, near", [("txt", "text"), ("data", "date")])
def test_an_unknown_field_is_refused_by_name(tmp_path: Path, field: str, near: str) -> None:
    with pytest.raises(InputError, match=f"unknown field '{field}'.*nearest known is '{near}'"):
        documents(write(tmp_path, {"a.csv": "text\nx\n"}), columns={field: "text"})


def test_a_text_whose_script_contradicts_its_language_is_flagged_and_read_from_the_text(tmp_path):
    (tmp_path / "a.txt").write_text("Россия и Армения подписали договор.", encoding="utf-8")
    (tmp_path / "b.txt").write_text(
        "Russia (Россия) and Armenia signed a treaty.", encoding="utf-8"
    )
    read = documents(tmp_path, language="en").documents.set_index("source")
    assert (
        read.at["a.txt", "language"] == "ru"
        and "language-contradicted-by-script" in read.at["a.txt", "flags"]
    )
    assert read.at["b.txt", "language"] == "en"


def test_what_lies_outside_the_window_is_left_out_and_undated_texts_stay(tmp_path):
    for name in ("2019-05-01_early.txt", "2021-05-01_inside.txt", "undated.txt"):
        (tmp_path / name).write_text(f"Text of {name}.", encoding="utf-8")
    read = documents(tmp_path, window=(dt.date(2020, 1, 1), dt.date(2022, 1, 1)))
    assert sorted(read.documents["source"]) == ["2021-05-01_inside.txt", "undated.txt"]
    assert read.excluded[["source", "reason"]].values.tolist() == [
        ["2019-05-01_early.txt", "outside the window"]
    ]
    with pytest.raises(InputError):
        documents(
            tmp_path / "2019-05-01_early.txt", window=(dt.date(2020, 1, 1), dt.date(2022, 1, 1))
        )
