"""The attitudes of one sentence: who holds each, and over which stretch it reaches."""

from collections.abc import Iterator
from typing import NamedTuple

from standpoint.language.phrases import (
    CLAUSE_STARTS,
    POSSESSIVE,
    UNKNOWN,
    Phrase,
    Words,
    left,
    right,
)
from standpoint.language.words import (
    ACT,
    BASE,
    ING,
    JUDGE,
    LIGHT,
    PARTICIPLE,
    PAST,
    SAY,
    is_people,
    verbs_with,
)
from standpoint.language.words import EN as en

NOUN_OF, SOURCE = "noun", "source"  # spans that no verb carries

# The time for one sentence grows with the square of its words: 0.1 s here, minutes for a whole
# book in one line.
LONGEST = 1500
_FEW = 6  # words between a light verb and its noun, a participle and "by"
_CLOSE_QUOTE = frozenset(("”", '"', "»"))
_BEFORE_INVERSION = _CLOSE_QUOTE | {",", "—", "?", "!", "’"}
_OPENS_CONTENT = en.auxiliaries | {"that", ":", "“", '"', "«"}
_MODALS = en.modals - {"to"}
_ENDS_NOUN = frozenset((",", ";", "—", "–", "”", '"'))
_ENDS_COMPLEMENT = en.be | en.have | _MODALS | {"that", "because", "while", "but"}
_NO_OWNER_ACROSS = en.prepositions | en.auxiliaries | en.conjunctions | en.determiners
_NO_VERB_BEFORE = (en.determiners | en.owning | POSSESSIVE) - en.relatives - {"'", "’"}
_INSERTED = en.relatives | en.determiners | en.prepositions | en.authorities | en.inserted
_LINK_INSIDE = en.relatives | en.inside
_INVERTED = verbs_with("inverted")
_CLAUSE_ONLY = verbs_with("clause-only")
_NOUNS_TOO = verbs_with("noun")
_REPORTS = verbs_with("content")
_DENIALS = verbs_with("denies")
_LATER_ON = en.later_on | en.prepositions


class AttitudeSpan(NamedTuple):
    """An attitude: its holder (or a reference such as @person) and the characters it reaches."""

    group: str
    holder: str
    first: int
    last: int
    verb: int  # the word that carries it
    subject: tuple[int, int]  # characters of the holder's phrase
    tied: bool = True  # the subject stands in the sentence, not taken over from another verb
    denies: bool = False
    about_it: bool = False  # the object is "it", "him": what or who was told of before
    form: str = ""
    inside: bool = False  # of a relative or complement clause: its subject is not passed on


def attitude_spans(words: Words) -> list[AttitudeSpan]:
    """All attitudes of a sentence.

    There are none where it is so long that it can only be a table or a text without full stops.
    """
    return [] if len(words) > LONGEST else _Attitudes(words).read()


class _Attitudes:
    """Reads a sentence word by word; `spans` holds what was found so far."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.spans: list[AttitudeSpan] = []

    def read(self) -> list[AttitudeSpan]:
        words = self.words
        for i, low in enumerate(words.low):
            if words.who[i]:
                continue
            span = self._verbal(i) if words.verb(i)[0] else None
            if span is None and (low in en.feelings or low in en.partisans):
                span = self._feeling(i)
            if span is None and (low in en.attitudes or low in en.utterances):
                self.spans += self._nominal(i)
            if span is not None:
                self.spans.append(span)
        spans = self.spans
        if words.at(0) in en.subordinators and "," in words.low:
            # What a clause put first says ends with it.
            comma = words.low.index(",")
            edge = words.start[comma]
            spans = [s._replace(last=min(s.last, edge)) if s.verb < comma else s for s in spans]
        return [*self._closed(spans), *self._sources(), *self._crowds()]

    def _span(
        self, group: str, phrase: Phrase, first: int, last: int, verb: int, **more: object
    ) -> AttitudeSpan:
        subject = self.words.start[phrase.first], self.words.end[phrase.last]
        return AttitudeSpan(group, phrase.who, first, last, verb, subject, **more)

    # Verbs

    def _verbal(self, i: int) -> AttitudeSpan | None:
        words = self.words
        group, lemma, form = words.verb(i)
        back = self._before(i)
        after = words.at(i + 1)
        if not self._is_verb(i, lemma, form, back):
            return None
        content = self._has_content(i)
        if lemma in _CLAUSE_ONLY and not content:
            return None
        if lemma == "put" and after == "it":
            group = SAY
        if f"{lemma} {after}" in en.phrasal:
            group = JUDGE
        if group == LIGHT and not self._governs_attitude(i):
            return None
        group = JUDGE if group == LIGHT else group
        if form in (PAST, PARTICIPLE):
            passive = words.any_in(en.be, back + 1, i)
            agent = self._agent(i, wide=passive)
            if agent is not None:
                return self._span(group, agent, *words.clause(i), i)
            if passive or (form == PARTICIPLE and not words.any_in(en.have, back + 1, i)):
                return None  # "was accused of": by whom, the text does not say
        if group == SAY and lemma in _INVERTED and (i == 0 or words.at(i - 1) in _BEFORE_INVERSION):
            behind = self._inverted(i)
            if behind is not None:
                return self._span(SAY, behind, self._quote_start(i), len(words.text), i)
        subject, tied = self._subject(i, back, form, group)
        # "The move supported Baku": what is no voice can act, but hold nothing.
        if subject is None or (not subject.sure and (group == ACT or lemma in en.inanimate)):
            return None
        first = words.end[i]
        last = len(words.text) if group == SAY and content else words.reach(i)
        if group == SAY and tied and self._parenthetical(i, subject, lemma, content):
            first, last = self._quote_start(subject.first), len(words.text)
        elif group in (SAY, JUDGE) and tied and self._looks_back(subject.first - 1):
            first = words.clause(subject.first)[0]
        if form == ING and words.at(back) in en.control:
            # "for helping Baku" tells an attitude of the one who is thanked or blamed, as far as
            # the comma.
            group = JUDGE if words.who[back - 1] else group
            last = min(last, words.next_mark(",", i))
        elif form == ING and self.spans:
            before = self.spans[-1]
            if before.form == ING and before.holder == subject.who:
                last = min(last, before.last)
        return self._span(
            group,
            subject,
            first,
            last,
            i,
            tied=tied,
            denies=lemma in _DENIALS,
            about_it=self._is_object(i + 1),
            form=form,
            inside=tied and self._is_inside(subject),
        )

    def _is_object(self, i: int) -> bool:
        """Whether word i stands for what was told, and opens no clause: not "said it won"."""
        words, word, after = self.words, self.words.at(i), self.words.at(i + 1)
        if not after or words.is_mark(i + 1):
            return word in en.object_pronouns
        if word in ("her", "that", "this"):  # or of the noun behind it: "her speech"
            return after in ("a", "an", *en.prepositions)
        return word in en.object_pronouns and words.verb(i - 1)[1] not in _REPORTS

    def _has_content(self, i: int) -> bool:
        """Whether a verb is followed by a clause, and not by a noun alone."""
        words = self.words
        for k in range(i + 1, len(words)):
            low = words.low[k]
            if low == ";" or (low in en.breaks and words.low[k - 1] == ","):
                return False
            if low in _OPENS_CONTENT or words.finite(k):
                return True
        return False

    def _is_inside(self, subject: Phrase) -> bool:
        """Whether a subject opens a relative clause or the complement of the verb before."""
        k = self.words.before_article(subject.first - 1)
        return self.words.at(k) in _LINK_INSIDE or any(
            span.verb == k and span.group == SAY for span in self.spans
        )

    def _before(self, i: int) -> int:
        """The word before a verb; adverbs and auxiliaries are stepped over."""
        words = self.words
        for k in range(i - 1, -1, -1):
            low = words.low[k]
            adverb = low.endswith("ly") and low not in en.no_adverbs
            if words.who[k] or not (low in en.auxiliaries or adverb):
                return k
        return -1

    def _is_verb(self, i: int, lemma: str, form: str, back: int) -> bool:
        words = self.words
        near, before = words.at(i - 1), words.at(back)
        if near in _NO_VERB_BEFORE:
            return False  # "the alleged", "Baku's claims": a noun or an adjective
        if form == ING:
            adverbial = words.low[i] == "speaking" and near.endswith("ly")
            return words.low[i] not in en.no_participles and not adverbial
        free = near not in en.prepositions
        if form in (PAST, PARTICIPLE):
            return free or words.who[i - 1] != ""
        if form == BASE:
            if near == "to" or words.any_in(en.modals, back + 1, i):
                return True
            return free and self._is_plural(back, lemma)
        if lemma not in _NOUNS_TOO:
            return free
        if back >= 0 and words.who[back]:
            return not words.adjective[back]
        named = back >= 0 and words.capital(back)
        return before in en.singular or is_people(before) or before in en.authorities or named

    def _is_plural(self, back: int, lemma: str) -> bool:
        """Whether the noun phrase that ends at `back` can be the subject of a base form."""
        words = self.words
        before = words.at(back)
        if before in en.plural or before in en.nobody:
            return True
        if back < 0:
            return False
        if before.endswith("s") and (is_people(before) or before in en.authorities):
            return True
        if words.who[back]:
            return back >= 2 and words.low[back - 1] == "and" and bool(words.who[back - 2])
        if back >= 2 and before[0].isalnum():
            phrase = left(words, back)  # "critics of the government call"
            head = words.low[phrase.first] if phrase is not None else ""
            if head.endswith("s") and (is_people(head) or head in en.authorities):
                return True
        noun = (
            before[0].isalpha() and before not in en.conjunctions and before not in en.determiners
        )
        return noun and lemma not in _NOUNS_TOO and before.endswith(("s", "men", "people"))

    def _governs_attitude(self, i: int) -> bool:
        """Whether the object of a light verb is an attitude: "voiced its distrust of"."""
        words = self.words
        for k in range(i + 1, min(i + 1 + _FEW, len(words))):
            low = words.low[k]
            if low in en.attitudes or low in en.verdicts:
                return words.at(k + 1) != "from"  # "won praise from X": the attitude is X's
        return False

    def _agent(self, i: int, *, wide: bool) -> Phrase | None:
        """The phrase after "by": right behind a participle, or some words behind a passive."""
        words = self.words
        for k in range(i + 1, min(i + (2 * _FEW if wide else 2), len(words))):
            if words.low[k] == "by":
                return right(words, k + 1)
        return None

    def _inverted(self, i: int) -> Phrase | None:
        """The subject behind its verb: "…, said Lavrov"."""
        words = self.words
        phrase, near = right(words, i + 1), words.at(i + 1)
        if phrase is None and near in ("a", "an", "one", "the") and words.at(i + 2)[:1].isalpha():
            phrase = Phrase(UNKNOWN, i + 1, i + 2)  # "said a volunteer"
        if phrase is None or (phrase.who == "@body" and near == "that"):
            return None
        after = words.at(phrase.last + 1)
        return phrase if not after[:1].isalnum() or after in _LATER_ON else None

    # Subjects

    def _subject(self, i: int, back: int, form: str, group: str) -> tuple[Phrase | None, bool]:
        """Whose verb it is, and whether that stands before this very verb."""
        words = self.words
        near = words.at(back)
        if form == ING and not words.any_in(en.be, back + 1, i):
            return self._participle(i, back), False
        if back < 0:
            return None, False
        if near == ",":
            apposed = self._apposed(back)
            if apposed is not None:
                return apposed, True
        if near in en.coordinators or near in ("to", ",", ")", "”", '"'):
            return self._inherited(i, group), False
        if near in en.relatives and near != "that" and words.at(back - 1) != ",":
            return left(words, back), True
        phrase = left(words, back)
        if phrase is None and near in en.auxiliaries:
            return self._inherited(i, group), False
        if phrase is not None and phrase.first >= 2 and words.low[phrase.first - 1] == "and":
            both = words.who[phrase.first - 2]
            if both:
                who = both if phrase.who == UNKNOWN else phrase.who
                phrase = phrase._replace(first=phrase.first - 2, who=who)
        return phrase, True

    def _participle(self, i: int, back: int) -> Phrase | None:
        """The subject of an -ing form: the object before, a writing, or that of the last verb."""
        words = self.words
        near, judged = words.at(back), self.spans and self.spans[-1].group == JUDGE
        if near in en.control and back and words.who[back - 1] and judged:
            return Phrase(words.who[back - 1], back - 1, back - 1)
        if near in en.utterances:
            writing = left(words, back)
            if writing is not None and writing.who != "@said":
                return writing
        if back <= 0:
            comma = words.low.index(",", i) if "," in words.low[i:] else 0
            return right(words, comma + 1) if comma else None
        return self._inherited(i, SAY)

    def _apposed(self, comma: int) -> Phrase | None:
        """The subject before an insertion: "Pashinyan, speaking in Moscow, said"."""
        words = self.words
        for k in range(comma - 1, max(comma - 25, 0), -1):
            if words.low[k] != ",":
                continue
            if k == comma - 2 and words.who[comma - 1]:
                return left(words, comma - 1)  # "the leader of the party, Ambrose, said"
            opens = words.at(k + 1)
            inserted = opens in _INSERTED or opens.endswith("ing")
            return left(words, k - 1) if inserted else None
        return None

    def _inherited(self, i: int, group: str) -> Phrase | None:
        """The subject of the verb before, where this one has none: "X said A and argued B"."""
        words = self.words
        edge = words.last_before((";",), i)
        verbs = [s for s in self.spans if s.verb > edge and s.group in (SAY, JUDGE, ACT)]
        if group == SAY:
            verbs = [s for s in verbs if s.group == SAY] or verbs
        if not verbs:
            return self._first_phrase(edge + 1, i)
        last = ([s for s in verbs if not s.inside] or verbs)[-1]
        first, behind = last.subject
        return Phrase(last.holder, words.word_at(first), words.word_at(behind - 1))

    def _first_phrase(self, first: int, last: int) -> Phrase | None:
        """The first noun phrase of a clause that hangs on no preposition."""
        words = self.words
        for k in range(first, last):
            low, name = words.low[k], words.who[k]
            body = low in en.authorities and not name
            if not name and not body and not is_people(low) and low not in en.personal:
                continue
            if name and (words.possessive(k) or words.adjective[k]):
                continue
            phrase = left(words, k)
            if phrase is not None and body and words.at(k + 1) in en.prepositions:
                wider = right(words, k)
                phrase = wider if wider is not None and wider.who != UNKNOWN else phrase
            if phrase is not None:
                return phrase
        return None

    # Adjectives and nouns

    def _feeling(self, i: int) -> AttitudeSpan | None:
        """ "Paris is wary of Baku": an adjective or a partisan noun behind a copula."""
        words = self.words
        moved = words.at(i + 1) == "by" and words.low[i].endswith("ed")
        if words.at(i + 1) not in en.toward and not moved:
            return None
        back = i - 1
        if words.low[i] in en.partisans:  # "is a close friend of": over article and adjective
            while back > max(i - 4, 0) and words.low[back] not in en.auxiliaries:
                back -= 1
        back = self._before(back + 1)
        if not words.any_in(en.auxiliaries, back + 1, i) and words.at(i - 1) != ",":
            return None
        subject, tied = self._subject(i, back, PAST, JUDGE)
        if subject is None or not subject.sure:
            return None
        return self._span(JUDGE, subject, words.end[i], words.reach(i), i, tied=tied)

    def _nominal(self, i: int) -> list[AttitudeSpan]:
        """ "Ankara's support for", "criticism by Paris of", "distrust of Baku among analysts"."""
        words = self.words
        toward = words.at(i + 1) in en.toward
        if toward and words.low[i] in en.moods and words.at(i - 1) == "in":
            subject = self._first_phrase(words.clause_start(i), i)
            if subject is not None:  # the whole clause is done in that mood
                first = words.end[subject.last]
                return [self._span(NOUN_OF, subject, first, words.reach(i), i)]
        spans = []
        owner = self._owner(i) if toward else None
        if owner is not None:
            spans.append(self._span(NOUN_OF, owner, words.end[i], self._phrase_end(i + 1), i))
        # Behind an auxiliary only "among" still belongs to the noun: "distrust of X is rife among".
        passed = False
        for k in range(i + 1, min(i + 3 + _FEW, len(words))):
            low = words.low[k]
            if passed and low != "among":
                continue
            among = low == "among" and words.low[i] in en.attitudes
            if among or low == "by" or (low == "from" and (k == i + 1 or words.who[k - 1])):
                agent = right(words, k + 1)
                return [*spans, *self._both_sides(i, agent)] if agent is not None else spans
            if words.is_mark(k) and low not in ("'s", "’s") or low in en.openers or low == "that":
                break
            passed |= low in en.auxiliaries
        return spans

    def _both_sides(self, i: int, agent: Phrase) -> Iterator[AttitudeSpan]:
        """An attitude with its holder behind it reaches as far as the commas on both sides."""
        words = self.words
        first, last = words.clause(i)
        first = max(first, words.behind_last(",", i))
        if words.at(agent.last + 1) != "that":
            last = min(last, words.next_mark(",", agent.last))
        yield self._span(NOUN_OF, agent, first, words.end[i], i)
        yield self._span(NOUN_OF, agent, words.end[i], last, i)

    def _owner(self, i: int) -> Phrase | None:
        """The name before an attitude, as its possessor, adjective or first part."""
        words = self.words
        for k in range(i - 1, max(i - 6, -1), -1):
            low = words.low[k]
            if words.who[k]:
                owns = words.possessive(k) or words.adjective[k] or k == i - 1
                return Phrase(words.who[k], k, k) if owns else None
            if low in en.owning:
                return Phrase(en.pronouns[low], k, k)
            if is_people(low) and words.possessive(k):
                return Phrase(UNKNOWN, k, k)
            if low not in POSSESSIVE and (words.is_mark(k) or low in _NO_OWNER_ACROSS):
                return None
        return None

    # Sources

    def _sources(self) -> Iterator[AttitudeSpan]:
        """ "According to X", "for Baku, …", "in Lavrov's view": a source for the whole clause."""
        words, text = self.words, self.words.text
        for match in en.ACCORDING.finditer(text):
            phrase = right(words, words.word_at(match.end()))
            if phrase is None:
                first = 0 if match.start() else match.end()
                verb = words.word_at(match.start())
                yield AttitudeSpan(SOURCE, UNKNOWN, first, len(text), verb, match.span())
                continue
            first, last = self._around(phrase)
            cited = match[0].lower().startswith(("citing", "quoting"))
            if cited and words.end[phrase.last] + 12 < last:
                first = words.end[phrase.last]
            yield self._span(SOURCE, phrase, first, last, phrase.first)
        for match in en.FOR.finditer(text):
            k = words.word_at(match.end())
            phrase = right(words, k)
            if phrase is None or phrase.who[0] == "@" or phrase.last - k > 2:
                continue
            if words.at(phrase.last + 1) == ",":
                yield self._span(SOURCE, phrase, words.end[phrase.last], len(text), k)
        for match in en.SPOKEN.finditer(text):
            colon = words.word_at(match.start())
            phrase = self._first_phrase(words.clause_start(colon), colon)
            if phrase is not None:
                yield self._span(SOURCE, phrase, match.end(), len(text), colon)
        for i, low in enumerate(words.low):
            if low in en.own_view and not words.who[i]:
                owner = self._owner(i)
                if owner and words.at(owner.first - 1) in ("in", "from", "to", "the"):
                    yield self._span(SOURCE, owner, *self._around(owner), i)

    def _around(self, phrase: Phrase) -> tuple[int, int]:
        """From the semicolon before a phrase to the one behind it."""
        words = self.words
        return words.behind_last(";", phrase.first), words.next_mark(";", phrase.last)

    def _crowds(self) -> Iterator[AttitudeSpan]:
        """What people do who are no actor: "Dockers hung a banner", "pelted by marchers"."""
        words = self.words
        for i, low in enumerate(words.low):
            if low.endswith("ed") and words.at(i - 1) in en.be:
                agent = self._agent(i, wide=True)
                if agent is not None and agent.who == UNKNOWN:
                    yield self._span(ACT, agent, *words.clause(i), i)
            elif low.endswith(("s", "men")) and is_people(low) and not words.who[i]:
                opens = i
                while opens > 0 and words.low[opens - 1] in en.counting:
                    opens -= 1
                starts = opens == 0 or words.low[opens - 1] in (";", ",", "while", "but")
                if not starts or words.possessive(i):
                    continue
                if not words.any_in(en.be | _MODALS, i + 1, i + 8):
                    crowd = Phrase(UNKNOWN, i, i)
                    yield self._span(ACT, crowd, words.end[i], words.reach(i), i)

    # How far

    def _phrase_end(self, i: int) -> int:
        """Where the complement of an attitude noun ends."""
        words = self.words
        clause = words.low[i] == "that"
        for k in range(i + 1, len(words)):
            low = words.low[k]
            if low in _ENDS_NOUN:
                return words.start[k]
            if words.who[k] or clause:
                continue
            if low in _ENDS_COMPLEMENT or (words.finite(k) and words.who[k - 1]):
                return words.start[k]
        return len(words.text)

    def _parenthetical(self, i: int, subject: Phrase, lemma: str, content: bool) -> bool:
        """Whether subject and verb stand beside what is said: "…, Lavrov said", "as he said, …"."""
        words = self.words
        before, behind = words.at(subject.first - 1), i + 1
        while words.at(behind).endswith("ly"):
            behind += 1
        after = words.at(behind)
        if before == "as" or before in _CLOSE_QUOTE or before == "’":
            return True
        if before not in (",", "—", "–"):
            return False
        quoted = words.at(subject.first - 2)
        if before == "," and (quoted in _CLOSE_QUOTE or quoted == "’"):
            return True
        if not after or after in (",", ".", "”", ";", "—", "–"):
            return True
        rest = words.low[i + 1 : i + 10]
        if "that" in rest:
            return False
        if lemma in _INVERTED and not content:
            return True
        return after in en.after_source and ":" not in rest and "“" not in rest

    def _looks_back(self, k: int) -> bool:
        """Whether a verb is said of what stands before: ", which Baku denied"."""
        words = self.words
        k = words.before_article(k)
        if words.at(k) == "what" or (words.at(k) == "which" and words.at(k - 1) == ","):
            return True
        k -= words.at(k) in ("that", "which")
        apposed = words.at(k - 1) in ("a", "an") and words.at(k - 2) == ","
        return apposed and words.low[k].isalpha()

    def _quote_start(self, i: int) -> int:
        """Where what an inserted verb tells begins: at its quotation, else behind a semicolon."""
        words = self.words
        if words.any_in(_CLOSE_QUOTE, i - 2, i):
            mark = words.last_before(("“", '"', "«"), i - 2)
            if mark >= 0:
                return words.start[mark]
        return words.behind_last(";", i)

    def _closed(self, spans: list[AttitudeSpan]) -> list[AttitudeSpan]:
        """A span ends where a verb with a subject of its own begins a new main clause."""
        words = self.words
        closed = list(spans)
        for later in spans:
            if later.group == NOUN_OF or not later.tied or later.first <= later.subject[0]:
                continue
            k = words.word_at(later.subject[0])
            k = words.before_article(k - 1) + 1 if k else 0
            before = words.at(k - 1)
            if before not in CLAUSE_STARTS and not (before == "and" and words.at(k - 2) == ","):
                continue
            for n, span in enumerate(closed):
                if span.verb < later.verb and span.first < words.start[k] < span.last:
                    closed[n] = span._replace(last=words.start[k])
        return closed
