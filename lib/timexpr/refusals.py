"""What looks like a time and is none: "1,960 troops", "resolution 1973", "May said", "the Sunday
Times", ages, prices.
"""

from __future__ import annotations

from collections.abc import Callable

from timexpr.engine import Found, Grammar


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words before a year that make it a year whatever follows.
YEAR_BEFORE = _words(
    "in since of by until till from to before after during between and early late mid through for"
    " circa year years the spring summer autumn winter fall ( january february march april may june"
    " july august september october november december"
)
# Of these the words that no count follows, or hardly.
SURE_YEAR_BEFORE = _words("in since by until till during early late mid year")
PARTS_OF_YEAR = _words(
    "end start beginning middle half quarter quarters part rest remainder course months weeks days"
    " month week most much time turn close"
)
# "the Summit 2015" holds a date, "Windows 2000" does not.
DATED_NOUNS = _words(
    "conference summit congress forum olympics games championship championships cup expo festival"
    " strategy programme program plan agenda decade period elections election budget vision"
)
_PHRASE_END = _words(
    "the a an and or in with of to for by at on from as but that which who when while was were is"
    " are has have had will would"
)
# Four figures before this year are a year only where a word asks for one: they may be a time of day
# or a count.
FIRST_BARE_YEAR = 1500
# Words before May, March, April, June, August that make them months.
MONTH_BEFORE = _words(
    "in since by until till from through before after during between last this next early late mid"
    " previous coming past following of for and to or on every each around about beginning end"
    " start middle month months ( through throughout with ,"
)
SURE_BEFORE = _words(
    "in since until till during last this next early late mid by every throughout following from"
    " end beginning"
)
TITLES_AFTER = _words(
    "times telegraph mail express mirror post herald people sport tribune independent review"
    " agreement accords school mass massacre star world journal magazine night live gazette nation"
)
TITLES_BEFORE = _words("happy bloody black super ruby cyber casual freaky gloomy girl man")
MONTH_NAMES = _words(
    "january february march april may june july august september october november december"
)
WEEKDAY_NAMES = _words("monday tuesday wednesday thursday friday saturday sunday")
MODIFIED = _words(
    "mr mrs ms dr theresa brian minister lady sir miss president secretary senator prince"
)


def _before(found: Found, steps: int = 1) -> str:
    index = found.first - steps
    return found.tokens.words[index] if index >= 0 else ""


def _after(found: Found, steps: int = 1) -> str:
    index = found.last + steps - 1
    return found.tokens.words[index] if index < len(found.tokens.words) else ""


def _surface(found: Found, index: int) -> str:
    tokens = found.tokens
    return (
        tokens.text[tokens.starts[index] : tokens.ends[index]]
        if 0 <= index < len(tokens.words)
        else ""
    )


def _joined_after(found: Found) -> bool:
    return found.last < len(found.tokens.words) and found.tokens.starts[found.last] == found.end


def _joined_before(found: Found) -> bool:
    """No white space before the match: it is the tail of something longer."""
    return found.first > 0 and found.tokens.ends[found.first - 1] == found.start


_UNIT_ORDER = ("year", "month", "week", "day", "hour", "minute", "second")


def order_of(words: list[str]) -> int | None:
    """How small the unit is that the words name: 0 for years to 6 for seconds."""
    return next(
        (i for i, unit in enumerate(_UNIT_ORDER) if words and words[0].rstrip("s") == unit), None
    )


NUMBERED_SHORT = _words("no nos art arts sec para paras ch p pp vol res tel fax ph")
# Between the numbers of a list: "sections 1.2.2019, 4.5.2020 and 2021".
_LIST_SIGNS = _words(", and or to through - –")
LONGEST_LIST = 40
# Before a number that counts something.
_COUNTING = _words("some approximately roughly over another nearly almost least than")
STREETS = _words(
    "street avenue square park boulevard stadium movement district prospekt station village"
    " hospital"
)
_VERB_BEFORE = _words(
    "to will would can could may might should shall must not did does do which that"
)


class Refusals:
    """The refusals of one language over one grammar: `accept(found)` is False for what is no time."""

    def __init__(self, grammar: Grammar) -> None:
        lexicon = grammar.tables.LEXICON
        self.capital = grammar.symbols("CAP")
        self.counted = frozenset(lexicon["COUNTED"].split())
        self.numbered = frozenset(lexicon["NUMBERED"].split())
        self.zones = frozenset((*lexicon["ZONE"].split(), "hours", "hrs"))
        self.possessives = frozenset(lexicon["POSS"].split())
        self._guards: dict[str, Callable[[Found], bool]] = {
            "year": self.year,
            "month": self.month,
            "day": self.day,
            "weekday": self.weekday,
            "season": self.season,
            "decade": self.decade,
            "duration": self.duration,
            "quarter": self.quarter,
            "numeric_date": self.numeric,
            "iso": self.numeric,
            "year_range": self.year,
            "relative": self.relative,
            "clock": self.clock,
            "century": self.century,
            "short_year": self.short_year,
            "relative_part": self.relative_part,
            "every": self.every,
            "vague_duration": self.vague_duration,
            "era": self.era,
            "holiday": self.holiday,
            "month_of_year": self.month_of_year,
            "other_calendar": self.other_calendar,
            "named_day": self.named_day,
            "adverb_set": self.adverb_set,
            "compound_duration": self.compound_duration,
        }

    def accept(self, found: Found) -> bool:
        """Whether the match may stand as a time expression."""
        guard = self._guards.get(found.rule.meaning)
        return guard is None or guard(found)

    def year(self, found: Found) -> bool:
        if found.rule.settings.get("zero"):
            return found.said("y").strip("0") == ""
        if not found.rule.settings.get("bare") and found.rule.meaning != "year_range":
            return True
        before, after = _before(found), _after(found)
        if (
            self._numbered(found)
            or before in ("#", "№", "§", "$", "€", "£", "₽", "+", "@", "=")
            or before.isdecimal()
        ):
            return False
        if (
            found.rule.meaning == "year"
            and int(found.said("y") or 0) < FIRST_BARE_YEAR
            and before not in YEAR_BEFORE - {"("}
        ):
            return False  # 1108 may be a time of day or a number
        if before in (".", "/") and (_joined_before(found) or _before(found, 2) in NUMBERED_SHORT):
            return False
        if before in ("-", "–", "—", ":") and _joined_before(found):
            joined = found.tokens.words[found.first - 2] if found.first > 1 else ""
            return joined in ("mid", "early", "late", "pre", "post", "then") or (
                joined.isdecimal() and len(joined) == 4
            )
        if (
            found.first
            and found.tokens.classes[found.first - 1] == self.capital
            and before not in YEAR_BEFORE
            and before not in ("the", "in")
            and before not in DATED_NOUNS
            and found.rule.meaning != "year_range"
        ):
            return False  # Windows 2000, Euro 2016
        verdict = self._year_before_sign(found)
        if verdict is not None:
            return verdict
        if found.rule.meaning == "year" and self._counting(found):
            return False
        if before in SURE_YEAR_BEFORE:
            return True  # "in 2020 troops left": a year, and flagged (see absolute.year)
        return after not in self.counted and (
            before in YEAR_BEFORE or not self._counted_ahead(found)
        )

    def _year_before_sign(self, found: Found) -> bool | None:
        """What the token after the year decides, None where it decides nothing."""
        after = _after(found)
        if after in self.zones:
            return False  # (1518 GMT)
        if after == ":" and _joined_after(found) and _after(found, 2).isdecimal():
            return False  # a ratio of 2020:1
        if after in ("%", "°", "€", "/") or (
            after in ("(",) and _after(found, 2).isdecimal() and len(_after(found, 2)) == 4
        ):
            return False
        if (
            after == "-"
            and _after(found, 2) not in ("", "present")
            and not _after(found, 2).isdecimal()
            and _before(found) not in YEAR_BEFORE
        ):
            return _after(found, 2) in ("style", "era", "level", "levels")
        return None

    def _numbered(self, found: Found) -> bool:
        """The match is the number of something, or stands in a list of such numbers."""
        words, index = found.tokens.words, found.first - 1
        furthest = max(
            0, index - LONGEST_LIST
        )  # so that no list of figures is walked again and again
        while index >= furthest and (words[index] in _LIST_SIGNS or words[index][:1].isdigit()):
            index -= 1
        if index < 0 or not (index + 1 == found.first or words[index + 1][:1].isdigit()):
            return False
        return words[index] in self.numbered or (
            words[index] == "." and index > 0 and words[index - 1] in NUMBERED_SHORT
        )

    def _counting(self, found: Found) -> bool:
        """ "at least 1990 died", "about 2020 of them"; but "until at least 2025", "no later than
        2030".
        """
        before, second = _before(found), _before(found, 2)
        if before in ("than", "least"):
            return second not in ("later", "earlier", "sooner") and _before(found, 3) not in (
                "until",
                "till",
                "through",
                "to",
                "since",
            )
        return before in _COUNTING or (before in ("about", "around") and _after(found) == "of")

    def _counted_ahead(self, found: Found) -> bool:
        """ "2000 well-armed Russian troops": what is counted stands a few words on in the same
        phrase.
        """
        for step in range(1, 6):
            word = _after(found, step)
            if word in self.counted:
                return True
            if not (word.isalpha() or word == "-") or word in _PHRASE_END:
                return False
        return False

    def month(self, found: Found) -> bool:
        if not found.rule.settings.get("bare"):
            return found.tokens.words[found.first] != "following"
        word = found.words("m")[0]
        index = found.span("m")[0]
        if (
            _before_index(found, index) in ("black", "red")
            and _surface(found, index - 1)[:1].isupper()
        ):
            return False  # Black September, Red October
        surface = _surface(found, index)
        if (
            len(word) <= 4
            and word not in ("may", "june", "july")
            and _surface(found, index + 1) != "."
        ):
            follows = _surface(
                found, index + 1
            )  # Jan and Mar are also names, as in "in Mar del Plata"
            return (word == "sept" or _before_index(found, index) in SURE_BEFORE) and not follows[
                :1
            ].isalpha()
        if word not in ("march", "may", "april", "june", "august"):
            return True
        before, after = _before_index(found, index), _surface(found, index + 1)
        if before in MODIFIED or not surface[0].isupper():
            return False
        if before in SURE_BEFORE or found.span("m")[0] > found.first:
            return True
        if (
            before in ("and", "to", "or", "through", "-", "–")
            and _before_index(found, index, 2) in MONTH_NAMES
        ):
            return True
        named = after[:1].isupper() or after in ("'", "’")
        if (
            word == "march"
            and before in ("the", "a")
            and after in ("for", "of", "on", "to", "against", "in")
        ):
            return False  # the March for Life
        if word == "may":
            return (
                before in ("of", "for", "between", "before", "after", "through")
                and not named
                and _before_index(found, index, 2) not in MODIFIED
                and not self._surname(found)
            )
        if before == "" or before in (".", '"', "“", "\n"):
            return not named and after in (",", ".", "was", "is", "and", "will", "saw")
        return (
            before in MONTH_BEFORE
            and not (named and before not in SURE_BEFORE)
            or (not named and before != "a")
        )

    def _surname(self, found: Found) -> bool:
        """May is somebody's name in this text."""
        text = found.tokens.text
        return any(
            f"{title} May" in text
            for title in ("Theresa", "Mrs", "Mrs.", "Ms", "Ms.", "Mr.", "Mr", "Minister")
        )

    def day(self, found: Found) -> bool:
        after = _after(found)
        if found.rule.settings.get("bare") or found.rule.settings.get("part"):
            return after not in self.counted and after != "%"
        if after in STREETS and _surface(found, found.last)[:1].isupper():
            return False  # 28 May Street
        if (
            after in self.counted
            and found.first == (found.span("m") or (0,))[0]
            and _before(found) in ("", ".", "?", "!", '"', "“")
        ):
            return found.words("m") != ["may"]  # May 3 people enter?
        # "10 May" is a day; "10 may" is a verb unless a year follows.
        index = found.span("m")[0] if found.span("m") else found.first
        return after != "%" and (
            bool(found.span("y"))
            or _surface(found, index)[0].isupper()
            or found.words("m")[0] not in ("may", "march")
        )

    def weekday(self, found: Found) -> bool:
        before, after = _before(found), _after(found)
        if found.tokens.words[found.first] == "following":
            return False  # following Tuesday's earthquake: the day stands alone
        if before in TITLES_BEFORE or (
            after in TITLES_AFTER and _surface(found, found.last)[:1].isupper()
        ):
            return False
        return not (
            before == "the"
            and _surface(found, found.last)[:1].isupper()
            and after not in ("night", "morning")
        )

    def season(self, found: Found) -> bool:
        word = found.words("s")[0] if found.words("s") else ""
        after = _after(found)
        if (
            _surface(found, found.last - 1)[:1].isupper()
            and _surface(found, found.last)[:1].isupper()
        ):
            return False  # the Spring Festival
        if found.rule.settings.get("bare"):
            if word in ("fall", "spring") and found.tokens.words[found.first] == "the":
                return word == "spring" and after in (",", ".", "and", "when")
            return after not in (
                "olympics",
                "games",
                "palace",
                "paralympics",
                "universiade",
                "solstice",
                "session",
            )
        if word == "fall":
            return (
                found.tokens.words[found.first] != "the"
                or bool(found.span("y"))
                or len(found.words("rel")) > 0
            )
        return after not in ("olympics", "games", "olympic", "paralympic")

    def decade(self, found: Found) -> bool:
        # "in his 80s" is an age, "temperatures in the 80s" cannot be told and is refused without
        # more.
        return (
            _before(found) not in self.possessives
            and found.tokens.words[found.first] not in self.possessives
            and _after(found) not in ("degrees", "percent")
        )

    def short_year(self, found: Found) -> bool:
        return _before(found) in (
            "of",
            "in",
            "since",
            "by",
            "class",
            "summer",
            "spring",
            "from",
            "to",
            "and",
            "late",
            "early",
            "until",
            "june",
            "may",
            "july",
        )

    def duration(self, found: Found) -> bool:
        after, after2 = _after(found), _after(found, 2)
        if (
            after == "old"
            or (after in ("-", "–") and after2 in ("old", "olds"))
            or (after == "of" and after2 == "age")
        ):
            return False
        if (
            found.words("rel") == ["last"]
            and found.tokens.words[found.first] == "last"
            and _before(found) in _VERB_BEFORE
        ):
            return False  # will last five weeks
        if found.words("rel") == ["following"] and found.tokens.words[found.first] == "following":
            return False  # following many years of talks
        if _before(found) in ("age", "aged") or after == "anniversary":
            return False
        unit = found.words("u")[-1] if found.words("u") else ""
        index = found.span("u")[1] - 1 if found.span("u") else found.first
        if (
            found.rule.settings.get("article")
            and _surface(found, index)[:1].isupper()
            and index > 1
        ):
            return False  # a Week of Russian Cinema
        if (
            found.rule.settings.get("article")
            and _before(found) == "it"
            and _before(found, 2)[:4] == "call"
        ):
            return False  # to call it a day
        if unit == "second" and "-" in found.tokens.words[found.first : found.last]:
            return False  # the seventy-second session
        if found.rule.settings.get("article") and unit in ("second", "quarter", "min", "sec"):
            return False
        if (
            unit.startswith("quarter")
            and not found.span("rel")
            and (
                after == "of"
                or "-" in found.words("n")
                or found.tokens.words[index - 1] == "-"
                or (
                    found.words("n") == ["three"]
                    and _before(found) not in ("for", "in", "consecutive", "after", "the")
                )
            )
        ):
            return False  # three-quarters of the food
        # "60 Minutes" is a programme.
        return not (
            _surface(found, index)[:1].isupper()
            and not _surface(found, index).isupper()
            and found.span("n")
            and _surface(found, index - 1).isdecimal()
        )

    def vague_duration(self, found: Found) -> bool:
        if found.words("u")[:1] == ["quarters"] and not found.span("rel"):
            return False
        if _after(found) == "of" and _after(found, 2) == "age":
            return False
        if found.tokens.words[found.first] == "last" and _before(found) in _VERB_BEFORE:
            return False  # it could last months
        if (_before(found) == "-" and _joined_before(found)) or (
            _before(found) in ("early", "late") and not found.span("rel")
        ):
            return False
        index = found.span("u")[0] if found.span("u") else found.first
        return (
            index == 0
            or not _surface(found, index)[:1].isupper()
            or _surface(found, index - 1) in (".", '"', "“", "!", "?")
        )

    def every(self, found: Found) -> bool:
        first = found.tokens.words[found.first]
        if first.endswith("days") and _before(found) in TITLES_BEFORE:
            return False  # the Happy Mondays
        return not _after(found).startswith("old")

    def quarter(self, found: Found) -> bool:
        return not found.rule.settings.get("bare") or _after(found) not in (
            "finals",
            "final",
            "back",
            "mile",
            "century",
        )

    def numeric(self, found: Found) -> bool:
        return (
            not self._numbered(found)
            and _after(found) not in ("%",)
            and not (
                _joined_before(found)
                and _before(found) in ("/", "-", "$", "€", "£", ".", "+", "#", "=")
            )
        )

    def relative(self, found: Found) -> bool:
        if (
            found.rule.settings.get("bare") and _after(found) == "of"
        ):  # the Year of the Book; but: the week of March 6
            month = _after(found, 2)
            return found.words("u") == ["week"] and (
                month.isdecimal() or month[:3] in {name[:3] for name in MONTH_NAMES}
            )
        if found.words("u") == ["day"] and found.said("rel") in ("last", "past"):
            return False  # the last day of it
        if (
            found.said("rel") == "last"
            and _after(found) == "of"
            and found.tokens.words[found.first] in ("the", *self.possessives)
        ):
            return False  # the last year of the programme
        if (
            found.tokens.words[found.first : found.last] == ["the", "year"]
            and _before(found) == "of"
            and _before(found, 2) not in PARTS_OF_YEAR
        ):
            return False  # the man of the year
        if (
            found.words("u") == ["day"]
            and _before(found) == "at"
            and "end" in found.tokens.words[found.first : found.last]
        ):
            return False  # at the end of the day
        if (
            _surface(found, found.last - 1)[0].isupper()
            and _before(found) in ('"', "“", "`", "'")
            and _after(found) in ('"', ",", "”", "'")
        ):
            return False  # the programme "This Week"
        return _after(found) not in ("old",) and not (
            _after(found) == "-" and _after(found, 2) in ("old", "olds")
        )

    def relative_part(self, found: Found) -> bool:
        return (
            not found.rule.settings.get("bare")
            or _before(found) in ("in", "during", "of", "into", "through")
            or _after(found) == "of"
        )

    def clock(self, found: Found) -> bool:
        said = found.said("x")
        if said == "noon" and _before(found) == "high":
            return False
        if ":" in said or not said.isdecimal():
            if ":" in said and not found.span("ap") and found.last - found.first == 1:
                # 10:30 alone is a time only where the sentence says so: scores and verses look the
                # same.
                follows = _after(found, 2) if _after(found) in (",", "on") else _after(found)
                if follows.isdecimal() and len(follows) <= 2 or follows in WEEKDAY_NAMES:
                    return True
                return _before(found) in (
                    "at",
                    "by",
                    "until",
                    "till",
                    "from",
                    "since",
                    "around",
                    "about",
                    "before",
                    "after",
                    ",",
                    "and",
                    "to",
                )
            return True
        return True

    def holiday(self, found: Found) -> bool:
        return not (
            _surface(found, found.last)[:1].isupper()
            and _after(found) in TITLES_AFTER | {"island", "islands", "rising"}
        )

    def month_of_year(self, found: Found) -> bool:
        return not found.rule.settings.get("foreign") or len(found.words("m")[0]) > 3

    def era(self, found: Found) -> bool:
        index = found.span("era")[0]
        return _surface(found, index).isupper()

    def other_calendar(self, found: Found) -> bool:
        """Marks of an era count in capitals; "5783 AM" is no hour, "10 AM" is."""
        if not found.span("era"):
            return True
        index = found.span("era")[0]
        number = next((word for word in found.all_words() if word.isdecimal()), "")
        return _surface(found, index).isupper() and (
            len(number) == 4
            if found.words("era")[0] != "am"
            else number > "5000" and len(number) == 4
        )

    def named_day(self, found: Found) -> bool:
        wanted = found.rule.settings.get("day")
        return wanted is None or found.tokens.words[found.last - 1].rstrip("th") == wanted

    def adverb_set(self, found: Found) -> bool:
        word = _surface(found, found.last - 1)
        return word != "Annual" and not (
            word == "Daily" and _surface(found, found.last)[:1].isupper()
        )  # the Daily Record

    def compound_duration(self, found: Found) -> bool:
        """ "18 months, 24 hours a day" are two: the second unit must be one of the next two
        smaller.
        """
        order = [order_of(found.words(name)) for name in ("u", "u2")]
        return None not in order and 1 <= order[1] - order[0] <= 2

    def century(self, found: Found) -> bool:
        if found.span("era"):
            return self.era(found)
        return _after(found) not in ("fox", "fund", "insurance", "club")


def _before_index(found: Found, index: int, steps: int = 1) -> str:
    return found.tokens.words[index - steps] if index - steps >= 0 else ""
