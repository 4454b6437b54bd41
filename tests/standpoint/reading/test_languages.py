"""Languages are read from the text: among the study's own, sure or silent, mixed ones flagged."""

from __future__ import annotations

import pandas as pd
import pytest

from standpoint import tables
from standpoint.reading.languages import languages

SAMPLES = {
    "en": (
        "The foreign ministers met in the capital on Tuesday and agreed to continue their talks"
        " next month."
    ),
    "ru": (
        "Министры иностранных дел встретились в столице во вторник и договорились продолжить"
        " переговоры."
    ),
    "hy": (
        "Արտաքին գործերի նախարարները հանդիպեցին մայրաքաղաքում և պայմանավորվեցին շարունակել"
        " բանակցությունները։"
    ),
    "az": (
        "Xarici işlər nazirləri çərşənbə axşamı paytaxtda görüşərək danışıqları davam etdirmək"
        " barədə razılığa gəldilər."
    ),
    "tr": (
        "Dışişleri bakanları salı günü başkentte bir araya geldi ve görüşmeleri gelecek ay sürdürme"
        " kararı aldı."
    ),
    "fr": (
        "Les ministres des affaires étrangères se sont réunis mardi dans la capitale et"
        " poursuivront leurs entretiens."
    ),
    "de": (
        "Die Außenminister trafen sich am Dienstag in der Hauptstadt und wollen ihre Gespräche im"
        " nächsten Monat fortsetzen."
    ),
    "ka": (
        "საგარეო საქმეთა მინისტრები სამშაბათს დედაქალაქში შეხვდნენ და მოლაპარაკებების გაგრძელებაზე"
        " შეთანხმდნენ."
    ),
    "fa": (
        "وزیران خارجه روز سه‌شنبه در پایتخت دیدار کردند و توافق کردند گفت‌وگوها را ماه آینده ادامه"
        " دهند."
    ),
}


def table(*rows: tuple[str, str]) -> pd.DataFrame:
    return tables.make(
        [
            {"doc_id": str(n), "source": str(n), "text": text, "language": language}
            for n, (text, language) in enumerate(rows)
        ],
        "documents",
    )


@pytest.mark.parametrize("language", SAMPLES)
def test_each_language_is_told_whatever_was_declared(language: str) -> None:
    said = languages(
        table((SAMPLES[language], "und"), (SAMPLES[language], language), (SAMPLES[language], "en"))
    )
    assert said["language"].tolist() == [language] * 3
    assert said["flags"].tolist() == ["", "", "language-differs" if language != "en" else ""]


@pytest.mark.parametrize(
    "text", ["", "Erdoğan, Macron, Putin, NATO", "1915–2023: 45 %", "OK.", "🙂" * 50, "\n\n\n"]
)
def test_too_little_text_keeps_what_was_declared_and_guesses_nothing(text: str) -> None:
    said = languages(table((text, "en"), (text, "und")))
    assert said["language"].tolist() == ["en", "und"] and said["flags"].tolist() == ["", ""]


def test_a_text_in_two_languages_is_flagged_and_a_quoted_sentence_is_not_enough() -> None:
    half = "\n".join([SAMPLES["en"]] * 12 + [SAMPLES["ru"]] * 12)
    quoted = " ".join([SAMPLES["en"]] * 30 + [SAMPLES["ru"]])
    said = languages(
        table((half, "en"), (quoted, "en"), (SAMPLES["en"] + "\n" + SAMPLES["hy"], "en"))
    )
    assert ["mixed-languages" in flags for flags in said["flags"]] == [True, False, True]
    assert said["language"][1] == "en"


def test_flags_are_added_and_other_columns_stay() -> None:
    before = table((SAMPLES["ru"], "en")).assign(flags="undated", title="T")
    after = languages(before)
    assert after["flags"][0] == "undated;language-differs" and before["flags"][0] == "undated"
    pd.testing.assert_frame_equal(
        after.drop(columns=["language", "flags"]), before.drop(columns=["language", "flags"])
    )


def test_a_declared_language_that_nobody_knows_gives_way_to_the_text() -> None:
    assert languages(table((SAMPLES["en"], "xx")))["language"].tolist() == ["en"]


ARMENIAN = (
    "Երեկ երեկոյան քաղաքում անձրև էր գալիս, և փողոցները դատարկ էին։",
    "Խորհրդարանը երկու ամիս շարունակ քննարկում է նոր օրենքը։",
    "Ուսուցիչը աշակերտներին պատմեց հին կամրջի պատմությունը։",
    "Գյուղացիներն այս տարի լավ բերք են ստացել իրենց այգիներից։",
    "Նախարարը լրագրողներին ասաց, որ ճանապարհը կբացվի գարնանը։",
)


def test_armenian_sentences_are_armenian_among_all_languages_of_the_study() -> None:
    found = languages(table(*((text, "und") for text in ARMENIAN)))
    assert found["language"].tolist() == ["hy"] * len(ARMENIAN)
