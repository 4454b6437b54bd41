"""The lexicon of attitude frames: which words give which roles to their arguments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import yaml

from standpoint.errors import ScorerError
from standpoint.language.words import BASE, inflect, plural
from standpoint.project import data_path


class Frame(NamedTuple):
    """One sense of a word: signs for its roles, and what else the lexicon says of it."""

    name: str
    roles: Mapping[str, int]
    says: Mapping[str, str]
    sure: float


@dataclass(frozen=True)
class Lexicon:
    """Frames by part of speech and lemma, and the forms in which verbs and nouns appear."""

    verbs: Mapping[str, tuple[Frame, ...]]
    nouns: Mapping[str, tuple[Frame, ...]]
    adjectives: Mapping[str, tuple[Frame, ...]]
    forms: Mapping[str, tuple[str, str]]  # form → its lemma and name
    particles: Mapping[str, tuple[tuple[str, ...], ...]]


_SAYS = (
    "clause",
    "only",
    "alone",
    "credits",
    "adjective",
    "does",
    "names",
    "control",
    "demand",
    "fails",
    "negates",
)
_NOT_ROLES = (*_SAYS, "sure", "words")


def _forms(lemmas: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Form → (lemma, name of the form); a base form shadows every other."""
    forms: dict[str, tuple[str, str]] = {}
    for lemma in lemmas:
        for form, name in inflect(lemma):
            if name == BASE or forms.get(form, ("", ""))[1] != BASE:
                forms[form] = (lemma, name)
    return forms


def _section(sections: Mapping[str, Any], part: str, where: str) -> dict[str, list[Frame]]:
    entries: dict[str, list[Frame]] = defaultdict(list)
    for name, group in sections.get(part, {}).items():
        signs = {key: value for key, value in group.items() if key not in _NOT_ROLES}
        for key, value in signs.items():
            if value not in ("+", "-"):
                raise ScorerError(
                    f"{where}, {part}, '{name}'", f"'{key}: {value}' is no sign", 'write "+" or "-"'
                )
        says = {key: str(group[key]) for key in _SAYS if key in group}
        frame = Frame(
            name,
            {k: 1 if v == "+" else -1 for k, v in signs.items()},
            says,
            float(group.get("sure", 0.75)),
        )
        for word in str(group["words"]).split(","):
            if frame not in entries[word.strip()]:
                entries[word.strip()].append(frame)
    return entries


def read_lexicon(text: str, *, where: str = "frames.yml") -> Lexicon:
    """The lexicon from the text of a YAML file as `data/frames.yml` describes it.

    Raises ScorerError where the file is no such lexicon.

    >>> read_lexicon('verbs: {thanking: {obj: "+", words: "thank"}}').forms["thanked"]
    ('thank', 'past')
    """
    try:
        sections = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        verbs, nouns, adjectives = (
            _section(sections, part, where) for part in ("verbs", "nouns", "adjectives")
        )
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ScorerError(
            where, f"not a lexicon of frames ({error})", "see the first lines of data/frames.yml"
        ) from error
    particles: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for lemma in verbs:
        first, *rest = lemma.split("_")
        if rest:
            particles[first].add(tuple(rest))
    nouns |= {plural(noun): frames for noun, frames in nouns.items() if plural(noun) not in nouns}
    american = {a.replace("our", "or"): f for a, f in adjectives.items() if a.endswith("ourable")}
    return Lexicon(
        {k: tuple(v) for k, v in verbs.items()},
        {k: tuple(v) for k, v in nouns.items()},
        {k: tuple(v) for k, v in (adjectives | american).items()},
        _forms(sorted({lemma.split("_")[0] for lemma in verbs})),
        {k: tuple(sorted(v, key=lambda p: (-len(p), p))) for k, v in particles.items()},
    )


@cache
def bundled_lexicon() -> Lexicon:
    """The lexicon of the project, data/frames.yml, read once."""
    path = data_path("frames.yml")
    return read_lexicon(path.read_text(encoding="utf-8"), where=path.name)
