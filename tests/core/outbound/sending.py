"""Messages of the outbox, and how far they came."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.core.context.clock import Clock
from bot.core.messages.content import Message
from bot.core.messages.encoding import encode
from bot.core.messages.ports import TryLater
from bot.domain.send_limits import Window
from storage.outbound import Outbox
from storage.outbound.deliveries import Delivery, Priority
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.domain.send_limits.test_learned_pace import Synapse

SECOND = timedelta(seconds=1)
LIKE_TELEGRAM = replace(
    FREE,
    whole=(Window(30, SECOND),),
    shared=(Window(1, SECOND), Window(20, 60 * SECOND)),
    direct=(Window(1, SECOND),),
    card_pace=6 * SECOND,
)
LIKE_MATRIX = replace(FREE, resends=True)
ROOM, OTHER = "telegram:1", "telegram:2"


def put(
    engine: Engine,
    words: Message,
    *,
    room: str = ROOM,
    priority: Priority = Priority.ANNOUNCEMENT,
    **values: object,
) -> int:
    """A message that is to go out."""
    return engine.store(
        lambda store: store[Outbox].put(
            room=room,
            priority=priority,
            at=engine.clock.now(),
            payload=encode(words),
            locale="fr",
            zone="Europe/Paris",
            community_id=1,
            **values,
        )
    )


def row(engine: Engine, delivery_id: int) -> Delivery:
    return engine.store(lambda store: store._session.get_one(Delivery, delivery_id))


def states(engine: Engine) -> dict[str, int]:
    """Return the number of messages by state."""
    rows = engine.store(lambda store: store._session.query(Delivery.state).all())
    return Counter(state for (state,) in rows)


async def restart(make: Make, engine: Engine, **parts: object) -> Engine:
    """A new process over the same database and network."""
    again = make(network=engine.network, clock=engine.clock, **parts)
    await again.jumps.begin()
    await again.lanes.run(again.delivering.recover)
    return again


class OneBudget(ScriptedNetwork):
    """A network with one budget for all rooms, which it keeps to itself."""

    def __init__(self, clock: Clock, server: Synapse) -> None:
        super().__init__(LIKE_MATRIX, clock)
        self.server = server
        self.refused = 0

    def _asked(
        self, action: str, room: str, said: str, txn: str, target: str | None = None
    ) -> None:
        wait = self.server.asked(self.clock.now())
        if wait is not None:
            self.refused += 1
            raise TryLater(wait, whole=True)
        super()._asked(action, room, said, txn, target)
