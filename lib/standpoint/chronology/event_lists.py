"""Lists of events that others keep: files of UCDP GED and ACLED in, one table out.

UCDP GED: Sundberg & Melander 2013, "Introducing the UCDP Georeferenced Event Dataset", *Journal
of Peace Research* 50 (4). ACLED: Raleigh, Linke, Hegre & Karlsen 2010, "Introducing ACLED",
*Journal of Peace Research* 47 (5). Both come under terms of their own, and neither is bundled.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.errors import InputError

COLUMNS = ["begin", "end_date", "exact", "plover", "who", "country", "fatalities"]
# What ACLED counts as violence or unrest, as PLOVER types; its other events have none.
_ACLED = dict.fromkeys(
    ("battles", "explosions/remote violence", "violence against civilians"), "ASSAULT"
) | dict.fromkeys(("protests", "riots"), "PROTEST")


class _Form(NamedTuple):
    """Which columns of a file hold what."""

    begin: str
    end: str
    precision: str
    sides: tuple[str, str]
    fatalities: str
    kind: str = ""  # without one every event is violence


_FORMS = {
    "UCDP GED": _Form("date_start", "date_end", "date_prec", ("side_a", "side_b"), "best"),
    "ACLED": _Form(
        "event_date",
        "event_date",
        "time_precision",
        ("actor1", "actor2"),
        "fatalities",
        "event_type",
    ),
}


def event_list(
    path: str | Path, *, registry: Registry, actors: Sequence[str] = ()
) -> tuple[str, pd.DataFrame]:
    """Read a file of UCDP GED or ACLED (csv, also zipped), and keep the rows about some actors.

    A row is about an actor whose English name stands in its country or in one of its sides.

    Returns
    -------
    str, DataFrame
        Which list it is, and one row per event: begin, end_date, `exact` (whether the day is
        known), `plover` (ASSAULT for violence, PROTEST for protests and riots, else empty), `who`
        (the sides), country and fatalities. Where the day is not known the row spans the days among
        which it lies.

    Raises
    ------
    InputError
        If the file is neither, holds no day, or has a date that cannot be read; it names the row.
    """
    where = Path(path).name
    try:
        for sign in ",;\t":
            rows = pd.read_csv(path, sep=sign, dtype="str", encoding="utf-8-sig", low_memory=False)
            if len(rows.columns) > 2:
                break
    except (OSError, ValueError) as error:  # pandas' own errors of parsing are of the second kind
        raise InputError(where, f"no table ({error})", "export the list as csv") from error
    rows.columns = rows.columns.str.strip().str.lower()
    if {"conflict_id", "intensity_level"} <= set(rows):
        remedy = "take the Georeferenced Event Dataset (GED) of UCDP, which has days"
        raise InputError(where, "years of conflicts (UCDP/PRIO), without days", remedy)
    for name, form in _FORMS.items():
        if {form.begin, form.end, *form.sides, "country"} <= set(rows):
            return name, _about(_table(rows.fillna(""), form, where), registry, actors)
    remedy = "give a csv of UCDP GED (date_start, side_a …) or ACLED (event_date, actor1 …)"
    raise InputError(where, f"neither UCDP GED nor ACLED: {', '.join(rows.columns[:8])}", remedy)


def _table(rows: pd.DataFrame, form: _Form, where: str) -> pd.DataFrame:
    begin, end = (_days(rows[column], where) for column in (form.begin, form.end))
    blank = pd.Series("", index=rows.index)
    precision = pd.to_numeric(rows.get(form.precision, blank), errors="coerce").fillna(1)
    if form.kind:  # of a week or a month ACLED names one day
        month = precision >= 3
        span = pd.to_timedelta(((precision == 2) * 3), unit="D")
        begin, end = begin - span, end + span
        begin = begin.where(~month, begin.dt.to_period("M").dt.start_time)
        end = end.where(~month, end.dt.to_period("M").dt.end_time.dt.normalize())
    kind = (
        rows[form.kind].str.strip().str.lower().map(_ACLED).fillna("") if form.kind else "ASSAULT"
    )
    first, second = form.sides
    return pd.DataFrame(
        {
            "begin": begin,
            "end_date": end,
            "exact": (precision == 1) & (begin == end),
            "plover": kind,
            "who": (rows[first] + " – " + rows[second]).str.strip(" –"),
            "country": rows["country"],
            "fatalities": pd.to_numeric(rows.get(form.fatalities, blank), errors="coerce").fillna(
                0
            ),
        }
    )[COLUMNS]


def _days(column: pd.Series, where: str) -> pd.Series:
    days = pd.to_datetime(column.str.slice(0, 20).str.strip(), format="mixed", errors="coerce")
    if days.isna().any():
        row = int(days.isna().idxmax())
        remedy = "write it as 2020-09-27, or delete the row"
        what = f"'{column[row]}' in column '{column.name}' is no date"
        raise InputError(f"{where}, row {row + 2}", what, remedy)
    return days.dt.normalize().astype("datetime64[us]")


def _about(table: pd.DataFrame, registry: Registry, actors: Sequence[str]) -> pd.DataFrame:
    if actors:
        registry.check_ids(actors)
        known = [registry.actors[key] for key in actors]
        names = {name for actor in known for name in (actor.name, *actor.names.get("en", ()))}
        words = "|".join(map(re.escape, sorted(names)))
        cells = table["who"] + " / " + table["country"]
        table = table[cells.str.contains(rf"\b(?:{words})\b", case=False, regex=True)]
    return table.sort_values(["begin", "end_date", "who"], ignore_index=True)
