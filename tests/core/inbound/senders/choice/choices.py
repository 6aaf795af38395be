"""Questions about the community that is meant."""

ENERGY, EAU = "Pionniers de l'énergie", "Eau vive"
ASKED = "Pour quelle communauté ?"
BOTH = (ENERGY, EAU)


def asked_which(answer: str) -> bool:
    return answer.startswith(ASKED)
