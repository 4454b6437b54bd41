"""The command line: `python -m standpoint COMMAND`. Every verb of the library on files, without a
notebook.

Nothing heavy is imported before a command needs it, so that help and lists answer at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from standpoint import __version__
from standpoint.attitude.scorers import DEFAULT as DEFAULT_SCORER
from standpoint.errors import InputError, StandpointError

DONE, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130
DEFAULT_STUDY = "armenia"
CHUNK = 64  # documents worked on between two steps of the progress bar
SCORED = 256  # items a scorer gets at once
SHOWN = 20  # addresses that could not be fetched, one line each


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 some failed and the rest was finished, 2
    nothing could be run.
    """
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said why
        return int(stop.code or 0)
    try:
        return arguments.command(arguments)
    except StandpointError as error:
        _say(str(error))
        return NOTHING
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - else Python complains once more when it ends
        return PARTLY
    except OSError as error:
        if not error.filename:
            raise
        _say(f"{error.filename}: {error.strerror}.")
        return NOTHING


def _say(message: str) -> None:
    print(f"standpoint: {message}", file=sys.stderr)


# ---- what can be asked ----

_EPILOG = """exit codes: 0 done; 1 something failed and the rest was finished; 2 nothing could be run; 130 interrupted.
FILE may be `-` for standard input or output."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="standpoint",
        description=(
            "Who speaks how about whom in a dated collection of texts, and what changed when?"
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"standpoint {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_studies(commands)
    _add_verbs(commands)
    return parser


def _add(
    commands, name: str, does: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name, help=text, description=text, epilog=_EPILOG, allow_abbrev=False
    )
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.set_defaults(command=does)
    return command


def _add_studies(commands) -> None:
    run = _add(
        commands, "run", _run, "Run a study's notebooks; what has not changed is not run again."
    )
    run.add_argument(
        "study",
        nargs="?",
        default=DEFAULT_STUDY,
        help="name of a study, or path of its file (default: %(default)s)",
    )
    run.add_argument(
        "--only",
        action="append",
        metavar="NOTEBOOK",
        help="run this notebook and what it needs; may be repeated",
    )
    run.add_argument(
        "--set",
        action="append",
        default=[],
        type=_change,
        metavar="[NOTEBOOK.]PARAM=VALUE",
        help="change a parameter (VALUE as in YAML)",
    )
    run.add_argument(
        "--workers",
        type=_positive,
        default=2,
        metavar="N",
        help="notebooks run at once (default: %(default)s)",
    )
    run.add_argument("--force", action="store_true", help="run even what has not changed")
    run.add_argument(
        "--time-limit", type=_positive, metavar="SECONDS", help="most that one cell may take"
    )
    _add(commands, "list", _list, "List the studies.")
    new = _add(
        commands,
        "new",
        _new,
        "Write a study of your own from a folder of texts, with actors proposed from them and a"
        " first look at what was read.",
    )
    new.add_argument("name", help="small letters, digits and hyphens")
    new.add_argument(
        "--from",
        dest="folder",
        required=True,
        metavar="FOLDER",
        help="the texts; `python -m standpoint readers` lists what can be read",
    )
    new.add_argument("--published", metavar="DATE", help="date of the texts that have none")
    new.add_argument(
        "--language", metavar="CODE", help="ISO 639-1 code of texts that name none (default: en)"
    )
    new.add_argument(
        "--column",
        action="append",
        default=[],
        type=_pair,
        metavar="FIELD=NAME",
        help="which column holds a field, as text=body",
    )
    new.add_argument("--title", help="title of the study")
    check = _add(commands, "check", _check, "Say what is wrong with a study, without running it.")
    check.add_argument(
        "study", nargs="?", default=DEFAULT_STUDY, help="name or path (default: %(default)s)"
    )
    _add(commands, "readers", _readers, "List the readers and the files that they take.")


def _add_verbs(commands) -> None:
    ingest = _add(
        commands,
        "ingest",
        _ingest,
        "Read files and folders into documents.parquet and excluded.parquet.",
    )
    ingest.add_argument("paths", nargs="+", metavar="PATH")
    ingest.add_argument("--out", required=True, metavar="DIR")
    ingest.add_argument("--published", metavar="DATE", help="date of texts that have none")
    ingest.add_argument(
        "--language",
        default="en",
        help="ISO 639-1 code of texts that name none (default: %(default)s)",
    )
    ingest.add_argument(
        "--column",
        action="append",
        default=[],
        type=_pair,
        metavar="FIELD=NAME",
        help="which column holds a field, as text=body",
    )
    fetch = _add(
        commands,
        "fetch",
        _fetch,
        "Fetch pages, politely, into a folder of web archives that `ingest` reads. An interrupted"
        " run goes on with the same command.",
    )
    fetch.add_argument(
        "addresses",
        nargs="+",
        metavar="ADDRESSES",
        help=(
            "an address of a page, a sitemap or a feed, or a file: one address a line, a sitemap, a"
            " feed"
        ),
    )
    fetch.add_argument("--out", required=True, metavar="FOLDER")
    fetch.add_argument(
        "--delay",
        type=float,
        default=2.0,
        metavar="S",
        help=(
            "seconds between two requests to a host; a longer one that its robots.txt asks for"
            " counts (default: %(default)s)"
        ),
    )
    fetch.add_argument(
        "--most",
        type=_positive,
        default=1000,
        metavar="N",
        help="addresses asked for in this run; the rest is left for later (default: %(default)s)",
    )
    fetch.add_argument(
        "--contact",
        default="",
        metavar="WHO",
        help="an e-mail address or a page of yours, which servers are told",
    )
    fetch.add_argument(
        "--allow-local",
        action="store_true",
        help="hosts that ADDRESSES name themselves may be of the local network",
    )
    score = _verb(
        commands,
        "score",
        _score,
        "ITEMS",
        "Score targets. In: id, sentence, start, end, kind? Out: id, p_negative, p_neutral,"
        " p_positive, label, scorer.",
    )
    score.add_argument(
        "--scorer", default=DEFAULT_SCORER, metavar="NAME", help="(default: %(default)s)"
    )
    _verb(
        commands,
        "tag",
        _tag,
        "TEXTS",
        "Find time expressions. In: id, text, date? Out: id, start, end, surface, type, value,"
        " begin, end_date, precision.",
    )
    about = (
        "Find who speaks how about whom. In: id, text, date?, speaker? Out: id, start, end,"
        " surface, actor_id, holder_id, p_*, label, hedged."
    )
    opinions = _verb(commands, "opinions", _opinions, "TEXTS", about)
    opinions.add_argument(
        "--scorer", default=DEFAULT_SCORER, metavar="NAME", help="(default: %(default)s)"
    )
    about = (
        "Find events. In: id, text, date? Out: event_id, begin, end_date, precision, title, actors,"
        " kind, plover, n_docs, earliest, latest, disputed, reference_id, documents."
    )
    timeline = _verb(commands, "timeline", _timeline, "TEXTS", about)
    timeline.add_argument(
        "--events", metavar="YML", help="reference events (default: the project's data/events.yml)"
    )
    for command in (opinions, timeline):
        command.add_argument(
            "--actors",
            metavar="YML",
            help="registry of actors (default: the project's data/actors.yml)",
        )


def _verb(commands, name: str, does: Callable, given: str, text: str) -> argparse.ArgumentParser:
    command = _add(commands, name, does, text)
    command.add_argument("input", metavar=f"{given}.jsonl", help="JSON Lines, or `-`")
    command.add_argument("--out", required=True, metavar="FILE", help="JSON Lines, or `-`")
    return command


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE")
    return name.strip(), value.strip()


def _change(text: str) -> tuple[str, Any]:
    import yaml

    name, sign, value = text.partition("=")
    if not (sign and name.strip()):
        raise argparse.ArgumentTypeError(f"'{text}' is not PARAM=VALUE or NOTEBOOK.PARAM=VALUE")
    try:
        return name.strip(), yaml.safe_load(value)
    except (yaml.YAMLError, ValueError) as error:  # YAML itself fails on days that no calendar has
        raise argparse.ArgumentTypeError(
            f"the value in '{text}' cannot be read: {getattr(error, 'problem', error)}"
        ) from error


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")
    return int(text)


# ---- studies ----


def _run(arguments: argparse.Namespace) -> int:
    from standpoint.study.runner import run

    limit = {"time_limit": arguments.time_limit} if arguments.time_limit else {}
    changes = dict(arguments.set) or None
    return run(
        arguments.study,
        only=arguments.only,
        workers=arguments.workers,
        force=arguments.force,
        changes=changes,
        **limit,
    )


def _list(arguments: argparse.Namespace) -> int:
    from standpoint.study.file import list_studies, read_study

    broken = False
    for name in list_studies():
        try:
            print(f"{name:<24} {read_study(name).title}")
        except StandpointError as error:
            broken = True
            print(f"{name:<24} cannot be read: {error}")
    return PARTLY if broken else DONE


def _new(arguments: argparse.Namespace) -> int:
    from standpoint.study.new import new_study

    made = new_study(
        arguments.name,
        arguments.folder,
        published=arguments.published,
        title=arguments.title,
        language=arguments.language,
        columns=dict(arguments.column),
    )
    print(made.text)
    print("written:", *(_near(path) for path in (made.study, made.actors, made.report)), sep="\n  ")
    for row in made.broken.itertuples():
        _say(f"{row.source}: {row.reason}" + (f", {row.detail}." if row.detail else "."))
    return PARTLY if len(made.broken) else DONE


def _near(path: Path) -> str:
    """A path as a person would type it from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _check(arguments: argparse.Namespace) -> int:
    from standpoint.study.file import read_study
    from standpoint.study.runner import check

    problems = check(read_study(arguments.study))
    for problem in problems:
        _say(problem)
    if not problems:
        print(f"{arguments.study}: nothing wrong found")
    return PARTLY if problems else DONE


def _readers(arguments: argparse.Namespace) -> int:
    from standpoint.reading.formats import READERS, archives, label

    print(
        "A file is given to the first reader in this list that knows its content; names and endings"
        " matter little."
    )
    for reader in (*READERS, archives):
        name, _, behind = label(reader).partition(" (")
        print(
            f"{name:<14} {' '.join(reader.ENDINGS):<28} {reader.__doc__.splitlines()[0]}"
            + f" [{behind.rstrip(')')}]" * bool(behind)
        )
    return DONE


# ---- verbs ----


def _ingest(arguments: argparse.Namespace) -> int:
    from standpoint import tables
    from standpoint.reading.documents import BROKEN, documents

    _usable_folder(Path(arguments.out))
    found = documents(
        arguments.paths,
        published=arguments.published,
        language=arguments.language,
        columns=dict(arguments.column),
        cache=Path(arguments.out, ".cache"),
    )
    tables.write(found.documents, "documents", arguments.out)
    tables.write(found.excluded, "excluded", arguments.out)
    broken = found.excluded[found.excluded["reason"].isin(BROKEN)]
    for row in broken.itertuples():
        _say(f"{row.source}: {row.reason}" + (f", {row.detail}." if row.detail else "."))
    undated = int(found.documents["published_start"].isna().sum())
    print(
        f"{len(found.documents)} documents ({undated} undated), {len(found.excluded)} left out;"
        f" why: {Path(arguments.out, 'excluded.csv')}"
    )
    return PARTLY if len(broken) else DONE


def _fetch(arguments: argparse.Namespace) -> int:
    from standpoint.reading.fetching import LIST, fetch_pages

    out = Path(arguments.out)
    _usable_folder(out)
    rows = fetch_pages(
        arguments.addresses,
        folder=out,
        delay=arguments.delay,
        most=arguments.most,
        contact=arguments.contact,
        allow_local=arguments.allow_local,
    )
    bad = rows[rows["remedy"] != ""]
    for row in bad.head(SHOWN).itertuples():
        _say(str(InputError(row.address, f"{row.outcome}, {row.reason}", row.remedy)))
    if len(bad) > SHOWN:
        _say(f"… and {len(bad) - SHOWN:,} more")
    counts = rows["outcome"].value_counts().sort_index()
    print(
        f"{', '.join(f'{n:,} {outcome}' for outcome, n in counts.items())}; each with its reason:"
        f" {out / LIST}. Read the pages with `python -m standpoint ingest {out} --out DIR`."
    )
    return NOTHING if "fetched" not in counts else PARTLY if len(bad) else DONE


def _score(arguments: argparse.Namespace) -> int:
    from standpoint.attitude.scorers import Item, load_scorer
    from standpoint.reading.jsonlines import items

    scorer = load_scorer(arguments.scorer)
    given = items(_input(arguments), name=_name(arguments), make=Item)
    rows = []
    for first in _progress(range(0, len(given.items), SCORED), "items"):
        p = scorer.score(given.items[first : first + SCORED])
        for key, row, label in zip(
            given.ids[first : first + SCORED], p, scorer.label(p), strict=True
        ):
            rows.append({"id": key} | _shares(*row) | {"label": str(label), "scorer": scorer.name})
    return _answer(arguments, rows, given.refused, usable=bool(given.items))


def _tag(arguments: argparse.Namespace) -> int:
    from standpoint.chronology.times import times
    from standpoint.language.sentences import sentences

    given = _texts(arguments)
    rows = []
    for documents in _chunks(given.documents):
        for row in times(sentences(documents), documents=documents).itertuples():
            rows.append(_span(given, row) | {"type": row.type, "value": row.value} | _dates(row))
    return _answer(arguments, rows, given.refused, usable=bool(given.ids))


def _opinions(arguments: argparse.Namespace) -> int:
    from standpoint.actors.mentions import mentions
    from standpoint.attitude.opinions import opinions
    from standpoint.attitude.scorers import load_scorer
    from standpoint.language.sentences import sentences

    scorer, registry = load_scorer(arguments.scorer), _registry(arguments)
    given = _texts(arguments)
    unread = int((~given.documents["language"].isin(scorer.languages)).sum())
    if unread:
        _say(
            f"{unread} text{'s' * (unread > 1)} in a language that {scorer.name} does not read: no"
            " opinions on them."
        )
    rows = []
    for documents in _chunks(given.documents):
        cut = sentences(documents)
        found = mentions(cut, documents=documents, registry=registry)
        held = opinions(found, sentences=cut, documents=documents, registry=registry, scorer=scorer)
        for row in _in_order(held, given).itertuples():
            who = {"actor_id": row.actor_id, "holder_id": row.holder_id}
            shares = _shares(row.p_negative, row.p_neutral, row.p_positive)
            rows.append(
                _span(given, row) | who | shares | {"label": row.label, "hedged": bool(row.hedged)}
            )
    return _answer(arguments, rows, given.refused, usable=bool(given.ids))


def _timeline(arguments: argparse.Namespace) -> int:
    from standpoint.actors.mentions import mentions
    from standpoint.chronology.events import events
    from standpoint.chronology.reference import reference_events
    from standpoint.chronology.timeline import timeline
    from standpoint.chronology.times import times
    from standpoint.language.sentences import sentences

    registry = _registry(arguments)
    reference = reference_events(_default(arguments.events, "events.yml"))
    given = _texts(arguments)
    parts: dict[str, list] = {"sentences": [], "mentions": [], "times": []}
    for documents in _chunks(given.documents):
        cut = sentences(documents)
        parts["sentences"].append(cut)
        parts["mentions"].append(mentions(cut, documents=documents, registry=registry))
        parts["times"].append(times(cut, documents=documents, reference=reference))
    whole = {name: _joined(tables_, name) for name, tables_ in parts.items()}
    found = events(
        whole["times"],
        sentences=whole["sentences"],
        mentions=whole["mentions"],
        documents=given.documents,
        reference=reference,
    )
    rows = [_event(row, given) for row in timeline(found).itertuples()]
    return _answer(arguments, rows, given.refused, usable=bool(given.ids))


def _event(row: Any, given: Any) -> dict[str, Any]:
    told = {key.rsplit(":", 1)[0] for key in row.sentences.split(";") if key}
    return (
        {"event_id": row.event_id}
        | _dates(row)
        | {
            "title": row.title,
            "actors": [actor for actor in row.actors.split(";") if actor],
            "kind": row.kind,
            "plover": row.plover,
            "n_docs": int(row.n_docs),
            "earliest": f"{row.earliest:%Y-%m-%d}",
            "latest": f"{row.latest:%Y-%m-%d}",
            "disputed": bool(row.disputed),
            "reference_id": row.reference_id,
            "documents": [key for doc_id, key in given.ids.items() if doc_id in told],
        }
    )


# ---- what verbs share: input, rows, output ----


def _texts(arguments: argparse.Namespace):
    from standpoint.reading.jsonlines import texts

    return texts(_input(arguments), name=_name(arguments))


def _name(arguments: argparse.Namespace) -> str:
    return "standard input" if arguments.input == "-" else arguments.input


def _input(arguments: argparse.Namespace) -> bytes:
    if arguments.out != "-":
        _usable_file(Path(arguments.out))
    if arguments.input == "-":
        return sys.stdin.buffer.read()
    path = Path(arguments.input)
    if not path.exists():
        from standpoint.reading.documents import missing

        raise missing(path)
    if arguments.out != "-" and Path(arguments.out).exists() and path.samefile(arguments.out):
        raise InputError(
            arguments.out, "is the input itself", "give --out another name: the input would be lost"
        )
    if path.is_dir():
        raise InputError(
            arguments.input,
            "is a folder",
            "give a file of JSON Lines, or read the folder with `python -m standpoint ingest`",
        )
    return path.read_bytes()


def _usable_file(path: Path) -> None:
    """Refuse an output that cannot be written before any work is done for it."""
    if path.is_dir():
        raise InputError(str(path), "is a folder", "give --out the name of a file")
    _usable_folder(path.parent)


def _usable_folder(folder: Path) -> None:
    above = folder
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise InputError(
            str(folder), f"'{above}' is a file, not a folder", "give --out another place"
        )
    if not os.access(above, os.W_OK):
        raise InputError(
            str(folder), f"'{above}' may not be written to", "give --out another place"
        )


def _registry(arguments: argparse.Namespace):
    from standpoint.actors.registry import read_registry

    return read_registry(_default(arguments.actors, "actors.yml"))


def _default(given: str | None, name: str) -> Path:
    """The file the user named, else the project's own."""
    if not given:
        from standpoint.project import root

        return root() / "data" / name
    path = Path(given)
    if not path.exists():
        from standpoint.reading.documents import missing

        raise missing(path)
    return path


def _chunks(documents: Any) -> Iterator[Any]:
    for first in _progress(range(0, len(documents), CHUNK), "texts"):
        yield documents.iloc[first : first + CHUNK].reset_index(drop=True)


def _progress(steps: range, unit: str) -> Iterable[int]:
    """The steps, with a bar on standard error where a person is looking at it."""
    if not sys.stderr.isatty() or len(steps) < 2:
        return steps
    from tqdm import tqdm

    return tqdm(steps, desc=unit, leave=False)


def _joined(parts: list, name: str) -> Any:
    import pandas as pd

    from standpoint import tables

    filled = [part for part in parts if len(part)]
    return tables.check(pd.concat(filled), name) if filled else tables.empty(name)


def _in_order(found: Any, given: Any) -> Any:
    """Rows in the order of the input; the tables themselves are ordered by id."""
    place = {doc_id: n for n, doc_id in enumerate(given.ids)}
    return found.assign(place=found["doc_id"].map(place)).sort_values(
        ["place", "start", "end", "actor_id"], kind="stable"
    )


def _span(given: Any, row: Any) -> dict[str, Any]:
    start, end = int(row.start), int(row.end)
    return {
        "id": given.ids[row.doc_id],
        "start": start,
        "end": end,
        "surface": given.written[row.doc_id][start:end],
    }


def _shares(negative: float, neutral: float, positive: float) -> dict[str, float]:
    """Probabilities to six places: more is noise of the machine's arithmetic, and would differ
    between machines.
    """
    return {
        "p_negative": round(float(negative), 6),
        "p_neutral": round(float(neutral), 6),
        "p_positive": round(float(positive), 6),
    }


def _dates(row: Any) -> dict[str, Any]:
    return {"begin": _iso(row.begin), "end_date": _iso(row.end_date), "precision": row.granularity}


def _iso(day: Any) -> str | None:
    return None if day != day else f"{day:%Y-%m-%d}"  # a missing date is not equal to itself


def _answer(
    arguments: argparse.Namespace, rows: list[dict], refused: list[str], *, usable: bool
) -> int:
    """Name the bad lines, write the rows of the good ones, and say by the exit code which there
    were.
    """
    for message in refused:
        _say(message)
    if not usable:
        if not refused:
            _say(str(InputError(_name(arguments), "no line in it", "give one JSON object a line")))
        return NOTHING
    text = "".join(
        json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows
    ).encode()
    if arguments.out == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    else:
        _write(Path(arguments.out), text)
    if refused:
        _say(f"{len(refused)} line{'s' * (len(refused) > 1)} left out, the others done.")
    return PARTLY if refused else DONE


def _write(path: Path, data: bytes) -> None:
    """Written aside and renamed: what was there before stays until the new file is whole."""
    if path.exists() and not path.is_file():  # /dev/null, a pipe
        path.write_bytes(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(aside, 0o644)
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    sys.exit(main())
