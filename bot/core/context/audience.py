"""Recipients: direct rooms, the people of a mailing, and consent to unasked messages."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.core.messages.content import Text, text
from bot.core.messages.encoding import encode
from bot.domain import personal_data
from bot.domain.circles import Audience, Sending, circles_getting
from bot.domain.dates.local_time import USUAL_QUIET_HOURS, QuietHours, next_unasked
from bot.domain.roles import Circle
from storage.communities import Communities, Community, RoomKind
from storage.members import Audiences, Consents, Identities, Identity, Member, Members
from storage.outbound import (
    Delivery,
    DeliveryState,
    Mailing,
    Mailings,
    Outbox,
    Priority,
    SentMessages,
)
from storage.profile import Profiles
from storage.unit_of_work import Store

EXPANDED_AT_ONCE = 200
LETTER = personal_data.LETTER
"""The purpose of the yes to get the letter privately."""


def direct_room(store: Store, member: Member) -> str | None:
    """The living direct room of the account that a person used last."""
    rooms = (living_room(store, each) for each in store[Identities].of(member))
    return next((room for room in rooms if room is not None), None)


def living_room(store: Store, identity: Identity) -> str | None:
    """The direct room of one account, unless it is dead."""
    room = identity.direct
    return None if room is None or store[Communities].is_lost(room) else room


def leave_exposed_room(store: Store, room: str, person: str, now: datetime) -> None:
    """Write to a person elsewhere from now on: others can read this direct room, or could later.

    The room is told once; the person is invited to another one by the first words in it.
    """
    account, shared = store[Identities].get(person), room.partition("/")[0]
    locale, told = (store[SentMessages].language_of(each) for each in (room, shared))
    is_news = locale is not None and told is None
    if account is not None:
        is_news = account.direct == room
    store.move_room(room, person)
    if is_news:
        first = text("We continue here: others can read our other room, or could later.")
        for where, words in ((shared, not_private()), (person, first)):
            store[Outbox].put(
                room=where,
                priority=Priority.ANSWER,
                at=now,
                payload=encode(words),
                locale=locale or "fr",
                zone="UTC",
                member_id=None if account is None or where == shared else account.member_id,
            )


def lose_mailbox(store: Store, room: str, why: str, now: datetime) -> bool:
    """Write nothing more to a mailbox that is none; True when this is news about a member's.

    Unlike other direct rooms it is remembered: servers think ill of who tries it again.
    """
    if store[Communities].room(room) is None and store[Members].behind(room) is not None:
        store[Communities].put_room(room, RoomKind.DIRECT, None)
    return store.lose_room(room, why, now)


def not_private() -> Text:
    """The words for a room that is not, or no longer, private."""
    return text(
        "This room is not private: others can read it, or could later. I write to you in another "
        "room, to which I invite you."
    )


def zone_of(member: Member | None, community: Community | None) -> str:
    """The name of the zone in which a person reads dates in private: their own, if they said so."""
    if member is not None and member.timezone is not None:
        return member.timezone
    return "UTC" if community is None else community.timezone


def quiet_of(member: Member) -> QuietHours:
    """The hours in which a person is not written to unasked."""
    return quiet_between(member.quiet_from, member.quiet_to)


def pace_of(member: Member) -> timedelta:
    """The days between two unasked messages to a person."""
    return timedelta(weeks=1) if member.gets_fewer else timedelta(days=1)


def quiet_between(start: str | None, end: str | None) -> QuietHours:
    """The quiet hours as they are kept with a person."""
    if start is None or end is None:
        return USUAL_QUIET_HOURS
    return QuietHours(time.fromisoformat(start), time.fromisoformat(end))


def expand(store: Store, mailing: Mailing, now: datetime) -> None:
    """Write the next rows of a mailing, as many as others can wait for, and note its progress.

    Skips people who want one letter a month and already have this month's. A person has one row,
    whatever number of accounts they have; the letter goes where they want it.
    """
    community = store[Communities].get(mailing.community_id)
    ids = audience(store, mailing, after=mailing.cursor, limit=EXPANDED_AT_ONCE)
    sated: set[int] = set()
    if mailing.purpose == LETTER:
        local = now.astimezone(community.zone)
        month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        sated = store[Profiles].had_their_letter(mailing, ids, month)
    rooms = store[Audiences].rooms_of(ids)
    store[Outbox].put_mailed(
        _delivery_row(mailing, community, member, _room_for(mailing, member, own), now)
        for member in store[Audiences].members(ids)
        if member.id not in sated and (own := rooms.get(member.id))
    )
    mailing.done = len(ids) < EXPANDED_AT_ONCE
    mailing.cursor = ids[-1] if ids else mailing.cursor


def _room_for(mailing: Mailing, member: Member, own: Sequence[str]) -> str:
    """One of the living direct rooms of a member: for the letter, where they want it."""
    on = member.letter_on if mailing.purpose == LETTER else None
    return next((each for each in own if on is not None and each.startswith(f"{on}:")), own[0])


def audience(store: Store, mailing: Mailing, *, after: int, limit: int) -> Sequence[int]:
    """Ids above `after` of those whom a mailing is for.

    Its purpose is something to which people said yes, as to the letter in private; else a
    `Sending`, which goes to the circles that get it.
    """
    community_id, purpose = mailing.community_id, mailing.purpose
    circles = _circles(purpose)
    if mailing.audience is not None:
        chosen = _audience_of(mailing)
        return store[Audiences].in_audience(community_id, chosen, after=after, limit=limit)
    if circles is None:
        return store[Audiences].with_consent(community_id, purpose, after=after, limit=limit)
    return store[Audiences].in_circles(community_id, circles, after=after, limit=limit)


def reached(store: Store, community_id: int, sending: Sending, audience: Audience) -> int:
    """Number of people whom such a message would reach in private."""
    return store[Audiences].count(community_id, _limited_to(sending, audience))


def members_reached(
    store: Store, community_id: int, sending: Sending, audience: Audience, *, most: int
) -> Sequence[int]:
    """Ids of the first of the people whom such a message would reach in private."""
    limited = _limited_to(sending, audience)
    return store[Audiences].in_audience(community_id, limited, after=0, limit=most)


@dataclass(frozen=True, slots=True)
class Recipients:
    """The recipients of a message to an audience, counted."""

    by_network: Mapping[str, int]
    """Their number, by the network of their preferred direct room."""
    without_room: int
    """Number of people without a living direct room."""

    @property
    def count(self) -> int:
        """Number of all of them."""
        return sum(self.by_network.values()) + self.without_room


def recipients_of(
    store: Store, community_id: int, sending: Sending, audience: Audience
) -> Recipients:
    """Count the people of an audience by the network of their preferred direct room."""
    limited = _limited_to(sending, audience)
    rooms: dict[int, str] = {}
    for member_id, room in store[Audiences].direct_rooms(community_id, limited):
        rooms.setdefault(member_id, room)
    networks = Counter(room.partition(":")[0] for room in rooms.values())
    everyone = store[Audiences].count(community_id, limited)
    most_first = sorted(networks.items(), key=lambda each: (-each[1], each[0]))
    return Recipients(dict(most_first), everyone - len(rooms))


def _audience_of(mailing: Mailing) -> Audience:
    return _limited_to(Sending(mailing.purpose), Audience(**mailing.audience or {}))


def _limited_to(sending: Sending, audience: Audience) -> Audience:
    """The audience, limited to circles that get such a sending.

    Members of a working group, which they can mute, and authors of a call's entries asked for it
    in every circle.
    """
    asked = audience.groups or audience.calls
    getting = [each.value for each in (Circle if asked else circles_getting(sending))]
    wanted = audience.circles or getting
    return replace(audience, circles=[each for each in wanted if each in getting])


def _circles(purpose: str) -> Collection[Circle] | None:
    """The circles that a mailing goes to; None where each person was asked."""
    by_rule = purpose != LETTER and purpose in list(Sending)
    return circles_getting(Sending(purpose)) if by_rule else None


def _delivery_row(
    mailing: Mailing, community: Community, member: Member, room: str, now: datetime
) -> dict[str, object]:
    zone = zone_of(member, community)
    at = quiet_of(member).over(now, ZoneInfo(zone))
    return {
        "network": room.partition(":")[0],
        "room": room,
        "action": "send",
        "priority": int(Priority.DIGEST),
        "state": DeliveryState.WAITING,
        "locale": member.locale or community.locale,
        "zone": zone,
        "community_id": community.id,
        "member_id": member.id,
        "mailing_id": mailing.id,
        "again": False,
        "unasked": mailing.audience is not None and not mailing.audience.get("calls"),
        "txn": uuid4().hex,
        "piece": 0,
        "attempts": 0,
        "not_before": at,
        "created_at": at,  # later than that, a row waits because its network refused it
    }


def still_wanted(store: Store, delivery: Delivery) -> bool:
    """True if an unasked message may still be sent: its reader neither left nor stopped it.

    A mailing needs consent to its purpose, any other unasked message consent to messages.
    """
    if delivery.member_id is None or not (delivery.unasked or delivery.mailing_id):
        return True
    member = store[Members].get(delivery.member_id)
    if member is None:
        return False
    if delivery.mailing_id is None:
        return may_tell(store, member, delivery.community_id)
    mailing = store[Mailings].get(delivery.mailing_id)
    if mailing.stopped_at is not None:
        return False
    if mailing.audience is not None:
        before, chosen = member.id - 1, _audience_of(mailing)
        found = store[Audiences].in_audience(mailing.community_id, chosen, after=before, limit=1)
        return list(found) == [member.id]
    circles = _circles(mailing.purpose)
    if circles is None:
        return _has_consent(store, member, mailing.community_id, mailing.purpose)
    belonging = store[Members].membership(member, mailing.community_id)
    by_rule = belonging is not None and belonging.circle in circles
    return by_rule and member.stopped_at is None


def is_held_back(store: Store, delivery: Delivery) -> bool:
    """True if a message belongs to a mailing that is paused."""
    if delivery.mailing_id is None:
        return False
    return store[Mailings].get(delivery.mailing_id).paused_at is not None


def may_tell(store: Store, member: Member, community_id: int | None) -> bool:
    """True if a person consented to unasked messages from this community."""
    return _has_consent(store, member, community_id, personal_data.MESSAGES)


def _has_consent(store: Store, member: Member, community_id: int | None, purpose: str) -> bool:
    if member.stopped_at is not None or community_id is None:
        return False
    return bool(store[Consents].of(member, community_id, purpose))


def may_leave_at(store: Store, delivery: Delivery, now: datetime) -> datetime:
    """Time from which an unasked message may be sent: outside quiet hours, at the person's pace."""
    member = None if delivery.member_id is None else store[Members].get(delivery.member_id)
    if member is None:
        return next_unasked(now, ZoneInfo(delivery.zone), None)
    zone = ZoneInfo(member.timezone or delivery.zone)
    return next_unasked(now, zone, member.unasked_on, quiet_of(member), pace=pace_of(member))
