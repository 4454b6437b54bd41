"""Sentences in, hand labels out: one sentence at a time, each answer on disk at once.

The tool is made of the buttons of ipywidgets, so that it brings no code of its own to the browser.
Its files have the form of data/annotations; the codebook there says what a label means.
"""

import html
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import InputError
from standpoint.inference.annotations import ITEM, passage_key, read_annotations
from standpoint.project import write_whole

BUTTONS = {label: label for label in tables.LABELS} | {"the text does not say": ""}


def labelling(
    sentences: pd.DataFrame,
    *,
    opinions: pd.DataFrame,
    registry: Registry,
    folder: str | Path,
    coder: str = "coder-1",
    how_many: int = 100,
    seed: int = 0,
) -> "Labelling":
    """Ask for the labels of randomly drawn sentences and actors; `folder/coder.csv` keeps them.

    Every coder is asked the same in the same order, so that their agreement can be measured. A tool
    that was begun before goes on where it stopped. `opinions` say who is mentioned where; their
    scores are never shown.

    Raises
    ------
    InputError
        For a coder's name that no file can bear, or a file that holds no labels.
    """
    if not re.fullmatch(r"\w[\w .-]{0,40}", coder):
        remedy = "take letters, digits, spaces, dots and dashes, at most 41"
        raise InputError(f"coder '{coder}'", "the name is used for a file", remedy)
    asked = _asked(sentences, opinions, how_many, seed)
    return Labelling(asked, registry, Path(folder) / f"{coder}.csv")


class Labelling:
    """The tool; shows itself in a notebook, and works without one: `label`, `undo`, `left`."""

    def __init__(self, asked: pd.DataFrame, registry: Registry, path: Path) -> None:
        self.asked, self.registry, self.path = asked, registry, path
        self.labels = read_annotations(*[path] * path.is_file())

    @property
    def left(self) -> int:
        """How many sentences are still to be labelled."""
        return len(self._open())

    @property
    def current(self) -> pd.Series | None:
        """The sentence that is asked now, with its actor; None when all are done."""
        rows = self._open()
        return rows.iloc[0] if len(rows) else None

    def label(self, label: str) -> None:
        """Label the current sentence (empty: the text does not say); it is on disk at once."""
        if label not in BUTTONS.values():
            raise ValueError(f"label '{label}' is not one of {', '.join(tables.LABELS)}, or empty")
        now = self.current
        if now is not None:
            row = tables.blank_row("annotations") | now[["doc_id", "start", "end", *ITEM]].to_dict()
            row |= {"coder": self.path.stem, "label": label, "drawn": "random"}
            row["used_in_training"] = False
            self._keep(pd.concat([self.labels, tables.make([row], "annotations")]))

    def undo(self) -> None:
        """Take the last label back, also one of an earlier day; it is asked again."""
        mine = self.labels[_among(self.labels, self.asked)]
        if len(mine):
            self._keep(self.labels.drop(mine.index[-1]))

    def widget(self) -> Any:
        """The tool as an ipywidgets box: the sentence, and five buttons."""
        import ipywidgets as w

        page = w.HTML()

        def button(words: str, act: Callable[[], None]) -> w.Button:
            made = w.Button(description=words, layout=w.Layout(width="auto"))
            made.on_click(lambda _: show(act))
            return made

        def show(act: Callable[[], None]) -> None:
            message = ""
            try:
                act()
            except OSError as error:
                message = f"Not saved: {error.strerror or error}. Mend that, then answer again."
            page.value = f'{self._question()}<p role="status">{html.escape(message)}</p>'

        answers = [button(words, partial(self.label, label)) for words, label in BUTTONS.items()]
        show(lambda: None)
        row = w.HBox([*answers, button("undo", self.undo)], layout=w.Layout(flex_flow="row wrap"))
        return w.VBox([page, row])

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if somebody_there():
            display(self.widget())
        else:
            done = f"{len(self.asked) - self.left} of {len(self.asked)} sentences labelled"
            print(f"Labelling tool: {done}. Open this notebook in JupyterLab to label.")

    def _open(self) -> pd.DataFrame:
        return self.asked[~_among(self.asked, self.labels)]

    def _keep(self, labels: pd.DataFrame) -> None:
        labels = labels.reset_index(drop=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, lambda aside: labels.to_csv(aside, index=False, lineterminator="\n"))
        self.labels = labels

    def _question(self) -> str:
        done = f"<b>{len(self.asked) - self.left} of {len(self.asked)}</b> labelled"
        head = f"<p>{done} by {html.escape(self.path.stem)}.</p>"
        now = self.current
        if now is None:
            nobody = "This corpus mentions no actor: nothing to label."
            return (
                f"{head}<p>{'Nothing left to label. Thank you.' if len(self.asked) else nobody}</p>"
            )
        name = html.escape(self.registry.name_of(now["actor_id"]))
        return (
            f"{head}<p>How does this sentence speak of <b>{name}</b>?</p>"
            '<p style="font-size:115%;max-width:45em;line-height:1.5">'
            f"{marked(now['text'], now['spans'])}</p>"
        )


def marked(text: str, spans: list[tuple[int, int]]) -> str:
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
    """Ask whether a person is at the notebook: papermill and nbconvert pass on no typed input."""
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    content = kernel.get_parent("shell").get("content", {}) if kernel is not None else {}
    return bool(content.get("allow_stdin", False))


def _among(rows: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    return pd.MultiIndex.from_frame(rows[ITEM]).isin(pd.MultiIndex.from_frame(others[ITEM]))


def _asked(
    sentences: pd.DataFrame, opinions: pd.DataFrame, how_many: int, seed: int
) -> pd.DataFrame:
    """The sentences and actors to ask about, in the order of asking, each text once."""
    keys = ["doc_id", "sent_id", "actor_id"]
    text = sentences[["doc_id", "sent_id", "start", "end", "text"]]
    mentions = opinions[[*keys, "start", "end"]]
    rows = text.merge(mentions, on=keys[:2], suffixes=("", "_mention")).sort_values(keys)
    begin, end = rows["start_mention"] - rows["start"], rows["end_mention"] - rows["start"]
    rows["spans"] = list(zip(begin, end, strict=True))
    first = dict.fromkeys(("start", "end", "text"), "first")
    out = rows.groupby(keys).agg(first | {"spans": list}).reset_index()
    out = out.iloc[np.random.default_rng(seed).permutation(len(out))]
    out["passage"] = out["text"].map(passage_key).astype("str")
    return out.drop_duplicates(ITEM).head(how_many).reset_index(drop=True)
