"""The machine under the tables: from a text to tokens, and from rules to matches.

One scan makes the tokens. Each token becomes one character that stands for its word classes, and
every rule is a regular expression over the string of these characters. So a rule costs one pass
over a short string, and more rules or languages do not slow the scan of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from timexpr.months import month_numbers
from timexpr.tables import Tables

# Digits that are no dates stand first, so that a phone or section number is never cut into a year.
_NUMERALS = r"""
  (?P<URL>https?://\S+|www\.\S+)
| (?P<ISO>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])
    |\d{4}/\d{1,2}/\d{1,2}(?![\d/])|\d{4}\.\d\d\.\d\d(?!\d|\.\d))
| (?P<NUMDATE>\d{1,2}\.\d{1,2}\.(?:\d{4})(?![\d.]*\d)
    |\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/])|\d{1,2}-\d{1,2}-(?:19|20)\d\d(?![\d-])
    |\d{1,2}[-/](?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}[-/](?:\d{4}|\d\d)(?![\w-])
    |\d{1,2}[./-](?:XI{0,2}|IX|IV|VI{0,3}|I{1,3}|V)[./-]\d{4}(?![\w-]))
| (?P<OTHER>\+\d[\d ()-]{6,}\d|\(\d{2,4}\)[ -]?\d{2,4}[- ]\d{2,}(?:[- ]\d+)*|\d+(?:-\d+){3,}
    |\d{2,4}-\d{2,4}-\d{2,4}(?!\d)|\d{3}-\d{4}(?!\d)|00\d[\d ]{7,}\d)
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
_SIGN_CLASSES = {
    "HYPHEN": "-‐‑",
    "DASH": "–—−",
    "COMMA": ",",
    "DOT": ".",
    "APOS": "'’",
    "CUR": "$€£₽֏",
    "PCT": "%",
    "OPEN": "(",
    "CLOSE": ")",
    "COLON": ":",
    "SLASH": "/",
    "NUMBERSIGN": "#№§",
    "QUOTE": '"“”',
}
_SIGNS = {sign: name for name, signs in _SIGN_CLASSES.items() for sign in signs}
# One item of a pattern: a sign of grouping, or a word, a class or a bracket with or without name.
ITEM = re.compile(
    r"\s*(?:(\(\?<?[=!]|[()|?]|\{\d,\d\})|(?:([a-z]\w*):)?(?:(\()|([A-Z][A-Z0-9]*)|([^\W\d_A-Z]+)))"
)
_FIRST_SYMBOL = 0x100
_NAME = chr(_FIRST_SYMBOL)  # the class of a capitalised word that no table knows
MOST_WORDS = 200_000  # remembered with their classes; a bound, so that no input fills the memory


class Tokens(NamedTuple):
    """A text cut up: offsets, lower-case words and the string of classes, one character a token."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    classes: str


class Rule(NamedTuple):
    """One compiled rule of the tables."""

    meaning: str
    pattern: re.Pattern
    names: dict[str, tuple[str, ...]]
    settings: dict[str, str]


class Match:
    """One match of a rule: its named parts, and the words around it."""

    __slots__ = ("rule", "tokens", "tables", "first", "last", "_groups")

    def __init__(self, rule: Rule, tokens: Tokens, tables: Tables, groups: re.Match) -> None:
        self.rule, self.tokens, self.tables, self._groups = rule, tokens, tables, groups
        self.first, self.last = self.span("span") or groups.span()

    @property
    def start(self) -> int:
        """Where the match begins in the text."""
        return self.tokens.starts[self.first]

    @property
    def end(self) -> int:
        """Where the match ends in the text."""
        return self.tokens.ends[self.last - 1]

    @property
    def marked(self) -> list[str]:
        """The words that are marked as the expression, in lower case."""
        return self.tokens.words[self.first : self.last]

    @property
    def matched(self) -> list[str]:
        """Every word of the match, marked or not."""
        return self.tokens.words[self._groups.start() : self._groups.end()]

    @property
    def follows_name(self) -> bool:
        """Whether a capitalised word that no table knows stands right before the match."""
        return self.tokens.classes[max(0, self.first - 1) : self.first] == _NAME

    def span(self, name: str) -> tuple[int, int] | None:
        """The tokens of a named part, or None where it did not take part."""
        for group in self.rule.names.get(name, ()):
            if self._groups.group(group) is not None:
                return self._groups.span(group)
        return None

    def words(self, name: str) -> list[str]:
        """The words of a named part, in lower case."""
        span = self.span(name)
        return self.tokens.words[span[0] : span[1]] if span else []

    def text(self, name: str) -> str:
        """A named part as one text in lower case, words parted by spaces."""
        return " ".join(self.words(name))

    def setting(self, name: str) -> str:
        """A setting of the rule; empty where the rule has none."""
        return self.rule.settings.get(name, "")

    def word(self, index: int) -> str:
        """The word at a place of the text, in lower case; empty outside of it."""
        return self.tokens.words[index] if 0 <= index < len(self.tokens.words) else ""

    def surface(self, index: int) -> str:
        """The word at a place as it is written; empty outside of the text."""
        if not 0 <= index < len(self.tokens.words):
            return ""
        return self.tokens.text[self.tokens.starts[index] : self.tokens.ends[index]]

    def before(self, steps: int = 1) -> str:
        """The word so many steps before the match."""
        return self.word(self.first - steps)

    def after(self, steps: int = 1) -> str:
        """The word so many steps after the match."""
        return self.word(self.last + steps - 1)

    def words_before(self, count: int) -> list[str]:
        """Up to so many words right before the match."""
        return self.tokens.words[max(0, self.first - count) : self.first]

    def words_after(self, count: int) -> list[str]:
        """Up to so many words right after the match."""
        return self.tokens.words[self.last : self.last + count]


class Grammar:
    """The compiled tables of one language."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._symbols = {frozenset({"CAP"}): _NAME}
        self._members: dict[str, set[str]] = {}
        for name, words in tables.words.items():
            for word in words:
                self._members.setdefault(word, set()).add(name)
        self.macros = tables.macros | {"HOLIDAYNAME": self._holiday_names()}
        for word in month_numbers():
            self._members.setdefault(word, set()).add("FMON")
        for literal in self._literals():
            self._members.setdefault(literal, set()).add(f"={literal}")
        self._word_symbol: dict[str, str] = {}
        self._register()
        self.rules = tuple(self._rule(i, *line) for i, line in enumerate(tables.rules))

    def tokenise(self, text: str) -> Tokens:
        """One scan of the text."""
        starts, ends, words, classes = [], [], [], []
        known, same_as = self._word_symbol, self.tables.same_as
        for token in _TOKEN.finditer(text):
            kind, surface = token.lastgroup, token.group()
            start, end = token.span()
            symbol = known.get(surface) if kind == "WORD" else None
            starts.append(start)
            ends.append(end)
            lower = surface.lower()
            words.append(same_as.get(lower, lower))
            classes.append(symbol or self._symbol_of(kind, surface))
        return Tokens(text, starts, ends, words, "".join(classes))

    def find(self, tokens: Tokens) -> Iterable[Match]:
        """Every match of every rule, in no particular order."""
        for rule in self.rules:
            for groups in rule.pattern.finditer(tokens.classes):
                if groups.end() > groups.start():
                    yield Match(rule, tokens, self.tables, groups)

    def symbols(self, *names: str) -> str:
        """The characters that stand for any of the classes (or `=word` for one word)."""
        wanted = set(names)
        return "".join(char for members, char in self._symbols.items() if members & wanted)

    def _symbol_of(self, kind: str, surface: str) -> str:
        if kind != "WORD":
            return self._symbol(self._sign_classes(kind, surface))
        symbol = self._symbol(self._word_classes(surface))
        if len(self._word_symbol) < MOST_WORDS:
            self._word_symbol[surface] = symbol
        return symbol

    def _word_classes(self, surface: str) -> frozenset[str]:
        lower = surface.lower()
        members = self._members.get(lower)
        if members:
            if lower.endswith("ed") and all(member[0] == "=" for member in members):
                members = members | {"ED"}  # a word that a pattern spells out is still a verb
            if surface[0].islower():
                members = members - self.tables.capital
                if "MONTHX" in self._members[lower]:
                    members -= {"MONTH"}
            return frozenset(members or {"W"})
        if surface[0].isupper():
            return frozenset({"CAP"})
        return frozenset({"ED"} if lower.endswith("ed") else {"W"})

    def _sign_classes(self, kind: str, surface: str) -> frozenset[str]:
        if kind == "SIGN":
            return frozenset({_SIGNS.get(surface, "SIGN")})
        if kind == "OCLOCK":
            return frozenset({"=oclock"})
        if kind == "CODE" and re.fullmatch(r"Q[1-4]|H[12]", surface):
            return frozenset({"QTOK"})
        if kind == "CODE" and re.fullmatch(r"FY(?:\d\d){1,2}", surface):
            return frozenset({"FYTOK"})
        if kind == "ORD":
            return frozenset({"ORDN"} if 1 <= int(surface[:-2]) <= 31 else {"BIGORD"})
        return frozenset(_digit_classes(surface) if kind == "DIG" else {kind})

    def _symbol(self, members: frozenset[str]) -> str:
        if members not in self._symbols:
            self._symbols[members] = chr(_FIRST_SYMBOL + len(self._symbols))
        return self._symbols[members]

    def _register(self) -> None:
        """Give every combination of classes its character, before patterns are made from them."""
        for word in self._members:
            for form in (word, word.capitalize()):
                self._symbol(self._word_classes(form))
        for kind in (*"W CAP ED SIGN OTHER SHORTYEAR MIXED AMPM PARA".split(), *_SIGN_CLASSES):
            self._symbol(frozenset({kind}))
        for kind, surfaces in _SAMPLES.items():
            for surface in surfaces.split():
                self._symbol(self._sign_classes(kind, surface))

    def _holiday_names(self) -> str:
        # "new year's day" is four tokens: new year APOS s day.
        names = sorted(self.tables.holidays, key=len, reverse=True)
        return "(" + " | ".join(name.replace("'s", " APOS s") for name in names) + ")"

    def _literals(self) -> set[str]:
        patterns = [pattern for _, pattern, _ in self.tables.rules] + list(self.macros.values())
        items = (item for pattern in patterns for item in ITEM.findall(pattern))
        return {word for *_, word in items if word} - {"oclock"}

    def _rule(self, index: int, meaning: str, spec: str, settings: dict[str, str]) -> Rule:
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
            item = ITEM.match(spec, position)
            if not item:
                raise ValueError(f"cannot read '{spec[position:]}'")
            position = item.end()
            sign, name, bracket, upper, word = item.groups()
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
                if upper in self.macros
                else self._charset(upper or f"={word}")
            )
            out.append(f"(?P<{group}>{body})" if group else body)
        return "".join(out)

    def _macro(self, name: str, names: dict[str, list[str]]) -> str:
        return f"(?:{self._regex(self.macros[name], names)})"

    def _charset(self, name: str) -> str:
        chars = self.symbols(name)
        if not chars:
            raise ValueError(f"no word of class {name}")
        return re.escape(chars) if len(chars) == 1 else f"[{chars}]"


# Tokens that show every combination of classes which figures and codes can have.
_SAMPLES = {
    "CODE": "Q1 B2 FY2013",
    "ORD": "3rd 99th",
    "DIG": "0 5 30 32 100 1945 1990 2330 0945 2500 99999",
} | dict.fromkeys(
    "OCLOCK URL ISO NUMDATE VERSION CLOCK DECADE SHORTDECADE YRANGE DEC BIG FRAC NINE11".split(),
    "?",
)


def _digit_classes(surface: str) -> set[str]:
    number = int(surface) if len(surface) < 5 else 99999
    classes = {"DIG"}
    if len(surface) == 4 and 1000 <= number < 2200:
        classes.add("YEAR")
    if len(surface) == 4 and number < 2400 and number % 100 < 60:
        classes.add("FOURDIGITS")  # 0945 GMT
    if len(surface) <= 2:
        classes.add("D2")
        if 1 <= number <= 31:
            classes.add("DAYN")
        if number <= 24:
            classes.add("HOUR")
    return classes


def longest(matches: Iterable[Match], accept: Callable[[Match], bool]) -> list[Match]:
    """Of overlapping matches the longest, then the rule that stands first; in the text's order.

    `accept` is asked only for a match that would stand, so that a refused one leaves room for a
    shorter one.
    """
    ranked = sorted(enumerate(matches), key=lambda item: (item[1].start - item[1].end, item[0]))
    taken: set[int] = set()
    standing = []
    for _, match in ranked:
        span = range(match.first, match.last)
        if taken.isdisjoint(span) and accept(match):
            taken.update(span)
            standing.append(match)
    return sorted(standing, key=lambda match: match.first)


def number(words: Sequence[str], values: Mapping[str, int]) -> float | None:
    """The number that words or numerals say; None where it stays open ("several").

    `values` are the numbers of single words, as `Tables.numbers` holds them.

    Examples
    --------
    >>> number("twenty - five".split(), {"twenty": 20, "five": 5}), number(["2", "1/2"], {})
    (25, 2.5)
    """
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
