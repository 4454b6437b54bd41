"""The method of a run: a text that can be cited, in which every number is that of the run.

Each notebook leaves the sentences of its own method beside its findings. What the run record alone
knows is added here: the texts, the files they were read with, models, versions and code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

PACKAGES = (  # those whose version matters for results, as far as they are installed
    *("pandas", "numpy", "pyarrow", "scipy", "statsmodels", "ruptures", "matplotlib", "papermill"),
    *("nltk", "onnxruntime", "tokenizers", "vadersentiment"),
)
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


def method(record: Mapping[str, Any], sentences: Mapping[str, Sequence[str]]) -> list[str]:
    """Compose the method of a run, one paragraph a stage.

    Parameters
    ----------
    record : mapping
        What run.json holds.
    sentences : mapping
        The sentences that each run left. A notebook that left none is told by its question; one
        that did not finish is not told.

    Examples
    --------
    >>> method({"notebooks": {}, "inputs": {}, "standpoint": "0.1.0", "python": "3.11.7",
    ...         "git": None, "finished": "2026-03-05T07:08:09+00:00"}, {})[-1][:57]
    'Computed with Standpoint 0.1.0 on Python 3.11.7, finished'
    """
    notebooks: dict[str, list[str]] = {}
    for name, run in record["notebooks"].items():
        if run["status"] == "done":
            notebooks.setdefault(run["notebook"], []).append(name)
    told = []
    for names in notebooks.values():
        own = [sentence for name in names for sentence in sentences.get(name, ())]
        runs = [record["notebooks"][name] for name in names]
        if own or runs[0].get("in_studies", True):
            asked = f"“{runs[0]['question']}” was answered by notebook {runs[0]['notebook']}."
            told.append(" ".join(dict.fromkeys(own)) or asked)
    return [*_corpus(record.get("corpus", {})), *_sources(record), *told, _computed(record)]


def number(n: int) -> str:
    """A whole number with thin gaps between thousands.

    >>> number(1761)
    '1\\u202f761'
    """
    return f"{n:,}".replace(",", "\u202f")


def day(iso: str) -> str:
    """A day in words.

    >>> day("2020-11-10")
    '10 November 2020'
    """
    moment = date.fromisoformat(iso[:10])
    return f"{moment.day} {moment:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence has them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def counted(counts: Mapping[str, int], form: str = "{} ({})", unknown: str = "unknown") -> str:
    """Names with their numbers, as a sentence has them.

    >>> counted({"en": 2, "": 1})
    'English (2) and unknown (1)'
    """
    return listed(
        [form.format(LANGUAGES.get(name, name or unknown), number(n)) for name, n in counts.items()]
    )


def _corpus(corpus: Mapping[str, Any]) -> list[str]:
    if not corpus.get("documents"):
        return []
    span = ", none of them dated"
    if corpus["first"]:
        span = f", dated {day(corpus['first'])} to {day(corpus['last'])}"
    texts = f"{number(corpus['documents'])} texts ({number(corpus['sentences'])} sentences)"
    left = sum(corpus["left_out"].values())
    out = f"{number(left)} records were left out ({counted(corpus['left_out'], '{}: {}')})."
    told = f"The corpus holds {texts} in {counted(corpus['languages'])}{span}. "
    told += out if left else "No record was left out."
    for key, what in (("undated", "without a date"), ("copies", "copies of another")):
        if corpus[key]:
            told += f" {number(corpus[key])} of the texts are {what} and count in no series."
    return [told]


def _sources(record: Mapping[str, Any]) -> list[str]:
    """The lists that texts were read with, the models, and the labels they were compared with."""
    files = {
        path: sha for path, sha in record["inputs"].items() if path.endswith((".yml", ".yaml"))
    }
    files |= record.get("annotations", {})
    told = [f"{path} (SHA-256 {sha[:12]})" for path, sha in files.items()]
    models = record.get("models", {})
    told += [
        f"scorer {name}" + (f" (weights SHA-256 {models[name][:12]})" if name in models else "")
        for name in record.get("scorers", [])
    ]
    return [f"Actors, events, labels and models are those of {listed(told)}."] if told else []


def code(git: Mapping[str, Any] | None) -> str:
    """The commit of the code, as a sentence."""
    if not git:
        return "The code was not under git."
    changed = ", with changes that are not committed" if git["changed_since"] else ""
    return f"Code: commit {git['commit'][:12]}{changed}."


def _computed(record: Mapping[str, Any]) -> str:
    installed = record.get("packages", {})
    packages = [f"{name} {installed[name]}" for name in PACKAGES if name in installed]
    using = f" with {listed(packages)}" if packages else ""
    return (
        f"Computed with Standpoint {record['standpoint']} on Python {record['python']}{using},"
        f" finished {day(record['finished'])}. {code(record['git'])} Every parameter, check sum and"
        " package version is in the run record, run.json."
    )
