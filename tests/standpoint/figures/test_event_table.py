"""The timeline as a table that opens to its sentences, and the trace of one event."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from chain_for_tests import DATA, chain, document
from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.chronology.provenance import event_provenance
from standpoint.errors import StandpointError
from standpoint.figures.listings import event_table
from standpoint.study.pages import POLICY, page

EVIL = "<script>alert(1)</script>"
DAY = pd.Timestamp("2020-11-10")


def told(**changes) -> pd.DataFrame:
    row = {
        "event_id": "e1",
        "begin": DAY,
        "end_date": DAY,
        "granularity": "day",
        "title": "Peacekeepers arrive",
        "sentences": "d0:0;gone:3",
        "actors": "armenia;russia",
        "kind": "deployment",
        "plover": "",
        "modality": "asserted",
        "n_docs": 2,
        "earliest": DAY,
        "latest": DAY,
        "disputed": False,
        "reference_id": "",
    }
    return tables.make([row | changes], "events")


def shown(events: pd.DataFrame, text: str = "Russia deployed peacekeepers.", **options):
    documents = tables.make([{"doc_id": "d0", "source": "d0.txt"}], "documents")
    sentences = tables.make(
        [{"doc_id": "d0", "sent_id": 0, "start": 0, "end": 5, "text": text}], "sentences"
    )
    return event_table(events, sentences=sentences, documents=documents, **options)


def test_an_entry_says_date_names_and_sentences_with_their_source() -> None:
    (entry,) = shown(told(), registry=read_registry(DATA / "actors.yml")).rows
    assert (entry["date"], entry["who"], entry["n_docs"], entry["known_to"]) == (
        "2020-11-10",
        "Armenia, Russia",
        2,
        "day",
    )
    assert entry["sentences"] == [("Russia deployed peacekeepers.", "d0.txt")]


def test_what_to_think_of_a_date_is_said() -> None:
    month = told(
        begin=pd.Timestamp("2022-12-01"), end_date=pd.Timestamp("2022-12-31"), granularity="month"
    )
    assert (shown(month).rows[0]["known_to"], shown(month).rows[0]["date"]) == ("month", "2022-12")
    spell = told(begin=pd.Timestamp("2020-09-27"), end_date=DAY, granularity="range")
    assert (shown(spell).rows[0]["known_to"], shown(spell).rows[0]["date"]) == (
        "its span",
        "2020-09-27 to 2020-11-10",
    )
    disputed = told(
        disputed=True,
        earliest=pd.Timestamp("2020-11-09"),
        latest=pd.Timestamp("2020-11-12"),
        modality="reported",
    )
    assert shown(disputed).rows[0]["known_to"] == "disputed: 2020-11-09 to 2020-11-12; reported"


def test_nothing_of_the_corpus_is_html() -> None:
    table = shown(
        told(title=EVIL, kind=EVIL, actors=EVIL, reference_id=f'"{EVIL}'), text=EVIL
    )._repr_html_()
    assert "<script" not in table and table.count("&lt;script&gt;") == 5


def test_many_actors_are_counted() -> None:
    assert shown(told(actors="a;b;c;d;e;f")).rows[0]["who"] == "a, b, c and 3 more"


def notebook_page(tmp_path: Path, output: str) -> str:
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# What?"), nbformat.v4.new_code_cell("x")]
    )
    book.cells[1].outputs = [
        nbformat.v4.new_output("display_data", data={"text/html": output, "text/plain": "x"})
    ]
    nbformat.write(book, tmp_path / "n.ipynb")
    return page(tmp_path / "n.ipynb", tmp_path / "n.html").read_text(encoding="utf-8")


def test_a_page_with_such_a_table_runs_nothing(tmp_path: Path) -> None:
    text = notebook_page(tmp_path, shown(told())._repr_html_() + EVIL)
    policy = re.search(r'<meta content="([^"]*)" http-equiv="Content-Security-Policy"', text)[1]
    assert policy == POLICY and "script-src" not in policy
    assert re.findall(r"<script>.*?</script>", text) == [EVIL], "the corpus's, which does not run"


def test_the_trace_of_an_event_leads_from_its_sentences() -> None:
    made = chain(
        document("On 10 November 2020 Russia deployed peacekeepers in Karabakh.", "2020-11-20"),
        document(
            "Russia deployed peacekeepers in Karabakh on 10 November 2020, and Baku watched.",
            "2020-11-11",
        ),
    )
    events = tables.make(
        [
            {
                "event_id": "e1",
                "begin": DAY,
                "end_date": DAY,
                "granularity": "day",
                "title": "t",
                "sentences": "d0:0;d1:0;gone:1",
                "n_docs": 2,
            }
        ],
        "events",
    )
    way = event_provenance(
        events, event_id="e1", sentences=made.sentences, times=made.times, documents=made.documents
    )
    assert way["source"].tolist() == [
        "d1.txt",
        "d0.txt",
    ], "the earlier report first; a sentence that is gone is left out"
    assert (
        way["time words"].tolist() == ["10 November 2020"] * 2
        and way["read as"].tolist() == ["2020-11-10"] * 2
    )
    assert way["what happens"].str.contains("deployed: deployment, asserted").all()
    with pytest.raises(StandpointError, match="no event 'e2'"):
        event_provenance(
            events,
            event_id="e2",
            sentences=made.sentences,
            times=made.times,
            documents=made.documents,
        )


def test_a_first_sentence_is_read_with_the_title_of_its_document() -> None:
    made = chain(
        document(
            "Aircraft left early. Iran met France.",
            "2020-11-10",
            title="Russia deployed peacekeepers",
        )
    )
    events = tables.make(
        [
            {
                "event_id": "e1",
                "begin": DAY,
                "end_date": DAY,
                "granularity": "day",
                "title": "t",
                "sentences": "d0:0;d0:1",
                "n_docs": 1,
            }
        ],
        "events",
    )
    way = event_provenance(
        events, event_id="e1", sentences=made.sentences, times=made.times, documents=made.documents
    )
    assert way["title"].tolist() == ["Russia deployed peacekeepers", ""] and way[
        "what happens"
    ].iloc[0].startswith("deployed: deployment")
    assert "deployed" not in way["what happens"].iloc[1]


def test_a_sentence_without_time_words_is_dated_by_its_document() -> None:
    made = chain(document("Russia deployed peacekeepers in Karabakh.", "2020-11-10"))
    events = tables.make(
        [
            {
                "event_id": "e1",
                "begin": DAY,
                "end_date": DAY,
                "granularity": "day",
                "title": "t",
                "sentences": "d0:0",
                "n_docs": 1,
            }
        ],
        "events",
    )
    way = event_provenance(
        events, event_id="e1", sentences=made.sentences, times=made.times, documents=made.documents
    ).iloc[0]
    assert (way["time words"], way["read as"], way["counted from"]) == (
        "–",
        "2020-11-10",
        "the document's date",
    )
