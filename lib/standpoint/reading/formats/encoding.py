"""Text from bytes: UTF-8, what a mark at the beginning says, or what chardet is sure enough of.

Source of the method: chardet was right on all 36 files in 20 encodings of the readtext samples, the
least sure of them at 0.22 (Japanese in GBK); on a word or two with one accented letter it says
0.02, and its guess is then as often wrong.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from standpoint.reading.formats.records import Decoded

SURE = 0.2  # chardet's confidence from which its word is taken: see above
SAMPLE = 1 << 20  # bytes looked at around the first that is no ASCII; enough for every sample
PROSE = 200  # ASCII letters around a few odd bytes that make a file a text in a Western encoding
GUESSED = ("encoding-guessed",)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Escape sequences of ISO 2022 (Japanese, Korean, Chinese): its bytes are all ASCII and would pass
# for UTF-8.
_SHIFTED = re.compile(rb"\x1b(?:\$[()]?[@-I]|\([BJI])")
_ODD = re.compile(rb"[\x80-\xff]+")
_TYPOGRAPHIC = re.compile(rb"(?:[\x00-\x7f]|[\x85\x91-\x97\xa0\xa3\xa7\xa9\xab\xb0\xbb])*\Z")
_WESTERN = ("windows-1252", "iso8859-1", "iso8859-15", "iso8859-9")


def decode(data: bytes, *, charset: str = "") -> Decoded:
    """The text of `data`; `charset` is what a server or a page says of it, believed where it fits.

    A file that is UTF-8 but for a few bytes stays UTF-8: those bytes stand in the text as
    surrogates, for the reader to name the record that they spoil. A text that is too short to tell
    its encoding is treated in the same way.

    Examples
    --------
    >>> decode("Привет, мир! Это обычный русский текст.".encode("cp1251")).flags
    ('encoding-guessed',)
    >>> decode(b"caf\\xe9").text
    'caf\\udce9'
    """
    found = encoding_of(io.BytesIO(data), charset=charset)
    try:
        errors = "surrogateescape" if found.encoding == "utf-8" else "strict"
        text = data.decode(found.encoding, errors=errors)
    except UnicodeError:  # only the sample was seen when the encoding was chosen
        return Decoded(data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff"))
    return found._replace(text=text.removeprefix("\ufeff"))


def encoding_of(handle: BinaryIO, *, charset: str = "") -> Decoded:
    """Which encoding a stream of any length is in, as a Decoded without text.

    All of it is tried as UTF-8; where that fails, the sample around the first odd byte is judged.
    """
    head = handle.read(SAMPLE)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if marked or (charset and _fits(head, charset)):
        return Decoded("", marked or charset)
    if b"\x00" in head[:4096] or _SHIFTED.search(head):
        return _guess(head)
    decoder = codecs.getincrementaldecoder("utf-8")()  # a character may stand across two pieces
    before, piece = b"", head
    while True:
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return _guess(before[-SAMPLE // 2 :] + piece[: error.end + SAMPLE // 2])
        if not piece:
            return Decoded("")
        before, piece = piece, handle.read(SAMPLE)


def _fits(data: bytes, charset: str) -> bool:
    try:
        data[:SAMPLE].decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def _guess(data: bytes) -> Decoded:
    """The encoding of what is not plain UTF-8; UTF-8 where it is damaged or nothing is sure."""
    import chardet

    odd = _ODD.search(data)
    at = max(0, odd.start() - SAMPLE // 2) if odd else 0
    sample = data[at : at + SAMPLE]
    zeros = b"\x00" in sample
    if not zeros and _mostly_utf8(sample):
        return Decoded("")
    guess = chardet.detect(_dense(sample))
    name = guess["encoding"] or ""
    if name and (guess["confidence"] or 0.0) >= SURE and _fits(sample, name):
        return Decoded("", name.lower(), GUESSED)
    prose = not zeros and len(re.findall(rb"[A-Za-z]", sample)) >= PROSE
    if prose and (_TYPOGRAPHIC.match(sample) or _one_reading(sample)):
        return Decoded("", "windows-1252", GUESSED)
    return Decoded("")


def _dense(sample: bytes) -> bytes:
    """Of a sample that is nearly all ASCII only the other lines: the rest would thin them out."""
    odd = sum(map(len, _ODD.findall(sample)))
    if b"\x00" in sample or not odd or odd * 20 > len(sample):
        return sample
    return b"\n".join(line for line in sample.split(b"\n") if not line.isascii())


def _mostly_utf8(sample: bytes) -> bool:
    """Whether most characters beyond ASCII are whole UTF-8, so that something damaged the file."""
    text = sample.decode("utf-8", errors="surrogateescape")
    broken = len(re.findall("[\udc80-\udcff]", text))
    whole = len(re.findall("[^\x00-\x7f\udc80-\udcff]", text))
    return whole > 3 * broken


def _one_reading(sample: bytes) -> bool:
    """Whether the few odd bytes are the same letters in all Western encodings: é, ü, but not ø."""
    if len(_ODD.findall(sample)) * 50 > len(sample):
        return False
    try:
        return len({sample.decode(name) for name in _WESTERN}) == 1
    except UnicodeDecodeError:
        return False
