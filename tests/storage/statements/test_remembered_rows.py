"""What is remembered of rows equals what is read anew, after any order of writes and rollbacks."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete, select, update

from storage.communities import (
    AppliedSetting,
    AppliedSettings,
    Communities,
    Community,
    Cultivator,
    Cultivators,
    Room,
    RoomKind,
    SeatHolders,
    SeatRow,
)
from storage.unit_of_work import Database, Store
from tests.state_machines import run_in_any_order

ADDRESSES = ("telegram:-1", "telegram:-2", "telegram:-3")
KEYS = ("cultivators", "one.name")
ACCOUNTS = ("telegram:1", "matrix:@a:b")
IDS = (1, 2, 3)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
addresses, ids, words = st.sampled_from(ADDRESSES), st.sampled_from(IDS), st.text("ab", max_size=2)


class Refused(Exception):
    """An act that was refused."""


def remembered_reads(store: Store) -> dict[str, Any]:
    """All that may be remembered, as repositories give it."""
    communities = store[Communities]
    every = [communities.find(each) for each in IDS]
    rooms = [communities.room(each) for each in ADDRESSES]
    return {
        "communities": [None if each is None else (each.id, each.name) for each in every],
        "all": [each.name for each in communities.all()],
        "rooms": [each and (each.community_id, each.gone_why) for each in rooms],
        "living": [
            sorted(room.address for room in communities.rooms(each, RoomKind.COMMUNITY))
            for each in every
            if each is not None
        ],
        "settings": [store[AppliedSettings].get(key) for key in KEYS],
        "cultivators": sorted(store[Cultivators].all()),
        "seats": [dict(store[SeatHolders].of(each)) for each in every if each is not None],
    }


def fresh_reads(store: Store) -> dict[str, Any]:
    """The same, read from the tables."""
    rows = store._session.execute
    named = {each.id: each.name for each in rows(select(Community.id, Community.name))}
    rooms = {
        each.address: each
        for each in rows(select(Room.address, Room.community_id, Room.gone_why, Room.kind))
    }
    kept = {each.key: each.value for each in rows(select(AppliedSetting.key, AppliedSetting.value))}
    seats = rows(select(SeatRow.community_id, SeatRow.seat, SeatRow.address)).all()
    return {
        "communities": [(each, named[each]) if each in named else None for each in IDS],
        "all": [named[each] for each in sorted(named)],
        "rooms": [
            (rooms[each].community_id, rooms[each].gone_why) if each in rooms else None
            for each in ADDRESSES
        ],
        "living": [
            sorted(
                address
                for address, room in rooms.items()
                if room.community_id == each
                and room.gone_why is None
                and room.kind is RoomKind.COMMUNITY
            )
            for each in IDS
            if each in named
        ],
        "settings": [kept.get(key) for key in KEYS],
        "cultivators": sorted(each.address for each in rows(select(Cultivator.address))),
        "seats": [
            {seat.seat: seat.address for seat in seats if seat.community_id == each}
            for each in IDS
            if each in named
        ],
    }


def change(
    act: Callable[..., object], *drawn: st.SearchStrategy[Any]
) -> st.SearchStrategy[Callable[[Store], object]]:
    return st.tuples(*drawn).map(lambda values: lambda store: act(store, *values))


def adds_community(store: Store, number: int) -> None:
    if store[Communities].find(number) is None:
        about = {"name": f"C{number}", "locale": "fr", "timezone": "Europe/Paris"}
        rules = {"digest": "", "polls_by": "gardeners"}
        store[Communities].add(Community(id=number, slug=f"c{number}", **about, **rules))


def names(store: Store, number: int, name: str) -> None:
    found = store[Communities].find(number)
    if found is not None:
        found.name = name


def names_all(store: Store, name: str) -> None:
    store._session.execute(update(Community).values(name=name))


def puts_room(store: Store, address: str, number: int) -> None:
    store[Communities].put_room(address, RoomKind.COMMUNITY, store[Communities].find(number))


def loses_room(store: Store, address: str) -> None:
    store[Communities].lose_room(address, "gone", NOW)


changes = st.one_of(
    change(adds_community, ids),
    change(loses_room, addresses),
    change(names, ids, words),
    change(names_all, words),
    change(puts_room, addresses, ids),
    change(lambda store, address: store[Communities].untie(address), addresses),
    change(lambda store, old, new: store[Communities].move_room(old, new), addresses, addresses),
    change(
        lambda store, key, word: store[AppliedSettings].change(key, word),
        st.sampled_from(KEYS),
        words,
    ),
    change(
        lambda store, some: store[Cultivators].replace_all(some),
        st.sets(st.sampled_from(ACCOUNTS)),
    ),
)


class Units(RuleBasedStateMachine):
    """Units that write, one after the other."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.within = ExitStack()

    @initialize()
    def empty(self) -> None:
        with self.database.unit() as store:
            for table in (SeatRow, Cultivator, AppliedSetting, Room, Community):
                store._session.execute(delete(table))
        self.begin()

    def begin(self) -> None:
        self.store = self.within.enter_context(self.database.unit())

    def teardown(self) -> None:
        self.within.close()

    @rule()
    def commits(self) -> None:
        self.within.close()
        self.begin()

    @rule()
    def is_undone(self) -> None:
        within = self.within.pop_all()
        within.__exit__(Refused, Refused(), None)
        self.begin()

    @rule(act=st.data(), within=st.sampled_from([Store.savepoint, Store.refusable]))
    def is_refused(
        self, act: st.DataObject, within: Callable[[Store], AbstractContextManager[None]]
    ) -> None:
        with suppress(Refused), within(self.store):
            for each in act.draw(st.lists(changes, min_size=1, max_size=3)):
                each(self.store)
                remembered_reads(self.store)
            raise Refused

    @rule(act=st.data())
    def changes(self, act: st.DataObject) -> None:
        act.draw(changes)(self.store)

    @invariant()
    def is_as_read_anew(self) -> None:
        if hasattr(self, "store"):
            assert remembered_reads(self.store) == fresh_reads(self.store)
            assert remembered_reads(self.store) == fresh_reads(self.store)


@pytest.mark.slow
def test_what_is_remembered_is_what_is_read_anew(database: Database) -> None:
    machine = type("UnitsHere", (Units,), {"database": database})
    run_in_any_order(machine, examples=40, steps=25)
