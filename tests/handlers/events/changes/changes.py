"""Events that were announced, and people who answered."""

from datetime import timedelta

from tests.town import Neighbour, Town

VISIT = (
    "/evenement Visite du composteur | samedi 5 décembre 14h30-16h30 | "
    "3 rue des Lilas, Besançon | 2 places"
)
OLD = "samedi 5 décembre, 14 h 30 – 16 h 30"
MINUTE = timedelta(minutes=1)


def announced(town: Town, words: str = VISIT) -> Neighbour:
    """Ana, who has announced an event."""
    ana = town.gardener("territory")
    ana.says(words)
    ana.presses("Annoncer")
    return ana


def coming(town: Town, name: str = "Zoé", on: str = "telegram", answer: str = "oui") -> Neighbour:
    """A member who answered a while ago."""
    zoe = town.member(name, on=on)
    zoe.says(f"/inscription 1 {answer}")
    town.move(MINUTE)
    return zoe
