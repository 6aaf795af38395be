"""The sender of a message, its room and community: makes the context of an incoming message."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.context.contact import Contact
from bot.core.context.context import Context
from bot.core.context.follow_ups import FollowUps
from bot.core.context.person import CommunityChoice, Person
from bot.core.declarations.registry import Declared
from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.incoming_words import normalised
from bot.core.messages.language.i18n import spoken
from bot.core.messages.ports import Capabilities
from bot.domain.words import person_name
from storage.communities import Communities, Community, Room, RoomKind
from storage.members import Identities, Members, Standing
from storage.outbound import SentMessages
from storage.unit_of_work import Store

SEEN_AGAIN = timedelta(days=1)


class SenderLookup:
    """Makes contexts; `follow_ups` are the calls that they offer."""

    def __init__(
        self,
        contact: Contact,
        networks: Mapping[str, Capabilities],
        declared: Declared,
        follow_ups: FollowUps[Context],
    ) -> None:
        self._contact = contact
        self._networks = networks
        self._declared = declared
        self._follow_ups = follow_ups

    def context(self, store: Store, incoming: Incoming, now: datetime) -> Context:
        """Look up the room and the sender; an anonymous admin is nobody.

        All words that people sent are normalised here, before any parser reads them.
        """
        incoming = normalised(_in_its_room(store, incoming))
        room = None if incoming.direct else known_room(store, incoming.room)
        known = None
        if not incoming.anonymous and (room is None or room.community_id is None):
            known = store[Members].standing(incoming.sender, None)
        community, community_choice = _community(store, incoming, room, known)
        if not incoming.anonymous and community is not None:
            known = store[Members].standing(incoming.sender, community.id)
        if known is not None and incoming.kind is not Kind.ASKED:  # where we may write once only
            _keep_account(store, known, incoming, now)
        if known is not None:
            store[Members].act(known.member, now)
        return Context(
            store,
            now=now,
            community=community,
            contact=self._contact,
            incoming=incoming,
            person=_person(store, incoming, known, community),
            room=room,
            network=self._networks[incoming.network],
            declared=self._declared,
            follow_ups=self._follow_ups,
            community_choice=community_choice,
        )


def _community(
    store: Store, incoming: Incoming, room: Room | None, known: Standing | None
) -> tuple[Community | None, CommunityChoice]:
    """The community of a message, and how it is known.

    A room's own; in private that of the pressed message, else the person's.
    """
    if not incoming.direct:
        here = None if room is None else room.community_id
        return None if here is None else store[Communities].get(here), CommunityChoice.NAMED
    if incoming.about is not None:
        community_id = store[SentMessages].community_of(incoming.room, incoming.about)
        found = None if community_id is None else store[Communities].find(community_id)
        if found is not None:
            return found, CommunityChoice.NAMED
    own = () if known is None else store[Members].communities_of(known.member)
    chosen = None if known is None else known.member.here
    if chosen is not None and chosen in own:
        return store[Communities].get(chosen), CommunityChoice.KNOWN
    if own:
        choice = CommunityChoice.KNOWN if len(own) == 1 else CommunityChoice.OPEN
        return store[Communities].get(own[0]), choice
    everywhere = store[Communities].all()
    only = everywhere[0] if len(everywhere) == 1 else None
    return only, CommunityChoice.KNOWN if only is not None else CommunityChoice.OPEN


def known_room(store: Store, address: str) -> Room | None:
    """The room at this address; a forum topic belongs to the forum's room."""
    room = store[Communities].room(address)
    forum, _, topic = address.partition("/")
    return store[Communities].room(forum) if room is None and topic else room


def _in_its_room(store: Store, incoming: Incoming) -> Incoming:
    """The message, moved out of a direct room that is really one of our shared rooms.

    A shared room is never direct, even while one person is alone in it. A direct room's address
    ends with its person, as a forum topic's does with its topic.
    """
    shared, _, whose = incoming.room.partition("/")
    if incoming.direct and whose:
        room = store[Communities].room(shared)
        ours = None if room is None or room.community_id is None else room.kind
        if ours is not None and ours is not RoomKind.DIRECT:
            return replace(incoming, room=shared, direct=False)
    return incoming


def _person(
    store: Store, incoming: Incoming, known: Standing | None, community: Community | None
) -> Person:
    """The sender: people who are no members yet read what they read last, else their client's."""
    fallback = "fr" if community is None else community.locale
    chosen = None if known is None else known.member.locale
    if known is None and incoming.direct:
        chosen = store[SentMessages].language_of(incoming.room)
    return Person(
        address=incoming.sender,
        name=person_name(incoming.name),
        member=None if known is None else known.member,
        circle=None if known is None else known.circle,
        locale=chosen or spoken(incoming.locale, fallback),
    )


def _keep_account(store: Store, known: Standing, incoming: Incoming, now: datetime) -> None:
    """Save a changed user name or direct room, and once a day that the account was used."""
    handle = incoming.handle and incoming.handle.casefold()
    direct = incoming.room if incoming.direct else None
    moved = direct is not None and (known.direct != direct or now - known.seen_at > SEEN_AGAIN)
    if known.handle != handle or moved:
        store[Identities].seen(incoming.sender, handle=handle, direct=direct, at=now)
