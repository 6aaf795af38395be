"""Lists of organisations, as a gardener sends them."""

from tests.handlers.audit.traces import presses_forged
from tests.town import Neighbour

SOURCE = "Annuaire de la transition, 2026"
LIST = (
    "Annuaire des acteurs;;;;;;\n"
    "Structure;Activité;Code postal;Ville;Thématiques;Site internet;Téléphone\n"
    "Recyclerie du Doubs;Réemploi de vélos et de meubles;25000;Besançon;"
    "Déchets et réemploi, Mobilité;recyclerie.example;03 81\n"
    ";Sans nom;39100;Dole;;;\n"
    "Vélo-école;Apprendre le vélo;39100;Dole;Mobilité;pas une adresse;\n"
    "La Graine;Jardins partagés;;Atlantide;Jardinage;;\n"
    "=1+1;;;;;;\n"
    "Vélo École;Encore;39100;Dole;;;\n"
)


def brings(gardener: Neighbour, content: bytes | str = LIST, name: str = "acteurs.csv") -> str:
    """Send a list; gives what is said of it."""
    presses_forged(gardener, "organisations_import")
    gardener.sends(name, content.encode() if isinstance(content, str) else content)
    gardener.says(SOURCE)
    return gardener.inbox[-1]


def adds(gardener: Neighbour) -> str:
    """Send a list and add its organisations."""
    brings(gardener)
    return gardener.presses("Ajouter 3 organisations")
