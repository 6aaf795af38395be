"""Progress of a community's first setup, as it is read from what is stored."""

from dataclasses import dataclass

from bot.domain.roles import Seat
from bot.vocabulary.accounts import member_at
from storage.communities import Communities, Community, Cultivators, RoomKind, SeatHolders
from storage.members import Members
from storage.polls import PollFigures
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class SetupProgress:
    """Steps of a setup that are done."""

    joined: bool
    """A cultivator is a member."""
    has_room: bool
    vacant: tuple[Seat, ...]
    """Seats that nobody was chosen for."""
    awaited: tuple[Seat, ...]
    """Seats whose holder was chosen and has not joined."""
    polled: bool
    """A poll was published."""

    @property
    def is_done(self) -> bool:
        """True if the room works; a seat may be given later."""
        return self.joined and self.has_room and self.polled


def setup_progress(store: Store, community: Community) -> SetupProgress:
    """The progress of a community."""
    holders = store[SeatHolders].of(community)
    given = [seat for seat in Seat if holders.get(seat)]
    cultivators = store[Cultivators].all()
    return SetupProgress(
        joined=any(is_member(store, each, community) for each in cultivators),
        has_room=bool(store[Communities].rooms(community, RoomKind.COMMUNITY)),
        vacant=tuple(seat for seat in Seat if seat not in given),
        awaited=tuple(each for each in given if not is_member(store, holders[each], community)),
        polled=store[PollFigures].is_any_published(community.id),
    )


def is_member(store: Store, address: str, community: Community) -> bool:
    """True if the person behind an account has joined."""
    member = member_at(store, address)
    return member is not None and store[Members].membership(member, community.id) is not None
