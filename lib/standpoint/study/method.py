"""Run record → method: a paragraph that can be cited, in which every number is that of the run, and
nothing is said that did not run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from standpoint.figures.style import period_name
from standpoint.inference.resampling import DRAWS, MIN_DOCUMENTS

# Which packages a method section names, by what makes their version matter; all of them stand in
# the run record.
PACKAGES = {
    "pandas": "pandas",
    "numpy": "NumPy",
    "pyarrow": "PyArrow",
    "matplotlib": "Matplotlib",
    "papermill": "papermill",
    "nltk": "NLTK",
}
OF_THE_ENCODER = {"onnxruntime": "ONNX Runtime", "tokenizers": "tokenizers"}
OF_VADER = {"vadersentiment": "vaderSentiment"}
OF_NOTEBOOKS = {
    "50": {"statsmodels": "statsmodels", "ruptures": "ruptures"},
    "70": {"scipy": "SciPy"},
}
LANGUAGES = {
    "en": "English",
    "ru": "Russian",
    "hy": "Armenian",
    "az": "Azerbaijani",
    "tr": "Turkish",
    "fr": "French",
    "de": "German",
    "ka": "Georgian",
    "fa": "Persian",
    "und": "unknown language",
}


class _Run:
    """The record as the sentences ask for it."""

    def __init__(self, record: Mapping[str, Any], names: Mapping[str, str]) -> None:
        self.record = record
        self.names = names
        self.corpus: Mapping[str, Any] = record.get("corpus", {})
        self.counts = defaultdict(int, record.get("counts", {}))

    def done(self, stem: str) -> list[Mapping[str, Any]]:
        """The finished runs of a notebook."""
        return [
            run
            for run in self.record["notebooks"].values()
            if run["notebook"] == stem and run["status"] == "done"
        ]

    def given(self, stem: str, name: str, default: Any = None) -> Any:
        """What a parameter was in the first finished run of a notebook."""
        return self.done(stem)[0].get("parameters", {}).get(name, default)

    def called(self, key: str) -> str:
        """The name of an actor or the title of an event, where it is known."""
        return self.names.get(key, key)

    def input(self, name: str) -> str:
        """An input file with the beginning of its check sum."""
        found = [
            (path, total) for path, total in self.record["inputs"].items() if path.endswith(name)
        ]
        return f"{found[0][0]}, SHA-256 {found[0][1][:12]}" if found else name


def method(record: Mapping[str, Any], *, names: Mapping[str, str] | None = None) -> list[str]:
    """The method of a run, one paragraph a stage, from its record alone.

    In: what run.json holds, and what the ids in it stand for. A notebook that did not finish is not
    told; one that this module does not know is told by its question and its parameters. Sources of
    the methods are named as author and year.

    >>> method({"notebooks": {}, "inputs": {}, "standpoint": "0.1.0", "python": "3.11.7", "git": None, "finished": "2026-03-05T07:08:09+00:00"})
    ['Computed with Standpoint 0.1.0 on Python 3.11.7, finished 5 March 2026. The code was not under git. Every parameter, check sum and package version is in the run record, run.json.']
    """
    run = _Run(record, names or {})
    stems = list(dict.fromkeys(r["notebook"] for r in record["notebooks"].values()))
    told = [
        " ".join(said)
        for stem in stems
        if run.done(stem) and (said := _SAYS.get(stem, _other(stem))(run))
    ]
    return [*told, _computed(run)]


def number(n: int) -> str:
    """A whole number with thin gaps between thousands.

    >>> number(1761)
    '1\\u202f761'
    """
    return f"{n:,}".replace(",", "\u202f")


def day(said: str) -> str:
    """A day in words.

    >>> day("2020-11-10")
    '10 November 2020'
    """
    moment = date.fromisoformat(said[:10])
    return f"{moment.day} {moment:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence has them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _corpus(run: _Run) -> list[str]:
    c = run.corpus
    if not c.get("documents"):
        return []
    span = (
        f", dated {day(c['first'])} to {day(c['last'])}" if c["first"] else ", none of them dated"
    )
    languages = listed(
        [
            f"{LANGUAGES.get(code, code or 'unknown language')}{f' ({number(n)})' if len(c['languages']) > 1 else ''}"
            for code, n in c["languages"].items()
        ]
    )
    left = sum(c["left_out"].values())
    out = [
        f"The corpus holds {number(c['documents'])} texts ({number(c['sentences'])} sentences) in"
        f" {languages}{span}."
    ]
    out.append(
        f"{number(left)} records were left out"
        f" ({listed([f'{why}: {number(n)}' for why, n in c['left_out'].items()])})."
        if left
        else "No record was left out."
    )
    aside = [
        f"{number(c[key])} {what}"
        for key, what in (("undated", "without a date"), ("copies", "copies of another"))
        if c[key]
    ]
    out += (
        [f"Texts that stay in the tables and count in no series: {listed(aside)}."] if aside else []
    )
    return out


def _actors(run: _Run) -> list[str]:
    n = run.counts
    return [
        (
            f"Actors are those of the registry ({run.input('actors.yml')}): {number(n['mentions'])}"
            f" mentions of {number(n['actors'])} of them were found by names, adjectives, capitals"
            " and other metonyms, offices on the day of the text, and organs;"
        ),
        (
            f"{number(n['ambiguous'])} mentions that may mean several actors were kept and assigned"
            " to none."
        ),
    ]


def _opinions(run: _Run) -> list[str]:
    n, period = run.counts, run.given("30-score-sentiment", "period")
    names = run.record.get("scorers_of_opinions", [])
    model = [
        (
            f"{name} (weights SHA-256 {run.record['models'][name][:12]})"
            if run.record.get("models", {}).get(name)
            else name
        )
        for name in names
    ]
    return [
        (
            f"Each of {number(n['opinions'])} mentions was scored from −1 (hostile toward the"
            f" actor) to +1 (friendly) by {listed(model) or 'no scorer'}."
        ),
        (
            "Whose attitude it is was found by rules (verbs of saying and judging with their"
            f" subjects, “according to”, the speaker of the text): {number(n['holders'])} actors"
            " hold attitudes."
        ),
        f"{number(n['hedged'])} mentions stand in clauses that the text marks as uncertain.",
        (
            f"Means are over all mentions of a {_period(period)}, with 95 % percentile bootstrap"
            f" intervals ({number(DRAWS)} resamples of documents, seed"
            f" {run.given('30-score-sentiment', 'seed', 0)}; Efron & Tibshirani 1993); fewer than"
            f" {MIN_DOCUMENTS} documents give no interval."
        ),
    ]


def _period(period: str | None) -> str:
    return period_name(period) if period else "period"


def _one_actor(run: _Run) -> list[str]:
    actors = [r["parameters"].get("actor", "") for r in run.done("31-one-actor")]
    return [
        f"The same was done one by one for {number(len(actors))}"
        f" actor{'s' if len(actors) > 1 else ''}"
        f" ({listed([run.called(actor) for actor in actors])})."
    ]


def _directed(run: _Run) -> list[str]:
    cuts = run.given("32-who-about-whom", "cuts") or []
    parts = (
        f", compared between the periods that begin on {listed([day(cut) for cut in cuts])}"
        if cuts
        else ""
    )
    return [
        "Attitudes whose holder and target are both actors were set out as a matrix and a"
        f" network{parts}; pairs in fewer than"
        f" {run.given('32-who-about-whom', 'minimum_documents')} documents are no arrow."
    ]


def _timeline(run: _Run) -> list[str]:
    n = run.counts
    return [
        (
            f"{number(n['times'])} time expressions were read together with the date of their text,"
            f" {number(n['placed'])} of them placed in the calendar;"
        ),
        (
            f"{number(n['events'])} events were built from dated sentences, {number(n['linked'])}"
            f" of them linked to the reference list ({run.input('events.yml')})."
        ),
    ]


def _turning_points(run: _Run) -> list[str]:
    n, g = run.counts, lambda name: run.given("50-find-turning-points", name)
    many = {"holm": "Holm", "fdr_bh": "Benjamini & Hochberg"}.get(g("correction"), g("correction"))
    return [
        (
            f"Changes at given events were looked for {number(n['tests'])} times"
            f" ({number(n['tests_refused'])} refused: fewer than {g('minimum')} documents on a"
            f" side, or a target named too rarely): the mean of the documents in {g('window')} days"
            " after the event minus that of as many days before, with errors robust to"
            " autocorrelation (Newey & West 1987), a permutation of documents, p corrected for"
            f" many looks ({many}), and the same estimate at every other date as placebo (seed"
            f" {g('seed')})."
        ),
        (
            "Without a given date, optimal partitioning (Truong, Oudre & Vayatis 2020) found"
            f" {number(n['change_points'])} change points."
        ),
    ]


def _agreement(run: _Run) -> list[str]:
    files = [
        f"{path}, SHA-256 {total[:12]}" for path, total in run.record.get("annotations", {}).items()
    ]
    coders = run.record.get("coders", [])
    human = (
        " (no human has coded any)"
        if coders and all(coder.startswith("model") for coder in coders)
        else ""
    )
    return [
        (
            f"Scores were compared with labels of {number(run.counts['labelled'])} passages by"
            f" {listed(coders) or 'nobody'}{human} ({'; '.join(files) or 'no file of labels'});"
        ),
        (
            "means were corrected for the error of the machine by prediction-powered inference"
            " (Angelopoulos et al. 2023), with documents as clusters."
        ),
    ]


def _robustness(run: _Run) -> list[str]:
    n, g = run.counts, lambda name: run.given("70-test-robustness", name)
    holder, target = (
        run.called(g(key)) if g(key) else f"the {key} with most texts"
        for key in ("holder", "target")
    )
    event = f"“{run.called(g('event'))}”" if g("event") else "the last landmark of the study"
    claim = f"{holder} about {target}, after minus before {event}"
    return [
        (
            f"One claim ({claim}) was estimated under {number(n['specifications'])} specifications"
            f" ({number(n['refused'])} refused for want of documents; Simonsohn, Simmons & Nelson"
            f" 2020): scorers {listed(g('scorers') or [])}; means per"
            f" {listed(g('aggregations') or [])}; windows, periods, definitions of the actor,"
            " copies, hedges and least certainty."
        ),
        (
            "Intervals are jackknife intervals over documents; the same dates dealt anew to the"
            f" documents {g('draws')} times (seed {g('seed')}) say what chance does."
        ),
    ]


def _other(stem: str) -> Callable[[_Run], list[str]]:
    """A notebook without a sentence of its own: its question and its parameters."""

    def told(run: _Run) -> list[str]:
        first, more = run.done(stem)[0], len(run.done(stem))
        given = {
            k: v
            for k, v in first.get("parameters", {}).items()
            if k not in ("study", "seed") and v not in ("", [], {}, None)
        }
        how = (
            f" with {listed([f'{key} = {_value(value)}' for key, value in given.items()])}"
            if given and more == 1
            else ""
        )
        return [
            f"“{first.get('question') or stem}” was answered by notebook"
            f" {stem}{how}{f', in {more} runs' if more > 1 else ''}."
        ]

    return told


def _value(value: Any) -> str:
    return listed([str(item) for item in value]) if isinstance(value, list) else str(value)


def _computed(run: _Run) -> str:
    record = run.record
    git = record.get("git")
    changed = ", with changes that are not committed" if git and git["changed_since"] else ""
    code = f"Code: commit {git['commit'][:12]}{changed}." if git else "The code was not under git."
    packages = _packages(run)
    using = f" with {listed(packages)}" if packages else ""
    return (
        f"Computed with Standpoint {record['standpoint']} on Python {record['python']}{using},"
        f" finished {day(record['finished'])}. {code} Every parameter, check sum and package"
        " version is in the run record, run.json."
    )


def _packages(run: _Run) -> list[str]:
    names = dict(PACKAGES)
    scorers = " ".join(run.record.get("scorers", []))
    names |= OF_THE_ENCODER if "encoder" in scorers else {}
    names |= OF_VADER if "vader" in scorers else {}
    for beginning, more in OF_NOTEBOOKS.items():
        if any(
            r["notebook"].startswith(beginning) and r["status"] == "done"
            for r in run.record["notebooks"].values()
        ):
            names |= more
    there = run.record.get("packages", {})
    return [f"{said} {there[name]}" for name, said in names.items() if name in there]


_SAYS: dict[str, Callable[[_Run], list[str]]] = {
    "00-start-here": lambda run: [],  # shows the steps on one article, and makes no result
    "10-ingest-corpus": _corpus,
    "20-find-actors": _actors,
    "30-score-sentiment": _opinions,
    "31-one-actor": _one_actor,
    "32-who-about-whom": _directed,
    "40-build-timeline": _timeline,
    "50-find-turning-points": _turning_points,
    "60-check-against-readers": _agreement,
    "70-test-robustness": _robustness,
    "80-bring-your-own-corpus": (
        lambda run: []
    ),  # tries other texts, and makes no result of this study
}
