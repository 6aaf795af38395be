"""The open polls, as a new member and the menu show them."""

from bot.core import Context, Router, ntext, text
from bot.references.help import Happening, happenings
from bot.references.polls import open_poll, poll_command
from handlers.polls.voters import own_turns

router = Router()


@router.contribution(happenings)
def open_polls(ctx: Context) -> Happening | None:
    """The open polls; a single one is shown at once."""
    turns = own_turns(ctx)
    if not turns:
        return None
    vote = text("Vote")
    first = open_poll.button(vote, turns[0].poll.id)
    return Happening(
        ntext("{count} poll", "{count} polls", len(turns)),
        first if len(turns) == 1 else poll_command.button(vote),
        poll_command.name,
        awaits=sum(turn.awaits for turn in turns),
    )
