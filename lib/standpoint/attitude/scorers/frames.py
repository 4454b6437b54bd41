"""Attitude frames: who is spoken well or ill of, by the roles that verbs, nouns and adjectives give
to their arguments.

"Baku accused Yerevan of shelling a village" charges Yerevan, not Baku and not the village, whatever
the number of bad words. The frames stand in `data/frames.yml`; the reading is a light one: tokens →
chunks (noun phrases, verb groups) → subjects, objects and prepositional phrases of each verb →
frames → the names in their roles. No parser, no model. Idea: Deng & Wiebe 2015 (MPQA 3.0, NAACL)
and Rashkin, Singh & Choi 2016 (connotation frames, ACL). It says `negative` or `positive` only
where a frame applies; irony, history and allusion pass it by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
# several frames are no independent witnesses: together they may not say more than this (log-odds)
MOST = 4.5

_LISTS = word_lists("roles")
_DEED_ENDINGS = tuple(_LISTS.deed_endings)
SAME = {"towards": "toward", "upon": "on", "alongside": "with"}


class Matched(NamedTuple):
    """Why a target got its sign: the frame, the word that evoked it, the role of the target, the
    sign (-1 or 1).
    """

    frame: str
    word: str
    role: str
    sign: int
    sure: float


class Judge:
    """Applies every frame of a sentence once; `hits` holds, token by token, what was said of whom."""

    def __init__(self, reading: Reading) -> None:
        self.r = reading
        self.hits: dict[int, list[Matched]] = defaultdict(list)
        self.denied = [False] * len(reading.chunks)
        self.doubtful: set[int] = set()  # verb groups whose action does not take place
        self.unreal: set[int] = (
            set()
        )  # verb groups under "should", "if", "hope that": no credit for what is not done yet
        self.wished: set[int] = set()  # verb groups whose action somebody wants
        for i, chunk in enumerate(reading.chunks):
            if chunk.kind == "VG":
                self._scope(i, chunk)
        for i, chunk in enumerate(reading.chunks):
            if chunk.kind == "VG":
                self._verb(i, chunk)
        for i, chunk in enumerate(reading.chunks):
            if chunk.kind == "NP":
                self._noun(i, chunk)
        for i, chunk in enumerate(reading.chunks):
            if chunk.kind == "P" and chunk.word == "unlike":
                self._unlike(i)

    # ------------------------------------------------------------------------------------------------
    # what is not so

    def _scope(self, i: int, chunk: Chunk) -> None:
        """Marks what a negation, a refusal or a denial takes back."""
        r = self.r
        if chunk.negated or any(r.chunks[s].negated for s in (*r.subjects(i), *r.objects(i)[:1])):
            self.doubtful.add(i)
        before = r.chunks[i - 1].word if r.kind(i - 1) in ("P", "S") else ""
        if before in ("without", "whether") or (
            before == "from" and r.t.low[chunk.first - 2] == "far"
        ):
            self.doubtful.add(i)
        if (
            r.kind(i - 1) == "C"
            and r.chunks[i - 1].word in ("or", "nor")
            and r.verb_before(i) in self.doubtful
        ):
            self.doubtful.add(i)
        if chunk.form == "inf" and r.verb_before(i) in self.doubtful and r.kind(i - 1) == "VG":
            self.doubtful.add(i)
        if r.kind(i - 1) == "NP":
            turned = r.chunks[i - 2] if r.kind(i - 2) in ("VG", "S") else chunk
            inverted = turned.word in ("do", "have") and (turned.negated or r.kind(i - 3) == "X")
            if turned.word == "whether" or inverted:
                self.doubtful.add(i)
        frames = r.frames(i)
        takes_back = (
            any("negates" in f.says or "fails" in f.says for f in frames) and not chunk.negated
        )
        if takes_back or (
            chunk.negated
            and chunk.word in ("want", "intend", "wish", "try", "mean", "have", "plan", "be")
        ):
            j = i + 1
            if r.kind(j) == "P":
                j += 1
            if r.kind(j) == "VG" and r.chunks[j].form in ("inf", "ger"):
                self.doubtful.add(j)
        unknown = (
            chunk.word in _LISTS.knowing
            and i in self.doubtful
            and r.kind(i + 1) in ("W", "NP")
            and not r.objects(i)
        )
        if unknown or (any("clause" in f.says for f in frames) and not chunk.negated):
            self._deny(i)
        elif (
            chunk.word == "be"
            and i not in self.doubtful
            and r.kind(i + 1) == "NP"
            and r.chunks[i + 1].word in _LISTS.untrue
        ):
            for j in range(i + 2, len(r.chunks)):
                if r.kind(j) == "W":
                    self._deny(j - 1)
                    break
        if chunk.form == "inf":
            governor = r.verb_before(i)
            if governor >= 0 and (
                r.chunks[governor].word in _LISTS.wishing
                or any("demand" in f.says for f in r.frames(governor))
            ):
                self.wished.add(i)
        before = r.verb_before(i)
        if chunk.form == "bare" and r.kind(i - 1) == "C" and before in self.wished:
            self.wished.add(i)
        asked = (
            before >= 0
            and r.chunks[before].word in ("hope", "expect", "demand", "insist")
            and r.kind(before + 1) in ("W", "NP")
        )
        first = min(r.subjects(i), default=i)
        if (
            asked
            or chunk.modal in _LISTS.unreal
            or (
                r.kind(first - 1) == "S" and r.chunks[first - 1].word in ("if", "unless", "whether")
            )
        ):
            self.unreal.add(i)

    def _deny(self, i: int) -> None:
        """Everything that verb group i takes as its clause is denied."""
        r = self.r
        j = i + 1
        objects = r.objects(i)
        opens = (
            r.kind(j) in ("W", "VG")
            or (objects and r.chunks[objects[0]].word in _LISTS.claim_nouns)
            or (r.kind(j) == "NP" and not objects)
        )
        while opens and j < len(r.chunks):
            kind = r.chunks[j].kind
            if kind == "." or (
                kind == "C" and (r.chunks[j].word == "but" or r.kind(j + 1) == "VG")
            ):
                break
            if kind == "S" and r.chunks[j].word in ("because", "while", "whereas", "although"):
                break
            self.denied[j] = True
            j += 1

    # ----------------------------------------------------------------------------------------------
    # saying it of whom

    def _hit(self, token: int, m: Matched) -> None:
        if m not in self.hits[token]:
            self.hits[token].append(m)

    def say(
        self,
        nps: Sequence[int],
        sign: int,
        frame: Frame,
        word: str,
        role: str,
        *,
        undone: bool = False,
        by: int = -1,
    ) -> None:
        """`sign` is said of the noun phrases in `role`; where it is undone, harm is neutral and
        good is withheld.
        """
        if by >= 0 and self.denied[by]:
            sign = min(sign, 0) and 0
        elif undone:
            sign = -1 if sign > 0 else 0
        for np_ in nps:
            self._pass_on(np_, Matched(frame.name, word, role, sign, frame.sure), 0)

    def _pass_on(self, j: int, m: Matched, depth: int) -> None:
        """From a noun phrase to the names in it: its head, its owner, its adjective, its author."""
        r, t = self.r, self.r.t
        chunk = r.chunks[j]
        head = chunk.last - 1
        self._hit(head, m)
        k = head - 1
        if t.capital[head]:
            while (
                k >= chunk.first
                and t.capital[k]
                and t.tag[k] == "N"
                and t.low[k] not in _LISTS.name_titles
            ):
                self._hit(k, m)
                k -= 1
        if depth > 3 or (
            chunk.word in _LISTS.others and not (m.sign > 0 and chunk.word in _LISTS.hosts)
        ):
            return
        answers_for = _LISTS.organs | _LISTS.doings
        stands_for = (
            t.capital[head]
            or chunk.word in answers_for
            or chunk.word in r.lexicon.nouns
            or chunk.word.endswith(_DEED_ENDINGS)
        )
        if stands_for and not (
            t.capital[head] and k >= chunk.first and t.low[k] in _LISTS.name_titles
        ):
            for token in range(chunk.first, k + 1):
                if (t.tag[token] == "N" and "-" not in t.low[token]) or t.low[
                    token
                ] in _LISTS.possessives:
                    self._hit(token, m)  # in "an X-backed resolution" it is not X that is meant
        if chunk.owner >= 0:
            self._pass_on(chunk.owner, m, depth + 1)
        after = r.kind(j + 1)
        if after == "P" and r.kind(j + 2) == "NP":
            preposition = r.chunks[j + 1].word
            if preposition == "by" or (
                preposition in ("of", "from")
                and (
                    chunk.word in _LISTS.doings
                    or chunk.word in _LISTS.organs
                    or (m.sign > 0 and chunk.word in _LISTS.hosts)
                )
            ):
                for other in r.list_at(j + 2):
                    self._pass_on(other, m, depth + 1)
        elif (
            after == "VG"
            and r.chunks[j + 1].form == "done"
            and r.kind(j + 2) == "P"
            and r.chunks[j + 2].word == "by"
        ):
            for other in r.list_at(j + 3) if r.kind(j + 3) == "NP" else ():
                self._pass_on(
                    other, m, depth + 1
                )  # "the attack carried out by X", "the decree signed by X"
        elif after == "," and r.kind(j + 2) == "NP" and r.kind(j + 3) in (",", ".") and depth == 0:
            self._pass_on(r.owned(j + 2), m, 3)

    # ----------------------------------------------------------------------------------------------------------
    # verbs

    def _verb(self, i: int, chunk: Chunk) -> None:
        r = self.r
        if chunk.word == "be" or chunk.word in _LISTS.linking:
            self._copula(i, chunk)
        self._participle(i, chunk)
        self._going_to(i, chunk)
        frames = (*r.frames(i), *self._parted(i, chunk))
        if not any(f.roles or f.says for f in frames):
            return
        passive = chunk.passive or self._reduced(i, chunk)
        phrases = [(SAME.get(p, p), nps) for p, nps in r.phrases(i)]
        agents = next((nps for p, nps in phrases if p == "by"), ())
        subjects, objects = r.subjects(i), self._gapped(r.objects(i))
        doers, done_to = (agents, subjects) if passive else (subjects, objects)
        undone = i in self.doubtful
        if (
            chunk.form == "inf"
            and chunk.word == "blame"
            and r.kind(i - 1) == "VG"
            and r.chunks[i - 1].word == "be"
        ):
            done_to = subjects  # "X is to blame"
        for f in frames:
            for role, sign in f.roles.items():
                if role == "subj":
                    if (
                        i in self.wished
                        or (sign > 0 and not undone and i in self.unreal)
                        or ("fails" in f.says and not self._worth_failing(i))
                        or ("only" in f.says and not undone)
                    ):
                        continue
                    self.say(doers, sign, f, chunk.word, role, undone=undone, by=i)
                elif role == "obj":
                    if "credits" in f.says and not (
                        done_to and r.chunks[done_to[0]].word in _LISTS.credits
                    ):
                        continue
                    if chunk.word == "threaten" and passive:
                        continue
                    if (
                        chunk.word in ("reject", "dismiss", "oppose")
                        and done_to
                        and r.chunks[done_to[0]].word in _LISTS.claim_nouns
                    ):
                        continue
                    self.say(done_to, sign, f, chunk.word, role, undone=undone, by=i)
                elif role == "that":
                    self.say(self._complement(i), sign, f, chunk.word, role, undone=undone, by=i)
                else:
                    for preposition, nps in phrases:
                        if preposition == role:
                            self.say(nps, sign, f, chunk.word, role, undone=undone, by=i)
            if "does" in f.says:
                value = self._thing(done_to) * (-1 if f.says["does"] == "opposite" else 1)
                if (
                    value
                    and not (value > 0 and (f.says["does"] == "wrong" or i in self.unreal))
                    and i not in self.wished
                ):
                    self.say(doers, value, f, chunk.word, "subj", undone=undone, by=i)
            if "names" in f.says:
                self._named(i, f, passive, done_to, phrases)
            if "demand" in f.says and not (chunk.form == "ger" and r.kind(i - 1) == "P"):
                self._demanded(i, f, done_to)

    def _participle(self, i: int, chunk: Chunk) -> None:
        """'dissatisfied with X': an adjective that looks like a participle."""
        word = self.r.t.low[chunk.last - 1]
        for f in (
            self.r.lexicon.adjectives.get(word, ()) if chunk.passive or chunk.form == "done" else ()
        ):
            if "pred" in f.roles:
                self.say(
                    self.r.subjects(i),
                    f.roles["pred"],
                    f,
                    word,
                    "pred",
                    undone=i in self.doubtful,
                    by=i,
                )
            for preposition, nps in self.r.phrases(i):
                sign = f.roles.get(SAME.get(preposition, preposition))
                if sign:
                    self.say(nps, sign, f, word, preposition, undone=i in self.doubtful, by=i)
                    break

    def _parted(self, i: int, chunk: Chunk) -> tuple[Frame, ...]:
        """The frames of a verb whose particle stands after its object: 'let us down', 'keep the
        road open'.
        """
        r = self.r
        particles = r.lexicon.particles.get(chunk.word, ())
        for j in r.objects(i)[:1] if particles else ():
            end = r.chunks[j].last
            for particle in particles:
                if (
                    len(particle) == 1
                    and particle[0] in r.t.low[end - 1 : end + 1]
                    and end - 1 > r.chunks[j].first - 1
                ):
                    if particle[0] in ("of", "on", "to", "for", "at", "in", "with"):
                        continue  # there it opens a phrase of its own
                    return r.lexicon.verbs[f"{chunk.word}_{particle[0]}"]
        return ()

    def _going_to(self, i: int, chunk: Chunk) -> None:
        """'Our thanks go to X', 'the fault lies with X': the noun is the subject, its argument
        hangs on the verb.
        """
        r = self.r
        if chunk.word not in ("go", "be", "belong", "lie", "rest", "extend") or i in self.doubtful:
            return
        for j in r.subjects(i)[:1]:
            for f in r.nouns(j):
                for preposition, nps in r.phrases(i):
                    sign = f.roles.get(SAME.get(preposition, preposition))
                    if sign and not r.chunks[j].negated:
                        self.say(nps, sign, f, r.chunks[j].word, preposition, by=i)

    def _gapped(self, objects: tuple[int, ...]) -> tuple[int, ...]:
        """'thanked A for the pumps, B for the soup and C for the rest'."""
        r = self.r
        found = list(objects)
        j = objects[-1] + 1 if objects else len(r.chunks)
        preposition = r.chunks[j].word if r.kind(j) == "P" else ""
        while preposition and j < len(r.chunks) and r.kind(j) in ("P", "NP", "C", ",", "VG"):
            if r.kind(j) == "VG" and r.chunks[j].form != "ger":
                break
            new = r.kind(j) in ("C", ",") and r.kind(j + 1) == "NP"
            if (
                new
                and r.kind(r.owned(j + 1) + 1) == "P"
                and r.chunks[r.owned(j + 1) + 1].word == preposition == "for"
            ):
                found.append(r.owned(j + 1))
            j += 1
        return tuple(found)

    def _reduced(self, i: int, chunk: Chunk) -> bool:
        """'villages shelled by X', 'people displaced in 2020 returned': a participle that looks
        like a past tense.
        """
        r = self.r
        if chunk.form != "done":
            return False
        if r.kind(i + 1) == "P" and r.chunks[i + 1].word == "by":
            return True
        if r.kind(i - 1) not in ("NP", ",", "S", ".", "C") or r.kind(i + 1) not in ("P", ",", "VG"):
            return False
        for j in range(i + 1, len(r.chunks)):
            if r.chunks[j].kind in ("W", "S", ".", "C"):
                return False
            if r.chunks[j].kind == "VG":
                full = r.chunks[j].form == "finite" or (
                    r.chunks[j].form == "done" and r.kind(j + 1) != "P"
                )
                return full and r.kind(j - 1) != ","
        return False

    def _worth_failing(self, i: int) -> bool:
        """Failing to do harm, or declining to judge, is no failing."""
        r = self.r
        j = i + 1
        if r.kind(j) == "VG":
            if r.chunks[j].word in (
                "comment",
                "answer",
                "say",
                "name",
                "be",
                "confirm",
                "elaborate",
                "specify",
            ):
                return False
            return not any(
                f.roles.get("subj", 0) < 0 or f.roles.get("obj", 0) < 0 for f in r.frames(j)
            )
        return r.kind(j) == "NP" and self.r.chunks[i].word == "fail"

    def _complement(self, i: int) -> tuple[int, ...]:
        """The subject of the clause that verb group i takes."""
        r = self.r
        j = i + 1
        if not (r.kind(j) == "W" and r.chunks[j].word == "that") and (
            r.kind(j) != "NP" or r.objects(i)
        ):
            return ()
        after = r.verb_after(i)
        return r.subjects(after) if after >= 0 else ()

    def _thing(self, nps: Sequence[int]) -> int:
        """Whether what is done or undone is good (1), bad (-1) or neither."""
        for j in nps[:1]:
            for f in self.r.nouns(j):
                chunk = self.r.chunks[j]
                good = "adjective" not in f.says or _LISTS.good & set(
                    self.r.t.low[chunk.first : chunk.last]
                )
                if f.roles.get("thing") and good:
                    return f.roles["thing"] * (-1 if self.r.chunks[j].negated else 1)
        return 0

    def _value(self, j: int) -> tuple[int, Frame | None, str]:
        """What it says of somebody to be called this noun phrase."""
        chunk, t = self.r.chunks[j], self.r.t
        good: tuple[int, Frame | None, str] = (0, None, "")
        if chunk.negated:
            return good
        for token in range(chunk.last - 1, chunk.first - 1, -1):
            word = t.low[token]
            adjectives = self.r.lexicon.adjectives.get(word, ())
            for f in (*self.r.nouns(j), *adjectives) if token == chunk.last - 1 else adjectives:
                sign = (
                    f.roles.get("pred", 0)
                    if token == chunk.last - 1 or "alone" not in f.says
                    else 0
                )
                if sign < 0:
                    return sign, f, word
                if sign > 0 and not good[0]:
                    good = (sign, f, word)
        return good

    def _copula(self, i: int, chunk: Chunk) -> None:
        r = self.r
        j = i + 1
        if r.kind(j) == "P" and r.chunks[j].word == "as":
            j += 1
        if r.kind(j) != "NP":
            return
        for called in r.list_at(j):
            sign, f, word = self._value(called)
            if (
                f
                and "alone" in f.says
                and not any(p == "for" and self._thing(nps) < 0 for p, nps in r.phrases(called))
            ):
                continue  # responsible for what?
            if f:
                self.say(r.subjects(i), sign, f, word, "pred", undone=i in self.doubtful, by=i)

    def _named(
        self,
        i: int,
        f: Frame,
        passive: bool,
        done_to: Sequence[int],
        phrases: Sequence[tuple[str, tuple[int, ...]]],
    ) -> None:
        """'called X a traitor', 'X was described as reliable'."""
        r = self.r
        called = [nps[0] for p, nps in phrases if p == "as"]
        j = i + 1 if passive else (max(done_to) + 1 if done_to else -1)
        if j > 0 and r.kind(j) == "NP":
            called.append(j)
        for j in called:
            sign, of, word = self._value(j)
            if of and done_to:
                self.say(
                    done_to,
                    sign,
                    of,
                    f"{r.chunks[i].word} … {word}",
                    "pred",
                    undone=i in self.doubtful,
                    by=i,
                )

    def _demanded(self, i: int, f: Frame, asked: Sequence[int]) -> None:
        """Who is told, alone, to stop a wrong is reproached with it."""
        r = self.r
        for j in asked[:1]:
            if r.chunks[j].word in _LISTS.ousting:
                of = next((nps for p, nps in r.phrases(j) if p == "of"), ())
                owner = (r.chunks[j].owner,) if r.chunks[j].owner >= 0 else ()
                self.say(
                    (*of, *owner)[:1],
                    -1,
                    f,
                    f"{r.chunks[i].word} … {r.chunks[j].word}",
                    "told",
                    undone=i in self.doubtful,
                    by=i,
                )
                return
        if not asked:
            asked = self._complement(i)
        after = next(
            (j for j in range(i + 1, min(i + 8, len(r.chunks))) if r.chunks[j].kind == "VG"), -1
        )
        if (
            len(asked) != 1
            or after < 0
            or _LISTS.both & set(r.t.low[r.chunks[asked[0]].first : r.chunks[asked[0]].last])
        ):
            return
        told = r.chunks[after]
        bad = any(g.roles.get("subj", 0) < 0 for g in r.frames(after))
        if (told.word.split("_")[0] in _LISTS.stopping and not told.negated) or (
            told.negated and bad
        ):
            self.say(
                asked,
                -1,
                f,
                f"{r.chunks[i].word} to {told.word}",
                "told",
                undone=i in self.doubtful,
                by=i,
            )

    # ----------------------------------------------------------------------------------------------------------
    # nouns

    def _noun(self, j: int, chunk: Chunk) -> None:
        r, t = self.r, self.r.t
        phrases = None
        head = chunk.word
        frames = (*r.nouns(j), *r.lexicon.adjectives.get(head, ()))
        spoken_of = self.hits.get(chunk.last - 1, ())
        # "criticism of X is unacceptable", "dropped the charges against X": the ill will is not
        # shared
        mended = any(m.sign < 0 for m in spoken_of) or (
            r.kind(j - 1) == "VG" and r.chunks[j - 1].word in _LISTS.mending
        )
        mended = mended or any(w in _LISTS.unfounded for w in t.low[chunk.first : chunk.last])
        none = (
            chunk.negated
            or (r.kind(j - 1) == "VG" and j - 1 in self.doubtful and r.chunks[j - 1].word == "be")
            or (
                r.kind(j - 1) == "P"
                and r.kind(j - 2) == "NP"
                and r.chunks[j - 2].word in _LISTS.lacks
            )
        )
        for f in frames:
            for role, sign in f.roles.items():
                if role == "owner":
                    self._owners(j, chunk, f, sign)
                elif role == "pred":
                    self._apposed(j, f, sign)
                elif role != "thing":
                    phrases = (
                        phrases
                        if phrases is not None
                        else [(SAME.get(p, p), nps) for p, nps in r.phrases(j)]
                    )
                    for n, (preposition, nps) in enumerate(phrases):
                        if "adjective" in f.says and not _LISTS.good & set(
                            t.low[chunk.first : chunk.last]
                        ):
                            break
                        if preposition == role and n < 2:
                            self.say(
                                nps,
                                0 if mended and sign < 0 and "owner" not in f.roles else sign,
                                f,
                                head,
                                role,
                                undone=none,
                                by=j,
                            )
                            break
        if t.capital[chunk.last - 1] or head in _LISTS.organs:
            for token in range(chunk.first, chunk.last - 1):
                for f in r.lexicon.adjectives.get(t.low[token], ()):
                    if "pred" in f.roles and "alone" not in f.says and not t.capital[token]:
                        self.say((j,), f.roles["pred"], f, t.low[token], "attribute", by=j)

    def _owners(self, j: int, chunk: Chunk, f: Frame, sign: int) -> None:
        """X's attack, the X-ish attack, the attack by X."""
        r, t = self.r, self.r.t
        if chunk.owner >= 0:
            self.say((chunk.owner,), sign, f, chunk.word, "owner", undone=chunk.negated, by=j)
        if self.denied[j]:
            sign = 0
        m = Matched(f.name, chunk.word, "owner", 0 if chunk.negated else sign, f.sure)
        for token in range(chunk.first, chunk.last - 1):
            if (
                t.capital[token] and t.tag[token] == "N" or t.low[token] in _LISTS.possessives
            ) and chunk.word not in _LISTS.victims:
                self._hit(token, m)
        for n, (preposition, nps) in enumerate(r.phrases(j)):
            if preposition == "by" and n < 2:
                self.say(nps, sign, f, chunk.word, "by", undone=chunk.negated, by=j)

    def _apposed(self, j: int, f: Frame, sign: int) -> None:
        """'the aggressor, X' and 'X, a reliable ally,'."""
        r = self.r
        chunk = r.chunks[j]
        if chunk.owner >= 0 or r.t.tag[chunk.first] != "D" or chunk.negated:
            return
        if sign > 0 and r.t.low[chunk.first] not in ("our", "my"):
            return  # "a friend on paper, X": praise in apposition is ironic as often as not
        if (
            r.kind(j + 1) == ","
            and r.kind(j + 2) == "NP"
            and r.t.capital[r.chunks[j + 2].last - 1]
            and r.kind(j + 3) in (",", ".", "VG")
        ):
            self.say((j + 2,), sign, f, chunk.word, "apposition", by=j)
        if (
            r.kind(j - 1) == ","
            and r.kind(j - 2) == "NP"
            and r.kind(j + 1) in (",", ".", "P", "W")
            and r.t.capital[r.chunks[j - 2].last - 1]
        ):
            self.say((j - 2,), sign, f, chunk.word, "apposition", by=j)

    def _unlike(self, i: int) -> None:
        """'Unlike X, Y kept its word': what is said of Y is denied to X."""
        r = self.r
        if r.kind(i + 1) != "NP":
            return
        after = r.verb_after(i)
        subjects = r.subjects(after) if after >= 0 else ()
        for j in subjects[:1]:
            for m in list(self.hits.get(r.chunks[j].last - 1, ()))[:1]:
                if m.sign:
                    f = Frame("contrast", {}, {}, m.sure)
                    self.say(r.list_at(i + 1), -m.sign, f, f"unlike … {m.word}", "contrast")


# ----------------------------------------------------------------------------------------------------------
# the scorer


@lru_cache(maxsize=4096)
def _read(sentence: str) -> tuple[list[tuple[int, int]], dict[int, list[Matched]]]:
    lexicon = bundled_lexicon()
    judge = Judge(read(sentence, lexicon))
    return judge.r.t.spans, dict(judge.hits)


def _probabilities(matched: Sequence[Matched]) -> np.ndarray:
    """Frames → p: each adds its log-odds over no frame at all; what speaks for and against cancels.

    A frame that was taken back (sign 0) says nothing: such targets are labelled as those without a
    frame."""
    against = {-1: 0.0, 0: 0.0, 1: 0.0}
    for m in matched:
        prior = NO_FRAME[m.sign + 1]
        against[m.sign] += np.log(m.sure / (1 - m.sure)) - np.log(prior / (1 - prior))
    net = np.clip(against[1] - against[-1], -MOST, MOST)
    p = NO_FRAME * np.exp([max(-net, 0), 0, max(net, 0)])
    return p / p.sum()


class Frames:
    """Attitude by role.

    >>> text = "Baku accused Yerevan of shelling a village and thanked Ankara for its help."
    >>> items = [Item(text, text.index(name), text.index(name) + len(name)) for name in ("Baku", "Yerevan", "Ankara")]
    >>> [str(label) for label in Frames().label(Frames().score(items))]
    ['neutral', 'negative', 'positive']
    >>> [(m.frame, m.word, m.role, m.sign) for m in Frames().explain(items[2])]
    [('thanking', 'thank', 'obj', 1)]
    """

    name = "frames 1"
    languages = frozenset({"en"})

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Items → p [n, 3]; an item without a frame gets the same, mostly neutral, row."""
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
        found: dict[Matched, None] = {}
        for token, (start, end) in enumerate(spans):
            if start >= item.end:
                break
            if end > item.start and token in hits:
                found.update(dict.fromkeys(hits[token]))
        return tuple(found)
