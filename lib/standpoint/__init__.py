"""Standpoint: who speaks how about whom in a dated collection of texts, and what changed when.

Data flow from left to right through the folders of this package, and imports only look left::

    files, a DataFrame
       reading ── language ── actors ── attitude ──┐
      documents   sentences  mentions   opinions   ├── inference ── figures ── study
                      └────── chronology ──────────┘     series     drawings   run, report
                             times, events

`import standpoint as sp` gives the verbs of these steps. Heavy libraries load on first use.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {  # module → its names that `sp` gives
    "errors": ["InputError", "ScorerError", "StandpointError", "StudyError", "TableError"],
    "tables": ["LABELS", "split_cell"],
    "reading.documents": ["documents", "documents_from_texts"],
    "reading.fetching": ["fetch_pages"],
    "reading.quality": ["quality"],
    "language.sentences": ["sentences"],
    "actors.draft": ["draft_registry"],
    "actors.mentions": ["co_mentions", "mentions"],
    "actors.nominal": ["named_only"],
    "actors.registry": ["read_registry"],
    "actors.suggestions": ["suggest_actors"],
    "actors.unlinked": ["unlinked_names"],
    "attitude.holders": ["holders"],
    "attitude.opinions": ["opinions", "score"],
    "attitude.scorers": ["Item", "Scorer", "load_scorer"],
    "chronology.events": ["events"],
    "chronology.provenance": ["event_provenance"],
    "chronology.recall": ["reference_recall"],
    "chronology.reference": ["reference_events"],
    "chronology.salience": ["salience"],
    "chronology.timeline": ["timeline"],
    "chronology.times": ["find_times", "times"],
    "inference.agreement": ["agreement"],
    "inference.annotations": ["annotation_files", "match_labels", "read_annotations"],
    "inference.change_points": ["change_points"],
    "inference.dyads": ["dyads", "make_dyads", "select_dyad", "source_label"],
    "inference.event_study": ["event_study"],
    "inference.labelling": ["labelling"],
    "inference.ppi": ["ppi_means"],
    "inference.resampling": ["MIN_DOCUMENTS", "interval"],
    "inference.robustness": ["leave_one_out", "specifications"],
    "inference.series": ["dated", "format_interval", "series"],
    "figures.agreement": ["plot_bias", "plot_ppi_means"],
    "figures.bars": ["plot_bars", "plot_columns"],
    "figures.calendar": ["calendar"],
    "figures.event_study": ["plot_event_study"],
    "figures.event_table": ["event_table"],
    "figures.evidence": ["evidence"],
    "figures.matrix": ["plot_matrix"],
    "figures.series": ["plot_series"],
    "figures.specification_curve": ["plot_specification_curve"],
    "figures.style": ["period_name"],
    "figures.timeline": ["plot_timeline"],
    "study.corpus": ["Corpus"],
    "study.file": ["read_study"],
    "study.workspace": ["workspace"],
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load the module of a public name when the name is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'standpoint' has no attribute '{name}'")
    value = getattr(import_module(f"standpoint.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
