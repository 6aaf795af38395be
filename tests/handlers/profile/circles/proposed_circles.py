"""Circles of members, and traces of proposals."""

from bot.domain.roles import Circle
from storage.communities import Communities
from storage.members import Members
from tests.town import Neighbour, Town

ACTIVE = "Je participe activement"
OVER = (
    "Cette proposition n'est plus valable. Pour voir ou changer votre participation : "
    "/participation."
)


def circle(town: Town, person: Neighbour) -> Circle | None:
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, store[Communities].all()[0].id)
        return None if standing is None else standing.circle
