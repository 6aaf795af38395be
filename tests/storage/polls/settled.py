"""A community and its members, for tests of polls' tables."""

from datetime import UTC, datetime

from bot.domain.roles import Circle
from storage.communities import Communities, Community
from storage.members import Member, Members
from storage.unit_of_work import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def community(store: Store) -> int:
    """Found a community; returns its id."""
    made = Community(
        slug="eau", name="Eau", locale="fr", timezone="Europe/Paris", digest="", polls_by="members"
    )
    return store[Communities].add(made).id


def person(store: Store, name: str, community_id: int) -> Member:
    """Add a member with one account."""
    made = store[Members].register(f"telegram:{name}", name, direct=None, at=NOW)
    store[Members].join(made, community_id, Circle.ENGAGED, NOW)
    return made
