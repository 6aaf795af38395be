"""Members with many names, as pages list them."""

from bot.domain.personal_data import RELAUNCH
from storage.members import Consents, Members
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.town import Neighbour, Town

NEWS = "Je suis les actualités"
NAMES = (
    "Élodie Bon",
    "Bob",
    "Chloé",
    "Denis",
    "Fanny",
    "Gus",
    "Hugo",
    "Iris",
    "Jean",
    "Kim",
    "Lou",
)


def change(town: Town, who: Neighbour, **values: object) -> None:
    """Change columns of a member."""
    with town.database.unit() as store:
        for name, value in values.items():
            setattr(member_of(store, who), name, value)


def member_of(store: Store, who: Neighbour) -> Member:
    standing = store[Members].standing(who.address, None)
    assert standing is not None
    return standing.member


def number_of(town: Town, who: Neighbour) -> int:
    with town.database.unit() as store:
        return member_of(store, who).id


def agrees_to_be_asked(town: Town, who: Neighbour) -> None:
    """Agree that the team sees when one was last here, and asks how one is."""
    with town.database.unit() as store:
        member, at = member_of(store, who), town.clock.now()
        store[Consents].give(member, 1, RELAUNCH, version="1", channel="telegram", at=at)


def names(page: str) -> list[str]:
    """Return the names on a page."""
    return [line.partition(" (n°")[0] for line in page.splitlines() if " (n°" in line]
