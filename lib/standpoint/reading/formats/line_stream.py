"""A file of any length → its lines, one after another, in bounded memory."""

from __future__ import annotations

import io
from collections.abc import Iterator

from standpoint.reading.formats.encoding import chunks, encoding_of_stream
from standpoint.reading.formats.records import Decoded
from standpoint.reading.formats.source import Source, in_mib


class Lines:
    """The lines of a source with `\\n` at their ends, whatever the file had; a line that was taken
    can be put back.

    A line above the limit for records is not held: it comes as None, and the next line follows.
    """

    def __init__(self, given: Source) -> None:
        self.given = given
        self.most = given.limits.record
        with given.open() as handle:
            self.found: Decoded = encoding_of_stream(handle)
        self._back: list[str | None] = []
        self._source = self._read()

    def __iter__(self) -> Iterator[str | None]:
        return self

    def __next__(self) -> str | None:
        return self._back.pop() if self._back else next(self._source)

    def put_back(self, lines: list[str | None]) -> None:
        """Lines that were taken come again, in their order."""
        self._back.extend(reversed(lines))

    def too_long(self, line: int) -> str:
        """The detail of a row for a line that is not held."""
        return (
            f"line {line}: longer than {in_mib(self.most)}; is it a table with one record a line?"
        )

    def _read(self) -> Iterator[str | None]:
        plain = io.IncrementalNewlineDecoder(None, translate=True)
        held: list[str] = []
        size, over = 0, False
        with self.given.open() as handle:
            for piece in chunks(handle, self.found.encoding):
                *whole, rest = plain.decode(piece).split("\n")
                for line in whole:
                    if over or size + len(line) > self.most:
                        yield None
                    else:
                        held.append(line + "\n")
                        yield "".join(held) if len(held) > 1 else held[0]
                    held, size, over = [], 0, False
                size += len(rest)
                over = over or size > self.most
                held = [] if over else [*held, rest] if rest else held
        last = plain.decode("", final=True)
        if over:
            yield None
        elif tail := "".join(held) + last:
            yield tail if tail.endswith("\n") else tail + "\n"
