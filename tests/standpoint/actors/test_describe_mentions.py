"""Who is mentioned, in words: ambiguous mentions count for nobody."""

from __future__ import annotations

import pandas as pd

from standpoint.actors.findings import (
    describe_co_mentions,
    describe_mentions,
    describe_suggestions,
    describe_unlinked,
    list_counts,
)

NAMES = {"armenia": "Armenia", "russia": "Russia", "iran": "Iran"}


def test_ambiguous_mentions_count_for_nobody() -> None:
    actors = ["armenia", "armenia", "russia", ""]
    mentions = pd.DataFrame({"actor_id": actors, "via": ["name", "metonym", "name", "name"]})
    assert describe_mentions(mentions, names=NAMES) == [
        "4 mentions of 2 of the 3 actors in the registry; ambiguous, and counted for nobody: 1.",
        "Mentioned most: Armenia (2), Russia (1).",
        "25% of the mentions are not plain names but roles, capitals, adjectives, organs or words"
        " that stand for a name.",
    ]


def test_without_mentions_there_is_one_sentence() -> None:
    none = pd.DataFrame({"actor_id": [], "via": []}, dtype="str")
    assert len(describe_mentions(none, names=NAMES)) == 1
    nothing = pd.DataFrame({"name": [], "n": []})
    assert describe_unlinked(nothing) == ["0 frequent names match no actor."]
    pairs = pd.DataFrame({"actor_a": [], "actor_b": [], "n_sentences": []})
    assert describe_co_mentions(pairs, names=NAMES) == ["No sentence names two actors."]


def test_counts_are_listed_in_their_order_and_cut() -> None:
    assert list_counts(pd.Series({"b": 1200, "a": 3, "c": 2}), 2) == "b (1,200), a (3)"


def test_suggestions_known_new_and_unsure_are_counted_apart() -> None:
    table = pd.DataFrame({"known": [True, True, False, False], "sure": [True, False, True, False]})
    assert describe_suggestions(table) == [
        "Suggested: 2 actors of the registry and 1 new names; 1 more names wait for a decision."
    ]
