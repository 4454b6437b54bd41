"""A corpus and everything read from it: one object instead of five tables a call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date as Date
from functools import cached_property
from inspect import signature
from pathlib import Path
from typing import Any

import pandas as pd

from standpoint import tables
from standpoint.actors.draft import draft_registry
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import Registry, read_registry
from standpoint.actors.suggestions import suggest_actors
from standpoint.actors.unlinked import unlinked_names
from standpoint.attitude.holders import holders
from standpoint.attitude.opinions import opinions
from standpoint.attitude.scorers import Scorer, load_scorer
from standpoint.chronology.events import events
from standpoint.chronology.provenance import event_provenance
from standpoint.chronology.reference import reference_events
from standpoint.chronology.salience import salience
from standpoint.chronology.times import times
from standpoint.errors import InputError
from standpoint.figures.event_table import event_table
from standpoint.figures.evidence import evidence
from standpoint.inference.dyads import dyads, make_dyads, select_dyad
from standpoint.inference.series import series
from standpoint.language.sentences import sentences
from standpoint.project import data_path
from standpoint.reading.boilerplate import COLUMNS
from standpoint.reading.documents import documents, documents_from_frame, documents_from_texts
from standpoint.reading.quality import quality
from standpoint.study.file import read_study

_READ = ("documents", "excluded", "repeated")  # made together, of the texts themselves
_STEPS = {  # table → the function that makes it, and the table that it works on
    "sentences": (sentences, "documents"),
    "mentions": (mentions, "sentences"),
    "opinions": (opinions, "mentions"),
    "series": (series, "opinions"),
    "times": (times, "sentences"),
    "events": (events, "times"),
}


def _over(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Make the method that calls a function with a table of the corpus, or a choice of its rows."""

    def method(self: "Corpus", rows: pd.DataFrame | None = None, **options: Any) -> Any:
        return self.call(function, self.table(name) if rows is None else rows, **options)

    about = f"As `standpoint.{function.__name__}` does, of all {name} or of a choice of these rows."
    method.__name__, method.__doc__ = function.__name__, about
    return method


class Corpus:
    """Dated texts with their actors; every table is made once, in order, when it is asked for.

    Parameters
    ----------
    source : DataFrame, path, or list of paths
        One row per text, or files and folders of any kind that `python -m standpoint readers`
        lists.
    text, date, speaker : str
        Names of the columns that hold the text, its date and its speaker. Files with the usual
        names (text, date, speaker, published …) need none.
    columns : dict, optional
        Further fields and their columns, such as ``{"publisher": "outlet"}``.
    published : str, optional
        Date of the texts that have none.
    language : str
        ISO 639-1 code of texts that do not say; the text itself decides where it is sure.
    actors : path or Registry, optional
        The registry of actors. Without it the bundled one is used, and a line says so.
    events : path or DataFrame, optional
        Reference events to link to.
    window : (date, date), optional
        First and last day; texts published outside are left out.
    scorer : str or Scorer
        Who reads the sentences; see `load_scorer`.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"body": ["Russia thanked Armenia.", "Iran spoke."], "city": ["Gyumri", "Tehran"],
    ...      "day": ["2021-03-01", "2022-05-02"]})
    >>> corpus = Corpus(frame, text="body", date="day", actors=data_path("actors.yml"))
    >>> corpus.mentions()[["surface", "actor_id"]].values.tolist()
    [['Russia', 'russia'], ['Armenia', 'armenia'], ['Iran', 'iran']]
    >>> corpus.opinions().merge(corpus.documents).groupby("city")["actor_id"].count().to_dict()
    {'Gyumri': 2, 'Tehran': 1}
    """

    def __init__(
        self,
        source: pd.DataFrame | str | Path | Sequence[Any],
        *,
        text: str = "",
        date: str = "",
        speaker: str = "",
        columns: Mapping[str, str] | None = None,
        published: str | None = None,
        language: str = "en",
        actors: str | Path | Registry | None = None,
        events: str | Path | pd.DataFrame | None = None,
        window: tuple[Date, Date] | None = None,
        scorer: str | Scorer = "encoder",
    ) -> None:
        self._source = source
        named = {"text": text, "date": date, "speaker": speaker} | dict(columns or {})
        self._reading = {
            "columns": {field: column for field, column in named.items() if column},
            "published": published,
            "language": language,
        }
        self._actors = actors
        self._events = events
        self._window = window
        self._scorer = scorer
        self._made: dict[str, pd.DataFrame] = {}

    @classmethod
    def from_study(cls, study: str | Path) -> "Corpus":
        """Open the corpus of a study, by its name in data/studies or the path of its file.

        A bundled study is found outside the project too.
        """
        opened = read_study(study, home=data_path("studies").parents[1])
        return cls(opened.corpus, actors=opened.actors, events=opened.events, window=opened.window)

    @staticmethod
    def from_documents(
        documents: pd.DataFrame,
        *,
        actors: str | Path | Registry | None = None,
        events: str | Path | pd.DataFrame | None = None,
        scorer: str | Scorer = "encoder",
        **made: pd.DataFrame,
    ) -> "Corpus":
        """Make a corpus of a documents table, and of later tables that are made already."""
        corpus = Corpus((), actors=actors, events=events, scorer=scorer)
        nothing = {"excluded": tables.empty("excluded"), "repeated": pd.DataFrame(columns=COLUMNS)}
        corpus._made = {"documents": documents, **nothing, **made}
        return corpus

    @staticmethod
    def from_texts(
        texts: Sequence[str], *, published: str | None = None, language: str = "en", **options: Any
    ) -> "Corpus":
        """Make a corpus of texts typed by hand, to try a step on a few sentences.

        Further options are actors, events and scorer.

        >>> corpus = Corpus.from_texts(["It rained. We left."], published="2021-03")
        >>> corpus.sentences()["text"].tolist()
        ['It rained.', 'We left.']
        """
        table = documents_from_texts(texts, published=published, language=language)
        return Corpus.from_documents(table, **options)

    def without_reference(self) -> "Corpus":
        """The same texts and mentions with no reference events.

        Its times and events come from the text alone.
        """
        return Corpus.from_documents(
            self.table("documents"),
            sentences=self.sentences(),
            mentions=self.mentions(),
            actors=self.registry,
        )

    def __repr__(self) -> str:
        made = ", ".join(f"{name} ({len(table)})" for name, table in self._made.items())
        return f"<Corpus with {len(self.registry.actors)} actors; made so far: {made or 'nothing'}>"

    # ---- what it rests on ----

    @cached_property
    def registry(self) -> Registry:
        """The actors that are looked for."""
        if isinstance(self._actors, Registry):
            return self._actors
        if self._actors is not None:
            return read_registry(self._actors)
        registry = read_registry(data_path("actors.yml"))
        print(
            f"(actors: the bundled registry of the Armenian case study, {len(registry.actors)}"
            " actors; name your own with actors=…)"
        )
        return registry

    @cached_property
    def reference(self) -> pd.DataFrame:
        """The reference events; an empty table where there are none."""
        given = self._events
        return given if isinstance(given, pd.DataFrame) else reference_events(given)

    @cached_property
    def scorer(self) -> Scorer:
        """The scorer that reads the sentences."""
        return self._loaded(self._scorer)

    @property
    def names(self) -> dict[str, str]:
        """The name of every actor by its id."""
        return {key: actor.name for key, actor in self.registry.actors.items()}

    # ---- the tables, in the order of the data flow ----

    @property
    def documents(self) -> pd.DataFrame:
        """One row per text, with a frame's own columns behind those of the documents table."""
        table = self.table("documents")
        extra = self._made.get("extra")
        return table if extra is None else table.merge(extra, on="doc_id", how="left")

    @property
    def excluded(self) -> pd.DataFrame:
        """One row for everything that was left out, with the reason."""
        return self.table("excluded")

    @property
    def repeated(self) -> pd.DataFrame:
        """The lines that a source repeats from page to page, which were cut."""
        return self.table("repeated")

    def sentences(self) -> pd.DataFrame:
        """One row per sentence."""
        return self.table("sentences")

    def mentions(self) -> pd.DataFrame:
        """One row for every place where an actor is named."""
        return self.table("mentions")

    def opinions(
        self, scorer: str | Scorer | None = None, *, least_certainty: float | None = None
    ) -> pd.DataFrame:
        """One row per mention: how the actor is spoken of, and by whom.

        Another `scorer` than the corpus's own, or another `least_certainty` of a mention, gives a
        table beside the first.
        """
        if scorer is None and least_certainty is None:
            return self.table("opinions")
        options = {} if least_certainty is None else {"least_certainty": least_certainty}
        reader = self.scorer if scorer is None else self._loaded(scorer)
        return self.call(opinions, self.mentions(), scorer=reader, **options)

    def times(self) -> pd.DataFrame:
        """One row per time expression."""
        return self.table("times")

    def events(self) -> pd.DataFrame:
        """One row per event that the texts tell of."""
        return self.table("events")

    def table(self, name: str) -> pd.DataFrame:
        """Give a table by its name, and make it and what it rests on where that is missing."""
        if name not in self._made:
            self._made |= self._make(name)
        return self._made[name]

    # ---- what is asked of the tables ----

    series = _over(series, "opinions")
    evidence = _over(evidence, "opinions")
    event_table = _over(event_table, "events")
    unlinked_names = _over(unlinked_names, "sentences")
    suggest_actors = _over(suggest_actors, "sentences")
    salience = _over(salience, "times")

    def dyads(
        self, pairs: Sequence[tuple[str, str]], opinions: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """Mean score and attention per document for pairs of holder and target.

        Without a choice of `opinions` all of them count.
        """
        return self.call(dyads, self.opinions() if opinions is None else opinions, pairs=pairs)

    def holders(self) -> pd.DataFrame:
        """Mentions with whose attitude each carries, in the column `holder_id`."""
        return self.mentions().assign(holder_id=self.call(holders, self.mentions()))

    def quality(self) -> pd.DataFrame:
        """What is in the corpus, what is not, and what to look at first."""
        return quality(self.table("documents"), excluded=self.excluded, repeated=self.repeated)

    def event_provenance(self, event_id: str) -> pd.DataFrame:
        """Every sentence that tells of one event, and how its dates were read."""
        return self.call(event_provenance, self.events(), event_id=event_id)

    def draft_registry(self, suggestions: pd.DataFrame, *, title: str) -> str:
        """Write suggestions down as an actors file to edit."""
        return self.call(draft_registry, suggestions, title=title)

    def pairs(self, holders: Sequence[str], targets: Sequence[str]) -> list[tuple[str, str]]:
        """Pairs of holder and target; one holder alone goes with every target."""
        return make_dyads(holders, targets=targets, registry=self.registry)

    def dyad(self, holder: str, target: str, opinions: pd.DataFrame | None = None) -> pd.DataFrame:
        """Opinions of one holder about one target; a state speaks with all its people."""
        chosen = self.opinions() if opinions is None else opinions
        return select_dyad(chosen, holder=holder, target=target, registry=self.registry)

    def call(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Call a function of the library with the tables of this corpus that it asks for.

        ``corpus.call(sp.evidence, opinions)`` gives `sp.evidence` the sentences, the documents and
        the registry, because its keyword arguments have these names.
        """
        for name, parameter in signature(function).parameters.items():
            if parameter.kind is parameter.KEYWORD_ONLY and name not in options:
                if name in ("documents", "sentences", "mentions", "times"):
                    options[name] = self.table(name)
                elif name in ("registry", "reference", "names"):
                    options[name] = getattr(self, name)
        return function(*arguments, **options)

    def _make(self, name: str, **options: Any) -> dict[str, pd.DataFrame]:
        """Make a table, and those that are made together with it."""
        if name in _READ:
            return self._read()
        if name not in _STEPS:
            remedy = f"one of {', '.join((*_READ, *_STEPS))}"
            raise InputError(f"table '{name}'", "a corpus makes no such table", remedy)
        step, first = _STEPS[name]
        options |= {"scorer": self.scorer} if name == "opinions" else {}
        return {name: self.call(step, self.table(first), **options)}

    def _read(self) -> dict[str, pd.DataFrame]:
        if not isinstance(self._source, pd.DataFrame):
            return documents(self._source, window=self._window, **self._reading)._asdict()
        if self._window or self._reading["published"]:
            problem = "window= and published= are for files"
            raise InputError("DataFrame", problem, "choose the rows and the dates in the frame")
        named = self._reading["columns"] | {"language": self._reading["language"]}
        return documents_from_frame(self._source, **named)._asdict()

    def _loaded(self, scorer: str | Scorer) -> Scorer:
        return load_scorer(scorer) if isinstance(scorer, str | Path) else scorer
