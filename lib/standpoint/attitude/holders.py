"""Mentions → holders: whose attitude a sentence carries toward the actor it mentions.

"Pashinyan said that Russia's presence creates a threat" carries Pashinyan's attitude, not the
text's. Every sentence is read once into frames (`holdergrammar`): verbs and nouns that carry an
attitude, with whoever holds it and how far it reaches. The innermost frame that reaches a mention
and is held by somebody else names the holder; pronouns, quotations and bodies named only "the
government" are followed through the document. Where no frame reaches it, the holder is the
document's speaker, or the one its title names, else the text's own voice.

The idea of nested sources is that of Wiebe, Wilson & Cardie 2005 ("Annotating Expressions of
Opinions and Emotions in Language"): the writer is always there, and the innermost source counts.
The rules are our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.attitude.attribution import AttitudeSpan, attitude_spans
from standpoint.errors import TableError
from standpoint.language.phrases import Mention, Words
from standpoint.language.words import ACT, JUDGE, PAST, SAY, THIRD, VERBS
from standpoint.language.words import EN as en

AUTHOR, UNKNOWN = "author", "unknown"

# A speaker's turn in a transcript, or a title that names who speaks: "Vladimir Putin: …",
# "President Aliyev — …".
_TURN = re.compile(r"\s*([A-ZÀ-Þ][^:.!?\n]{1,60}?)\s*:\s+(?=\S)")
_STRANGER = re.compile(
    r"(?:Question|Q|Moderator|Reporter|Remark|Interviewer|Presenter|Voice)|[A-Z][\w.’-]+(?:"
    r" [A-Z][\w.’-]+){1,3}(?: \([^)]*\))?"
)
_TITLE_VERB = re.compile(r"\s+(?:\w+ly\s+)?(\w+)\b")
# Spokespeople whose own name no registry has: they are whom they speak for.
_SPOKESMAN = re.compile(
    r"spokes\w+ (?:of|for) (?:the )?([A-Z][\w’' -]+?)\s+$|([A-Z][\w’' -]+?) spokes\w+ [^,;]*$"
)
_OPEN, _CLOSE = "“„«", "”»"


class _Told(NamedTuple):
    """What a document has said so far about who speaks."""

    speaker: str  # of the document or of the turn; empty where none
    last: str = ""  # the last holder
    person: str = ""  # the last holder who is a person, for he and she
    body: str = ""  # the last who is not, for it
    state: str = ""  # the state "the government" belongs to


def holders(
    mentions: pd.DataFrame, *, sentences: pd.DataFrame, documents: pd.DataFrame, registry: Registry
) -> pd.Series:
    """Mentions → their holders: an actor id, `author` or `unknown`, on the index of `mentions`.

    In: mentions (doc_id, sent_id, start, end, actor_id, via), sentences (doc_id, sent_id, start,
    text, in_quote), documents (doc_id, title, speaker, published_start). A holder is never the
    mentioned actor itself. `unknown` stands for somebody the text names who is no actor of the
    registry. Errors: TableError where a mention's sentence is missing.

    >>> from pathlib import Path
    >>> from standpoint.actors.mentions import mentions as find
    >>> from standpoint.actors.registry import read_registry
    >>> from standpoint.language.sentences import sentences as split
    >>> from standpoint import tables
    >>> actors = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    >>> docs = tables.make([{"doc_id": "d", "text": "Zakharova said Baku distrusts Paris.", "language": "en"}], "documents")
    >>> cut = split(docs)
    >>> found = find(cut, documents=docs, registry=actors)
    >>> holders(found, sentences=cut, documents=docs, registry=actors).tolist()
    ['author', 'maria-zakharova', 'azerbaijan']
    """
    if mentions.empty:
        return pd.Series([], dtype="str", index=mentions.index)
    spoken = {
        row.doc_id: _speaker(row.speaker, row.title, row.published_start, registry)
        for row in documents[["doc_id", "speaker", "title", "published_start"]].itertuples()
    }
    named = sentences["doc_id"].isin(set(mentions["doc_id"]))
    by_document = dict(iter(sentences[named].groupby("doc_id", sort=False)))
    found: dict[object, str] = {}
    for doc_id, group in mentions.groupby("doc_id", sort=False):
        if doc_id not in by_document:
            raise TableError(
                f"mentions of document {doc_id}",
                "its sentences are not in the sentences table",
                "pass the sentences they were found in",
            )
        found.update(_document(group, by_document[doc_id], spoken.get(doc_id, ""), registry))
    return pd.Series(found, dtype="str").reindex(mentions.index)


def _speaker(speaker: str, title: str, published: pd.Timestamp, registry: Registry) -> str:
    """Who speaks by the document's record, or by a title such as "Lavrov: no alternative" or
    "Lavrov says …".
    """
    date = None if pd.isna(published) else published.date()
    if speaker:
        return registry.find(speaker, date) or UNKNOWN
    turn = _TURN.match(title)
    if turn:
        return registry.find(turn[1], date) or ""
    for match in _TITLE_VERB.finditer(title):
        group, _, form = VERBS.get(match[1].lower(), ("", "", ""))
        if group in (SAY, JUDGE) and form in (THIRD, PAST):
            return registry.find(title[: match.start()], date) or ""
    return ""


class _Sentence(NamedTuple):
    sent_id: int
    start: int
    text: str
    in_quote: bool
    mentions: list[tuple[object, Mention]]


def _document(
    mentions: pd.DataFrame, sentences: pd.DataFrame, speaker: str, registry: Registry
) -> Iterator[tuple[object, str]]:
    """(index, holder) of every mention of one document."""
    placed: dict[int, list[tuple[object, int, int, str, str]]] = {}
    columns = (
        mentions.index,
        mentions["sent_id"],
        mentions["start"],
        mentions["end"],
        mentions["actor_id"],
        mentions["via"],
    )
    for index, sent_id, start, end, actor, via in zip(*columns, strict=True):
        placed.setdefault(sent_id, []).append((index, start, end, actor, via))
    rows = []
    for sent_id, start, text, in_quote in zip(
        sentences["sent_id"],
        sentences["start"],
        sentences["text"],
        sentences["in_quote"],
        strict=True,
    ):
        here = [
            (index, Mention(a - start, b - start, actor, via))
            for index, a, b, actor, via in sorted(placed.pop(sent_id, []), key=lambda m: m[1])
        ]
        rows.append(_Sentence(sent_id, start, text, in_quote, here))
    if placed:
        raise TableError(
            f"mention in sentence {min(placed)}",
            "that sentence is not in the sentences table",
            "pass the sentences they were found in",
        )
    return _Reader(rows, speaker, registry).read()


class _Reader:
    """Goes through one document and remembers who spoke."""

    def __init__(self, rows: list[_Sentence], speaker: str, registry: Registry) -> None:
        self.rows = rows
        self.registry = registry
        self.told = _Told(speaker)
        self.words: list[Words] = [Words(row.text, [m for _, m in row.mentions]) for row in rows]
        self.frames: list[list[AttitudeSpan]] = []
        self.speaker: list[str] = []
        for words in self.words:
            self.frames.append(self._settled(words, attitude_spans(words)))
            self.speaker.append(self.told.speaker)
        # A text in which its own speaker is said to speak tells of him; one that does not is in his
        # own words.
        self.told_of_speaker = any(
            f.tied and self._same_voice(f.holder)
            for found in self.frames
            for f in found
            if f.group in (SAY, JUDGE)
        )

    def read(self) -> Iterator[tuple[object, str]]:
        quoted = ""
        for n, row in enumerate(self.rows):
            quoted = self._quoted(n, quoted)
            for index, mention in row.mentions:
                yield index, self._holder(n, mention, quoted)

    # Who is who
    # ---------------------------------------------------------------------------------------------------

    def _settled(self, words: Words, found: list[AttitudeSpan]) -> list[AttitudeSpan]:
        """The frames of a sentence with references settled, and what the document has told after
        it.
        """
        turn = _TURN.match(words.text)
        if turn:
            inside = [
                who
                for i, who in enumerate(words.who)
                if words.end[i] <= turn.end(1) and self._is_person(who)
            ]
            named = (
                self.registry.find(turn[1])
                or self.registry.find(turn[1].title())
                or (inside[-1] if inside and turn[1].count(" ") < 12 else "")
            )
            # In a transcript somebody else's turn is his own: "Question: …", "John Smith: …".
            if not named and self.told.speaker and _STRANGER.fullmatch(turn[1]):
                named = UNKNOWN
            if named:
                self.told = self.told._replace(speaker=named, last=named, person=named)
        out = []
        for frame in sorted(found, key=lambda f: f.verb):
            holder = self._who(frame, words, out)
            out.append(frame._replace(holder=holder))
            if holder != "@self" and frame.group in (SAY, JUDGE, "source"):
                self._remember(holder)
        if not out:
            self._remember_subject(words)
        return out

    def _remember(self, holder: str) -> None:
        person = holder == UNKNOWN or self._is_person(holder)
        state = "" if holder == UNKNOWN else self.registry.state_of(holder)
        self.told = self.told._replace(
            last=holder,
            person=holder if person else self.told.person,
            body=self.told.body if person and holder != UNKNOWN else holder,
            state=state or self.told.state,
        )

    def _remember_subject(self, words: Words) -> None:
        """A sentence without an attitude still says whom the next "he" means: its first word, where
        that is a name.
        """
        for i in range(min(4, len(words))):
            who = words.who[i]
            if (
                who
                and who != UNKNOWN
                and not words.possessive(i)
                and not words.adjective[i]
                and (i == 0 or words.low[i - 1] not in en.prepositions)
            ):
                self._remember(who)
                return

    def _same_voice(self, holder: str) -> bool:
        speaker = self.told.speaker
        if not speaker or UNKNOWN in (holder, speaker) or AUTHOR in (holder, speaker):
            return False
        return holder == speaker or (
            not self._is_person(speaker)
            and not self._is_person(holder)
            and self.registry.state_of(holder) == self.registry.state_of(speaker) != ""
        )

    def _is_person(self, actor: str) -> bool:
        return actor in self.registry and self.registry.actors[actor].kind == "person"

    def _who(self, frame: AttitudeSpan, words: Words, before: list[AttitudeSpan]) -> str:
        reference = frame.holder
        if reference in (UNKNOWN, "@state"):
            voiced = _SPOKESMAN.search(
                words.text, max(frame.subject[0] - 60, 0), words.start[frame.verb]
            )
            named = voiced and (self.registry.find(voiced[1] or voiced[2]))
            if named:
                return named
        if not reference.startswith("@"):
            return reference
        told = self.told
        if reference == "@person":
            named = [
                who
                for i, who in enumerate(words.who)
                if who and words.start[i] < frame.subject[0] and self._is_person(who)
            ]
            after = [
                who
                for i, who in enumerate(words.who)
                if who
                and words.start[i] > frame.subject[0]
                and words.at(i - 1) == ","
                and self._is_person(who)
            ]
            named = named or after  # "Asked whether he trusted X, Y said"
            return (
                told.person
                or (named[0] if named else "")
                or (told.speaker if self._is_person(told.speaker) else "")
                or UNKNOWN
            )
        if reference == "@body":
            named = [
                who
                for i, who in enumerate(words.who)
                if who
                and who != UNKNOWN
                and words.start[i] < frame.subject[0]
                and not self._is_person(who)
            ]
            return (
                (named[0] if named and not before else "")
                or told.body
                or told.last
                or told.speaker
                or (named[0] if named else UNKNOWN)
            )
        if reference == "@said":
            return told.last or UNKNOWN
        if reference == "@group":
            named = [
                who
                for i, who in enumerate(words.who)
                if who
                and who != UNKNOWN
                and words.start[i] < frame.subject[0]
                and not self._is_person(who)
            ]
            return told.body or told.last or (named[0] if named else UNKNOWN)
        if reference == "@self":
            return (
                reference  # whose quotation it stands in is known when the document has been read
            )
        return self._state(words, frame)

    def _state(self, words: Words, frame: AttitudeSpan) -> str:
        """ "The government": that of the last state the sentence or the text has spoken of before."""
        near = [
            who
            for i, who in enumerate(words.who)
            if who and who != UNKNOWN and words.start[i] < frame.subject[0]
        ]
        for who in near:
            state = self.registry.state_of(who)
            if state:
                return state
        return self.told.state or UNKNOWN

    # Quotations
    # ---------------------------------------------------------------------------------------------------

    def _quoted(self, n: int, before: str) -> str:
        """Who speaks in a sentence that stands whole inside quotation marks; empty outside."""
        row = self.rows[n]
        if not row.in_quote:
            return ""
        opens = row.text[:1] in _OPEN + '"'
        if before and not opens:
            return before
        previous = self._last_speaker(n - 1) if n else ""
        if previous and n and (self.rows[n - 1].text.rstrip()[-1:] in ":," or not opens):
            return previous
        for k in range(n + 1, len(self.rows)):
            if self.rows[k].in_quote:
                continue
            if self._closes_quote(k) or not previous:
                following = self._first_speaker(k)
                if following:
                    return following
            break
        return previous or before

    def _closes_quote(self, k: int) -> bool:
        text = self.rows[k].text
        closing = min((at for at in (text.find(mark) for mark in _CLOSE) if at >= 0), default=-1)
        opening = min((at for at in (text.find(mark) for mark in _OPEN) if at >= 0), default=-1)
        straight = text.find('"')
        return closing >= 0 or (opening < 0 and straight >= 0)

    def _last_speaker(self, n: int) -> str:
        while n >= 0:
            said = [
                f.holder
                for f in self.frames[n]
                if f.group in (SAY, JUDGE, "source") and f.holder != "@self"
            ]
            if said:
                return said[-1]
            if not self.rows[n].in_quote:
                return ""
            n -= 1
        return ""

    def _first_speaker(self, n: int) -> str:
        return next(
            (
                f.holder
                for f in self.frames[n]
                if f.group in (SAY, JUDGE, "source") and f.holder != "@self"
            ),
            "",
        )

    # The holder
    # ---------------------------------------------------------------------------------------------------

    def _holder(self, n: int, mention: Mention, quoted: str) -> str:
        found = self._mutual(n, mention) or self._framed(n, mention, quoted)
        if found:
            return found
        speaker = quoted or self.speaker[n]
        if speaker and speaker != mention.actor:
            return speaker
        return self._answered(n, mention) or AUTHOR

    def _framed(self, n: int, mention: Mention, quoted: str) -> str:
        """The innermost frame that reaches the mention; what only acts gives way to what speaks."""
        reaching = [
            f for f in self._spoken(n, quoted)
            if f.first <= mention.start and mention.end <= f.last and f.holder != mention.actor
            and not (f.subject[0] < mention.end and mention.start < f.subject[1])
        ]  # fmt: skip
        strong = [f for f in reaching if f.group != ACT]
        if not strong and self.speaker[n] and not self.told_of_speaker:
            return ""
        ordered = sorted(
            strong or reaching, key=lambda f: (f.first, f.group != "source", f.verb), reverse=True
        )
        if not ordered:
            return ""
        inner = ordered[0].holder
        # Who speaks for a state and says what it feels is heard himself: "Lavrov said Moscow was
        # concerned about NATO".
        for outer in ordered[1:]:
            if outer.group == SAY and self._speaks_for(outer.holder, inner):
                return outer.holder
        return inner

    def _spoken(self, n: int, quoted: str) -> list[AttitudeSpan]:
        """The frames with "I" and "we" as whoever says it: the quoted one, the speaker, or nobody
        who has a name.
        """
        found = self.frames[n]
        if not any(f.holder == "@self" for f in found):
            return found
        out = []
        for f in found:
            if f.holder == "@self":
                around = [
                    o.holder
                    for o in found
                    if o.holder != "@self"
                    and o.group in (SAY, "source")
                    and o.first <= f.subject[0] < o.last
                ]
                f = f._replace(
                    holder=(around[-1] if around else "") or quoted or self.speaker[n] or AUTHOR
                )
            out.append(f)
        return out

    def _speaks_for(self, person: str, body: str) -> bool:
        if not self._is_person(person) or body not in self.registry or self._is_person(body):
            return False
        return self.registry.state_of(person) == body

    def _answered(self, n: int, mention: Mention) -> str:
        """Who takes a stand on what the mentioned actor said or did, where it is itself the
        subject.
        """
        return (
            self._accuser(n, mention)
            or self._counterpart(n, mention)
            or self._evaluator(n, mention)
        )

    def _accuser(self, n: int, mention: Mention) -> str:
        """ "Armenia spoke of a war crime; Baku denied it": a denial answers whoever spoke before."""
        denied = [
            f.verb
            for f in self.frames[n]
            if f.denies and f.subject[0] <= mention.start and mention.end <= f.subject[1]
        ]
        if not denied:
            return ""
        inside = [
            f.holder for f in self.frames[n] if f.verb > denied[0] and f.group == "noun"
        ]  # "denied Baku's accusation"
        before = (
            inside
            or [f.holder for f in self.frames[n] if f.verb < denied[0]]
            or [f.holder for f in self.frames[n - 1] if n]
        )
        return next((who for who in reversed(before) if who not in (mention.actor, "@self")), "")

    def _mutual(self, n: int, mention: Mention) -> str:
        """ "A and B hurled insults at each other": for the one, the other."""
        words = self.words[n]
        for i in range(len(words) - 2):
            a, b = words.who[i], words.who[i + 2]
            if (
                a
                and b
                and words.low[i + 1] == "and"
                and mention.actor in (a, b)
                and mention.start in (words.start[i], words.start[i + 2])
            ):
                clause = words.text[words.end[i + 2] :].split(";")[0].split(",")[0].lower()
                if a != b and any(phrase in clause for phrase in en.reciprocal):
                    return b if mention.actor == a else a
        return ""

    def _counterpart(self, n: int, mention: Mention) -> str:
        """ "Each side blamed the other": of two states, the other one; also where the next sentence
        says so of both.
        """
        for k in (n, n + 1):
            if k >= len(self.rows) or (k > n and self.rows[k].mentions):
                break
            text = self.rows[k].text.lower()
            if any(phrase in text for phrase in en.reciprocal):
                sides = {
                    self.registry.state_of(m.actor) or m.actor
                    for _, m in self.rows[n].mentions
                    if m.actor
                }
                own = self.registry.state_of(mention.actor) or mention.actor
                if len(sides) == 2 and own in sides:
                    return (sides - {own}).pop()
        return ""

    def _evaluator(self, n: int, mention: Mention) -> str:
        """ "Pashinyan declared … Hajiyev called it a provocation": who judges what the subject did."""
        if mention.via == "adjective" or self._possessive(n, mention):
            return ""
        for k in (n, n + 1):
            if k >= len(self.rows):
                break
            for frame in self.frames[k]:
                behind = k > n or frame.subject[0] >= mention.end
                if (
                    behind
                    and frame.about_it
                    and frame.holder not in (mention.actor, AUTHOR, "@self")
                ):
                    return frame.holder if self._leads(n, mention) else ""
        return ""

    def _possessive(self, n: int, mention: Mention) -> bool:
        return self.rows[n].text[mention.end : mention.end + 1] in ("'", "’")

    def _leads(self, n: int, mention: Mention) -> bool:
        """Whether the mention is the first of its sentence that hangs on no preposition."""
        words = self.words[n]
        for i, who in enumerate(words.who):
            if (
                who
                and not words.adjective[i]
                and (i == 0 or words.low[i - 1] not in en.prepositions)
            ):
                return words.start[i] == mention.start
        return False
