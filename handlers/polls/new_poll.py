"""Polls: a question with choices, one card a room, one tally over all networks.

Voting is in `handlers/polls/votes.py`, ending a poll in `handlers/polls/poll_end.py`.
"""

from datetime import datetime, time
from typing import Annotated

from bot.core import Card, Context, Router, Where, asks, at_most, option, read_words, text
from bot.domain.polls.choices import (
    LONGEST_ANSWER,
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    check_choices,
    tidy,
)
from bot.domain.words import split_items
from bot.references.polls import new_poll_form, poll_command
from handlers.polls import acts
from handlers.polls.poll_lookup import poll_makers
from handlers.polls.preview import SecretVotesLater, preview_card
from storage.polls import NewPoll

router = Router()

ALIASES = ("polls", "sondages")


@router.command(
    poll_command,
    aliases=ALIASES,
    who=poll_makers,
    example=(
        "Which date? | tuesday | thursday | saturday",
        "Quelle date ? | mardi | jeudi | samedi",
    ),
    theme="part",
    label=text("Polls"),
    where=Where.DIRECT,
    form=new_poll_form,
    trace=acts.PREPARE_A_POLL,
)
def make_poll(  # noqa: PLR0913 - a declaration says all at once
    ctx: Context,
    question: Annotated[str, asks("What is your question?"), at_most(LONGEST_QUESTION)],
    choices: Annotated[list[str], asks("Which choices, two to ten?"), at_most(LONGEST_ANSWER)],
    *,
    multiple: Annotated[bool, option("multiple")] = False,
    public: Annotated[bool, option("public")] = False,
    secret: Annotated[bool, option("secret")] = False,
    end: Annotated[datetime | None, option("fin"), time(18)] = None,
) -> Card:
    """Ask everyone a question with choices; you see the poll before it is published."""
    if secret:
        raise SecretVotesLater
    written = split_items(choices[0]) if len(choices) == 1 else choices
    options = [tidy(read_words(each, LONGEST_CHOICE)) for each in written]
    check_choices(options)
    return preview_card(ctx, NewPoll(tidy(question), options, multiple, public, end))
