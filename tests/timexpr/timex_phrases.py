"""Random phrases made from the grammar's own patterns, so that every rule and every meaning is met
with odd values.
"""

from __future__ import annotations

import random

from timexpr.engine import ITEM, Grammar

# What stands for the classes that are no words.
SAMPLES = {
    "HYPHEN": "-",
    "DASH": "–",
    "COMMA": ",",
    "DOT": ".",
    "APOS": "'",
    "OPEN": "(",
    "CLOSE": ")",
    "PCT": "%",
    "CLOCK": "10:30 25:59",
    "ISO": "2020-11-10 2020-11-10T10:00:00Z 2020-02-30",
    "NUMDATE": "10.11.2020 31.02.2020",
    "ORDN": "1st 22nd 31st",
    "DECADE": "1990s",
    "SHORTDECADE": "'90s",
    "YRANGE": "2018-2020 2021-22 2020-2018",
    "DEC": "2.5 0.1",
    "BIG": "1,960",
    "FRAC": "1/2 ½",
    "SHORTYEAR": "'98",
    "DIG": "0 7 15 31 32 100 1990 99999",
    "YEAR": "1990 2020 1000",
    "DAYN": "1 15 31",
    "D2": "0 32 99 5",
    "HOUR": "0 5 13 24",
    "NINE11": "9/11",
    "QUOTE": "“",
    "SLASH": "/",
    "FOURDIGITS": "0945 1230 1990",
    "QTOK": "Q1 H2",
    "FYTOK": "FY2013 FY13",
    "W": "house",
    "CAP": "House",
    "FMON": "ноября mai նոյեմբերի",
}


def phrase(pattern: str, grammar: Grammar, rng: random.Random) -> list[str]:
    """Words that the pattern may match; lookarounds count only where they must be there."""
    items = [m.groups() for m in ITEM.finditer(pattern.rstrip())]
    words, rest = _choice(items, grammar, rng)
    assert not rest, f"cannot read '{pattern}'"
    return words


def _choice(
    items: list[tuple], grammar: Grammar, rng: random.Random
) -> tuple[list[str], list[tuple]]:
    options = []
    while True:
        words, items = _sequence(items, grammar, rng)
        options.append(words)
        if not items or items[0][0] != "|":
            return rng.choice(options), items
        items = items[1:]


def _sequence(
    items: list[tuple], grammar: Grammar, rng: random.Random
) -> tuple[list[str], list[tuple]]:
    words: list[str] = []
    while items and items[0][0] not in ("|", ")"):
        sign, _, bracket, upper, literal = items[0]
        if bracket or (sign or "").startswith("("):
            part, items = _choice(items[1:], grammar, rng)
            part = [] if sign in ("(?!", "(?<!") else part
        elif literal:
            part = ["o'clock" if literal == "oclock" else literal]
        elif upper in grammar.macros:
            part = phrase(grammar.macros[upper], grammar, rng)
        else:
            part = [
                rng.choice(
                    SAMPLES[upper].split() if upper in SAMPLES else grammar.tables.words[upper]
                )
            ]
        items = items[1:]
        if items and (items[0][0] == "?" or (items[0][0] or "").startswith("{")):
            part = part if rng.random() < 0.5 else []
            items = items[1:]
        words += part
    return words, items


# Printed forms, so that random texts are full of almost-dates.
PIECES = [
    "10 November 2020",
    "2020-11-10",
    "31.02.2020",
    "Nov.",
    "May",
    "March",
    "last",
    "next",
    "the",
    "week",
    "year",
    "years",
    "ago",
    "Monday",
    "Friday",
    "night",
    "in",
    "on",
    "since",
    "from",
    "to",
    "and",
    "-",
    "–",
    ",",
    ".",
    "'",
    "44",
    "1,960",
    "1990s",
    "'90s",
    "second",
    "quarter",
    "of",
    "a",
    "few",
    "half",
    "century",
    "19th",
    "twenty",
    "first",
    "two",
    "thousand",
    "daily",
    "every",
    "5 p.m.",
    "10:30",
    "noon",
    "now",
    "Easter",
    "AD",
    "BC",
    "0",
    "99999",
    "\n\n",
    "“",
    "”",
    "(",
    ")",
    "%",
    "$",
    "2020",
    "2020-2021",
    "Q3",
    "FY20",
    "15 Ramadan 1444",
    "days later",
    "earlier",
    "following",
    "same",
    "that",
    "this",
    "weekend",
    "past",
    "future",
    "०१",
    "٢٠٢٠",
    "مايو",
    "五月",
    "é",
    "\u200f",
    "\x00",
    "🗓",
]
