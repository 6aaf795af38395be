"""Members who agreed to hear from the team after a long time: nobody else is shown as silent."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    asks,
    at_most,
    ntext,
    text,
    todos,
)
from bot.domain.personal_data import RELAUNCH, silent_since
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.members import READ_THE_REGISTER
from bot.references.profile import MemberSetting, member_settings, settings_command
from bot.vocabulary.lists import with_others
from bot.vocabulary.privacy import agree, has_agreed, terms_of
from handlers.conversations import LONGEST_MESSAGE, write_to_member
from handlers.members.member_filter import check_backstage
from storage.members import Consents, Member
from storage.personal_data import InactiveMembers

router = Router()

WRITE_TO_A_SILENT_MEMBER = Act(
    text("{who} wrote to a member who was not here for long"),
    text("write to a member who was not here for long"),
)

MOST_LISTED = 10
MOST_NAMED = 3


class NotToBeWrittenTo(Final):
    """This member was here since, was written to already, or would rather not hear from you."""


# The member's choice


@router.contribution(member_settings)
def relaunch_setting(ctx: Context) -> MemberSetting | None:
    """Whether the team may ask how a member is, where silent members are looked after."""
    agreed = has_agreed(ctx, RELAUNCH)
    if not ctx.community.fewer_after and not agreed:
        return None
    line = text("After a long time without you: I tell nobody.")
    if agreed:
        line = text("After a long time without you: the team may ask how you are.")
    return MemberSetting(line, ask_about_relaunch.button(text("After a long time")))


@router.button("relaunch", who=Role.MEMBER)
def ask_about_relaunch(ctx: Context) -> Replace:
    """Ask whether the team may ask how a member is."""
    yes = set_relaunch.button(text("Yes, they may"), "yes")
    no = set_relaunch.button(text("No, tell nobody"), "no")
    return Replace(Card(text("After a long time"), tuple(_terms(ctx)), ((yes, no),)))


def _terms(ctx: Context) -> list[Line]:
    request = text(
        "If you have not been here for long, may the gardening team of {community} write to you?",
        community=ctx.community.name,
    )
    seen = text(
        "They then see the day on which you were last here. Without your yes, nobody sees it. You "
        "can change your mind at any time."
    )
    return [request, seen, *terms_of(ctx.contact, RELAUNCH)]


@router.button("relaunch_set", who=Role.MEMBER)
def set_relaunch(ctx: Context, choice: str) -> Replace:
    """Store the answer."""
    settings = settings_command.typed()
    if choice == "yes":
        agree(ctx, RELAUNCH, _terms(ctx))
        done = text("Noted: the team may ask how you are. To change: {settings}", settings=settings)
        return Replace(done)
    ctx.store[Consents].withdraw(ctx.member, ctx.community.id, RELAUNCH, ctx.now)
    return Replace(
        text("Noted: nobody sees when you were last here. To change: {settings}", settings=settings)
    )


# What the gardeners do


@router.contribution(todos)
def members_to_relaunch(ctx: Context) -> list[Todo]:
    """Members who agreed to it, and from whom there was no sign for the weeks that were set."""
    if not ctx.seats():
        return []
    found = _to_relaunch(ctx)
    if not found:
        return []
    names = [each.name for each in found[:MOST_NAMED]]
    line = ntext(
        "{names} has not been here for long, and would be glad to hear from you.",
        "{count} people have not been here for long, and would be glad to hear from you: {names}.",
        len(found),
        names=with_others(names, len(found)),
    )
    buttons: tuple[Button, ...] = (_write_button(found[0]),)
    if len(found) > 1:
        buttons = (*buttons, list_silent.button(text("See them all")))
    return [Todo(line, buttons, thing=f"relaunch {found[0].id}")]


def _write_button(member: Member) -> Button:
    return ask_letter.button(text("Write to {name}", name=member.name), member.id)


@router.button("relaunch_list", who=Role.GARDENER, trace=READ_THE_REGISTER)
def list_silent(ctx: Context) -> Card:
    """Show who agreed to hear from the team and was not here for long."""
    check_backstage(ctx)
    found = _to_relaunch(ctx)[:MOST_LISTED]
    ctx.trace(members=len(found))
    lines = (
        text("Only members who agreed to it are named."),
        text("They are asked how they are; nobody needs to explain anything."),
    )
    return Card(text("To hear from you"), lines, tuple((_write_button(each),) for each in found))


@router.button("relaunch_write", who=Role.GARDENER, trace=WRITE_TO_A_SILENT_MEMBER)
def ask_letter(ctx: Context, member_id: int) -> Answer:
    """Ask what to write to a member."""
    _member(ctx, member_id)
    return write_letter.ask(ctx, member_id=str(member_id))


@router.form("relaunch_words", who=Role.GARDENER, limit=MESSAGES, trace=WRITE_TO_A_SILENT_MEMBER)
def write_letter(
    ctx: Context,
    member_id: int,
    words: Annotated[
        str,
        asks("What do you write? I send it with your name, outside their quiet hours."),
        at_most(LONGEST_MESSAGE),
    ],
) -> Text:
    """Write to a member who was not here for long."""
    member = _member(ctx, member_id)
    ctx.trace(about=member)
    title = text("A word from {name}, of the gardening team", name=ctx.member.name)
    if not write_to_member(ctx, member, Card(title, (words,)), min(ctx.seats()), calm=True):
        raise NotToBeWrittenTo
    return text("Sent to {name}, whose answer will come to the team.", name=member.name)


def _to_relaunch(ctx: Context) -> Sequence[Member]:
    if not (weeks := ctx.community.fewer_after):
        return ()
    seen = silent_since(ctx.now, weeks)
    return ctx.store[InactiveMembers].to_relaunch(ctx.community.id, seen, MOST_LISTED + 1)


def _member(ctx: Context, member_id: int) -> Member:
    """A member who agreed to be written to now; raises `NotToBeWrittenTo`."""
    if not (weeks := ctx.community.fewer_after) or not ctx.seats():
        raise NotToBeWrittenTo
    seen = silent_since(ctx.now, weeks)
    found = ctx.store[InactiveMembers].to_relaunch(ctx.community.id, seen, 1, member_id)
    if not found:
        raise NotToBeWrittenTo
    return found[0]
