"""English phrases for offices and organs: "Armenian PM", "minister of defence of Armenia"."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from standpoint.language.words import word_lists

_W = word_lists("offices")


def spellings(phrase: str) -> list[str]:
    """Write a phrase in every way its words are written, itself first.

    Examples
    --------
    >>> spellings("defence spokesman")[:3]
    ['defence spokesman', 'defense spokesman', 'defence spokesperson']
    """
    forms = [phrase]
    for group in _W.spellings:
        for form in list(forms):
            for word in group:
                pattern = re.compile(rf"\b{word}\b(?!-general)", re.IGNORECASE)
                if pattern.search(form):
                    forms += [pattern.sub(other, form) for other in group]
    return list(dict.fromkeys(forms))


@cache
def office_forms(office: str) -> tuple[str, ...]:
    """List all ways of saying an office.

    Examples
    --------
    >>> office_forms("economy minister")
    ('economy minister', 'minister of economy', 'minister for economy')
    """
    forms = _W.offices.get(office, [office])
    if office.endswith(" minister") and office not in _W.offices:
        what = office.removesuffix(" minister")
        forms = [office, f"minister of {what}", f"minister for {what}"]
    return tuple(dict.fromkeys(spelling for form in forms for spelling in spellings(form)))


def organ_forms(organ: str) -> list[str]:
    """List all ways of saying an organ of a state, such as `foreign ministry`."""
    return [spelling for form in _W.organs.get(organ, [organ]) for spelling in spellings(form)]


def owned(form: str, names: Iterable[str], adjectives: Iterable[str]) -> Iterator[str]:
    """Say an office or organ with its owner: 'Armenian X', 'Armenia's X', 'X of Armenia', ..."""
    owners = list(adjectives)
    for name in names:
        owners += [name, f"{name}'s"] + [f"{name}'"] * name.endswith("s")
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


def acting_forms(form: str) -> list[str]:
    """Say that somebody holds an office for the time being: acting, caretaker, interim."""
    return [f"{word} {form}" for word in _W.acting]


def words() -> set[str]:
    """Return every word that an office is said with."""
    return {word for forms in _W.offices.values() for form in forms for word in form.split()}
