"""An organisation by its number, as buttons bear it."""

from bot.core import Context
from bot.domain.refusals import Final
from bot.references.directory import directory_command
from storage.directory import OrganisationRow, Organisations


class NoSuchOrganisation(Final):
    """This organisation is not in the directory any more. To see the others: {directory}."""


def organisation_by_id(ctx: Context, organisation_id: int) -> OrganisationRow:
    """An organisation of this community; raises `NoSuchOrganisation`."""
    found = ctx.store[Organisations].these(ctx.community.id, [organisation_id])
    if not found:
        raise NoSuchOrganisation(directory=directory_command.typed())
    return found[0]
