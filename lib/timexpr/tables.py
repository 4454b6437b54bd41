"""The tables of a language: words, patterns and holidays, read from one text file."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from timexpr.calendars import TimexprError


class Tables(NamedTuple):
    """What `en.txt` holds, section by section; the head of that file explains each of them."""

    words: dict[str, tuple[str, ...]]
    capital: frozenset[str]
    nearby: dict[str, frozenset[str]]
    flags: dict[str, str]
    parts_of_day: dict[str, str]
    holidays: dict[str, str]
    same_as: dict[str, str]
    macros: dict[str, str]
    rules: tuple[tuple[str, str, dict[str, str]], ...]
    numbers: dict[str, int]


@lru_cache(maxsize=8)
def load_tables(language: str) -> Tables:
    """Read the tables of a language by its ISO 639-1 code.

    Raises
    ------
    TimexprError
        If there are none.

    Examples
    --------
    >>> load_tables("en").words["SEASON"]
    ('spring', 'summer', 'autumn', 'fall', 'winter')
    """
    folder = files("timexpr")
    known = sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".txt"))
    if language not in known:
        raise TimexprError(
            f"no tables of time expressions for language '{language}'; there are some for"
            f" {', '.join(known)}"
        )
    return read_tables((folder / f"{language}.txt").read_text(encoding="utf-8"))


def read_tables(text: str) -> Tables:
    """Read tables in the form of `en.txt`; a section may be missing.

    Examples
    --------
    >>> read_tables("[words]\\nLAST: last past\\n[rules]\\nrelative: LAST week ; rel=last").rules
    (('relative', 'LAST week', {'rel': 'last'}),)
    """
    sections = _sections(text)
    words: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, value in sections["words"]:
        words[name] = _members(value, words)
    nearby = {name: frozenset(_members(value, words)) for name, value in sections["nearby"]}
    return Tables(
        words,
        frozenset(name for _, value in sections["capital"] for name in value.split()),
        defaultdict(frozenset, nearby),
        {word: flag for flag, value in sections["flags"] for word in value.split()},
        dict(sections["parts of day"]),
        dict(sections["holidays"]),
        dict(sections["same as"]),
        dict(sections["macros"]),
        tuple(_rule(meaning, value) for meaning, value in sections["rules"]),
        _numbers(words),
    )


def _sections(text: str) -> dict[str, list[tuple[str, str]]]:
    names = ("words", "capital", "nearby", "flags", "parts of day", "holidays", "same as")
    sections: dict[str, list[tuple[str, str]]] = {n: [] for n in (*names, "macros", "rules")}
    here: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            here = sections[line.strip("[] ")]
        elif line.startswith(" ") and here:
            name, value = here[-1]
            here[-1] = (name, f"{value} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            here.append((name, value.strip()))
        else:
            raise ValueError(f"line {number} of the tables is no entry: write 'name: value'")
    return sections


def _members(value: str, words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The words of an entry; a name of an earlier class stands for all its words."""
    return tuple(member for word in value.split() for member in words.get(word, (word,)))


def _rule(meaning: str, value: str) -> tuple[str, str, dict[str, str]]:
    pattern, _, settings = value.partition(" ;")
    pairs = (setting.partition("=") for setting in settings.split())
    return meaning, pattern, {name: value or "yes" for name, _, value in pairs}


def _numbers(words: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Word → number, by its place in its class."""
    tens = {word: 10 * i for i, word in enumerate(words.get("TEN", ()), start=2)}
    ones = {word: i for i, word in enumerate(words.get("ONES", ()), start=1)}
    ordinals = {word: i for i, word in enumerate(words.get("ORDW", ()), start=1)}
    return tens | ones | ordinals | {"thirtieth": 30, "hundred": 100, "thousand": 1000}
