"""A draw of passages in, intervals out: how wide each corrected answer will be once it is labelled.

An interval's variance is that of one labelled document, divided by how many there are. The variance
of one is read off the corrected estimate where labels are at hand; where they are not, the three
labels are taken to be equally frequent, and the model to be of no help.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint.inference.event_study import read_events
from standpoint.inference.ppi import LEVEL, MINIMUM, ppi_means

# Of labels -1, 0 and 1 in equal parts. No target of the bundled study with twenty labels or more
# exceeds it (0.57 at most), so the widths that it gives are seldom too small.
ASSUMED = 2 / 3
NORMAL = 1.96  # for what is needed, whose number sets the t value


def plan_labels(
    drawn: pd.DataFrame,
    *,
    labelled: pd.DataFrame,
    documents: pd.DataFrame,
    landmarks: pd.DataFrame,
    actors: Sequence[str],
    width: float = 0.2,
) -> pd.DataFrame:
    """Say which interval each answer gets from the passages drawn, and how many it needs.

    Labels that are there say how much labels scatter; they are not counted, for they may be of
    other coders or of whole documents. Undated documents, and those across a landmark, count on no
    side of it.

    Parameters
    ----------
    drawn : DataFrame
        What `draw_passages` gives.
    labelled : DataFrame
        Passages with the labels at hand, if any.
    width : float
        Wished for between the ends of the 95 % interval.

    Returns
    -------
    DataFrame
        A row for the mean of each actor, and for its difference before and after each landmark:
        actor_id, event_id (empty for the mean), n_before and n_after (documents drawn; of a mean,
        n_after is all), width (missing below ten documents a side), needed (documents, of each
        side), basis (whence the variance).
    """
    days = documents.set_index("doc_id")[["published_start", "published_end"]]
    means = ppi_means(labelled, documents=documents)
    means = means[means["method"] == "ppi"].set_index("actor_id")
    rows = []
    for actor in actors:
        asked = days.loc[sorted(set(drawn.loc[drawn["actor_id"] == actor, "doc_id"]))]
        variance, basis = _variance(means.loc[actor] if actor in means.index else None)
        about = {"actor_id": actor, "basis": basis}
        dated = int(asked["published_start"].notna().sum())
        needed = variance * (2 * NORMAL / width) ** 2
        sizes = {"event_id": "", "n_before": 0, "n_after": dated, "needed": np.ceil(needed)}
        rows.append(about | sizes | {"width": _width(variance, dated)})
        for event in read_events(landmarks):
            before = int((asked["published_end"] < event.begin).sum())
            after = int((asked["published_start"] >= event.after).sum())
            sizes = {"event_id": event.id, "n_before": before, "n_after": after}
            sizes |= {"needed": np.ceil(2 * needed), "width": _width(variance, before, after)}
            rows.append(about | sizes)
    columns = ["actor_id", "event_id", "n_before", "n_after", "width", "needed", "basis"]
    return pd.DataFrame(rows, columns=columns).astype({"needed": "int64"})


def _variance(mean: pd.Series | None) -> tuple[float, str]:
    """The variance that one labelled document stands for, and whence it is known."""
    from scipy.special import stdtrit

    if mean is None or mean["refused"]:
        return ASSUMED, "assumed"
    n = int(mean["n_labelled_docs"])
    error = (mean["high"] - mean["low"]) / 2 / stdtrit(n - 1, LEVEL)
    return float(error**2 * n), f"{n} labelled documents"


def _width(variance: float, *sizes: int) -> float:
    """Between the ends of a 95 % interval of a mean, or of a difference of two."""
    from scipy.special import stdtrit

    if min(sizes) < MINIMUM:
        return np.nan
    spread = np.sqrt(variance * sum(1 / n for n in sizes))
    return float(2 * stdtrit(sum(sizes) - len(sizes), LEVEL) * spread)
