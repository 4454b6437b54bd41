"""Where the training data lie; what is held out for tests is refused here."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry
from standpoint_training import examples
from standpoint_training.examples import DOUBTFUL, Entity, Example, Span, apart, with_answers

# How much of an epoch each kind of example makes up; what is missing leaves its part to others.
SHARES = {"news": 0.19, "chronicle": 0.19, "hand-read": 0.17, "Russian news": 0.1}
SHARES |= {"short": 0.12, "families": 0.08, "unlabelled": 0.05, "authored": 0.04}
SHARES |= dict.fromkeys((f"authored, {code}" for code in ("ru", "fr", "tr", "hy", "az")), 0.025)
_SENTENCE = re.compile(r"[A-Z][^\n]{40,380}?[.!?](?=\s+[A-Z]|\n|$)")

Sets = dict[str, list[Example]]


class Sources(NamedTuple):
    """The project's root, a folder of what is not bundled (which may be missing), and the registry
    that names the actors of their texts."""

    root: Path
    elsewhere: Path
    registry: Registry

    @property
    def bundled(self) -> Path:
        """Folder of the bundled files."""
        return self.root / "data" / "training"

    @property
    def kinds(self) -> dict[str, str]:
        """Kind of each actor."""
        return {key: actor.kind for key, actor in self.registry.actors.items()}

    def held_out(self, source: str) -> set[str]:
        """Documents of a source that are held out for tests."""
        path = self.elsewhere / "HELD_OUT.csv"
        if not path.is_file():
            return set()
        return set(pd.read_csv(path, dtype=str).query("source == @source")["document"])

    def refuse(self, source: str, documents: Iterable[str]) -> None:
        """Raise a ValueError where a document that is held out for tests has a label."""
        if refused := sorted(self.held_out(source) & set(documents)):
            raise ValueError(f"held out for tests, and yet labelled: {refused[:5]}")

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


def everything(where: Sources) -> tuple[Sets, Sets]:
    """Read all that is at hand, by kind: to train on, and to develop on.

    A document that is held out for tests and has a label is a ValueError.
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
    train["hand-read"], develop["hand-read"] = apart(hand_read(where), 5)
    train["unlabelled"] = unlabelled(where)
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
    places = yaml.safe_load((where.bundled / "places.yml").read_text(encoding="utf-8"))["places"]
    kinds: Sets = {}
    for path in sorted(where.bundled.glob("authored*.jsonl")):
        for example in examples.authored(path, places=places):
            kind = example.family if example.family in ("chronicle", "short") else "families"
            kind = kind if example.family else "authored"
            kind = kind if example.language == "en" else f"authored, {example.language}"
            kinds.setdefault(kind, []).append(example)
    split = {kind: apart(rows, 10) for kind, rows in kinds.items() if kind != "authored"}
    train = {"authored": kinds["authored"]} | {kind: rows for kind, (rows, _) in split.items()}
    return train, {kind: rows for kind, (_, rows) in split.items()}


def hand_read(where: Sources) -> list[Example]:
    """Read labels of Kremlin pages and UN speeches; none where the texts are not there.

    Labels on which two readers differ, and wrong matches (`x`), are left out.
    """
    texts = where.texts()
    if len(texts) < 2:
        return []
    written = ("document", "label", "second_label", "holder", "target")
    table = pd.read_csv(where.bundled / "stand_off.csv", dtype=dict.fromkeys(written, str))
    table = table.fillna(dict.fromkeys(written, ""))
    for corpus, rows in table.groupby("corpus"):
        where.refuse(corpus, rows["document"])
    same = (table["second_label"] == "") | (table["second_label"] == table["label"])
    keys = ["corpus", "document", "sentence_start", "sentence_end"]
    groups = list(table[same & (table["label"] != "x")].groupby(keys, sort=False))
    sentences = [texts[corpus][document][a:b] for (corpus, document, a, b), _ in groups]
    out, others = [], named(sentences, where)
    for (key, rows), text, actors in zip(groups, sentences, others, strict=True):
        answers = {}
        for row in rows.itertuples():
            span, weight = (row.start - key[2], row.end - key[2]), DOUBTFUL if row.doubt else 1.0
            answers[row.target] = (int(row.label), row.holder, weight, span)
        out.append(with_answers(text, actors, answers, where.kinds, group=key[1]))
    return out


def unlabelled(where: Sources, *, texts: int = 2500, most: int = 7000) -> list[Example]:
    """Draw sentences that name actors from pages and speeches that are not held out.

    Nobody labelled them: a small network learns from them what a larger one says.
    """
    generator, kinds, out = random.Random(7), where.kinds, []
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


def named(
    texts: Sequence[str], where: Sources, *, dates: Sequence[str] = ()
) -> list[dict[str, list[Span]]]:
    """The actors that each text names, with their spans."""
    days = pd.to_datetime(list(dates) or ["2015-01-01"] * len(texts))
    ids = [str(k) for k in range(len(texts))]
    frame = pd.DataFrame({"doc_id": ids, "text": list(texts)})
    when = {"published_start": days, "published_end": days, "published_granularity": "day"}
    known = tables.make(frame.assign(language="en", **when).to_dict("records"), "documents")
    cut = frame.assign(sent_id=0, start=0, end=[len(text) for text in texts])
    cut = tables.make(cut.to_dict("records"), "sentences")
    found = named_only(mentions(cut, documents=known, registry=where.registry))
    out: list[dict[str, list[Span]]] = [{} for _ in texts]
    for row in found[found["actor_id"] != ""].itertuples():
        out[int(row.doc_id)].setdefault(row.actor_id, []).append((int(row.start), int(row.end)))
    return out
