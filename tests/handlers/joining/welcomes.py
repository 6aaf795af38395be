"""Newcomers, welcomes that stand in a room, and their rows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.transports.playground import Posted
from storage.base import Base
from storage.joining import Newcomer
from tests.town import SQUARE, Neighbour, Town

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
YES = "J'ai 15 ans ou plus, j'accepte"
WHAT = (
    "Je suis Terreau, le robot de Pionniers de l'énergie : avec moi, vous votez, vous recevez les "
    "actualités et vous écrivez à l'équipe de jardinage.\n"
    "Rejoindre prend une minute, en privé, et vous pouvez partir quand vous voulez."
)
on_both = pytest.mark.parametrize("network", ["telegram", "matrix"])


def newcomers(town: Town, *names: str, on: str = "telegram") -> list[Neighbour]:
    """People who come into the square, one after the other."""
    return [town.stranger(name, on=on).enters() for name in names]


def standing(town: Town, network: str = "telegram") -> list[Posted]:
    """Return the messages of the bot that still stand in the square."""
    return [each for each in town.said_in(SQUARE[network]) if not each.deleted]


def greeting(posted: Posted) -> str:
    return posted.text.partition("\n")[0]


def greetings(town: Town, network: str = "telegram") -> list[str]:
    """Each first line that was ever said in the square."""
    return [greeting(each) for each in town.said_in(SQUARE[network])]


def kept(town: Town) -> int:
    """Return the number of stored newcomers."""
    with town.database.unit() as store:
        return len(store._session.scalars(select(Newcomer)).all())


def traces(town: Town, *words: str) -> list[str]:
    """The tables that hold one of these words."""
    with town.database.unit() as store:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            for row in store._session.execute(table.select())
            if any(word in repr(row) for word in words)
        ]
