"""Open polls that plain words name, by their question."""

from bot.core import Button, Context, Router
from bot.domain.conversations.named_things import is_named_by
from bot.references.conversations import named_things
from bot.references.polls import open_poll
from handlers.polls.poll_lookup import poll_choice
from storage.polls import Polls

router = Router()

LONGEST = 80
"""Characters of words that may name a poll."""


@router.contribution(named_things)
def polls_called(ctx: Context, words: str) -> list[Button]:
    """The open polls that these words name."""
    if ctx.person.circle is None or len(words) > LONGEST:
        return []
    turns = ctx.store[Polls].open_turns(ctx.community.id, ctx.member.id)
    polls = [turn.poll for turn in turns if is_named_by(words, turn.poll.question)]
    return [open_poll.button(poll_choice(each), each.id) for each in polls]
