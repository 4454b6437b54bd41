"""data/statements from its sources: which speeches and pages are in it is decided here, by rule.

`make statements SOURCES=FOLDER` runs this. The folder holds the UN General Debate Corpus as one
table (`ungdc/`), pages of en.kremlin.ru as another (`kremlin/`), and `HELD_OUT.csv`, which names
the documents whose labels are kept for measuring. The same sources give the same bytes.
"""

import csv
import re
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
HOME = ROOT / "data" / "statements"
# Who names one of these speaks of the case. Places that others call by the same name (Baku and its
# declarations, Lachin) are left out.
CASE = re.compile(
    r"Armenia|Azerbaijan|\bAzeri|Karabakh|\bArtsakh|Nakhchivan|\bCSTO\b|Collective Security Treaty"
)
# Their speeches are in whether they name the case or not: silence is a finding.
PARTIES = "ARM AZE RUS TUR FRA GEO IRN USA".split()
PERMANENT = "CHN FRA GBR RUS USA".split()
COLUMNS = (
    "id date end_date granularity title speaker office delegation country publisher place language"
    " licence url labels text"
).split()
DATASET = "https://doi.org/10.7910/DVN/0TJX8Y"


def _plain(name: str) -> tuple[int, str]:
    """The shorter a delegation's name, the plainer: the dataset spells one in many ways."""
    return len(name), name


def speeches(sources: Path) -> pd.DataFrame:
    """Every speech of the UN General Debate from 2010 on, as rows of the corpus."""
    table = pd.read_parquet(sources / "ungdc" / "ungdc_1946_2024_v13.parquet")
    table = table[table["year"] >= 2010]
    debates = pd.read_csv(HOME / "debates.csv", index_col="session")
    country = table["country"].fillna("").str.strip()
    spelt = country[country != ""].groupby(table["iso3"]).agg(lambda names: min(names, key=_plain))
    delegation = table["iso3"].map(spelt)
    session = table["session"]
    title = "General Debate, session " + session.astype(str) + " (" + table["year"].astype(str)
    return pd.DataFrame(
        {
            "id": table["doc_id"],
            "date": session.map(debates["begin"]),
            "end_date": session.map(debates["end"]),
            "granularity": "week",
            "title": title + "): " + delegation,
            "speaker": table["speaker"].fillna("").str.strip(),
            "office": table["post"].fillna("").str.strip(),
            "delegation": delegation,
            "country": table["iso3"],
            "publisher": "United Nations General Assembly",
            "place": "New York",
            "licence": "CC0 1.0",
            "url": DATASET,
            "text": table["text"],
        }
    )


def pages(sources: Path) -> pd.DataFrame:
    """The pages of en.kremlin.ru from 2018 on; a page without a body has its lead as text."""
    table = pd.read_parquet(sources / "kremlin" / "kremlin_en_1999_2020.parquet").fillna("")
    table = table[table["date"] >= "2018"]
    return pd.DataFrame(
        {
            "id": table["id"].astype(str),
            "date": table["date"],
            "end_date": "",
            "granularity": "day",
            "title": table["title"],
            "speaker": "",  # who speaks stands in the text, before each turn
            "office": "",
            "delegation": "",
            "country": "RUS",
            "publisher": "President of Russia",
            "place": table["place"],
            "licence": "CC BY 4.0",
            "url": table["url"],
            "text": table["text"].where(table["text"].str.strip() != "", table["lead"]),
        }
    )


def write(rows: pd.DataFrame, path: Path, held_out: set[str]) -> None:
    """Write one file of the corpus, in the order of days and ids."""
    labels = rows["id"].isin(held_out).map({True: "held out", False: "open"})
    rows = rows.assign(language="en", labels=labels)
    rows = rows.sort_values(["date", "id"])[COLUMNS].reset_index(drop=True)
    rows.to_parquet(path, index=False, compression="zstd", compression_level=19)
    characters = rows["text"].str.len().sum()
    print(f"{path.name}: {len(rows)} texts, {characters} characters, {path.stat().st_size} bytes")


def main(sources: Path, to: Path = HOME) -> None:
    """Make all files of data/statements, or the same in another folder."""
    with (sources / "HELD_OUT.csv").open(encoding="utf-8", newline="") as handle:
        listed = list(csv.DictReader(handle))
    held = {
        name: {row["document"] for row in listed if row["source"] == name}
        for name in ("ungdc", "kremlin")
    }
    debate, site = speeches(sources), pages(sources)
    year = debate["date"].str[:4].astype(int)
    of_case = debate["text"].str.contains(CASE) | debate["country"].isin(PARTIES)
    write(debate[of_case & year.between(2018, 2023)], to / "un-case.parquet", held["ungdc"])
    permanent = debate[debate["country"].isin(PERMANENT)]
    write(permanent, to / "un-permanent-members.parquet", held["ungdc"])
    write(site[site["text"].str.contains(CASE)], to / "kremlin-case.parquet", held["kremlin"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
