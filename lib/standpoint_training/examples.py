"""Labelled data in, training examples out: a sentence, its actors, and what is known of each."""

import hashlib
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from standpoint.attitude.scorers import Named

KIND_OF_SLOT = {"STATE": "state", "LEADER": "person", "MINISTER": "person", "ORG": "organisation"}
DOUBTFUL = 0.6  # weight of a label whose reader noted that another reader might differ
_SLOT = re.compile(r"\{([A-Z]+)(\d)(?::(\w+))?\}")
_SAME_ENTITY = {"ADJ": "STATE", "CAPITAL": "STATE"}
_PERSON = re.compile(r"(?:[A-Z][\w.'’-]+ ?)+|he|she|him|her|his|He|She|His|Her")
_NO_PERSON = re.compile(
    r"Party|House|Senate|Court|Republican|Democrat|Department|GOP|Committee|Congress|States|America|Russia|China|Iran|FBI|CIA"
)
_KIND_IN_RUSSIAN = {"PERSON": "person", "PROFESSION": "person", "COUNTRY": "state"}
_KIND_IN_RUSSIAN |= {"NATIONALITY": "state", "ORGANIZATION": "organisation"}

Span = tuple[int, int]


class Entity(NamedTuple):
    """An actor of a sentence, with what readers said of it; None where nobody said anything.

    `held` maps a holder (the place of another entity, or author, speaker, other) to the sign of its
    attitude toward this one."""

    spans: tuple[Span, ...]
    kind: str = ""
    label: int | None = None
    weight: float = 1.0
    held: Mapping[Any, int] | None = None
    cases: tuple[str, ...] = ()


class Example(NamedTuple):
    """A sentence with its actors; `group` is the sentence, pair or document that stays on one side
    of a split, `family` the kind of error that the sentence was written for."""

    sentence: str
    entities: tuple[Entity, ...]
    group: str = ""
    language: str = "en"
    family: str = ""

    def named(self) -> list[Named]:
        """Every place that names an entity; an entity is called by its place among them."""
        return [
            Named(start, end, k, entity.kind, case)
            for k, entity in enumerate(self.entities)
            for (start, end), case in zip(
                entity.spans, entity.cases or ("",) * len(entity.spans), strict=True
            )
        ]


def news(path: str | Path) -> list[Example]:
    """Read NewsMTSC (Hamborg & Donnay 2021) in JSON Lines: sentence, start, end, mention, label.

    Its targets are mostly American politicians; what does not look like a person's name gets no
    kind.
    """
    by_sentence: dict[str, list[Entity]] = {}
    for row in json_lines(path):
        person = _PERSON.fullmatch(row["mention"]) and not _NO_PERSON.search(row["mention"])
        entity = Entity(((row["start"], row["end"]),), "person" if person else "", row["label"])
        by_sentence.setdefault(row["sentence"], []).append(entity)
    return [Example(text, tuple(found), text) for text, found in by_sentence.items()]


def russian(path: str | Path) -> list[Example]:
    """Read RuSentNE (Golubev, Rusnachenko & Loukachevitch 2023): tab-separated sentence, entity,
    entity_tag, its offsets and label.
    """
    out = []
    for text, rows in pd.read_csv(path, sep="\t").groupby("sentence", sort=False):
        places = zip(rows["entity_pos_start_rel"], rows["entity_pos_end_rel"], strict=True)
        kinds = rows["entity_tag"].map(_KIND_IN_RUSSIAN).fillna("")
        known = zip(places, kinds, rows["label"], strict=True)
        entities = tuple(Entity((place,), kind, int(label)) for place, kind, label in known)
        out.append(Example(str(text), entities, str(text), "ru"))
    return out


def authored(path: str | Path, *, places: Mapping[str, Sequence[str]], seed: int = 1) -> list:
    """Read sentences with typed slots instead of names, as a list of Example.

    Actors are masked, so the slots themselves stand for them. Places are no actors: they get a name
    drawn by `seed` from `places` of the language. Of every actor the attitude is known, and who
    holds it.
    """
    generator, out = random.Random(seed), []
    for row in json_lines(path):
        language, text, done = row.get("language", "en"), "", 0
        named: dict[str, list[tuple[Span, str]]] = {}  # entity: spans and their grammatical cases
        for slot in _SLOT.finditer(row["sentence"]):
            text, done = text + row["sentence"][done : slot.start()], slot.end()
            word = slot[0].strip("{}")
            if slot[1] == "PLACE":
                word = generator.choice(places[language])
            else:
                entity = _SAME_ENTITY.get(slot[1], slot[1]) + slot[2]
                span = (len(text), len(text) + len(word))
                named.setdefault(entity, []).append((span, slot[3] or ""))
            text += word
        entities = []
        for key, found in named.items():
            label, holder = row["labels"].get(key, (None, None))
            who = list(named).index(holder) if holder in named else holder
            unknown = label is None or (label and not holder)
            held = None if unknown else {who: label} if label else {}
            spans, cases = zip(*found, strict=True)
            entities.append(Entity(spans, KIND_OF_SLOT[key[:-1]], label, held=held, cases=cases))
        text += row["sentence"][done:]
        group = row.get("pair") or row["sentence"]
        out.append(Example(text, tuple(entities), group, language, row.get("family", "")))
    return out


def with_answers(
    text: str,
    actors: Mapping[str, list[Span]],
    answers: Mapping[str, tuple[int, str | None, float, Span | None]],
    kinds: Mapping[str, str],
    *,
    group: str,
) -> Example:
    """Put readers' answers (label, holder, weight, span) beside the actors that a text names."""
    spans = {actor: list(found) for actor, found in actors.items()}
    for actor, (_, _, _, span) in answers.items():
        if span and span not in spans.get(actor, []):
            for found in spans.values():
                found[:] = [s for s in found if s[1] <= span[0] or span[1] <= s[0]]
            spans.setdefault(actor, []).append(span)
    order = [actor for actor, found in spans.items() if found]
    entities = []
    for actor in order:
        label, holder, weight, _ = answers.get(actor, (None, None, 1.0, None))
        held = {} if label == 0 else None
        if label and holder:
            fixed = holder in ("author", "speaker")
            who = order.index(holder) if holder in order else holder if fixed else "other"
            held = {who: label}
        where = tuple(sorted(spans[actor]))
        entities.append(Entity(where, kinds.get(actor, ""), label, weight, held))
    return Example(text, tuple(entities), group)


def apart(rows: Iterable[Example], n: int) -> tuple[list[Example], list[Example]]:
    """Split examples by a hash of their group: to train on, and the one in n to develop on.

    A group keeps its side when others are added.
    """
    sides: tuple[list[Example], list[Example]] = [], []
    for example in rows:
        digest = hashlib.md5(example.group.encode(), usedforsecurity=False).hexdigest()
        sides[int(digest, 16) % n == 0].append(example)
    return sides


def judged(examples: Iterable[Example]) -> int:
    """Count the labels of examples."""
    return sum(e.label is not None for example in examples for e in example.entities)


def json_lines(path: str | Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    text = Path(path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
