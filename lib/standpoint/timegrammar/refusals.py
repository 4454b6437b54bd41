"""What looks like a time and is none: "1,960 troops", "resolution 1973", "May said", "the Sunday Times", ages, prices."""

from __future__ import annotations

from collections.abc import Callable

from standpoint.timegrammar.engine import Found, Grammar


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words before a year that make it a year whatever follows.
YEAR_BEFORE = _words(
    "in since of by until till from to before after during between and early late mid through for circa "
    "year years the spring summer autumn winter fall ( january february march april may june july august "
    "september october november december"
)
# Words before May, March, April, June, August that make them months.
MONTH_BEFORE = _words(
    "in since by until till from through before after during between last this next early late mid "
    "previous coming past following of for and to or on every each around about beginning end start "
    "middle month months ( through throughout with ,"
)
SURE_BEFORE = _words(
    "in since until till during last this next early late mid by every throughout following from end beginning"
)
TITLES_AFTER = _words(
    "times telegraph mail express mirror post herald people sport tribune independent review agreement "
    "accords school mass massacre star world journal magazine night live gazette nation"
)
TITLES_BEFORE = _words("bloody black super ruby cyber casual freaky gloomy girl man")
MONTH_NAMES = _words("january february march april may june july august september october november december")
WEEKDAY_NAMES = _words("monday tuesday wednesday thursday friday saturday sunday")
MODIFIED = _words("mr mrs ms dr theresa brian minister lady sir miss president secretary senator prince")


def _before(found: Found, steps: int = 1) -> str:
    index = found.first - steps
    return found.tokens.words[index] if index >= 0 else ""


def _after(found: Found, steps: int = 1) -> str:
    index = found.last + steps - 1
    return found.tokens.words[index] if index < len(found.tokens.words) else ""


def _surface(found: Found, index: int) -> str:
    tokens = found.tokens
    return tokens.text[tokens.starts[index] : tokens.ends[index]] if 0 <= index < len(tokens.words) else ""


def _joined_before(found: Found) -> bool:
    """No white space before the match: it is the tail of something longer."""
    return found.first > 0 and found.tokens.ends[found.first - 1] == found.start


NUMBERED_SHORT = _words("no nos art arts sec para paras ch p pp vol res")
_VERB_BEFORE = _words("to will would can could may might should shall must not did does do which that")


class Refusals:
    """The refusals of one language over one grammar: `accept(found)` is False for what is no time."""

    def __init__(self, grammar: Grammar) -> None:
        lexicon = grammar.tables.LEXICON
        self.capital = grammar.symbols("CAP")
        self.counted = frozenset(lexicon["COUNTED"].split())
        self.numbered = frozenset(lexicon["NUMBERED"].split())
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
            "future": self.vague,
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
        if before in self.numbered or before in ("#", "№", "§", "$", "€", "£", "₽", "+", "@", "="):
            return False
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
        ):
            return False  # Windows 2000, Euro 2016
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
        if found.rule.meaning == "year" and before in ("some", "approximately", "roughly", "over", "another"):
            return False
        if after in self.counted or (
            _after(found, 2) in self.counted
            and after not in (",", ".", "the", "and", ";", "in", "with")
            and before not in YEAR_BEFORE
        ):
            return False
        # "nearly 1960 soldiers": a count, whatever it counts.
        return not (before in ("nearly", "almost", "least", "most", "than") and after.endswith("s") and after.isalpha())

    def month(self, found: Found) -> bool:
        if not found.rule.settings.get("bare"):
            return True
        word = found.words("m")[0]
        index = found.span("m")[0]
        surface = _surface(found, index)
        if len(word) <= 4 and word not in ("may", "june", "july") and _surface(found, index + 1) != ".":
            return word == "sept" or _before_index(found, index) in SURE_BEFORE  # Jan and Mar are also names
        if word not in ("march", "may", "april", "june", "august"):
            return True
        before, after = _before_index(found, index), _surface(found, index + 1)
        if before in MODIFIED or not surface[0].isupper():
            return False
        if before in SURE_BEFORE or found.span("m")[0] > found.first:
            return True
        if before in ("and", "to", "or", "through", "-", "–") and _before_index(found, index, 2) in MONTH_NAMES:
            return True
        named = after[:1].isupper() or after in ("'", "’")
        if word == "may":
            return (
                before in ("of", "for", "between", "before", "after", "through")
                and not named
                and _before_index(found, index, 2) not in MODIFIED
                and not self._surname(found)
            )
        if before == "" or before in (".", '"', "“", "\n"):
            return not named and after in (",", ".", "was", "is", "and", "will", "saw")
        return before in MONTH_BEFORE and not (named and before not in SURE_BEFORE) or (not named and before != "a")

    def _surname(self, found: Found) -> bool:
        """May is somebody's name in this text."""
        text = found.tokens.text
        return any(f"{title} May" in text for title in ("Theresa", "Mrs", "Mrs.", "Ms", "Ms.", "Mr.", "Mr", "Minister"))

    def day(self, found: Found) -> bool:
        after = _after(found)
        if found.rule.settings.get("bare") or found.rule.settings.get("part"):
            return after not in self.counted and after != "%"
        # "10 May" is a day; "10 may" is a verb unless a year follows.
        index = found.span("m")[0] if found.span("m") else found.first
        return after != "%" and (
            bool(found.span("y")) or _surface(found, index)[0].isupper() or found.words("m")[0] not in ("may", "march")
        )

    def weekday(self, found: Found) -> bool:
        before, after = _before(found), _after(found)
        if before in TITLES_BEFORE or (after in TITLES_AFTER and _surface(found, found.last)[:1].isupper()):
            return False
        return not (before == "the" and _surface(found, found.last)[:1].isupper() and after not in ("night", "morning"))

    def season(self, found: Found) -> bool:
        word = found.words("s")[0] if found.words("s") else ""
        after = _after(found)
        if _surface(found, found.last - 1)[:1].isupper() and _surface(found, found.last)[:1].isupper():
            return False  # the Spring Festival
        if found.rule.settings.get("bare"):
            if word in ("fall", "spring") and found.tokens.words[found.first] == "the":
                return word == "spring" and after in (",", ".", "and", "when")
            return after not in ("olympics", "games", "palace", "paralympics", "universiade", "solstice", "session")
        if word == "fall":
            return found.tokens.words[found.first] != "the" or bool(found.span("y")) or len(found.words("rel")) > 0
        return after not in ("olympics", "games", "olympic", "paralympic")

    def decade(self, found: Found) -> bool:
        # "in his 80s" is an age, "temperatures in the 80s" cannot be told and is refused without more.
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
        if after == "old" or (after in ("-", "–") and after2 in ("old", "olds")) or (after == "of" and after2 == "age"):
            return False
        if (
            found.words("rel") == ["last"]
            and found.tokens.words[found.first] == "last"
            and _before(found) in _VERB_BEFORE
        ):
            return False  # will last five weeks
        if _before(found) in ("age", "aged") or after == "anniversary":
            return False
        unit = found.words("u")[-1] if found.words("u") else ""
        index = found.span("u")[1] - 1 if found.span("u") else found.first
        if unit == "second" and "-" in found.tokens.words[found.first : found.last]:
            return False  # the seventy-second session
        if found.rule.settings.get("article") and unit in ("second", "quarter", "min", "sec"):
            return False
        if (
            unit.startswith("quarter")
            and not found.span("rel")
            and (after == "of" or "-" in found.words("n") or found.tokens.words[index - 1] == "-")
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
        return _after(found) not in ("%",) and not (
            _joined_before(found) and _before(found) in ("/", "-", "$", "€", "£", ".", "+", "#", "=")
        )

    def relative(self, found: Found) -> bool:
        if found.rule.settings.get("bare") and _after(found) == "of":  # the Year of the Book; but: the week of March 6
            month = _after(found, 2)
            return found.words("u") == ["week"] and (
                month.isdecimal() or month[:3] in {name[:3] for name in MONTH_NAMES}
            )
        if found.words("u") == ["day"] and found.said("rel") in ("last", "past"):
            return False  # the last day of it
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
        return _after(found) not in ("old",) and not (_after(found) == "-" and _after(found, 2) in ("old", "olds"))

    def relative_part(self, found: Found) -> bool:
        return (
            not found.rule.settings.get("bare")
            or _before(found) in ("in", "during", "of", "into", "through")
            or _after(found) == "of"
        )

    def vague(self, found: Found) -> bool:
        words = found.tokens.words[found.first : found.last]
        if words == ["soon"]:
            return _before(found) not in ("as", "too", "how", "so") and _after(found) not in ("as", "after", "enough")
        return True

    def clock(self, found: Found) -> bool:
        said = found.said("x")
        if said == "noon" and _before(found) == "high":
            return False
        if ":" in said or not said.isdecimal():
            if ":" in said and not found.span("ap") and found.last - found.first == 1:
                # 10:30 alone is a time only where the sentence says so: scores and verses look the same.
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
        words = found.tokens.words[found.first : found.last]
        return words[-1] != "ah" or _surface(found, found.last - 1) == "AH"

    def century(self, found: Found) -> bool:
        return _after(found) not in ("fox", "fund", "insurance", "club")


def _before_index(found: Found, index: int, steps: int = 1) -> str:
    return found.tokens.words[index - steps] if index - steps >= 0 else ""
