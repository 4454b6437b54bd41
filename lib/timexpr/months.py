"""Names of months and weekdays as they stand in written dates, by language.

To add a language, add a line of twelve cells to MONTHS. The forms within a cell are parted by `|`:
the form used in dates first, then other cases and abbreviations, in lower case, no full stop.
"""

from __future__ import annotations

MONTHS: dict[str, str] = {
    "en": (
        "january|jan, february|feb, march|mar, april|apr, may, june|jun, july|jul, august|aug, "
        "september|sept|sep, october|oct, november|nov, december|dec"
    ),
    "fr": (
        "janvier|janv, février|févr|fév|fevrier, mars, avril|avr, mai, juin, juillet|juil,"
        " août|aout, septembre, octobre, novembre, décembre|déc|decembre"
    ),
    "de": (
        "januar|jänner, februar|feber, märz|mär|maerz, april, mai, juni, juli, august, september,"
        " oktober|okt, november, dezember|dez"
    ),
    "es": (
        "enero|ene, febrero, marzo, abril|abr, mayo, junio, julio, agosto|ago,"
        " septiembre|setiembre, octubre, noviembre, diciembre|dic"
    ),
    "it": (
        "gennaio|gen, febbraio, marzo, aprile, maggio|mag, giugno|giu, luglio|lug, agosto,"
        " settembre|set, ottobre|ott, novembre, dicembre"
    ),
    "ru": (
        "января|январь|янв, февраля|февраль|фев, марта|март|мар, апреля|апрель|апр, мая|май,"
        " июня|июнь|июн, июля|июль|июл, августа|август|авг, сентября|сентябрь|сент|сен,"
        " октября|октябрь|окт, ноября|ноябрь|ноя, декабря|декабрь|дек"
    ),
    "hy": (
        "հունվարի|հունվար, փետրվարի|փետրվար, մարտի|մարտ, ապրիլի|ապրիլ, մայիսի|մայիս,"
        " հունիսի|հունիս, հուլիսի|հուլիս, օգոստոսի|օգոստոս, սեպտեմբերի|սեպտեմբեր,"
        " հոկտեմբերի|հոկտեմբեր, նոյեմբերի|նոյեմբեր, դեկտեմբերի|դեկտեմբեր"
    ),
    "tr": "ocak, şubat, mart, nisan, mayıs, haziran, temmuz, ağustos, eylül, ekim, kasım, aralık",
    "az": "yanvar, fevral, mart, aprel, may, iyun, iyul, avqust, sentyabr, oktyabr, noyabr, dekabr",
}

# Weekdays only stand beside a date and are passed over; the first cell is Monday.
WEEKDAYS: dict[str, str] = {
    "en": (
        "monday|mon, tuesday|tues|tue, wednesday|wed, thursday|thurs|thur|thu, friday|fri,"
        " saturday|sat, sunday|sun"
    ),
    "fr": "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche",
    "de": "montag, dienstag, mittwoch, donnerstag, freitag, samstag|sonnabend, sonntag",
    "es": "lunes, martes, miércoles, jueves, viernes, sábado, domingo",
    "it": "lunedì, martedì, mercoledì, giovedì, venerdì, sabato, domenica",
    "ru": "понедельник, вторник, среда, четверг, пятница, суббота, воскресенье",
    "hy": "երկուշաբթի, երեքշաբթի, չորեքշաբթի, հինգշաբթի, ուրբաթ, շաբաթ, կիրակի",
    "tr": "pazartesi, salı, çarşamba, perşembe, cuma, cumartesi, pazar",
}

# Months that only another calendar has, and the names of calendars: a date that says one is
# recognised, not converted.
OTHER_CALENDARS: dict[str, str] = {
    "Islamic": (
        "muharram|safar|rabi al-awwal|rabi al-thani|rabi i|rabi ii|jumada al-awwal|jumada"
        " al-thani|jumada i|jumada ii|rajab|sha'ban|shaban|ramadan|shawwal|dhu al-qa'dah|dhu"
        " al-qadah|dhu al-hijjah|dhul hijjah|dhul qadah"
    ),
    "Hebrew": (
        "tishri|tishrei|cheshvan|heshvan|kislev|tevet|shevat|shvat|adar|nisan|iyar|sivan|tammuz|elul"
    ),
    "Iranian": (
        "farvardin|ordibehesht|khordad|tir|mordad|shahrivar|mehr|aban|azar|dey|bahman|esfand"
    ),
    "French Republican": (
        "vendémiaire|brumaire|frimaire|nivôse|pluviôse|ventôse|germinal|floréal|prairial|messidor|"
        "thermidor|fructidor"
    ),
    "Julian": "julian|old style",
    "Ethiopian": "ethiopian|ethiopic",
    "Buddhist": "buddhist",
    "Japanese": "reiwa|heisei|showa",
}


def month_numbers() -> dict[str, int]:
    """Every written form of a month, in lower case → its number.

    >>> month_numbers()["dec"], month_numbers()["января"]
    (12, 1)
    """
    numbers: dict[str, int] = {}
    for forms in MONTHS.values():
        for number, cell in enumerate(forms.split(","), start=1):
            for form in cell.strip().split("|"):
                numbers.setdefault(form, number)
    return numbers
