"""The answer to a group that was chosen by a key, and is a community's already."""

from bot.core import Card, Context, text
from bot.references.communities import room_command
from bot.references.help import own_keys
from handlers.communities.setup.first_room import community_awaiting_room
from handlers.communities.setup.steps import choose_group, step_card
from storage.communities import Community


def answer_choice(ctx: Context, owner: Community) -> None:
    """Tell a cultivator in private whose group it is, and what to do next."""
    awaiting = community_awaiting_room(ctx)
    if awaiting is not None and awaiting.id != owner.id:
        ctx.elsewhere(awaiting.id).whisper(_taken_card(owner, awaiting))
        return
    known = text(
        "✅ This group is already connected to {community}. To change this, write {room} there.",
        community=owner.name,
        room=room_command.typed(),
    )
    ctx.whisper(own_keys(ctx, known))
    if (card := step_card(ctx, ctx.person.address)) is not None:
        ctx.whisper(card)


def _taken_card(owner: Community, awaiting: Community) -> Card:
    """Another group has to be chosen, or this one disconnected first."""
    lines = (
        text("This group is already connected to {community}.", community=owner.name),
        text(
            "For {community}, choose another group, or write {room} in this one to change it.",
            community=awaiting.name,
            room=room_command.typed(),
        ),
    )
    return Card(None, lines, ((choose_group.button(text("Choose another group")),),))
