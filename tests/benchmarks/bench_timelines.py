"""How well `salience` finds the days of journalists' timelines (F1 of date selection), and how
near `day_sentences` comes to what they wrote of them (ROUGE), on Timeline17.

Run it from the root of the project: `python tests/benchmarks/bench_timelines.py` (a minute on one
core). The collections are read from ../shared/data; without them it says so. No text is printed.
The figures are pinned: they must not sink unseen. The protocol is that of
tests/standpoint/chronology/timeline_scoring.py. Published averages over all 19 timelines of the
data set, of which five are here: mention counts .528, tilse .544 (Martschat & Markert 2018),
DATEWISE .544 (Ghalandari & Ifrim 2020).

The content needs `rouge-score` (Apache 2.0), which is no dependency of the project:
`pip install rouge-score==0.1.2`; without it only days are measured. README.md beside this file says
what of it can be compared with published figures."""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "standpoint" / "chronology"))

import timeline_scoring as scoring

from standpoint.chronology import salience as module
from standpoint.chronology.salience import day_sentences, salience

# What a day gains when a document opens with it: the one constant of the method.
BONUSES = (0.0, 0.25, 0.5, 1.0)
# Found .604; counting the sentences that state a day, .510. The hash is that of articles.jsonl.gz
# followed by timelines.jsonl.
FLOOR = 0.59
SMOOTHS = (1, 8, 30)  # constants of `day_sentences` beside the product's own
CONTENT_FLOOR = 0.13  # ROUGE-1 of agreement; found .139, the first sentence of the day .103
PINNED = {
    "H1N1_guardian": "af4145555918d94e43c4227021970a5075bf4f6ade0b31888552d16320a5527b",
    "MJ_bbc": "01c329ddc35dc44548cfc4b65737d75efdf665005e51dd3646055ae970e96f42",
}


def hold_floor(names: list[str], by_method: dict[str, list[scoring.Selection]]) -> None:
    """Fail where the figure of the pinned collections has sunk below its floor."""
    figures = {}
    for method in ("salience", "sentences that state the day"):
        pairs = zip(names, by_method[method], strict=True)
        figures[method] = scoring.average([one for name, one in pairs if name in PINNED])[2]
    found, plain = figures.values()
    assert found >= FLOOR, f"below the floor: {found:.3f}"
    assert found > plain, "counting sentences does as well"


def rankings(told: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The ranking of `salience`, those beside it that count one thing, and the method with other
    constants.
    """
    scores = {
        "salience": told["score"],
        "sentences that state the day": told["n_mentions"],
        "documents that tell of it": told["n_docs"],
        "documents published that day": told["n_published"],
    } | {f"bonus {bonus}": told["n_docs"] + bonus * told["n_lead"] for bonus in BONUSES}
    return {
        name: told.assign(by=by)[by > 0].sort_values(["by", "day"], ascending=[False, True])
        for name, by in scores.items()
    }


def left_out(
    names: list[str], by_method: dict[str, list[scoring.Selection]]
) -> list[scoring.Selection]:
    """For each timeline, its selection under the constant that is best on the timelines of the
    other collections.
    """
    out = []
    for place, name in enumerate(names):
        others = [i for i, other in enumerate(names) if other != name]
        best = max(
            BONUSES,
            key=lambda bonus: scoring.average([by_method[f"bonus {bonus}"][i] for i in others])[2],
        )
        out.append(by_method[f"bonus {best}"][place])
    return out


def contents(
    days: list[pd.Timestamp], *, summary: dict, **texts: pd.DataFrame
) -> dict[str, dict[pd.Timestamp, str]]:
    """What stands for each day: the product's choice, with other constants, and beside it the
    plainest one and the best that there is among the sentences asked.
    """
    chosen: dict[str, dict[pd.Timestamp, str]] = {}
    own = module.SMOOTH
    for smooth in dict.fromkeys((own, *SMOOTHS)):
        module.SMOOTH = smooth
        made = day_sentences(days, **texts)
        name = "day_sentences" if smooth == own else f"smooth {smooth}"
        chosen[name] = dict(zip(made["day"], made["text"], strict=True))
    module.SMOOTH = own
    sentences, documents = texts["sentences"], texts["documents"]
    first = sentences[sentences["sent_id"] == 0].merge(documents[["doc_id", "published_start"]])
    first = first.sort_values(["published_start", "doc_id"]).drop_duplicates("published_start")
    opening = dict(zip(first["published_start"], first["text"], strict=True))
    chosen["first sentence published that day"] = {d: opening[d] for d in days if d in opening}
    ones = scoring.Overlap(1)
    stated = module._stated(texts["times"], documents)[["doc_id", "sent_id", "day"]]
    best = stated.merge(sentences, on=["doc_id", "sent_id"])
    best = best[best["day"].isin(set(days) & set(summary))]
    hits = [ones.counts(row.text, summary[row.day])[0] for row in best.itertuples()]
    best = best.assign(hits=hits).sort_values("hits").drop_duplicates("day", keep="last")
    oracle = dict(zip(best["day"], best["text"], strict=True))
    chosen["best that states the day"] = chosen["day_sentences"] | oracle
    return chosen


def report_content(by_method: dict[str, list[tuple[dict, dict]]]) -> None:
    """ROUGE of what stands for the days, against what journalists wrote."""
    print("\nContent, one sentence a day: F1 [95 %, timelines resampled]")
    for plain in (True, False):
        print("with function words" if plain else "without function words (nearer to tilse)")
        for method, timelines in by_method.items():
            cells = []
            for variant in ("concat", "agreement", "aligned"):
                for size in (1, 2):
                    measure = getattr(scoring.Overlap(size, plain=plain), variant)
                    pairs = [measure(ours, theirs) for ours, theirs in timelines]
                    low, high = scoring.f1_interval(pairs)
                    value = scoring.average_f1(pairs)
                    cells.append(f"{variant}-{size} {value:.3f} [{low:.3f}, {high:.3f}]")
                    if plain and (method, variant, size) == ("day_sentences", "agreement", 1):
                        assert value >= CONTENT_FLOOR, f"below the floor: {value:.3f}"
            print(f"  {method:33} " + "  ".join(cells))


def main() -> None:
    if not scoring.COLLECTIONS.is_dir():
        print(f"skipped: Timeline17 is not at {scoring.COLLECTIONS}")
        return
    names: list[str] = []
    by_method: dict[str, list[scoring.Selection]] = {}
    by_content: dict[str, list[tuple[dict, dict]]] = {}
    for folder in sorted(path for path in scoring.COLLECTIONS.iterdir() if path.is_dir()):
        collection = scoring.read(folder)
        pinned = PINNED.get(collection.name, collection.sha256)
        assert collection.sha256 == pinned, f"{collection.name}: other data, pin anew"
        for timeline, summary in zip(collection.timelines, collection.summaries, strict=True):
            documents, sentences = collection.within(timeline)
            started = time.process_time()
            tagged = scoring.tag(sentences, documents)
            spent = time.process_time() - started
            names.append(collection.name)
            told = salience(tagged, documents=documents, window=(timeline[0], timeline[-1]))
            for method, ranked in rankings(told).items():
                by_method.setdefault(method, []).append(
                    scoring.select(ranked["day"].tolist(), timeline)
                )
            if find_spec("rouge_score"):
                days = told["day"].tolist()[: len(timeline)]
                texts = {"times": tagged, "sentences": sentences, "documents": documents}
                for method, ours in contents(days, summary=summary, **texts).items():
                    by_content.setdefault(method, []).append((ours, summary))
            span = (timeline[-1] - timeline[0]).days + 1
            print(
                f"{collection.name}: {len(timeline)} of {span} days, {len(documents)} documents,"
                f" tagged in {spent:.1f} s"
            )
    hold_floor(names, by_method)
    by_method["salience, constant left out"] = left_out(names, by_method)
    print("\n" + " " * 30 + "F1    95 % interval (timelines resampled)   each timeline")
    for method, selections in by_method.items():
        low, high = scoring.interval(selections)
        each = " ".join(f"{scoring.average([one])[2]:.3f}" for one in selections)
        print(
            f"{method:29} {scoring.average(selections)[2]:.3f}   {low:.3f} to {high:.3f}   {each}"
        )
    if by_content:
        report_content(by_content)
    else:
        print("\ncontent: not measured, rouge-score is not installed")


if __name__ == "__main__":
    main()
