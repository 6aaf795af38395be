"""Codes asked for, and answers that several tests expect."""

import re

from tests.town import Neighbour

ACCEPT = "J'accepte"
WRONG = (
    "Ce code est faux, déjà utilisé ou trop ancien. Demandez-en un nouveau à la personne "
    "qui vous l'a donné."
)
BURNT = "D'autres ont pu lire ce code : il n'est plus valable."
OVER = "Cette proposition a expiré, ou s'adresse à un autre compte."


def code_from(chef: Neighbour, post: str = "territoire") -> str:
    """Ask for a code; gives it as the card shows it."""
    said = chef.says(f"/jardinier {post} code")
    if "La personne qui utilisera le code" in said:
        said = chef.presses("Créer un code")
    found = re.search(r"/start (\S{3}-\S{3}-\S{3}-\S{3})$", said, re.MULTILINE)
    assert found is not None
    return found[1]
