"""Rooms of the tests, and how they are tied."""

from storage.audit import Audit
from storage.communities import Communities
from tests.town import Neighbour, Town

ENERGY, EAU = "Pionniers de l'énergie", "Eau vive"
GROUP, MATRIX_ROOM, CHANNEL = "telegram:-5005", "matrix:!new", "telegram:-7007"
PAIR = "Équipe : Ana (territoire) et Luc (Région)."
INSIDE = "Un salon se configure depuis ce salon : invitez-moi, puis écrivez-y {}salon."


def pair(town: Town) -> tuple[Neighbour, Neighbour]:
    """The gardeners of the community."""
    return town.gardener("territory", ENERGY), town.gardener("region", ENERGY)


def tied(town: Town, room: str) -> tuple[str, str] | None:
    """Return the community that a room is tied to, and its kind."""
    with town.database.unit() as store:
        row = store[Communities].room(room)
        if row is None or row.community_id is None:
            return None
        return store[Communities].get(row.community_id).slug, row.kind


def acts(town: Town, outcome: str = "done") -> list[tuple[str, str]]:
    """Return actors and actions on rooms with an outcome, the latest last."""
    with town.database.unit() as store:
        rows = [row for row in store[Audit].latest(50) if row.outcome == outcome]
        return [(row.actor, row.action) for row in rows if row.action.startswith("room")][::-1]


def in_room(town: Town, room: str) -> list[str]:
    """The buttons of the last message there."""
    return [choice.label for choice in town.said_in(room)[-1].choices]
