"""Files that are broken or made to do harm: bounded time and memory, a named reason, and everything
else still read.
"""

from __future__ import annotations

import errno
import gzip
import io
import os
import signal
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from corpusreaders import Limits, Source, Unread, html
from corpusreaders.records import rows
from standpoint import tables
from standpoint.__main__ import main
from standpoint.reading import formats as readers
from standpoint.reading.documents import Ingested, documents
from standpoint.reading.formats import read_all, sandbox, text

GOOD = b"They left Gyumri."
KiB = 1024


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def reasons(found: Ingested) -> dict[str, str]:
    return dict(zip(found.excluded["source"], found.excluded["reason"], strict=True))


def ingested(folder: Path, files: dict[str, bytes]) -> Ingested:
    """The files with a good one beside them, which must have been read."""
    for name, data in ({"good.txt": GOOD} | files).items():
        (folder / name).write_bytes(data)
    found = documents(folder)
    assert "good.txt" in set(found.documents["source"])
    return found


def pages(count: int) -> dict[str, bytes]:
    return {
        f"{n:03}.html": (
            f"<html><body><article><p>Page {n} says that they left Gyumri in the"
            " winter.</p></article></body></html>".encode()
        )
        for n in range(count)
    }


# ---- archives ----


def test_a_bomb_in_a_zip_is_named_and_its_neighbours_are_read(tmp_path: Path) -> None:
    bomb = zipped({"a.txt": b"Before.", "bomb.txt": b"\0" * (32 << 20), "z.txt": b"After."})
    assert len(bomb) < 100 * KiB
    found = ingested(tmp_path, {"bomb.zip": bomb})
    assert (
        reasons(found) == {"bomb.zip/bomb.txt": "unpacks too large"}
        and "times its size" in found.excluded.loc[0, "detail"]
    )
    assert set(found.documents["source"]) == {"good.txt", "bomb.zip/a.txt", "bomb.zip/z.txt"}
    tracemalloc.start()
    assert len(list(read_all(Source(bomb, "bomb.zip")))) == 3
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 << 20


@pytest.mark.parametrize(
    "limits, words",
    [
        ({"MEMBER": 5 * KiB}, "more than 5,120 bytes"),
        ({"TOTAL": 12 * KiB}, "in all; the rest was not opened"),
    ],
)
def test_members_and_archives_have_a_largest_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], words: str
) -> None:
    rows = {f"{n}.txt": os.urandom(4 * KiB).hex().encode()[: 4 * KiB] for n in range(2)} | {
        "2.txt": b"word " * 2000,
        "3.txt": b"The end.",
    }
    for name, most in limits.items():
        monkeypatch.setattr(readers.archives, name, most)
    found = ingested(tmp_path, {"a.zip": zipped(rows)})
    assert words in "; ".join(found.excluded["detail"]) and "unpacks too large" in set(
        found.excluded["reason"]
    )
    assert {"a.zip/0.txt", "a.zip/1.txt"} <= set(found.documents["source"])
    assert ("a.zip/3.txt" in set(found.documents["source"])) == ("MEMBER" in limits)


def test_gzip_bombs_and_broken_gzip(tmp_path: Path) -> None:
    files = {
        "bomb.txt.gz": gzip.compress(b"\0" * (16 << 20)),
        "cut.txt.gz": gzip.compress(os.urandom(2000).hex().encode())[:-700],
        "fine.txt.gz": gzip.compress(b"Fine."),
    }
    found = ingested(tmp_path, files)
    assert reasons(found) == {
        "bomb.txt.gz/bomb.txt": "unpacks too large",
        "cut.txt.gz/cut.txt": "broken archive",
    }
    assert "fine.txt.gz/fine.txt" in set(found.documents["source"])


@pytest.mark.parametrize(
    "name",
    [
        "../../climbed.txt",
        "a/../../climbed.txt",
        "/climbed.txt",
        "C:\\climbed.txt",
        "..\\climbed.txt",
    ],
)
def test_a_path_that_leaves_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    out = tmp_path / "deep" / "er"
    out.mkdir(parents=True)
    found = ingested(out, {"a.zip": zipped({name: b"Out.", "in.txt": b"In."})})
    assert list(reasons(found).values()) == ["path leaves the archive"]
    assert set(found.documents["text"]) == {GOOD.decode(), "In."}
    assert not list(tmp_path.rglob("climbed*")) and not Path("/climbed.txt").exists()


def test_archives_in_archives_are_opened_to_a_depth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers.archives, "DEPTH", 2)
    inner = {"1.txt": b"One deep."}
    for depth in (2, 3, 4):
        inner = {f"{depth}.txt": f"{depth} deep.".encode(), "in.zip": zipped(inner)}
    found = ingested(tmp_path, {"a.zip": zipped(inner)})
    assert set(found.documents["text"]) == {GOOD.decode(), "4 deep.", "3 deep."}
    assert reasons(found) == {"a.zip/in.zip/in.zip": "archives within archives"}
    layers = GOOD
    for _ in range(50):
        layers = gzip.compress(layers)
    assert list(reasons(ingested(tmp_path, {"a.zip": layers})).values()) == [
        "archives within archives"
    ]


def test_links_and_locked_members_are_named(tmp_path: Path) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, kind in (("link.txt", tarfile.SYMTYPE), ("pipe.txt", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("in.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"In."))
    locked = bytearray(zipped({"locked.txt": b"Secret words."}, method=zipfile.ZIP_STORED))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    found = ingested(tmp_path, {"a.tgz": raw.getvalue(), "b.zip": bytes(locked)})
    assert reasons(found) == {
        "a.tgz/a.tar/link.txt": "link in an archive",
        "a.tgz/a.tar/pipe.txt": "link in an archive",
        "b.zip/locked.txt": "encrypted",
    }
    assert "a.tgz/a.tar/in.txt" in set(found.documents["source"])


@pytest.mark.parametrize("cut", [4, 30, 200])
def test_a_zip_that_was_cut_is_named(tmp_path: Path, cut: int) -> None:
    data = zipped({"a.txt": os.urandom(500).hex().encode()})
    assert list(reasons(ingested(tmp_path, {"a.zip": data[:cut]})).values()) == ["broken archive"]


def test_what_macs_add_is_skipped_and_counted(tmp_path: Path) -> None:
    found = ingested(
        tmp_path,
        {
            "a.zip": zipped({"__MACOSX/._a.txt": b"\0\5", ".DS_Store": b"\0", "a.txt": b"In."}),
            "._good.txt": b"\0",
            ".DS_Store": b"\0",
        },
    )
    assert set(found.excluded["reason"]) == {"hidden"} and len(found.excluded) == 4
    assert set(found.documents["text"]) == {GOOD.decode(), "In."}


# ---- XML and office formats ----

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(12))
    + b"]><l>&m;</l>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'


def office(kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "docx":
        import docx

        document = docx.Document()
        document.add_paragraph("They left Gyumri.")
        document.save(out)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        for row in (["date", "text"], ["2020-11-10", "They left Gyumri."]):
            book.active.append(row)
        book.save(out)
    return out.getvalue()


def with_part(data: bytes, part: str, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(
            {
                name: change(archive.read(name)) if name == part else archive.read(name)
                for name in archive.namelist()
            }
        )


@pytest.mark.parametrize(
    "kind, part", [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml")]
)
@pytest.mark.parametrize("attack", [LAUGHS, OUTSIDE])
def test_entities_in_office_files_are_refused(
    tmp_path: Path, kind: str, part: str, attack: bytes
) -> None:
    declared = attack[attack.index(b"<!DOCTYPE") : attack.index(b"]>") + 2]
    data = with_part(
        office(kind),
        part,
        lambda xml: xml.replace(b"?>", b"?>" + declared, 1) if b"?>" in xml else declared + xml,
    )
    assert reasons(ingested(tmp_path, {f"a.{kind}": data})) == {f"a.{kind}": "unsafe XML"}


def test_a_bomb_in_an_office_file_is_refused(tmp_path: Path) -> None:
    data = with_part(
        office("docx"),
        "word/document.xml",
        lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b" " * (16 << 20)),
    )
    assert reasons(ingested(tmp_path, {"a.docx": data})) == {"a.docx": "unpacks too large"}


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"Words and nothing else.", "not what its ending says"),
        (b"", "empty file"),
        (b"PK\x03\x04", "broken archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not what its ending says"),
    ],
)
def test_a_docx_that_is_none(tmp_path: Path, data: bytes, reason: str) -> None:
    assert reasons(ingested(tmp_path, {"a.docx": data})) == {"a.docx": reason}


def test_a_docx_without_its_parts_and_pages_called_docx(tmp_path: Path) -> None:
    empty = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    page = b"<html><body><p>The page of another program says that they left.</p></body></html>"
    found = ingested(
        tmp_path, {"a.docx": empty, "b.docx": page, "c.docx": b"{\\rtf1\\ansi They \\b left\\b0 .}"}
    )
    assert reasons(found) == {"a.docx": "broken DOCX"}
    assert (
        dict(zip(found.documents["source"], found.documents["text"], strict=True))["c.docx"]
        == "They left."
    )
    assert "says that they left" in " ".join(found.documents["text"])


# ---- PDF ----


def pdf(*, password: str | None = None) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pdf_without_text_or_behind_a_password(tmp_path: Path) -> None:
    found = ingested(
        tmp_path,
        {
            "blank.pdf": pdf(),
            "locked.pdf": pdf(password="x"),
            "open.pdf": pdf(password=""),
            "cut.pdf": pdf()[:100],
        },
    )
    assert reasons(found) == {
        "blank.pdf": "no text in the PDF",
        "locked.pdf": "encrypted",
        "open.pdf": "no text in the PDF",
        "cut.pdf": "broken PDF",
    }
    assert all(found.excluded["detail"])


# ---- lines without end ----


def test_texts_and_pages_above_the_limit_are_named(tmp_path: Path) -> None:
    with (tmp_path / "sparse.txt").open("wb") as file:
        file.truncate(3 << 30)  # takes no room on the disk
    assert reasons(ingested(tmp_path, {})) == {"sparse.txt": "too large"}
    for name, data in (
        ("a.html", b"<html><p>" + b"word " * 1000),
        ("b.json", b'[{"text": "' + b"word " * 1000 + b'"}]'),
    ):
        (found,) = read_all(Source(data, name, limits=Limits(document=2 * KiB)))
        assert found.what.reason == "too large"


def test_open_quotation_marks_do_not_cost_the_square_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rows.__globals__, "AGAIN", 200_000)
    raw = "id,text\n1,One.\n" + 'a",,"\n' * 20_000
    found = ingested(tmp_path, {"a.csv": raw.encode()})
    assert "One." in set(found.documents["text"]) and set(found.excluded["reason"]) == {
        "broken row"
    }
    assert any("over " in detail for detail in found.excluded["detail"])


# ---- what stands in texts stays text ----


def test_formulas_stay_in_the_text_and_run_in_no_spreadsheet(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    (tmp_path / "a.csv").write_text(
        f'title,text,author\n"{evil.replace(chr(34), chr(34) * 2)}",@SUM(A1),-1+1\n+x,,\n'
    )
    assert main(["ingest", str(tmp_path / "a.csv"), "--out", str(tmp_path / "out")]) == 0
    read = tables.read("documents", tmp_path / "out").iloc[0]
    assert (read["title"], read["text"], read["author"]) == (evil, "@SUM(A1)", "-1+1")
    for name in ("documents", "excluded"):
        cells = (
            pd.read_csv(tmp_path / "out" / f"{name}.csv", dtype=str, keep_default_na=False)
            .to_numpy()
            .ravel()
        )
        assert len(cells) and not any(str(cell)[:1] in "=+-@" for cell in cells if cell)


def test_scripts_of_a_page_are_no_part_of_its_text(tmp_path: Path) -> None:
    page = """<html><head><script>var secret = "run me";</script><style>p {color: red}</style>
    </head><body onload="run()"><article><h1>Heading</h1>
    <p>They left Gyumri in the winter, as the report of the day says.</p>
    <script>alert(1)</script><iframe src="http://x"></iframe><noscript>switch it on</noscript>
    <p>Then the page shows &lt;script&gt;alert(2)&lt;/script&gt; as an example of what to avoid.
    </p></article></body></html>"""
    row = ingested(tmp_path, {"a.html": page.encode()}).documents.set_index("source").loc["a.html"]
    assert "They left Gyumri" in row["text"] and "<script>alert(2)</script>" in row["text"]
    assert not any(
        word in row["text"] for word in ("run me", "color", "alert(1)", "switch it on", "iframe")
    )


# ---- files that move ----


def test_links_in_a_circle_and_into_nothing_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    found = ingested(tmp_path, {})
    assert reasons(found) == {"a.txt": "not a regular file", "b.txt": "not a regular file"}


def test_a_file_that_vanishes_between_the_list_and_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = text.claims

    def vanishing(given: Source) -> bool:
        (tmp_path / "z.html").unlink(missing_ok=True)
        return original(given)

    monkeypatch.setattr(text, "claims", vanishing)
    found = ingested(tmp_path, pages(1) | {"z.html": b"<html>"})
    assert reasons(found) == {"z.html": "cannot be read"}


def test_a_full_disk_leaves_the_old_table_and_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "a.txt").write_text("One.")
    assert main(["ingest", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 0
    before = {
        path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()
    }
    (tmp_path / "a.txt").write_text("Two.")

    def full(frame: pd.DataFrame, path: str, **options) -> None:
        Path(path).write_bytes(b"PAR1 and half of the rest")
        raise OSError(errno.ENOSPC, "No space left on device", path)

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    assert main(["ingest", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert {
        path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()
    } == before


# ---- a reader that hangs, eats memory or dies ----

READER = """
import os, time
NAME, ENDINGS, LIBRARY, TABLE, SANDBOXED = "made 1", (".made",), "", False, True
def claims(given): return given.name.endswith(".made")
def read(given):
    from corpusreaders import Record
    what = given.data().decode()
    yield Record(1, {"text": f"Before {what}."})
    print("noise on standard output", flush=True)
    if what == "spin":
        while True:
            try:
                sum(range(1000))
            except Exception:
                pass
    elif what == "eat":
        held = [bytearray(1 << 20) for _ in range(1 << 20)]
    elif what == "die":
        os.abort()
    elif what == "raise":
        raise AttributeError("'NoneType' object has no attribute 'text'")
    yield Record(2, {"text": f"After {what}."})
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A reader of our own, run by a worker of its own."""
    home = tmp_path / "modules"
    home.mkdir()
    (home / "made_reader.py").write_text(READER)
    monkeypatch.setenv("PYTHONPATH", str(home))
    monkeypatch.syspath_prepend(home)
    import made_reader

    monkeypatch.setattr(readers, "READERS", (made_reader, *readers.READERS))
    monkeypatch.setattr(sandbox, "SECONDS", 0.4)
    monkeypatch.setattr(sandbox, "MEMORY", 256 << 20)
    sandbox.dismiss()
    yield tmp_path / "files"
    sandbox.dismiss()
    sys.modules.pop("made_reader")


def test_a_reader_that_hangs_eats_memory_dies_or_raises_takes_no_other_file_with_it(
    made: Path,
) -> None:
    made.mkdir()
    files = {f"{what}.made": what.encode() for what in ("spin", "eat", "die", "raise", "work")}
    found = ingested(made, files)
    assert reasons(found) == {
        "spin.made": "takes too long",
        "eat.made": "takes too much memory",
        "die.made": "cannot be parsed",
        "raise.made": "cannot be parsed",
    }
    assert "AttributeError" in found.excluded.set_index("source").at["raise.made", "detail"]
    assert {"Before work.", "After work.", "Before spin."} <= set(found.documents["text"]), (
        "what came before the trouble is kept"
    )


def test_the_script_that_asks_is_not_run_again_by_the_reader(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 They left Gyumri.}")
    script = tmp_path / "script.py"
    script.write_text(
        "print('begun')\n"
        "from standpoint.reading.documents import documents\n"
        f"print(documents({str(tmp_path / 'a.rtf')!r}).documents['text'].tolist())\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    assert done.stdout == "begun\n['They left Gyumri.']\n", done.stderr


def test_a_pattern_that_backtracks_without_end_is_stopped(made: Path) -> None:
    made.mkdir()
    source = READER.replace("sum(range(1000))", 'import re; re.match("(a+)+$", "a" * 60 + "b")')
    (made.parent / "modules" / "made_reader.py").write_text(source)
    assert reasons(ingested(made, {"spin.made": b"spin"})) == {"spin.made": "takes too long"}


def test_sources_read_at_once_do_not_mix() -> None:
    def texts(n: int) -> list[str]:
        return [found.what.fields["text"] for _ in range(8) for found in read_all(source(n))]

    def source(n: int) -> Source:
        return Source(b"{\\rtf1 Page %d says that they left Gyumri.}" % n, f"{n}.rtf")

    opened = [read_all(source(n)) for n in range(2)]
    assert [next(each).what.fields["text"].split()[1] for each in opened] == ["0", "1"]
    with ThreadPoolExecutor(2) as threads:
        for n, found in enumerate(threads.map(texts, range(2))):
            assert found == [f"Page {n} says that they left Gyumri."] * 8


# ---- runs that are cut short ----


def test_a_run_that_is_killed_leaves_no_half_table_and_the_next_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(14):
        (folder / f"{n:02}.rtf").write_bytes(b"{\\rtf1 Page %d says that they left.}" % n)
    script = (
        "import os, signal, sys\n"
        "from standpoint.reading.formats import sandbox\n"
        "original, asked = sandbox.read_sandboxed, []\n"
        "def killed(reader, source, path):\n"
        "    asked.append(source.name)\n"
        "    if len(asked) == 10: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return original(reader, source, path)\n"
        "sandbox.read_sandboxed = killed\n"
        "from standpoint.__main__ import main\n"
        "main(['ingest', sys.argv[1], '--out', sys.argv[2]])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), str(tmp_path / "out")], capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("out/.cache/*.jsonl")}
    assert len(kept) == 9 and [path.name for path in (tmp_path / "out").iterdir()] == [".cache"]
    first = documents(folder, cache=tmp_path / "out" / ".cache")
    assert {path: path.stat().st_mtime_ns for path in kept} == kept, (
        "what was read before is not read again"
    )
    assert len(list(tmp_path.glob("out/.cache/*.jsonl"))) == 14
    pd.testing.assert_frame_equal(first.documents, documents(folder).documents)


def test_killed_in_the_middle_of_writing_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    assert main(["ingest", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 0
    before = tables.read("documents", tmp_path / "out")
    (tmp_path / "a.txt").write_text("Two.")
    script = (
        "import os, signal, sys, pandas\n"
        "def half(frame, path, **options):\n"
        "    open(path, 'wb').write(b'PAR1 half'); os.kill(os.getpid(), signal.SIGKILL)\n"
        "pandas.DataFrame.to_parquet = half\n"
        "from standpoint.__main__ import main\n"
        "main(['ingest', sys.argv[1], '--out', sys.argv[2]])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.txt"), str(tmp_path / "out")],
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL
    pd.testing.assert_frame_equal(tables.read("documents", tmp_path / "out"), before)
    assert main(["ingest", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 0
    assert tables.read("documents", tmp_path / "out")["text"].tolist() == ["Two."]


def test_the_cache_is_taken_only_where_content_and_reader_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    original = sandbox.read_sandboxed

    def counting(reader: ModuleType, source: Source, path: Path) -> Unread | None:
        asked.append(source.name)
        return original(reader, source, path)

    monkeypatch.setattr(sandbox, "read_sandboxed", counting)
    given = Source(pages(1)["000.html"], "a.html")

    def read(**changes) -> list:
        return [found.what for found in read_all(changes.get("given", given), cache=tmp_path)]

    first = read()
    assert read() == first and len(asked) == 1
    read(given=Source(pages(2)["001.html"], "a.html"))
    assert len(asked) == 2
    monkeypatch.setattr(html, "NAME", "html 999")
    assert read() == first and len(asked) == 3
