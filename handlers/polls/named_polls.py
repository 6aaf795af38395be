"""Open polls that plain words name, by their question or one of their choices."""

from bot.core import Button, Context, Router
from bot.domain.conversations import is_named_by
from bot.domain.words import fold
from bot.references.conversations import named_things
from bot.references.polls import open_poll
from handlers.polls.poll_lookup import poll_choice
from storage.polls import Poll, Polls

router = Router()

LONGEST = 80
"""Characters of words that may name a poll."""


@router.contribution(named_things)
def polls_called(ctx: Context, words: str) -> list[Button]:
    """The open polls that these words name."""
    if ctx.person.circle is None or len(words) > LONGEST:
        return []
    turns = ctx.store[Polls].open_turns(ctx.community.id, ctx.member.id)
    polls = [turn.poll for turn in turns if _is_named(turn.poll, words)]
    return [open_poll.button(poll_choice(each), each.id) for each in polls]


def _is_named(poll: Poll, words: str) -> bool:
    chosen = fold(words)
    is_choice = any(fold(each) == chosen for each in poll.options)
    return is_choice or is_named_by(words, poll.question)
