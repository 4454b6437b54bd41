"""What is proposed from texts: the registry's actors that they name, new names by what their form
tells, and nothing as sure that is not.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

import standpoint as sp
from standpoint import tables
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry
from standpoint.actors.suggestions import COLUMNS, MOST

ROOT = Path(__file__).parents[3]
REGISTRY = sp.read_registry(ROOT / "data" / "actors.yml")
TEXTS = [
    (
        "Minister Ada Lind of Chile met the Harbour Council. Armenia was not there. However, she"
        " came. However, she left. However, it rained. However, it stopped. However, they stayed."
    ),
    (
        "Ada Lind thanked the Harbour Council, and so did the Chilean press. Let them talk, and let"
        " us wait. Let them."
    ),
    (
        "The Harbour Council answered Lind. Prime Minister of Moldova Ivo Novak read Great"
        " Expectations to Armenia."
    ),
    (
        "Lind left Chile with Great Expectations. Let us go on, as we let them. The Armenian prime"
        " minister wrote."
    ),
    (
        "And, However, they put Great Expectations beside Chile, as Mr. President said. Prime"
        " Minister of Moldova Ivo Novak, Chilean guests, Chilean songs."
    ),
]


def proposed(
    texts: list[str] = TEXTS,
    *,
    registry: Registry = REGISTRY,
    speakers: list[str] | None = None,
    countries: list[str] | None = None,
    **options: int,
) -> pd.DataFrame:
    documents = sp.documents_from_texts(texts, published="2019-05-01")
    if speakers:
        documents = documents.assign(speaker=speakers, country=countries or [""] * len(texts))
    cut = sp.sentences(documents)
    found = sp.mentions(cut, documents=documents, registry=registry)
    return sp.suggest_actors(cut, mentions=found, documents=documents, registry=registry, **options)


def test_the_registrys_actors_come_with_their_office_and_the_new_ones_with_their_kind() -> None:
    made = proposed().set_index("id")
    assert list(made.index[made["known"]]) == ["armenia", "nikol-pashinyan"]
    assert made.loc["armenia", ["kind", "country", "n", "n_docs", "names"]].tolist() == [
        "state",
        "ARM",
        2,
        2,
        "Armenia",
    ]
    assert made.loc["chile", ["kind", "country", "adjectives"]].tolist() == [
        "state",
        "CHL",
        "Chilean;Chileans",
    ]
    assert made.loc["ada-lind", ["kind", "sure", "names"]].tolist() == [
        "person",
        True,
        "Ada Lind;Lind",
    ]
    assert made.loc["harbour-council", ["kind", "sure"]].tolist() == ["organisation", True]
    assert (
        not made.loc["great-expectations", "sure"] and made.loc["great-expectations", "kind"] == ""
    ), "a book is frequent, too"
    assert (
        "let" not in made.index
        and "however" not in made.index
        and "president" not in made.index
        and "mr-president" not in made.index
    )


def test_a_person_between_title_and_country_gets_the_country() -> None:
    made = proposed(least=2).set_index("id")
    assert made.loc["ivo-novak", ["name", "kind", "country", "n"]].tolist() == [
        "Ivo Novak",
        "person",
        "MDA",
        2,
    ]


def test_counts_are_those_that_a_run_with_the_proposals_finds(tmp_path: Path) -> None:
    documents = sp.documents_from_texts(TEXTS, published="2019-05-01")
    made = proposed()
    path = tmp_path / "a.yml"
    path.write_text(
        sp.draft_registry(made, registry=REGISTRY, documents=documents), encoding="utf-8"
    )
    found = sp.mentions(
        sp.sentences(documents), documents=documents, registry=sp.read_registry(path)
    )
    counts = named_only(found)["actor_id"].value_counts()
    sure = made[made["sure"]]
    assert len(sure) >= 5 and dict(zip(sure["id"], sure["n"], strict=True)) == counts.to_dict()


def test_every_example_holds_the_name_and_every_unsure_name_says_what_to_decide() -> None:
    long = [
        "It was said that "
        + "many things may be said of many other things and " * 20
        + f"that Ada Lind of Chile {end}."
        for end in ("left", "came", "stayed")
    ]
    made = proposed(long).set_index("id")
    assert (
        "Ada Lind" in made.loc["ada-lind", "example"]
        and len(made.loc["ada-lind", "example"]) <= 162
    )
    assert not made.loc["ada-lind", "sure"], "no title stands before it here"
    assert (made.loc[~made["sure"], "decide"] != "").all()


def test_speakers_whom_nobody_knows_are_proposed_with_their_labels() -> None:
    who = ["Mr. Wim Braak", "Wim Braak", "Wim Braak", "Nikol Pashinyan", ""]
    made = proposed(speakers=who, countries=["NLD", "NLD", "NLD", "ARM", ""]).set_index("id")
    assert made.loc["wim-braak", ["kind", "country", "sure", "n", "speakers"]].tolist() == [
        "person",
        "NLD",
        True,
        0,
        "Mr. Wim Braak;Wim Braak",
    ]
    assert "speaks in 3 documents" in made.loc["wim-braak", "why"]
    assert (
        made.loc["nikol-pashinyan", "known"]
        and "speaks in 1 document" in made.loc["nikol-pashinyan", "why"]
    )
    assert "wim-braak" not in proposed(speakers=who[:2] + [""] * 3)["id"].tolist(), (
        "twice is not often"
    )


def test_an_unlikely_reading_of_a_known_name_is_not_sure() -> None:
    made = proposed(["They sang Armenian songs.", "She read aloud in Armenian."]).set_index("id")
    assert made.loc["armenia", ["known", "sure"]].tolist() == [True, False]
    assert "doubtful" in made.loc["armenia", "decide"]


def test_nothing_comes_from_nothing_and_the_columns_stay() -> None:
    for texts in (["They left, and nobody knew why."], ["Они ушли, и никто не знал почему."]):
        made = proposed(texts, registry=Registry({}))
        assert made.empty and dict(made.dtypes.astype(str)) == COLUMNS
    none = sp.suggest_actors(
        tables.empty("sentences"),
        mentions=tables.empty("mentions"),
        documents=tables.empty("documents"),
        registry=REGISTRY,
    )
    assert none.empty and list(none.columns) == list(COLUMNS)


def test_names_in_other_scripts_are_found_as_the_registry_spells_them() -> None:
    documents = sp.documents_from_texts(
        ["Россия и Армения подписали договор."], language="ru", published="2021-03-01"
    )
    cut = sp.sentences(documents)
    made = sp.suggest_actors(
        cut,
        mentions=sp.mentions(cut, documents=documents, registry=REGISTRY),
        documents=documents,
        registry=REGISTRY,
    )
    assert sorted(made["id"]) == ["armenia", "russia"] and made["sure"].all()
    text = sp.draft_registry(made, registry=REGISTRY, documents=documents)
    assert "Россия" in text and "Ռուսաստան" not in text, "the languages of the texts, and English"


def test_new_names_are_looked_for_in_the_languages_of_the_texts(tmp_path: Path) -> None:
    texts = [
        "Le ministre de Chile est parti.",
        "On a vu Chile et Chile encore, et les gens de Chile.",
    ]
    documents = sp.documents_from_texts(texts, language="fr", published="2021-03-01")
    cut = sp.sentences(documents)
    made = sp.suggest_actors(
        cut,
        mentions=sp.mentions(cut, documents=documents, registry=REGISTRY),
        documents=documents,
        registry=REGISTRY,
    )
    assert made.set_index("id").loc["chile", ["sure", "n"]].tolist() == [True, 4]
    path = tmp_path / "fr.yml"
    path.write_text(
        sp.draft_registry(made, registry=REGISTRY, documents=documents), encoding="utf-8"
    )
    assert (
        sp.mentions(cut, documents=documents, registry=sp.read_registry(path))["actor_id"]
        == "chile"
    ).sum() == 4


def test_many_names_are_cut_to_what_can_be_read() -> None:
    letters = [f"{a}{b}".capitalize() for a in "bcdfghklmn" for b in "aeiou"]
    texts = [f"We saw {one}ton and the {one} Council of old." for one in letters for _ in range(3)]
    made = proposed(texts, registry=Registry({}))
    assert made["sure"].sum() == MOST and (~made["sure"]).sum() == MOST // 2
    assert proposed(texts, registry=Registry({}), most=4)["sure"].sum() == 4


def test_the_order_of_documents_changes_nothing() -> None:
    pd.testing.assert_frame_equal(
        proposed()[["id", "n", "names", "sure"]],
        proposed(TEXTS[::-1])[["id", "n", "names", "sure"]],
    )


# ---- the actors file ----


def test_the_actors_file_holds_entries_comments_and_what_waits(tmp_path: Path) -> None:
    documents = sp.documents_from_texts(TEXTS, published="2019-05-01")
    text = sp.draft_registry(
        proposed(), registry=REGISTRY, documents=documents, title="Mine\nand: theirs"
    )
    path = tmp_path / "mine.yml"
    path.write_text(text, encoding="utf-8")
    made = sp.read_registry(path)
    original = REGISTRY.actors["nikol-pashinyan"]
    english = {"names": {"en": original.names["en"]}}
    assert made.actors["nikol-pashinyan"] == original.model_copy(update=english)
    assert made.find("prime minister of Armenia", "2019-05-01") == "nikol-pashinyan"
    assert {"armenia", "chile", "ada-lind", "csto"} <= set(made.actors), (
        "what entries point at comes along"
    )
    assert "great-expectations" not in made.actors and "#- id: great-expectations" in text
    assert (
        "# 3 mentions in 3 documents; a frequent name.\n" in text
        and "# To decide: a person, a body" in text
    )


def test_what_waits_works_when_its_marks_are_taken_away_and_a_kind_is_given(tmp_path: Path) -> None:
    text = sp.draft_registry(
        proposed(), registry=REGISTRY, documents=sp.documents_from_texts(TEXTS)
    )
    begin = text.index("#- id: great-expectations")
    end = text.index("\n\n", begin) if "\n\n" in text[begin:] else len(text)
    freed = text[:begin] + text[begin:end].replace("\n#", "\n").removeprefix("#") + text[end:]
    path = tmp_path / "freed.yml"
    path.write_text(freed, encoding="utf-8")
    with pytest.raises(sp.StudyError, match="unknown value 'undecided'"):
        sp.read_registry(path)
    path.write_text(freed.replace("kind: undecided", "kind: organisation", 1), encoding="utf-8")
    assert "great-expectations" in sp.read_registry(path)


def test_hostile_names_and_examples_stay_text_in_the_file(tmp_path: Path) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"known": False, "sure": True, "n": 1, "n_docs": 1}
    bad = "x: [1]\u2028- id: evil\n  name: Evil\x07 # {a}"
    rows = [
        row
        | {
            "id": "one",
            "name": bad,
            "kind": "person",
            "names": "yes;no: no",
            "example": bad,
            "why": bad,
            "decide": bad,
            "speakers": "- a",
        }
    ]
    text = sp.draft_registry(
        pd.DataFrame(rows), registry=Registry({}), documents=tables.empty("documents"), title=bad
    )
    assert [entry["id"] for entry in yaml.safe_load(text)["actors"]] == ["one"]
    path = tmp_path / "bad.yml"
    path.write_text(text, encoding="utf-8")
    assert sp.read_registry(path).actors["one"].names["en"] == ("yes", "no: no")


def test_a_file_without_a_sure_name_says_what_to_do() -> None:
    made = proposed(TEXTS, registry=Registry({}))
    text = sp.draft_registry(
        made[~made["sure"]], registry=Registry({}), documents=sp.documents_from_texts(TEXTS)
    )
    assert yaml.safe_load(text) is None and "take the # before this line away too\n#actors:" in text


# ---- the quality report ----


def test_the_report_counts_what_is_in_what_is_not_and_why() -> None:
    day = pd.Timestamp("2020-11-01")
    rows = [
        {
            "doc_id": "a",
            "source": "a.txt",
            "language": "en",
            "published_start": day,
            "published_end": day,
            "published_granularity": "day",
            "reader": "text 1 (x 2)",
        },
        {
            "doc_id": "b",
            "source": "b.txt",
            "language": "ru",
            "published_start": day,
            "published_end": day + pd.Timedelta(days=29),
            "published_granularity": "month",
            "duplicate_of": "a",
        },
        {
            "doc_id": "c",
            "source": "c.txt",
            "language": "und",
            "flags": "undated;unknown-language;boilerplate-cut",
        },
        {
            "doc_id": "d",
            "source": "d.txt",
            "language": "en",
            "flags": "undated;future-date;recurring;nfc",
        },
    ]
    documents = tables.make([{"text": "x"} | row for row in rows], "documents")
    excluded = tables.make(
        [{"source": "e.doc", "reason": "no reader for .doc", "detail": "an old file"}], "excluded"
    )
    made = sp.quality(documents, excluded=excluded)
    counts = {(row.topic, row.what): (row.n, row.share) for row in made.itertuples()}
    assert (
        counts["records", "read"] == (5, 1.0)
        and counts["records", "kept"] == (4, 0.8)
        and counts["left out", "no reader for .doc"] == (1, 0.2)
    )
    assert made.loc[made["topic"] == "left out", "example"].tolist() == ["e.doc: an old file"]
    assert (
        counts["date", "2020"] == (2, 0.5)
        and counts["date", "undated"] == (2, 0.5)
        and counts["date", "known only to the month"][0] == 1
    )
    assert (
        counts["date", "future-date"][0] == 1
        and counts["language", "unknown language"][0] == 1
        and counts["language", "en"][0] == 2
    )
    assert (
        counts["copies", "copies of another document, counted once"][0] == 1
        and counts["copies", "recurring"][0] == 1
    )
    assert counts["boilerplate", "boilerplate-cut"][0] == 1 and counts["flags", "nfc"][0] == 1
    assert ("flags", "undated") not in counts, "is counted once, by its missing date"
    repeated = pd.DataFrame(
        {
            "publisher": [""],
            "line": ["Write to us every day"],
            "n_docs": [3],
            "share": [0.75],
            "characters": [12],
        }
    )
    cut = sp.quality(documents, excluded=excluded, repeated=repeated)
    assert (
        "with a line that was cut",
        3,
        "“Write to us every day”, 75.0% of all characters",
    ) in set(zip(cut["what"], cut["n"], cut["example"], strict=True))
    nothing = sp.quality(tables.empty("documents"), excluded=tables.empty("excluded"))
    assert nothing["n"].tolist() == [0, 0, 0] and nothing["share"].tolist() == [0, 0, 0]


def test_speakers_of_one_text_are_persons_of_their_own() -> None:
    """Two labels that share a person would give the person to two actors."""
    labels = ["Ann Lee; Bob Ray", "Bob Ray;Cat Dow"] * 6
    rows = [{"doc_id": str(n), "speaker": label} for n, label in enumerate(labels)]
    table = tables.make([row | {"source": "a", "text": "It rained."} for row in rows], "documents")
    empty, nobody = tables.empty("mentions"), Registry({})
    cut = sp.sentences(table)
    found = sp.suggest_actors(cut, mentions=empty, documents=table, registry=nobody)
    assert sorted(found["name"]) == ["Ann Lee", "Bob Ray", "Cat Dow"]
    assert found.set_index("name").at["Bob Ray", "speakers"] == "Bob Ray"
