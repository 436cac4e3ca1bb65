"""A text classifier in two steps: letters first, meaning where letters are unsure.

Character and word n-grams with logistic regression take under a millisecond and are right when
they are sure; the sentence encoder costs some 25 ms and is asked only when they are not. Both
heads are trained on all languages together, so that what one language taught serves the others.
"""

from typing import Any, Dict, List, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.nlu.encoder import Encoder
from bot.nlu.text import for_classifier


class TextClassifier:
    """`sure_at`: from which confidence of the letters' head the encoder is not asked."""

    def __init__(self, sure_at: float = 0.9, encoder_weight: float = 4.0) -> None:
        self.sure_at = sure_at
        self.encoder_weight = encoder_weight
        self._characters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(1, 5),
            sublinear_tf=True,
            max_features=60_000,
            dtype=np.float32,
        )
        self._words = TfidfVectorizer(
            token_pattern=r"(?u)@?\b\w+\b",
            ngram_range=(1, 2),
            sublinear_tf=True,
            max_features=20_000,
            dtype=np.float32,
        )
        self._letters = LogisticRegression(C=20.0, max_iter=400)
        self._meaning = LogisticRegression(C=6.0, max_iter=400)
        self._uses_encoder = False

    def fit(self, texts: List[str], labels: List[str], encoder: Encoder) -> "TextClassifier":
        plain = [for_classifier(text) for text in texts]
        letters = hstack(
            [self._characters.fit_transform(plain), self._words.fit_transform(plain)]
        ).tocsr()
        self._letters.fit(letters, labels)
        self._uses_encoder = encoder.dimensions > 0
        if self._uses_encoder:
            self._meaning.fit(self._with_meaning(letters, texts, encoder), labels)
        return self

    def _letters_of(self, texts: List[str]) -> csr_matrix:
        plain = [for_classifier(text) for text in texts]
        return hstack([self._characters.transform(plain), self._words.transform(plain)]).tocsr()

    def _with_meaning(self, letters: csr_matrix, texts: List[str], encoder: Encoder) -> csr_matrix:
        vectors = encoder.encode(texts)
        # E5's vectors all lie within a narrow cone; what differs between them is small and has
        # to be made as large as the n-grams' part.
        centred = (vectors - self._mean(vectors)) * self.encoder_weight
        return hstack([letters, csr_matrix(centred)]).tocsr()

    def _mean(self, vectors: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        if not hasattr(self, "_centre"):
            self._centre = vectors.mean(axis=0)
        return self._centre

    def predict(self, texts: List[str], encoder: Encoder) -> List[List[Tuple[str, float]]]:
        """For each text all labels with their confidence, the best first."""
        if not texts:
            return []
        letters = self._letters_of(texts)
        confidence = self._letters.predict_proba(letters)
        if self._uses_encoder:
            unsure = np.flatnonzero(confidence.max(axis=1) < self.sure_at)
            if len(unsure):
                features = self._with_meaning(letters[unsure], [texts[i] for i in unsure], encoder)
                confidence[unsure] = self._meaning.predict_proba(features)
        labels = self._letters.classes_
        return [[(str(labels[i]), float(row[i])) for i in np.argsort(-row)] for row in confidence]


def ranking(scores: List[Tuple[str, float]], count: int = 5) -> List[Dict[str, Any]]:
    """In the form that Rasa hands around."""
    return [{"name": name, "confidence": confidence} for name, confidence in scores[:count]]
