"""A study's results → the report: question, findings with their figures, data, method, limits,
tables, record, how to cite.

One file beside the pages of the notebooks. Everything in it is read from the run record and from
what the run left; text of a corpus is data here too: all of it is escaped, and the page's policy
forbids any script, frame, form or outside file."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from standpoint.study.file import ONE_ARTICLE, Study
from standpoint.study.method import LANGUAGES, day, listed, method, number
from standpoint.study.pages import POLICY, TEMPLATES, written
from standpoint.study.record import sentences_found

SHOWN_INPUTS = 12  # a corpus may be a folder of thousands of files; the record lists them all
SHOWN_ROWS, SHOWN_CHARACTERS = 3, 60  # of each table: enough to see what a row is
OTHER_TEXTS = "80-bring-your-own-corpus"  # tries texts that need not be the study's
LIMITS = "## What this cannot tell you"  # a heading that every notebook has


def report(study: Study, folder: str | Path) -> Path:
    """Write `folder/index.html`, the report of a study. Returns the path written.

    Reads run.json, findings/, figures/, tables/ and notebooks/ in `folder`, and CITATION.cff of the
    project."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    inputs = sorted(record["inputs"].items())
    runs = [
        _run(folder, run.name, record["notebooks"][run.name])
        for run in study.notebooks
        if run.name in record["notebooks"]
    ]
    figures = _figures(folder, runs)
    cited = _citation(study, record)
    text = environment.get_template("report.html.j2").render(
        policy=POLICY,
        record=record,
        limits=study.limits,
        runs=runs,
        groups=_groups(runs, figures),
        other_figures=[figure for figure in figures if not figure["run"]],
        facts=_facts(record),
        method=method(record, names=_names(study)),
        cannot_tell=_cannot_tell(folder, runs),
        tables=_tables(folder, record["tables"]),
        parameters=[(notebook, given) for notebook, given in _parameters(runs) if given],
        inputs=inputs[:SHOWN_INPUTS],
        more_inputs=max(0, len(inputs) - SHOWN_INPUTS),
        packages=sorted(record.get("packages", {}).items()),
        finished=f"{day(record['finished'])}, {record['finished'][11:16]} UTC",
        code=_code(record["git"]),
        citation=cited,
        bibtex=_bibtex(study, record),
    )
    return written(folder / "index.html", text)


def _run(folder: Path, name: str, known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **known,
        "name": name,
        "varied": known["label"].partition(" ")[2].strip("()"),
        "findings": sentences_found(folder, name),
        "page": _link(folder, f"{name}.html"),
        "book": _link(folder, f"notebooks/{name}.ipynb"),
    }


def _parameters(runs: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The parameters of each notebook; one that differs between its runs is told with all its
    values.
    """
    out: dict[str, dict[str, list[str]]] = {}
    for run in runs:
        for key, value in run.get("parameters", {}).items():
            values = out.setdefault(run["notebook"], {}).setdefault(key, [])
            values += [_shown(value)] if key != "study" and _shown(value) not in values else []
    return [
        (notebook, [(key, "; ".join(values)) for key, values in given.items() if values])
        for notebook, given in out.items()
    ]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "(empty)"
    return str(value) if value not in ("", None) else "(empty)"


def _names(study: Study) -> dict[str, str]:
    """What the ids of actors and reference events stand for."""
    from standpoint.actors.registry import read_registry
    from standpoint.chronology.reference import reference_events

    actors = {actor.id: actor.name for actor in read_registry(study.actors).actors.values()}
    events = reference_events(study.events) if study.events else None
    return actors | (
        dict(zip(events["id"], events["title"], strict=True)) if events is not None else {}
    )


def _groups(runs: list[dict[str, Any]], figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was found, by question: the runs of one notebook together, each with its sentences, then
    their figures.
    """
    groups: dict[str, dict[str, Any]] = {}
    for run in runs:
        drawn = [figure for figure in figures if figure["run"] == run["name"]]
        if run["findings"] or drawn:
            group = groups.setdefault(
                run["notebook"],
                {
                    "id": f"found-{run['notebook']}",
                    "question": run["question"],
                    "runs": [],
                    "figures": [],
                },
            )
            group["runs"].append(run)
            group["figures"] += drawn
    return sorted(
        groups.values(),
        key=lambda group: group["id"] in {f"found-{name}" for name in (ONE_ARTICLE, OTHER_TEXTS)},
    )  # they show the way, and no result


def _figures(folder: Path, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every figure with its words, and the run whose notebook shows it; none where it is left of an
    earlier run.
    """
    books = {run["name"]: folder / "notebooks" / f"{run['name']}.ipynb" for run in runs}
    shown = {
        name: path.read_text(encoding="utf-8") for name, path in books.items() if path.is_file()
    }
    found = []
    for path in sorted((folder / "figures").glob("*.json")):
        words = {
            key: str(json.loads(path.read_text(encoding="utf-8")).get(key, ""))
            for key in ("title", "caption", "alt")
        }
        files = [
            link
            for kind in ("svg", "png")
            if (link := _link(folder, f"figures/{path.stem}.{kind}"))
        ]
        mark = json.dumps(
            f"<strong>{html.escape(words['title'])}</strong> {html.escape(words['caption'])}",
            ensure_ascii=False,
        )[1:-1]
        run, place = next(
            ((name, text.find(mark)) for name, text in shown.items() if mark in text), ("", 0)
        )
        if files:
            found.append(
                {
                    "name": path.stem,
                    "file": files[0],
                    "files": files,
                    "run": run,
                    "place": place,
                    **words,
                }
            )
    return sorted(found, key=lambda figure: (figure["place"], figure["name"]))


def _facts(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The data in a few rows: how many, from when, in which language, whose, under which licence."""
    corpus = record.get("corpus", {})
    if not corpus:
        return []
    left = corpus["left_out"]
    total = corpus["documents"] + sum(left.values())
    publishers = [f"{name} ({number(n)})" for name, n in corpus["publishers"].items() if name]
    return [
        ("Records in", number(total)),
        ("Kept", f"{number(corpus['documents'])} texts, {number(corpus['sentences'])} sentences"),
        (
            "Left out",
            (
                f"{number(sum(left.values()))}{': ' + listed([f'{why} ({number(n)})' for why, n in left.items()]) if left else ''}"
            ),
        ),
        (
            "Dated",
            (
                f"{day(corpus['first'])} to {day(corpus['last'])}; {number(corpus['undated'])}"
                " undated"
                if corpus["first"]
                else "none"
            ),
        ),
        ("Copies of others", f"{number(corpus['copies'])}, counted once"),
        (
            "Languages",
            listed(
                [
                    f"{LANGUAGES.get(code, code or 'unknown')} ({number(n)})"
                    for code, n in corpus["languages"].items()
                ]
            ),
        ),
        (
            "Licence of the texts",
            listed(
                [f"{name or 'not stated'} ({number(n)})" for name, n in corpus["licences"].items()]
            ),
        ),
        *(
            [
                (
                    "Publishers",
                    listed(publishers[:8])
                    + (f" and {len(publishers) - 8} more" if len(publishers) > 8 else ""),
                )
            ]
            if publishers
            else []
        ),
    ]


def _cannot_tell(folder: Path, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each notebook says that it cannot tell, once for all runs of it."""
    out: dict[str, dict[str, Any]] = {}
    for run in runs:
        path = folder / "notebooks" / f"{run['name']}.ipynb"
        if run["notebook"] not in out and path.is_file():
            cells = json.loads(path.read_text(encoding="utf-8")).get("cells", [])
            prose = next(
                (
                    text
                    for cell in cells
                    if (text := "".join(cell.get("source", ""))).startswith(LIMITS)
                ),
                "",
            )
            told = [
                (lead.strip("*: "), _plain(rest))
                for lead, rest in re.findall(r"^- (\*\*.+?\*\*)\s*(.+)$", prose, re.MULTILINE)
            ]
            if told:
                out[run["notebook"]] = {
                    "question": run["question"],
                    "page": run["page"],
                    "told": told,
                }
    return list(out.values())


def _plain(markdown: str) -> str:
    """Words without the marks: links keep their text."""
    return re.sub(r"[*`]", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", markdown))


def _tables(folder: Path, known: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    out = []
    for name, facts in sorted(known.items()):
        files = [
            link for kind in ("csv", "parquet") if (link := _link(folder, f"tables/{name}.{kind}"))
        ]
        columns, rows = _first_rows(folder / "tables" / f"{name}.parquet")
        out.append(
            {"name": name, "rows": facts["rows"], "files": files, "columns": columns, "first": rows}
        )
    return out


def _first_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """The columns of a table and its first rows as short text; nothing where it cannot be read."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            batch = next(file.iter_batches(batch_size=SHOWN_ROWS), None)
            columns = list(file.schema_arrow.names)
    except (OSError, ArrowException):
        return [], []
    return columns, [
        [_cell(row.get(column)) for column in columns]
        for row in (batch.to_pylist() if batch else [])
    ]


def _cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    text = str(value).removesuffix(" 00:00:00")
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1].rstrip() + "…"


def _code(git: Mapping[str, Any] | None) -> str:
    if not git:
        return "The code was not under git."
    return (
        "Commit"
        f" {git['commit'][:12]}{', with changes that are not committed' if git['changed_since'] else ''}."
    )


def _link(folder: Path, file: str) -> str:
    return quote(file) if (folder / file).is_file() else ""


def _cff(study: Study) -> dict[str, Any]:
    import yaml

    path = study.root / "CITATION.cff"
    said = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    names = [
        ", ".join(filter(None, (a.get("family-names"), a.get("given-names")))) or a.get("name", "")
        for a in said.get("authors", [])
    ]
    return {
        "authors": list(filter(None, names)) or ["The Standpoint authors"],
        "people": [bool(a.get("family-names")) for a in said.get("authors", [])],
        "title": str(said.get("title") or "Standpoint"),
        "year": str(said.get("date-released", ""))[:4],
        "where": said.get("repository-code") or said.get("url") or "",
        "license": said.get("license", ""),
    }


def _commit(record: Mapping[str, Any]) -> str:
    return f", commit {record['git']['commit'][:12]}" if record["git"] else ""


def _citation(study: Study, record: Mapping[str, Any]) -> str:
    """From CITATION.cff where there is one: authors, year, title, version, and the study with its
    commit.
    """
    said = _cff(study)
    version = f"version {record['standpoint']}{_commit(record)}"
    where = f" {said['where']}" if said["where"] else ""
    return (
        f"{'; '.join(said['authors'])} ({said['year'] or record['finished'][:4]}). {said['title']}"
        f" ({version}), study “{record['title']}”.{where}"
    )


def _bibtex(study: Study, record: Mapping[str, Any]) -> str:
    said = _cff(study)
    year = said["year"] or record["finished"][:4]
    people = [*said["people"], *[False] * len(said["authors"])]
    authors = " and ".join(
        name if person else f"{{{name}}}"
        for name, person in zip(said["authors"], people, strict=False)
    )
    fields = {
        "author": authors,
        "title": f"{{{_tex(said['title'])}}}",
        "year": year,
        "version": f"{record['standpoint']}{_commit(record)}",
        "note": f"Study: {_tex(record['title'])}",
        "url": said["where"],
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items() if value)
    return f"@misc{{standpoint-{record['study']}-{year},\n{lines}\n}}"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)
