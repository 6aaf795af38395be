"""Events with reminders, and members who answered."""

import re
from datetime import datetime

from tests.town import SQUARE, Neighbour, Town

NEAR = re.compile(r"\nC'est (?:aujourd'hui|demain|dans \d+ jours)\b")
"""The second line of a reminder, below the title."""
VISIT = (
    "/evenement Visite du composteur | samedi 5 décembre 14h30-16h30 | 3 rue des Lilas, Besançon"
)


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001 - by the clock in Paris


def announced(town: Town, words: str = VISIT) -> Neighbour:
    ana = town.gardener("territory")
    ana.says(words)
    ana.presses("Annoncer")
    return ana


def answers(town: Town, name: str, answer: str = "oui", on: str = "telegram") -> Neighbour:
    person = town.member(name, on=on)
    person.says(f"{'/' if on == 'telegram' else '!'}inscription 1 {answer}")
    return person


def reminders(person: Neighbour) -> list[str]:
    return [each for each in person.inbox if NEAR.search(each)]


def in_the_square(town: Town, network: str = "telegram") -> list[str]:
    return [each.text for each in town.said_in(SQUARE[network]) if NEAR.search(each.text)]
