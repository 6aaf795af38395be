"""People who are introduced to each other."""

from tests.neighbour import Neighbour, labels

INTRODUCE = "/presenter Zoé | Yan | Vous cherchez un local à Auch"
YES, NO = "Oui, donner ce contact", "Non merci"
ASK = "Poser la question"
"""So begins the button of the preview that asks both, or the other one."""


def introduces(gardener: Neighbour, words: str = INTRODUCE) -> str:
    """Propose an introduction and ask as its preview shows; gives the answer, or the refusal."""
    refused = gardener.says(words)
    ask = next((each for each in labels(gardener) if each.startswith(ASK)), None)
    return refused if ask is None else gardener.presses(ask)
