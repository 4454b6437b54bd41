"""Labelled data in, training examples out; what is held out for tests is refused here."""

import hashlib
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from standpoint.actors.mentions import mentions
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry
from standpoint.attitude.scorers import Named
from standpoint.reading.documents import documents_from_texts

# How much of an epoch each kind of example makes up; what is missing leaves its part to others.
SHARES = {"news": 0.19, "chronicle": 0.19, "hand-read": 0.17, "Russian news": 0.1}
SHARES |= {"short": 0.12, "families": 0.08, "unlabelled": 0.05, "authored": 0.04}
SHARES |= dict.fromkeys((f"authored, {code}" for code in ("ru", "fr", "tr", "hy", "az")), 0.025)
TEXTS = {  # file and column of ids
    "kremlin": ("kremlin/kremlin_en_1999_2020.parquet", "id"),
    "ungdc": ("ungdc/ungdc_1946_2024_v13.parquet", "doc_id"),
}
_SENTENCE = re.compile(r"[A-Z][^\n]{40,380}?[.!?](?=\s+[A-Z]|\n|$)")
DOUBTFUL = 0.6  # weight of a label whose reader noted that another reader might differ
KIND_OF_SLOT = {"STATE": "state", "LEADER": "person", "MINISTER": "person", "ORG": "organisation"}
_PERSON = re.compile(r"(?:[A-Z][\w.'’-]+ ?)+|he|she|him|her|his|He|She|His|Her")
_NO_PERSON = re.compile(
    r"Party|House|Senate|Court|Republican|Democrat|Department|GOP|Committee|Congress|States|America|Russia|China|Iran|FBI|CIA"
)
_RUSSIAN = {"entity_pos_start_rel": "start", "entity_pos_end_rel": "end"}
_KIND_IN_RUSSIAN = {"PERSON": "person", "PROFESSION": "person", "COUNTRY": "state"}
_KIND_IN_RUSSIAN |= {"NATIONALITY": "state", "ORGANIZATION": "organisation"}

Place = tuple[int, int, str]  # start, end, and the case of the name where a language inflects it
Sets = dict[str, list["Example"]]  # by kind


class Entity(NamedTuple):
    """An actor of a sentence, with what readers said of it; None where nobody said anything.

    `held` maps a holder (the place of another entity, or author, speaker, other) to the sign of its
    attitude toward this one."""

    places: tuple[Place, ...]
    kind: str = ""
    label: int | None = None
    held: Mapping[Any, int] | None = None
    weight: float = 1.0


class Example(NamedTuple):
    """A sentence with its actors; `group` is the sentence, pair or document that stays on one side
    of a split, `family` the kind of error that the sentence was written for."""

    sentence: str
    entities: tuple[Entity, ...]
    group: str = ""
    family: str = ""

    def named(self) -> list[Named]:
        """Every place that names an entity; an entity is called by its place among them."""
        return [
            Named(start, end, k, entity.kind, case)
            for k, entity in enumerate(self.entities)
            for start, end, case in entity.places
        ]


class Sources(NamedTuple):
    """The folder of the bundled files, one of what is not bundled (which may be missing), and the
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

    def refuse(self, source: str, documents: Iterable[str]) -> None:
        """Raise a ValueError where a document that is held out for tests has a label."""
        if refused := sorted(self.held_out(source) & set(documents)):
            raise ValueError(f"held out for tests, and yet labelled: {refused[:5]}")

    def texts(self) -> dict[str, "pd.Series[str]"]:
        """Texts of Kremlin pages and UN speeches by their ids; nothing where they are not there."""
        out = {}
        for corpus, (file, key) in TEXTS.items():
            if (path := self.elsewhere / file).is_file():
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
        train["news"] = news(folder / "train_clean.jsonl")
        for name in ("rw", "mt"):
            develop[f"NewsMTSC {name}"] = news(folder / f"dev_{name}.jsonl")
    path = where.elsewhere / "rusentne" / "train.csv"
    if path.is_file():
        train["Russian news"], develop["Russian news"] = apart(russian(path), 8)
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
        for done in range(0, wanted, len(rows)):
            out += generator.sample(rows, min(wanted - done, len(rows)))
    return out


def authored(where: Sources) -> tuple[Sets, Sets]:
    """Read the authored sentences by kind: to train on, and one in ten to develop on.

    A file is a kind: `authored` (plain English), `families` (pairs, each written for a kind of
    error), `chronicle` (long entries), `short` (plain judgements) and one for each other language.
    Of the plain English ones none are kept: other sets say how well they were learnt.
    """
    places = yaml.safe_load((where.bundled / "places.yml").read_text(encoding="utf-8"))["places"]
    train, develop = {"authored": slotted(where.bundled / "authored.jsonl", places=places)}, {}
    for path in sorted(where.bundled.glob("authored-*.jsonl")):
        name = path.stem.removeprefix("authored-")
        kind = f"authored, {name}" if name in places else name.replace("pairs", "families")
        train[kind], develop[kind] = apart(slotted(path, places=places), 10)
    return train, develop


def hand_read(where: Sources) -> list[Example]:
    """Read labels of Kremlin pages and UN speeches; none where the texts are not there.

    Labels on which two readers differ, and wrong matches (`x`), are left out.
    """
    texts = where.texts()
    if len(texts) < len(TEXTS):
        return []
    written = dict.fromkeys(("document", "label", "second_label"), str)
    table = pd.read_csv(where.bundled / "stand_off.csv", dtype=written, keep_default_na=False)
    for corpus, rows in table.groupby("corpus"):
        where.refuse(corpus, rows["document"])
    table = table.query("label != 'x' and (second_label == '' or second_label == label)")
    keys = ["corpus", "document", "sentence_start", "sentence_end"]
    groups = list(table.groupby(keys, sort=False))
    sentences = [texts[corpus][document][a:b] for (corpus, document, a, b), _ in groups]
    kinds = {key: actor.kind for key, actor in where.registry.actors.items()}
    out, others = [], named(sentences, where.registry)
    for (key, rows), text, places in zip(groups, sentences, others, strict=True):
        answers = {}
        for row in rows.itertuples():
            start, end = row.start - key[2], row.end - key[2]
            for actor, found in places.items():
                places[actor] = [each for each in found if each[1] <= start or end <= each[0]]
            places.setdefault(row.target, []).append((start, end, ""))
            answers[row.target] = (int(row.label), row.holder, DOUBTFUL if row.doubt else 1.0)
        out.append(read_by(answers, text, places, kinds, group=key[1]))
    return out


def unlabelled(where: Sources, *, texts: int = 2500, most: int = 7000) -> list[Example]:
    """Draw sentences that name actors from pages and speeches that are not held out.

    Nobody labelled them: a small network learns from them what a larger one says.
    """
    kinds = {key: actor.kind for key, actor in where.registry.actors.items()}
    generator, out = random.Random(7), []
    for corpus, every in where.texts().items():
        every = every[~every.index.isin(where.held_out(corpus))]
        drawn = every.sample(min(len(every), texts), random_state=3)
        found = [match[0] for text in drawn for match in _SENTENCE.finditer(text)]
        generator.shuffle(found)
        pairs = zip(found, named(found[: 6 * most], where.registry), strict=False)
        out += [
            read_by({}, text, places, kinds, group=text)
            for text, places in pairs
            if len(places) > generator.randrange(2)  # of those with one actor every second
        ][:most]
    return out


def named(
    texts: Sequence[str], registry: Registry, *, published: str = "2015-01-01"
) -> list[dict[str, list[Place]]]:
    """The actors that each text names, and where; an office means who held it on that day."""
    known = documents_from_texts(texts, published=published)
    whole = known[["doc_id", "text"]].assign(sent_id=0, start=0, end=known["text"].str.len())
    found = named_only(mentions(whole, documents=known, registry=registry))
    out: list[dict[str, list[Place]]] = [{} for _ in texts]
    for row in found[found["actor_id"] != ""].itertuples():
        out[int(row.doc_id) - 1].setdefault(row.actor_id, []).append((row.start, row.end, ""))
    return out


def read_by(
    answers: Mapping[str, Sequence],
    sentence: str,
    places: Mapping[str, Sequence[Place]],
    kinds: Mapping[str, str],
    **about: str,
) -> Example:
    """Put readers' answers beside the actors that a sentence names.

    Of an actor, `answers` has the label, the holder (an actor, author, speaker, other, or empty)
    and perhaps a weight; `about` is the group and family of the example.
    """
    order, entities = [actor for actor, found in places.items() if found], []
    for actor in order:
        label, holder, *weight = answers.get(actor, (None, ""))
        outside = holder if holder in ("author", "speaker") else "other"
        held = {} if label == 0 else None
        if label and holder:
            held = {order.index(holder) if holder in order else outside: label}
        entities.append(Entity(tuple(sorted(places[actor])), kinds[actor], label, held, *weight))
    return Example(sentence, tuple(entities), **about)


def news(path: str | Path) -> list[Example]:
    """Read NewsMTSC (Hamborg & Donnay 2021) in JSON Lines: sentence, start, end, mention, label.

    Its targets are mostly American politicians; what does not look like a person's name gets no
    kind.
    """
    table = pd.DataFrame(map(json.loads, Path(path).read_text(encoding="utf-8").splitlines()))
    person = [_PERSON.fullmatch(m) and not _NO_PERSON.search(m) for m in table["mention"]]
    return _by_sentence(table.assign(kind=["person" if each else "" for each in person]))


def russian(path: str | Path) -> list[Example]:
    """Read RuSentNE (Golubev, Rusnachenko & Loukachevitch 2023): tab-separated sentence, entity,
    entity_tag, its offsets and label.
    """
    table = pd.read_csv(path, sep="\t").rename(columns=_RUSSIAN)
    return _by_sentence(table.assign(kind=table["entity_tag"].map(_KIND_IN_RUSSIAN).fillna("")))


def _by_sentence(table: pd.DataFrame) -> list[Example]:
    """Examples of a table with a row for each label: sentence, start, end, kind, label."""
    out = []
    for text, rows in table.groupby("sentence", sort=False):
        entities = [Entity(((r.start, r.end, ""),), r.kind, r.label) for r in rows.itertuples()]
        out.append(Example(text, tuple(entities), group=text))
    return out


def slotted(path: str | Path, *, places: Mapping[str, Sequence[str]]) -> list[Example]:
    """Read sentences with typed slots instead of names.

    Actors are masked, so the slots themselves stand for them. Places are no actors: they get a name
    drawn from `places` of the language. Of every actor the attitude is known, and who holds it.
    """
    generator, out = random.Random(1), []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        row, text, named = json.loads(line), "", {}
        for number, part in enumerate(re.split(r"\{(.+?)\}", row["sentence"])):
            slot, _, case = part.partition(":")
            if number % 2 and slot.startswith("PLACE"):
                part = generator.choice(places[row.get("language", "en")])
            elif number % 2:  # text and slots take turns
                actor = re.sub("ADJ|CAPITAL", "STATE", slot)
                named.setdefault(actor, []).append((len(text), len(text) + len(part), case))
            text += part
        kinds = {actor: KIND_OF_SLOT[actor[:-1]] for actor in named}
        about = {"group": row.get("pair") or row["sentence"], "family": row.get("family", "")}
        out.append(read_by(row["labels"], text, named, kinds, **about))
    return out


def apart(rows: Iterable[Example], n: int) -> tuple[list[Example], list[Example]]:
    """Split examples by a hash of their group: to train on, and the one in n to develop on."""
    sides: tuple[list[Example], list[Example]] = [], []
    for example in rows:
        digest = hashlib.md5(example.group.encode(), usedforsecurity=False).hexdigest()
        sides[int(digest, 16) % n == 0].append(example)
    return sides
