"""Labelled data in, training examples out: a sentence, its actors, and what is known of each."""

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from standpoint.attitude.scorers import Named
from standpoint.errors import InputError

KIND_OF_SLOT = {"STATE": "state", "LEADER": "person", "MINISTER": "person", "ORG": "organisation"}
_SLOT = re.compile(r"\{([A-Z]+)(\d)(?::(\w+))?\}")
_SAME_ENTITY = {"ADJ": "STATE", "CAPITAL": "STATE"}
DOUBTFUL = 0.6  # weight of a label whose reader noted that another reader might differ
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
    attitude toward this one; with `held_by` only these pairs were judged."""

    spans: tuple[Span, ...]
    kind: str = ""
    label: int | None = None
    weight: float = 1.0
    held: Mapping[Any, int] | None = None
    held_by: tuple[Any, ...] | None = None
    cases: tuple[str, ...] = ()


class Example(NamedTuple):
    """A sentence with its actors; `group` is the sentence or document that a bootstrap resamples,
    `family` the kind of error that the sentence was written for."""

    sentence: str
    entities: tuple[Entity, ...]
    group: str = ""
    language: str = "en"
    family: str = ""

    def named(self) -> list[Named]:
        """Every place that names an entity; an entity is called by its place among them."""
        out = []
        for k, entity in enumerate(self.entities):
            cases = entity.cases or ("",) * len(entity.spans)
            for (start, end), case in zip(entity.spans, cases, strict=True):
                out.append(Named(start, end, k, entity.kind, case))
        return out


def news(path: str | Path) -> list[Example]:
    """Read NewsMTSC in JSON Lines: sentence, start, end, mention, label.

    Its targets are mostly American politicians; what does not look like a person's name gets no
    kind.

    References
    ----------
    Hamborg & Donnay 2021, "NewsMTSC".
    """
    by_sentence: dict[str, list[Entity]] = {}
    for row in _rows(path):
        person = _PERSON.fullmatch(row["mention"]) and not _NO_PERSON.search(row["mention"])
        entity = Entity(((row["start"], row["end"]),), "person" if person else "", row["label"])
        by_sentence.setdefault(row["sentence"], []).append(entity)
    return [Example(text, tuple(found), text) for text, found in by_sentence.items()]


def russian(path: str | Path) -> list[Example]:
    """Read RuSentNE-2023: tab-separated sentence, entity, entity_tag, its offsets and label.

    References
    ----------
    Golubev, Rusnachenko & Loukachevitch 2023, "RuSentNE-2023".
    """
    out = []
    for text, rows in pd.read_csv(path, sep="\t").groupby("sentence", sort=False):
        places = zip(rows["entity_pos_start_rel"], rows["entity_pos_end_rel"], strict=True)
        kinds = rows["entity_tag"].map(_KIND_IN_RUSSIAN).fillna("")
        known = zip(places, kinds, rows["label"], strict=True)
        entities = tuple(Entity((place,), kind, int(label)) for place, kind, label in known)
        out.append(Example(str(text), entities, str(text), "ru"))
    return out


def directed(path: str | Path) -> list[Example]:
    """Read who holds which attitude toward whom, of two marked entities.

    Lines of sentence with [p] and [q], p, q and a class: 0 neither, 1 p praises q, 2 q praises p,
    3 p blames q, 4 q blames p.

    References
    ----------
    Park, Pan & Joo 2021, "Who Blames or Endorses Whom?".
    """
    signs = {"0": (0, 0), "1": (0, 1), "2": (1, 0), "3": (0, -1), "4": (-1, 0)}
    out = []
    for line in _lines(path):
        marked, _, _, answer = line.rsplit("\t", 3)
        parts = re.split(r"\[([^\[\]]*)\]", marked)  # text, name, text, name, text
        if len(parts) == 5 and parts[1] and parts[3]:
            ends = [sum(map(len, parts[: k + 1])) for k in range(4)]
            spans, toward = ((ends[0], ends[1]), (ends[2], ends[3])), signs[answer.strip()]
            entities = (
                Entity((spans[k],), held={1 - k: toward[k]}, held_by=(1 - k,)) for k in (0, 1)
            )
            out.append(Example("".join(parts), tuple(entities), marked))
    return out


def authored(path: str | Path, *, places: Mapping[str, list[str]], seed: int = 1) -> list[Example]:
    """Read sentences with typed slots instead of names.

    Actors are masked, so the slots themselves stand for them. Places are no actors: they get a name
    drawn by `seed` from `places` of the language. Of every actor the attitude is known, and who
    holds it.
    """
    generator = random.Random(seed)
    out = []
    for row in _rows(path):
        language = row.get("language", "en")
        text, named = _open_slots(row["sentence"], places[language], generator)
        entities = []
        for key, found in named.items():
            label, holder = row["labels"].get(key, (None, None))
            held = None
            if label is not None and (holder or not label):
                who = list(named).index(holder) if holder in named else holder
                held = {who: label} if label else {}
            spans, cases = zip(*found, strict=True)
            kind = KIND_OF_SLOT[key[:-1]]
            entities.append(Entity(spans, kind, label, held=held, cases=cases))
        group = row.get("pair") or row["sentence"]
        out.append(Example(text, tuple(entities), group, language, row.get("family", "")))
    return out


def _open_slots(
    template: str, places: list[str], generator: random.Random
) -> tuple[str, dict[str, list[tuple[Span, str]]]]:
    """The text with a placeholder at each slot, and the spans of each entity with their cases."""
    out, done = "", 0
    named: dict[str, list[tuple[Span, str]]] = {}
    for slot in _SLOT.finditer(template):
        out += template[done : slot.start()]
        done = slot.end()
        word = generator.choice(places) if slot[1] == "PLACE" else slot[0].strip("{}")
        if slot[1] != "PLACE":
            span = (len(out), len(out) + len(word))
            entity = _SAME_ENTITY.get(slot[1], slot[1]) + slot[2]
            named.setdefault(entity, []).append((span, slot[3] or ""))
        out += word
    return out + template[done:], named


def stand_off(
    labels: str | Path,
    *,
    texts: Callable[[str, str], str],
    kinds: Mapping[str, str],
    others: Callable[[list[str]], list[dict[str, list[Span]]]],
) -> list[Example]:
    """Read labels that stand apart from their texts.

    Labels on which two readers differ, and wrong matches (`x`), are left out.

    Parameters
    ----------
    labels : path
        CSV: corpus, document, sentence_start, sentence_end, start, end, target, label, holder,
        doubt, second_label.
    texts : callable
        Gives the text of a corpus and a document.
    kinds : mapping
        Kinds of the targets.
    others : callable
        Gives the actors that sentences name, each with its spans.
    """
    written = dict.fromkeys(("document", "label", "second_label", "holder", "target"), str)
    table = pd.read_csv(labels, dtype=written).fillna(dict.fromkeys(written, ""))
    second = table["second_label"].where(table["second_label"] != "", table["label"])
    table = table[(table["label"] != "x") & (second == table["label"])]
    keys = ["corpus", "document", "sentence_start", "sentence_end"]
    groups = [(key, rows) for key, rows in table.groupby(keys, sort=False)]
    sentences = [texts(corpus, document)[a:b] for (corpus, document, a, b), _ in groups]
    out = []
    for ((_, document, first, _), rows), text, actors in zip(
        groups, sentences, others(sentences), strict=True
    ):
        answers = {}
        for row in rows.itertuples():
            span, weight = (row.start - first, row.end - first), DOUBTFUL if row.doubt else 1.0
            answers[row.target] = (int(row.label), row.holder, weight, span)
        out.append(with_answers(text, actors, answers, kinds, group=document))
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


def apart(
    rows: Iterable[Example], n: int, *, by: str = "group"
) -> tuple[list[Example], list[Example]]:
    """Split examples by a hash of their group: to train on, and the one in n to develop on.

    A group keeps its side when others are added.
    """
    sides: tuple[list[Example], list[Example]] = [], []
    for example in rows:
        digest = hashlib.md5(getattr(example, by).encode(), usedforsecurity=False).hexdigest()
        sides[int(digest, 16) % n == 0].append(example)
    return sides


def place_names(path: str | Path) -> dict[str, list[str]]:
    """Read the names of places that fill slots, by language."""
    read = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return {str(language): names for language, names in read["places"].items()}


def judged(examples: Iterable[Example]) -> int:
    """Count the labels of examples."""
    return sum(e.label is not None for example in examples for e in example.entities)


def _rows(path: str | Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _lines(path)]


def _lines(path: str | Path) -> list[str]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        remedy = "see data/training/README.md for where it comes from"
        raise InputError(str(path), f"cannot be read: {error.strerror}", remedy) from error
    return [line for line in lines if line.strip()]
