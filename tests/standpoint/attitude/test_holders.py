"""Holders: whose attitude a sentence carries toward the actor it mentions."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from chain_for_tests import DATA, document
from standpoint import tables
from standpoint.actors.mentions import mentions
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry, read_registry
from standpoint.attitude.holders import holders
from standpoint.errors import TableError
from standpoint.language.hedges import hedges
from standpoint.language.phrases import Mention, Words, left, right
from standpoint.language.sentences import sentences
from standpoint.language.words import ACT, ING, JUDGE, LIGHT, PARTICIPLE, PAST, SAY, THIRD, VERBS

CASES = list(
    csv.DictReader(
        (Path(__file__).parent / "holder_cases.csv").read_text(encoding="utf-8").splitlines()
    )
)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(DATA / "actors.yml")


def read(rows: Sequence[dict], registry: Registry) -> pd.DataFrame:
    """Mentions of the documents with a column `holder`."""
    docs = tables.make(
        [{"doc_id": f"d{i:03}", "source": f"d{i}.txt"} | row for i, row in enumerate(rows)],
        "documents",
    )
    cut = sentences(docs)
    found = mentions(cut, documents=docs, registry=registry)
    return found.assign(holder=holders(found, sentences=cut, documents=docs, registry=registry))


@pytest.fixture(scope="module")
def cases(registry: Registry) -> pd.DataFrame:
    """All cases in one run: documents do not see each other."""
    return read(
        [document(c["text"], speaker=c["speaker"], title=c["title"]) for c in CASES], registry
    )


@pytest.mark.parametrize(
    "n", range(len(CASES)), ids=[f"{c['group']}: {c['text'][:60]}" for c in CASES]
)
def test_case(n: int, cases: pd.DataFrame) -> None:
    found = named_only(cases)
    found = found[(found["doc_id"] == f"d{n:03}") & (found["actor_id"] == CASES[n]["target"])]
    assert found["holder"].tolist() == [CASES[n]["holder"]]


def test_there_are_enough_cases_and_every_answer_is_possible(registry: Registry) -> None:
    assert len(CASES) >= 120 and len(
        {(c["text"], c["target"], c["speaker"]) for c in CASES}
    ) == len(CASES)
    assert all(c["holder"] in registry or c["holder"] in ("author", "unknown") for c in CASES)
    assert all(c["holder"] != c["target"] for c in CASES)


def test_nobody_holds_an_attitude_toward_himself(cases: pd.DataFrame) -> None:
    assert not (cases["holder"] == cases["actor_id"]).any()
    assert not cases["holder"].str.startswith("@").any()


def test_every_mention_has_its_holder_on_the_index_of_the_mentions(registry: Registry) -> None:
    made = read(
        [document("Ankara backed Baku."), document("Paris criticised Ankara.")], registry
    ).drop(columns="holder")
    docs = tables.make(
        [
            {"doc_id": f"d{i:03}", "source": "x"} | row
            for i, row in enumerate(
                [document("Ankara backed Baku."), document("Paris criticised Ankara.")]
            )
        ],
        "documents",
    )
    shuffled = made.sample(frac=1, random_state=1).set_index(pd.Index(["w", "x", "y", "z"]))
    out = holders(shuffled, sentences=sentences(docs), documents=docs, registry=registry)
    assert list(out.index) == ["w", "x", "y", "z"] and out.dtype == "str" and not out.isna().any()
    answers = dict(zip(shuffled["surface"] + shuffled["doc_id"], out, strict=True))
    assert answers == {
        "Ankarad000": "author",
        "Bakud000": "turkey",
        "Parisd001": "author",
        "Ankarad001": "france",
    }


def test_documents_do_not_see_each_other(registry: Registry) -> None:
    one = document("Lavrov spoke first. He said that France had failed.")
    other = document("He said that France had failed.")
    together = read([one, other], registry)
    assert together.loc[together["actor_id"] == "france", "holder"].tolist() == [
        "sergey-lavrov",
        "unknown",
    ]


def test_an_ambiguous_name_can_hold_and_be_spoken_of(registry: Registry) -> None:
    made = read(
        [document("Simonyan thanked France."), document("France thanked Simonyan.")], registry
    )
    assert made["actor_id"].tolist() == ["", "france", "france", ""]
    assert made["holder"].tolist() == ["author", "unknown", "author", "france"]


def test_no_mention_no_holder(registry: Registry) -> None:
    assert read([document("It rained.")], registry)["holder"].empty


def test_a_mention_without_its_sentence_is_named(registry: Registry) -> None:
    docs = tables.make(
        [{"doc_id": "d", "source": "x"} | document("Ankara backed Baku. It rained.")], "documents"
    )
    cut = sentences(docs)
    found = mentions(cut, documents=docs, registry=registry)
    with pytest.raises(TableError, match="not in the sentences table"):
        holders(found, sentences=cut[cut["sent_id"] == 1], documents=docs, registry=registry)
    with pytest.raises(TableError, match="document d"):
        holders(found, sentences=cut[:0], documents=docs, registry=registry)


@pytest.mark.parametrize(
    "text",
    [
        "“" * 50 + " Russia said",
        "said Russia",
        "Russia,,,,;;; and and and said that that that by by by France",
        "by according to Russia according to",
        "Russia’s ’s ’s said 😀 France ‏فرنسا",
        "France " + "said that Russia and " * 200 + "left",
        "Russia said that France lied and " * 1500,
        "RUSSIA ACCUSED FRANCE OF LYING.",
        "russia said france lied",
    ],
)
def test_odd_text_gets_an_answer(text: str, registry: Registry) -> None:
    made = read([document(text)], registry)
    assert made["holder"].isin([*registry.actors, "author", "unknown"]).all()


def test_verbs_have_their_forms_and_no_noun_of_everyday_news_is_one() -> None:
    for word, group, form in (
        ("denied", JUDGE, PAST),
        ("says", SAY, THIRD),
        ("seen", SAY, PARTICIPLE),
        ("accusing", JUDGE, ING),
        ("banned", ACT, PAST),
        ("gave", LIGHT, PAST),
        ("thought", SAY, PAST),
    ):
        assert (VERBS[word][0], VERBS[word][2]) == (group, form)
    assert not {"states", "united", "back", "press", "points", "fire"} & set(VERBS)


@pytest.mark.parametrize(
    ("text", "last", "who"),
    [
        ("a spokesman for X said", 3, "x"),
        ("critics of X said", 2, "unknown"),
        ("Smith in X said", 2, "unknown"),
        ("the move said", 1, "unknown"),
        ("in X said", 1, None),
        ("the government said", 1, "@state"),
        ("she said", 0, "@person"),
    ],
)
def test_phrase_before_a_verb(text: str, last: int, who: str | None) -> None:
    at = text.find("X")
    words = Words(text, [Mention(at, at + 1, "x")] if at >= 0 else [])
    phrase = left(words, last)
    assert (phrase.who if phrase else None) == who


def test_phrase_behind_by() -> None:
    text = "by analysts of X"
    words = Words(text, [Mention(15, 16, "x")])
    assert (
        right(words, 1).who == "unknown" and right(words, 3).who == "x" and right(words, 2) is None
    )


# ---- the next sentence, and what only looks like a turn ----

FIRST = (
    "Putin helps Erdogan in the Caucasus.",
    "Russia helps Turkey with its plants.",
    "Putin defeated every rival.",
)
NEXT = (
    "Baku believes that Yerevan plans revenge.",
    "Baku thinks that the protesters are right.",
    "Baku said it would send an envoy.",
    "Baku said it sent an envoy.",
    "Zakharova and Baku think it proved a point.",
    "Baku praised this decision of the court.",
    "Baku denounced her speech.",
    "Baku welcomed that proposal of Paris.",
)


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("then", NEXT)
def test_a_holder_never_leaks_back_from_the_next_sentence(
    first: str, then: str, registry: Registry
) -> None:
    found = read([document(f"{first} {then}")], registry)
    before = found[found["sent_id"] == 0]
    assert len(before) and "azerbaijan" not in set(before["holder"])
    assert before["holder"].iloc[0] == "author", "who helps is praised by nobody here"


NARRATIVE = (
    "In May Pashinyan listed three complaints: the road, the base and the price.",
    "His answer to Pashinyan was short: no.",
    "Pashinyan was blunt: Russia had betrayed its ally.",
)


@pytest.mark.parametrize("told", NARRATIVE)
def test_a_colon_in_a_narrative_opens_no_turn(told: str, registry: Registry) -> None:
    found = read([document(f"{told} The envoy of France left Moscow. Iran was pleased.")], registry)
    assert set(found[found["sent_id"] > 0]["holder"]) == {"author"}


@pytest.mark.parametrize(
    "label",
    [
        "President of Russia Vladimir Putin",
        "Vladimir Putin (in English)",
        "Vladimir Putin, President of Russia",
        "Vladimir Putin",
    ],
)
def test_a_label_before_a_colon_opens_a_turn(label: str, registry: Registry) -> None:
    found = read([document(f"{label}: It is late. France is a good friend.")], registry)
    last = found[found["sent_id"] == found["sent_id"].max()]
    assert last[["actor_id", "holder"]].values.tolist() == [["france", "vladimir-putin"]]


def test_a_state_may_say_we(registry: Registry) -> None:
    """A delegation's speech, whose speaker is a state, speaks in the first person."""
    text = "We say this with regret. Azerbaijan attacked our villages, and we condemn it."
    found = read([document(text, speaker="Armenia")], registry)
    assert found[["actor_id", "holder"]].values.tolist() == [["azerbaijan", "armenia"]]


ARTICLE = [  # a sentence of the article of notebook 00, an actor of it, and whose attitude
    ("Baku, he explained", "azerbaijan", "nikol-pashinyan"),
    ("Dmitry Peskov called", "armenia", "dmitry-peskov"),
    ("Yerevan speaks of a blockade", "armenia", "author"),  # Baku's beliefs stand behind it
    ("Russian peacekeepers began", "russian-peacekeeping-contingent", "author"),
    ("Maria Zakharova rejected", "russian-peacekeeping-contingent", "maria-zakharova"),
    ("The Armenian foreign minister was", "armenia", "author"),  # a colon before opened no turn
    ("Sergey Lavrov met", "armenia", "russia"),
]
UNCONFIRMED = [("According to an unconfirmed", "about 400"), ("In October Simonyan", "Armenia")]


def article() -> pd.DataFrame:
    _, _, body = (DATA / "article.md").read_text(encoding="utf-8").split("---\n", 2)
    row = {"doc_id": "d000", "source": "d0.txt"} | document(body, "2023-01-12")
    return tables.make([row], "documents")


@pytest.mark.parametrize(("begins", "actor", "holder"), ARTICLE)
def test_holders_of_the_bundled_article(
    begins: str, actor: str, holder: str, registry: Registry
) -> None:
    docs = article()
    (here,) = (row for row in sentences(docs).itertuples() if row.text.startswith(begins))
    found = read(docs.to_dict("records"), registry)
    found = found[(found["sent_id"] == here.sent_id) & (found["actor_id"] == actor)]
    assert set(found["holder"]) == {holder}


@pytest.mark.parametrize(("begins", "words"), UNCONFIRMED)
def test_what_the_bundled_article_marks_as_unconfirmed(begins: str, words: str) -> None:
    (told,) = (text for text in sentences(article())["text"] if text.startswith(begins))
    start = told.index(words)
    assert hedges(told, start=start, end=start + len(words))
