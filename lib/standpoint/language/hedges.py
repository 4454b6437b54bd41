"""Hedges: where the text itself marks a claim about its target as unconfirmed, alleged, possible or
denied.

Cues are a closed list with its sources (`CUES`). What a cue reaches is its scope: the clause it
stands in, what follows it, or the stretch of the sentence between two semicolons.
`standpoint.language.clauses.clause` is not used, because it is too narrow here ("denied | that
Russia …" must reach Russia) and too wide ("Lavrov said Russia may leave" must not reach Lavrov).

Sources: F10, Farkas et al. 2010, "The CoNLL-2010 Shared Task: Learning to Detect Hedges and their
Scope in Natural Language Text" (classes of cues, and that a hedge has a scope); H98, Hyland 1998,
"Hedging in Scientific Research Articles" (modal auxiliaries, epistemic adverbs and adjectives);
S09, Saurí & Pustejovsky 2009, "FactBank: a corpus annotated with event factuality" (probable,
possible, counterfact and the predicates that select them); own, seen in news and digests. Left out
on purpose: verbs of plain report and claim (say, claim, suggest), which name a holder and not a
doubt; `would`, `should`, `expected to`, which speak of plans; words that judge a claim (baseless,
false)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from standpoint.language.words import PAST, SAY, THIRD, VERBS, tokens, word_lists

CLAUSE, AFTER, SEGMENT, IF = "clause", "after", "segment", "if"


class Cue(NamedTuple):
    """A pattern, what it marks, how far it reaches, and where it is taken from."""

    pattern: str
    marks: str  # unconfirmed | alleged | possible | denied
    reaches: str
    source: str


class Hedge(NamedTuple):
    """A cue found in a sentence: its words and what they mark."""

    start: int
    end: int
    words: str
    marks: str


_LISTS = word_lists("hedges")


def _cues() -> Iterator[Cue]:
    for pattern, marks, reaches, source in _LISTS.cues:
        for name in ("claims", "denials"):
            pattern = pattern.replace(f"{{{name}}}", getattr(_LISTS, f"{name}_pattern"))
        yield Cue(pattern, marks, reaches, source)


CUES = tuple(_cues())
_ANY = re.compile(
    "|".join(f"(?P<c{n}>\\b(?:{cue.pattern})\\b)" for n, cue in enumerate(CUES)), re.IGNORECASE
)
_GATE = re.compile(rf"\b(?:{'|'.join(sorted(_LISTS.gate))})", re.IGNORECASE)
_WALL = re.compile(
    r"""[;:]\s* | \s[—–-]\s | [“”"«»]\s*
      | ,\s+(?=(?:but|yet|while|whereas|although|though|which|who|whom|whose|where|so|because)\b)
      | ,\s+(?=(?:adding|saying|calling|accusing|mentioning|noting|warning|arguing|citing|insisting|stressing|blaming|urging|claiming)\b)
      | ,?\s+and\s+(?=(?:(?:the|that|he|she|they|it|we)\b|[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*\s+(?:\w+ly\s+)?(?:\w+ed|is|was|are|were|has|had|will|would|said|told)\b))
      | \s+(?=(?:but|while|whereas|although|though|because|unless|despite)\b) | \s+that\s+
    """,
    re.VERBOSE,
)
# Walls a complement runs on to: not "that", which opens it or goes on with it.
_STRONG = re.compile(
    r"""[;]\s* | \s[—–]\s | [”»] | ,\s+(?=(?:but|yet|while|whereas|although|though|who|which)\b)""",
    re.VERBOSE,
)
_SEMICOLON = re.compile(r";\s*")
_IF_END = re.compile(r",\s*|[;”»:]\s*|\s(?=(?:then|but)\b)")
REPORTING = frozenset(
    word for word, (group, _, form) in VERBS.items() if group == SAY and form in (PAST, THIRD)
)

# "may" that permits: in rules, for parties to them.
_LAW = re.compile(
    r"\b(?:under the"
    r" (?:terms|rules|law|agreement|deal)|lease|articles?|treat(?:y|ies)|charter|statute|constitution|paragraph|clause|protocol|convention|rules?|part(?:y|ies)|member"
    r" states?|states part(?:y|ies)|no (?:state|one|person|member)|by law)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"(?:\s+[\w’'-]+){0,4}?\s+(?:entry|access|visas?|permission|asylum|passage|bail|accreditation|overflight|recognition|aid|help|assistance|treatment|citizenship|"
    r"requests?|applications?|appeals?|rights?|opportunit(?:y|ies)|chance|admission|parole|funding|credit|victory|justice|food|medicine|release|genocide)\b", re.IGNORECASE,
)  # fmt: skip
_NOT = re.compile(
    r"\b(?:not|n['’]t|never|no"
    r" one|nobody|cannot|none|hardly|without)\s+(?:\w+\s+)?$|n['’]t\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|its|his|her|their|our|all|full|military|economic|political|naval|air|armed|of|by|with|sheer|own|industrial|imperial|nuclear)|[’']s?)\s+$",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\s*(?:although|though|while|whereas|when|after|before|because|since|as|once|even"
    r" if|unless|despite)\b",
    re.IGNORECASE,
)
# "…, which Baku denied": the denial is of what stands before.
_WHICH = re.compile(r",\s+(?:which|something|a \w+)\s+(?:[\w’'-]+\s+){1,4}$")
_IDIOM_POSSIBLE = re.compile(
    r"\b(?:as \w+ as|if|best|every|all|where(?:ver)?|highest|made|makes|make|it) $", re.IGNORECASE
)
_AS_IF = re.compile(r"\b(?:as|even|what|only|see)\s+$", re.IGNORECASE)
_IDIOM_IF = re.compile(
    r"\s+(?:anything|necessary|possible|not|any|only|needed|so|you\s+like|need\s+be)\b",
    re.IGNORECASE,
)


def hedges(sentence: str, *, start: int, end: int) -> tuple[Hedge, ...]:
    """The hedges that reach the target at `sentence[start:end]`, in order; empty, and so false,
    where there are none.

    Raises ValueError where the span is not inside the sentence. English only. A denial in the next
    sentence ("Baku denied this.") is beyond one sentence and is not seen.

    >>> text = "Lavrov denied that Russia had passed data to Turkey."
    >>> [h.words for h in hedges(text, start=19, end=25)], bool(hedges(text, start=0, end=6))
    (['denied that'], False)
    """
    if not 0 <= start < end <= len(sentence):
        raise ValueError(
            f"span {start}:{end} is not inside a sentence of {len(sentence)} characters"
        )
    return tuple(
        hedge for hedge, first, last in _found(sentence)
        if first <= start and end <= last and not (hedge.start < end and start < hedge.end)
    )  # fmt: skip


@lru_cache(maxsize=512)
def _found(sentence: str) -> tuple[tuple[Hedge, int, int], ...]:
    """Every cue of a sentence that is one, with the stretch it reaches."""
    if not _GATE.search(sentence):
        return ()
    out = []
    walls = None
    for match in _ANY.finditer(sentence):
        cue = CUES[int(match.lastgroup[1:])]
        walls = walls or _Walls(sentence)
        if _is_cue(sentence, match.start(), match.end(), walls):
            first, last = _scope(match, cue, walls)
            out.append((Hedge(match.start(), match.end(), match[0], cue.marks), first, last))
    return tuple(out)


class _Walls:
    """Where clauses, complements and halves of a sentence end, found once: (start, end) of what
    parts them.
    """

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.clauses = [m.span() for m in _WALL.finditer(sentence)]
        if _SUBORDINATE.match(sentence):
            comma = sentence.find(", ")  # where a clause put first ends and the main clause begins
            self.clauses = sorted(
                [*self.clauses, (comma, comma + 2)] if comma >= 0 else self.clauses
            )
        # What is reported begins behind its verb: "Lavrov said Russia may leave" says nothing of
        # Lavrov.
        reports = [
            end
            for start, end in tokens(sentence)
            if sentence[start:end] in REPORTING and sentence[end : end + 1] != ","
        ]
        self.openings = sorted([end for _, end in self.clauses] + reports)
        self.strong = [m.span() for m in _STRONG.finditer(sentence)]
        self.semicolons = [m.span() for m in _SEMICOLON.finditer(sentence)]

    def last(self, ends: list[int], before: int) -> int:
        """The nearest of the ends that lies before a place; the start of the sentence where there
        is none.
        """
        at = bisect_right(ends, before)
        return ends[at - 1] if at else 0

    def next(self, walls: list[tuple[int, int]], after: int) -> int:
        """The start of the nearest wall behind a place; the end of the sentence where there is
        none.
        """
        at = bisect_left(walls, (after, 0))
        return walls[at][0] if at < len(walls) else len(self.sentence)

    def half(self, start: int, end: int) -> tuple[int, int]:
        """From one semicolon to the next."""
        return self.last([b for _, b in self.semicolons], start), self.next(self.semicolons, end)


def _is_cue(sentence: str, start: int, end: int, walls: _Walls) -> bool:
    """False for look-alikes: the month, the noun, a permission, a refusal, an idiom, a denial that
    is itself denied.
    """
    word, before, after = (
        sentence[start:end],
        sentence[max(start - 60, 0) : start],
        sentence[end : end + 120],
    )
    low = word.lower()
    if low.startswith("may") and low != "maybe":
        concedes = re.match(
            r"[^,;]{1,40}, but\b", after
        )  # "may be clumsy, but": granted, not doubted
        return (
            word[0] == "m"
            and not concedes
            and not before.lower().endswith("what ")
            and not _LAW.search(sentence, max(walls.half(start, end)[0], start - 300), end)
        )
    if low.startswith("might"):
        return (
            word[0] == "m"
            and not _NOUN_BEFORE.search(before)
            and not re.match(r"\s+(?:of|as well|makes|and)\b", after)
        )
    if low == "could":
        return not re.match(
            r"\s+(?:not (?!have\b)|no longer|only|hardly|scarcely)", after
        ) and not re.search(r"\b(?:as|so|what(?:ever)?) (?:\w+ ){0,3}$", before)
    if low == "if":
        return not _AS_IF.search(before) and not _IDIOM_IF.match(after)
    if low == "should":
        return start == 0  # "Should Russia leave, …"
    if low == "whether":
        return not re.match(r"\s+or not", after) and not before.endswith(
            ("of ", "no matter ", "egardless ")
        )
    if low == "possible":
        return not _IDIOM_POSSIBLE.search(before) and not re.match(
            r"\s+(?:to|for|only|by|because|thanks|without|if|after|when|until)\b", after
        )
    if low.startswith(("den", "doubt")):
        refused = low.startswith("den") and not low.endswith("that") and bool(_REFUSED.match(after))
        return (
            not _NOT.search(before)
            and not refused
            and not before.lower().endswith(("no ", "without ", "beyond "))
        )
    return low not in ("suspected", "presumed", "alleged") or not _NOT.search(before)


def _scope(match: re.Match[str], cue: Cue, walls: _Walls) -> tuple[int, int]:
    start, end = match.span()
    if cue.reaches == AFTER:
        return end, walls.next(walls.strong, end)
    if cue.reaches == IF:
        closing = _IF_END.search(walls.sentence, end)
        return end, closing.start() if closing else len(walls.sentence)
    if cue.reaches == SEGMENT or (
        cue.marks == "denied" and _WHICH.search(walls.sentence[max(start - 60, 0) : start])
    ):
        return walls.half(start, end)
    first = walls.last(walls.openings, start)
    if cue.marks == "denied" and walls.sentence[:start].endswith((", ", "and ", "but ")):
        first = start  # a second verb: what stands before it was said of something else
    return first, walls.next(walls.clauses, end)
