"""Where the training data lie; what is held out for tests is refused here."""

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry
from standpoint_training import examples
from standpoint_training.examples import Entity, Example, Span, apart, with_answers
from timexpr.calendars import read_date

# How much of an epoch each kind of example makes up; what is missing leaves its part to others.
SHARES = {"news": 0.19, "chronicle": 0.19, "hand-read": 0.17, "Russian news": 0.1}
SHARES |= {"short": 0.12, "families": 0.08, "unlabelled": 0.05, "authored": 0.04, "digest": 0.03}
SHARES |= {"pairs": 0.02}
SHARES |= dict.fromkeys((f"authored, {code}" for code in ("ru", "fr", "tr", "hy", "az")), 0.025)
_SENTENCE = re.compile(r"[A-Z][^\n]{40,380}?[.!?](?=\s+[A-Z]|\n|$)")

Sets = dict[str, list[Example]]


class Sources(NamedTuple):
    """Folder of the bundled files, folder of what is not bundled (which may be missing), and the
    registry that names the actors of their texts."""

    bundled: Path
    elsewhere: Path
    registry: Registry

    def held_out(self, source: str) -> set[str]:
        """Documents of a source that are held out for tests."""
        path = self.elsewhere / "HELD_OUT.csv"
        if not path.is_file():
            return set()
        return set(pd.read_csv(path, dtype=str).query("source == @source")["document"])

    def texts(self) -> dict[str, "pd.Series[str]"]:
        """Texts of Kremlin pages and UN speeches by their ids; nothing where they are not there."""
        out = {}
        kremlin, speeches = "kremlin/kremlin_en_1999_2020", "ungdc/ungdc_1946_2024_v13"
        for corpus, file, key in (("kremlin", kremlin, "id"), ("ungdc", speeches, "doc_id")):
            path = self.elsewhere / f"{file}.parquet"
            if path.is_file():
                table = pd.read_parquet(path, columns=[key, "text"]).astype({key: str})
                out[corpus] = table.set_index(key)["text"]
        return out


def sources(root: str | Path, data: str | Path, *, registry: Registry) -> Sources:
    """Find the bundled training data, and `data` as given or seen from the project's root."""
    elsewhere = Path(data) if Path(data).is_dir() else Path(root) / data
    return Sources(Path(root) / "data" / "training", elsewhere, registry)


def everything(where: Sources) -> tuple[Sets, Sets]:
    """Read all that is at hand, by kind: to train on, and to develop on.

    Raises
    ------
    ValueError
        Where a document that is held out for tests has a label.
    """
    train, develop = authored(where)
    folder = where.elsewhere / "newsmtsc"
    if folder.is_dir():
        train["news"] = examples.news(folder / "train_clean.jsonl")
        for name in ("rw", "mt"):
            develop[f"NewsMTSC {name}"] = examples.news(folder / f"dev_{name}.jsonl")
    path = where.elsewhere / "rusentne" / "train.csv"
    if path.is_file():
        train["Russian news"], develop["Russian news"] = apart(examples.russian(path), 8)
    folder = where.elsewhere / "directed"
    if folder.is_dir():
        train["pairs"] = examples.directed(folder / "train.txt")
        develop["pairs"] = examples.directed(folder / "valid.txt")
    train["hand-read"], develop["hand-read"] = apart(hand_read(where), 5)
    train["unlabelled"] = unlabelled(where)
    path = where.elsewhere / "digest" / "gold_opinions.csv"
    if path.is_file():
        labels = pd.read_csv(path, dtype=str).fillna("").query("label != ''")
        labels = labels[~labels["id"].isin(where.held_out("digest"))]
        train["digest"], develop["digest"] = apart(of_entries(labels, where), 4, by="sentence")
    read = pd.read_csv(where.bundled / "digest_labels.csv", dtype=str).query("label != 'x'")
    if refused := sorted(where.held_out("digest") & set(read["entry"])):
        raise ValueError(f"held out for tests, and yet labelled: {refused[:5]}")
    develop["digest, read once"] = of_entries(read.rename(columns={"entry": "id"}), where)
    return tuple({kind: rows for kind, rows in part.items() if rows} for part in (train, develop))


def draw(train: Mapping[str, Sequence[Example]], n: int, *, seed: int) -> list[Example]:
    """Draw an epoch of n examples, each kind with its share; a small kind comes at most thrice."""
    generator = random.Random(seed)
    total = sum(SHARES[kind] for kind in train)
    out: list[Example] = []
    for kind, rows in train.items():
        wanted = min(round(n * SHARES[kind] / total), 3 * len(rows))
        while wanted > 0:
            out += generator.sample(rows, min(wanted, len(rows)))
            wanted -= len(rows)
    return out


def authored(where: Sources) -> tuple[Sets, Sets]:
    """Read the authored sentences by kind: to train on, and one in ten to develop on.

    The kinds are `authored` (English), `families` (written for a kind of error), `chronicle` (long
    entries), `short` (plain judgements) and one for each other language. A pair of sentences stays
    on one side. Of the plain English ones none are kept: other sets say how well they were learnt.
    """
    places = examples.place_names(where.bundled / "places.yml")
    kinds: Sets = {}
    for path in sorted(where.bundled.glob("authored*.jsonl")):
        for example in examples.authored(path, places=places):
            kind = example.family if example.family in ("chronicle", "short") else "families"
            kind = kind if example.family else "authored"
            foreign = example.language != "en"
            kinds.setdefault(f"authored, {example.language}" if foreign else kind, []).append(
                example
            )
    split = {kind: apart(rows, 10) for kind, rows in kinds.items() if kind != "authored"}
    train = {"authored": kinds["authored"]} | {kind: rows for kind, (rows, _) in split.items()}
    return train, {kind: rows for kind, (_, rows) in split.items()}


def hand_read(where: Sources) -> list[Example]:
    """Read labels of Kremlin pages and UN speeches; none where the texts are not there."""
    texts, path = where.texts(), where.bundled / "stand_off.csv"
    if len(texts) < 2:
        return []
    labelled = pd.read_csv(path, dtype=str).groupby("corpus")["document"].unique()
    if refused := sorted(set().union(*(where.held_out(c) & set(d) for c, d in labelled.items()))):
        raise ValueError(f"held out for tests, and yet labelled: {refused[:5]}")
    return examples.stand_off(
        path,
        texts=lambda corpus, document: texts[corpus][document],
        kinds=_kinds(where),
        others=lambda sentences: named(sentences, where),
    )


def unlabelled(
    where: Sources, *, texts: int = 2500, most: int = 7000, seed: int = 7
) -> list[Example]:
    """Draw sentences that name actors from pages and speeches that are not held out.

    Nobody labelled them: a small network learns from them what a larger one says.
    """
    generator, kinds, out = random.Random(seed), _kinds(where), []
    for corpus, every in where.texts().items():
        every = every[~every.index.isin(where.held_out(corpus))]
        drawn = every.sample(min(len(every), texts), random_state=3)
        found = [match[0] for text in drawn for match in _SENTENCE.finditer(text)]
        generator.shuffle(found)
        pairs = zip(found[: 6 * most], named(found[: 6 * most], where), strict=True)
        out += [
            Example(text, tuple(Entity(tuple(a), kinds[k]) for k, a in actors.items()), text)
            for text, actors in pairs
            if len(actors) > generator.randrange(2)  # of those with one actor every second
        ][:most]
    return out


def of_entries(labels: pd.DataFrame, where: Sources) -> list[Example]:
    """Examples of labels (id, target, label, holder_1) of the digest: the whole summary is one."""
    digest = pd.read_csv(where.bundled.parent / "digest.csv", dtype=str).set_index("id")
    entries = digest.loc[list(dict.fromkeys(labels["id"]))]
    find, out = where.registry.find, []
    actors = named(list(entries["summary"]), where, dates=list(entries["date"]))
    for (key, text), found in zip(entries["summary"].items(), actors, strict=True):
        answers = {}
        for row in labels[labels["id"] == key].itertuples():
            holder = getattr(row, "holder_1", None)
            who = find(row.target) or row.target, holder and (find(holder) or holder)
            answers[who[0]] = (int(row.label), who[1], 1.0, None)
        example = with_answers(text, found, answers, _kinds(where), group=key)
        if any(entity.label is not None for entity in example.entities):
            out.append(example)
    return out


def named(
    texts: list[str], where: Sources, *, dates: Sequence[str] = ()
) -> list[dict[str, list[Span]]]:
    """The actors that each text names, with their spans."""
    documents, whole = [], []
    for k, text in enumerate(texts):
        day = read_date(dates[k] if dates else "2015-01-01")
        when = {"published_start": day.start, "published_end": day.end}
        when["published_granularity"] = day.granularity
        documents.append({"doc_id": str(k), "text": text, "language": "en"} | when)
        whole.append({"doc_id": str(k), "text": text, "sent_id": 0, "start": 0, "end": len(text)})
    cut, known = tables.make(whole, "sentences"), tables.make(documents, "documents")
    found = named_only(mentions(cut, documents=known, registry=where.registry))
    out: list[dict[str, list[Span]]] = [{} for _ in texts]
    for row in found[found["actor_id"] != ""].itertuples():
        out[int(row.doc_id)].setdefault(row.actor_id, []).append((int(row.start), int(row.end)))
    return out


def _kinds(where: Sources) -> dict[str, str]:
    return {key: actor.kind for key, actor in where.registry.actors.items()}
