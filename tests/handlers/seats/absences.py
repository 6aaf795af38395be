"""Absences that are typed, deputies, and letters sent meanwhile."""

from datetime import datetime, timedelta

from bot.domain.roles import Post
from storage.seats import Posts
from tests.town import SQUARE, Neighbour, Town

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
DAY = timedelta(days=1)
NEWS = "actu Le broyeur est arrivé | En prêt à la mairie"
AWAY = "absence 24 novembre - 6 décembre"
"""Over the letter of the first of December."""


def deputy(town: Town, name: str, post: Post = Post.TERRITORY_DEPUTY) -> Neighbour:
    """A member who stands in for a gardener who is away."""
    made = town.member(name)
    with town.database.unit() as store:
        store[Posts].give(1, post, made.address)
    return made


def letters(town: Town) -> list[str]:
    """Return the texts sent to the square on Telegram."""
    return [each.text for each in town.said_in(SQUARE["telegram"])]
