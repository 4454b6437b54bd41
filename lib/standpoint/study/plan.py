"""Plan a study: its notebooks with checked parameters, the tables they read and write.

Nothing runs here. papermill only warns at an unknown parameter and accepts any type, so every name
and every type is compared with the notebook's own parameters cell before anything starts.
"""

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from standpoint.actors.registry import read_registry
from standpoint.chronology.reference import reference_events
from standpoint.errors import StandpointError, StudyError, nearest
from standpoint.study.file import NotebookRun, Study, file_name
from standpoint.yamlfile import Entry, Text, YamlFile, checked, one_of

# The page of the report on which a notebook's findings stand; without one they stand behind it.
PARTS = ("who", "change", "events", "trust")
ROLES = ("article", "texts", "training")  # shows the steps, tries other texts, makes the model


class Metadata(Entry):
    """What a notebook says of itself in `metadata.standpoint`."""

    form: ClassVar[str] = 'give it {"question": …, "reads": […], "writes": […]}'

    question: Text
    reads: tuple[str, ...] = ()  # tables; "inputs": the corpus; "annotations": labels
    writes: tuple[str, ...] = ()
    role: Annotated[str, one_of(ROLES)] = ""  # of a notebook that answers no question of a study
    part: Annotated[str, one_of(PARTS)] = ""
    per: Annotated[str, one_of(["actor"])] = ""  # `new` plans a run for each of the first actors

    @property
    def in_studies(self) -> bool:
        """Whether a new study has it; what it finds stands last in a report if not."""
        return not self.role


@dataclass(frozen=True)
class Notebook:
    """A notebook with its metadata and the defaults of its parameters."""

    path: Path
    about: Metadata
    defaults: Mapping[str, Any]


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
    planner = _Planner(study)
    steps = [planner.step(run) for run in planner.runs(changes or {})]
    return planner.linked(steps), planner.problems


def settings(study: Study, notebook: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the parameters of a notebook as the study sets them, and its own defaults.

    Of a notebook that a study runs many times these are the parameters of the first run.
    """
    planner = _Planner(replace(study, notebooks=tuple(study.runs_of(notebook))))
    if notebook not in planner.notebooks:
        return {}, {}
    return dict(planner.runs({})[0].parameters), dict(planner.notebooks[notebook].defaults)


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
    defaults = _defaults(f"{where}, parameters cell", "".join(tagged[0]["source"]))
    if "study" not in defaults:
        raise StudyError(where, "its parameters cell has no 'study'", 'add `study = "armenia"`')
    return Notebook(path, metadata, defaults)


def _defaults(where: str, source: str) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        remedy = "write one `name = value` a line, with a comment behind it"
        where = f"{where}, line {error.lineno}"
        raise StudyError(where, f"not Python: {error.msg}", remedy) from error
    for line in lines:
        try:
            match line:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    defaults[name] = ast.literal_eval(value)
                case _:
                    raise ValueError
        except ValueError:
            where, remedy = f"{where}, line {line.lineno}", "compute in a later cell"
            raise StudyError(where, "not 'name = literal'", remedy) from None
    return defaults


_TYPES: dict[str, Any] = {kind.__name__: kind for kind in (str, int, float, bool, list, dict)}
_TYPES |= {f"list[{name}]": list[kind] for name, kind in _TYPES.items()}


def fitted(value: Any, default: Any) -> Any:
    """Give the value where it is of the default's type; a whole number may stand for a float.

    Dates become ISO text. Raises TypeError that says what was expected.

    >>> fitted(2, 0.5)
    2.0
    >>> fitted("5", 0)
    Traceback (most recent call last):
    TypeError: expected int, got str '5'
    """
    value = json.loads(json.dumps(value, default=str))
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
    """A study's notebooks, and the problems found on the way."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.problems: list[StandpointError] = []
        self.notebooks: dict[str, Notebook] = {}
        for stem in dict.fromkeys(run.notebook for run in study.notebooks):
            try:
                self.notebooks[stem] = read_notebook(study.root / "notebooks" / f"{stem}.ipynb")
            except StandpointError as error:
                self.problems.append(error)

    def problem(self, where: str, what: str, remedy: str = "") -> None:
        self.problems.append(StudyError(where, what, remedy))

    def runs(self, changes: Mapping[str, Any]) -> list[NotebookRun]:
        """The runs with all their parameters: the study's common ones, their own, the changes."""
        runs = [run for run in self.study.notebooks if run.notebook in self.notebooks]
        place = self.study.place(self.study.path)
        common = self._known(self.study.parameters, runs, f"{place}, key 'parameters.{{}}'")
        changed = self._known(changes, runs, "parameter '{}'")
        for run in runs:
            for name in set(run.varied) & changed[run.name].keys():
                what = f"the runs of {run.notebook} are named by it"
                remedy = "run only one of them, or edit the study file"
                self.problem(f"parameter '{name}'", what, remedy)
        return [
            replace(run, parameters=common[run.name] | run.parameters | changed[run.name])
            for run in runs
        ]

    def _known(
        self, values: Mapping[str, Any], runs: list[NotebookRun], place: str
    ) -> dict[str, dict[str, Any]]:
        """The values that each run knows; one that none knows is a slip of the pen."""
        out: dict[str, dict[str, Any]] = {run.name: {} for run in runs}
        known: set[str] = set()
        for run in runs:
            for name in self.notebooks[run.notebook].defaults.keys() - {"study"}:
                for key in (name, f"{run.notebook}.{name}", f"{run.name}.{name}"):
                    known.add(key)
                    if key in values:
                        out[run.name][name] = values[key]
        if not self.problems:  # else the notebook that knows it is perhaps the broken one
            for key in [key for key in values if key not in known]:
                what = "no notebook of this study knows it"
                self.problem(place.format(key), what, nearest(key, known))
        return out

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
            tables[name] = self.study.tables / f"{file}.parquet"
        needs = [tables[name] for name in book.about.reads if name not in ("inputs", "annotations")]
        makes = [tables[name] for name in book.about.writes]
        return Step(run, book, parameters, tuple(dict.fromkeys(needs)), tuple(dict.fromkeys(makes)))

    def _parameters(self, run: NotebookRun, book: Notebook) -> dict[str, Any]:
        where = f"{self.study.place(self.study.path)}, notebook '{run.notebook}'"
        out: dict[str, Any] = {}
        for name, value in sorted(run.parameters.items()):
            if name not in book.defaults:
                remedy = nearest(name, set(book.defaults) - {"study"})
                self.problem(where, f"unknown parameter '{name}'", remedy)
                continue
            default = book.defaults[name]
            try:
                out[name] = fitted(value, default)
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
        for step in steps:
            for path in step.needs:
                if path not in writer:
                    what = f"reads table '{path.stem}', which no notebook of this study writes"
                    remedy = nearest(path.stem, [made.stem for made in writer])
                    remedy += ", or add the notebook that writes it to the study"
                    self.problem(f"notebook '{step.run.notebook}'", what, remedy)
        waits = {
            step.name: {writer[path].name for path in step.needs if path in writer}
            for step in steps
        }
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            what = f"these notebooks wait for each other: {' → '.join(error.args[1])}"
            where = self.study.place(self.study.path)
            self.problem(where, what, "correct reads and writes in their metadata")
        return steps


def input_problems(study: Study) -> list[StandpointError]:
    """Find what is wrong with corpus, actors and events."""
    problems: list[StandpointError] = []
    for entry in study.texts:
        if not any(file.is_relative_to(entry.path) for file in study.corpus_files):
            remedy = "put texts there; `python -m standpoint readers` lists what is read"
            problems.append(StudyError(study.place(entry.path), "no text in it", remedy))
    for read, path in ((read_registry, study.actors), (reference_events, study.events)):
        try:
            read(path)
        except StandpointError as error:
            problems.append(error)
    return problems
