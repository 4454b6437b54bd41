"""Plan a study: its notebooks with checked parameters, the tables they read and write.

Nothing runs here. papermill only warns at an unknown parameter and accepts any type, so every name
and every type is compared with the notebook's own parameters cell before anything starts.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePath
from typing import Annotated, Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from standpoint.actors.registry import read_registry
from standpoint.attitude.scorers import SCORERS
from standpoint.chronology.kinds import KINDS
from standpoint.chronology.reference import reference_events
from standpoint.errors import InputError, StandpointError, StudyError, nearest
from standpoint.figures.timeline import BY
from standpoint.inference.annotations import UNITS
from standpoint.inference.event_study import CORRECTIONS
from standpoint.inference.robustness import AGGREGATIONS, DEFINITIONS
from standpoint.inference.series import FREQUENCIES
from standpoint.reading.documents import ALIASES
from standpoint.study.file import NotebookRun, Study, file_name
from standpoint.tables import GRANULARITIES
from standpoint.yamlfile import Entry, Text, YamlFile, checked, one_of

# Parameters that hold ids, by name: a misspelt id is found before anything runs.
ID_PARAMETERS = {
    "actor": ("actor", "actors", "holder", "holders", "target", "targets", "pair"),
    "event": ("event", "events", "landmark", "landmarks", "follow"),
}
ROLES = ("article", "texts", "training")  # shows the steps, tries other texts, makes the model
NO_IDS = ("", "all", "author", "unknown")  # words that stand where an id can stand
CHOICES = {  # parameters that take one of a few words, as the library says them
    "period": FREQUENCIES,
    "periods": FREQUENCIES,
    "scorer": SCORERS,
    "scorers": SCORERS,
    "kinds": KINDS,
    "lanes": BY,
    "granularities": GRANULARITIES,
    "unit": UNITS,
    "aggregations": AGGREGATIONS,
    "definitions": DEFINITIONS,
    "correction": CORRECTIONS,
}


class Metadata(Entry):
    """What a notebook says of itself in `metadata.standpoint`."""

    form: ClassVar[str] = 'give it {"question": …, "reads": […], "writes": […]}'

    question: Text
    reads: tuple[str, ...] = ()  # tables; "inputs": the corpus; "annotations": labels
    writes: tuple[str, ...] = ()
    role: Annotated[str, one_of(ROLES)] = ""  # of a notebook that answers no question of a study
    per: Annotated[str, one_of(["actor"])] = ""  # `new` plans a run for each of the first actors

    @property
    def in_studies(self) -> bool:
        """Whether a new study has it; what it finds stands last in a report if not."""
        return not self.role


@dataclass(frozen=True)
class Notebook:
    """A notebook with its metadata and the defaults and annotations of its parameters."""

    path: Path
    about: Metadata
    defaults: Mapping[str, Any]
    annotations: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One run of one notebook, ready to start."""

    run: NotebookRun
    notebook: Notebook
    parameters: Mapping[str, Any]  # as injected, checked
    needs: tuple[Path, ...]  # table files it reads
    makes: tuple[Path, ...]  # table files it writes

    @property
    def name(self) -> str:
        return self.run.name

    def reads(self, what: str) -> bool:
        """Whether it reads `inputs` (the corpus itself) or `annotations` (labels of coders)."""
        return what in self.notebook.about.reads


def plan(
    study: Study, *, changes: Mapping[str, Any] | None = None
) -> tuple[list[Step], list[StandpointError]]:
    """Find the steps of a study, in its order, and every problem of them.

    `changes` overrides parameters: `{"period": "year"}` for every notebook that knows it,
    `{"31-one-actor.period": "year"}` for one. No step may run while there is a problem.
    """
    planner = _Planner(study, changes or {})
    planner.check_names()
    steps = [planner.step(run) for run in study.notebooks if run.notebook in planner.notebooks]
    return planner.linked(steps), planner.problems


def read_notebook(path: Path) -> Notebook:
    """Read what the runner must know of a notebook.

    Raises
    ------
    StudyError
        If it cannot be read, has no metadata, or no parameters cell of plain values.
    """
    where = f"notebooks/{path.name}"
    try:
        book = json.loads(path.read_text(encoding="utf-8"))
        cells, about = book["cells"], book["metadata"].get("standpoint")
    except (OSError, ValueError, KeyError) as error:
        what = f"cannot be read ({type(error).__name__}: {str(error).splitlines()[0]})"
        raise StudyError(where, what, "open and save it in JupyterLab") from error
    if about is None:
        raise StudyError(where, "metadata.standpoint is missing", Metadata.form)
    lines = {(key,): 0 for key in about} if isinstance(about, dict) else {}
    metadata = checked(YamlFile(f"{where}, metadata.standpoint", about, lines), Metadata)
    tagged = [c for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        what = f"{len(tagged) or 'no'} cells tagged 'parameters'"
        raise StudyError(where, what, "tag exactly one")
    defaults, annotations = _defaults(f"{where}, parameters cell", "".join(tagged[0]["source"]))
    if "study" not in defaults:
        raise StudyError(where, "its parameters cell has no 'study'", 'add `study = "armenia"`')
    return Notebook(path, metadata, defaults, annotations)


def _defaults(where: str, source: str) -> tuple[dict[str, Any], dict[str, str]]:
    defaults: dict[str, Any] = {}
    annotations: dict[str, str] = {}
    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        remedy = "write one `name = value` a line, with a comment behind it"
        raise StudyError(
            f"{where}, line {error.lineno}", f"not Python: {error.msg}", remedy
        ) from error
    for line in lines:
        try:
            match line:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    defaults[name] = ast.literal_eval(value)
                case ast.AnnAssign(
                    target=ast.Name(id=name), annotation=kind, value=ast.expr() as value
                ):
                    defaults[name] = ast.literal_eval(value)
                    annotations[name] = ast.unparse(kind)
                case _:
                    raise ValueError
        except ValueError:
            what = "not 'name = literal'"
            raise StudyError(
                f"{where}, line {line.lineno}", what, "compute in a later cell"
            ) from None
    return defaults, annotations


def carry(value: Any) -> Any:
    """Give a value as papermill carries it unchanged: text, numbers, yes/no, None, lists, pairs.

    Dates become ISO text, paths POSIX text, tuples and sets lists, numpy scalars plain. TypeError
    for anything else.

    >>> carry({"since": date(2020, 9, 27), "actors": {"russia", "armenia"}})
    {'since': '2020-09-27', 'actors': ['armenia', 'russia']}
    """
    return json.loads(json.dumps(value, default=_as_json))


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if getattr(value, "shape", None) == ():  # a scalar of numpy
        return value.item()
    raise TypeError(f"a {type(value).__name__} cannot be given to a notebook")


_TYPES: dict[str, Any] = {kind.__name__: kind for kind in (str, int, float, bool, list, dict)}
_TYPES |= {f"list[{kind.__name__}]": list[kind] for kind in (str, int, float, bool, list, dict)}


def fitted(value: Any, default: Any, annotation: str = "") -> Any:
    """Give the value where it is of the annotated type, or of the default's.

    A whole number may stand for a float. Raises TypeError that says what was expected.

    >>> fitted(2, 0.5), fitted(None, None, "Optional[int]")
    (2.0, None)
    >>> fitted("5", 0)
    Traceback (most recent call last):
    TypeError: expected int, got str '5'
    """
    name = annotation.replace(" ", "").removeprefix("typing.").replace("List", "list")
    optional = re.fullmatch(r"Optional\[(.+)\]|(.+)\|None", name)
    name = optional[1] or optional[2] if optional else name
    if value is None and (optional or default is None):
        return None
    if name not in _TYPES:
        kinds = {type(item).__name__ for item in default} if isinstance(default, list) else set()
        name = f"list[{kinds.pop()}]" if len(kinds) == 1 else type(default).__name__
    if name not in _TYPES:  # a default of None says nothing of the type
        return value
    try:
        return TypeAdapter(_TYPES[name]).validate_python(value, strict=True)
    except ValidationError:
        what = f"expected {name}, got {type(value).__name__} {value!r}"
        raise TypeError(what) from None


class _Planner:
    """A study's notebooks, the changes to their parameters, and the problems found on the way."""

    def __init__(self, study: Study, changes: Mapping[str, Any]) -> None:
        self.study, self.changes = study, changes
        self.problems: list[StandpointError] = []
        self.notebooks: dict[str, Notebook] = {}
        for stem in dict.fromkeys(run.notebook for run in study.notebooks):
            try:
                self.notebooks[stem] = read_notebook(study.root / "notebooks" / f"{stem}.ipynb")
            except StandpointError as error:
                self.problems.append(error)

    def problem(self, where: str, what: str, remedy: str = "") -> None:
        self.problems.append(StudyError(where, what, remedy))

    def check_names(self) -> None:
        """A common parameter, or a change, that no notebook knows is a slip of the pen."""
        study, nobody = self.study, "no notebook of this study knows it"
        known = {name for book in self.notebooks.values() for name in book.defaults} - {"study"}
        if not self.problems:
            for name in study.parameters:
                if name not in known:
                    where = f"{study.place(study.path)}, key 'parameters.{name}'"
                    self.problem(where, nobody, nearest(name, known))
        heads = {head for run in study.notebooks for head in (run.name, run.notebook)}
        for key in self.changes:
            head, _, name = key.rpartition(".")
            where, names = f"parameter '{key}'", known
            if head and head not in heads:
                what = f"no notebook '{head}' in this study"
                self.problem(where, what, nearest(head, heads))
                continue
            for run in study.notebooks:
                if head in (run.name, run.notebook) and run.notebook in self.notebooks:
                    names = set(self.notebooks[run.notebook].defaults) - {"study"}
            if name not in names:
                what = f"notebook '{head}' does not know it" if head else nobody
                self.problem(where, what, nearest(name, names))

    def step(self, run: NotebookRun) -> Step:
        book = self.notebooks[run.notebook]
        parameters = self._parameters(run, book)
        values = {key: file_name(value) for key, value in (book.defaults | parameters).items()}
        tables: dict[str, Path] = {}
        for name in (*book.about.reads, *book.about.writes):
            try:
                file = name.format_map(values)
            except (KeyError, ValueError, IndexError):
                where = f"notebooks/{book.path.name}, metadata.standpoint"
                self.problem(where, f"'{name}' names a parameter it does not have")
                file = name
            tables[name] = self.study.tables / (file if "." in file else f"{file}.parquet")
        needs = [tables[name] for name in book.about.reads if name not in ("inputs", "annotations")]
        makes = [tables[name] for name in book.about.writes]
        return Step(run, book, parameters, tuple(dict.fromkeys(needs)), tuple(dict.fromkeys(makes)))

    def _parameters(self, run: NotebookRun, book: Notebook) -> dict[str, Any]:
        """All parameters of one run: the study's common ones, the run's own, the changes."""
        where = f"{self.study.place(self.study.path)}, notebook '{run.notebook}'"
        values = dict(self.study.parameters) | dict(run.parameters)
        for name in run.parameters:
            if name not in book.defaults:
                remedy = nearest(name, set(book.defaults) - {"study"})
                self.problem(where, f"unknown parameter '{name}'", remedy)
        for key, value in self.changes.items():
            head, _, name = key.rpartition(".")
            if head not in ("", run.name, run.notebook) or name == "study":
                continue
            if name in run.varied:
                what = f"the runs of {run.notebook} are named by it"
                remedy = "run only one of them, or edit the study file"
                self.problem(f"parameter '{key}'", what, remedy)
            else:
                values[name] = value
        out: dict[str, Any] = {}
        for name in sorted(values.keys() & book.defaults.keys()):
            value, default = values[name], book.defaults[name]
            try:
                out[name] = fitted(carry(value), default, book.annotations.get(name, ""))
            except TypeError as error:
                remedy = f"its default is {default!r}"
                if isinstance(value, str) and isinstance(default, int | float):
                    remedy = "write it without quotes"
                elif isinstance(default, str) and isinstance(value, int | float):
                    remedy = "put it in quotes"
                self.problem(f"{where}, parameter '{name}'", str(error), remedy)
        return out | {"study": self.study.reference}

    def linked(self, steps: list[Step]) -> list[Step]:
        """Each table has one writer, each read table a writer, and no notebook waits for itself."""
        writer: dict[Path, Step] = {}
        for step in steps:
            for path in step.makes:
                if path in writer:
                    what = f"{writer[path].name} and {step.name} both write it"
                    remedy = "name it by a parameter in metadata.standpoint.writes: series-{actor}"
                    self.problem(f"table '{path.stem}'", what, remedy)
                writer[path] = step
        linked = [replace(step, needs=self._resolved(step, writer)) for step in steps]
        waits = {step.name: {writer[path].name for path in step.needs} for step in linked}
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            what = f"these notebooks wait for each other: {' → '.join(error.args[1])}"
            where = self.study.place(self.study.path)
            self.problem(where, what, "correct reads and writes in their metadata")
        return linked

    def _resolved(self, step: Step, writer: Mapping[Path, Step]) -> tuple[Path, ...]:
        needs: list[Path] = []
        for path in step.needs:
            matches = [made for made in writer if fnmatchcase(made.name, path.name)]
            if not matches and "*" not in path.name:
                what = f"reads table '{path.stem}', which no notebook of this study writes"
                remedy = self._writer_elsewhere(path.stem)
                remedy = remedy or nearest(path.stem, (made.stem for made in writer))
                self.problem(f"notebook '{step.run.notebook}'", what, remedy)
            needs += matches
        return tuple(dict.fromkeys(needs))

    def _writer_elsewhere(self, table: str) -> str:
        for path in sorted((self.study.root / "notebooks").glob("*.ipynb")):
            try:
                if table in read_notebook(path).about.writes:
                    return f"add '- run: {path.stem}' to the study"
            except StudyError:
                continue
        return ""


# ---- what the parameters and the study's files hold ----


def input_problems(study: Study, steps: Iterable[Step]) -> list[StandpointError]:
    """Find what is wrong with corpus, actors and events, and with the words of parameters."""
    problems = [*_corpus_problems(study)]
    known: dict[str, tuple[Path, set[str]]] = {}
    try:
        known["actor"] = study.actors, set(read_registry(study.actors).actors)
    except StandpointError as error:
        problems.append(error)
    try:
        if study.events:
            known["event"] = study.events, set(reference_events(study.events)["id"])
    except StandpointError as error:
        problems.append(error)
    for kind, (path, ids) in known.items():
        place = study.place(path)
        for step in steps:
            for name, value in _words(step, ID_PARAMETERS[kind]):
                if value not in ids:
                    where = f"{step.run.label}, parameter '{name}'"
                    remedy = nearest(value, ids, otherwise=f"add it to {place}")
                    problems.append(StudyError(where, f"no {kind} '{value}' in {place}", remedy))
    for step in steps:
        for name, value in _words(step, CHOICES):
            words = tuple(filter(None, CHOICES[name]))
            own = value.startswith("huggingface:") or Path(value).is_dir()
            if value not in words and not (own and name in ("scorer", "scorers")):
                remedy = nearest(value, words, otherwise=f"choose {words[0]}, for example")
                what = f"'{value}' is not one of {', '.join(words)}"
                problems.append(StudyError(f"{step.run.label}, parameter '{name}'", what, remedy))
    return problems


def _corpus_problems(study: Study) -> Iterable[StandpointError]:
    for entry in study.corpus:
        files = [f for f in study.corpus_files if f == entry.path or entry.path in f.parents]
        where = study.place(entry.path)
        if not files:
            remedy = "put texts there; `python -m standpoint readers` lists what is read"
            yield InputError(where, "no text in it", remedy)
        elif all(file.stat().st_size == 0 for file in files):
            yield InputError(where, "empty", "a corpus needs at least one text")
        for name in entry.columns:
            if name not in ALIASES:
                where = f"{study.place(study.path)}, corpus, key 'columns'"
                remedy = nearest(name, ALIASES, otherwise=f"one of {', '.join(ALIASES)}")
                yield StudyError(where, f"no such field '{name}'", remedy)


def _words(step: Step, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Each word that stands in one of these parameters of the step."""
    for name in names:
        value = step.parameters.get(name, step.notebook.defaults.get(name))
        words = value.split(";") if isinstance(value, str) else value
        for word in words if isinstance(words, list) else ():
            if isinstance(word, str) and word not in NO_IDS:
                yield name, word
