"""Columns for reading: values with their intervals as text."""

from __future__ import annotations

import pandas as pd

from standpoint.inference.series import format_interval


def with_intervals(
    table: pd.DataFrame, *, value: str = "mean", low: str = "low", high: str = "high"
) -> pd.Series:
    """Write values with their intervals, or else the value alone, or else a dash.

    Where an estimate was refused (column `refused`), the reason stands instead.

    >>> rows = {"mean": [0.1, -0.5, None], "low": [-0.1, None, None], "high": [0.3, None, None]}
    >>> with_intervals(pd.DataFrame(rows)).tolist()
    ['+0.10 [-0.10, +0.30]', '-0.50', '–']
    """
    cells = [
        "–" if pd.isna(row[0]) else format_interval(*row).removesuffix(_NONE)
        for row in table[[value, low, high]].astype(float).itertuples(index=False)
    ]
    out = pd.Series(cells, index=table.index, dtype="str")
    if "refused" in table:
        out = out.where(table["refused"] == "", table["refused"])
    return out


_NONE = " [no interval, too few documents]"
