"""Text → whether its letters can be of the language that it is said to be in."""

from __future__ import annotations

import re
import unicodedata

# Languages written in Latin letters: a text in other letters is not in one of them. The reverse is
# not said of other languages, because they are often written in Latin letters too.
LATIN = frozenset(["en", "fr", "tr", "az", "de", "es"])
_LETTER = re.compile(r"[^\W\d_]")
LOOKED_AT = 400  # letters: enough to tell one script from another
SHARE = 0.5  # a text with names in another script still has most letters in its own


def contradicts(text: str, language: str) -> bool:
    """Whether most letters of a text belong to another script than that of its language, for
    languages in Latin letters.

    >>> contradicts("Россия и Армения", "en"), contradicts("Russia (Россия) and Armenia", "en"), contradicts("1915", "en")
    (True, False, False)
    """
    letters = _LETTER.findall(text[: 4 * LOOKED_AT])[:LOOKED_AT]
    if language not in LATIN or not letters:
        return False
    own = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return own < SHARE * len(letters)
