"""The meaning of a role, and the first tasks of a new gardener."""

from bot.core import Card, Context, Line, Router, Text, text, waiting
from bot.domain.roles import Post
from bot.references.digest import digest_command
from bot.references.events import event_command
from bot.references.help import todo_command
from bot.references.invitations import invite_command
from bot.references.joining import first_cards
from bot.references.polls import poll_command
from storage.communities import RoomKind

router = Router()

MOST = 5


def role_lines(post: Post) -> tuple[Text, ...]:
    """The tasks of a role's holder."""
    return _ROLES.get(post, ())


@router.contribution(first_cards)
def first_steps(ctx: Context) -> Card | None:
    """Tasks of a new gardener, else first steps; None for other members.

    None, too, for a cultivator whose community has no room yet, who is told how to connect one.
    """
    if not ctx.seats or (ctx.cultivates and not ctx.rooms(RoomKind.COMMUNITY)):
        return None
    todos = waiting(ctx)
    if todos:
        lines: tuple[Line, ...] = tuple(text("– {what}", what=each.line) for each in todos[:MOST])
        return Card(text("To do"), lines, ((todo_command.button(text("To do")),),))
    rows = (
        (invite_command.button(text("Invite")), digest_command.button(text("The letter"))),
        (
            event_command.ask_button(text("Create an event")),
            poll_command.ask_button(text("Make a poll")),
        ),
    )
    return Card(text("To do, to begin with"), _TO_BEGIN_WITH, rows)


_TO_BEGIN_WITH = (
    text("– Invite the first members with your own link"),
    text("– Announce an event, or ask a question in a poll"),
    text("– See when the next letter goes out"),
)
_LETTER = text("The letter goes out once both gardeners have approved it.")
_SAME = text("During these absences you can do all that the gardener can.")
_ROLES = {
    Post.TERRITORY: (
        text("You would answer the members, and announce events and polls."),
        _LETTER,
    ),
    Post.REGION: (
        text("You would bring the Region's news and answers, and announce events and polls."),
        _LETTER,
    ),
    Post.TERRITORY_DEPUTY: (_SAME,),
    Post.REGION_DEPUTY: (_SAME,),
}
