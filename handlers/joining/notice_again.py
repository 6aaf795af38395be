"""Members who joined in a group, where they alone saw the notice, and have no direct room yet."""

from bot.core import Card, Context, Router, Small, Todo, chats_opened, ntext, text, todos
from bot.references.help import bring_keys
from bot.references.joining import start_command
from bot.references.personal_data import privacy_command
from bot.vocabulary.privacy import short_notice
from storage.joining import GroupJoinings

router = Router()


def notice_again(ctx: Context) -> Card:
    """The notice that a member accepted in a group, for them to keep."""
    accepted = text("You accepted this in the group:")
    read = privacy_command.button(text("Read the notice"))
    title = text("You are a member of {community}", community=ctx.community.name)
    return Card(title, (Small(accepted), *short_notice(ctx)), ((read,),))


@router.contribution(chats_opened)
def send_notice_again(ctx: Context) -> None:
    """Send the notice again to a member who joined in a group and now opened the private chat."""
    joined = ctx.store[GroupJoinings].take(ctx.member.id)
    for nth, community_id in enumerate(joined):
        there = ctx.elsewhere(community_id)
        if nth == 0:
            name = there.community.name
            bring_keys(there, text("✅ You are a member of {community}.", community=name))
        there.whisper(notice_again(there))


@router.contribution(todos)
def unopened_rooms(ctx: Context) -> list[Todo]:
    """The number of members who joined in a group and have no private chat yet."""
    count = ctx.store[GroupJoinings].count(ctx.community.id)
    if not count:
        return []
    line = ntext(
        "{count} member joined in a group and has no private chat yet: nothing private reaches "
        "them. Where you meet them, ask them to write {start} to me.",
        "{count} members joined in a group and have no private chat yet: nothing private reaches "
        "them. Where you meet them, ask them to write {start} to me.",
        count,
        start=start_command.typed(),
    )
    return [Todo(line, (), thing="no private chat")]


router.personal_data(
    "group_joinings",
    text("Communities that you joined in a group"),
    text("So that the notice is sent to you again in private. Deleted once you open our chat."),
    order=285,
    labels={"joined_at": text("joined")},
)
