"""Who is mentioned where, under which name, and how sure that is.

What a spelling means is read from the words around it. Those readings are English. In Russian,
French, Turkish, Armenian and Azerbaijani names are found in every inflected form, in other
languages as the registry spells them; offices without a name are not read there.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pandas as pd

from standpoint import tables
from standpoint.actors.capitals import CLEAR, OPEN, UNSURE, authority
from standpoint.actors.context import english
from standpoint.actors.inflected import case_of, grammar, is_people
from standpoint.actors.nominal import Context
from standpoint.actors.registry import Actor, Alias, Registry, Span
from standpoint.actors.spellings import Hit, Reading, Sentence, lower, matcher, normal
from standpoint.errors import TableError

# Certainty: how far one reading excludes the others. These are ranks set by hand, not frequencies;
# the order is what counts, and `certainty >= 0.5` is meant as the reading for analysis.
NAME = 1.0  # a full name, or a role together with the name
SURNAME = 0.95  # one word of a person's name
ROLE = MEMBER = RESOLVED = CLEAR  # an office inside one term; the organs of a state; an ambiguous
# name whose full form came earlier in the document
SPELLING = BY_TITLE = 0.8  # surname after a given name that only begins alike (Serge Lavrov); an
# ambiguous name settled by the title before it
COMPOUND = 0.7  # pro-Russian, Armenian-Turkish
BARE_ROLE = ADJECTIVE = OPEN  # "the prime minister" of the one state there; Russian pressure
EARLY = 0.5  # surname before the person held any office: Aliyev in 2001 may be another
PEOPLE = UNSURE  # Armenians, Russian villagers: a population, not its state
AMBIGUOUS = 0.3  # no actor is named: see candidates
CULTURE = 0.2  # Russian opera, "in Armenian"


def _read(hit: Hit, actor_id: str, via: str, certainty: float) -> Reading:
    return Reading(hit.start, hit.end, actor_id, via, certainty)


def _unclear(hit: Hit, via: str, candidates: Iterable[str]) -> Reading:
    return Reading(hit.start, hit.end, "", via, AMBIGUOUS, tuple(candidates))


def mentions(
    sentences: pd.DataFrame, *, documents: pd.DataFrame, registry: Registry, language: str = "en"
) -> pd.DataFrame:
    """Find every mention of an actor of the registry, sentence by sentence.

    An office means who held it when the document was published. Where several actors may be meant
    (an ambiguous surname, an office in an undated document or on both sides of a change of office),
    actor_id is empty: see `candidates`. Named mentions do not overlap; those that other words of an
    English text decide ("he", "both sides", "parliament") stand beside them, and `via` marks them.
    `language` is that of documents whose own is unknown.

    Raises
    ------
    TableError
        If a sentence belongs to no document or does not stand where it says.

    Examples
    --------
    >>> from standpoint.actors.registry import read_registry
    >>> from standpoint.language.sentences import sentences
    >>> from standpoint.project import data_path
    >>> from standpoint.reading.documents import documents_from_texts
    >>> read = documents_from_texts(["Moscow said the Armenian prime minister had left."])
    >>> read[["published_start", "published_end"]] = pd.Timestamp("2018-03-01")
    >>> registry = read_registry(data_path("actors.yml"))
    >>> table = mentions(sentences(read), documents=read, registry=registry)
    >>> table.set_index("surface")["actor_id"]["Armenian prime minister"]
    'karen-karapetyan'
    """
    known = {row.doc_id: row for row in documents.itertuples()}
    by_document: dict[str, list] = {doc_id: [] for doc_id in sentences["doc_id"]}
    for row in sentences.sort_values(["start", "sent_id"]).itertuples():
        by_document[row.doc_id].append(row)
    out = []
    for doc_id, rows in by_document.items():
        if doc_id not in known:
            where, what = f"table 'sentences', doc_id '{doc_id}'", "no such document"
            raise TableError(where, what, "make both tables in one run")
        reader = _Document(known[doc_id], registry, language)
        context = Context(registry, reader.span)
        title = known[doc_id].title if reader.matcher.english else ""
        context.read(title, _Document(known[doc_id], registry, language).read(title))
        for row in rows:
            if not known[doc_id].text.startswith(row.text, row.start):
                where = f"table 'sentences', doc_id '{doc_id}', sent_id {row.sent_id}"
                what = "is not the text of its document there"
                raise TableError(where, what, "make both tables in one run")
            found: list[Any] = reader.read(row.text)
            if reader.matcher.english:
                found = sorted([*found, *context.read(row.text, found)], key=lambda m: m[:3])
            for start, end, actor_id, via, certainty, candidates, *_ in found:
                place = (doc_id, row.sent_id, row.start + start, row.start + end)
                meaning = (row.text[start:end], actor_id, via, certainty, ";".join(candidates))
                out.append(place + meaning)
    frame = pd.DataFrame(out, columns=list(tables.SCHEMAS["mentions"].columns))
    return tables.check(frame, "mentions")


def named(text: str, *, language: str, registry: Registry) -> list[tuple[int, int, str, str, str]]:
    """List the names of actors in one sentence: start, end, actor_id, kind of name, and case.

    Start and end are characters of `text` around the whole inflected name. The kind is `via` of the
    table of mentions. The case is gen, dat, acc, loc, abl or ins, and empty for a nominative and
    where neither the ending nor (in Russian) a preposition tells it. Names of several actors are
    left out.

    Examples
    --------
    >>> from standpoint.actors.registry import read_registry
    >>> from standpoint.project import data_path
    >>> registry = read_registry(data_path("actors.yml"))
    >>> named("Erdoğan Rusya'ya gitti.", language="tr", registry=registry)
    [(0, 7, 'recep-tayyip-erdogan', 'name', ''), (8, 16, 'russia', 'name', 'dat')]
    """
    row = SimpleNamespace(language=language, published_start=pd.NaT)
    readings = _Document(row, registry, language).read(text)
    return [(r.start, r.end, r.actor_id, r.via, r.case) for r in readings if r.actor_id]


def co_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    """Count the sentences and documents that name two actors, most shared first.

    Ambiguous mentions, which have no actor, do not count.

    Returns
    -------
    DataFrame
        actor_a, actor_b (in order of id), n_sentences, n_docs.

    Examples
    --------
    >>> rows = [("d", 0, "armenia"), ("d", 0, "russia"), ("d", 0, ""), ("d", 1, "russia")]
    >>> frame = pd.DataFrame(rows, columns=["doc_id", "sent_id", "actor_id"])
    >>> co_mentions(frame).values.tolist()
    [['armenia', 'russia', 1, 1]]
    """
    place = ["doc_id", "sent_id"]
    named = mentions.loc[mentions["actor_id"] != "", [*place, "actor_id"]].drop_duplicates()
    pairs = named.merge(named, on=place, suffixes=("_a", "_b"))
    pairs = pairs.rename(columns={"actor_id_a": "actor_a", "actor_id_b": "actor_b"})
    pairs = pairs[pairs["actor_a"] < pairs["actor_b"]]
    grouped = pairs.groupby(["actor_a", "actor_b"], as_index=False)
    counts = grouped.agg(n_sentences=("doc_id", "size"), n_docs=("doc_id", "nunique"))
    order = ["n_sentences", "n_docs", "actor_a", "actor_b"]
    return counts.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


class _Document:
    """Reads the sentences of one document in order, and remembers who has been named."""

    def __init__(self, row: Any, registry: Registry, language: str) -> None:
        own = row.language.lower().replace("_", "-").split("-")[0]
        self.language = language if own in ("", "und") else own
        self.registry = registry
        self.matcher = matcher(registry, self.language)
        self.span: Span | None = None
        if pd.notna(row.published_start):
            last = row.published_start if pd.isna(row.published_end) else row.published_end
            self.span = (row.published_start.date(), last.date())
        self.named: set[str] = set()  # by a full name
        self.seen: set[str] = set()  # by any name or office

    def read(self, text: str) -> list[Reading]:
        """Find the mentions of one sentence; start and end are characters of `text`."""
        plain, places = normal(text)
        if not (hits := self.matcher.hits(plain)):
            return []
        sentence = Sentence(plain, hits)
        readings: list[Reading | None] = []
        for at, hit in enumerate(hits):
            reading = self._meaning(sentence, at, readings)
            if reading and self.matcher.english:
                reading = self._settled(sentence, at, reading)
            elif reading and grammar(self.language):
                before = sentence.before(hit.start)
                cases = [a for a in hit.aliases if a.via in (reading.via, "ambiguous")]
                reading = reading._replace(case=case_of(cases[0], before, self.language))
            readings.append(reading)
            if reading and reading.certainty == NAME and reading.via == "name":
                self.named.add(reading.actor_id)
        self._join_titles(sentence, readings)
        mentioned = [reading for reading in readings if reading]
        self.seen.update(r.actor_id for r in mentioned if r.via in ("name", "role"))
        full = (r for r in mentioned if r.via == "name" and r.certainty == NAME)
        self.named.update(r.actor_id for r in full)
        mentioned += self._bare_offices(sentence, mentioned)
        if places is not None:
            mentioned = [r._replace(start=places[r.start], end=places[r.end]) for r in mentioned]
        return sorted(mentioned)

    def _meaning(self, s: Sentence, at: int, earlier: list[Reading | None]) -> Reading | None:
        hit = s.hits[at]
        aliases = {alias.via: alias for alias in hit.aliases}
        if hit.phrase:
            return self._role(s, hit)
        if hit.bare or "not" in aliases:
            return None
        if "ambiguous" in aliases:
            return self._ambiguous(s, hit, aliases["ambiguous"])
        if "metonym" in aliases and "name" not in aliases:
            alias, certainty = aliases["metonym"], OPEN
            if self.matcher.english:
                is_place = bool(at) and earlier[at - 1] is None
                certainty = authority(s, at, alias, follows_place=is_place)
            elif case_of(alias, s.before(hit.start), self.language) == "loc":
                certainty = UNSURE  # Moskova'da: more often the place
            return _read(hit, alias.actor_id, "metonym", certainty) if certainty else None
        if "adjective" in aliases and ("name" not in aliases or _is_attribute(s, hit)):
            return self._adjective(s, hit, aliases["adjective"])
        return self._name(s, hit, aliases["name"])

    # ── names ─────────────────────────────────────────────────────────────────────────────────────
    def _name(self, s: Sentence, hit: Hit, alias: Alias) -> Reading | None:
        actor, certainty = self.registry.actors[alias.actor_id], NAME
        before = s.before(hit.start)
        if actor.kind == "person" and " " not in alias.text:
            certainty = self._surname(s, hit, actor.id)
        elif self.matcher.english and actor.kind != "person" and actor.parent:
            if actor.begins_after(self.span):
                return _read(hit, actor.parent, "member", MEMBER)  # Russian peacekeepers in 2008
        elif self.matcher.english and actor.kind == "state":
            if english.BODY_BEFORE.search(before) or english.BODY_AFTER.match(s.text, hit.end):
                return None
            if alias.text == "Georgia" and english.GEORGIA_US.search(s.text):
                certainty = UNSURE
            elif alias.text == "US" and s.shouted and not before.endswith("THE "):
                last = not s.text[hit.end :].strip(" .!?")
                certainty = 0 if last or english.PRONOUN_US.search(before) else UNSURE
        return _read(hit, actor.id, "name", certainty) if certainty else None

    def _surname(self, s: Sentence, hit: Hit, actor_id: str) -> float:
        """How sure a single surname is; 0 where other names show that somebody else is meant."""
        if self.matcher.english and s.continues(hit.end):
            return 0
        word = s.given_name(hit) if self.matcher.english else self._given_name(s, hit)
        if not word:
            return EARLY if self.registry.actors[actor_id].begins_after(self.span) else SURNAME
        names = self.registry.actors[actor_id].names.values()
        initials = {name[0] for texts in names for name in texts if " " in name}
        if initials and word[0] not in initials:
            return 0
        return SURNAME if word.endswith(".") or not initials else SPELLING

    def _given_name(self, s: Sentence, hit: Hit) -> str:
        """The word before a surname where it may be a given name: inside a sentence, no title."""
        before = re.search(r"[\w,;] ([^\W\d_][\w.-]*) $", s.before(hit.start))
        if not before or s.titled or hit.start - 1 in s.ends:
            return ""
        word, titles = before.group(1), grammar(self.language).get("titles", ())
        is_name = word[0].isupper() and (word[1:2] == "." or not word.isupper())
        return word if is_name and lower(word).rstrip(".") not in titles else ""

    def _ambiguous(self, s: Sentence, hit: Hit, alias: Alias) -> Reading | None:
        candidates = alias.candidates
        actors = [self.registry.actors[i] for i in candidates]
        if any(actor.kind == "person" for actor in actors):
            candidates = [i for i in candidates if self._surname(s, hit, i)]
        elif self.matcher.english:
            candidates = self._bodies(s, hit, candidates)
        known = [i for i in candidates if i in self.named]
        if len(known) == 1:
            return _read(hit, known[0], "name", RESOLVED)
        if titled := self._by_title(s, hit, candidates):
            return _read(hit, titled, "name", BY_TITLE)
        return _unclear(hit, "name", candidates) if candidates else None

    def _bodies(self, s: Sentence, hit: Hit, candidates: tuple[str, ...]) -> tuple[str, ...]:
        """Candidates for 'Foreign Ministry': none in a longer name, none of another state."""
        after = s.text[hit.end : hit.end + 12]
        if not s.titled and re.match(r" (?:of|for) (?:the )?[A-Z]| [A-Z][a-z]", after):
            return ()
        is_hague = s.text.startswith("The Hague", hit.start)
        if is_hague and english.AT_PLACE.search(s.before(hit.start)):
            return ()
        for other in s.hits:
            if re.fullmatch(r"(?:'s?)? ", s.text[other.end : hit.start]):
                owners = [alias.actor_id for alias in other.aliases if alias.actor_id]
                states = [i for i in owners if self.registry.actors[i].kind == "state"]
                if states:
                    return tuple(i for i in candidates if self.registry.state_of(i) == states[0])
        return candidates

    def _by_title(self, s: Sentence, hit: Hit, candidates: Iterable[str]) -> str:
        """'President Sargsyan', if one of them was president; 'Defence Ministry spokesman X'."""
        before, titled = s.before(hit.start).lower(), set()
        for word, holders in self.registry.office_words.items():
            if self.span and before.endswith(f"{word} "):
                known = holders.intersection(candidates)
                titled |= {i for i in known if self.registry.holds(i, word, self.span)}
        for other in s.hits:
            if english.SPOKESPERSON.fullmatch(s.text[hit.end : other.start]):
                people = [self.registry.actors[a.actor_id] for a in other.aliases if a.actor_id]
                bodies = {role.of for person in people for role in person.roles}
                titled |= bodies.intersection(candidates)
        return titled.pop() if len(titled) == 1 else ""

    # ── offices ───────────────────────────────────────────────────────────────────────────────────
    def _role(self, s: Sentence, hit: Hit) -> Reading | None:
        """An office with its state: its holder at the date of the document, else the candidates."""
        before = s.before(hit.start)
        is_written = s.shouted or self.registry.well_cased(s.text[hit.start : hit.end])
        is_office = english.NOT_HOLDER.search(before) or english.OFFICE_ALONE.match(s.text, hit.end)
        if not is_written or is_office:
            return None
        terms, is_past = self.registry.role_phrases[hit.phrase], english.NOT_NOW.search(before)
        if self.span is None:
            holders = [] if is_past else self.registry.terms(hit.phrase)
        elif is_past:
            day, now = self.span[0], self.registry.terms(hit.phrase, self.span)
            past = {term.actor_id for term in terms if term.role.end and term.role.end < day}
            holders = sorted(past.difference(now)) if english.BYGONE.search(before) else []
        elif holder := self.registry.holder(hit.phrase, self.span):
            return _read(hit, holder, "role", ROLE)
        else:
            holders = self.registry.terms(hit.phrase, self.span)
        return _unclear(hit, "role", holders) if holders else None

    def _join_titles(self, s: Sentence, readings: list[Reading | None]) -> None:
        """An office and its holder's name are one mention; beside another name it is none."""
        for (i, left), (j, right) in pairwise(enumerate(s.hits)):
            between = s.text[left.end : right.start]
            is_behind = re.fullmatch(r", (?:the |who is (?:the )?)?", between)
            behind = self.registry.terms(right.phrase) if is_behind else ()
            if left.phrase and self._is_person(readings[j]) and between in (" ", ", "):
                self._title_before(s, readings, i)
            elif readings[i] and readings[i].actor_id in behind:
                readings[j] = None
        for i, hit in enumerate(s.hits):
            # "Armenian Defence Minister Arshak ...": somebody whom the registry does not know
            if hit.phrase and readings[i] and readings[i].via == "role" and s.continues(hit.end):
                readings[i] = None

    def _title_before(self, s: Sentence, readings: list[Reading | None], i: int) -> None:
        title, person = s.hits[i], readings[i + 1]
        is_close = s.text[title.end : s.hits[i + 1].start] == " "
        meant = [person.actor_id] if person.actor_id else person.candidates
        meant = [key for key in meant if key in self.registry.terms(title.phrase)]
        if len(meant) > 1 and self.span:
            holders = self.registry.terms(title.phrase, self.span)
            meant = [key for key in meant if key in holders]
        if is_close or len(meant) == 1:
            readings[i] = None
        if len(meant) == 1:
            # "former Armenian prime minister X": the mention is the name alone
            alone = not is_close or english.NOT_NOW.search(s.before(title.start))
            readings[i + 1] = person._replace(
                start=person.start if alone else title.start,
                actor_id=meant[0],
                candidates=(),
                certainty=NAME if person.certainty >= SURNAME else BY_TITLE,
            )

    def _is_person(self, reading: Reading | None) -> bool:
        if reading is None or reading.via != "name":
            return False
        ids = [reading.actor_id] if reading.actor_id else reading.candidates
        return any(self.registry.actors[i].kind == "person" for i in ids)

    def _bare_offices(self, s: Sentence, mentioned: list[Reading]) -> list[Reading]:
        """'the prime minister': the one of the document so far, else of the one state there."""
        out = []
        bare = [hit for hit in s.hits if hit.bare] if self.span else []
        names = [reading for reading in mentioned if reading.via == "name"]
        for hit in bare:
            if any(0 <= r.start - hit.end <= 2 or 0 <= hit.start - r.end <= 2 for r in names):
                continue
            is_office = english.OFFICE_ALONE.match(s.text, hit.end)
            if is_office or re.match(r" (?:of|for|to) | [A-Z]|-|'s office", s.after(hit.end)):
                continue
            seen = self.registry.office_words[hit.bare] & self.seen
            holders = {i for i in seen if self.registry.holds(i, hit.bare, self.span)}
            states = {self.registry.state_of(r.actor_id) for r in mentioned if r.actor_id} - {""}
            if not holders and len(states) == 1:
                state = self.registry.actors[states.pop()]
                name = state.names.get("en", (state.name,))[0]
                holders = {self.registry.holder(f"{hit.bare} of {name}".lower(), self.span)} - {""}
            if len(holders) == 1:
                place = hit._replace(start=hit.start + len("the "))
                out.append(_read(place, holders.pop(), "role", BARE_ROLE))
        return out

    # ── states ────────────────────────────────────────────────────────────────────────────────────
    def _adjective(self, s: Sentence, hit: Hit, alias: Alias) -> Reading | None:
        if not self.matcher.english:
            is_noun = grammar(self.language) and is_people(alias, self.language)
            return _read(hit, alias.actor_id, "adjective", PEOPLE if is_noun else ADJECTIVE)
        if end := self._organ(s, hit, alias):
            return _read(hit._replace(end=end), alias.actor_id, "member", MEMBER)
        before, after = s.before(hit.start), s.after(hit.end)
        is_body = after.startswith(" ") and english.BODY_AFTER.match(after)
        is_fixed = english.NO_STATE.match(after) or english.FIXED.match(s.text, hit.start)
        if english.BODY_BEFORE.search(before) or is_body or is_fixed:
            return None
        certainty = ADJECTIVE
        is_language = english.LANGUAGE_BEFORE.search(before) and english.LANGUAGE_AFTER.match(after)
        is_land = self.registry.actors[alias.actor_id].peoples is not None
        is_rebel = not is_land and not before.endswith("-") and english.REBELS.match(after)
        if english.CULTURE.match(after) or is_language:
            certainty = CULTURE
        elif self._is_noun(alias) or english.PEOPLE.match(after) or is_rebel:
            certainty = PEOPLE
        elif before.endswith("-") or after.startswith("-"):
            certainty = COMPOUND
        elif re.search(r"\b[Aa]n? $", before) and not re.match(r" [\w]", after):
            certainty = PEOPLE
        return _read(hit, alias.actor_id, "adjective", certainty)

    def _settled(self, s: Sentence, at: int, reading: Reading) -> Reading | None:
        """'Karabakh's Armenian side': the land where its own people is meant, else no actor."""
        actor, end = self.registry.actors.get(reading.actor_id), reading.end
        is_people = reading.via == "adjective" and reading.certainty == PEOPLE
        if not actor or not (is_people or actor.organ or reading.via in ("member", "role")):
            return self._holding(s, at, reading)
        rebels = english.REBELS.match(s.text, end) if is_people else None
        people = rebels or (english.PEOPLE.match(s.text, end) if is_people else None)
        end = people.end() if people else end
        is_civil = is_people or reading.via == "role" or english.CIVIL.search(s.text, 0, end)
        lands, is_own = self._lands(s, at - 1), False
        if lands:
            land = s.hits[at - 1]
            gap = s.text[land.end : reading.start]
            is_place = not is_people and english.AT_PLACE.search(s.before(land.start))
            is_beside = not is_place and english.BESIDE.fullmatch(gap)
            is_beside = is_beside and (is_civil or english.LOCAL.search(s.text, 0, end))
            is_civil = is_civil or is_beside
            is_own = is_beside or english.OWNS.fullmatch(gap)
        if not is_own and not (is_civil and english.THERE.match(s.text, end)):
            lands = self._lands(s, at + 1)
            living = english.LIVING_IN.match(s.text, end) if lands else None
            is_near = living and living.end() == s.hits[at + 1].start
            is_matter = is_near and english.MATTER.match(s.text, s.hits[at + 1].end)
            if not is_near or is_matter or not (is_civil or living["how"] == "of"):
                return reading
            is_own = living["how"] == "of"
        for land in lands:
            if actor.id == land.id:
                return reading
            if (actor.parent if actor.organ else actor.id) in (land.peoples or ()):
                certainty = ADJECTIVE if rebels else reading.certainty
                via = reading.via.replace("name", "member")
                return reading._replace(actor_id=land.id, via=via, certainty=certainty)
        return None if lands and (is_people or (is_own and is_civil)) else reading

    def _holding(self, s: Sentence, at: int, reading: Reading) -> Reading:
        """'Armenian-held Karabakh', 'Armenian Karabakh leaders': the land of that people."""
        for land in self._lands(s, at + 1) if reading.via == "adjective" else ():
            name = s.hits[at + 1]
            holds = english.HOLDS.fullmatch(s.text, reading.end, name.start)
            patterns = (english.ORGANS, english.REBELS)
            is_who = any(pattern.match(s.text, name.end) for pattern in patterns)
            if holds and (holds["held"] or is_who) and reading.actor_id in (land.peoples or ()):
                return reading._replace(actor_id=land.id)
        return reading

    def _lands(self, s: Sentence, at: int) -> list[Actor]:
        """The lands that a hit may name whose people is another state's."""
        hits = s.hits[at : at + 1] if at >= 0 else []
        ids = (i for h in hits for a in h.aliases for i in (a.actor_id, *a.candidates) if i)
        actors = (self.registry.actors[i] for i in ids)
        return [actor for actor in actors if actor.peoples is not None]

    def _organ(self, s: Sentence, hit: Hit, alias: Alias) -> int:
        """Where an organ of the state ends ('Russian troops'); 0 where none follows."""
        quoted = english.QUOTED.match(s.text, hit.end)
        if quoted and english.ORGANS.fullmatch(f" {quoted.group(1)}"):
            return quoted.end()  # Russian 'troops'
        organ = english.ORGANS.match(s.text, hit.end)
        if not organ or self.registry.actors[alias.actor_id].kind == "person":
            return 0
        words = organ.group().lower()
        if words.endswith("military") and english.ATTRIBUTIVE.match(s.text, organ.end()):
            return 0  # military aid, military observers
        is_named = not s.titled and english.CAPITAL_NEXT.match(s.text, organ.end())
        if is_named and english.OFFICIAL.search(words):
            return 0  # Russian spokesman Ivan ...: the person is the mention
        return organ.end()

    def _is_noun(self, alias: Alias) -> bool:
        """Armenians, Turk, Frenchman: people, not what belongs to them."""
        words = self.registry.actors[alias.actor_id].adjectives.get("en", ())
        if alias.text.endswith(("man", "men")):
            return alias.text not in ("German", "Turkmen")
        return alias.text.endswith("s") and alias.text[:-1] in words


def _is_attribute(s: Sentence, hit: Hit) -> bool:
    """'US sanctions', not 'the US has': of spellings that are both name and adjective."""
    after = s.after(hit.end)
    if s.shouted or not re.match(r" [A-Za-z]", after):
        return False
    is_subject = english.FUNCTION.match(after[1:]) or s.before(hit.start).lower().endswith("the ")
    return bool(english.ORGANS.match(after)) or not is_subject
