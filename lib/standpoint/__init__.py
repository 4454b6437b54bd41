"""Standpoint: who speaks how about whom in a dated collection of texts, and what changed when.

Data flow from left to right through the folders of this package, and imports only look left::

    files, a DataFrame
       reading ── language ── actors ── attitude ──┐
      documents   sentences  mentions   opinions   ├── inference ── figures ── study
                      └────── chronology ──────────┘     series     drawings   run, report
                             times, events

`import standpoint as sp` gives the verbs of these steps. Heavy libraries load on first use.
"""

from standpoint.actors.comentions import co_mentions
from standpoint.actors.draft import actors_file
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import read_registry
from standpoint.actors.suggestions import proposals
from standpoint.actors.unlinked import strangers
from standpoint.attitude.holders import holders
from standpoint.attitude.opinions import opinions
from standpoint.attitude.scorers import Item, Scorer, load_scorer
from standpoint.chronology.events import events
from standpoint.chronology.provenance import trace
from standpoint.chronology.recall import recovered
from standpoint.chronology.reference import reference_events
from standpoint.chronology.salience import salience
from standpoint.chronology.timeline import timeline
from standpoint.chronology.times import times
from standpoint.errors import InputError, ScorerError, StandpointError, StudyError, TableError
from standpoint.figures import specification_curve as curves
from standpoint.figures import style as figures
from standpoint.figures.event_study import panels
from standpoint.figures.event_table import listing
from standpoint.figures.evidence import evidence, shares
from standpoint.figures.exports import exports
from standpoint.figures.timeline import lanes
from standpoint.inference import robustness
from standpoint.inference.agreement import agreement
from standpoint.inference.annotations import gold, gold_files, read_gold
from standpoint.inference.change_points import change_points
from standpoint.inference.counterfactuals import name_swaps
from standpoint.inference.dyads import said_of, voice_name, voice_pairs, voices
from standpoint.inference.event_study import turning_points
from standpoint.inference.labelling import labelling
from standpoint.inference.ppi import corrected
from standpoint.inference.robustness import left_out, specifications
from standpoint.inference.series import THIN, dated, in_words, interval, series
from standpoint.language.sentences import sentences
from standpoint.reading.documents import documents, documents_from_texts
from standpoint.reading.fetching import fetched
from standpoint.reading.quality import quality
from standpoint.study.file import read_study
from standpoint.study.workspace import workspace
from standpoint.tables import LABELS, split

__version__ = "0.1.0"

__all__ = [
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
