from typing import Any
class Storefront:
    def __init__(self, *a: Any) -> None: ...
    def routes(self) -> list[Any]:
        return []
