"""Sentences in, labels of a person out: one sentence at a time, each answer on disk at once.

The tool is made of the controls of ipywidgets, so that it brings no code of its own to the browser.
Its files have the form of data/annotations; the codebook there says what a label means.
"""

import html
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import InputError
from standpoint.inference.annotations import (
    AGREED,
    ITEM,
    MODEL,
    differing,
    read_annotations,
    side_by_side,
)
from standpoint.inference.sampling import draw_passages
from standpoint.project import write_whole

BUTTONS = {label: label for label in tables.LABELS} | {"the text does not say": ""}
# Holders beside the actors of the sentence; the last is not the empty cell, which says: not asked.
HOLDERS = {"the text's own voice": "author", "somebody else": "other", "cannot tell": "undecided"}


def labelling(
    sentences: pd.DataFrame,
    *,
    opinions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    folder: str | Path,
    coder: str = "coder-1",
    how_many: int = 100,
    period: str = "year",
    adjudicate: Sequence[str] = (),
    seed: int = 0,
) -> "Labelling":
    """Ask for labels and holders of sentences drawn by `draw_passages`; `folder/coder.csv` is made.

    Every coder is asked the same in the same order, so that their agreement can be measured. A tool
    that was begun before goes on where it stopped. `opinions` say who is mentioned where and steer
    the draw; their scores and holders are never shown.

    `adjudicate` names two coders or more: then what they answered differently is asked, with the
    answers of each, and `folder/agreed-coder.csv` keeps what holds; their own files stay as they
    are.

    Raises
    ------
    InputError
        For a coder's name that no file can bear or that is kept for models, or a file that holds no
        labels.
    """
    folder = Path(folder)
    for name in (coder, *adjudicate):
        if not re.fullmatch(rf"(?!{MODEL}|{AGREED})\w[\w .-]{{0,40}}", name):
            remedy = "take letters, digits, spaces, dots and dashes, at most 41; neither"
            remedy += f" {MODEL}… nor {AGREED}…"
            raise InputError(f"coder '{name}'", "the name is used for a file", remedy)
    path, given = folder / f"{coder}.csv", tables.empty("annotations")
    if adjudicate:
        path = folder / f"{AGREED}-{coder}.csv"
        given = differing(read_annotations(*(folder / f"{name}.csv" for name in adjudicate)))
        how_many = len(sentences) * len(registry.actors)  # all of them: those that differ are taken
    asked = draw_passages(
        opinions,
        documents=documents,
        sentences=sentences,
        how_many=how_many,
        period=period,
        seed=seed,
    )
    if adjudicate:
        chances = given.groupby(ITEM)["probability"].min().reset_index()
        asked = asked.drop(columns="probability").merge(chances, on=ITEM)
    asked = _with_actors(asked, opinions)
    return Labelling(asked, registry, path, side_by_side(given))


class Labelling:
    """The tool; shows itself in a notebook, and works without one: `label`, `undo`, `left`.

    `answers` are those of coders who differ, to be shown: a column for each, a row for each item.
    """

    def __init__(
        self, asked: pd.DataFrame, registry: Registry, path: Path, answers: pd.DataFrame
    ) -> None:
        self.asked, self.registry, self.path, self.answers = asked, registry, path, answers
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

    @property
    def holders(self) -> list[tuple[str, str]]:
        """Whose view it may be, in words and as the file has it: the sentence's actors and more."""
        now = self.current
        actors = now["actors"] if now is not None else []
        return [(self.registry.name_of(key), key) for key in actors] + list(HOLDERS.items())

    def label(self, label: str, *, holder: str = "", note: str = "") -> None:
        """Label the current sentence (empty: the text does not say); it is on disk at once.

        Only a negative or positive view has a holder; without one, nobody was asked.
        """
        if label not in BUTTONS.values():
            raise ValueError(f"label '{label}' is not one of {', '.join(tables.LABELS)}, or empty")
        if holder not in ("", *dict(self.holders).values()):
            raise ValueError(f"holder '{holder}' is none of this sentence")
        now = self.current
        if now is not None:
            about = ["doc_id", "start", "end", *ITEM, "probability"]
            row = tables.blank_row("annotations") | now[about].to_dict()
            row |= {"coder": self.path.stem, "label": label, "drawn": "random", "note": note}
            row |= {"holder": holder if _held(label) else "", "used_in_training": False}
            self._keep(pd.concat([self.labels, tables.make([row], "annotations")]))

    def undo(self) -> None:
        """Take the last label back, also one of an earlier day; it is asked again."""
        mine = self.labels[_among(self.labels, self.asked)]
        if len(mine):
            self._keep(self.labels.drop(mine.index[-1]))

    def widget(self) -> Any:
        """The tool as an ipywidgets box: the sentence, whose view it is, a note, and buttons."""
        import ipywidgets as w

        page, wide = w.HTML(), w.Layout(width="auto", max_width="45em")
        holder = w.RadioButtons(description="Whose view?", layout=wide)
        # Sent whole when it is left; sent while it is typed, a quick answer would cut it short.
        note = w.Text(
            description="Note", placeholder="optional", continuous_update=False, layout=wide
        )

        def button(words: str, act: Callable[[], str]) -> w.Button:
            made = w.Button(description=words, layout=w.Layout(width="auto"))
            made.on_click(lambda _: show(act))
            return made

        def answer(label: str) -> str:
            if _held(label) and holder.value is None and self.current is not None:
                return "First say whose view it is; it has one where it is negative or positive."
            self.label(label, holder=holder.value or "", note=note.value.strip())
            return ""

        def undo() -> str:
            self.undo()
            return ""

        def show(act: Callable[[], str]) -> None:
            try:
                message = act()
            except OSError as error:
                message = f"Not saved: {error.strerror or error}. Mend that, then answer again."
            if not message:
                holder.options, holder.value, note.value = self.holders, None, ""
            page.value = f'{self._question()}<p role="status">{html.escape(message)}</p>'

        answers = [button(words, partial(answer, label)) for words, label in BUTTONS.items()]
        show(str)
        row = w.HBox([*answers, button("undo", undo)], layout=w.Layout(flex_flow="row wrap"))
        return w.VBox([page, holder, note, row])

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
            nobody = "Nothing to label: this corpus mentions no actor, or nobody differs."
            return (
                f"{head}<p>{'Nothing left to label. Thank you.' if len(self.asked) else nobody}</p>"
            )
        name = html.escape(self.registry.name_of(now["actor_id"]))
        return (
            f"{head}<p>How does this sentence speak of <b>{name}</b>?</p>"
            '<p style="font-size:115%;max-width:45em;line-height:1.5">'
            f"{marked(now['text'], now['spans'])}</p>{self._answers(now)}"
        )

    def _answers(self, now: pd.Series) -> str:
        """What each of the coders said who differ."""
        key = tuple(now[ITEM])
        each = self.answers.loc[key].items() if key in self.answers.index else ()
        lines = [f"<li><b>{html.escape(c)}</b>: {html.escape(said)}</li>" for c, said in each]
        return f"<ul>{''.join(lines)}</ul>" if lines else ""


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


def _held(label: str) -> bool:
    """Whether a view of this label has a holder."""
    return label in ("negative", "positive")


def _with_actors(asked: pd.DataFrame, opinions: pd.DataFrame) -> pd.DataFrame:
    """Add where each sentence names its target (`spans`), and whom it names (`actors`)."""
    keys, there = ["doc_id", "sent_id"], opinions.sort_values(["doc_id", "start"])
    names = there.groupby(keys)["actor_id"].agg(lambda ids: list(dict.fromkeys(ids)))
    places = there.groupby([*keys, "actor_id"])[["start", "end"]].agg(list)
    places = places.rename(columns={"start": "first", "end": "last"})
    rows = asked.merge(names.rename("actors").reset_index(), on=keys)
    rows = rows.merge(places.reset_index(), on=[*keys, "actor_id"])
    rows["spans"] = [
        [(a - row.start, b - row.start) for a, b in zip(row.first, row.last, strict=True)]
        for row in rows.itertuples()
    ]
    return rows
