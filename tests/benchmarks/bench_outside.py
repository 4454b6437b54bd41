"""How often the intervals beside other sources hold the truth, on simulated series and days.

Run it from the root of the project: `python tests/benchmarks/bench_outside.py` (a minute).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from standpoint.inference.outside import days_in_common, lagged_correlations

RUNS = 300
MONTHS = pd.date_range("2018-01-01", periods=72, freq="MS")


def remembering(rng: np.random.Generator, memory: float) -> np.ndarray:
    """Seventy-two months of a first-order autoregression."""
    out = np.zeros(122)
    for place, shock in enumerate(rng.normal(size=121), start=1):
        out[place] = memory * out[place - 1] + shock
    return out[50:]


def correlations(memory: float, strength: float) -> tuple[float, float]:
    """Shares of runs whose interval at lag 0 holds the truth, and in which some lag differs."""
    rng = np.random.default_rng(0)
    truth = 6 / np.pi * np.arcsin(strength / 2)  # rank correlation of two normal variables
    held = differs = 0
    for _ in range(RUNS):
        theirs, noise = remembering(rng, memory), remembering(rng, memory)
        ours = strength * theirs + np.sqrt(1 - strength**2) * noise
        made = lagged_correlations(pd.Series(ours, MONTHS), theirs=pd.Series(theirs, MONTHS))
        row = made[made["lag"] == 0].iloc[0]
        held += row["low"] <= truth <= row["high"]
        differs += made["differs"].any()
    return held / RUNS, differs / RUNS


def shares(share: float) -> float:
    """Share of runs whose interval holds the share of days found; months differ in it."""
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(RUNS):
        days, found = [], []
        for month in MONTHS[:40]:
            size, chance = rng.integers(1, 8), rng.beta(2 * share, 2 - 2 * share)
            days += [month + pd.Timedelta(days=3 * day) for day in range(size)]
            found += list(rng.random(size) < chance)
        listed = pd.DataFrame({"begin": days, "end_date": days, "plover": "ASSAULT", "exact": True})
        ours = listed.assign(granularity="day", plover=np.where(found, "ASSAULT", ""))
        made = days_in_common(ours, listed=listed, tolerance=0)
        row = made[made["of"] == "their days"].iloc[0]
        held += row["low"] <= share <= row["high"]
    return held / RUNS


def main() -> None:
    for memory, strength in ((0.0, 0.0), (0.5, 0.0), (0.8, 0.0), (0.0, 0.6), (0.5, 0.6)):
        held, differs = correlations(memory, strength)
        print(
            f"autocorrelation {memory}, correlation {strength}: the interval at lag 0 holds the"
            f" truth in {held:.1%}; some lag of five differs in {differs:.1%}"
        )
    for share in (0.1, 0.5, 0.9):
        print(f"share of days {share}: the interval holds it in {shares(share):.1%}")


if __name__ == "__main__":
    main()
