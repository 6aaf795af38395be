"""Cards offer the ways to vote of the table of capabilities, on each network."""

import pytest

from bot.domain.polls.rules import CAPABILITIES, Capability, PollKind, Secrecy, Way
from tests.town import SQUARE, Town

ASKED = {
    PollKind.ONE: "Quel jour ? | mardi | jeudi",
    PollKind.SEVERAL: "Quels jours ? | mardi | jeudi --multiple",
    PollKind.DATE: "Atelier : quand ? | samedi 5 décembre | mardi 8 décembre --date",
    PollKind.CONSENT: "Se retrouver chaque samedi --consentement",
    PollKind.RANKED: "Quel atelier d'abord ? | vélo | pain --classement",
    PollKind.OPEN: "Que manque-t-il ? --ouverte",
    PollKind.BRING: "Qui apporte quoi ? | pain | nappe --apporter",
}
LEVELS = {Secrecy.NAMED: " --public", Secrecy.COUNTED: "", Secrecy.SECRET: " --secret"}


def ways_in(town: Town) -> tuple[Way, Way]:
    """The ways to vote by the cards that were posted last."""
    telegram, matrix = (town.said_in(SQUARE[network])[-1] for network in ("telegram", "matrix"))
    votes = {choice.press.partition(":")[0] == "vote" for choice in telegram.choices}
    if matrix.said.poll is not None:
        way = Way.NATIVE
    else:
        is_private = {choice.private for choice in matrix.choices} == {True}
        way = Way.DIRECT if is_private else Way.REACTIONS
    return Way.BUTTONS if votes == {True} else Way.DIRECT, way


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda each: f"{each.level} {each.least}")
def test_a_card_offers_the_ways_of_its_kind_and_level(town: Town, capability: Capability) -> None:
    ana = town.gardener("territory")
    town.crowd(4)
    least = f" --au-moins {capability.least}" if capability.least > 1 else ""

    for kind in capability.kinds:
        ana.publishes(f"/sondage {ASKED[kind]}{LEVELS[capability.level]}{least}")

        assert ways_in(town) == (capability.telegram, capability.matrix), kind
