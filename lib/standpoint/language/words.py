"""English words: the lists of data/english/, the forms of verbs, and the words of a sentence."""

import csv
import re
from bisect import bisect_left
from collections import ChainMap
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import yaml

from standpoint.project import data_path

BASE, THIRD, PAST, PARTICIPLE, ING, NOUN = "base", "third", "past", "participle", "ing", "noun"
SAY, JUDGE, ACT, LIGHT = "say", "judge", "act", "light"

_SHORT = re.compile(r"[^aeiou]*(?:qu)?[aeiou][bdgklmnprt]")  # stop, beg: their last letter doubles
_AMERICAN = (("ise", "ize"), ("our", "or"))


# A number; a word, with its hyphens and inner full stops; an initialism with its last one; "n't",
# "'s" and "'ll" by themselves; what a hyphen ties to the name before it; else a single mark.
_TOKEN = re.compile(
    r"n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|(?<=\w)-[^\W_]+(?:-[^\W_]+)*|(?:[A-Z]\.){2,}(?!\w)"
    r"|\d+(?:,\d{3})+|[^\W_]+?(?=n['’]t\b)|[^\W_]+(?:[-‑./][^\W_]+)*|[^\w\s]"
)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where the words and marks of a text begin and end.

    Examples
    --------
    >>> text = "The U.S. didn't answer Baku's cease-fire offer."
    >>> [text[a:b] for a, b in tokens(text)][1:7]
    ['U.S.', 'did', "n't", 'answer', 'Baku', "'s"]
    """
    spans = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [match.span() for match in spans]


class BareWords(NamedTuple):
    """The words of a sentence in small letters, and what parts each from the one before."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    low: tuple[str, ...]
    gaps: tuple[str, ...]  # one more than words: the last is what follows

    def at(self, place: int) -> int:
        """The first word that begins at or behind a place of the text."""
        return bisect_left(self.starts, place)

    def word(self, i: int) -> str:
        """Word i, empty outside the sentence."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def capital(self, i: int) -> bool:
        """Whether word i begins with a capital."""
        return self.text[self.starts[i]].isupper()


@lru_cache(maxsize=2048)
def bare_words(text: str) -> BareWords:
    """The words of a text without its marks; a possessive stays with its word.

    Examples
    --------
    >>> bare_words("It didn't, Baku's men said.").low
    ('it', 'did', "n't", "baku's", 'men', 'said')
    """
    spans: list[tuple[int, int]] = []
    for start, end in tokens(text):
        if text[start].isalnum():
            spans.append((start, end))
        elif end - start > 1:
            owns = text[start + 1 : end] == "s" and spans and spans[-1][1] == start
            spans[-1:] = [(spans[-1][0], end)] if owns else [*spans[-1:], (start, end)]
    starts, ends = zip(*spans, strict=True) if spans else ((), ())
    gaps = tuple(text[a:b] for a, b in zip((0, *ends), (*starts, len(text)), strict=True))
    low = tuple(text[start:end].lower().replace("’", "'") for start, end in spans)
    return BareWords(text, starts, ends, low, gaps)


class Verb(NamedTuple):
    """A row of data/english/verbs.csv, whose first lines explain the columns."""

    lemma: str
    past: str
    participle: str
    reports: str
    events: tuple[str, ...]
    traits: frozenset[str]


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"


@cache
def word_lists(name: str) -> SimpleNamespace:
    """Read a file of word lists, data/english/NAME.yml, once.

    A group of words becomes a frozenset, a list of phrases a tuple; mappings stay as they are.
    Under `patterns` stand regular expressions, which are compiled. In these and in lists {group}
    stands for any word of a group of the same file or of words.yml, {one|other} of several, and
    {PATTERN} for an expression above.

    Examples
    --------
    >>> "between" in word_lists("words").prepositions
    True
    >>> word_lists("names").FROM.search("a flight from the ").group()
    'from the '
    """
    text = data_path(f"english/{name}.yml").read_text(encoding="utf-8")
    groups = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    patterns = groups.pop("patterns", {})
    known = ChainMap(groups, {} if name == "words" else vars(word_lists("words")))
    for key, group in groups.items():
        groups[key] = frozenset(group.split()) if isinstance(group, str) else group
    for key, pattern in patterns.items():
        groups[key] = re.compile(_filled(pattern, known))
    for key, group in groups.items():
        groups[key] = tuple(_filled(group, known)) if isinstance(group, list) else group
    return SimpleNamespace(**groups)


def _filled(part: Any, known: Mapping[str, Any]) -> Any:
    """An expression, or a list of such, with what its braces stand for."""
    if isinstance(part, list):
        return [_filled(one, known) for one in part]

    def meaning(match: re.Match[str]) -> str:
        names = match[1].split("|")
        if isinstance(pattern := known[names[0]], re.Pattern):
            return pattern.pattern
        return any_of(word for name in names for word in known[name])

    return re.sub(r"\{([A-Za-z_|]+)\}", meaning, part)


@cache
def verbs() -> dict[str, Verb]:
    """The verbs of data/english/verbs.csv by lemma."""
    with data_path("english/verbs.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith("#"))
        next(rows)
        return {
            lemma: Verb(
                lemma, past, participle, reports, tuple(events.split()), frozenset(traits.split())
            )
            for lemma, past, participle, reports, events, traits in rows
        }


def inflect(lemma: str) -> list[tuple[str, str]]:
    """Inflect a verb: each form with its name, the base form first and the past last.

    Irregular forms are those of data/english/verbs.csv. British -ise and -our bring their American
    spelling along.

    Examples
    --------
    >>> inflect("withdraw")[2:]
    [('withdrawing', 'ing'), ('withdrawn', 'participle'), ('withdrew', 'past')]
    """
    verb = verbs().get(lemma)
    pasts = verb.past.split("/") if verb and verb.past else []
    stem = lemma + lemma[-1] if _SHORT.fullmatch(lemma) else lemma
    stems = [stem]
    if pasts and pasts[0] == f"{lemma}{lemma[-1]}ed":  # "cancelled/canceled": so has "cancelling"
        stems = [past.removesuffix("ed") for past in pasts]
    consonant_y = lemma.endswith("y") and lemma[-2] not in "aeou"
    if consonant_y:
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    else:
        third = "has" if lemma == "have" else lemma + ("es" if _hissing(lemma) else "s")
        past = lemma + "d" if lemma.endswith("e") else stem + "ed"
    if lemma.endswith("ie"):
        stems = [lemma[:-2] + "y"]
    elif lemma.endswith("e") and not lemma.endswith(("ee", "ye", "oe")):
        stems = [lemma[:-1]]
    forms = [(lemma, BASE), (third, THIRD), *((f"{one}ing", ING) for one in stems)]
    participles = verb.participle.split("/") if verb and verb.participle else []
    forms += [(form, PARTICIPLE) for form in participles if form != lemma]
    forms += [(form, PAST) for form in pasts or [past]]
    for british, american in _AMERICAN:
        if lemma.endswith(british) and len(lemma) > 5:
            forms += inflect(lemma.removesuffix(british) + american)
    return forms


def plural(noun: str) -> str:
    """The plural of a regular noun.

    Examples
    --------
    >>> plural("treaty"), plural("clash")
    ('treaties', 'clashes')
    """
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if _hissing(noun) else "s")


def _hissing(word: str) -> bool:
    return word.endswith(("s", "x", "z", "ch", "sh")) or re.search("[^o]o$", word) is not None


EN = word_lists("words")


def _reporting() -> dict[str, tuple[str, str, str]]:
    forms: dict[str, tuple[str, str, str]] = {}
    # Where two verbs share a form, what judges is taken first, what says nothing of its own last.
    for group in (JUDGE, SAY, ACT, LIGHT):
        for verb in verbs().values():
            if verb.reports == group:
                for form, name in dict(inflect(verb.lemma)).items():
                    forms.setdefault(form, (group, verb.lemma, name))
    for form in EN.no_reports:
        forms.pop(form, None)
    return forms


# Every form of a verb that reports → its group, lemma and the name of the form.
VERBS = _reporting()


def verbs_with(trait: str) -> frozenset[str]:
    """The lemmas of the verbs that have a trait of data/english/verbs.csv."""
    return frozenset(verb.lemma for verb in verbs().values() if trait in verb.traits)


def forms_with(trait: str) -> frozenset[str]:
    """Every form of these verbs."""
    return frozenset(form for lemma in verbs_with(trait) for form, _ in inflect(lemma))


def is_people(word: str) -> bool:
    """Whether a noun means people who are no actor: protesters, analysts, townspeople."""
    return word in EN.voices or (
        len(word) > 5
        and word.endswith(_PEOPLE)
        and word not in EN.not_people
        and word not in EN.authorities
    )


_PEOPLE = tuple(sorted(EN.people_endings))
