"""The clauses of a sentence: what a word reaches, and what stands beyond a wall."""

from __future__ import annotations

import pytest

from standpoint.language.clauses import INNER, MAIN, clause, walls


@pytest.mark.parametrize(
    ("sentence", "target", "expected"),
    [
        (
            "Pashinyan said that Russia's presence creates a threat",
            "Russia",
            "Russia's presence creates a threat",
        ),
        ("Baku welcomed the offer; Yerevan refused it.", "Yerevan", "Yerevan refused it."),
        (
            "He thanked France and Germany for help",
            "Germany",
            "He thanked France and Germany for help",
        ),
        ("“Russia let us down,” said Mirzoyan", "Russia", "Russia let us down"),
        (
            "Although Iran objected, Turkey went ahead",
            "Turkey",
            "Turkey went ahead",
        ),
    ],
)
def test_clauses(sentence: str, target: str, expected: str) -> None:
    start = sentence.index(target)
    first, last = clause(sentence, start, start + len(target))
    assert sentence[first:last].strip(" ,") == expected


def test_a_wall_parts_more_or_less_deeply() -> None:
    text = "Paris, which had waited, said that Baku left because it rained; Rome stayed."
    at, found = text.index("left"), walls(text)
    assert [text[found.before(at, depth) : found.after(at, depth)] for depth in (MAIN, INNER)] == [
        " that Baku left because it rained",
        "Baku left",
    ]
    assert text[found.before(at, MAIN, told=False) :].startswith("Paris")
    assert text[found.before(10) : found.after(10)] == "which had waited, said"
