"""The frames: who is spoken well or ill of, case by case; the lexicon; bad input; speed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

from standpoint.attitude.scorers import Item, load_scorer
from standpoint.attitude.scorers.frames import NO_FRAME, Frames
from standpoint.errors import ScorerError
from standpoint.language.lexicon import bundled_lexicon, read_lexicon
from standpoint.language.parse import read

HERE = Path(__file__).parent
LEXICON = HERE.parents[2] / "data" / "frames.yml"
with (HERE / "frame_cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = [(row["group"], row["sentence"], row["label"]) for row in csv.DictReader(file)]


def item(marked: str, kind: str = "") -> Item:
    """'Baku accused [Yerevan].' → the item whose target stands in brackets."""
    start = marked.index("[")
    end = marked.index("]") - 1
    return Item(marked.replace("[", "", 1).replace("]", "", 1), start, end, kind)


def label(marked: str) -> str:
    scorer = Frames()
    return str(scorer.label(scorer.score([item(marked)]))[0])


def test_there_are_enough_cases_of_every_kind() -> None:
    assert len(CASES) >= 130 and len({sentence for _, sentence, _ in CASES}) >= len(CASES) - 1
    assert min(Counter(expected for _, _, expected in CASES).values()) >= 30
    assert len({group for group, _, _ in CASES}) >= 15


@pytest.mark.parametrize(
    ("group", "sentence", "expected"), CASES, ids=[f"{g}-{n}" for n, (g, _, _) in enumerate(CASES)]
)
def test_case(group: str, sentence: str, expected: str) -> None:
    assert label(sentence) == expected, Frames().explain(item(sentence))


def test_the_frame_that_applies_is_named() -> None:
    (matched,) = Frames().explain(item("Baku accused [Yerevan] of delay."))
    assert (matched.frame, matched.word, matched.role, matched.sign) == (
        "accusing",
        "accuse",
        "obj",
        -1,
    )
    assert Frames().explain(item("[Baku] accused Yerevan of delay.")) == ()
    (taken_back,) = Frames().explain(item("Baku did not accuse [Yerevan] of delay."))
    assert taken_back.sign == 0


def test_the_label_does_not_hang_on_the_name() -> None:
    patterns = [
        sentence
        for _, sentence, _ in CASES
        if re.search(r"\[(Armenia|Georgia|France|Russia|Iran)\]", sentence)
    ]
    assert len(patterns) > 40
    for sentence in patterns:
        labels = {
            label(re.sub(r"\[\w+\]", f"[{name}]", sentence))
            for name in ("Armenia", "Russia", "Azerbaijan", "Germany", "India")
        }
        assert len(labels) == 1, sentence


def test_without_a_frame_the_answer_is_mostly_neutral_and_the_same() -> None:
    p = Frames().score([item("[Pashinyan] met Putin."), item("The [OSCE] has its seat in Vienna.")])
    assert np.array_equal(p, np.vstack([NO_FRAME, NO_FRAME]))
    assert p.argmax(axis=1).tolist() == [1, 1]


def test_rows_sum_to_one_and_do_not_depend_on_each_other() -> None:
    items = [item(sentence) for _, sentence, _ in CASES]
    together = Frames().score(items)
    assert np.allclose(together.sum(axis=1), 1) and (together > 0).all()
    alone = np.vstack([Frames().score([one]) for one in reversed(items)])[::-1]
    assert np.array_equal(together, alone)
    assert Frames().score([]).shape == (0, 3)


def test_more_frames_of_one_sign_are_surer_and_opposite_ones_cancel() -> None:
    one, two, both = Frames().score(
        [
            item("The mayor blamed [France]."),
            item("The mayor blamed [France], the aggressor, for the fire."),
            item("The mayor praised [France], the aggressor, for the fire."),
        ]
    )
    assert two[0] > one[0] > 0.8
    assert both.max() < 0.5 and both[1] > one[1]


@pytest.mark.parametrize(
    "text",
    [
        "Armenia",
        "Armenia 😀👍 !!! ??? …",
        "ارمنستان and Armenia ، Հայաստան",
        "\u200f\u0301Armenia\u200b\x00\t\n",
        "'''' ’s Armenia’s 's ‘“”\"",
        "ARMENIA ACCUSES AZERBAIJAN OF SHELLING VILLAGES",
        "to to to not not of of Armenia by by and and , , , who who which that that",
        "and , Armenia , and , or , which",
        "Armenia " + "and so on " * 4000,
        "x" * 20_000 + " Armenia",
        "having been being done by Armenia by having been",
        "that which who accused whom accused which who that Armenia accused accused accused",
    ],
)
def test_odd_text_is_scored_without_a_crash(text: str) -> None:
    start = text.find("Armenia") if "Armenia" in text else 0
    p = Frames().score([Item(text, start, start + 7)])
    assert np.isfinite(p).all() and np.allclose(p.sum(), 1)


def test_a_target_far_into_a_very_long_sentence_is_reached() -> None:
    filler = "In the first year the road was long and the winter cold, and nobody came. " * 20
    assert label(filler + "Then the mayor thanked [France] for the buses.") == "positive"
    assert label(filler * 20 + "Then the mayor thanked [France] for the buses.") == "neutral", (
        "past the limit: no frame, no guess"
    )


def test_capitals_of_a_headline_are_read_as_words() -> None:
    assert label("YEREVAN ACCUSES [BAKU] OF SHELLING VILLAGES") == "negative"


@pytest.mark.parametrize(
    ("sentence", "verb", "subjects", "objects"),
    [
        ("Baku accused Yerevan of shelling a village.", "shell", ["yerevan"], ["village"]),
        (
            "The treaty that Russia and Iran signed angered Ankara.",
            "sign",
            ["russia", "iran"],
            ["treaty"],
        ),
        (
            "Moscow, which supports Iran, criticised Brussels.",
            "criticise",
            ["moscow"],
            ["brussels"],
        ),
        ("Lavrov said Armenia had left the talks.", "leave", ["armenia"], ["talks"]),
        ("Forces of Azerbaijan shelled Goris and blocked the road.", "block", ["forces"], ["road"]),
        ("France promised to help the refugees.", "help", ["france"], ["refugees"]),
        ("The council urged Baku to free the captives.", "free", ["baku"], ["captives"]),
        ("Brushing aside all warnings, Iran tested the missile.", "test", ["iran"], ["missile"]),
    ],
)
def test_who_does_what(sentence: str, verb: str, subjects: list[str], objects: list[str]) -> None:
    r = read(sentence, bundled_lexicon())
    (at,) = [i for i, chunk in enumerate(r.chunks) if chunk.kind == "VG" and chunk.word == verb]
    assert sorted(r.chunks[i].word for i in r.subjects(at)) == sorted(subjects)
    assert [r.chunks[i].word for i in r.objects(at)] == objects


def test_the_lexicon_is_large_licensed_and_every_entry_can_be_met() -> None:
    text = LEXICON.read_text(encoding="utf-8")
    assert (
        "CC BY 4.0" in text
        and "Deng & Wiebe 2015" in text
        and "Rashkin, Singh & Choi 2016" in text
        and "Levin 1993" in text
    )
    given = yaml.safe_load(text)
    assert set(given) == {"verbs", "nouns", "adjectives"}
    entries = 0
    for part, groups in given.items():
        for name, group in groups.items():
            words = [word.strip() for word in group["words"].split(",")]
            assert len(words) == len(set(words)) and all(words), (
                f"{part}, {name}: a word stands there twice"
            )
            assert all(re.fullmatch(r"[a-z]+([-_][a-z]+)*", word) for word in words), (
                f"{part}, {name}"
            )
            limit = {"verbs": 5, "nouns": 2, "adjectives": 2}[part]
            assert all(len(word.split("_")) <= limit for word in words), (
                f"{part}, {name}: {limit} words at most are looked up"
            )
            assert name == "common" or 0.5 < group["sure"] < 1
            entries += len(words) if name != "common" else 0
    assert entries >= 1000
    lexicon = bundled_lexicon()
    for form, lemma in {
        "shelled": "shell",
        "betrayed": "betray",
        "driven": "drive",
        "criticized": "criticise",
        "stopping": "stop",
        "allies": "",
    }.items():
        assert lexicon.forms.get(form, ("",))[0] == lemma
    assert "allies" in lexicon.nouns and "honorable" in lexicon.adjectives


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("verbs: [", "frames.yml: not a lexicon of frames"),
        ("- thank", "not a lexicon of frames"),
        ("verbs: {thanking: {obj: '+'}}", "not a lexicon of frames"),
        (
            "verbs: {thanking: {obj: good, words: thank}}",
            "verbs, 'thanking': 'obj: good' is no sign. Remedy: write \"\\+\" or \"-\"",
        ),
        ("verbs: {thanking: {obj: '+', sure: often, words: thank}}", "not a lexicon of frames"),
    ],
)
def test_a_lexicon_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(ScorerError, match=message):
        read_lexicon(text)


def test_a_broken_lexicon_of_the_project_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("data", "notebooks"):
        (tmp_path / name).mkdir()
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "data" / "frames.yml").write_text("verbs: [thank]", encoding="utf-8")
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    with pytest.raises(ScorerError, match="frames.yml: not a lexicon of frames"):
        bundled_lexicon.__wrapped__()


def test_it_is_loaded_by_name() -> None:
    scorer = load_scorer("frames")
    assert scorer.name == "frames 1" and scorer.languages == {"en"}
