"""The sender of a message, its room and community, and how its words are read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.core.context.context import CommunityChoice, Context, FollowUps, Person
from bot.core.context.job_context import Contact
from bot.core.declarations.arguments import Reading
from bot.core.declarations.declaration import Declaration
from bot.core.declarations.permissions import needs_membership
from bot.core.declarations.place_lookup import Places, around
from bot.core.declarations.registry import Declared, declarations_of
from bot.core.inbound.community_choice import community_finder
from bot.core.messages.content import Ambiguous, Answer, text
from bot.core.messages.i18n import spoken
from bot.core.messages.incoming import Incoming, Kind, Mention, normalised
from bot.core.messages.ports import Capabilities
from bot.domain.refusals import Refusal
from bot.domain.words import fold, person_name
from storage.communities import Communities, Community, Room, RoomKind
from storage.members import Identities, Member, Members, Standing
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

    def record_sender(self, store: Store, incoming: Incoming, now: datetime) -> Context:
        """Record the sender's account and presence; return the context of their message.

        An anonymous admin is nobody. All words that people sent are normalised here, before any
        parser reads them.
        """
        incoming = normalised(_in_its_room(store, incoming))
        room = None if incoming.direct else known_room(store, incoming.room)
        known = None
        if not incoming.anonymous and (room is None or room.community_id is None):
            known = store[Members].standing(incoming.sender, None)
        community, community_choice = _community(store, incoming, room, known)
        if not incoming.anonymous and community is not None:
            known = store[Members].standing(incoming.sender, community.id)
        opened = False
        if known is not None and incoming.kind is not Kind.ASKED:  # where we may write once only
            opened = incoming.direct and known.direct is None
            _keep_account(store, known, incoming, now)
        if known is not None:
            store[Members].act(known.member, now)
        ctx = Context(
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
        if opened:
            call_hook(ctx, "opened")
        return ctx


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


def is_newcomer(ctx: Context, declaration: Declaration) -> bool:
    """True if this is for members, and the sender is not one yet."""
    return needs_membership(ctx, declaration) and not ctx.incoming.anonymous


def call_hook(ctx: Context, moment: str, *arguments: str) -> Answer:
    """Call the feature that handles a moment, if there is one."""
    hook = declarations_of(ctx).hooks.get(moment)
    answer: Answer = None if hook is None else hook(ctx, *arguments)
    return answer


_MEMBER = re.compile(r"#\d{1,9}")


class NobodyCalledSo(Refusal):
    """I know nobody called “{typed}” in {community}. Mention the person, or write their name."""


class SeveralMembers(Ambiguous):
    """Several people are called “{typed}”: mention the one you mean."""

    def __init__(self, typed: str, found: Sequence[tuple[int, str]]) -> None:
        """Keep the ids and names found."""
        choices = [(f"#{member_id}", name) for member_id, name in found]
        super().__init__(typed, choices, text("Whom do you mean?"))


def reading(ctx: Context) -> Reading:
    """The parsing context of the sender's words."""
    return Reading(
        ctx.now,
        ctx.reading_zone,
        member_finder(ctx),
        ctx.incoming.mentions,
        Places(partial(around, ctx)),
        community_finder(ctx),
        ctx.incoming.file if ctx.direct else None,
    )


def member_finder(ctx: Context) -> Callable[[str, Sequence[Mention]], Member]:
    """A function that finds a member of the context's community by typed words."""

    def find(typed: str, mentions: Sequence[Mention]) -> Member:
        if _MEMBER.fullmatch(typed):
            found = [_in_community(ctx, ctx.store[Members].get(int(typed[1:])))]
        else:
            found = _mentioned_members(ctx, typed, mentions) or _members_called(ctx, typed)
        members = [member for member in found if member is not None]
        if not members:
            raise NobodyCalledSo(typed=typed[:40], community=ctx.community.name)
        if len(members) > 1:
            raise SeveralMembers(typed[:40], [(each.id, each.name) for each in members])
        return members[0]

    return find


def _mentioned_members(
    ctx: Context, typed: str, mentions: Sequence[Mention]
) -> list[Member | None]:
    """The member named by a mention; None for a stranger, never a namesake."""
    network, wanted = ctx.incoming.network, fold(typed)
    for mention in mentions:
        if fold(mention.words) == wanted:
            address = mention.address or _with_handle(ctx, network, mention.words)
            return [None if address is None else _member_at(ctx, address)]
    if typed.startswith("@"):
        address = _with_handle(ctx, network, typed)
        return [None if address is None else _member_at(ctx, address)]
    return []


def _members_called(ctx: Context, typed: str) -> list[Member | None]:
    return [*ctx.store[Members].called(ctx.community.id, typed)]


def _with_handle(ctx: Context, network: str, handle: str) -> str | None:
    identity = ctx.store[Identities].with_handle(network, handle.removeprefix("@"))
    return None if identity is None else identity.address


def _member_at(ctx: Context, address: str) -> Member | None:
    standing = ctx.store[Members].standing(address, ctx.community.id)
    return None if standing is None or standing.circle is None else standing.member


def _in_community(ctx: Context, member: Member | None) -> Member | None:
    if member is None or ctx.store[Members].membership(member, ctx.community.id) is None:
        return None
    return member
