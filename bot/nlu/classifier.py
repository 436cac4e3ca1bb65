"""A text classifier in two steps: letters first, meaning where letters are unsure.

Character and word n-grams with a linear classifier take under a millisecond and are right when
they are sure; the sentence encoder costs some 25 ms and is asked only when they are not. Both
heads are trained on all languages together, so that what one language taught serves the others.
"""

from typing import Any, Dict, List, Tuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import cross_val_predict
from sklearn.svm import LinearSVC

from bot.nlu.encoder import Encoder
from bot.nlu.text import for_classifier


class _Head:
    """A linear classifier whose confidence means something: at 0.8 it is right eight times of ten.

    A support vector machine generalises better here than logistic regression and is trained in
    seconds; its scores become probabilities by a temperature that is fitted on held-out folds.
    """

    def __init__(self, strictness: float) -> None:
        self._machine = LinearSVC(C=strictness)
        self._temperature = 1.0

    def fit(self, features: csr_matrix, labels: List[str]) -> "_Head":
        held_out = cross_val_predict(
            self._machine, features, labels, cv=4, method="decision_function"
        )
        self._machine.fit(features, labels)
        places = np.searchsorted(self._machine.classes_, labels)

        def loss(temperature: float) -> float:
            return -float(
                log_softmax(held_out * temperature, axis=1)[np.arange(len(places)), places].mean()
            )

        self._temperature = float(minimize_scalar(loss, bounds=(0.5, 20.0), method="bounded").x)
        return self

    @property
    def labels(self) -> "np.ndarray[Any, Any]":
        return self._machine.classes_

    def confidence(self, features: csr_matrix) -> "np.ndarray[Any, Any]":
        return softmax(self._machine.decision_function(features) * self._temperature, axis=1)


class TextClassifier:
    """`sure_at`: from which confidence of the letters' head the encoder is not asked."""

    def __init__(self, sure_at: float = 0.9, encoder_weight: float = 2.5) -> None:
        self.sure_at = sure_at
        self.encoder_weight = encoder_weight
        self._characters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(1, 5),
            sublinear_tf=True,
            max_features=80_000,
            dtype=np.float32,
        )
        self._words = TfidfVectorizer(
            token_pattern=r"(?u)@?\b\w+\b",
            ngram_range=(1, 2),
            sublinear_tf=True,
            max_features=20_000,
            dtype=np.float32,
        )
        self._letters = _Head(0.5)
        self._meaning = _Head(0.5)
        self._uses_encoder = False

    def fit(self, texts: List[str], labels: List[str], encoder: Encoder) -> "TextClassifier":
        plain = [for_classifier(text) for text in texts]
        letters = hstack(
            [self._characters.fit_transform(plain), self._words.fit_transform(plain)]
        ).tocsr()
        self._letters.fit(letters, labels)
        self._uses_encoder = encoder.dimensions > 0
        if self._uses_encoder:
            self._centre = encoder.encode(texts).mean(axis=0)
            self._meaning.fit(self._with_meaning(letters, texts, encoder), labels)
        return self

    def _letters_of(self, texts: List[str]) -> csr_matrix:
        plain = [for_classifier(text) for text in texts]
        return hstack([self._characters.transform(plain), self._words.transform(plain)]).tocsr()

    def _with_meaning(self, letters: csr_matrix, texts: List[str], encoder: Encoder) -> csr_matrix:
        # E5's vectors all lie within a narrow cone; what differs between them is small and has
        # to be made as large as the n-grams' part.
        vectors = (encoder.encode(texts) - self._centre) * self.encoder_weight
        return hstack([letters, csr_matrix(vectors)]).tocsr()

    def predict(self, texts: List[str], encoder: Encoder) -> List[List[Tuple[str, float]]]:
        """For each text all labels with their confidence, the best first."""
        if not texts:
            return []
        letters = self._letters_of(texts)
        confidence = self._letters.confidence(letters)
        if self._uses_encoder:
            unsure = np.flatnonzero(confidence.max(axis=1) < self.sure_at)
            if len(unsure):
                some = [texts[i] for i in unsure]
                features = self._with_meaning(letters[unsure], some, encoder)
                confidence[unsure] = self._meaning.confidence(features)
        labels = self._letters.labels
        return [[(str(labels[i]), float(row[i])) for i in np.argsort(-row)] for row in confidence]


def ranking(scores: List[Tuple[str, float]], count: int = 5) -> List[Dict[str, Any]]:
    """In the form that Rasa hands around."""
    return [{"name": name, "confidence": confidence} for name, confidence in scores[:count]]
