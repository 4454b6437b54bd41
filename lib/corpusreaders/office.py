"""Word and Excel files are zips of XML, looked over here before a library opens them."""

from __future__ import annotations

import re
import zipfile

from corpusreaders.source import Source, Unread

PART = 256 << 20  # bytes of one part, unpacked; the largest sheet of real exports has some 100 MB
# Unpacked : packed, from 10 MiB on: tables reach 60, bombs 1,000.
RATIO = 200
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def unsafe(source: Source) -> Unread | None:
    """What makes a zip of XML unfit for a library: size, ratio, entities, encryption.

    Raises what zipfile raises where it is no zip.
    """
    total = 0
    with source.open() as handle, zipfile.ZipFile(handle) as archive:
        for info in archive.infolist():
            name, size = ascii(info.filename[:100]), info.file_size
            total += size
            if info.flag_bits & 1:
                return Unread("encrypted", "it asks for a password; save it without one")
            if size > PART or total > source.limits.total:
                return Unread("unpacks too large", f"{name} unpacks to {size:,} bytes")
            times = size // max(1, info.compress_size)
            if size > 10 << 20 and times >= RATIO:
                return Unread("unpacks too large", f"{name} unpacks to {times:,} times its size")
            if info.filename.endswith((".xml", ".rels")):
                with archive.open(info) as part:
                    start = part.read(1 << 16).replace(b"\x00", b"")  # UTF-16 too
                if _DECLARED.search(start):
                    detail = "declares a document type, which no office program writes"
                    return Unread("unsafe XML", f"{name} {detail}")
    return None
