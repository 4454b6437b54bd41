"""Mentions: hand-made cases, laws that hold for any text, and the figures on the digest."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint import tables
from standpoint.actors.mentions import EARLY, SURNAME, co_mentions, mentions, named
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry, read_registry, span_of
from standpoint.errors import TableError
from standpoint.language.sentences import sentences as make_sentences

ROOT = Path(__file__).parents[3]
REGISTRY = read_registry(ROOT / "data" / "actors.yml")

# One line per case. `//` parts sentences; expected mentions are parted by `;;`, each
# surface|actor|via with
# |low where certainty is below 0.5, and ?a,b for the candidates of a mention that names no single
# actor.
CASES = list(
    csv.DictReader(
        Path(__file__).with_name("mention_cases.csv").read_text(encoding="utf-8").splitlines()
    )
)


def read(
    texts: dict[str, str], date: str = "", *, language: str = "en", registry: Registry = REGISTRY
) -> pd.DataFrame:
    """Mentions of texts whose sentences are parted by ' // '."""
    docs, sents = [], []
    first, last = (pd.Timestamp(day) for day in span_of(date)) if date else (pd.NaT, pd.NaT)
    for doc_id, text in texts.items():
        docs.append(
            {
                "doc_id": doc_id,
                "text": text,
                "language": language,
                "published_start": first,
                "published_end": last,
            }
        )
        start = 0
        for sent_id, part in enumerate(text.split(" // ")):
            sents.append(
                {
                    "doc_id": doc_id,
                    "sent_id": sent_id,
                    "start": start,
                    "end": start + len(part),
                    "text": part,
                }
            )
            start += len(part) + len(" // ")
    sentences = tables.make(sents, "sentences") if sents else tables.empty("sentences")
    documents = tables.make(docs, "documents") if docs else tables.empty("documents")
    return mentions(sentences, documents=documents, registry=registry)


def written(row) -> str:
    """A mention as the case file writes it."""
    actor = row.actor_id or "?" + row.candidates.replace(";", ",")
    return f"{row.surface}|{actor}|{row.via}" + ("|low" if row.certainty < 0.5 else "")


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{i:03}-{c['group']}-{c['text'][:40]}" for i, c in enumerate(CASES, 2)]
)
def test_case(case: dict[str, str]) -> None:
    named = named_only(read({"d": case["text"]}, case["date"]))
    found = [written(row) for row in named.itertuples()]
    assert found == [e for e in case["expected"].split(" ;; ") if e]


def test_case_file_is_large_enough() -> None:
    assert len(CASES) >= 110
    assert {c["group"] for c in CASES} >= {
        "name",
        "surname",
        "role",
        "bare",
        "metonym",
        "member",
        "adjective",
        "ambiguous",
    }
    assert len({(c["date"], c["text"]) for c in CASES}) == len(CASES)


# text that is likely to break something: names, marks, spaces of all kinds, half of a surrogate
# pair aside
PIECES = st.sampled_from(
    [
        "Armenia",
        "Armenian",
        "Moscow",
        "Pashinyan",
        "Prime Minister",
        "the",
        "in",
        "of",
        "'s",
        "’s",
        "-",
        "‑",
        " ",
        "  ",
        "\n",
        "\u00a0",
        "\u00ad",
        "\u0301",
        "İ",
        "ı",
        "Erdog\u0306an",
        "Erdoğan",
        "US",
        "U.S.",
        "Russo-",
        "Sargsyan",
        "President",
        ".",
        "(",
        "“",
        "à",
        "한",
        "\u1100\u1161",
        "🙂",
        "Nagorno-Karabakh",
        "Yerevan",
        "and",
        "said",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.text(max_size=80),
)


@given(text=TEXTS, date=st.sampled_from(["", "2018-05-08", "2018-05", "2021"]))
@settings(max_examples=150, deadline=None)
def test_spans_are_exact_inside_their_sentence_and_apart(text: str, date: str) -> None:
    found = read({"d": text}, date)
    pd.testing.assert_frame_equal(tables.check(found, "mentions"), found)
    sentences, start = {}, 0
    for sent_id, part in enumerate(text.split(" // ")):
        sentences[sent_id] = (start, start + len(part))
        start += len(part) + 4
    last = 0
    for row in found.itertuples():
        assert row.surface == text[row.start : row.end] and row.surface.strip()
        assert sentences[row.sent_id][0] <= row.start < row.end <= sentences[row.sent_id][1]
        assert 0 < row.certainty <= 1
        assert bool(row.actor_id) != bool(row.candidates)
        assert all(i in REGISTRY for i in [row.actor_id, *tables.split_cell(row.candidates)] if i)
        if row.via not in ("owner", "noun"):  # these two stand inside another mention
            assert row.start >= last
            last = row.end


@given(texts=st.lists(TEXTS, min_size=2, max_size=4))
@settings(max_examples=25, deadline=None)
def test_documents_do_not_touch_one_another(texts: list[str]) -> None:
    named = {f"d{i}": text for i, text in enumerate(texts)}
    together = read(named, "2021-03-01")
    for doc_id, text in reversed(named.items()):
        alone = read({doc_id: text}, "2021-03-01")
        pd.testing.assert_frame_equal(
            together[together.doc_id == doc_id].reset_index(drop=True), alone
        )


def test_order_of_documents_and_sentences_changes_no_reading() -> None:
    texts = {
        "a": "Serzh Sargsyan spoke. // Sargsyan left.",
        "b": "Sargsyan left. // Pashinyan stayed.",
    }
    docs = tables.make(
        [{"doc_id": d, "text": t, "language": "en"} for d, t in texts.items()], "documents"
    )
    rows = [("a", 0, 0, 21), ("a", 1, 25, 39), ("b", 0, 0, 14), ("b", 1, 18, 35)]
    sents = tables.make(
        [
            {"doc_id": d, "sent_id": i, "start": s, "end": e, "text": texts[d][s:e]}
            for d, i, s, e in rows
        ],
        "sentences",
    )
    there = mentions(sents, documents=docs, registry=REGISTRY)
    back = mentions(sents.iloc[::-1], documents=docs.iloc[::-1], registry=REGISTRY)
    key = ["doc_id", "start"]
    pd.testing.assert_frame_equal(
        there.sort_values(key, ignore_index=True), back.sort_values(key, ignore_index=True)
    )
    assert there[there.actor_id == "serzh-sargsyan"].certainty.tolist() == [1.0, 0.9]


def test_certainty_falls_from_name_to_culture() -> None:
    text = (
        "Armenia; Armenian troops; Yerevan accused; the Armenian prime minister; Armenian exports;"
        " Armenians; the Armenian language."
    )
    ranks = named_only(read({"d": text}, "2022-01-01")).certainty.tolist()
    name, troops, capital, role, adjective, people, culture = ranks
    assert (
        name > max(troops, capital, role)
        and min(troops, capital, role) > adjective > people > culture
    )


def test_decomposed_text_has_offsets_of_the_original() -> None:
    text = "Re\u0301publique: Erdog\u0306an  met\nthe  Armenian\nprime   minister."
    found = read({"d": text}, "2022-01-01")
    assert found.actor_id.tolist() == ["recep-tayyip-erdogan", "armenia", "nikol-pashinyan"]
    assert found.surface.tolist() == ["Erdog\u0306an", "Armenian", "Armenian\nprime   minister"]


def test_sentence_offsets_are_those_of_the_document() -> None:
    found = read({"d": "Nothing here. // Armenia spoke."})
    assert found[["sent_id", "start", "end"]].values.tolist() == [[1, 17, 24]]


def test_other_languages_and_unknown_language() -> None:
    assert read({"d": "Никол Пашинян и Кремль"}, "2022-01-01", language="ru").actor_id.tolist() == [
        "nikol-pashinyan",
        "russia",
    ]
    assert read({"d": "Armenia spoke."}, language="und").actor_id.tolist() == ["armenia"]
    assert read({"d": "Armenia spoke."}, language="en-GB").actor_id.tolist() == ["armenia"]
    assert read({"d": "Armenia spoke."}, language="ja").empty


def test_nothing_in_nothing_out() -> None:
    found = read({})
    assert found.empty and list(found.columns) == list(tables.SCHEMAS["mentions"].columns)
    assert read({"d": ""}).empty


def test_sentence_without_document_is_refused() -> None:
    sents = tables.make(
        [{"doc_id": "lost", "sent_id": 0, "start": 0, "end": 7, "text": "Armenia"}], "sentences"
    )
    with pytest.raises(TableError, match="lost.*no such document.*Remedy"):
        mentions(sents, documents=tables.empty("documents"), registry=REGISTRY)


def test_sentence_that_stands_elsewhere_is_refused() -> None:
    docs = tables.make([{"doc_id": "d", "text": "In Armenia", "language": "en"}], "documents")
    sents = tables.make(
        [{"doc_id": "d", "sent_id": 4, "start": 0, "end": 7, "text": "Armenia"}], "sentences"
    )
    with pytest.raises(TableError, match="sent_id 4.*not the text of its document"):
        mentions(sents, documents=docs, registry=REGISTRY)


def test_a_registry_of_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(
        "- id: acme\n  name: Acme Corp\n- id: jo\n  name: Jo Doe\n  kind: person\n  roles:\n  -"
        " {office: chief executive, of: acme}\n",
        encoding="utf-8",
    )
    found = read(
        {
            "d": (
                "Acme Corp fired Jo Doe, chief executive of Acme Corp. // Acme Corp chief executive"
                " spoke."
            )
        },
        "2020-01-01",
        registry=read_registry(path),
    )
    assert found[["surface", "actor_id", "via"]].values.tolist() == [
        ["Acme Corp", "acme", "name"],
        ["Jo Doe", "jo", "name"],
        ["Acme Corp", "acme", "owner"],
        ["Acme Corp chief executive", "jo", "role"],
    ]


def test_a_surname_before_its_bearer_held_any_office_is_less_sure() -> None:
    sure = {date: read({"d": "Aliyev spoke."}, date) for date in ("2001-05-01", "2020-05-01")}
    assert [found.actor_id.tolist() for found in sure.values()] == [["ilham-aliyev"]] * 2
    assert [found.certainty.item() for found in sure.values()] == [EARLY, SURNAME]
    assert EARLY <= 0.5 < SURNAME


def test_co_mentions_leave_out_what_names_no_actor() -> None:
    found = read({"d": "Armenia and Sargsyan and Russia. // Sargsyan met Sargsyan."}, "2019-01-01")
    assert (found.actor_id == "").sum() == 3, "the surname is ambiguous"
    assert co_mentions(found).values.tolist() == [["armenia", "russia", 1, 1]]


# Shares of the actors listed for an entry that are found in its title and summary, exactly or
# through their topmost parent, just under today's (0.909 and 0.951). The list also holds actors
# whom the text does not name. The floor belongs to the data of this hash.
DIGEST = ROOT / "data" / "digest.csv"
DIGEST_HASH = "702c1159c68990aebf762bf0c56af33abc5494f61fefe39f8b66355aa6518977"
FLOORS = {"exactly": 0.905, "rolled up": 0.949}


def test_actors_of_the_digest_are_found() -> None:
    assert hashlib.sha256(DIGEST.read_bytes()).hexdigest() == DIGEST_HASH
    digest = pd.read_csv(DIGEST, dtype=str, keep_default_na=False)
    documents = []
    for row in digest.itertuples():
        days = [*span_of(row.date), *(span_of(row.end_date) if row.end_date else ())]
        documents.append(
            {
                "doc_id": row.id,
                "text": f"{row.title}.\n{row.summary}",
                "language": "en",
                "published_start": pd.Timestamp(days[0]),
                "published_end": pd.Timestamp(days[-1]),
            }
        )
    documents = tables.make(documents, "documents")
    found = mentions(make_sentences(documents), documents=documents, registry=REGISTRY)
    ids = found.groupby("doc_id").actor_id.agg(set).to_dict()
    hits = {name: [] for name in FLOORS}
    for row in digest.itertuples():
        mentioned = ids.get(row.id, set()) - {""}
        parents = {REGISTRY.roll_up(actor) for actor in mentioned}
        for actor in (REGISTRY.find(name, row.date) for name in row.actors.split(";")):
            hits["exactly"].append(actor in mentioned)
            hits["rolled up"].append(REGISTRY.roll_up(actor) in parents)
    shares = {name: sum(values) / len(values) for name, values in hits.items()}
    assert all(shares[name] >= floor for name, floor in FLOORS.items()), shares


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u00ad"])
def test_what_nobody_sees_inside_a_name_does_not_hide_it(unseen: str) -> None:
    found = named(f"We met Rus{unseen}sia.", language="en", registry=REGISTRY)
    assert [(start, end, actor) for start, end, actor, *_ in found] == [(7, 14, "russia")]
