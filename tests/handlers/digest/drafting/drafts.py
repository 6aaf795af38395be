"""Drafts with news, as the gardeners' room shows them."""

from bot.transports.playground import Posted
from tests.handlers.digest.news.writing import add_news
from tests.town import BACK_ROOM, Neighbour, Town


def back_room(town: Town) -> list[str]:
    """Messages in the gardeners' room, as they are now."""
    return [each.text for each in town.shown_in(BACK_ROOM) if not each.deleted]


def labels(posted: Posted) -> list[str]:
    return [each.label for each in posted.choices]


def three_news(ana: Neighbour) -> None:
    for words in ("Un", "Deux", "Trois"):
        add_news(ana, f"/actu {words}")
