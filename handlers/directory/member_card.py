"""A member's card in the directory: all that they chose to show, and no more."""

from bot.core import Card, Context, Line, Link, Router, text
from bot.domain.rates import LOOKUPS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.directory import (
    directory_command,
    open_directory,
    open_directory_member,
)
from bot.vocabulary.domains import domain_label
from bot.vocabulary.places import place_in_words
from handlers.members import visible_accounts, visible_link
from storage.directory import VisibleMembers
from storage.members import Entry

router = Router()


class NotInDirectory(Refusal):
    """This person is not in the directory any more. To see who is: {directory}."""


@router.button(open_directory_member, who=Role.MEMBER, limit=LOOKUPS)
def show_member(ctx: Context, member_id: int) -> Card:
    """Show a member who chose to be found."""
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, [member_id])
    if not entries:
        raise NotInDirectory(directory=directory_command.typed())
    [entry] = entries
    back = open_directory.button(text("Back to the directory"), "", 0)
    return Card(entry.member.name, tuple(_lines(ctx, entry)), ((back,),))


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
