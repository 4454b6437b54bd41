"""One study's place on disk: its tables, figures and findings."""

import html
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
from IPython import get_ipython
from IPython.display import HTML

from standpoint import tables
from standpoint.attitude.scorers import FILE, Scorer, load_scorer
from standpoint.attitude.scorers.cached import Cached
from standpoint.chronology.salience import draft_landmarks, propose_landmarks
from standpoint.errors import InputError, nearest
from standpoint.figures.calendar import calendar
from standpoint.figures.style import Figure, save
from standpoint.project import read_json, write_json, write_whole
from standpoint.study.corpus import Corpus
from standpoint.study.file import Study, read_study
from standpoint.study.plan import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

RUN = "STANDPOINT_RUN"  # set by the runner: under this name a run's findings are kept
BY_HAND = "by-hand"  # the folder of what notebooks leave that no runner started
EXPORTS = {"csv": "for spreadsheets", "ics": "iCalendar, for calendars"}


class Workspace(Corpus):
    """The corpus of one study, with its tables on disk, its figures and its findings.

    Notebooks talk to each other only through it: one makes a table with `make`, the next reads it
    as `workspace.mentions()`. A table that is missing, or older than the study's inputs, is made
    with the library's defaults, and a line says so.
    """

    def __init__(self, study: Study, *, by_hand: bool = False) -> None:
        super().__init__(
            study.corpus, actors=study.actors, events=study.events, window=study.window
        )
        self.study = study
        self.folder = study.results / BY_HAND if by_hand else study.results
        self._tables = self.folder / "tables"

    # ---- tables ----

    def table(self, name: str) -> pd.DataFrame:
        """Read a table of this study from disk, or make it where it is missing or stale."""
        if name not in self._made:
            newest = max(file.stat().st_mtime for file in self.study.inputs)
            if folder := self._freshest(name, since=newest):
                self._made[name] = tables.read(name, folder)
                if folder != self.study.tables:
                    place = f"results/{self.study.name}/{BY_HAND}"
                    print(f"({name}: as you made it by hand, in {place}, not as the last run did)")
            else:
                self.make(name)
                print(
                    f"({name}: not there or older than the study's inputs,"
                    " made now with the defaults)"
                )
        return self._made[name]

    def _freshest(self, name: str, *, since: float) -> Path | None:
        """The folder with the youngest table of this name: that of the runs, or that by hand."""
        files = [folder / f"{name}.parquet" for folder in {self._tables, self.study.tables}]
        fresh = {f.stat().st_mtime: f.parent for f in files if f.is_file()}
        return fresh[max(fresh)] if fresh and max(fresh) >= since else None

    def make(
        self, name: str, *, scorer: str | Scorer | None = None, **options: Any
    ) -> pd.DataFrame:
        """Make a table anew from the tables before it, write it, and give it as written.

        `scorer` names who reads the sentences, for the table opinions. Further options are those of
        the function that makes the table, such as `least_certainty` of `standpoint.opinions`.
        """
        if scorer is not None:
            self._scorer = scorer
            self.__dict__.pop("scorer", None)
        for key, table in self._make(name, **options).items():
            self._made[key] = self.write(table, key) if key in tables.SCHEMAS else table
        return self._made[name]

    def write(self, frame: pd.DataFrame, name: str, *, part: str = "") -> pd.DataFrame:
        """Check a table and write it as Parquet and CSV; `part` names one run of many."""
        tables.write(frame, name, self._tables, part=part)
        if part:
            self._leave("files", [f"tables/{name}-{part}.{kind}" for kind in ("parquet", "csv")])
        return tables.read(name, self._tables, part=part)

    def cached(self, scorer: str | Scorer) -> Scorer:
        """Give the scorer a memory in this study's folder, so that nothing is scored twice."""
        if str(scorer).startswith(FILE):  # it is one already
            return load_scorer(f"{FILE}{self.input(str(scorer).removeprefix(FILE))}")
        return Cached(super()._loaded(scorer), self.study.results / ".scores")

    _loaded = cached

    def corpus(self, name: str) -> Corpus:
        """Open a corpus that the study lists under `beside`, or with "" read its own anew.

        Its tables are made in memory; `write` with a `part` keeps what shall stay.
        """
        corpora = {"": self.study.corpus, **self.study.beside}
        if name not in corpora:
            raise InputError(f"corpus '{name}'", "not in this study", nearest(name, corpora))
        about = {"actors": self.registry, "events": self.reference, "window": self.study.window}
        return Corpus(corpora[name], scorer=self.cached(self._scorer), **about)

    # ---- what the study says ----

    def chosen_actors(self, ids: Sequence[str], *, most: int) -> list[str]:
        """These actors, or without any the `most` that most documents mention.

        Raises
        ------
        InputError
            If an id is not in the registry.
        """
        if ids:
            self.registry.check_ids(ids)
            return list(ids)
        mentions = self.mentions()
        named = mentions[mentions["actor_id"] != ""]
        counts = named.groupby("actor_id")["doc_id"].nunique().sort_index()
        first = counts.sort_values(ascending=False, kind="stable").index[:most]
        return list(first) or list(self.names)[:1]

    def landmarks(self, *ids: str) -> pd.DataFrame:
        """Reference events by id, in order of date, with a short `label`; without ids the study's
        own.
        """
        wanted = ids or self.study.parameters.get("landmarks") or ()
        for word in wanted:
            if word not in set(self.reference["id"]):
                remedy = nearest(word, self.reference["id"], otherwise="add it to the events file")
                raise InputError(f"landmark '{word}'", "no such reference event", remedy)
        known = self.reference[self.reference["id"].isin(wanted)].sort_values(["begin", "id"])
        label = known["words"].str.split(";").str[0].replace("", None).fillna(known["title"])
        return known.assign(label=label.str[:1].str.upper() + label.str[1:]).reset_index(drop=True)

    def input(self, path: str | Path) -> Path:
        """Find a file as named, or in the study's folder, or in data/.

        Raises
        ------
        InputError
            If it lies in none of these places.
        """
        if found := self.study.find(path):
            return found
        raise InputError(
            str(path),
            "no such file",
            f"give a path from here ({Path.cwd().name}/) or the name of a file in data/",
        )

    @property
    def labels_folder(self) -> Path:
        """Where the labelling tool keeps the labels of this study: beside the data."""
        return self.study.root / "data" / "annotations" / self.study.name

    @property
    def annotation_files(self) -> tuple[Path, ...]:
        """The files of labels in data/annotations, and those that were given to this study."""
        return self.study.annotation_files

    # ---- what a notebook leaves ----

    def draw(
        self, plot: "Callable[..., Drawing]", table: pd.DataFrame | pd.Series, **options: Any
    ) -> "Drawing | None":
        """Draw a table with a plot of the library; an empty table gives no drawing."""
        return self.call(plot, table, **options) if len(table) else None

    def figure(
        self,
        drawing: "Drawing | None",
        *,
        name: str,
        title: str,
        caption: str,
        alt: str,
        n: str = "",
    ) -> Figure | None:
        """Save a drawing as SVG and PNG with its caption and alt text, and show it.

        `n` says how much was counted, such as ``"360 mentions"``; the caption ends with the study,
        its files, how many speakers they name, and this number.
        """
        if drawing is None:
            print(f"({name}: there are no data to draw)")
            return None
        self._leave("figures", (name,))
        folder = self.folder / "figures"
        self._leave("files", [f"figures/{name}.{kind}" for kind in ("svg", "png", "json")])
        if n:
            speakers = self.table("documents")["speaker"].replace("", None).nunique()
            files = ", ".join(entry.path.name for entry in self.study.corpus)
            caption += f" Corpus: {self.study.title} ({files}, {speakers} speakers); n = {n}."
        return save(drawing, folder=folder, name=name, title=title, caption=caption, alt=alt)

    def export(
        self,
        events: pd.DataFrame,
        *,
        name: str,
        title: str,
        stamp: str | pd.Timestamp | None = None,
    ) -> HTML:
        """Write events for calendars (`exports/name.ics`).

        `stamp` is the corpus's last day (see `calendar`). A file of an earlier run goes where there
        is no event now. The links that come back lead to the CSV of
        `write(events, "events", part=name)` too.
        """
        text = calendar(events, title=title, registry=self.registry, stamp=stamp)
        path = self.folder / "exports" / f"{name}.ics"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if text:
            path.write_text(text, encoding="utf-8", newline="")
        self._leave("files", [f"exports/{name}.ics"])
        links = [
            f'<a href="{quote(file)}">{html.escape(file)}</a> ({EXPORTS[file.rpartition(".")[2]]})'
            for file in (f"tables/events-{name}.csv", f"exports/{name}.ics")
            if (self.folder / file).is_file()
        ]
        return HTML(f"<p>In the results of this study: {', '.join(links) or 'nothing'}</p>")

    def draft(self, text: str, *, name: str, kind: str = "actors") -> Path:
        """Write a draft of an actors or events file into the results, and give its place."""
        path = self.folder / "drafts" / f"{name}-{kind}.yml"
        write_whole(path, text)
        return path

    def propose_landmarks(self, salience: pd.DataFrame) -> list[str]:
        """Draft an events file from the days that matter most, and say where it lies.

        Nothing is proposed to a study that names landmarks.
        """
        if len(self.landmarks()):
            return []
        proposed = self.call(propose_landmarks, salience, events=self.events())
        if proposed.empty:
            return [
                "No day stands out that could be proposed as a landmark: none with an event is told"
                " of in two documents or more."
            ]
        study = self.study.place(self.study.path)
        text = draft_landmarks(proposed, events=self._events_file, study=study)
        path = self.study.place(self.draft(text, name=self.study.name, kind="events"))
        days = "; ".join(f"{row.begin:%Y-%m-%d} ({row.title})" for row in proposed.itertuples())
        return [f"Proposed as landmarks, for you to confirm in {path}: {days}."]

    def landmark_advice(self, marks: pd.DataFrame) -> list[str]:
        """Say what to do where there are no landmarks, or where some lie outside the texts."""
        study = self.study.place(self.study.path)
        dated = self.documents.dropna(subset="published_start")
        if dated.empty:
            return ["No text has a date, so no change over time can be seen: give the texts dates."]
        if marks.empty:
            draft = self.study.place(self.folder / "drafts" / f"{self.study.name}-events.yml")
            return [
                "This study names no landmark, so no day of yours is tested. What to do: write one"
                f" into {self._events_file} and list its id as `landmarks` in {study}; the days"
                f" that the texts tell most of are proposed in {draft}, for you to confirm."
            ]
        first, last = dated["published_start"].min(), dated["published_end"].max()
        outside = marks[(marks["end_date"] <= first) | (marks["begin"] > last)]
        return [
            f"Landmark '{mark.id}' ({mark.begin:%Y-%m-%d}) has no texts on both sides: they run"
            f" from {first:%Y-%m-%d} to {last:%Y-%m-%d}. What to do: correct its day in"
            f" {self._events_file}, or name another in {study}."
            for mark in outside.itertuples()
        ]

    @property
    def _events_file(self) -> str:
        """Where the reference events of this study stand, or would stand."""
        own = self.study.path.with_name(f"{self.study.name}-events.yml")
        return self.study.place(self.study.events or own)

    def report(self, *findings: str) -> None:
        """Print what a notebook found and keep it for the report."""
        print(*findings, sep="\n")
        self._leave("findings", findings)

    def answer(self, *sentences: str, actors: Sequence[str] = (), holder: str = "all") -> None:
        """Keep sentences for the first screen of the report: what was asked, and what came out.

        A link beside them opens what `holder` says of these `actors`.
        """
        self._leave("answer", sentences)
        self._leave("opens", tuple(actors) and (holder, *actors))

    def method(self, *sentences: str) -> None:
        """Keep sentences on how a notebook works for the report's method paragraph."""
        self._leave("method", sentences)

    def _leave(self, kind: str, words: Sequence[str]) -> None:
        """Keep words under the name of this run, names beside others; by hand nothing is kept."""
        if not (run := os.environ.get(RUN)):
            return
        path = self.folder / "findings" / f"{run}.json"
        left = read_json(path)
        before = left.get(kind, []) if kind in ("figures", "files") else []
        write_json(path, left | {kind: [*before, *words]})


def workspace(study: str | Path, notebook: str = "") -> Workspace:
    """Open the workspace of a study, by its name in data/studies or the path of its file.

    A `notebook` gives its own name. Run by hand, it then gets the parameters of the study wherever
    its parameters cell still has the default, so that it shows what the report says; and what it
    makes goes into results/STUDY/by-hand, never into a finished report.

    Raises
    ------
    StudyError
        If there is no such study, or its file cannot be used.
    """
    opened = read_study(study)
    by_hand = bool(notebook) and RUN not in os.environ
    if by_hand and (shell := get_ipython()):
        given, defaults = settings(opened, notebook)
        taken = {
            name: value
            for name, value in given.items()
            if value != defaults[name] == shell.user_ns.get(name)
        }
        shell.user_ns.update(taken)
        said = ", ".join(f"{name} = {value!r}" for name, value in taken.items())
        print(f"(By hand. The study sets {said or 'nothing else'}; what you change above counts.)")
    return Workspace(opened, by_hand=by_hand)
