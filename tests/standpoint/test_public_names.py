"""The short list of public names: adding or dropping one is a decision, made here."""

from __future__ import annotations

import inspect

import standpoint as sp

NAMES = [
    "LABELS",
    "THIN",
    "InputError",
    "Item",
    "Scorer",
    "ScorerError",
    "StandpointError",
    "StudyError",
    "TableError",
    "actors_file",
    "agreement",
    "change_points",
    "co_mentions",
    "corrected",
    "curves",
    "dated",
    "documents",
    "documents_from_texts",
    "events",
    "evidence",
    "exports",
    "fetched",
    "figures",
    "gold",
    "gold_files",
    "holders",
    "in_words",
    "interval",
    "labelling",
    "lanes",
    "left_out",
    "listing",
    "load_scorer",
    "mentions",
    "name_swaps",
    "opinions",
    "panels",
    "proposals",
    "quality",
    "read_gold",
    "read_registry",
    "read_study",
    "recovered",
    "reference_events",
    "robustness",
    "said_of",
    "salience",
    "sentences",
    "series",
    "shares",
    "specifications",
    "split",
    "strangers",
    "timeline",
    "times",
    "trace",
    "turning_points",
    "voice_name",
    "voice_pairs",
    "voices",
    "workspace",
]
VERBS = [
    "documents",
    "sentences",
    "mentions",
    "holders",
    "opinions",
    "series",
    "times",
    "events",
    "timeline",
    "evidence",
    "exports",
    "lanes",
    "listing",
    "salience",
    "trace",
    "recovered",
    "gold",
    "agreement",
    "corrected",
    "labelling",
    "voices",
    "panels",
    "strangers",
    "proposals",
    "quality",
]


def test_the_list_is_the_list() -> None:
    assert sorted(sp.__all__) == sorted(NAMES)
    assert all(hasattr(sp, name) for name in NAMES)


def test_each_verb_is_named_for_its_product_and_lives_in_the_module_of_that_name() -> None:
    for verb in VERBS:
        function = getattr(sp, verb)
        assert inspect.isfunction(function)


def test_everything_after_the_first_argument_is_keyword_only() -> None:
    for verb in VERBS:
        kinds = [p.kind for p in inspect.signature(getattr(sp, verb)).parameters.values()]
        assert all(kind is inspect.Parameter.KEYWORD_ONLY for kind in kinds[1:]), verb


def test_one_exception_tree() -> None:
    for name in ("InputError", "ScorerError", "StudyError", "TableError"):
        assert issubclass(getattr(sp, name), sp.StandpointError)
