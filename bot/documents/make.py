from typing import Any


class Maker:
    def __init__(self, *a: Any) -> None: ...
    async def make(self, kind: str, of: str, language: str) -> tuple[bytes, str] | None:
        return None
