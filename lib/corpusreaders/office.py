"""Word and Excel files are zips of XML, looked over here before a library opens them."""

from __future__ import annotations

import re
import zipfile

from corpusreaders.source import Source, Unread

PART = 256 << 20  # bytes of one part, unpacked; the largest sheet of real exports has some 100 MB
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def unsafe(source: Source) -> Unread | None:
    """What makes a zip of XML unfit for a library: size, ratio, entities, encryption.

    Raises what zipfile raises where it is no zip.
    """
    limits = source.limits
    total = 0
    with source.open() as handle, zipfile.ZipFile(handle) as archive:
        for info in archive.infolist():
            name, size = f"'{info.filename[:100]!a}'", info.file_size
            total += size
            if info.flag_bits & 1:
                return Unread("encrypted", "it asks for a password; save it without one")
            most = min(PART, limits.total)
            if size > most or total > limits.total:
                return Unread("unpacks too large", f"{name} unpacks to more than {most:,} bytes")
            times = size // max(1, info.compress_size)
            if size > 10 << 20 and times >= limits.ratio:
                return Unread("unpacks too large", f"{name} unpacks to {times:,} times its size")
            if info.filename.endswith((".xml", ".rels")):
                with archive.open(info) as part:
                    start = part.read(1 << 16).replace(b"\x00", b"")  # UTF-16 too
                if _DECLARED.search(start):
                    detail = "declares a document type, which no office program writes"
                    return Unread("unsafe XML", f"{name} {detail}")
    return None
