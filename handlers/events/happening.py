"""The upcoming events, as a new member sees them."""

from bot.core import Context, Router, ntext, text
from bot.references.events import agenda_command
from bot.references.help import Happening, happenings
from storage.events import Events

router = Router()


@router.contribution(happenings)
def upcoming_events(ctx: Context) -> Happening | None:
    """The upcoming events."""
    events = ctx.store[Events].upcoming(ctx.community.id, ctx.now)
    if not events:
        return None
    return Happening(
        ntext("{count} event", "{count} events", len(events)),
        agenda_command.button(text("See the agenda")),
        agenda_command.name,
    )
