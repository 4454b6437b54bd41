"""The lexicon of attitude frames: a YAML file → frames by lemma, and the forms in which their words
appear.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import yaml

from standpoint.errors import ScorerError


def words(text: str) -> frozenset[str]:
    """A set of words from a text of words.

    >>> sorted(words("two words"))
    ['two', 'words']
    """
    return frozenset(text.split())


IRREGULAR = """be was been;bear bore borne;bind bound bound;blow blew blown;breed bred bred;dig dug dug;creep crept crept;forgive forgave forgiven;
lay laid laid;light lit lit;shed shed shed;sink sank sunk;undertake undertook undertaken;withhold withheld withheld;beat beat beaten;become became become;begin began begun;bleed bled bled;
break broke broken;bring brought brought;build built built;burn burnt burnt;buy bought bought;cast cast cast;
catch caught caught;choose chose chosen;come came come;cut cut cut;deal dealt dealt;draw drew drawn;drink drank drunk;
drive drove driven;eat ate eaten;fall fell fallen;feed fed fed;feel felt felt;fight fought fought;find found found;
flee fled fled;fly flew flown;forbid forbade forbidden;forget forgot forgotten;forsake forsook forsaken;
freeze froze frozen;get got got;give gave given;go went gone;grow grew grown;hang hung hung;hear heard heard;
hide hid hidden;hit hit hit;hold held held;keep kept kept;know knew known;lay laid laid;lead led led;leave left left;
lend lent lent;let let let;lie lied lied;lose lost lost;make made made;mean meant meant;meet met met;
mislead misled misled;overcome overcame overcome;overrun overran overrun;pay paid paid;put put put;quit quit quit;
read read read;rebuild rebuilt rebuilt;ride rode ridden;rise rose risen;run ran run;say said said;see saw seen;
seek sought sought;sell sold sold;send sent sent;set set set;shake shook shaken;shoot shot shot;show showed shown;
shrink shrank shrunk;shut shut shut;sing sang sung;sit sat sat;sleep slept slept;sow sowed sown;speak spoke spoken;
spend spent spent;spread spread spread;stand stood stood;steal stole stolen;stick stuck stuck;strike struck struck;
strive strove striven;swear swore sworn;take took taken;teach taught taught;tear tore torn;tell told told;
think thought thought;throw threw thrown;twist twisted twisted;understand understood understood;uphold upheld upheld;
wake woke woken;wear wore worn;weep wept wept;win won won;withdraw withdrew withdrawn;write wrote written;
stall stalled stalled"""


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
    forms: Mapping[str, tuple[str, str]]  # form → lemma, kind: b(ase) s d(id) n (done) g (doing)
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


def _inflected(lemma: str) -> Iterator[tuple[str, str]]:
    """A regular verb's forms; spelling rules of consonant doubling are left to both spellings."""
    yield lemma, "b"
    stem = lemma
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        yield lemma + "es", "s"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        stem = lemma[:-1] + "i"
        yield stem + "es", "s"
    else:
        yield lemma + "s", "s"
    yield (stem + "d" if lemma.endswith("e") else stem + "ed"), "d"
    ing = lemma[:-2] + "ying" if lemma.endswith("ie") else lemma
    if lemma.endswith("ie"):
        yield ing, "g"
    elif lemma.endswith("e") and not lemma.endswith("ee"):
        yield lemma[:-1] + "ing", "g"
    else:
        yield lemma + "ing", "g"
    if re.fullmatch(r".*[^aeiou][aeiou][bdglmnprt]", lemma):
        yield lemma + lemma[-1] + "ed", "d"
        yield lemma + lemma[-1] + "ing", "g"
    for british, american in (("ise", "ize"), ("our", "or"), ("ence", "ense")):
        if lemma.endswith(british) and len(lemma) > 5:
            yield from _inflected(lemma[: -len(british)] + american)


def _forms(lemmas: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Form → (lemma, kind); an irregular form shadows the regular one, a base form every other."""
    irregular = {p[0]: p for row in IRREGULAR.replace("\n", "").split(";") if (p := row.split())}
    forms: dict[str, tuple[str, str]] = {}
    for lemma in lemmas:
        made = list(_inflected(lemma))
        if lemma in irregular:
            _, past, done = irregular[lemma]
            made = [(f, k) for f, k in made if k != "d"] + [
                (done, "n" if done != past else "d"),
                (past, "d"),
            ]
        for form, kind in made:
            if forms.get(form, ("", ""))[1] != "b" or kind == "b":
                forms[form] = (lemma, kind)
    return forms


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"


def _section(given: Mapping[str, Any], part: str, where: str) -> dict[str, list[Frame]]:
    entries: dict[str, list[Frame]] = defaultdict(list)
    for name, group in given.get(part, {}).items():
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
    ('thank', 'd')
    """
    try:
        given = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        verbs, nouns, adjectives = (
            _section(given, part, where) for part in ("verbs", "nouns", "adjectives")
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
    nouns |= {_plural(noun): frames for noun, frames in nouns.items() if _plural(noun) not in nouns}
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
    """The lexicon of the project, data/frames.yml, read once. Raises ScorerError where it is
    missing.
    """
    from standpoint.project import data_path

    path = data_path("frames.yml")
    if not path.is_file():
        raise ScorerError(
            path.name, "the lexicon of frames is missing from data/", "restore it from the project"
        )
    return read_lexicon(path.read_text(encoding="utf-8"), where=path.name)
