"""Inflected names in five languages: hand-written sentences, laws of the forms, figures on news."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from standpoint import tables
from standpoint.actors.inflected import CASES, grammar, inflected_aliases, upper
from standpoint.actors.mentions import ADJECTIVE, PEOPLE, UNSURE, mentions, named
from standpoint.actors.registry import read_registry

ROOT = Path(__file__).parents[3]
REGISTRY = read_registry(ROOT / "data" / "actors.yml")
LANGUAGES = ("ru", "fr", "tr", "hy", "az")

# One sentence a row. [surface|actor|case] is what must be found, and nothing else may be. The
# sentences were written with the rules in view: they show what is meant to work, not how often.
FILE = Path(__file__).with_name("inflected_cases.csv")
SENTENCES = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def plain(marked: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The sentence without its marks, and what they say."""
    found = re.findall(r"\[([^|\]]+)\|([^|\]]+)\|([a-z]*)\]", marked)
    return re.sub(r"\[([^|\]]+)\|[^\]]*\]", r"\1", marked), found


@pytest.mark.parametrize("row", SENTENCES, ids=[f"{r['language']}-{r['text']}" for r in SENTENCES])
def test_sentence(row: dict[str, str]) -> None:
    text, expected = plain(row["text"])
    found = named(text, language=row["language"], registry=REGISTRY)
    assert [(text[start:end], actor, case) for start, end, actor, _, case in found] == expected


def test_there_are_sentences_enough_and_of_every_case() -> None:
    assert min(Counter(row["language"] for row in SENTENCES).values()) >= 60
    for language in ("ru", "tr", "hy", "az"):
        rows = [row["text"] for row in SENTENCES if row["language"] == language]
        seen = {case for text in rows for _, _, case in plain(text)[1]}
        missing = {"ru": {"abl"}, "hy": {"acc"}}.get(language, set())  # no such ending there
        assert seen - {""} == set(CASES) - missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_actor_has_a_name_in_every_language(language: str) -> None:
    nameless = [a.id for a in REGISTRY.actors.values() if language not in a.names and not a.organ]
    assert nameless == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_have_the_same_classes_of_names(language: str) -> None:
    for actor in (a for a in REGISTRY.actors.values() if a.kind == "state"):
        for names in (actor.names, actor.adjectives, actor.metonyms):
            assert not names or language in names, (actor.id, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_belongs_to_two_actors(language: str) -> None:
    owners: dict[str, set[str]] = {}
    for alias in inflected_aliases(REGISTRY, language):
        if alias.via in ("name", "metonym", "adjective"):
            owners.setdefault(alias.text, set()).add(alias.actor_id)
    assert {text: ids for text, ids in owners.items() if len(ids) > 1} == {}


def test_english_is_as_it_was() -> None:
    assert grammar("en") == {}
    assert inflected_aliases(REGISTRY, "en") == REGISTRY.aliases("en")


def test_capitals_follow_the_language() -> None:
    assert upper("Kremlin'i", "tr") == "KREMLİN'İ" and upper("Kremlin", "en") == "KREMLIN"


def read(text: str, language: str) -> pd.DataFrame:
    document = {"doc_id": "d", "text": text, "language": language}
    document |= dict.fromkeys(("published_start", "published_end"), pd.Timestamp("2022-05-01"))
    sentence = {"doc_id": "d", "sent_id": 0, "start": 0, "end": len(text), "text": text}
    return mentions(
        tables.make([sentence], "sentences"),
        documents=tables.make([document], "documents"),
        registry=REGISTRY,
    )


def test_documents_get_rows_with_the_usual_columns() -> None:
    found = read("В Москве россиян и российских солдат ждёт Пашинян.", "ru")
    assert found.surface.tolist() == ["Москве", "россиян", "российских", "Пашинян"]
    assert found.via.tolist() == ["metonym", "adjective", "adjective", "name"]
    assert found.certainty.tolist()[:3] == [UNSURE, PEOPLE, ADJECTIVE]


def test_an_ambiguous_surname_is_settled_by_the_name_before_it() -> None:
    found = read("Сержа Саргсяна ждали, но Саргсяну помешали.", "ru")
    assert found.actor_id.tolist() == ["serzh-sargsyan"] * 2
    alone = read("Саргсяну помешали.", "ru")
    assert alone.actor_id.tolist() == [""] and "armen-sarkissian" in alone.candidates.item()
    assert named("Саргсяну помешали.", language="ru", registry=REGISTRY) == []


def test_another_given_name_is_another_person() -> None:
    assert read("Вчера Иван Пашинян уехал.", "ru").empty
    assert read("Вчера Никол Пашинян уехал.", "ru").surface.tolist() == ["Никол Пашинян"]


def test_a_registry_of_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(
        "- id: yandex\n  name: Yandex\n  names:\n    ru: [Яндекс]\n    tr: [Yandeks]\n",
        encoding="utf-8",
    )
    own = read_registry(path)
    for language, text, expected in (
        ("ru", "Доклад Яндекса готов.", (7, 14, "yandex", "name", "gen")),
        ("tr", "Yandeks'in raporu hazır.", (0, 10, "yandex", "name", "gen")),
    ):
        assert named(text, language=language, registry=own) == [expected]
