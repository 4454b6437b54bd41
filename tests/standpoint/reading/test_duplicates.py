"""Copies are found, near ones too; what returns every year is kept; nothing is dropped, whatever
the order.
"""

from __future__ import annotations

import random

import pandas as pd
import pytest

from standpoint import tables
from standpoint.reading import duplicates as module
from standpoint.reading.duplicates import duplicates

WORDS = (
    "the minister said talks on border trade water rail road peace treaty would continue after"
    " summer with envoys from both capitals present".split()
)


def story(seed: int, n: int = 120) -> str:
    generator = random.Random(seed)
    return " ".join(generator.choice(WORDS) + str(generator.randrange(40)) for _ in range(n))


def table(*rows: tuple[str, str | None], **columns: str) -> pd.DataFrame:
    made = [
        {
            "doc_id": f"d{n}",
            "source": f"d{n}",
            "text": text,
            "published_start": pd.Timestamp(day) if day else pd.NaT,
            "published_end": pd.Timestamp(day) if day else pd.NaT,
        }
        | columns
        for n, (text, day) in enumerate(rows)
    ]
    return tables.make(made, "documents")


def test_equal_but_for_case_space_and_punctuation_is_a_copy_of_the_earliest() -> None:
    text = story(1)
    said = duplicates(
        table(
            (text.upper() + "!", "2020-11-12"),
            (text, "2020-11-10"),
            (text.replace(" ", "\n"), None),
        )
    )
    assert said["duplicate_of"].tolist() == ["d1", "", "d1"] and set(said["flags"]) == {""}


def test_a_copy_with_a_changed_paragraph_is_near_and_another_story_is_not() -> None:
    text = story(2)
    changed = "Our own correspondent reports. " + text[:-40] + " More follows soon."
    other = story(3)
    said = duplicates(table((text, "2020-11-10"), (changed, "2020-11-11"), (other, "2020-11-10")))
    assert said["duplicate_of"].tolist() == ["", "d0", ""]
    assert said["flags"].tolist() == ["", "near-duplicate", ""]


def test_half_a_text_is_no_copy() -> None:
    assert duplicates(
        table(
            (story(4), "2020-01-01"), (story(4)[: len(story(4)) // 2] + story(5, 60), "2020-01-01")
        )
    )["duplicate_of"].tolist() == ["", ""]


def test_a_yearly_message_is_flagged_and_kept() -> None:
    said = duplicates(
        table(
            (story(6), "2019-05-09"),
            (story(6) + " once more", "2020-05-09"),
            (story(6), "2020-05-10"),
        )
    )
    assert said["duplicate_of"].tolist() == ["", "", "d1"]
    assert said["flags"].tolist()[:2] == ["recurring", "recurring"]


@pytest.mark.parametrize(
    "day, copy", [("2020-01-14", True), ("2020-01-15", True), ("2020-01-16", False)]
)
def test_a_copy_appears_within_fourteen_days_the_last_one_included(day: str, copy: bool) -> None:
    found = duplicates(table((story(12), "2020-01-01"), (story(12), day)))
    assert found["duplicate_of"].tolist() == ["", "d0" if copy else ""]
    assert found["flags"].tolist() == ["" if copy else "recurring"] * 2


def test_days_are_counted_from_the_end_of_the_first_text_to_the_begin_of_the_second() -> None:
    rows = table((story(12), "2020-01-01"), (story(12), "2020-02-14"))
    rows.loc[0, "published_end"] = pd.Timestamp("2020-01-31")
    assert duplicates(rows)["duplicate_of"].tolist() == ["", "d0"]
    assert duplicates(rows, days=13)["duplicate_of"].tolist() == ["", ""]


def test_short_texts_are_copies_only_where_they_are_equal() -> None:
    assert duplicates(
        table(
            ("They left.", "2020-01-01"), ("they LEFT", "2020-01-02"), ("They stay.", "2020-01-02")
        )
    )["duplicate_of"].tolist() == ["", "d0", ""]


def test_texts_without_words_are_no_copies_of_each_other_unless_equal() -> None:
    said = duplicates(
        table(
            ("…", "2020-01-01"),
            ("🙂🙂", "2020-01-01"),
            ("", "2020-01-01"),
            ("", "2020-01-01"),
            ("🙂🙂", "2020-01-02"),
        )
    )
    assert said["duplicate_of"].tolist() == ["", "", "", "", "d1"]


def test_a_chain_of_copies_points_at_one_kept_text() -> None:
    text = story(7, 300)
    versions = [text, text + " a b c", text + " a b c d e f", text + " a b c d e f g h i"]
    said = duplicates(
        table(*((version, f"2020-03-{n + 1:02d}") for n, version in enumerate(versions)))
    )
    assert said["duplicate_of"].tolist() == ["", "d0", "d0", "d0"]


def test_the_order_of_rows_does_not_matter_and_nothing_is_dropped() -> None:
    rows = [(story(n % 5), f"2020-0{1 + n % 3}-01") for n in range(30)]
    whole = table(*rows)
    one = duplicates(whole).set_index("doc_id")["duplicate_of"]
    other = duplicates(whole.sample(frac=1, random_state=1)).set_index("doc_id")["duplicate_of"]
    assert one.sort_index().equals(other.sort_index()) and len(one) == 30


def test_what_the_records_said_already_stays() -> None:
    before = table((story(8), "2020-01-01"), (story(9), "2020-01-01")).assign(
        duplicate_of=["", "d0"]
    )
    assert duplicates(before)["duplicate_of"].tolist() == ["", "d0"]


@pytest.mark.parametrize("share, copies", [(0.95, True), (0.5, False)])
def test_long_texts_are_compared_by_samples(share: float, copies: bool) -> None:
    long, more = story(10, 12000).split(), story(11, 12000).split()
    cut = int(share * len(long))
    said = duplicates(
        table((" ".join(long), "2020-01-01"), (" ".join(long[:cut] + more[cut:]), "2020-01-01"))
    )
    assert (said["duplicate_of"][1] == "d0") is copies


@pytest.mark.parametrize("text", ["Page {} of many: " + story(1), "Yes."])
def test_many_copies_are_compared_with_the_one_that_is_kept(monkeypatch, text: str) -> None:
    """Four times the copies ask four times the questions, not sixteen times."""
    asked: list[int] = []
    pairs = module._pairs

    def counted(*arguments):
        for pair in pairs(*arguments):
            asked.append(1)
            yield pair

    monkeypatch.setattr(module, "_pairs", counted)
    costs = []
    for n in (50, 200):
        asked.clear()
        rows = [{"doc_id": f"{k:03}", "source": "a", "text": text.format(k)} for k in range(n)]
        made = duplicates(tables.make(rows, "documents"))
        assert (made["duplicate_of"] == "000").sum() == n - 1
        costs.append(len(asked))
    assert costs[1] <= 4.2 * costs[0]


def test_copies_a_week_apart_are_one_story_however_long_it_goes_on() -> None:
    days = pd.to_datetime([f"2021-01-{day:02}" for day in (1, 8, 15, 22, 29)] + ["2021-06-01"])
    rows = [
        {"doc_id": str(n), "source": "a", "text": "They left the town."}
        | {"published_start": day, "published_end": day, "published_granularity": "day"}
        for n, day in enumerate(days)
    ]
    made = duplicates(tables.make(rows, "documents"))
    assert made["duplicate_of"].tolist() == ["", "0", "0", "0", "0", ""]
    assert made["flags"].tolist() == ["recurring", "", "", "", "", "recurring"]
