"""Presses that no button makes, and the traces that acts and refusals leave."""

from typing import Any

from bot.core.messages.incoming import Kind
from storage.audit import Audit
from tests.town import Neighbour, Town


def presses_forged(person: Neighbour, press: str, **more: Any) -> str:  # noqa: ANN401 - fields of a message
    """Press what is for others, as if a message had it; gives what is answered.

    A press without a revision gets the present one.
    """
    press = person.town.stamped(press)
    return person.says("", kind=Kind.PRESS, press=press, press_id="forged", shown=True, **more)


def audited(town: Town, actor: Neighbour) -> list[tuple[str, str]]:
    """The acts and tries of a person, the oldest first, and whether they were done."""
    with town.database.unit() as store:
        rows = store[Audit].latest(1000)
    return [(row.action, row.outcome) for row in reversed(rows) if row.actor == actor.address]
