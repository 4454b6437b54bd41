"""Whether a sentence tells of an event as fact, report, plan, condition, or as what was not.

One trigger has the first that applies of negated, conditional, future, reported: "said that it
would not sign" is negated, and the verb that reports is itself asserted. The distinctions are those
of FactBank (Saurí & Pustejovsky 2009), all that is not certain taken together; the cues stand in
data/english/events.yml, doubt and denial are those of `standpoint.language.hedges`."""

from functools import lru_cache

from standpoint.chronology.triggers import EVENT_NOUNS, EVENT_WORDS, en
from standpoint.language.clauses import REPORTING, check_span
from standpoint.language.hedges import hedges
from standpoint.language.words import (
    BASE,
    EN,
    JUDGE,
    NOUN,
    PAST,
    THIRD,
    VERBS,
    BareWords,
    bare_words,
    forms_with,
    verbs_with,
)
from standpoint.tables import MODALITIES

ASSERTED, REPORTED, FUTURE, CONDITIONAL, NEGATED = MODALITIES

_REACH = 7  # words before a noun in which its governor stands
_SHORT_TAIL = 14  # words behind a comma that can still be "…, the ministry said on Monday."
_SAYS = REPORTING | {
    word for word, (group, _, form) in VERBS.items() if group == JUDGE and form in (THIRD, PAST)
}
_ANOTHER_VERB = _SAYS | {"and", "then"}
_STATED = frozenset(
    word for word in REPORTING if any(r.kind == "statement" for r in EVENT_WORDS.get(word, ()))
)
_CONTENT = verbs_with("content")
_PREVENTING = forms_with("prevents")
_CLAUSAL = frozenset(word for word, (_, lemma, _) in VERBS.items() if lemma in _CONTENT)
_GOVERNORS_END = en.stops | {"that", "which", "who"}


def modality(sentence: str, *, start: int, end: int) -> str:
    """The modality of the trigger at `sentence[start:end]`: one of `standpoint.tables.MODALITIES`.

    Raises
    ------
    ValueError
        If the span is not inside the sentence.

    Examples
    --------
    >>> text = "Lavrov said that Ankara had sent advisers but would not sign the treaty."
    >>> places = [(text.index(word), word) for word in ("said", "sent", "sign")]
    >>> [modality(text, start=at, end=at + len(word)) for at, word in places]
    ['asserted', 'reported', 'negated']
    """
    check_span(sentence, start, end)
    return _modality(sentence, start, end)


@lru_cache(maxsize=8192)
def _modality(sentence: str, start: int, end: int) -> str:
    words = bare_words(sentence)
    i, last = words.at(start), words.at(end) - 1
    if i >= len(words.low):
        return ASSERTED
    verb = _is_verb(words, i)
    own = _by_chain(words, i) if verb else _by_governor(words, i, max(last, i))
    if verb and not own and en.NOBODY.search(sentence, 0, start):
        return NEGATED
    if own in (NEGATED, CONDITIONAL):
        return own
    marks = {
        hedge.marks
        for hedge in hedges(sentence, start=start, end=end)
        # "Asked whether he …, Lavrov said": a "whether" put first ends with its comma.
        if hedge.words.lower() != "whether" or "," not in sentence[hedge.end : start]
    }
    if "denied" in marks:
        return REPORTED if en.DISPUTED.search(sentence, end) else NEGATED
    if ("possible" in marks and own != FUTURE) or en.UNLESS.search(sentence, 0, start):
        return CONDITIONAL
    if own == FUTURE:
        return FUTURE
    doubted = marks & {"unconfirmed", "alleged"}
    return REPORTED if doubted or _reported(words, i, start, end) else ASSERTED


def _hard(words: BareWords, j: int) -> bool:
    """Whether word j begins behind something that nothing reaches across."""
    return j > 0 and en.HARD.search(words.gaps[j]) is not None


def _is_verb(words: BareWords, i: int) -> bool:
    readings = {r.form == NOUN for r in EVENT_WORDS.get(words.low[i], ())}
    if not readings:
        return not words.low[i].endswith(("ion", "ment"))
    if len(readings) == 1:
        return False in readings
    before = words.word(i - 1)
    return before in en.chain or before.endswith("ly")


def _by_chain(words: BareWords, i: int) -> str:
    """What auxiliaries, "not" and "to" before a verb say of it."""
    low, first = words.low[i], i
    while first > 0 and not words.gaps[first].strip(" ’'"):
        before = words.low[first - 1]
        if before not in en.chain and not before.endswith("ly"):
            break
        first -= 1
    chain = words.low[first:i]
    together = set(chain)
    bare = any(reading.form == BASE for reading in EVENT_WORDS.get(low, ()))
    if bare and not chain and words.word(i - 1) in ("and", "or"):
        return _coordinated(words, i)
    negated = together & en.negators
    if low.endswith("ing") and not together & EN.be:
        return NEGATED if negated else _by_gerund(words, first)
    if negated:
        return "" if "only" in chain else NEGATED
    if "to" in chain:
        return _by_infinitive(words, first + chain.index("to"), chain)
    if together & en.conditional:
        would = chain[0] in ("would", "'d")
        if would and together & en.later:
            return ""
        said_before = not _SAYS.isdisjoint(words.low[max(first - 25, 0) : first])
        if would and said_before and "have" not in chain and "if" not in words.low[:first]:
            return FUTURE  # what "will" is to "says", "would" is to "said"
        return CONDITIONAL
    return FUTURE if together & en.future else ""


def _coordinated(words: BareWords, i: int) -> str:
    """ "will meet and sign": a bare form shares the auxiliary of the verb before it."""
    for j in range(i - 2, max(i - 10, -1), -1):
        if _hard(words, j + 1):
            return ""
        low = words.low[j]
        if low == "to" or low in en.negators & en.chain | en.future | en.conditional:
            return _by_chain(words, j + 1)
    return ""


def _by_infinitive(words: BareWords, to: int, chain: tuple[str, ...]) -> str:
    """ "refused to sign", "wants to meet": the governor of "to" decides; most leave it open."""
    before = words.low[max(to - 5, 0) : to]
    for word in reversed(before):
        if word in en.not_implicative:
            return NEGATED
        if word in en.implicative:
            return "" if en.negators.isdisjoint(before) else NEGATED
        if word in en.presumed and "have" in chain:
            return ""  # "is said to have": a report, seen as such elsewhere
        if word in _SAYS or word in en.open_object or word in en.clause_words:
            break
    return FUTURE


def _by_gerund(words: BareWords, first: int) -> str:
    """ "without signing", "plans for holding": what stands before an -ing form."""
    before = words.low[max(first - 4, 0) : first]
    if not before:
        return ""
    near, governor = before[-1], before[-2] if len(before) > 1 else ""
    kept_from = near == "from" and not _PREVENTING.isdisjoint(before)
    ruled_out = near == "out" and "ruled" in before
    opposed = near == "against" and governor != "protested"
    if near in ("without", "not", "never") or near in en.denied_object:
        return NEGATED
    if kept_from or ruled_out or opposed:
        return NEGATED
    governed = near in en.open_object and near != "before"
    behind = near in ("of", "for", "on", "about") and governor in en.open_object
    return FUTURE if governed or behind else ""


def _by_governor(words: BareWords, i: int, last: int) -> str:
    """What the words around a noun say of it: "no agreement", "called for talks"."""
    own = _by_own_verb(words, last)
    if own == NEGATED:
        return own
    for j in range(i - 1, max(i - _REACH - 1, -1), -1):
        low = words.low[j]
        before = words.word(j - 1)
        if words.gaps[j + 1].strip(" “\"'‘") or low in _GOVERNORS_END:
            break
        if low in ("no", "without", "neither", "nor", "any") and i - j <= 4:
            return NEGATED if low != "any" else ""
        if low in en.denied_object or (low == "off" and before in en.calling_off):
            return NEGATED
        if low in en.possible and i - j <= 2:
            return CONDITIONAL
        if low in en.open_object:
            return NEGATED if before in en.negators else FUTURE
        verb = low in en.lending or any(r.form != NOUN for r in EVENT_WORDS.get(low, ()))
        if verb and before in en.chain:
            # What a verb's object is depends on the verb: "will skip the summit".
            return _by_chain(words, j)
        if verb and low not in EVENT_NOUNS:
            break
    start = words.starts[i]
    return FUTURE if en.OPEN_PHRASE.search(words.text[max(start - 70, 0) : start]) else own


def _by_own_verb(words: BareWords, last: int) -> str:
    """ "the vote will be held", "the summit was cancelled": the verb behind a noun."""
    for j in range(last + 1, min(last + 20, len(words.low))):
        # "The summit of Baku and Paris on 5 June was postponed": as far away as it stands.
        if _hard(words, j) or words.low[j] in en.clause_words - {"and"} | en.stops:
            break
        if words.low[j] in en.finite:
            if not en.fell_through.isdisjoint(words.low[j + 1 : j + 4]):
                return NEGATED
            break
    for j in range(last + 1, min(last + 7, len(words.low))):
        low, after = words.low[j], words.low[j + 1 : j + 4]
        if words.gaps[j].strip() or low in en.clause_words or low in en.stops or words.capital(j):
            return ""
        if low in en.future:
            return FUTURE if en.negators.isdisjoint(after[:2]) else NEGATED
        if low in en.conditional:
            return CONDITIONAL
        if low in en.finite and after:
            if not (en.negators | en.fell_through).isdisjoint(after[:2]):
                return NEGATED
            if after[0] in en.held_back or (after[0] == "to" and low in en.finite_be):
                return FUTURE
    return ""


def _reported(words: BareWords, i: int, start: int, end: int) -> bool:
    """Whether somebody other than the text is the one who says that it happened."""
    text = words.text
    headline = en.COLON.match(text)
    if headline and start >= headline.end():
        return True
    for quote in en.QUOTES.finditer(text):
        around = text[: quote.start()].strip() or text[quote.end() :].strip()
        if around and quote.start("in") <= start and end <= quote.end("in"):
            return True
    if _tail(text) >= end or en.DISPUTED.search(text, end):
        return True
    for match in en.MIDDLE.finditer(text):
        if match[1].lower() in _SAYS and not match.start() <= start < match.end():
            return True
    for match in en.ACCORDING.finditer(text):
        apart = match.start() > end or match.end() < start
        if apart and ";" not in text[min(match.end(), start) : max(match.start(), end)]:
            return True
    return _in_complement(words, i) or _presumed(words, i)


@lru_cache(maxsize=2048)
def _tail(text: str) -> int:
    """Where "…, the ministry said." begins at the end of a sentence; -1 where it does not."""
    at = len(text)
    for _ in range(2):
        at = text.rfind(",", 0, at)
        if at < 0:
            return -1
        low = bare_words(text[at + 1 :]).low
        if len(low) > _SHORT_TAIL or not en.no_tail.isdisjoint(low):
            return -1
        for n, word in enumerate(low[:8]):
            rest = low[n + 1 :]
            ends = (not rest or rest[0] in en.time_words) if n else bool(rest)
            if word in _STATED and ends:
                return at
    return -1


def _in_complement(words: BareWords, i: int) -> bool:
    """Whether a word of saying before the trigger hands it over: "said that", "accused Baku of"."""
    inside = False  # of a clause that the word of saying does not reach into
    for j in range(i - 1, -1, -1):
        low = words.low[j]
        if _hard(words, j + 1) or low in en.stops:
            return False
        comma = "," in words.gaps[j]
        placed = j > 0 and comma and low in ("after", "before", "since", "when")
        inside = inside or placed or low in ("who", "which")
        if inside:
            continue
        if low in _CLAUSAL and low.endswith("ing"):
            if comma or (j + 1 < i and words.low[j + 1] == "that"):
                return True
        elif low in _CLAUSAL and _hands_over(words, j, i):
            put_first = en.PUT_FIRST.search(words.text, 0, words.starts[j])
            return not (put_first and "," in words.text[words.ends[j] : words.starts[i]])
        between = words.low[j + 1 : i]
        ended = not _ANOTHER_VERB.isdisjoint(between)
        if low in en.accusing and not ended and not en.of_what.isdisjoint(between):
            return True
    return False


def _hands_over(words: BareWords, j: int, i: int) -> bool:
    """Whether the verb of saying at j opens a clause that holds i, not one beside it."""
    between = words.low[j + 1 : i]
    if "that" in between[:8]:
        return True
    # A second verb of the same subject, "told Baku and left", or one put after: "said as he met".
    for place in range(j + 1, i):
        if words.low[place] in en.second_verb and not _subject_between(words, place + 1, i):
            return False
    told = bool(between) and between[0] not in en.beside and _is_verb(words, i)
    return told and _subject_between(words, j + 1, i)


def _subject_between(words: BareWords, start: int, end: int) -> bool:
    """Whether a name, a pronoun or a noun with its article stands there."""
    return not en.subject_words.isdisjoint(words.low[start:end]) or any(
        words.capital(k) for k in range(start, end)
    )


def _presumed(words: BareWords, i: int) -> bool:
    """ "is said to have", "the alleged attack"."""
    before = words.low[max(i - 6, 0) : i]
    presumed = before[: before.index("to")] if "to" in before and "have" in before else ()
    if not en.presumed.isdisjoint(presumed):
        return True
    return not en.alleged.isdisjoint(before[-3:])
