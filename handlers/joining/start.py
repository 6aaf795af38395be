"""The first words between a person and the bot."""

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    Router,
    Where,
    help_command,
    join_command,
    menu_command,
    text,
)
from bot.domain import codes
from bot.references.joining import start_command, typed_codes
from bot.references.personal_data import privacy_command
from bot.references.polls import poll_command
from bot.vocabulary.people.wrong_codes import count_wrong, too_many_tries
from storage.communities import Communities

router = Router()


@router.command(start_command, aliases=("demarrer",), where=Where.DIRECT, theme="bot", shows=True)
def welcome(ctx: Context) -> Card:
    """Say what this bot is for, and how to begin."""
    names = [each.name for each in ctx.store[Communities].all()]
    menu = menu_command.button(text("Menu"))
    introduction = text(
        "I link you to {communities}: you vote, get the news, and write to the gardening team.",
        communities=names or [ctx.contact.instance],
    )
    if ctx.person.circle is None:
        begin = text("One tap is enough to join, and you can leave whenever you like.")
        rows: Buttons = (
            (join_command.button(text("Join")),),
            (privacy_command.button(text("Read the notice")), menu),
        )
    else:
        begin = text("Choose below, or simply write to me: I always answer.")
        rows = ((menu, help_command.button(text("Help"))),)
    member = ctx.person.member
    name = ctx.person.name if member is None else member.name
    return Card(text("Hello {name}", name=name) if name else None, (introduction, begin), rows)


@router.hook("code")
def take_code(ctx: Context, code: str) -> Answer:
    """Follow a code that was sent alone, or refuse it; it is passed on to nobody."""
    parts = tuple(map(len, code.split("-")))
    if parts == codes.RECEIPT_GROUPS:
        return text(
            "This looks like the receipt of a secret vote: I keep it nowhere and pass it on to "
            "nobody. It changes a vote below the poll: {poll}",
            poll=poll_command.typed(),
        )
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    answer: Answer = None
    if parts == codes.LONG_GROUPS and set(code) <= {*codes.ALPHABET, "-"}:
        answer = ctx.follow(code)
    elif parts == codes.GROUPS:
        known = (each for each in typed_codes.collect(ctx, code) if each is not None)
        answer = next(known, None)
    if answer is not None:
        return answer
    count_wrong(ctx)
    return text(
        "This looks like a code, but I know none like it: it is wrong, used or too old. Ask for a "
        "new one where you got it. I pass codes on to nobody; if it is something else, write it "
        "in a sentence."
    )
