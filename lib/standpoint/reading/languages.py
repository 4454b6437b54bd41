"""Documents → their languages as read from the text, not only as declared: what is in another
language is said, and mixed texts are flagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from standpoint import tables
from standpoint.errors import InputError

# Languages of the case study and its neighbours. The fewer are possible, the surer is the answer: a
# study names its own.
AMONG = ("en", "ru", "hy", "az", "tr", "fr", "de", "es", "ka", "fa", "ar", "uk")
SURE = 0.9  # least probability at which the text overrules what was declared
# fewer letters than this are often names and no language: "Erdoğan Macron Putin" is Turkish at 0.54
LETTERS = 40
FEW_LETTERS, SURER = (
    15,
    0.99,
)  # unless the identifier is surer still, as it is where a script has one language
PIECE = 300  # characters of a piece: a long sentence or two, enough for the identifier to be sure
PIECES = 8  # at most so many, spread over the text: long speeches are not read whole
FIRST = 2  # every second piece is looked at first
MIXED = 0.2  # share of pieces in a second language from which on a text is called mixed


def languages(documents: pd.DataFrame, *, among: Sequence[str] | None = None) -> pd.DataFrame:
    """Documents with `language` set from their text where that is sure, and flags where it differs
    from what was declared.

    In and out: the documents table. `und` is filled where the text is long and clear enough, else
    left. A declared language that the text clearly contradicts gives way, with the flag
    `language-differs`; a text of which a fifth or more is in another language gets the flag
    `mixed-languages` and keeps the language of most of it. Nothing is left out here: what a scorer
    does not read stays in the corpus and out of the sentiment. Method: py3langid (Barbaresi; after
    Lui & Baldwin 2012, "langid.py"), restricted to `among` (ISO 639-1), by default those of the
    case study and its neighbours and what the documents declare. Raises InputError for a language
    in `among` that it does not know.

    >>> row = {"doc_id": "a", "source": "a", "text": "Президент заявил, что переговоры продолжатся на следующей неделе в столице.", "language": "en"}
    >>> languages(tables.make([row], "documents"))[["language", "flags"]].iloc[0].tolist()
    ['ru', 'language-differs']
    """
    possible = tuple(among) if among is not None else _possible(documents["language"])
    told = [_read(text, possible) for text in documents["text"]]
    out = documents.assign(
        language=[
            now or declared for (now, _), declared in zip(told, documents["language"], strict=True)
        ],
        flags=[
            _flagged(
                flags,
                [
                    *["language-differs"] * (bool(now) and declared not in (now, "", "und")),
                    *["mixed-languages"] * mixed,
                ],
                known=bool(now),
            )
            for (now, mixed), declared, flags in zip(
                told, documents["language"], documents["flags"], strict=True
            )
        ],
    )
    return tables.check(out, "documents")


def _possible(declared: pd.Series) -> tuple[str, ...]:
    """The usual languages and the declared ones that the identifier knows: a text in Dutch must not
    be taken for German.
    """
    more = sorted(set(declared.unique()) - {*AMONG, "", "und"})
    return (*AMONG, *(language for language in more if _knows(language)))


@lru_cache(maxsize=64)
def _knows(language: str) -> bool:
    try:
        _identifier((*AMONG, language))
    except InputError:
        return False
    return True


def _read(text: str, among: tuple[str, ...]) -> tuple[str, bool]:
    """The language of most of a text, empty where it is not sure, and whether there is a second
    one.
    """
    found: Counter[str] = Counter()
    pieces = _pieces(text)
    spread = [*pieces[::FIRST], *(piece for n, piece in enumerate(pieces) if n % FIRST)]
    for n, piece in enumerate(spread):
        if n == len(pieces[::FIRST]) >= FIRST and len(found) == 1 and found.total() == n:
            # a long text whose every second piece is surely of one language is of that language
            break
        letters = sum(map(str.isalpha, piece))
        language, sure = _identifier(among).classify(piece)
        if (letters >= LETTERS and sure >= SURE) or (letters >= FEW_LETTERS and sure >= SURER):
            found[language] += 1
    if not found:
        return "", False
    (first, most), *rest = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return first, bool(rest) and rest[0][1] / (most + rest[0][1]) >= MIXED


def _pieces(text: str) -> list[str]:
    if len(text) <= 2 * PIECE:
        # A short text in two languages has them in paragraphs of their own.
        parts = [part for part in text.split("\n") if len(part) >= 2 * LETTERS]
        return parts if len(parts) > 1 else [text]
    count = min(PIECES, len(text) // PIECE)
    step = len(text) / count
    return [text[int(n * step) : int(n * step) + PIECE] for n in range(count)]


@lru_cache(maxsize=4)
def _identifier(among: tuple[str, ...]):
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    try:
        identifier.set_languages(list(among))
    except ValueError as error:
        raise InputError(
            f"languages {', '.join(among)}",
            f"not all are known: {error}",
            "use codes of ISO 639-1, as en, ru, hy",
        ) from error
    return identifier


def _flagged(flags: str, more: list[str], *, known: bool) -> str:
    kept = [flag for flag in tables.split_cell(flags) if not (known and flag == "unknown-language")]
    return ";".join(dict.fromkeys([*kept, *more]))
