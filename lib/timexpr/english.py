"""English time expressions as tables: words by class, numbers, and patterns over the classes.

How to read a pattern: WORDS IN CAPITALS are classes of LEXICON or MACROS, words in small letters
stand for themselves, `name:ITEM` hands the item to the meaning as `name`, and `( ) | ? {m,n}` mean
what they mean in a regular expression (no * and +: every repeat is bounded, so that no text takes
long). A group called `span` is what is marked when only part of the pattern is the expression. Each
rule is (meaning, pattern, settings); meanings are the functions of `meanings.py`. Of overlapping
matches the longest stands; among equals the rule that comes first.

To add a language: write a module with the same tables and name it in `times.LANGUAGES`. Its words
go into LEXICON and RULES as they are; SAME_AS says for each word that a meaning must understand
which English word it stands for ("dernière": "last", "hier": "yesterday"). `tests/test_times.py`
adds a small French to show it."""

from __future__ import annotations

ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen"
)
ONES += " eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

# Word of the language → the English word the meanings know; nothing to say here.
SAME_AS: dict[str, str] = {}

# Classes whose words count only with a capital letter: "march" is a verb, "sat" and "sun" are
# words.
CAPITAL = ("MONTHAB", "WDAB", "MONTHX", "HOLIDAY")

LEXICON: dict[str, str] = {
    "NW": f"{ONES} {TENS} hundred thousand",
    "ONES": ONES,
    "TEN": TENS,
    "TEENW": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "CENTW": "eighteen nineteen twenty",
    "ORDW": ORDINALS + " thirtieth",
    "A": "a an",
    "POSS": "his her their its our my your",
    "MONTH": (
        "january february march april may june july august september october november december"
    ),
    "MONTHX": "march may april june august",  # also verbs, names and adjectives
    "MONTHAB": "jan feb mar apr jun jul aug sep sept oct nov dec",
    "WD": "monday tuesday wednesday thursday friday saturday sunday",
    "WDS": "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
    "WDAB": "mon tue tues wed thu thur thurs fri sat sun",
    "SEASON": "spring summer autumn fall winter",
    "SEASONS": "springs summers autumns winters",
    "UNIT": "day week month year decade century fortnight millennium",
    "UNITS": "days weeks months years decades centuries fortnights millennia yrs",
    "TUNIT": "hour minute second min sec",
    "TUNITS": "hours minutes seconds mins secs hrs",
    "DAYNOUN": "day weekend",
    "QUARTER": "quarter",
    "QUARTERS": "quarters",
    "WEEKEND": "weekend",
    "WEEKENDS": "weekends",
    "PART": "morning afternoon evening night",
    "PARTS": "mornings afternoons evenings nights",
    "NOON": "noon midday midnight",
    "DAYWORD": "today yesterday tomorrow",
    "TONIGHT": "tonight",
    "LAST": "last past",
    "PREV": "previous preceding prior",
    "NEXT": "next coming upcoming",
    "FOLLOWING": "following next ensuing subsequent",
    "THIS": "this",
    "NEW": "current present outgoing ongoing",
    "DECADEW": "twenties thirties forties fifties sixties seventies eighties nineties",
    "ERA": "ad bc ce bce",
    # Months that only other calendars have; see months.OTHER_CALENDARS.
    "CALMON": (
        "muharram safar rajab shaban ramadan shawwal tishri tishrei cheshvan heshvan kislev tevet"
        " shevat shvat adar nisan iyar sivan tammuz elul farvardin ordibehesht khordad mordad"
        " shahrivar bahman esfand vendémiaire brumaire frimaire nivôse pluviôse ventôse germinal"
        " floréal prairial messidor thermidor fructidor"
    ),
    # What names another calendar beside a year; those of CALERA do so after the year, in capitals.
    "CALNAME": (
        "hijri hijra persian iranian jalali islamic hebrew jewish ethiopian ethiopic coptic"
        " buddhist juche reiwa heisei showa"
    ),
    "CALERA": "ah sh be bs am h",
    "EVERY": "every each",
    "EARLY": "early late mid",
    "LATER": "earlier later late early",
    "OLDER": "old older",
    "EDGE": "beginning start end middle turn eve dawn rest remainder height",
    "ABOUT": "about around nearly almost roughly approximately",
    "SETWORD": "daily weekly monthly yearly annually hourly nightly fortnightly",
    "LONGWORD": "daylong weeklong monthlong yearlong",
    "NOED": (
        "need speed indeed seed feed breed bed red exceed proceed deed hundred sacred naked wicked"
        " weed greed creed bleed"
    ),
    "NOWWORD": "now currently nowadays presently",
    "PASTWORD": "recently lately",
    "SOON": "soon",
    "FISCAL": "fiscal financial",
    # What is of today or tomorrow in general.
    "WORLDLY": (
        "world worlds generation generations youth reality realities challenge challenges threat"
        " threats society societies technology technologies children leaders problems crises"
        " conflicts citizens heroes victims peacemakers needs standards"
    ),
    "AMPM": "am pm",
    "ZONE": "gmt utc est edt cst cdt mst mdt pst pdt et bst cet cest msk ist jst",
    "HOLIDAY": "christmas thanksgiving easter halloween",
    "WEEKDAYNAME": "good black holy bloody ash palm maundy shrove",
    # What makes the number before or after it something other than a year.
    "COUNTED": (
        "troops soldiers people men women children persons peacekeepers servicemen casualties"
        " refugees prisoners civilians victims dead wounded killed injured vehicles tanks aircraft"
        " dollars euros pounds rubles roubles drams points shares tonnes tons kilometers kilometres"
        " kilograms km kg miles metres meters feet acres hectares votes seats jobs employees"
        " workers members units homes houses families students schools villages percent pc million"
        " billion trillion mw megawatts barrels copies pages cases times deaths hp cc mph rpm volts"
        " watts ft sq square cubic lb lbs yards passengers flights rounds shells missiles drones"
        " rockets police policemen officers fighters militants rebels personnel delegates"
        " participants observers calories inches items books letters"
    ),
    "NUMBERED": (
        "resolution resolutions article articles section sections paragraph paragraphs law act no"
        " number room flight chapter decree order page pages line route highway regiment brigade"
        " battalion base bus building street apartment bill model type channel box suite unit"
        " version form protocol convention directive regulation item nos para code decision"
        " ordinance isbn phone tel telephone fax fm area ext windows hangar kilometer kilometre"
        " mile gate case file docket reference ticket unscr unscrs psalm"
    ),
    "BE": "is are being has have",
    # Cues of tense. Irregular past forms; regular ones are known by -ed.
    "WILL": "will shall ll wo would be",
    "PLANS": (
        "plans plan expects expect expected scheduled hopes hope intends due upcoming wants planned"
        " planning slated deadline payable forthcoming ahead effective can could may might should"
        " must"
    ),
    # "The parliament meets on Tuesday": the timetable's present looks ahead.
    "TIMETABLE": (
        "meet meets begins opens expires arrives resume resumes reopen convene convenes travels"
        " starts reopens departs goes heads holds"
    ),
    "WAS": (
        "was were had did said came went took made gave told got became began left met held found"
        " won lost rose fell saw knew thought brought built bought sold sent spoke wrote ran led"
        " paid shot broke chose drew drove felt fought grew kept laid lay meant rode sat slept"
        " spent stood stole struck swore taught threw understood woke wore withdrew hit put set"
        " shut cut hurt read let cost overthrew been"
    ),
    "IS": "is are has have says say am do does",
}

# Parts of the day as TIMEX3 writes them.
PARTS_OF_DAY = {
    "morning": "MO",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "noon": "12:00",
    "midday": "12:00",
    "midnight": "24:00",
}
# Month and day, or a rule: nth weekday of a month, or days from Easter Sunday.
HOLIDAYS: dict[str, tuple] = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "new year's": (1, 1),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
    "thanksgiving day": ("nth", 11, 4, 4),
    "thanksgiving": ("nth", 11, 4, 4),
    "easter sunday": ("easter", 0),
    "easter": ("easter", 0),
    "easter monday": ("easter", 1),
    "good friday": ("easter", -2),
    "palm sunday": ("easter", -7),
    "may day": (5, 1),
    "election day": ("nth", 11, 2, 1),
    "labor day": ("nth", 9, 1, 1),
    "boxing day": (12, 26),
    "international women's day": (3, 8),
    "ash wednesday": ("easter", -46),
}

MACROS: dict[str, str] = {
    "HY": "(HYPHEN | DASH)",
    "NUMW": "NW (HYPHEN? NW | and NW){0,6}",
    "INT": "(DIG | BIG | NUMW)",
    "NUM": (
        "(DIG? FRAC | DEC | DIG | BIG | NUMW (and a half)? | a (hundred | thousand) (and? NUMW)?)"
    ),
    "VAGUE": (
        "(a? couple of? | a? (good | very)? few (dozen)? | several | a? dozen | dozens of | many |"
        " a (large | great | small)? number of | tens of | hundreds of | thousands of | numerous |"
        " countless | a handful of | a (good | great) many)"
    ),
    "COUNT": "(NUM HYPHEN? odd | NUM ((to | or | HY) NUM | HYPHEN? plus)? | VAGUE)",
    "APPROX": (
        "(ABOUT | some | well over | (more | less | fewer) than | at (least | most) | no (more |"
        " less | fewer) than | close to)"
    ),
    "ANYUNIT": "(UNIT | TUNIT | QUARTER | WEEKEND | SEASON)",
    "ANYUNITS": "(UNITS | TUNITS | QUARTERS | WEEKENDS | SEASONS)",
    "MON": "(MONTH | MONTHAB DOT?)",
    "DAYORD": "(ORDN | (TEN HYPHEN)? ORDW)",
    "DAY": "(DAYN | ORDN)",
    "WDX": "(WD | WDAB DOT?)",
    "SPELT": "(CENTW (TEN (HYPHEN? ONES)? | TEENW))",
    "YR": "(YEAR | SPELT)",
    "YRS": "(YR | SHORTYEAR)",
    # "early 1990", "the end of", "mid-": marked with the expression, its period stays whole and the
    # flag says which part.
    "PREFIX": (
        "(around | sometime (in | during)? | the? (very | late | early)? EDGE of | the? EARLY"
        " HYPHEN? | the? (LATER (in | on)?))"
    ),
    "ORDQ": "(first | second | third | fourth | ORDN)",
    "ADJ": (
        "(more | additional | full | consecutive | straight | whole | further | extra | long |"
        " entire | calendar | solid | short | good | successive | working | business)"
    ),
    "LASTS": "(LAST | PREV | recent)",
    "NEXTS": "(NEXT | FOLLOWING)",
}

RULES: tuple[tuple, ...] = (
    # ── Absolute dates ────────────────────────────────────────────────────────────────────────────
    ("iso", "x:ISO", {}),
    ("numeric_date", "(WDX COMMA?)? x:NUMDATE", {}),
    # The one day that the language itself uses as a name.
    ("named_day", "NINE11", {"date": (2001, 9, 11)}),
    (
        "named_day",
        (
            "(september | sept DOT? | sep DOT?) (DAYN | ORDN) (?= (terrorist | terror)? (attacks |"
            " atrocities | hijackings | hijackers | commission))"
        ),
        {"date": (2001, 9, 11), "day": "11"},
    ),
    (
        "named_day",
        "attacks of span:((september | sept DOT? | sep DOT?) (DAYN | ORDN)) (?! COMMA? YEAR)",
        {"date": (2001, 9, 11), "day": "11"},
    ),
    (
        "other_calendar",
        (
            "DAY of? MON COMMA? YEAR (?= COMMA? OPEN? (old style | o DOT s | julian | (by | in |"
            " according to) the (julian | old) calendar))"
        ),
        {},
    ),
    (
        "other_calendar",
        (
            "MON DAY COMMA? YEAR (?= COMMA? OPEN? (old style | o DOT s | julian | (by | in |"
            " according to) the (julian | old) calendar))"
        ),
        {},
    ),
    (
        "day",
        "PREFIX? (WDX COMMA?)? (d:DAYN | the? d:DAYORD) of? m:MON (COMMA? y:YR | of y:YR)?",
        {},
    ),
    ("day", "(WDX COMMA?)? the? d:(DAY | DAYORD) day? of m:MON (COMMA? in? y:YR)?", {}),
    (
        "day",
        (
            "PREFIX? (THIS NEXT? | (NEXT | LAST) (?= WDX))? (WDX COMMA?)? m:MON the? d:(DAY |"
            " DAYORD) (COMMA? y:YR)?"
        ),
        {},
    ),
    ("day", "d:(DAY | DAYORD) of? m:MON COMMA? of? rel:(LAST | THIS | NEXT | FOLLOWING) year", {}),
    ("day", "m:MON d:DAY COMMA? of? rel:(LAST | THIS | NEXT | FOLLOWING) year", {}),
    ("day", "d:D2 m:MON COMMA? y:YEAR", {}),  # 32 May 2020: recognised, then refused
    ("day", "m:MON d:D2 COMMA y:YEAR", {}),
    (
        "day",
        (
            "span:(the? d:(DAY | DAYORD)) (?= (and | to | or | COMMA) the? (DAY | DAYORD) of? m:MON"
            " (COMMA? y:YEAR)?)"
        ),
        {"bare": True},
    ),
    (
        "day",
        "span:(d:DAY) (?= COMMA DAY COMMA? (and | or) DAY of? m:MON (COMMA? y:YEAR)?)",
        {"bare": True},
    ),
    (
        "day",
        (
            "m:MON DAY (and | to | or | COMMA | COMMA and) span:(d:DAY) (?! (COUNTED | PCT |"
            " ANYUNITS | COMMA? YEAR))"
        ),
        {"bare": True},
    ),
    ("day", "m:MON DAY (and | to | or) span:(d:DAY COMMA? y:YEAR)", {}),
    ("day", "m:MON span:(d:DAY) (?= (and | to | or | COMMA) DAY COMMA? y:YEAR)", {"part": True}),
    # Dates in other languages inside an English text: only where day, month and year stand
    # together.
    ("day", "d:DAY (de | of)? m:FMON (de)? y:YEAR", {}),
    ("month_of_year", "m:FMON (de)? y:YEAR", {"foreign": True}),
    ("day_of_month", "the d:(ORDN | DAYORD) of rel:(THIS | LAST | NEXT) month", {}),
    ("day_range", "d:DAY (HY | SLASH) d2:DAY of? m:MON (COMMA? y:YR)?", {}),
    ("day_range", "m:MON d:DAY HY d2:DAY (COMMA? y:YR)?", {}),
    ("day_range", "d:DAY m:MON HY d2:DAY m2:MON (COMMA? y:YR)?", {}),
    ("day_range", "m:MON d:DAY HY m2:MON d2:DAY (COMMA? y:YR)?", {}),
    ("dual_date", "d:DAY of? m:MON OPEN d2:DAY of? m2:MON CLOSE COMMA? y:YEAR", {}),
    ("other_calendar", "the? (DAY | DAYORD) of? CALMON COMMA? DIG? (ah | am)?", {}),
    ("other_calendar", "CALMON (DAY COMMA)? DIG (ah | am)?", {}),
    ("other_calendar", "(the? year)? DIG (hijri | hijra | era:CALERA)", {}),
    (
        "other_calendar",
        "the? (solar | lunar)? CALNAME (solar | shamsi | qamari | calendar)? year DIG",
        {},
    ),
    (
        "other_calendar",
        (
            "(solar | lunar)? (hijri | hijra | jalali | juche | reiwa | heisei | showa | era:(ah |"
            " sh)) (solar | shamsi | qamari)? DIG"
        ),
        {},
    ),
    ("era", "the? year? y:DIG era:(ERA | a DOT d DOT? | b DOT c DOT?)", {}),
    ("era", "era:(ERA | a DOT d DOT? | b DOT c DOT?) y:DIG", {}),
    (
        "century",
        (
            "PREFIX? the? c:(ORDN | (TEN HYPHEN?)? ORDW) (century | centuries) era:(bc | bce | b"
            " DOT c DOT?)"
        ),
        {},
    ),
    ("month_of_year", "PREFIX? (the month of)? m:MON (COMMA | of | in)? y:YRS", {}),
    (
        "month_of_year",
        (
            "PREFIX? m:MON COMMA? (of | in)? (the)? rel:(LAST | THIS | NEXT | FOLLOWING | PREV |"
            " same | that) year"
        ),
        {},
    ),
    ("month_range", "m:MON HY m2:MON of? y:YR", {}),
    ("month_range", "m:MON HY m2:MON of? (the)? rel:(LAST | THIS | NEXT) year", {}),
    ("month_range", "m:MON HY m2:MON", {"bare": True}),
    ("year", "PREFIX? y:YEAR (and beyond | or later | HY present)?", {"bare": True}),
    ("year", "PREFIX? (the | FISCAL)? FISCAL? year (of)? y:YR", {}),
    ("year", "PREFIX? FISCAL y:YR", {}),
    ("year", "PREFIX? the y:YEAR (period | results)", {"bare": True}),
    ("year", "the year y:(NUMW)", {"spelt": True}),
    ("year", "the? year y:DIG", {"zero": True}),
    ("year", "PREFIX? y:SPELT", {}),
    (
        "year",
        (
            "(in | of | since | by | until | before | after | from) span:(y:(two thousand (and? NW"
            " HYPHEN? NW?)?)) (?! (ANYUNITS | COUNTED))"
        ),
        {"spelt": True},
    ),
    ("short_year", "x:SHORTYEAR", {}),
    ("year_range", "x:YRANGE", {}),
    ("fiscal_year", "x:FYTOK", {}),
    ("decade", "PREFIX? the? x:DECADE", {}),
    ("decade", "PREFIX? the? x:SHORTDECADE", {}),
    ("decade", "(PREFIX? the | EARLY HYPHEN?) (EARLY HYPHEN?)? x:DECADEW", {}),
    ("century", "PREFIX? the? c:(ORDN | (TEN HYPHEN?)? ORDW) HYPHEN? century", {}),
    (
        "century",
        (
            "span:(PREFIX? the? c:(ORDN | (TEN HYPHEN?)? ORDW)) (?= (and | or | to) (early | late |"
            " the){0,6} (ORDN | (TEN HYPHEN?)? ORDW) (century | centuries))"
        ),
        {},
    ),
    ("century", "PREFIX? c:(ORDN | (TEN HYPHEN?)? ORDW) centuries", {}),
    (
        "decade_of_century",
        (
            "PREFIX? the n:(ORDQ | (TEN HYPHEN?)? ORDW | ORDN | LAST | final) decade of the?"
            " c:(ORDN | (TEN HYPHEN?)? ORDW) HYPHEN? century"
        ),
        {},
    ),
    ("season", "PREFIX? the? s:SEASON (COMMA | of | in)? y:YRS", {}),
    ("season", "PREFIX? the? s:SEASON (of)? r:YRANGE", {}),
    (
        "season",
        (
            "PREFIX? the? s:SEASON of? (the)? rel:(LAST | THIS | NEXT | FOLLOWING | PREV | same |"
            " that) year"
        ),
        {},
    ),
    (
        "season",
        "PREFIX? the? rel:(LAST | THIS | NEXT | FOLLOWING | PREV | EVERY) past? coming? s:SEASON",
        {},
    ),
    ("season", "the s:SEASON (?! of)", {"bare": True}),
    ("season", "in (EARLY HYPHEN?)? span:(s:(summer | winter | autumn))", {"bare": True}),
    ("season", "(EARLY HYPHEN?) s:(summer | winter | autumn | spring | fall)", {"bare": True}),
    (
        "quarter",
        (
            "PREFIX? the? FISCAL? HYPHEN? q:(ORDQ | latest) HYPHEN? (QUARTER | QUARTERS) (of |"
            " COMMA)? (FISCAL)? y:YR"
        ),
        {},
    ),
    ("quarter", "PREFIX? the? y:YEAR FISCAL? q:ORDQ HYPHEN? QUARTER", {}),
    (
        "quarter",
        (
            "PREFIX? the? FISCAL? HYPHEN? q:ORDQ (QUARTER | QUARTERS) (of (the)? rel:(LAST | THIS |"
            " NEXT | PREV | FOLLOWING | NEW)? year)?"
        ),
        {"bare": True},
    ),
    ("quarter", "(FISCAL HYPHEN?)? q:ORDQ HYPHEN QUARTER", {"bare": True}),
    ("quarter", "the FISCAL HYPHEN? q:ORDQ HYPHEN? QUARTER", {"bare": True}),
    (
        "quarter",
        (
            "the (LAST | final) QUARTER of (FISCAL)? (y:YR | (the)? rel:(LAST | THIS | NEXT |"
            " PREV)? year)"
        ),
        {"q": 4},
    ),
    ("quarter", "x:QTOK (of | COMMA | HY)? y:YEAR", {}),
    ("quarter", "x:QTOK", {"bare": True}),
    (
        "half",
        (
            "PREFIX? the? h:(first | second | last | latter) HYPHEN? half of (the year)? FISCAL?"
            " (y:YR | (the)? rel:(LAST | THIS | NEXT | PREV)? year)"
        ),
        {},
    ),
    (
        "half_of",
        "the (first | second | last | latter) half of the x:(DECADE | SHORTDECADE | DECADEW)",
        {},
    ),
    (
        "half_of",
        "the (first | second | last | latter) half of the c:(ORDN | (TEN HYPHEN?)? ORDW) century",
        {},
    ),
    # ── Days of the week, bare months, today
    # ───────────────────────────────────────────────────────
    ("weekday", "(APPROX | EARLY HYPHEN?)? w:WD", {"bare": True}),
    (
        "weekday",
        "PREFIX? the? rel:(LAST | THIS NEXT? | NEXT | PREV | FOLLOWING | THIS LAST) w:WD",
        {},
    ),
    ("weekday", "span:(w:WD) (?= DOT? COMMA? (the)? (rel:(LAST)) week)", {"week": True}),
    ("weekday", "w:WD (of)? rel:(LAST | THIS | NEXT) week", {}),
    ("weekday", "w:WD (a)? week ago", {"rel_back": True}),
    (
        "weekday_part",
        (
            "(PREFIX | LATER)? (the rel:(PREV | FOLLOWING) | rel:(LAST | THIS | NEXT))? w:WD"
            " HYPHEN? EARLY? p:(PART | NOON)"
        ),
        {},
    ),
    ("month", "PREFIX? m:MON", {"bare": True}),
    (
        "month",
        "PREFIX? the? rel:(LAST | THIS NEXT? | NEXT | PREV | FOLLOWING | THIS LAST) m:MON",
        {},
    ),
    # "the youth of today", "tomorrow's leaders": these days and those to come, not one day.
    ("present", "WORLDLY of span:(today) (?! APOS)", {}),
    ("present", "span:(today) (?= APOS s WORLDLY)", {}),
    ("past", "WORLDLY of span:(yesterday) (?! APOS)", {}),
    ("future", "(?<! (PART | EDGE | DAYNOUN | NOON)) of span:(tomorrow) (?! APOS)", {}),
    ("future", "span:(tomorrow) (?= APOS s WORLDLY)", {}),
    ("dayword", "PREFIX? x:DAYWORD", {}),
    ("dayword", "the? day x:(before yesterday | after tomorrow)", {}),
    ("dayword_part", "PREFIX? (LATER)? x:DAYWORD HYPHEN? EARLY? p:(PART | NOON)", {}),
    ("dayword_part", "p:(PART | NOON) x:DAYWORD", {}),
    ("dayword_part", "(mid HYPHEN p:(PART) | LATER p:PART) x:DAYWORD", {}),
    ("dayword", "PREFIX? x:TONIGHT", {}),
    ("overnight", "overnight", {}),
    # ── Relative periods
    # ───────────────────────────────────────────────────────────────────────────
    (
        "duration",
        (
            "(over | in | for | during | within | throughout) span:(the rel:(LAST) u:(week | month"
            " | year)) (?! (of | HYPHEN | in MON))"
        ),
        {"one": True},
    ),
    ("duration", "the rel:(LAST | NEXT) u:(decade | TUNIT)", {"one": True}),
    (
        "nth_of",
        (
            "the n:(ORDQ | LAST | final) u:(day | week | month) (of | in) (m:MON (COMMA? y:YR)? |"
            " y:YR | the? rel:(LAST | THIS | NEXT)? u2:(month | year))"
        ),
        {},
    ),
    (
        "relative",
        (
            "PREFIX? (the | POSS)? rel:(LAST | PREV | NEXT | FOLLOWING | NEW | current) (calendar |"
            " FISCAL | full | business | whole)? u:(UNIT | QUARTER | WEEKEND)"
        ),
        {},
    ),
    (
        "relative",
        (
            "PREFIX? (the)? rel:(THIS | that | same | the same | THIS LAST | THIS NEXT | this same"
            " | that same) (very | FISCAL | calendar | entire | whole)? u:(UNIT | QUARTER |"
            " WEEKEND)"
        ),
        {},
    ),
    ("relative", "PREFIX (the | POSS) u:(UNIT | QUARTER | WEEKEND)", {"rel": "the"}),
    (
        "relative",
        (
            "the u:(year | month | quarter | weekend | week) (?! (before | after | ahead | DIG |"
            " ANYUNIT | when | in | that | to | HYPHEN | earlier | later))"
        ),
        {"rel": "the", "bare": True},
    ),
    (
        "relative",
        "APPROX? (the)? (FISCAL | calendar)? u:year (HYPHEN | APOS s)? end",
        {"rel": "the", "end": True},
    ),
    ("relative", "mid HYPHEN u:(century | decade | year | month | week)", {"rel": "the"}),
    ("relative", "the latest FISCAL? u:(year | quarter)", {"rel": "latest"}),
    ("relative", "the latest period", {"rel": "latest", "unit": "quarter"}),
    (
        "relative",
        (
            "(for | on | ended | finished | closed | close | end) span:(the u:day) (?= (DOT | COMMA"
            " | at | down | up | lower | higher))"
        ),
        {"rel": "that"},
    ),
    ("relative", "the (full | whole | entire) u:(year)", {"rel": "the"}),
    ("relative", "the FISCAL u:year", {"rel": "the"}),
    ("relative_part", "the p:PART before (?= (DOT | COMMA | QUOTE | CLOSE))", {"rel": "previous"}),
    (
        "relative_part",
        (
            "PREFIX? rel:(LAST | THIS | that | the same | that same | this same | the NEXT | the"
            " FOLLOWING | the PREV) p:(PART | PARTS)"
        ),
        {},
    ),
    ("relative_part", "(LATER | EARLY) rel:THIS p:PART", {}),
    ("relative_part", "the p:(PART)", {"rel": "the", "bare": True}),
    ("days_on", "the (rel:(NEXT | FOLLOWING | PREV)) day", {}),
    ("days_on", "the very rel:(NEXT | FOLLOWING) day", {}),
    (
        "relative",
        "the u:(day | week | month | year) before (?= (DOT | COMMA | QUOTE | CLOSE))",
        {"rel": "previous"},
    ),
    (
        "relative",
        "the u:(day | week | month | year) after (?= (DOT | COMMA | QUOTE | CLOSE))",
        {"rel": "following"},
    ),
    ("relative_part", "(?<= (COMMA | DOT | said | say)) span:(rel:NEXT p:PART)", {}),
    ("named_week", "x:(easter | christmas | thanksgiving) u:(week | weekend)", {}),
    ("holiday", "x:HOLIDAYNAME", {}),
    ("holiday", "x:HOLIDAYNAME (COMMA | of)? y:YEAR", {}),
    (
        "years_relative",
        (
            "the? u:(year | month | week | quarter) HYPHEN dir:(ago | earlier) (period |"
            " u2:(QUARTER | month | week))?"
        ),
        {},
    ),
    (
        "years_relative",
        (
            "the (comparable | same | corresponding) u:(year | month | week) HYPHEN dir:(ago |"
            " earlier) (period | QUARTER)"
        ),
        {},
    ),
    (
        "same_period",
        (
            "the same (period | time | QUARTER) (of)? (the)? (rel:(LAST | PREV) year | (a | one)?"
            " year dir:(ago | earlier | before))"
        ),
        {},
    ),
    # ── Ago, earlier, later
    # ────────────────────────────────────────────────────────────────────────
    ("offset", "APPROX? n:(COUNT | A) ADJ? u:(ANYUNIT | ANYUNITS) dir:ago", {}),
    (
        "offset",
        (
            "APPROX? n:(COUNT | A) ADJ? u:(ANYUNIT | ANYUNITS) dir:(earlier | later | afterwards |"
            " afterward | previously | hence)"
        ),
        {},
    ),
    ("offset", "u:ANYUNITS dir:(ago | earlier | later)", {}),
    (
        "offset",
        "APPROX? half (a | an) u:(UNIT | TUNIT) dir:(ago | earlier | later)",
        {"half": True},
    ),
    (
        "offset",
        (
            "APPROX? n:(COUNT | A) ADJ? u:(ANYUNIT | ANYUNITS) dir:(from now | from today | hence |"
            " from tomorrow)"
        ),
        {},
    ),
    ("offset", "a year and a half dir:(ago | earlier | later)", {"eighteen": True}),
    (
        "offset",
        "APPROX? a quarter (of a | HYPHEN)? u:century dir:(ago | earlier | later)",
        {"quarter": True},
    ),
    (
        "offset_day",
        "APPROX? n:(COUNT | A) ADJ? u:(ANYUNIT | ANYUNITS) ago (this day | x:DAYWORD)",
        {},
    ),
    (
        "vague_offset",
        (
            "(not (so | too | that)?)? (long | some time | a long time | a short time | a (short |"
            " little | long)? while) x:ago"
        ),
        {},
    ),
    # ── Durations
    # ──────────────────────────────────────────────────────────────────────────────────
    (
        "duration",
        (
            "APPROX? (the | these)? rel:(LASTS | NEXTS | THIS | THIS LAST) APPROX? n:COUNT ADJ?"
            " u:(ANYUNITS) (or so)?"
        ),
        {},
    ),
    ("duration", "APPROX? EVERY of the rel:(LASTS | NEXTS) n:COUNT u:ANYUNITS", {}),
    ("duration", "the? rel:(LASTS | NEXTS) HYPHEN? n:COUNT HYPHEN u:ANYUNIT", {}),
    (
        "duration",
        "the? (rel:(first | latest | final | initial | opening)) ABOUT? n:COUNT u:(ANYUNITS)",
        {},
    ),
    ("half_year", "the? rel:first two quarters of y:YR", {}),
    ("duration", "APPROX? (the)? rel:(LASTS | NEXTS) n:NUM or more u:ANYUNITS", {}),
    (
        "duration",
        "APPROX? (the)? rel:(LASTS | NEXTS) half HYPHEN? u:(century | decade | year | hour)",
        {"half": True},
    ),
    (
        "duration",
        "APPROX? (the)? rel:(LASTS | NEXTS) quarter HYPHEN? (of a)? u:century",
        {"quarter": True},
    ),
    (
        "duration",
        "(the)? rel:(LASTS | NEXTS) u:(year | month | week | decade) and a half",
        {"and_half": True},
    ),
    ("duration", "the n:COUNT u:ANYUNITS", {}),
    ("duration", "(the u2:year HYPHEN (ago | earlier)) n:COUNT u:ANYUNITS", {}),
    ("duration", "the rel:(LAST) u:(UNIT) or (so | two | more)", {"one": True}),
    ("duration", "the? rel:(NEXT) u:(UNIT) or so", {"one": True}),
    (
        "duration",
        (
            "APPROX? (an additional | another | a further | a full | one full)? n:COUNT (HYPHEN |"
            " ADJ | and a half){0,6} u:(ANYUNIT | ANYUNITS) (HYPHEN? long | HYPHEN? period |"
            " HYPHEN? term)?"
        ),
        {"bare": True},
    ),
    ("duration", "APPROX? (a n:COUNT HYPHEN u:ANYUNIT period)", {}),
    (
        "duration",
        "n:(NUMW HYPHEN and HYPHEN a HYPHEN half) HYPHEN? u:(ANYUNIT | ANYUNITS) (HYPHEN long)?",
        {},
    ),
    (
        "duration",
        (
            "(a | one) (single | whole | entire) u:(day | week | month | year | decade | century |"
            " hour | minute)"
        ),
        {"one": True},
    ),
    ("duration", "LONGWORD", {"word": True}),
    (
        "duration",
        "APPROX? n:A ADJ? u:(UNIT | TUNIT | QUARTER | WEEKEND) (HYPHEN long | and a half)?",
        {"article": True},
    ),
    ("duration", "an (additional) u:(UNIT | TUNIT)", {"one": True}),
    (
        "compound_duration",
        (
            "APPROX? n:(NUM | A) u:(UNIT | UNITS | TUNIT | TUNITS) (COMMA | and | COMMA and)?"
            " n2:NUM u2:(UNIT | UNITS | TUNIT | TUNITS)"
        ),
        {},
    ),
    ("vague_duration", "(a | an) u:(UNIT | TUNIT) or (two | so | more)", {}),
    ("duration", "(another | one more) u:(UNIT | TUNIT)", {"one": True}),
    ("duration", "(APPROX)? half (HYPHEN | a | an) u:(UNIT | TUNIT)", {"half": True}),
    ("duration", "(APPROX)? a half HYPHEN? u:(century | hour | decade | year)", {"half": True}),
    ("duration", "(a | three)? quarter HYPHEN? (of a)? HYPHEN? u:century", {"quarter": True}),
    (
        "vague_duration",
        (
            "(for | in | over | after | within | during | of | through | across | took | takes |"
            " take | spent | spend | lasted | last | throughout) span:(many? u:ANYUNITS) (?! (ago |"
            " before | after | earlier | later | old | of age | HYPHEN))"
        ),
        {},
    ),
    ("vague_duration", "u:ANYUNITS (or | and) u2:ANYUNITS", {}),
    ("vague_duration", "u:ANYUNITS (?= of)", {}),
    ("vague_duration", "u:(UNITS | TUNITS) HYPHEN (long | old)", {}),
    ("past", "in span:(those days)", {}),
    (
        "vague_duration",
        "the? rel:(past | LAST | next | following | PREV | those) u:ANYUNITS (and ANYUNITS)?",
        {},
    ),
    ("past", "(in)? span:((the)? (more | most)? recent ANYUNITS (and ANYUNITS)?)", {}),
    ("future", "(the)? (coming | future | upcoming) ANYUNITS (and ANYUNITS)?", {}),
    ("vague_duration", "(the)? u:ANYUNITS (and ANYUNITS)? (ahead | to come)", {"rel": "next"}),
    (
        "vague_duration",
        (
            "u:(days | weeks | months | years | hours | minutes) (?= (before | after | following |"
            " since | leading | preceding | up to))"
        ),
        {},
    ),
    (
        "unknown_duration",
        (
            "(for)? span:(a (long | short | little | brief | fairly lengthy | lengthy){0,6} (while"
            " | period of time) | a fairly lengthy period | a (long | short | brief) period | a"
            " (very)? (long | short) time)"
        ),
        {},
    ),
    ("duration", "u:(UNIT | TUNIT) HYPHEN long", {"one": True}),
    (
        "all_day",
        "all u:(day | week | month | year | night | morning | summer | winter) (long)?",
        {},
    ),
    # ── Sets
    # ───────────────────────────────────────────────────────────────────────────────────────
    (
        "every",
        (
            "(almost | nearly)? EVERY n:(NUM | ORDQ | other | few | single)? u:(ANYUNIT | ANYUNITS"
            " | PART)"
        ),
        {},
    ),
    ("every", "EVERY w:WD p:PART?", {}),
    ("every", "(on)? span:(w:WDS)", {}),
    ("every", "EVERY m:MON", {}),
    ("every", "w:(WD) p:PARTS", {}),
    ("adverb_set", "x:SETWORD", {}),
    ("adverb_set", "annual", {}),
    ("adverb_set", "twice HYPHEN x:SETWORD", {}),
    (
        "rate",
        (
            "(once | twice | n:NUM times | several times) (a | an | per | EVERY) u:(UNIT | TUNIT |"
            " QUARTER)"
        ),
        {},
    ),
    # ── Clock
    # ──────────────────────────────────────────────────────────────────────────────────────
    ("clock", "(ABOUT | shortly (before | after))? x:(CLOCK | HOUR) ap:AMPM ZONE?", {}),
    ("clock", "ABOUT? x:CLOCK hours? ((local | CAP) time)? ZONE?", {}),
    ("clock", "ABOUT? x:(CLOCK | HOUR) ap:AMPM (local | CAP) time", {}),
    (
        "clock",
        (
            "(at | by | until | from | since | before | after | around) span:(ABOUT? x:FOURDIGITS"
            " hours? ZONE)"
        ),
        {"military": True},
    ),
    ("clock", "ABOUT? x:(HOUR | NW) oclock (in the p:PART)?", {}),
    ("clock", "ABOUT? x:(HOUR) in the p:(morning | afternoon | evening)", {}),
    ("clock", "x:(noon | midday | midnight)", {}),
    # ── Vague references
    # ───────────────────────────────────────────────────────────────────────────
    ("present", "NOWWORD", {}),
    ("present", "(at)? (the)? present (time | day | moment)", {}),
    ("present", "at present", {}),
    ("present", "at span:(the moment)", {}),
    ("present", "(at | in) span:(THIS (very | present)? moment)", {}),
    ("present", "at span:(THIS very hour)", {}),
    ("present", "THIS day and age", {}),
    ("present", "these days", {}),
    (
        "present",
        "current (?! (account | FISCAL? ANYUNIT | events | affairs | ANYUNITS | HYPHEN))",
        {},
    ),
    ("past", "(very | more | most | until | only | as)? span:((more | most)? PASTWORD)", {}),
    ("past", "the other day (?! (of | in | that))", {}),
    (
        "past",
        (
            "the (recent | distant | not so distant)? past (?! (ANYUNIT | ANYUNITS | WORLDLY | NUM"
            " | COUNT | period | HYPHEN | and | W | CAP))"
        ),
        {},
    ),
    ("past", "the (recent | distant)? past (?= (and | DOT | COMMA | in | is | was | of | to))", {}),
    # Bare "recent" and "soon" were marked in 5 of 12 and 3 of 8 places of the development
    # documents: left out.
    ("future", "as soon as possible", {}),
    ("future", "(some day | someday | one day soon)", {}),
    (
        "future",
        (
            "the (near | foreseeable | not HYPHEN? (too | so) HYPHEN? distant | distant | immediate"
            " | very near){0,6} future (?! (of | HYPHEN))"
        ),
        {},
    ),
    ("future", "(the)? (near | foreseeable | immediate) future", {}),
    ("future", "(in | over | of) span:(the (near | short | medium | long) term)", {}),
)
