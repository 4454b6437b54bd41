"""Where the clauses of a sentence begin and end, found by marks and words without a parser."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from standpoint.language.words import PAST, SAY, THIRD, VERBS, tokens

# Verbs behind which what somebody says begins: said, claims.
REPORTING = frozenset(
    word for word, (group, _, form) in VERBS.items() if group == SAY and form in (PAST, THIRD)
)

# Where one clause ends and the next begins: strong punctuation, or a comma before a word that opens
# a clause, or such a word alone where it can hardly join two nouns. A plain comma and a plain "and"
# do not split: they join noun phrases at least as often as clauses.
_BOUNDARY = re.compile(
    r"""[;:—–]\s* | \s-\s | [“”"«»]\s*
      | ,\s+(?=(?:but|yet|and|or|while|whereas|although|though|because|since|so|which|who|whose
                 |whom|where|when|after|before|if|unless|adding|saying|calling|accusing|warning
                 |noting|arguing)\b)
      | \s+(?=(?:but|while|whereas|although|though|because|unless|despite|that)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
# What parts the reach of a word: here "and" does where a new subject follows.
_WALL = re.compile(
    r"""[;:]\s* | \s[—–-]\s | [“”"«»]\s*
      | ,\s+(?=(?:but|yet|while|whereas|although|though|which|who|whom|whose|where|so|because
                 |adding|saying|calling|accusing|mentioning|noting|warning|arguing|citing
                 |insisting|stressing|blaming|urging|claiming)\b)
      | ,?\s+and\s+(?=(?:(?:the|that|he|she|they|it|we)\b
                       |[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*\s+(?:\w+ly\s+)?
                        (?:\w+ed|is|was|are|were|has|had|will|would|said|told)\b))
      | \s+(?=(?:but|while|whereas|although|though|because|unless|despite)\b) | \s+that\s+
    """,
    re.VERBOSE,
)
# What a complement does not run across: not "that", which opens it or goes on with it.
_STRONG = re.compile(
    r";\s* | \s[—–]\s | [”»] | ,\s+(?=(?:but|yet|while|whereas|although|though|who|which)\b)",
    re.VERBOSE,
)
_SUBORDINATE = re.compile(
    r"\s*(?:although|though|while|whereas|when|after|before|because|since|as|once|even if|unless"
    r"|despite)\b",
    re.IGNORECASE,
)


def check_span(sentence: str, start: int, end: int) -> None:
    """Raise ValueError where a span is not inside its sentence."""
    if not 0 <= start < end <= len(sentence):
        raise ValueError(
            f"span {start}:{end} is not inside a sentence of {len(sentence)} characters"
        )


def clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause of `sentence` that holds the characters `start:end`, as a pair of offsets.

    Raises
    ------
    ValueError
        If the span is not inside the sentence.

    Examples
    --------
    >>> text = "Baku praised Ankara, but Yerevan condemned the strikes."
    >>> a, b = clause(text, 25, 32)
    >>> text[a:b]
    'but Yerevan condemned the strikes.'
    """
    check_span(sentence, start, end)
    first, last = 0, len(sentence)
    for boundary in _BOUNDARY.finditer(sentence):
        if boundary.end() <= start:
            first = boundary.end()
        elif boundary.start() >= end:
            last = boundary.start()
            break
    return first, last


class Walls:
    """What a word of a sentence reaches across and what not, found once."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        walls = [match.span() for match in _WALL.finditer(sentence)]
        comma = sentence.find(", ") if _SUBORDINATE.match(sentence) else -1
        if comma >= 0:  # a clause put first ends there
            walls = sorted([*walls, (comma, comma + 2)])
        # What is reported begins behind its verb: "Lavrov said Russia may leave" says nothing of
        # Lavrov.
        reports = [
            end
            for start, end in tokens(sentence)
            if sentence[start:end] in REPORTING and sentence[end : end + 1] != ","
        ]
        self._openings = sorted([end for _, end in walls] + reports)
        self._closings = [start for start, _ in walls]
        self._strong = [match.start() for match in _STRONG.finditer(sentence)]

    def before(self, place: int) -> int:
        """Where the clause of a place begins."""
        at = bisect_right(self._openings, place)
        return self._openings[at - 1] if at else 0

    def after(self, place: int, *, strong: bool = False) -> int:
        """Where the clause of a place ends, or with `strong` the complement that begins there."""
        walls = self._strong if strong else self._closings
        at = bisect_left(walls, place)
        return walls[at] if at < len(walls) else len(self.sentence)

    def half(self, start: int, end: int) -> tuple[int, int]:
        """From one semicolon to the next."""
        first = self.sentence.rfind(";", 0, start) + 1
        last = self.sentence.find(";", end)
        return first, last if last >= 0 else len(self.sentence)
