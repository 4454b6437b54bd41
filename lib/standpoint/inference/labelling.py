"""Sentences in, hand labels out: one sentence at a time, each answer on disk at once.

The tool has no code of its own in the browser: buttons and one text field of ipywidgets, in which
every typed character is an answer, because widgets know no key events. In a run that nobody watches
it shows a note and waits for nothing. Files have the form of data/annotations, so that
`read_annotations` reads them; the codebook there says what a label means.
"""

from __future__ import annotations

import csv
import errno
import html
import io
import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import InputError
from standpoint.inference.annotations import P, passage_key, read_annotations

KEYS = {"1": "negative", "2": "neutral", "3": "positive", "x": ""}
UNDO = "u"
# As many characters as a fast hand rubs out between two messages of a front end.
RUBBED = 3
SAMPLINGS = ("random", "uncertain")
COLUMNS = (*tables.SCHEMAS["annotations"].columns, "at")  # `at`: when, in UTC
_BUTTONS = {label: f"{label or 'the text does not say'} ({key})" for key, label in KEYS.items()}
_PASSAGE = ["passage", "actor_id"]


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
    """Ask for the labels of sentences and actors, and keep the answers in `folder/coder.csv`.

    Every coder is asked the same in the same order, so that their agreement can be measured. A tool
    that was begun before goes on where it stopped.

    Parameters
    ----------
    opinions : DataFrame
        Say who is mentioned where; their scores are never shown.
    actors : sequence of str
        Ids to ask about; empty takes all.
    sampling : str
        random, from which estimates may be corrected, or uncertain: those first whose likeliest
        label has the lowest probability, which teaches most but represents nothing.

    Raises
    ------
    InputError
        For a coder's name that no file can bear, or a file that holds no labels.
    """
    if sampling not in SAMPLINGS:
        raise ValueError(f"sampling '{sampling}' is not one of {', '.join(SAMPLINGS)}")
    if not re.fullmatch(r"\w[\w .-]{0,40}", coder):
        remedy = "take letters, digits, spaces, dots and dashes, at most 41"
        raise InputError(f"coder '{coder}'", "the name is used for a file", remedy)
    asked = _asked(sentences, opinions, actors, sampling, how_many, seed)
    return Labelling(asked, registry, Path(folder) / f"{coder}.csv", coder, sampling)


class Labelling:
    """The tool; shows itself in a notebook, and works without one: `label`, `undo`, `left`."""

    def __init__(
        self, asked: pd.DataFrame, registry: Registry, path: Path, coder: str, sampling: str
    ) -> None:
        self.asked, self.registry, self.path = asked, registry, path
        self.coder, self.sampling = coder, sampling
        self._keys = list(asked[_PASSAGE].itertuples(index=False, name=None))
        self._answers: dict[tuple[str, str], str] = {}  # in order of answering
        self._typed = ""
        rows, self.mended = _read_answers(path)
        for row in rows:
            self._remember(row)

    @property
    def left(self) -> int:
        """How many sentences are still to be labelled."""
        return sum(key not in self._answers for key in self._keys)

    @property
    def current(self) -> pd.Series | None:
        """The sentence that is asked now, with its actor; None when all are done."""
        for place, key in enumerate(self._keys):
            if key not in self._answers:
                return self.asked.iloc[place]
        return None

    def label(self, label: str) -> None:
        """Label the current sentence (empty: the text does not say); it is on disk at once."""
        if label not in _BUTTONS:
            raise ValueError(f"label '{label}' is not one of {', '.join(tables.LABELS)}, or empty")
        if self.current is not None:
            self._save(self.current, label)

    def undo(self) -> None:
        """Take the last label back, also one of an earlier day; it is asked again."""
        for key in reversed(self._answers):
            if key in self._keys:  # what another choice of sentences asked is left alone
                self._save(self.asked.iloc[self._keys.index(key)], "undone")
                return

    def type(self, text: str) -> str:
        """Answer by what the key field holds now, and return the characters that mean nothing.

        Each new character is an answer, and each one rubbed out takes one back. The whole field is
        compared with what it held before, because a front end may send several keys as one change.
        More than `RUBBED` characters gone at once is a field that was cleared.
        """
        before, self._typed = self._typed, text
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
        """What this coder has labelled so far: the annotations table."""
        return read_annotations(*[self.path] * self.path.is_file())

    def widget(self) -> Any:
        """The tool as an ipywidgets box: the sentence, five buttons, and a field for keys."""
        import ipywidgets as w

        head, sentence, note = w.HTML(), w.HTML(), w.HTML()
        prompt = "click here, then type 1 2 3 x, u to undo"
        keys = w.Text(placeholder=prompt, description="keys", continuous_update=True)
        keys.add_class("standpoint-keys")

        def show(message: str = "") -> None:
            head.value, sentence.value = self._head(), self._sentence()
            note.value = f'<span role="status" style="color:#8a3b00">{html.escape(message)}</span>'

        def answer(act: Callable[[], str | None]) -> None:
            try:
                unknown = act()
                show(f"'{unknown}' means nothing here: 1 2 3 x u" if unknown else "")
            except OSError as error:
                show(f"not saved: {error.strerror or error}. Mend that, then answer again.")

        def button(words: str, act: Callable[[], None]) -> Any:
            made = w.Button(description=words, layout=w.Layout(width="auto"))
            made.on_click(lambda _: (answer(act), keys.focus()))
            return made

        buttons = [
            button(words, lambda label=label: self.label(label))
            for label, words in _BUTTONS.items()
        ]
        buttons.append(button("undo (u)", self.undo))
        keys.observe(lambda change: answer(lambda: self.type(change["new"])), names="value")
        show()
        row = w.HBox(buttons, layout=w.Layout(flex_flow="row wrap"))
        return w.VBox([head, sentence, row, keys, note])

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if somebody_there():
            display(self.widget())
        else:
            print(
                f"Labelling tool ({self.coder}): {len(self.asked) - self.left} of {len(self.asked)}"
                " sentences labelled. Open this notebook in JupyterLab to label."
            )

    def _remember(self, row: Mapping[str, Any]) -> None:
        key = (row["passage"], row["actor_id"])
        self._answers.pop(key, None)
        if row["label"] != "undone":
            self._answers[key] = row["label"]

    def _save(self, row: pd.Series, label: str) -> None:
        """Append one line and wait until the disk has it; only then is it remembered."""
        values = row[["doc_id", "start", "end", *_PASSAGE]].to_dict() | {
            "coder": self.coder,
            "label": label,
            "used_in_training": False,
            "drawn": self.sampling,
            "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = io.StringIO(newline="")
        writer = csv.DictWriter(line, COLUMNS, restval="", lineterminator="\n")
        if not self.path.is_file() or self.path.stat().st_size == 0:
            writer.writeheader()
        writer.writerow(values)
        data = line.getvalue().encode()
        with self.path.open("ab", buffering=0) as file:
            before = file.tell()
            try:
                if file.write(data) < len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)  # half a line would spoil the next one
                raise
        self._remember(values)

    def _head(self) -> str:
        mended = (
            f" A line cut short ({self.mended} characters) was taken off the file: that answer is"
            " asked again."
        )
        return (
            f"<p><b>{len(self.asked) - self.left} of {len(self.asked)}</b> labelled by"
            f" {html.escape(self.coder)}.{mended if self.mended else ''}</p>"
        )

    def _sentence(self) -> str:
        now = self.current
        if now is None:
            nobody = "This corpus mentions no actor: nothing to label."
            return f"<p>{'Nothing left to label. Thank you.' if len(self.asked) else nobody}</p>"
        key = now["actor_id"]
        name = self.registry.actors[key].name if key in self.registry else key
        style = "font-size:115%;max-width:45em;line-height:1.5"
        return (
            f"<p>How does this sentence speak of <b>{html.escape(name)}</b>?</p>"
            f'<p style="{style}">{marked(now["text"], now["spans"])}</p>'
        )


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Write a text as HTML with its spans marked and everything escaped: nothing in it can run.

    Examples
    --------
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
    """Ask whether a person is at the notebook.

    A front end says with each cell that it can pass on typed input; papermill, nbclient and
    nbconvert say that they cannot.
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
    mentions = opinions[opinions["actor_id"].isin(list(actors))] if actors else opinions
    keys = ["doc_id", "sent_id", "actor_id"]
    text = sentences[["doc_id", "sent_id", "start", "end", "text"]]
    rows = text.merge(mentions[[*keys, "start", "end", *P]], on=keys[:2], suffixes=("", "_mention"))
    rows = rows.sort_values([*keys, "start_mention"], kind="stable")
    begin, end = rows["start_mention"] - rows["start"], rows["end_mention"] - rows["start"]
    rows["spans"] = list(zip(begin, end, strict=True))
    grouped = rows.groupby(keys)
    out = grouped[["start", "end", "text"]].first()
    out["spans"] = grouped["spans"].agg(list)
    if sampling == "random":
        order = np.random.default_rng(seed).permutation(len(out))
    else:
        order = np.argsort(grouped[P].mean().max(axis=1).to_numpy(), kind="stable")
    out = out.reset_index().iloc[order]
    out["passage"] = pd.Series([passage_key(t) for t in out["text"]], out.index, dtype="str")
    return out.drop_duplicates(_PASSAGE).head(how_many).reset_index(drop=True)


def _read_answers(path: Path) -> tuple[list[dict[str, str]], int]:
    """The rows of a file, and the length of a last line cut short by a crash, which is taken off."""
    data = path.read_bytes() if path.is_file() else b""
    whole = data[: data.rfind(b"\n") + 1]
    reader = csv.DictReader(io.StringIO(whole.decode(), newline=""))
    begun = not whole and ",".join(COLUMNS).encode().startswith(data)  # no more than a header
    if tuple(reader.fieldnames or ()) != COLUMNS and not begun:
        remedy = "give another coder's name, or move that file away"
        raise InputError(path.name, f"its columns are not {', '.join(COLUMNS)}", remedy)
    if len(whole) < len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
            os.fsync(file.fileno())
    return list(reader), len(data) - len(whole)
