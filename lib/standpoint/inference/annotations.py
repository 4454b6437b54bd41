"""Labels and opinions in, labelled passages out: the coders' label beside the model's.

Labels lie in CSV files of `data/annotations/` (its CODEBOOK.md says what a label means), one row
per coder, passage and actor. A label belongs to a text, not to a row number: it holds wherever a
passage of exactly that text is found, and nowhere else.
"""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.attitude.scorers import most_likely
from standpoint.errors import InputError, TableError

UNITS = ("document", "sentence")
P = ["p_negative", "p_neutral", "p_positive"]
# A label as a number, on the scale of `score`.
VALUE = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
# Scorers that were made with the bundled labels in view; a word list learnt from nothing here, and
# neither did scores from a file, unless its name says so.
TAUGHT = ("encoder", "csv:taught")
MODEL = "model"  # how the name of a coder begins that is no person
AGREED = "agreed"  # … that stands for what two coders agreed on in the end
FORM = "see data/annotations/README.md for the form"
ITEM = ["passage", "actor_id"]
SEVERAL = "several"  # the holder of a passage whose mentions of the actor have different ones
_OPTIONAL = ("used_in_training", "holder", "note", "drawn", "probability")
_BOOLEAN = {"true": True, "1": True, "false": False, "0": False, "": False}


def match_labels(
    opinions: pd.DataFrame,
    *,
    labels: pd.DataFrame,
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    unit: str = "",
) -> pd.DataFrame:
    """Pool opinions to passages and set the coders' label of the same text and actor beside them.

    Copies do not count. Passages are documents or sentences (`unit`); without it, what more labels
    fit, documents in a tie.
    Opinions of several scorers are a TableError. `unmatched` lists labels that found no row.
    """
    if unit not in ("", *UNITS):
        raise ValueError(f"unit '{unit}' is not one of {', '.join(UNITS)}")
    scorers = sorted(set(opinions["scorer"]))
    if len(scorers) > 1:
        what = f"opinions of several scorers: {', '.join(scorers)}"
        raise TableError("table 'opinions'", what, "keep those of one")
    agreed = consensus(labels).drop(columns="used_in_training")
    passages = {name: _passages(name, documents, sentences) for name in UNITS}
    fits = {name: agreed["passage"].isin(passages[name]["passage"]).sum() for name in UNITS}
    unit = unit or max(UNITS, key=fits.get)
    pooled = _pooled(opinions, passages[unit], unit)
    out = pooled.merge(agreed, on=ITEM, how="left").fillna({"n_coders": 0})
    # The text was learnt from, whichever actor was asked about.
    learnt = out["passage"].isin(labels.loc[labels["used_in_training"], "passage"])
    out["used_in_training"] = learnt & out["scorer"].str.startswith(TAUGHT)
    ordered = out.sort_values(["doc_id", "start", "actor_id"]).drop(columns="passage")
    return tables.check(ordered, "labelled")


def read_annotations(*paths: str | Path) -> pd.DataFrame:
    """Read and check the labels in these CSV files.

    Of two rows of one coder for one passage and actor the later holds. An empty label means that
    the text does not decide. Columns beyond those of the annotations table are left aside;
    `holder`, `note`, `drawn`, `probability` and `used_in_training` may be missing.
    A row that is wrong is an InputError with file, line and remedy.
    """
    if not paths:
        return tables.empty("annotations")
    rows = pd.concat([_one_file(Path(path)) for path in paths], ignore_index=True)
    rows = rows.drop_duplicates([*ITEM, "coder"], keep="last")
    return tables.check(rows, "annotations")


def annotation_files(folder: str | Path, name: str = "") -> tuple[Path, ...]:
    """List the files of labels in a folder, then those that the labelling tool wrote for a study.

    `folder` is data/annotations; the tool writes into its subfolder `name`, the study's name.
    """
    own = sorted(Path(folder, name).glob("*.csv")) if name else []
    return (*sorted(Path(folder).glob("*.csv")), *own)


def consensus(labels: pd.DataFrame) -> pd.DataFrame:
    """Find the label of more than half of the coders of each passage and actor, empty if none.

    What coders agreed on in the end (`agreed…`) holds against every vote, and where a person has
    read an item, models (coders named `model…`) have none.
    """
    begins = labels["coder"].str.startswith
    rank = begins(MODEL).astype(int) - begins(AGREED).astype(int)
    votes = labels[rank == rank.groupby([labels[key] for key in ITEM]).transform("min")]
    counted = votes.groupby(ITEM).agg(
        n_coders=("coder", "size"),
        used_in_training=("used_in_training", "any"),
        drawn=("drawn", "min"),
        probability=("probability", "min"),
    )
    by_label = votes[votes["label"] != ""].groupby([*ITEM, "label"]).size().rename("votes")
    shares = by_label.reset_index().merge(counted["n_coders"].reset_index(), on=ITEM)
    won = shares[shares["votes"] * 2 > shares["n_coders"]].set_index(ITEM)["label"]
    winners = won.reindex(counted.index).fillna("").astype(str)
    return counted.assign(reference_label=winners).reset_index()


def differing(labels: pd.DataFrame) -> pd.DataFrame:
    """Select the labels of items whose coders gave different labels, or named different holders.

    A holder that nobody was asked for differs from none.
    """
    many = labels.assign(holder=labels["holder"].replace("", None)).groupby(ITEM)
    counts = many[["label", "holder"]].transform("nunique")
    return labels[(counts > 1).any(axis=1)]


def side_by_side(labels: pd.DataFrame) -> pd.DataFrame:
    """Lay the answers of the coders side by side: items in rows, coders in columns.

    Examples
    --------
    >>> row = {"passage": "p", "actor_id": "armenia", "coder": "ani", "label": "negative"}
    >>> labels = tables.make([row | {"holder": "author", "note": "irony"}], "annotations")
    >>> side_by_side(labels).loc[("p", "armenia"), "ani"]
    'negative, holder author (irony)'
    """
    holder = labels["holder"].where(labels["holder"] == "", ", holder " + labels["holder"])
    note = labels["note"].where(labels["note"] == "", " (" + labels["note"] + ")")
    answer = labels["label"].replace("", "the text does not say") + holder + note
    wide = labels.assign(answer=answer).pivot(index=ITEM, columns="coder", values="answer")
    return wide.fillna("–")


def belonging(
    labels: pd.DataFrame, *, documents: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    """Select the labels whose text is a document or a sentence of this corpus."""
    keys = {key for unit in UNITS for key in _passages(unit, documents, sentences)["passage"]}
    return labels[labels["passage"].isin(keys)].reset_index(drop=True)


def unmatched(
    labels: pd.DataFrame, *, labelled: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """List agreed labels of documents in this corpus whose actor the model did not see there."""
    here = _passages("document", documents)
    agreed = consensus(labels).merge(here[["doc_id", "passage"]], on="passage")
    keys = pd.MultiIndex.from_frame(agreed[["doc_id", "actor_id"]])
    seen = keys.isin(pd.MultiIndex.from_frame(labelled[["doc_id", "actor_id"]]))
    return agreed[~seen].reset_index(drop=True)


def passage_key(text: str) -> str:
    """Name a passage by the first 16 hexadecimal digits of its SHA-256.

    Examples
    --------
    >>> passage_key("Russia met Armenia.")
    'ba5fa2f47ec2bacc'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _one_file(path: Path) -> pd.DataFrame:
    try:
        read = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError(path.name, f"cannot be read as CSV: {error}", FORM) from error
    columns = list(tables.SCHEMAS["annotations"].columns)
    if missing := [c for c in columns if c not in read and c not in _OPTIONAL]:
        raise InputError(path.name, f"no column {', '.join(missing)}", FORM)
    read = read.assign(**{column: read.get(column, "") for column in _OPTIONAL})[columns]
    used = read["used_in_training"].str.lower()
    start, end = (read[column].str.fullmatch(r"\d{1,9}") for column in ("start", "end"))
    chance = pd.to_numeric(read["probability"], errors="coerce")
    known = (read["probability"] == "") | chance.between(0, 1, inclusive="right")
    labels = f"one of {', '.join(tables.LABELS)}, or empty"
    offsets = "the passage's characters in the document"
    filled = (read[[*ITEM, "coder"]] != "").all(axis=1)
    for good, what, remedy in (
        (read["label"].isin((*tables.LABELS, "")), "unknown label '{label}'", labels),
        (read["drawn"].isin(tables.DRAWN), "drawn is '{drawn}'", "random, uncertain, or empty"),
        (known, "probability is '{probability}'", "above 0 to 1, or empty where it is unknown"),
        (filled, "passage, actor_id or coder is empty", "fill it, or remove the line"),
        (used.isin(_BOOLEAN), "used_in_training is '{used_in_training}'", "True or False"),
        (start, "start is not a number", offsets),
        (end, "end is not a number", offsets),
    ):
        if not good.all():
            place = int(np.argmin(good))
            where = f"{path.name}, line {place + 2}"
            raise InputError(where, what.format(**read.iloc[place].to_dict()), remedy)
    read = read.assign(used_in_training=used.map(_BOOLEAN), probability=chance)
    return read.astype({"start": "int64", "end": "int64"})


def _passages(
    unit: str, documents: pd.DataFrame, sentences: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every passage of the corpus, copies left out; sent_id -1 is the whole document."""
    rows = documents[documents["duplicate_of"] == ""]
    if unit == "document":
        rows = rows.assign(sent_id=-1, start=0, end=rows["text"].str.len())
    else:
        rows = sentences[sentences["doc_id"].isin(rows["doc_id"])]
    keys = rows["text"].map(passage_key).astype("str")
    return rows[["doc_id", "sent_id", "start", "end"]].assign(passage=keys)


def _pooled(opinions: pd.DataFrame, passages: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Means over an actor's mentions in a passage; the label is the one they agree on, else the
    likeliest of the mean.
    """
    inside = opinions.assign(sent_id=-1) if unit == "document" else opinions
    grouped = inside.groupby(["doc_id", "sent_id", "actor_id"])
    pooled = grouped[[*P, "score"]].mean()
    pooled["n_mentions"] = grouped.size()
    held = grouped["holder_id"]
    pooled["holder_id"] = held.first().where(held.nunique() == 1, SEVERAL)
    pooled["scorer"] = grouped["scorer"].first()
    one = grouped["label"].nunique() == 1
    likely = most_likely(pooled[P].to_numpy()) if len(pooled) else []
    pooled["predicted"] = np.where(one, grouped["label"].first(), likely)
    return pooled.reset_index().merge(passages, on=["doc_id", "sent_id"])
