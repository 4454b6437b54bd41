"""A light reading of English sentences: tokens → noun phrases and verb groups → who does what to
whom. No parser.

Closed classes by list, verbs by their forms where a verb can stand, everything else nominal. Made
for finding subjects, objects and prepositional phrases around names in news, communiqués and
speeches, fast; wrong on long inversions, headlines and verse. The idea of chunks: Abney 1991,
"Parsing by Chunks"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from standpoint.attitude.scorers.lexicon import Frame, Lexicon
from standpoint.language.words import BASE, ING, PARTICIPLE, PAST, tokens, word_lists

LONGEST = 2400  # tokens that are read; a sentence of that length is no sentence


_LISTS = word_lists("roles")
# D determiner, P preposition, C coordinator, S opens a clause, W relative, M modal, B be, H have, O
# do, X negation, R adverb, Y pronoun, V verb, N anything nominal
CLOSED = {word: tag for tag, words in _LISTS.tags.items() for word in words.split()}
STRONG = frozenset(".;:!?")
QUOTES = frozenset('"“”«»„')


@dataclass(slots=True)
class Chunk:
    """A stretch of tokens that goes together: NP, VG (verb group), or one word or mark of its own
    kind.
    """

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


class Tagged(NamedTuple):
    """Tokens in parallel lists."""

    spans: list[tuple[int, int]]
    low: list[str]
    capital: list[bool]
    tag: list[str]
    verb: list[tuple[str, str] | None]


NOMINAL = frozenset("DNYG")
OBJECT_STARTS = frozenset("DYTW")


def _tag(sentence: str, lexicon: Lexicon) -> Tagged:
    """Tokens with tags: closed classes by list, verbs where a verb can stand, nominal otherwise."""
    found = tokens(sentence)[:LONGEST]
    raw = [sentence[a:b] for a, b in found]
    low = [w.lower().replace("’", "'") for w in raw]
    capital = [w[0].isupper() for w in raw]
    shouting = sum(w.isupper() for w in raw) > len(raw) / 2
    tags: list[str] = []
    verbs: list[tuple[str, str] | None] = []
    low.append("")
    fresh = True  # a sentence begins here
    before = "."  # the last tag that is neither adverb nor quotation mark
    for i, word in enumerate(raw):
        tag, verb = _one_tag(i, word, low, capital, fresh, shouting, before, lexicon)
        tags.append(tag)
        verbs.append(verb)
        fresh = tag == "." or (fresh and tag == '"')
        if tag not in 'R"':
            before = tag
    low.pop()
    return Tagged(found, low, capital, tags, verbs)


def _one_tag(
    i: int,
    raw: str,
    low: list[str],
    capital: list[bool],
    fresh: bool,
    shouting: bool,
    before: str,
    lexicon: Lexicon,
) -> tuple[str, Any]:
    word, after = low[i], low[i + 1]
    if not (word[0].isalnum() or word[-1].isalnum()) or word == "'s":
        if word == "'s":
            return ("B" if before in "YW" else "G"), None
        if (
            word in "'’"
            and before == "N"
            and i
            and low[i - 1].endswith("s")
            and after[:1].isalnum()
        ):
            return "G", None
        if word in STRONG:
            return (
                "R"
                if word == "." and i and (low[i - 1] in _LISTS.abbreviated or len(low[i - 1]) == 1)
                else "."
            ), None
        return ('"' if word in QUOTES or word in "'’‘" else "," if word in ",()–—-" else "R"), None
    name = capital[i] and not fresh and not shouting
    if name and (word not in CLOSED or word in ("may", "will", "us", "who", "it", "mine")):
        return ("R" if word in _LISTS.days else "N"), None
    if word == "to":
        j = i + 1
        while CLOSED.get(low[j]) in ("R", "X") or (
            low[j].endswith("ly") and low[j] not in _LISTS.ly_nouns
        ):
            j += 1
        verb = lexicon.forms.get(low[j])
        base = (verb and verb[1] == BASE) or low[j] in ("be", "have", "do")
        return (
            "T" if base and not (j < len(capital) and capital[j] and not shouting) else "P"
        ), None
    if word == "no" and after == "longer" or word == "longer" and i and low[i - 1] == "no":
        return "X", None
    if (
        word in ("last", "next", "this")
        and after in _LISTS.periods
        or word in _LISTS.periods
        and i
        and low[i - 1] in ("last", "next", "this")
    ):
        return "R", None
    closed = CLOSED.get(word)
    if closed:
        return closed, None
    verb = lexicon.forms.get(word)
    if verb is None and word.endswith("ed") and len(word) > 4:
        verb = ("?", PAST)
    if verb is not None and _is_verb(i, verb[1], low, capital, before, lexicon):
        return "V", verb
    if word.endswith("ly") and word not in _LISTS.ly_nouns and word not in lexicon.adjectives:
        return "R", None
    return "N", None


def _is_verb(
    i: int, kind: str, low: list[str], capital: list[bool], before: str, lexicon: Lexicon
) -> bool:
    """Can a verb of this form stand here? Before it and after it are looked at."""
    after = low[i + 1]
    follows = CLOSED.get(after, "N" if after[:1].isalnum() else ".")
    object_next = follows in OBJECT_STARTS or (
        follows == "N" and i + 1 < len(capital) and capital[i + 1]
    )
    if after == "to":
        object_next = True
    if kind == ING:
        if before in "DG" or after == "of":
            return False
        return before != "N" or object_next or follows == "N"
    if kind in (PAST, PARTICIPLE):
        if before in "BHYWX":
            return True
        if before in "DG" or (before == "N" and low[i] in _LISTS.sufferers and follows in ".,PC"):
            return False
        return (
            not (before in "PV" and follows == "N" and not (object_next and before == "V"))
            if before != "N"
            else True
        )
    if before in "TMOYXW":
        return True
    if before in "DGP":
        return False
    if low[i] == "lies" and after in ("with", "in", "between", "at", "behind"):
        return True
    noun = (
        low[i] in _LISTS.nouns_too
        or lexicon.forms[low[i]][0] in _LISTS.nouns_too
        or low[i] in lexicon.nouns
        or low[i] in lexicon.adjectives
    )
    if noun:
        singular = (
            kind == BASE
            and before == "N"
            and not (low[i - 1].endswith("s") or low[i - 1] in _LISTS.plurals)
        )
        return object_next and before in "NC," and not singular
    return True


def _chunk(t: Tagged, lexicon: Lexicon) -> list[Chunk]:
    """Tags → chunks, left to right; adverbs and quotation marks are left out."""
    chunks: list[Chunk] = []
    i, n = 0, len(t.tag)
    owner = -1
    while i < n:
        tag = t.tag[i]
        if tag in "DNY":
            i, owner = _noun_phrase(t, i, chunks, owner, lexicon)
            continue
        if tag in "MBHOTXV":
            i = _verb_group(t, i, chunks, lexicon)
        else:
            if tag not in 'R"G':
                chunks.append(Chunk(tag, i, i + 1, t.low[i]))
            i += 1
        owner = -1 if tag not in 'R"' else owner
    return chunks


def _noun_phrase(
    t: Tagged, i: int, chunks: list[Chunk], owner: int, lexicon: Lexicon
) -> tuple[int, int]:
    """One noun phrase from token i; returns the next token and, after a genitive, the number of the
    owner.
    """
    first, n, tag = i, len(t.tag), t.tag
    if tag[i] == "Y":
        i += 1
    else:
        while i < n and (
            tag[i] == "N"
            or (tag[i] == "D" and all(tag[k] != "N" for k in range(first, i)))
            or (tag[i] in 'R"' and i + 1 < n and tag[i + 1] == "N")
        ):
            i += 1
    i = max(i, first + 1)
    if (
        i - first > 1
        and not t.capital[i - 1]
        and t.low[i - 1] in lexicon.adjectives
        and t.capital[i - 2]
        and t.tag[i - 2] == "N"
    ):
        i -= 1  # "hold Russia | responsible"
    chunks.append(Chunk("NP", first, i, t.low[i - 1], owner=owner))
    chunks[-1].negated = t.low[first] in _LISTS.negations
    if i < n and tag[i] == "G":
        return i + 1, len(chunks) - 1
    return i, -1


def _verb_group(t: Tagged, i: int, chunks: list[Chunk], lexicon: Lexicon) -> int:
    """One verb group from token i: auxiliaries, negation, one full verb and its particle; returns
    the next token.
    """
    first, n, seen, negated, main, modal = i, len(t.tag), "", False, "", ""
    done = bare = False
    while i < n and (t.tag[i] in "MBHOTXRV" or (t.tag[i] == '"' and seen)):
        tag = t.tag[i]
        if tag == "T" and seen.strip("X"):
            break
        if (
            (tag == "X" and t.low[i + 1 : i + 2] not in (["only"], ["just"], ["merely"]))
            or t.low[i].endswith("n't")
            or t.low[i] == "cannot"
        ):
            negated = True
        if tag not in 'R"':
            seen += tag
        if tag == "M":
            modal = t.low[i]
        i += 1
        if tag == "V":
            main, kind = t.verb[i - 1]  # type: ignore[misc]
            done, bare = kind in (PAST, PARTICIPLE), kind == BASE
            break
    if not main:
        main = "be" if "B" in seen else "have" if "H" in seen else "do" if "O" in seen else ""
        while i > first + 1 and t.tag[i - 1] in 'R"':
            i -= 1
        if not main:
            chunks.append(Chunk("X" if "X" in seen else "R", first, i, t.low[first]))
            return i
    one = t.low[first]
    form = "inf" if "T" in seen else "finite"
    if seen == "V" and t.verb[i - 1][1] == ING or one in ("being", "having"):  # type: ignore[index]
        form = "ger"
    elif seen.strip("X") == "V" and (done or bare):
        form = "done" if done else "bare"
    passive = done and "B" in seen and seen[-1] == "V"
    for particle in lexicon.particles.get(main, ()):
        if tuple(t.low[i : i + len(particle)]) == particle:
            main, i = "_".join((main, *particle)), i + len(particle)
            break
    chunks.append(Chunk("VG", first, i, main, form, passive, negated, modal))
    return i


# ------------------------------------------------------------------------------------------------------
# who does what


@dataclass(slots=True)
class Reading:
    """A sentence read: its chunks, and for every verb its subjects, objects and prepositional
    phrases.
    """

    t: Tagged
    chunks: list[Chunk]
    lexicon: Lexicon
    known: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def kind(self, i: int) -> str:
        return self.chunks[i].kind if 0 <= i < len(self.chunks) else "."

    def frames(self, i: int) -> tuple[Frame, ...]:
        return self.lexicon.verbs.get(self.chunks[i].word, ())

    def nouns(self, j: int) -> tuple[Frame, ...]:
        """The frames of noun phrase j by its last two words, else by its last."""
        chunk, low = self.chunks[j], self.t.low
        two = (
            self.lexicon.nouns.get(f"{low[chunk.last - 2]}_{chunk.word}")
            if chunk.last - chunk.first > 1
            else None
        )
        return two or self.lexicon.nouns.get(chunk.word, ())

    def verb_before(self, i: int, form: str = "") -> int:
        """The nearest verb group to the left within the sentence; -1 where there is none."""
        for j in range(i - 1, -1, -1):
            chunk = self.chunks[j]
            if chunk.kind == "." and chunk.word in ".!?":
                return -1
            if chunk.kind == "VG" and (
                not form
                or chunk.form == form
                or (form == "finite" and chunk.form in ("done", "bare"))
            ):
                return j
        return -1

    def verb_after(self, i: int) -> int:
        for j in range(i + 1, len(self.chunks)):
            if self.chunks[j].kind == ".":
                return -1
            if self.chunks[j].kind == "VG" and self.chunks[j].form in ("finite", "done", "bare"):
                return j
        return -1

    def subjects(self, i: int) -> tuple[int, ...]:
        """The noun phrases that do what verb group i says."""
        if i not in self.known:
            self.known[i] = ()  # a verb that leads back to itself has no subject
            find = {"inf": self._of_infinitive, "ger": self._of_gerund}.get(
                self.chunks[i].form, self._of_finite
            )
            self.known[i] = find(i)
        return self.known[i]

    def _controlled(self, governor: int) -> tuple[int, ...]:
        """Who does what the infinitive or gerund under `governor` says."""
        if any(f.says.get("control") for f in self.frames(governor)):
            chunk = self.chunks[governor]
            return (
                self.subjects(governor)
                if chunk.passive
                else self.objects(governor) or self.subjects(governor)
            )
        return self.subjects(governor)

    def _of_infinitive(self, i: int) -> tuple[int, ...]:
        if self.kind(i - 1) == "NP" and self.chunks[i - 1].owner >= 0:
            return (self.chunks[i - 1].owner,)
        if self.kind(i - 1) == "C":
            before = self.verb_before(i, "inf")
            if before >= 0:
                return self.subjects(before)
        if (
            self.kind(i - 1) == "NP"
            and self.kind(i - 2) == "P"
            and self.chunks[i - 2].word in ("for", "by", "of")
        ):
            return (i - 1,)
        governor = self.verb_before(i)
        blamed = (
            governor >= 0
            and self.kind(i - 2) == "P"
            and any(f.says.get("control") for f in self.frames(governor))
        )
        if self.kind(i - 1) == "NP" and self.chunks[i - 1].word in _LISTS.deeds and not blamed:
            first = self.chunks[i - 1].first
            return (i - 1,) if self.t.low[first] in ("its", "his", "her", "their") else ()
        return self._controlled(governor) if governor >= 0 else ()

    def _of_gerund(self, i: int) -> tuple[int, ...]:
        left = self.kind(i - 1)
        if left == "NP" and self.kind(i - 2) != "S":
            owner = self.chunks[i - 1].owner
            return (i - 1,) if owner < 0 else (i - 1, owner)
        governor = self.verb_before(i)
        of_noun = (
            left == "P" and self.chunks[i - 1].word in _LISTS.of_deeds and self.kind(i - 2) == "NP"
        )
        if of_noun and (
            governor < 0 or not any(f.says.get("control") for f in self.frames(governor))
        ):
            owner = self.chunks[i - 2].owner  # "the importance of protecting X": nobody does it
            return (owner,) if owner >= 0 else ()
        if governor >= 0:
            return self._controlled(governor) if left in ("P", "C") else self.subjects(governor)
        after = self.verb_after(i)
        return self.subjects(after) if after >= 0 else ()

    def _of_finite(self, i: int) -> tuple[int, ...]:
        j = i - 1
        left = self.kind(j)
        if left == "W":
            return self.antecedent(j)
        if left == ",":
            return self._across_comma(i, j)
        if left == "NP":
            return self._nearest(i, j)
        if left in ("C", "VG", "X"):
            before = self.verb_before(i)
            if left == "C" and self.chunks[i].form != "bare":
                before = self.verb_before(i, "finite")
            return self.subjects(before) if before >= 0 else ()
        if self.chunks[i].form == "done" and left in ("S", "."):
            after = self.verb_after(i)
            return self.subjects(after) if after >= 0 else ()
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
        if opened and (
            inside in ("W", "P", "NP", "S", "C")
            or (inside == "VG" and self.chunks[j + 1].form in ("ger", "done"))
        ):
            subject = self._nearest(i, j - 1)
            alone = inside == "NP" and all(self.kind(k) in ("NP", "P") for k in range(j + 1, comma))
            return (*subject, j + 1) if alone else subject
        before = self.verb_before(i, "finite")
        return self.subjects(before) if before >= 0 else ()

    def _nearest(self, i: int, j: int) -> tuple[int, ...]:
        """The noun phrase at j, or the one it hangs on, with what is coordinated to it."""
        while self.kind(j - 1) == "P" and self.chunks[j - 1].word not in _LISTS.clausal:
            if self.kind(j - 2) == "NP":
                j -= 2
                continue
            if self.kind(j - 2) == "VG" or self.kind(j - 2) == "R":
                before = self.verb_before(j)
                return self.subjects(before) if before >= 0 else ()
            return ()
        while (
            self.chunks[j].owner >= 0
            and self.chunks[j].owner == j - 1
            and self.kind(j - 2) == "P"
            and self.kind(j - 3) == "NP"
        ):
            j -= 3
        if self.kind(j - 1) == "VG" and self.chunks[j - 1].form == "ger":
            return ()  # "putting the blame on X is unfair": the subject is no name
        if (
            self.kind(j - 1) == "VG"
            and self.kind(j - 2) == "W"
            and not self.chunks[j - 1].passive
            and self.chunks[j - 1].word not in _LISTS.saying
        ):
            return self.subjects(j - 1)  # "the forum that brings people together will help"
        found = [j]
        at = self.chunks[j].owner if self.chunks[j].owner >= 0 else j
        while self.kind(at - 1) in ("C", ",") and self.kind(at - 2) == "NP":
            other = at - 2
            start = self.chunks[other].owner if self.chunks[other].owner >= 0 else other
            if self.kind(start - 1) in ("VG", "P") or (
                self.kind(at - 1) == "," and len(found) == 1
            ):
                break
            found.append(other)
            at = start
        return tuple(found)

    def objects(self, i: int) -> tuple[int, ...]:
        """The noun phrases right after verb group i that are not the subject of the next verb."""
        j = i + 1
        if self.kind(j) != "NP":
            return self._gap(i)
        j = self.owned(j)
        found = [j]
        end = self._tail(j)
        if self.kind(end) == "VG" and self.chunks[end].form == "finite":
            return ()
        while self.kind(end) in ("C", ",") and self.kind(end + 1) == "NP":
            other = self.owned(end + 1)
            after = self._tail(other)
            if self.kind(after) == "VG" and self.chunks[after].form in ("finite", "done"):
                break
            if self.kind(end) == "," and self.kind(after) not in ("C", ",", "."):
                break
            found.append(other)
            end = after
        if (
            self.chunks[i].word.endswith("_to")
            and self.kind(end) == "C"
            and self.kind(end + 1) == "P"
            and self.kind(end + 2) == "NP"
        ):
            found.append(self.owned(end + 2))  # "paid tribute to A and to B"
        return tuple(found)

    def owned(self, j: int) -> int:
        """From a possessor to the thing possessed."""
        while j + 1 < len(self.chunks) and self.chunks[j + 1].owner == j:
            j += 1
        return j

    def _tail(self, j: int) -> int:
        """The chunk after noun phrase j and the prepositional phrases with 'of' that belong to it."""
        j += 1
        while self.kind(j) == "P" and self.chunks[j].word == "of" and self.kind(j + 1) == "NP":
            j = self.owned(j + 1) + 1
        return j

    def _gap(self, i: int) -> tuple[int, ...]:
        """The object of a relative clause: 'whom X called a butcher'."""
        subject = (
            self.subjects(i)
            if self.chunks[i].form == "finite" or self.chunks[i].form == "done"
            else ()
        )
        if subject and not self.chunks[i].passive:
            w = min(subject) - 1
            if self.chunks[min(subject)].owner >= 0:
                w = self.chunks[min(subject)].owner - 1
            if (
                self.kind(w) == "W"
                and self.chunks[w].word != "what"
                and self.kind(w - 1) in ("NP", ",")
            ):
                return self.antecedent(w)
        return ()

    def list_at(self, j: int) -> tuple[int, ...]:
        """Noun phrase j with those coordinated to it on the right."""
        found = [self.owned(j)]
        end = self._tail(found[0])
        while self.kind(end) in ("C", ",") and self.kind(end + 1) == "NP":
            other = self.owned(end + 1)
            after = self._tail(other)
            if (
                self.kind(after) == "VG"
                and self.chunks[after].form != "inf"
                or (self.kind(end) == "," and self.kind(after) not in ("C", ","))
            ):
                break
            found.append(other)
            end = after
        return tuple(found)

    def phrases(self, i: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Preposition and noun phrases after verb group or noun phrase i, up to the next verb or
        mark.
        """
        j = i + 1
        while self.kind(j) in ("P", "NP", "C"):
            if self.chunks[j].kind == "P" and self.kind(j + 1) == "NP":
                yield self.chunks[j].word, self.list_at(j + 1)
            j += 1


def read(sentence: str, lexicon: Lexicon) -> Reading:
    """A sentence → its chunks with their relations.

    >>> from standpoint.attitude.scorers.lexicon import bundled_lexicon
    >>> r = read("Baku accused Yerevan of shelling a village.", bundled_lexicon())
    >>> [(r.chunks[i].word, [r.chunks[s].word for s in r.subjects(i)]) for i in (1, 4)]
    [('accuse', ['baku']), ('shell', ['yerevan'])]
    """
    tagged = _tag(sentence, lexicon)
    return Reading(tagged, _chunk(tagged, lexicon), lexicon)
