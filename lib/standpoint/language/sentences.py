"""Where each sentence of a document begins and ends, and whether it lies inside a quotation.

The method is Punkt (Kiss & Strunk 2006, "Unsupervised Multilingual Sentence Boundary Detection") as
in NLTK, with parameters made by hand, and rules for what it does not decide: line ends, quotation
marks, missing spaces, ellipses, list numbers, initials. They move cut points only."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

import pandas as pd

from standpoint import tables
from standpoint.language.words import any_of, word_lists

en = word_lists("sentences")
_ABBREVIATIONS = en.titles | en.shortened | en.patronymics | en.other_scripts
_LETTER = re.compile(rf"\b[^\W\d_]\.\s+(?={any_of(map(str.title, en.sure_starters))}\b)")
# Same-length stand-ins, so that Punkt's ASCII rules see every quotation mark and full stop where it
# stands.
_PLAIN = str.maketrans("“”„«»‟‘’‛։。！？", '""""""\'\'\'..!?')

PIECE = 20_000  # characters that NLTK gets at once
BATCH = 5_000  # documents
HEADING_LENGTH = 100  # characters; a longer line without a full stop was broken by a converter
# Share of line ends before a small letter from which a text counts as wrapped at a fixed width. UN
# speeches 1993–2013, which are: .62 to .84; those before and after, one paragraph a line: .21 at
# most (60 speeches of every fifth year).
WRAPPED = 0.35
# Where a sentence that is too long is cut: the last of these places in its
# second half.
_BREAKS = [re.compile(rf"{mark}\s") for mark in ("[.!?…:;]", "\n", ",", "")]
WRAPPED_LINES = 8  # fewer line ends than these are no evidence of a width


def sentences(documents: pd.DataFrame) -> pd.DataFrame:
    """Cut documents into sentences.

    Parameters
    ----------
    documents : DataFrame
        With doc_id and text.

    Returns
    -------
    DataFrame
        The sentences table: `sent_id` counts from 0 within a document, `text[start:end]` of the
        document is the sentence without surrounding white space, and `in_quote` is true where the
        whole sentence stands inside quotation marks (its own or those of a longer quotation). A
        line of symbols is a row of its own.

    Examples
    --------
    >>> text = "Gen. Lebed left.“We stay.” He met N. Pashinyan."
    >>> table = sentences(pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    >>> table["text"].tolist(), table["in_quote"].tolist()
    (['Gen. Lebed left.', '“We stay.”', 'He met N. Pashinyan.'], [False, True, False])
    """
    parts = [tables.empty("sentences")]
    types = dict(tables.SCHEMAS["sentences"].columns)
    # In a table a sentence takes a third of the room that it takes as Python's own text.
    for first in range(0, len(documents), BATCH):
        batch = documents.iloc[first : first + BATCH]
        rows = [
            row
            for doc_id, text in zip(batch["doc_id"], batch["text"], strict=True)
            for row in _rows(doc_id, text)
        ]
        if rows:
            parts.append(pd.DataFrame(rows, columns=list(types)).astype(types))
    made = pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]
    return tables.check(made, "sentences")


def _rows(doc_id: str, text: str) -> Iterator[tuple]:
    paragraphs = _paragraphs(text)
    spans = list(_spans(text, paragraphs))
    quoted = _in_quotes(text, spans, _quotations(text, paragraphs))
    for n, (start, end) in enumerate(spans):
        yield doc_id, n, start, end, text[start:end], quoted[n]


@cache
def _punkt():
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS)
    parameters.sent_starters = set(en.starters)

    class Punkt(PunktSentenceTokenizer):
        """Punkt that skips the question it always answers with yes, at twice the speed."""

        def text_contains_sentbreak(self, text: str) -> bool:
            plain = en.EVIDENT.match(text)
            if plain and (plain[1] or "").lower() not in _ABBREVIATIONS:
                return True
            return super().text_contains_sentbreak(text)

    return Punkt(parameters)


def _spans(text: str, paragraphs: list[int]) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence, without surrounding white space."""
    cuts = _bounded(text, _cuts(text, paragraphs))
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(bare)


def _cuts(text: str, paragraphs: list[int]) -> list[int]:
    """Where sentences begin but the first: paragraphs, Punkt's cuts that hold, what it misses."""
    hard = set(paragraphs)
    candidates = hard.union(
        _glued(text), _ellipses(text), (m.end() for m in _LETTER.finditer(text))
    )
    for first, piece in _pieces(text.translate(_PLAIN)):
        candidates.update(first + start for start, _ in _punkt().span_tokenize(piece) if start)
    candidates.discard(0)
    cased = text != text.lower()  # a text without capitals says nothing by a small letter
    cuts: list[int] = []
    for cut in sorted(candidates):
        previous = cuts[-1] if cuts else 0
        if cut not in hard:
            cut = _behind_footnote(text, cut)
            if cut in hard or _joined(text, previous, cut, cased=cased):
                continue
        cuts.append(cut)
    return _with_words(text, sorted(set(cuts)), hard)


def _bounded(text: str, cuts: list[int]) -> list[int]:
    """The cuts, and further ones where a sentence would be longer than the longest allowed."""
    out: list[int] = []
    for last in [*cuts, len(text)]:
        first = out[-1] if out else 0
        while last - first > tables.LONGEST_SENTENCE:
            half, end = first + tables.LONGEST_SENTENCE // 2, first + tables.LONGEST_SENTENCE
            found = ([m.end() for m in mark.finditer(text, half, end)] for mark in _BREAKS)
            first = next((places[-1] for places in found if places), end)
            out.append(first)
        out.append(last)
    return out[:-1]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that begin where no sentence can: behind a word without a full stop.

    NLTK gives up a text on which one of its expressions works for 5 seconds in all."""
    first = 0
    while first + PIECE < len(text):
        match = en.NO_END.search(text, first + PIECE, first + 2 * PIECE)
        last = match.end() if match else min(first + 2 * PIECE, len(text))
        yield first, text[first:last]
        first = last
    yield first, text[first:]


def _joined(text: str, previous: int, cut: int, *, cased: bool) -> bool:
    """Whether what Punkt would part at `cut` belongs together."""
    right = text[cut : cut + 80]
    head = en.HEAD.match(right)[1] or ""
    near = max(previous, cut - 24)
    if cased and head[:1].islower() and head != "i":
        return True
    if right[:1] in ",;:" or (head[:1].isdigit() and not text[cut - 1].isspace()):
        return True
    if head[:1].isdigit() and en.BEFORE_NUMBER.search(text, near, cut):
        return True
    if cut - previous <= 12 and en.LIST_NUMBER.fullmatch(text, previous, cut):
        return True
    bare = text[near:cut].rstrip()
    if bare.endswith("."):
        return head[:1].isupper() and _named(text, near, near + len(bare), head.lower())
    asked = bare[-1:] in "\"”’»'" and bare[-2:-1] in "?!"
    return asked and head.lower() not in en.starters and bool(en.REPORTED.match(right))


def _named(text: str, near: int, end: int, head: str) -> bool:
    """Whether the full stop at `end` belongs to a title or an initial of the name that follows."""
    word = en.LAST_WORD.search(text, near, end)
    if not word or len(word[1]) > 8:
        return False
    if word[1].lower() in en.titles and word[1][0].isupper():
        return True
    if en.INITIALS.search(text, near, end):
        return head not in en.starters
    single = len(word[1]) == 1 and head not in en.sure_starters
    return single and bool(en.ONE_INITIAL.search(text, near, end))


def _behind_footnote(text: str, cut: int) -> int:
    mark = None if text[cut - 1].isspace() else en.FOOTNOTE.match(text, cut)
    return mark.end() if mark else cut


def _with_words(text: str, cuts: list[int], hard: set[int]) -> list[int]:
    """The cuts without those that would leave mere punctuation beside a sentence."""
    worded: list[int] = []
    for n, cut in enumerate(cuts):
        previous = worded[-1] if worded else 0
        following = cuts[n + 1] if n + 1 < len(cuts) else len(text)
        both = en.WORD.search(text, previous, cut) and en.WORD.search(text, cut, following)
        if cut in hard or both:
            worded.append(cut)
    return worded


def _glued(text: str) -> Iterator[int]:
    """Cuts where a space is missing: “in Ukraine.The Kremlin”, not “armenpress.am”."""
    for match in en.GLUED.finditer(text):
        if not en.BEFORE_GLUED.search(text, max(match.start() - 4, 0), match.start()):
            continue
        first, last = match.start(), match.end()
        while first and not text[first - 1].isspace() and match.start() - first < 80:
            first -= 1
        while last < len(text) and not text[last].isspace() and last - match.end() < 80:
            last += 1
        before = re.split(r"\W+", text[first : match.start()])[-1].lower()
        behind = re.match(r"\W*(\w*)", text[match.end() : last])[1].lower()
        address = behind in en.endings or en.ADDRESS.search(text, first, last)
        if not address and before not in _ABBREVIATIONS:
            yield match.end()


def _ellipses(text: str) -> Iterator[int]:
    """Cuts after “left... The base”; an elision between spaces parts only before a starter."""
    if ".." not in text and "…" not in text and ". ." not in text:
        return
    for match in en.ELLIPSIS.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if (before.strip() and before not in "([") or match[1].lower() in en.starters:
            yield match.end()


def _paragraphs(text: str) -> list[int]:
    """Positions at which a new paragraph, heading or list item begins, from line ends alone.

    A blank line parts, a single line end where the line is a heading, a list item or ends with a
    full stop. In a text wrapped at a fixed width it must also have been ended on purpose: the next
    word would still have stood in it, measured by the longest line; and a blank line before a small
    letter is there a page's end, not a paragraph's."""
    ends = list(en.LINE_END.finditer(text))
    if not ends:
        return []
    starts = [0, *(match.end() for match in ends)]
    stops = [*(match.start() for match in ends), len(text)]
    small = sum(text[match.end() : match.end() + 1].islower() for match in ends)
    wrapped = len(ends) >= WRAPPED_LINES and small >= WRAPPED * len(ends)
    lengths = (stop - start for start, stop in zip(starts, stops, strict=True))
    width = max(lengths) if wrapped else len(text)
    begins = []
    for n, match in enumerate(ends):
        blank = match.group().count("\n") > 1
        if blank and wrapped and text[match.end() : match.end() + 1].islower():
            blank = bool(en.TERMINAL.search(text, max(starts[n], stops[n] - 24), stops[n]))
        if blank or _ended(text, starts[n], stops[n], match.end(), width):
            begins.append(match.end())
    return [cut for cut in begins if cut < len(text)]


def _ended(text: str, start: int, stop: int, following: int, width: int) -> bool:
    """Whether the line text[start:stop] was ended on purpose before the one at `following`."""
    right = text[following : following + 60]
    if en.BULLET.match(right) and right[0] in "•▪●◦■":
        return True
    word = right.split(None, 1)[0] if right.strip() else ""
    if stop == start or stop - start + 1 + len(word) > width:
        return False
    tail = text[max(start, stop - 24) : stop]
    if en.BULLET.match(right) or (en.NUMBERED.match(right) and not en.OPEN_END.search(tail[-8:])):
        return True
    goes_on = (en.HEAD.match(right)[1] or "")[:1].islower()
    if en.TERMINAL.search(tail):
        last = en.LAST_WORD.search(tail)
        shortened = last[1].lower() if last else ""
        return shortened not in (_ABBREVIATIONS if goes_on else en.titles)
    return stop - start <= HEADING_LENGTH and not goes_on and not en.OPEN_END.search(tail[-8:])


_MARKS = re.compile(r"[\"“”„«»‘’']")
_KIND = (
    dict.fromkeys('"“”„', "double") | dict.fromkeys("«»", "angle") | dict.fromkeys("‘’'", "single")
)


def _quotations(text: str, paragraphs: list[int]) -> list[tuple[int, int]]:
    """Start and end (marks included) of every quotation.

    An apostrophe is no mark. A quotation that is opened and not closed ends with its paragraph only
    where the next one opens again, as long quotations are printed; otherwise the mark is left
    aside."""
    marks = list(_MARKS.finditer(text))
    if not marks:
        return []
    quotations: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    paragraph = 0
    for n, match in enumerate(marks):
        at, mark = match.start(), match.group()
        now = bisect_right(paragraphs, at)
        if now != paragraph:
            begin, end = paragraphs[now - 1], paragraphs[paragraph]
            again = _KIND[mark] if now == paragraph + 1 and not text[begin:at].strip() else ""
            if again in opened and _opens(text, at, mark, opened={}):
                quotations.append((opened[again], end))
            opened, paragraph = {}, now
        kind = _KIND[mark]
        if _opens(text, at, mark, opened=opened):
            opened[kind] = at
        elif kind in opened and _closes(text, at, mark, marks, n, paragraphs):
            quotations.append((opened.pop(kind), at + 1))
    return sorted(quotations)


def _opens(text: str, at: int, mark: str, *, opened: dict[str, int]) -> bool:
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    if mark in "„«":
        return True
    if mark in "“‘":
        # In German and Armenian print “ closes what „ has opened.
        closes = mark == "“" and "double" in opened and text[opened["double"]] == "„"
        return not closes and not before.isalnum()
    if mark in "\"'":
        outside = not before or before.isspace() or before in "([{—–-/\"'“‘«"
        return outside and bool(behind.strip()) and not (mark == "'" and behind.isdigit())
    return False


def _closes(
    text: str, at: int, mark: str, marks: list[re.Match], n: int, paragraphs: list[int]
) -> bool:
    if mark not in "’'":
        return mark in '"”»“'
    if text[at + 1 : at + 2].isalnum():
        return False  # don’t, Yerevan’s
    possessive = text[at - 1 : at] == "s" and re.match(r"\s[a-z]", text[at + 1 : at + 3])
    if not possessive:
        return True
    # “‘The troops’ role has ended’, he said”: the plural's apostrophe, if a closing mark still
    # follows.
    limit = next(iter(paragraphs[bisect_right(paragraphs, at) :]), len(text))
    for match in marks[n + 1 : n + 21]:
        if match.start() >= limit or match.group() == "‘":
            return True
        if match.group() == mark and not text[match.end() : match.end() + 1].isalnum():
            return False
    return True


def _in_quotes(
    text: str, spans: list[tuple[int, int]], quotations: list[tuple[int, int]]
) -> list[bool]:
    """Which sentences stand in one quotation with all their words; marks may stand outside."""
    inside = [False] * len(spans)
    starts = [start for start, _ in spans]
    for first, last in quotations:
        n = max(bisect_right(starts, first) - 1, 0)
        while n < len(spans) and spans[n][0] < last:
            start, end = spans[n]
            begins = start >= first or not en.WORD.search(text, start, first)
            ends = end <= last or not en.WORD.search(text, last, end)
            inside[n] = inside[n] or (begins and ends and bool(en.WORD.search(text, start, end)))
            n += 1
    return inside
