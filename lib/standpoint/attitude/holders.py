"""Whose attitude a sentence carries toward the actor it mentions.

The innermost attitude that reaches a mention and is held by somebody else names the holder, as in
"Pashinyan said that Russia's presence creates a threat"; else it is the document's speaker, or the
text's own voice. The idea of nested sources is that of Wiebe, Wilson & Cardie 2005 ("Annotating
Expressions of Opinions and Emotions in Language"); the rules are our own."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from standpoint.actors.nominal import BY_CONTEXT
from standpoint.actors.registry import Registry
from standpoint.attitude.attribution import NOUN_OF, SOURCE, AttitudeSpan, attitude_spans
from standpoint.errors import TableError
from standpoint.language.phrases import UNKNOWN, Mention, Words
from standpoint.language.words import ACT, JUDGE, PAST, SAY, THIRD, VERBS
from standpoint.language.words import EN as en

AUTHOR = "author"
_SELF = "@self"  # "I" and "we"
_VOICED = (SAY, JUDGE, SOURCE)


class _Memory(NamedTuple):
    """What a document has shown so far of who speaks."""

    speaker: str  # of the document or of the turn; empty where none
    last: str = ""  # the last holder
    person: str = ""  # the last holder who is a person, for he and she
    body: str = ""  # the last who is not, for it
    state: str = ""  # the state "the government" belongs to


class _Sentence(NamedTuple):
    text: str
    in_quote: bool
    mentions: list[tuple[object, Mention]]  # with the index of their row
    words: Words


def holders(
    mentions: pd.DataFrame, *, sentences: pd.DataFrame, documents: pd.DataFrame, registry: Registry
) -> pd.Series:
    """Find the holder of the attitude toward each mention.

    Parameters
    ----------
    mentions : DataFrame
        With doc_id, sent_id, start, end, actor_id and via.
    sentences : DataFrame
        With doc_id, sent_id, start, text and in_quote.
    documents : DataFrame
        With doc_id, title, speaker and published_start.
    registry : Registry
        The actors that can be holders.

    Returns
    -------
    Series
        On the index of `mentions`: an actor id, never that of the mentioned actor itself; `author`
        for the text's own voice; `unknown` for somebody the text names who is not in the registry.

    Raises
    ------
    TableError
        If a mention's sentence is missing.

    Examples
    --------
    >>> from standpoint import tables
    >>> from standpoint.actors.mentions import mentions as find
    >>> from standpoint.actors.registry import read_registry
    >>> from standpoint.language.sentences import sentences as split
    >>> from standpoint.project import data_path
    >>> actors = read_registry(data_path("actors.yml"))
    >>> text = "Zakharova said Baku distrusts Paris."
    >>> docs = tables.make([{"doc_id": "d", "text": text, "language": "en"}], "documents")
    >>> cut = split(docs)
    >>> found = find(cut, documents=docs, registry=actors)
    >>> holders(found, sentences=cut, documents=docs, registry=actors).tolist()
    ['author', 'maria-zakharova', 'azerbaijan']
    """
    if mentions.empty:
        return pd.Series([], dtype="str", index=mentions.index)
    speakers = {
        row.doc_id: _speaker(row.speaker, row.title, row.published_start, registry)
        for row in documents[["doc_id", "speaker", "title", "published_start"]].itertuples()
    }
    unplaced: dict[tuple[str, int], list] = {}
    columns = (mentions[name] for name in ("doc_id", "sent_id", "start", "end", "actor_id", "via"))
    for index, doc_id, sent_id, *mention in zip(mentions.index, *columns, strict=True):
        unplaced.setdefault((doc_id, sent_id), []).append((index, Mention(*mention)))
    rows: dict[str, list[_Sentence]] = {doc_id: [] for doc_id, _ in unplaced}
    columns = (sentences[name] for name in ("doc_id", "sent_id", "start", "text", "in_quote"))
    for doc_id, sent_id, offset, text, in_quote in zip(*columns, strict=True):
        if doc_id in rows:
            here = sorted(unplaced.pop((doc_id, sent_id), ()), key=lambda pair: pair[1])
            shifted = [
                (index, m._replace(start=m.start - offset, end=m.end - offset)) for index, m in here
            ]
            # A pronoun stays a word: whom it means as a holder is settled here.
            named = [mention for _, mention in shifted if mention.via not in BY_CONTEXT]
            words = Words(text, named)
            rows[doc_id].append(_Sentence(text, in_quote, shifted, words))
    if unplaced:
        doc_id, sent_id = min(unplaced)
        where = f"mention in sentence {sent_id} of document {doc_id}"
        what = "that sentence is not in the sentences table"
        raise TableError(where, what, "pass the sentences they were found in")
    answers: dict[object, str] = {}
    for doc_id, document in rows.items():
        answers.update(_Reader(document, speakers.get(doc_id, ""), registry).read())
    return pd.Series(answers, dtype="str").reindex(mentions.index)


def _speaker(speaker: str, title: str, published: pd.Timestamp, registry: Registry) -> str:
    """Who speaks by the document's record, or by a title such as "Lavrov: no alternative"."""
    date = None if pd.isna(published) else published.date()
    if speaker:
        return registry.find(speaker, date) or UNKNOWN
    turn = en.TURN.match(title)
    if turn:
        return registry.find(turn[1], date) or ""
    for match in en.TITLE_VERB.finditer(title):  # "Lavrov says …"
        group, _, form = VERBS.get(match[1].lower(), ("", "", ""))
        if group in (SAY, JUDGE) and form in (THIRD, PAST):
            return registry.find(title[: match.start()], date) or ""
    return ""


class _Reader:
    """Goes through one document and remembers who spoke."""

    def __init__(self, rows: list[_Sentence], speaker: str, registry: Registry) -> None:
        self.rows = rows
        self.registry = registry
        self.memory = _Memory(speaker)
        self.spans: list[list[AttitudeSpan]] = []
        self.speaker: list[str] = []
        for row in rows:
            self.speaker.append(self._take_turn(row.words))
            self.spans.append(self._settled(row.words))
        # A text in which its own speaker is said to speak tells of him; one that does not is in his
        # own words.
        self.about_speaker = any(
            span.tied and span.group in (SAY, JUDGE) and self._same_voice(span.holder)
            for spans in self.spans
            for span in spans
        )

    def read(self) -> Iterator[tuple[object, str]]:
        """The index and the holder of every mention."""
        quoted = ""
        for n, row in enumerate(self.rows):
            quoted = self._quoted(n, quoted)
            for index, mention in row.mentions:
                yield index, self._holder(n, mention, quoted)

    # Who is who

    def _settled(self, words: Words) -> list[AttitudeSpan]:
        """The attitudes of a sentence, with references such as "he" settled."""
        settled: list[AttitudeSpan] = []
        for span in sorted(attitude_spans(words), key=lambda span: span.verb):
            holder = self._who(span, words, first=not settled)
            settled.append(span._replace(holder=holder))
            if holder != _SELF and span.group in _VOICED:
                self._remember(holder)
        if not settled:
            # Its first name still says whom the next "he" means.
            i = next((i for i in range(min(4, len(words))) if self._is_subject(words, i)), -1)
            if i >= 0 and not words.possessive(i):
                self._remember(words.who[i])
        return settled

    def _take_turn(self, words: Words) -> str:
        """Who speaks in this sentence; in a transcript the one before a colon, from here on."""
        turn = en.TURN.match(words.text)
        if not turn:
            return self.memory.speaker
        speaker = self.registry.find(turn[1]) or self.registry.find(turn[1].title())
        known = zip(words.who, words.end, strict=True)
        people = [(who, end) for who, end in known if end <= turn.end(1) and self._is_person(who)]
        if not speaker and people:
            speaker, end = people[-1]
            # A turn: "Lavrov (in Russian): …", "Lavrov, Minister: …"; told: "Lavrov was blunt: …".
            tail = turn[1][end - turn.start(1) :].strip()
            if tail and tail[0] != "(" and not (tail[0] == "," and tail[1:].strip()[:1].isupper()):
                return speaker
        # Somebody else's turn is his own: "Question: …", "John Smith: …".
        if not speaker and self.memory.speaker and en.STRANGER.fullmatch(turn[1]):
            speaker = UNKNOWN
        if speaker:
            self.memory = self.memory._replace(speaker=speaker, last=speaker, person=speaker)
        return self.memory.speaker

    def _remember(self, holder: str) -> None:
        unknown = holder == UNKNOWN
        person = unknown or self._is_person(holder)
        state = "" if unknown else self.registry.state_of(holder)
        self.memory = self.memory._replace(
            last=holder,
            person=holder if person else self.memory.person,
            body=self.memory.body if person and not unknown else holder,
            state=state or self.memory.state,
        )

    def _is_subject(self, words: Words, i: int) -> bool:
        """Whether word i is a known name that describes nothing and hangs on no preposition."""
        hangs = words.adjective[i] or words.at(i - 1) in en.prepositions
        return words.who[i] not in ("", UNKNOWN) and not hangs

    def _same_voice(self, holder: str) -> bool:
        speaker = self.memory.speaker
        if not speaker or not {UNKNOWN, AUTHOR, _SELF}.isdisjoint((holder, speaker)):
            return False
        if holder == speaker or self._is_person(speaker) or self._is_person(holder):
            return holder == speaker
        return self.registry.state_of(holder) == self.registry.state_of(speaker) != ""

    def _is_person(self, actor: str) -> bool:
        return actor in self.registry and self.registry.actors[actor].kind == "person"

    def _who(self, span: AttitudeSpan, words: Words, *, first: bool) -> str:
        reference, memory = span.holder, self.memory
        start = span.subject[0]
        if reference in (UNKNOWN, "@state"):
            voiced = en.SPOKESMAN.search(words.text, max(start - 60, 0), words.start[span.verb])
            name = voiced and self.registry.find(voiced[1] or voiced[2])
            if name:
                return name
        # Whose quotation "I" stands in is known when the document has been read.
        if not reference.startswith("@") or reference == _SELF:
            return reference
        if reference == "@said":
            return memory.last or UNKNOWN
        names = [(i, who) for i, who in enumerate(words.who) if who and who != UNKNOWN]
        before = [who for i, who in names if words.start[i] < start]
        if reference == "@state":
            states = (self.registry.state_of(who) for who in before)
            return next(filter(None, states), "") or memory.state or UNKNOWN
        if reference == "@person":
            # "Asked whether he trusted X, Y said": a name behind a comma will do.
            after = [who for i, who in names if words.start[i] > start and words.at(i - 1) == ","]
            people = [who for who in (*before, *after) if self._is_person(who)]
            speaker = memory.speaker if self._is_person(memory.speaker) else ""
            return memory.person or (people[0] if people else speaker) or UNKNOWN
        bodies = [who for who in before if not self._is_person(who)]
        body = bodies[0] if bodies else ""
        if reference == "@group":
            return memory.body or memory.last or body or UNKNOWN
        known = memory.body or memory.last or memory.speaker or body or UNKNOWN
        return (body if first else "") or known

    # Quotations

    def _quoted(self, n: int, before: str) -> str:
        """Who speaks in a sentence that stands whole inside quotation marks; empty outside."""
        row = self.rows[n]
        if not row.in_quote:
            return ""
        opens = row.text[:1] in '“„«"'
        if before and not opens:
            return before
        previous = self._last_speaker(n - 1)
        if previous and (self.rows[n - 1].text.rstrip()[-1:] in ":," or not opens):
            return previous
        outside = (k for k in range(n + 1, len(self.rows)) if not self.rows[k].in_quote)
        k = next(outside, -1)
        following = self._voices(k) if k >= 0 else []
        return following[0] if following else previous or before

    def _voices(self, n: int) -> list[str]:
        """Who speaks or judges in a sentence, in order."""
        return [s.holder for s in self.spans[n] if s.group in _VOICED and s.holder != _SELF]

    def _last_speaker(self, n: int) -> str:
        """Who spoke last in a sentence or in the quotation before it."""
        for k in range(n, -1, -1):
            voices = self._voices(k)
            if voices or not self.rows[k].in_quote:
                return voices[-1] if voices else ""
        return ""

    # The holder

    def _holder(self, n: int, mention: Mention, quoted: str) -> str:
        holder = self._mutual(n, mention) or self._innermost(n, mention, quoted)
        if holder:
            return holder
        speaker = quoted or self.speaker[n]
        if speaker and speaker != mention.actor:
            return speaker
        return (
            self._accuser(n, mention)
            or self._counterpart(n, mention)
            or self._evaluator(n, mention)
            or AUTHOR
        )

    def _innermost(self, n: int, mention: Mention, quoted: str) -> str:
        """Who holds the innermost attitude; what only acts gives way to what speaks."""
        reaching = [
            span
            for span in self._with_self(n, quoted)
            if span.first <= mention.start
            and mention.end <= span.last
            and span.holder != mention.actor
            and not (span.subject[0] < mention.end and mention.start < span.subject[1])
        ]
        strong = [span for span in reaching if span.group != ACT]
        is_own = self.speaker[n] and not self.about_speaker
        if not reaching or (is_own and not strong):
            return ""
        # The last to begin is the innermost; a source begins before the verbs it covers.
        inner, *outward = sorted(
            strong or reaching, key=lambda s: (s.first, s.group != SOURCE, s.verb), reverse=True
        )
        # Who speaks for a state and says what it feels is heard himself: "Lavrov said Moscow was
        # concerned about NATO".
        for outer in outward:
            if outer.group == SAY and self._speaks_for(outer.holder, inner.holder):
                return outer.holder
        return inner.holder

    def _with_self(self, n: int, quoted: str) -> Iterator[AttitudeSpan]:
        """The attitudes of a sentence, with "I" and "we" as whoever says it."""
        for span in self.spans[n]:
            if span.holder == _SELF:
                around = [
                    outer.holder
                    for outer in self.spans[n]
                    if outer.holder != _SELF
                    and outer.group in (SAY, SOURCE)
                    and outer.first <= span.subject[0] < outer.last
                ]
                voice = around[-1] if around else quoted or self.speaker[n] or AUTHOR
                span = span._replace(holder=voice)
            yield span

    def _speaks_for(self, person: str, body: str) -> bool:
        if not self._is_person(person) or body not in self.registry or self._is_person(body):
            return False
        return self.registry.state_of(person) == body

    # Who takes a stand on what the mentioned actor said or did, where it is itself the subject

    def _accuser(self, n: int, mention: Mention) -> str:
        """ "Baku denied it": a denial answers whoever spoke before."""
        spans = self.spans[n]
        denials = (
            span.verb
            for span in spans
            if span.denies and span.subject[0] <= mention.start and mention.end <= span.subject[1]
        )
        verb = next(denials, -1)
        if verb < 0:
            return ""
        before = (
            [s.holder for s in spans if s.verb > verb and s.group == NOUN_OF]  # "Baku's accusation"
            or [s.holder for s in spans if s.verb < verb]
            or [s.holder for s in (self.spans[n - 1] if n else ())]
        )
        return next((who for who in reversed(before) if who not in (mention.actor, _SELF)), "")

    def _mutual(self, n: int, mention: Mention) -> str:
        """ "A and B hurled insults at each other": for the one, the other."""
        words = self.rows[n].words
        for i in range(len(words) - 2):
            pair = words.who[i], words.who[i + 2]
            named = all(pair) and words.low[i + 1] == "and" and mention.actor in pair
            if named and mention.start in (words.start[i], words.start[i + 2]):
                clause = re.split("[;,]", words.text[words.end[i + 2] :])[0].lower()
                if pair[0] != pair[1] and any(phrase in clause for phrase in en.reciprocal):
                    return pair[1] if mention.actor == pair[0] else pair[0]
        return ""

    def _counterpart(self, n: int, mention: Mention) -> str:
        """ "Each side blamed the other", or the next sentence says so: of two states, the other."""
        for k in range(n, min(n + 2, len(self.rows))):
            if k > n and any(self.rows[k].words.who):
                break
            if any(phrase in self.rows[k].text.lower() for phrase in en.reciprocal):
                met = [m for _, m in self.rows[n].mentions if m.actor]
                named = [m for m in met if m.via not in BY_CONTEXT] or met  # "both governments"
                actors = [mention.actor, *(m.actor for m in named)]
                own, *sides = (self.registry.state_of(who) or who for who in actors)
                states = set(filter(self.registry.state_of, sides))
                sides = states if len(states) == 2 else set(sides)
                if len(sides) == 2 and own in sides:
                    return (sides - {own}).pop()
        return ""

    def _evaluator(self, n: int, mention: Mention) -> str:
        """ "Hajiyev called it a provocation": who judges what the subject did."""
        if mention.via == "adjective" or self.rows[n].text[mention.end :][:1] in ("'", "’"):
            return ""
        for k in range(n, min(n + 2, len(self.rows))):
            for span in self.spans[k]:
                behind = span.about_it and (k > n or span.subject[0] >= mention.end)
                if behind and span.holder not in (mention.actor, AUTHOR, _SELF):
                    return span.holder if self._leads(n, mention) else ""
        return ""

    def _leads(self, n: int, mention: Mention) -> bool:
        """Whether the mention is the first of its sentence that hangs on no preposition."""
        words = self.rows[n].words
        for i, who in enumerate(words.who):
            if who and not words.adjective[i] and words.at(i - 1) not in en.prepositions:
                return words.start[i] == mention.start
        return False
