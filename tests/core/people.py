"""Accounts behind messages, two communities, and plausible words for any declaration."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, get_args, get_origin

from bot.core.declarations.arguments import Param
from bot.core.declarations.declaration import Declaration
from bot.domain.communes import Commune
from bot.domain.communities import Territory
from bot.domain.dates.moments import Days
from bot.domain.dates.recurrence import Recurring
from bot.domain.dates.spans import Span
from bot.domain.events.rules import EventKind, Rsvp
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Post, Role, Seat
from storage.communities import Communities, Cultivators, RoomKind, SeatHolders
from storage.members.member_tables import Member
from storage.seats import Posts
from storage.unit_of_work import Store
from tests.core.engine import SQUARE, Engine

ENERGY, WATER = 1, 2
BACK_ROOM, WATER_SQUARE = "telegram:-1009", "telegram:-2001"

_TYPED: dict[Any, str] = {
    int: "1",
    str: "1",
    bool: "oui",
    date: "aujourd'hui",
    datetime: "demain 18h",
    Span: "demain 18h-20h",
    timedelta: "2 jours",
    Recurring: "mardi 8h",
    Days: "1er août - 25 août",
    Member: "Zoé",
    Circle: "actif",
    Commune: "Besançon",
    Territory: "Doubs",
    EventKind: "visite",
    Rsvp: "oui",
}

_PRESSED = {kind: _TYPED[kind] for kind in (Member, Circle, Commune, Territory, Recurring)}


@dataclass(frozen=True, slots=True)
class AccountHolder:
    """An account, and its holder's role in each community."""

    name: str
    address: str
    roles: dict[int, Role]
    seats: frozenset[tuple[int, Seat]] = frozenset()
    anonymous: bool = False
    agent_of: int | None = None

    def may(self, declaration: Declaration, community: int | None, least: Role) -> bool:
        """True if they may, by the rules as they are meant and not as the engine has them."""
        if least is Role.ANYONE:
            return True
        if self.anonymous:
            return False
        if self.cultivates and (least is Role.CULTIVATOR or declaration.permission.outside):
            return True
        if declaration.permission.everywhere:
            return any(role >= least for role in self.roles.values())
        if community is None or community not in self.roles:
            return False
        if declaration.permission.agents and community == self.agent_of:
            return True
        seat = declaration.permission.seat
        if seat is not None:
            return (community, seat) in self.seats
        return self.roles[community] >= least

    @property
    def cultivates(self) -> bool:
        """True if they run the instance."""
        return self.address in CULTIVATORS and not self.anonymous

    def is_asked(self, declaration: Declaration, room: str | None) -> bool:
        """True if they are asked which community they mean: those who run both, in private."""
        if room is not None or declaration.place is not None or not self.cultivates:
            return False
        return declaration.is_of_one_community and declaration.admits_outsiders

    def place(self, room: str | None, declaration: Declaration | None = None) -> int | None:
        """The community in whose name they write there: in private, their own.

        A button that says which one is always pressed for the first.
        """
        if declaration is not None and declaration.place is not None:
            return ENERGY
        if room is None:
            return next(iter(self.roles), None) if not self.anonymous else None
        return {SQUARE: ENERGY, BACK_ROOM: ENERGY, WATER_SQUARE: WATER}[room]


PEOPLE = [
    AccountHolder("Xavier", "telegram:70", {}),
    AccountHolder("Zoé", "telegram:71", {ENERGY: Role.MEMBER}),
    AccountHolder(
        "Ana",
        "telegram:72",
        {ENERGY: Role.GARDENER},
        frozenset({(ENERGY, Seat.TERRITORY)}),
    ),
    AccountHolder(
        "Luc",
        "telegram:73",
        {ENERGY: Role.GARDENER},
        frozenset({(ENERGY, Seat.REGION)}),
    ),
    AccountHolder("Max", "telegram:77", {ENERGY: Role.MEMBER}, agent_of=ENERGY),
    AccountHolder(
        "Bea", "telegram:74", {WATER: Role.GARDENER}, frozenset({(WATER, Seat.TERRITORY)})
    ),
    AccountHolder("Carl", "telegram:75", {ENERGY: Role.CULTIVATOR}),
    AccountHolder("Dora", "telegram:76", {}),  # a cultivator who joined nowhere
    AccountHolder("Group", "telegram:72", {}, anonymous=True),
]
ROOMS = [None, SQUARE, BACK_ROOM]
CULTIVATORS = ["telegram:75", "telegram:76"]


def settle_in(engine: Engine) -> None:
    """Put the people into two communities of an engine."""
    assert engine.found("eau") == WATER

    def arrange(store: Store) -> None:
        energy, water = store[Communities].get(ENERGY), store[Communities].get(WATER)
        store[Communities].put_room(BACK_ROOM, RoomKind.GARDENERS, energy)
        store[Communities].put_room(WATER_SQUARE, RoomKind.COMMUNITY, water)
        store[Cultivators].replace_all(CULTIVATORS)
        for person in PEOPLE:
            for community, seat in person.seats:
                held = store[Communities].get(community)
                store[SeatHolders].put(held, seat, person.address)
            if person.agent_of is not None:
                store[Posts].give(person.agent_of, Post.AGENT, person.address)
        store[SeatHolders].put(water, Seat.REGION, "telegram:79")

    engine.store(arrange)
    engine.member("Wim", "telegram:79", community=WATER)
    engine.member("Zoé", "telegram:78", community=WATER)  # so that a name means a member there
    for person in PEOPLE:
        for community in person.roles:
            engine.member(person.name, person.address, community=community)


def typed(declaration: Declaration) -> str:
    """Words that its required parameters take."""
    wanted = [each for each in declaration.params if not each.option]
    parts = [
        "un | deux" if get_origin(each.kind) is list and get_args(each.kind) == (str,)
        else _words_for(each) if each.kind is str
        else _TYPED.get(each.kind, "1")
        for each in wanted
    ]  # fmt: skip
    return " | ".join(parts)


def _words_for(param: Param) -> str:
    """A number, or a word where the reader of a parameter refuses numbers."""
    try:
        assert param.reads is None or param.reads("1") is not None
    except Refusal:
        return "Verger"
    return "1"


def pressed(declaration: Declaration) -> str:
    """A press with arguments that its parameters take."""
    given = (_PRESSED.get(each.kind, "1") for each in declaration.params)
    return ":".join([declaration.name, *given])


def dumped(engine: Engine) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every row of every table."""
    from storage.base import Base  # noqa: PLC0415 - only a dump needs the tables

    def rows(store: Store) -> list[tuple[str, tuple[object, ...]]]:
        return [
            (table.name, tuple(map(repr, row)))
            for table in Base.metadata.sorted_tables
            for row in store._session.execute(table.select())
        ]

    yield from engine.store(rows)
