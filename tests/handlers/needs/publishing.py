"""Publishing of needs and offers."""

from tests.town import Neighbour

ROOM = "un local pour 20 personnes à Auch, avant mars"
MEMBERS, TO_REGION = "Publier pour les membres", "À la Région aussi"
TO_ANA = "Montrer à Ana seulement"


def publishes(person: Neighbour, typed: str, *presses: str, last: str = MEMBERS) -> str:
    """Type a need or an offer, and publish it; gives its author's card."""
    person.says(typed)
    for each in (*presses, last):
        person.presses(each)
    return person.inbox[-1]
