"""Labelled data in, training examples out: a sentence, its target, a label and a weight."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from standpoint.errors import InputError

KIND_OF_SLOT = {"STATE": "state", "LEADER": "person", "MINISTER": "person", "ORG": "organisation"}
_SLOT = re.compile(r"\{([A-Z]+)(\d)\}")
_SAME_ENTITY = {"ADJ": "STATE", "CAPITAL": "STATE"}
DOUBTFUL = 0.6  # weight of a label whose reader noted that another reader might differ
_PERSON = re.compile(r"(?:[A-Z][\w.'’-]+ ?)+|he|she|him|her|his|He|She|His|Her")
_NO_PERSON = re.compile(
    r"Party|House|Senate|Court|Republican|Democrat|Department|GOP|Committee|Congress|States|America|Russia|China|Iran|FBI|CIA"
)


class Example(NamedTuple):
    """One question with its answer; `label` is -1, 0 or 1."""

    sentence: str
    spans: tuple[tuple[int, int], ...]
    kind: str
    label: int
    weight: float = 1.0
    group: str = ""  # the sentence or document, for a bootstrap that resamples groups


def news(path: str | Path) -> list[Example]:
    """Read NewsMTSC in JSON Lines: sentence, start, end, mention, label.

    Its targets are mostly American politicians; what does not look like a person's name gets no
    kind.

    References
    ----------
    Hamborg & Donnay 2021, "NewsMTSC".
    """
    out = []
    for line in _lines(path):
        row = json.loads(line)
        person = _PERSON.fullmatch(row["mention"]) and not _NO_PERSON.search(row["mention"])
        span = (row["start"], row["end"])
        kind, text = "person" if person else "", row["sentence"]
        out.append(Example(text, (span,), kind, row["label"], group=text))
    return out


def authored(paths: Iterable[str | Path], *, names: Mapping[str, list], seed: int) -> list[Example]:
    """Fill each sentence once with names drawn by `seed`; one example for each of its entities.

    Which country gets which role is chance, so the same sentence speaks of other countries at each
    filling, and nothing about a real one can be learnt. `names` is data/training/names.yml.
    """
    generator = random.Random(seed)
    out = []
    for path in paths:
        for line in _lines(path):
            row = json.loads(line)
            sentence, spans = fill(row["sentence"], names=names, generator=generator)
            for entity, (label, _) in row["labels"].items():
                if entity in spans:
                    kind, where = KIND_OF_SLOT[entity[:-1]], tuple(spans[entity])
                    out.append(Example(sentence, where, kind, label, group=row["sentence"]))
    return out


def fill(
    template: str, *, names: Mapping[str, list], generator: random.Random
) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """Fill every slot of a template; returns the text and the spans of each entity.

    Examples
    --------
    >>> names = {"countries": [["Chile", "Chilean", "Santiago"]] * 4, "surnames": ["Berg"] * 8}
    >>> names |= {"organisations": ["NATO"] * 4, "places": ["Kars"] * 4}
    >>> fill("{STATE1} thanked {LEADER2}.", names=names, generator=random.Random(0))
    ('Chile thanked Berg.', {'STATE1': [(0, 5)], 'LEADER2': [(14, 18)]})
    """
    countries = generator.sample(names["countries"], 4)
    people = generator.sample(names["surnames"], 8)
    organisations = generator.sample(names["organisations"], 4)
    places = generator.sample(names["places"], 4)
    out, done = "", 0
    spans: dict[str, list[tuple[int, int]]] = {}
    for slot in _SLOT.finditer(template):
        out += template[done : slot.start()]
        done = slot.end()
        kind, number = slot.group(1), (int(slot.group(2)) - 1) % 4
        word = {
            "STATE": countries[number][0],
            "ADJ": countries[number][1],
            "CAPITAL": countries[number][2],
            "LEADER": people[number],
            "MINISTER": people[4 + number],
            "ORG": organisations[number],
            "PLACE": places[number],
        }[kind]
        if word.startswith("the ") and re.search(r"\b[Tt]he $", out):
            word = word[4:]
        if not out.strip() or out.rstrip()[-1:] in '.!?“"':
            word = word[0].upper() + word[1:]
        if kind != "PLACE":
            entity = _SAME_ENTITY.get(kind, kind) + slot.group(2)
            spans.setdefault(entity, []).append((len(out), len(out) + len(word)))
        out += word
    return out + template[done:], spans


def stand_off(
    labels: str | Path, *, texts: Callable[[str, str], str], kinds: Mapping[str, str]
) -> tuple[list[Example], list[Example]]:
    """Read labels that stand apart from their texts, to train on and to develop on (one in five).

    Labels on which two readers differ, and wrong matches (`x`), are left out. The split is by a
    hash of the document, so that it does not move when labels are added.

    Parameters
    ----------
    labels : path
        CSV: corpus, document, sentence_start, sentence_end, start, end, target, label, doubt,
        second_label.
    texts : callable
        Gives the text of a corpus and a document.
    kinds : mapping
        Kinds of the targets.
    """
    train, develop = [], []
    written = dict.fromkeys(("document", "label", "second_label"), str)
    table = pd.read_csv(labels, dtype=written).fillna(dict.fromkeys(written, ""))
    for row in table[table["label"] != "x"].itertuples():
        if row.second_label not in ("", row.label):
            continue
        sentence = texts(row.corpus, row.document)[row.sentence_start : row.sentence_end]
        span = (row.start - row.sentence_start, row.end - row.sentence_start)
        kind, weight = kinds.get(row.target, ""), DOUBTFUL if row.doubt else 1.0
        example = Example(sentence, (span,), kind, int(row.label), weight, row.document)
        (develop if one_in(5, row.document) else train).append(example)
    return train, develop


def one_in(n: int, text: str) -> bool:
    """Say whether a text is the one in n that is set aside to develop on; decided by its hash."""
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16) % n == 0


def name_lists(path: str | Path) -> dict[str, list]:
    """Read the names that fill slots: countries (name, adjective, capital), surnames and so on."""
    read = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    for key, few in {"countries": 4, "surnames": 8, "organisations": 4, "places": 4}.items():
        if len(read.get(key) or []) < few:
            where, what = f"{Path(path).name}, key '{key}'", f"at least {few} names are needed"
            raise InputError(where, what, "see data/training/names.yml")
    return read


def _lines(path: str | Path) -> list[str]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        remedy = "see data/training/README.md for where it comes from"
        raise InputError(str(path), f"cannot be read: {error.strerror}", remedy) from error
    return [line for line in lines if line.strip()]
