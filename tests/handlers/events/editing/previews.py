"""An event that Ana makes, as she previews it."""

from tests.town import Neighbour, Town

VISIT = (
    "/evenement Visite du composteur | samedi 5 décembre 14h30-16h30 | "
    "3 rue des Lilas, Besançon | 20 places"
)
CHANNEL = "telegram:-1003"


def ana_made_one(town: Town) -> Neighbour:
    """Ana, who looks through an event."""
    ana = town.gardener("territory")
    ana.says(VISIT)
    return ana
