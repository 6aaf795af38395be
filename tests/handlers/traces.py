"""Presses that no button makes, and the traces that acts and refusals leave."""

from bot.core.messages import Incoming, Kind
from tests.town import Neighbour, Town


def presses_forged(person: Neighbour, press: str) -> str:
    """Press what no button of theirs has; gives what they are told."""
    before = len(person.direct)
    incoming = Incoming(
        Kind.PRESS,
        person.network,
        f"forged-{press}-{person.address}-{before}",
        room=person.address,
        direct=True,
        sender=person.address,
        name=person.name,
        locale="fr",
        press=press,
        press_id="forged",
    )
    person.town.do(person.playground.receives(incoming))
    return "\n---\n".join(person.inbox[before:])


def audited(town: Town, actor: Neighbour) -> list[tuple[str, str]]:
    """What somebody did or tried, the oldest first, and whether it was done."""
    with town.database.unit() as store:
        rows = store.audit.latest(1000)
    return [(row.action, row.outcome) for row in reversed(rows) if row.actor == actor.address]
