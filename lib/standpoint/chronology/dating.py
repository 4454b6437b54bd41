"""Which date of a sentence belongs to which act: that of its own clause.

A sentence is cut into clauses that know their parent. A date inside "that troops return to the
positions of 11 May" or "the 2011 accord" says nothing of the verb that the sentence is about; one
in "what was agreed on 6 April" belongs to the agreeing. An act without a date in its clause shares
that of the clauses coordinated with it. The grammar is that of Quirk et al. 1985, *A Comprehensive
Grammar of the English Language*, chapters 14 to 17, as far as words and marks show it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from standpoint.chronology.triggers import EVENT_NOUNS, EVENT_WORDS, en
from standpoint.language.clauses import REPORTING
from standpoint.language.words import ING, NOUN, PAST, THIRD, VERBS, BareWords, bare_words

# What opens a clause of its own.
MAIN, AND, COMPLEMENT, RELATIVE, ADVERBIAL, GERUND, OBJECT, REDUCED, QUOTE = range(9)
INNER = RELATIVE, ADVERBIAL, GERUND, OBJECT, REDUCED  # a comma ends them
LENGTH = 80  # letters of a title


class Clause(NamedTuple):
    """A clause: what opened it, and the clause that it stands in or is coordinated with."""

    kind: int
    parent: int


class Span(NamedTuple):
    """A place in the sentence."""

    start: int
    end: int


@lru_cache(maxsize=2048)
def clauses(sentence: str) -> tuple[tuple[Clause, ...], tuple[int, ...]]:
    """Cut a sentence into clauses, and say for each of its bare words in which it stands.

    Examples
    --------
    >>> made, of_word = clauses("Baku praised what was agreed on 6 April and accused Paris.")
    >>> [clause.kind for clause in made] == [MAIN, OBJECT, AND]
    True
    >>> of_word
    (0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2)
    """
    words = bare_words(sentence)
    cut = _Cut(words)
    return tuple(cut.clauses), tuple(cut.of_word)


def dates_of_acts(
    sentence: str, *, acts: Sequence[Span], dates: Sequence[Span]
) -> list[tuple[int, ...]]:
    """Say for each act which of the dates are its own: none, one, or several that it shares.

    Parameters
    ----------
    acts, dates
        Places in the sentence, of triggers and of time expressions.

    Returns
    -------
    list of tuple of int
        For each act the dates of its clause, the nearest first.

    Examples
    --------
    >>> text = "Macron asked that troops return to the positions of 11 May."
    >>> dates_of_acts(text, acts=[Span(7, 12)], dates=[Span(52, 58)])
    [()]
    """
    made, of_word = clauses(sentence)
    words = bare_words(sentence)

    def clause_of(span: Span) -> int:
        return of_word[min(words.at(span.start), len(of_word) - 1)] if of_word else 0

    nouns = {n: _noun_of(words, date) for n, date in enumerate(dates)}
    free = {n: clause_of(date) for n, date in enumerate(dates) if nouns[n] is None}
    found = []
    for act in acts:
        own = clause_of(act)
        if words.word(words.at(act.start)) in en.fell_through:
            # "The summit of 5 June was postponed": the date is that of what did not come about.
            behind = [n for n, at in free.items() if at == own and dates[n].start > act.start]
            found.append(tuple(behind))
            continue
        named = [n for n, noun in nouns.items() if noun in (act.start, act.end)]
        if named:  # "the statement of 9 November": the act is the noun
            found.append(tuple(named))
            continue
        here = [n for n, clause in free.items() if clause == own]
        if not here:
            kin = _coordinated(made, own)
            here = [n for n, clause in free.items() if clause in kin]
        found.append(tuple(sorted(here, key=lambda n: (_gap(act, dates[n]), n))))
    return found


def says_when(sentence: str, date: Span) -> bool:
    """Whether a date says when something was done, and is no part of a noun phrase."""
    return _noun_of(bare_words(sentence), date) is None


def main_clause(sentence: str, act: Span) -> int:
    """The main clause that an act stands in, or is coordinated with; -1 for one further down."""
    made, of_word = clauses(sentence)
    words = bare_words(sentence)
    head = _head(made, of_word[min(words.at(act.start), len(of_word) - 1)] if of_word else 0)
    return head if made[head].kind == MAIN else -1


def begin(sentence: str, act: Span) -> int:
    """Where the clause of an act begins that is coordinated with the main one, else 0."""
    made, of_word = clauses(sentence)
    words = bare_words(sentence)
    own = of_word[min(words.at(act.start), len(of_word) - 1)] if of_word else 0
    if made[own].kind != AND or main_clause(sentence, act) < 0:
        return 0
    return words.starts[of_word.index(own)]


def is_actor(sentence: str, act: Span, actor: Span) -> bool:
    """Whether an actor stands in the act's own clause or in what that hands on, not in a clause
    beside it: "the uprising which according to Moscow was organised by the West".
    """
    made, of_word = clauses(sentence)
    words = bare_words(sentence)
    if not of_word or en.BY_WHOM.search(sentence, 0, actor.start):
        return not of_word
    ours, theirs = (of_word[min(words.at(s.start), len(of_word) - 1)] for s in (act, actor))
    inside = _above(made, ours)
    while theirs not in inside:
        if made[theirs].kind in (RELATIVE, ADVERBIAL):
            return False
        theirs = made[theirs].parent
        if theirs < 0:  # another sentence of the same piece of text
            return False
    return True


def _above(made: Sequence[Clause], clause: int) -> set[int]:
    """A clause, those coordinated with it, and all that it stands in."""
    found = _coordinated(made, clause)
    while clause >= 0:
        found.add(clause)
        clause = made[clause].parent
    return found


def _head(made: Sequence[Clause], clause: int) -> int:
    """The clause that a chain of coordination and participles hangs on."""
    while made[clause].kind in (AND, GERUND):
        clause = made[clause].parent
    return clause


def _coordinated(made: Sequence[Clause], own: int) -> set[int]:
    """The clauses that share their time with this one."""
    head = _head(made, own)
    return {n for n in range(len(made)) if _head(made, n) == head}


def _gap(act: Span, date: Span) -> int:
    return max(act.start - date.end, date.start - act.end)


def _noun_of(words: BareWords, date: Span) -> int | None:
    """Where the noun that a date is part of begins, or ends before "of"; None for a date that says
    when: "the 2011 accord" and "the positions of 11 May", but "on 11 May troops left".
    """
    if words.text[date.end : date.end + 2] in ("'s", "’s"):  # "the year's results"
        return -1
    before = en.NOT_WHEN.search(words.text, 0, date.start)
    if before:
        return before.end("noun") if before["noun"] else -1
    first, after = words.at(date.start), words.at(date.end)
    if after >= len(words.low) or words.gaps[after].strip() or _finite(words, after):
        return None
    if first == after or words.low[first] in en.articles or "of" in words.low[first:after]:
        return None  # "on the 13th Baku left", "in the autumn of 2020 Baku attacked"
    noun, near = words.low[after].removesuffix("'s"), words.word(first - 1)
    far = words.word(first - 2) if near in en.numbers else ""  # "the two 2009 protocols"
    owned = not en.articles.isdisjoint((near, far))
    owned = owned or near.endswith(("'s", "s'"))
    named = noun in EVENT_NOUNS and (owned or near not in en.of_time)
    if named or (owned and noun[0].isalpha() and noun not in en.no_noun):
        return words.starts[after]
    return None


def _finite(words: BareWords, i: int) -> bool:
    """Whether word i can be the verb of a clause: "left", "has", "says"."""
    low = words.word(i)
    if low in en.months and words.capital(i):
        return False
    if low in en.finite or low in en.future or low in en.conditional:
        return True
    before = words.word(i - 1)
    if before in en.articles or before == "to":
        return False
    forms = {r.form for r in EVENT_WORDS.get(low, ()) if r.form != NOUN}
    known = VERBS.get(low)
    return bool(
        forms & {PAST, THIRD}
        or (known is not None and known[2] in (PAST, THIRD))
        or (low.endswith("ed") and len(low) > 4)
    )


class _Cut:
    """One pass over the words, with a stack of the clauses that are open."""

    def __init__(self, words: BareWords) -> None:
        self.words = words
        self.clauses = [Clause(MAIN, -1)]
        self.of_word: list[int] = []
        self._open = [0]
        self._verbs: set[int] = set()  # clauses that have had their finite verb
        self._enclosed: set[int] = set()  # relative clauses between commas
        self._until = -1  # the verb at which "the truce signed in May" ends
        self._fronted: list[int] | None = None  # the clauses open where a date stood in front
        for i in range(len(words.low)):
            self._marks(words.gaps[i])
            self._word(i)
            self.of_word.append(self._open[-1])
            if _finite(words, i):
                self._verbs.add(self._open[-1])

    def _enter(self, kind: int) -> None:
        self.clauses.append(Clause(kind, self._open[-1]))
        self._open.append(len(self.clauses) - 1)

    def _leave(self, *kinds: int) -> None:
        """Close the innermost clause of these kinds and all inside it, where there is one."""
        for depth in range(len(self._open) - 1, 0, -1):
            kind = self.clauses[self._open[depth]].kind
            if kind in kinds:
                del self._open[depth:]
                return
            if kind == QUOTE:
                return

    def _marks(self, gap: str) -> None:
        for mark in gap.replace(": ", "\n"):
            if mark in "”»" or (mark in "\"'" and self._inside(QUOTE) and not gap.endswith(mark)):
                self._leave_quote()
            elif mark in "“«" or (mark == '"' and not self._inside(QUOTE)):
                self._enter(QUOTE)
            elif mark in ";.!?":
                if not self._inside(QUOTE):
                    self._open = [0]
                    self._new_main()
            elif mark == ",":
                self._leave(*INNER)
            elif mark == "\n":  # a colon, not that of 12:30
                self._enter(COMPLEMENT)

    def _new_main(self) -> None:
        if 0 in self._verbs or len(self.clauses) > 1:
            self.clauses.append(Clause(MAIN, -1))
            self._open = [len(self.clauses) - 1]

    def _leave_quote(self) -> None:
        while len(self._open) > 1:
            if self.clauses[self._open.pop()].kind == QUOTE:
                return

    def _inside(self, kind: int) -> bool:
        return any(self.clauses[n].kind == kind for n in self._open)

    def _word(self, i: int) -> None:
        words, low = self.words, self.words.low[i]
        after, before = words.word(i + 1), words.word(i - 1)
        if i == self._until:
            self._leave(REDUCED)
        if low == "what" and _finite(words, i - 1):
            self._enter(OBJECT)
        elif (until := self._reduced(i)) > 0:
            self._until = until
            self._enter(REDUCED)
        elif low == "when" and (before[:1].isdigit() or before in en.months):
            self._enter(AND)  # "in 2018, when Baku left": the same time
        elif low in en.of_time and self._fronts(i):
            if self._fronted is not None:  # "on 22 May he said that …, on 27 May he told …"
                self._open = list(self._fronted)
                self._enter(AND)
            else:
                self._fronted = list(self._open)
        elif low in ("who", "whom", "whose", "which", "what", "where"):
            self._enter(RELATIVE)
            if "," in words.gaps[i] and any("," in gap for gap in words.gaps[i + 1 : -1]):
                self._enclosed.add(self._open[-1])
        elif low == "that" and i and not words.capital(i):
            if before in en.articles or before in ("of", "on", "at", "after", "before"):
                return
            noun_before = before in EVENT_NOUNS and not _finite(words, i - 1)
            relative = noun_before and _finite(words, i + 1)
            if before == "and" and self._inside(COMPLEMENT):
                self._leave(COMPLEMENT)
            self._enter(RELATIVE if relative else COMPLEMENT)
        elif before in REPORTING and not words.gaps[i].strip() and self._told(i):
            self._enter(COMPLEMENT)
        elif low in en.clause_openers and self._opens(i):
            self._enter(ADVERBIAL)
        elif low.endswith("ing") and self._is_gerund(i):
            self._enter(GERUND if i == 0 or "," in words.gaps[i] else OBJECT)
        elif low == "to" and after.isalpha() and self._commands(i):
            self._enter(COMPLEMENT)
        elif low in ("and", "but", "or") and self._new_verb(i + 1):
            inner = self.clauses[self._open[-1]].kind in INNER
            if inner and self._open[-1] in (self._verbs | self._nonfinite()) - self._enclosed:
                self._leave(*INNER)
            if self._open[-1] in self._verbs:
                self._enter(AND)

    def _fronts(self, i: int) -> bool:
        """Whether a date stands in front of a clause here: "…, and on 27 May he told"."""
        words = self.words
        first = i - 1 if words.word(i - 1) == "and" else i
        parted = first == 0 or words.gaps[first].strip() or first < i
        if not parted or not any(word[:1].isdigit() for word in words.low[i + 1 : i + 4]):
            return False
        for j in range(i + 1, min(i + 12, len(words.low))):
            if words.gaps[j].strip(" ,") or ("," in words.gaps[j] and j > i + 4):
                return False
            if _finite(words, j):
                return True
        return False

    def _reduced(self, i: int) -> int:
        """Where the main verb stands if a participle here only says which noun is meant: "the truce
        signed in May held"; -1 where it is a verb itself.
        """
        words = self.words
        forms = {r.form for r in EVENT_WORDS.get(words.low[i], ()) if r.form != NOUN}
        noun = i > 0 and words.low[i - 1].isalpha() and not words.capital(i - 1)
        if PAST not in forms or not noun or words.low[i] in REPORTING | en.chain:
            return -1
        if (
            words.word(i - 1) in en.chain | en.articles | en.no_noun
            or self._open[-1] in self._verbs
        ):
            return -1
        if words.word(i + 1) not in en.of_time | {"by", "with", "under"}:
            return -1
        for j in range(i + 2, min(i + 12, len(words.low))):
            if words.gaps[j].strip() or words.low[j] in en.clause_words:
                return -1
            if _finite(words, j):
                return j
        return -1

    def _nonfinite(self) -> set[int]:
        return {n for n in self._open if self.clauses[n].kind in (GERUND, OBJECT)}

    def _new_verb(self, i: int) -> bool:
        """Whether a second verb follows "and": at once, or behind a subject of few words."""
        words = self.words
        for j in range(i, min(i + 5, len(words.low))):
            if j > i and words.gaps[j].strip():
                return False
            if _finite(words, j):
                return True
            if words.low[j] in en.of_time or words.low[j] in en.clause_words:
                return False
        return False

    def _told(self, i: int) -> bool:
        """Whether what is said begins here without "that": a subject with its verb."""
        words = self.words
        if words.low[i] in en.of_time or words.low[i] in en.no_noun - {"the", "he", "she", "it"}:
            return False
        return self._opens(i - 1)

    def _opens(self, i: int) -> bool:
        """Whether "after", "as" or "since" opens a clause, and no phrase: a verb follows."""
        words = self.words
        # "Before the summit Putin met Aliyev": a clause put first ends with a comma.
        if i == 0 and "," not in en.HARD.split(words.text)[0]:
            return False
        for j in range(i + 1, min(i + 10, len(words.low))):
            if words.gaps[j].strip(" “\"'‘") or words.low[j] == "that":
                return False
            if _finite(words, j) or (j == i + 1 and words.low[j].endswith("ing")):
                return True
        return False

    def _is_gerund(self, i: int) -> bool:
        """Whether an -ing form is a verb of its own: ", accusing", "of shelling", "hosting"."""
        words, before = self.words, self.words.word(i - 1)
        if before in en.articles or before in en.finite or (i and words.capital(i)):
            return False
        readings = {r.form for r in EVENT_WORDS.get(words.low[i], ())}
        known = VERBS.get(words.low[i])
        verb = ING in readings or (known is not None and known[2] == ING)
        if i == 0:  # "Hosting Pashinyan, Macron asked", not "Fighting in Baku began"
            return verb and any("," in gap for gap in words.gaps[1:5])
        if "," in words.gaps[i]:
            return verb
        after = words.word(i + 1)
        takes = after in en.articles or (i + 1 < len(words.low) and words.capital(i + 1))
        blamed = not en.accusing.isdisjoint(words.low[max(i - 10, 0) : i])
        takes = takes or blamed or (verb and words.low[i] not in EVENT_NOUNS)
        return takes and before in en.before_gerund

    def _commands(self, i: int) -> bool:
        """Whether "to" hands over what somebody was told to do."""
        words = self.words
        for j in range(i - 1, max(i - 8, -1), -1):
            if words.gaps[j + 1].strip():
                return False
            if words.low[j] in en.commanding:
                return True
            if _finite(words, j):
                return False
        return False


def title(sentence: str, act: Span) -> str:
    """Say what happened in the words of the act's clause, the subject first.

    What stands before the subject, clauses beside the act's and what is too long are left out.

    Examples
    --------
    >>> text = "On 5 May, after talks, Ankara met Paris in Sochi and thanked Iran, which denied it."
    >>> title(text, Span(30, 33))
    'Ankara met Paris in Sochi'
    >>> title(text, Span(53, 60))
    'Ankara thanked Iran'
    """
    made, of_word = clauses(sentence)
    words = bare_words(sentence)
    if not of_word:
        return " ".join(sentence.split())
    place = min(words.at(act.start), len(of_word) - 1)
    own = head = of_word[place]
    told = [i for i, n in enumerate(of_word) if n == own or (i > place and _handed(made, own, n))]
    told = told[_front(words, told, place) :]
    while made[head].kind in (AND, REDUCED):
        head = made[head].parent
    if head != own and not any(_is_subject(words, i) for i in told if i < place):
        # "and thanked Iran" has the subject of the clause that it is coordinated with.
        before = [i for i, n in enumerate(of_word) if n == head and i < place]
        verb = next((i for i in before if _finite(words, i)), place)
        before = [i for i in before if i < verb]
        told = before[_front(words, before, verb) :] + told
    return _joined(words, told, place)


def _is_subject(words: BareWords, i: int) -> bool:
    return words.capital(i) or words.low[i] in en.articles | en.subject_words


def _handed(made: Sequence[Clause], own: int, clause: int) -> bool:
    """Whether a clause is what the act's own hands on: what is said, or what one is blamed for."""
    while clause > own and made[clause].kind in (COMPLEMENT, QUOTE, OBJECT, AND):
        above = made[clause].parent
        if above == own:
            return made[clause].kind != AND
        clause = above
    return False


def _front(words: BareWords, told: Sequence[int], place: int) -> int:
    """Where the subject begins: behind "On 5 May" and "After talks in Sochi,"."""
    first = 0
    while first < len(told) and words.low[told[first]] in ("and", "but", "that", "or"):
        first += 1
    if first == len(told) or words.low[told[first]] not in en.circumstances | en.of_time:
        return first
    for n in range(first + 1, len(told)):
        if told[n] > place:
            break
        if "," in words.gaps[told[n]] or told[n] > told[n - 1] + 1:
            first = n
    if words.low[told[first]] in en.of_time:  # without a comma: as far as the date goes
        dated = [
            n for n in range(first, min(first + 7, len(told))) if words.low[told[n]][0].isdigit()
        ]
        if dated:
            first = dated[-1] + 1
            while first < len(told) and words.low[told[first]] in en.months:
                first += 1
    return first if first < len(told) and told[first] <= place else 0


def _joined(words: BareWords, told: Sequence[int], place: int) -> str:
    """The words as one line of at most LENGTH letters, cut where a phrase ends."""
    pieces, best = "", ""
    for n, i in enumerate(told):
        gap = words.gaps[i] if n and told[n - 1] == i - 1 else " "
        opens = words.low[i] in en.circumstances | en.clause_words or "," in gap
        if n and opens and told[n - 1] >= place:
            best = pieces if len(pieces) <= LENGTH else best
        pieces += (gap if n else "") + words.text[words.starts[i] : words.ends[i]]
    line = pieces if len(pieces) <= LENGTH else best or pieces[:LENGTH].rsplit(" ", 1)[0]
    line = " ".join(line.split()).strip(" ,;:–—-“”\"'")
    while " " in line and line.rsplit(" ", 1)[1].lower() in en.articles | en.clause_words | {"to"}:
        line = line.rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return line[:1].upper() + line[1:]
