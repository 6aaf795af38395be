"""Seats and posts as stored, and answers that several tests expect."""

from bot.core.messages.incoming import Mention
from bot.domain.roles import Seat
from storage.communities import Communities, SeatHolders
from storage.seats import Posts
from tests.town import Neighbour, Town

SURE, NO = "Oui, remplacer", "Non, ne rien changer"
NO_NAME = "Un nom ne suffit pas :"
CHANGED = "Cela a changé entre-temps. /jardinier montre l'équipe actuelle."


def mentioning(person: Neighbour, words: str = "") -> tuple[Mention, ...]:
    return (Mention(words or person.name, person.address),)


def seats(town: Town) -> dict[Seat, str]:
    """Return the accounts of the seats."""
    with town.database.unit() as store:
        return store[SeatHolders].of(store[Communities].get(1))


def posts(town: Town) -> set[tuple[str, str]]:
    """The posts beside the seats, with the accounts that hold them."""
    with town.database.unit() as store:
        return {(row.post, row.address) for row in store[Posts].of(1)}


def vacate(chef: Neighbour, seat: str = "territoire") -> None:
    chef.says(f"/jardinier {seat} retirer")
    chef.presses("Oui, retirer ce rôle")
