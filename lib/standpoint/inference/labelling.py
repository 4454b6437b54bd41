"""Sentences → hand labels: one sentence at a time with its target marked, in a notebook, each
answer on disk before the next is asked.

The tool has no code of its own in the browser: buttons and one text field of ipywidgets, in which
every typed character is an answer, because widgets know no key events. In a run that nobody watches
it shows a note and waits for nothing. What is written is the form of data/annotations, so that
`read_gold` reads it; the codebook there says what a label means."""

from __future__ import annotations

import csv
import errno
import html
import io
import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import InputError
from standpoint.inference.annotations import passage_key, read_annotations

KEYS = {
    "1": "negative",
    "2": "neutral",
    "3": "positive",
    "x": "",
}  # and u, or the rubber key, for undo
UNDO = "u"
RUBBED = 3  # as many as a fast hand rubs out between two messages of a front end
SAMPLINGS = ("random", "uncertain")
COLUMNS = (*tables.SCHEMAS["annotations"].columns, "at")  # `at`: when, in UTC
_WORDS = {
    "negative": "negative (1)",
    "neutral": "neutral (2)",
    "positive": "positive (3)",
    "": "the text does not say (x)",
}


def labelling(
    sentences: pd.DataFrame,
    *,
    opinions: pd.DataFrame,
    registry: Registry,
    folder: str | Path,
    coder: str = "reader-1",
    actors: Sequence[str] = (),
    sampling: str = "random",
    how_many: int = 100,
    seed: int = 0,
) -> Labelling:
    """A tool that asks for the label of `how_many` sentences and actors and keeps the answers in
    `folder/coder.csv`.

    In: sentences, opinions (which say who is mentioned where; their scores are never shown), ids of
    the actors to ask about (empty: all). `sampling` is random, from which estimates may be
    corrected, or uncertain: those first whose likeliest label has the lowest probability, which
    teaches most but represents nothing. Every coder is asked the same in the same order, so that
    their agreement can be told. Begun before, it goes on where it stopped. Raises ValueError for
    another sampling, InputError for a coder's name that no file can bear or a file that is no
    labels."""
    if sampling not in SAMPLINGS:
        raise ValueError(f"sampling '{sampling}' is not one of {', '.join(SAMPLINGS)}")
    if not re.fullmatch(r"\w[\w .-]{0,40}", coder):
        raise InputError(
            f"coder '{coder}'",
            "the name is used for a file",
            "take letters, digits, spaces, dots and dashes, at most 41",
        )
    return Labelling(
        _asked(sentences, opinions, actors, sampling, how_many, seed),
        registry,
        Path(folder) / f"{coder}.csv",
        coder,
        sampling,
    )


class Labelling:
    """The tool; shows itself in a notebook, and works without one: `label`, `undo`, `left`,
    `labels`, `export`.
    """

    def __init__(
        self, asked: pd.DataFrame, registry: Registry, path: Path, coder: str, sampling: str
    ) -> None:
        self.asked, self.registry, self.path, self.coder, self.sampling = (
            asked,
            registry,
            path,
            coder,
            sampling,
        )
        self.mended = _mend(path)  # characters of a line cut short by a crash, taken off
        self._given: dict[tuple[str, str], str] = {}
        self._order: list[tuple[str, str]] = []
        self._seen = ""
        for row in _rows(path):
            self._remember((row["passage"], row["actor_id"]), row["label"])

    @property
    def left(self) -> int:
        """How many sentences are still to be labelled."""
        return sum(key not in self._given for key in self._keys)

    @property
    def current(self) -> pd.Series | None:
        """The sentence that is asked now: doc_id, start, end, actor_id, text, spans, passage; None
        when all are done.
        """
        for place, key in enumerate(self._keys):
            if key not in self._given:
                return self.asked.iloc[place]
        return None

    def label(self, label: str) -> None:
        """Give the current sentence this label (empty: the text does not say), on disk before
        anything else happens.
        """
        if label not in KEYS.values():
            raise ValueError(f"label '{label}' is not one of {', '.join(tables.LABELS)}, or empty")
        now = self.current
        if now is not None:
            self._save(now, label)

    def undo(self) -> None:
        """Take the last label back, also one of an earlier day; it is asked again. Without any,
        nothing happens.
        """
        for key in reversed(self._order):
            places = [place for place, asked in enumerate(self._keys) if asked == key]
            if places:  # what another choice of sentences asked is left alone
                self._save(self.asked.iloc[places[0]], "undone")
                return

    def type(self, text: str) -> str:
        """What the key field holds now → answers: each new character is one, each character rubbed
        out takes one back.

        The whole field is compared with what it held before, because a front end may send several
        keys as one change; so fast typing loses nothing and repeats nothing. More than `RUBBED`
        characters gone at once is a field that was cleared, which takes nothing back. Returns the
        characters that mean nothing."""
        before, self._seen = self._seen, text
        head = len(os.path.commonprefix([before, text]))
        tail = len(os.path.commonprefix([before[head:][::-1], text[head:][::-1]]))
        gone, new = before[head : len(before) - tail], text[head : len(text) - tail]
        for key in gone.lower() if len(gone) <= RUBBED else "":
            if key in KEYS:
                self.undo()
        unknown = ""
        for key in new.lower():
            if key in KEYS:
                self.label(KEYS[key])
            elif key == UNDO:
                self.undo()
            elif not key.isspace():
                unknown += key
        return unknown

    def labels(self) -> pd.DataFrame:
        """What this coder has labelled so far: the gold table."""
        return read_annotations(self.path) if self.path.is_file() else tables.empty("annotations")

    def export(self, path: str | Path) -> Path:
        """Write the labels as they stand now, one row each and nothing undone, as CSV in the form
        of data/annotations.
        """
        out = Path(path)
        out.parent.mkdir(parents=True, exist_ok=True)
        self.labels().to_csv(out, index=False, lineterminator="\n", encoding="utf-8")
        return out

    def widget(self) -> Any:
        """The tool as an ipywidgets box: the sentence, five buttons, and the field that reads keys."""
        import ipywidgets as w

        head, sentence, note = w.HTML(), w.HTML(), w.HTML()
        keys = w.Text(
            placeholder="click here, then type 1 2 3 x, u to undo",
            description="keys",
            continuous_update=True,
        )
        keys.add_class("standpoint-keys")

        def show(said: str = "") -> None:
            head.value, sentence.value = self._head(), self._sentence()
            note.value = f'<span role="status" style="color:#8a3b00">{html.escape(said)}</span>'

        def answer(act: Any) -> None:
            try:
                unknown = act()
                show(f"'{unknown}' means nothing here: 1 2 3 x u" if unknown else "")
            except OSError as error:
                show(f"not saved: {error.strerror or error}. Mend that, then answer again.")

        def button(label: str, act: Any) -> Any:
            made = w.Button(description=label, layout=w.Layout(width="auto"))
            made.on_click(lambda _: (answer(act), keys.focus()))
            return made

        buttons = [
            button(_WORDS[label], lambda label=label: self.label(label)) for label in KEYS.values()
        ]
        keys.observe(lambda change: answer(lambda: self.type(change["new"])), names="value")
        show()
        return w.VBox(
            [
                head,
                sentence,
                w.HBox(
                    [*buttons, button("undo (u)", self.undo)], layout=w.Layout(flex_flow="row wrap")
                ),
                keys,
                note,
            ]
        )

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if somebody_there():
            display(self.widget())
        else:
            print(
                f"Labelling tool ({self.coder}): {len(self.asked) - self.left} of {len(self.asked)}"
                " sentences labelled. Open this notebook in JupyterLab to label."
            )

    @property
    def _keys(self) -> list[tuple[str, str]]:
        return list(zip(self.asked["passage"], self.asked["actor_id"], strict=True))

    def _remember(self, key: tuple[str, str], label: str) -> None:
        if key in self._order:
            self._order.remove(key)
        if label == "undone":
            self._given.pop(key, None)
        else:
            self._given[key] = label
            self._order.append(key)

    def _save(self, row: pd.Series, label: str) -> None:
        """Append one line and wait until the disk has it; only then is it remembered."""
        values = {
            "doc_id": row["doc_id"], "start": row["start"], "end": row["end"], "actor_id": row["actor_id"], "coder": self.coder,
            "label": label, "passage": row["passage"], "used_in_training": False, "drawn": self.sampling, "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = io.StringIO(newline="")
        writer = csv.DictWriter(line, COLUMNS, restval="", lineterminator="\n")
        if not self.path.is_file() or self.path.stat().st_size == 0:
            writer.writeheader()
        writer.writerow(values)
        with self.path.open("ab", buffering=0) as file:
            before = file.tell()
            try:
                data = line.getvalue().encode()
                if file.write(data) < len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)  # half a line would spoil the next one
                raise
        self._remember((row["passage"], row["actor_id"]), label)

    def _head(self) -> str:
        done = len(self.asked) - self.left
        mended = (
            f" A line cut short ({self.mended} characters) was taken off the file: that answer is"
            " asked again."
            if self.mended
            else ""
        )
        return (
            f"<p><b>{done} of {len(self.asked)}</b> labelled by"
            f" {html.escape(self.coder)}.{mended}</p>"
        )

    def _sentence(self) -> str:
        now = self.current
        if now is None:
            return (
                "<p>Nothing left to label. Thank you.</p>"
                if len(self.asked)
                else "<p>This corpus mentions no actor: nothing to label.</p>"
            )
        name = (
            self.registry.actors[now["actor_id"]].name
            if now["actor_id"] in self.registry
            else now["actor_id"]
        )
        return (
            f"<p>How does this sentence speak of <b>{html.escape(name)}</b>?</p><p"
            f' style="font-size:115%;max-width:45em;line-height:1.5">{marked(now["text"], now["spans"])}</p>'
        )


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text as HTML with its spans marked and everything escaped: nothing in a corpus can run.

    >>> marked("<b>Baku</b> spoke.", [(3, 7)])
    '&lt;b&gt;<mark>Baku</mark>&lt;/b&gt; spoke.'
    """
    parts, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            parts += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
            done = end
    return "".join([*parts, html.escape(text[done:])])


def somebody_there() -> bool:
    """Is a person at the notebook? A front end says with each cell that it can pass on typed input;
    papermill, nbclient and nbconvert say that they cannot.
    """
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    return bool(kernel.get_parent("shell").get("content", {}).get("allow_stdin", False))


def _asked(
    sentences: pd.DataFrame,
    opinions: pd.DataFrame,
    actors: Sequence[str],
    sampling: str,
    how_many: int,
    seed: int,
) -> pd.DataFrame:
    """The sentences and actors to ask about, in the order of asking, each text once."""
    those = opinions[opinions["actor_id"].isin(list(actors))] if actors else opinions
    keys = ["doc_id", "sent_id", "actor_id"]
    text = sentences[["doc_id", "sent_id", "start", "end", "text"]].rename(
        columns={"start": "first", "end": "last"}
    )
    there = those.merge(text, on=["doc_id", "sent_id"]).sort_values([*keys, "start"], kind="stable")
    there["spans"] = list(
        zip(there["start"] - there["first"], there["end"] - there["first"], strict=True)
    )
    grouped = there.groupby(keys)
    out = grouped.agg(
        start=("first", "first"),
        end=("last", "first"),
        text=("text", "first"),
        spans=("spans", list),
    ).reset_index()
    means = grouped[["p_negative", "p_neutral", "p_positive"]].mean().max(axis=1).to_numpy()
    order = (
        np.random.default_rng(seed).permutation(len(out))
        if sampling == "random"
        else np.argsort(means, kind="stable")
    )
    out = out.iloc[order]
    out["passage"] = pd.Series([passage_key(t) for t in out["text"]], out.index, dtype="str")
    return out.drop_duplicates(["passage", "actor_id"]).head(how_many).reset_index(drop=True)


def _mend(path: Path) -> int:
    """Take off a last line that a crash cut short; how many characters it had. A file of another
    form is not touched.
    """
    data = path.read_bytes() if path.is_file() else b""
    header = (",".join(COLUMNS) + "\n").encode()
    if header.startswith(data):  # nothing yet, or the header itself cut short
        whole = data if data == header else b""
    elif data.startswith(header):
        whole = data[: data.rfind(b"\n") + 1]
        while len(whole) > len(header) and len(
            next(csv.reader([whole.decode("utf-8", "replace").splitlines()[-1]]))
        ) < len(COLUMNS):
            whole = whole[: whole[:-1].rfind(b"\n") + 1]
    else:
        return 0
    if len(whole) < len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
            os.fsync(file.fileno())
    return len(data) - len(whole)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file() or path.stat().st_size == 0:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InputError(
                path.name,
                f"its columns are not {', '.join(COLUMNS)}",
                "give another coder's name, or move that file away",
            )
        return list(reader)
