"""The commands: formats in and out, exit codes, and that nothing is lost when something fails."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from standpoint import __main__, __version__, tables
from standpoint.__main__ import main
from standpoint.attitude.scorers import load_scorer

ROOT = Path(__file__).parents[2]
ACTORS = ROOT / "data" / "actors.yml"

ITEMS = [
    {
        "id": "b",
        "sentence": "Baku praised Ankara, but Yerevan condemned the brutal strikes.",
        "start": 13,
        "end": 19,
    },
    {
        "id": 2,
        "sentence": "Yerevan condemned the brutal strikes.",
        "start": 0,
        "end": 7,
        "kind": "state",
    },
    {"id": "a", "sentence": "They met.", "start": 0, "end": 4},
]
TEXTS = [
    {
        "id": "z;1",
        "text": (
            "On 10 November 2020 Russia sent peacekeepers.\r\nArmenia thanked Moscow last week."
        ),
        "date": "2020-11-20",
    },
    {
        "id": 7,
        "text": "On 10 November 2020 Russia sent peacekeepers. Türkiye 🕊 may leave Armenia.",
        "date": None,
        "speaker": "Nikol Pashinyan",
    },
    {"id": "empty", "text": ""},
]


def lines(path: Path, objects: list) -> Path:
    path.write_text(
        "".join(
            (
                json.dumps(each, ensure_ascii=False) + "\n"
                if not isinstance(each, str)
                else each + "\n"
            )
            for each in objects
        ),
        encoding="utf-8",
    )
    return path


def answers(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def verb(tmp_path: Path, name: str, objects: list, *more: str) -> tuple[int, list[dict]]:
    out = tmp_path / "out.jsonl"
    out.unlink(missing_ok=True)
    code = main([name, str(lines(tmp_path / "in.jsonl", objects)), "--out", str(out), *more])
    return code, answers(out) if out.exists() else []


def test_score_keeps_ids_order_and_format(tmp_path: Path) -> None:
    code, rows = verb(tmp_path, "score", ITEMS)
    assert code == 0
    assert [row["id"] for row in rows] == ["b", 2, "a"]
    assert {tuple(row) for row in rows} == {
        ("id", "p_negative", "p_neutral", "p_positive", "label", "scorer")
    }
    assert [row["label"] for row in rows] == [
        "positive",
        "neutral",
        "neutral",
    ], "who condemns is not condemned"
    assert {row["scorer"] for row in rows} == {load_scorer().name}
    assert all(
        abs(row["p_negative"] + row["p_neutral"] + row["p_positive"] - 1) < 1e-5 for row in rows
    )


def test_tag_gives_offsets_into_the_text_as_it_was_given(tmp_path: Path) -> None:
    code, rows = verb(tmp_path, "tag", TEXTS)
    assert code == 0
    assert {tuple(row) for row in rows} == {
        ("id", "start", "end", "surface", "type", "value", "begin", "end_date", "precision")
    }
    by_id = {each["id"]: each["text"] for each in TEXTS}
    assert all(by_id[row["id"]][row["start"] : row["end"]] == row["surface"] for row in rows)
    found = [
        (row["id"], row["surface"], row["value"], row["begin"], row["end_date"]) for row in rows
    ]
    assert ("z;1", "10 November 2020", "2020-11-10", "2020-11-10", "2020-11-10") in found
    assert ("z;1", "last week", "2020-W46", "2020-11-09", "2020-11-15") in found


def test_an_expression_that_cannot_be_placed_has_null_dates(tmp_path: Path) -> None:
    _, rows = verb(tmp_path, "tag", [{"id": 1, "text": "They met last week."}])
    (row,) = rows
    assert (row["surface"], row["begin"], row["end_date"], row["precision"]) == (
        "last week",
        None,
        None,
        row["precision"],
    )


def test_opinions_gives_one_line_per_mention_in_the_order_of_the_input(tmp_path: Path) -> None:
    code, rows = verb(tmp_path, "opinions", TEXTS, "--actors", str(ACTORS))
    assert code == 0
    keys = (
        "id",
        "start",
        "end",
        "surface",
        "actor_id",
        "holder_id",
        "p_negative",
        "p_neutral",
        "p_positive",
        "label",
        "hedged",
    )
    assert {tuple(row) for row in rows} == {keys}
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), key=["z;1", 7].index)
    by_id = {each["id"]: each["text"] for each in TEXTS}
    assert all(by_id[row["id"]][row["start"] : row["end"]] == row["surface"] for row in rows)
    assert ("z;1", "Moscow", "russia") in {
        (row["id"], row["surface"], row["actor_id"]) for row in rows
    }
    assert {row["hedged"] for row in rows if row["id"] == 7} == {False, True}
    assert rows == verb(tmp_path, "opinions", TEXTS)[1], "the project's registry is the default"
    text = [{"id": 1, "text": "Armenians thanked Russia.", "date": "2022-10-01"}]
    assert [row["actor_id"] for row in verb(tmp_path, "opinions", text)[1]] == ["russia"]
    code, rows = verb(tmp_path, "opinions", text, "--least-certainty", "0")
    assert [row["actor_id"] for row in rows] == ["armenia", "russia"]
    assert verb(tmp_path, "opinions", text, "--least-certainty", "5") == (2, [])


def test_timeline_names_the_inputs_of_every_event(tmp_path: Path) -> None:
    code, rows = verb(tmp_path, "timeline", TEXTS, "--actors", str(ACTORS))
    assert code == 0
    assert {tuple(row) for row in rows} == {
        (
            "event_id",
            "begin",
            "end_date",
            "precision",
            "dated_by",
            "title",
            "actors",
            "kind",
            "plover",
            "n_docs",
            "earliest",
            "latest",
            "disputed",
            "reference_id",
            "documents",
        )
    }
    event = next(row for row in rows if row["begin"] == "2020-11-10")
    assert event["documents"] == ["z;1", 7] and "russia" in event["actors"]
    assert [row["begin"] for row in rows] == sorted(row["begin"] for row in rows)


def test_one_worker_or_many_chunks_give_the_same_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [TEXTS[n % 2] | {"id": n} for n in range(9)]
    whole = {name: verb(tmp_path, name, many)[1] for name in ("tag", "opinions", "timeline")}
    monkeypatch.setattr(__main__, "CHUNK", 2)
    assert whole == {name: verb(tmp_path, name, many)[1] for name in whole}


def test_standard_input_and_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary
) -> None:
    raw = "\ufeff" + json.dumps(ITEMS[0]) + "\r\n\n" + json.dumps(ITEMS[2])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw.encode())))
    assert main(["score", "-", "--out", "-"]) == 0
    out, err = capfdbinary.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["b", "a"] and err == b""


def test_ingest_writes_both_tables_and_says_what_was_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "2023-01-12.txt").write_text("They left.")
    (folder / "a.jpg").write_bytes(b"\0")
    (folder / "b.csv").write_text("corps,quand\nThe whole.,2020\n")
    more = [
        "--column",
        "text=corps",
        "--column",
        "date=quand",
        "--published",
        "2019",
        "--language",
        "hy",
    ]
    assert main(["ingest", str(folder), "--out", str(tmp_path / "new" / "out"), *more]) == 0
    found = tables.read("documents", tmp_path / "new" / "out")
    assert found["published_granularity"].tolist() == ["year", "day"] and set(
        found["language"]
    ) == {"hy"}
    assert tables.read("excluded", tmp_path / "new" / "out")["reason"].tolist() == [
        "no reader for .jpg"
    ]
    assert "2 documents (0 undated), 1 left out" in capsys.readouterr().out


def test_readers_are_listed(capsys: pytest.CaptureFixture) -> None:
    assert main(["readers"]) == 0
    out = capsys.readouterr().out
    assert all(ending in out for ending in (".txt", ".md", ".csv", ".jsonl", ".parquet"))


def test_version_help_and_mistakes(capsys: pytest.CaptureFixture) -> None:
    assert main(["--version"]) == 0 and __version__ in capsys.readouterr().out
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(
        command in out
        for command in (
            "run",
            "list",
            "new",
            "check",
            "ingest",
            "score",
            "tag",
            "opinions",
            "timeline",
            "exit codes",
        )
    )
    for wrong in (
        [],
        ["scor"],
        ["score"],
        ["score", "x.jsonl"],
        ["run", "--worker", "2"],
        ["run", "--workers", "two"],
        ["run", "--set", "period"],
    ):
        assert main(wrong) == 2, wrong
        assert "usage" in capsys.readouterr().err


def test_run_hands_its_options_over(monkeypatch: pytest.MonkeyPatch) -> None:
    import standpoint.study.runner as runner

    seen = []
    monkeypatch.setattr(runner, "run", lambda study, **options: seen.append((study, options)) or 1)
    assert main(["run"]) == 1
    more = [
        "--only",
        "00-start-here",
        "--only",
        "10-ingest-corpus",
        "--set",
        "30-score-sentiment.period=month",
        "--set",
        "seed=3",
        "--set",
        "when=[a, b]",
    ]
    assert main(["run", "mine", *more, "--workers", "1", "--force", "--time-limit", "9"]) == 1
    assert seen[0] == (
        "armenia",
        {"only": None, "workers": 2, "force": False, "changes": {}, "time_limit": 600},
    )
    changes = {"30-score-sentiment.period": "month", "seed": 3, "when": ["a", "b"]}
    assert seen[1] == (
        "mine",
        {
            "only": ["00-start-here", "10-ingest-corpus"],
            "workers": 1,
            "force": True,
            "changes": changes,
            "time_limit": 9,
        },
    )


def test_new_hands_its_options_over_and_says_what_was_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    import standpoint.study.new as newstudy

    seen = []
    broken = pd.DataFrame(
        {"source": ["a.pdf"], "reason": ["encrypted"], "detail": ["it wants a password"]}
    )
    made = newstudy.NewStudy(
        Path.cwd() / "data/studies/mine.yml",
        Path("/x/mine-actors.yml"),
        Path("/x/mine-events.yml"),
        Path("mine-first-look.md"),
        "# First look",
        broken,
    )
    monkeypatch.setattr(
        newstudy,
        "new_study",
        lambda name, folder, **options: seen.append((name, folder, options)) or made,
    )
    more = ["--published", "2023", "--title", "T", "--language", "fr", "--column", "text=corps"]
    assert main(["new", "mine", "--from", "texts", *more]) == 1, (
        "one file is broken, the rest was read"
    )
    assert seen == [
        (
            "mine",
            "texts",
            {"published": "2023", "title": "T", "language": "fr", "columns": {"text": "corps"}},
        )
    ]
    said = capsys.readouterr()
    assert (
        "# First look" in said.out
        and "\n  data/studies/mine.yml\n  /x/mine-actors.yml\n  /x/mine-events.yml\n" in said.out
        and "a.pdf: encrypted, it wants a password" in said.err
    )
    monkeypatch.setattr(newstudy, "new_study", lambda *_, **__: made._replace(broken=broken[:0]))
    assert main(["new", "mine", "--from", "texts"]) == 0


def test_list_and_check_use_the_study_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    import standpoint.study.file as study
    import standpoint.study.runner as runner

    monkeypatch.setattr(study, "list_studies", lambda: ["armenia"])
    monkeypatch.setattr(study, "read_study", lambda name: SimpleNamespace(title=f"title of {name}"))
    assert main(["list"]) == 0 and "title of armenia" in capsys.readouterr().out
    monkeypatch.setattr(runner, "check", lambda found: ["key 'x': wrong"])
    assert main(["check"]) == 1 and "standpoint: key 'x': wrong" in capsys.readouterr().err
    monkeypatch.setattr(runner, "check", lambda found: [])
    assert main(["check"]) == 0


def test_an_interruption_ends_with_130_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    import standpoint.study.runner as runner

    def interrupted(study: str, **options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "run", interrupted)
    assert main(["run"]) == 130
    assert capsys.readouterr().err == "standpoint: interrupted\n"


def test_ctrl_c_in_a_real_process() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "standpoint", "tag", "-", "--out", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        # tests that run in the background inherit "ignore"
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    process.stdin.write(
        b" " * 300_000
    )  # more than a pipe holds: when this returns, the command is reading
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130 and out == b"" and b"Traceback" not in err


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    code = "import sys, standpoint.__main__; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert "standpoint.__main__" in loaded
    assert not {
        "nltk",
        "papermill",
        "matplotlib",
        "ahocorasick",
        "pandas",
        "pyarrow",
        "tqdm",
        "jinja2",
        "pydantic",
        "yaml",
    } & {name.split(".")[0] for name in loaded}


def test_no_bar_where_nobody_looks(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    verb(tmp_path, "tag", [TEXTS[0] | {"id": n} for n in range(130)])
    assert capsys.readouterr().err == ""


class TestNothingIsLost:
    def test_an_output_stays_where_nothing_could_be_run(self, tmp_path: Path) -> None:
        out = tmp_path / "out.jsonl"
        out.write_text("old")
        bad = lines(tmp_path / "in.jsonl", ["{bad", '{"id": 1}'])
        for name in ("score", "tag", "opinions", "timeline"):
            assert main([name, str(bad), "--out", str(out)]) == 2
            assert out.read_text() == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]

    def test_an_output_stays_where_writing_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
    ) -> None:
        out = tmp_path / "out.jsonl"
        out.write_text("old")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device", str(out))

        monkeypatch.setattr(os, "replace", full)
        assert main(["score", str(lines(tmp_path / "in.jsonl", ITEMS)), "--out", str(out)]) == 2
        assert out.read_text() == "old" and "No space left" in capsys.readouterr().err
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]

    def test_the_output_may_not_be_the_input(
        self, tmp_path: Path, capsys: pytest.CaptureFixture
    ) -> None:
        path = lines(tmp_path / "in.jsonl", ITEMS)
        before = path.read_bytes()
        assert main(["score", str(path), "--out", str(path)]) == 2
        assert path.read_bytes() == before and "is the input itself" in capsys.readouterr().err

    def test_tables_stay_where_nothing_could_be_read(self, tmp_path: Path) -> None:
        good = tmp_path / "a.txt"
        good.write_text("Text.")
        assert main(["ingest", str(good), "--out", str(tmp_path / "out")]) == 0
        before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
        good.write_text("")
        assert main(["ingest", str(good), "--out", str(tmp_path / "out")]) == 2
        assert before == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def test_special_files_are_written_to(self, tmp_path: Path) -> None:
        assert main(["score", str(lines(tmp_path / "in.jsonl", ITEMS)), "--out", os.devnull]) == 0
        assert not Path(os.devnull).is_file()


def test_the_documents_of_a_command_are_in_the_order_of_the_lines() -> None:
    from standpoint.reading.jsonlines import texts

    given = texts(
        b'{"id": "b", "text": "x\\r\\ny"}\n{"id": "a:1", "text": "z", "date": 2020}', name="-"
    )
    assert given.ids == {"b": "b", "a%3A1": "a:1"} and given.documents["doc_id"].tolist() == [
        "b",
        "a%3A1",
    ]
    assert given.documents.loc[0, "text"] == "x \ny" and given.written["b"] == "x\r\ny"
    assert given.documents.loc[1, "published_end"] == pd.Timestamp("2020-12-31")


def test_a_module_of_the_users_that_stands_in_the_way_is_named(tmp_path) -> None:
    for name, content in (("pandas", ""), ("numpy", "raise ImportError('not that one')")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.py").write_text(content)
        (folder / "a.txt").write_text("They left.")
        command = [
            sys.executable,
            "-m",
            "standpoint",
            "ingest",
            str(folder / "a.txt"),
            "--out",
            "o",
        ]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": f"{folder}:{ROOT / 'lib'}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert str(folder / f"{name}.py") in done.stderr and len(done.stderr.splitlines()) == 1


def test_file_names_do_not_steer_the_terminal(tmp_path, capsys) -> None:
    (tmp_path / "evil\x1b[2J\n.pdf").write_bytes(b"%PDF-1.7 broken")
    assert main(["ingest", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    assert "evil" in said.err and "\x1b" not in said.err + said.out
    assert len(said.err.splitlines()) == 1
