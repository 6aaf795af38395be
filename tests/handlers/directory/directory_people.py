"""Members for tests of the directory, with their shown details."""

from bot.domain.personal_data import DIRECTORY
from storage.members import Consents, Member, Members
from storage.profile import Profiles
from storage.unit_of_work import Store
from tests.town import Neighbour, Town, deed

BESANCON, DOLE, AUCH = "25056", "39198", "32013"


def shows(  # noqa: PLR0913 - the parts of a profile
    person: Neighbour,
    *,
    visible: str = "name",
    about: str = "",
    commune: str | None = None,
    territory: str | None = None,
    domains: tuple[str, ...] = (),
    adult: bool | None = True,
) -> Neighbour:
    """Have a member be found by the others, who agreed to it."""
    _show(person.town, person, visible, (about, commune, territory), domains, adult=adult)
    return person


@deed
def _show(
    town: Town,
    person: Neighbour,
    visible: str,
    details: tuple[str, str | None, str | None],
    domains: tuple[str, ...],
    *,
    adult: bool | None,
) -> None:
    with town.database.unit() as store:
        member = member_of(store, person)
        member.about, member.commune, member.territory = details
        member.adult = adult
        store[Profiles].show(member, 1, visible)
        store[Consents].give(
            member, 1, DIRECTORY, version="1", channel="telegram", at=town.clock.now()
        )
        for each in domains:
            store[Profiles].choose(member, 1, each, chosen=True)


def member_of(store: Store, person: Neighbour) -> Member:
    """The member behind an account."""
    standing = store[Members].standing(person.address, 1)
    assert standing is not None
    return standing.member


def number_of(town: Town, person: Neighbour) -> int:
    """The member's number."""
    with town.database.unit() as store:
        return member_of(store, person).id
