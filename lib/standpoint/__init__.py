"""Standpoint: who speaks how about whom in a dated collection of texts, and what changed when.

`import standpoint as sp` gives one verb per arrow of the data flow: documents, sentences, mentions,
opinions, series, times, events, timeline. Heavy libraries load on first use."""

from standpoint import curves, figures, robustness
from standpoint.actorsfile import actors_file
from standpoint.agreement import agreement
from standpoint.changepoints import change_points
from standpoint.comentions import co_mentions
from standpoint.corrected import corrected
from standpoint.documents import documents, documents_from_texts
from standpoint.errors import InputError, ScorerError, StandpointError, StudyError, TableError
from standpoint.events import events
from standpoint.evidence import evidence, shares
from standpoint.exports import exports
from standpoint.fetching import fetched
from standpoint.gold import gold, gold_files, read_gold
from standpoint.holders import holders
from standpoint.labelling import labelling
from standpoint.lanes import lanes
from standpoint.listing import listing
from standpoint.mentions import mentions
from standpoint.nameswaps import name_swaps
from standpoint.opinions import opinions
from standpoint.panels import panels
from standpoint.proposals import proposals
from standpoint.quality import quality
from standpoint.recovered import recovered
from standpoint.reference import reference_events
from standpoint.registry import read_registry
from standpoint.robustness import left_out, specifications
from standpoint.salience import salience
from standpoint.scorers import Item, Scorer, load_scorer
from standpoint.sentences import sentences
from standpoint.series import THIN, dated, in_words, interval, series
from standpoint.strangers import strangers
from standpoint.study import read_study
from standpoint.tables import LABELS, split
from standpoint.timeline import timeline
from standpoint.times import times
from standpoint.trace import trace
from standpoint.turningpoints import turning_points
from standpoint.voices import said_of, voice_name, voice_pairs, voices
from standpoint.workspace import workspace

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
