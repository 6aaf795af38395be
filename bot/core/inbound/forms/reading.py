"""Reading of the sender's words: the time, the zone, who and which place is named."""

from bot.core.context.context import Context
from bot.core.declarations.arguments.place_lookup import places_of
from bot.core.declarations.arguments.readers import Reading
from bot.core.inbound.senders.community_choice import finder as community_finder
from bot.core.inbound.senders.member_lookup import finder


def reading(ctx: Context) -> Reading:
    """The parsing context of the sender's words."""
    return Reading(
        ctx.now,
        ctx.reading_zone,
        finder(ctx),
        ctx.incoming.mentions,
        places_of(ctx),
        community_finder(ctx),
        ctx.incoming.file if ctx.direct else None,
    )
