"""Standpoint: who speaks how about whom in a dated collection of texts, and what changed when.

`import standpoint as sp` gives one verb per arrow of the data flow: documents, sentences, mentions, opinions, series,
times, events, timeline. Heavy libraries load on first use.
"""

from standpoint import figures
from standpoint.comentions import co_mentions
from standpoint.documents import documents, documents_from_texts
from standpoint.errors import InputError, ScorerError, StandpointError, StudyError, TableError
from standpoint.events import events
from standpoint.evidence import evidence, shares
from standpoint.holders import holders
from standpoint.mentions import mentions
from standpoint.opinions import opinions
from standpoint.reference import reference_events
from standpoint.registry import read_registry
from standpoint.scorers import Item, Scorer, load_scorer
from standpoint.sentences import sentences
from standpoint.series import THIN, dated, in_words, interval, series
from standpoint.study import read_study
from standpoint.tables import LABELS, split
from standpoint.timeline import timeline
from standpoint.times import times
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
    "co_mentions",
    "dated",
    "documents",
    "documents_from_texts",
    "events",
    "evidence",
    "figures",
    "holders",
    "in_words",
    "interval",
    "load_scorer",
    "mentions",
    "opinions",
    "read_registry",
    "read_study",
    "reference_events",
    "sentences",
    "series",
    "shares",
    "split",
    "timeline",
    "times",
    "workspace",
]
