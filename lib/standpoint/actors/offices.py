"""Offices and organs → the English phrases that name them: "Armenian PM", "minister of defence of
Armenia".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Ways of saying one office; the first is the canonical one. Any `X minister` also gets `minister of
# X`, `minister for X`.
OFFICES: dict[str, tuple[str, ...]] = {
    "prime minister": ("prime minister", "premier", "PM"),
    "foreign minister": ("foreign minister", "foreign affairs minister", "minister of foreign affairs", "minister for foreign affairs", "FM"),
    "defence minister": ("defence minister", "minister of defence", "minister for defence", "national defence minister", "minister of national defence"),
    "parliament speaker": (
        "parliament speaker", "parliamentary speaker", "speaker of parliament", "speaker of the parliament",
        "national assembly speaker", "speaker of the national assembly",
    ),
    "security council secretary": ("security council secretary", "secretary of the security council"),
    "secretary general": ("secretary general", "general secretary", "chief", "head"),
    "chief": ("chief", "head"),
    "spokesperson": ("spokesperson", "press secretary"),
}  # fmt: skip

# Words that are written in several ways: each is replaced by every other of its line.
SPELLINGS = (
    ("defence", "defense"),
    ("adviser", "advisor"),
    ("spokesperson", "spokesman", "spokeswoman"),
    ("chairman", "chairwoman", "chairperson", "chair"),
    ("secretary general", "secretary-general"),
    ("normalisation", "normalization"),
)

ORGANS: dict[str, tuple[str, ...]] = {
    "foreign ministry": ("foreign ministry", "ministry of foreign affairs", "MFA"),
    "defence ministry": ("defence ministry", "ministry of defence", "MoD"),
}


def spellings(phrase: str) -> list[str]:
    """A phrase in every way its words are written, itself first.

    >>> spellings("defence spokesman")[:3]
    ['defence spokesman', 'defense spokesman', 'defence spokesperson']
    """
    found = [phrase]
    for group in SPELLINGS:
        for text in list(found):
            for word in group:
                pattern = rf"\b{word}\b(?!-general)"
                if re.search(pattern, text, re.IGNORECASE):
                    found += [re.sub(pattern, other, text, flags=re.IGNORECASE) for other in group]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=512)
def office_forms(office: str) -> tuple[str, ...]:
    """All ways of saying an office.

    >>> office_forms("economy minister")
    ('economy minister', 'minister of economy', 'minister for economy')
    """
    forms = list(OFFICES.get(office, (office,)))
    if office.endswith(" minister") and office not in OFFICES:
        what = office.removesuffix(" minister")
        forms += [f"minister of {what}", f"minister for {what}"]
    return tuple(dict.fromkeys(s for f in forms for s in spellings(f)))


def possessive(name: str) -> list[str]:
    """The possessives of a name: Armenia's; United States' and United States's."""
    return [f"{name}'s", f"{name}'"] if name.endswith("s") else [f"{name}'s"]


def placed(form: str, names: Iterable[str], adjectives: Iterable[str]) -> Iterator[str]:
    """An office or organ with its owner: 'Armenian X', 'Armenia's X', 'X of Armenia', 'Y of the
    Armenian Z'.
    """
    names = list(names)
    owners = [*adjectives, *names, *(p for n in names for p in possessive(n))]
    head, of, tail = form.partition(" of the ")
    for owner in owners:
        yield f"{owner} {form}"
        if of:
            yield f"{head} of {owner} {tail}"
            yield f"{head} of the {owner} {tail}"
    head, to, tail = form.partition(" to ")
    for name in names:
        yield f"{head} of {name}{to}{tail}"
        yield f"{head} of the {name}{to}{tail}"
        if "spokes" in form:
            yield f"{form} for {name}"
            yield f"{form} for the {name}"
