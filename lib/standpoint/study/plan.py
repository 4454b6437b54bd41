"""A study → the steps to run: each notebook with checked parameters, the tables it reads and the
files it writes.

Nothing runs here. papermill warns at an unknown parameter, carries on, and accepts any type; so
every name and every type is compared with the notebook's own parameters cell before anything
starts."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePath
from typing import Any

from standpoint.errors import InputError, StandpointError, StudyError, nearest
from standpoint.study.file import NotebookRun, Study, file_name

# Parameters that hold ids, by name: a misspelt id is found before anything runs.
ACTOR_PARAMETERS = ("actor", "actors", "holder", "holders", "target", "targets")
EVENT_PARAMETERS = ("event", "events", "landmark", "landmarks", "follow")
ACTOR_PAIRS = ("pair",)


@dataclass(frozen=True)
class Step:
    """One run of one notebook, ready to start."""

    run: NotebookRun
    path: Path
    question: str
    parameters: Mapping[str, Any]  # as injected, checked
    defaults: Mapping[str, Any]
    corpus: bool  # reads the corpus itself
    gold: bool  # reads hand labels
    needs: tuple[Path, ...]  # table files it reads
    makes: tuple[Path, ...]  # table files it writes

    @property
    def name(self) -> str:
        return self.run.name


@dataclass(frozen=True)
class Notebook:
    """What a notebook says of itself: its question, its tables, its parameters with default and
    annotation.
    """

    path: Path
    question: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    defaults: Mapping[str, Any]
    annotations: Mapping[str, str]


def plan(
    study: Study, *, changes: Mapping[str, Any] | None = None
) -> tuple[list[Step], list[StandpointError]]:
    """The steps of a study in its order, and every problem found; no step may run while there is a
    problem.

    `changes` overrides parameters: `{"period": "year"}` for every notebook that knows it,
    `{"31-one-actor.period": "year"}` for one."""
    problems: list[StandpointError] = []
    books = _notebooks(study, problems)
    runs = [run for run in study.notebooks if run.notebook in books]
    _all_known(study, books, changes or {}, problems)
    steps = []
    for run in runs:
        book = books[run.notebook]
        given = _given(study, run, book, changes or {}, problems)
        steps.append(_step(study, run, book, given, problems))
    return _linked(study, steps, problems), problems


def input_problems(study: Study, steps: Iterable[Step]) -> list[StandpointError]:
    """What is wrong with corpus, actors, events, and the ids that parameters name."""
    problems: list[StandpointError] = []
    for source in study.corpus:
        files = [f for f in study.corpus_files if f == source.path or source.path in f.parents]
        if not files:
            problems.append(
                InputError(
                    _place(study, source.path),
                    "no text in it",
                    "put texts there; `python -m standpoint readers` lists what is read",
                )
            )
        elif all(file.stat().st_size == 0 for file in files):
            problems.append(
                InputError(_place(study, source.path), "empty", "a corpus needs at least one text")
            )
    actors = _ids(lambda: _actor_ids(study), problems)
    events = _ids(lambda: _event_ids(study), problems) if study.events else None
    for step in steps:
        for names, known, kind in (
            (ACTOR_PARAMETERS + ACTOR_PAIRS, actors, "actor"),
            (EVENT_PARAMETERS, events, "event"),
        ):
            for name in names if known is not None else ():
                problems += [
                    _unknown_id(study, step, name, value, known, kind)
                    for value in _listed(step, name)
                    if value not in known
                ]
        problems += _choices(step)
    return [*problems, *_columns(study)]


def _choices(step: Step) -> list[StandpointError]:
    """Parameters that take one of a few words, as the library says them."""
    from standpoint.attitude.scorers import SCORERS
    from standpoint.chronology.kinds import KINDS
    from standpoint.figures.timeline import BY
    from standpoint.inference.annotations import UNITS
    from standpoint.inference.change_points import COSTS
    from standpoint.inference.event_study import CORRECTIONS
    from standpoint.inference.labelling import SAMPLINGS
    from standpoint.inference.robustness import AGGREGATIONS, DEFINITIONS
    from standpoint.inference.series import MONTHS
    from standpoint.tables import GRANULARITIES

    words = {
        "period": tuple(MONTHS),
        "scorer": SCORERS,
        "kinds": tuple(KINDS),
        "lanes": BY,
        "precisions": tuple(filter(None, GRANULARITIES)),
    }
    words |= {"unit": UNITS, "sampling": SAMPLINGS}
    words |= {
        "periods": tuple(MONTHS),
        "scorers": SCORERS,
        "aggregations": AGGREGATIONS,
        "definitions": DEFINITIONS,
    }
    words |= {"correction": tuple(CORRECTIONS), "cost": COSTS}
    return [
        StudyError(
            f"{step.run.label}, parameter '{name}'",
            f"'{value}' is not one of {', '.join(known)}",
            nearest(value, known, otherwise=f"choose {known[0]}, for example"),
        )
        for name, known in words.items()
        for value in _listed(step, name)
        if value not in known
        and not (
            name in ("scorer", "scorers")
            and (value.startswith("huggingface:") or Path(value).is_dir())
        )
    ]


def _columns(study: Study) -> list[StandpointError]:
    from standpoint.reading.documents import ALIASES

    return [
        StudyError(
            f"{_place(study, study.path)}, corpus, key 'columns'",
            f"no such field '{name}'",
            nearest(name, ALIASES, otherwise=f"one of {', '.join(ALIASES)}"),
        )
        for source in study.corpus
        for name in source.columns
        if name not in ALIASES
    ]


def carry(value: Any) -> Any:
    """A value as papermill carries it unchanged: plain Python of text, numbers, yes/no, nothing,
    lists and pairs.

    Dates become ISO text, paths POSIX text, tuples and sets lists, numpy scalars plain. TypeError
    for anything else.

    >>> carry({"since": date(2020, 9, 27), "actors": {"russia", "armenia"}})
    {'since': '2020-09-27', 'actors': ['armenia', 'russia']}
    """
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return value.as_posix()
    if type(value) in (list, tuple):
        return [carry(item) for item in value]
    if type(value) in (set, frozenset):
        return sorted(carry(item) for item in value)
    if isinstance(value, Mapping) and all(type(key) is str for key in value):
        return {key: carry(item) for key, item in value.items()}
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        return str(value) if value.dtype.kind == "M" else carry(value.item())
    raise TypeError(f"a {type(value).__name__} cannot be given to a notebook")


def fitted(value: Any, default: Any, annotation: str = "") -> Any:
    """The value where it is of the annotated kind, or of the default's; a whole number may stand
    for a float.

    Raises TypeError that says what was expected and what came.

    >>> fitted(2, 0.5), fitted(None, None, "Optional[int]")
    (2.0, None)
    >>> fitted("5", 0)
    Traceback (most recent call last):
    TypeError: expected int, got str '5'
    """
    kind = annotation.replace(" ", "").removeprefix("typing.")
    optional = re.fullmatch(r"Optional\[(.*)\]", kind)
    kind = optional[1] if optional else kind
    if value is None and (optional or default is None):
        return None
    inner = re.fullmatch(r"[Ll]ist\[(\w+)\]", kind)
    outer = "list" if inner else kind.split("[")[0].lower()
    if outer not in _KINDS:
        outer = type(default).__name__
    if outer == "NoneType":
        return value
    if outer == "float" and type(value) is int:
        return float(value)
    if type(value) is not _KINDS.get(outer):
        raise TypeError(f"expected {outer}, got {type(value).__name__} {value!r}")
    if outer == "list":
        element = inner[1] if inner else _common_kind(default)
        return [fitted(item, _KINDS[element]()) for item in value] if element in _KINDS else value
    return value


_KINDS: dict[str, type] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "list": list,
    "dict": dict,
}


def _common_kind(default: Any) -> str:
    kinds = {type(item).__name__ for item in default} if isinstance(default, list) else set()
    return kinds.pop() if len(kinds) == 1 else ""


def _place(study: Study, path: Path) -> str:
    return (path.relative_to(study.root) if path.is_relative_to(study.root) else path).as_posix()


def _notebooks(study: Study, problems: list[StandpointError]) -> dict[str, Notebook]:
    """The study's notebooks by name; papermill's view of each is kept by content, because importing
    it takes seconds.
    """
    cache = study.results / ".runner" / "inspected.json"
    kept = read_json(cache)
    books, seen = {}, {}
    for stem in dict.fromkeys(run.notebook for run in study.notebooks):
        path = study.root / "notebooks" / f"{stem}.ipynb"
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            seen[digest] = kept.get(digest) or _inspect(path)
            books[stem] = _notebook(study, path, seen[digest])
        except StandpointError as error:
            problems.append(error)
    if seen != kept:
        with suppress(OSError):  # only a convenience; the runner itself says where it may not write
            write_json(cache, seen)
    return books


def _inspect(path: Path) -> dict[str, dict[str, str]]:
    import logging

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    from papermill import inspect_notebook

    try:
        return inspect_notebook(path)
    except Exception as error:  # whatever a broken file makes papermill or nbformat raise
        raise StudyError(
            f"notebooks/{path.name}",
            f"cannot be read ({type(error).__name__}: {str(error).splitlines()[0]})",
            "open and save it in JupyterLab",
        ) from error


def _notebook(study: Study, path: Path, inspected: Mapping[str, Mapping[str, str]]) -> Notebook:
    where = f"notebooks/{path.name}"
    data = json.loads(path.read_text(encoding="utf-8"))
    said = data.get("metadata", {}).get("standpoint")
    if not isinstance(said, dict) or not isinstance(said.get("question"), str):
        raise StudyError(
            where,
            "metadata.standpoint is missing",
            'give it {"question": …, "reads": […], "writes": […]}',
        )
    tables = {}
    for key in ("reads", "writes"):
        tables[key] = said.get(key, [])
        if not isinstance(tables[key], list) or not all(
            isinstance(name, str) for name in tables[key]
        ):
            raise StudyError(
                f"{where}, metadata.standpoint.{key}",
                "not a list of table names",
                'write it as ["documents", "sentences"]',
            )
    defaults = _defaults(where, data)
    for name in defaults:
        if name not in inspected:
            raise StudyError(
                f"{where}, parameter '{name}'",
                "papermill cannot read its line",
                "one parameter a line, one '=' a line, no '|'",
            )
    if "study" not in defaults:
        raise StudyError(
            where, "its parameters cell has no 'study'", f'add the line study = "{study.name}"'
        )
    kinds = {name: inspected[name]["inferred_type_name"].replace("None", "") for name in defaults}
    return Notebook(
        path, said["question"], tuple(tables["reads"]), tuple(tables["writes"]), defaults, kinds
    )


def _defaults(where: str, data: Mapping) -> dict[str, Any]:
    cells = [
        c for c in data.get("cells", []) if "parameters" in c.get("metadata", {}).get("tags", [])
    ]
    if len(cells) != 1:
        raise StudyError(
            where, f"{len(cells) or 'no'} cells tagged 'parameters'", "tag exactly one"
        )
    out: dict[str, Any] = {}
    try:
        body = ast.parse("".join(cells[0]["source"])).body
    except SyntaxError as error:
        raise StudyError(
            f"{where}, parameters cell, line {error.lineno}",
            f"not Python: {error.msg}",
            "write one `name = value` a line, with a comment behind it",
        ) from error
    for line in body:
        targets = (
            line.targets
            if isinstance(line, ast.Assign)
            else [line.target]
            if isinstance(line, ast.AnnAssign)
            else []
        )
        try:
            if len(targets) != 1 or not isinstance(targets[0], ast.Name) or line.value is None:
                raise ValueError
            out[targets[0].id] = ast.literal_eval(line.value)
        except ValueError:
            raise StudyError(
                f"{where}, parameters cell, line {line.lineno}",
                "not 'name = literal'",
                "compute in a later cell",
            ) from None
    return out


def _addressed(key: str) -> tuple[str, str]:
    """A change `NOTEBOOK.parameter` or `RUN.parameter` in two parts; the first is empty for every
    notebook.
    """
    head, _, tail = key.rpartition(".")
    return (head, tail) if head else ("", key)


def _all_known(
    study: Study,
    books: Mapping[str, Notebook],
    changes: Mapping[str, Any],
    problems: list[StandpointError],
) -> None:
    """A common parameter, or a change, that no notebook knows is a slip of the pen."""
    everything = {name for book in books.values() for name in book.defaults} - {"study"}
    place = _place(study, study.path)
    for name in study.parameters:
        if name not in everything and len(books) == len({run.notebook for run in study.notebooks}):
            problems.append(
                StudyError(
                    f"{place}, key 'parameters.{name}'",
                    "no notebook of this study knows it",
                    nearest(name, everything),
                )
            )
    for key in changes:
        head, name = _addressed(key)
        heads = {run.name for run in study.notebooks} | set(books)
        known = (
            everything
            if not head
            else {
                n
                for run in study.notebooks
                if head in (run.name, run.notebook)
                for n in books[run.notebook].defaults
            }
            - {"study"}
        )
        if head and head not in heads:
            problems.append(
                StudyError(
                    f"parameter '{key}'",
                    f"no notebook '{head}' in this study",
                    nearest(head, heads),
                )
            )
        elif name not in known:
            whose = (
                f"notebook '{head}' does not know it"
                if head
                else "no notebook of this study knows it"
            )
            problems.append(StudyError(f"parameter '{key}'", whose, nearest(name, known)))


def _given(
    study: Study,
    run: NotebookRun,
    book: Notebook,
    changes: Mapping[str, Any],
    problems: list[StandpointError],
) -> dict[str, Any]:
    """All parameters of one run, later ones winning: the study's common ones, the run's own, the
    changes.
    """
    place = f"{_place(study, study.path)}, notebook '{run.notebook}'"
    out: dict[str, Any] = {}

    def take(name: str, value: Any, where: str) -> None:
        try:
            out[name] = fitted(carry(value), book.defaults[name], book.annotations.get(name, ""))
        except TypeError as error:
            problems.append(
                StudyError(
                    f"{where}, parameter '{name}'",
                    str(error),
                    _type_remedy(value, book.defaults[name]),
                )
            )

    for name, value in study.parameters.items():
        if name in book.defaults and name not in run.parameters:
            take(name, value, place)
    for name, value in run.parameters.items():
        if name not in book.defaults:
            problems.append(
                StudyError(
                    place,
                    f"unknown parameter '{name}'",
                    nearest(name, set(book.defaults) - {"study"}),
                )
            )
            continue
        take(name, value, place)
    for key, value in changes.items():
        head, name = _addressed(key)
        if name not in book.defaults or name == "study" or head not in ("", run.name, run.notebook):
            continue
        if name in run.varied:
            problems.append(
                StudyError(
                    f"parameter '{key}'",
                    f"the runs of {run.notebook} are named by it",
                    "run only one of them, or edit the study file",
                )
            )
            continue
        take(name, value, run.name)
    return out | {"study": study.reference}


def _type_remedy(value: Any, default: Any) -> str:
    if isinstance(value, str) and isinstance(default, (int, float)):
        return "write it without quotes"
    if isinstance(default, str) and isinstance(value, (int, float)):
        return "put it in quotes"
    return f"its default is {default!r}"


def _step(
    study: Study,
    run: NotebookRun,
    book: Notebook,
    given: dict[str, Any],
    problems: list[StandpointError],
) -> Step:
    values = {key: file_name(value) for key, value in (dict(book.defaults) | given).items()}

    def file(name: str) -> Path:
        try:
            filled = name.format_map(values)
        except (KeyError, ValueError, IndexError):
            problems.append(
                StudyError(
                    f"notebooks/{book.path.name}, metadata.standpoint",
                    f"'{name}' names a parameter it does not have",
                )
            )
            filled = name
        return study.tables / (filled if "." in filled else f"{filled}.parquet")

    needs = tuple(
        dict.fromkeys(file(name) for name in book.reads if name not in ("inputs", "annotations"))
    )
    makes = tuple(dict.fromkeys(file(name) for name in book.writes))
    return Step(
        run,
        book.path,
        book.question,
        given,
        book.defaults,
        "inputs" in book.reads,
        "annotations" in book.reads,
        needs,
        makes,
    )


def _linked(study: Study, steps: list[Step], problems: list[StandpointError]) -> list[Step]:
    """Check that each table has one writer, each read table a writer, and that no notebook waits
    for itself.
    """
    writer: dict[Path, Step] = {}
    for step in steps:
        for path in step.makes:
            if path in writer:
                both = f"{writer[path].name} and {step.name}"
                problems.append(
                    StudyError(
                        f"table '{path.stem}'",
                        f"{both} both write it",
                        "name it by a parameter in metadata.standpoint.writes, as series-{actor}",
                    )
                )
            writer[path] = step
    out = [replace(step, needs=_resolved(step, writer, study, problems)) for step in steps]
    try:
        TopologicalSorter(
            {s.name: {writer[p].name for p in s.needs if p in writer} for s in out}
        ).prepare()
    except CycleError as error:
        problems.append(
            StudyError(
                _place(study, study.path),
                f"these notebooks wait for each other: {' → '.join(error.args[1])}",
                "correct reads and writes in their metadata",
            )
        )
    return out


def _resolved(
    step: Step, writer: Mapping[Path, Step], study: Study, problems: list[StandpointError]
) -> tuple[Path, ...]:
    needs: list[Path] = []
    for path in step.needs:
        found = (
            [p for p in writer if fnmatchcase(p.name, path.name)]
            if "*" in path.name
            else [path] * (path in writer)
        )
        if not found and "*" not in path.name:
            who = _writers_elsewhere(study, path.stem)
            remedy = (
                f"add '- run: {who}' to the study"
                if who
                else nearest(path.stem, (p.stem for p in writer))
            )
            problems.append(
                StudyError(
                    f"notebook '{step.run.notebook}'",
                    f"reads table '{path.stem}', which no notebook of this study writes",
                    remedy,
                )
            )
        needs += found
    return tuple(dict.fromkeys(needs))


def _writers_elsewhere(study: Study, table: str) -> str:
    for path in sorted((study.root / "notebooks").glob("*.ipynb")):
        if table in read_json(path).get("metadata", {}).get("standpoint", {}).get("writes", []):
            return path.stem
    return ""


def _ids(read: Callable[[], set[str]], problems: list[StandpointError]) -> set[str] | None:
    try:
        return read()
    except StandpointError as error:
        problems.append(error)
        return None


def _actor_ids(study: Study) -> set[str]:
    from standpoint.actors.registry import read_registry

    return set(read_registry(study.actors).actors)


def _event_ids(study: Study) -> set[str]:
    from standpoint.chronology.reference import reference_events

    return set(reference_events(study.events)["id"])


def _listed(step: Step, name: str) -> list[str]:
    value = step.parameters.get(name, step.defaults.get(name))
    listed = (
        value if isinstance(value, list) else value.split(";") if isinstance(value, str) else []
    )
    return [
        item
        for item in listed
        if isinstance(item, str) and item not in ("", "all", "author", "unknown")
    ]


def _unknown_id(
    study: Study, step: Step, name: str, value: str, known: set[str], kind: str
) -> StudyError:
    where = _place(study, study.actors if kind == "actor" else study.events or study.path)
    return StudyError(
        f"{step.run.label}, parameter '{name}'",
        f"no {kind} '{value}' in {where}",
        nearest(value, known, otherwise=f"add it to {where}"),
    )


def read_json(path: Path) -> dict[str, Any]:
    """The pairs in a JSON file; none where it is missing or broken, for files that can be made
    again.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def write_json(path: Path, data: Any) -> None:
    """Write JSON aside and rename it, keys in order, so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(
        json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    aside.replace(path)
