"""The machine under the grammar tables: one scan makes tokens, each token becomes one character
that stands for its word classes, and every rule is a regular expression over that string of
classes.

So a rule costs one pass of a short string in C, and adding rules or languages does not slow the
scan of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple

from timexpr.months import month_numbers

# Digits that are no dates stand first, so that a phone or section number is never cut into a year.
_NUMERALS = r"""
  (?P<URL>https?://\S+|www\.\S+)
| (?P<ISO>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])|\d{4}/\d{1,2}/\d{1,2}(?![\d/])|\d{4}\.\d\d\.\d\d(?!\d|\.\d))
| (?P<OTHER>\+\d[\d ()-]{6,}\d|\(\d{2,4}\)[ -]?\d{2,4}[- ]\d{2,}(?:[- ]\d+)*|\d+(?:-\d+){3,}|\d{2,4}-\d{2,4}-\d{2,4}(?!\d)|\d{3}-\d{4}(?!\d)|00\d[\d ]{7,}\d)
| (?P<NUMDATE>\d{1,2}\.\d{1,2}\.(?:\d{4})(?![\d.]*\d)|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/])|\d{1,2}-\d{1,2}-\d{4}(?![\d-]))
| (?P<VERSION>\d+(?:\.\d+){2,}|\d+/\d+/[\d/]+)
| (?P<NINE11>9/11(?![\d/]))
| (?P<CLOCK>[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?![\d:])|[01]?\d\.[0-5]\d(?=\s?[apAP]\.?[mM]))
| (?P<ORD>\d{1,4}(?:st|nd|rd|th|ST|ND|RD|TH)\b)
| (?P<DECADE>\d{3}0['’]?s\b)
| (?P<SHORTDECADE>['’`]\d0s\b|(?<![\w$€£.,])[1-9]0s\b)
| (?P<YRANGE>(?:1[5-9]|20)\d\d[-–—/](?:(?:1[5-9]|20)\d\d|\d\d)(?![\w-]))
| (?P<DEC>\d+\.\d+(?!\w|\.\d))
| (?P<BIG>\d{1,3}(?:,\d{3})+(?:\.\d+)?)
| (?P<FRAC>[1-9]/[2-9](?!\d|/)|[½¼¾])
| (?P<SHORTYEAR>(?<![\w'’])['’]\d\d(?![\w]))
| (?P<MIXED>\d+(?![apAP][mM]\b)[^\W\d_]\w*)
| (?P<DIG>\d+)
"""
_TOKEN = re.compile(
    rf"(?P<OCLOCK>o['’]clock\b)|(?P<AMPM>(?<![^\W\d_])[apAP]\.\s?[mM]\b\.?)|(?P<WORD>[^\W\d_]+(?!\w))|(?P<CODE>[^\W\d]\w+)"
    rf"|{_NUMERALS}|(?P<PARA>\n\s*\n)|(?P<SIGN>[^\w\s])",
    re.X,
)
_SIGNS = {
    "-": "HYPHEN",
    "‐": "HYPHEN",
    "‑": "HYPHEN",
    "–": "DASH",
    "—": "DASH",
    "−": "DASH",
    ",": "COMMA",
    ".": "DOT",
    "'": "APOS",
    "’": "APOS",
    "$": "CUR",
    "€": "CUR",
    "£": "CUR",
    "₽": "CUR",
    "֏": "CUR",
    "%": "PCT",
    "(": "OPEN",
    ")": "CLOSE",
    ":": "COLON",
    "/": "SLASH",
    "#": "NUMBERSIGN",
    "№": "NUMBERSIGN",
    "§": "NUMBERSIGN",
    '"': "QUOTE",
    "“": "QUOTE",
    "”": "QUOTE",
}
_ITEM = re.compile(
    r"\s*(?:(\(\?<?[=!]|[()|?]|\{\d,\d\})|(?:([a-z]\w*):)?(?:(\()|([A-Z][A-Z0-9]*)|([^\W\d_A-Z]+)))"
)
_FIRST_SYMBOL = 0x100


class Tokens(NamedTuple):
    """A text cut up: offsets, lower-case words and the string of classes, one character a token."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    classes: str


class Rule(NamedTuple):
    """One compiled line of the table."""

    meaning: str
    pattern: re.Pattern
    names: dict[str, tuple[str, ...]]
    settings: dict


class Found:
    """One match of a rule: its named parts as token spans, words and numbers."""

    __slots__ = ("rule", "tokens", "first", "last", "_match")

    def __init__(self, rule: Rule, tokens: Tokens, match: re.Match) -> None:
        self.rule, self.tokens, self._match = rule, tokens, match
        self.first, self.last = self.span("span") or match.span()

    def span(self, name: str) -> tuple[int, int] | None:
        """Token span of a named part, or None where it did not take part."""
        for group in self.rule.names.get(name, ()):
            if self._match.group(group) is not None:
                return self._match.span(group)
        return None

    def words(self, name: str) -> list[str]:
        """The part's words in lower case."""
        span = self.span(name)
        return self.tokens.words[span[0] : span[1]] if span else []

    def said(self, name: str) -> str:
        """The part as one text in lower case, words parted by spaces."""
        return " ".join(self.words(name))

    def all_words(self) -> list[str]:
        """Every word of the match, marked or not."""
        return self.tokens.words[self._match.start() : self._match.end()]

    @property
    def start(self) -> int:
        return self.tokens.starts[self.first]

    @property
    def end(self) -> int:
        return self.tokens.ends[self.last - 1]


class Grammar:
    """The compiled tables of one language."""

    def __init__(self, tables: ModuleType) -> None:
        self.tables = tables
        self._symbols: dict[frozenset[str], str] = {}
        self._members: dict[str, set[str]] = {}
        for name, words in tables.LEXICON.items():
            for word in words.split():
                self._members.setdefault(word, set()).add(name)
        self._macros = dict(tables.MACROS) | {"HOLIDAYNAME": self._holiday_names()}
        for word in month_numbers():
            self._members.setdefault(word, set()).add("FMON")
        for literal in self._literals():
            self._members.setdefault(literal, set()).add(f"={literal}")
        self._capital = set(tables.CAPITAL)
        self._word_symbol: dict[str, str] = {}
        self._register()
        self.rules = tuple(self._rule(i, *line) for i, line in enumerate(tables.RULES))

    # ── from text to classes ─────────────────────────────────────────────────────────────────────
    def tokenise(self, text: str) -> Tokens:
        """One scan of the text."""
        starts, ends, words, classes = [], [], [], []
        known, same_as = self._word_symbol, self.tables.SAME_AS
        for match in _TOKEN.finditer(text):
            kind, surface = match.lastgroup, match.group()
            start, end = match.span()
            symbol = known.get(surface) if kind == "WORD" else None
            starts.append(start)
            ends.append(end)
            lower = surface.lower()
            words.append(same_as.get(lower, lower))
            classes.append(symbol or self._symbol_of(kind, surface))
        return Tokens(text, starts, ends, words, "".join(classes))

    def find(self, tokens: Tokens) -> Iterable[Found]:
        """Every match of every rule, in no particular order."""
        for rule in self.rules:
            for match in rule.pattern.finditer(tokens.classes):
                if match.end() > match.start():
                    yield Found(rule, tokens, match)

    def symbols(self, *names: str) -> str:
        """The characters that stand for any of the classes (or `=word` for one word)."""
        wanted = set(names)
        return "".join(char for members, char in self._symbols.items() if members & wanted)

    def _symbol_of(self, kind: str, surface: str) -> str:
        if kind == "WORD":
            symbol = self._symbol(self._word_classes(surface))
            if (
                len(self._word_symbol) < 200_000
            ):  # a bound, so that random input cannot fill the memory
                self._word_symbol[surface] = symbol
            return symbol
        return self._symbol(self._sign_classes(kind, surface))

    def _word_classes(self, surface: str) -> frozenset[str]:
        lower = surface.lower()
        members = self._members.get(lower)
        if members:
            if lower.endswith("ed") and all(member[0] == "=" for member in members):
                members = members | {"ED"}  # a word that a pattern spells out is still a verb
            if surface[0].islower():
                members = members - self._capital - ({"MONTH"} if "MONTHX" in members else set())
            return frozenset(members or {"W"})
        if surface[0].isupper():
            return frozenset({"CAP"})
        return frozenset({"ED"} if lower.endswith("ed") else {"W"})

    def _sign_classes(self, kind: str, surface: str) -> frozenset[str]:
        if kind == "SIGN":
            return frozenset({_SIGNS.get(surface, "SIGN")})
        if kind == "OCLOCK":
            return frozenset({"=oclock"})
        if kind == "CODE":
            fiscal = re.fullmatch(r"FY(?:\d\d){1,2}", surface)
            return frozenset(
                {
                    (
                        "QTOK"
                        if re.fullmatch(r"Q[1-4]|H[12]", surface)
                        else "FYTOK"
                        if fiscal
                        else "CODE"
                    )
                }
            )
        if kind == "ORD":
            number = int(surface[:-2])
            return frozenset({"ORDN"} if 1 <= number <= 31 else {"BIGORD"})
        if kind != "DIG":
            return frozenset({kind})
        number = int(surface) if len(surface) < 5 else 99999
        kinds = {"DIG"}
        if len(surface) == 4 and 1000 <= number < 2200:
            kinds.add("YEAR")
        if len(surface) == 4 and number < 2400 and number % 100 < 60:
            kinds.add("FOURDIGITS")  # 0945 GMT
        if len(surface) <= 2:
            kinds |= (
                {"D2"}
                | ({"DAYN"} if 1 <= number <= 31 else set())
                | ({"HOUR"} if number <= 24 else set())
            )
        return frozenset(kinds)

    def _symbol(self, members: frozenset[str]) -> str:
        if members not in self._symbols:
            self._symbols[members] = chr(_FIRST_SYMBOL + len(self._symbols))
        return self._symbols[members]

    def _register(self) -> None:
        """Give every combination of classes its character before the patterns are made from them."""
        for word in self._members:
            for form in (word, word.capitalize()):
                self._symbol(self._word_classes(form))
        for name in ("W", "CAP", "ED", "SIGN", "OTHER", *_SIGNS.values()):
            self._symbol(frozenset({name}))
        for kind in (
            "OCLOCK",
            "URL",
            "ISO",
            "NUMDATE",
            "VERSION",
            "CLOCK",
            "DECADE",
            "SHORTDECADE",
            "YRANGE",
            "DEC",
            "BIG",
            "FRAC",
            "NINE11",
        ):
            self._symbol(self._sign_classes(kind, "?"))
        for kind in ("SHORTYEAR", "MIXED", "AMPM", "PARA"):
            self._symbol(frozenset({kind}))
        for kind, surfaces in (
            ("CODE", "Q1 B2 FY2013"),
            ("ORD", "3rd 99th"),
            ("DIG", "0 5 30 32 100 1945 1990 2330 0945 2500 99999"),
        ):
            for surface in surfaces.split():
                self._symbol(self._sign_classes(kind, surface))

    # ── from the table to patterns ────────────────────────────────────────────────────────────────
    def _holiday_names(self) -> str:
        # "new year's day" is four tokens: new year APOS s day.
        names = sorted(self.tables.HOLIDAYS, key=len, reverse=True)
        return (
            "("
            + " | ".join(name.replace("'s", " APOS s").replace("'", " APOS") for name in names)
            + ")"
        )

    def _literals(self) -> set[str]:
        specs = [line[1] for line in self.tables.RULES] + list(self._macros.values())
        return {item[4] for spec in specs for item in _ITEM.findall(spec) if item[4]} - {"oclock"}

    def _rule(self, index: int, meaning: str, spec: str, settings: dict) -> Rule:
        names: dict[str, list[str]] = {}
        try:
            pattern = re.compile(self._regex(spec, names))
        except (re.error, KeyError, ValueError) as error:
            raise ValueError(f"grammar rule {index} ({meaning}): {error} in '{spec}'") from error
        return Rule(
            meaning, pattern, {name: tuple(groups) for name, groups in names.items()}, settings
        )

    def _regex(self, spec: str, names: dict[str, list[str]]) -> str:
        out, position = [], 0
        spec = spec.rstrip()
        while position < len(spec):
            match = _ITEM.match(spec, position)
            if not match:
                raise ValueError(f"cannot read '{spec[position:]}'")
            position = match.end()
            sign, name, bracket, upper, word = match.groups()
            if sign:
                out.append("(?:" if sign == "(" else sign)
                continue
            group = ""
            if name:
                groups = names.setdefault(name, [])
                group = f"{name}__{len(groups)}"
                groups.append(group)
            if bracket:
                out.append(f"(?P<{group}>")
                continue
            body = (
                self._macro(upper, names)
                if upper in self._macros
                else self._charset(upper or f"={word}")
            )
            out.append(f"(?P<{group}>{body})" if group else body)
        return "".join(out)

    def _macro(self, name: str, names: dict[str, list[str]]) -> str:
        return f"(?:{self._regex(self._macros[name], names)})"

    def _charset(self, name: str) -> str:
        chars = self.symbols(name)
        if not chars:
            raise ValueError(f"no word of class {name}")
        return re.escape(chars) if len(chars) == 1 else f"[{chars}]"


@lru_cache(maxsize=8)
def grammar(tables: ModuleType) -> Grammar:
    """The compiled grammar of a language, made on first use."""
    return Grammar(tables)


def longest(found: Iterable[Found], accept: Callable[[Found], bool]) -> list[Found]:
    """Of overlapping matches the longest (then the rule that stands first); in the order of the
    text.

    `accept` is asked only for a match that would stand, so that a refused one leaves room for a
    shorter."""
    ranked = sorted(enumerate(found), key=lambda item: (item[1].start - item[1].end, item[0]))
    taken: set[int] = set()
    kept = []
    for _, one in ranked:
        span = range(one.first, one.last)
        if taken.isdisjoint(span) and accept(one):
            taken.update(span)
            kept.append(one)
    return sorted(kept, key=lambda one: one.first)


def number(words: Sequence[str], tables: ModuleType) -> float | None:
    """The number that words or numerals say, None where it stays open ("several").

    >>> from timexpr import english
    >>> number("twenty - five".split(), english), number(["2", "1/2"], english), number(["several"], english)
    (25, 2.5, None)
    """
    values = _values(tables)
    total, part, seen = 0.0, 0.0, False
    for word in words:
        value = values.get(word)
        if value is None:
            value = _numeral(word)
        if value is None:
            continue
        seen = True
        if value in (100, 1000) and word.isalpha():
            part = (part or 1) * value
            if value == 1000:
                total, part = total + part, 0.0
        else:
            part += value
    if not seen:
        return None
    result = total + part
    return int(result) if result == int(result) else result


def _numeral(word: str) -> float | None:
    if word in "½¼¾":
        return {"½": 0.5, "¼": 0.25, "¾": 0.75}[word]
    if match := re.fullmatch(r"(\d)/(\d)", word):
        return int(match[1]) / int(match[2]) if int(match[2]) else None
    plain = word.replace(",", "")
    ordinal = re.fullmatch(r"(\d{1,9})(?:st|nd|rd|th)", plain)
    if ordinal:
        return int(ordinal[1])
    return float(plain) if len(plain) <= 9 and re.fullmatch(r"\d+(\.\d+)?", plain) else None


@lru_cache(maxsize=8)
def _values(tables: ModuleType) -> dict[str, int]:
    tens = {word: 10 * i for i, word in enumerate(tables.TENS.split(), start=2)}
    ones = {word: i for i, word in enumerate(tables.ONES.split(), start=1)}
    ordinals = {word: i for i, word in enumerate(tables.ORDINALS.split(), start=1)}
    return tens | ones | ordinals | {"thirtieth": 30, "hundred": 100, "thousand": 1000}
