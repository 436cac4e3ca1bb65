"""What a language still lacks, beside English: `python tools/check_language.py nl [FOLDER]`.

`FOLDER` is where the files are while they are being written, in the same places as here.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import yaml

ROOT = Path(__file__).parent.parent
MODEL = "en"
_PRODUCTS = Path("integrations/shops/demonstration/products.csv")
_LOCALE = Path("bot/replies/locale")
_TRANSLATED = ("Title", "Body (HTML)", "Size chart")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_AT_LEAST, _SMALL_TALK_AT_LEAST, _REASON_AT_LEAST, _CHECKED_AT_LEAST = 60, 25, 30, 8

Blocks = dict[tuple[str, str | None], list[str]]


def blocks(folder: Path, language: str) -> Blocks:
    """(intent or lookup, reason) -> examples."""
    found: Blocks = {}
    for path in sorted((folder / "data" / "nlu" / language).glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            name = block.get("intent") or block.get("lookup")
            reason = (block.get("metadata") or {}).get("reason")
            lines = [line.strip() for line in (block.get("examples") or "").splitlines()]
            texts = [line.removeprefix("-").strip() for line in lines if line]
            found.setdefault((name, reason), []).extend(texts)
    return found


def small_talk() -> set[str]:
    """The intents of the conversation itself."""
    content = yaml.safe_load(
        (ROOT / f"data/nlu/{MODEL}/conversation.yml").read_text(encoding="utf-8")
    )
    return {block["intent"] for block in content["nlu"]}


def plain(text: str) -> str:
    """Without case, marks and entities: what two texts have in common if they are the same."""
    text = re.sub(r"\[([^\]]*)\][({][^)}]*[)}]", r"\1", text)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(
        r"[\W_]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))
    ).strip()


def understanding(folder: Path, language: str) -> Iterator[str]:
    here, model = blocks(folder, language), blocks(ROOT, MODEL)
    for name, reason in sorted(set(model) - set(here), key=str):
        yield f"data/nlu: no block {name}{f' with the reason {reason}' if reason else ''}"
    for name, reason in sorted(set(here) - set(model), key=str):
        yield f"data/nlu: a block {name} {reason or ''} that {MODEL} does not have"
    intents = {name for name, _ in model if "/" not in name}
    for intent in sorted(intents):
        texts = [text for (name, _), listed in here.items() if name == intent for text in listed]
        least = _SMALL_TALK_AT_LEAST if intent in small_talk() else _AT_LEAST
        if len(texts) < least:
            yield f"data/nlu: {intent} has {len(texts)} examples of at least {least}"
        yield from (
            f"data/nlu: {intent}: twice {text!r}" for text, n in Counter(texts).items() if n > 1
        )
    for reason in sorted({reason for _, reason in model if reason}):
        count = sum(len(listed) for (_, why), listed in here.items() if why == reason)
        if count < _REASON_AT_LEAST:
            yield f"data/nlu: the reason {reason} has {count} examples of at least {_REASON_AT_LEAST}"
    everywhere: dict[str, str] = {}
    for (name, _), listed in here.items():
        for text in listed if "/" not in name else ():
            if everywhere.setdefault(plain(text), name) != name:
                yield f"data/nlu: {text!r} is in {name} and in {everywhere[plain(text)]}"


def words(folder: Path, language: str) -> Iterator[str]:
    for path in sorted((ROOT / _LOCALE / MODEL / "LC_MESSAGES").glob("*.po")):
        target = folder / _LOCALE / language / "LC_MESSAGES" / path.name
        if not target.exists():
            yield f"locale: {path.name} is missing"
            continue
        source = {entry.msgid: entry for entry in polib.pofile(str(path))}
        here = {entry.msgid: entry for entry in polib.pofile(str(target))}
        yield from (f"locale: {name} is missing" for name in sorted(source.keys() - here.keys()))
        yield from (f"locale: nobody says {name}" for name in sorted(here.keys() - source.keys()))
        for name in sorted(source.keys() & here.keys()):
            texts, model = _texts(here[name]), _texts(source[name])
            if here[name].fuzzy or not all(text.strip() for text in texts):
                yield f"locale: {name} is fuzzy or empty"
            unknown = _placeholders(texts) - _placeholders(model)
            lost = _placeholders(model) - _placeholders(texts)
            if unknown or lost:
                yield f"locale: {name} has placeholders too many {unknown} or too few {lost}"


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _placeholders(texts: list[str]) -> set[str]:
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


def shoppers(folder: Path, language: str) -> Iterator[str]:
    """The scripted shopper's phrases, none of which may be a training example."""
    here = _yaml(folder / f"bot/simulation/phrases/{language}.yml")
    model = _yaml(ROOT / f"bot/simulation/phrases/{MODEL}.yml")
    yield from _differences("phrases", model, here)
    trained = {plain(text) for listed in blocks(folder, language).values() for text in listed}
    for act, phrases in (here.get("acts") or {}).items():
        if len(set(phrases)) < len((model["acts"]).get(act, ())) * 0.7:
            yield f"phrases: {act} has {len(set(phrases))}, {MODEL} has {len(model['acts'][act])}"
        for phrase in phrases:
            if "{" not in phrase and plain(phrase) in trained:
                yield f"phrases: {act}: {phrase!r} is a training example"


def _differences(where: str, model: Any, here: Any) -> Iterator[str]:
    if isinstance(model, dict) and isinstance(here, dict):
        for key in model:
            if key not in here:
                yield f"{where}: {key} is missing"
            else:
                yield from _differences(f"{where}.{key}", model[key], here[key])
    elif type(model) is not type(here):
        yield f"{where}: a {type(here).__name__}, {MODEL} has a {type(model).__name__}"


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def check_set(folder: Path, language: str) -> Iterator[str]:
    """tests/nlu, composed by somebody who has not read the training examples."""
    here = {name: _yaml(folder / f"tests/nlu/{language}/{name}.yml") for name in _CHECK_FILES}
    yield from (
        f"tests/nlu: {name}.yml is missing" for name, content in here.items() if not content
    )
    model = _yaml(ROOT / f"tests/nlu/{MODEL}/intents.yml")
    for name in ("intents", "reasons"):
        for label in _yaml(ROOT / f"tests/nlu/{MODEL}/{name}.yml"):
            count = len(here[name].get(label) or ()) if here[name] else 0
            if here[name] and count < _CHECKED_AT_LEAST:
                yield f"tests/nlu: {label} has {count} of at least {_CHECKED_AT_LEAST}"
    trained = {plain(text) for listed in blocks(folder, language).values() for text in listed}
    short = 12  # what everybody says in the same words: "ok", "merci"
    for label in model if here["intents"] else ():
        for text in here["intents"].get(label) or ():
            if len(text) > short and plain(text) in trained:
                yield f"tests/nlu: {text!r} is a training example"


_CHECK_FILES = ("intents", "reasons", "two_requests", "entities")


def shop(folder: Path, language: str) -> Iterator[str]:
    """Titles, descriptions and size charts of the demonstration shop."""
    path = folder / _PRODUCTS
    with (path if path.exists() else ROOT / _PRODUCTS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in _TRANSLATED:
        named = f"{column} ({language})"
        lacking = [row["Handle"] for row in rows if row[column] and not row.get(named)]
        if lacking:
            yield f"products.csv: {named} is empty for {len(lacking)} products: {lacking[0]} …"


PARTS = (understanding, words, shoppers, check_set, shop)


def main(language: str, folder: Path = ROOT) -> int:
    problems = [problem for part in PARTS for problem in part(folder, language)]
    print("\n".join(problems) or f"{language}: nothing is missing")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(Path, sys.argv[2:3])))
