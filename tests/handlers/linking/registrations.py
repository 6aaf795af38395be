"""Two registrations of one person, and their rows."""

from storage.linking import Registrations
from storage.members import Identities, Members
from tests.handlers.linking.accounts import (
    brought,
    code_for,
)
from tests.town import Neighbour, Town


def asked(first: Neighbour, second: Neighbour) -> str:
    """Bring a code over; gives the question on the first account."""
    brought(second, code_for(first))
    return first.inbox[-1]


def stored(town: Town, address: str) -> dict[str, object]:
    """Return the stored answers of the member with this account."""
    with town.database.unit() as store:
        identity = store[Identities].get(address)
        assert identity is not None
        member = store[Members].get(identity.member_id)
        assert member is not None
        said = store[Registrations].of(member)
        yeses = {purpose for (_, purpose), each in said.decisions.items() if each.yes}
        return {**said.answers, "yeses": yeses}
