"""Check-in codes, as gardeners and members read them."""

import re

from tests.town import Neighbour

YES, HERE = "J'ai 15 ans ou plus, j'accepte", "Je suis sur place"
DOOR = "/evenement 1 porte"


def code_of(gardener: Neighbour, typed: str = DOOR) -> str:
    """A new code, as its gardener reads it."""
    return code_in(gardener.says(typed))


def code_in(said: str) -> str:
    found = re.search(r"Code à l'entrée\s: (\S{3}-\S{3}-\S{2})\n", said)
    assert found is not None, said
    return found[1]


def link_of(gardener: Neighbour) -> str:
    """Return the start word in the QR code that a gardener got last."""
    pictures = [each.said.picture for each in gardener.direct if each.said.picture]
    assert isinstance(pictures[-1], str)
    return pictures[-1].partition("start=")[2]
