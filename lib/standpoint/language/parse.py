"""A light reading of English sentences: noun phrases and verb groups, and who does what to whom.

Closed classes by list, verbs by their forms where a verb can stand, everything else nominal. Made
for finding subjects, objects and prepositional phrases around names in news, communiqués and
speeches, fast; wrong on long inversions, headlines and verse. There is no parser. The idea of
chunks: Abney 1991, "Parsing by Chunks"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from standpoint.language.lexicon import Frame, Lexicon
from standpoint.language.words import BASE, ING, PARTICIPLE, PAST, tokens, word_lists

LONGEST = 2400  # tokens that are read; a sentence of that length is no sentence

_LISTS = word_lists("roles")
# D determiner, P preposition, C coordinator, S opens a clause, W relative, M modal, B be, H have, O
# do, X negation, R adverb, Y pronoun, T "to" before a verb, V verb, G genitive, N anything nominal
_CLOSED = {word: tag for tag, words in _LISTS.tags.items() for word in words.split()}
_NAMES_TOO = frozenset("may will us who it mine".split())
_MARKS = (
    dict.fromkeys(".;:!?", ".") | dict.fromkeys(",()–—-", ",") | dict.fromkeys("\"“”«»„'’‘", '"')
)
_BY_COMPANY = _LISTS.deictic | _LISTS.periods | {"to", "no", "longer", "provided"}
_NOT_ONLY = frozenset("only just merely".split())


@dataclass(slots=True)
class Chunk:
    """Tokens that go together: NP, VG (verb group), or one word or mark of its own kind."""

    kind: str
    first: int
    last: int  # exclusive
    word: str  # the verb's lemma, the noun phrase's last word, the preposition
    # VG: finite, inf, ger, done (a participle or a past tense), bare (a base form on its own)
    form: str = ""
    passive: bool = False
    negated: bool = False
    modal: str = ""
    owner: int = -1  # NP: the chunk of its possessor


class Tagged:
    """The tokens of a sentence in parallel lists, with their tags."""

    def __init__(self, sentence: str, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.spans = tokens(sentence)[:LONGEST]
        raw = [sentence[start:end] for start, end in self.spans]
        # An empty word behind the last one, so that what stands beside the first and last exists.
        self.low = [*(word.lower().replace("’", "'") for word in raw), ""]
        self.capital = [word[0].isupper() for word in raw]
        self.shouting = sum(word.isupper() for word in raw) > len(raw) / 2
        self.tag: list[str] = []
        self.verb: list[tuple[str, str] | None] = []  # lemma and name of the form
        fresh = True  # a sentence begins here
        before = "."  # the last tag that is neither adverb nor quotation mark
        for i, word in enumerate(self.low[:-1]):
            verb = None
            if not (word[0].isalnum() or word[-1].isalnum()) or word == "'s":
                tag = self._mark(i, word, before)
            else:
                tag = self._word(i, word, fresh)
            if not tag:
                verb = self._verb(i, word, before)
                adverb = verb is None and self._is_adverb(word) and word not in lexicon.adjectives
                tag = "V" if verb else "R" if adverb else "N"
            self.tag.append(tag)
            self.verb.append(verb)
            fresh = tag == "." or (fresh and tag == '"')
            if tag not in 'R"':
                before = tag

    def is_capital(self, i: int) -> bool:
        """Whether token i exists and is written with a capital."""
        return i < len(self.capital) and self.capital[i]

    def _mark(self, i: int, word: str, before: str) -> str:
        if word == "'s":
            return "B" if before in "YW" else "G"
        plural = before == "N" and self.low[i - 1].endswith("s")
        if word == "'" and plural and self.low[i + 1][:1].isalnum():
            return "G"
        short = i and (self.low[i - 1] in _LISTS.abbreviated or len(self.low[i - 1]) == 1)
        return "R" if word == "." and short else _MARKS.get(word, "R")

    def _word(self, i: int, word: str, fresh: bool) -> str:
        """The tag of a word as far as the lists give one."""
        name = self.capital[i] and not fresh and not self.shouting
        if name and (word not in _CLOSED or word in _NAMES_TOO):
            return "R" if word in _LISTS.days else "N"
        tag = self._in_company(i, word) if word in _BY_COMPANY else ""
        return tag or _CLOSED.get(word, "")

    def _in_company(self, i: int, word: str) -> str:
        """The tag that a word has beside some others."""
        before, after = self.low[i - 1], self.low[i + 1]
        if word == "to":
            return "T" if self._before_base(i) else "P"
        if (word, after) == ("no", "longer") or (before, word) == ("no", "longer"):
            return "X"
        if word in _LISTS.deictic and after in _LISTS.periods:
            return "R"
        if word in _LISTS.periods and before in _LISTS.deictic:
            return "R"
        return "S" if word == "provided" and before == "," else ""

    def _is_adverb(self, word: str) -> bool:
        return word.endswith("ly") and word not in _LISTS.ly_nouns

    def _before_base(self, i: int) -> bool:
        """Whether a base form follows, adverbs stepped over."""
        i += 1
        while _CLOSED.get(self.low[i]) in ("R", "X") or self._is_adverb(self.low[i]):
            i += 1
        verb = self.lexicon.forms.get(self.low[i], ("", ""))
        base = verb[1] == BASE or self.low[i] in ("be", "have", "do")
        return base and (self.shouting or not self.is_capital(i))

    def _verb(self, i: int, word: str, before: str) -> tuple[str, str] | None:
        verb = self.lexicon.forms.get(word)
        if verb is None and word.endswith("ed") and len(word) > 4:
            verb = ("?", PAST)
        return verb if verb and self._is_verb(i, *verb, before) else None

    def _is_verb(self, i: int, lemma: str, form: str, before: str) -> bool:
        """Whether a verb of this form can stand here, by what stands before and after it."""
        word, after = self.low[i], self.low[i + 1]
        follows = _CLOSED.get(after, "N" if after[:1].isalnum() else ".")
        named = follows == "N" and self.is_capital(i + 1)
        object_next = follows in "DYTW" or named or after == "to"
        if form == ING:
            if before in "DG" or after == "of":
                return False
            return before != "N" or object_next or follows == "N"
        if form in (PAST, PARTICIPLE):
            if before in "BHYWX":
                return True
            if before == "N":
                return word not in _LISTS.sufferers or follows not in ".,PC"
            if before in "DG":
                return False
            return not (before in "PV" and follows == "N" and not (object_next and before == "V"))
        if before in "TMOYXW":
            return True
        if before in "DGP":
            return False
        if word == "lies" and after in ("with", "in", "between", "at", "behind"):
            return True
        lexicon, nouns = self.lexicon, _LISTS.nouns_too
        noun = word in nouns or lemma in nouns or word in lexicon.nouns
        if not noun and word not in lexicon.adjectives:
            return True
        subject = self.low[i - 1]
        plural = subject.endswith("s") or subject in _LISTS.plurals
        singular = form == BASE and before == "N" and not plural
        return object_next and before in "NC," and not singular


class _Chunker:
    """Tags → chunks, left to right; adverbs and quotation marks are left out."""

    def __init__(self, tagged: Tagged) -> None:
        self.t = tagged
        self.chunks: list[Chunk] = []

    def chunk(self) -> list[Chunk]:
        t = self.t
        i, owner = 0, -1
        while i < len(t.tag):
            tag = t.tag[i]
            if tag in "DNY":
                i, owner = self._noun_phrase(i, owner)
                continue
            if tag in "MBHOTXV":
                i = self._verb_group(i)
            else:
                if tag not in 'R"G':
                    self.chunks.append(Chunk(tag, i, i + 1, t.low[i]))
                i += 1
            owner = -1 if tag not in 'R"' else owner
        return self.chunks

    def _noun_phrase(self, i: int, owner: int) -> tuple[int, int]:
        """One noun phrase; returns the next token and, after a genitive, the owner's number."""
        t, first = self.t, i
        tag, n = t.tag, len(t.tag)
        nominal = False
        while i < n and tag[first] != "Y":
            bridge = tag[i] in 'R"' and i + 1 < n and tag[i + 1] == "N"
            if not (tag[i] == "N" or (tag[i] == "D" and not nominal) or bridge):
                break
            nominal |= tag[i] == "N"
            i += 1
        i = max(i, first + 1)
        named = i - first > 1 and t.capital[i - 2] and tag[i - 2] == "N"
        if named and not t.capital[i - 1] and t.low[i - 1] in t.lexicon.adjectives:
            i -= 1  # "hold Russia | responsible"
        negated = t.low[first] in _LISTS.negations
        self.chunks.append(Chunk("NP", first, i, t.low[i - 1], negated=negated, owner=owner))
        if i < n and tag[i] == "G":
            return i + 1, len(self.chunks) - 1
        return i, -1

    def _verb_group(self, i: int) -> int:
        """Auxiliaries, negation, one full verb and its particle; returns the next token."""
        t, first = self.t, i
        seen, negated, main, modal, kind = "", False, "", "", ""
        while i < len(t.tag) and (t.tag[i] in "MBHOTXRV" or (t.tag[i] == '"' and seen)):
            tag = t.tag[i]
            if tag == "T" and seen.strip("X"):
                break
            negated |= t.low[i] == "cannot" or (tag == "X" and t.low[i + 1] not in _NOT_ONLY)
            if tag not in 'R"':
                seen += tag
            if tag == "M":
                modal = t.low[i]
            i += 1
            if tag == "V":
                main, kind = t.verb[i - 1] or ("", "")
                break
        if not main:
            main = "be" if "B" in seen else "have" if "H" in seen else "do" if "O" in seen else ""
            while i > first + 1 and t.tag[i - 1] in 'R"':
                i -= 1
            if not main:
                self.chunks.append(Chunk("X" if "X" in seen else "R", first, i, t.low[first]))
                return i
        done = kind in (PAST, PARTICIPLE)
        form = "inf" if "T" in seen else "finite"
        if (seen == "V" and kind == ING) or t.low[first] in ("being", "having"):
            form = "ger"
        elif seen.strip("X") == "V" and (done or kind == BASE):
            form = "done" if done else "bare"
        for particle in t.lexicon.particles.get(main, ()):
            if tuple(t.low[i : i + len(particle)]) == particle:
                main, i = "_".join((main, *particle)), i + len(particle)
                break
        passive = done and "B" in seen
        self.chunks.append(Chunk("VG", first, i, main, form, passive, negated, modal))
        return i


@dataclass(slots=True)
class Reading:
    """A sentence read: its chunks, and each verb's subjects, objects and prepositional phrases."""

    t: Tagged
    chunks: list[Chunk]
    lexicon: Lexicon
    known: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def kind(self, i: int) -> str:
        """The kind of chunk i; a full stop outside the sentence."""
        return self.chunks[i].kind if 0 <= i < len(self.chunks) else "."

    def has(self, i: int, kind: str, words: Collection[str]) -> bool:
        """Whether chunk i is of a kind and one of some words."""
        return self.kind(i) == kind and self.chunks[i].word in words

    def frames(self, i: int) -> tuple[Frame, ...]:
        """The frames of verb group i."""
        return self.lexicon.verbs.get(self.chunks[i].word, ())

    def says(self, i: int, *keys: str) -> bool:
        """Whether a frame of verb group i says one of these of it, such as `control`."""
        return any(key in frame.says for frame in self.frames(i) for key in keys)

    def nouns(self, j: int) -> tuple[Frame, ...]:
        """The frames of noun phrase j by its last two words, else by its last."""
        chunk, nouns = self.chunks[j], self.lexicon.nouns
        if chunk.last - chunk.first > 1:
            two = nouns.get(f"{self.t.low[chunk.last - 2]}_{chunk.word}")
            if two:
                return two
        return nouns.get(chunk.word, ())

    def verb_before(self, i: int, form: str = "") -> int:
        """The nearest verb group to the left within the sentence; -1 where there is none."""
        forms = ("finite", "done", "bare") if form == "finite" else (form,)
        for j in range(i - 1, -1, -1):
            chunk = self.chunks[j]
            if chunk.kind == "." and chunk.word in ".!?":
                return -1
            if chunk.kind == "VG" and (not form or chunk.form in forms):
                return j
        return -1

    def verb_after(self, i: int) -> int:
        """The next finite verb group within the clause; -1 where there is none."""
        for j in range(i + 1, len(self.chunks)):
            if self.chunks[j].kind == ".":
                return -1
            if self.chunks[j].kind == "VG" and self.chunks[j].form in ("finite", "done", "bare"):
                return j
        return -1

    def subjects(self, i: int) -> tuple[int, ...]:
        """The noun phrases that do what verb group i says; none where i is -1."""
        if i < 0:
            return ()
        if i not in self.known:
            self.known[i] = ()  # a verb that leads back to itself has no subject
            find = {"inf": self._of_infinitive, "ger": self._of_gerund}
            self.known[i] = find.get(self.chunks[i].form, self._of_finite)(i)
        return self.known[i]

    def _controlled(self, governor: int) -> tuple[int, ...]:
        """Who does what the infinitive or gerund under `governor` says."""
        if self.says(governor, "control") and not self.chunks[governor].passive:
            return self.objects(governor) or self.subjects(governor)
        return self.subjects(governor)

    def _of_infinitive(self, i: int) -> tuple[int, ...]:
        left = self.kind(i - 1)
        if left == "NP" and self.chunks[i - 1].owner >= 0:
            return (self.chunks[i - 1].owner,)
        if left == "C":
            before = self.verb_before(i, "inf")
            if before >= 0:
                return self.subjects(before)
        if left == "NP" and self.has(i - 2, "P", ("for", "by", "of")):
            return (i - 1,)
        governor = self.verb_before(i)
        blamed = governor >= 0 and self.kind(i - 2) == "P" and self.says(governor, "control")
        if self.has(i - 1, "NP", _LISTS.deeds) and not blamed:
            own = self.t.low[self.chunks[i - 1].first] in ("its", "his", "her", "their")
            return (i - 1,) if own else ()
        return self._controlled(governor) if governor >= 0 else ()

    def _of_gerund(self, i: int) -> tuple[int, ...]:
        left = self.kind(i - 1)
        if left == "NP" and self.kind(i - 2) != "S":
            owner = self.chunks[i - 1].owner
            return (i - 1,) if owner < 0 else (i - 1, owner)
        governor = self.verb_before(i)
        of_noun = self.has(i - 1, "P", _LISTS.of_deeds) and self.kind(i - 2) == "NP"
        if of_noun and (governor < 0 or not self.says(governor, "control")):
            owner = self.chunks[i - 2].owner  # "the importance of protecting X": nobody does it
            return (owner,) if owner >= 0 else ()
        if governor >= 0:
            return self._controlled(governor) if left in ("P", "C") else self.subjects(governor)
        return self.subjects(self.verb_after(i))

    def _of_finite(self, i: int) -> tuple[int, ...]:
        left, form = self.kind(i - 1), self.chunks[i].form
        if left == "W":
            return self.antecedent(i - 1)
        if left == ",":
            return self._across_comma(i, i - 1)
        if left == "NP":
            return self._nearest(i, i - 1)
        if left in ("C", "VG", "X"):
            shared = left == "C" and form != "bare"
            return self.subjects(self.verb_before(i, "finite" if shared else ""))
        if form == "done" and left in ("S", "."):
            return self.subjects(self.verb_after(i))
        return ()

    def antecedent(self, w: int) -> tuple[int, ...]:
        """The noun phrases that the relative word w stands for."""
        j = w - 1
        while self.kind(j) in (",", "P"):
            j -= 1
        return (j,) if self.kind(j) == "NP" else ()

    def _across_comma(self, i: int, comma: int) -> tuple[int, ...]:
        """The subject stands before a parenthesis, or is that of the verb before."""
        j = comma - 1
        while j >= 0 and self.chunks[j].kind not in (",", "."):
            j -= 1
        opened = self.kind(j) == "," and self.kind(j - 1) == "NP"
        inside = self.kind(j + 1)
        participle = inside == "VG" and self.chunks[j + 1].form in ("ger", "done")
        if opened and (participle or inside in ("W", "P", "NP", "S", "C")):
            subject = self._nearest(i, j - 1)
            alone = inside == "NP" and all(self.kind(k) in ("NP", "P") for k in range(j + 1, comma))
            return (*subject, j + 1) if alone else subject
        return self.subjects(self.verb_before(i, "finite"))

    def _nearest(self, i: int, j: int) -> tuple[int, ...]:
        """The noun phrase at j, or the one it hangs on, with what is coordinated to it."""
        while self.kind(j - 1) == "P" and self.chunks[j - 1].word not in _LISTS.clausal:
            if self.kind(j - 2) == "NP":
                j -= 2
                continue
            return self.subjects(self.verb_before(j)) if self.kind(j - 2) in ("VG", "R") else ()
        while self._owner(j) == j - 1 and self.kind(j - 2) == "P" and self.kind(j - 3) == "NP":
            j -= 3
        if self.kind(j - 1) == "VG":
            verb = self.chunks[j - 1]
            if verb.form == "ger":
                return ()  # "putting the blame on X is unfair": the subject is no name
            comment = verb.passive or verb.word in _LISTS.saying
            if self.kind(j - 2) == "W" and not comment:
                return self.subjects(j - 1)  # "the forum that brings people together will help"
        subjects = [j]
        at = self._owner(j)
        while self.kind(at - 1) in ("C", ",") and self.kind(at - 2) == "NP":
            start = self._owner(at - 2)
            apposed = self.kind(at - 1) == "," and len(subjects) == 1
            if apposed or self.kind(start - 1) in ("VG", "P"):
                break
            subjects.append(at - 2)
            at = start
        return tuple(subjects)

    def _owner(self, j: int) -> int:
        """The possessor of noun phrase j, or j itself."""
        return self.chunks[j].owner if self.chunks[j].owner >= 0 else j

    def objects(self, i: int) -> tuple[int, ...]:
        """The noun phrases right after verb group i that are not the subject of the next verb."""
        if self.kind(i + 1) != "NP":
            return self._gap(i)
        objects = self._listed(i + 1, ("finite", "done"), ("C", ",", "."))
        after = self._tail(objects[0])
        if self.kind(after) == "VG" and self.chunks[after].form == "finite":
            return ()
        return tuple(objects)

    def owned(self, j: int) -> int:
        """From a possessor to the thing possessed."""
        while j + 1 < len(self.chunks) and self.chunks[j + 1].owner == j:
            j += 1
        return j

    def _tail(self, j: int) -> int:
        """The chunk after noun phrase j and the phrases with "of" that belong to it."""
        j += 1
        while self.has(j, "P", ("of",)) and self.kind(j + 1) == "NP":
            j = self.owned(j + 1) + 1
        return j

    def _gap(self, i: int) -> tuple[int, ...]:
        """The object of a relative clause: "whom X called a butcher"."""
        chunk = self.chunks[i]
        subject = self.subjects(i) if chunk.form in ("finite", "done") else ()
        if not subject or chunk.passive:
            return ()
        w = self._owner(min(subject)) - 1
        relative = self.kind(w) == "W" and self.chunks[w].word != "what"
        return self.antecedent(w) if relative and self.kind(w - 1) in ("NP", ",") else ()

    def list_at(self, j: int) -> tuple[int, ...]:
        """Noun phrase j with those coordinated to it on the right."""
        return tuple(self._listed(j, ("finite", "done", "bare", "ger"), ("C", ",")))

    def _listed(self, j: int, verbs: Collection[str], ends: Collection[str]) -> list[int]:
        """Noun phrase j and what is coordinated to it, but for the subject of such a verb.

        Behind a comma a noun phrase counts only where one of `ends` follows."""
        nouns = [self.owned(j)]
        end = self._tail(nouns[0])
        while self.kind(end) in ("C", ",") and self.kind(end + 1) == "NP":
            other = self.owned(end + 1)
            after = self._tail(other)
            subject = self.kind(after) == "VG" and self.chunks[after].form in verbs
            if subject or (self.kind(end) == "," and self.kind(after) not in ends):
                break
            nouns.append(other)
            end = after
        return nouns

    def phrases(self, i: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Prepositions and their noun phrases after chunk i, up to the next verb or mark."""
        j = i + 1
        while self.kind(j) in ("P", "NP", "C"):
            if self.chunks[j].kind == "P" and self.kind(j + 1) == "NP":
                yield self.chunks[j].word, self.list_at(j + 1)
            j += 1


def read(sentence: str, lexicon: Lexicon) -> Reading:
    """Read a sentence into chunks and their relations.

    Examples
    --------
    >>> from standpoint.language.lexicon import bundled_lexicon
    >>> r = read("Baku accused Yerevan of shelling a village.", bundled_lexicon())
    >>> [(r.chunks[i].word, [r.chunks[s].word for s in r.subjects(i)]) for i in (1, 4)]
    [('accuse', ['baku']), ('shell', ['yerevan'])]
    """
    tagged = Tagged(sentence, lexicon)
    return Reading(tagged, _Chunker(tagged).chunk(), lexicon)
