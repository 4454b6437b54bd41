"""The specification curve: every combination once, estimates that can be computed by hand,
intervals that hold, refusals with numbers.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import standpoint as sp
from standpoint import tables
from standpoint.errors import StandpointError
from standpoint.figures import specification_curve as curves
from standpoint.inference.findings import main_specification
from standpoint.inference.robustness import (
    CHOICES,
    Choices,
    Claim,
    choice_effects,
    claimed,
    leave_one_out,
    main_opinions,
    middle_day,
    permutation_test,
    scorer_votes,
    specifications,
    voting,
)

REGISTRY = sp.read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
CLAIM = Claim("armenia", "russia", "2022-06-15")
ONE = Choices(
    aggregation=("mention",),
    window=(0,),
    period=("all",),
    definition=("metonyms",),
    certainty=(0.0,),
    hedged=(True,),
    duplicates=(False,),
)


def study(*rows: dict) -> dict[str, pd.DataFrame]:
    """Opinions, mentions and documents of rows: doc, day, score, and what differs from the
    ordinary.
    """
    docs, mentions, opinions = {}, [], []
    for place, row in enumerate(rows):
        doc, day = row["doc"], pd.Timestamp(row["day"]) if row["day"] else pd.NaT
        end = pd.Timestamp(row["end"]) if "end" in row else day
        docs[doc] = {
            "doc_id": doc,
            "published_start": day,
            "published_end": end,
            "source": row.get("source", f"{doc}.txt"),
            "publisher": row.get("publisher", ""),
            "url": row.get("url", ""),
            "duplicate_of": row.get("duplicate_of", ""),
        }
        key = {
            "doc_id": doc,
            "sent_id": 0,
            "start": place * 10,
            "end": place * 10 + 6,
            "actor_id": row.get("actor", "russia"),
        }
        mentions.append(
            key | {"via": row.get("via", "name"), "certainty": row.get("certainty", 1.0)}
        )
        for scorer, score in (
            row["score"].items() if isinstance(row["score"], dict) else [("toy", row["score"])]
        ):
            held = {
                "holder_id": row.get("holder", "nikol-pashinyan"),
                "hedged": row.get("hedged", False),
                "label": "neutral",
            }
            opinions.append(key | held | {"score": score, "scorer": scorer})
    return {
        "opinions": tables.make(opinions, "opinions"),
        "mentions": tables.make(mentions, "mentions"),
        "documents": tables.make(docs.values(), "documents"),
    }


def counted(parts: dict, claim: Claim = CLAIM) -> pd.DataFrame:
    return claimed(**parts, registry=REGISTRY, claim=claim)


def estimated(
    parts: dict, choices: Choices = ONE, claim: Claim = CLAIM, minimum: int = 2
) -> pd.DataFrame:
    return specifications(counted(parts, claim), choices=choices, minimum_documents=minimum)


def one(parts: dict, minimum: int = 2, claim: Claim = CLAIM, **changed) -> pd.Series:
    return estimated(
        parts,
        Choices(**{name: getattr(ONE, name) for name in CHOICES} | changed),
        claim,
        minimum,
    ).iloc[0]


def random_study(
    n: int = 60, *, shift: float = 0.0, seed: int = 1, scorers: tuple[str, ...] = ("a", "b")
) -> dict[str, pd.DataFrame]:
    generator = np.random.default_rng(seed)
    rows = []
    for place in range(n):
        day = pd.Timestamp("2020-06-15") + pd.Timedelta(days=int(generator.integers(0, 1460)))
        tone = generator.normal(0, 0.3)  # shared by the mentions of one document
        for _ in range(generator.integers(1, 4)):
            base = tone + generator.normal(0, 0.2) + shift * (day >= pd.Timestamp(CLAIM.day))
            rows.append(
                {
                    "doc": f"d{place:03}",
                    "day": day,
                    "score": {
                        s: float(np.clip(base + generator.normal(0, 0.05), -1, 1)) for s in scorers
                    },
                    "via": generator.choice(["name", "metonym"]),
                    "certainty": float(generator.choice([0.4, 0.7, 1.0])),
                    "hedged": bool(generator.random() < 0.2),
                    "holder": generator.choice(["nikol-pashinyan", "armenia", "serzh-sargsyan"]),
                    "actor": generator.choice(
                        ["russia", "russian-peacekeeping-contingent"], p=[0.8, 0.2]
                    ),
                }
            )
    return study(*rows)


def test_every_combination_is_one_specification_or_stands_for_one_and_in_order() -> None:
    table = estimated(random_study(), Choices())
    assert table["n_alike"].sum() == 2 * 3 * 3 * 3 * 3 * 2 * 3 * 2 == 1944
    assert table["alike"].str.contains("duplicates out or in").all(), "there are no copies"
    assert set(table["duplicates"]) == {False} and len(table) <= 1944 / 2
    assert not table.duplicated(list(CHOICES)).any()
    drawn = table[table["refused"] == ""]
    assert (
        drawn["estimate"].is_monotonic_increasing
        and ((drawn["low"] < drawn["estimate"]) & (drawn["estimate"] < drawn["high"])).all()
    )
    assert (table["refused"] == "").equals(table["estimate"].notna())
    assert table["refused"].iloc[-1] != "" or (table["refused"] == "").all(), (
        "refused ones stand last"
    )
    pd.testing.assert_frame_equal(table, tables.check(table, "specifications"))


def test_what_counts_once_by_hand() -> None:
    parts = study(
        *({"doc": "a", "day": "2022-01-01", "score": 0.0} for _ in range(2)),
        {"doc": "b", "day": "2022-02-01", "score": 0.0, "holder": "armenia"},
        *({"doc": "c", "day": "2022-07-01", "score": 1.0} for _ in range(3)),
        {"doc": "d", "day": "2022-08-01", "score": 0.0},
        {"doc": "e", "day": "2022-09-01", "score": -1.0, "holder": "armenia"},
    )
    assert one(parts)["estimate"] == pytest.approx(2 / 5)
    assert one(parts, aggregation=("document",))["estimate"] == pytest.approx(0.0)
    assert one(parts, aggregation=("holder",))["estimate"] == pytest.approx((3 / 4 - 1) / 2)
    row = one(parts)
    assert (row["n_mentions"], row["n_before"], row["n_after"]) == (8, 2, 3)


def test_periods_are_counted_from_the_day_and_averaged_alike() -> None:
    parts = study(
        {"doc": "a", "day": "2021-01-01", "score": 0.0},
        {"doc": "b", "day": "2022-06-14", "score": 0.0},
        *({"doc": f"c{i}", "day": "2022-07-01", "score": 1.0} for i in range(3)),
        {"doc": "d", "day": "2023-06-14", "score": 1.0},
        {"doc": "e", "day": "2023-06-15", "score": 0.0},
    )
    assert one(parts)["estimate"] == pytest.approx(0.8)
    assert one(parts, period=("year",))["estimate"] == pytest.approx(0.5), (
        "the second year after begins on the day itself"
    )
    assert one(parts, window=(365,), minimum=0)["refused"].startswith("1 documents before, 4 after")
    assert one(parts, window=(730,))["n_after"] == 5 and one(parts, window=(730,))["n_before"] == 2
    assert one(parts, window=(366,))["n_after"] == 5, "the 366th day after begins the second year"


def test_what_is_not_dated_on_one_side_counts_nowhere() -> None:
    fair = [
        {"doc": f"{side}{i}", "day": day, "score": 0.1}
        for side, day in (("b", "2022-01-01"), ("a", "2022-12-01"))
        for i in range(2)
    ]
    odd = [
        {"doc": "u", "day": "", "score": 1.0},
        {"doc": "y", "day": "2022-01-01", "end": "2022-12-31", "score": 1.0},
    ]
    row = one(study(*fair, *odd))
    assert (row["n_mentions"], row["estimate"]) == (4, pytest.approx(0.0))
    vague = {"doc": "v", "day": "2022-07-01", "end": "2023-12-31", "score": 1.0}
    assert one(study(*fair, vague))["n_after"] == 3
    assert one(study(*fair, vague), period=("year",))["n_after"] == 2, (
        "dated more vaguely than the period"
    )


def test_who_is_meant_and_which_mentions_count() -> None:
    base = [
        {"doc": f"{side}{i}", "day": day, "score": 0.0}
        for side, day in (("b", "2022-01-01"), ("a", "2022-12-01"))
        for i in range(2)
    ]
    more = [
        {"doc": "m", "day": "2022-12-02", "score": 0.9, "via": "metonym"},
        {
            "doc": "o",
            "day": "2022-12-03",
            "score": -0.9,
            "actor": "russian-peacekeeping-contingent",
        },
        {"doc": "p", "day": "2022-12-04", "score": 1.0, "actor": "vladimir-putin"},
        {"doc": "q", "day": "2022-12-05", "score": 1.0, "holder": "vladimir-putin"},
        {"doc": "r", "day": "2022-12-06", "score": 1.0, "holder": "author"},
    ]
    parts = study(*base, *more)
    after = {
        name: one(parts, definition=(name,))["n_after"] for name in ("names", "metonyms", "organs")
    }
    assert after == {
        "names": 2,
        "metonyms": 3,
        "organs": 4,
    }, "leaders are no organs, and others' opinions are not Armenia's"
    assert one(parts, claim=Claim("all", "russia", CLAIM.day))["n_after"] == 5
    assert one(parts, claim=Claim("vladimir-putin", "russia", CLAIM.day))["refused"].startswith(
        "0 documents before, 1 after"
    )
    assert len(counted(parts)) == 6


def test_hedges_certainty_and_copies_are_choices() -> None:
    base = [
        {"doc": f"{side}{i}", "day": day, "score": 0.0}
        for side, day in (("b", "2022-01-01"), ("a", "2022-12-01"))
        for i in range(2)
    ]
    copy = {"doc": "copy", "day": "2022-12-02", "score": 0.0, "duplicate_of": "a0"}
    parts = study(
        *base,
        copy,
        {"doc": "h", "day": "2022-12-02", "score": 0.0, "hedged": True},
        {"doc": "s", "day": "2022-12-02", "score": 0.0, "certainty": 0.4},
    )
    assert one(parts)["n_mentions"] == 6
    assert one(parts, hedged=(False,))["n_mentions"] == 5
    assert one(parts, certainty=(0.5,))["n_mentions"] == 5
    with_copies = one(parts, duplicates=(True,))
    assert (with_copies["n_mentions"], with_copies["n_after"]) == (
        7,
        4,
    ), "a copy is no document of its own"


def test_too_few_documents_are_refused_with_the_numbers() -> None:
    rows = [
        {"doc": f"{side}{i}", "day": day, "score": 0.5}
        for side, day, n in (("b", "2022-01-01", 4), ("a", "2022-12-01", 9))
        for i in range(n)
    ]
    row = one(study(*rows), minimum=5)
    assert (
        row["refused"] == "4 documents before, 9 after; 5 are needed on each side"
        and np.isnan([row["estimate"], row["low"], row["high"]]).all()
    )
    many = study(*({"doc": "b", "day": "2022-01-01", "score": 0.5} for _ in range(50)), *rows)
    assert one(many, minimum=6)["refused"], "fifty mentions in one document are one document"


@pytest.mark.parametrize("seed", range(3))
def test_intervals_hold_the_truth_with_few_documents_of_unequal_length(seed: int) -> None:
    """The change is 0.3: intervals of 95 % must hold it about as often, for each way of averaging
    (200 draws of ~15 documents a side).
    """
    generator, scorers = np.random.default_rng(seed), [f"s{i}" for i in range(200)]
    rows = []
    for place in range(30):
        day = pd.Timestamp("2020-06-15") + pd.Timedelta(days=int(generator.integers(0, 1460)))
        tone = 0.3 * (day >= pd.Timestamp(CLAIM.day)) + generator.normal(0, 0.3, len(scorers))
        for _ in range(generator.integers(1, 4)):
            rows.append(
                {
                    "doc": f"d{place}",
                    "day": day,
                    "score": dict(
                        zip(scorers, tone + generator.normal(0, 0.2, len(scorers)), strict=True)
                    ),
                }
            )
    choices = Choices(
        aggregation=("mention", "document"),
        window=(0,),
        period=("all", "year"),
        definition=("metonyms",),
        certainty=(0.0,),
        hedged=(True,),
        duplicates=(False,),
    )
    table = estimated(study(*rows), choices)
    assert (table["refused"] == "").all()
    covered = (
        ((table["low"] <= 0.3) & (table["high"] >= 0.3))
        .groupby([table["aggregation"], table["period"]])
        .mean()
    )
    assert len(covered) == 4 and covered.between(0.90, 0.995).all(), covered


def test_the_interval_of_the_plain_case_is_that_of_the_bootstrap() -> None:
    parts = random_study(160, shift=0.2, seed=5, scorers=("a",))
    row = one(parts, scorer=("a",), definition=("organs",))
    joined = parts["opinions"].merge(parts["documents"][["doc_id", "published_start"]])
    sides = [
        g.groupby("doc_id")["score"].agg(["sum", "count"])
        for _, g in joined.groupby(joined["published_start"] >= CLAIM.day)
    ]
    (low_0, high_0), (low_1, high_1) = (
        sp.interval(g["sum"].to_numpy(), g["count"].to_numpy(float)) for g in sides
    )
    assert row["high"] - row["low"] == pytest.approx(
        np.hypot(high_0 - low_0, high_1 - low_1), rel=0.1
    )


def test_which_choice_matters_is_found() -> None:
    parts = random_study(80, seed=2, scorers=("a",))
    after = parts["documents"].set_index("doc_id")["published_start"] >= CLAIM.day
    tilted = parts["opinions"].assign(
        scorer="b", score=parts["opinions"]["score"] + 0.6 * parts["opinions"]["doc_id"].map(after)
    )
    both = parts | {"opinions": pd.concat([parts["opinions"], tilted], ignore_index=True)}
    choices = Choices(scorer=("a", "b"))
    found = choice_effects(estimated(both, choices), choices=choices)
    scorer = found[found["choice"] == "scorer"].iloc[0]
    assert (
        scorer["option"] == "a → b" and scorer["shift"] == pytest.approx(0.6) and scorer["n"] > 200
    )
    assert scorer["share"] == found["share"].max() > 0.6 and found["share"].min() >= 0
    assert "duplicates" not in set(found["choice"]), "no copies, no choice"
    assert choice_effects(tables.empty("specifications")).empty


def test_one_speaker_who_carries_the_result_is_named() -> None:
    rows = [
        {
            "doc": f"{side}{i}",
            "day": day,
            "score": (0.8 if who == "nikol-pashinyan" and side == "a" else 0.0) + 0.01 * i,
            "holder": who,
            "url": f"https://www.{who[:3]}.example/{i} https://other.example/",
        }
        for side, day in (("b", "2022-01-01"), ("a", "2022-12-01"))
        for who in ("nikol-pashinyan", "armenia", "serzh-sargsyan")
        for i in (range(6) if who == "nikol-pashinyan" else range(3))
    ]
    parts = study(*[row | {"doc": row["doc"] + row["holder"]} for row in rows])
    rows = counted(parts)
    asked = {"choices": ONE, "minimum_documents": 5}
    by_holder = leave_one_out(rows, **asked, by="holder")
    whole = one(parts, minimum=5)["estimate"]
    first = by_holder.iloc[0]
    assert (
        first["left"] == "nikol-pashinyan"
        and first["n_docs"] == 12
        and first["shift"] == pytest.approx(first["estimate"] - whole)
        and abs(first["estimate"]) < 0.05
    )
    assert by_holder["shift"].abs().is_monotonic_decreasing
    assert set(leave_one_out(rows, **asked, by="source")["left"]) == {
        "nik.example",
        "arm.example",
        "ser.example",
    }
    assert len(leave_one_out(rows, **asked, by="document")) == 24
    with pytest.raises(StandpointError, match="by='outlet'"):
        leave_one_out(rows, **asked, by="outlet")


def test_a_source_is_the_publisher_or_the_first_address_or_the_file() -> None:
    rows = [
        {"doc": f"{side}{i}", "day": day, "score": 0.0, "source": "all.csv#7", **more}
        for side, day in (("b", "2022-01-01"), ("a", "2022-12-01"))
        for i, more in enumerate(
            ({}, {"url": "http://x.example/1"}, {"publisher": "P", "url": "http://x.example/1"})
        )
    ]
    parts = study(*rows)
    found = leave_one_out(counted(parts), choices=ONE, by="source", minimum_documents=3)
    assert (
        set(found["left"]) == {"all.csv", "x.example", "P"}
        and (found["refused"] != "").all()
        and found["shift"].isna().all()
    )


def test_dates_dealt_anew_tell_a_change_from_chance() -> None:
    def p(parts: dict) -> float:
        dealt = permutation_test(
            counted(parts),
            choices=Choices(hedged=(True,)),
            sample=12,
            draws=99,
            seed=3,
        )
        assert list(dealt["draw"]) == list(range(100))
        return float((dealt["median"].iloc[1:].abs() >= abs(dealt["median"].iloc[0])).mean())

    assert p(random_study(80, shift=0.5, seed=4)) <= 0.02 and p(random_study(80, seed=8)) > 0.05
    again = [
        permutation_test(counted(random_study(20)), draws=3, sample=5, seed=1) for _ in range(2)
    ]
    pd.testing.assert_frame_equal(*again)


def test_a_study_without_a_day_takes_the_middle_and_without_texts_refuses_all() -> None:
    days = [f"202{year}-01-01" for year in (1, 1, 2, 3, 3)]
    rows = [{"doc": f"d{i}", "day": day, "score": 0.0} for i, day in enumerate(days)]
    assert middle_day(study(*rows)["documents"]) == "2022-01-01"
    nothing = Claim("all", "russia", middle_day(tables.empty("documents")))
    empty = {name: tables.empty(name) for name in ("opinions", "mentions", "documents")}
    refused = specifications(counted(empty, nothing), choices=Choices(scorer=("toy",)))
    assert (
        refused["n_alike"].tolist() == [972]
        and (refused["refused"] == "0 documents before, 0 after; 8 are needed on each side").all()
    )
    dealt = permutation_test(counted(empty, nothing), choices=Choices(scorer=("toy",)))
    assert dealt.shape == (1, 2)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"period": ("fortnight",)}, "no such option 'fortnight'"),
        ({"scorer": ("toi",)}, "nearest known is 'toy'"),
        ({"aggregation": ()}, "no option"),
        ({"window": (-3,)}, "below zero"),
    ],
)
def test_impossible_choices_are_refused_with_a_remedy(changed: dict, said: str) -> None:
    with pytest.raises(StandpointError, match=said):
        one(study({"doc": "a", "day": "2022-01-01", "score": 0.0}), **changed)


def test_options_stand_once_and_periods_may_be_written_as_in_pandas() -> None:
    choices = Choices(window=[12, 0, 12], period=["YE", "all", "year"])
    assert (choices.window, choices.period) == ((12, 0), ("year", "all"))
    assert choices.main()["period"] == "year"


def test_a_claim_about_nobody_or_no_day_is_refused() -> None:
    parts = study({"doc": "a", "day": "2022-01-01", "score": 0.0})
    with pytest.raises(StandpointError, match="unknown actor 'rusia'.*'russia'"):
        one(parts, claim=Claim("armenia", "rusia", CLAIM.day))
    with pytest.raises(StandpointError, match="not a day"):
        one(parts, claim=Claim("armenia", "russia", "the day after"))


def test_tables_are_joined_once_for_all_specifications(monkeypatch) -> None:
    """Joining is what takes time on a large corpus: it may not depend on the number of choices."""
    joins, merge = [], pd.DataFrame.merge

    def merged(self, *args, **more):
        joins.append(1)
        return merge(self, *args, **more)

    parts = random_study(20, seed=6)
    monkeypatch.setattr(pd.DataFrame, "merge", merged)
    few, many = [], []
    for choices, counts in ((ONE, few), (Choices(), many)):
        joins.clear()
        counts += [len(estimated(parts, choices)), len(joins)]
    assert many[0] > 300 > few[0] and many[1] == few[1] <= 3


def test_the_figure_draws_what_the_table_holds() -> None:
    parts = random_study(60, shift=-0.8, seed=7)
    choices = Choices(scorer=("a", "b"), window=(0,), duplicates=(False,))
    table = estimated(parts, choices, minimum=5)
    drawing = curves.plot_specification_curve(table, choices=choices)
    upper, lower = drawing.axes  # no panel beside, where every scorer votes
    said = [text.get_text() for text in upper.get_legend().get_texts()]
    assert (
        f"interval below zero: {int((table['high'] < 0).sum())}" in said
        and "main specification" in said
    )
    ticks = [text.get_text() for text in lower.get_yticklabels()]
    assert ticks[:2] == ["scorer:  a ◆", "b"] and not any(
        "copies" in tick or "each side" in tick for tick in ticks
    ), "a choice nobody had is no row"
    assert f"{(table['refused'] == '').sum()} specifications" in lower.get_xlabel()
    with pytest.raises(ValueError, match="no curve"):
        curves.plot_specification_curve(tables.empty("specifications"))


def test_combinations_that_weigh_the_same_opinions_alike_are_one_specification() -> None:
    """Against the plain comparison, two by two, of what each combination counts."""
    parts = random_study(24, seed=12, scorers=("a",))
    copy = parts["documents"].iloc[[0]].assign(doc_id="copy", duplicate_of="d000")
    second = parts["opinions"][parts["opinions"]["doc_id"] == "d000"].assign(doc_id="copy")
    named = parts["mentions"][parts["mentions"]["doc_id"] == "d000"].assign(doc_id="copy")
    for name, more in (("documents", copy), ("opinions", second), ("mentions", named)):
        parts[name] = pd.concat([parts[name], more], ignore_index=True)
    few = {"period": ("all", "year"), "definition": ("metonyms", "names"), "hedged": (True,)}
    choices = Choices(window=(365, 0), certainty=(0.0, 0.3, 0.9), **few)
    table = estimated(parts, choices)
    each = {
        options: estimated(
            parts,
            Choices(**{name: (value,) for name, value in zip(CHOICES, options, strict=True)}),
        ).iloc[0]
        for options in itertools.product(
            ("a",), *(getattr(choices, name) for name in CHOICES if name != "scorer")
        )
    }
    assert table["n_alike"].sum() == len(each)
    numbers = ["estimate", "low", "high", "n_mentions", "n_before", "n_after"]
    found = {tuple(np.nan_to_num(row[numbers].astype(float)).round(9)) for row in each.values()}
    distinct = {tuple(np.nan_to_num(row).round(9)) for row in table[numbers].to_numpy(float)}
    assert found == distinct, "no estimate is lost"
    assert set(table["duplicates"]) == {False, True}, "here a copy makes a difference"
    assert set(table["certainty"]) == {0.0, 0.9} and table["alike"].str.contains("0.0 or 0.3").any()
    first = dict(zip(CHOICES, next(iter(each)), strict=True))
    assert (table[list(first)] == pd.Series(first)).all(axis=1).sum() == 1, "the main one stands"


def test_the_main_specification_is_the_event_study() -> None:
    """Notebooks 50 and 70 give one number for one question."""
    for seed, event in enumerate(
        (
            ("2022-06-15", "2022-06-15"),
            ("2022-06-15", "2022-08-01"),
            ("2021-02-28", "2021-02-28"),
        )
    ):
        parts = random_study(300, seed=seed, scorers=("a",))
        agree(parts, REGISTRY, Claim("armenia", "russia", *event))
        agree(parts, REGISTRY, Claim("all", "russian-peacekeeping-contingent", *event))


def agree(parts: dict[str, pd.DataFrame], registry: sp.Registry, claim: Claim) -> None:
    pair = [(claim.holder, claim.target)]
    documents, opinions = parts["documents"], parts["opinions"]
    dyads = sp.dyads(opinions, documents=documents, registry=registry, pairs=pair)
    frame = {"id": ["e"], "begin": [claim.day], "end_date": [claim.until or claim.day]}
    study = sp.event_study(dyads, events=pd.DataFrame(frame), pairs=pair, measures=["sentiment"])
    tested = study.iloc[0]
    rows = claimed(**parts, registry=registry, claim=claim)
    choices = Choices(certainty=(0.0,))
    table = specifications(rows, choices=choices, minimum_documents=5)
    here = main_specification(table, choices=choices)
    assert tested["finding"] != "refused" and here["refused"] == ""
    counts = ["n_before", "n_after"]
    assert here[counts].tolist() == tested[counts].tolist()
    assert here["estimate"] == pytest.approx(tested["change"], abs=1e-12)
    counted = main_opinions(rows, choices=choices)
    assert counted["doc_id"].nunique() == here["n_before"] + here["n_after"]


def test_the_main_specification_of_the_bundled_study_is_its_event_study() -> None:
    corpus = sp.Corpus.from_study("armenia")
    parts = {name: corpus.table(name) for name in ("documents", "mentions")}
    scores = pd.read_csv(Path(__file__).parents[1] / "expected" / "opinions.csv")
    parts["opinions"] = scores.assign(scorer="encoder")
    for pair in (("armenia", "russia"), ("all", "azerbaijan")):
        agree(parts, corpus.registry, Claim(*pair, "2022-12-29"))


def passages(n: int, right: float, *, seed: int = 1) -> pd.DataFrame:
    """Labels of which the scorer gives a part, and else says neutral."""
    generator = np.random.default_rng(seed)
    label = generator.choice(tables.LABELS, n, p=[0.25, 0.6, 0.15])
    said = np.where(generator.random(n) < right, label, "neutral")
    table = pd.DataFrame({"doc_id": [f"d{i}" for i in range(n)], "reference_label": label})
    table = table.assign(predicted=said, actor_id="russia", used_in_training=False)
    return table.assign(score=0.0, sent_id=-1, drawn="random")


def test_a_scorer_below_the_floor_has_no_vote() -> None:
    labelled = {"poor": passages(200, 0.1), "good": passages(200, 0.8)}
    table = scorer_votes(labelled)
    assert table["votes"].tolist() == [False, True]
    assert table["state"].tolist() == ["below the floor", "above the floor"]
    good = table.iloc[1]
    assert good["low"] < good["macro_f1"] < good["high"] and good["accuracy"] > good["commonest"]
    learnt = labelled["good"].assign(used_in_training=True)
    (row,) = scorer_votes({"good": learnt}).to_dict("records")
    assert (row["state"], row["n"]) == ("unmeasured", 0), "what it learnt from measures nothing"
    unsure = labelled["poor"].assign(drawn="uncertain")
    (row,) = scorer_votes({"good": pd.concat([labelled["good"], unsure])}).to_dict("records")
    assert row["macro_f1"] == good["macro_f1"] and row["n"] == 200


def test_where_nobody_passes_or_is_measured_the_first_votes() -> None:
    poor, few = passages(200, 0.1), passages(9, 1.0)
    nobody = scorer_votes({"a": poor, "b": poor})
    assert nobody["votes"].tolist() == [True, False] and set(nobody["state"]) == {"below the floor"}
    unknown = scorer_votes({"a": few, "b": few.iloc[:0]})
    assert unknown["votes"].tolist() == [True, False] and set(unknown["state"]) == {"unmeasured"}
    mixed = scorer_votes({"a": few, "b": passages(200, 0.8)})
    assert mixed["votes"].tolist() == [False, True], "one that is measured goes before"


def test_scorers_apart_stand_in_the_table_and_decide_nothing() -> None:
    parts = random_study(60, seed=9)
    rows = counted(parts)
    alone, choices = Choices(scorer=("a",)), Choices(scorer=("a",))
    table = specifications(rows, choices=choices, apart=["b"], minimum_documents=5)
    assert set(zip(table["scorer"], table["votes"], strict=True)) == {("a", True), ("b", False)}
    only = specifications(rows, choices=alone, minimum_documents=5)
    votes = voting(table).reset_index(drop=True)
    pd.testing.assert_frame_equal(votes, voting(only).reset_index(drop=True))
    pd.testing.assert_frame_equal(
        choice_effects(table, choices=choices), choice_effects(only, choices=alone)
    )
    drawing = curves.plot_specification_curve(table, choices=choices)
    curve, beside, lower, _ = drawing.axes
    assert beside.get_title(loc="left") == "b:\nno vote"
    assert f"{len(votes)} specifications" in lower.get_xlabel()
    assert len(curve.get_legend().get_texts()) and beside.get_legend() is None


def test_what_could_have_been_found_is_found_in_four_cases_of_five() -> None:
    """A planted change as large as `detectable` has an interval without zero in 80 % of runs."""
    generator, runs = np.random.default_rng(4), [f"s{i}" for i in range(300)]
    days = [*pd.date_range("2022-01-01", periods=30), *pd.date_range("2022-08-01", periods=30)]
    tone = generator.normal(0, 0.3, (60, len(runs)))
    flat = [
        {"doc": f"d{i:02}", "day": day, "score": dict(zip(runs, scores, strict=True))}
        for i, (day, scores) in enumerate(zip(days, tone, strict=True))
    ]
    size = estimated(study(*flat))["detectable"].mean()
    shift = size * (np.arange(60) >= 30)[:, None]
    moved = [
        row | {"score": dict(zip(runs, scores, strict=True))}
        for row, scores in zip(flat, tone + shift, strict=True)
    ]
    found = estimated(study(*moved))["low"] > 0
    assert len(found) == 300 and 0.74 <= found.mean() <= 0.86, found.mean()
