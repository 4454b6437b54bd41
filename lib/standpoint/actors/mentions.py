"""Who is mentioned where, under which name, and how sure that is.

Spellings are found in two passes of an Aho-Corasick automaton over each sentence (one as written,
one in lower case), however many there are (Aho & Corasick 1975, Communications of the ACM 18(6)).
Whole words only, longest first; what a spelling means is then read from the words around it. Those
readings are English; in other languages names are found as the registry spells them, without
inflection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.actors import context as english
from standpoint.actors.offices import office_forms
from standpoint.actors.registry import Alias, Registry, Span
from standpoint.actors.spellings import Hit, matcher, normal
from standpoint.errors import TableError

# Certainty: how far one reading excludes the others. Ranks set by hand, not frequencies; the order
# is what counts, and `certainty >= 0.5` is meant as the reading for analysis that asks for one.
# Measured shares belong to the gold data of mentions, which does not exist yet.
NAME = 1.0  # a full name, or a role together with the name
SURNAME = 0.95  # one word of a person's name
SPELLING = 0.8  # surname after a given name that only begins alike: Serge Lavrov
# surname before the person held any office the registry knows: Aliyev in 2001 may be another
EARLY = 0.5
ROLE = 0.9  # an office at a date inside one person's term
BARE_ROLE = 0.6  # "the prime minister" where sentence or document speak of one state
MEMBER = 0.9  # the government, troops or officials of a state
CLEAR = 0.9  # a capital as subject of an act, or after "ties with", "according to"
OPEN = 0.6  # a capital with nothing around it that speaks for place or authorities
UNSURE = 0.4  # a capital where both readings are likely, "US" in a headline in capitals
COMPOUND = 0.7  # pro-Russian, Armenian-Turkish
ADJECTIVE = 0.6  # Russian pressure
PEOPLE = 0.4  # Armenians, Russian villagers: a population, not its state
CULTURE = 0.2  # Russian opera, "in Armenian"
RESOLVED = 0.9  # an ambiguous name whose full form came earlier in the document
BY_TITLE = 0.8  # an ambiguous name settled by the title before it
AMBIGUOUS = 0.3  # no actor is named: see candidates


def mentions(
    sentences: pd.DataFrame, *, documents: pd.DataFrame, registry: Registry, language: str = "en"
) -> pd.DataFrame:
    """Every mention of an actor of the registry, sentence by sentence.

    In: `sentences` (doc_id, sent_id, start, text) and `documents` (doc_id, text, language,
    published_start, published_end); `language` serves where a document's own is unknown. Out: table
    `mentions`; start and end are characters of documents.text; mentions do not overlap. `actor_id`
    is empty where several actors may be meant (`candidates`): an ambiguous surname, an office in an
    undated document or on both sides of a change of office. Errors: TableError where a sentence
    belongs to no document or does not stand where it says.

    >>> from pathlib import Path
    >>> from standpoint.actors import registry
    >>> actors = registry.read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    >>> text = "Moscow said the Armenian prime minister had asked for Russian troops."
    >>> day = pd.Timestamp("2018-03-01")
    >>> documents = tables.make([{"doc_id": "d", "text": text, "language": "en", "published_start": day, "published_end": day}], "documents")
    >>> sentences = tables.make([{"doc_id": "d", "sent_id": 0, "start": 0, "end": len(text), "text": text}], "sentences")
    >>> found = mentions(sentences, documents=documents, registry=actors)
    >>> found[["surface", "actor_id", "via"]].values.tolist()
    [['Moscow', 'russia', 'metonym'], ['Armenian prime minister', 'karen-karapetyan', 'role'], ['Russian troops', 'russia', 'member']]
    """
    known = _documents(documents, language)
    columns: list[list] = [[] for _ in range(9)]
    for doc_id, rows in _by_document(sentences):
        if doc_id not in known:
            raise TableError(
                f"table 'sentences', doc_id '{doc_id}'",
                "no such document",
                "make both tables in one run",
            )
        whole, tongue, span = known[doc_id]
        reader = _Document(registry, tongue, span)
        for sent_id, start, text in rows:
            if whole[start : start + len(text)] != text:
                raise TableError(
                    f"table 'sentences', doc_id '{doc_id}', sent_id {sent_id}",
                    "is not the text of its document there",
                    "make both tables in one run",
                )
            for m in reader.read(text):
                row = (
                    doc_id,
                    sent_id,
                    start + m.start,
                    start + m.end,
                    text[m.start : m.end],
                    m.actor_id,
                    m.via,
                    m.certainty,
                    ";".join(m.candidates),
                )
                for column, value in zip(columns, row, strict=True):
                    column.append(value)
    schema = tables.SCHEMAS["mentions"].columns
    made = {
        name: pd.Series(column, dtype=kind)
        for (name, kind), column in zip(schema.items(), columns, strict=True)
    }
    return tables.check(pd.DataFrame(made), "mentions")


def _documents(documents: pd.DataFrame, language: str) -> dict[str, tuple[str, str, Span | None]]:
    known = {}
    for doc_id, text, own, first, last in zip(
        *(documents[c] for c in ("doc_id", "text", "language", "published_start", "published_end")),
        strict=True,
    ):
        tongue = (own or "").lower().replace("_", "-").split("-")[0]
        dated = (
            None if pd.isna(first) else (first.date(), (first if pd.isna(last) else last).date())
        )
        known[doc_id] = (text, language if tongue in ("", "und") else tongue, dated)
    return known


def _by_document(sentences: pd.DataFrame) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    rows: dict[str, list[tuple[int, int, str]]] = {}
    for doc_id, sent_id, start, text in zip(
        *(sentences[c] for c in ("doc_id", "sent_id", "start", "text")), strict=True
    ):
        rows.setdefault(doc_id, []).append((int(sent_id), int(start), text))
    for doc_id, found in rows.items():
        yield doc_id, sorted(found, key=lambda row: (row[1], row[0]))


class _Read(NamedTuple):
    """A mention in the sentence, as characters of its text."""

    start: int
    end: int
    actor_id: str
    via: str
    certainty: float
    candidates: tuple[str, ...] = ()


class _Sentence:
    """One sentence as normalised, with its hits and what kind of line it is."""

    def __init__(self, text: str, hits: list[Hit]) -> None:
        self.text, self.hits = text, hits
        self.starts = {h.start for h in hits}
        self.ends = {h.end for h in hits}
        self.shouted = text.isupper()
        # a headline in title case: most words of four letters or more, names of actors aside, are
        # capitalised
        long = [
            m.group()[0].isupper()
            for m in re.finditer(r"[^\W\d_][\w'-]{3,}", text)
            if not any(h.start <= m.start() < h.end for h in hits)
        ]
        self.titled = self.shouted or (len(long) > 2 and sum(long) / len(long) > 0.8)

    def before(self, at: int) -> str:
        return self.text[max(0, at - 80) : at]

    def after(self, at: int) -> str:
        return self.text[at : at + 60]

    def longer(self, at: int) -> bool:
        """Does a capitalised word follow that no actor, month or headline accounts for: is the name
        a longer one?
        """
        follow = None if self.titled else english.CAPITAL_NEXT.match(self.text, at)
        return (
            bool(follow)
            and follow.start(1) not in self.starts
            and follow.group(1).lower() not in english.TAILS
        )


class _Document:
    """Reads the sentences of one document in order; remembers who has been named, and who in full."""

    def __init__(self, registry: Registry, language: str, span: Span | None) -> None:
        self.registry, self.span = registry, span
        self.matcher = matcher(registry, language)
        self.named: set[str] = set()
        self.seen: set[str] = set()

    def read(self, text: str) -> list[_Read]:
        """The mentions of one sentence; start and end are characters of `text`."""
        plain, places = normal(text)
        hits = self.matcher.hits(plain)
        if not hits:
            return []
        sentence = _Sentence(plain, hits)
        reads: list[_Read | None] = []
        for at, hit in enumerate(hits):
            read = self._meaning(sentence, at, hit, reads)
            reads.append(read)
            if read and read.certainty == NAME and read.via == "name":
                self.named.add(read.actor_id)
        reads = self._join_titles(sentence, reads)
        found = [r for r in reads if r]
        self._remember(found)
        found += self._bare_offices(sentence, found)
        if places is not None:
            found = [self._placed(r, places) for r in found]
        return sorted(found)

    @staticmethod
    def _placed(read: _Read, places: list[int]) -> _Read:
        return read._replace(start=places[read.start], end=places[read.end])

    def _meaning(
        self, s: _Sentence, at: int, hit: Hit, earlier: list[_Read | None]
    ) -> _Read | None:
        if hit.phrase:
            return self._role(s, hit)
        if hit.bare:
            return None
        by_via = {alias.via: alias for alias in hit.aliases}
        if "not" in by_via:
            return None
        if "ambiguous" in by_via:
            return self._unclear(s, hit, by_via["ambiguous"])
        if "metonym" in by_via and "name" not in by_via:
            return self._metonym(s, at, hit, by_via["metonym"], earlier)
        if "adjective" in by_via and ("name" not in by_via or self._attributive(s, hit)):
            return self._adjective(s, hit, by_via["adjective"])
        return self._name(s, hit, by_via["name"])

    # names

    def _name(self, s: _Sentence, hit: Hit, alias: Alias) -> _Read | None:
        actor = self.registry.actors[alias.actor_id]
        sure = NAME
        if not self.matcher.english:
            return _Read(
                hit.start,
                hit.end,
                actor.id,
                "name",
                SURNAME if actor.kind == "person" and " " not in alias.text else NAME,
            )
        if actor.kind == "person":
            if " " not in alias.text and (sure := self._surname(s, hit, [actor.id])) == 0:
                return None
        elif actor.parent and self._before_it_was(actor.id):
            return _Read(
                hit.start, hit.end, actor.parent, "member", MEMBER
            )  # Russian peacekeepers in 2008
        elif actor.kind == "state":
            if english.BODY_BEFORE.search(s.before(hit.start)) or english.BODY_AFTER.match(
                s.text, hit.end
            ):
                return None
            if alias.text == "Georgia" and english.GEORGIA_US.search(s.text):
                sure = UNSURE
            elif alias.text == "US" and s.shouted and not s.before(hit.start).endswith("THE "):
                if english.PRONOUN_US.search(s.before(hit.start)) or not s.text[hit.end :].strip(
                    " .!?"
                ):
                    return None
                sure = UNSURE
        return _Read(hit.start, hit.end, actor.id, "name", sure)

    def _before_it_was(self, actor_id: str) -> bool:
        """Does the document end before the first term of an organ whose terms all have a start?"""
        starts = [r.begin for r in self.registry.actors[actor_id].roles]
        return bool(self.span and starts and all(starts) and self.span[1] < min(starts))

    def _attributive(self, s: _Sentence, hit: Hit) -> bool:
        """'US sanctions', not 'the US and' or 'the US has': only for spellings that are name and
        adjective.
        """
        after = s.after(hit.end)
        if s.shouted or not re.match(r" [A-Za-z]", after):
            return False
        return bool(english.ORGANS.match(after)) or not (
            english.FUNCTION.match(after[1:]) or s.before(hit.start).lower().endswith("the ")
        )

    def _surname(self, s: _Sentence, hit: Hit, ids: Iterable[str]) -> float:
        """How sure a single surname is: 0 where given name or second name show that somebody else
        is meant.
        """
        if s.longer(hit.end):
            return 0
        word = self._given_name(s, hit)
        if not word:
            return EARLY if all(self._before_it_was(i) for i in ids) else SURNAME
        initials = {
            n[0]
            for i in ids
            for names in self.registry.actors[i].names.values()
            for n in names
            if " " in n
        }
        if not initials:  # an actor known by one word only
            return SURNAME
        if word[0] not in initials:
            return 0
        return SURNAME if word.endswith(".") else SPELLING

    def _given_name(self, s: _Sentence, hit: Hit) -> str:
        """The capitalised word before a surname that is neither title nor another actor nor the
        start of the sentence.
        """
        before = english.WORD_BEFORE.search(s.before(hit.start))
        if not before or s.titled or hit.start - 1 in s.ends:
            return ""
        word = before.group(1)
        if (
            not word[0].isupper()
            or word.endswith(("'s", "'"))
            or word.lower().rstrip(".") in english.TITLES | english.TAILS
        ):
            return ""
        if "-" in word and word[word.rindex("-") + 1 :][:1].islower():
            return ""  # EU-hosted
        ahead = s.text[: hit.start - 1 - len(word)].rstrip()
        first = not ahead or ahead[-1] in "\"'“”«»:;!?.—–-(…•"
        if first and (word.lower() in english.STARTERS or word.endswith(("ing", "ed", "ly"))):
            return ""
        if english.SCENE.search(ahead):
            return ""  # "In Granada Pashinyan said", "at the General Assembly Lavrov called"
        return word

    def _unclear(self, s: _Sentence, hit: Hit, alias: Alias) -> _Read | None:
        people = [i for i in alias.candidates if self.registry.actors[i].kind == "person"]
        candidates = tuple(alias.candidates)
        if people and self.matcher.english:
            candidates = tuple(i for i in candidates if self._surname(s, hit, [i]) > 0)
            if not candidates:
                return None
        elif self.matcher.english:
            candidates = self._bodies(s, hit, candidates)
            if not candidates:
                return None
        known = [i for i in candidates if i in self.named]
        if len(known) == 1:
            return _Read(hit.start, hit.end, known[0], "name", RESOLVED)
        titled = self._by_title(s, hit, candidates)
        if titled:
            return _Read(hit.start, hit.end, titled, "name", BY_TITLE)
        return _Read(hit.start, hit.end, "", "name", AMBIGUOUS, candidates)

    def _bodies(self, s: _Sentence, hit: Hit, candidates: tuple[str, ...]) -> tuple[str, ...]:
        """Candidates for 'Foreign Ministry', 'the Alliance': none in a longer name, none of another
        state than the one before it.
        """
        if not s.titled and re.match(
            r" (?:of|for) (?:the )?[A-Z]| [A-Z][a-z]", s.text[hit.end : hit.end + 12]
        ):
            return ()
        if s.text.startswith("The Hague", hit.start) and english.AT_PLACE.search(
            s.before(hit.start)
        ):
            return ()
        for other in s.hits:
            owner = next(
                (
                    a.actor_id
                    for a in other.aliases
                    if a.actor_id and self.registry.actors[a.actor_id].kind == "state"
                ),
                "",
            )
            if owner and re.fullmatch(r"(?:'s?)? ", s.text[other.end : hit.start]):
                return tuple(i for i in candidates if self.registry.state_of(i) == owner)
        return candidates

    def _by_title(self, s: _Sentence, hit: Hit, candidates: Iterable[str]) -> str:
        """'President Sargsyan' at a date when one of the candidates was a president; 'Defence
        Ministry spokesman X'.
        """
        before = s.before(hit.start).lower()
        held = set()
        for word, holders in self.registry.office_words.items():
            if self.span and before.endswith(f"{word} "):
                held |= {i for i in candidates if i in holders and self._holds(i, word)}
        after = s.text[hit.end :]
        for other in (
            h
            for h in s.hits
            if hit.end < h.start
            and re.fullmatch(
                r" (?:spokes\w+|press secretary|chief|head|official)(?: [\w-]+)? ",
                after[: h.start - hit.end],
            )
        ):
            whose = {
                r.of
                for a in other.aliases
                if a.actor_id
                for r in self.registry.actors[a.actor_id].roles
            }
            held |= {i for i in candidates if i in whose}
        return held.pop() if len(held) == 1 else ""

    def _holds(self, actor_id: str, word: str) -> bool:
        first, last = self.span
        roles = self.registry.actors[actor_id].roles
        return any(
            r.meets(first, last)
            and any(o.endswith(word) or word in office_forms(o) for o in r.office)
            for r in roles
        )

    # offices

    def _role(self, s: _Sentence, hit: Hit) -> _Read | None:
        """An office with its state: its holder at the date of the document, else the candidates."""
        if not self.registry.well_cased(s.text[hit.start : hit.end]) and not s.shouted:
            return None
        before = s.before(hit.start)
        if english.NOT_HOLDER.search(before):
            return None
        terms = self.registry.role_phrases()[hit.phrase]
        if english.NOT_NOW.search(before):
            past = {
                t.actor_id for t in terms if self.span and t.role.end and t.role.end < self.span[0]
            }
            past -= set(self.registry.terms(hit.phrase, self.span)) if self.span else set()
            if past and english.BYGONE.search(before):
                return _Read(hit.start, hit.end, "", "role", AMBIGUOUS, tuple(sorted(past)))
            return None
        if self.span is None:
            return _Read(
                hit.start,
                hit.end,
                "",
                "role",
                AMBIGUOUS,
                tuple(sorted({t.actor_id for t in terms})),
            )
        held = self.registry.terms(hit.phrase, self.span)
        if not held:
            return None
        if len(held) == 1 and self.registry.settled(hit.phrase, held[0], self.span):
            return _Read(hit.start, hit.end, held[0], "role", ROLE)
        return _Read(hit.start, hit.end, "", "role", AMBIGUOUS, tuple(held))

    def _join_titles(self, s: _Sentence, reads: list[_Read | None]) -> list[_Read | None]:
        """An office beside the name of its holder is one mention of the person; beside another name
        it is no mention.
        """
        reads = list(reads)
        for (i, left), (j, right) in pairwise(enumerate(s.hits)):
            between = s.text[left.end : right.start]
            if (
                left.phrase
                and reads[j]
                and self._is_person(reads[j])
                and re.fullmatch(r",? ", between)
            ):
                self._title_before(s, reads, i, j, between)
            elif (
                right.phrase
                and reads[i]
                and reads[i].actor_id in self._ever(right.phrase)
                and re.fullmatch(r", (?:the |who is (?:the )?)?", between)
            ):
                reads[j] = None
        for i, hit in enumerate(s.hits):
            if hit.phrase and reads[i] and reads[i].via == "role" and s.longer(hit.end):
                reads[i] = (
                    # "Armenian Defence Minister Arshak ...": somebody whom the registry does not
                    # know
                    None
                )
        return reads

    def _title_before(
        self, s: _Sentence, reads: list[_Read | None], i: int, j: int, between: str
    ) -> None:
        title, person, phrase = s.hits[i], reads[j], s.hits[i].phrase
        ever = self._ever(phrase)
        meant = (
            [c for c in person.candidates if c in ever]
            if not person.actor_id
            else [person.actor_id] * (person.actor_id in ever)
        )
        if len(meant) > 1 and self.span:
            meant = [c for c in meant if c in self.registry.terms(phrase, self.span)]
        if len(meant) == 1:
            bygone = english.NOT_NOW.search(s.before(title.start))
            reads[i] = None
            # "former Armenian prime minister X": the title is not his any more, the mention is the
            # name alone
            start = person.start if bygone or between != " " else title.start
            reads[j] = person._replace(
                start=start,
                actor_id=meant[0],
                candidates=(),
                certainty=NAME if person.certainty >= SURNAME else BY_TITLE,
            )
        elif between == " ":
            reads[i] = None

    def _is_person(self, read: _Read) -> bool:
        ids = [read.actor_id] if read.actor_id else read.candidates
        return read.via == "name" and any(self.registry.actors[i].kind == "person" for i in ids)

    def _ever(self, phrase: str) -> set[str]:
        return {t.actor_id for t in self.registry.role_phrases()[phrase]}

    def _bare_offices(self, s: _Sentence, found: list[_Read]) -> list[_Read]:
        """'the prime minister': the one prime minister of the document so far, else that of the one
        state in the sentence.
        """
        bare = [h for h in s.hits if h.bare]
        if not bare or self.span is None:
            return []
        states = {
            state for r in found if r.actor_id and (state := self.registry.state_of(r.actor_id))
        }
        out = []
        for hit in bare:
            start = hit.start + len("the ")
            beside = any(
                0 <= r.start - hit.end <= 2 or 0 <= hit.start - r.end <= 2
                for r in found
                if r.via == "name"
            )
            if beside or re.match(r" (?:of|for|to) | [A-Z]|-|'s office", s.after(hit.end)):
                continue
            holders = {
                i
                for i in self.registry.office_words[hit.bare] & self.seen
                if self._holds(i, hit.bare)
            }
            if not holders and len(states) == 1:
                holders = {self._holder(hit.bare, next(iter(states)))} - {""}
            if len(holders) == 1:
                out.append(_Read(start, hit.end, holders.pop(), "role", BARE_ROLE))
        return out

    def _holder(self, word: str, state: str) -> str:
        name = self.registry.actors[state].names.get("en", (self.registry.actors[state].name,))[0]
        phrase = f"{word} of {name}".lower()
        if phrase not in self.registry.role_phrases():
            return ""
        held = self.registry.terms(phrase, self.span)
        return (
            held[0] if len(held) == 1 and self.registry.settled(phrase, held[0], self.span) else ""
        )

    def _remember(self, found: list[_Read]) -> None:
        self.seen |= {r.actor_id for r in found if r.via in ("name", "role")}
        self.named |= {
            r.actor_id for r in found if r.actor_id and r.via == "name" and r.certainty == NAME
        }

    # states

    def _adjective(self, s: _Sentence, hit: Hit, alias: Alias) -> _Read | None:
        before, after, text = s.before(hit.start), s.after(hit.end), s.text

        def read(via: str, certainty: float, end: int = hit.end) -> _Read:
            return _Read(hit.start, end, alias.actor_id, via, certainty)

        if not self.matcher.english:
            return read("adjective", ADJECTIVE)
        organ = english.ORGANS.match(text, hit.end)
        quoted = re.match(r" '(\w+)'", text[hit.end : hit.end + 20])
        if quoted and english.ORGANS.fullmatch(f" {quoted.group(1)}"):
            return read("member", MEMBER, hit.end + quoted.end())  # Russian 'troops'
        if (
            organ
            and organ.group().lower().endswith("military")
            and english.ATTRIBUTIVE.match(text, organ.end())
        ):
            organ = None  # military aid, military observers
        if organ and self.registry.actors[alias.actor_id].kind != "person":
            named = (
                english.OFFICIAL.search(organ.group())
                and english.CAPITAL_NEXT.match(text, organ.end())
                and not s.titled
            )
            return read("adjective", ADJECTIVE) if named else read("member", MEMBER, organ.end())
        if english.BODY_BEFORE.search(before) or (
            english.BODY_AFTER.match(text, hit.end) and text[hit.end : hit.end + 1] == " "
        ):
            return None
        if english.CULTURE.match(after):
            return read("adjective", CULTURE)
        if re.search(
            r"\b(?:[Ii]n|into|speaks?|speaking|fluent|learn\w*|translated from) $", before
        ) and re.match(r"(?:$|[,.;:!?)]| (?:and|or|that|to|by)\b)", after):
            return read("adjective", CULTURE)  # a language
        if self._noun(alias) or english.PEOPLE.match(after):
            return read("adjective", PEOPLE)
        if text[hit.start - 1 : hit.start] == "-" or text[hit.end : hit.end + 1] == "-":
            return read("adjective", COMPOUND)
        if re.search(r"\b[Aa]n? $", before) and not re.match(r" [\w]", after):
            return read("adjective", PEOPLE)
        return read("adjective", ADJECTIVE)

    def _noun(self, alias: Alias) -> bool:
        """Armenians, Turk, Frenchman: people, not what belongs to them."""
        words = self.registry.actors[alias.actor_id].adjectives.get("en", ())
        text = alias.text
        if text.endswith(("man", "men")):  # Frenchman; German and Turkmen are adjectives too
            return text not in ("German", "Turkmen")
        return text.endswith("s") and text[:-1] in words

    def _metonym(
        self, s: _Sentence, at: int, hit: Hit, alias: Alias, earlier: list[_Read | None]
    ) -> _Read | None:
        certainty = self._authority(s, at, hit, alias, earlier) if self.matcher.english else OPEN
        return (
            _Read(hit.start, hit.end, alias.actor_id, "metonym", certainty) if certainty else None
        )

    def _authority(
        self, s: _Sentence, at: int, hit: Hit, alias: Alias, earlier: list[_Read | None]
    ) -> float:
        """How sure a capital or a house stands for the authorities; 0 where it is a place."""
        before, after = s.before(hit.start), s.after(hit.end)
        if alias.text.startswith("official "):
            return CLEAR
        if english.AUTHORITY_AFTER.match(after) or re.search(
            r"\b(?:pro|anti)-$", before, re.IGNORECASE
        ):
            return CLEAR
        if self._in_compound(s, hit) or self._in_longer_name(s, hit):
            return 0
        if english.PLACE_AFTER.match(after) and not re.match(
            r" (?:talks|protests?|meeting|time) (?:to|that|the|a|against)\b", after
        ):
            return 0
        if self._list_of_places(s, at, hit, earlier):
            return 0
        if hit.start == 0 and english.DATELINE.match(after):
            return 0
        if at + 1 < len(s.hits) and s.text[hit.end : s.hits[at + 1].start] == ", " and any(
            a.via == "name" and a.actor_id == alias.actor_id for a in s.hits[at + 1].aliases
        ):  # fmt: skip
            return 0  # Yerevan, Armenia
        if re.match(r"'s?(?= )|-\w", after) and not before.lower().endswith("from "):
            return CLEAR
        return self._after_preposition(before, after)

    @staticmethod
    def _in_longer_name(s: _Sentence, hit: Hit) -> bool:
        """'the Ottawa Convention', 'the Minsk process': what is named after a city."""
        if s.longer(hit.end) or re.match(
            r" (?:State|City|Region|Oblast|International|University|Metro|Mayor)\b",
            s.text[hit.end : hit.end + 20],
        ):
            return True
        return bool(
            re.search(
                r"\b(?:Charter|Treaty|Declaration|Peace|Congress|Convention|Protocol|Battle|Siege)"
                r" (?:of"
                r"|for) $",
                s.before(hit.start),
            )
        )

    @staticmethod
    def _in_compound(s: _Sentence, hit: Hit) -> bool:
        """Baku-Tbilisi-Ceyhan, the Moscow-Yerevan flight."""
        left, right = (
            re.search(r"[\w-]*$", s.before(hit.start)).group(),
            re.match(r"[\w-]*", s.after(hit.end)).group(),
        )
        parts = [p for p in (left + "x" + right).split("-") if p]
        if len(parts) > 2:
            return all(p == "x" or p[0].isupper() for p in parts)
        beyond = s.text[hit.end + len(right) :]
        return len(parts) == 2 and bool(english.CARRIED.match(beyond))

    @staticmethod
    def _after_preposition(before: str, after: str) -> float:
        if english.MINDED_IN.search(before):
            return OPEN
        if english.TO_WHOM.search(before) or english.SAID_FROM.search(before):
            return CLEAR
        if (
            english.AT_PLACE.search(before)
            or english.MOVED.search(before)
            or english.TRAVEL_BETWEEN.search(before)
        ):
            return 0
        if re.search(r"\bfrom $", before) and re.match(r" to [A-Z]", after):
            return 0  # from Yerevan to Gyumri
        if re.search(r"\bfrom(?: the)? $", before):
            return UNSURE
        if english.WITH.search(before):
            return CLEAR
        if re.search(r"\bto(?: the)? $", before):
            return OPEN
        after = re.sub(r"^ and [A-Z][\w-]+", "", after)  # Moscow and Yerevan agreed
        return (
            CLEAR if english.VERB_AFTER.match(after) and not english.NOT_VERB.match(after) else OPEN
        )

    @staticmethod
    def _list_of_places(s: _Sentence, at: int, hit: Hit, earlier: list[_Read | None]) -> bool:
        """'in Moscow and Baku', 'in Gyumri and Yerevan', 'from Baku to Moscow': a list is read as
        its first place.
        """
        if (
            at
            and any(a.via == "metonym" for a in s.hits[at - 1].aliases)
            and s.text[s.hits[at - 1].end : hit.start] in (" and ", ", ", " or ", ", and ", " to ")
        ):
            return earlier[at - 1] is None
        before = s.before(hit.start)
        if not english.CITY_LIST.search(before) or re.search(r"\bbetween [^,.]* $", before):
            return False
        acts = english.VERB_AFTER.match(s.text, hit.end) and not english.NOT_VERB.match(
            s.text, hit.end
        )
        return not acts or s.text[hit.end] == ","
