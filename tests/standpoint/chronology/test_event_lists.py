"""Files of UCDP GED and ACLED: what is read, what is kept for which actors, what is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from standpoint.actors.registry import Registry, read_registry
from standpoint.chronology.event_lists import event_list
from standpoint.errors import InputError

SMALL = Path(__file__).parents[2] / "small_corpus"
# Invented rows, in the columns of the real files.
GED = """\
id,type_of_violence,side_a,side_b,country,date_prec,date_start,date_end,best
1,1,Government of Norland,Government of Sudland,Norland,1,2021-03-04 00:00:00.000,2021-03-04,7
2,1,Government of Norland,Rebels,Norland,2,2021-05-01,2021-05-05,2
3,3,Somebody,Civilians,Elsewhere,1,2021-06-01,2021-06-01,90
"""
ACLED = """\
event_id_cnty;event_date;time_precision;event_type;actor1;actor2;country;fatalities
N1;04 March 2021;1;Battles;Military Forces of Norland (2018-);Military Forces of Sudland;Norland;3
N2;2021-07-10;1;Protests;Protesters (Sudland);;Sudland;0
N3;2021-08-10;2;Explosions/Remote violence;Somebody;;Norland;0
N4;2021-09-10;3;Battles;Somebody;Sudland Militia;Norland;1
N5;2021-09-11;1;Strategic developments;Norland;;Norland;0
N6;2021-09-12;1;Riots;Rioters (Norlandia);;Norlandia;0
"""


@pytest.fixture
def registry() -> Registry:
    return read_registry(SMALL / "actors.yml")


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_ged_days_spans_and_deaths(tmp_path: Path, registry: Registry) -> None:
    name, rows = event_list(write(tmp_path, GED), registry=registry, actors=["norland"])
    assert name == "UCDP GED" and rows["plover"].eq("ASSAULT").all()
    assert rows["exact"].tolist() == [True, False] and rows["fatalities"].tolist() == [7, 2]
    assert f"{rows['end_date'][1]:%Y-%m-%d}" == "2021-05-05"
    assert len(event_list(tmp_path / "list.csv", registry=registry)[1]) == 3, "no actors: all rows"


def test_acled_types_precision_and_whole_names(tmp_path: Path, registry: Registry) -> None:
    name, rows = event_list(
        write(tmp_path, ACLED), registry=registry, actors=["norland", "sudland"]
    )
    assert name == "ACLED" and rows["plover"].tolist() == [
        "ASSAULT",
        "PROTEST",
        "ASSAULT",
        "ASSAULT",
        "",
    ], "Norlandia is another country"
    week, month = rows.iloc[2], rows.iloc[3]
    assert not week["exact"] and (week["end_date"] - week["begin"]).days == 6
    assert (f"{month['begin']:%m-%d}", f"{month['end_date']:%m-%d}") == ("09-01", "09-30")


def test_a_zipped_list_is_read(tmp_path: Path, registry: Registry) -> None:
    path = tmp_path / "ged.csv.gz"
    pd.read_csv(write(tmp_path, GED)).to_csv(path, index=False)
    assert len(event_list(path, registry=registry)[1]) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GED.replace("2021-05-01", "soon"), r"list.csv, row 3: 'soon' in column 'date_start'"),
        ("conflict_id,intensity_level,year\n1,2,2020\n", "years of conflicts.*Georeferenced"),
        ("day,what,who\n2021-01-01,x,y\n", "neither UCDP GED nor ACLED: day, what, who"),
        ("", "no table"),
    ],
)
def test_what_cannot_be_compared_says_why(
    tmp_path: Path, registry: Registry, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        event_list(write(tmp_path, text), registry=registry)


def test_an_unknown_actor_is_refused(tmp_path: Path, registry: Registry) -> None:
    with pytest.raises(Exception, match="norlnd"):
        event_list(write(tmp_path, GED), registry=registry, actors=["norlnd"])
