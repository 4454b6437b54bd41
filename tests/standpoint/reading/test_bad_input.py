"""Everything that can be wrong with what a user brings: a sentence with place and remedy, the right
exit code, nothing lost.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from standpoint import tables
from standpoint.__main__ import main
from standpoint.reading.documents import documents

ROOT = Path(__file__).parents[3]
TEXT = {"id": 1, "text": "Russia sent peacekeepers to Armenia on 10 November 2020."}
ITEM = {"id": 1, "sentence": "Baku praised Ankara.", "start": 13, "end": 19}


@pytest.fixture
def said(capsys: pytest.CaptureFixture):
    """What the command wrote on standard error; never a traceback."""

    def read(*, named: bool = True) -> str:
        err = capsys.readouterr().err
        assert "Traceback" not in err
        assert not named or all(line.startswith("standpoint: ") for line in err.splitlines())
        return err

    return read


def ingest(tmp_path: Path, *paths: str | Path, more: tuple[str, ...] = ()) -> int:
    return main(["ingest", *map(str, paths), "--out", str(tmp_path / "out"), *more])


def excluded(tmp_path: Path) -> list[list[str]]:
    return (
        tables.read("excluded", tmp_path / "out")[["source", "reason", "detail"]]
        .to_numpy()
        .tolist()
    )


# ---- files and folders ----


def test_a_missing_file_is_named_with_its_neighbour(tmp_path: Path, said) -> None:
    (tmp_path / "speeches").mkdir()
    assert ingest(tmp_path, tmp_path / "speechs") == 2
    err = said()
    assert (
        f"{tmp_path / 'speechs'}: no such file or folder" in err
        and "the nearest known is 'speeches'" in err
    )
    assert not (tmp_path / "out").exists()


def test_a_missing_folder_is_named_with_what_exists_of_its_path(tmp_path: Path, said) -> None:
    assert ingest(tmp_path, tmp_path / "no" / "such" / "file.txt") == 2
    assert f"'{tmp_path}' is the last part of the path that exists" in said()


def test_one_missing_of_several_is_refused_before_any_is_read(tmp_path: Path, said) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    assert ingest(tmp_path, tmp_path / "a.txt", tmp_path / "b.txt") == 2
    assert "b.txt: no such file" in said() and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "files, words",
    [
        ({}, "no file in it"),
        (
            {"a.jpg": b"\0", "b.jpg": b"\0", "c.odt": b"\0"},
            r"2 × no reader for .jpg, 1 × no reader for .odt.*Remedy: give files that end in .txt",
        ),
        ({"a.txt": b" \n"}, "1 × empty text.*a.txt"),
        ({"a.csv": b"text\n"}, "nothing|no rows|no file"),
        ({"a.csv": b"who,what\nx,y\n"}, r"no text column.*columns are who, what"),
        ({"a.txt": b"caf\xe9"}, r"not UTF-8.*line 1, byte 0xE9 after 'caf'; save it as UTF-8"),
        ({".hidden.txt": b"x"}, "1 × hidden"),
    ],
)
def test_an_empty_corpus_says_what_was_found(
    tmp_path: Path, said, files: dict[str, bytes], words: str
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    assert ingest(tmp_path, folder) == 2
    err = said()
    assert str(folder) in err and re.search(words, err, re.DOTALL), err
    assert not (tmp_path / "out").exists()


def test_a_text_that_is_not_utf8_is_named_and_the_others_are_read(tmp_path: Path, said) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"fine\nna\xefve")
    (folder / "b.txt").write_text("Fine.")
    assert ingest(tmp_path, folder) == 1
    assert "a.txt: not UTF-8, line 2, byte 0xEF after 'na'" in said()
    assert len(tables.read("documents", tmp_path / "out")) == 1
    assert excluded(tmp_path)[0][:2] == ["a.txt", "not UTF-8"]


def test_a_broken_row_is_named_and_the_others_are_read(tmp_path: Path, said) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,One.\n2,"Two.\n3,Three,and more.\n4,"Four."\n')
    assert ingest(tmp_path, path) == 1
    err = said()
    assert (
        "a.csv#2: broken row, line 3: a quotation mark" in err
        or "a.csv#2: broken row, line 3: text stands behind" in err
    )
    assert "a.csv#3: broken row, line 4: 3 fields where the header has 2" in err
    assert tables.read("documents", tmp_path / "out")["source"].tolist() == ["a.csv#1", "a.csv#4"]


def test_a_broken_line_of_json_is_named_and_the_others_are_read(tmp_path: Path, said) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n{"text": "Two."\n{"text": null}\n')
    assert ingest(tmp_path, path) == 1
    assert "a.jsonl#2: broken JSON, line 2, character" in said()
    assert [row[:2] for row in excluded(tmp_path)] == [
        ["a.jsonl#2", "broken JSON"],
        ["a.jsonl#3", "empty text"],
    ]


def test_invalid_front_matter_is_named_by_line(tmp_path: Path, said) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: x\ndate: 2020: 11\n---\nText.")
    (folder / "b.md").write_text("Text.")
    assert ingest(tmp_path, folder) == 1
    assert "a.md: broken front matter, line 3" in said()


def test_a_duplicate_is_left_out_and_names_the_first(tmp_path: Path, said) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The same.")
    assert ingest(tmp_path, tmp_path / "a.txt", tmp_path / "b.txt") == 0
    assert said() == "" and excluded(tmp_path) == [
        ["b.txt", "duplicate record", "the same as a.txt"]
    ]


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(2, "No such file or directory"),
        PermissionError(13, "Permission denied"),
        OSError(5, "Input/output error"),
    ],
)
def test_a_file_that_vanishes_or_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Text of {name}.")
    original = Path.open

    def failing(path: Path, *more, **options):
        if path.name == "a.txt":
            raise error
        return original(path, *more, **options)

    monkeypatch.setattr(Path, "open", failing)
    found = documents(tmp_path)
    assert found.documents["source"].tolist() == ["b.txt"]
    assert found.excluded.loc[0, ["source", "reason", "detail"]].tolist() == [
        "a.txt",
        "cannot be read",
        error.strerror,
    ]


def test_a_text_with_a_script_in_it_stays_a_text(tmp_path: Path) -> None:
    raw = '<script>alert("x")</script> =HYPERLINK("http://x") {{ 7 * 7 }}'
    (tmp_path / "a.txt").write_text(raw)
    assert documents(tmp_path).documents.loc[0, "text"] == raw


@pytest.mark.parametrize(
    "value, words",
    [
        ("soon", "'soon'"),
        ("2020-02-31", "February 2020 has 29 days"),
        ("2999", "lies in the future"),
    ],
)
def test_a_published_date_that_cannot_be(tmp_path: Path, said, value: str, words: str) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    assert ingest(tmp_path, tmp_path / "a.txt", more=("--published", value)) == 2
    err = said()
    assert "published date" in err and words in err and "Remedy" in err


def test_a_column_that_is_not_there_is_named_with_its_neighbour(tmp_path: Path, said) -> None:
    (tmp_path / "a.csv").write_text("text,dated\nx,2020\n")
    assert ingest(tmp_path, tmp_path / "a.csv", more=("--column", "date=date")) == 2
    assert "'date', named for date; the nearest known is 'dated'; columns are text, dated" in said()
    assert ingest(tmp_path, tmp_path / "a.csv", more=("--column", "dates=dated")) == 2
    assert "unknown field 'dates'. Remedy: the nearest known is 'date'" in said()


def test_an_output_that_cannot_be_is_refused_first(tmp_path: Path, said) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "in.jsonl").write_text(json.dumps(TEXT))
    assert ingest(tmp_path, tmp_path / "in.jsonl") == 0
    assert (
        main(["ingest", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "file" / "out")]) == 2
    )
    assert "is a file, not a folder" in said()
    assert main(["tag", str(tmp_path / "in.jsonl"), "--out", str(tmp_path)]) == 2
    assert "is a folder" in said()


# ---- lines that the verbs are given ----

BAD_TEXTS = [
    ("{bad", "broken JSON: character 2"),
    ("[1, 2]", "broken JSON: a list where an object is needed"),
    ('{"text": "x"}', "no 'id'"),
    ('{"id": null, "text": "x"}', "no 'id'"),
    ('{"id": [1], "text": "x"}', "'id' is not text or a whole number"),
    ('{"id": 2}', "no 'text'"),
    ('{"id": 2, "txt": "x"}', "no 'text'. Remedy: the nearest known is 'txt'"),
    ('{"id": 2, "text": 5}', "'text' is not text"),
    ('{"id": "1", "text": "x"}', "id '1' stands already in line 1"),
    ('{"id": 2, "text": "x", "date": "31 Feb 2020"}', "February 2020 has 29 days"),
    ('{"id": 2, "text": "x", "date": "soon"}', "'soon' is not understood as a date"),
    ('{"id": 2, "text": "x", "date": [2020]}', "is no date"),
    ('{"id": 2, "text": "x", "speaker": 7}', "'speaker' is not text"),
    ('{"id": 2, "text": "\\ud83d"}', "half a character"),
]


@pytest.mark.parametrize("bad, words", BAD_TEXTS)
def test_a_bad_line_is_named_and_the_rest_is_finished(
    tmp_path: Path, said, bad: str, words: str
) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text(f"{json.dumps(TEXT)}\n{bad}\n" + json.dumps(TEXT | {"id": 3}))
    assert main(["tag", str(path), "--out", str(out)]) == 1
    err = said()
    assert (
        f"standpoint: {path}:2: " in err
        and words in err
        and "1 line left out, the others done." in err
    )
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [1, 3]


@pytest.mark.parametrize(
    "change, words",
    [
        ({"start": 13, "end": 60}, "target 13:60: not inside the sentence of 20 characters"),
        ({"start": 19, "end": 13}, "target 19:13"),
        ({"start": -1}, "target -1:19"),
        ({"start": "13"}, "'start' is not a whole number"),
        ({"end": None}, "no 'end'"),
        ({"end": True}, "'end' is not a whole number"),
        ({"sentence": None}, "no 'sentence'"),
        ({"kind": 3}, "'kind' is not text"),
    ],
)
def test_a_bad_item_is_named_and_the_rest_is_scored(
    tmp_path: Path, said, change: dict, words: str
) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text(json.dumps(ITEM | {"id": 2} | change) + "\n" + json.dumps(ITEM))
    assert main(["score", str(path), "--out", str(out)]) == 1
    err = said()
    assert f"{path}:1: " in err and words in err and "Remedy" in err
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [1]


@pytest.mark.parametrize("name", ["score", "tag", "opinions", "timeline"])
class TestEveryVerb:
    def test_a_missing_input(self, tmp_path: Path, said, name: str) -> None:
        (tmp_path / "texts.jsonl").write_text("")
        assert main([name, str(tmp_path / "text.jsonl"), "--out", str(tmp_path / "out")]) == 2
        assert (
            "no such file or folder. Remedy: the nearest known is 'texts.jsonl'" in said()
            and not (tmp_path / "out").exists()
        )

    def test_a_folder_for_an_input(self, tmp_path: Path, said, name: str) -> None:
        assert main([name, str(tmp_path), "--out", str(tmp_path / "out")]) == 2
        assert "is a folder" in said()

    @pytest.mark.parametrize("data", [b"", b"\n \n", b"\xff\xfe{\x00}\x00", b"\x89PNG\r\n", b"{}"])
    def test_nothing_that_could_be_run(self, tmp_path: Path, said, name: str, data: bytes) -> None:
        (tmp_path / "in.jsonl").write_bytes(data)
        assert main([name, str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out")]) == 2
        assert "in.jsonl" in said() and not (tmp_path / "out").exists()


def test_an_unknown_scorer(tmp_path: Path, said) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(ITEM))
    assert (
        main(
            [
                "score",
                str(tmp_path / "in.jsonl"),
                "--out",
                str(tmp_path / "out"),
                "--scorer",
                "vadr",
            ]
        )
        == 2
    )
    assert "scorer 'vadr'" in said() and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "data, words",
    [(b"actors: [", "actors.yml"), (b"- 1\n- 2\n", "actors.yml"), (b"\xff\xff", "actors.yml")],
)
@pytest.mark.parametrize("name", ["opinions", "timeline"])
def test_a_registry_that_is_broken(
    tmp_path: Path, said, name: str, data: bytes, words: str
) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(TEXT))
    (tmp_path / "actors.yml").write_bytes(data)
    assert (
        main(
            [
                name,
                str(tmp_path / "in.jsonl"),
                "--out",
                str(tmp_path / "out"),
                "--actors",
                str(tmp_path / "actors.yml"),
            ]
        )
        == 2
    )
    assert words in said() and not (tmp_path / "out").exists()


def test_a_registry_that_is_not_there(tmp_path: Path, said) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(TEXT))
    assert (
        main(
            [
                "opinions",
                str(tmp_path / "in.jsonl"),
                "--out",
                "-",
                "--actors",
                str(tmp_path / "actor.yml"),
            ]
        )
        == 2
    )
    assert "actor.yml: no such file" in said()


def test_a_study_that_is_not_there(said) -> None:
    assert main(["check", "armenai"]) == 2
    assert "armenai" in said()
    assert main(["run", "armenai"]) == 2
    assert "armenia" in said(named=False)


@pytest.mark.parametrize("change", ["perod=month", "30-score-sentiment.perod=month"])
def test_a_misspelt_parameter_is_refused_by_name(said, change: str) -> None:
    assert main(["run", "--set", change]) == 2
    err = said(named=False)
    assert "perod" in err and "period" in err
