"""Training data: formats, fairness by construction, what is held out stays out; the notebook where
torch is installed.
"""

from __future__ import annotations

import json
import random
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from standpoint.actors.registry import read_registry
from standpoint_training import corpora, examples, measures

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "data" / "training"
ROWS = [
    json.loads(line)
    for line in (TRAINING / "authored.jsonl").read_text(encoding="utf-8").splitlines()
]
NAMES = examples.name_lists(TRAINING / "names.yml")
TABLE = pd.read_csv(TRAINING / "stand_off.csv", dtype=str).fillna("")


def test_authored_sentences_label_every_entity_once_and_name_nobody() -> None:
    assert len(ROWS) >= 6000
    same = {"ADJ": "STATE", "CAPITAL": "STATE"}
    countries = {word for names in NAMES["countries"] for word in names}
    for row in ROWS:
        slots = re.findall(r"\{([A-Z]+)(\d)\}", row["sentence"])
        assert {same.get(kind, kind) + n for kind, n in slots if kind != "PLACE"} == set(
            row["labels"]
        ), row["sentence"]
        for label, holder in row["labels"].values():
            assert label in (-1, 0, 1) and (label == 0) == (holder == "")
        plain = re.sub(r"\{\w+\}", "", row["sentence"])
        assert not countries & set(re.findall(r"[A-Z][a-z]+", plain)), plain


def test_labels_do_not_depend_on_which_slot_it_is() -> None:
    """STATE1 must not be the villain by habit: the share of negative labels differs little between
    the slots.
    """
    by_slot: dict[str, list[int]] = {}
    for row in ROWS:
        for entity, (label, _) in row["labels"].items():
            if entity.startswith("STATE"):
                by_slot.setdefault(entity, []).append(label)
    shares = [np.mean(np.array(labels) == -1) for labels in by_slot.values() if len(labels) > 500]
    assert len(shares) >= 2 and max(shares) - min(shares) < 0.2, shares


def test_filling_marks_what_it_fills_and_changes_with_the_seed() -> None:
    one, other = (
        examples.authored([TRAINING / "authored.jsonl"], names=NAMES, seed=seed) for seed in (1, 2)
    )
    assert len(one) == len(other) == sum(len(row["labels"]) for row in ROWS)
    assert one != other and one == examples.authored(
        [TRAINING / "authored.jsonl"], names=NAMES, seed=1
    )
    for example in one[::97]:
        assert all(
            example.sentence[start:end].strip() and "{" not in example.sentence
            for start, end in example.spans
        )


def test_a_doubled_article_and_a_small_first_letter_are_mended() -> None:
    lists = NAMES | {"countries": [["the United States", "American", "Washington"]] * 4}
    text, spans = examples.fill(
        "{STATE1} left. The {STATE2} stayed.", names=lists, generator=random.Random(1)
    )
    assert text == "The United States left. The United States stayed."
    assert text[slice(*spans["STATE2"][0])] == "United States"


def test_stand_off_labels_are_of_known_actors() -> None:
    actors = read_registry(ROOT / "data" / "actors.yml").actors
    assert len(TABLE[TABLE["label"] != "x"]) >= 3000 and set(TABLE["label"]) == {
        "-1",
        "0",
        "1",
        "x",
    }
    assert set(TABLE["target"]) <= set(actors)
    assert not TABLE.duplicated(["corpus", "document", "start", "end"]).any()
    twice = TABLE["second_label"] != ""
    newer = TABLE.index >= 3280  # drawn where the model was unsure
    assert twice[~newer].mean() > 0.333 and twice[newer].mean() > 0.24


def test_labels_of_digest_entries_are_of_known_actors() -> None:
    read = pd.read_csv(TRAINING / "digest_labels.csv", dtype=str)
    entries = pd.read_csv(ROOT / "data" / "digest.csv", dtype=str)
    assert (
        set(read["label"]) == {"-1", "0", "1", "x"}
        and not read.duplicated(["entry", "target"]).any()
    )
    assert set(read["entry"]) <= set(entries["id"])
    assert set(read["target"]) <= set(read_registry(ROOT / "data" / "actors.yml").actors)


def pages(folder: Path, *, held_out: str = "") -> corpora.Sources:
    """Forty made-up pages with one labelled sentence each, in the folders of the real ones."""
    sentence = "Armenia thanked Russia."
    ids = [str(number) for number in range(40)]
    texts = [f"Page {key}. {sentence}" for key in ids]
    (folder / "kremlin").mkdir()
    (folder / "ungdc").mkdir()
    pd.DataFrame({"id": ids, "text": texts}).to_parquet(
        folder / "kremlin" / "kremlin_en_1999_2020.parquet"
    )
    pd.DataFrame({"doc_id": [], "text": []}).to_parquet(
        folder / "ungdc" / "ungdc_1946_2024_v13.parquet"
    )
    held = pd.DataFrame({"source": ["kremlin"], "document": [held_out]})
    held.to_csv(folder / "HELD_OUT.csv", index=False)
    begin = [text.index(sentence) for text in texts]
    labels = pd.DataFrame({"corpus": "kremlin", "document": ids, "sentence_start": begin})
    labels["sentence_end"] = labels["sentence_start"] + len(sentence)
    labels["start"] = labels["sentence_start"] + sentence.index("Russia")
    labels = labels.assign(end=labels["start"] + 6, target="russia", label="1", doubt=0)
    labels.assign(second_label="").to_csv(folder / "labels.csv", index=False)
    return corpora.sources(ROOT, folder)._replace(stand_off=folder / "labels.csv")


def test_stand_off_labels_lie_in_their_texts_and_are_split_by_document(tmp_path: Path) -> None:
    registry = read_registry(ROOT / "data" / "actors.yml")
    train, develop = corpora.hand_read(pages(tmp_path), registry=registry)
    assert len(train) + len(develop) == 40 and len(train) > len(develop) > 0
    for example in train + develop:
        ((start, end),) = example.spans
        assert example.sentence[start:end] == "Russia" and example.kind == "state"


def test_a_label_of_a_held_out_document_is_refused(tmp_path: Path) -> None:
    registry = read_registry(ROOT / "data" / "actors.yml")
    with pytest.raises(ValueError, match="held out for tests, and yet labelled: .'7'"):
        corpora.hand_read(pages(tmp_path, held_out="7"), registry=registry)


def test_the_agreement_stated_in_the_readme_is_that_of_the_file() -> None:
    said = (TRAINING / "README.md").read_text(encoding="utf-8")
    twice = TABLE[TABLE["second_label"] != ""]
    same = (twice["label"] == twice["second_label"]).mean()
    chance = sum(
        (twice["label"] == k).mean() * (twice["second_label"] == k).mean()
        for k in set(twice["label"])
    )
    assert (
        f"{100 * same:.1f} %" in said
        and f"{len(twice):,} pairs" in said
        and f"kappa {(same - chance) / (1 - chance):.2f}" in said
    )
    assert (
        f"{len(ROWS):,} sentences" in said
        and f"{sum(len(r['labels']) for r in ROWS):,} labels" in said
        and f"{len(TABLE):,} sentence" in said
    )


def test_interval_of_macro_f1_holds_the_point_and_resamples_groups() -> None:
    generator = np.random.default_rng(0)
    true = generator.integers(0, 3, 300)
    given = np.where(generator.random(300) < 0.7, true, generator.integers(0, 3, 300))
    low, high = measures.macro_f1_interval(
        true, given, groups=[str(i // 3) for i in range(300)], seed=0
    )
    assert 0.6 < low < high < 0.95
    wide = measures.macro_f1_interval(
        true, given, groups=[str(i // 100) for i in range(300)], seed=0
    )
    assert wide[1] - wide[0] != high - low


@pytest.mark.skipif(
    find_spec("torch") is None, reason='needs the extra train: pip install -e ".[train]"'
)
def test_the_notebook_runs_with_tiny_parameters(tmp_path: Path) -> None:
    import papermill
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = [
        "[PAD]",
        *(f"[unused{i}]" for i in range(1, 9)),
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *"abcdefghijklmnopqrstuvwxyz.,",
        *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
    ]
    BertModel(
        BertConfig(
            vocab_size=len(words) + 16,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
        )
    ).save_pretrained(tmp_path)
    pieces = BertWordPieceTokenizer(
        {word: place for place, word in enumerate(words)}, lowercase=True
    )
    special = {
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "mask_token": "[MASK]",
    }
    PreTrainedTokenizerFast(tokenizer_object=pieces._tokenizer, **special).save_pretrained(tmp_path)
    papermill.execute_notebook(
        ROOT / "notebooks" / "90-train-the-model.ipynb",
        tmp_path / "out.ipynb",
        kernel_name="python3",
        cwd=ROOT / "notebooks",
        progress_bar=False,
        parameters={
            "base": str(tmp_path),
            "data": str(tmp_path / "data"),
            "epochs": 1,
            "last_epochs": 1,
            "limit": 64,
        },
    )
    assert "macro-F1" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
