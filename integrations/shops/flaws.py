"""What is wrong with a value, on its way to the report."""

from __future__ import annotations

from bot.ports.shops import RowError


class Flaw(Exception):
    """What is wrong with a value; becomes a RowError where file and line are known."""

    def __init__(self, column: str, reason_code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.column, self.reason_code, self.message, self.line = column, reason_code, message, line

    def to_error(self, file: str, line: int) -> RowError:
        return RowError(file, self.line or line, self.column, self.reason_code, self.message)
