"""A shared welcome for newcomers of the community's rooms, posted and taken away again."""

from dataclasses import replace
from datetime import timedelta

from bot.core import (
    Act,
    Card,
    Context,
    Ephemeral,
    JobContext,
    Router,
    Text,
    Where,
    Words,
    direct_button,
    join_command,
    ntext,
    people_asking,
    people_entering,
    people_leaving,
    text,
)
from bot.domain.introductions import (
    WELCOME_LIFE,
    GreetedNames,
    WelcomeStep,
    next_welcome_step,
    shown_name,
)
from bot.domain.roles import Role
from bot.references.joining import bot_introduction_card, show_notice, welcome_card
from bot.references.personal_data import leaving, stranger_leaving
from handlers.joining.membership import is_member
from storage.communities import Communities, RoomKind
from storage.joining import Welcome, Welcomes
from storage.members import Identities, Member

router = Router()

CHANGE_HOW_NEWCOMERS_ARE_WELCOMED = Act(
    text("{who} changed how newcomers are welcomed"), text("change how newcomers are welcomed")
)

MAY_BE_WRITTEN_TO = timedelta(minutes=5)
"""Time in which Telegram lets us write to a person who asks to be let in."""
SEEN_AT_ONCE = timedelta(minutes=5)
"""Longest age of an arrival that is welcomed in passing; after it, the welcome stays."""
KNOWN = timedelta(days=1)
"""The next welcome keeps its distance for this long after one."""
LOST = timedelta(days=60)
"""A welcome may stay this long in a room that the bot left and entered again."""
_ON_TEXT = text("Newcomers are welcomed in the rooms of the community.")
_OFF_TEXT = text("Newcomers are not welcomed in the rooms of the community.")
_EXPLANATION = text(
    "It is one quiet message, every ten minutes at most, that leads to joining in private. It goes "
    "away when those it names have joined, at the latest after two days."
)
_WITHOUT_NAMES = text(
    "Welcome to those who just came. {join} makes you a member.", join=join_command.typed()
)


@router.contribution(people_entering)
def await_welcome(ctx: Context) -> Ephemeral | None:
    """Welcome a newcomer, unless they have joined: alone where that can be, else with others."""
    came_at = min(ctx.incoming.sent_at or ctx.now, ctx.now)
    if came_at <= ctx.now - WELCOME_LIFE:
        return None
    for room, community in ctx.store[Communities].met_in(ctx.incoming.room):
        if community.welcome and not is_member(ctx, community):
            if ctx.answers_alone and came_at > ctx.now - SEEN_AT_ONCE:
                return _welcome_alone(ctx.elsewhere(community.id))
            ctx.store[Welcomes].came(
                room,
                ctx.person.address,
                shown_name(ctx.incoming.name),
                community_id=community.id,
                at=came_at,
            )
    return None


def _welcome_alone(ctx: Context) -> Ephemeral:
    """A welcome for one person, who joins right below it; nothing of it is stored."""
    name = shown_name(ctx.incoming.name)
    greeting = text("Welcome, {names}.", names=[name]) if name else text("Welcome.")
    card = bot_introduction_card(ctx, greeting)
    join = show_notice.button(text("Join"), ctx.community.id, "")
    word = join_command.link_word(ctx)
    return Ephemeral(replace(card, buttons=((join,),)), word)


@router.contribution(people_leaving)
def forget_newcomer(ctx: Context) -> None:
    for welcome_id in ctx.store[Welcomes].went(ctx.incoming.room, ctx.person.address):
        if ctx.store[Welcomes].is_awaited(welcome_id):
            welcome_card.refresh(ctx, welcome_id)
        else:
            _end_welcome(ctx, welcome_id)


@router.contribution(people_asking)
def offer_joining(ctx: Context) -> Card | None:
    """Introduce the bot to people who ask to be let into a room; stores nothing.

    Who is a member, or says yes to the notice, is let in. Others are left to the room's leaders.
    """
    asked_at = ctx.incoming.sent_at or ctx.now
    for address, community in ctx.store[Communities].met_in(ctx.incoming.words):
        if not community.welcome:
            continue
        ctx.enter(community.id)
        if is_member(ctx, community):
            ctx.let_in(address)
            return None
        if ctx.now - asked_at <= MAY_BE_WRITTEN_TO:
            return _way_in(ctx, address)
    return None


def _way_in(ctx: Context, address: str) -> Card | None:
    """The introduction for who waits before a room, with the button that joins and lets in."""
    room = ctx.store[Communities].room(address)
    if room is None:
        return None
    card = bot_introduction_card(ctx, None)
    let_in = text("As soon as you have joined, you are let into the group.")
    # A link, since it opens the private chat: that of the request ends when they are let in.
    join = direct_button(
        text("Join"), enter_room.link_word(ctx, room.id), enter_room.press(room.id)
    )
    return replace(card, lines=(*card.lines, let_in), buttons=((join,),))


@router.button("let_in", who=Role.MEMBER, deep=True)
def enter_room(ctx: Context, room_id: int) -> Text:
    """Let a member into a room of the community that they asked to join."""
    rooms = [each for each in ctx.rooms(RoomKind.COMMUNITY) if each.id == room_id]
    for room in rooms:
        ctx.let_in(room.address)
    if not rooms:
        return text("This room is no longer one of {community}.", community=ctx.community.name)
    return text("You are let into the group, if you asked for it.")


@router.card(welcome_card, shows=[Welcome])
def draw_welcome_card(ctx: JobContext, welcome_id: int) -> Card | Text:
    """Greet those who are there and have not joined, and introduce the bot."""
    whom = ctx.store[Welcomes].greeted(welcome_id)
    if not whom.names and not whom.others:
        return _WITHOUT_NAMES
    return bot_introduction_card(ctx, _greeting_text(whom))


def _greeting_text(whom: GreetedNames) -> Words:
    if not whom.names:
        return ntext(
            "Welcome to the one who just came.",
            "Welcome to the {count} people who just came.",
            whom.others,
        )
    if not whom.others:
        return text("Welcome, {names}.", names=whom.names)
    return ntext(
        "Welcome, {names} and {count} other.",
        "Welcome, {names} and {count} others.",
        whom.others,
        names=", ".join(whom.names),
    )


@router.command(
    "welcome",
    fr="accueil",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="setup",
    label=text("Welcome of newcomers"),
    shows=True,
    trace=CHANGE_HOW_NEWCOMERS_ARE_WELCOMED,
)
def show_welcome(ctx: Context) -> Card:
    """See whether newcomers of the rooms are welcomed, and change it."""
    now = _ON_TEXT if ctx.community.welcome else _OFF_TEXT
    other = (
        set_welcome_by_button.button(text("Stop welcoming newcomers"), "no")
        if ctx.community.welcome
        else set_welcome_by_button.button(text("Welcome newcomers"), "yes")
    )
    return Card(text("Welcome of newcomers"), (now, _EXPLANATION), ((other,),))


@router.command(
    "welcome", fr="accueil", example=("no", "non"), who=Role.GARDENER, where=Where.BACKSTAGE
)
def set_welcome(ctx: Context, choice: bool) -> Text:  # noqa: FBT001 - what is typed
    """Choose whether people who come into the rooms are welcomed: yes or no."""
    ctx.community.welcome = choice
    if choice:
        return _ON_TEXT
    for welcome in ctx.store[Welcomes].unended(ctx.community.id):
        _end_welcome(ctx, welcome.id)
    return _OFF_TEXT


@router.button("welcome_set", who=Role.GARDENER, trace=CHANGE_HOW_NEWCOMERS_ARE_WELCOMED)
def set_welcome_by_button(ctx: Context, choice: str) -> Text:
    return set_welcome(ctx, choice == "yes")


def update_welcomes(ctx: JobContext) -> None:
    """End the welcomes that are over, and welcome those who came since."""
    welcomes, now = ctx.store[Welcomes], ctx.now
    welcomes.drop_expired(
        came_before=now - WELCOME_LIFE, ended_before=now - KNOWN, begun_before=now - LOST
    )
    welcomes.forget_joined()
    for welcome in welcomes.unended():
        is_over = (  # its time is up, all have joined, or welcomes are off there
            welcome.ends_at <= now
            or not welcomes.is_awaited(welcome.id)
            or _host(ctx, welcome.room) != welcome.community_id
        )
        if is_over:
            _end_welcome(ctx.within(welcome.community_id), welcome.id)
    for room in welcomes.rooms_waiting():
        _welcome_people(ctx, room)


def _welcome_people(ctx: JobContext, room: str) -> None:
    """Welcome people who wait in a room, if it is time; a room has one welcome at most."""
    welcomes, community_id = ctx.store[Welcomes], _host(ctx, room)
    if community_id is None:
        welcomes.turn_away(room)
        return
    standing = welcomes.standing(room)
    leaving = standing is not None and not standing.has_left
    first, last = welcomes.earliest(room) or ctx.now, welcomes.last_at(room)
    match next_welcome_step(ctx.now, first=first, last=last, one_is_leaving=leaving):
        case WelcomeStep.WAIT:
            return
        case WelcomeStep.TAKE_IN if standing is not None:
            welcomes.take_in(standing.id, room)
        case _:
            theirs = ctx.within(community_id)
            if standing is not None:
                _end_welcome(theirs, standing.id)
            new = welcomes.open(room, community_id, at=ctx.now, ends_at=first + WELCOME_LIFE)
            welcomes.take_in(new, room)
            welcome_card.post(theirs, room, new, again=False, quiet=True)


def _host(ctx: JobContext, address: str) -> int | None:
    """The community that welcomes people in this room, if any."""
    room = ctx.store[Communities].room(address)
    if room is None or room.kind != RoomKind.COMMUNITY or room.gone_at is not None:
        return None
    if room.community_id is None or not ctx.store[Communities].get(room.community_id).welcome:
        return None
    return room.community_id


def _end_welcome(ctx: JobContext, welcome_id: int) -> None:
    """Delete a welcome, and the names in it."""
    welcome_card.take_away(ctx, welcome_id, instead=_WITHOUT_NAMES)
    ctx.store[Welcomes].end(welcome_id, ctx.now)


@router.contribution(leaving)
def forget_welcomes(ctx: Context, member: Member) -> None:
    """Forget which rooms the member came into."""
    ctx.store[Welcomes].forget({each.address for each in ctx.store[Identities].of(member)})


@router.contribution(stranger_leaving)
def forget_stranger(ctx: Context) -> None:
    """Forget which rooms the sender came into."""
    ctx.store[Welcomes].forget({ctx.person.address})


router.personal_data(
    "newcomers",
    text("Rooms that you came into"),
    text("So that you are welcomed there. The network tells me. Kept for two days at most."),
    order=280,
)
