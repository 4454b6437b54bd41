"""Clauses: the stretch of a sentence that a target belongs to, found without a parser."""

from __future__ import annotations

import re

# Where one clause ends and the next begins: strong punctuation, or a comma before a word that opens
# a clause, or such a word alone where it can hardly join two nouns. A plain comma and a plain "and"
# do not split: they join noun phrases at least as often as clauses.
_BOUNDARY = re.compile(
    r"""[;:—–]\s* | \s-\s | [“”"«»]\s*
      | ,\s+(?=(?:but|yet|and|or|while|whereas|although|though|because|since|so|which|who|whose|whom|where|
                 when|after|before|if|unless|adding|saying|calling|accusing|warning|noting|arguing)\b)
      | \s+(?=(?:but|while|whereas|although|though|because|unless|despite|that)\b)""",
    re.VERBOSE | re.IGNORECASE,
)


def clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause of `sentence` that holds the characters `start:end`, as a pair of offsets.

    Raises ValueError where the span is not inside the sentence.

    >>> text = "Baku praised Ankara, but Yerevan condemned the strikes."
    >>> a, b = clause(text, 25, 32)
    >>> text[a:b]
    'but Yerevan condemned the strikes.'
    """
    if not 0 <= start < end <= len(sentence):
        raise ValueError(
            f"span {start}:{end} is not inside a sentence of {len(sentence)} characters"
        )
    first, last = 0, len(sentence)
    for boundary in _BOUNDARY.finditer(sentence):
        if boundary.end() <= start:
            first = boundary.end()
        elif boundary.start() >= end:
            last = boundary.start()
            break
    return first, last
