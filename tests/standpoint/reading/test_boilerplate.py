"""A sidebar goes, what somebody said stays; no document is emptied; what was cut is told."""

from __future__ import annotations

import pandas as pd

from standpoint import tables
from standpoint.reading.boilerplate import boilerplate

SIDEBAR = (
    "Related topics\nFollow the agency on all channels\nContact\nAll rights of this site are"
    " reserved"
)


def corpus(
    n: int,
    *,
    publisher: str = "Agency",
    every: int = 1,
    text: str = "Ministers met on day {n} in town.\nThank you.\nThey parted.\n",
) -> pd.DataFrame:
    rows = [
        {
            "doc_id": f"{publisher}{k}",
            "source": f"{publisher}/{k}.html",
            "publisher": publisher,
            "text": text.format(n=k) + (SIDEBAR if k % every == 0 else ""),
        }
        for k in range(n)
    ]
    return tables.make(rows, "documents")


def test_a_sidebar_in_one_page_of_six_is_cut_and_short_lines_between_go_with_it() -> None:
    made = boilerplate(corpus(300, every=6))
    assert not made.documents["text"].str.contains("channels|rights|Contact").any()
    assert (made.documents["flags"] == "boilerplate-cut").sum() == 50
    row = made.cut.set_index("line").loc["Follow the agency on all channels"]
    assert (
        row["n_docs"] == 50
        and abs(row["share"] - 1 / 6) < 0.01
        and row["characters"] == 50 * len("Follow the agency on all channels")
    )


def test_short_repeated_lines_of_the_text_stay() -> None:
    assert boilerplate(corpus(100)).documents["text"].str.contains("Thank you.").all()


def test_a_thanks_that_many_speakers_say_stays_and_a_line_in_most_pages_goes() -> None:
    rows = [
        {
            "doc_id": str(n),
            "source": "talks/x",
            "text": (
                f"I speak of matter {n}.\nIt is number {n}.\n"
                + "I thank you all for your attention." * (n % 5 == 0)
            ),
        }
        for n in range(200)
    ]
    assert boilerplate(tables.make(rows, "documents")).cut.empty
    rows = [
        row | {"text": f"I speak of matter {n}.\nSubscribe to our weekly letter."}
        for n, row in enumerate(rows)
    ]
    assert boilerplate(tables.make(rows, "documents")).cut["line"].tolist() == [
        "Subscribe to our weekly letter."
    ]


def test_a_line_in_few_documents_or_in_a_small_source_stays() -> None:
    small = corpus(15)
    assert boilerplate(small).cut.empty and boilerplate(small).documents["text"].equals(
        small["text"]
    )
    rare = corpus(1000, every=40)  # 25 pages, 2.5 % of them
    assert boilerplate(rare).cut.empty


def test_each_source_is_judged_by_itself() -> None:
    both = pd.concat([corpus(40), corpus(40, publisher="Other", every=50)], ignore_index=True)
    made = boilerplate(both)
    assert set(made.cut["publisher"]) == {"Agency"}
    assert "Contact" in made.documents.set_index("doc_id").at["Other0", "text"]


def test_a_document_of_nothing_else_stays_as_it_was() -> None:
    made = boilerplate(corpus(60, text=""))
    assert made.documents["text"].str.len().min() > 0 and made.cut.empty


def test_copies_do_not_make_a_line_frequent() -> None:
    table = corpus(60, every=3).assign(
        duplicate_of=["" if k % 6 else ("Agency0" if k else "") for k in range(60)]
    )
    assert boilerplate(table).cut.empty


def test_the_input_is_left_alone_and_empty_is_empty() -> None:
    table = corpus(60)
    before = table.copy()
    boilerplate(table)
    pd.testing.assert_frame_equal(table, before)
    assert boilerplate(tables.empty("documents")).documents.empty
