"""Where the training data lie; what is held out for tests is refused here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint_training.examples import Example, one_in, stand_off
from standpoint_training.examples import news as read_news


class Sources(NamedTuple):
    """Bundled files, and the folder of what is not bundled (which may be missing)."""

    authored: Path
    names: Path
    stand_off: Path
    entries: Path
    elsewhere: Path


def sources(root: str | Path, data: str | Path) -> Sources:
    """Find the bundled training data, and `data` as given or seen from the project's root."""
    bundled = Path(root) / "data" / "training"
    elsewhere = Path(data) if Path(data).is_dir() else Path(root) / data
    files = ("authored.jsonl", "names.yml", "stand_off.csv", "digest_labels.csv")
    return Sources(*(bundled / name for name in files), elsewhere)


def news(where: Sources) -> tuple[list[Example], dict[str, list[Example]]]:
    """Read NewsMTSC's training examples and its two development sets; nothing without the data."""
    folder = where.elsewhere / "newsmtsc"
    if not folder.is_dir():
        return [], {}
    return read_news(folder / "train_clean.jsonl"), {
        f"NewsMTSC {name}": read_news(folder / f"dev_{name}.jsonl") for name in ("rw", "mt")
    }


def hand_read(where: Sources, *, registry: Registry) -> tuple[list[Example], list[Example]]:
    """Read labels of Kremlin pages and UN speeches, to train on and to develop on.

    Nothing where the texts are not there.

    Raises
    ------
    ValueError
        Where a document that is held out for tests has a label.
    """
    kremlin = where.elsewhere / "kremlin" / "kremlin_en_1999_2020.parquet"
    speeches = where.elsewhere / "ungdc" / "ungdc_1946_2024_v13.parquet"
    if not (kremlin.is_file() and speeches.is_file()):
        return [], []
    held = pd.read_csv(where.elsewhere / "HELD_OUT.csv", dtype=str)
    labelled = pd.read_csv(where.stand_off, dtype=str)
    refused = labelled.merge(held, left_on=["corpus", "document"], right_on=["source", "document"])
    if len(refused):
        named = sorted(set(refused["document"]))[:5]
        raise ValueError(f"held out for tests, and yet labelled: {named}")
    texts = {}
    for corpus, path, key in (("kremlin", kremlin, "id"), ("ungdc", speeches, "doc_id")):
        table = pd.read_parquet(path, columns=[key, "text"]).astype({key: str})
        texts[corpus] = table.set_index(key)["text"]
    kinds = {key: actor.kind for key, actor in registry.actors.items()}

    def read(corpus: str, document: str) -> str:
        return texts[corpus][document]

    return stand_off(where.stand_off, texts=read, kinds=kinds)


def digest(
    where: Sources, *, root: str | Path, registry: Registry
) -> tuple[list[Example], list[Example]]:
    """Read the digest's labels, to train on and to develop on (one entry in four).

    Nothing where they are not there; entries held out for tests are left out.
    """
    path = where.elsewhere / "digest" / "gold_opinions.csv"
    if not path.is_file():
        return [], []
    labels = pd.read_csv(path, dtype=str).fillna("").query("label != ''")
    labels = labels[~labels["id"].isin(_held_entries(where))]
    labels = labels.assign(target=labels["target"].map(registry.find))
    train, develop = [], []
    for example in _of_entries(labels, root=root, registry=registry):
        (develop if one_in(4, example.sentence) else train).append(example)
    return train, develop


def single_reading(where: Sources, *, root: str | Path, registry: Registry) -> list[Example]:
    """Read the labels of digest entries that were read once, to measure on: no model learnt them.

    Raises
    ------
    ValueError
        Where an entry that is held out for tests has a label.
    """
    labels = pd.read_csv(where.entries, dtype=str).query("label != 'x'")
    labels = labels.rename(columns={"entry": "id"})
    if refused := sorted(_held_entries(where) & set(labels["id"])):
        raise ValueError(f"held out for tests, and yet labelled: {refused[:5]}")
    return _of_entries(labels, root=root, registry=registry)


def _held_entries(where: Sources) -> set[str]:
    path = where.elsewhere / "HELD_OUT.csv"
    if not path.is_file():
        return set()
    return set(pd.read_csv(path, dtype=str).query("source == 'digest'")["document"])


def _of_entries(labels: pd.DataFrame, *, root: str | Path, registry: Registry) -> list[Example]:
    """Examples of labels (id, target, label): the sentence is the whole summary, and all mentions
    of the target are its spans. Where the summary does not name the actor there is none.
    """
    from standpoint import tables
    from standpoint.actors.mentions import mentions
    from standpoint.actors.nominal import named_only
    from timexpr.calendars import read_date

    digest = pd.read_csv(Path(root) / "data" / "digest.csv", dtype=str).set_index("id")
    entries = digest.loc[list(dict.fromkeys(labels["id"]))]
    rows, whole = [], []
    for row in entries.itertuples():
        day, text = read_date(row.date), row.summary
        dates = {"published_start": day.start, "published_end": day.end}
        dates["published_granularity"] = day.granularity
        rows.append({"doc_id": row.Index, "text": text, "language": "en"} | dates)
        span = {"sent_id": 0, "start": 0, "end": len(text)}
        whole.append({"doc_id": row.Index, "text": text} | span)
    documents = tables.make(rows, "documents")
    sentences = tables.make(whole, "sentences")
    found = named_only(mentions(sentences, documents=documents, registry=registry))
    out = []
    for row in labels.itertuples():
        spans = found[(found["doc_id"] == row.id) & (found["actor_id"] == row.target)]
        if len(spans):
            pairs = tuple(zip(spans["start"], spans["end"], strict=True))
            kind, text = registry.actors[row.target].kind, entries.at[row.id, "summary"]
            out.append(Example(text, pairs, kind, int(row.label), group=row.id))
    return out


def single(examples: Sequence[Example]) -> list[Example]:
    """Take each span of each example alone, as a scorer is asked at run time."""
    return [e._replace(spans=(span,)) for e in examples for span in e.spans]


def stride(limit: int, n: int) -> int:
    """Step through n examples so that at most `limit` of them are left; zero is no limit.

    Examples
    --------
    >>> stride(0, 1000), stride(100, 1000), stride(300, 1000)
    (1, 10, 4)
    """
    return max(1, -(-n // limit)) if limit else 1
