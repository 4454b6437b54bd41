"""The tables of the bundled study in the few columns that are held by `test_bundled_study.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import standpoint as sp

FOLDER = Path(__file__).parent
COLUMNS = {
    "opinions": [
        "doc_id", "start", "end", "actor_id", "holder_id", "label", "score", "hedged"
    ],
    "events": [
        "event_id", "begin", "end_date", "granularity", "kind", "title", "actors",
        "modality", "n_docs", "reference_id",
    ],
    "series": ["actor_id", "period", "mean", "low", "high", "n_mentions", "n_docs"],
}  # fmt: skip
PERIOD = "half"  # as notebook 30 draws it


def tables() -> dict[str, pd.DataFrame]:
    """Make the tables anew, in the columns and the order of the files."""
    corpus = sp.Corpus.from_study("armenia")
    made = {
        "opinions": corpus.opinions(),
        "events": corpus.events(),
        "series": corpus.series(period=PERIOD),
    }
    return {name: trimmed(made[name], name) for name in COLUMNS}


def trimmed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Keep the columns that are compared; scores to three places, days as text."""
    out = table[COLUMNS[name]].copy()
    for column in out.columns:
        if pd.api.types.is_datetime64_any_dtype(out[column]):
            out[column] = out[column].dt.strftime("%Y-%m-%d")
    return out.round(3).sort_values(COLUMNS[name][:4]).reset_index(drop=True)


def main() -> int:
    for name, table in tables().items():
        table.to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")
        print(f"{name}: {len(table)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
