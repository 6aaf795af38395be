"""Help, the menu, the tasks and undoing, asked for in plain words."""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Card,
    Context,
    Router,
    cancel_command,
    help_command,
    menu_command,
    text,
)
from bot.references.conversations import Intent, intents
from bot.references.help import todo_command
from bot.references.seats import gardener_command
from handlers.help.help import undo_card

router = Router()


@router.contribution(intents)
def intents_of_help(ctx: Context) -> Sequence[Intent]:
    """The intents, from help to undoing."""
    return (
        Intent("help", text("Help"), help_command),
        Intent("who_are_you", text("Who I am"), help_command, introduce_bot),
        Intent("menu", text("Menu"), menu_command),
        Intent("to_do", text("To do"), todo_command),
        Intent("undo", text("Undo something"), cancel_command, show_undo, for_people=True),
    )


def introduce_bot(ctx: Context, words: str) -> Card:
    """The bot in two sentences, with the way to people."""
    about = text(
        "I am {instance}, a program: I show what is going on in {community} and pass on what you "
        "write. People read it and answer you.",
        instance=ctx.contact.instance,
        community=ctx.community.name,
    )
    team = gardener_command.button(text("Who is in the team"))
    return Card(None, (about,), ((team, help_command.button(text("Help"))),))


def show_undo(ctx: Context, words: str) -> Answer:
    """The last act that can be taken back."""
    card = undo_card(ctx)
    return card or Card(None, (text("I find nothing that you could take back here."),))
