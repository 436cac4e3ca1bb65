"""How Rasa calls our actions: over a connection that stays open, with what an action reads.

As it comes, Rasa opens a connection for each call, posts the whole conversation and the domain, and
compiles the schema of an answer anew each time it checks one. What an action is given of the last
messages, what it may answer, and what happens when it fails stay the same.
"""

import asyncio
from functools import lru_cache
from typing import Any, Dict, List, Text
from weakref import WeakKeyDictionary

import aiohttp
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

#: Messages of the shopper, this one included, since which an action sees what happened.
_MESSAGES = 3
#: Seconds for one action; the gateway gives a turn up earlier.
_TIMEOUT = aiohttp.ClientTimeout(total=60)

_sessions: "WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession]" = (
    WeakKeyDictionary()
)


def call_quickly() -> None:
    """For the whole process: all actions are called this way from here on."""
    RemoteAction.run = _run
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


async def _run(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> List[Event]:
    try:
        async with _session().post(self.action_endpoint.url, json=_call(self, tracker)) as answer:
            if answer.status != 200:
                raise RasaException(f"Action {self.name()} failed: {answer.status}.")
            result: Dict[Text, Any] = await answer.json()
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        raise RasaException(f"Action {self.name()} was not answered: {error!r}.") from error
    for wrong in _schema().iter_errors(result):
        raise ValidationError(f"Action {self.name()} answered wrongly: {wrong.message}")
    said = await self._utter_responses(result.get("responses", []), output_channel, nlg, tracker)
    return [*said, *deserialise_events(result.get("events", []))]


def _session() -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    if loop not in _sessions:
        _sessions[loop] = aiohttp.ClientSession(timeout=_TIMEOUT)
    return _sessions[loop]


def _call(action: RemoteAction, tracker: DialogueStateTracker) -> Dict[Text, Any]:
    state = tracker.current_state()
    state["events"] = _latest(tracker)
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "domain": {},  # no action of ours reads it
    }


def _latest(tracker: DialogueStateTracker) -> List[Dict[Text, Any]]:
    events: List[Dict[Text, Any]] = []
    messages = 0
    for event in reversed(tracker.events):
        is_message = isinstance(event, UserUttered)
        # What was understood of the present one is in `latest_message`.
        events.append({"event": "user"} if is_message else event.as_dict())
        messages += is_message
        if messages == _MESSAGES:
            break
    return events[::-1]


@lru_cache(maxsize=1)
def _schema() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
