"""Any target-dependent classifier of the Hugging Face hub; needs the extra `transformers`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from standpoint.attitude.scorers import Item, most_likely
from standpoint.errors import ScorerError

SUGGESTED = "fhamborg/news_sentiment_newsmtsc"  # Hamborg & Donnay 2021
_LABELS = ("negative", "neutral", "positive")


class HuggingFace:
    """A classifier of (sentence, target) as negative, neutral or positive, by name or folder.

    It is loaded on first use and runs on the processor, one pair at a time. It raises ScorerError
    without the extra, where the model cannot be had, and where its classes are not the three."""

    languages = frozenset({"en"})

    def __init__(self, model: str, *, revision: str | None = None) -> None:
        self.model, self.revision = model, revision
        self.name = f"huggingface {model}" + (f"@{revision}" if revision else "")

    @cached_property
    def _loaded(self) -> tuple[Any, Any, list[int]]:
        try:
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise ScorerError(
                f"scorer '{self.name}'",
                "the library transformers is not installed",
                'pip install -e ".[transformers]"',
            ) from error
        try:
            tokenizer = AutoTokenizer.from_pretrained(self.model, revision=self.revision)
            network = AutoModelForSequenceClassification.from_pretrained(
                self.model, revision=self.revision
            ).eval()
        except (OSError, ValueError) as error:
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ScorerError(
                f"scorer '{self.name}'",
                f"the model cannot be had: {first}",
                "check its name and the network, or give a folder that holds it",
            ) from error
        classes = {int(place): str(name).lower() for place, name in network.config.id2label.items()}
        order = []
        for n, label in enumerate(_LABELS):
            starts = (label[:3], f"label_{n}")
            places = [place for place, name in classes.items() if name.startswith(starts)]
            if len(places) != 1 or len(classes) != 3:
                raise ScorerError(
                    f"scorer '{self.name}'",
                    f"its classes are {sorted(classes.values())}, and none is clearly '{label}'",
                    "choose a classifier of negative, neutral and positive",
                )
            order += places
        return tokenizer, network, order

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Score items; a sentence longer than the model reads is cut at its end."""
        tokenizer, network, order = self._loaded
        import torch

        p = np.empty((len(items), 3))
        with torch.no_grad():
            for place, item in enumerate(items):
                pair = tokenizer(
                    item.sentence,
                    item.sentence[item.start : item.end],
                    truncation="only_first",
                    return_tensors="pt",
                )
                p[place] = torch.softmax(network(**pair).logits[0].double(), -1)[order].numpy()
        return p

    def label(self, p: np.ndarray) -> np.ndarray:
        """The most likely label."""
        return most_likely(p)
