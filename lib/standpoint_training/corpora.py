"""Where the training data lie, and which of them may be used: what is held out for tests is refused
here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint_training.examples import Example, stand_off
from standpoint_training.examples import news as read_news


class Sources(NamedTuple):
    """Bundled files, and the folder of what is not bundled (which may be missing)."""

    authored: Path
    names: Path
    stand_off: Path
    entries: Path
    elsewhere: Path


def sources(root: str | Path, data: str | Path) -> Sources:
    """The bundled training data of a project, and `data` as given or seen from the project's root."""
    bundled = Path(root) / "data" / "training"
    elsewhere = Path(data) if Path(data).is_dir() else Path(root) / data
    return Sources(
        bundled / "authored.jsonl",
        bundled / "names.yml",
        bundled / "stand_off.csv",
        bundled / "digest_labels.csv",
        elsewhere,
    )


def news(where: Sources) -> tuple[list[Example], dict[str, list[Example]]]:
    """NewsMTSC's training examples and its two development sets; nothing where the data are not
    there.
    """
    folder = where.elsewhere / "newsmtsc"
    if not folder.is_dir():
        return [], {}
    return read_news(folder / "train_clean.jsonl"), {
        f"NewsMTSC {name}": read_news(folder / f"dev_{name}.jsonl") for name in ("rw", "mt")
    }


def hand_read(where: Sources, *, registry: Registry) -> tuple[list[Example], list[Example]]:
    """Labelled pairs of Kremlin pages and UN speeches, to train on and to develop on; nothing where
    the texts are not there.

    Raises ValueError where a document that is held out for tests has a label.
    """
    kremlin, speeches = (
        where.elsewhere / "kremlin" / "kremlin_en_1999_2020.parquet",
        where.elsewhere / "ungdc",
    )
    if not (kremlin.is_file() and speeches.is_dir()):
        return [], []
    held = pd.read_csv(where.elsewhere / "HELD_OUT.csv", dtype=str)
    labelled = pd.read_csv(where.stand_off, dtype=str)
    refused = labelled.merge(held, left_on=["corpus", "document"], right_on=["source", "document"])
    if len(refused):
        raise ValueError(
            f"held out for tests, and yet labelled: {sorted(set(refused['document']))[:5]}"
        )
    texts = {
        "kremlin": (
            pd.read_parquet(kremlin, columns=["id", "text"])
            .astype({"id": str})
            .set_index("id")["text"]
        ),
        "ungdc": (
            pd.read_parquet(
                speeches / "ungdc_1946_2024_v13.parquet", columns=["doc_id", "text"]
            ).set_index("doc_id")["text"]
        ),
    }
    kinds = {key: actor.kind for key, actor in registry.actors.items()}
    return stand_off(
        where.stand_off, texts=lambda corpus, document: texts[corpus][document], kinds=kinds
    )


def digest(
    where: Sources, *, root: str | Path, registry: Registry
) -> tuple[list[Example], list[Example]]:
    """The digest's gold labels, to train on and to develop on (one entry in four); nothing where
    they are not there.

    Entries held out for tests are left out.
    """
    gold = where.elsewhere / "digest" / "gold_opinions.csv"
    if not gold.is_file():
        return [], []
    held = _held_entries(where)
    labels = pd.read_csv(gold, dtype=str).fillna("").query("label != ''")
    labels = labels[~labels["id"].isin(held)]
    train, develop = [], []
    for example in _of_entries(
        labels.assign(target=labels["target"].map(registry.find)), root=root, registry=registry
    ):
        kept = (
            int(hashlib.md5(example.sentence.encode(), usedforsecurity=False).hexdigest(), 16) % 4
            == 0
        )
        (develop if kept else train).append(example)
    return train, develop


def single_reading(where: Sources, *, root: str | Path, registry: Registry) -> list[Example]:
    """Labels of digest entries that have no gold, read once: to measure on, the model was not
    trained on them.

    Raises ValueError where an entry that is held out for tests has a label.
    """
    labels = (
        pd.read_csv(where.entries, dtype=str).query("label != 'x'").rename(columns={"entry": "id"})
    )
    if (where.elsewhere / "HELD_OUT.csv").is_file() and (
        refused := sorted(_held_entries(where) & set(labels["id"]))
    ):
        raise ValueError(f"held out for tests, and yet labelled: {refused[:5]}")
    return _of_entries(labels, root=root, registry=registry)


def _held_entries(where: Sources) -> set[str]:
    return set(
        pd.read_csv(where.elsewhere / "HELD_OUT.csv", dtype=str).query("source == 'digest'")[
            "document"
        ]
    )


def _of_entries(labels: pd.DataFrame, *, root: str | Path, registry: Registry) -> list[Example]:
    """Labels (id, target, label) → examples: the sentence is the whole summary, all mentions of the
    target are its spans.

    Items whose actor the summary does not name are left out.
    """
    from standpoint import tables
    from standpoint.actors.mentions import mentions
    from timexpr.calendars import read_date

    entries = (
        pd.read_csv(Path(root) / "data" / "digest.csv", dtype=str)
        .set_index("id")
        .loc[list(dict.fromkeys(labels["id"]))]
    )
    days = [read_date(day) for day in entries["date"]]
    documents = tables.make(
        [
            {
                "doc_id": key,
                "text": text,
                "language": "en",
                "published_start": day.start,
                "published_end": day.end,
                "published_granularity": day.granularity,
            }
            for key, text, day in zip(entries.index, entries["summary"], days, strict=True)
        ],
        "documents",
    )
    whole = tables.make(
        [
            {"doc_id": row.doc_id, "sent_id": 0, "start": 0, "end": len(row.text), "text": row.text}
            for row in documents.itertuples()
        ],
        "sentences",
    )
    found = mentions(whole, documents=documents, registry=registry)
    out = []
    for row in labels.itertuples():
        spans = found[(found["doc_id"] == row.id) & (found["actor_id"] == row.target)]
        if len(spans):
            pairs = tuple(zip(spans["start"], spans["end"], strict=True))
            out.append(
                Example(
                    entries.at[row.id, "summary"],
                    pairs,
                    registry.actors[row.target].kind,
                    int(row.label),
                    group=row.id,
                )
            )
    return out


def single(examples: Sequence[Example]) -> list[Example]:
    """Each span of each example alone, as a scorer is asked at run time."""
    return [e._replace(spans=(span,)) for e in examples for span in e.spans]


def stride(limit: int, n: int) -> int:
    """Every how many-th example to take so that at most `limit` of `n` are left; zero is no limit.

    >>> stride(0, 1000), stride(100, 1000), stride(300, 1000)
    (1, 10, 4)
    """
    return max(1, -(-n // limit)) if limit else 1
