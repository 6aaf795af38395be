"""Repeated acts of tests of linked accounts."""

import re

from bot.core.messages.i18n import without_pings
from bot.core.messages.incoming import Incoming, Kind
from tests.register import members_of
from tests.town import Neighbour, Town

ASKED = "Relier ce compte au compte Zoé"

YES, NO = "C'est bien moi", "Ce n'est pas moi"
NEW = "C'est bien moi, j'ai 15 ans ou plus, j'accepte"
MERGE, CANCEL = "Fusionner", "Annuler"
SURE = "Oui, délier"


def code_for(person: Neighbour) -> str:
    """Ask for a code; gives it as the card shows it."""
    before = len(person.direct)
    person.says("/relier")
    found = re.search(r"(?:relier|link) (\S{3}-\S{3}-\S{2})$", person.inbox[before], re.MULTILINE)
    assert found is not None
    return found[1]


def link_for(person: Neighbour) -> str:
    """Ask for a code; gives the deep link's start word as the card shows it."""
    before = len(person.direct)
    person.says("/relier")
    url = next(span.url for span in person.direct[before].said.spans if span.url)
    return url.removeprefix("playground:telegram?start=")


def brought(second: Neighbour, code: str) -> str:
    """Bring a code and say yes there; gives what the second one is told then."""
    second.says(f"/relier {code}")
    return agreed(second)


def agreed(second: Neighbour) -> str:
    """Say yes on the account that brought a code, as a member or as a newcomer."""
    is_new = any(each.label == NEW for each in second.direct[-1].choices)
    return second.presses(NEW if is_new else YES, second.direct[-1])


def linked(first: Neighbour, second: Neighbour) -> str:
    """Link two accounts by a typed code; gives what the first one is told last."""
    brought(second, code_for(first))
    asked = first.direct[-1]
    return first.presses(MERGE if any(each.label == MERGE for each in asked.choices) else YES)


def label(account: Neighbour) -> str:
    """The button that unlinks an account."""
    name = without_pings(account.address.partition(":")[2])
    return f"Délier {account.network.capitalize()} ({name})"


def unlinks(presser: Neighbour, account: Neighbour) -> str:
    """Unlink an account from one's card; gives what one is told."""
    presser.says("/moi")
    presser.presses(label(account))
    return presser.presses(SURE)


def members(town: Town) -> list[str]:
    """The names of all members."""
    with town.database.unit() as store:
        return sorted(each.name for each in members_of(store, 1))


def forged(person: Neighbour, press: str) -> Incoming:
    """A press that none of their buttons makes."""
    return Incoming(
        Kind.PRESS,
        person.network,
        f"forged-{press}-{person.address}",
        room=person.address,
        direct=True,
        sender=person.address,
        name=person.name,
        handle=person.address.partition(":")[2],
        locale="fr",
        press=press,
        press_id="forged",
    )
