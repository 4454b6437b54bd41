"""Draw passages of the bundled statements for labelling, each with its probability.

`make draw OUT=FILE` runs `python -P tests/draw_statements.py 400 FILE` (without -P tests/standpoint
would hide the library). Only texts that may be labelled are drawn from, so the labels speak for
these texts; the same study gives the same draw. The model's reading is not in the file, so that
coders see the passage alone.
"""

import sys
from pathlib import Path

import pandas as pd

import standpoint as sp
from standpoint.inference.sampling import draw_passages

SHOWN = "doc_id start end actor_id passage stratum probability text".split()


def main(how_many: int, out: Path) -> None:
    """Write the draw as CSV, in the order of asking."""
    ws = sp.workspace("armenia")
    runs = {run.parameters.get("texts"): run.parameters for run in ws.study.notebooks}
    targets = runs["speeches"]["targets"]
    home = {key: ws.registry.state_of(key) for key in ws.registry.actors}
    country = {key: ws.registry.actors[state].country for key, state in home.items() if state}
    made: dict[str, list[pd.DataFrame]] = {"opinions": [], "documents": [], "sentences": []}
    for name in ws.study.beside:
        corpus = ws.corpus(name)
        documents = corpus.documents[corpus.documents["section"] == "open"]
        options = {"scorer": corpus.scorer, "actors": targets}
        opinions = corpus.call(sp.opinions, corpus.mentions(), **options)
        opinions = opinions.merge(documents[["doc_id", "country"]], on="doc_id")
        own = opinions["actor_id"].map(country) == opinions["country"]
        opinions = opinions[~own].drop(columns="country")  # who speaks of itself is left out
        tables = {"opinions": opinions, "documents": documents, "sentences": corpus.sentences()}
        for kind, table in tables.items():
            made[kind].append(table)
    whole = {kind: pd.concat(parts, ignore_index=True) for kind, parts in made.items()}
    drawn = draw_passages(whole.pop("opinions"), how_many=how_many, **whole)
    drawn[SHOWN].assign(drawn="random").to_csv(out, index=False, lineterminator="\n")
    print(f"{len(drawn)} passages of {drawn['doc_id'].nunique()} texts: {out}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
