"""The runner on tiny notebooks: caching, strictness, failures, interruption, the record."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from notebooks_for_tests import COUNT, INGEST, WRITE, notebook, project, study_file
from standpoint.__main__ import main
from standpoint.study import runner
from standpoint.study.file import read_study
from standpoint.study.plan import fitted, plan
from standpoint.study.progress import plain
from standpoint.study.record import _git


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    package = tmp_path / "package"  # a library that stands still while the tests run
    (package / "study").mkdir(parents=True)
    for name in ("sentences.py", "study/pages.py"):
        (package / name).write_text("")
    monkeypatch.setattr(runner, "_PACKAGE", package)
    return project(tmp_path)


def ran(root: Path, study: str = "small") -> list[str]:
    """What ran since the last call, in order of names."""
    log = root / "results" / study / "ran.txt"
    lines = sorted(log.read_text().splitlines()) if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


EVERYTHING = ["10-ingest", "20-count", "31-one-actor armenia", "31-one-actor russia"]


def test_a_study_runs_is_recorded_and_then_only_what_changed_runs_again(toy, capsys):
    results = toy / "results" / "small"
    assert runner.run("small") == 0
    assert ran(toy) == EVERYTHING
    printed = capsys.readouterr()
    assert "results/small/index.html" in printed.out
    assert (
        "✓ 31-one-actor--russia" in printed.err
        and "WARNING" not in printed.err
        and "transport" not in printed.err
    )

    record = json.loads((results / "run.json").read_text())
    assert list(record) == sorted(record)
    assert record["git"] is None
    assert set(record["tables"]) == {"documents", "sentences", "series-armenia", "series-russia"}
    assert record["tables"]["documents"]["rows"] == 3 and record["scorers"] == ["toy-1"]
    assert record["packages"]["papermill"] and record["inputs"].keys() >= {
        "data/actors.yml",
        "data/texts/0.txt",
    }
    assert record["notebooks"]["20-count"]["parameters"] == {"study": "small", "period": "year"}
    assert all(run["seconds"] > 0 for run in record["notebooks"].values())
    for name in ("10-ingest", "20-count", "31-one-actor--armenia", "31-one-actor--russia"):
        assert (results / f"{name}.html").is_file()
        executed = (results / "notebooks" / f"{name}.ipynb").read_text()
        assert str(toy) not in executed.replace('"study": "small"', "")

    # Nothing changed: nothing runs, the record stays byte for byte, nothing heavy is imported.
    before = (results / "run.json").read_bytes()
    code = (
        "import os, sys, pathlib; from standpoint.study import runner; runner._PACKAGE ="
        " pathlib.Path(os.environ['STANDPOINT_ROOT']) / 'package'\n"
    )
    code += (
        "code = runner.run('small'); print([m for m in ('papermill', 'nbconvert', 'matplotlib') if"
        " m in sys.modules]); sys.exit(code)"
    )
    again = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, cwd=toy
    )
    assert again.returncode == 0
    assert again.stdout.splitlines()[-1] == "[]" and ran(toy) == []
    assert (results / "run.json").read_bytes() == before

    # One parameter: only its notebook. The table it writes changes, and nobody reads it.
    assert runner.run("small", changes={"period": "quarter"}, progress=False) == 0
    assert ran(toy) == ["20-count"]
    # Upstream parameter without effect on the bytes: downstream stays.
    assert runner.run("small", changes={"period": "quarter", "keep": 99}, progress=False) == 0
    assert ran(toy) == ["10-ingest"]
    # The looks of the pages are no reason to run a notebook, the library is.
    page = results / "20-count.html"
    page.write_text("old")
    (toy / "package" / "study" / "pages.py").write_text("# new looks")
    assert runner.run("small", changes={"period": "quarter", "keep": 99}, progress=False) == 0
    assert ran(toy) == [] and page.read_text() != "old"
    # Upstream parameter with effect on the table: the runs that read it, and nothing else.
    assert (
        runner.run("small", changes={"period": "quarter", "10-ingest.keep": 3}, progress=False) == 0
    )
    assert ran(toy) == [name for name in EVERYTHING if name != "20-count"]
    # The library: whatever it is used in, so everything.
    (toy / "package" / "sentences.py").write_text("# better")
    assert (
        runner.run(
            "small",
            only=["20-count"],
            changes={"period": "quarter", "10-ingest.keep": 3},
            progress=False,
        )
        == 0
    )
    assert ran(toy) == ["20-count"]


def test_inputs_hand_edits_only_and_force(toy):
    assert runner.run("small", only=["31-one-actor--russia"], progress=False) == 0
    assert ran(toy) == ["10-ingest", "31-one-actor russia"]  # and what it needs
    record = json.loads((toy / "results/small/run.json").read_text())
    assert record["notebooks"]["20-count"]["status"] == "not run"
    assert runner.run("small", only=["10-ingest"], force=True, progress=False) == 0
    assert ran(toy) == ["10-ingest"]
    # A table changed by hand is not what its notebook wrote; it is written again, and is then as it
    # was.
    table = toy / "results/small/tables/documents.parquet"
    original = table.read_bytes()
    table.write_bytes(original + b" ")
    assert runner.run("small", only=["31-one-actor--russia"], progress=False) == 0
    assert ran(toy) == ["10-ingest"] and table.read_bytes() == original
    # A touched input is not a changed one; the checked tables are then newer than it.
    text = toy / "data/texts/0.txt"
    os.utime(table, (1, 1))
    os.utime(text, (2, 2))
    assert runner.run("small", only=["31-one-actor--russia"], progress=False) == 0
    assert ran(toy) == [] and table.stat().st_mtime > text.stat().st_mtime
    text.write_text("Russia spoke.")
    assert runner.run("small", only=["31-one-actor--russia"], progress=False) == 0
    assert ran(toy) == ["10-ingest", "31-one-actor russia"]


def test_bundled_data_that_the_library_reads_is_what_a_run_depends_on(toy):
    names = ("models/m/config.json", "models/m/model.onnx", "english/verbs.txt", "endings.yml")
    for name in names:
        (toy / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (toy / "data" / name).write_text("{}")
    for name in names:
        assert runner.run("small", only=["20-count"], progress=False) == 0
        assert ran(toy) == ["20-count"], name
        (toy / "data" / name).write_text(json.dumps({"changed": name}))
    assert runner.run("small", only=["20-count"], progress=False) == 0
    assert ran(toy) == ["20-count"]
    assert runner.run("small", only=["20-count"], progress=False) == 0
    assert ran(toy) == []


def test_failures_are_named_kept_and_leave_the_others_alone(toy, capsys):
    books = toy / "notebooks"
    study = 'study = "bad"'
    notebook(
        books,
        "11-raises",
        study,
        WRITE,
        "## prose",
        "x = 1",
        "raise ValueError('boom <b>')",
        "after = 1",
        writes=("times",),
    )
    notebook(books, "12-waits", study, WRITE, reads=("times",), writes=("events",))
    notebook(books, "13-waits-too", study, WRITE, reads=("events",))
    notebook(books, "14-exits", study, "import sys; sys.exit(0)", "after = 1")
    notebook(books, "15-quits", study, "exit()", "import time; time.sleep(3)", "after = 1")
    notebook(books, "16-hangs", study, "import time; time.sleep(60)")
    notebook(books, "17-dies", study, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    notebook(books, "18-forgets", study, "x = 1", writes=("opinions",))
    notebook(books, "19-exits-last", study, "raise SystemExit")
    names = sorted(p.stem for p in books.glob("1*.ipynb"))
    study_file(toy, "bad", *(f"run: {name}" for name in names))
    assert runner.run("bad", time_limit=8) == 1
    said = capsys.readouterr().err.splitlines()
    wanted = {
        "11-raises": "✗ 11-raises, cell 5: ValueError: boom <b>",
        "12-waits": "- 12-waits: skipped because 11-raises failed",
        "13-waits-too": "- 13-waits-too: skipped because 11-raises failed",
        "14-exits": (
            "✗ 14-exits, cell 3: SystemExit: the cell ended the run; the cells after it did not run"
        ),
        "15-quits": (
            "✗ 15-quits, cell 3: exit: the cell ended the kernel; the cells after it did not run"
        ),
        "16-hangs": (
            "✗ 16-hangs, cell 3: time limit: the cell ran longer than 8 s and was stopped; what it"
            " scored is kept: run again to go on from there, or with --time-limit 48"
        ),
        "17-dies": (
            "✗ 17-dies, cell 3: dead kernel: the kernel died in this cell (out of memory, or ended"
            " from outside)"
        ),
        "18-forgets": (
            "✗ 18-forgets: missing table: its metadata promises to write 'opinions', but it did not"
        ),
        "19-exits-last": (
            "✗ 19-exits-last, cell 3: SystemExit: the cell ended the run; the cells after it did"
            " not run"
        ),
    }
    for line in wanted.values():
        assert said.count(line) == 1, "\n".join(said)
    assert "✓ 10-ingest" in "\n".join(said)
    record = json.loads((toy / "results/bad/run.json").read_text())
    assert (
        record["notebooks"]["11-raises"]["status"] == "failed"
        and record["notebooks"]["12-waits"]["status"] == "skipped"
    )
    for name in ("11-raises", "14-exits", "15-quits", "16-hangs", "17-dies", "19-exits-last"):
        kept = json.loads((toy / f"results/bad/notebooks/{name}.ipynb").read_text())
        assert kept["metadata"]["standpoint"]["failure"] in wanted[name]
        page = (toy / f"results/bad/{name}.html").read_text()
        assert "This run failed" in page and "<b>'" not in page
    index = (toy / "results/bad/index.html").read_text()
    assert "boom &lt;b&gt;" in index and "was skipped" in index
    # The next run tries the failed ones again, and only them.
    ran(toy, "bad")
    notebook(books, "11-raises", study, WRITE, "write('times', a=[1])", writes=("times",))
    notebook(
        books,
        "12-waits",
        study,
        WRITE,
        "write('events', a=[1])",
        reads=("times",),
        writes=("events",),
    )
    assert runner.run("bad", only=["13-waits-too", "10-ingest"], progress=False) == 0
    assert ran(toy, "bad") == []


def test_nothing_runs_where_the_study_or_a_parameter_is_wrong(toy, capsys):
    assert runner.run("smal") == 2
    assert (
        capsys.readouterr().err
        == "study 'smal': no such study. Remedy: the nearest known is 'small'.\n"
    )
    study_file(
        toy,
        "wrong",
        "{run: 10-ingest, with: {kep: 3}}",
        "{run: 20-count, with: {period: 3}}",
        "{run: 31-one-actor, for: {actor: [armenia, rusia]}}",
    )
    assert runner.run("wrong") == 2
    said = capsys.readouterr().err
    assert (
        "data/studies/wrong.yml, notebook '10-ingest': unknown parameter 'kep'. Remedy: the nearest"
        " known is 'keep'." in said
    )
    assert "parameter 'period': expected str, got int 3. Remedy: put it in quotes." in said
    assert said.splitlines() == runner.check("wrong")
    assert (
        runner.run("small", changes={"perid": "year"}) == 2
        and "nearest known is 'period'" in capsys.readouterr().err
    )
    assert (
        runner.run("small", changes={"20-cont.period": "year"}) == 2
        and "nearest known is '20-count.period'" in capsys.readouterr().err
    )
    assert (
        runner.run("small", changes={"actor": "russia"}) == 2
        and "are named by it" in capsys.readouterr().err
    )
    assert runner.run("small", changes={"study": "other"}) == 2
    assert (
        runner.run("small", only=["20-cuont"]) == 2
        and "nearest known is '20-count'" in capsys.readouterr().err
    )
    (toy / "data" / "actors.yml").write_text("actors: [")
    assert runner.run("small") == 2 and "actors.yml" in capsys.readouterr().err
    assert not list(toy.rglob("results/*/notebooks")) and not ran(toy)


def test_check_finds_what_can_be_known_without_running(toy):
    assert runner.check("small") == []
    books = toy / "notebooks"
    parameters = 'study = "graph"'
    notebook(books, "41-a", parameters, reads=("b",), writes=("a",))
    notebook(books, "42-b", parameters, reads=("a",), writes=("b",))
    notebook(books, "43-second", parameters, writes=("documents",))
    notebook(books, "44-needs", parameters, reads=("events",))
    notebook(books, "45-misspelt", parameters, read=["documents"])
    notebook(books, "46-computes", 'study = "graph"\nseed = 1 + len("a")')
    notebook(books, "47-no-study", "seed = 1")
    notebook(books, "48-placeholder", parameters, writes=("series-{actr}",))
    (books / "49-broken.ipynb").write_text("{")
    bare = notebook(books, "51-bare", parameters)
    bare.write_text(bare.read_text().replace('"standpoint"', '"stand"'))
    (toy / "data" / "empty").mkdir()
    study_file(
        toy,
        "graph",
        "run: 10-ingest",
        *(f"run: {p.stem}" for p in sorted(books.glob("4*.ipynb"))),
        "run: 51-bare",
    )
    path = toy / "data" / "studies" / "graph.yml"
    path.write_text(path.read_text().replace("../texts", "../empty"))
    said = "\n".join(runner.check("graph"))
    for part in (
        "these notebooks wait for each other",
        "table 'documents': 10-ingest and 43-second both write it",
        "notebook '44-needs': reads table 'events', which no notebook of this study writes",
        "45-misspelt.ipynb, metadata.standpoint, key 'read': unknown key. Remedy: the nearest",
        "46-computes.ipynb, parameters cell, line 2: not 'name = literal'",
        "47-no-study.ipynb: its parameters cell has no 'study'",
        "'series-{actr}' names a parameter it does not have",
        "49-broken.ipynb: cannot be read",
        "51-bare.ipynb: metadata.standpoint is missing",
        "data/empty: no text in it",
    ):
        assert part in said, said
    assert runner.run("graph") == 2


def test_values_are_of_the_type_of_the_default_or_refused():
    assert fitted(date(2018, 4, 23), "") == "2018-04-23" and fitted((1, 2), [0]) == [1, 2]
    assert fitted(["a"], []) == ["a"] and fitted("x", None) == "x" and fitted(None, None) is None
    assert fitted(3, 1.0) == 3.0 and fitted([1, 2.5], [0.5]) == [1.0, 2.5]
    for value, default in (
        (True, 1),
        (1, True),
        (1.0, 1),
        (1, "a"),
        ("a", []),
        ([1], ["a"]),
        (None, "a"),
        ([], {}),
        (True, 1.0),
    ):
        with pytest.raises(TypeError, match="expected"):
            fitted(value, default)


def test_a_date_in_a_study_file_reaches_the_notebook_as_text(toy):
    notebook(
        toy / "notebooks",
        "21-dated",
        'study = "dated"\nsince = "2018-01-01"\nshare = 0.5\nnames = ["a"]',
    )
    study_file(toy, "dated", "{run: 21-dated, with: {since: 2020-09-27, share: 1, names: [b]}}")
    steps, problems = plan(read_study("dated"))
    assert not problems
    assert steps[0].parameters == {
        "since": "2020-09-27",
        "share": 1.0,
        "names": ["b"],
        "study": "dated",
    }
    assert type(steps[0].parameters["share"]) is float


def test_the_kernel_is_this_interpreter_quiet_and_repeatable(toy, monkeypatch, tmp_path):
    other = tmp_path / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    (other / "kernel.json").write_text(
        json.dumps(
            {
                "argv": ["/bin/false", "{connection_file}"],
                "display_name": "other",
                "language": "python",
            }
        )
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    tell = (
        "import os, sys; assert os.environ['OMP_NUM_THREADS'] == '1'\nprint(sys.executable,"
        " os.environ['PYTHONHASHSEED'], os.getcwd(), os.environ.get('MPLBACKEND'))"
    )
    notebook(toy / "notebooks", "22-tells", 'study = "tells"', tell)
    study_file(toy, "tells", "run: 22-tells")
    assert runner.run("tells", progress=False) == 0
    cells = json.loads((toy / "results/tells/notebooks/22-tells.ipynb").read_text())["cells"]
    outputs = [out for cell in cells for out in cell.get("outputs", [])]
    assert len(outputs) == 1, outputs
    executable, seed, folder, backend = "".join(outputs[0]["text"]).split()
    assert (executable, seed, folder) == (sys.executable, "0", str(toy / "notebooks"))
    assert "inline" in backend
    assert Path.cwd() != toy / "notebooks"


def test_a_kernel_that_does_not_answer_is_started_once_more(toy, monkeypatch, capsys):
    import nbclient

    begun, whole, unlucky = [], nbclient.NotebookClient.async_execute, 1

    async def quicker(client, **named):
        begun.append(1)
        if len(begun) > unlucky:
            return await whole(client, **named)
        await client._async_cleanup_kernel()
        raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr(nbclient.NotebookClient, "async_execute", quicker)
    assert runner.run("small", only=["10-ingest"], progress=False) == 0 and len(begun) == 2
    begun.clear()
    unlucky = 2
    assert runner.run("small", only=["10-ingest"], force=True, progress=False) == 1
    assert len(begun) == 2 and "Kernel died before replying" in capsys.readouterr().err


def test_the_record_names_the_commit_and_whether_it_was_changed(tmp_path):
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    clean = _git(tmp_path)
    assert re.fullmatch(r"[0-9a-f]{40}", clean["commit"]) and clean["changed_since"] is False
    (tmp_path / "new").write_text("")
    assert _git(tmp_path) == clean | {"changed_since": True}


def test_what_is_printed_cannot_steer_a_terminal_and_fits_its_encoding(toy, capsys):
    path = toy / "data" / "studies" / "small.yml"
    path.write_text(
        path.read_text().replace("title: A small study", 'title: "A \\e[31mred\\a study"')
    )
    assert runner.run("smäl\x1b[2J") == 2
    assert "\x1b" not in capsys.readouterr().err
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert plain("✓ 10-ingest\x1b[31m\a", ascii_only) == "? 10-ingest [31m "


def test_a_folder_that_cannot_be_written_is_one_sentence(toy, capsys):
    (toy / "results").write_text("a file")
    assert main(["run", "small"]) == 2
    said = capsys.readouterr().err
    assert "results/small/.runner: Not a directory" in said and len(said.splitlines()) == 1


def _children_of(marker: str) -> list[int]:
    """Processes whose environment holds `marker`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (
                    marker.encode() in (entry / "environ").read_bytes()
                    and b"ipykernel" in (entry / "cmdline").read_bytes()
                ):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="needs /proc to look for living kernels"
)
def test_ctrl_c_leaves_no_kernel_and_no_half_written_table(toy):
    assert runner.run("small", only=["10-ingest"], progress=False) == 0
    table = toy / "results/small/tables/documents.parquet"
    before = table.read_bytes()
    slow = INGEST.replace(
        "write(",
        "(here / 'tables' / '.documents.parquet.x').touch(); (here / 'ready').touch()\nimport time;"
        " time.sleep(60)\nwrite(",
    )
    notebook(
        toy / "notebooks",
        "10-ingest",
        'study = "small"\nkeep = 100',
        WRITE,
        slow,
        reads=("inputs",),
        writes=("documents",),
    )
    notebook(
        toy / "notebooks",
        "20-count",
        'study = "small"\nperiod = "month"',
        WRITE,
        "import time; time.sleep(60)",
        COUNT,
        writes=("sentences",),
    )
    ready = toy / "results/small/ready"
    started = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from standpoint.study import runner; sys.exit(runner.run('small'))",
        ],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=toy,
        env=os.environ,
        # what runs in the background inherits "ignore"
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 60
    while (
        not (ready.exists() and len(_children_of(f"STANDPOINT_ROOT={toy}")) == 2)
        and time.monotonic() < until
    ):
        time.sleep(0.05)
    assert len(_children_of(f"STANDPOINT_ROOT={toy}")) == 2
    assert runner.run("small", progress=False) == 2  # a second runner keeps out
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=30)
    assert started.returncode == 130, err
    assert "interrupted" in err and "Traceback" not in err
    assert _children_of(f"STANDPOINT_ROOT={toy}") == []
    assert table.read_bytes() == before and not list(table.parent.glob(".*"))
    # What was interrupted is not taken for done, even where everything is put back as it was.
    ran(toy)
    notebook(
        toy / "notebooks",
        "10-ingest",
        'study = "small"  # which study\nkeep = 100  # characters',
        WRITE,
        INGEST,
        reads=("inputs",),
        writes=("documents",),
    )
    assert runner.run("small", only=["10-ingest"], progress=False) == 0
    assert ran(toy) == ["10-ingest"]


def test_what_is_lost_edited_or_cut_short_is_made_anew_and_the_same(toy, capsys):
    """Every file that a run leaves, emptied, edited or away; and state of another shape."""
    results, kept = toy / "results" / "small", {}
    assert runner.run("small") == 0
    for path in sorted(results.rglob("*")):
        own = {".runner", ".scores"} & set(path.relative_to(results).parts)
        if path.is_file() and not own and path.name not in ("run.json", "index.html", "ran.txt"):
            kept[path] = path.read_bytes()
    assert {path.suffix for path in kept} >= {".ipynb", ".html", ".parquet", ".json"}
    for harm in (b"", b"[1]", None):
        ran(toy)
        for path, data in kept.items():
            path.unlink() if harm is None else path.write_bytes(data[: len(data) // 2] + harm)
        (results / "run.json").write_text('{"notebooks": ["a"], "tables": 7}')
        assert runner.run("small") == 0, capsys.readouterr().err
        assert ran(toy) == EVERYTHING
        for path, data in kept.items():
            times = path.name in ("ro-crate-metadata.json", "codecheck.yml")
            if path.suffix not in (".ipynb", ".html") and not times:  # these tell the time
                assert path.read_bytes() == data, path.name
            assert abs(len(path.read_bytes()) - len(data)) < 200, path.name


@pytest.mark.parametrize(
    "harm",
    [
        lambda own: (own / "doit.db").write_bytes(b"no database at all, but longer than its head"),
        lambda own: (own / "doit.db").write_bytes((own / "doit.db").read_bytes()[:5000]),
        lambda own: _told(own / "doit.db", "update doit set task_data = '[]'"),
        lambda own: _told(own / "doit.db", "update doit set task_data = '{'"),
        lambda own: ((own / "lock").unlink(), (own / "lock").mkdir()),
        lambda own: ((own / "doit.db").unlink(), (own / "doit.db").mkdir()),
    ],
    ids=["no database", "cut short", "list", "no JSON", "lock is a folder", "database is a folder"],
)
def test_state_that_is_valid_and_wrong_is_set_aside_and_said_so(toy, capsys, harm):
    own = toy / "results" / "small" / ".runner"
    assert runner.run("small") == 0
    capsys.readouterr()
    harm(own)
    assert runner.run("small") == 0
    assert "set aside as" in capsys.readouterr().err
    assert runner.run("small") == 0 and "set aside" not in capsys.readouterr().err


def _told(database: Path, words: str) -> None:
    with sqlite3.connect(database) as opened:
        opened.execute(words)
    opened.close()
