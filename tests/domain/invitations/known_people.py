"""People whom a community knows before a list is read."""

from array import array

from bot.domain.invitations import KnownPeople


def nobody_known() -> KnownPeople:
    """Neither members nor invited people."""
    return KnownPeople(array("q"), array("q"), array("q"), array("q"))
