"""Standpoint: who speaks how about whom in a dated collection of texts, and what changed when.

Data flow from left to right through the folders of this package, and imports only look left::

    files, a DataFrame
       reading ── language ── actors ── attitude ──┐
      documents   sentences  mentions   opinions   ├── inference ── figures ── study
                      └────── chronology ──────────┘     series     drawings   run, report
                             times, events

`import standpoint as sp` gives the verbs of these steps. Heavy libraries load on first use.
"""

from standpoint.actors.draft import draft_registry
from standpoint.actors.mentions import co_mentions, mentions
from standpoint.actors.registry import read_registry
from standpoint.actors.suggestions import suggest_actors
from standpoint.actors.unlinked import unlinked_names
from standpoint.attitude.holders import holders
from standpoint.attitude.opinions import opinions, score
from standpoint.attitude.scorers import Item, Scorer, load_scorer
from standpoint.chronology.events import events
from standpoint.chronology.provenance import event_provenance
from standpoint.chronology.recall import reference_recall
from standpoint.chronology.reference import reference_events
from standpoint.chronology.salience import salience
from standpoint.chronology.timeline import timeline
from standpoint.chronology.times import find_times, times
from standpoint.errors import InputError, ScorerError, StandpointError, StudyError, TableError
from standpoint.figures.agreement import plot_bias, plot_calibration, plot_ppi_means
from standpoint.figures.bars import plot_bars, plot_columns
from standpoint.figures.event_study import plot_event_study
from standpoint.figures.event_table import event_table
from standpoint.figures.evidence import evidence, label_shares
from standpoint.figures.exports import exports
from standpoint.figures.matrix import plot_matrix
from standpoint.figures.network import plot_network
from standpoint.figures.series import plot_series
from standpoint.figures.specification_curve import plot_leave_one_out, plot_specification_curve
from standpoint.figures.style import period_name
from standpoint.figures.timeline import plot_timeline
from standpoint.inference import robustness
from standpoint.inference.agreement import agreement
from standpoint.inference.annotations import annotation_files, match_labels, read_annotations
from standpoint.inference.change_points import change_points
from standpoint.inference.counterfactuals import counterfactual_swaps
from standpoint.inference.dyads import dyads, make_dyads, select_dyad, source_label
from standpoint.inference.event_study import event_study
from standpoint.inference.labelling import labelling
from standpoint.inference.ppi import ppi_means
from standpoint.inference.resampling import MIN_DOCUMENTS, interval
from standpoint.inference.robustness import leave_one_out, specifications
from standpoint.inference.series import dated, format_interval, series
from standpoint.language.sentences import sentences
from standpoint.reading.documents import documents, documents_from_texts
from standpoint.reading.fetching import fetch_pages
from standpoint.reading.quality import quality
from standpoint.study.corpus import Corpus
from standpoint.study.file import read_study
from standpoint.study.workspace import workspace
from standpoint.tables import LABELS, columns, split_cell

__version__ = "0.1.0"

__all__ = [
    "columns",
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
    "change_points",
    "co_mentions",
    "ppi_means",
    "dated",
    "documents",
    "documents_from_texts",
    "events",
    "evidence",
    "exports",
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
    "plot_calibration",
    "plot_columns",
    "plot_leave_one_out",
    "plot_matrix",
    "plot_network",
    "plot_ppi_means",
    "plot_series",
    "plot_specification_curve",
    "plot_timeline",
    "leave_one_out",
    "event_table",
    "load_scorer",
    "mentions",
    "counterfactual_swaps",
    "opinions",
    "plot_event_study",
    "suggest_actors",
    "quality",
    "read_annotations",
    "read_registry",
    "read_study",
    "reference_recall",
    "reference_events",
    "robustness",
    "select_dyad",
    "salience",
    "sentences",
    "series",
    "label_shares",
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
