"""Gardeners on duty: holders of the seats, and deputies while a holder is away.

A seat acts once its holder has joined. Deputies act only during an announced absence of the holder.
Without a deputy the seat is unattended, and the other seat goes on alone. Without any acting
gardener, automatic work pauses and the rooms are told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.roles import Hand, Post, Seat
from storage.communities import Community, SeatHolders
from storage.members import Identities, Member, Members
from storage.seats import Absence, Absences, Posts
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class SeatStatus:
    """The holder and the deputies of a seat today."""

    seat: Seat
    address: str = ""
    """The account that the seat was given to."""
    holder: Member | None = None
    """Its member, once they joined."""
    absence: Absence | None = None
    """The holder's absence today."""
    deputies: tuple[Member, ...] = ()

    @property
    def acting(self) -> tuple[Member, ...]:
        """Members who act for this seat: its holder, or the deputies of one who is away."""
        if self.holder is None:
            return ()
        return (self.holder,) if self.absence is None else self.deputies


SeatStatuses = Mapping[Seat, SeatStatus]


def seat_statuses_of(store: Store, community: Community, today: date) -> SeatStatuses:
    """Both seats of a community, as they are today."""
    held = store[SeatHolders].of(community)
    posts = store[Posts].of(community.id)
    found: dict[Seat, SeatStatus] = {}
    for seat in Seat:
        address = held.get(seat, "")
        holder = _members_behind(store, community, [address] if address else [])
        deputy = Post(seat).deputy
        standing_in = [each.address for each in posts if each.post == deputy]
        deputies = tuple(
            each for each in _members_behind(store, community, standing_in) if each not in holder
        )
        absence = store[Absences].get(holder[0].id, community.id, today) if holder else None
        is_away = absence is not None and absence.days.covers(today)
        found[seat] = SeatStatus(
            seat, address, holder[0] if holder else None, absence if is_away else None, deputies
        )
    return found


def hands_of(store: Store, community: Community, today: date, member: Member) -> dict[Seat, Hand]:
    """The seats that a member acts for today, by any of their accounts.

    A deputy acts while the holder is away.
    """
    addresses = {each.address for each in store[Identities].of(member)}
    held = store[SeatHolders].of(community)
    hands = {seat: Hand.HOLDER for seat, address in held.items() if address in addresses}
    if any(post is not Post.AGENT for post in store[Posts].held(addresses, community.id)):
        for seat, status in seat_statuses_of(store, community, today).items():
            if status.absence is not None and member in status.deputies:
                hands.setdefault(seat, Hand.DEPUTY)
    return hands


def agents_of(store: Store, community: Community) -> list[Member]:
    """The agents on the Region's side who have joined."""
    rows = store[Posts].of(community.id, Post.AGENT)
    return _members_behind(store, community, [each.address for each in rows])


def unattended(seat_statuses: SeatStatuses) -> frozenset[Seat]:
    """Seats that the other seat does without; none if no gardener is left at all."""
    if not any(each.acting for each in seat_statuses.values()):
        return frozenset()
    return frozenset(
        seat
        for seat, each in seat_statuses.items()
        if each.absence is not None and not each.deputies
    )


def acting_gardeners(seat_statuses: SeatStatuses) -> list[Member]:
    """All acting gardeners, each once; holders who are away only if nobody else is left."""
    found = [member for each in seat_statuses.values() for member in each.acting]
    found = found or [each.holder for each in seat_statuses.values() if each.holder is not None]
    return list({each.id: each for each in found}.values())


def is_paused(seat_statuses: SeatStatuses) -> bool:
    """True if every gardener who could act is away."""
    return any(each.absence is not None for each in seat_statuses.values()) and not any(
        each.acting for each in seat_statuses.values()
    )


def _members_behind(store: Store, community: Community, addresses: Collection[str]) -> list[Member]:
    """Members of the community behind these accounts, each once."""
    found: dict[int, Member] = {}
    for address in addresses:
        standing = store[Members].standing(address, community.id)
        if standing is not None and standing.circle is not None:
            found.setdefault(standing.member.id, standing.member)
    return list(found.values())
