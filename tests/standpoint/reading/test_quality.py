"""The quality report: which number is a share of what."""

from __future__ import annotations

import pandas as pd

from standpoint import tables
from standpoint.reading.quality import quality


def report() -> pd.DataFrame:
    rows = [
        {"doc_id": f"d{n}", "source": f"{n}.txt", "text": "They left.", "language": "en"}
        | {"duplicate_of": "d0" if n in (1, 2) else "", "flags": "nfc" * (n == 3)}
        for n in range(8)
    ]
    left = [{"source": f"x{n}.pdf", "reason": "broken PDF"} for n in range(2)]
    repeated = pd.DataFrame(
        [("A", "Contact us", 4, 0.5, 40)],
        columns=["publisher", "line", "n_docs", "share", "characters"],
    )
    return quality(
        tables.make(rows, "documents"), excluded=tables.make(left, "excluded"), repeated=repeated
    ).set_index(["topic", "what"])


def test_records_and_what_was_left_out_are_shares_of_all_records_read() -> None:
    share = report()["share"]
    assert share["records", "read"] == 1
    assert share["records", "kept"] == 8 / 10 and share["records", "left out"] == 2 / 10
    assert share["left out", "broken PDF"] == 2 / 10


def test_everything_else_is_a_share_of_the_documents_kept() -> None:
    share = report()["share"]
    assert share["language", "en"] == share["reader", "given by hand"] == 8 / 8
    assert share["date", "undated"] == 8 / 8
    assert share["copies", "copies of another document, counted once"] == 2 / 8
    assert share["flags", "nfc"] == 1 / 8
    assert share["boilerplate", "with a line that was cut"] == 4 / 8


def test_the_share_of_characters_counts_what_was_cut_with_what_is_left() -> None:
    example = report().loc[("boilerplate", "with a line that was cut"), "example"]
    assert example == f"“Contact us”, {40 / (40 + 8 * len('They left.')):.1%} of all characters"
