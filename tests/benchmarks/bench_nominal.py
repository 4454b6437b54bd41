"""How many labelled targets a text mentions, and how often a mention by context is right.

Run it from the root of the project: `python tests/benchmarks/bench_nominal.py` (`--missing` lists
the targets without a mention). Recall counts the actors that coders labelled in an entry of the
digest (data/annotations; entries named in HELD_OUT.csv have no label there). The rules were made
with these entries in view.

Precision is read from nominal_readings.csv: 200 mentions drawn at random, 100 of the digest, 50 of
Kremlin pages and 50 of UN speeches (places only, the texts are in ../shared/data), each judged by
one reader, a language model: `right` where the actor is meant there. Some of the 200 stand in texts
that were looked at while the rules were made. A reading counts while the rules still give its
mention, so that a rule made stricter shows; what a looser rule adds has to be read anew.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

sys.path.insert(0, str(Path(__file__).parent))

from bench_holders import entries

from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.nominal import BY_CONTEXT, named_only
from standpoint.actors.registry import Registry, read_registry
from standpoint.language.sentences import sentences

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
READINGS = Path(__file__).with_name("nominal_readings.csv")
KEY = ["document", "start", "end", "actor_id"]


def find(documents: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The mentions of documents."""
    return mentions(sentences(documents), documents=documents, registry=registry)


def labelled() -> set[tuple[str, str]]:
    """Entries of the digest with an actor that a coder labelled there."""
    files = sorted((ROOT / "data" / "annotations").glob("*.csv"))
    rows = pd.concat(pd.read_csv(path, dtype=str) for path in files)
    return set(zip(rows["doc_id"], rows["actor_id"], strict=True))


def elsewhere(names: set[str]) -> pd.DataFrame:
    """Kremlin pages and UN speeches by the names that the readings give them."""
    pages = pd.read_csv(SHARED / "kremlin" / "kremlin_en_armenia_azerbaijan_csto.csv", dtype=str)
    rows = []
    for page in pages.fillna("").itertuples():
        rows.append((f"kremlin:{page.id}", page.title, page.text, page.date))
    for name in sorted(name for name in names if name.startswith("ungdc:")):
        path = SHARED / "ungdc" / "txt" / f"{name.removeprefix('ungdc:')}.txt"
        year = name.rsplit("_", 1)[1]
        rows.append((name, "", path.read_text(encoding="utf-8"), f"{year}-09-25"))
    made = []
    for name, title, text, day in rows:
        if name in names:
            dates = dict.fromkeys(("published_start", "published_end"), pd.Timestamp(day))
            made.append({"doc_id": name, "title": title, "text": text, "language": "en"} | dates)
    return tables.make(made, "documents")


def share(right: int, n: int) -> str:
    low, high = proportion_confint(right, n, method="wilson")
    return f"{right} of {n}, {right / n:.1%} [{low:.1%}, {high:.1%}]"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--missing", action="store_true", help="list targets without a mention")
    arguments = parser.parse_args()
    registry = read_registry(ROOT / "data" / "actors.yml")
    found = find(entries(), registry)
    wanted = labelled()
    for name, table in (("names and offices", named_only(found)), ("all mentions", found)):
        there = set(zip(table["doc_id"], table["actor_id"], strict=True))
        print(f"labelled targets with a mention, {name}: {share(len(wanted & there), len(wanted))}")
    if arguments.missing:
        print(*(f"{entry} {actor}" for entry, actor in sorted(wanted - there)), sep="\n")
    readings = pd.read_csv(READINGS)
    found = found.assign(doc_id="digest:" + found["doc_id"])
    if not SHARED.is_dir():
        print("Kremlin pages and UN speeches: not there, their readings are left out")
        readings = readings[readings["document"].str.startswith("digest:")]
    else:
        others = find(elsewhere(set(readings["document"])), registry)
        found = pd.concat([found, others])
    given = found[found["via"].isin(BY_CONTEXT)].rename(columns={"doc_id": "document"})
    kept = readings.merge(given[KEY], on=KEY)
    print(f"{len(kept)} of {len(readings)} readings are of mentions that the rules still give")
    source = kept["document"].str.split(":").str[0]
    groups = [("all", kept), *kept.groupby(source), *kept.groupby("via")]
    for name, group in groups:
        print(f"right, {name}: {share(int(group['right'].sum()), len(group))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
