"""How often holder and hedge are right: gold opinions, authored and directed sentences, mentions a
second.

Run it from the root of the project: `python tests/benchmarks/bench_holders.py` (`--misses` lists
what went wrong in the digest). The corpora are read from ../shared/data; what is not there is named
and skipped. Entries named in HELD_OUT.csv are left out. Of the authored sentences, one half (by
hash) was read while the rules were made and the other was not: the second is the nearest to a
figure for new text.

An item of the gold is an entry with a target and a label that is not neutral. Its answer is the
share of the target's mentions whose holder is the one a coder named whose label is the gold's.
`strict` asks for the same actor, `right` lets a body and its state count as one (the coders write
"Russia" for the Russian Foreign Ministry as often as not)."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2] / "lib"))

from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import Actor, Registry, read_registry
from standpoint.attitude.holders import holders
from standpoint.language.hedges import hedges
from standpoint.language.sentences import sentences

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
DRAWS = 2000


def entries() -> pd.DataFrame:
    """The digest as documents."""
    rows = pd.read_csv(ROOT / "data" / "digest.csv", dtype=str).fillna("")
    first = pd.to_datetime(
        rows["date"].where(rows["date"].str.len() == 10, rows["date"].str[:7] + "-01")
    )
    last = pd.to_datetime(
        rows["date"].where(rows["date"].str.len() == 10, rows["date"].str[:7] + "-28")
    )
    return tables.make(
        [
            {
                "doc_id": row.id,
                "title": row.title,
                "text": row.summary,
                "language": "en",
                "speaker": row.speaker,
                "source": row.id,
                "published_start": start,
                "published_end": end,
                "published_granularity": "day",
            }
            for row, start, end in zip(rows.itertuples(), first, last, strict=True)
        ],
        "documents",
    )


def digest(registry: Registry, *, speaker: bool = True) -> pd.DataFrame:
    """One row per item: id, target, gold, found, strict and right as shares of the target's
    mentions.
    """
    held = pd.read_csv(SHARED / "HELD_OUT.csv", dtype=str)
    held_ids = set(held.loc[held["source"] == "digest", "document"])
    gold = pd.read_csv(SHARED / "digest" / "gold_opinions.csv", dtype=str).fillna("")
    gold = gold[~gold["id"].isin(held_ids) & (gold["label"] != "0")]
    docs = entries()
    docs = docs[docs["doc_id"].isin(set(gold["id"]))]
    docs = docs if speaker else docs.assign(speaker="", title="")
    cut = sentences(docs)
    found = mentions(cut, documents=docs, registry=registry)
    found = found[found["actor_id"] != ""]
    found = found.assign(holder=holders(found, sentences=cut, documents=docs, registry=registry))
    dates = docs.set_index("doc_id")["published_start"].dt.date
    rows = []
    for item in gold.itertuples():
        coders = ((item.label_1, item.holder_1), (item.label_2, item.holder_2))
        answers = {
            _actor(name, registry, dates[item.id])
            for label, name in coders
            if label == item.label and name
        }
        target = registry.find(item.target, dates[item.id])
        here = found[(found["doc_id"] == item.id) & (found["actor_id"] == target)]
        if here.empty and target and registry.actors[target].kind == "armed-force":
            here = found[
                (found["doc_id"] == item.id) & (found["actor_id"] == registry.roll_up(target))
            ]
        if not answers or here.empty:
            continue  # no agreed holder, or the entry does not name its target
        states = {_state(answer, registry) for answer in answers}
        rows.append(
            {
                "id": item.id,
                "target": item.target,
                "gold": ";".join(sorted(answers)),
                "found": ";".join(here["holder"]),
                "strict": here["holder"].isin(answers).mean(),
                "right": here["holder"].map(lambda who: _state(who, registry)).isin(states).mean(),
                "any": float(
                    here["holder"].map(lambda who: _state(who, registry)).isin(states).any()
                ),
            }
        )
    return pd.DataFrame(rows)


def _actor(name: str, registry: Registry, date: object) -> str:
    return "author" if name == "author" else registry.find(name, date) or "unknown"


def _state(who: str, registry: Registry) -> str:
    """A body's state; persons, `author` and `unknown` stay themselves."""
    if who not in registry or registry.actors[who].kind == "person":
        return who
    return registry.state_of(who) or who


def interval(values: pd.Series, groups: pd.Series, seed: int = 0) -> tuple[float, float]:
    """95 % interval of a mean, whole groups resampled (percentile bootstrap)."""
    sums = values.groupby(groups).agg(["sum", "size"]).to_numpy(dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (DRAWS, len(sums)))
    means = sums[drawn, 0].sum(axis=1) / sums[drawn, 1].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def show(name: str, frame: pd.DataFrame) -> None:
    """One line for each way of counting, with its interval by entry."""
    print(f"\n{name}: {len(frame)} items of {frame['id'].nunique()} entries")
    for column in ("strict", "right", "any"):
        low, high = interval(frame[column], frame["id"])
        print(
            f"  {column:7} {100 * frame[column].mean():5.1f}   95 % interval {100 * low:.1f} to"
            f" {100 * high:.1f}"
        )


def folds(frame: pd.DataFrame) -> None:
    """The figure in five parts of the entries: how far it depends on which ones were looked at."""
    part = frame["id"].map({name: n % 5 for n, name in enumerate(sorted(frame["id"].unique()))})
    print(
        "  five folds (right):",
        "  ".join(f"{100 * share:.1f}" for share in frame["right"].groupby(part).mean()),
    )


def made_actor(
    key: str, name: str, kind: str = "organisation", country: str = "", **more: object
) -> Actor:
    """An actor whose id need not follow the rules of a file."""
    return Actor.model_construct(id=key, name=name, kind=kind, country=country, **more)


def directed(path: Path) -> pd.DataFrame:
    """Sentences with two spans as the only actors: class, and which direction the rules give."""
    registry = Registry({name: made_actor(name, name, "person") for name in ("p", "q")})
    docs, cut, found, classes = [], [], [], []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        text, _, _, label = line.rsplit("\t", 3)
        spans, plain = _unbracket(text)
        if len(spans) != 2:
            continue
        docs.append({"doc_id": str(n), "source": str(n), "text": plain, "language": "en"})
        cut.append(
            {
                "doc_id": str(n),
                "sent_id": 0,
                "start": 0,
                "end": len(plain),
                "text": plain,
                "in_quote": False,
            }
        )
        found += [
            {
                "doc_id": str(n),
                "sent_id": 0,
                "start": a,
                "end": b,
                "surface": plain[a:b],
                "actor_id": who,
                "via": "name",
                "certainty": 1.0,
            }
            for who, (a, b) in zip("pq", spans, strict=True)
        ]
        classes.append({"doc_id": str(n), "label": int(label)})
    made = tables.make(found, "mentions")
    made["holder"] = holders(
        made,
        sentences=tables.make(cut, "sentences"),
        documents=tables.make(docs, "documents"),
        registry=registry,
    )
    given = made.pivot(index="doc_id", columns="actor_id", values="holder")
    said = np.select(
        [(given["q"] == "p") & (given["p"] != "q"), (given["p"] == "q") & (given["q"] != "p")],
        ["p→q", "q→p"],
        "none",
    )
    return pd.DataFrame(classes).merge(
        pd.DataFrame({"doc_id": given.index, "said": said}), on="doc_id"
    )


def _unbracket(text: str) -> tuple[list[tuple[int, int]], str]:
    """Spans in brackets, letters glued behind them included ("[Sander]s"), and the text without
    brackets.
    """
    spans, plain, at = [], "", 0
    for match in re.finditer(r"\[([^\]]*)\]([a-z]*)", text):
        plain += text[at : match.start()]
        spans.append((len(plain), len(plain) + len(match[1] + match[2])))
        plain += match[1] + match[2]
        at = match.end()
    return spans, plain + text[at:]


def show_directed(frame: pd.DataFrame) -> None:
    """For the classes with an attitude: right, wrong and no direction; and how often one is given
    where there is none.
    """
    gold = frame["label"].map({0: "none", 1: "p→q", 3: "p→q", 2: "q→p", 4: "q→p"})
    told = frame[gold != "none"].assign(gold=gold)
    right = (told["said"] == told["gold"]).astype(float)
    low, high = interval(right, told["doc_id"])
    print(f"\ndirected valid: {len(told)} sentences of classes 1 to 4")
    print(
        f"  right direction {100 * right.mean():.1f}   95 % interval {100 * low:.1f} to"
        f" {100 * high:.1f}"
    )
    decided = told[told["said"] != "none"]
    share = (decided["said"] == decided["gold"]).mean()
    print(
        f"  a direction is given in {100 * len(decided) / len(told):.1f} %, and is right in"
        f" {100 * share:.1f} % of these"
    )
    for label, name in (
        (1, "positive p→q"),
        (2, "positive q→p"),
        (3, "negative p→q"),
        (4, "negative q→p"),
    ):
        part = told[told["label"] == label]
        wrong = ((part["said"] != part["gold"]) & (part["said"] != "none")).mean()
        print(
            f"  {name}: n {len(part):3}  right {100 * (part['said'] == part['gold']).mean():5.1f} "
            f" reversed {100 * wrong:4.1f}"
        )
    guess = (told["said"].where(told["said"] != "none", "p→q") == told["gold"]).mean()
    print(
        f"  where none is given, the first named taken as holder: {100 * guess:.1f} (always p→q:"
        f" {100 * (told['gold'] == 'p→q').mean():.1f})"
    )
    neutral = frame[gold == "none"]
    print(
        f"  class 0: n {len(neutral)}, a direction is given in"
        f" {100 * (neutral['said'] != 'none').mean():.1f} %"
    )


# Made-up names for the slots of the authored sentences; the numbers tell the states apart.
SLOTS = {
    "STATE": ("Norland", "Sudovia", "Estmark"),
    "ADJ": ("Norlandic", "Sudovian", "Estmarkian"),
    "CAPITAL": ("Norport", "Sudograd", "Estburg"),
    "LEADER": ("Halvorn", "Petrossi", "Quillan"),
    "MINISTER": ("Dravec", "Ostrand", "Velkor"),
    "ORG": ("Varna Pact", "Coastal League", "Ridge Council"),
    "PLACE": ("Tolm", "Arrin", "Besk"),
}


def _filled(sentence: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """A sentence with its slots filled, and (start, end, actor, via) of each name."""
    plain, spans, at = "", [], 0
    for match in re.finditer(r"\{([A-Z]+)(\d)\}", sentence):
        plain += sentence[at : match.start()]
        slot, number = match[1], int(match[2])
        article = (
            "the " if slot == "ORG" and not plain.lower().endswith(("the ", "a ", "an ")) else ""
        )
        plain += article + SLOTS[slot][number - 1]
        if slot != "PLACE":
            who = ("STATE" if slot in ("ADJ", "CAPITAL") else slot) + match[2]
            via = {"ADJ": "adjective", "CAPITAL": "metonym"}.get(slot, "name")
            spans.append((len(plain) - len(SLOTS[slot][number - 1]), len(plain), who, via))
        at = match.end()
    return plain + sentence[at:], spans


def authored() -> pd.DataFrame:
    """One row per entity with an attitude (`right`) and, for analysis, per sentence (`hedged`,
    `marked`).
    """
    people = {
        f"{role}{n}": made_actor(f"{role}{n}", f"{role}{n}", "person", f"AA{n}")
        for role in ("LEADER", "MINISTER")
        for n in (1, 2, 3)
    }
    states = {
        f"STATE{n}": made_actor(f"STATE{n}", f"STATE{n}", "state", f"AA{n}") for n in (1, 2, 3)
    }
    bodies = {f"ORG{n}": made_actor(f"ORG{n}", f"ORG{n}") for n in (1, 2, 3)} | {
        "SPEAKER": made_actor("SPEAKER", "Speaker", "person", names={"en": ("Speaker",)})
    }
    registry = Registry(people | states | bodies)
    docs, cut, found, items = [], [], [], []
    for register in ("news", "speech", "analysis"):
        for n, line in enumerate(
            (SHARED / "authored" / f"{register}.jsonl").read_text(encoding="utf-8").splitlines()
        ):
            told = json.loads(line)
            text, spans = _filled(told["sentence"])
            doc_id = f"{register}{n}"
            unread = int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1
            docs.append(
                {
                    "doc_id": doc_id,
                    "source": doc_id,
                    "text": text,
                    "language": "en",
                    "speaker": "Speaker" if register == "speech" else "",
                }
            )
            cut.append(
                {
                    "doc_id": doc_id,
                    "sent_id": 0,
                    "start": 0,
                    "end": len(text),
                    "text": text,
                    "in_quote": False,
                }
            )
            found += [
                {
                    "doc_id": doc_id,
                    "sent_id": 0,
                    "start": a,
                    "end": b,
                    "surface": text[a:b],
                    "actor_id": who,
                    "via": via,
                    "certainty": 1.0,
                }
                for a, b, who, via in spans
            ]
            marked = any(hedges(text, start=a, end=b) for a, b, _, _ in spans)
            answer = {
                "other": "unknown",
                "speaker": "SPEAKER" if register == "speech" else "unknown",
            }
            items += [
                {
                    "id": doc_id,
                    "register": register,
                    "unread": unread,
                    "target": who,
                    "gold": answer.get(holder, holder),
                    "hedged": told["hedged"],
                    "marked": marked,
                }
                for who, (label, holder) in told["labels"].items()
                if label != 0
            ] or [
                {
                    "id": doc_id,
                    "register": register,
                    "unread": unread,
                    "target": "",
                    "gold": "",
                    "hedged": told["hedged"],
                    "marked": marked,
                }
            ]
    made = tables.make(found, "mentions")
    made["holder"] = holders(
        made,
        sentences=tables.make(cut, "sentences"),
        documents=tables.make(docs, "documents"),
        registry=registry,
    )
    given = made.groupby(["doc_id", "actor_id"])["holder"].agg(list).to_dict()
    frame = pd.DataFrame(items)
    frame["right"] = [
        float(np.mean([who == row.gold for who in given[row.id, row.target]]))
        if (row.id, row.target) in given
        else np.nan
        for row in frame.itertuples()
    ]
    return frame


def show_authored(frame: pd.DataFrame) -> None:
    """Holders by register, and hedges of the register whose marks are reliable, read and unread
    half apart.
    """
    for unread, name in ((False, "the half that was read"), (True, "the half that was not")):
        half = frame[frame["unread"] == unread]
        items = half.dropna(subset=["right"])
        low, high = interval(items["right"], items["id"])
        parts = "  ".join(
            f"{register} {100 * part.mean():.1f}"
            for register, part in items["right"].groupby(items["register"])
        )
        print(f"\nauthored, {name}: {len(items)} entities with an attitude")
        print(
            f"  right holder {100 * items['right'].mean():.1f}   95 % interval {100 * low:.1f} to"
            f" {100 * high:.1f}   {parts}"
        )
        analysis = half[half["register"] == "analysis"].drop_duplicates("id")
        both = (analysis["hedged"] & analysis["marked"]).sum()
        precision, recall = (
            both / max(analysis["marked"].sum(), 1),
            both / max(analysis["hedged"].sum(), 1),
        )
        print(
            f"  hedged sentences of analysis: {analysis['hedged'].sum()} of {len(analysis)};"
            f" precision {100 * precision:.0f}, recall {100 * recall:.0f}"
        )


def throughput(docs: pd.DataFrame, registry: Registry) -> float:
    """Mentions a second of processor time, best of three."""
    cut = sentences(docs)
    found = mentions(cut, documents=docs, registry=registry)
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        holders(found, sentences=cut, documents=docs, registry=registry)
        best = min(best, time.process_time() - started)
    return len(found) / best


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="list the misses in the digest")
    asked = parser.parse_args()
    registry = read_registry(ROOT / "data" / "actors.yml")
    if (SHARED / "digest" / "gold_opinions.csv").is_file():
        frame = digest(registry)
        show("digest, not held out", frame)
        folds(frame)
        show("the same without the record of speaker and title", digest(registry, speaker=False))
        if asked.misses:
            print(
                frame.loc[frame["right"] < 1, ["id", "target", "gold", "found"]].to_string(
                    index=False
                )
            )
    else:
        print(f"no gold opinions at {SHARED.name}/digest: skipped")
    if (SHARED / "authored" / "news.jsonl").is_file():
        show_authored(authored())
    else:
        print(f"no authored sentences at {SHARED.name}/authored: skipped")
    valid = SHARED / "directed" / "valid.txt"
    if valid.is_file():
        show_directed(directed(valid))
    else:
        print(f"no directed sentences at {SHARED.name}/directed: skipped")
    print(
        f"\n{throughput(entries(), registry):.0f} mentions a second of processor time on the whole"
        " digest"
    )


if __name__ == "__main__":
    main()
