"""The public names of the library and their modules: read by editors, and by `__init__.py`."""
# ruff: noqa: I001 - in the order of the data flow

__version__: str

from standpoint.errors import (
    InputError as InputError,
    ScorerError as ScorerError,
    StandpointError as StandpointError,
    StudyError as StudyError,
    TableError as TableError,
)
from standpoint.tables import LABELS as LABELS, split_cell as split_cell
from standpoint.reading.documents import (
    documents as documents,
    documents_from_texts as documents_from_texts,
)
from standpoint.reading.fetching import fetch_pages as fetch_pages
from standpoint.reading.quality import quality as quality
from standpoint.language.sentences import sentences as sentences
from standpoint.actors.draft import draft_registry as draft_registry
from standpoint.actors.mentions import co_mentions as co_mentions, mentions as mentions
from standpoint.actors.nominal import named_only as named_only
from standpoint.actors.registry import read_registry as read_registry
from standpoint.actors.suggestions import suggest_actors as suggest_actors
from standpoint.actors.unlinked import unlinked_names as unlinked_names
from standpoint.attitude.holders import holders as holders
from standpoint.attitude.opinions import opinions as opinions, score as score
from standpoint.attitude.scorers import Item as Item, Scorer as Scorer, load_scorer as load_scorer
from standpoint.chronology.events import events as events
from standpoint.chronology.provenance import event_provenance as event_provenance
from standpoint.chronology.recall import reference_recall as reference_recall
from standpoint.chronology.reference import reference_events as reference_events
from standpoint.chronology.salience import salience as salience
from standpoint.chronology.timeline import timeline as timeline
from standpoint.chronology.times import find_times as find_times, times as times
from standpoint.inference.agreement import agreement as agreement
from standpoint.inference.annotations import (
    annotation_files as annotation_files,
    match_labels as match_labels,
    read_annotations as read_annotations,
)
from standpoint.inference.change_points import change_points as change_points
from standpoint.inference.dyads import (
    dyads as dyads,
    make_dyads as make_dyads,
    select_dyad as select_dyad,
    source_label as source_label,
)
from standpoint.inference.event_study import event_study as event_study
from standpoint.inference.labelling import labelling as labelling
from standpoint.inference.ppi import ppi_means as ppi_means
from standpoint.inference.resampling import MIN_DOCUMENTS as MIN_DOCUMENTS, interval as interval
from standpoint.inference.robustness import (
    leave_one_out as leave_one_out,
    specifications as specifications,
)
from standpoint.inference.series import (
    dated as dated,
    format_interval as format_interval,
    series as series,
)
from standpoint.figures.agreement import plot_bias as plot_bias, plot_ppi_means as plot_ppi_means
from standpoint.figures.bars import plot_bars as plot_bars, plot_columns as plot_columns
from standpoint.figures.calendar import calendar as calendar
from standpoint.figures.event_study import plot_event_study as plot_event_study
from standpoint.figures.listings import (
    event_table as event_table,
    evidence as evidence,
    styled as styled,
)
from standpoint.figures.series import plot_matrix as plot_matrix, plot_series as plot_series
from standpoint.figures.specification_curve import (
    plot_specification_curve as plot_specification_curve,
)
from standpoint.figures.style import period_name as period_name
from standpoint.figures.timeline import plot_timeline as plot_timeline
from standpoint.study.corpus import Corpus as Corpus
from standpoint.study.file import read_study as read_study
from standpoint.study.workspace import workspace as workspace
