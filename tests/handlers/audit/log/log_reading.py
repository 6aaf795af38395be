"""Lines of the audit log, and cultivators who read them."""

from dataclasses import replace
from datetime import timedelta

from bot.core.messages.incoming import Kind
from tests.town import Neighbour, Town

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def carl(town: Town) -> Neighbour:
    return Neighbour(town, "telegram", "telegram:42", "Carl", "fr").joins()


def log_lines(page: str) -> list[str]:
    """The lines of a page, between its title and its foot."""
    return [line for line in page.partition("\n\n")[0].split("\n")[1:] if line]


def forges(person: Neighbour, press: str, room: str | None = None) -> str:
    """Press what is for others, as if a message had it; gives what is told, else in private."""
    network = person.playground
    incoming = network._incoming(person.address, person.name, room, kind=Kind.PRESS, locale="fr")
    person.town.do(
        network.receives(replace(incoming, press=press, press_id=incoming.key, shown=True))
    )
    return network.told[incoming.key][0] or person.inbox[-1]
