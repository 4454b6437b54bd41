"""The one exception tree: what went wrong, where, and what to do about it."""

from __future__ import annotations


class StandpointError(Exception):
    """A problem the user can mend; the message names the place and the remedy.

    >>> str(StandpointError("studies/x.yml, key 'window'", "not a date: '2018-13'", "write YYYY-MM-DD"))
    "studies/x.yml, key 'window': not a date: '2018-13'. Remedy: write YYYY-MM-DD."
    """

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        self.where, self.what, self.remedy = where, what, remedy
        end = "" if what.endswith((".", "!", "?")) else "."
        advice = f" Remedy: {remedy}" + "." * (not remedy.endswith((".", "!", "?"))) if remedy else ""
        super().__init__(f"{where}: {what}{end}{advice}")


class InputError(StandpointError):
    """A file, a record or a text cannot be used as it is."""


class StudyError(StandpointError):
    """A study, actor or event file says something that cannot be carried out."""


class TableError(StandpointError):
    """A table does not follow its schema."""


class ScorerError(StandpointError):
    """A scorer is unknown, unavailable, or was given what it cannot read."""
