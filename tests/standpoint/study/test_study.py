"""Study files: what they say, and what is said where they are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from notebooks_for_tests import STUDY, project
from standpoint.errors import InputError, StudyError
from standpoint.project import root
from standpoint.reading.corpus_entry import CorpusEntry
from standpoint.study.file import list_studies, read_study


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    return project(tmp_path)


FULL = """\
title: "Title: with a colon"
question: Who?
corpus:
  - {path: ../texts, published: 2023-01-12, language: en, publisher: A, country: ARM,
     licence: CC BY 4.0}
  - {path: ../digest.csv, columns: {text: summary, url: source_urls}}
actors: ../actors.yml
events: ../events.yml
window: {begin: 2018-01-01, end: '2023-12-31'}
parameters: {period: year}
notebooks:
  - run: 10-ingest
  - {run: 31-one-actor, with: {seed: 3}, for: {actor: [armenia, russia], seed2: [1, 2]}}
"""


def write(toy: Path, text: str, name: str = "other") -> Path:
    (toy / "data" / "digest.csv").write_text("id,summary\n1,x\n")
    (toy / "data" / "events.yml").write_text("events: []\n")
    path = toy / "data" / "studies" / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_full_study_is_read_with_absolute_paths(toy):
    path = write(toy, FULL)
    study = read_study("other")
    assert (study.name, study.title, study.question) == ("other", "Title: with a colon", "Who?")
    assert study.corpus[0] == CorpusEntry(
        toy / "data/texts", {}, "2023-01-12", "en", "A", "ARM", "", "CC BY 4.0"
    )
    assert study.corpus[1].columns == {"text": "summary", "url": "source_urls"}
    assert (
        study.window == (date(2018, 1, 1), date(2023, 12, 31))
        and study.events == toy / "data/events.yml"
    )
    names = [
        "10-ingest",
        *(f"31-one-actor--{a}--{n}" for a in ("armenia", "russia") for n in (1, 2)),
    ]
    assert [run.name for run in study.notebooks] == names
    assert study.notebooks[1].parameters == {"seed": 3, "actor": "armenia", "seed2": 1}
    assert study.notebooks[1].label == "31-one-actor (actor=armenia, seed2=1)"
    assert study.results == toy / "results/other" and study.tables == study.results / "tables"
    assert [p.name for p in study.inputs] == [
        "0.txt",
        "1.txt",
        "2.txt",
        "digest.csv",
        "actors.yml",
        "events.yml",
    ]
    assert study.path == path and study.reference == "other" and read_study(path) == study


def test_a_study_may_be_a_file_elsewhere_and_say_little(toy, tmp_path):
    path = tmp_path / "mine" / "own.yml"
    path.parent.mkdir()
    path.write_text(
        "corpus: [{path: ../data/texts/0.txt}]\nactors: ../data/actors.yml\n"
        "notebooks: [{run: 10-ingest}]\n"
    )
    study = read_study(path)
    assert study.window is None and study.events is None and study.title == "Own"
    assert (
        study.reference == path.as_posix()
        and study.results.parent == tmp_path / "results"
        and study.results.name.startswith("own-")
    )
    write(toy, STUDY, "own")
    assert read_study(path).results != read_study("own").results


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("question:", "  question:", "data/studies/other.yml, line 2: not valid YAML"),
        ("title:", "\ttitle:", "not valid YAML"),
        (
            "question:",
            "qestion:",
            "line 2, key 'qestion': unknown key. Remedy: the nearest known is 'question'.",
        ),
        ("question: Who?", "title: again", "line 2, key 'title': stands twice"),
        ("question: Who?", "question: 3", "line 2, key 'question': expected text, got a number"),
        (
            "path: ../texts,",
            "path: ../text,",
            r"line 4, key 'corpus\[0\].path': '../text' is not there. Remedy: .* is 'texts'",
        ),
        (
            "{path: ../texts,",
            "{",
            r"line 4, key 'corpus\[0\]': key 'path' is missing. Remedy: name the file or folder",
        ),
        ("language: en,", "langage: en,", "the nearest known is 'language'"),
        (
            "published: 2023-01-12",
            "published: 12 January",
            r"key 'corpus\[0\].published': not a date: '12 January'. Remedy: write YYYY",
        ),
        ("url: source_urls", "url: 3", "columns.url': expected text, got a number"),
        (
            "actors: ../actors.yml",
            "actors: ../actors.yaml",
            "line 7, key 'actors': '../actors.yaml' is not there. Remedy: .* 'actors.yml'",
        ),
        ("actors: ../actors.yml", "actors: ..", "'..' is a folder"),
        ("actors: ../actors.yml", "", "key 'actors' is missing"),
        (
            "begin: 2018-01-01",
            "begin: 2018-13-01",
            "line 9, key 'window.begin': not a date: '2018-13-01'",
        ),
        ("begin: 2018-01-01", "begin: 2018-01", "key 'window.begin': not a date: '2018-01'"),
        ("begin: 2018-01-01", "begin: 2024-01-01", "begins 2024-01-01 after it ends 2023-12-31"),
        (", end: '2023-12-31'", "", "key 'window': key 'end' is missing"),
        (
            "run: 10-ingest",
            "run: 10-injest",
            (
                r"line 12, key 'notebooks\[0\].run': no notebook '10-injest' .*nearest known is"
                r" '10-ingest'"
            ),
        ),
        (
            "- run: 10-ingest",
            "- run: 10-ingest\n  - run: 10-ingest",
            "'10-ingest' stands twice",
        ),
        (
            "[armenia, russia]",
            "[armenia, armenia]",
            r"'31-one-actor \(actor=armenia, seed2=1\)' stands twice",
        ),
        ("[armenia, russia]", "armenia", r"for.actor': expected a list, got text"),
        ("with: {seed: 3}", "wth: {seed: 3}", "unknown key. Remedy: the nearest known is 'with'"),
        ("with: {seed: 3}", "with: {study: x}", "the runner gives every notebook its study"),
        ("with: {seed: 3}", "with: 3", "with': expected 'key: value' pairs, got a number"),
        (FULL, "- a\n- b\n", "expected 'key: value' pairs, got a list"),
        (FULL, "", "expected 'key: value' pairs, got nothing"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_remedy(toy, old, new, said):
    assert old in FULL
    write(toy, FULL.replace(old, new))
    with pytest.raises(StudyError, match=said):
        read_study("other")


def test_a_corpus_beside_is_checked_like_the_corpus(toy):
    beside = "beside:\n  speeches:\n    - {path: ../gone.csv}\nactors: ../actors.yml"
    path = write(toy, FULL.replace("actors: ../actors.yml", beside))
    with pytest.raises(StudyError, match=r"key 'beside.speeches\[0\].path': '../gone.csv' is not"):
        read_study(path)
    path = write(toy, FULL.replace("actors: ../actors.yml", beside.replace("gone", "digest")))
    study = read_study(path)
    assert [entry.path.name for entry in study.beside["speeches"]] == ["digest.csv"]
    assert len(study.texts) == len(study.corpus) + 1


def test_a_study_that_is_not_utf8_or_not_there(toy):
    write(toy, "")
    (toy / "data/studies/other.yml").write_bytes(b"title: caf\xe9\n")
    with pytest.raises(StudyError, match="line 1: not UTF-8"):
        read_study("other")
    with pytest.raises(StudyError, match="no such study. Remedy: the nearest known is 'small'"):
        read_study("smal")
    with pytest.raises(StudyError, match="no such study file"):
        read_study("nowhere/x.yml")


def test_studies_are_listed_without_the_files_beside_them(toy):
    write(toy, FULL)
    (toy / "data/studies/my-actors.yml").write_text("actors: []\n")
    assert list_studies() == ["other", "small"]


def test_the_root_is_found_from_below_or_from_the_package(toy, tmp_path, monkeypatch):
    monkeypatch.delenv("STANDPOINT_ROOT")
    monkeypatch.chdir(toy / "data" / "texts")
    assert root() == toy
    monkeypatch.chdir("/")
    assert (root() / "lib" / "standpoint").is_dir()
    monkeypatch.setenv("STANDPOINT_ROOT", str(toy / "data"))
    with pytest.raises(InputError, match="no project folder"):
        root()
