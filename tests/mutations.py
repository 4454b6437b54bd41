"""Samples of every kind of file that is read, and what chance does to them: test code, importable
by the benchmark.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

TEXT = (
    "They left Gyumri on 10 November 2020. Ереван и Москва не согласны. Երևան. “The mission ended”,"
    " he said, and Ankara agreed."
)
TOKENS = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b'"',
        b'""',
        b"'",
        b"\r\n",
        b"\r",
        b"\x1b$B",
        b"{",
        b"}}",
        b"[[",
        b"]",
        b"<",
        b">",
        b"</",
        b"<!--",
        b"&",
        b"&#0;",
        b"&#xD800;",
    ),
    *(
        b"\\",
        b"\\u",
        b"\\'ff",
        b"\\bin99999999 ",
        b"%",
        b"obj",
        b"endobj",
        b"stream\n",
        b"endstream",
        b"<<",
        b">>",
        b"/Length 999999999",
        b"/Kids [1 0 R]",
        b"/Prev 1",
    ),
    *(
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\x7f",
        b"\x00\x00\x00\x00",
        b"99999999999999999999",
        b"-1",
        b"1e999",
        b"NaN",
        b"null",
    ),
    *(
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"<table>" * 50,
        b"<div>" * 300,
        b"(" * 200,
        b"[" * 2000,
        b"---\n",
        b"&a *a",
        b"!!python/object:os.system x",
    ),
]


def samples() -> dict[str, bytes]:
    """Name → bytes, one of every kind, made here."""
    table = "date,text,title\n" + "".join(
        f'2020-11-{n:02},"{TEXT} {n}",Title {n}\n' for n in range(1, 12)
    )
    rows = [
        {"date": f"2020-11-{n:02}", "text": f"{TEXT} {n}", "list": ["a", {"b": None}], "n": n / 7}
        for n in range(1, 12)
    ]
    plain = {
        "a.txt": TEXT * 4,
        "b.txt": "Они ушли из Гюмри (Gyumri) зимой, и об этом сообщили обе стороны. " * 4,
        "a.md": f"---\ntitle: 'A'\ndate: 2020-11-10\ntags: [a, b]\n---\n# Heading\n\n{TEXT}\n",
        "a.csv": table,
        "a.tsv": table.replace(",", "\t"),
        "a.jsonl": "\n".join(
            json.dumps(row, ensure_ascii=n % 2 == 0) for n, row in enumerate(rows)
        ),
        "a.json": json.dumps(rows, indent=1),
        "b.json": json.dumps({"status": "ok", "articles": rows}, ensure_ascii=False),
        "a.html": page(),
        "a.rtf": (
            "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\info{\\title A \\'e9"
            " title}{\\author B}}\\f0 They left {\\b Gyumri}.\\par \\u1045? \\uc1 And \\~ more.}"
        ),
    }
    out = {
        name: text.encode("cp1251", "replace") if name == "b.txt" else text.encode()
        for name, text in plain.items()
    }
    out |= {"a.pdf": pdf(), "a.docx": docx(), "a.xlsx": xlsx(), "a.parquet": parquet(rows)}
    out["a.zip"] = zipped(
        {"in/a.txt": out["a.txt"], "in/b.csv": out["a.csv"], "in/c.html": out["a.html"]}
    )
    out["a.csv.gz"] = gzip.compress(out["a.csv"], mtime=0)
    out["a.tgz"] = tarred({"a.txt": out["a.txt"], "b.json": out["a.json"]})
    return out


def page() -> str:
    body = "".join(f"<p>{TEXT} Paragraph {n}.</p>" for n in range(6))
    stated = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A",'
        ' "datePublished": "2020-11-10"}</script>'
    )
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
    <title>A title</title>{stated}<meta property="article:published_time"
    content="2020-11-10T09:00:00+03:00"></head><body><nav><a href="/">Home</a></nav>
    <article><h1>A title</h1>{body}<table><tr><td>1</td></tr></table>
    </article><footer>Foot</footer></body></html>"""


def pdf() -> bytes:
    """A PDF of two pages with a text layer, one of its streams packed."""
    content = (
        b"BT /F1 12 Tf 20 700 Td (They left Gyumri on 10 November 2020, the report says.) Tj 0 -14"
        b" Td [(And) -250 (Ankara agreed.)] TJ ET"
    )
    streams = [content, zlib.compress(content.replace(b"left", b"reached"))]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
    ]
    objects += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F1 7 0"
        b" R>>>>>>" % n
        for n in (5, 6)
    ]
    objects += [
        b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(s), b"/Filter/FlateDecode" * n, s)
        for n, s in enumerate(streams)
    ]
    objects += [
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(A report)/Author(B)>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out + b"xref\n0 9\n0000000000 65535 f \n%strailer\n<</Size 9/Root 1 0 R/Info 8 0"
        b" R>>\nstartxref\n%d\n%%%%EOF" % (table, len(out))
    )


def docx() -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = "A report"
    for n in range(5):
        document.add_paragraph(f"{TEXT} {n}")
    document.add_table(2, 2).cell(0, 0).text = "In a cell."
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["date", "text", "n"],
        [dt.date(2020, 11, 10), TEXT, 1.5],
        [dt.datetime(2020, 11, 11, 9), "=A2", None],
        [None, "Last.", True],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(rows: list[dict]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(
        pa.table({name: [str(row[name]) for row in rows] for name in ("date", "text", "n")}), out
    )
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(raw.getvalue(), mtime=0)


def found(folder: Path, *, most: int = 300_000) -> dict[str, bytes]:
    """Name → bytes of the small files below a folder; {} where it is not there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.stat().st_size <= most
    }


def mutated(given: dict[str, bytes], count: int, *, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """`count` (name, bytes): every sample in turn, changed in one to six places; in packed formats
    as often what is packed.
    """
    rng = random.Random(seed)
    names = sorted(given)
    for n in range(count):
        name = names[n % len(names)]
        data = given[name]
        if data.startswith(b"PK") and rng.random() < 0.7:
            data = _inside_zip(data, rng)
        elif data.startswith(b"\x1f\x8b") and rng.random() < 0.7:
            data = gzip.compress(_changed(gzip.decompress(data), rng, given), mtime=0)
        else:
            data = _changed(data, rng, given)
        if rng.random() < 0.05:
            name = rng.choice(
                ["a", "a.txt", "a.csv", "a.docx", "a.pdf", "a.html", "a.json", "a.zip"]
            )
        yield name, data


def _inside_zip(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    weights = [4 if "document.xml" in name or "sheet1.xml" in name else 1 for name in files]
    part = rng.choices(list(files), weights)[0]
    files[part] = _changed(files[part], rng, {})
    return zipped(files)


def _changed(data: bytes, rng: random.Random, others: dict[str, bytes]) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(out) + 1)
        size = min(rng.choice([1, 1, 2, 4, 16, 256]), len(out) - at)
        kind = rng.randrange(8)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            out[at : at + size] = rng.randbytes(size)
        elif kind == 2:
            del out[at : at + size]
        elif kind == 3:
            out[at:at] = rng.choice(TOKENS)
        elif kind == 4:
            out[at:at] = bytes(out[at : at + size]) * rng.choice([2, 20, 300])
        elif kind == 5 and rng.random() < 0.3:
            del out[at:]
        elif kind == 6 and others:
            other = others[rng.choice(sorted(others))]
            begin = rng.randrange(len(other) + 1)
            out[at : at + size] = other[begin : begin + rng.choice([10, 500, 5000])]
        elif kind == 7:
            out[at : at + size] = rng.choice([b"\x00", b"\xff", b"A", b"9", b" ", b"("]) * max(
                size, 1
            )
    return bytes(out)
