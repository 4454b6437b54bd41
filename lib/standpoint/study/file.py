"""A study file → a checked study: which texts, which actors, which time, which notebooks with which
parameters.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from standpoint.errors import StudyError, nearest
from standpoint.project import root
from standpoint.reading.corpus_entry import CorpusEntry

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ONE_ARTICLE = (  # shows the steps on one article; a study of somebody's own texts does without
    "00-start-here"
)


@dataclass(frozen=True)
class NotebookRun:
    """One run of one notebook; `varied` holds the parameters that tell it apart from the other
    runs.
    """

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
        told = ", ".join(f"{key}={self.parameters[key]}" for key in self.varied)
        return f"{self.notebook} ({told})" if told else self.notebook


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
    limits: tuple[str, ...] = ()  # what the study does not show: stands first on its index page

    @property
    def results(self) -> Path:
        """The folder of everything this study makes; a study kept elsewhere cannot share it with a
        namesake.
        """
        if self.path.parent == self.root / "data" / "studies":
            return self.root / "results" / self.name
        place = hashlib.sha256(self.path.as_posix().encode()).hexdigest()[:6]
        return self.root / "results" / f"{self.name}-{place}"

    @property
    def tables(self) -> Path:
        """The folder of its tables."""
        return self.results / "tables"

    @property
    def reference(self) -> str:
        """What a notebook passes to `read_study`: the name, or the path of a study kept elsewhere."""
        return (
            self.name
            if self.path.parent == self.root / "data" / "studies"
            else self.path.as_posix()
        )

    @property
    def corpus_files(self) -> tuple[Path, ...]:
        """Every file of the corpus, in order."""
        return tuple(dict.fromkeys(file for source in self.corpus for file in _files(source.path)))

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every file the results depend on: corpus, actors, events."""
        return (*self.corpus_files, self.actors, *([self.events] if self.events else []))


def list_studies() -> list[str]:
    """The names of the studies in data/studies, in order."""
    files = (root() / "data" / "studies").glob(
        "*.yml"
    )  # a registry of the user's own may lie beside the studies
    return sorted(
        path.stem
        for path in files
        if re.search(r"^notebooks\s*:", path.read_text("utf-8", "replace"), re.MULTILINE)
    )


def read_study(name_or_path: str | Path) -> Study:
    """The study of that name in data/studies, or of that file, checked.

    Paths in the file are relative to it. Raises StudyError that names file, line or key, and
    remedy."""
    home = root()
    path = _find(str(name_or_path), home)
    return _Reader(path, home).study()


def file_name(value: object) -> str:
    """A value as part of a file name.

    >>> file_name("Armenia / Russia"), file_name(3)
    ('Armenia-Russia', '3')
    """
    return re.sub(r"[^\w.]+", "-", str(value)).strip("-") or "empty"


_KEYS = (
    "title",
    "question",
    "corpus",
    "actors",
    "events",
    "window",
    "parameters",
    "notebooks",
    "limits",
)
_RUN_KEYS = ("run", "with", "for")


def _find(said: str, home: Path) -> Path:
    studies = home / "data" / "studies"
    if not said.endswith((".yml", ".yaml")) and "/" not in said and os.sep not in said:
        path = studies / f"{said}.yml"
        if not path.is_file():
            raise StudyError(
                f"study '{said}'",
                "no such study",
                nearest(said, (p.stem for p in studies.glob("*.yml"))),
            )
        return path
    path = Path(said).expanduser().resolve()
    if not path.is_file():
        raise StudyError(
            said,
            "no such study file",
            "name a file, or a study that `python -m standpoint list` shows",
        )
    twin = studies / f"{path.stem}.yml"
    if twin.is_file() and twin.resolve() != path:
        raise StudyError(
            said,
            f"data/studies has a study '{path.stem}' too, and both would write to one folder",
            "rename this file",
        )
    return path


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    inside = (file for file in path.rglob("*") if file.is_file())
    return sorted(
        f for f in inside if not any(part.startswith(".") for part in f.relative_to(path).parts)
    )


def _short(path: Path, home: Path) -> Path:
    return path.relative_to(home) if path.is_relative_to(home) else path


def _iso(value: object) -> str | None:
    """A date, month or year in ISO form; None where it is none of them."""
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            datetime.strptime(text, form)
        except ValueError:
            continue
        return text if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else None
    return None


class _Reader:
    """One study file, with the line of every key, so that each complaint can say where."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path, self.home = path, home
        self.lines: dict[str, int] = {}

    def fail(self, key: str, what: str, remedy: str = "") -> StudyError:
        line = f", line {self.lines[key]}" if key in self.lines else ""
        return StudyError(
            f"{_short(self.path, self.home)}{line}" + (f", key '{key}'" if key else ""),
            what,
            remedy,
        )

    def study(self) -> Study:
        data = self._load()
        self._mapping(data, "", _KEYS)
        for key in ("corpus", "actors", "notebooks"):
            if not data.get(key):
                raise self.fail(
                    "",
                    f"key '{key}' is missing or empty",
                    f"a study needs {key}: see data/studies for an example",
                )
        title = self._text(data, "title") or self.path.stem.replace("-", " ").capitalize()
        return Study(
            name=self.path.stem,
            title=title,
            question=self._text(data, "question"),
            corpus=self._corpus(data["corpus"]),
            actors=self._file(data["actors"], "actors"),
            events=self._file(data["events"], "events") if data.get("events") else None,
            window=self._window(data.get("window")),
            parameters=self._plain(data.get("parameters"), "parameters"),
            notebooks=self._notebooks(data["notebooks"]),
            path=self.path,
            root=self.home,
            limits=self._limits(data.get("limits") or []),
        )

    def _limits(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(
                "limits",
                f"expected a list of sentences, got {_kind(value)}",
                "write one sentence a line, each after '- '",
            )
        return tuple(value)

    def _load(self) -> Any:
        try:
            text = self.path.read_text(encoding="utf-8")
            tree = yaml.compose(text, Loader=yaml.SafeLoader)
        except UnicodeDecodeError as error:
            raise self.fail(
                "", f"not UTF-8 at byte {error.start}", "save the file as UTF-8"
            ) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
            said = " ".join(str(getattr(error, "problem", None) or error).split())
            raise StudyError(
                f"{_short(self.path, self.home)}{where}",
                f"not valid YAML: {said}",
                "check indentation, colons and quotes just before this place",
            ) from error
        return None if tree is None else self._value(tree, "")

    def _value(self, node: yaml.Node, place: str) -> Any:
        """What the node holds; remembers lines, and refuses a key that stands twice (YAML would
        keep the last).
        """
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [
                self._value(item, f"{place}[{number}]") for number, item in enumerate(node.value)
            ]
        if isinstance(node, yaml.MappingNode):
            out: dict[Any, Any] = {}
            for name, item in node.value:
                key = self._value(
                    name, f"{place}:{name.value if isinstance(name.value, str) else '?'}"
                )
                inner = f"{place}.{key}" if place else str(key)
                self.lines[inner] = name.start_mark.line + 1
                if isinstance(key, (list, dict)):
                    raise self.fail(place, "a key must be a word")
                if key in out:
                    raise self.fail(inner, "stands twice", "keep one of them")
                out[key] = self._value(item, inner)
            return out
        try:
            return yaml.SafeLoader("").construct_object(node, deep=True)
        except (ValueError, yaml.YAMLError) as error:
            raise self.fail(
                place,
                f"cannot be read: '{node.value}' ({str(error).splitlines()[0]})",
                "write dates as YYYY-MM-DD, or put text in quotes",
            ) from error

    def _mapping(self, value: Any, place: str, known: Iterable[str]) -> dict:
        if not isinstance(value, dict):
            raise self.fail(
                place,
                f"expected 'key: value' pairs, got {_kind(value)}",
                f"keys: {', '.join(known)}",
            )
        for key in value:
            if key not in known:
                inner = f"{place}.{key}" if place else str(key)
                raise self.fail(inner, "unknown key", nearest(key, known))
        return value

    def _text(self, data: Mapping, key: str, place: str = "") -> str:
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            raise self.fail(
                f"{place}.{key}" if place else key,
                f"expected text, got {_kind(value)}",
                "put it in quotes",
            )
        return (value or "").strip()

    def _file(self, value: Any, place: str, *, folder: bool = False) -> Path:
        if not isinstance(value, str):
            raise self.fail(place, f"expected a path, got {_kind(value)}")
        path = Path(os.path.normpath(self.path.parent / Path(value).expanduser()))
        if not (path.exists() if folder else path.is_file()):
            beside = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
            close = get_close_matches(path.name, beside, n=1)
            found = f"'{value}' is not there" if not path.exists() else f"'{value}' is a folder"
            raise self.fail(
                place,
                found,
                (
                    f"the nearest file there is '{close[0]}'"
                    if close
                    else "paths are relative to the study file"
                ),
            )
        return path

    def _corpus(self, value: Any) -> tuple[CorpusEntry, ...]:
        listed = value if isinstance(value, list) else [value]
        return tuple(
            self._source(item, f"corpus[{n}]" if isinstance(value, list) else "corpus")
            for n, item in enumerate(listed)
        )

    def _source(self, value: Any, place: str) -> CorpusEntry:
        if isinstance(value, str):
            value = {"path": value}
            self.lines.setdefault(f"{place}.path", self.lines.get(place, 1))
        names = [f.name for f in fields(CorpusEntry)]
        self._mapping(value, place, names)
        if "path" not in value:
            raise self.fail(place, "no 'path'", "name the file or folder of texts")
        columns = self._mapping(
            value.get("columns") or {}, f"{place}.columns", (value.get("columns") or {})
        )
        for key, theirs in columns.items():
            if not isinstance(theirs, str):
                raise self.fail(
                    f"{place}.columns.{key}",
                    f"expected a column's name, got {_kind(theirs)}",
                    "put it in quotes",
                )
        dated = _iso(value["published"]) if value.get("published") else ""
        if dated is None:
            raise self.fail(
                f"{place}.published",
                f"not a date: '{value['published']}'",
                "write YYYY-MM-DD, YYYY-MM or YYYY",
            )
        texts = {
            name: self._text(value, name, place)
            for name in names
            if name not in ("path", "columns", "published", "day_first")
        }
        day_first = value.get("day_first", "true")
        if str(day_first).lower() not in ("true", "false"):
            raise self.fail(
                f"{place}.day_first",
                f"expected true or false, got {_kind(day_first)}",
                "true reads 10.11.2020 as 10 November",
            )
        return CorpusEntry(
            self._file(value["path"], f"{place}.path", folder=True),
            dict(columns),
            dated,
            **texts,
            day_first=str(day_first).lower() == "true",
        )

    def _window(self, value: Any) -> tuple[date, date] | None:
        if value is None:
            return None
        self._mapping(value, "window", ("begin", "end"))
        ends = []
        for key in ("begin", "end"):
            if key not in value:
                raise self.fail(
                    "window",
                    f"no '{key}'",
                    "give begin and end, or leave the window out for the whole corpus",
                )
            try:
                ends.append(
                    value[key] if type(value[key]) is date else date.fromisoformat(str(value[key]))
                )
            except ValueError:
                raise self.fail(
                    f"window.{key}", f"not a date: '{value[key]}'", "write YYYY-MM-DD"
                ) from None
        if ends[0] > ends[1]:
            raise self.fail("window", f"begins {ends[0]} after it ends {ends[1]}", "swap them")
        return ends[0], ends[1]

    def _plain(self, value: Any, place: str) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(
            isinstance(key, str) and key.isidentifier() for key in value
        ):
            raise self.fail(place, "expected 'parameter: value' pairs")
        if "study" in value:
            raise self.fail(
                f"{place}.study", "the runner gives every notebook its study", "delete this line"
            )
        return dict(value)

    @cached_property
    def _known(self) -> list[str]:
        return sorted(path.stem for path in (self.home / "notebooks").glob("*.ipynb"))

    def _notebooks(self, value: Any) -> tuple[NotebookRun, ...]:
        if not isinstance(value, list):
            raise self.fail(
                "notebooks", f"expected a list, got {_kind(value)}", "write '- run: NAME' lines"
            )
        runs: dict[str, NotebookRun] = {}
        for number, item in enumerate(value):
            place = f"notebooks[{number}]"
            for run in self._runs({"run": item} if isinstance(item, str) else item, place):
                if run.name in runs:
                    raise self.fail(
                        place,
                        f"'{run.label}' stands twice",
                        "delete one, or tell them apart with 'for: {parameter: [values]}'",
                    )
                runs[run.name] = run
        return tuple(runs.values())

    def _runs(self, item: Any, place: str) -> list[NotebookRun]:
        self._mapping(item, place, _RUN_KEYS)
        stem = self._text(item, "run", place).removesuffix(".ipynb")
        if stem not in self._known:
            inner = f"{place}.run" if f"{place}.run" in self.lines else place
            raise self.fail(
                inner, f"no notebook '{stem}' in notebooks/", nearest(stem, self._known)
            )
        fixed = self._plain(item.get("with"), f"{place}.with")
        spread = self._plain(item.get("for"), f"{place}.for")
        for key, values in spread.items():
            if not isinstance(values, list) or not values:
                raise self.fail(
                    f"{place}.for.{key}",
                    "expected a list of values, one run for each",
                    f"write 'for: {{{key}: [one, another]}}'",
                )
            if key in fixed:
                raise self.fail(f"{place}.for.{key}", "stands under 'with' too", "keep one of them")
        chosen = itertools.product(*spread.values())
        return [
            NotebookRun(stem, fixed | dict(zip(spread, values, strict=True)), tuple(spread))
            for values in chosen
        ]


def _kind(value: Any) -> str:
    names = {
        dict: "pairs",
        list: "a list",
        str: "text",
        bool: "yes/no",
        int: "a number",
        float: "a number",
        type(None): "nothing",
    }
    return names.get(type(value), f"a {type(value).__name__}")
