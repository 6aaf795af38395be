"""A shared welcome for newcomers of the community's rooms, which is taken away again.

It is posted and taken away by a job: see `handlers/joining/welcome_updates.py`.
"""

from datetime import timedelta

from bot.core import (
    Card,
    Context,
    JobContext,
    Router,
    Text,
    Where,
    Words,
    ntext,
    text,
)
from bot.domain.joining import LIFE, Greeted, shown_name
from bot.domain.roles import Role
from bot.references.joining import bot_introduction_card, welcome_card
from handlers.joining import acts
from handlers.joining.welcome_end import WITHOUT_NAMES, end_welcome
from storage.communities import Communities, Community
from storage.joining import Welcomes
from storage.members import Members

router = Router()

MAY_BE_WRITTEN_TO = timedelta(minutes=5)
"""Time in which Telegram lets us write to a person who asks to be let in."""


@router.hook("entered")
def await_welcome(ctx: Context) -> None:
    """Queue a newcomer for a welcome, unless they have joined."""
    came_at = min(ctx.incoming.sent_at or ctx.now, ctx.now)
    if came_at <= ctx.now - LIFE:
        return
    for room, community in ctx.store[Communities].met_in(ctx.incoming.room):
        if community.welcome and not _is_member(ctx, community):
            ctx.store[Welcomes].came(
                room,
                ctx.person.address,
                shown_name(ctx.incoming.name),
                community_id=community.id,
                at=came_at,
            )


@router.hook("exited")
def forget_newcomer(ctx: Context) -> None:
    """Forget a newcomer who left the room."""
    for welcome_id in ctx.store[Welcomes].went(ctx.incoming.room, ctx.person.address):
        if ctx.store[Welcomes].is_awaited(welcome_id):
            welcome_card.refresh(ctx, welcome_id)
        else:
            end_welcome(ctx, welcome_id)


@router.hook("asked")
def offer_joining(ctx: Context) -> Card | None:
    """Introduce the bot to people who ask to be let into a room; stores nothing.

    Whether they are let in is for the leaders of the room.
    """
    asked_at = ctx.incoming.sent_at or ctx.now
    if ctx.now - asked_at > MAY_BE_WRITTEN_TO:
        return None
    for _, community in ctx.store[Communities].met_in(ctx.incoming.words):
        if community.welcome and not _is_member(ctx, community):
            ctx.enter(community.id)
            return bot_introduction_card(ctx, None)
    return None


def _is_member(ctx: Context, community: Community) -> bool:
    here = ctx.community_or_none
    if here is not None and here.id == community.id:
        return ctx.person.circle is not None
    standing = ctx.store[Members].standing(ctx.person.address, community.id)
    return standing is not None and standing.circle is not None


@router.card(welcome_card)
def draw_welcome_card(ctx: JobContext, welcome_id: int) -> Card | Text:
    """Greet those who are there and have not joined, and introduce the bot."""
    whom = ctx.store[Welcomes].greeted(welcome_id)
    if not whom.names and not whom.others:
        return WITHOUT_NAMES
    return bot_introduction_card(ctx, _greeting_text(whom))


def _greeting_text(whom: Greeted) -> Words:
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
    label=text("Welcome of newcomers"),
    shows=True,
    trace=acts.CHANGE_HOW_NEWCOMERS_ARE_WELCOMED,
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
    return _switch_welcome(ctx, on=choice)


@router.button("welcome_set", who=Role.GARDENER, trace=acts.CHANGE_HOW_NEWCOMERS_ARE_WELCOMED)
def set_welcome_by_button(ctx: Context, choice: str) -> Text:
    """Do the same with a tap."""
    return _switch_welcome(ctx, on=choice == "yes")


_ON_TEXT = text("Newcomers are welcomed in the rooms of the community.")
_OFF_TEXT = text("Newcomers are not welcomed in the rooms of the community.")
_EXPLANATION = text(
    "It is one quiet message, every ten minutes at most, that leads to joining in private. It goes "
    "away when those it names have joined, at the latest after two days."
)


def _switch_welcome(ctx: Context, *, on: bool) -> Text:
    """Store the choice; switched off, open welcomes are taken away."""
    ctx.community.welcome = on
    if on:
        return _ON_TEXT
    for welcome in ctx.store[Welcomes].unended(ctx.community.id):
        end_welcome(ctx, welcome.id)
    return _OFF_TEXT
