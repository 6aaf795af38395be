"""Communities made in chat, as they are stored and shown."""

from storage.communities import Communities, Community
from tests.town import Neighbour, Town

ENERGY, EAU = "Pionniers de l'énergie", "Eau vive"
YES = "J'ai 15 ans ou plus, j'accepte"


def made(town: Town, name: str = EAU) -> Neighbour:
    """Make a community in chat; return its maker."""
    carl = town.cultivator()
    carl.says(f"/communaute {name}")
    carl.presses("Passer")
    return carl


def stored(town: Town, slug: str = "eau-vive") -> Community:
    with town.database.unit() as store:
        found = store[Communities].named(slug)
        assert found is not None, slug
        return found


def sets(person: Neighbour, what: str, *then: str, slug: str = "eau-vive") -> str:
    """Open a setting's question from the card, and press on."""
    person.says(f"/communaute {slug}")
    said = person.presses(what, person.direct[-1])
    for label in then:
        said = person.presses(label)
    return said
