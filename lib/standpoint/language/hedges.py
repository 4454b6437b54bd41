"""Where a text itself marks a claim about its target as unconfirmed, alleged, possible or denied.

The cues are a closed list with its sources, data/english/hedges.yml. A cue reaches its clause, what
follows it, or the stretch between two semicolons."""

import re
from functools import lru_cache
from typing import NamedTuple

from standpoint.language.clauses import MAIN, check_span, walls
from standpoint.language.words import word_lists


class Cue(NamedTuple):
    """A pattern, what it marks, how far it reaches, and where it is taken from."""

    pattern: str
    marks: str  # unconfirmed | alleged | possible | denied
    reaches: str  # clause | after | segment | if
    source: str


class Hedge(NamedTuple):
    """A cue found in a sentence: its words and what they mark."""

    start: int
    end: int
    words: str
    marks: str


en = word_lists("hedges")
CUES = tuple(Cue(*row) for row in en.cues)
_ANY = re.compile(
    "|".join(f"(?P<c{n}>\\b(?:{cue.pattern})\\b)" for n, cue in enumerate(CUES)), re.IGNORECASE
)
# The cue, what stands before it and what behind it where it is none.
_LOOK_ALIKES = tuple(
    tuple(re.compile(pattern, re.IGNORECASE) for pattern in row) for row in en.look_alikes
)


def hedges(sentence: str, *, start: int, end: int) -> tuple[Hedge, ...]:
    """Find the hedges that reach the target at `sentence[start:end]`, in their order.

    English only. A denial in the next sentence ("Baku denied this.") is beyond one sentence and is
    not seen.

    Raises
    ------
    ValueError
        If the span is not inside the sentence.

    Examples
    --------
    >>> text = "Lavrov denied that Russia had passed data to Turkey."
    >>> [h.words for h in hedges(text, start=19, end=25)], bool(hedges(text, start=0, end=6))
    (['denied that'], False)
    """
    check_span(sentence, start, end)
    return tuple(
        hedge
        for hedge, first, last in _scopes(sentence)
        if first <= start and end <= last and not (hedge.start < end and start < hedge.end)
    )


@lru_cache(maxsize=512)
def _scopes(sentence: str) -> tuple[tuple[Hedge, int, int], ...]:
    """Every cue of a sentence that is one, with the stretch it reaches."""
    cues = list(_ANY.finditer(sentence)) if en.GATE.search(sentence) else []
    if not cues:
        return ()
    return tuple(
        (Hedge(*match.span(), match[0], CUES[n].marks), *_scope(match, CUES[n]))
        for match in cues
        for n in (int((match.lastgroup or "")[1:]),)
        if _is_cue(match)
    )


def _half(sentence: str, start: int, end: int) -> tuple[int, int]:
    """From one semicolon to the next."""
    last = sentence.find(";", end)
    return sentence.rfind(";", 0, start) + 1, last if last >= 0 else len(sentence)


def _is_cue(match: re.Match[str]) -> bool:
    """False for look-alikes: the month, a noun, a permission, a refusal, an idiom, no denial."""
    sentence, (start, end), word = match.string, match.span(), match[0].lower()
    if word.startswith(("may", "might")) and word != "maybe":
        if match[0][0] == "M":
            return False
        law = max(sentence.rfind(";", 0, start), start - 300, 0)
        if word.startswith("may") and en.LAW.search(sentence, law, end):
            return False  # it permits
    if word == "should":
        return start == 0  # "Should Russia leave, …"
    before, after = sentence[max(start - 60, 0) : start], sentence[end : end + 120]
    return not any(
        cue.fullmatch(word) and (left.search(before) or right.match(after))
        for cue, left, right in _LOOK_ALIKES
    )


def _scope(match: re.Match[str], cue: Cue) -> tuple[int, int]:
    sentence, (start, end) = match.string, match.span()
    if cue.reaches == "after":
        return end, walls(sentence).after(end, MAIN)
    if cue.reaches == "if":
        closing = en.IF_END.search(sentence, end)
        return end, closing.start() if closing else len(sentence)
    denied = cue.marks == "denied"
    if cue.reaches == "segment" or (
        denied and en.WHICH.search(sentence[max(start - 60, 0) : start])
    ):
        return _half(sentence, start, end)
    # A second verb: what stands before it was said of something else.
    second = denied and sentence[:start].endswith((", ", "and ", "but "))
    found = walls(sentence)
    return start if second else found.before(start), found.after(end)
