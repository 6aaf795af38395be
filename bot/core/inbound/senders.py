"""The sender of a message, its room and community, and how its words are read.

The community of a private message is asked once if nothing names it, then remembered. A room names
it, and so do a pressed message, a reply and a link. The request is held for an hour and continues
after the answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.core.context.context import CommunityChoice, Context, FollowUps, Person
from bot.core.context.job_context import Contact
from bot.core.declarations.arguments import NoSuchCommunity, Reading
from bot.core.declarations.declaration import ButtonCall, Command, Declaration
from bot.core.declarations.permissions import may, needs_membership
from bot.core.declarations.place_lookup import Places, around
from bot.core.declarations.references import (
    ask_community,
    choose_and_go_on,
    choose_community,
    menu_command,
)
from bot.core.declarations.registry import Declared, chats_opened
from bot.core.declarations.shown_revisions import changes_when_typed
from bot.core.messages.content import Ambiguous, Answer, Button, Card, Replace, Text, text
from bot.core.messages.i18n import spoken
from bot.core.messages.incoming import Answered, Incoming, Kind, Mention, normalised
from bot.core.messages.ports import Capabilities
from bot.domain.refusals import Refusal
from bot.domain.words import fold, person_name
from storage.communities import Communities, Community, Cultivators, Room, RoomKind
from storage.inbound import Forms, OpenForm
from storage.members import Identities, Member, Members, Standing
from storage.outbound import SentMessages
from storage.unit_of_work import Store

MOST_CHOICES = 80
_LONGEST_NUMBER = 9


def community_finder(ctx: Context) -> Callable[[str], Community]:
    """A function that finds a community by number, short name or name."""

    def find(typed: str) -> Community:
        found = named(ctx.store[Communities].all(), typed)
        if found is None and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER:
            found = ctx.store[Communities].find(int(typed))
        if found is None:
            raise NoSuchCommunity(typed=typed[:40])
        return found

    return find


def named(communities: Sequence[Community], typed: str) -> Community | None:
    """The community with this short name or name."""
    wanted = fold(typed)
    return next((each for each in communities if wanted in (each.slug, fold(each.name))), None)


def several_meant(ctx: Context, declaration: Declaration) -> Sequence[Community]:
    """The communities of which each may be meant; none, in the one that is, where it is clear."""
    if ctx.community_choice is CommunityChoice.NAMED or not declaration.is_of_one_community:
        return ()
    outside = declaration.admits_outsiders and ctx.cultivates()
    if ctx.community_choice is CommunityChoice.KNOWN and not outside:
        return ()
    open_to = _open_to(ctx, outside=outside)
    member = ctx.person.member
    here = ctx.store[Cultivators].meant_by(ctx.person.address) if member is None else member.here
    meant = [each for each in open_to if each.id == here] or open_to
    if len(meant) == 1:
        ctx.enter(meant[0].id)
        return ()
    may_anywhere = any(may(ctx.elsewhere(each.id), declaration) for each in open_to)
    return open_to if may_anywhere else ()


def ask_which(
    ctx: Context, several: Sequence[Community], held: OpenForm | None, forgotten: Text | None = None
) -> Card:
    """The question which of several communities is meant.

    `held` goes on after the answer; what is `forgotten` of it is said.
    """
    remarks = [
        text("I remember your answer; {menu} lets you change it.", menu=menu_command.typed())
    ]
    if forgotten is not None:
        remarks.append(forgotten)
    if held is None:
        return _question(several, remarks)
    return _question(several, remarks, hold(ctx, held))


def ask_before_words(ctx: Context) -> Card | None:
    """Ask which community plain words are about; None where only one may be.

    They are understood once it is chosen.
    """
    open_to = _open_to(ctx, outside=False)
    if ctx.community_choice is not CommunityChoice.OPEN or len(open_to) < 2:  # noqa: PLR2004 - several
        return None
    return ask_which(ctx, open_to, _open_form("talk", words=ctx.incoming.words))


def switch(ctx: Context) -> Card | Text:
    """Ask which community is meant from now on."""
    open_to = _open_to(ctx, outside=ctx.cultivates())
    if len(open_to) > 1:
        return _question(open_to)
    if not open_to:
        return text("You belong to no community yet.")
    return text("You belong to one community: {community}.", community=open_to[0].name)


def choose(ctx: Context, community_id: int) -> bool:
    """Remember a choice and go on in its name; False where it is none of this person's."""
    open_to = {each.id for each in _open_to(ctx, outside=ctx.cultivates())}
    if community_id not in open_to:
        return False
    member = ctx.person.member
    if member is None:
        ctx.store[Cultivators].mean(ctx.person.address, community_id)
    else:
        member.here = community_id
    ctx.enter(community_id)
    return True


def chosen(ctx: Context) -> Card:
    """The confirmation of a choice, with a way to choose again."""
    confirmation = text("Noted: {community}, until you change it.", community=ctx.community.name)
    return Card(None, (confirmation,), ((ask_community.button(text("Change the community")),),))


def change_button(ctx: Context) -> Button | None:
    """A button that changes the community, for people who have several."""
    here = ctx.community_or_none
    if len(_open_to(ctx, outside=ctx.cultivates())) < 2:  # noqa: PLR2004 - from one to another
        return None
    if here is None or ctx.community_choice is CommunityChoice.OPEN:
        return ask_community.button(text("Choose a community"))
    return ask_community.button(text("Community: {community} · change", community=here.name))


def has_several(ctx: Context, declaration: Declaration) -> bool:
    """True if this person may mean several communities, so that an answer names its own."""
    if not declaration.is_of_one_community:
        return False
    outside = declaration.admits_outsiders and ctx.cultivates()
    return len(_open_to(ctx, outside=outside)) > 1


def titled(ctx: Context, answer: Answer) -> Answer:
    """An answer read in private, under the name of its community."""
    here = ctx.community_or_none
    if here is None:
        return answer
    match answer:
        case Replace(message):
            return Replace(_with_title(here.name, message))
        case Card() | Text() | str():
            return _with_title(here.name, answer)
        case _:
            return answer


def _with_title(name: str, message: Card | Text | str) -> Card:
    if not isinstance(message, Card):
        return Card(name, (message,))
    if message.title is None:
        return replace(message, title=name)
    named_already = isinstance(message.title, Text) and name in message.title.values.values()
    if named_already or message.title == name:
        return message
    title = replace(_TITLE, values={"community": name, "title": message.title})
    return replace(message, title=title)


_TITLE = text("{community} · {title}")


def _question(open_to: Sequence[Community], remarks: Sequence[Text] = (), mark: str = "") -> Card:
    choices = [
        choose_and_go_on.button(each.name, each.id, mark)
        if mark
        else choose_community.button(each.name, each.id)
        for each in open_to[:MOST_CHOICES]
    ]
    rows = tuple((each,) for each in choices)
    return Card(text("For which community?"), tuple(remarks), rows)


def _open_to(ctx: Context, *, outside: bool) -> list[Community]:
    """The communities that this person may mean, by name: theirs, or all from outside."""
    communities, member = ctx.store[Communities], ctx.person.member
    if outside:
        found = list(communities.all())
    else:
        own = () if member is None else ctx.store[Members].communities_of(member)
        found = [communities.get(each) for each in own]
    return sorted(found, key=lambda each: (fold(each.name), each.id))


HELD_FOR = timedelta(hours=1)


def held_words(ctx: Context, words: str) -> OpenForm:
    """A typed command to hold, with its mentions, and the answered message if the sender's own."""
    came = ctx.incoming
    mentions = [[each.words, each.address] for each in came.mentions]
    held: dict[str, Any] = {"words": words, "mentions": mentions, "attachment": came.attachment}
    held["typed_at"] = changes_when_typed(ctx)
    if came.answered is not None and came.answered.author == came.sender:
        held["answered"] = [came.answered.words, came.answered.author, came.answered.name]
    return _open_form("words", **held)


def words_to_keep(ctx: Context, command: Command, words: str, rest: str) -> str:
    """The words of a command that may wait; no choice of one who may vote in secret."""
    first = rest.split(maxsplit=1)[:1]
    may_be_secret = command.confidential is not None and rest.split() != first
    # The parts of a message by which the store tells whether it may be confidential.
    if not may_be_secret or not ctx.store.conceals({"sender": ctx.incoming.sender, "direct": True}):
        return words
    return " ".join([command.name, *first])


def held_press(button: ButtonCall, press: str) -> OpenForm | None:
    """A pressed button to hold; None for one that may be a secret vote."""
    return None if button.confidential is not None else _open_form("press", press=press)


def held_form(name: str, answers: Mapping[str, str]) -> OpenForm:
    """A form to hold, with the answers known so far."""
    return _open_form("form", name=name, answers=dict(answers))


def _open_form(kind: str, **values: Any) -> OpenForm:  # noqa: ANN401 - what JSON holds
    return OpenForm(kind, None, values)


def hold(ctx: Context, held: OpenForm) -> str:
    """Hold a request of this room for an hour, in place of an earlier one; gives its mark."""
    return str(ctx.store[Forms].hold(ctx.incoming.room, held, ctx.now + HELD_FOR))


def held_for(ctx: Context, mark: str) -> OpenForm | None:
    """The held request; None if it expired or was replaced."""
    room = ctx.incoming.room
    held = ctx.store[Forms].held_in(room, ctx.now)
    if held is None or str(held.mark) != mark:
        return None
    ctx.store[Forms].forget_held(room)
    return held


def take_up(ctx: Context, held: OpenForm) -> None:
    """Restore mentions and attachment of the held command, and the message that it answers.

    It was typed about what was shown then: see `check_delivered`.
    """
    given = held.answers
    if held.form == "words":
        mentions = tuple(Mention(words, address) for words, address in given["mentions"])
        ctx.typed_at = given.get("typed_at", 0)
        answered = Answered(*given["answered"]) if "answered" in given else None
        ctx.incoming = replace(
            ctx.incoming, mentions=mentions, attachment=given["attachment"], answered=answered
        )


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
            if not incoming.on_page:
                _keep_account(store, known, incoming, now)
            if self._networks[incoming.network].by_mail and incoming.kind is Kind.WORDS:
                store[Communities].find_room(incoming.room)  # a mailbox that writes exists again
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
            network=_capabilities(self._networks[incoming.network], incoming),
            declared=self._declared,
            follow_ups=self._follow_ups,
            community_choice=community_choice,
        )
        if opened:
            chats_opened.first(ctx)
        return ctx


def _capabilities(network: Capabilities, incoming: Incoming) -> Capabilities:
    """The abilities of the place of a message; a page has buttons on every network."""
    if not incoming.on_page:
        return network
    return replace(
        network,
        mark="" if incoming.own_page else network.mark,
        buttons=True,
        deep_links=False,
        keys=False,
        private_files=False,
        by_mail=False,
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


def is_newcomer(ctx: Context, declaration: Declaration) -> bool:
    """True if this is for members, and the sender is not one yet."""
    return needs_membership(ctx, declaration) and not ctx.incoming.anonymous


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
            member = ctx.store[Members].get(int(typed[1:]))
            is_here = member and ctx.store[Members].membership(member, ctx.community.id)
            found = [member if is_here else None]
        else:
            found = _mentioned_members(ctx, typed, mentions)
            found = found or [*ctx.store[Members].called(ctx.community.id, typed)]
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


def _with_handle(ctx: Context, network: str, handle: str) -> str | None:
    identity = ctx.store[Identities].with_handle(network, handle.removeprefix("@"))
    return None if identity is None else identity.address


def _member_at(ctx: Context, address: str) -> Member | None:
    standing = ctx.store[Members].standing(address, ctx.community.id)
    return None if standing is None or standing.circle is None else standing.member
