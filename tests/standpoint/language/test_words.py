"""The word lists, the forms of verbs, and the one place where a verb is entered."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from standpoint.language.words import bare_words, inflect, plural, tokens, verbs, word_lists

DATA = Path(__file__).parents[3] / "data"
FILES = sorted((DATA / "english").iterdir())
KNOWS_IT = """
from standpoint.attitude.attribution import attitude_spans
from standpoint.chronology.modality import modality
from standpoint.chronology.triggers import triggers
from standpoint.language.hedges import hedges
from standpoint.language.phrases import Mention, Words

text = "Baku blorped Paris had lied."
(span,) = attitude_spans(Words(text, [Mention(0, 4, "baku"), Mention(13, 18, "paris")]))
print(span.holder, text[span.first : span.last].strip())
print([(t.words, t.kind, t.plover) for t in triggers("Baku blorped it.")])
text = "Lavrov blorped that Ankara had sent troops."
at = text.index("sent troops")
print(modality(text, start=at, end=at + 11))
text = "Lavrov blorps Russia may leave."
print([bool(hedges(text, start=at, end=at + 6)) for at in (0, text.index("Russia"))])
"""


def test_a_new_verb_is_one_line(tmp_path: Path) -> None:
    """A verb that is added to verbs.csv is known to holders, triggers, modality and hedges."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").touch()
    shutil.copytree(DATA / "english", tmp_path / "data" / "english")

    def known() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", KNOWS_IT],
            env=os.environ | {"STANDPOINT_ROOT": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.splitlines()

    assert known() == []
    with (tmp_path / "data" / "english" / "verbs.csv").open("a", encoding="utf-8") as table:
        table.write("blorp,,,say,statement:ACCUSE,inverted content\n")
    assert known() == [
        "baku Paris had lied.",
        "[('blorped', 'statement', 'ACCUSE')]",
        "reported",
        "[False, True]",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_list_says_in_its_first_line_whose_it_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and "ritten for this project; CC BY 4.0" in first


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_key_and_no_word_of_a_group_stands_twice(path: Path) -> None:
    if path.suffix == ".csv":
        return
    text = path.read_text(encoding="utf-8")
    keys = re.findall(r"^(\w+):", text, re.MULTILINE)
    assert len(keys) == len(set(keys))
    for name, group in yaml.safe_load(text).items():
        if isinstance(group, str) and not name.endswith("_pattern"):
            assert len(group.split()) == len(set(group.split())), name
        if isinstance(group, list):
            assert len(group) == len({str(item) for item in group}), name


def test_the_table_of_verbs_is_in_order_and_says_only_what_its_head_explains() -> None:
    text = (DATA / "english" / "verbs.csv").read_text(encoding="utf-8")
    head = text[: text.index("\nverb,")]
    rows = list(csv.DictReader(line for line in text.splitlines() if line[0] != "#"))
    lemmas = [row["verb"] for row in rows]
    assert lemmas == sorted(set(lemmas)) and len(lemmas) > 500
    assert {row["reports"] for row in rows} == {"say", "judge", "act", "light", ""}
    for verb in verbs().values():
        assert all(re.search(rf"\b{trait}\b", head) for trait in verb.traits), verb
        assert len(verb.events) == len(set(verb.events))
        assert verb.past or not verb.participle, f"{verb.lemma}: a participle needs a past"
        assert any(verb[1:]), f"{verb.lemma} says nothing"


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("accuse", "accuse accuses accusing accused"),
        ("deny", "deny denies denying denied"),
        ("convey", "convey conveys conveying conveyed"),
        ("veto", "veto vetoes vetoing vetoed"),
        ("ban", "ban bans banning banned"),
        ("visit", "visit visits visiting visited"),
        ("admit", "admit admits admitting admitted"),
        ("expel", "expel expels expelling expelled"),
        ("cancel", "cancel cancels cancelling canceling cancelled canceled"),
        ("lie", "lie lies lying lied"),
        ("free", "free frees freeing freed"),
        ("write", "write writes writing written wrote"),
        ("put", "put puts putting put"),
        ("have", "have has having had"),
        (
            "criticise",
            "criticise criticises criticising criticised"
            " criticize criticizes criticizing criticized",
        ),
    ],
)
def test_forms_of_a_verb(lemma: str, forms: str) -> None:
    assert " ".join(form for form, _ in inflect(lemma)) == forms


def test_plurals() -> None:
    nouns = ("ally", "day", "clash", "embargo", "treaty", "coup")
    assert [plural(n) for n in nouns] == [
        "allies",
        "days",
        "clashes",
        "embargoes",
        "treaties",
        "coups",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "…", "“U.S.-led” forces can't leave Baku's 1,960 cease-fire posts.", "😀 ‏روسيا n't ''s"],
)
def test_tokens_lie_in_order_and_leave_out_only_white_space(text: str) -> None:
    at = 0
    for start, end in tokens(text):
        assert start < end and not re.search(r"\w", text[at:start])
        at = end
    words = bare_words(text)
    assert (
        "".join(
            gap + text[start:end]
            for gap, start, end in zip(words.gaps, words.starts, words.ends, strict=False)
        )
        + words.gaps[-1]
        == text
    )


def test_a_file_of_lists_is_read_once() -> None:
    assert word_lists("words") is word_lists("words")


def test_braces_in_an_expression_stand_for_words_and_for_expressions_above() -> None:
    names, events = word_lists("names"), word_lists("events")
    assert names.BODY_BEFORE.search("the Bank of ") and names.BODY_AFTER.match(" Airport")
    assert names.BESIDE.pattern == names.SETTLED.pattern + " "
    assert "whereas" in word_lists("words").subordinators  # of another file than the expression
    assert events.PUT_FIRST.search("Whereas Baku said") and not events.PUT_FIRST.search("Baku said")
    hedges = word_lists("hedges")
    assert [f"{hedges.DENIALS.pattern} that", "denied", "after", "S09"] in hedges.cues
