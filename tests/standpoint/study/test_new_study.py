"""`python -m standpoint new`: what it writes works at once, what it cannot use it names, and what
is there it leaves alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notebooks_for_tests import notebook, project
from small_corpus import small_project, standpoint
from standpoint.__main__ import main
from standpoint.actors.registry import read_registry
from standpoint.chronology.reference import reference_events
from standpoint.errors import InputError, StudyError
from standpoint.study import new as newstudy
from standpoint.study.file import list_studies, read_study
from standpoint.study.new import new_study

TEXT = (
    "Minister Ada Lind of Chile met Russia. Ada Lind praised the Harbour Council. The Harbour"
    " Council left Chile, and the Harbour Council thanked Ada Lind of Chile."
)


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    made = project(tmp_path)
    notebook(made / "notebooks", "80-bring", 'study = "small"', role="texts")
    (made / "notebooks" / "90-attempt.ipynb").write_text("{}")
    return made


def folder(at: Path, **texts: str) -> Path:
    at.mkdir(parents=True)
    for name, text in texts.items():
        (at / f"{name}.txt").write_text(text, encoding="utf-8")
    return at


def studies(toy: Path) -> list[str]:
    return sorted(path.name for path in (toy / "data" / "studies").iterdir())


def test_a_new_study_works_as_written(toy, tmp_path):
    texts = folder(tmp_path / "my texts", **{"2021-03-01_a": TEXT, "b": "Armenia spoke."})
    made = new_study("my-own", texts, published="2023-01-12", title='A "title": mine')
    study = read_study("my-own")
    assert (
        (study.path, study.actors) == (made.study, made.actors)
        and study.title == 'A "title": mine'
        and study.window is None
    )
    assert (
        study.corpus_files == (texts / "2021-03-01_a.txt", texts / "b.txt")
        and study.corpus[0].published == "2023-01-12"
    )
    assert study.corpus[0].language == "en" and study.events == made.events
    assert made.events.name == "my-own-events.yml" and reference_events(made.events).empty
    assert "landmarks" not in study.parameters, "no notebook here knows the parameter"
    ran = [run.name for run in study.notebooks]
    assert (
        len(ran) > 3
        and ran[:2] == ["10-ingest", "20-count"]
        and {name.split("--")[0] for name in ran[2:]} == {"31-one-actor"}
    ), "no notebook that makes tools or studies"
    actors = read_registry(made.actors).actors
    assert {"armenia", "russia", "chile", "ada-lind", "harbour-council"} <= set(actors) and actors[
        "chile"
    ].country == "CHL"
    assert {name.split("--")[1] for name in ran[2:]} <= set(actors)
    text = made.report.read_text(encoding="utf-8")
    assert (
        text == made.text
        and "2 records read, 2 kept as documents, 0 left out" in text
        and re.search(r"date +2021 +1 +50%", text)
    )
    assert (
        "2 actors of the registry's 2 found" in text
        and "Harbour Council (" in text
        and "python -m standpoint run my-own" in text
    )
    assert list_studies() == ["my-own", "small"], "the actors file beside it is no study"
    new_study("second", texts, published="2020-11")
    assert read_study("second").corpus[0].published == "2020-11"


def test_the_events_file_has_an_example_that_works_and_the_first_look_asks_for_landmarks(
    toy, tmp_path
):
    notebook(toy / "notebooks", "50-changes", 'study = "small"\nlandmarks = []')
    made = new_study("mine", folder(tmp_path / "in", **{"2021-03-01_07": TEXT}))
    study = read_study("mine")
    assert study.parameters["landmarks"] == [] and study.events == made.events
    assert "There are no landmarks yet" in made.text and "mine-events.yml" in made.text
    text = made.events.read_text(encoding="utf-8")
    made.events.write_text(re.sub("(?m)^# (?=- id|  )", "", text), encoding="utf-8")
    (event,) = reference_events(made.events).to_dict("records")
    assert f"{event['begin']:%Y-%m-%d}" == "2021-03-01", "the first day of these texts"


@pytest.mark.parametrize(
    "taken", ["mine.yml", "mine-actors.yml", "mine-events.yml", "mine-first-look.md"]
)
def test_nothing_that_is_there_is_overwritten(toy, tmp_path, taken):
    texts = folder(tmp_path / "in", a=TEXT)
    (toy / "data" / "studies" / taken).write_text("the user's own")
    before = studies(toy)
    with pytest.raises(
        StudyError,
        match=(
            f"data/studies/{taken}: this (study|file) exists already. Remedy: choose another name"
        ),
    ):
        new_study("mine", texts)
    assert (
        studies(toy) == before
        and (toy / "data" / "studies" / taken).read_text() == "the user's own"
    )


def test_names_and_places_that_cannot_be_used_are_refused_with_a_remedy(toy, tmp_path):
    texts = folder(tmp_path / "in", a=TEXT)
    for wrong in ("My own study", "../x", "a/b", "", "x" + "\x1b[31m", "a--b"):
        with pytest.raises(
            StudyError, match="not a slug. Remedy: use .* such as '[a-z0-9-]+'"
        ) as error:
            new_study(wrong, texts)
        assert "\x1b" not in str(error.value)
    with pytest.raises(InputError, match="no such file or folder"):
        new_study("mine", tmp_path / "nowhere")
    with pytest.raises(InputError, match="published 'soon': not a date"):
        new_study("mine", texts, published="soon")
    with pytest.raises(InputError, match="lies in the future"):
        new_study("mine", texts, published="2999-01-01")
    for inside in (toy, toy / "data", toy / "data" / "studies"):
        with pytest.raises(
            InputError,
            match=(
                "holds the project's own files.*Remedy: put your texts into a folder of their own"
            ),
        ):
            new_study("mine", inside)
    assert studies(toy) == ["small.yml"]


def test_an_empty_folder_and_one_without_texts_say_so(toy, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        InputError, match="empty: no file in it. Remedy: give files that end in .*txt"
    ):
        new_study("mine", tmp_path / "empty")
    folder(tmp_path / "blank", a="", b=" \n ")
    with pytest.raises(InputError, match=r"nothing in it can be used \(.*2 × empty text"):
        new_study("mine", tmp_path / "blank")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.jpg").write_bytes(b"\xff\xd8\xff\x00")
    with pytest.raises(InputError, match="no reader for .jpg"):
        new_study("mine", tmp_path / "pictures")
    assert studies(toy) == ["small.yml"]


@pytest.mark.parametrize(
    "name",
    [
        'it\'s "odd": {a} # b',
        "line\nbreak",
        "~home",
        "-x",
        "tab\tbell\x07",
        "ünïcödé 🕊",
        "sep\u2028arator",
        "%s {0}",
        " ",
    ],
)
def test_hostile_folder_names_are_only_names(toy, tmp_path, name, capsys):
    texts = folder(tmp_path / "in" / name, a="Armenia spoke.")
    assert main(["new", "mine", f"--from={texts}"]) == 0
    assert read_study("mine").corpus[0].path == texts and read_study("mine").corpus_files == (
        texts / "a.txt",
    )
    said = capsys.readouterr()
    assert all(letter.isprintable() or letter == "\n" for letter in said.out + said.err)


def test_undated_texts_are_kept_and_the_remedies_named(toy, tmp_path):
    made = new_study("mine", folder(tmp_path / "in", a=TEXT, b="Armenia spoke."))
    assert (
        "2 of 2 documents have no date" in made.text
        and "--published 2023-01-12" in made.text
        and re.search(r"undated +2 +100%", made.text)
    )
    assert "Fewer than 8 documents can be scored" in made.text


def test_texts_in_another_language_are_kept_and_said_to_have_no_opinions(toy, tmp_path):
    german = folder(
        tmp_path / "in",
        **{
            "2021-03-01_a": "Der Bundestag hat am Dienstag über das neue Abkommen beraten.",
            "2021-04-01_b": "Die Gespräche werden in der nächsten Woche in Berlin fortgesetzt.",
        },
    )
    made = new_study("mine", german, language="de")
    assert (
        "2 of 2 documents are in a language that the bundled scorer does not read (2 de)"
        in made.text
    )
    assert read_study("mine").corpus[0].language == "de"
    assert (
        "No actor is sure" in made.text and read_study("mine").actors == toy / "data" / "actors.yml"
    ), "the toy registry has no German names"
    unsaid = new_study("unsaid", german)
    assert "(2 de)" in unsaid.text and read_study("unsaid").corpus[0].language == "de", (
        "read from the text"
    )
    assert "2 of 2 documents are in a language that the bundled scorer does not read" in unsaid.text


def test_what_is_broken_is_named_and_the_rest_is_used(toy, tmp_path, capsys):
    texts = folder(tmp_path / "in", a=TEXT)
    (texts / "b.pdf").write_bytes(b"not a pdf")
    (texts / "c.csv").write_text("corps,quand\nArmenia spoke.,10.11.2020\n")
    assert main(["new", "mine", "--from", str(texts)]) == 1
    said = capsys.readouterr()
    assert "b.pdf: not what its ending says" in said.err and "c.csv: no text column" in said.err
    assert (
        "3 records read, 1 kept as documents, 2 left out" in said.out
        and "2 could not be read although they should be: b.pdf, c.csv" in said.out
    )
    made = new_study("columns", texts / "c.csv", columns={"text": "corps", "date": "quand"})
    assert (
        dict(read_study("columns").corpus[0].columns) == {"text": "corps", "date": "quand"}
        and "`day_first: false`" in made.text
    )


def test_a_large_corpus_is_sampled_and_says_so(toy, tmp_path, monkeypatch):
    texts = folder(
        tmp_path / "in",
        **{
            f"2021-03-{day:02}_a": (
                TEXT + "".join(f" It rained on {day * n} roofs." for n in range(40))
            )
            for day in range(1, 13)
        },
    )
    monkeypatch.setattr(
        newstudy, "CHARACTERS", sum(len(path.read_text()) for path in texts.iterdir()) // 4 + 100
    )
    assert (
        "Names were sought in 3 of 12 documents, an evenly spaced sample"
        in new_study("mine", texts).text
    )


def test_texts_dated_by_their_year_alone_get_yearly_series(toy, tmp_path):
    texts = folder(tmp_path / "in")
    (texts / "a.csv").write_text(
        "text,year\nArmenia spoke.,2019\nRussia answered.,2020\nThey left.,\n"
    )
    new_study("yearly", texts)
    assert read_study("yearly").parameters == {"period": "year"}
    new_study("daily", folder(tmp_path / "days", **{"2021-03-01_a": TEXT}))
    assert read_study("daily").parameters == {}


# ---- as a stranger does it: the real project, a real command ----


def test_new_finds_the_registrys_actors_and_new_ones_and_its_study_is_in_order(tmp_path):
    home = small_project(tmp_path)
    texts = home / "data" / "small" / "texts.csv"
    with texts.open("a", encoding="utf-8") as file:
        file.write(
            '2021-12-01,A,,,Visit,"Russia thanked Vladimir Putin. Armenia praised Russia."\n'
        )
    made = standpoint(home, "new", "own", "--from", str(texts))
    assert made.returncode == 0, made.stderr
    actors = read_registry(home / "data" / "studies" / "own-actors.yml").actors
    assert {"russia", "vladimir-putin", "armenia"} <= set(actors) and actors["vladimir-putin"].roles
    assert "Harbour Council" in made.stdout and "harbour-council" in actors
    checked = standpoint(home, "check", "own")
    assert checked.returncode == 0, checked.stderr
    assert standpoint(home, "new", "own", "--from", str(texts)).returncode == 2
