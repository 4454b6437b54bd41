"""The bundled model: the same whatever the batch, fair to names by construction, and never a wrong
score in silence.
"""

from __future__ import annotations

import json
import shutil
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from standpoint.attitude.scorers import Item, load_scorer
from standpoint.attitude.scorers.encoder import Encoder
from standpoint.errors import ScorerError

FOLDER = Path(__file__).parents[3] / "data" / "models" / "encoder"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(FOLDER)


def item(sentence: str, target: str, kind: str = "state") -> Item:
    start = sentence.index(target)
    return Item(sentence, start, start + len(target), kind)


SOME = [
    item("Yerevan sharply criticised Baku for the delay.", "Baku"),
    item("Yerevan sharply criticised Baku for the delay.", "Yerevan"),
    item("The delegation thanked Georgia for opening its hospitals to the wounded.", "Georgia"),
    item("Talks were held in Prague. " * 3 + "Macron spoke last.", "Macron", "person"),
]


def test_files_fit_into_a_repository_and_carry_their_card() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 25 * 2**20
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    for needed in (
        "Licence",
        "language models",
        "NewsMTSC",
        "all-MiniLM-L6-v2",
        "Known failures",
        "English",
    ):
        assert needed in card, needed


def test_the_same_whatever_the_batch_and_the_order(encoder: Encoder) -> None:
    together = encoder.score(SOME)
    assert together.shape == (4, 3) and np.allclose(together.sum(1), 1) and (together > 0).all()
    for order in ([3, 1, 0, 2], [2], [0, 0, 1]):
        assert np.array_equal(encoder.score([SOME[i] for i in order]), together[order])
    assert np.array_equal(Encoder(FOLDER).score(SOME), together)


class Told(Encoder):
    """The bundled model with logits that are given; it keeps what the network would be fed."""

    def __init__(self, **config: float) -> None:
        super().__init__(FOLDER)
        self.config = self.config | config
        self.fed: dict[str, np.ndarray] = {}

    @cached_property
    def _loaded(self) -> tuple:
        session, tokenizer, kinds = Encoder(FOLDER)._loaded
        return self, tokenizer, kinds

    def run(self, names: None, fed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.fed = fed
        return [np.array([[2.0, 0.0, -1.0]])]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_divides_the_logits(temperature: float) -> None:
    p = Told(temperature=temperature, frames=0).score(SOME[:1])[0]
    assert np.log(p[0] / p[1]) * temperature == pytest.approx(2)
    assert np.log(p[1] / p[2]) * temperature == pytest.approx(1)


def test_the_target_itself_is_marked_and_masked_by_its_kind() -> None:
    told = Told()
    _, tokenizer, kinds = told._loaded
    for text, target, kind in (
        ("Yerevan sharply criticised Baku for the delay.", "Baku", "state"),
        ("Baku left.", "Baku", "person"),
        ("They thanked Georgia", "Georgia", ""),
        ("so they spoke on and on, " * 60 + "and Georgia left", "Georgia", "state"),
    ):
        told.score([item(text, target, kind)])
        ids, marked = told.fed["ids"][0], told.fed["target"][0]
        assert marked.sum() == 1 and ids[marked == 1].tolist() == [kinds[kind]]
        before = tokenizer.encode(text[: text.index(target)], add_special_tokens=False).ids
        place = int(marked.argmax())
        assert ids[1:place].tolist() == before[len(before) - place + 1 :]


def test_roles_and_not_words(encoder: Encoder) -> None:
    assert encoder.label(encoder.score(SOME)).tolist()[:3] == ["negative", "neutral", "positive"]


@pytest.mark.parametrize(
    "sentence",
    [
        "{} broke its promise to the villagers.",
        "The council praised {} for its patience.",
        "The president of {} arrived on Monday.",
    ],
)
def test_no_name_of_the_target_moves_its_score(encoder: Encoder, sentence: str) -> None:
    names = ["Armenia", "Azerbaijan", "Russia", "Turkey", "France", "Tajikistan", "Moscow"]
    scores = encoder.score([item(sentence.format(name), name) for name in names])
    assert np.ptp(scores, axis=0).max() < 1e-9


def test_the_target_at_the_end_of_a_very_long_sentence_is_read(encoder: Encoder) -> None:
    filler = "the delegations went on to speak of roads and bridges and schools and water and " * 40
    p = encoder.score(
        [
            item(filler + "they thanked Georgia warmly for its generous help.", "Georgia"),
            item(filler + "they condemned Georgia for its brutal attack.", "Georgia"),
        ]
    )
    assert encoder.label(p).tolist() == ["positive", "negative"]


def test_emoji_right_to_left_and_a_sentence_that_is_only_the_target(encoder: Encoder) -> None:
    odd = [
        item("😀 Armenia 🇦🇲👍", "Armenia"),
        item("قال Armenia إن", "Armenia"),
        item("Armenia", "Armenia"),
        item("Arme\u0301nia — ''", "Arme\u0301nia"),
    ]
    p = encoder.score(odd)
    assert np.isfinite(p).all() and np.allclose(p.sum(1), 1)


def test_nothing_asked_nothing_answered(encoder: Encoder) -> None:
    assert encoder.score([]).shape == (0, 3)


def test_a_missing_or_altered_file_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(FOLDER, copy)
    with (copy / "tokenizer.json").open("a", encoding="utf-8") as out:
        out.write(" ")
    with pytest.raises(ScorerError, match="tokenizer.json.*missing or altered"):
        Encoder(copy).score(SOME)
    (copy / "model.onnx").unlink()
    with pytest.raises(ScorerError, match="model.onnx.*Remedy: restore data/models"):
        Encoder(copy).score(SOME)
    (copy / "config.json").unlink()
    with pytest.raises(ScorerError, match="cannot be read"):
        Encoder(copy)


def test_it_is_the_default_and_says_its_version() -> None:
    assert (
        load_scorer().name
        == f"encoder {json.loads((FOLDER / 'config.json').read_text(encoding='utf-8'))['version']}"
    )
    assert load_scorer(FOLDER).name == load_scorer("encoder").name


def test_another_language_is_not_scored() -> None:

    from chain_for_tests import chain, document

    made = chain(document("Russia praised France.", language="fr"))
    assert len(made.mentions) == 1 and made.opinions.empty
