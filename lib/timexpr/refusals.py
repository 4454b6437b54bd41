"""What looks like a time and is none: "1,960 troops", "resolution 1973", "May said", ages."""

from __future__ import annotations

from timexpr.context import WEEKDAYS
from timexpr.engine import Match

# Four figures before this year are a year only where a word asks for one: they may be a time of
# day or a count.
FIRST_BARE_YEAR = 1500
LONGEST_LIST = 40  # tokens that a list of numbers is walked back, so that none takes long
UNIT_ORDER = ("year", "month", "week", "day", "hour", "minute", "second")


def accept(match: Match) -> bool:
    """Whether a match may stand as a time expression.

    What a meaning has to say against its matches stands below in a function of its name; where
    there is none, every match stands.
    """
    guard = _GUARDS.get(match.rule.meaning)
    return guard is None or guard(match)


def _joined_before(match: Match) -> bool:
    """Whether no white space stands before the match: it is the tail of something longer."""
    return match.first > 0 and match.tokens.ends[match.first - 1] == match.start


def _capital_after(match: Match) -> bool:
    return match.surface(match.last)[:1].isupper()


def _year(match: Match) -> bool:
    nearby, before, after = match.tables.nearby, match.before(), match.after()
    is_range = match.rule.meaning == "year_range"
    if match.setting("zero"):
        return match.text("y").strip("0") == ""
    if not match.setting("bare") and not is_range:
        return True
    if _numbered(match) or before.isdecimal():
        return False
    if before in ("#", "№", "§", "$", "€", "£", "₽", "+", "@", "="):
        return False
    early = not is_range and int(match.text("y")) < FIRST_BARE_YEAR
    if early and before not in nearby["YEAR_BEFORE"] - {"("}:
        return False  # 1108 may be a time of day or a number
    numbered = _joined_before(match) or match.before(2) in nearby["NUMBERED_SHORT"]
    if before in (".", "/") and numbered:
        return False
    if before in ("-", "–", "—", ":") and _joined_before(match):
        joined = match.before(2)
        return joined in ("mid", "early", "late", "pre", "post", "then") or (
            joined.isdecimal() and len(joined) == 4
        )
    dated = before in nearby["YEAR_BEFORE"] or before in nearby["DATED_NOUNS"]
    if match.follows_name and not (is_range or dated):
        return False  # Windows 2000, Euro 2016
    verdict = _year_before_sign(match)
    if verdict is not None:
        return verdict
    if not is_range and _counting(match):
        return False
    if before in nearby["SURE_YEAR_BEFORE"]:
        return True  # "in 2020 troops left": a year, and flagged (see absolute.year)
    if after in match.tables.words["COUNTED"]:
        return False
    return before in nearby["YEAR_BEFORE"] or not _counted_ahead(match)


def _year_before_sign(match: Match) -> bool | None:
    """What the token after the year decides, None where it decides nothing."""
    after, second = match.after(), match.after(2)
    if after in match.tables.words["ZONE"] or after in ("hours", "hrs"):
        return False  # (1518 GMT)
    joined = match.last < len(match.tokens.words) and match.tokens.starts[match.last] == match.end
    if after == ":" and joined and second.isdecimal():
        return False  # a ratio of 2020:1
    if after in ("%", "°", "€", "/") or (after == "(" and second.isdecimal() and len(second) == 4):
        return False
    if after != "-" or second in ("", "present") or second.isdecimal():
        return None
    if match.before() in match.tables.nearby["YEAR_BEFORE"]:
        return None
    return second in ("style", "era", "level", "levels")


def _numbered(match: Match) -> bool:
    """Whether the match is the number of something, or stands in a list of such numbers."""
    nearby, index = match.tables.nearby, match.first - 1
    furthest = max(0, index - LONGEST_LIST)
    while index >= furthest and (
        match.word(index) in nearby["LIST_SIGNS"] or match.word(index)[:1].isdigit()
    ):
        index -= 1
    if index < 0 or not (index + 1 == match.first or match.word(index + 1)[:1].isdigit()):
        return False
    if match.word(index) == ".":
        return match.word(index - 1) in nearby["NUMBERED_SHORT"]
    return match.word(index) in nearby["NUMBERED"]


def _counting(match: Match) -> bool:
    """ "at least 1990 died", "about 2020 of them"; but "until at least 2025"."""
    before, second = match.before(), match.before(2)
    if before in ("than", "least"):
        late = second in ("later", "earlier", "sooner")
        return not late and match.before(3) not in ("until", "till", "through", "to", "since")
    if before in ("about", "around"):
        return match.after() == "of"
    return before in match.tables.nearby["COUNTING"]


def _counted_ahead(match: Match) -> bool:
    """ "2000 well-armed Russian troops": what is counted stands further on in the same phrase."""
    for word in match.words_after(5):
        if word in match.tables.words["COUNTED"]:
            return True
        if not (word.isalpha() or word == "-") or word in match.tables.nearby["PHRASE_END"]:
            return False
    return False


def _month(match: Match) -> bool:
    if not match.setting("bare"):
        return match.marked[0] != "following"
    nearby, word = match.tables.nearby, match.words("m")[0]
    index = match.span("m")[0]
    before, after = match.word(index - 1), match.surface(index + 1)
    if before in ("black", "red") and match.surface(index - 1)[:1].isupper():
        return False  # Black September, Red October
    sure = before in nearby["SURE_MONTH_BEFORE"]
    if len(word) <= 4 and word not in ("may", "june", "july") and after != ".":
        # Jan and Mar are also names, as in "in Mar del Plata".
        return (word == "sept" or sure) and not after[:1].isalpha()
    if word not in match.tables.words["MONTHX"]:
        return True
    if before in nearby["PEOPLE_BEFORE"] or not match.surface(index)[0].isupper():
        return False
    if sure or index > match.first:
        return True
    second = match.word(index - 2)
    joined = before in ("and", "to", "or", "through", "-", "–")
    if joined and second in match.tables.words["MONTH"]:
        return True
    rally = word == "march" and before in ("the", "a")
    if rally and after in ("for", "of", "on", "to", "against", "in"):
        return False  # the March for Life
    named = after[:1].isupper() or after in ("'", "’")
    if word == "may":
        asked = before in ("of", "for", "between", "before", "after", "through")
        person = named or second in nearby["PEOPLE_BEFORE"] or _is_surname(match)
        return asked and not person
    if before in ("", ".", '"', "“", "\n"):
        return not named and after in (",", ".", "was", "is", "and", "will", "saw")
    return not named and before != "a"


def _is_surname(match: Match) -> bool:
    """Whether May is somebody's name in this text."""
    titles = ("Theresa", "Mrs", "Mrs.", "Ms", "Ms.", "Mr.", "Mr", "Minister")
    return any(f"{title} May" in match.tokens.text for title in titles)


def _day(match: Match) -> bool:
    after, counted = match.after(), match.tables.words["COUNTED"]
    if match.setting("bare") or match.setting("part"):
        return after not in counted and after != "%"
    if after in match.tables.nearby["STREETS"] and _capital_after(match):
        return False  # 28 May Street
    month = match.span("m")[0]
    opens = match.before() in ("", ".", "?", "!", '"', "“")
    if after in counted and match.first == month and opens:
        return match.text("m") != "may"  # May 3 people enter?
    # "10 May" is a day; "10 may" is a verb unless a year follows.
    capital = match.surface(month)[0].isupper() or match.words("m")[0] not in ("may", "march")
    return after != "%" and (match.span("y") is not None or capital)


def _weekday(match: Match) -> bool:
    nearby, capital = match.tables.nearby, _capital_after(match)
    if match.marked[0] == "following":
        return False  # following Tuesday's earthquake: the day stands alone
    if match.before() in nearby["TITLES_BEFORE"]:
        return False
    if match.after() in nearby["TITLES_AFTER"] and capital:
        return False
    return not (match.before() == "the" and capital and match.after() not in ("night", "morning"))


def _season(match: Match) -> bool:
    word, after = match.words("s")[0], match.after()
    if match.surface(match.last - 1)[:1].isupper() and _capital_after(match):
        return False  # the Spring Festival
    if not match.setting("bare"):
        if word == "fall":
            return bool(match.marked[0] != "the" or match.span("y") or match.span("rel"))
        return after not in ("olympics", "games", "olympic", "paralympic")
    if word in ("fall", "spring") and match.marked[0] == "the":
        return word == "spring" and after in (",", ".", "and", "when")
    return after not in match.tables.nearby["SPORTS_AFTER"]


def _decade(match: Match) -> bool:
    # "in his 80s" is an age, "temperatures in the 80s" cannot be told and is refused without more.
    possessives = match.tables.words["POSS"]
    if match.before() in possessives or match.marked[0] in possessives:
        return False
    return match.after() not in ("degrees", "percent")


def _short_year(match: Match) -> bool:
    return match.before() in match.tables.nearby["SHORT_YEAR_BEFORE"]


def _is_age(match: Match) -> bool:
    after, second = match.after(), match.after(2)
    return (
        after == "old"
        or (after in ("-", "–") and second in ("old", "olds"))
        or (after == "of" and second == "age")
        or match.before() in ("age", "aged")
    )


def _duration(match: Match) -> bool:
    words, before, after = match.marked, match.before(), match.after()
    if _is_age(match) or after == "anniversary":
        return False
    if words[0] == "last" and before in match.tables.nearby["VERB_BEFORE"]:
        return False  # will last five weeks
    if words[0] == "following":
        return False  # following many years of talks
    unit = match.words("u")[-1] if match.words("u") else ""
    index = match.span("u")[1] - 1 if match.span("u") else match.first
    if match.setting("article"):
        if match.surface(index)[:1].isupper() and index > 1:
            return False  # a Week of Russian Cinema
        if before == "it" and match.before(2)[:4] == "call":
            return False  # to call it a day
        if unit in ("second", "quarter", "min", "sec"):
            return False
    if unit == "second" and "-" in words:
        return False  # the seventy-second session
    if unit.startswith("quarter") and not match.span("rel") and _is_share(match, index):
        return False
    # "60 Minutes" is a programme.
    written, figure = match.surface(index), match.surface(index - 1)
    title = written[:1].isupper() and not written.isupper()
    return not (title and match.span("n") and figure.isdecimal())


def _is_share(match: Match, index: int) -> bool:
    """ "three-quarters of the food"."""
    if match.after() == "of" or "-" in match.words("n") or match.word(index - 1) == "-":
        return True
    return match.words("n") == ["three"] and match.before() not in (
        "for",
        "in",
        "consecutive",
        "after",
        "the",
    )


def _vague_duration(match: Match) -> bool:
    related = match.span("rel") is not None
    if match.words("u")[:1] == ["quarters"] and not related:
        return False
    if match.after() == "of" and match.after(2) == "age":
        return False
    if match.marked[0] == "last" and match.before() in match.tables.nearby["VERB_BEFORE"]:
        return False  # it could last months
    if match.before() == "-" and _joined_before(match):
        return False
    if match.before() in ("early", "late") and not related:
        return False
    index = match.span("u")[0] if match.span("u") else match.first
    opens = index == 0 or match.surface(index - 1) in (".", '"', "“", "!", "?")
    return opens or not match.surface(index)[:1].isupper()


def _compound_duration(match: Match) -> bool:
    """ "18 months, 24 hours a day" are two: the second unit is one of the next two smaller."""
    units = [match.words(name)[0].removesuffix("s") for name in ("u", "u2")]
    if not set(units) <= set(UNIT_ORDER):
        return False
    return 1 <= UNIT_ORDER.index(units[1]) - UNIT_ORDER.index(units[0]) <= 2


def _every(match: Match) -> bool:
    if match.marked[0].endswith("days") and match.before() in match.tables.nearby["TITLES_BEFORE"]:
        return False  # the Happy Mondays
    return not match.after().startswith("old")


def _quarter(match: Match) -> bool:
    return not match.setting("bare") or match.after() not in match.tables.nearby["QUARTER_AFTER"]


def _numeric(match: Match) -> bool:
    tail = match.before() in ("/", "-", "$", "€", "£", ".", "+", "#", "=")
    return not (_numbered(match) or match.after() == "%" or (tail and _joined_before(match)))


def _relative(match: Match) -> bool:
    words, unit, relation = match.marked, match.text("u"), match.text("rel")
    before, after = match.before(), match.after()
    if match.setting("bare") and after == "of":  # the Year of the Book; but: the week of March 6
        months = {name[:3] for name in match.tables.words["MONTH"]}
        return unit == "week" and (match.after(2).isdecimal() or match.after(2)[:3] in months)
    if unit == "day" and relation in ("last", "past"):
        return False  # the last day of it
    if relation == "last" and after == "of" and words[0] in ("the", *match.tables.words["POSS"]):
        return False  # the last year of the programme
    parts = match.tables.nearby["PARTS_OF_YEAR"]
    if words == ["the", "year"] and before == "of" and match.before(2) not in parts:
        return False  # the man of the year
    if unit == "day" and before == "at" and "end" in words:
        return False  # at the end of the day
    quoted = before in ('"', "“", "`", "'") and after in ('"', ",", "”", "'")
    if quoted and match.surface(match.last - 1)[0].isupper():
        return False  # the programme "This Week"
    return after != "old" and not (after == "-" and match.after(2) in ("old", "olds"))


def _relative_part(match: Match) -> bool:
    if not match.setting("bare") or match.after() == "of":
        return True
    return match.before() in ("in", "during", "of", "into", "through")


def _clock(match: Match) -> bool:
    text, after = match.text("x"), match.after()
    if text == "noon" and match.before() == "high":
        return False
    if ":" not in text or len(match.marked) > 1:
        return True
    # 10:30 alone is a time only where the sentence says so: scores and verses look the same.
    follows = match.after(2) if after in (",", "on") else after
    if (follows.isdecimal() and len(follows) <= 2) or follows in WEEKDAYS:
        return True
    return match.before() in match.tables.nearby["CLOCK_BEFORE"]


def _holiday(match: Match) -> bool:
    titles = match.tables.nearby["TITLES_AFTER"] | {"island", "islands", "rising"}
    return not (_capital_after(match) and match.after() in titles)


def _month_of_year(match: Match) -> bool:
    return not match.setting("foreign") or len(match.words("m")[0]) > 3


def _era(match: Match) -> bool:
    return match.surface(match.span("era")[0]).isupper()


def _other_calendar(match: Match) -> bool:
    """Marks of an era count in capitals; "5783 AM" is no hour, "10 AM" is."""
    if not match.span("era"):
        return True
    number = next((word for word in match.matched if word.isdecimal()), "")
    hebrew = match.text("era") == "am"
    return _era(match) and len(number) == 4 and (not hebrew or number > "5000")


def _named_day(match: Match) -> bool:
    return match.setting("day") in ("", match.marked[-1].rstrip("th"))


def _adverb_set(match: Match) -> bool:
    word = match.surface(match.last - 1)
    return word != "Annual" and not (word == "Daily" and _capital_after(match))  # the Daily Record


def _century(match: Match) -> bool:
    if match.span("era"):
        return _era(match)
    return match.after() not in match.tables.nearby["CENTURY_AFTER"]


_GUARDS = {
    "year": _year,
    "year_range": _year,
    "month": _month,
    "day": _day,
    "weekday": _weekday,
    "season": _season,
    "decade": _decade,
    "short_year": _short_year,
    "duration": _duration,
    "vague_duration": _vague_duration,
    "compound_duration": _compound_duration,
    "every": _every,
    "quarter": _quarter,
    "numeric_date": _numeric,
    "iso": _numeric,
    "relative": _relative,
    "relative_part": _relative_part,
    "clock": _clock,
    "holiday": _holiday,
    "month_of_year": _month_of_year,
    "era": _era,
    "other_calendar": _other_calendar,
    "named_day": _named_day,
    "adverb_set": _adverb_set,
    "century": _century,
}
