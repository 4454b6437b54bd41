"""Where the clauses of a sentence begin and end, found by marks and words without a parser."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from standpoint.language.words import EN as en
from standpoint.language.words import (
    ING,
    JUDGE,
    PARTICIPLE,
    PAST,
    SAY,
    THIRD,
    VERBS,
    any_of,
    tokens,
)

# Verbs behind which what somebody says begins: said, claims.
REPORTING = frozenset(
    word
    for word, (group, _, form) in VERBS.items()
    if group == SAY and form in (PAST, THIRD, PARTICIPLE)
)
_ADDING = frozenset(
    word for word, (group, _, form) in VERBS.items() if group in (SAY, JUDGE) and form == ING
)


# How deep a wall parts: between sentences in one; before an inner clause; beside the main clause.
MAIN, INNER, BESIDE = 0, 1, 2
# A plain comma and a plain "and" are no walls: they join noun phrases at least as often.
_WALLS = (
    rf";\s*+ | [”»]\s*+ | ,\s++(?={any_of(en.breaks)}\b) | (?<!\s)\s++(?=and\s++that\b)",
    rf"(?<!\s)\s++(?={any_of(en.breaks | en.reasons)}\b) | (?<!\s)\s++that\s++",
    rf""":\s*+ | \s[—–-]\s | [“"«]\s*+ | ,\s++(?={any_of(en.inserting | _ADDING)}\b)
      | (?:,|(?<![\s,]))\s++and\s++(?=(?:(?:the|he|she|they|it|we)\b
                       |[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*\s+(?:\w+ly\s+)?
                        (?:\w+ed|is|was|are|were|has|had|will|would|said|told)\b))""",
)
_WALL = re.compile("|".join(f"({pattern})" for pattern in _WALLS), re.VERBOSE)
# Not "if", whose doubt reaches beyond the comma.
_PUT_FIRST = re.compile(
    rf"\s*{any_of((en.subordinators | en.reasons | {'as'}) - {'if'})}\b.*?(?=,\s)",
    re.IGNORECASE | re.DOTALL,
)


def check_span(sentence: str, start: int, end: int) -> None:
    """Raise ValueError where a span is not inside its sentence."""
    if not 0 <= start < end <= len(sentence):
        raise ValueError(
            f"span {start}:{end} is not inside a sentence of {len(sentence)} characters"
        )


class Walls:
    """What a word of a sentence reaches across and what not; made once by `walls`."""

    def __init__(self, sentence: str) -> None:
        found = [(*match.span(), match.lastindex - 1) for match in _WALL.finditer(sentence)]
        first = _PUT_FIRST.match(sentence)
        if first:  # a clause put first ends with its comma
            found.append((first.end(), first.end() + 1, BESIDE))
        depths = MAIN, INNER, BESIDE
        self._opening = [[0, *sorted(end for _, end, d in found if d <= at)] for at in depths]
        self._closing = [
            [*sorted(start for start, _, d in found if d <= at), len(sentence)] for at in depths
        ]
        # What is reported begins behind its verb: "Lavrov said Russia may leave" says nothing of
        # Lavrov.
        self._told = [0] + [
            end
            for start, end in tokens(sentence)
            if sentence[start:end] in REPORTING and sentence[end : end + 1] != ","
        ]

    def before(self, place: int, depth: int = BESIDE, *, told: bool = True) -> int:
        """Where the clause of a place begins; with `told`, what is reported is one of its own."""
        lists = [self._opening[depth], self._told][: 1 + told]
        return max(ends[bisect_right(ends, place) - 1] for ends in lists)

    def after(self, place: int, depth: int = BESIDE) -> int:
        """Where the clause of a place ends."""
        starts = self._closing[depth]
        return starts[min(bisect_left(starts, place), len(starts) - 1)]


@lru_cache(maxsize=2048)
def walls(sentence: str) -> Walls:
    """Find the walls between the clauses of a sentence.

    Examples
    --------
    >>> text = "Baku praised Ankara, but Yerevan said that the strikes went on."
    >>> found = walls(text)
    >>> text[found.before(25) : found.after(32)], text[found.before(25) : found.after(32, MAIN)]
    ('but Yerevan said', 'but Yerevan said that the strikes went on.')
    """
    return Walls(sentence)


def clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause that holds `sentence[start:end]`, what is reported in it included.

    Examples
    --------
    >>> text = "Baku praised Ankara, but Yerevan condemned the strikes."
    >>> first, last = clause(text, 25, 32)
    >>> text[first:last]
    'but Yerevan condemned the strikes.'
    """
    found = walls(sentence)
    return found.before(start, told=False), found.after(end)
