"""Catalogs: every language has every reply, none is fuzzy, unused or without its placeholders."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "bot" / "replies" / "locale"
SOURCE = "en"  # the language whose placeholders the others must have
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: Names that code puts together: `reason.` + code and so on. The family counts as used.
_FAMILY = re.compile(r"""f["']((?:[a-z_]+\.)+)\{""")
_NAME = re.compile(r"""["']([a-z_]+(?:\.[a-z_]+)*)["']""")


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def read(language: str) -> dict[str, polib.POEntry]:
    found: dict[str, polib.POEntry] = {}
    for path in sorted((LOCALES / language / "LC_MESSAGES").glob("*.po")):
        for entry in polib.pofile(str(path)):
            found[entry.msgid] = entry
    return found


def problems() -> list[str]:
    languages = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())
    catalogs = {language: read(language) for language in languages}
    found = []
    every = set().union(*catalogs.values())
    for language, catalog in catalogs.items():
        for name in sorted(every - set(catalog)):
            found.append(f"{language}: {name} is missing")
        for name, entry in catalog.items():
            if "fuzzy" in entry.flags or entry.obsolete or not all(t.strip() for t in texts(entry)):
                found.append(f"{language}: {name} is fuzzy, obsolete or empty")
            wanted = {
                p for t in texts(catalogs[SOURCE].get(name, entry)) for p in _PLACEHOLDER.findall(t)
            }
            has = {p for t in texts(entry) for p in _PLACEHOLDER.findall(t)}
            if not has <= wanted:
                found.append(f"{language}: {name} has {has - wanted}, which nobody fills")
    return found + unused(every)


def unused(names: set[str]) -> list[str]:
    code = [p for p in (ROOT / "bot").rglob("*") if p.suffix in (".py", ".js", ".html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in code)
    text += (ROOT / "domain.yml").read_text(encoding="utf-8")
    literal = set(_NAME.findall(text)) | set(re.findall(r"[a-z_]+\.[a-z_.]+", text))
    literal |= {name.removeprefix("utter_") for name in re.findall(r"utter_\w+", text)}
    families = tuple(_FAMILY.findall(text))
    left = []
    for name in sorted(names):
        bare = name.removesuffix(".again")
        # ask.x.again is made from ask.x; refund.due.x from refund.due + the remedy.
        stems = {bare, bare.rpartition(".")[0]} | {bare.partition("_")[0]}
        if not stems & literal and not bare.startswith(families):
            left.append(f"{name} is used nowhere")
    return left


if __name__ == "__main__":
    for problem in (listed := problems()):
        print(problem)
    sys.exit(1 if listed else 0)
