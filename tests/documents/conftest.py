from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.replies.catalog import LOCALES, Catalogs


@pytest.fixture(scope="session")
def catalogs() -> Catalogs:
    return Catalogs()


@pytest.fixture(scope="session", params=Catalogs().languages)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def coming(tmp_path_factory: pytest.TempPathFactory) -> Catalogs:
    """Catalogs of languages that are not translated yet: English words under their names."""
    folder = tmp_path_factory.mktemp("locale")
    for language in ("en", "ar", "ja", "ko", "pl"):
        shutil.copytree(LOCALES / "en", folder / language)
    for path in Path(folder).rglob("*.po"):
        path.write_text(path.read_text().replace("Pack everything safely", SAFELY[path.parts[-3]]))
    return Catalogs(folder)


SAFELY = {
    "en": "Pack everything safely",
    "ar": "غلّف كل شيء بعناية",
    "ja": "しっかり梱包してください",
    "ko": "안전하게 포장하세요",
    "pl": "Zapakuj wszystko bezpiecznie – źdźbło",
}
