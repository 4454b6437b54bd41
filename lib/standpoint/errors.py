"""The one exception tree: what went wrong, where, and what to do about it."""

from collections.abc import Iterable
from difflib import get_close_matches


class StandpointError(Exception):
    """A problem the user can mend; the message names the place and the remedy.

    >>> place = "studies/x.yml, key 'window'"
    >>> str(StandpointError(place, "not a date: '2018-13'", "write YYYY-MM-DD"))
    "studies/x.yml, key 'window': not a date: '2018-13'. Remedy: write YYYY-MM-DD."
    """

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        self.where, self.what, self.remedy = where, what, remedy
        end = "" if what.endswith((".", "!", "?")) else "."
        advice = (
            f" Remedy: {remedy}" + "." * (not remedy.endswith((".", "!", "?"))) if remedy else ""
        )
        super().__init__(f"{where}: {what}{end}{advice}")


class InputError(StandpointError):
    """A file, a record or a text cannot be used as it is."""


class StudyError(StandpointError):
    """A study, actor or event file says something that cannot be carried out."""


class TableError(StandpointError):
    """A table does not follow its schema."""


class ScorerError(StandpointError):
    """A scorer is unknown, unavailable, or was given what it cannot read."""


def nearest(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """A remedy that suggests the nearest known word.

    >>> nearest("actr", ["actor", "period"])
    "the nearest known is 'actor'"
    """
    known = sorted(known) if isinstance(known, set | frozenset) else list(known)
    close = get_close_matches(str(word), known, n=1, cutoff=0.6)
    if close:
        return f"the nearest known is '{close[0]}'"
    return otherwise or f"known: {', '.join(known[:12]) or 'none'}{' …' if len(known) > 12 else ''}"
