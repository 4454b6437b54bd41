"""The bundled model: the same whatever the batch, fair to names by construction, and never a wrong
score in silence.
"""

from __future__ import annotations

import json
import shutil
from functools import cached_property
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from standpoint.attitude.opinions import score, with_everybody
from standpoint.attitude.scorers import Item, Named, load_scorer
from standpoint.attitude.scorers.encoder import Encoder
from standpoint.attitude.scorers.masking import CANDIDATES
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
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 45e6
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    for needed in (
        "Licence",
        "language models",
        "NewsMTSC",
        "multilingual-e5-small",
        "Known failures",
        "Armenian",
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
        self.fed: list[dict[str, np.ndarray]] = []

    @cached_property
    def _loaded(self) -> tuple:
        return self, Encoder(FOLDER)._loaded[1]

    def run(self, names: None, fed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.fed.append(fed)
        rows = fed["places"].shape[1]
        actors = rows - len(CANDIDATES)
        labels = np.tile([2.0, 0.0, -1.0], (1, actors, 1))
        return [labels, np.zeros((1, rows, actors, 3))]


@pytest.mark.parametrize(("temperature", "adjustment"), [(0.5, 0.0), (1.0, 0.3), (2.5, 0.3)])
def test_an_adjustment_is_added_to_the_logits_and_the_temperature_divides_them(
    temperature: float, adjustment: float
) -> None:
    told = Told(temperature=temperature, adjustment=adjustment)
    p = told.score(SOME[:1])[0]
    assert np.log(p[0] / p[1]) * temperature == pytest.approx(2 + adjustment)
    assert np.log(p[1] / p[2]) * temperature == pytest.approx(1 - adjustment)
    (reading,) = told.read([(SOME[0].sentence, SOME[0].everybody()[0])])
    assert all(
        p == pytest.approx([1 / 3] * 3) for p in reading.held.values()
    )  # no adjustment there


def fed(text: str, *named: Named) -> tuple[list[str], list[list[int]]]:
    """The pieces that the network is fed for a sentence, and the places of each actor."""
    told = Told()
    told.read([(text, named)])
    (once,) = told.fed
    tokenizer = told._loaded[1]
    pieces = [tokenizer.id_to_token(k) or f"mark{k - told.marks.first}" for k in once["ids"][0]]
    rows = once["places"][0][len(CANDIDATES) :]
    assert np.allclose(rows.sum(1), 1)
    return pieces, [np.flatnonzero(row).tolist() for row in rows]


def test_every_name_is_masked_and_the_same_actor_has_the_same_mark() -> None:
    text = "Baku blamed Yerevan; Yerevan shrugged."
    pieces, (baku, yerevan) = fed(
        text,
        Named(0, 4, "baku", "state"),
        Named(12, 19, "yerevan", "state"),
        Named(21, 28, "yerevan", "state"),
    )
    assert not {"aku", "erevan"} & set("".join(pieces).replace("▁", "").split("B"))
    assert len(baku) == 2 and len(yerevan) == 4
    kind, who = (pieces[place] for place in baku)
    assert [pieces[place] for place in yerevan[:2]] == [pieces[place] for place in yerevan[2:]]
    assert pieces[yerevan[0]] == kind and pieces[yerevan[1]] != who


def test_kind_and_case_are_seen() -> None:
    plain = fed("Baku left.", Named(0, 4, "x", "state"))[0]
    assert fed("Baku left.", Named(0, 4, "x", "person"))[0] != plain
    assert fed("Baku left.", Named(0, 4, "x", ""))[0] != plain
    assert len(fed("Baku left.", Named(0, 4, "x", "state", "gen"))[0]) == len(plain) + 1


def test_a_sentence_of_twenty_actors_is_read_until_all_are_seen(encoder: Encoder) -> None:
    names = [f"Land{k}" for k in range(20)]
    text = "They met " + ", ".join(names) + " and left."
    named = [Named(text.index(n), text.index(n) + len(n), n, "state") for n in reversed(names)]
    (reading,) = encoder.read([(text, named)])
    assert set(reading.attitudes) == set(names)


def test_who_blames_whom(encoder: Encoder) -> None:
    text = "Baku sharply criticised Yerevan for the delay."
    named = [Named(0, 4, "baku", "state"), Named(24, 31, "yerevan", "state")]
    (reading,) = encoder.read([(text, named)])
    holder, share = reading.holder("yerevan", 0)
    assert holder == "baku" and 0.5 < share <= 1


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


def test_exchanging_all_names_changes_nothing_exactly(encoder: Encoder) -> None:
    """Of every actor the registry knows, whichever the target."""
    sentence = "{} accused {} of delay, and {} tried to calm both."
    scores = []
    for names in permutations(["Armenia", "Azerbaijan", "Russia", "Georgia"], 3):
        text = sentence.format(*names)
        items = with_everybody([item(text, name) for name in names], encoder)
        assert all(len(one.named) == 3 for one in items)
        scores.append(encoder.score(items))
    assert len(scores) == 24 and all(np.array_equal(one, scores[0]) for one in scores)


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


def test_a_language_that_the_model_does_not_read_is_not_scored() -> None:
    from chain_for_tests import chain, document

    made = chain(document("Russia praised France.", language="de"))
    assert made.opinions.empty
    with pytest.raises(ScorerError, match="language 'de'.*not read by encoder"):
        score("Russia praised France.", "France", language="de")


@pytest.mark.parametrize(
    ("language", "text", "target", "label"),
    [
        ("ru", "Россия резко осудила Турцию за обстрел.", "Турцию", "negative"),
        ("fr", "Le ministre a remercié la Géorgie de son aide généreuse.", "Géorgie", "positive"),
        (
            "tr",
            "Bakan, Gürcistan'ı saldırı nedeniyle sert biçimde kınadı.",
            "Gürcistan",
            "negative",
        ),
        ("az", "Nazir Gürcüstana səmimi dəstəyinə görə təşəkkür etdi.", "Gürcüstana", "positive"),
        ("hy", "Նախարարը խստորեն դատապարտեց Թուրքիային հարձակման համար։", "Թուրքիային", "negative"),
    ],
)
def test_other_languages_are_read(language: str, text: str, target: str, label: str) -> None:
    assert score(text, target, language=language)["label"].iloc[0] == label
