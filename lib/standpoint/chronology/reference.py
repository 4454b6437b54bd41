"""Reference events: the named days and periods that a corpus is read against.

A reference event says when something happened and which phrases name it in a text. So "after the
Velvet Revolution" can be placed on the calendar, and an event of the corpus be known as this one.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

import pandas as pd
from pydantic import BeforeValidator, field_validator, model_validator

from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError
from standpoint.tables import DATE, TEXT
from standpoint.yamlfile import (
    Entry,
    IsoDate,
    Slug,
    Text,
    Texts,
    checked,
    iso_span,
    read_yaml,
    refusal,
)

_NAMES = "id title begin end_date granularity kind actors words sources note".split()
_COLUMNS = dict.fromkeys(_NAMES, TEXT) | dict.fromkeys(("begin", "end_date"), DATE)


class ReferenceEvent(Entry):
    """One event of the file; the first lines of data/events.yml explain its keys."""

    form: ClassVar[str] = "every event has id, title, begin"

    id: Slug
    title: Text
    begin: IsoDate
    end: IsoDate = ""
    kind: Slug = ""
    actors: Texts = ()
    words: Texts = ()
    sources: Texts = ()
    note: Text = ""

    @field_validator("actors", "words", "sources")
    @classmethod
    def _cell(cls, items: tuple[str, ...]) -> tuple[str, ...]:
        for item in items:
            if ";" in item:  # the separator of lists in a cell
                raise refusal(f"';' in '{item}'", "write a YAML list, one item each, without ';'")
        return tuple(dict.fromkeys(items))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self.span()
        return self

    def span(self) -> tuple[date, date, str]:
        """Give first day, last day and granularity; refuse an end before the beginning."""
        first, natural, form = iso_span(self.begin)
        last = iso_span(self.end)[1] if self.end else natural
        if last < first:
            what = f"{self.end} lies before begin {self.begin}"
            raise refusal(what, "exchange or correct the dates", "end")
        return first, last, form if last <= natural else "range"


class _EventsFile(Entry):
    form: ClassVar[str] = "begin the file with `events:` and put the list below it"
    events: Annotated[tuple[ReferenceEvent, ...], BeforeValidator(lambda none_yet: none_yet or [])]


def reference_events(path: str | Path | None, *, registry: Registry | None = None) -> pd.DataFrame:
    """Read a file of reference events into a table, one row per event, in the order of their dates.

    Parameters
    ----------
    path
        A YAML file; data/events.yml explains its form. None or an empty path stands for no file.
    registry
        Where it is given, the actors' ids are checked against it.

    Returns
    -------
    DataFrame
        The keys of the file as columns, with `end_date` (included) for `end`; lists are joined by
        `;`. Without `end` an event ends with the day, month or year that `begin` names; that is
        its `granularity`, or `range` where it ends later.

    Raises
    ------
    StudyError
        If the file cannot be read or says something that cannot be used, with its line.

    Examples
    --------
    >>> import tempfile
    >>> text = "events: [{id: chair, title: The year of the chair, begin: 2019, words: [chair, C]}]"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "events.yml")
    ...     _ = file.write_text(text)
    ...     table = reference_events(file)
    >>> table[["id", "end_date", "granularity", "words"]].values.tolist()
    [['chair', Timestamp('2019-12-31 00:00:00'), 'year', 'chair;C']]
    """
    if path is None or Path(path) == Path():  # Path("") is "."
        return _table([])
    file = read_yaml(path, as_text=True)
    events = checked(file, _EventsFile).events
    ids: dict[str, int] = {}
    phrases: dict[str, str] = {}  # two events of one phrase: a text could lie on either day
    for n, event in enumerate(events):
        first = ids.setdefault(event.id, n)
        if first != n:
            what = f"the id stands twice, first in line {file.lines['events', first]}"
            raise file.error(("events", n, "id"), what, "give one of them another id")
        for phrase in event.words:
            other = phrases.setdefault(phrase.casefold(), event.id)
            if other != event.id:
                what = f"the phrase '{phrase}' also names event '{other}'"
                remedy = "make the phrases differ or drop one"
                raise file.error(("events", n, "words"), what, remedy)
        try:
            if registry is not None:
                registry.check_ids(event.actors)
        except StandpointError as error:
            raise file.error(("events", n, "actors"), error.what, error.remedy) from error
    return _table([_row(event) for event in events])


def _row(event: ReferenceEvent) -> dict[str, Any]:
    row = event.model_dump(exclude={"end"})
    row["begin"], row["end_date"], row["granularity"] = event.span()
    return {key: ";".join(row[key]) if type(row[key]) is tuple else row[key] for key in _COLUMNS}


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return frame.sort_values(["begin", "end_date", "id"], ignore_index=True)
