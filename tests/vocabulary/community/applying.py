"""Databases to which configuration files are applied."""

from typing import Any

from bot.config import Settings
from bot.vocabulary.community_settings import apply_settings
from storage.communities import Communities, Community, RoomKind
from storage.unit_of_work import Database, Store
from tests.town import START, town_settings


class Instance:
    """A database to which files are applied, one after the other."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)

    def starts(self, settings: Settings | None = None, /, **keys: Any) -> None:  # noqa: ANN401 - of a community
        """Start with a file in which the community has these keys."""
        with self.database.unit() as store:
            apply_settings(store, settings or town_settings(**keys), START)

    def rooms(self, slug: str = "energie") -> dict[str, str]:
        """Return the rooms of a community, and their kinds."""
        with self.database.unit() as store:
            return {
                each.address: each.kind for each in store[Communities].rooms_of(of(store, slug))
            }

    def chat(self, room: str, kind: RoomKind | None, slug: str = "energie") -> None:
        """Tie a room in chat, or untie it."""
        with self.database.unit() as store:
            if kind is None:
                store[Communities].untie(room)
            else:
                store[Communities].put_room(room, kind, of(store, slug))


def of(store: Store, slug: str = "energie") -> Community:
    found = store[Communities].named(slug)
    assert found is not None
    return found
