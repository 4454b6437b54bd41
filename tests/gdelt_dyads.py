"""data/gdelt/dyads-monthly.csv from the daily scores: `python tests/gdelt_dyads.py`.

A month's score is the mean over the days that are there. A day that the source lacks is missing and
never zero; a day on which GDELT has no event of the pair is zero, as in the source. The source is
read from ../shared/data; without it the script says so and writes nothing.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "gdelt_dyads"
TARGET = ROOT / "data" / "gdelt" / "dyads-monthly.csv"


def monthly(daily: pd.DataFrame, absent: pd.DatetimeIndex) -> pd.DataFrame:
    """Pairs by month: score, days that are there, days that the month has."""
    daily = daily[~daily["date"].isin(absent)]
    month = daily["date"].dt.to_period("M")
    made = daily.groupby(["a", "b", month.rename("month")])["score"].agg(["mean", "size"])
    made = made.reset_index().rename(columns={"mean": "score", "size": "days"})
    made["of_days"] = made["month"].dt.days_in_month
    made["score"] = made["score"].round(2)
    made["month"] = made["month"].astype("str")
    return made[["month", "a", "b", "score", "days", "of_days"]].sort_values(["a", "b", "month"])


def read() -> pd.DataFrame:
    daily = pd.read_csv(SOURCE / "daily_dyads.csv", parse_dates=["date"])
    absent = pd.to_datetime((SOURCE / "missing_days.txt").read_text().split())
    return monthly(daily, absent)


def main() -> None:
    if not SOURCE.is_dir():
        print(f"skipped: the daily scores are not at {SOURCE}")
        return
    made = read()
    TARGET.parent.mkdir(exist_ok=True)
    made.to_csv(TARGET, index=False, lineterminator="\n")
    print(f"{TARGET.name}: {len(made):,} rows, {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
