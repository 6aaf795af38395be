"""Questions about the community that is meant."""

from tests.town import Neighbour

ENERGY, EAU = "Pionniers de l'énergie", "Eau vive"
ASKED = "Pour quelle communauté ?"
BOTH = (ENERGY, EAU)


def asked_which(answer: str) -> bool:
    return answer.startswith(ASKED)


def buttons(person: Neighbour) -> list[str]:
    return [choice.label for choice in person.direct[-1].choices]
