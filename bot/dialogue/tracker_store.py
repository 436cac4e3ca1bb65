"""Where Rasa keeps conversations: in the tables of its own SQL store, with the latest at hand.

As it comes, the store reads a conversation from its first event on for every message, and counts
what it has stored before it adds to it. Here the tracker of the last turn is taken up again if
nothing has been stored for the conversation since, by this process or another.
"""

import json
from collections import OrderedDict
from itertools import islice
from typing import Any, Dict, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

#: Conversations at hand in this process; those longest without a message go first.
_AT_HAND = 500


class StoredTracker(DialogueStateTracker):
    """A tracker that knows how much of it is stored."""

    stored_events = 0
    last_id: Optional[int] = None


class RememberingTrackerStore(SQLTrackerStore):
    """`url` is SQLAlchemy's.

    A tracker is handed out once and comes back when it is saved: whoever asks meanwhile, or after
    a turn that failed, gets what is stored, which is a turn as a whole or nothing of it.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[Text] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            self.engine = _sqlite_engine(self.engine.url)
            self.sessionmaker = sa.orm.sessionmaker(bind=self.engine)
        self._at_hand: "OrderedDict[Text, StoredTracker]" = OrderedDict()
        events = self.SQLEvent.__table__
        self._insert = events.insert()
        self._last_id = sa.select(sa.func.max(events.c.id)).where(
            events.c.sender_id == sa.bindparam("sender_id")
        )

    def init_tracker(self, sender_id: Text) -> StoredTracker:
        return StoredTracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        known = self._at_hand.pop(sender_id, None)
        if known is not None:
            with self.engine.connect() as connection:
                if known.last_id == self._last_id_of(connection, sender_id):
                    return known
        with self.session_scope() as session:
            stored = self._event_query(
                session, sender_id, fetch_events_from_all_sessions=False
            ).all()
        if not stored:
            return None
        tracker: StoredTracker = StoredTracker.from_dict(
            sender_id, [json.loads(event.data) for event in stored], self.domain.slots
        )
        tracker.stored_events, tracker.last_id = len(stored), stored[-1].id
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        if not isinstance(tracker, StoredTracker):
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        fresh = islice(tracker.events, tracker.stored_events, None)
        rows = [_row(tracker.sender_id, event) for event in fresh]
        with self.engine.begin() as connection:
            if rows:
                connection.execute(self._insert, rows)
            tracker.last_id = self._last_id_of(connection, tracker.sender_id)
        tracker.stored_events = len(tracker.events)
        if any(isinstance(event, SessionStarted) for event in islice(tracker.events, 2, None)):
            return  # the next turn is to see the events of the new session only
        self._at_hand[tracker.sender_id] = tracker
        while len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)

    def _last_id_of(self, connection: sa.engine.Connection, sender_id: Text) -> Optional[int]:
        return connection.execute(self._last_id, {"sender_id": sender_id}).scalar()


def _row(sender_id: Text, event: Event) -> Dict[Text, Any]:
    """As the store that we extend writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _sqlite_engine(url: sa.engine.URL) -> sa.engine.Engine:
    """With connections that stay open, and a journal that readers do not wait for.

    A power failure may cost the last turns in exchange, which the shopper is then asked again;
    what they were told, and what was written for them, is in the service's own database.
    """
    engine = sa.create_engine(url, poolclass=sa.pool.QueuePool, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
