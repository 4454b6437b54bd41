"""The bundled study gives what it gave: opinions, events and series, row by row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from write import COLUMNS, tables

EXPECTED = Path(__file__).parent / "expected"
NEAR = 0.005  # of a score: another processor rounds the eight-bit model otherwise


@pytest.fixture(scope="module")
def made() -> dict[str, pd.DataFrame]:
    return tables()


@pytest.mark.parametrize("name", list(COLUMNS))
def test_the_table_is_as_it_was(made: dict[str, pd.DataFrame], name: str) -> None:
    before = pd.read_csv(EXPECTED / f"{name}.csv", keep_default_na=False, dtype=str)
    now = made[name].astype(str).replace({"nan": "", "None": "", "<NA>": ""})
    numbers = made[name].select_dtypes("float").columns
    words = [column for column in now.columns if column not in numbers]
    pd.testing.assert_frame_equal(
        before[words].sort_values(words).reset_index(drop=True),
        now[words].sort_values(words).reset_index(drop=True),
        check_dtype=False,
    )
    for column in numbers:
        old = pd.to_numeric(before[column], errors="coerce")
        assert (old.isna() == made[name][column].isna()).all(), column
        assert (old - made[name][column]).abs().max() < NEAR, column
