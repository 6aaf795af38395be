"""The first words between a person and the bot."""

from bot.core import (
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
from bot.references.joining import start_command
from bot.references.personal_data import privacy_command
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
