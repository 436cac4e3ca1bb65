"""Run by the assistant's Python: what two tracker stores on one database hand out. Prints JSON."""

import asyncio
import json
import sys

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot

from bot.dialogue.tracker_store import RememberingTrackerStore


def texts(tracker):
    return [e.text for e in tracker.events if isinstance(e, (UserUttered, BotUttered))]


async def main(url):
    domain = Domain.empty()
    domain.slots.append(AnySlot("lines", mappings=[{"type": "custom"}]))
    ours, theirs = (RememberingTrackerStore(domain=domain, host=url) for _ in range(2))
    found = {"nobody": await ours.retrieve("a.1")}

    tracker = await ours.get_or_create_tracker("a.1", append_action_listen=False)
    tracker.update_with_events(
        [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")],
        domain,
    )
    tracker.update_with_events([UserUttered("one"), SlotSet("lines", ["l1"])], domain)
    await ours.save(tracker)
    again = await ours.retrieve("a.1")
    found["same"] = again is tracker
    again.update(UserUttered("never saved"))
    found["while_out"] = texts(await ours.retrieve("a.1"))

    other = await theirs.retrieve("a.1")
    found["other_slot"] = other.get_slot("lines")
    other.update(UserUttered("two"))
    await theirs.save(other)
    found["after_other"] = texts(await ours.retrieve("a.1"))

    tracker = await ours.retrieve("a.1")
    await ours.save(tracker)  # at hand again
    other = await theirs.retrieve("a.1")
    other.update(BotUttered("three"))
    await theirs.save(other)
    found["stale"] = texts(await ours.retrieve("a.1"))

    tracker = await ours.retrieve("a.1")
    tracker.update_with_events([SessionStarted(), UserUttered("four")], domain)
    await ours.save(tracker)
    found["new_session"] = texts(await ours.retrieve("a.1"))
    found["full"] = texts(await ours.retrieve_full_tracker("a.1"))
    found["keys"] = list(await ours.keys())
    print(json.dumps(found))


asyncio.run(main(sys.argv[1]))
