"""Names that the registry misses are listed; names it knows, first words and days are not."""

from __future__ import annotations

import pandas as pd

from standpoint import documents_from_texts, mentions, sentences
from standpoint.actors.registry import read_registry
from standpoint.actors.unlinked import unlinked_names
from standpoint.project import root


def listed(*texts: str, least: int = 1) -> pd.DataFrame:
    given = documents_from_texts(list(texts))
    cut = sentences(given)
    registry = read_registry(root() / "data" / "actors.yml")
    found = mentions(cut, documents=given, registry=registry)
    return unlinked_names(cut, mentions=found, registry=registry, least=least).set_index("name")


def test_a_name_without_an_actor_is_listed_with_its_counts_and_an_example() -> None:
    said = listed(
        "Talks in Ruritania went on. The envoy of Ruritania spoke.", "Nobody asked Ruritania."
    )
    assert (
        said.loc["Ruritania", ["n", "n_docs"]].tolist() == [3, 2]
        and "Ruritania" in said.at["Ruritania", "example"]
    )


def test_actors_days_months_and_first_words_are_not_listed() -> None:
    said = listed(
        "Pashinyan met Putin in Moscow on Monday, 3 May. Yesterday they talked. However, Armenia"
        " waited."
    )
    assert not {
        "Pashinyan",
        "Putin",
        "Moscow",
        "Monday",
        "May",
        "Yesterday",
        "However",
        "Armenia",
    } & set(said.index)


def test_several_words_stay_together_and_the_genitive_goes() -> None:
    said = listed("The plan of John Quincy Adler failed. It was John Quincy Adler’s plan.")
    assert list(said.index) == ["John Quincy Adler"] and said["n"].iloc[0] == 2


def test_rare_names_are_left_out_and_frequent_ones_come_first() -> None:
    said = listed("We met Alder and Birch.", "We met Birch.", "They saw Birch again.", least=2)
    assert list(said.index) == ["Birch"]


def test_nothing_gives_an_empty_table() -> None:
    assert listed("they left quietly.").empty
