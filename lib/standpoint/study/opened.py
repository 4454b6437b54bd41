"""The figures of a report, drawn again so that each mark opens to the sentences behind it.

Vega-Lite draws them, from one script in the page that needs nothing else; expressions are
interpreted, so that the page's policy can forbid all code but that script. Text of the corpus is
data here too: it reaches the page as JSON and is shown as text.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError
from standpoint.inference.dyads import EVERYBODY, speaks
from standpoint.study.pages import POLICY, TEMPLATES

FORMS = Path(__file__).resolve().parents[1] / "figures" / "templates"
# Sentences that one mark opens to: the lowest, the highest and those between them at even steps.
MOST = 40


def opened(
    figures: Iterable[Mapping[str, Any]],
    answers: Iterable[Mapping[str, Any]],
    *,
    folder: Path,
    registry: Registry | None,
) -> dict[str, Any] | None:
    """Give what a page needs to draw these figures and to open their marks.

    Parameters
    ----------
    figures : iterable of dict
        The content of each figure's JSON with its `name`; those without marks are left out.
    answers : iterable of dict
        Runs with `name`, `answer` (sentences) and `opens` (a holder and actors), as they are.
    folder : Path
        The folder of the tables opinions, sentences, documents and events.

    Returns
    -------
    dict or None
        script (its text), policy (of the page, with the script's hash), data (JSON text), and the
        names of charts and of answers that open; None where there is no figure with marks, or no
        table of sentences.
    """
    drawn = [figure for figure in figures if figure["marks"]]
    if not drawn or registry is None:
        return None
    try:
        passages = _Passages(folder, registry)
    except StandpointError:
        return None
    charts = {}
    for figure in drawn:
        form, rows = figure["marks"]["form"], figure["marks"]["rows"]
        for row in rows:
            row["opens"], row["n_passages"] = passages.behind(row)
        spec = json.loads((FORMS / f"{form}.vl.json").read_text(encoding="utf-8"))
        sets = {"marks": rows, "landmarks": figure["marks"].get("landmarks", [])}
        spec |= {"data": {"name": "marks"}, "datasets": sets, "description": figure["alt"]}
        charts[figure["name"]] = spec
    told = {}
    for run in answers:
        if run["opens"]:
            holder, *actors = run["opens"]
            each = [passages.behind({"actor_id": a, "holder_id": holder}) for a in actors]
            opens = [place for places, _ in each for place in places]
            n = sum(n for _, n in each)
            told[run["name"]] = {"told": run["answer"][0], "opens": opens, "n_passages": n}
    data = {"charts": charts, "answers": told, "passages": passages.shown}
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return {
        "script": script,
        "policy": f"{POLICY}; script-src 'sha256-{digest}'",
        # No text can close the element that it stands in.
        "opens": list(told),
        "charts": list(charts),
        "data": text.replace("<", "\\u003c").replace("\u2028", "\\u2028"),
    }


def _script() -> str:
    import vl_convert

    own = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    # The HTML parser looks for the end of the script in its text.
    return vl_convert.javascript_bundle(own).replace("</script", "<\\/script")


class _Passages:
    """The sentences behind marks, each kept once."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        read = {name: tables.read(name, folder) for name in ("opinions", "sentences", "documents")}
        documents = read["documents"]
        documents = documents[documents["duplicate_of"] == ""].set_index("doc_id")
        opinions = read["opinions"][read["opinions"]["doc_id"].isin(documents.index)]
        days = documents[["published_start", "published_end"]]
        self._opinions = opinions.join(days, on="doc_id").reset_index(drop=True)
        self._sentences = read["sentences"].set_index(["doc_id", "sent_id"])
        self._documents, self._registry = documents, registry
        self._places: dict[tuple, int] = {}
        self.shown: list[dict[str, Any]] = []

    def behind(self, mark: Mapping[str, Any]) -> tuple[list[int], int]:
        """Say which passages a mark opens to, as places in `shown`, and how many there are."""
        if "sentences" in mark:
            keys = [key.rpartition(":")[::2] for key in tables.split_cell(mark["sentences"])]
            keys = [(doc, int(n)) for doc, n in keys if (doc, int(n)) in self._sentences.index]
            return [self._of_event(key) for key in keys[:MOST]], len(keys)
        rows = self._opinions
        rows = rows[rows["actor_id"] == mark["actor_id"]]
        if "only" in mark:  # this holder, and nobody whom it stands for
            rows = rows[rows["holder_id"] == mark["only"]]
        else:
            holder = mark.get("holder_id", EVERYBODY)
            rows = rows[speaks(rows["holder_id"], holder, self._registry)]
        if "begin" in mark:
            first, last = pd.Timestamp(mark["begin"]), pd.Timestamp(mark["end"])
            rows = rows[(rows["published_start"] >= first) & (rows["published_end"] < last)]
        rows = rows.sort_values(["score", "doc_id", "start"], kind="stable")
        steps = np.unique(np.linspace(0, max(len(rows) - 1, 0), MOST).round().astype(int))
        picked = rows.iloc[steps] if len(rows) > MOST else rows
        return [self._of_opinion(row) for row in picked.itertuples()], len(rows)

    def _of_opinion(self, row: Any) -> int:
        name_of = self._registry.name_of
        sentence = self._sentences.loc[(row.doc_id, row.sent_id)]
        start = int(row.start - sentence["start"])
        facts = {"target": [start, int(row.end - sentence["start"])], "score": round(row.score, 2)}
        who = f"{name_of(row.holder_id)} → {name_of(row.actor_id)}"
        key = (row.doc_id, row.sent_id, row.start, row.actor_id, row.holder_id)
        return self._place(key, row.doc_id, sentence["text"], facts | {"who": who})

    def _of_event(self, key: tuple[str, int]) -> int:
        return self._place(key, key[0], self._sentences.loc[key, "text"], {})

    def _place(self, key: tuple, doc_id: str, text: str, facts: dict[str, Any]) -> int:
        if key not in self._places:
            self._places[key] = len(self.shown)
            document = self._documents.loc[doc_id] if doc_id in self._documents.index else {}
            day = document.get("published_start", pd.NaT)
            about = {"date": "undated" if pd.isna(day) else f"{day:%Y-%m-%d}"}
            about["source"] = str(document.get("source", ""))
            self.shown.append({"text": text, **about, **facts})
        return self._places[key]
