"""From dated sentences to merged events, links to reference events, and choices of a timeline."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import bench_events
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_for_tests import DATA, chain, document
from standpoint import tables
from standpoint.chronology import merging
from standpoint.chronology.events import events
from standpoint.chronology.kinds import FAMILIES, KINDS, alike
from standpoint.chronology.linking import Candidate, Links, stems
from standpoint.chronology.merging import merged
from standpoint.chronology.modality import modality
from standpoint.chronology.timeline import timeline
from standpoint.chronology.triggers import EVENT_WORDS, PHRASES, Phrase, triggers
from standpoint.errors import StandpointError, TableError

CASES = list(
    csv.DictReader(
        (Path(__file__).parent / "event_cases.csv").read_text(encoding="utf-8").splitlines()
    )
)


def marked(text: str) -> tuple[str, int, int]:
    """A sentence with its trigger in square brackets → the sentence and the span."""
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), start, end


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['group']}: {case['text'][:60]}")
def test_case(case: dict[str, str]) -> None:
    sentence, start, end = marked(case["text"])
    assert case["kind"] in {t.kind for t in triggers(sentence) if t.start < end and start < t.end}
    assert modality(sentence, start=start, end=end) == case["modality"]


def test_the_cases_are_enough_and_of_every_modality_and_most_kinds() -> None:
    assert len({case["text"] for case in CASES}) == len(CASES) >= 80
    counts = Counter(case["modality"] for case in CASES)
    assert set(counts) == set(tables.MODALITIES) and min(counts.values()) >= 12
    assert {case["kind"] for case in CASES} == set(KINDS)


def test_kinds_and_their_types_of_plover_are_those_of_the_header_of_the_reference_events() -> None:
    header = (DATA / "events.yml").read_text(encoding="utf-8").split("\nevents:")[0]
    table = dict(
        re.findall(
            r"^#   ([a-z]+)  +(.+)$",
            header.split("# Kinds, with the event types of PLOVER")[1],
            re.MULTILINE,
        )
    )
    assert {kind: set(re.findall(r"[A-Z]{3,}", said)) for kind, said in table.items()} == {
        kind: set(types) for kind, types in KINDS.items()
    }
    assert set().union(*KINDS.values()) == set(tables.PLOVER)
    assert set(FAMILIES) <= set(KINDS)


def test_every_word_has_a_kind_and_a_type_that_the_kind_can_have() -> None:
    assert len(EVENT_WORDS) > 700
    readings = [(r.kind, r.plover) for found in EVENT_WORDS.values() for r in found]
    readings += [(phrase.kind, phrase.plover) for phrase in PHRASES]
    assert all(kind in KINDS and plover in (*KINDS[kind], "") for kind, plover in readings)
    assert {kind for kind, _ in readings} == set(KINDS)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.pattern.pattern[5:30])
def test_a_phrase_is_looked_for_only_where_one_of_its_first_words_stands(phrase: Phrase) -> None:
    words = set(re.findall(r"[a-z]{3,}", phrase.pattern.pattern)) | phrase.hints
    assert phrase.hints and words & phrase.hints, (
        "a hint that the pattern cannot hold would hide it"
    )


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 0), (5, 4), (0, 99)])
def test_a_trigger_outside_the_sentence_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not inside a sentence"):
        modality("Russia left.", start=start, end=end)


def test_odd_sentences_have_triggers_in_their_bounds() -> None:
    odd = [
        "",
        " ",
        "…",
        "said " * 3000,
        "if " * 2000 + "signed",
        ", Reuters reported" * 500,
        "“" * 500 + "met",
        "😀 signed ‏روسيا",
        "n't " * 800 + "met",
        "to sign " * 1500,
    ]
    for sentence in odd:
        for trigger in triggers(sentence)[:20]:
            assert (
                sentence[trigger.start : trigger.end] == trigger.words or trigger.words in sentence
            )
            assert modality(sentence, start=trigger.start, end=trigger.end) in tables.MODALITIES


def test_a_date_in_the_sentence_wins_over_the_document() -> None:
    told = chain(
        document("On 10 November 2020 Russia signed the papers with Armenia.", "2021-03-01")
    ).events
    assert told["begin"].dt.strftime("%Y-%m-%d").tolist() == ["2020-11-10"]


def test_the_first_sentence_is_an_event_of_its_document_s_day_if_that_is_known() -> None:
    told = chain(
        document("Armenia met Iran.", "2021-03-01"), document("Armenia met Georgia.", "")
    ).events
    assert told["begin"].dt.strftime("%Y-%m-%d").tolist() == ["2021-03-01"]


def test_a_day_and_the_month_that_begins_with_it_are_two_events() -> None:
    """They differ by their end alone, and an id that left it out stood twice."""
    told = chain(
        document("Turkey signed an accord this month and met Russia today.", "2022-08-01")
    ).events
    assert sorted(told["granularity"]) == ["day", "month"] and told["event_id"].is_unique
    day, month = told.sort_values("end_date")["end_date"].dt.strftime("%Y-%m-%d")
    assert (day, month) == ("2022-08-01", "2022-08-31")


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from(
                    "Turkey signed an accord|met Russia|this month|today|in August 2022|last week|"
                    "and|on 1 August 2022|in 2022|yesterday|Armenia accused Iran|.|had said".split(
                        "|"
                    )
                ),
                max_size=9,
            ),
            st.sampled_from(["2022-08-01", "2022-08-31", "2022-01-01", ""]),
        ),
        max_size=4,
    )
)
def test_whatever_is_told_and_dated_gives_a_timeline(texts: list[tuple[list[str], str]]) -> None:
    told = chain(*(document(" ".join(["So", *words]), day) for words, day in texts)).events
    assert told["event_id"].is_unique and (told["begin"] <= told["end_date"]).all()


def test_plans_are_no_events() -> None:
    told = chain(
        document("It rained. Armenia and Iran will meet on 5 May 2023.", "2021-03-01")
    ).events
    assert told.empty


def test_two_reports_of_one_day_are_one_event_and_other_days_are_not() -> None:
    told = chain(
        document("Armenia and Iran signed a gas agreement in Tehran.", "2021-03-01"),
        document("A gas agreement was signed by Iran and Armenia.", "2021-03-01"),
        document("Armenia and Iran signed a gas agreement in Tehran.", "2021-03-09"),
    ).events
    assert told["n_docs"].tolist() == [2, 1]
    assert told["sentences"].iloc[0] == "d0:0;d1:0"


def test_the_three_landmarks_are_found_in_the_text_and_the_december_statements_stay_apart() -> None:
    told = chain(
        document(
            "Pashinyan was elected prime minister after the 2018 Velvet Revolution.", "2023-01-12"
        ),
        document(
            "Russia began deploying 1,960 Russian peacekeepers to Nagorno-Karabakh.", "2020-11-10"
        ),
        document(
            "Pashinyan said the Russian peacekeepers fail their commitment in the Lachin corridor.",
            "2022-12-22",
        ),
        document(
            "Pashinyan told Putin that the corridor is not under the control of the Russian"
            " peacekeepers.",
            "2022-12-27",
        ),
        document(
            "Pashinyan said the Russian contingent was becoming a silent witness.", "2022-12-29"
        ),
    ).events
    found = set(told["reference_id"]) - {""}
    assert {"velvet-revolution-2018", "russian-peacekeepers-deploy-2020"} <= found
    statements = told[told["reference_id"].str.startswith("pashinyan-statement-2022")]
    assert statements["begin"].dt.day.tolist() == [22, 27, 29]


def test_a_name_at_another_date_is_not_linked() -> None:
    told = chain(
        document("Armenia remembered the election of 2018, said Pashinyan.", "2015-01-01")
    ).events
    assert not (told["reference_id"] == "pashinyan-elected-2018").any()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thousands rallied near the base.", "protest"),
        ("The ministers met in Sochi.", "meeting"),
        ("Two soldiers were killed by artillery fire.", "clash"),
        ("The court ordered his arrest.", "court"),
        ("The tea was good.", ""),
        ("It was quiet on 3 March 2021, and in March 2022.", ""),
        ("March 2021 was quiet.", ""),
        ("A march was held in March.", "protest"),
        ("Norland has demonstrated its goodwill.", ""),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    first = min(triggers(text), key=lambda trigger: (trigger.rank, trigger.start), default=None)
    assert (first.kind if first else "") == kind


def only(*rows: dict, **more) -> pd.Series:
    told = chain(*rows, **more).events
    assert len(told) == 1, told[["begin", "title", "modality"]]
    return told.iloc[0]


def test_an_event_has_the_kind_and_type_of_its_trigger() -> None:
    one = only(document("Macron accused Turkey on 3 March 2021.", "2021-03-09"), reference=False)
    assert (one["kind"], one["plover"], one["modality"], one["title"]) == (
        "statement",
        "ACCUSE",
        "asserted",
        "Macron accused Turkey on 3 March 2021",
    )


def test_a_sentence_without_a_trigger_or_without_an_actor_is_no_event() -> None:
    assert chain(
        document("Armenia was quiet on 3 March 2021.", "2021-03-09"),
        document("The villagers signed it on 3 March 2021.", "2021-03-09"),
    ).events.empty


@pytest.mark.parametrize(
    ("text", "kind", "modality"),
    [
        (
            "Russia deployed two battalions on 3 March 2021, Reuters reported.",
            "deployment",
            "reported",
        ),
        (
            "The ministry said that Russia had deployed two battalions on 3 March 2021.",
            "deployment",
            "reported",
        ),
        (
            "If Russia deployed two battalions on 3 March 2021, nobody saw them.",
            "deployment",
            "conditional",
        ),
        ("Russia did not deploy two battalions on 3 March 2021.", "deployment", "negated"),
        ("Russia planned to deploy two battalions on 3 March 2021.", "deployment", "future"),
        (
            "On 3 March 2021 Pashinyan said that Russia had deployed two battalions.",
            "statement",
            "asserted",
        ),
        (
            "Pashinyan said that Russia had deployed two battalions on 3 March 2021.",
            "deployment",
            "reported",
        ),
        (
            "TASS said on 3 March 2021 that Russia had deployed two battalions.",
            "deployment",
            "reported",
        ),
    ],
)
def test_what_is_not_told_as_fact_stays_out_of_the_timeline_and_a_statement_is_a_fact(
    text: str, kind: str, modality: str
) -> None:
    told = chain(document(f"It rained. {text}", "2021-03-09"), reference=False).events
    assert told[["kind", "modality"]].to_numpy().tolist() == [[kind, modality]]
    assert len(timeline(told)) == (modality == "asserted")
    assert len(timeline(told, modalities=(modality,))) == len(timeline(told, modalities=())) == 1


def test_a_statement_at_the_end_is_an_event_beside_what_it_reports() -> None:
    both = [("deployment", "reported"), ("statement", "asserted")]
    told = chain(
        document("It rained.", "2023-02-20"),
        document("Russia sent troops to Syunik, Peskov said.", "2023-02-20"),
        reference=False,
    ).events
    assert sorted(zip(told["kind"], told["modality"], strict=True)) == both
    told = chain(
        document(
            "It was good news, said Borrell.",
            "2023-02-20",
            title="EU mission starts patrols, Borrell announces",
        ),
        reference=False,
    ).events
    assert sorted(zip(told["kind"], told["modality"], strict=True)) == both


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russia sent troops to Syunik on 3 March 2021, Peskov said.", "deployment"),
        ("Russia sent troops to Syunik, Peskov said on 3 March 2021.", "statement"),
    ],
)
def test_a_date_belongs_to_the_report_or_to_the_statement_by_its_place(
    text: str, kind: str
) -> None:
    assert only(document(f"It rained. {text}", "2021-03-20"), reference=False)["kind"] == kind


def test_told_as_fact_by_one_and_as_report_by_another_is_a_fact() -> None:
    rows = [
        document(
            "Russia deployed peacekeepers near Goris in Armenia, Reuters reported.", "2021-03-01"
        ),
        document("Russia deployed peacekeepers near Goris in Armenia.", "2021-03-01"),
    ]
    for order in (rows, rows[::-1]):
        one = only(*order, reference=False)
        assert (one["modality"], one["n_docs"]) == ("asserted", 2)
    assert only(rows[0], reference=False)["modality"] == "reported"


def test_days_that_cannot_both_be_right_show_as_disputed() -> None:
    text = (
        "Supporters of the National Democratic Pole rallied near the Russian base in Gyumri on {}."
    )
    one = only(
        document(text.format("8 January 2023"), "2023-01-20"),
        document(text.format("9 January 2023"), "2023-01-21"),
        document(text.format("8 January 2023"), "2023-01-22"),
    )
    assert (one["n_docs"], one["disputed"], one["reference_id"]) == (3, True, "gyumri-rally-2023")
    assert [f"{one[c]:%d}" for c in ("begin", "earliest", "latest")] == ["08", "08", "09"]


def test_a_dispute_needs_no_reference_event_and_a_report_a_day_later_is_none() -> None:
    text = "Armenia and Iran signed a long gas contract in Tehran{}."
    stated = only(
        document(text.format(" on 1 March 2021"), "2021-03-20"),
        document(text.format(" on 3 March 2021"), "2021-03-20"),
        reference=False,
    )
    assert stated["disputed"] and (stated["latest"] - stated["earliest"]).days == 2
    late = only(
        document(text.format(""), "2021-03-02"),
        document(text.format(" on 1 March 2021"), "2021-03-20"),
        reference=False,
    )
    assert not late["disputed"] and late["n_docs"] == 2 and f"{late['begin']:%d}" == "01"


def test_comments_are_listed_with_the_event_not_counted_and_events_of_their_own() -> None:
    told = chain(
        document(
            "Russia launched a full-scale invasion of Ukraine on 24 February 2022.", "2022-02-24"
        ),
        document("Zurabishvili condemned the invasion of Ukraine by Russia.", "2022-02-24"),
    ).events
    war = told.set_index("reference_id").loc["ukraine-invasion-2022"]
    assert (war["n_docs"], war["sentences"]) == (1, "d0:0;d1:0")
    comment = told[told["reference_id"] == ""].iloc[0]
    assert (comment["kind"], comment["plover"], comment["sentences"]) == (
        "statement",
        "ACCUSE",
        "d1:0",
    )


def test_copies_are_not_counted() -> None:
    one = only(
        document("Armenia met Iran.", "2021-03-01"),
        document("Armenia met Iran.", "2021-03-01", duplicate_of="d0"),
    )
    assert (one["n_docs"], one["sentences"]) == (1, "d0:0;d1:0")


def test_a_name_in_passing_makes_no_telling_where_another_document_tells() -> None:
    told = chain(
        document(
            "Azerbaijan started a war in Karabakh against Armenia on 27 September 2020.",
            "2020-10-01",
        ),
        document("Pashinyan met Putin after the 44-day war.", "2021-04-07"),
    ).events.set_index("reference_id")
    assert told.loc["karabakh-war-2020", "sentences"] == "d0:0"


def test_the_order_of_the_documents_changes_nothing(digest: SimpleNamespace) -> None:
    given = {
        name: digest.given[name].sample(frac=1, random_state=5)
        for name in ("documents", "sentences", "mentions", "times")
    }
    pd.testing.assert_frame_equal(
        bench_events.told(given | {"reference": digest.given["reference"]}), digest.events
    )


def test_each_date_of_a_sentence_has_its_own_stretch_and_title() -> None:
    told = chain(
        document(
            "It rained. On 3 May 2021 Pashinyan met Putin, on 5 May he criticised Turkey, and on 7"
            " May he thanked Iran.",
            "2021-06-01",
        ),
        reference=False,
    ).events
    assert told["kind"].tolist() == ["meeting", "statement", "statement"] and told[
        "plover"
    ].tolist() == ["CONSULT", "ACCUSE", "SUPPORT"]
    assert told["title"].tolist() == [
        "Pashinyan met Putin",
        "He criticised Turkey",
        "He thanked Iran",
    ]
    assert "turkey" not in told["actors"].iloc[0]


def test_the_article_tells_of_the_three_statements_of_december_2022_and_of_their_peers() -> None:
    _, front, body = (DATA / "article.md").read_text(encoding="utf-8").split("---\n", 2)
    told = chain(document(body, "2023-01-12", title=re.search("title: (.+)", front)[1])).events
    days = {row.reference_id: f"{row.begin:%Y-%m-%d}" for row in timeline(told).itertuples()}
    assert {
        "pashinyan-statement-2022-12-22": "2022-12-22",
        "pashinyan-statement-2022-12-27": "2022-12-27",
        "pashinyan-statement-2022-12-29": "2022-12-29",
        "russian-peacekeepers-deploy-2020": "2020-11-10",
        "sargsyan-resignation-2018": "2018-04-23",
        "pashinyan-elected-2018": "2018-05-08",
        "velvet-revolution-2018": "2018-04-13",
        "lachin-corridor-2022": "2022-12-12",
        "gyumri-rally-2023": "2023-01-08",
        "pashinyan-russian-presence-2023": "2023-01-10",
    }.items() <= days.items()


def test_what_somebody_else_says_that_day_is_not_the_statement() -> None:
    told = chain(
        document(
            "Zakharova said the Russian peacekeepers do not fail their commitment in the Lachin"
            " corridor, answering Pashinyan.",
            "2022-12-22",
        )
    ).events
    assert told["reference_id"].tolist() == [""]


def test_tables_of_no_rows_give_no_events() -> None:
    empty = {name: tables.empty(name) for name in ("times", "sentences", "mentions", "documents")}
    assert events(
        empty["times"],
        sentences=empty["sentences"],
        mentions=empty["mentions"],
        documents=empty["documents"],
    ).empty


def test_a_sentence_of_an_unknown_document_is_refused() -> None:
    made = chain(document("Armenia met Iran.", "2021-03-01"))
    with pytest.raises(TableError, match="document 'd0' is not in the documents"):
        events(
            made.times,
            sentences=made.sentences,
            mentions=made.mentions,
            documents=made.documents.iloc[:0],
        )


def test_grouping_of_one_busy_day_is_not_quadratic(monkeypatch: pytest.MonkeyPatch) -> None:
    day = pd.Timestamp("2015-09-28")
    many = [
        Candidate(
            day,
            day,
            "day",
            "t",
            f"d{n}:0",
            f"d{n}",
            frozenset({f"actor{n % 50}"}),
            "meeting",
            "CONSULT",
            "asserted",
            frozenset(f"w{(n * k) % 997}" for k in range(1, 15)),
        )
        for n in range(3000)
    ]
    compared = []
    same = merging._same
    monkeypatch.setattr(merging, "_same", lambda *pair: compared.append(1) or same(*pair))
    rows = merged(many, kinds={})
    assert sum(row["n_docs"] for row in rows) == 3000
    assert len(compared) <= 3000 * 2999 / 2 / 5, "most pairs are told apart without comparing them"


def test_kinds_of_one_happening_are_alike() -> None:
    assert (
        alike("meeting", "agreement") and not alike("statement", "agreement") and alike("", "war")
    )


def test_stems_leave_out_what_any_two_reports_share() -> None:
    assert stems("They said that 1,960 peacekeepers were deployed") == {"1,960", "peace", "deplo"}


def test_a_reference_event_without_words_or_actors_is_found_by_its_title() -> None:
    rows = [
        {
            "id": "quake",
            "title": "Strong earthquake shakes Gyumri",
            "begin": pd.Timestamp("2021-05-03"),
            "end_date": pd.Timestamp("2021-05-03"),
            "kind": "accident",
            "actors": "",
            "words": "",
        }
    ]
    links = Links(pd.DataFrame(rows))
    assert list(links.known) == ["quake"] and sum(
        links.known["quake"].weights.values()
    ) == pytest.approx(1)


# ---- the digest: floors, pinned to their gold, never lowered silently ----

# Gold: the pairs of reference event and entry in data/events.yml, with dates and kinds of the
# digest's entries.
GOLD = "c0300fcece59718a111d92d6492ac9d44631c9dd6b23f0722344617aaf9fe9c0"


@pytest.fixture(scope="module")
def digest() -> SimpleNamespace:
    given = bench_events.digest()
    return SimpleNamespace(given=given, events=bench_events.told(given))


def test_the_gold_is_the_one_that_the_floors_were_set_on(digest: SimpleNamespace) -> None:
    pairs = sorted(
        bench_events.gold(digest.given["reference"], digest.given["documents"], dated=False)
    )
    with (DATA / "digest.csv").open(encoding="utf-8") as file:
        entries = [
            (row["id"], row["date"], row["end_date"], row["kind"]) for row in csv.DictReader(file)
        ]
    assert hashlib.sha256(repr((pairs, entries)).encode()).hexdigest() == GOLD


@pytest.mark.parametrize(
    ("dated", "telling", "precision", "recall"),
    [
        (False, False, 0.86, 0.58),
        (True, False, 0.82, 0.69),
        (False, True, 0.96, 0.40),
        (True, True, 0.96, 0.50),
    ],
)
def test_links_to_reference_events_are_right_and_found(
    digest: SimpleNamespace, dated: bool, telling: bool, precision: float, recall: float
) -> None:
    pairs = bench_events.links(digest.events, bench_events.entry_of(digest.given["documents"]))[
        telling
    ]
    found = bench_events.scores(
        bench_events.gold(digest.given["reference"], digest.given["documents"], dated=dated), pairs
    )
    assert found[0] >= precision and found[1] >= recall, found


def test_nearly_every_reference_event_is_found(digest: SimpleNamespace) -> None:
    assert digest.events["reference_id"].replace("", None).nunique() >= 44


def test_entries_of_one_day_are_events_of_that_day_and_of_their_kind(
    digest: SimpleNamespace,
) -> None:
    frame = bench_events.entry_events(
        digest.given, bench_events.told(digest.given, reference=False)
    )
    assert frame.loc[frame["one_day"], "on_day"].mean() >= 0.96
    assert (frame["said"] == frame["kind"]).mean() >= 0.82


# ---- the timeline's choices ----


def some_events() -> pd.DataFrame:
    rows = [
        {
            "event_id": f"e{i}",
            "begin": pd.Timestamp(day),
            "end_date": pd.Timestamp(day),
            "granularity": "day",
            "title": str(i),
            "kind": kind,
            "actors": who,
            "n_docs": n,
            "modality": how,
        }
        for i, (day, kind, who, n, how) in enumerate(
            [
                ("2018-05-08", "election", "armenia", 1, "asserted"),
                ("2020-11-10", "deployment", "russia;armenia", 4, "asserted"),
                ("2022-12-22", "statement", "russia", 2, ""),
                ("2023-01-01", "clash", "russia", 9, "reported"),
            ]
        )
    ]
    return tables.make(rows, "events")


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        ({}, ["e0", "e1", "e2"]),
        ({"window": ("2020-01-01", None)}, ["e1", "e2"]),
        ({"window": (None, "2020-11-10")}, ["e0", "e1"]),
        ({"actors": ["armenia"]}, ["e0", "e1"]),
        ({"kinds": ["statement"]}, ["e2"]),
        ({"minimum_documents": 2}, ["e1", "e2"]),
        ({"granularities": ["month"]}, []),
        ({"most": 1}, ["e1"]),
        ({"modalities": ("reported",)}, ["e2", "e3"]),
        ({"modalities": ("asserted", "reported"), "most": 1}, ["e3"]),
        ({"modalities": ()}, ["e0", "e1", "e2", "e3"]),
    ],
)
def test_timeline_choices(choice: dict, ids: list[str]) -> None:
    assert timeline(some_events(), **choice)["event_id"].tolist() == ids


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(StandpointError, match="2021-01-01 lies after 2020-01-01"):
        timeline(some_events(), window=("2021-01-01", "2020-01-01"))


def test_an_unknown_modality_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        StandpointError, match="unknown modality 'reportd'.*nearest known is 'reported'"
    ):
        timeline(some_events(), modalities=("reportd",))
