"""The short list of public names: adding or dropping one is a decision, made here."""

from __future__ import annotations

import inspect

import standpoint as sp

NAMES = [
    "find_times",
    "Corpus",
    "LABELS",
    "MIN_DOCUMENTS",
    "InputError",
    "Item",
    "Scorer",
    "ScorerError",
    "StandpointError",
    "StudyError",
    "TableError",
    "draft_registry",
    "agreement",
    "calendar",
    "change_points",
    "co_mentions",
    "ppi_means",
    "dated",
    "documents",
    "documents_from_texts",
    "events",
    "evidence",
    "fetch_pages",
    "match_labels",
    "annotation_files",
    "holders",
    "format_interval",
    "interval",
    "labelling",
    "period_name",
    "plot_bars",
    "plot_bias",
    "plot_columns",
    "plot_matrix",
    "plot_ppi_means",
    "plot_series",
    "plot_specification_curve",
    "plot_timeline",
    "leave_one_out",
    "event_table",
    "styled",
    "load_scorer",
    "mentions",
    "named_only",
    "opinions",
    "plot_event_study",
    "suggest_actors",
    "quality",
    "read_annotations",
    "read_registry",
    "read_study",
    "reference_recall",
    "reference_events",
    "select_dyad",
    "salience",
    "sentences",
    "series",
    "specifications",
    "split_cell",
    "unlinked_names",
    "timeline",
    "times",
    "event_provenance",
    "event_study",
    "source_label",
    "make_dyads",
    "dyads",
    "workspace",
    "score",
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
    "period_name",
    "plot_bars",
    "plot_bias",
    "plot_columns",
    "plot_matrix",
    "plot_ppi_means",
    "plot_series",
    "plot_specification_curve",
    "plot_timeline",
    "event_table",
    "salience",
    "event_provenance",
    "reference_recall",
    "match_labels",
    "agreement",
    "calendar",
    "ppi_means",
    "labelling",
    "dyads",
    "plot_event_study",
    "unlinked_names",
    "suggest_actors",
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
