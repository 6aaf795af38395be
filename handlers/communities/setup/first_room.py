"""The first room of a community: connected when a cultivator brings the bot in."""

from bot.core import Card, Context, text
from bot.references.communities import room_command, tie_room_as
from bot.references.help import own_keys
from bot.references.joining import bot_introduction_card
from bot.vocabulary.accounts import tell_account
from handlers.communities.setup.steps import step_card
from storage.communities import Communities, Community, RoomKind


def community_awaiting_room(ctx: Context) -> Community | None:
    """The only community without a room on this network, if the sender runs the bot."""
    if not ctx.cultivates or ctx.incoming.broadcast:
        return None
    waiting = [each for each in ctx.store[Communities].all() if not _has_room(ctx, each)]
    return waiting[0] if len(waiting) == 1 else None


def _has_room(ctx: Context, community: Community) -> bool:
    rooms = ctx.store[Communities].rooms(community, RoomKind.COMMUNITY)
    return any(each.address.startswith(f"{ctx.incoming.network}:") for each in rooms)


def connect_first_room(ctx: Context, community: Community) -> Card:
    """Connect the room, tell its cultivator the next step, and greet those who are there."""
    tie_room_as.run(ctx, community, RoomKind.COMMUNITY.value)
    ctx.enter(community.id)
    ctx.audit(tie_room_as.name)
    done = text(
        "✅ Your room is connected to {community}. To change this, write {room} there.",
        community=community.name,
        room=room_command.typed(),
    )
    me = ctx.person.address
    tell_account(ctx, me, own_keys(ctx, done))
    if (card := step_card(ctx, me)) is not None:
        tell_account(ctx, me, card)
    return bot_introduction_card(ctx, None)
