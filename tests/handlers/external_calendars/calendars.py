"""External calendars for conversations, and the shown proposals."""

from datetime import timedelta

from storage.events import Events
from tests.town import Neighbour, Town

URL = "https://agenda.example/events.ics"
OTHER = "https://autre.example/events.ics"
NAME = "« Agenda voisin »"
LONG_ENOUGH = timedelta(hours=8)
"""After so long, a calendar was looked at again."""


def entry(
    uid: str = "1", title: str = "Visite", start: str = "20261205T133000Z", **more: str
) -> str:
    """One event, as a calendar writes it."""
    said = {"UID": uid, "SUMMARY": title, "DTSTART": start, **more}
    lines = [f"{name.replace('_', '-')}:{value}" for name, value in said.items()]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*entries: str, name: str = "Agenda voisin") -> bytes:
    """A calendar with these events."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Voisin//FR", f"X-WR-CALNAME:{name}"]
    return "\r\n".join([*head, *entries, "END:VCALENDAR", ""]).encode()


def watches(gardener: Neighbour, *entries: str, url: str = URL, name: str = "Agenda voisin") -> str:
    """Have a gardener watch a calendar; gives what was found in it."""
    gardener.town.web.pages[url] = calendar(*entries, name=name)
    gardener.says(f"/evenement flux {url}")
    return gardener.inbox[-1]


def announces(gardener: Neighbour, event: int = 1) -> None:
    """Announce a proposed event."""
    gardener.says("/menu")
    gardener.forges(f"feed_announce:{event}", gardener.direct[-1])


def says_since(town: Town, *entries: str, url: str = URL) -> None:
    """Change a calendar, and pass the time until it is visited."""
    town.web.pages[url] = calendar(*entries)
    town.move(LONG_ENOUGH)


def waiting(gardener: Neighbour) -> list[str]:
    """Return the lines that await the gardeners."""
    lines = gardener.says("/afaire").splitlines()
    told = [line.removeprefix("– ") for line in lines if line.startswith("– ")]
    return [line for line in told if not line.startswith("Jardinage pour la Région")]


def states(town: Town) -> dict[str, str]:
    """The events of the community by their titles, and how far they are."""
    with town.database.unit() as store:
        rows = store[Events].these(range(1, 200))
        return {each.title: each.state for each in rows}
