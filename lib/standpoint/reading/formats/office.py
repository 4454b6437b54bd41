"""What the two office formats have in common: a zip of XML, looked over before a library takes it."""

from __future__ import annotations

import re
import zipfile

from standpoint.reading.formats.source import Source, in_mib, zip_of

PART = 256 << 20  # bytes of one part, unpacked; the largest sheet of real exports has some 100 MB
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def unsafe(given: Source) -> tuple[str, str] | None:
    """(reason, detail) of what makes a zip of XML unfit for a library: size, ratio, entities,
    encryption; None where it is fit.

    Errors: zipfile.BadZipFile and those of `given.UNZIP_ERRORS` for what is no zip.
    """
    limits = given.limits
    with given.open() as handle, zip_of(handle) as archive:
        total = 0
        for info in archive.infolist():
            total += info.file_size
            if info.flag_bits & 1:
                return "encrypted", "it asks for a password; save it without one"
            most = min(PART, limits.member)
            if info.file_size > most or total > limits.total:
                return (
                    "unpacks too large",
                    f"'{shown(info.filename)}' unpacks to more than {in_mib(most)}",
                )
            if info.file_size > 10 << 20 and info.file_size > limits.ratio * max(
                1, info.compress_size
            ):
                return (
                    "unpacks too large",
                    (
                        f"'{shown(info.filename)}' unpacks to"
                        f" {info.file_size // max(1, info.compress_size):,} times its size"
                    ),
                )
            if info.filename.endswith((".xml", ".rels")) and _declares(archive, info):
                return (
                    "unsafe XML",
                    (
                        f"'{shown(info.filename)}' declares a document type or entities, which no"
                        " office program writes"
                    ),
                )
    return None


def _declares(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    with archive.open(info) as inner:
        return bool(_DECLARED.search(inner.read(1 << 16).replace(b"\x00", b"")))  # UTF-16 too


def shown(name: str) -> str:
    """A name from an archive as it may stand in a table: no control characters, not without end."""
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", name)
    return plain if len(plain) <= 200 else plain[:100] + "…" + plain[-80:]
