"""YAML files that people write: `read_yaml` keeps the line of every value, `checked` makes a model.

Models are pydantic's and derive from `Entry`. The first thing that is wrong becomes a StudyError
with file, line, key and remedy; a validator of a model raises it with `refusal`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from standpoint.errors import StudyError, nearest
from timexpr import read_iso_date

Place = tuple[str | int, ...]  # the keys and numbers that lead to a value

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST_SLUG = 100  # files are called by it
DEEPEST = 30  # lists and pairs within each other; our own files have six
_TIME = "tag:yaml.org,2002:timestamp"
_SCALARS = yaml.constructor.SafeConstructor()
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS = {dict: "pairs", list: "a list", str: "text", bool: "yes/no", type(None): "nothing"}
_EXPECTED = {  # by the beginning of pydantic's type of error
    "string": ("text", "put it in quotes"),
    "list": ("a list", "begin every item with a dash"),
    "tuple": ("a list", "begin every item with a dash"),
    "dict": ("'key: value' pairs", "write one pair a line"),
    "bool": ("true or false", "write true or false"),
}


@dataclass(frozen=True)
class YamlFile:
    """The content of a file, and the line of each of its keys and items; 0 if unknown."""

    name: str
    data: Any
    lines: Mapping[Place, int]

    def written(self, place: Place) -> Place:
        """Go up from a place to the nearest one that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return place

    def error(self, place: Place, what: str, remedy: str = "") -> StudyError:
        """Make the error that names file, line and key; an item goes by its id if it has one."""
        place, keys, value = self.written(place), "", self.data
        for key in place:
            value = value[key]
            if isinstance(key, int):
                named = isinstance(value, dict) and isinstance(value.get("id"), str)
                keys += f"[{value['id'] if named else key}]"
            else:
                keys += f".{key}"
        line = self.lines[place] if place else 0
        where = f"{self.name}, line {line}" if line else self.name
        return StudyError(f"{where}, key '{keys.lstrip('.')}'" if keys else where, what, remedy)


def read_yaml(path: str | Path, *, name: str = "", as_text: bool = False) -> YamlFile:
    """Read a YAML file by safe rules; keys stay as they are written, and none may stand twice.

    Errors call the file by `name`, or by its path. Dates stay text, and `as_text` keeps numbers,
    yes/no and null as text too.

    Raises
    ------
    StudyError
        If the file cannot be read, is not UTF-8, or is no valid YAML.
    """
    name = name or str(path)
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = error.strerror or str(error)
        raise StudyError(name, f"cannot be read ({why})", "check the path") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise StudyError(f"{name}, line {line}", "not UTF-8", "save it as UTF-8") from error
    lines: dict[Place, int] = {}
    try:
        refuse_tangles(text)
        node = yaml.compose(text, Loader=_LOADER)
        data = None if node is None else _value(node, (), lines, name, as_text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise StudyError(
            f"{name}, line {mark.line + 1}" if mark else name,
            f"not valid YAML: {why}",
            "check indentation, colons and quotes just before this place",
        ) from error
    return YamlFile(name, data, lines)


def refuse_tangles(text: str) -> None:
    """Raise YAMLError where a text is no tree that a person would write.

    A few aliases of aliases stand for gigabytes, one of itself for no end.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > DEEPEST:
            what = "is nested too deep" if depth > DEEPEST else "is an alias (*); write it out"
            raise yaml.MarkedYAMLError(problem=f"this {what}", problem_mark=event.start_mark)


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], name: str, as_text: bool) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_value(item, (*place, n), lines, name, as_text) for n, item in items]
    if isinstance(node, yaml.ScalarNode):
        if as_text or node.tag == _TIME:  # the models read dates, and name the line
            return node.value
        try:
            return _SCALARS.construct_object(node)
        except (ValueError, yaml.YAMLError) as error:
            where, what = (
                f"{name}, line {node.start_mark.line + 1}",
                f"cannot be read: '{node.value}'",
            )
            raise StudyError(where, what, "put text in quotes") from error
    data: dict[str, Any] = {}
    for key, item in node.value:
        where = f"{name}, line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise StudyError(where, "a key must be a word", "write 'key: value'")
        inner = (*place, key.value)
        if key.value in data:
            raise StudyError(f"{where}, key '{key.value}'", "stands twice", "keep one of them")
        lines[inner] = key.start_mark.line + 1
        data[key.value] = _value(item, inner, lines, name, as_text)
    return data


class Entry(BaseModel):
    """A mapping of a file. Unknown keys and missing ones are refused; null is a key left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    form: ClassVar[str] = ""  # what such a mapping looks like: the remedy where one is expected

    @model_validator(mode="before")
    @classmethod
    def _keys(cls, data: Any) -> Any:
        fields = {field.alias or name: field for name, field in cls.model_fields.items()}
        form = cls.form or f"keys: {', '.join(fields)}"
        if not isinstance(data, dict):
            raise refusal(f"expected 'key: value' pairs, got {_kind(data)}", form)
        for key in data:
            if key not in fields:
                raise refusal("unknown key", nearest(key, fields), key)
        for name, field in fields.items():
            if field.is_required() and data.get(name) is None:
                raise refusal(f"key '{name}' is missing", form)
        return {name: value for name, value in data.items() if value is not None}


Model = TypeVar("Model", bound=BaseModel)


def checked(file: YamlFile, model: type[Model], context: Any = None) -> Model:
    """Make the model from the file's content; StudyError for the first problem in it.

    `context` is what the model's validators must know beside the content.
    """
    try:
        return model.model_validate(file.data, context=context)
    except ValidationError as error:
        problems = [_located(file, problem) for problem in error.errors(include_url=False)]
        place, what, remedy = min(problems, key=lambda problem: file.lines.get(problem[0], 0))
        raise file.error(place, what, remedy) from error


def refusal(what: str, remedy: str, *place: str | int) -> PydanticCustomError:
    """Make the error that a validator of a model raises; `place` leads to the wrong part."""
    return PydanticCustomError("refused", "{what}", {"what": what, "remedy": remedy, "at": place})


def _located(file: YamlFile, problem: Mapping[str, Any]) -> tuple[Place, str, str]:
    place = tuple(problem["loc"])
    if problem["type"] == "refused":
        what, remedy = problem["ctx"]["what"], problem["ctx"]["remedy"]
        place += tuple(problem["ctx"]["at"])
    else:
        expected, remedy = _EXPECTED.get(problem["type"].partition("_")[0], ("", ""))
        got = f"expected {expected}, got {_kind(problem['input'])}"
        what = got if expected else problem["msg"]
    return file.written(place), what, remedy


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a number")


def iso_span(text: str | int) -> tuple[date, date, str]:
    """Read a day, month or year in ISO form: its first day, its last day, and which it is.

    >>> iso_span("2020-02")
    (datetime.date(2020, 2, 1), datetime.date(2020, 2, 29), 'month')
    """
    try:
        return read_iso_date(text)[:3]
    except ValueError as error:
        why = str(error).rpartition(": ")[2]
        raise refusal(f"not a date: '{text}'", why) from None


def one_of(words: Iterable[str]) -> AfterValidator:
    """Make the validator of a text that must be one of some words."""
    words = tuple(words)

    def check(text: str) -> str:
        if text not in words:
            raise refusal(f"unknown value '{text}'", nearest(text, words))
        return text

    return AfterValidator(check)


def _tidy(text: str) -> str:
    if not text.strip():
        raise refusal("empty", "fill it in or leave the key out")
    return " ".join(text.split())


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text) or len(text) > LONGEST_SLUG:
        remedy = f"use a-z, 0-9 and single hyphens, {LONGEST_SLUG} characters at most"
        raise refusal(f"no slug: '{text[:LONGEST_SLUG]}'", remedy)
    return text


def _as_list(value: Any) -> Any:
    """Take a value that stands alone for a list of one."""
    return value if isinstance(value, list) else [value]


def _iso(value: Any) -> str:
    iso_span(value)
    return str(value).strip()


Text = Annotated[str, AfterValidator(_tidy)]  # one text; its white space is single blanks
IsoDate = Annotated[str, BeforeValidator(_iso)]  # a day, month or year
Slug = Annotated[str, AfterValidator(_slug)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]  # a list; one text is a list of one
