"""Web feeds for conversations, and the shown proposals."""

from datetime import datetime, timedelta
from email.utils import format_datetime

from tests.town import BACK_ROOM, Neighbour, Town

URL = "https://gazette.example/feed.xml"
LONG_ENOUGH = timedelta(hours=4)
"""After so long by day, a feed was read again."""
DECIDED = "Quelqu'un a déjà décidé pour cette actualité."
PAGE = (
    b"<!doctype html><html><head>"
    b'<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'
)


def item(number: int, title: str = "", *, day: int | None = 23, **more: str) -> str:
    """One item, published on a day of November unless it has none."""
    said = {
        "title": title or f"Nouvelle {number}",
        "link": f"https://gazette.example/{number}",
        "guid": str(number),
        **more,
    }
    if day is not None:
        said["pubDate"] = format_datetime(datetime.fromisoformat(f"2026-11-{day:02}T09:00:00Z"))
    return f"<item>{''.join(f'<{name}>{words}</{name}>' for name, words in said.items())}</item>"


def feed(*items: str, name: str = "La Gazette") -> bytes:
    """A feed with these items."""
    head = f"<title>{name}</title>"
    return f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def follows(gardener: Neighbour, *items: str, url: str = URL, name: str = "La Gazette") -> str:
    """Have a gardener follow a feed; gives the last words in the back room."""
    gardener.town.web.pages[url] = feed(*items, name=name)
    gardener.says(f"/flux {url}")
    gardener.presses("Suivre")
    said = gardener.town.shown_in(BACK_ROOM)
    return said[-1].text if said else ""


def says_since(town: Town, *items: str, url: str = URL) -> None:
    """Change a feed, and pass the time until it is read."""
    town.web.pages[url] = feed(*items)
    town.move(LONG_ENOUGH)


def waiting(gardener: Neighbour) -> list[str]:
    """Return the proposals that await the gardeners."""
    lines = gardener.says("/afaire").splitlines()
    return [line.removeprefix("– ") for line in lines if "propose" in line]
