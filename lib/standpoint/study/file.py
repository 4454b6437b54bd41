"""Study files: which texts, which actors, which time, which notebooks with which parameters."""

import hashlib
import itertools
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from standpoint.attitude.scorers import FILE
from standpoint.errors import StudyError, nearest
from standpoint.inference.annotations import annotation_files
from standpoint.project import root
from standpoint.reading.corpus_entry import CorpusEntry, corpus_files
from standpoint.yamlfile import Entry, IsoDate, checked, iso_span, read_yaml, refusal

ENDINGS = (".csv", ".csv.gz", ".zip")  # of a table that a parameter names


@dataclass(frozen=True)
class NotebookRun:
    """One run of one notebook; `varied` names the parameters that tell it from its other runs."""

    notebook: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    varied: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the run's files.

        >>> NotebookRun("31-one-actor", {"actor": "russia", "seed": 1}, ("actor",)).name
        '31-one-actor--russia'
        """
        return "--".join([self.notebook, *(file_name(self.parameters[key]) for key in self.varied)])

    @property
    def label(self) -> str:
        """The run as a person would name it.

        >>> NotebookRun("31-one-actor", {"actor": "russia", "seed": 1}, ("actor",)).label
        '31-one-actor (actor=russia)'
        """
        varied = ", ".join(f"{key}={self.parameters[key]}" for key in self.varied)
        return f"{self.notebook} ({varied})" if varied else self.notebook


@dataclass(frozen=True)
class Study:
    """One study, as its file says, with all paths made absolute."""

    name: str
    title: str
    question: str
    corpus: tuple[CorpusEntry, ...]
    actors: Path
    events: Path | None
    window: tuple[date, date] | None
    parameters: Mapping[str, Any]
    notebooks: tuple[NotebookRun, ...]
    path: Path
    root: Path
    preregistration: Path | None = None  # the plan that its report quotes beside what was done
    limits: tuple[str, ...] = ()  # what the study does not show: stands first on its index page
    beside: Mapping[str, tuple[CorpusEntry, ...]] = field(default_factory=dict)  # further corpora

    @property
    def results(self) -> Path:
        """The folder of everything this study makes; one kept elsewhere shares no namesake's."""
        if self.reference == self.name:
            return self.root / "results" / self.name
        place = hashlib.sha256(self.path.as_posix().encode()).hexdigest()[:6]
        return self.root / "results" / f"{self.name}-{place}"

    @property
    def tables(self) -> Path:
        """The folder of its tables."""
        return self.results / "tables"

    def runs_of(self, notebook: str) -> list[NotebookRun]:
        """The runs of one notebook, in order."""
        return [run for run in self.notebooks if run.notebook == notebook]

    @property
    def reference(self) -> str:
        """What a notebook passes to `read_study`: the name, or the path of a study elsewhere."""
        bundled = self.path.parent == self.root / "data" / "studies"
        return self.name if bundled else self.path.as_posix()

    @property
    def texts(self) -> tuple[CorpusEntry, ...]:
        """The entries of the corpus, then those of the corpora beside it."""
        return (*self.corpus, *itertools.chain.from_iterable(self.beside.values()))

    @property
    def corpus_files(self) -> tuple[Path, ...]:
        """Every file of texts, in order."""
        return tuple(dict.fromkeys(file.path for file in corpus_files(self.texts)[0]))

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every file the results depend on: corpus, actors, events."""
        return (*self.corpus_files, self.actors, *([self.events] if self.events else []))

    def find(self, path: str | Path) -> Path | None:
        """A file as named, or in the study's folder, or in data/."""
        places = [Path(path), self.path.parent / path, self.root / "data" / path]
        return next(filter(Path.is_file, places), None)

    def score_files(self, parameters: Mapping[str, Any]) -> tuple[Path, ...]:
        """The files that parameters name: scores (`csv:FILE`), and tables of other sources."""
        values = itertools.chain.from_iterable(
            value if isinstance(value, list) else [value] for value in parameters.values()
        )
        texts = [str(v) for v in values]
        named = [v.removeprefix(FILE) for v in texts if v.startswith(FILE) or v.endswith(ENDINGS)]
        return tuple(filter(None, map(self.find, named)))

    @property
    def annotation_files(self) -> tuple[Path, ...]:
        """The files of labels in data/annotations, and those that were given to this study."""
        return annotation_files(self.root / "data" / "annotations", self.name)

    def place(self, path: Path) -> str:
        """A path as the project's own messages name it: from the project's folder."""
        return shown(path, self.root)


def shown(path: Path, home: Path) -> str:
    """A path from the project's folder where it lies in it, else the whole path."""
    return (path.relative_to(home) if path.is_relative_to(home) else path).as_posix()


def file_name(value: object) -> str:
    """A value as part of a file name.

    >>> file_name("Armenia / Russia"), file_name(3)
    ('Armenia-Russia', '3')
    """
    return re.sub(r"[^\w.]+", "-", str(value)).strip("-") or "empty"


# ---- the form of the file ----


def _parameters(values: dict[str, Any]) -> dict[str, Any]:
    for name in values:
        if not name.isidentifier():
            raise refusal("no name of a parameter", "use letters, digits and '_'", name)
    if "study" in values:
        raise refusal("the runner gives every notebook its study", "delete this line", "study")
    return values


def _day(value: Any) -> date:
    first, _, granularity = iso_span(value)
    if granularity != "day":
        raise refusal(f"not a date: '{value}'", "write YYYY-MM-DD")
    return first


Parameters = Annotated[dict[str, Any], AfterValidator(_parameters)]
Day = Annotated[date, BeforeValidator(_day)]
Stripped = Annotated[str, AfterValidator(str.strip)]
Values = Annotated[list[Any], Field(min_length=1)]


def _existing(written: str, info: ValidationInfo) -> Path:
    """The file that a path of the study names; texts may be a folder."""
    path = Path(os.path.normpath(info.context["path"].parent / Path(written).expanduser()))
    if path.is_file() or (path.exists() and info.field_name == "path"):
        return path
    what = f"'{written}' is a folder" if path.exists() else f"'{written}' is not there"
    beside = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
    remedy = nearest(path.name, beside, otherwise="paths are relative to the study file")
    raise refusal(what, remedy)


Existing = Annotated[str, AfterValidator(_existing)]


class _Texts(Entry):
    form: ClassVar[str] = "name the file or folder of texts as 'path'"

    path: Existing
    columns: dict[str, str] = {}
    published: IsoDate = ""
    language: str = ""
    publisher: str = ""
    country: str = ""
    speaker: str = ""
    licence: str = ""
    day_first: bool = True


class _Window(Entry):
    form: ClassVar[str] = "give begin and end, or leave the window out for the whole corpus"

    begin: Day
    end: Day


def _in_order(window: _Window) -> tuple[date, date]:
    if window.begin > window.end:
        raise refusal(f"begins {window.begin} after it ends {window.end}", "swap them")
    return window.begin, window.end


class _Runs(Entry):
    run: str
    fixed: Parameters = Field({}, alias="with")
    varied: Annotated[dict[str, Values], AfterValidator(_parameters)] = Field({}, alias="for")


def _runs(entries: list[_Runs], info: ValidationInfo) -> tuple[NotebookRun, ...]:
    folder = info.context["root"] / "notebooks"
    known = sorted(path.stem for path in folder.glob("*.ipynb"))
    runs: dict[str, NotebookRun] = {}
    for n, entry in enumerate(entries):
        if entry.run not in known and folder.is_dir():
            what = f"no notebook '{entry.run}' in notebooks/"
            raise refusal(what, nearest(entry.run, known), n, "run")
        for values in itertools.product(*entry.varied.values()):
            parameters = entry.fixed | dict(zip(entry.varied, values, strict=True))
            run = NotebookRun(entry.run, parameters, tuple(entry.varied))
            if run.name in runs:
                remedy = "delete one, or tell them apart with 'for: {parameter: [values]}'"
                raise refusal(f"'{run.label}' stands twice", remedy, n)
            runs[run.name] = run
    return tuple(runs.values())


def _entry(texts: _Texts) -> CorpusEntry:
    return CorpusEntry(**dict(texts))


class _StudyFile(Entry):
    form: ClassVar[str] = "a study needs corpus, actors and notebooks: see data/studies"

    title: Stripped = ""
    question: Stripped = ""
    corpus: Annotated[tuple[Annotated[_Texts, AfterValidator(_entry)], ...], Field(min_length=1)]
    beside: dict[str, tuple[Annotated[_Texts, AfterValidator(_entry)], ...]] = {}
    actors: Existing
    events: Existing | None = None
    window: Annotated[_Window, AfterValidator(_in_order)] | None = None
    parameters: Parameters = {}
    notebooks: Annotated[list[_Runs], Field(min_length=1), AfterValidator(_runs)]
    limits: tuple[str, ...] = ()
    preregistration: Existing | None = None


# ---- reading ----


def list_studies() -> list[str]:
    """The names of the studies in data/studies, in order."""
    # A registry of the user's own may lie beside the studies.
    files = (root() / "data" / "studies").glob("*.yml")
    is_study = re.compile(r"^notebooks\s*:", re.MULTILINE)
    return sorted(
        path.stem for path in files if is_study.search(path.read_text("utf-8", "replace"))
    )


def read_study(name_or_path: str | Path, *, home: Path | None = None) -> Study:
    """Read and check the study of that name in data/studies, or the one in that file.

    Paths in the file are relative to it. `home` holds data/ and notebooks/: the project, if none
    is named. A home without notebooks checks none.

    Raises
    ------
    StudyError
        If there is no such study, or something in it is wrong; with line, key and remedy.
    """
    home = home or root()
    path = _find(str(name_or_path), home)
    file = read_yaml(path, name=shown(path, home))
    where = {"path": path, "root": home}
    content = dict(checked(file, _StudyFile, where))
    content["title"] = content["title"] or path.stem.replace("-", " ").capitalize()
    return Study(name=path.stem, **content, **where)


def _find(name: str, home: Path) -> Path:
    studies = home / "data" / "studies"
    if not name.endswith((".yml", ".yaml")) and "/" not in name and os.sep not in name:
        path = studies / f"{name}.yml"
        if not path.is_file():
            known = (path.stem for path in studies.glob("*.yml"))
            raise StudyError(f"study '{name}'", "no such study", nearest(name, known))
        return path
    path = Path(name).expanduser().resolve()
    if not path.is_file():
        remedy = "name a file, or a study that `python -m standpoint list` shows"
        raise StudyError(name, "no such study file", remedy)
    return path
