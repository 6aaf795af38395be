"""A member's card in the directory, and the request to meet them: the other is asked first."""

from typing import Annotated

from bot.core import Answer, Buttons, Card, Context, Line, Link, Router, asks, at_most, text
from bot.domain.introductions import LONGEST_REASON
from bot.domain.rates import LOOKUPS, PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.directory import directory_command, open_directory, open_directory_member
from bot.vocabulary.audiences import place_and_domain_lines
from bot.vocabulary.places import place_in_words
from handlers.introductions import ask_to_meet
from handlers.members import contact_line, visible_link
from handlers.profile import age_check
from storage.directory import VisibleMembers
from storage.members import Entry

router = Router()


class NotInDirectory(Refusal):
    """This person is not in the directory any more. To see who is: {directory}."""


@router.button(open_directory_member, who=Role.MEMBER, limit=LOOKUPS)
def show_member(ctx: Context, member_id: int) -> Card:
    """Show a member who chose to be found."""
    entry = _visible_entry(ctx, member_id)
    rows: Buttons = ((open_directory.button(text("Back to the directory"), "", 0),),)
    if member_id != ctx.member.id:
        meet = ask_meeting.button(text("Introduce me to {name}", name=entry.member.name), member_id)
        rows = ((meet,), *rows)
    return Card(entry.member.name, tuple(_lines(ctx, entry)), rows)


def _lines(ctx: Context, entry: Entry) -> list[Line]:
    member = entry.member
    lines: list[Line] = [member.about] if member.about else []
    lines += place_and_domain_lines(place_in_words(member), entry.domains)
    if visible_link(entry):
        lines.append(Link(member.link, member.link))
    return [*lines, contact_line(ctx, entry)]


@router.button("directory_meet", who=Role.MEMBER, deep=True)
def ask_meeting(ctx: Context, member_id: int) -> Answer:
    """Ask why, once the sender is known to be 18."""
    barred = age_check(ctx, ask_meeting.link_word(ctx, member_id))
    if barred is not None:
        return barred
    return request_meeting.ask(ctx, member=str(_visible_entry(ctx, member_id).member.id))


@router.form("directory_meet_why", who=Role.MEMBER, limit=PROPOSALS)
def request_meeting(
    ctx: Context,
    member: int,
    why: Annotated[
        str,
        asks("Why would you like to meet? The other person reads it with your name."),
        at_most(LONGEST_REASON),
    ],
) -> Answer:
    return ask_to_meet(ctx, _visible_entry(ctx, member).member, why)


def _visible_entry(ctx: Context, member_id: int) -> Entry:
    """A member in the directory, with the fields that they show. Raises `NotInDirectory`."""
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, [member_id])
    if not entries:
        raise NotInDirectory(directory=directory_command.typed())
    return entries[0]
