"""Lists that gardeners bring, for tests of their fate."""

from storage.invitations import Imports, Invitees
from storage.invitations.imports import Import, Invitee
from tests.handlers.audit.traces import presses_forged
from tests.town import Neighbour, Town

SOURCE = "Inscriptions au forum de mai"
LIST = (
    "Nom;Prénom;E-mail;Commune;Cercle;Domaines;Téléphone\n"
    "Martin;Zoé;zoe@mail.fr;Besançon;actif;Mobilité;06\n"
    "Roux;Max;;Dole;;;\n"
)
OVER = "Cette liste n'est plus là. Merci de la renvoyer."


def brings(
    gardener: Neighbour,
    content: bytes | str = LIST,
    name: str = "annuaire.csv",
    source: str = SOURCE,
) -> str:
    """Send a list; gives what its card says once it was read."""
    presses_forged(gardener, "members_import")
    gardener.sends(name, content.encode() if isinstance(content, str) else content)
    gardener.says(source)
    return gardener.inbox[-1]


def invites(gardener: Neighbour, content: bytes | str = LIST) -> str:
    """Send a list and invite its people; gives what its card says then."""
    brings(gardener, content)
    gardener.presses("Inviter")
    return gardener.inbox[-1]


def invitees(town: Town) -> list[Invitee]:
    """Everybody who counts as invited."""
    with town.database.unit() as store:
        return [*store[Invitees].page(1, after=0, most=1000)]


def imports(town: Town) -> list[Import]:
    """The imports that are there, in any state."""
    with town.database.unit() as store:
        found = (store[Imports].get(number) for number in range(1, 20))
        return [each for each in found if each is not None]


def code_of(town: Town, name: str) -> str:
    """Return the code of an invited person."""
    with town.database.unit() as store:
        [found] = [e for e in store[Invitees].page(1, after=0, most=1000) if e.name == name]
        return store[Invitees].code_of(found)
