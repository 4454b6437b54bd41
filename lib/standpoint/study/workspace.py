"""One study's place on disk: its tables, figures and findings. Notebooks talk to each other only
through it.
"""

from __future__ import annotations

import html
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry, read_registry
from standpoint.errors import InputError
from standpoint.study.file import Study, read_study

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from standpoint.attitude.scorers import Scorer
    from standpoint.figures.style import Figure

RUN = (  # set by the runner: the name of this run of a notebook, under which its findings are kept
    "STANDPOINT_RUN"
)
EXPORTS = {
    "csv": "for spreadsheets",
    "ics": "iCalendar, for calendars",
    "json": "TimelineJS, for the web",
}


@dataclass(frozen=True)
class Exported:
    """Files for other programs, relative to the study's results; shows itself as links that its
    page can follow.
    """

    files: tuple[str, ...]

    def _repr_html_(self) -> str:
        links = (
            f'<a href="{quote(file)}">{html.escape(file)}</a> ({EXPORTS[file.rpartition(".")[2]]})'
            for file in self.files
        )
        return (
            f"<p>In the results of this study: {', '.join(links)}</p>"
            if self.files
            else "<p>No events, and so no files.</p>"
        )


class Workspace:
    """Tables, figures and findings of one study; what is missing is made with the library's
    defaults, and said.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.folder = study.results
        self.tables = self.folder / "tables"

    @cached_property
    def registry(self) -> Registry:
        """The study's actors."""
        return read_registry(self.study.actors)

    @cached_property
    def reference(self) -> pd.DataFrame:
        """The study's reference events; an empty table where it has none."""
        from standpoint.chronology.reference import reference_events

        return reference_events(self.study.events)

    def landmarks(self, *ids: str) -> pd.DataFrame:
        """The reference events of these ids, in order of date, with the first phrase that names
        them as `label`; without ids the study's.
        """
        wanted = ids or self.study.parameters.get("landmarks", ())
        known = self.reference[self.reference["id"].isin(wanted)].sort_values(["begin", "id"])
        label = known["words"].str.split(";").str[0]
        return known.assign(label=label.str[:1].str.upper() + label.str[1:]).reset_index(drop=True)

    def named_most(self, mentions: pd.DataFrame, n: int) -> list[str]:
        """Ids of the n actors that most documents mention, ties in order of id."""
        counts = mentions[mentions["actor_id"] != ""].groupby("actor_id")["doc_id"].nunique()
        return list(counts.sort_index().sort_values(ascending=False, kind="stable").index[:n])

    def input(self, path: str | Path) -> Path:
        """A file as named, or of that name in the study's folder or in data/. Raises InputError
        where there is none.
        """
        tried = [Path(path), self.study.path.parent / path, self.study.root / "data" / path]
        for candidate in tried:
            if candidate.is_file():
                return candidate
        raise InputError(
            str(path),
            "no such file",
            f"give a path from here ({Path.cwd().name}/) or the name of a file in data/",
        )

    def read(self, name: str) -> pd.DataFrame:
        """The table `name` of this study: from disk, or made now where it is missing or older than
        the study's inputs.
        """
        path = self.tables / f"{name}.parquet"
        if not path.is_file() or path.stat().st_mtime < self._newest_input():
            made = _MAKERS[name](self)
            for key, table in made.items():
                tables.write(table, key, self.tables)
            print(
                f"({', '.join(made)}: not there or older than the study's inputs, made now with the"
                " defaults)"
            )
        return tables.read(name, self.tables)

    def write(self, frame: pd.DataFrame, name: str, *, part: str = "") -> pd.DataFrame:
        """Check and write a table (Parquet and CSV); `part` names one run of many. Returns the
        table as checked.
        """
        tables.write(frame, name, self.tables, part=part)
        return tables.read(name, self.tables, part=part)

    def remembering(self, scorer: Scorer) -> Scorer:
        """The scorer with a memory in this study's folder: a second run scores nothing twice."""
        from standpoint.attitude.scorers.cached import Cached

        return Cached(scorer, self.folder / ".scores")

    def figure(self, drawing: Drawing, *, name: str, title: str, caption: str, alt: str) -> Figure:
        """Save a drawing as SVG and PNG with its caption and alt text; the result shows itself."""
        from standpoint.figures.style import save

        return save(
            drawing,
            folder=self.folder / "figures",
            name=name,
            title=title,
            caption=caption,
            alt=alt,
        )

    def export(
        self,
        events: pd.DataFrame,
        *,
        name: str,
        title: str,
        stamp: str | pd.Timestamp | None = None,
    ) -> Exported:
        """Write a choice of events as `exports/name.ics` (iCalendar) and `.json` (TimelineJS); the
        result shows links.

        `stamp` is the corpus's last day (see `exports`). A file of an earlier run is removed where
        there is no event now. The CSV that `write(events, "events", part=name)` leaves is linked
        beside them."""
        from standpoint.figures.exports import exports

        folder = self.folder / "exports"
        folder.mkdir(parents=True, exist_ok=True)
        made = exports(events, title=title, registry=self.registry, stamp=stamp)
        for ending in ("ics", "json"):
            path = folder / f"{name}.{ending}"
            if ending in made:
                path.write_text(made[ending], encoding="utf-8", newline="")
            else:
                path.unlink(missing_ok=True)
        table = (
            [f"tables/events-{name}.csv"] if (self.tables / f"events-{name}.csv").is_file() else []
        )
        return Exported((*table, *(f"exports/{name}.{ending}" for ending in made)))

    def found(self, *sentences: str) -> None:
        """Print the findings of a notebook and keep them for the index page; called once, in 'What
        we found'.
        """
        for sentence in sentences:
            print(sentence)
        run = os.environ.get(RUN)
        if run:
            path = self.folder / "findings" / f"{run}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            left = {"findings": sentences, "method": []}
            path.write_text(json.dumps(left, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _newest_input(self) -> float:
        return max(path.stat().st_mtime for path in self.study.inputs)


def workspace(study: str | Path) -> Workspace:
    """The workspace of a study, by its name in data/studies or the path of its file.

    Raises StudyError where there is no such study.
    """
    return Workspace(read_study(study))


def _documents(here: Workspace) -> dict[str, pd.DataFrame]:
    from standpoint.reading.documents import documents

    read = documents(here.study.corpus, window=here.study.window)
    return {"documents": read.documents, "excluded": read.excluded}


def _sentences(here: Workspace) -> dict[str, pd.DataFrame]:
    from standpoint.language.sentences import sentences

    return {"sentences": sentences(here.read("documents"))}


def _mentions(here: Workspace) -> dict[str, pd.DataFrame]:
    from standpoint.actors.mentions import mentions

    found = mentions(
        here.read("sentences"), documents=here.read("documents"), registry=here.registry
    )
    return {"mentions": found}


def _opinions(here: Workspace) -> dict[str, pd.DataFrame]:
    from standpoint.attitude.opinions import opinions
    from standpoint.attitude.scorers import load_scorer

    scored = opinions(
        here.read("mentions"),
        sentences=here.read("sentences"),
        documents=here.read("documents"),
        registry=here.registry,
        scorer=here.remembering(load_scorer()),
    )
    return {"opinions": scored}


def _series(here: Workspace) -> dict[str, pd.DataFrame]:
    from standpoint.inference.series import series

    return {"series": series(here.read("opinions"), documents=here.read("documents"))}


def _times(here: Workspace) -> dict[str, pd.DataFrame]:
    from standpoint.chronology.times import times

    return {
        "times": times(
            here.read("sentences"), documents=here.read("documents"), reference=here.reference
        )
    }


def _events(here: Workspace) -> dict[str, pd.DataFrame]:
    from standpoint.chronology.events import events

    told = events(
        here.read("times"),
        sentences=here.read("sentences"),
        mentions=here.read("mentions"),
        documents=here.read("documents"),
        reference=here.reference,
    )
    return {"events": told}


_MAKERS: dict[str, Callable[[Workspace], dict[str, pd.DataFrame]]] = {
    "documents": _documents,
    "excluded": _documents,
    "sentences": _sentences,
    "mentions": _mentions,
    "opinions": _opinions,
    "series": _series,
    "times": _times,
    "events": _events,
}
