"""Members who joined in a group, where they alone saw the notice, and have no direct room yet."""

from bot.core import (
    Act,
    Card,
    Context,
    Quote,
    Replace,
    Router,
    Small,
    Text,
    Todo,
    chats_opened,
    direct_button,
    ntext,
    text,
    todos,
)
from bot.domain.rates import GROUP_INVITATIONS
from bot.domain.roles import Role
from bot.references.help import bring_keys
from bot.references.joining import first_questions, start_command
from bot.references.personal_data import privacy_command
from bot.vocabulary.privacy import short_notice
from storage.communities import RoomKind
from storage.joining import GroupJoinings

router = Router()

ASK_TO_OPEN_PRIVATE_CHATS = Act(
    text("{who} asked members in the groups to open their private chat"),
    text("ask members in the groups to open their private chat"),
)


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
        for question in filter(None, first_questions.collect(there)):
            there.whisper(question)


@router.contribution(todos)
def unopened_rooms(ctx: Context) -> list[Todo]:
    """The number of members who joined in a group and have no private chat yet."""
    count = ctx.store[GroupJoinings].count(ctx.community.id)
    if not count:
        return []
    line = ntext(
        "{count} member joined in a group and has no private chat yet: nothing private reaches "
        "them.",
        "{count} members joined in a group and have no private chat yet: nothing private reaches "
        "them.",
        count,
    )
    ask = preview_invitation.button(text("Ask them to open it"))
    return [Todo(line, (ask,), thing="no private chat")]


@router.button("open_chats", who=Role.GARDENER, trace=ASK_TO_OPEN_PRIVATE_CHATS)
def preview_invitation(ctx: Context) -> Card:
    """Show what the groups would read, with the button that posts it."""
    what = text("I would post this in the groups, quietly:")
    lines = (what, Quote(_invitation_text(ctx)))
    tell = text("Or tell them where you meet them: {start}", start=start_command.typed())
    post = post_invitation.button(text("Post it in the groups"))
    return Card(text("Private chats to open"), (*lines, tell), ((post,),))


@router.button(
    "open_chats_post",
    deliberate=True,
    who=Role.GARDENER,
    limit=GROUP_INVITATIONS,
    trace=ASK_TO_OPEN_PRIVATE_CHATS,
)
def post_invitation(ctx: Context) -> Replace:
    """Ask in the groups that members who joined there open their private chat."""
    word = start_command.link_word(ctx)
    door = direct_button(text("Open the private chat"), word)
    rooms = [
        each
        for each in ctx.rooms(RoomKind.COMMUNITY)
        if (network := ctx.contact.networks.get(each.address.partition(":")[0])) is not None
        and network.start_link(word)
    ]
    for each in rooms:
        ctx.post(each.address, Card(None, (_invitation_text(ctx),), ((door,),)), quiet=True)
    if not rooms:
        return Replace(text("There is no such group any more: nothing was posted."))
    return Replace(text("Posted. Who opens the chat goes off your list."))


def _invitation_text(ctx: Context) -> Text:
    return text(
        "You joined {community} here in the group? Open our private chat, once: news and answers "
        "reach you only then.",
        community=ctx.community.name,
    )


router.personal_data(
    "group_joinings",
    text("Communities that you joined in a group"),
    text("So that the notice is sent to you again in private. Deleted once you open our chat."),
    order=285,
    labels={"joined_at": text("joined")},
)
