"""A member's card in the directory: all that they chose to show, and no more."""

from bot.core import Buttons, Card, Context, Line, Link, Router, text
from bot.domain.rates import LOOKUPS
from bot.domain.roles import Role
from bot.references.directory import (
    open_directory,
    open_directory_member,
)
from bot.vocabulary.audiences.domains import domain_label
from bot.vocabulary.places.places import place_in_words
from handlers.directory.meeting import ask_meeting
from handlers.directory.member_lookup import visible_entry
from handlers.members import visible_accounts, visible_link
from storage.members import Entry

router = Router()


@router.button(open_directory_member, who=Role.MEMBER, limit=LOOKUPS)
def show_member(ctx: Context, member_id: int) -> Card:
    """Show a member who chose to be found."""
    entry = visible_entry(ctx, member_id)
    back = open_directory.button(text("Back to the directory"), "", 0)
    rows: Buttons = ((back,),)
    if member_id != ctx.member.id:
        meet = ask_meeting.button(text("Introduce me to {name}", name=entry.member.name), member_id)
        rows = ((meet,), *rows)
    return Card(entry.member.name, tuple(_lines(ctx, entry)), rows)


def _lines(ctx: Context, entry: Entry) -> list[Line]:
    member = entry.member
    lines: list[Line] = []
    if member.about:
        lines.append(member.about)
    place = place_in_words(member)
    if place is not None:
        lines.append(text("Place: {place}", place=place))
    if entry.domains:
        lines.append(text("Domains: {domains}", domains=list(map(domain_label, entry.domains))))
    if visible_link(entry):
        lines.append(Link(member.link, member.link))
    accounts = visible_accounts(ctx, entry)
    lines.append(
        text("Contact: {accounts}", accounts=accounts) if accounts else text("Contact: not shared.")
    )
    return lines
