"""Steps with the public page that several tests share."""

from html import unescape

from tests.plain_text import plain
from tests.town import Neighbour, Town
from tests.web.own_pages import fetched

HOME = "/c/energie"
PARTS = (
    *("Présentation", "Événements", "Carte des membres", "Questions", "Résultats des sondages"),
    *("Lettres", "Bilan"),
)


def show_part(ana: Neighbour, luc: Neighbour, part: str) -> None:
    """Ask for a part, and approve it."""
    ana.says("/page")
    ana.presses(part)
    ana.presses("Demander à le montrer")
    luc.presses("Approuver et montrer")


def page(town: Town, path: str = HOME, *, status: int = 200) -> str:
    """The words of a page, as a browser gets them."""
    found, body = fetched(town, path)
    assert found == status
    return unescape(plain(body.decode()))


def is_missing(town: Town, path: str = HOME) -> bool:
    """True if this page looks like one that never was."""
    return page(town, path, status=404) == page(town, "/c/jamais", status=404)
