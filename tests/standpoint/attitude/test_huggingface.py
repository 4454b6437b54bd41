"""Any classifier of the hub behind the protocol: clear errors here, and a tiny random model where
the extra is installed.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from standpoint.attitude.scorers import Item
from standpoint.attitude.scorers.huggingface import HuggingFace
from standpoint.errors import ScorerError

INSTALLED = find_spec("transformers") is not None and find_spec("torch") is not None
ITEM = Item("Baku praised Ankara.", 13, 19)


@pytest.mark.skipif(INSTALLED, reason="the extra transformers is installed here")
def test_without_the_extra_the_error_says_what_to_install() -> None:
    with pytest.raises(
        ScorerError,
        match=r'transformers is not installed. Remedy: pip install -e "\.\[transformers\]"',
    ):
        HuggingFace("some/model").score([ITEM])


def tiny(folder, labels: dict[int, str]) -> str:
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "baku", "praised", "ankara", "."]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        num_labels=len(labels),
        id2label=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=32).save_pretrained(
        folder
    )
    return str(folder)


@pytest.mark.skipif(not INSTALLED, reason="needs the extra transformers with torch")
def test_a_tiny_random_model_answers_in_our_order(tmp_path) -> None:
    scorer = HuggingFace(tiny(tmp_path, {0: "Positive", 1: "Neutral", 2: "Negative"}))
    p = scorer.score([ITEM, Item("Baku praised Ankara. " * 30, 0, 4)])
    assert p.shape == (2, 3) and np.allclose(p.sum(1), 1)
    plain = HuggingFace(tiny(tmp_path, {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}))
    assert plain._loaded[2] == [0, 1, 2] and scorer._loaded[2] == [2, 1, 0]


@pytest.mark.skipif(not INSTALLED, reason="needs the extra transformers with torch")
def test_other_classes_and_unknown_names_are_refused(tmp_path) -> None:
    with pytest.raises(ScorerError, match="its classes are"):
        HuggingFace(tiny(tmp_path, {0: "a", 1: "b", 2: "c"})).score([ITEM])
    with pytest.raises(ScorerError, match="cannot be had"):
        HuggingFace(str(tmp_path / "nowhere")).score([ITEM])
