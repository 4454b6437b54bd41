"""Events file → reference events: the named days and periods that a corpus is read against.

A reference event says when something happened and which phrases name it in a text, so that "after
the Velvet Revolution" can be placed on the calendar and an event found in the corpus can be told to
be a known one.

The file is YAML with one key, `events`: a list of mappings with

    id         a slug, unique in the file            title      what happened, in one line begin
    YYYY-MM-DD, YYYY-MM or YYYY           end        the same forms; last day, included granularity
    day | month | year | range            kind       a lower-case slug actors     ids of the actor
    registry             words      phrases that name the event in English text sources    where it
    is taken from                note       disputes over dates or readings

Only `id`, `title` and `begin` must be there. All values are read as text, so that YAML turns
neither `no` nor `2018-02-30` into something else."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import yaml

from standpoint.errors import InputError, StandpointError, StudyError, nearest

GRANULARITIES = ("day", "month", "year", "range")
KEYS = ("id", "title", "begin", "end", "granularity", "kind", "actors", "words", "sources", "note")
REQUIRED = ("id", "title", "begin")
LISTS = ("actors", "words", "sources")

_COLUMNS = {
    "id": "str",
    "title": "str",
    "begin": "datetime64[us]",
    "end_date": "datetime64[us]",
    "granularity": "str",
    "kind": "str",
    "actors": "str",
    "words": "str",
    "sources": "str",
    "note": "str",
}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class ChecksIds(Protocol):
    """What is asked of an actor registry: `check_ids` raises a StandpointError for an id it does
    not hold.
    """

    def check_ids(self, ids: Iterable[str]) -> Any: ...


def reference_events(path: str | Path | None, *, registry: ChecksIds | None = None) -> pd.DataFrame:
    """Read a file of reference events into a table, one row per event, in the order of their dates.

    In: the file described above; None or an empty path stands for no file. Out: id, title, begin,
    end_date (both included), granularity, kind, actors, words, sources, note; lists joined by `;`.
    Without `end` an event ends with the day, month or year that `begin` lies in; without
    `granularity` the form of the dates decides. With a `registry` the actors' ids are checked
    against it. Raises InputError where the file cannot be read, StudyError where its content cannot
    be used; both name the line.

    >>> import tempfile
    >>> text = '''
    ... events:
    ... - {id: velvet-revolution, title: Change of power, begin: 2018-04-13, end: 2018-05-08,
    ...    words: [Velvet Revolution, 2018 revolution]}
    ... - {id: chairmanship, title: Armenia chairs the union, begin: 2019}
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "events.yml")
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     table = reference_events(file)
    >>> table[["id", "begin", "end_date", "granularity"]].values.tolist()[1]
    ['chairmanship', Timestamp('2019-01-01 00:00:00'), Timestamp('2019-12-31 00:00:00'), 'year']
    >>> table.loc[0, "words"], len(reference_events(None))
    ('Velvet Revolution;2018 revolution', 0)
    """
    if path is None or Path(path) == Path():  # Path("") is "."
        return _table([])
    rows = []
    seen: dict[str, int] = {}
    for node in _event_nodes(path):
        line = node.start_mark.line + 1
        row = _event(node, f"{path}, line {line}")
        where = f"{path}, line {line}, event '{row['id']}'"
        if row["id"] in seen:
            raise StudyError(
                where,
                f"the id stands twice, first in line {seen[row['id']]}",
                "give one of them another id",
            )
        seen[row["id"]] = line
        if registry is not None:
            _check_actors(row["actors"], registry, where)
        rows.append(row)
    _check_words(rows, str(path))
    return _table(rows)


def _table(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [
            {c: ";".join(v) if isinstance(v := row[c], list) else v for c in _COLUMNS}
            for row in rows
        ],
        columns=list(_COLUMNS),
    ).astype(_COLUMNS)
    return frame.sort_values(["begin", "end_date", "id"], ignore_index=True)


def _event_nodes(path: str | Path) -> list[yaml.MappingNode]:
    """The mappings under `events`, as nodes: they know their line, and their values are still text."""
    root = _compose(path)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        raise StudyError(
            str(path),
            "the file is empty",
            "write `events:` and a list below it, or name no events file",
        )
    if not isinstance(root, yaml.MappingNode):
        raise StudyError(
            f"{path}, line {root.start_mark.line + 1}",
            "no mapping",
            "begin the file with `events:` and put the list below it",
        )
    keys = _keys(root, str(path), ("events",))
    if "events" not in keys:
        raise StudyError(
            str(path),
            "key 'events' is missing",
            "begin the file with `events:` and put the list below it",
        )
    events = keys["events"]
    if isinstance(events, yaml.ScalarNode) and not events.value:
        return []
    if not isinstance(events, yaml.SequenceNode):
        raise StudyError(
            f"{path}, line {events.start_mark.line + 1}, key 'events'",
            "not a list",
            "begin every event with a dash",
        )
    for node in events.value:
        if not isinstance(node, yaml.MappingNode):
            where = f"{path}, line {node.start_mark.line + 1}"
            raise StudyError(where, "not an event", f"write a mapping with {', '.join(REQUIRED)}")
    return events.value


def _compose(path: str | Path) -> yaml.Node | None:
    """BaseLoader resolves nothing, so that a date stays what was written and its error can name the
    line.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            str(path), "no such file", "check the path; it is read from the folder of the project"
        ) from None
    except OSError as error:
        raise InputError(
            str(path), f"cannot be read: {error.strerror}", "name a readable file"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path}, line {line}", "not UTF-8", "save the file with the encoding UTF-8"
        ) from error
    try:
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StudyError(
            f"{path}, line {line}",
            f"not valid YAML: {error.problem or error.context}",
            "mind indentation, quotes and colons",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        said = str(error).splitlines()[0]
        raise StudyError(
            str(path), f"not valid YAML: {said}", "mind indentation, quotes and colons"
        ) from error


def _keys(node: yaml.MappingNode, where: str, allowed: tuple[str, ...]) -> Mapping[str, yaml.Node]:
    """Key → value node; an unknown or repeated key is an error (YAML itself would keep the last one
    in silence).
    """
    out: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        place = f"{where}, line {key.start_mark.line + 1}" if ", line " not in where else where
        if name not in allowed:
            raise StudyError(place, f"unknown key '{name}'", nearest(name, allowed))
        if name in out:
            raise StudyError(place, f"key '{name}' stands twice", "keep one of them")
        out[name] = value
    return out


def _event(node: yaml.MappingNode, where: str) -> dict:
    keys = _keys(node, where, KEYS)
    for name in REQUIRED:
        if name not in keys:
            raise StudyError(
                where, f"key '{name}' is missing", f"every event has {', '.join(REQUIRED)}"
            )
    row: dict = {name: [] if name in LISTS else "" for name in KEYS}
    for name, value in keys.items():
        row[name] = _list(value, name, where) if name in LISTS else _text(value, name, where)
    for name in ("id", "kind"):
        if row[name] and not _SLUG.fullmatch(row[name]):
            raise StudyError(
                f"{where}, key '{name}'",
                f"no slug: '{row[name]}'",
                "use a-z, 0-9 and single hyphens",
            )
    row["begin"], row["end_date"], row["granularity"] = _span(
        row["begin"], row["end"], row["granularity"], where
    )
    return row


def _text(node: yaml.Node, name: str, where: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise StudyError(
            f"{where}, key '{name}'",
            "not a text",
            "write one value; quote it if it holds a colon or brackets",
        )
    text = " ".join(node.value.split())
    if not text:
        raise StudyError(f"{where}, key '{name}'", "empty", "fill it in or leave the key out")
    return text


def _list(node: yaml.Node, name: str, where: str) -> list[str]:
    """A list of texts; one text alone is a list of one."""
    items = [
        _text(item, name, where)
        for item in (node.value if isinstance(node, yaml.SequenceNode) else [node])
    ]
    for item in items:
        if ";" in item:  # the separator of lists in a cell
            raise StudyError(
                f"{where}, key '{name}'",
                f"';' in '{item}'",
                "write a YAML list, one item each, without ';'",
            )
    return list(dict.fromkeys(items))


def _span(
    begin: str, end: str, granularity: str, where: str
) -> tuple[pd.Timestamp, pd.Timestamp, str]:
    """First day, last day and granularity; what contradicts itself is refused, not repaired."""
    first, form = _day(begin, f"{where}, key 'begin'", last=False)
    last = _day(end, f"{where}, key 'end'", last=True)[0] if end else None
    if last is not None and last < first:
        raise StudyError(
            f"{where}, key 'end'",
            f"{end} lies before begin {begin}",
            "exchange or correct the dates",
        )
    natural = _period_end(first, form)
    granularity = granularity or ("range" if last is not None and last > natural else form)
    if granularity not in GRANULARITIES:
        raise StudyError(
            f"{where}, key 'granularity'",
            f"unknown value '{granularity}'",
            nearest(granularity, GRANULARITIES),
        )
    if granularity == "range":
        if last is None:
            raise StudyError(
                f"{where}, key 'end'",
                "a range without end",
                "add `end`, or write the granularity day, month or year",
            )
        return first, last, granularity
    if GRANULARITIES.index(granularity) < GRANULARITIES.index(form):
        raise StudyError(
            f"{where}, key 'begin'",
            f"'{begin}' names no {granularity}",
            f"write the {granularity}, or granularity: {form}",
        )
    natural = _period_end(first, granularity)
    if last is not None and last > natural:
        raise StudyError(
            f"{where}, key 'end'",
            f"{end} lies beyond the {granularity} of begin {begin}",
            "write granularity: range",
        )
    return first, last if last is not None else natural, granularity


def _day(text: str, where: str, *, last: bool) -> tuple[pd.Timestamp, str]:
    """First or last day of the day, month or year written, and which of the three it is."""
    match = _DATE.fullmatch(text)
    if not match:
        raise StudyError(where, f"not a date: '{text}'", "write YYYY-MM-DD, YYYY-MM or YYYY")
    form = "day" if match[3] else "month" if match[2] else "year"
    try:
        first = pd.Timestamp(year=int(match[1]), month=int(match[2] or 1), day=int(match[3] or 1))
    except ValueError:
        raise StudyError(
            where, f"no such day: '{text}'", "mind the length of the month and leap years"
        ) from None
    return (_period_end(first, form) if last else first), form


def _period_end(day: pd.Timestamp, period: str) -> pd.Timestamp:
    if period == "day":
        return day
    month = 12 if period == "year" else day.month
    return day.replace(month=month, day=calendar.monthrange(day.year, month)[1])


def _check_actors(ids: list[str], registry: ChecksIds, where: str) -> None:
    try:
        registry.check_ids(ids)
    except StandpointError as error:
        raise StudyError(f"{where}, key 'actors'", error.what, error.remedy) from error


def _check_words(rows: list[dict], path: str) -> None:
    """A phrase that names two events could place a text on either day: refused rather than guessed."""
    owner: dict[str, str] = {}
    for row in rows:
        for phrase in row["words"]:
            other = owner.setdefault(phrase.casefold(), row["id"])
            if other != row["id"]:
                said = f"the phrase '{phrase}' also names event '{other}'"
                raise StudyError(
                    f"{path}, event '{row['id']}', key 'words'",
                    said,
                    "make the phrases differ or drop one",
                )
