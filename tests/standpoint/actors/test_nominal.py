"""Mentions by owner, office, organ, plural and pronoun: cases with and without a clear meaning."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from test_mentions import read

from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.nominal import BY_CONTEXT, named_only
from standpoint.actors.registry import read_registry
from standpoint.language.sentences import sentences

# One line per case, in the form of mention_cases.csv; only mentions by context are expected.
CASES = list(
    csv.DictReader(
        Path(__file__).with_name("nominal_cases.csv").read_text(encoding="utf-8").splitlines()
    )
)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['group']}-{c['text'][:50]}" for c in CASES])
def test_case(case: dict[str, str]) -> None:
    found = read({"d": case["text"]}, case["date"])
    found = found[found["via"].isin(BY_CONTEXT)]
    written = [f"{row.surface}|{row.actor_id}|{row.via}" for row in found.itertuples()]
    assert sorted(written) == sorted(e for e in case["expected"].split(" ;; ") if e)


def test_they_are_less_certain_than_names_and_can_be_left_out() -> None:
    found = read({"d": "Lavrov said that he met Armenia's Foreign Ministry."}, "2022-05-01")
    named = named_only(found)
    assert set(found["via"]) == {"name", "owner", "pronoun"} and set(named["via"]) == {"name"}
    assert found.loc[found["via"].isin(BY_CONTEXT), "certainty"].max() < named["certainty"].min()


def test_the_title_is_text_before_the_first_sentence() -> None:
    row = {"doc_id": "d", "title": "Aliyev meets Pashinyan", "text": "The two leaders shook hands."}
    day = dict.fromkeys(("published_start", "published_end"), pd.Timestamp("2022-05-01"))
    documents = tables.make([row | day | {"language": "en"}], "documents")
    registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    found = mentions(sentences(documents), documents=documents, registry=registry)
    assert set(found["actor_id"]) == {"ilham-aliyev", "nikol-pashinyan"}


def test_other_languages_have_none() -> None:
    found = read({"d": "Russia told parliament that it had paid."}, "2022-05-01", language="ru")
    assert not found["via"].isin(BY_CONTEXT).any()
