"""Triggers → modality: whether a sentence tells of an event as fact, report, plan, condition, or as
what was not.

`asserted` is told as fact by the text itself; `reported` is what somebody in the text says ("said
that …", ", Reuters reported", "allegedly"); `future` is planned, wanted or expected; `conditional`
hangs on something else or is only possible; `negated` did not happen. One trigger has one modality,
the first that applies of negated, conditional, future, reported: "said that it would not sign" is
negated. The verb that reports is itself asserted: a statement is a happening, what it says need not
be one.

Found by cues and how far they reach, without a parser (`eventgrammar.english` lists them with their
sources); what `standpoint.language.hedges` knows of doubt and denial is used as it is. The
distinctions are those of FactBank (Saurí & Pustejovsky 2009), with its certain, probable and
possible taken together where they are not a fact."""

from __future__ import annotations

import re
from functools import lru_cache

from standpoint.chronology.triggers import EVENT_NOUNS, EVENT_WORDS, en
from standpoint.language.hedges import hedges
from standpoint.language.words import (
    EN,
    JUDGE,
    NOUN,
    PAST,
    SAY,
    THIRD,
    VERBS,
    BareWords,
    bare_words,
    verbs_with,
)
from standpoint.tables import MODALITIES

ASSERTED, REPORTED, FUTURE, CONDITIONAL, NEGATED = MODALITIES

_OPEN_PHRASE = re.compile(en.open_pattern, re.IGNORECASE)
_REACH = 7  # words before a noun in which its governor stands
_HARD = re.compile(r"[;.!?”»—–]|\s-\s")
_CONTENT = verbs_with("content")
_SAYS = frozenset(
    word
    for word, (group, _, form) in VERBS.items()
    if group in (SAY, JUDGE) and form in (THIRD, PAST)
)
_STATED = frozenset(
    word
    for word in _SAYS
    if VERBS[word][0] == SAY and any(r.kind == "statement" for r in EVENT_WORDS.get(word, ()))
)
_CLAUSAL = frozenset(word for word, (_, lemma, _) in VERBS.items() if lemma in _CONTENT)
# "…, the ministry said." and "…, said the ministry.": who says it stands at the end.
_SHORT_TAIL = 14  # words behind a comma that can still be "…, the ministry said on Monday."
_MIDDLE = re.compile(r",\s+(?:[\w’'.-]+\s+){1,6}?(\w+),")  # "Baku, Reuters reported, has …"
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|citing|by the account of)\b", re.IGNORECASE
)
_DISPUTED = re.compile(
    r",\s+(?:which|something|a"
    r" \w+)\s+(?:[\w’'-]+\s+){1,4}?(?:den(?:y|ies|ied)|reject(?:s|ed)?|disput(?:es|ed))\b"
)
_HEADLINE = re.compile(r"\s*[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,5}:\s+")
_QUOTES = re.compile(r"[“«\"](?P<in>[^”»\"]*)[”»\"]")


def modality(sentence: str, *, start: int, end: int) -> str:
    """The modality of the trigger at `sentence[start:end]`: one of `standpoint.tables.MODALITIES`.

    Raises ValueError where the span is not inside the sentence.

    >>> text = "Lavrov said that Ankara had sent advisers but would not sign the treaty."
    >>> [modality(text, start=text.index(word), end=text.index(word) + len(word)) for word in ("said", "sent", "sign")]
    ['asserted', 'reported', 'negated']
    """
    if not 0 <= start < end <= len(sentence):
        raise ValueError(
            f"span {start}:{end} is not inside a sentence of {len(sentence)} characters"
        )
    return _modality(sentence, start, end)


@lru_cache(maxsize=8192)
def _modality(sentence: str, start: int, end: int) -> str:
    told = bare_words(sentence)
    i, last = told.at(start), told.at(end) - 1
    if i >= len(told.low):
        return ASSERTED
    verb = _is_verb(told, i)
    found = _by_chain(told, i) if verb else _by_governor(told, i, max(last, i))
    if verb and not found and _nobody(told, i):
        return NEGATED
    if found in (NEGATED, CONDITIONAL):
        return found
    marks = _marks(sentence, start, end)
    if "denied" in marks and not _is_denial(told, i):
        return REPORTED if _DISPUTED.search(sentence, end) else NEGATED
    if ("possible" in marks and found != FUTURE) or _unless(told, i):
        return CONDITIONAL
    if found == FUTURE:
        return FUTURE
    return (
        REPORTED
        if marks & {"unconfirmed", "alleged"} or _reported(told, i, start, end)
        else ASSERTED
    )


def _marks(sentence: str, start: int, end: int) -> set[str]:
    """What hedges say, where there can be one; a "whether" in a phrase put first ("Asked whether he
    …, Lavrov said") ends with its comma.
    """
    return {
        hedge.marks for hedge in hedges(sentence, start=start, end=end)
        if not (hedge.words.lower() == "whether" and "," in sentence[hedge.end : start])
    }  # fmt: skip


def _unless(told: BareWords, i: int) -> bool:
    """Conditions that are no doubts: "unless", "provided that", and "Were Norland to leave, …"."""
    for j in range(i - 1, -1, -1):
        if "," in told.gaps[j + 1] or _hard(told, j + 1):
            return False
        if told.low[j] == "unless" or told.low[j : j + 2] in (
            ("in", "case"),
            ("provided", "that"),
            ("as", "long"),
            ("only", "if"),
        ):
            return True
        if told.low[j] in ("were", "had") and j + 1 < i and (j == 0 or "," in told.gaps[j]):
            return True
    return False


def _nobody(told: BareWords, i: int) -> bool:
    """A subject that is nobody: "No troops were deployed", "none of them signed"."""
    for j in range(i - 1, max(i - 8, -1), -1):
        if (
            told.gaps[j + 1].strip(" ’'-")
            or told.low[j] in en.clause_words
            or told.low[j] in en.stops
        ):
            return False
        if told.low[j] in ("no", "none", "nobody", "neither") and (
            j == 0 or told.gaps[j].strip() or told.low[j - 1] in ("that", "and", "but")
        ):
            return True
    return False


def _is_verb(told: BareWords, i: int) -> bool:
    readings = EVENT_WORDS.get(told.low[i], ())
    if not readings:
        return not told.low[i].endswith(("ion", "ment"))
    if all(r[1] == NOUN for r in readings):
        return False
    if all(r[1] != NOUN for r in readings):
        return True
    before = told.low[i - 1] if i else ""
    return before in en.chain or before.endswith("ly")


def _is_denial(told: BareWords, i: int) -> bool:
    return told.low[i].startswith(("den", "reject", "dismiss", "refut", "rebut", "disput", "doubt"))


def _hard(told: BareWords, j: int) -> bool:
    """Whether word j begins behind something that nothing reaches across."""
    return bool(_HARD.search(told.gaps[j])) and j > 0


def _by_chain(told: BareWords, i: int) -> str:
    """What auxiliaries, "not" and "to" before a verb say of it."""
    first = i
    while (
        first > 0
        and not told.gaps[first].strip(" ’'")
        and (told.low[first - 1] in en.chain or told.low[first - 1].endswith("ly"))
    ):
        first -= 1
    chain = told.low[first:i]
    if (
        not chain
        and i
        and told.low[i - 1] in ("and", "or")
        and not told.low[i].endswith(("ed", "s", "ing"))
    ):
        return _coordinated(told, i)
    if told.low[i].endswith("ing") and not set(chain) & EN.be:
        return NEGATED if set(chain) & en.negators else _by_gerund(told, first)
    if set(chain) & en.negators:
        return "" if "only" in chain else NEGATED
    if "to" in chain:
        return _by_infinitive(told, first + chain.index("to"), chain)
    if set(chain) & en.conditional:
        if chain[0] in ("would", "'d") and set(chain) & en.later:
            return ""
        if (
            chain[0] in ("would", "'d")
            and "have" not in chain
            and _said_before(told, first)
            and "if" not in told.low[:first]
        ):
            return FUTURE  # what "will" is to "says", "would" is to "said"
        return CONDITIONAL
    return FUTURE if set(chain) & en.future else ""


def _coordinated(told: BareWords, i: int) -> str:
    """ "will meet and sign": a bare form shares the auxiliary of the verb before it."""
    for j in range(i - 2, max(i - 10, -1), -1):
        if _hard(told, j + 1):
            return ""
        if told.low[j] in en.chain and told.low[j] in en.negators | en.future | en.conditional | {
            "to"
        }:
            return _by_chain(told, j + 1) or ""
    return ""


def _by_infinitive(told: BareWords, to: int, chain: tuple[str, ...]) -> str:
    """ "began to deploy", "refused to sign", "wants to meet": the governor of "to" decides; most
    leave it open.
    """
    before = told.low[max(to - 5, 0) : to]
    for word in reversed(before):
        if word in en.not_implicative:
            return NEGATED
        if word in en.implicative:
            return NEGATED if set(before) & en.negators else ""
        if word in en.presumed and "have" in chain:
            return ""  # "is said to have": a report, seen as such elsewhere
        if word in _SAYS or word in en.open_object or word in en.clause_words:
            break
    return FUTURE


def _by_gerund(told: BareWords, first: int) -> str:
    """ "without signing", "began deploying", "plans for holding": what stands before an -ing form."""
    before = told.low[max(first - 4, 0) : first]
    if not before:
        return ""
    if before[-1] in ("without", "not", "never") or (
        before[-1] == "from"
        and any(
            w.startswith(("prevent", "refrain", "abstain", "bar", "stop", "block")) for w in before
        )
    ):
        return NEGATED
    if (
        before[-1] in en.denied_object
        or (before[-1] == "out" and "ruled" in before)
        or (before[-1] == "against" and before[-2:-1] != ("protested",))
    ):
        return NEGATED
    governed = before[-1] in en.open_object or (
        len(before) > 1
        and before[-1] in ("of", "for", "on", "about")
        and before[-2] in en.open_object
    )
    return FUTURE if governed and before[-1] != "before" else ""


def _said_before(told: BareWords, first: int) -> bool:
    return any(told.low[j] in _SAYS for j in range(max(first - 25, 0), first))


def _by_governor(told: BareWords, i: int, last: int) -> str:
    """What the words around a noun say of it: "no agreement", "called for talks", "the talks were
    cancelled".
    """
    own = _by_own_verb(told, last)
    if own == NEGATED:
        return own
    for j in range(i - 1, max(i - _REACH - 1, -1), -1):
        low = told.low[j]
        if told.gaps[j + 1].strip(" “\"'‘") or low in en.stops or low in ("that", "which", "who"):
            break
        if low in ("no", "without", "neither", "nor", "any") and i - j <= 4:
            return NEGATED if low != "any" else ""
        if low in en.denied_object:
            return NEGATED
        if low in en.possible and i - j <= 2:
            return CONDITIONAL
        if low in en.open_object:
            return NEGATED if j and told.low[j - 1] in en.negators else FUTURE
        verb = low in en.lending or (
            low in EVENT_WORDS and any(r[1] != NOUN for r in EVENT_WORDS[low])
        )
        if verb and j and told.low[j - 1] in en.chain:
            return _by_chain(
                told, j
            )  # what a verb's object is depends on the verb: "will skip the summit"
        if verb and low not in EVENT_NOUNS:
            break
    if _OPEN_PHRASE.search(told.text[max(told.starts[i] - 70, 0) : told.starts[i]]):
        return FUTURE
    return own


def _by_own_verb(told: BareWords, last: int) -> str:
    """ "the vote will be held", "the talks did not take place", "the summit was cancelled": the
    verb behind a noun.
    """
    for j in range(last + 1, min(last + 7, len(told.low))):
        low = told.low[j]
        if (
            told.gaps[j].strip()
            or low in en.clause_words
            or low in en.stops
            or told.text[told.starts[j]].isupper()
        ):
            return ""
        if low in en.future:
            return NEGATED if any(w in en.negators for w in told.low[j + 1 : j + 3]) else FUTURE
        if low in en.conditional:
            return CONDITIONAL
        if low in ("was", "were", "is", "are", "been", "be", "did", "does", "do", "has", "have"):
            after = told.low[j + 1 : j + 4]
            if set(after[:2]) & (en.negators | en.fell_through):
                return NEGATED
            if after and (
                after[0] in en.held_back
                or (after[0] == "to" and low in ("is", "are", "was", "were"))
            ):
                return FUTURE
    return ""


def _reported(told: BareWords, i: int, start: int, end: int) -> bool:
    """Whether somebody other than the text is the one who says that it happened."""
    text = told.text
    headline = _HEADLINE.match(text)
    if headline and start >= headline.end():
        return True
    if any(
        q.start("in") <= start
        and end <= q.end("in")
        and not text[: q.start()].strip() == text[q.end() :].strip() == ""
        for q in _QUOTES.finditer(text)
    ):
        return True
    return _attributed(text, start, end) or _in_complement(told, i) or _presumed(told, i)


def _attributed(text: str, start: int, end: int) -> bool:
    if _tail(text) >= end:
        return True
    if _DISPUTED.search(text, end):
        return True
    if any(
        (m[1] or "").lower() in _SAYS and not (m.start() <= start < m.end())
        for m in _MIDDLE.finditer(text)
    ):
        return True
    return any(
        not re.search(r"[;]", text[min(m.end(), start) : max(m.start(), end)])
        and (m.start() > end or m.end() < start)
        for m in _ACCORDING.finditer(text)
    )


@lru_cache(maxsize=2048)
def _tail(text: str) -> int:
    """Where "…, the ministry said." or "…, said the ministry." begins; -1 where no such thing ends
    the sentence.
    """
    at = len(text)
    for _ in range(2):
        at = text.rfind(",", 0, at)
        if at < 0:
            return -1
        low = bare_words(text[at + 1 :]).low
        if len(low) > _SHORT_TAIL or set(low) & en.no_tail:
            return -1
        for n, word in enumerate(low[:8]):
            if word in _STATED:
                rest = low[n + 1 :]
                if (n and (not rest or rest[0] in en.time_words)) or (n == 0 and rest):
                    return at
    return -1


def _in_complement(told: BareWords, i: int) -> bool:
    """Whether a verb or noun of saying before the trigger hands it over: "said that", "accused Baku
    of", "claims that".
    """
    inside = 0
    for j in range(i - 1, -1, -1):
        if _hard(told, j + 1) or told.low[j] in en.stops:
            return False
        low = told.low[j]
        behind = told.low[j + 1] if j + 1 < i else ""
        if low in ("who", "which") or (
            low in ("after", "before", "since", "when")
            and inside == 0
            and j > 0
            and "," in told.gaps[j]
        ):
            inside += 1
        if low in _CLAUSAL and not inside and not low.endswith("ing") and _hands_over(told, j, i):
            return not _put_first(told, j, i)
        if (
            low.endswith("ing")
            and low in _CLAUSAL
            and (behind == "that" or "," in told.gaps[j])
            and not inside
        ):
            return True
        if (
            low in en.accusing
            and not inside
            and any(w in ("of", "for", "with", "that", "over") for w in told.low[j + 1 : i])
            and not _finite_between(told, j + 1, i)
        ):
            return True
    return False


def _put_first(told: BareWords, j: int, i: int) -> bool:
    """Whether the verb of saying at j stands in a clause put first, which a comma ends before i:
    "While Baku said nothing, …".
    """
    if not any("," in told.gaps[k] for k in range(j + 1, i + 1)):
        return False
    for k in range(j - 1, -1, -1):
        if told.gaps[k + 1].strip(" ’'-"):
            return False
        if told.low[k] in (
            "while",
            "although",
            "though",
            "as",
            "when",
            "after",
            "before",
            "since",
            "because",
            "whereas",
            "once",
        ):
            return k == 0 or bool(told.gaps[k].strip())
    return False


def _hands_over(told: BareWords, j: int, i: int) -> bool:
    """Whether the verb of saying at j opens a clause that holds i, rather than standing beside it
    or after it.
    """
    between = told.low[j + 1 : i]
    if not between:
        return False
    if "that" in between[:8] or between[0] in ("how", "whether", "why") or '"' in told.gaps[j + 1]:
        return True
    # A second verb of the same subject, "told Baku and left", or one put after: "said as he met".
    for place in range(j + 1, i):
        if told.low[place] in (
            "and",
            "then",
            "as",
            "when",
            "after",
            "before",
            "while",
        ) and not _subject_between(told, place + 1, i):
            return False
    if between[0] in (
        "of",
        "for",
        "on",
        "about",
        "in",
        "at",
        "by",
        "with",
        "against",
        "over",
        "from",
        "to",
    ):
        return (
            _subject_between(told, j + 2, i)
            and "," not in "".join(told.gaps[j + 1 : i])
            and told.low[i] not in EVENT_WORDS
        )
    return _is_verb(told, i) and _subject_between(told, j + 1, i)


def _subject_between(told: BareWords, start: int, end: int) -> bool:
    """Whether a name, a pronoun or a noun with its article stands there, so that the verb behind
    has its own subject.
    """
    here = [told.low[k] for k in range(start, end)]
    return any(told.text[told.starts[k]].isupper() for k in range(start, end)) or bool(
        set(here)
        & {
            "he",
            "she",
            "it",
            "they",
            "we",
            "i",
            "you",
            "the",
            "a",
            "an",
            "his",
            "her",
            "its",
            "their",
            "this",
            "these",
            "those",
            "there",
            "nobody",
            "both",
        }
    )


def _finite_between(told: BareWords, start: int, end: int) -> bool:
    return any(told.low[k] in _SAYS or told.low[k] in ("and", "then") for k in range(start, end))


def _presumed(told: BareWords, i: int) -> bool:
    """ "is said to have", "the alleged attack"."""
    before = told.low[max(i - 6, 0) : i]
    if (
        "to" in before
        and any(w in en.presumed for w in before[: before.index("to")])
        and "have" in before
    ):
        return True
    return any(w in en.alleged for w in told.low[max(i - 3, 0) : i])
