"""The cache of a unit of work: hits, and reading again after a change."""

from contextlib import suppress

import pytest
from sqlalchemy import event

from bot.domain.roles import Circle, Post, Seat
from storage.communities import Communities, Community, Cultivators, SeatHolders
from storage.members import Identities, Member, Members
from storage.seats import Posts
from storage.unit_of_work import Database, Store
from tests.core.engine import START

ANA = "telegram:1"


@pytest.fixture
def here(database: Database) -> int:
    """A community with one member."""
    with database.unit() as store:
        names = {"slug": "e", "name": "Énergie", "timezone": "Europe/Paris", "locale": "fr"}
        community = store[Communities].add(Community(digest="", polls_by="members", **names))
        member = store[Members].register(ANA, "Ana", direct=None, at=START)
        store[Members].join(member, community.id, Circle.INFORMED, START)
        return community.id


def circle(store: Store, here: int) -> Circle | None:
    standing = store[Members].standing(ANA, here)
    return None if standing is None else standing.circle


def ana(store: Store) -> Member:
    standing = store[Members].standing(ANA, None)
    assert standing is not None
    return standing.member


def test_unchanged_rows_are_read_once(database: Database, here: int) -> None:
    read: list[str] = []
    event.listen(database.writer, "before_cursor_execute", lambda *what: read.append(what[2]))
    with database.unit() as store:
        first, again = ana(store), ana(store)
        accounts = [store[Identities].of(first) for _ in range(3)]
        store[Communities].get(here)
        before = len(read)
        for _ in range(3):
            store[Identities].of(first)
            store[Posts].of(here)
        assert len(read) <= before + 1
    assert first is again
    assert accounts[0] == accounts[2]


def test_changed_rows_are_read_again(database: Database, here: int) -> None:
    with database.unit() as store:
        community, member = store[Communities].get(here), ana(store)
        assert circle(store, here) is Circle.INFORMED
        store[Members].move(member, here, Circle.ENGAGED)
        assert circle(store, here) is Circle.ENGAGED
        assert store[SeatHolders].of(community) == {}
        store[SeatHolders].put(community, Seat.REGION, ANA)
        assert store[SeatHolders].of(community) == {Seat.REGION: ANA}
        assert store[Posts].held({ANA}, here) == set()
        store[Posts].give(here, Post.AGENT, ANA)
        assert store[Posts].held({ANA}, here) == {Post.AGENT}
        assert not store[Cultivators].is_any([ANA])
        store[Cultivators].add(ANA)
        assert store[Cultivators].is_any([ANA])
        store[Members].leave(member, here, START)
        assert circle(store, here) is None
        assert store[Members].communities_of(member) == []


def test_a_change_that_waits_to_be_written_is_seen(database: Database, here: int) -> None:
    with database.unit() as store:
        member = ana(store)
        zoe = store[Members].register_without_account("Zoé", at=START)
        (account,) = store[Identities].of(member)
        assert list(store[Identities].of(member)) == [account]
        account.member_id = zoe.id
        assert store[Identities].of(member) == []
        assert list(store[Identities].of(zoe)) == [account]


def test_unwritten_changes_are_seen(database: Database, here: int) -> None:
    with database.unit() as store:
        member = ana(store)
        (account,) = store[Identities].of(member)
        account.member_id = store[Members].register_without_account("Zoé", at=START).id
        assert store[Identities].of(member) == []
        assert ana(store).name == "Zoé"


@pytest.mark.parametrize("undoing", ["savepoint", "refusable"])
def test_undone_changes_are_read_again(database: Database, here: int, undoing: str) -> None:
    with database.unit() as store:
        with suppress(ValueError), getattr(store, undoing)():
            store[Members].move(ana(store), here, Circle.ENGAGED)
            assert circle(store, here) is Circle.ENGAGED
            raise ValueError
        assert circle(store, here) is Circle.INFORMED


def test_a_locked_member_is_read_again(database: Database, here: int) -> None:
    with database.unit() as store:
        member = ana(store)
        store.hold(member)
        assert ana(store) is member
        store.erase(member)
        assert store[Members].standing(ANA, here) is None


def test_another_unit_reads_for_itself(database: Database, here: int) -> None:
    with database.reading() as store:
        assert circle(store, here) is Circle.INFORMED
    with database.unit() as store:
        store[Members].move(ana(store), here, Circle.ENGAGED)
    with database.reading() as store:
        assert circle(store, here) is Circle.ENGAGED
