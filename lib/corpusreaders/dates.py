"""Dates as database exports and archives write them, in many languages, as ISO 8601.

A database writes the date of an article on a line of its own, with a weekday, a time of day and an
edition around it. A headline may begin with a date as well; it is told apart by what follows: only
weekday, time and edition may. Names of months, weekdays and languages are those of Unicode's CLDR.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache
from typing import NamedTuple

LONGEST_LINE = 500  # characters looked at; a line of metadata is shorter, a paragraph is none
LONGEST_REST = 90  # characters behind the date: the longest edition note in the samples has 41
# Languages of the interfaces and the papers of the services.
_LANGUAGES = "en fr de es it ru hy tr az nl sv pt pl sk hu da uk".split()
# Forms that papers and databases print and CLDR does not have.
_MORE_MONTHS = (
    "jänner=1 feber=2 fév=2 fevrier=2 фев=2 mär=3 maerz=3 aout=8 sept=9 setiembre=9 сен=9 ноя=11"
    " decembre=12"
)
_MORE_LANGUAGES = (
    "farsi=fa azeri=az castellano=es flemish=nl holandés=nl ingles=en francais=fr 英文=en 法文=fr"
    " 简体中文=zh 繁體中文=zh"
)
_TIME = (
    r"\d{1,2}(?:[:.h]\d\d){1,2}(?: ?[ap]\.?m\.?)?|[ap]\.?m\.?"
    r"|(?:gmt|utc|[a-z]{2,4}t|bst|msk|jst)(?: ?[+-]\d{1,2}(?::?\d\d)?)?|uhr|\(?updated\)?"
)
# Words that name an edition.
_EDITION = re.compile(
    r"\b(?:editions?|ed|final|late|early|city|national|metro|sunday|weekend|ausgabe|[ée]dition"
    r"|edici[óo]n|edi[çc][ãa]o|edizione|editie|hauptausgabe|correction appended|update \d"
    r"|vol(?:ume)?\.?|issue|no\.|nr\.|web|online|first|second|third|\d(?:st|nd|rd)|p\. ?\d+"
    r"|pg\. ?\d+|s\. ?\d+)\b",
    re.I,
)


class DateLine(NamedTuple):
    """A date in ISO 8601, or as written where that is open (10/11/2020); the words; the rest."""

    date: str
    written: str
    rest: str


@cache
def _months() -> dict[str, int]:
    """Names of months in small letters, with their numbers."""
    from babel import Locale

    numbers: dict[str, int] = {}
    for language in _LANGUAGES:
        forms = Locale(language).months
        for use, width in (
            ("format", "wide"),
            ("stand-alone", "wide"),
            ("format", "abbreviated"),
        ):
            for number, name in forms[use][width].items():
                numbers.setdefault(name.lower().rstrip("."), number)
    more = (pair.split("=") for pair in _MORE_MONTHS.split())
    return numbers | {name: int(number) for name, number in more}


@cache
def _weekday() -> str:
    """A pattern for a weekday's name; it forgives a misspelt English one."""
    from babel import Locale

    names = {"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "sonnabend"}
    for language in _LANGUAGES:
        names |= {name.lower() for name in Locale(language).days["format"]["wide"].values()}
    either = "|".join(map(re.escape, sorted(names)))
    return rf"(?:{either}|[a-z]{{2,6}}day)(?!\w)\.?"


@cache
def _forms() -> tuple[re.Pattern, ...]:
    """The ways of writing a date; compiled when the first export is read, for it takes a while."""
    names = "|".join(map(re.escape, sorted(_months(), key=len, reverse=True)))
    weekday = _weekday()
    month = rf"(?P<m>{names})(?!\w)\.?"
    year = r"(?P<y>(?:1[5-9]|20)\d\d)(?!\d)"
    day = r"(?P<d>[0-3]?\d)(?!\d)(?:st|nd|rd|th|er|e|º|ª|\.)?"
    before = (
        rf"(?:(?:{weekday}[ ,]*)?(?:(?:le|el|il|den|de|am|vom|on|em|dnia|published|publié le"
        rf"|veröffentlicht am)(?!\w)[ ,]*)?(?:{weekday}[ ,]*)?)"
    )
    forms = (
        rf"{day} *(?:de |of |d')? *{month},? *(?:de |del )?{year}",
        rf"{month} *{day},? *(?:[-–/] ?(?P<d2>[0-3]?\d)(?!\d),? *)?{year}",
        r"(?P<y>(?:1[5-9]|20)\d\d)[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)",
        r"(?P<y>(?:1[5-9]|20)\d\d) ?[年년] ?(?P<m>\d\d?) ?[月월] ?(?P<d>\d\d?) ?[日일]",
        r"(?P<one>\d\d?)(?P<mark>[./])(?P<two>\d\d?)(?P=mark)(?P<numeric>\d{4}|\d\d)(?!\d)",
        rf"(?P<from>{names})\.? ?[-–/] ?(?P<m>{names})\.? {year}",
        r"(?P<season>spring|summer|autumn|fall|winter),? (?P<y>(?:1[5-9]|20)\d\d)(?!\d)",
        rf"{month},? *(?:de |of )?{year}",
    )
    return tuple(re.compile(before + form, re.I) for form in forms)


@cache
def _tail() -> re.Pattern:
    """What may stand behind a date: weekday and time of day, and then `rest`."""
    return re.compile(
        rf"(?:[\s,;|·-]*(?:{_weekday()}|{_TIME})(?!\w))*[\s,;|·.]*(?P<rest>.*)", re.I | re.S
    )


def date_line(text: str) -> DateLine | None:
    """The date that a line consists of, give or take weekday, time and edition, or None.

    Examples
    --------
    >>> date_line("May 2, 2002, Thursday,, FINAL EDITION")[::2]
    ('2002-05-02', 'FINAL EDITION')
    >>> date_line("27. Februar 2012 Montag 9:50 PM GMT+1").date
    '2012-02-27'
    >>> date_line("May 2, 2002 was a dark day for trade"), date_line("31 February 2020")
    (None, None)
    """
    line = " ".join(text[:LONGEST_LINE].replace("\u200b", "").split())
    for form in _forms():
        match = form.match(line)
        if not match:
            continue
        behind = line[match.end() :]
        if behind[:1].isalnum():
            continue
        tail = _tail().match(behind)
        rest = tail["rest"].strip(" ,;|()")
        between = behind[: tail.start("rest")]
        # What else follows makes it a sentence or a headline, unless a weekday stands between or it
        # names an edition.
        apart = (
            not rest
            or _EDITION.search(rest)
            or "|" in between
            or re.search(rf"\b{_weekday()}", between, re.I)
        )
        if len(rest) > LONGEST_REST or not apart:
            continue
        if date := _iso(match):
            return DateLine(date, line[: match.end()].strip(" ,"), rest)
    return None


def date_within(text: str) -> DateLine | None:
    """The first date anywhere in a line of metadata; `rest` is what stands around it.

    Examples
    --------
    >>> date_within("Politique, jeudi 5 octobre 2013, p. 3")[::2]
    ('2013-10-05', 'Politique | p. 3')
    """
    line = " ".join(text[:LONGEST_LINE].split())
    for form in _forms():
        for match in form.finditer(line):
            if match.start() and line[match.start() - 1].isalnum():
                continue
            if date := _iso(match):
                around = (line[: match.start()].strip(" ,;|"), line[match.end() :].strip(" ,;|"))
                return DateLine(date, match[0].strip(" ,"), " | ".join(filter(None, around)))
    return None


def day_within(text: str) -> str:
    """The day that a piece of metadata names, in ISO 8601; empty where it is open or none.

    Examples
    --------
    >>> day_within("Sun, 06 Sep 2009 23:20:00 -0500"), day_within("10.11.2020"), day_within("2020")
    ('2009-09-06', '', '')
    """
    found = date_within(text)
    return found.date if found and re.fullmatch(r"\d{4}-\d\d-\d\d", found.date) else ""


def _iso(match: re.Match) -> str:
    """ISO 8601 of a matched date; empty for an impossible one.

    A numeric date may have two readings and stays as it is written. So do seasons and spans.
    """
    parts = match.groupdict()
    try:
        if parts.get("numeric"):
            _check_numeric(int(parts["numeric"]), int(parts["one"]), int(parts["two"]))
            return f"{parts['one']}{parts['mark']}{parts['two']}{parts['mark']}{parts['numeric']}"
        year = int(parts["y"])
        if parts.get("season"):
            return f"{parts['season'].lower()} {year}"
        name = parts["m"].rstrip(".").lower()
        month = int(name) if name.isdigit() else _months()[name]
        if parts.get("from"):
            first = _months()[parts["from"].rstrip(".").lower()]
            return f"{calendar.month_name[first]} - {calendar.month_name[month]} {year}"
        if not parts.get("d"):
            return f"{year:04d}-{month:02d}"
        day = dt.date(year, month, int(parts["d"]))
        if parts.get("d2") and dt.date(year, month, int(parts["d2"])) > day:
            return f"{parts['m']} {day.day}-{int(parts['d2'])}, {year}"
        return day.isoformat()
    except (ValueError, KeyError):
        return ""


def _check_numeric(year: int, one: int, two: int) -> None:
    """Raise ValueError where neither number can be the month."""
    if one <= 12 < two:
        one, two = two, one
    dt.date(year if year > 99 else 2000, two, one)


@cache
def _language_codes() -> dict[str, str]:
    """Names of languages in the languages of the interfaces and in themselves, with ISO 639-1."""
    from babel import Locale

    codes = dict(pair.split("=") for pair in _MORE_LANGUAGES.split())
    names = dict(Locale("en").languages)
    for interface in (*_LANGUAGES, "zh", "ko", "ja"):
        for code, name in Locale(interface).languages.items():
            if len(code) == 2 and code in names:
                codes.setdefault(name.lower(), code)
    for code in "fa ar ka el he ro bg cs no".split():
        codes.setdefault(Locale(code).languages[code].lower(), code)
    return codes


def language_code(written: str) -> str:
    """ISO 639-1 of a language's name as an export writes it; an unknown name as it is.

    Examples
    --------
    >>> language_code("GERMAN; DEUTSCH"), language_code("Anglais"), language_code("Klingon")
    ('de', 'en', 'Klingon')
    """
    first = re.split(r"[;,/(]", written)[0].strip()
    if re.fullmatch(r"[A-Za-z]{2}", first):
        return first.lower()
    return _language_codes().get(first.lower(), first)
