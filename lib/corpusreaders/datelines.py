"""Date lines of database exports → a date that `calendars` reads: what stands at the beginning of a
line, in many languages.

A database writes the date of an article on a line of its own, with a weekday, a time of day and an
edition around it. A headline may begin with a date as well; it is told apart by what follows: only
weekday, time and edition may."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from timexpr import calendars
from timexpr.calendars import MONTH_NUMBER, Dated
from timexpr.months import WEEKDAYS

# Languages of interfaces and papers that `calendars` has no months for: twelve cells, `|` between
# forms.
_MORE_MONTHS = (
    (  # nl, sv
        "januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november,"
        " december"
    ),
    (  # pt
        "janeiro, fevereiro, março, abril, maio, junho, julho, agosto, setembro, outubro, novembro,"
        " dezembro"
    ),
    (  # pl
        "stycznia, lutego, marca, kwietnia, maja, czerwca, lipca, sierpnia, września, października,"
        " listopada, grudnia"
    ),
    (  # sk, hu, da, sv
        "január, február, marts|mars, április, maj|május, június, július, augusti, szeptember,"
        " október, november, december"
    ),
    (  # uk
        "січня, лютого, березня, квітня, травня, червня, липня, серпня, вересня, жовтня, листопада,"
        " грудня"
    ),
)
_MORE_DAYS = (
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo|"
    "poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag"
)


def _months() -> dict[str, int]:
    numbers = dict(MONTH_NUMBER)
    for row in _MORE_MONTHS:
        for number, cell in enumerate(row.split(", "), start=1):
            for form in cell.split("|"):
                numbers.setdefault(form, number)
    return numbers


_NUMBER = _months()
_NAMES = "|".join(sorted(map(re.escape, _NUMBER), key=len, reverse=True))
_DAYS = "|".join(re.sub(r",\s*", "|", cell) for cell in WEEKDAYS.values()) + "|" + _MORE_DAYS
# The second alternative forgives a misspelt English weekday.
_DAY = rf"(?:{_DAYS}|[a-z]{{2,6}}day)(?!\w)\.?"
_TIME = (
    r"\d{1,2}(?:[:.h]\d\d){1,2}(?:"
    r" ?[ap]\.?m\.?)?|[ap]\.?m\.?|(?:gmt|utc|[a-z]{2,4}t|bst|msk|jst)(?:"
    r" ?[+-]\d{1,2}(?::?\d\d)?)?|uhr|\(?updated\)?"
)


@cache
def _forms() -> tuple[re.Pattern, ...]:
    """The ways of writing a date; compiled when the first export is read, for it takes a while."""
    month = rf"(?P<m>{_NAMES})(?!\w)\.?"
    year = r"(?P<y>(?:1[5-9]|20)\d\d)(?!\d)"
    day = r"(?P<d>[0-3]?\d)(?!\d)(?:st|nd|rd|th|er|e|º|ª|\.)?"
    before = (
        rf"(?:(?:{_DAY}[ ,]*)?(?:(?:le|el|il|den|de|am|vom|on|em|dnia|published|publié"
        rf" le|veröffentlicht am)(?!\w)[ ,]*)?(?:{_DAY}[ ,]*)?)"
    )
    forms = (
        rf"{day} *(?:de |of |d')? *{month},? *(?:de |del )?{year}",
        rf"{month} *{day},? *(?:[-–/] ?(?P<d2>[0-3]?\d)(?!\d),? *)?{year}",
        r"(?P<y>(?:1[5-9]|20)\d\d)[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)",
        r"(?P<y>(?:1[5-9]|20)\d\d) ?[年년] ?(?P<m>\d\d?) ?[月월] ?(?P<d>\d\d?) ?[日일]",
        r"(?P<numeric>\d\d?(?P<mark>[./])\d\d?(?P=mark)(?:\d{4}|\d\d))(?!\d)",
        rf"(?P<span>(?P<first>(?:{_NAMES})\.? ?[-–/] ?(?:{_NAMES})\.?) {year})",
        r"(?P<season>(?:spring|summer|autumn|fall|winter),? (?:1[5-9]|20)\d\d)(?!\d)",
        rf"{month},? *(?:de |of )?{year}",
    )
    return tuple(re.compile(before + form, re.I) for form in forms)


@cache
def _rest() -> re.Pattern:
    """What may stand behind a date: weekday and time of day, and then `rest`."""
    return re.compile(
        rf"(?:[\s,;|·-]*(?:{_DAY}|{_TIME})(?!\w))*[\s,;|·.]*(?P<rest>.*)", re.I | re.S
    )


# Words that name an edition.
_EDITION = re.compile(
    r"\b(?:editions?|ed|final|late|early|city|national|metro|sunday|weekend|ausgabe|[ée]dition|edici[óo]n|edi[çc][ãa]o|edizione|editie|hauptausgabe|"
    r"correction appended|update"
    r" \d|vol(?:ume)?\.?|issue|no\.|nr\.|web|online|first|second|third|\d(?:st|nd|rd)|p\. ?\d+|pg\."
    r" ?\d+|s\. ?\d+)\b",
    re.I,
)
LONGEST_LINE = 500  # characters looked at; a line of metadata is shorter, a paragraph is none
LONGEST_REST = 90  # characters behind the date: the longest edition note in the samples has 41


class DateLine(NamedTuple):
    """A date as `calendars.read_date` takes it, as it was written, and what stood behind it (an
    edition, a page).
    """

    date: str
    written: str
    rest: str


def date_line(text: str) -> DateLine | None:
    """The date that a line consists of, give or take weekday, time and edition; None where it is
    another kind of line.

    >>> date_line("May 2, 2002, Thursday,, FINAL EDITION")[::2]
    ('2002-05-02', 'FINAL EDITION')
    >>> date_line("27. Februar 2012 Montag 9:50 PM GMT+1").date, date_line("4 oktober 2017 woensdag").date
    ('2012-02-27', '2017-10-04')
    >>> date_line("May 2, 2002 was a dark day for trade"), date_line("May 2, 2002, a dark day"), date_line("31 February 2020")
    (None, None, None)
    """
    line = " ".join(text[:LONGEST_LINE].replace("\u200b", "").split())
    for form in _forms():
        match = form.match(line)
        if not match:
            continue
        behind = line[match.end() :]
        if behind[:1].isalnum():
            continue
        tail = _rest().match(behind)
        rest = tail["rest"].strip(" ,;|()")
        between = behind[: tail.start("rest")]
        # What else follows makes it a sentence or a headline, unless a weekday stands between or it
        # names an edition.
        apart = (
            not rest
            or _EDITION.search(rest)
            or "|" in between
            or re.search(rf"\b{_DAY}", between, re.I)
        )
        if len(rest) > LONGEST_REST or not apart:
            continue
        dated = _read(match)
        if dated:
            return DateLine(dated, line[: match.end()].strip(" ,"), rest)
    return None


def date_within(text: str) -> DateLine | None:
    """The first date anywhere in a line of metadata (`Politique, jeudi 5 octobre 2013, p. 3`);
    `rest` is what stands around it.

    >>> date_within("Politique, jeudi 5 octobre 2013, p. 3")[::2]
    ('2013-10-05', 'Politique | p. 3')
    """
    line = " ".join(text[:LONGEST_LINE].split())
    for form in _forms():
        for match in form.finditer(line):
            if match.start() and line[match.start() - 1].isalnum():
                continue
            dated = _read(match)
            if dated:
                around = [
                    part.strip(" ,;|") for part in (line[: match.start()], line[match.end() :])
                ]
                return DateLine(
                    dated, match.group().strip(" ,"), " | ".join(part for part in around if part)
                )
    return None


def _read(match: re.Match) -> str:
    """ISO 8601 of a matched date; a numeric date and what is not one day are left to `calendars`,
    which flags them.
    """
    found = match.groupdict()
    try:
        if found.get("numeric"):
            calendars.read_date(found["numeric"])
            return found["numeric"]
        if found.get("season"):
            return iso(calendars.read_date(found["season"].replace(",", "")))
        if found.get("span"):
            return iso(
                calendars.read_date(re.sub(r" ?[-–/] ?", " - ", found["first"]) + " " + found["y"])
            )
        written = found["m"].rstrip(".").lower()
        year, month = int(found["y"]), int(written) if written.isdigit() else _NUMBER[written]
        if found.get("d2"):
            first, last = (calendars.day(year, month, int(found[key])) for key in ("d", "d2"))
            return (
                f"{found['m']} {first.start.day}-{last.start.day}, {year}"
                if last.end > first.start
                else iso(first)
            )
        return iso(
            calendars.day(year, month, int(found["d"]))
            if found.get("d")
            else calendars.month(year, month)
        )
    except (ValueError, KeyError):
        return ""


def iso(dated: Dated) -> str:
    """A date as a field of a record: a day, a month, a year, or both ends.

    >>> iso(calendars.read_date("May 2002")), iso(calendars.read_date("Spring 2014"))
    ('2002-05', 'spring 2014')
    """
    start = dated.start
    if dated.granularity == "season":
        return (
            f"{ {3: 'spring', 6: 'summer', 9: 'autumn', 12: 'winter'}[start.month] } {start.year}"
        )
    if dated.granularity == "range" and (start.month, dated.end.month) == (1, 12):
        return f"{start.year}-{dated.end.year}"
    if dated.granularity == "range":
        return f"{start:%B} - {dated.end:%B} {dated.end.year}"
    return {"month": f"{start:%Y-%m}", "year": f"{start.year:04d}"}.get(
        dated.granularity, start.isoformat()
    )


# Languages as databases name them in English, French, German, Dutch, Spanish, Italian and
# themselves → ISO 639-1.
_LANGUAGE_NAMES = {
    "en": "english|anglais|englisch|engels|inglés|ingles|inglese|inglês|英語|英文|английский|영어", "fr": "french|français|francais|französisch|frans|francés|francese|francês|法文",
    "de": "german|deutsch|allemand|duits|alemán|tedesco|alemão", "es": "spanish|español|espagnol|spanisch|spaans|castellano|spagnolo|espanhol",
    "it": "italian|italiano|italien|italienisch|italiaans", "nl": "dutch|nederlands|néerlandais|niederländisch|holandés|flemish",
    "pt": "portuguese|português|portugais|portugiesisch|portugués|portoghese", "ru": "russian|русский|russe|russisch|ruso|russo",
    "tr": "turkish|türkçe|turc|türkisch|turco", "hy": "armenian|հայերեն|arménien|armenisch", "az": "azerbaijani|azeri|azərbaycan|aserbaidschanisch",
    "ka": "georgian|géorgien|georgisch", "fa": "persian|farsi|persan|persisch", "ar": "arabic|arabe|arabisch|العربية", "zh": "chinese|chinois|chinesisch|中文|简体中文|繁體中文",
    "ja": "japanese|japonais|japanisch|日本語", "ko": "korean|coréen|koreanisch|한국어", "pl": "polish|polski|polonais|polnisch", "uk": "ukrainian|українська|ukrainien|ukrainisch",
    "sv": "swedish|svenska|suédois|schwedisch", "da": "danish|dansk|danois|dänisch", "no": "norwegian|norsk|norvégien|norwegisch", "el": "greek|grec|griechisch|ελληνικά",
    "he": "hebrew|hébreu|hebräisch", "ro": "romanian|română|roumain|rumänisch", "bg": "bulgarian|bulgare|bulgarisch", "cs": "czech|čeština|tchèque|tschechisch", "hu": "hungarian|magyar|hongrois|ungarisch",
}  # fmt: skip
_LANGUAGE = {name: code for code, names in _LANGUAGE_NAMES.items() for name in names.split("|")}


def language_code(written: str) -> str:
    """ISO 639-1 of a language's name as an export writes it; what is not known is given back as it
    is.

    >>> language_code("GERMAN; DEUTSCH"), language_code("Anglais"), language_code("EN"), language_code("Klingon")
    ('de', 'en', 'en', 'Klingon')
    """
    first = re.split(r"[;,/(]", written)[0].strip()
    return _LANGUAGE.get(first.lower()) or (
        first.lower() if re.fullmatch(r"[A-Za-z]{2}", first) else first
    )
