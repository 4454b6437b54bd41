"""The command line: `python -m standpoint COMMAND`. Every verb of the library works on files too.

Nothing heavy is imported before a command needs it, so that help and lists answer at once.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from errno import ENOSPC
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

import standpoint as sp
from standpoint.errors import InputError, StandpointError
from standpoint.project import data_path, plain, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from standpoint.reading.jsonlines import Items, Texts

DONE, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130
CHUNK = 64  # documents worked on between two steps of the progress bar
SCORED = 256  # items a scorer gets at once
SHARES = ("p_negative", "p_neutral", "p_positive")
# What a file of the user's must not be called: `python -m` looks into the current folder first.
LIBRARIES = (
    "pandas numpy scipy pyarrow yaml pydantic lxml nltk jinja2 matplotlib doit nbformat nbclient"
    " papermill onnxruntime tokenizers timexpr corpusreaders".split()
)
SHOWN = 20  # addresses that could not be fetched, one line each


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit code.

    0: done. 1: something failed and the rest was finished. 2: nothing could be run.
    """
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said why
        return int(stop.code or 0)
    try:
        command = vars(arguments).pop("command")
        return command(arguments)
    except StandpointError as error:
        _say(str(error))
        return NOTHING
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - else Python complains when it ends
        return PARTLY
    except MemoryError:
        _say("out of memory. Remedy: give less at once, or use a machine with more memory.")
        return NOTHING
    except OSError as error:
        if not error.filename and error.errno != ENOSPC:
            raise
        _say(f"{error.filename or 'writing'}: {error.strerror}.")
        return NOTHING
    except (ImportError, AttributeError) as error:
        if not (file := _shadow()):
            raise
        _say(str(InputError(file, f"stands in the way of a library ({error})", "rename it")))
        return NOTHING


def _say(message: str) -> None:
    """Say it in one line; nothing of a file's name or a server's answer steers the terminal."""
    print(f"standpoint: {plain(message, sys.stderr)}", file=sys.stderr)


def _shadow() -> str:
    """A file of the user's that is imported in place of a library of the same name."""
    folders = [os.getcwd(), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    found = (PathFinder.find_spec(name, [each]) for name in LIBRARIES for each in folders)
    files = (spec.origin for spec in found if spec and spec.origin)
    return next((file for file in files if "site-packages" not in file), "")


# ---- what can be asked ----

_EPILOG = """exit codes: 0 done; 1 something failed and the rest was finished; 2 nothing could be
run; 130 interrupted. FILE may be `-` for standard input or output."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="standpoint",
        description="Who speaks how about whom in a dated collection of texts, and what changed?",
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"standpoint {sp.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(command: Callable[[argparse.Namespace], int]) -> Callable[..., Any]:
        name = command.__name__.strip("_").replace("_", "-")
        text = " ".join(command.__doc__.split())
        one = commands.add_parser(name, help=text, description=text, epilog=_EPILOG)
        one.allow_abbrev = False
        one.set_defaults(command=command)
        return one.add_argument

    _add_studies(add)
    _add_readers(add)
    _add_verbs(add)
    return parser


def _add_studies(add: Callable) -> None:
    study = {"nargs": "?", "default": "armenia"}
    study["help"] = "name of a study, or path of its file (default: %(default)s)"
    option = add(_run)
    option("study", **study)
    text = "run this notebook and what it needs; may be repeated"
    option("--only", action="append", metavar="NOTEBOOK", help=text)
    change = {"type": _change, "metavar": "[NOTEBOOK.]PARAM=VALUE"}
    text = "change a parameter (VALUE as in YAML)"
    option("--set", dest="changes", action="append", default=[], help=text, **change)
    text = "notebooks run at once (default: %(default)s)"
    option("--workers", type=_positive, default=2, metavar="N", help=text)
    option("--force", action="store_true", help="run even what has not changed")
    text = "most that one cell may take (default: %(default)s)"
    option("--time-limit", type=_positive, default=600, metavar="SECONDS", help=text)
    add(_list)
    add(_check)("study", **study)
    option = add(_plan_labels)
    option("study", **study)
    text = "passages that two people will label (default: %(default)s)"
    option("--labels", type=_positive, default=200, metavar="N", help=text)
    text = "wished for between the ends of an interval (default: %(default)s)"
    option("--width", type=float, default=0.2, metavar="W", help=text)
    option("--out", metavar="FILE", help="Markdown; without it nothing is written, only shown")
    option = add(_new)
    option("name", help="small letters, digits and hyphens")
    text = "the texts; `python -m standpoint readers` lists what can be read"
    option("--from", dest="folder", required=True, metavar="FOLDER", help=text)
    option("--title", help="title of the study")
    _add_defaults_of_texts(option, language=None)


def _add_readers(add: Callable) -> None:
    add(_readers)
    option = add(_ingest)
    option("sources", nargs="+", metavar="PATH")
    option("--out", type=Path, required=True, metavar="DIR")
    _add_defaults_of_texts(option, language="en")
    option = add(_fetch)
    text = "address of a page, a sitemap or a feed, or a file of them, one a line"
    option("addresses", nargs="+", metavar="ADDRESSES", help=text)
    option("--out", dest="folder", type=Path, required=True, metavar="FOLDER")
    text = "seconds between two requests to a host, if its robots.txt asks for no more"
    option("--delay", type=float, default=2.0, metavar="S", help=f"{text} (default: %(default)s)")
    text = "pages of this run; further ones are left for later (default: %(default)s)"
    option("--most", type=_positive, default=1000, metavar="N", help=text)
    text = "an e-mail address or a page of yours, which servers are told"
    option("--contact", default="", metavar="WHO", help=text)
    text = "hosts that ADDRESSES name themselves may be of the local network"
    option("--allow-local", action="store_true", help=text)


def _add_defaults_of_texts(option: Callable, *, language: str | None) -> None:
    option("--published", metavar="DATE", help="date of texts that have none")
    text = "ISO 639-1 code of texts that name none (default: en)"
    option("--language", metavar="CODE", default=language, help=text)
    column = {"type": _pair, "metavar": "FIELD=NAME"}
    text = "which column holds a field, as text=body"
    option("--column", dest="columns", action="append", default=[], help=text, **column)


def _add_verbs(add: Callable) -> None:
    for command in (_score, _tag, _opinions, _timeline):
        option = add(command)
        option("input", metavar="IN.jsonl", help="JSON Lines, or `-`")
        option("--out", required=True, metavar="FILE", help="JSON Lines, or `-`")
        if command in (_score, _opinions):
            text = "encoder (the bundled model, default), vader, csv:FILE (scores made elsewhere)"
            option("--scorer", metavar="NAME", default="encoder", help=text)
        if command == _opinions:
            text = "mentions read less surely than this, from 0 to 1, are left out (default: 0.5)"
            option("--least-certainty", type=float, default=None, metavar="C", help=text)
        if command in (_opinions, _timeline):
            text = "registry of actors (default: the project's data/actors.yml)"
            option("--actors", metavar="YML", help=text)
    text = "reference events (default: the project's data/events.yml)"
    option("--events", metavar="YML", help=text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE")
    return name.strip(), value.strip()


def _change(text: str) -> tuple[str, Any]:
    import yaml

    from standpoint.yamlfile import refuse_tangles

    name, sign, value = text.partition("=")
    if not (sign and name.strip()):
        raise argparse.ArgumentTypeError(f"'{text}' is not PARAM=VALUE or NOTEBOOK.PARAM=VALUE")
    try:
        refuse_tangles(value)
        return name.strip(), yaml.safe_load(value)
    except (yaml.YAMLError, ValueError) as error:  # YAML itself fails on days that no calendar has
        why = getattr(error, "problem", error)
        raise argparse.ArgumentTypeError(f"the value in '{text}' cannot be read: {why}") from error


# ---- studies ----


def _run(arguments: argparse.Namespace) -> int:
    """Run a study's notebooks; what has not changed is not run again."""
    from standpoint.study.runner import run

    return run(**vars(arguments) | {"changes": dict(arguments.changes)})


def _list(arguments: argparse.Namespace) -> int:
    """List the studies."""
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
    """Write a study of your own from a folder of texts, with actors proposed from them."""
    from standpoint.study.file import shown
    from standpoint.study.new import new_study

    made = new_study(**vars(arguments) | {"columns": dict(arguments.columns)})
    paths = (made.study, made.actors, made.events, made.report)
    print(made.text)
    print("written:", *(shown(path, Path.cwd()) for path in paths), sep="\n  ")
    return _left_out(made.broken)


def _left_out(broken: Any) -> int:
    """Name what could not be read although it should be."""
    for row in broken.itertuples():
        _say(f"{row.source}: {row.reason}" + (f", {row.detail}." if row.detail else "."))
    return PARTLY if len(broken) else DONE


def _check(arguments: argparse.Namespace) -> int:
    """Say what is wrong with a study, without running it."""
    from standpoint.study.runner import check

    problems = check(arguments.study)
    for problem in problems:
        _say(problem)
    if not problems:
        print(f"{arguments.study}: nothing wrong found")
    return PARTLY if problems else DONE


def _plan_labels(arguments: argparse.Namespace) -> int:
    """Say which intervals so many labels will bring, and write the study's plan for others to see
    before anything is labelled. Name the file as `preregistration` in the study file, and the
    report tells beside it what was done.
    """
    from standpoint.study.preregistration import preregister

    if not 0 < arguments.width <= 2:
        raise InputError(f"--width {arguments.width}", "no width of an interval", "0 to 2, as 0.2")
    out = Path(arguments.out) if arguments.out else None
    if out is not None:
        _check_folder(out.parent)
        if out.exists():
            remedy = "a plan is not written over; name another file"
            raise InputError(arguments.out, "is there already", remedy)
    here = sp.workspace(arguments.study)
    text = preregister(here, labels=arguments.labels, width=arguments.width)
    if out is None:
        print(text)
    else:
        write_whole(out, text)
        print(f"written: {out}")
    return DONE


# ---- reading ----


def _readers(arguments: argparse.Namespace) -> int:
    """List the readers and the files that they take."""
    from standpoint.reading.formats import READERS, archives, label

    print("A file is given to the first reader that knows its content, whatever its name.")
    for reader in (*READERS, archives):
        name, _, behind = label(reader).partition(" (")
        what = reader.__doc__.splitlines()[0] + f" [{behind.rstrip(')')}]" * bool(behind)
        print(f"{name:<14} {' '.join(reader.ENDINGS):<28} {what}")
    return DONE


def _ingest(arguments: argparse.Namespace) -> int:
    """Read files and folders into documents.parquet and excluded.parquet."""
    from standpoint import tables
    from standpoint.reading.documents import BROKEN

    out = vars(arguments).pop("out")
    _check_folder(out)
    own = {"columns": dict(arguments.columns), "cache": out / ".cache"}
    found = sp.documents(**vars(arguments) | own)
    tables.write(found.documents, "documents", out)
    tables.write(found.excluded, "excluded", out)
    undated = int(found.documents["published_start"].isna().sum())
    kept = f"{len(found.documents)} documents ({undated} undated)"
    print(f"{kept}, {len(found.excluded)} left out; why: {out / 'excluded.csv'}")
    return _left_out(found.excluded[found.excluded["reason"].isin(BROKEN)])


def _fetch(arguments: argparse.Namespace) -> int:
    """Fetch pages, politely, into a folder that `ingest` reads; resumes where it stopped."""
    from standpoint.reading.fetching import LIST, fetch_pages

    out = arguments.folder
    _check_folder(out)
    rows = fetch_pages(**vars(arguments))
    bad = rows[rows["remedy"] != ""]
    for row in bad.head(SHOWN).itertuples():
        _say(str(InputError(row.address, f"{row.outcome}, {row.reason}", row.remedy)))
    if len(bad) > SHOWN:
        _say(f"… and {len(bad) - SHOWN:,} more")
    counts = rows["outcome"].value_counts().sort_index()
    said = ", ".join(f"{n:,} {outcome}" for outcome, n in counts.items())
    print(
        f"{said}; each with its reason: {out / LIST}. Read the pages with"
        f" `python -m standpoint ingest {out} --out DIR`."
    )
    return NOTHING if "fetched" not in counts else PARTLY if len(bad) else DONE


# ---- verbs on JSON Lines ----


def _score(arguments: argparse.Namespace) -> int:
    """Score targets.

    In: id, sentence, start, end, kind?, language? Out: id, p_negative, p_neutral, p_positive,
    label, scorer.
    """
    import pandas as pd

    from standpoint.attitude.opinions import with_everybody
    from standpoint.reading.jsonlines import items

    scorer = sp.load_scorer(arguments.scorer)

    def make(sentence: str, start: int, end: int, kind: str, language: str) -> sp.Item:
        given = sp.Item(sentence, start, end, kind, (), language, ("", start, end, ""))
        (item,) = with_everybody([given], scorer)
        return item

    given = items(_input(arguments), name=_name(arguments), make=make)
    rows = []
    for first in _progress(range(0, len(given.items), SCORED), "items"):
        chunk = slice(first, first + SCORED)
        p = scorer.score(given.items[chunk])
        found = {"id": given.ids[chunk], "label": scorer.label(p), "scorer": scorer.name}
        found |= dict(zip(SHARES, p.T, strict=True))
        rows += _rows(pd.DataFrame(found), f"id {' '.join(SHARES)} label scorer")
    return _answer(arguments, rows, given)


def _tag(arguments: argparse.Namespace) -> int:
    """Find time expressions.

    In: id, text, date? Out: id, start, end, surface, type, value, begin, end_date, precision.
    """
    given = _texts(arguments)
    rows = []
    for corpus in _corpora(given):
        found = _with_ids(corpus.times(), given)
        rows += _rows(found, "id start end surface type value begin end_date precision")
    return _answer(arguments, rows, given)


def _opinions(arguments: argparse.Namespace) -> int:
    """Find who speaks how about whom.

    In: id, text, date?, speaker? Out: id, start, end, surface, actor_id, holder_id, p_negative,
    p_neutral, p_positive, label, hedged.
    """
    scorer = sp.load_scorer(arguments.scorer)
    registry = sp.read_registry(_own_or_bundled(arguments.actors, "actors.yml"))
    given = _texts(arguments)
    unread = int((~given.documents["language"].isin(scorer.languages)).sum())
    if unread:
        texts = f"{unread} text{'s' * (unread > 1)}"
        _say(f"{texts} in a language that {scorer.name} does not read: no opinions on them.")
    order = {doc_id: n for n, doc_id in enumerate(given.ids)}  # tables are ordered by id
    rows = []
    for corpus in _corpora(given, actors=registry, scorer=scorer):
        table = corpus.opinions(least_certainty=arguments.least_certainty)
        found = _with_ids(table, given)
        found = found.assign(place=found["doc_id"].map(order))
        found = found.sort_values(["place", "start", "end", "actor_id"], kind="stable")
        shown = f"id start end surface actor_id holder_id {' '.join(SHARES)} label hedged"
        rows += _rows(found, shown)
    return _answer(arguments, rows, given)


def _timeline(arguments: argparse.Namespace) -> int:
    """Find events.

    In: id, text, date? Out: event_id, begin, end_date, precision, dated_by, title, actors, kind,
    plover, n_docs, earliest, latest, disputed, reference_id, documents.
    """
    import pandas as pd

    options = {
        "actors": sp.read_registry(_own_or_bundled(arguments.actors, "actors.yml")),
        "events": sp.reference_events(_own_or_bundled(arguments.events, "events.yml")),
    }
    given = _texts(arguments)
    if not given.ids:
        return _answer(arguments, [], given)
    steps = ("sentences", "mentions", "times")
    parts = [[corpus.table(name) for name in steps] for corpus in _corpora(given, **options)]
    made = {
        name: pd.concat(chunks, ignore_index=True)
        for name, chunks in zip(steps, zip(*parts, strict=True), strict=True)
    }
    corpus = sp.Corpus.from_documents(given.documents, **options, **made)
    found = sp.timeline(corpus.events())
    documents = []
    for sentences in found["sentences"].map(sp.split_cell):
        sources = {key.rpartition(":")[0] for key in sentences}
        documents.append([key for doc_id, key in given.ids.items() if doc_id in sources])
    found = found.assign(actors=found["actors"].map(sp.split_cell), documents=documents)
    shown = (
        "event_id begin end_date precision dated_by title actors kind plover n_docs earliest latest"
    )
    return _answer(arguments, _rows(found, f"{shown} disputed reference_id documents"), given)


# ---- what verbs share: input, rows, output ----


def _texts(arguments: argparse.Namespace) -> "Texts":
    from standpoint.reading.jsonlines import texts

    return texts(_input(arguments), name=_name(arguments))


def _name(arguments: argparse.Namespace) -> str:
    return "standard input" if arguments.input == "-" else arguments.input


def _input(arguments: argparse.Namespace) -> bytes:
    out = Path(arguments.out)
    if arguments.out != "-":
        if out.is_dir():
            raise InputError(arguments.out, "is a folder", "give --out the name of a file")
        _check_folder(out.parent)
    if arguments.input == "-":
        return sys.stdin.buffer.read()
    path = _existing(arguments.input)
    if path.is_dir():
        remedy = "give JSON Lines, or read the folder with `python -m standpoint ingest`"
        raise InputError(arguments.input, "is a folder", remedy)
    if arguments.out != "-" and out.exists() and path.samefile(out):
        remedy = "give --out another name: the input would be lost"
        raise InputError(arguments.out, "is the input itself", remedy)
    return path.read_bytes()


def _existing(name: str) -> Path:
    from standpoint.reading.corpus_entry import missing

    path = Path(name)
    if not path.exists():
        raise missing(path)
    return path


def _own_or_bundled(name: str | None, bundled: str) -> Path:
    return _existing(name) if name else data_path(bundled)


def _check_folder(folder: Path) -> None:
    """Refuse an output that cannot be written before any work is done for it."""
    above = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    fault = "" if os.access(above, os.W_OK) else "may not be written to"
    if fault := fault if above.is_dir() else "is a file, not a folder":
        raise InputError(str(folder), f"'{above}' {fault}", "give --out another place")


def _corpora(given: "Texts", **options: Any) -> "Iterator[sp.Corpus]":
    """A corpus of every few texts, in order."""
    for first in _progress(range(0, len(given.documents), CHUNK), "texts"):
        documents = given.documents.iloc[first : first + CHUNK].reset_index(drop=True)
        yield sp.Corpus.from_documents(documents, **options)


def _progress(steps: range, unit: str) -> Iterable[int]:
    """The steps, with a bar on standard error where a person is looking at it."""
    from tqdm import tqdm

    return tqdm(steps, desc=unit, leave=False, disable=None)


def _with_ids(found: "pd.DataFrame", given: "Texts") -> "pd.DataFrame":
    """A table with the user's ids and letters beside its places."""
    surfaces = [given.written[row.doc_id][row.start : row.end] for row in found.itertuples()]
    return found.assign(id=found["doc_id"].map(given.ids), surface=surfaces)


def _rows(found: "pd.DataFrame", shown: str) -> list[dict[str, Any]]:
    """Rows as JSON has them: days in ISO form, or null; probabilities to six places, since more
    differs between machines.
    """
    out = found.rename(columns={"granularity": "precision"})
    out = out.round(dict.fromkeys(SHARES, 6))
    for name, days in out.select_dtypes("datetime").items():
        out[name] = days.dt.strftime("%Y-%m-%d").astype(object).where(days.notna(), None)
    return out[shown.split()].to_dict("records")


def _answer(arguments: argparse.Namespace, rows: list[dict], given: "Texts | Items") -> int:
    """Name the bad lines, write the rows of the good ones, and return the exit code."""
    for message in given.refused:
        _say(message)
    if not given.ids:
        if not given.refused:
            _say(str(InputError(_name(arguments), "no line in it", "give one JSON object a line")))
        return NOTHING
    lines = [json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows]
    data, out = "".join(lines).encode(), Path(arguments.out)
    if arguments.out == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    elif out.exists() and not out.is_file():  # /dev/null, a pipe
        out.write_bytes(data)
    else:
        write_whole(out, lambda aside: aside.write_bytes(data))
    if given.refused:
        n = len(given.refused)
        _say(f"{n} line{'s' * (n > 1)} left out, the others done.")
    return PARTLY if given.refused else DONE


if __name__ == "__main__":
    sys.exit(main())
