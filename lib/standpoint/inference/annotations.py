"""Opinions and what readers said of the same passages → judged: one row per passage and actor, the
reader's label beside the machine's.

Labels lie in CSV files of `data/annotations/` (its CODEBOOK.md says what a label means), one row
per coder, passage and actor. A label belongs to a text, not to a row number: it holds wherever a
passage of exactly that text is found, and nowhere else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.attitude.scorers import most_likely
from standpoint.errors import InputError, TableError
from standpoint.study.file import Study

UNITS = ("document", "sentence")
VALUE = {
    "negative": -1.0,
    "neutral": 0.0,
    "positive": 1.0,
}  # a label as a number, on the scale of `score`
TAUGHT = (
    "encoder",
    "frames",
)  # scorers that were made with the bundled labels in view; a word list learnt from nothing here
MODEL = "model"  # how the name of a coder begins that is no person
_TRUTH = {"true": True, "false": False, "1": True, "0": False, "": False}


def match_labels(
    opinions: pd.DataFrame,
    *,
    labels: pd.DataFrame,
    documents: pd.DataFrame,
    sentences: pd.DataFrame | None = None,
    unit: str = "",
) -> pd.DataFrame:
    """Opinions pooled to passages, each with the label that readers gave to the same text and
    actor, where they gave one.

    In: opinions of one scorer (or any table with their columns), labels (`read_gold`), documents,
    and sentences where passages may be sentences. `unit` is document or sentence; empty takes the
    one that more labels fit, documents in a tie. Out: the judged table: the mean of p and score
    (-1..1) over the actor's mentions in the passage, `given`, the machine's label, and `truth`,
    empty where nobody labelled the passage or where coders have no majority. Copies
    (`duplicate_of`) do not count. Labels of passages that hold no mention of their actor find no
    row: `unmatched` lists them. Raises ValueError for another unit, TableError where the opinions
    are of several scorers."""
    if unit not in ("", *UNITS):
        raise ValueError(f"unit '{unit}' is not one of {', '.join(UNITS)}")
    scorers = sorted(set(opinions["scorer"]))
    if len(scorers) > 1:
        raise TableError(
            "table 'opinions'",
            f"opinions of several scorers: {', '.join(scorers)}",
            "keep those of one",
        )
    agreed = consensus(labels)
    passages = {
        name: _passages(name, documents, sentences)
        for name in (UNITS if sentences is not None else UNITS[:1])
    }
    fits = {
        name: int(agreed["passage"].isin(table["passage"]).sum())
        for name, table in passages.items()
    }
    chosen = unit or max(fits, key=lambda name: (fits[name], name == "document"))
    if chosen not in passages:
        raise ValueError("passages that are sentences need the sentences table")
    pooled = _pooled(opinions, passages[chosen], chosen)
    known = agreed[["passage", "actor_id", "reference_label", "n_coders", "drawn"]]
    out = pooled.merge(known, on=["passage", "actor_id"], how="left")
    out["n_coders"] = out["n_coders"].fillna(0)
    learnt = out["passage"].isin(
        labels.loc[labels["used_in_training"], "passage"]
    )  # the text, whichever actor was asked about
    out["used_in_training"] = learnt & out["scorer"].str.startswith(TAUGHT)
    return tables.check(
        out.sort_values(["doc_id", "start", "actor_id"]).drop(columns="passage"), "labelled"
    )


def read_annotations(*paths: str | Path) -> pd.DataFrame:
    """The labels in these CSV files, checked; of two rows of one coder for one passage and actor
    the later holds.

    Out: the gold table. Columns beyond those of the gold table are left aside; `holder`, `drawn`
    and `used_in_training` may be missing (then nothing was trained on it). An empty label means
    that the text does not decide; `undone` takes an earlier row back. Raises InputError that names
    file, line and remedy.

    >>> read_annotations().empty
    True
    """
    read = [_one_file(Path(path)) for path in paths]
    if not read:
        return tables.empty("annotations")
    rows = pd.concat(read, ignore_index=True).drop_duplicates(
        ["passage", "actor_id", "coder"], keep="last"
    )
    return tables.check(rows[rows["label"] != "undone"], "annotations")


def annotation_files(study: Study) -> tuple[Path, ...]:
    """Every file of labels that the project has: those in data/annotations, then those that the
    labelling tool wrote for this study."""
    folder = study.root / "data" / "annotations"
    return (*sorted(folder.glob("*.csv")), *sorted(labels_folder(study).glob("*.csv")))


def labels_folder(study: Study) -> Path:
    """Where the labelling tool keeps what is labelled in this study: beside the data, so that no
    cleaning removes it.
    """
    return study.root / "data" / "annotations" / study.name


def consensus(labels: pd.DataFrame) -> pd.DataFrame:
    """One row per passage and actor: `truth` is the label of more than half of its coders, empty
    where there is none.

    Where a person has read an item, models (coders named `model…`) have no vote on it.

    >>> rows = [{"passage": "p", "actor_id": "armenia", "coder": coder, "label": label} for coder, label in (("a", "neutral"), ("b", "positive"))]
    >>> consensus(tables.make(rows, "annotations"))[["reference_label", "n_coders"]].values.tolist()
    [['', 2]]
    """
    keys = ["passage", "actor_id"]
    model = labels["coder"].str.startswith(MODEL)
    labels = labels[~model | model.groupby([labels[key] for key in keys]).transform("all")]
    grouped = labels.groupby(keys)
    counted = grouped.agg(
        n_coders=("coder", "size"),
        used_in_training=("used_in_training", "any"),
        drawn=("drawn", "min"),
    )
    votes = (
        labels[labels["label"] != ""].groupby([*keys, "label"]).size().rename("votes").reset_index()
    )
    votes = votes.merge(counted["n_coders"].reset_index(), on=keys)
    won = votes[votes["votes"] * 2 > votes["n_coders"]].set_index(keys)["label"]
    return counted.assign(
        reference_label=won.reindex(counted.index).fillna("").astype(str)
    ).reset_index()


def belonging(
    labels: pd.DataFrame, *, documents: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    """The labels whose text is a document or a sentence of this corpus: data/annotations holds
    those of other corpora too.

    >>> belonging(tables.empty("annotations"), documents=tables.empty("documents"), sentences=tables.empty("sentences")).empty
    True
    """
    keys = {key for unit in UNITS for key in _passages(unit, documents, sentences)["passage"]}
    return labels[labels["passage"].isin(keys)].reset_index(drop=True)


def unmatched(
    labels: pd.DataFrame, *, judged: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """Agreed labels whose text is in this corpus but whose actor has no opinion there: what the
    machine did not see.

    Out: passage, actor_id, truth, n_coders, used_in_training; whole documents only.
    """
    here = _passages("document", documents, None)
    agreed = consensus(labels).merge(here[["doc_id", "passage"]], on="passage")
    seen = set(zip(judged["doc_id"], judged["actor_id"], strict=True))
    missed = [key not in seen for key in zip(agreed["doc_id"], agreed["actor_id"], strict=True)]
    return agreed[missed].reset_index(drop=True)


def passage_key(text: str) -> str:
    """What a label is tied to: the first 16 hexadecimal digits of the SHA-256 of the passage.

    >>> passage_key("Russia met Armenia.")
    'ba5fa2f47ec2bacc'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _one_file(path: Path) -> pd.DataFrame:
    try:
        read = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError(
            path.name,
            f"cannot be read as CSV: {error}",
            "see data/annotations/README.md for the form",
        ) from error
    needed = [
        c
        for c in tables.SCHEMAS["annotations"].columns
        if c not in ("used_in_training", "holder", "drawn")
    ]
    if missing := [c for c in needed if c not in read]:
        raise InputError(
            path.name,
            f"no column {', '.join(missing)}",
            "see data/annotations/README.md for the form",
        )
    for line, row in enumerate(read.itertuples(), start=2):
        if row.label not in (*tables.LABELS, "", "undone"):
            raise InputError(
                f"{path.name}, line {line}",
                f"unknown label '{row.label}'",
                f"one of {', '.join(tables.LABELS)}, or empty",
            )
        if getattr(row, "drawn", "") not in tables.DRAWN:
            raise InputError(
                f"{path.name}, line {line}",
                f"drawn is '{row.drawn}'",
                f"one of {', '.join(filter(None, tables.DRAWN))}, or empty",
            )
        if not (row.passage and row.actor_id and row.coder):
            raise InputError(
                f"{path.name}, line {line}",
                "passage, actor_id or coder is empty",
                "fill it, or remove the line",
            )
    used = (
        read["used_in_training"] if "used_in_training" in read else pd.Series("", index=read.index)
    )
    if (unclear := ~used.str.lower().isin(_TRUTH)).any():
        raise InputError(
            f"{path.name}, line {int(np.argmax(unclear)) + 2}",
            f"used_in_training is '{used[unclear].iloc[0]}'",
            "True or False",
        )
    read = read.assign(
        used_in_training=used.str.lower().map(_TRUTH).astype(bool),
        **{c: read.get(c, "") for c in ("holder", "drawn")},
    )
    for column in ("start", "end"):
        if (unclear := ~read[column].str.fullmatch(r"\d{1,9}")).any():
            raise InputError(
                f"{path.name}, line {int(np.argmax(unclear)) + 2}",
                f"{column} is not a number",
                "the passage's characters in the document",
            )
    return read[list(tables.SCHEMAS["annotations"].columns)].astype(
        {"start": "int64", "end": "int64"}
    )


def _passages(unit: str, documents: pd.DataFrame, sentences: pd.DataFrame | None) -> pd.DataFrame:
    """Every passage of the corpus, copies left out: doc_id, sent_id (-1: the whole document),
    start, end, passage.
    """
    kept = documents[documents["duplicate_of"] == ""]
    if unit == "document":
        keys = [passage_key(text) for text in kept["text"]]
        return pd.DataFrame(
            {
                "doc_id": kept["doc_id"],
                "sent_id": -1,
                "start": 0,
                "end": kept["text"].str.len(),
                "passage": pd.Series(keys, kept.index, dtype="str"),
            }
        )
    found = sentences[sentences["doc_id"].isin(kept["doc_id"])]
    keys = pd.Series([passage_key(text) for text in found["text"]], found.index, dtype="str")
    return found[["doc_id", "sent_id", "start", "end"]].assign(passage=keys)


def _pooled(opinions: pd.DataFrame, passages: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The mean over an actor's mentions in a passage; the machine's label is theirs where they
    agree, else the likeliest of the mean.
    """
    inside = opinions[
        ["doc_id", "actor_id", "p_negative", "p_neutral", "p_positive", "score", "label", "scorer"]
    ].assign(sent_id=-1 if unit == "document" else opinions["sent_id"])
    keys = ["doc_id", "sent_id", "actor_id"]
    pooled = inside.groupby(keys).agg(
        p_negative=("p_negative", "mean"), p_neutral=("p_neutral", "mean"), p_positive=("p_positive", "mean"), score=("score", "mean"),
        n_mentions=("score", "size"), n_labels=("label", "nunique"), label=("label", "first"), scorer=("scorer", "first"),
    )  # fmt: skip
    likely = (
        most_likely(pooled[["p_negative", "p_neutral", "p_positive"]].to_numpy())
        if len(pooled)
        else []
    )
    pooled["predicted"] = np.where(pooled["n_labels"] == 1, pooled["label"], likely)
    return (
        pooled.drop(columns=["n_labels", "label"])
        .reset_index()
        .merge(passages, on=["doc_id", "sent_id"])
    )
