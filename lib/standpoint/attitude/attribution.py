"""Frames of one sentence: who holds an attitude, and over which stretch of the sentence it reaches."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from standpoint.language.phrases import UNKNOWN, Phrase, Words, left, right
from standpoint.language.words import (
    ACT,
    BASE,
    ING,
    JUDGE,
    LIGHT,
    PARTICIPLE,
    PAST,
    SAY,
    THIRD,
    VERBS,
    is_people,
    verbs_with,
)
from standpoint.language.words import EN as en

_BEFORE_INVERSION = frozenset([",", "”", '"', "—", "?", "!", "’", "»"])
_CLOSING = frozenset(";")
_INSIDE = frozenset(["'s", "’s", '"', "“", "”"])
_HAVE = frozenset(["has", "have", "had", "having", "'ve", "’ve"])
_BREAKS = frozenset("but while whereas although though".split())
# words; the time for one sentence grows with the square: 0.1 s here, minutes for a whole book in
# one line
LONGEST = 1500
_FEW = 6  # words between a light verb and its noun, a participle and "by"
_ACCORDING = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, en.according), key=len, reverse=True)) + r")\s+",
    re.IGNORECASE,
)
_FOR = re.compile(r"(?:^|[,;:]\s+|\bthat\s+|[“\"])(?:for|to)\s+(?=[^,;]{2,40},)", re.IGNORECASE)


_INVERTED = verbs_with("inverted")
_CLAUSE_ONLY = verbs_with("clause-only")
_NOUNS_TOO = verbs_with("noun")
_DENIALS = verbs_with("denies")
_REJECTIONS = verbs_with("rejects")
_NO_VERB_BEFORE = en.determiners | en.owning | {"'s", "’s"}
_SPOKEN = re.compile(r":\s*[“\"«„]")


class AttitudeSpan(NamedTuple):
    """`holder` may be a reference (@person …); `first` and `last` are characters of the sentence."""

    group: str
    holder: str
    first: int
    last: int
    verb: int  # word
    subject: tuple[int, int]  # characters of the holder's phrase
    tied: bool  # the subject stands in the sentence, not taken over from another verb
    denies: bool = False
    about_it: bool = False  # the object is "it", "him": what or who was told of before
    form: str = ""
    inside: bool = False  # of a relative or complement clause: its subject is not passed on


def attitude_spans(words: Words) -> list[AttitudeSpan]:
    """All frames of a sentence; none where it is so long that it can only be a table or a text
    without full stops.
    """
    if len(words) > LONGEST:
        return []
    found: list[AttitudeSpan] = []
    for i in range(len(words)):
        low = words.low[i]
        if words.who[i]:
            continue
        frame = None
        if low in VERBS:
            frame = _verbal(words, i, found)
        if frame is None and (low in en.feelings or low in en.partisans):
            frame = _feeling(words, i, found)
        if frame is None and (low in en.attitudes or low in en.utterances):
            found += _nominal(words, i)
        if frame is not None:
            found.append(frame)
    if words.at(0) in en.subordinators and "," in words.low:
        comma = words.low.index(",")  # what a clause put first tells ends with it
        found = [
            f._replace(last=min(f.last, words.start[comma])) if f.verb < comma else f for f in found
        ]
    return _closed(words, found) + _sources(words) + _crowds(words)


def _crowds(words: Words) -> list[AttitudeSpan]:
    """What people who are no actor do to somebody tells their attitude: "dockers hung a banner",
    "pelted by marchers".
    """
    found = []
    for i in range(len(words)):
        low = words.low[i]
        if (
            is_people(low)
            and low.endswith(("s", "men"))
            and not words.who[i]
            and not words.possessive(i)
        ):
            opens = i
            while opens > 0 and words.low[opens - 1] in en.counting:
                opens -= 1
            told = any(
                words.low[k] in en.be or words.low[k] in en.modals - {"to"}
                for k in range(i + 1, min(i + 8, len(words)))
            )
            if not told and (opens == 0 or words.at(opens - 1) in (";", ",", "while", "but")):
                found.append(
                    AttitudeSpan(
                        ACT,
                        UNKNOWN,
                        words.end[i],
                        _reach(words, i),
                        i,
                        (words.start[i], words.end[i]),
                        True,
                    )
                )
        elif low.endswith("ed") and words.at(i - 1) in en.be:
            agent = _agent(words, i, wide=True)
            if agent is not None and agent.who == UNKNOWN:
                first, last = _clause(words, i)
                found.append(AttitudeSpan(ACT, UNKNOWN, first, last, i, _span(words, agent), True))
    return found


def _verbal(words: Words, i: int, found: list[AttitudeSpan]) -> AttitudeSpan | None:
    group, lemma, form = VERBS[words.low[i]]
    back = _before(words, i)
    if not _is_verb(words, i, lemma, form, back) or (
        words.at(i + 1) == "to" and words.low[i] == "opposed"
    ):
        return None
    if lemma == "put" and words.at(i + 1) == "it":
        group = SAY
    if f"{lemma} {words.at(i + 1)}" in en.phrasal:
        group = JUDGE
    if (
        group == SAY
        and lemma in _CLAUSE_ONLY
        and not _has_content(words, i)
        and words.at(i - 1) != ","
    ):
        return None
    if group == LIGHT and not _governs_attitude(words, i):
        return None
    group = JUDGE if group == LIGHT else group
    if form in (PAST, PARTICIPLE):
        passive = any(
            words.low[k] in en.be and words.low[k] not in ("'s", "’s") for k in range(back + 1, i)
        )
        agent = _agent(words, i, wide=passive)
        if agent is not None:
            first, last = _clause(words, i)
            return AttitudeSpan(group, agent.who, first, last, i, _span(words, agent), True)
        perfect = any(words.low[k] in _HAVE for k in range(back + 1, i))
        if passive or (form == PARTICIPLE and not perfect):
            return None  # "was accused of": by whom, the text does not say
    if group == SAY and lemma in _INVERTED and (i == 0 or words.low[i - 1] in _BEFORE_INVERSION):
        behind = _inverted(words, i)
        if behind is not None:
            return AttitudeSpan(
                group,
                behind.who,
                _quote_start(words, i),
                len(words.text),
                i,
                _span(words, behind),
                True,
            )
    subject, tied = _subject(words, i, back, form, group, found)
    if subject is None:
        return None
    # "The move supported Baku": what is no voice can act, but hold nothing.
    if not subject.sure and (
        group == ACT
        or lemma in ("threaten", "support", "back", "attack", "challenge", "help", "show")
    ):
        return None
    first, last = words.end[i], _reach(words, i, content=group == SAY and _has_content(words, i))
    if group == SAY and tied and _parenthetical(words, i, subject, lemma):
        first, last = _quote_start(words, subject.first), len(words.text)
    elif tied and group in (SAY, JUDGE) and _looks_back(words, subject.first - 1):
        first = _clause(words, subject.first)[0]
    if form == ING and words.at(back) in en.control:
        # "for helping Baku" tells an attitude of the one who is thanked or blamed, as far as the
        # comma.
        group = JUDGE if words.who[back - 1] else group
        last = min(
            last, next((words.start[k] for k in range(i, len(words)) if words.low[k] == ","), last)
        )
    elif form == ING and found and found[-1].form == ING and found[-1].holder == subject.who:
        last = min(last, found[-1].last)
    about_it = words.at(i + 1) in en.object_pronouns
    inside = tied and _is_inside(words, subject, found)
    denies = lemma in _DENIALS or (
        lemma in _REJECTIONS and any(low in en.claims for low in words.low[i + 1 : i + 5])
    )
    return AttitudeSpan(
        group,
        subject.who,
        first,
        last,
        i,
        _span(words, subject),
        tied,
        denies,
        about_it,
        form,
        inside,
    )


def _has_content(words: Words, i: int) -> bool:
    """Whether a saying verb is followed by a clause, which can go on behind a semicolon, and not by
    a noun alone.
    """
    for k in range(i + 1, len(words)):
        low = words.low[k]
        if low in _CLOSING or (low in _BREAKS and words.low[k - 1] == ","):
            return False
        if (
            low in ("that", ":", "“", '"', "«")
            or low in en.auxiliaries
            or (words.verb(k) or ("", "", ""))[2] in (PAST, THIRD)
        ):
            return True
    return False


def _is_inside(words: Words, subject: Phrase, found: list[AttitudeSpan]) -> bool:
    """Whether a subject opens a relative clause or the complement of the verb before: "which
    France", "said that Baku".
    """
    k = subject.first - 1
    while k > 0 and words.low[k] in en.determiners and words.low[k] != "that":
        k -= 1
    low = words.at(k)
    if low in en.relatives or low in ("where", "what", "how", "why", "because", "if", "when"):
        return True
    return any(f.verb == k and f.group == SAY for f in found)


def _before(words: Words, i: int) -> int:
    """The word before a verb, adverbs and auxiliaries stepped over."""
    k = i - 1
    while k >= 0 and not words.who[k]:
        low = words.low[k]
        if low not in en.auxiliaries and not (low.endswith("ly") and low not in en.no_adverbs):
            break
        k -= 1
    return k


def _is_verb(words: Words, i: int, lemma: str, form: str, back: int) -> bool:
    near = words.at(i - 1)
    if near in _NO_VERB_BEFORE and near not in en.relatives:
        return False  # "the alleged", "Baku's claims", "its condemning": a noun or an adjective
    if form == ING:
        return words.low[i] not in en.no_participles and not (
            words.low[i] == "speaking" and near.endswith("ly")
        )
    if form in (PAST, PARTICIPLE):
        return (
            near not in en.prepositions
            or near in ("as", "than", "since", "before", "after")
            or words.who[i - 1] != ""
        )
    if form == BASE:
        if any(words.low[k] in en.modals for k in range(back + 1, i)) or near == "to":
            return True
        before = words.at(back)
        plural = (
            before in ("i", "we", "they", "you", "who", "people", "police", "media")
            or before in en.nobody
        )
        plural |= before.endswith("s") and (is_people(before) or before in en.authorities)
        plural |= (
            back >= 2
            and bool(words.who[back])
            and words.low[back - 1] == "and"
            and bool(words.who[back - 2])
        )
        if not plural and back >= 2 and not words.who[back] and words.low[back][0].isalnum():
            phrase = left(words, back)  # "critics of the government call"
            head = words.low[phrase.first] if phrase is not None else ""
            plural = head.endswith("s") and (is_people(head) or head in en.authorities)
        noun = (
            back >= 0
            and before[0].isalpha()
            and before not in en.conjunctions
            and before not in en.determiners
        )
        plural |= (
            noun
            and lemma not in _NOUNS_TOO
            and not words.who[back]
            and before.endswith(("s", "men", "people"))
        )
        return plural and near not in en.prepositions
    if lemma not in _NOUNS_TOO:
        return near not in en.prepositions
    before = words.at(back)
    if back >= 0 and words.who[back]:
        return not words.adjective[back]
    singular = before in ("he", "she", "it", "who", "which", "one", "everyone", "nobody")
    return (
        singular
        or is_people(before)
        or before in en.authorities
        or (back >= 0 and words.capital(back))
    )


def _governs_attitude(words: Words, i: int) -> bool:
    """Whether the object of a light verb is an attitude: "voiced its distrust of", "laid the blame
    on".
    """
    for k in range(i + 1, min(i + 1 + _FEW, len(words))):
        low = words.low[k]
        if not low[0].isalnum() and low not in ("'s", "’s") or low in ("that", "by", "and"):
            return False
        if low in en.attitudes or low in en.verdicts:
            # "has the support of X", "won praise from X": the attitude is X's.
            enjoyed = (
                low in ("support", "trust", "backing", "confidence")
                and words.at(k + 1) == "of"
                and words.low[i] in _HAVE
            )
            return words.at(k + 1) != "from" and not enjoyed
    return False


def _agent(words: Words, i: int, *, wide: bool) -> Phrase | None:
    """The phrase after "by": directly behind the participle, or a few words on where an auxiliary
    makes it a passive.
    """
    for k in range(i + 1, min(i + (2 * _FEW if wide else 2), len(words))):
        if words.low[k] == "by":
            return right(words, k + 1)
        if (
            not words.low[k][0].isalnum()
            and words.low[k] not in _INSIDE
            or words.low[k] in en.openers
        ):
            return None
    return None


def _inverted(words: Words, i: int) -> Phrase | None:
    """The subject behind its verb: "…, said Lavrov." """
    phrase = right(words, i + 1)
    if (
        phrase is None
        and words.at(i + 1) in ("a", "an", "one", "the")
        and words.at(i + 2)[:1].isalpha()
    ):
        phrase = Phrase(UNKNOWN, i + 1, i + 2)  # "said a volunteer"
    if phrase is None or phrase.who == "@body" and words.at(i + 1) == "that":
        return None
    after = words.at(phrase.last + 1)
    if (
        not after
        or not after[0].isalnum()
        or after in en.prepositions
        or after in ("who", "when", "speaking", "adding")
    ):
        return phrase
    return None


def _subject(
    words: Words, i: int, back: int, form: str, group: str, found: list[AttitudeSpan]
) -> tuple[Phrase | None, bool]:
    """Whose verb it is, and whether that stands before this very verb."""
    near = words.at(back)
    if form == ING and not any(words.low[k] in en.be for k in range(back + 1, i)):
        return _participle(words, i, back, found), False
    if back < 0:
        return None, False
    if near == ",":
        apposed = _apposed(words, back)
        if apposed is not None:
            return apposed, True
    if near == "to" or near in en.coordinators or near in (",", ")", "”", '"'):
        return _inherited(words, i, group, found), False
    if near in en.relatives and near != "that" and words.at(back - 1) != ",":
        return left(words, back), True
    phrase = left(words, back)
    if (
        phrase is not None
        and phrase.first >= 2
        and words.low[phrase.first - 1] == "and"
        and words.who[phrase.first - 2]
    ):
        both = words.who[phrase.first - 2] if phrase.who == UNKNOWN else phrase.who
        phrase = phrase._replace(first=phrase.first - 2, who=both)
    if phrase is None and near in en.auxiliaries:
        return _inherited(words, i, group, found), False
    return phrase, True


def _participle(words: Words, i: int, back: int, found: list[AttitudeSpan]) -> Phrase | None:
    """The subject of an -ing form: the object it is said of, the writing it describes, or the verb
    it hangs on.
    """
    near = words.at(back)
    if near in en.control and back and words.who[back - 1] and found and found[-1].group == JUDGE:
        return Phrase(words.who[back - 1], back - 1, back - 1)
    if near in en.utterances or (near in en.attitudes and back > 0):
        said = left(words, back)
        if said is not None and said.who != "@said":
            return said
    if back < 0 or (near in en.prepositions and back == 0):
        comma = next((k for k in range(i + 1, len(words)) if words.low[k] == ","), -1)
        return right(words, comma + 1) if comma > 0 else None
    return _inherited(words, i, SAY, found)


def _apposed(words: Words, comma: int) -> Phrase | None:
    """The subject before an insertion: "Pashinyan, speaking in Moscow, said"."""
    for k in range(comma - 1, max(comma - 25, 0), -1):
        if words.low[k] in _CLOSING:
            return None
        if words.low[k] != ",":
            continue
        if k == comma - 2 and words.who[comma - 1]:
            return left(words, comma - 1)  # "the leader of the party, Ambrose, said"
        opens = words.at(k + 1)
        inserted = (
            opens in en.relatives or opens in en.determiners or opens in en.prepositions or opens.endswith("ing") or opens in ("whose", "himself", "however", "meanwhile", "who")
            or opens[:1].isdigit() or opens in en.authorities or is_people(opens) or opens == "unlike"
        )  # fmt: skip
        return left(words, k - 1) if inserted else None
    return None


def _inherited(words: Words, i: int, group: str, found: list[AttitudeSpan]) -> Phrase | None:
    """The subject of the verb before, where this one has none of its own: "X said A and argued B"."""
    edge = max((k for k in range(i) if words.low[k] in _CLOSING), default=-1)
    verbs = [
        f for f in found if f.verb > edge and f.group in (SAY, JUDGE, ACT) and f.subject != (0, 0)
    ]
    if group == SAY:
        verbs = [f for f in verbs if f.group == SAY] or verbs
    if verbs:
        # The main verb's subject is passed on, unless only the inner verb has the same tense: "said
        # Baku distrusts X and fears Y".
        form = VERBS[words.low[i]][2] if words.low[i] in VERBS else ""
        main = [f for f in verbs if not f.inside]
        only_inner = not main or (form in (PAST, THIRD) and verbs[-1].form == form != main[-1].form)
        last = verbs[-1] if only_inner else main[-1]
        return Phrase(last.holder, -1, -1)._replace(
            first=_word_at(words, last.subject[0]), last=_word_at(words, last.subject[1] - 1)
        )
    return _first_phrase(words, edge + 1, i)


def _first_phrase(words: Words, first: int, last: int) -> Phrase | None:
    """The first noun phrase of a clause that hangs on no preposition."""
    for k in range(first, last):
        low = words.low[k]
        if (
            not words.who[k]
            and not is_people(low)
            and low not in en.authorities
            and low not in ("he", "she", "they", "i", "we")
        ):
            continue
        if words.who[k] and (words.possessive(k) or words.adjective[k]):
            continue
        phrase = left(words, k)
        if (
            phrase is not None
            and (words.at(k + 1) in en.prepositions)
            and low in en.authorities
            and not words.who[k]
        ):
            phrase = _right_of(words, k) or phrase
        if phrase is not None:
            return phrase
    return None


def _right_of(words: Words, k: int) -> Phrase | None:
    phrase = right(words, k)
    return phrase if phrase is not None and phrase.who != UNKNOWN else None


def _feeling(words: Words, i: int, found: list[AttitudeSpan]) -> AttitudeSpan | None:
    """ "Paris is wary of Baku": an adjective or a partisan noun, a copula before it and a
    preposition behind it.
    """
    if words.at(i + 1) not in en.toward and not (
        words.at(i + 1) == "by" and words.low[i].endswith("ed")
    ):
        return None
    back = i - 1
    if words.low[i] in en.partisans:  # "is a close friend of": over the article and an adjective
        while (
            back > max(i - 4, 0)
            and not words.who[back]
            and words.low[back].isalpha()
            and words.low[back] not in en.auxiliaries
        ):
            back -= 1
    back = _before(words, back + 1)
    if (
        not any(words.low[k] in en.auxiliaries for k in range(back + 1, i))
        and words.at(i - 1) != ","
    ):
        return None
    subject, tied = _subject(words, i, back, PAST, JUDGE, found)
    if subject is None or not subject.sure:
        return None
    return AttitudeSpan(
        JUDGE, subject.who, words.end[i], _reach(words, i), i, _span(words, subject), tied
    )


def _nominal(words: Words, i: int) -> list[AttitudeSpan]:
    """ "Ankara's support for", "criticism by Paris of", "distrust of Baku among analysts"."""
    found = []
    holder = _owner(words, i)
    if words.low[i] in en.moods and words.at(i - 1) == "in" and words.at(i + 1) in en.toward:
        holder = _first_phrase(words, _clause_word(words, i), i)
        if holder is not None:  # the whole clause is done in that mood, not only what follows
            return [
                AttitudeSpan(
                    "noun",
                    holder.who,
                    words.end[holder.last],
                    _reach(words, i),
                    i,
                    _span(words, holder),
                    True,
                )
            ]
    if holder is not None and words.at(i + 1) in en.toward:
        found.append(
            AttitudeSpan(
                "noun",
                holder.who,
                words.end[i],
                _phrase_end(words, i + 1),
                i,
                _span(words, holder),
                True,
            )
        )
    # behind an auxiliary only "among" still belongs to the noun: "distrust of X is rife among Y"
    passed = False
    for k in range(i + 1, min(i + 3 + _FEW, len(words))):
        low = words.low[k]
        if passed and low != "among":
            continue
        if (
            low == "among"
            and words.low[i] in en.attitudes
            or low == "by"
            or (low == "from" and (k == i + 1 or words.who[k - 1]))
        ):
            agent = right(words, k + 1)
            if agent is not None:
                found += _both_sides(words, i, agent)
            break
        if not low[0].isalnum() and low not in ("'s", "’s") or low in en.openers or low == "that":
            break
        passed |= low in en.auxiliaries
    return found


def _both_sides(words: Words, i: int, agent: Phrase) -> list[AttitudeSpan]:
    """An attitude with its holder behind "by" or "from" reaches as far as the commas on both sides."""
    first, last = _clause(words, i)
    first = max([first, *(words.end[k] for k in range(i) if words.low[k] == ",")])
    if words.at(agent.last + 1) != "that":
        last = min(
            [last, *(words.start[k] for k in range(agent.last, len(words)) if words.low[k] == ",")]
        )
    span = _span(words, agent)
    return [
        AttitudeSpan("noun", agent.who, first, words.end[i], i, span, True),
        AttitudeSpan("noun", agent.who, words.end[i], last, i, span, True),
    ]


def _owner(words: Words, i: int) -> Phrase | None:
    """The name before an attitude, as its possessor, adjective or first part, with at most three
    words between.
    """
    for k in range(i - 1, max(i - 6, -1), -1):
        low = words.low[k]
        if words.who[k]:
            if words.possessive(k) or words.adjective[k] or k == i - 1:
                return Phrase(words.who[k], k, k)
            return None
        if low in en.owning:
            return Phrase(en.pronouns[low], k, k)
        if is_people(low) and words.possessive(k):
            return Phrase(UNKNOWN, k, k)
        if low in ("'s", "’s", "’", "'"):
            continue
        if (
            not low[0].isalnum()
            or low in en.prepositions
            or low in en.auxiliaries
            or low in en.conjunctions
            or low in en.determiners
        ):
            return None
    return None


def _sources(words: Words) -> list[AttitudeSpan]:
    """ "According to X", "for Baku, …", "in Lavrov's view": a source for the whole clause."""
    found = []
    text = words.text
    for match in _ACCORDING.finditer(text):
        phrase = right(words, _word_at(words, match.end()))
        if phrase is not None:
            first, last = _around(words, phrase)
            if (
                match[0].lower().startswith(("citing", "quoting"))
                and words.end[phrase.last] + 12 < last
            ):
                first = words.end[phrase.last]
            found.append(
                AttitudeSpan(
                    "source", phrase.who, first, last, phrase.first, _span(words, phrase), True
                )
            )
        else:
            first, last = match.end(), len(text)
            found.append(
                AttitudeSpan(
                    "source",
                    UNKNOWN,
                    0 if match.start() else match.end(),
                    last,
                    _word_at(words, match.start()),
                    match.span(),
                    True,
                )
            )
    for match in _FOR.finditer(text):
        k = _word_at(words, match.end())
        phrase = right(words, k)
        if (
            phrase is not None
            and phrase.who[0] != "@"
            and words.at(phrase.last + 1) == ","
            and phrase.last - k <= 2
        ):
            found.append(
                AttitudeSpan(
                    "source",
                    phrase.who,
                    words.end[phrase.last],
                    len(text),
                    k,
                    _span(words, phrase),
                    True,
                )
            )
    for match in _SPOKEN.finditer(text):
        colon = _word_at(words, match.start())
        phrase = _first_phrase(words, _clause_word(words, colon), colon)
        if phrase is not None:
            found.append(
                AttitudeSpan(
                    "source", phrase.who, match.end(), len(text), colon, _span(words, phrase), True
                )
            )
    for i in range(1, len(words)):
        if words.low[i] in en.own_view and not words.who[i]:
            holder = _owner(words, i)
            if holder is not None and words.at(holder.first - 1) in ("in", "from", "to", "the"):
                first, last = _around(words, holder)
                found.append(
                    AttitudeSpan("source", holder.who, first, last, i, _span(words, holder), True)
                )
    return found


def _around(words: Words, phrase: Phrase) -> tuple[int, int]:
    """From the strong stop before a phrase to the one behind it."""
    before = max((words.end[k] for k in range(phrase.first) if words.low[k] in _CLOSING), default=0)
    after = min(
        (words.start[k] for k in range(phrase.last, len(words)) if words.low[k] in _CLOSING),
        default=len(words.text),
    )
    return before, after


def _clause(words: Words, i: int) -> tuple[int, int]:
    """The clause of a passive: from the last subordinator or saying verb before it to the next
    break.
    """
    for k in range(i - 1, -1, -1):
        low = words.low[k]
        says = k < i - 1 and (words.verb(k) or ("",))[0] == SAY
        if low in _CLOSING or low in _BREAKS or low in ("that", "because") or says:
            return words.end[k], _reach(words, i)
    return 0, _reach(words, i)


def _clause_word(words: Words, i: int) -> int:
    return max(
        (
            k + 1
            for k in range(i)
            if words.low[k] in _CLOSING or words.low[k] in _BREAKS or words.low[k] == "that"
        ),
        default=0,
    )


def _reach(words: Words, i: int, *, content: bool = False) -> int:
    """Where what a verb governs ends: at the next break, or with the sentence where a clause is
    told.
    """
    if content:
        return len(words.text)
    for k in range(i + 1, len(words)):
        low = words.low[k]
        if (
            low in _CLOSING
            or (low in _BREAKS and words.low[k - 1] == ",")
            or (low == "that" and words.low[k - 1] == "and")
        ):
            return words.start[k]
    return len(words.text)


def _phrase_end(words: Words, i: int) -> int:
    """Where the complement of an attitude noun ends."""
    clause = words.low[i] == "that"
    for k in range(i + 1, len(words)):
        low = words.low[k]
        if low in (",", ";", "—", "–", "”", '"'):
            return words.start[k]
        if words.who[k] or clause:
            continue
        if (
            low in en.be
            or low in _HAVE
            or low in en.modals - {"to"}
            or low in ("that", "because", "while", "but")
        ):
            return words.start[k]
        verb = words.verb(k)
        if verb is not None and verb[2] in (PAST, THIRD) and words.who[k - 1]:
            return words.start[k]
    return len(words.text)


def _parenthetical(words: Words, i: int, subject: Phrase, lemma: str) -> bool:
    """Whether subject and verb stand beside what is said: "…, Lavrov said", "as Lavrov said, …"."""
    before = words.at(subject.first - 1)
    behind = i + 1
    while words.at(behind).endswith("ly"):
        behind += 1
    after = words.at(behind)
    if before in ("as", "”", '"', "’", "»"):
        return True
    if before not in (",", "—", "–"):
        return False
    if before == "," and words.at(subject.first - 2) in ("”", '"', "»", "’"):
        return True
    if not after or after in (",", ".", "”", ";", "—", "–"):
        return True
    rest = words.low[i + 1 : i + 10]
    if (
        lemma in _INVERTED
        and "that" not in rest
        and not _has_content(words, i)
        and _has_verb(words, subject.first - 1)
    ):
        return True
    return (
        after in ("in", "on", "at", "to", "during", "after", "when", "last", "as", "through")
        and "that" not in rest
        and ":" not in rest
        and "“" not in rest
    )


def _looks_back(words: Words, k: int) -> bool:
    """Whether a verb is said of what stands before: "over what Baku called", ", which Baku denied",
    ", a step Baku called".
    """
    while k > 0 and words.low[k] in en.determiners and words.low[k] != "that":
        k -= 1
    if words.at(k) == "what" or (words.at(k) == "which" and words.at(k - 1) == ","):
        return True
    k -= words.at(k) in ("that", "which")
    return words.at(k - 1) in ("a", "an") and words.at(k - 2) == "," and words.low[k].isalpha()


def _has_verb(words: Words, end: int) -> bool:
    """Whether what stands before an insertion is a clause, and not only a time or a place."""
    return any(
        not words.who[k] and (words.low[k] in en.be or words.low[k] in _HAVE or words.low[k] in en.modals or words.low[k] in VERBS or words.low[k].endswith("ed"))
        for k in range(end)
    )  # fmt: skip


def _quote_start(words: Words, i: int) -> int:
    """Where what an inserted verb tells begins: at the opening mark of its quotation, else behind a
    semicolon.
    """
    if any(words.at(k) in ("”", '"', "»") for k in (i - 1, i - 2)):
        marks = [k for k in range(i - 2) if words.low[k] in ("“", '"', "«")]
        if marks:
            return words.start[marks[-1]]
    return max((words.end[k] for k in range(i) if words.low[k] in _CLOSING), default=0)


def _closed(words: Words, found: list[AttitudeSpan]) -> list[AttitudeSpan]:
    """A frame ends where a verb with a subject of its own begins a new main clause."""
    out = list(found)
    for later in found:
        if later.group == "noun" or not later.tied or later.first <= later.subject[0]:
            continue
        k = _word_at(words, later.subject[0])
        while k > 0 and words.low[k - 1] in en.determiners and words.low[k - 1] != "that":
            k -= 1
        before = words.at(k - 1)
        if before in _CLOSING or before in _BREAKS or (before == "and" and words.at(k - 2) == ","):
            out = [
                (
                    f._replace(last=min(f.last, words.start[k]))
                    if f.verb < later.verb and f.first < words.start[k]
                    else f
                )
                for f in out
            ]
    return out


def _word_at(words: Words, character: int) -> int:
    """The word that begins at or before a character."""
    return max(bisect_right(words.start, character) - 1, 0)


def _span(words: Words, phrase: Phrase) -> tuple[int, int]:
    return words.start[phrase.first], words.end[phrase.last]
