"""A text file line by line: encodings, numbers of lines, and what does not belong into text."""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from bot.ports.shops import NotReadable

#: No honest row is longer. Without a bound, a file without line ends would fill the memory.
LONGEST_LINE = 1 << 20
_BEGINNING = 1 << 16


class LineFlaw(NamedTuple):
    reason_code: str
    message: str
    marks: tuple[str, ...]  # characters that show in which field it is


_NUL = LineFlaw("nul_byte", "holds a NUL byte", ("\0",))
_NOT_UTF8 = LineFlaw(
    "not_utf8",
    "holds bytes that are not UTF-8; export again, or save the file as UTF-8",
    tuple(map(chr, range(0xDC80, 0xDD00))),
)
_TOO_LONG = LineFlaw("line_too_long", f"is longer than {LONGEST_LINE:,} characters", ())


def open_text(path: Path) -> TextIO:
    """UTF-8 with line ends as they are; bytes that are not become lone surrogates.

    Raises NotReadable.
    """
    try:
        with path.open("rb") as file:
            first = file.read(_BEGINNING)
        if not first.strip():
            raise NotReadable("empty_file", f"{path.name} is empty.")
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise NotReadable("not_utf8", f"{path.name} is in UTF-16: save it as UTF-8.")
        if first.count(0) > len(first) // 8:
            raise NotReadable("not_text", f"{path.name} is no text file in UTF-8.")
        return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise NotReadable("not_readable", f"{path.name}: {error.strerror}.") from error


def first_line(path: Path) -> str:
    """The first line that holds anything. Raises NotReadable."""
    with open_text(path) as file:
        while line := file.readline(LONGEST_LINE):
            if line.strip():
                if flaw := _flaw(line):
                    raise NotReadable(flaw.reason_code, f"{path.name}: line 1 {flaw.message}.")
                return line
    raise NotReadable("empty_file", f"{path.name} holds blank lines only.")


class Lines(Iterator[str]):
    """The physical lines, of which the last ones may be put back and read again."""

    def __init__(self, file: TextIO) -> None:
        self.number = 0  # of the line handed out last
        self.taken: list[str] = []  # since `mark`
        self.flaw: LineFlaw | None = None  # of a line handed out since `mark`
        self._readline = file.readline
        self._again: deque[str] = deque()

    def mark(self) -> int:
        """Number of the line that comes next."""
        self.taken.clear()
        self.flaw = None
        return self.number + 1

    def put_back_all_but_first(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        del self.taken[1:]

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        if len(line) >= LONGEST_LINE and line[-1] not in "\r\n":
            self._skip_rest_of_line()
        if flaw := _flaw(line):
            self.flaw = flaw
        return line

    def _skip_rest_of_line(self) -> None:
        while (rest := self._readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass


def _flaw(line: str) -> LineFlaw | None:
    if "\0" in line:
        return _NUL
    if len(line) >= LONGEST_LINE:
        return _TOO_LONG
    if not line.isascii():
        try:
            line.encode()
        except UnicodeEncodeError:
            return _NOT_UTF8
    return None
