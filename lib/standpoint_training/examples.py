"""Labelled data → training examples: a sentence, the spans of its target, the target's kind, a
label and a weight.
"""

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
    """NewsMTSC (Hamborg & Donnay 2021) in JSON Lines: sentence, start, end, mention, label →
    examples.

    Its targets are mostly American politicians; what does not look like a person's name gets no
    kind."""
    out = []
    for line in _lines(path):
        row = json.loads(line)
        person = _PERSON.fullmatch(row["mention"]) and not _NO_PERSON.search(row["mention"])
        span = (row["start"], row["end"])
        out.append(
            Example(
                row["sentence"],
                (span,),
                "person" if person else "",
                row["label"],
                group=row["sentence"],
            )
        )
    return out


def authored(paths: Iterable[str | Path], *, names: Mapping[str, list], seed: int) -> list[Example]:
    """Sentences with typed slots, each filled once with names drawn by `seed`; one example for each
    entity that occurs.

    Which country gets which role is chance, and so the same sentence speaks of other countries at
    each filling: nothing about a real one can be learnt. `names` is data/training/names.yml."""
    generator = random.Random(seed)
    out = []
    for path in paths:
        for line in _lines(path):
            row = json.loads(line)
            sentence, spans = fill(row["sentence"], names=names, generator=generator)
            for entity, (label, _) in row["labels"].items():
                if entity in spans:
                    kind = KIND_OF_SLOT[entity[:-1]]
                    out.append(
                        Example(sentence, tuple(spans[entity]), kind, label, group=row["sentence"])
                    )
    return out


def fill(
    template: str, *, names: Mapping[str, list], generator: random.Random
) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """A template with every slot filled, and the spans of each entity.

    >>> names = {"countries": [["Chile", "Chilean", "Santiago"]] * 4, "surnames": ["Berg"] * 8, "organisations": ["NATO"] * 4, "places": ["Kars"] * 4}
    >>> fill("{STATE1} thanked {LEADER2}.", names=names, generator=random.Random(0))
    ('Chile thanked Berg.', {'STATE1': [(0, 5)], 'LEADER2': [(14, 18)]})
    """
    countries = generator.sample(names["countries"], 4)
    people = generator.sample(names["surnames"], 8)
    organisations, places = (
        generator.sample(names["organisations"], 4),
        generator.sample(names["places"], 4),
    )
    out, done = "", 0
    spans: dict[str, list[tuple[int, int]]] = {}
    for slot in _SLOT.finditer(template):
        out += template[done : slot.start()]
        done = slot.end()
        kind, number = slot.group(1), (int(slot.group(2)) - 1) % 4
        choice: dict[str, Callable[[], str]] = {
            "STATE": lambda n=number: countries[n][0],
            "ADJ": lambda n=number: countries[n][1],
            "CAPITAL": lambda n=number: countries[n][2],
            "LEADER": lambda n=number: people[n],
            "MINISTER": lambda n=number: people[4 + n],
            "ORG": lambda n=number: organisations[n],
            "PLACE": lambda n=number: places[n],
        }
        word = choice[kind]()
        if word.startswith("the ") and re.search(r"\b[Tt]he $", out):
            word = word[4:]
        if not out.strip() or out.rstrip()[-1:] in '.!?“"':
            word = word[0].upper() + word[1:]
        if kind != "PLACE":
            spans.setdefault(_SAME_ENTITY.get(kind, kind) + slot.group(2), []).append(
                (len(out), len(out) + len(word))
            )
        out += word
    return out + template[done:], spans


def stand_off(
    labels: str | Path, *, texts: Callable[[str, str], str], kinds: Mapping[str, str]
) -> tuple[list[Example], list[Example]]:
    """Labels that stand apart from their texts → examples to train on and to develop on (one
    document in five).

    `labels` has corpus, document, sentence_start, sentence_end, start, end, target, label, doubt,
    second_label; `texts(corpus, document)` gives a text. Labels on which two readers differ, and
    wrong matches (`x`), are left out. The split is by a hash of the document, so that it does not
    move when labels are added."""
    train, develop = [], []
    table = pd.read_csv(labels, dtype={"document": str, "label": str, "second_label": str}).fillna(
        ""
    )
    for row in table[table["label"] != "x"].itertuples():
        if row.second_label not in ("", row.label):
            continue
        sentence = texts(row.corpus, row.document)[row.sentence_start : row.sentence_end]
        span = (row.start - row.sentence_start, row.end - row.sentence_start)
        example = Example(
            sentence,
            (span,),
            kinds.get(row.target, ""),
            int(row.label),
            DOUBTFUL if row.doubt else 1.0,
            row.document,
        )
        held = (
            int(hashlib.md5(row.document.encode(), usedforsecurity=False).hexdigest(), 16) % 5 == 0
        )
        (develop if held else train).append(example)
    return train, develop


def name_lists(path: str | Path) -> dict[str, list]:
    """The names that fill slots: countries (name, adjective, capital), surnames, organisations,
    places.
    """
    read = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    for key, few in {"countries": 4, "surnames": 8, "organisations": 4, "places": 4}.items():
        if len(read.get(key) or []) < few:
            raise InputError(
                f"{Path(path).name}, key '{key}'",
                f"at least {few} names are needed",
                "see data/training/names.yml",
            )
    return read


def _lines(path: str | Path) -> list[str]:
    try:
        return [
            line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    except OSError as error:
        raise InputError(
            str(path),
            f"cannot be read: {error.strerror}",
            "see data/training/README.md for where it comes from",
        ) from error
