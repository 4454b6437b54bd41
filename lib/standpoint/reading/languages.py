"""The language of a text, read from the text itself rather than only declared."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any

import pandas as pd

from standpoint import tables

# Languages of the case study and its neighbours: the fewer are possible, the surer is the answer.
# What documents declare is possible too.
AMONG = ("en", "ru", "hy", "az", "tr", "fr", "de", "es", "ka", "fa", "ar", "uk")
# Letters of a piece and probability from which it overrules what was declared. Fewer letters are
# often names and no language: "Erdoğan Macron Putin" is Turkish at 0.54.
SURE = ((40, 0.9), (15, 0.99))
PIECE = 300  # characters: a long sentence or two, enough for the identifier to be sure
PIECES = 8  # at most so many, spread over the text: long speeches are not read whole
MIXED = 0.2  # share of pieces in a second language from which on a text is called mixed
# Languages written in Latin letters: a text in other letters is not in one of them. The reverse is
# not said of other languages, because they are often written in Latin letters too.
LATIN = frozenset(["en", "fr", "tr", "az", "de", "es"])
LETTERS = 400  # letters that are looked at: enough to tell one script from another


def languages(documents: pd.DataFrame) -> pd.DataFrame:
    """Set the language of each document from its text where that is sure.

    A declared language that the text clearly contradicts gives way, with the flag
    `language-differs`. A text of which a fifth or more is in another language keeps the language of
    most of it, with the flag `mixed-languages`. `und` is filled where the text is clear enough.

    References
    ----------
    Lui & Baldwin 2012, "langid.py"; library: py3langid (Barbaresi).

    Examples
    --------
    >>> text = "Президент заявил, что переговоры продолжатся на следующей неделе в столице."
    >>> row = {"doc_id": "a", "source": "a", "text": text, "language": "en"}
    >>> languages(tables.make([row], "documents"))[["language", "flags"]].iloc[0].tolist()
    ['ru', 'language-differs']
    """
    declared = tuple(sorted({*documents["language"]} - {*AMONG, "und", ""}))
    tongues, flags = [], []
    columns = (documents[column] for column in ("text", "language", "flags"))
    for text, before, flag in zip(*columns, strict=True):
        language, mixed = _language_of(text, declared)
        names = tables.split_cell(flag)
        if language:
            names = [name for name in names if name != "unknown-language"]
            names += ["language-differs"] * (before not in (language, "", "und"))
        names += ["mixed-languages"] * mixed
        tongues.append(language or before)
        flags.append(tables.join_cell(names))
    return tables.check(documents.assign(language=tongues, flags=flags), "documents")


def contradicts(text: str, language: str) -> bool:
    """Whether most letters of a text cannot be of its language, if that has Latin letters.

    >>> contradicts("Россия и Армения", "en"), contradicts("Russia (Россия) and Armenia", "en")
    (True, False)
    """
    beginning = text[: 4 * LETTERS]
    if language not in LATIN or beginning.isascii():
        return False
    letters = re.findall(r"[^\W\d_]", beginning)[:LETTERS]
    own = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return own < len(letters) / 2


def _language_of(text: str, declared: tuple[str, ...]) -> tuple[str, bool]:
    """The language of most pieces, empty where it is not sure, and whether there is a second."""
    pieces = _pieces(text)
    counts: Counter[str] = Counter()
    for n, piece in enumerate([*pieces[::2], *pieces[1::2]]):
        if 2 <= n == len(pieces[::2]) and len(counts) == 1 and counts.total() == n:
            break  # every second piece of a long text is surely of one language: so is the text
        letters = sum(map(str.isalpha, piece))
        language, probability = _identifier(declared).classify(piece)
        if any(letters >= least and probability >= p for least, p in SURE):
            counts[language] += 1
    if not counts:
        return "", False
    (first, most), *rest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return first, bool(rest) and rest[0][1] / (most + rest[0][1]) >= MIXED


def _pieces(text: str) -> list[str]:
    if len(text) <= 2 * PIECE:  # a short text in two languages has them in paragraphs of their own
        parts = [part for part in text.split("\n") if len(part) >= 80]
        return parts if len(parts) > 1 else [text]
    count = min(PIECES, len(text) // PIECE)
    starts = (int(n * len(text) / count) for n in range(count))
    return [text[start : start + PIECE] for start in starts]


@lru_cache(maxsize=8)
def _identifier(declared: tuple[str, ...]) -> Any:
    """The identifier, which tells apart the languages of AMONG and those declared that it knows."""
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages([*AMONG, *{*identifier.nb_classes}.intersection(declared)])
    return identifier
