"""Attitude frames: who is spoken well or ill of, by the roles that words give to their arguments.

"Baku accused Yerevan of shelling a village" charges Yerevan, not Baku and not the village, whatever
the number of bad words. The frames stand in `data/frames.yml`; `standpoint.language.parse` finds
the subjects, objects and prepositional phrases that fill their roles. No parser, no model. Idea:
Deng & Wiebe 2015 (MPQA 3.0, NAACL) and Rashkin, Singh & Choi 2016 (connotation frames, ACL). It
says `negative` or `positive` only where a frame applies; irony, history and allusion pass it by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from standpoint.attitude.scorers import Item, most_likely
from standpoint.language.lexicon import Frame, bundled_lexicon
from standpoint.language.parse import Chunk, Reading, read
from standpoint.language.words import word_lists

# What the labels are where no frame applies: shares in 9,332 such targets of the development data
# (data/frames.yml).
NO_FRAME = np.array([0.23, 0.58, 0.19])
# Several frames are no independent witnesses: together they may not say more (log-odds).
MOST = 4.5

_LISTS = word_lists("roles")
_DEED_ENDINGS = tuple(_LISTS.deed_endings)
_STATES_ACTS = _LISTS.organs | _LISTS.doings
_SAME = {"towards": "toward", "upon": "on", "alongside": "with"}
_PLANNED = frozenset("want intend wish try mean have plan be".split())
_HOPED = frozenset("hope expect demand insist".split())
_NO_OPINION = frozenset("comment answer say name be confirm elaborate specify".split())
_GOING = frozenset("go be belong lie rest extend".split())
_OPENING_PREPOSITIONS = frozenset("of on to for at in with".split())


class Matched(NamedTuple):
    """Why a target got its sign (-1 or 1; 0 where the frame was taken back)."""

    frame: str
    word: str  # that evoked it
    role: str
    sign: int
    sure: float


class _Judge:
    """Applies every frame of a sentence once; `hits` holds what was said of whom, by token."""

    def __init__(self, reading: Reading) -> None:
        self.r = reading
        self.hits: dict[int, list[Matched]] = defaultdict(list)
        self.denied = [False] * len(reading.chunks)
        self.doubtful: set[int] = set()  # verb groups whose action does not take place
        # Verb groups under "should", "if", "hope that": no credit for what is not done yet.
        self.unreal: set[int] = set()
        self.wished: set[int] = set()  # verb groups whose action somebody wants
        chunks = list(enumerate(reading.chunks))
        groups = [(i, chunk) for i, chunk in chunks if chunk.kind == "VG"]
        for i, chunk in groups:
            self._scope(i, chunk)
        for i, chunk in groups:
            self._verb(i, chunk)
        for i, chunk in chunks:
            if chunk.kind == "NP":
                self._noun(i, chunk)
        for i, chunk in chunks:
            if chunk.kind == "P" and chunk.word == "unlike":
                self._unlike(i)

    # What is not so

    def _scope(self, i: int, chunk: Chunk) -> None:
        """Marks what a negation, a refusal or a denial takes back, and what is only wished."""
        r = self.r
        before = r.verb_before(i)
        if self._is_doubtful(i, chunk, before):
            self.doubtful.add(i)
        if (
            not chunk.negated
            and r.says(i, "negates", "fails")
            or chunk.negated
            and chunk.word in _PLANNED
        ):
            self._undo_next(i)
        doubted = i in self.doubtful
        objects = r.objects(i)
        unknown = doubted and chunk.word in _LISTS.knowing and not objects
        if (unknown and r.kind(i + 1) in ("W", "NP")) or (
            not chunk.negated and r.says(i, "clause")
        ):
            self._deny(i, objects)
        elif chunk.word == "be" and not doubted and r.has(i + 1, "NP", _LISTS.untrue):
            clause = next((j for j in range(i + 2, len(r.chunks)) if r.kind(j) == "W"), -1)
            if clause >= 0:
                self._deny(clause - 1, r.objects(clause - 1))
        wanted = before >= 0 and (
            r.chunks[before].word in _LISTS.wishing or r.says(before, "demand")
        )
        again = chunk.form == "bare" and r.kind(i - 1) == "C" and before in self.wished
        if again or (chunk.form == "inf" and wanted):
            self.wished.add(i)
        hoped = before >= 0 and r.chunks[before].word in _HOPED
        first = min(r.subjects(i), default=i)
        if (
            chunk.modal in _LISTS.unreal
            or (hoped and r.kind(before + 1) in ("W", "NP"))
            or r.has(first - 1, "S", ("if", "unless", "whether"))
        ):
            self.unreal.add(i)

    def _is_doubtful(self, i: int, chunk: Chunk, before: int) -> bool:
        r = self.r
        left = r.kind(i - 1)
        if chunk.negated or any(r.chunks[s].negated for s in (*r.subjects(i), *r.objects(i)[:1])):
            return True
        if left in ("P", "S"):
            opener = r.chunks[i - 1].word
            far = opener == "from" and r.t.low[chunk.first - 2] == "far"
            return far or opener in ("without", "whether")
        if left == "NP":
            turned = r.chunks[i - 2] if r.kind(i - 2) in ("VG", "S") else chunk
            inverted = turned.word in ("do", "have") and (turned.negated or r.kind(i - 3) == "X")
            return turned.word == "whether" or inverted
        shared = chunk.form == "inf" and left == "VG"
        return before in self.doubtful and (shared or r.has(i - 1, "C", ("or", "nor")))

    def _undo_next(self, i: int) -> None:
        """The infinitive or gerund that verb group i governs does not take place."""
        j = i + 1 + (self.r.kind(i + 1) == "P")
        if self.r.kind(j) == "VG" and self.r.chunks[j].form in ("inf", "ger"):
            self.doubtful.add(j)

    def _deny(self, i: int, objects: tuple[int, ...]) -> None:
        """Everything that chunk i takes as its clause is denied."""
        r = self.r
        claim = objects and r.chunks[objects[0]].word in _LISTS.claim_nouns
        if not claim and r.kind(i + 1) not in (("W", "VG") if objects else ("W", "VG", "NP")):
            return
        for j in range(i + 1, len(r.chunks)):
            kind, word = r.chunks[j].kind, r.chunks[j].word
            joined = kind == "C" and (word == "but" or r.kind(j + 1) == "VG")
            apart = kind == "S" and word in ("because", "while", "whereas", "although")
            if kind == "." or joined or apart:
                break
            self.denied[j] = True

    # Saying it of whom

    def _hit(self, token: int, m: Matched) -> None:
        if m not in self.hits[token]:
            self.hits[token].append(m)

    def _say(
        self,
        by: int,
        nps: Iterable[int],
        sign: int,
        frame: Frame,
        role: str,
        *,
        word: str = "",
        undone: bool | None = None,
    ) -> None:
        """Chunk `by` says `sign` of noun phrases: undone harm is neutral, undone good withheld."""
        if self.denied[by]:
            sign = 0
        elif by in self.doubtful if undone is None else undone:
            sign = -1 if sign > 0 else 0
        m = Matched(frame.name, word or self.r.chunks[by].word, role, sign, frame.sure)
        for j in nps:
            self._pass_on(j, m)

    def _pass_on(self, j: int, m: Matched, depth: int = 0) -> None:
        """From a noun phrase to the names in it: its head, its owner, its adjective, its author."""
        r, t = self.r, self.r.t
        chunk = r.chunks[j]
        head, word = chunk.last - 1, chunk.word
        named = t.capital[head]
        self._hit(head, m)
        k = head - 1
        while named and k >= chunk.first and t.capital[k] and t.tag[k] == "N":
            if t.low[k] in _LISTS.name_titles:
                break
            self._hit(k, m)
            k -= 1
        host = m.sign > 0 and word in _LISTS.hosts
        if depth > 3 or (word in _LISTS.others and not host):
            return
        titled = named and k >= chunk.first and t.low[k] in _LISTS.name_titles
        acts = word in _STATES_ACTS or word in r.lexicon.nouns or word.endswith(_DEED_ENDINGS)
        for token in range(chunk.first, k + 1) if (named or acts) and not titled else ():
            # In "an X-backed resolution" it is not X that is meant.
            plain = t.tag[token] == "N" and "-" not in t.low[token]
            if plain or t.low[token] in _LISTS.possessives:
                self._hit(token, m)
        if chunk.owner >= 0:
            self._pass_on(chunk.owner, m, depth + 1)
        after = r.kind(j + 1)
        answering = ("by", "of", "from") if host or word in _STATES_ACTS else ("by",)
        author = 0
        if r.has(j + 1, "P", answering):
            author = j + 2
        elif after == "VG" and r.chunks[j + 1].form == "done" and r.has(j + 2, "P", ("by",)):
            author = j + 3  # "the attack carried out by X", "the decree signed by X"
        elif after == "," and depth == 0 and r.kind(j + 2) == "NP" and r.kind(j + 3) in (",", "."):
            self._pass_on(r.owned(j + 2), m, 3)
        if author and r.kind(author) == "NP":
            for other in r.list_at(author):
                self._pass_on(other, m, depth + 1)

    # Verbs

    def _phrases(self, i: int) -> list[tuple[str, tuple[int, ...]]]:
        return [(_SAME.get(word, word), nps) for word, nps in self.r.phrases(i)]

    def _verb(self, i: int, chunk: Chunk) -> None:
        r = self.r
        if chunk.word == "be" or chunk.word in _LISTS.linking:
            self._copula(i)
        self._participle(i, chunk)
        self._going_to(i, chunk)
        frames = [f for f in (*r.frames(i), *self._parted(i, chunk)) if f.roles or f.says]
        if not frames:
            return
        passive = chunk.passive or self._reduced(i, chunk)
        phrases = self._phrases(i)
        doers, done_to = r.subjects(i), self._gapped(r.objects(i))
        if passive:
            doers, done_to = next((nps for p, nps in phrases if p == "by"), ()), doers
        elif chunk.form == "inf" and chunk.word == "blame" and r.has(i - 1, "VG", ("be",)):
            done_to = doers  # "X is to blame"
        for f in frames:
            for role, sign in f.roles.items():
                if role == "subj":
                    if self._counts(i, f, sign):
                        self._say(i, doers, sign, f, role)
                elif role == "obj":
                    if self._is_object(chunk, f, done_to, passive):
                        self._say(i, done_to, sign, f, role)
                elif role == "that":
                    self._say(i, self._complement(i), sign, f, role)
                else:
                    for preposition, nps in phrases:
                        if preposition == role:
                            self._say(i, nps, sign, f, role)
            if "does" in f.says:
                value = self._thing(done_to) * (-1 if f.says["does"] == "opposite" else 1)
                unearned = value > 0 and (f.says["does"] == "wrong" or i in self.unreal)
                if value and not unearned and i not in self.wished:
                    self._say(i, doers, value, f, "subj")
            if "names" in f.says and done_to:
                self._named(i, passive, done_to, phrases)
            if "demand" in f.says and not (chunk.form == "ger" and r.kind(i - 1) == "P"):
                self._demanded(i, f, done_to)

    def _counts(self, i: int, f: Frame, sign: int) -> bool:
        """Whether a frame's sign for the doer holds where its action is not plainly told."""
        undone = i in self.doubtful
        if i in self.wished or ("fails" in f.says and not self._worth_failing(i)):
            return False
        return undone or not ("only" in f.says or (sign > 0 and i in self.unreal))

    def _is_object(self, chunk: Chunk, f: Frame, done_to: tuple[int, ...], passive: bool) -> bool:
        """Whether a frame's sign holds for the object at hand."""
        thing = self.r.chunks[done_to[0]].word if done_to else ""
        if "credits" in f.says and thing not in _LISTS.credits:
            return False
        if chunk.word in ("reject", "dismiss", "oppose") and thing in _LISTS.claim_nouns:
            return False
        return not (chunk.word == "threaten" and passive)

    def _participle(self, i: int, chunk: Chunk) -> None:
        """ "dissatisfied with X": an adjective that looks like a participle."""
        if not chunk.passive and chunk.form != "done":
            return
        r = self.r
        word = r.t.low[chunk.last - 1]
        for f in r.lexicon.adjectives.get(word, ()):
            if "pred" in f.roles:
                self._say(i, r.subjects(i), f.roles["pred"], f, "pred", word=word)
            for preposition, nps in r.phrases(i):
                sign = f.roles.get(_SAME.get(preposition, preposition))
                if sign:
                    self._say(i, nps, sign, f, preposition, word=word)
                    break

    def _parted(self, i: int, chunk: Chunk) -> tuple[Frame, ...]:
        """The frames of a verb whose particle stands after its object: "let us down"."""
        r = self.r
        particles = r.lexicon.particles.get(chunk.word, ())
        for j in r.objects(i)[:1] if particles else ():
            end = r.chunks[j].last
            behind = r.t.low[end - 1 : end + 1] if end - 1 >= r.chunks[j].first else ()
            for particle in particles:
                # "of", "on" and the like open a phrase of their own there.
                single = len(particle) == 1 and particle[0] not in _OPENING_PREPOSITIONS
                if single and particle[0] in behind:
                    return r.lexicon.verbs[f"{chunk.word}_{particle[0]}"]
        return ()

    def _going_to(self, i: int, chunk: Chunk) -> None:
        """ "Our thanks go to X": the noun is the subject, its argument hangs on the verb."""
        if chunk.word not in _GOING or i in self.doubtful:
            return
        r = self.r
        for j in r.subjects(i)[:1]:
            for f in r.nouns(j) if not r.chunks[j].negated else ():
                for preposition, nps in r.phrases(i):
                    sign = f.roles.get(_SAME.get(preposition, preposition))
                    if sign:
                        self._say(i, nps, sign, f, preposition, word=r.chunks[j].word)

    def _gapped(self, objects: tuple[int, ...]) -> tuple[int, ...]:
        """ "thanked A for the pumps, B for the soup and C for the rest"."""
        r = self.r
        if not objects or not r.has(objects[-1] + 1, "P", ("for",)):
            return objects
        thanked = list(objects)
        for j in range(objects[-1] + 1, len(r.chunks)):
            kind = r.kind(j)
            gerund = kind == "VG" and r.chunks[j].form == "ger"
            if kind not in ("P", "NP", "C", ",") and not gerund:
                break
            if kind in ("C", ",") and r.kind(j + 1) == "NP":
                other = r.owned(j + 1)
                if r.has(other + 1, "P", ("for",)):
                    thanked.append(other)
        return tuple(thanked)

    def _reduced(self, i: int, chunk: Chunk) -> bool:
        """ "villages shelled by X": a participle that looks like a past tense."""
        r = self.r
        if chunk.form != "done":
            return False
        if r.has(i + 1, "P", ("by",)):
            return True
        if r.kind(i - 1) not in ("NP", ",", "S", ".", "C") or r.kind(i + 1) not in ("P", ",", "VG"):
            return False
        for j in range(i + 1, len(r.chunks)):
            if r.chunks[j].kind in ("W", "S", ".", "C"):
                return False
            if r.chunks[j].kind == "VG":
                form = r.chunks[j].form
                full = form == "finite" or (form == "done" and r.kind(j + 1) != "P")
                return full and r.kind(j - 1) != ","
        return False

    def _worth_failing(self, i: int) -> bool:
        """Failing to do harm, or declining to judge, is no failing."""
        r = self.r
        if r.kind(i + 1) != "VG":
            return r.kind(i + 1) == "NP" and r.chunks[i].word == "fail"
        harm = any(f.roles.get(role, 0) < 0 for f in r.frames(i + 1) for role in ("subj", "obj"))
        return not harm and r.chunks[i + 1].word not in _NO_OPINION

    def _complement(self, i: int) -> tuple[int, ...]:
        """The subject of the clause that verb group i takes."""
        r = self.r
        bare = r.kind(i + 1) == "NP" and not r.objects(i)
        return r.subjects(r.verb_after(i)) if bare or r.has(i + 1, "W", ("that",)) else ()

    def _thing(self, nps: Sequence[int]) -> int:
        """Whether what is done or undone is good (1), bad (-1) or neither."""
        for j in nps[:1]:
            for f in self.r.nouns(j):
                if f.roles.get("thing") and self._is_good(j, f):
                    return f.roles["thing"] * (-1 if self.r.chunks[j].negated else 1)
        return 0

    def _is_good(self, j: int, f: Frame) -> bool:
        """Whether noun phrase j has the adjective of approval that a frame may ask for."""
        chunk = self.r.chunks[j]
        words = self.r.t.low[chunk.first : chunk.last]
        return "adjective" not in f.says or not _LISTS.good.isdisjoint(words)

    def _value(self, j: int) -> tuple[int, Frame | None, str]:
        """What it says of somebody to be called noun phrase j: the worst, else the last good."""
        chunk, adjectives = self.r.chunks[j], self.r.lexicon.adjectives
        good: tuple[int, Frame | None, str] = (0, None, "")
        for token in range(chunk.last - 1, chunk.first - 1, -1) if not chunk.negated else ():
            word, head = self.r.t.low[token], token == chunk.last - 1
            frames = adjectives.get(word, ())
            for f in (*self.r.nouns(j), *frames) if head else frames:
                sign = f.roles.get("pred", 0) if head or "alone" not in f.says else 0
                if sign < 0:
                    return sign, f, word
                if sign > 0 and not good[0]:
                    good = (sign, f, word)
        return good

    def _copula(self, i: int) -> None:
        r = self.r
        j = i + 1 + r.has(i + 1, "P", ("as",))
        for called in r.list_at(j) if r.kind(j) == "NP" else ():
            sign, f, word = self._value(called)
            if f is None:
                continue
            wrong = any(p == "for" and self._thing(nps) < 0 for p, nps in r.phrases(called))
            if wrong or "alone" not in f.says:  # responsible for what?
                self._say(i, r.subjects(i), sign, f, "pred", word=word)

    def _named(
        self,
        i: int,
        passive: bool,
        done_to: tuple[int, ...],
        phrases: Sequence[tuple[str, tuple[int, ...]]],
    ) -> None:
        """ "called X a traitor", "X was described as reliable"."""
        called = [nps[0] for preposition, nps in phrases if preposition == "as"]
        j = i + 1 if passive else max(done_to) + 1
        if self.r.kind(j) == "NP":
            called.append(j)
        for j in called:
            sign, f, word = self._value(j)
            if f:
                word = f"{self.r.chunks[i].word} … {word}"
                self._say(i, done_to, sign, f, "pred", word=word)

    def _demanded(self, i: int, f: Frame, asked: tuple[int, ...]) -> None:
        """Who is told, alone, to stop a wrong is reproached with it."""
        r = self.r
        word = r.chunks[i].word
        if asked and r.chunks[asked[0]].word in _LISTS.ousting:
            ousted = r.chunks[asked[0]]
            of = next((nps for p, nps in r.phrases(asked[0]) if p == "of"), ())
            whom = (*of, *((ousted.owner,) if ousted.owner >= 0 else ()))[:1]
            self._say(i, whom, -1, f, "told", word=f"{word} … {ousted.word}")
            return
        asked = asked or self._complement(i)
        near = range(i + 1, min(i + 8, len(r.chunks)))
        after = next((j for j in near if r.chunks[j].kind == "VG"), -1)
        if len(asked) != 1 or after < 0:
            return
        whom, deed = r.chunks[asked[0]], r.chunks[after]
        if not _LISTS.both.isdisjoint(r.t.low[whom.first : whom.last]):
            return
        if not deed.negated and deed.word.split("_")[0] in _LISTS.stopping:
            self._say(i, asked, -1, f, "told", word=f"{word} to {deed.word}")

    # Nouns

    def _noun(self, j: int, chunk: Chunk) -> None:
        r, t = self.r, self.r.t
        frames = (*r.nouns(j), *r.lexicon.adjectives.get(chunk.word, ()))
        if frames:
            self._roles(j, chunk, frames)
        if t.capital[chunk.last - 1] or chunk.word in _LISTS.organs:
            for token in range(chunk.first, chunk.last - 1):
                for f in r.lexicon.adjectives.get(t.low[token], ()):
                    if "pred" in f.roles and "alone" not in f.says and not t.capital[token]:
                        self._say(j, (j,), f.roles["pred"], f, "attribute", word=t.low[token])

    def _roles(self, j: int, chunk: Chunk, frames: Sequence[Frame]) -> None:
        r, t = self.r, self.r.t
        phrases = self._phrases(j)[:2]
        verb = r.chunks[j - 1].word if r.kind(j - 1) == "VG" else ""
        # "criticism of X is unacceptable", "dropped the charges against X": the ill will is not
        # shared.
        mended = (
            any(m.sign < 0 for m in self.hits.get(chunk.last - 1, ()))
            or verb in _LISTS.mending
            or not _LISTS.unfounded.isdisjoint(t.low[chunk.first : chunk.last])
        )
        lacking = r.kind(j - 1) == "P" and r.has(j - 2, "NP", _LISTS.lacks)
        none = chunk.negated or lacking or (verb == "be" and j - 1 in self.doubtful)
        for f in frames:
            for role, sign in f.roles.items():
                if role == "owner":
                    self._owners(j, chunk, f, sign)
                elif role == "pred":
                    self._apposed(j, chunk, f, sign)
                elif role != "thing" and self._is_good(j, f):
                    shared = 0 if mended and sign < 0 and "owner" not in f.roles else sign
                    nps = next((nps for p, nps in phrases if p == role), ())
                    self._say(j, nps, shared, f, role, undone=none)

    def _owners(self, j: int, chunk: Chunk, f: Frame, sign: int) -> None:
        """X's attack, the X-ish attack, the attack by X."""
        t = self.r.t
        if chunk.owner >= 0:
            self._say(j, (chunk.owner,), sign, f, "owner", undone=chunk.negated)
        shown = 0 if chunk.negated or self.denied[j] else sign
        m = Matched(f.name, chunk.word, "owner", shown, f.sure)
        for token in range(chunk.first, chunk.last - 1) if chunk.word not in _LISTS.victims else ():
            named = t.capital[token] and t.tag[token] == "N"
            if named or t.low[token] in _LISTS.possessives:
                self._hit(token, m)
        for preposition, nps in self._phrases(j)[:2]:
            if preposition == "by":
                self._say(j, nps, 0 if self.denied[j] else sign, f, "by", undone=chunk.negated)

    def _apposed(self, j: int, chunk: Chunk, f: Frame, sign: int) -> None:
        """ "the aggressor, X" and "X, a reliable ally,"."""
        r, t = self.r, self.r.t
        if chunk.owner >= 0 or t.tag[chunk.first] != "D" or chunk.negated:
            return
        if sign > 0 and t.low[chunk.first] not in ("our", "my"):
            return  # "a friend on paper, X": praise in apposition is ironic as often as not
        for comma, name, after, ends in (
            (j + 1, j + 2, j + 3, (",", ".", "VG")),
            (j - 1, j - 2, j + 1, (",", ".", "P", "W")),
        ):
            beside = r.kind(comma) == "," and r.kind(name) == "NP" and r.kind(after) in ends
            if beside and t.capital[r.chunks[name].last - 1]:
                self._say(j, (name,), sign, f, "apposition")

    def _unlike(self, i: int) -> None:
        """ "Unlike X, Y kept its word": what is said of Y is denied to X."""
        r = self.r
        subjects = r.subjects(r.verb_after(i))
        if r.kind(i + 1) != "NP" or not subjects:
            return
        for m in list(self.hits.get(r.chunks[subjects[0]].last - 1, ()))[:1]:
            if m.sign:
                f = Frame("contrast", {}, {}, m.sure)
                word = f"unlike … {m.word}"
                self._say(i, r.list_at(i + 1), -m.sign, f, "contrast", word=word)


@lru_cache(maxsize=4096)
def _read(sentence: str) -> tuple[list[tuple[int, int]], dict[int, list[Matched]]]:
    judge = _Judge(read(sentence, bundled_lexicon()))
    return judge.r.t.spans, dict(judge.hits)


def _probabilities(matched: Sequence[Matched]) -> np.ndarray:
    """Each frame adds its log-odds over no frame at all; what speaks for and against cancels.

    A frame that was taken back (sign 0) says nothing: such targets are labelled as those without a
    frame."""
    net = 0.0
    for m in matched:
        prior = NO_FRAME[m.sign + 1]
        net += m.sign * (np.log(m.sure / (1 - m.sure)) - np.log(prior / (1 - prior)))
    net = np.clip(net, -MOST, MOST)
    p = NO_FRAME * np.exp([max(-net, 0), 0, max(net, 0)])
    return p / p.sum()


class Frames:
    """Attitude by role.

    Examples
    --------
    >>> text = "Baku accused Yerevan of shelling a village and thanked Ankara for its help."
    >>> names = ("Baku", "Yerevan", "Ankara")
    >>> items = [Item(text, text.index(name), text.index(name) + len(name)) for name in names]
    >>> [str(label) for label in Frames().label(Frames().score(items))]
    ['neutral', 'negative', 'positive']
    >>> [(m.frame, m.word, m.role, m.sign) for m in Frames().explain(items[2])]
    [('thanking', 'thank', 'obj', 1)]
    """

    name = "frames 1"
    languages = frozenset({"en"})

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Score items; one without a frame gets the same, mostly neutral, row."""
        p = np.empty((len(items), 3))
        for n, item in enumerate(items):
            p[n] = _probabilities(self.explain(item))
        return p

    def label(self, p: np.ndarray) -> np.ndarray:
        """The most likely of negative, neutral and positive."""
        return most_likely(p)

    def explain(self, item: Item) -> tuple[Matched, ...]:
        """The frames that put the target into a role; empty where none does."""
        spans, hits = _read(item.sentence)
        matches: dict[Matched, None] = {}
        for token, (start, end) in enumerate(spans):
            if start < item.end and end > item.start:
                matches.update(dict.fromkeys(hits.get(token, ())))
        return tuple(matches)
