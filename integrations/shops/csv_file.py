"""A CSV file with a header: rows with the line on which they begin, and groups of rows.

A row that cannot be read spoils itself only. Where a quote is missing, the reader would swallow
rows up to the next one; so it takes the first line for broken and reads on from the second.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.ports.shops import NotReadable
from integrations.shops.flaws import Flaw
from integrations.shops.text_file import Lines, first_line, open_text

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_FIELD = 1 << 17


class Header(dict[str, int | None]):
    """Where each column stands, by its name in whatever case; None: the file lacks it."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = [name.strip() for name in names]
        self._folded: dict[str, int] = {}
        for place, name in enumerate(self.names):
            self._folded.setdefault(name.casefold(), place)

    def __missing__(self, name: str) -> int | None:
        self[name] = self._folded.get(name.casefold())
        return self[name]

    def has(self, name: str) -> bool:
        return self[name] is not None

    @property
    def folded(self) -> frozenset[str]:
        return frozenset(self._folded)


class Row:
    """Cells by the name of their column; a column that the file lacks is empty."""

    __slots__ = ("cells", "flaw", "header", "line")

    def __init__(
        self, header: Header, line: int, cells: list[str], flaw: Flaw | None = None
    ) -> None:
        self.header, self.line, self.cells, self.flaw = header, line, cells, flaw

    def __getitem__(self, name: str) -> str:
        place = self.header[name]
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""


class CsvFile:
    """Raises NotReadable."""

    def __init__(self, path: Path, known: frozenset[str]) -> None:
        """`known` columns, case-folded, tell which delimiter it is."""
        self.path = path
        self.header, self._delimiter = read_header(path, known)

    def require(self, what: str, names: Sequence[str]) -> None:
        if missing := [name for name in names if not self.header.has(name)]:
            raise NotReadable(
                "missing_columns",
                f"{self.path.name} looks like {what}, but its header lacks: {', '.join(missing)}.",
            )

    def rows(self) -> Iterator[Row]:
        """All but blank ones. A row with a `flaw` has as many cells as could be made out."""
        csv.field_size_limit(_LONGEST_FIELD)
        header, width = self.header, len(self.header.names)
        with open_text(self.path) as file:
            lines = Lines(file)
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            is_header = True
            while True:
                start = lines.mark()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    if is_header:
                        raise NotReadable(
                            "broken_header",
                            f"{self.path.name}: the header cannot be read: {error}.",
                        ) from error
                    lines.put_back_all_but_first()
                    yield Row(header, start, self._leniently(lines.taken[0]), _broken(error))
                    continue
                if not any(cells):
                    continue
                if is_header:
                    is_header = False
                    continue
                if lines.flaw is None and len(cells) == width:
                    yield Row(header, start, cells)
                else:
                    yield Row(header, start, cells, self._flaw(lines, cells))

    def groups(
        self, key: str, begins: Callable[[Row], bool] = lambda row: False
    ) -> Iterator[list[Row]]:
        """Neighbouring rows with the same `key`; one without it belongs to those above it.

        Unless it `begins` something itself: then what is wrong with it is no fault of theirs.
        """
        group: list[Row] = []
        name = ""
        for row in self.rows():
            its_name = row[key]
            if group and (its_name not in ("", name) or (not its_name and begins(row))):
                yield group
                group = []
            if not group:
                name = its_name
            group.append(row)
        if group:
            yield group

    def _leniently(self, line: str) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=self._delimiter), [])
        except csv.Error:
            return []

    def _flaw(self, lines: Lines, cells: list[str]) -> Flaw | None:
        names = self.header.names
        if lines.flaw is not None:
            marks = lines.flaw.marks
            spoilt = [i for i, cell in enumerate(cells) if any(mark in cell for mark in marks)]
            column = names[spoilt[0]] if spoilt and spoilt[0] < len(names) else ""
            return Flaw(column, lines.flaw.reason_code, lines.flaw.message)
        if len(cells) > len(names) and not any(cells[len(names) :]):
            return None
        return Flaw(
            "",
            "wrong_number_of_columns",
            f"has {len(cells)} columns where the header has {len(names)}",
        )


def read_header(path: Path, known: frozenset[str]) -> tuple[Header, str]:
    """The header in the delimiter that gives the most `known` columns."""
    line = first_line(path)
    best, found = Header([]), -1
    delimiter = ","
    for candidate in _DELIMITERS:
        try:
            header = Header(next(csv.reader([line], delimiter=candidate)))
        except (csv.Error, StopIteration):
            continue
        matches = len(known & header.folded)
        if matches > found:
            best, found, delimiter = header, matches, candidate
    return best, delimiter


def _broken(error: csv.Error) -> Flaw:
    if "limit" in str(error):
        return Flaw(
            "",
            "field_too_long",
            f"has a field of more than {_LONGEST_FIELD:,} characters; perhaps a quote is not closed",
        )
    return Flaw("", "broken_quotes", "has a quote that is not closed, or text behind a closed one")
