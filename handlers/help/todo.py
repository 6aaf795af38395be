"""Tasks of gardeners for today, each with its button; features declare them by `Router.todo`."""

from bot.core import Card, Context, Line, Router, Text, Where, text, waiting
from bot.domain.roles import Role
from bot.references.help import todo_command
from bot.vocabulary.lists import others_lines
from handlers.help import acts

router = Router()

MOST_SHOWN = 8


@router.command(
    todo_command,
    aliases=("todos",),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    label=text("To do"),
    listed=11,
    shows=True,
    trace=acts.LOOK_UP_WHAT_IS_TO_BE_DONE,
)
def show_todo(ctx: Context) -> Card | Text:
    """See what needs a gardener today, each with its button."""
    todos = waiting(ctx)
    if not todos:
        return text("Nothing waits for you today. Enjoy the garden.")
    todos_shown = todos[:MOST_SHOWN]
    lines: list[Line] = [text("– {what}", what=each.line) for each in todos_shown]
    lines += others_lines(len(todos) - len(todos_shown))
    return Card(text("To do"), tuple(lines), tuple(each.buttons for each in todos_shown))
