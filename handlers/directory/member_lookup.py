"""A member whom the directory shows, by number."""

from bot.core import Context
from bot.domain.refusals import Refusal
from bot.references.directory import directory_command
from storage.directory import VisibleMembers
from storage.members import Entry


class NotInDirectory(Refusal):
    """This person is not in the directory any more. To see who is: {directory}."""


def visible_entry(ctx: Context, member_id: int) -> Entry:
    """The member with this number, with all that they show. Raises `NotInDirectory`."""
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, [member_id])
    if not entries:
        raise NotInDirectory(directory=directory_command.typed())
    return entries[0]
