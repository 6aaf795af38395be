"""Choices of a secret vote that are ticked, in buttons alone, before it is cast."""

from collections import Counter

import pytest

from tests.handlers.polls.voting.secrecy.test_secret_votes import RECEIPT, all_vote, counted
from tests.town import Town


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "taps", "shown", "offered", "ballot"),
    [
        pytest.param(
            "--multiple --au-moins 2 --au-plus 2",
            ["mardi", "jeudi", "✓ mardi", "samedi"],
            "jeudi et samedi",
            ["mardi", "✓ jeudi", "✓ samedi", "Voter : 2 choix"],
            (2, 3),
            id="several",
        ),
        pytest.param(
            "--classement",
            ["samedi", "mardi"],
            "1. samedi et 2. mardi",
            ["2. mardi", "jeudi", "1. samedi", "Voter : 2 choix"],
            (3, 1),
            id="ranked",
        ),
    ],
)
def test_choices_are_ticked_before_a_secret_vote(
    town: Town,
    options: str,
    taps: list[str],
    shown: str,
    offered: list[str],
    ballot: tuple[int, ...],
) -> None:
    ana, zoe, others = town.gardener("territory"), town.member("Zoé"), town.crowd(4)
    ana.publishes(f"/sondage Quels jours ? | mardi | jeudi | samedi --secret {options}")

    first = zoe.says("/sondage 1")
    for each in taps:
        ticked = zoe.presses(each)
    during = town.said_in(zoe.square)[-1].text
    labels = [choice.label for choice in zoe.direct[-1].choices]
    told = zoe.presses("Voter : 2 choix")

    assert "Touchez vos choix, puis votez." in first
    assert f"Pour l'instant, et pas encore compté : {shown}" in ticked
    assert labels == offered
    assert "Soyez la première personne à voter" in during
    assert RECEIPT.search(told)
    assert "Vous avez voté" in zoe.says("/sondage 1")
    all_vote(others, "jeudi samedi")
    ana.says("/cloturer 1")
    assert counted(town) == Counter([ballot, *[(2, 3)] * 4])


@pytest.mark.slow
def test_forged_ticks_count_nothing(town: Town) -> None:
    ana, zoe, others = town.gardener("territory"), town.member("Zoé"), town.crowd(5)
    ana.publishes("/sondage Quels jours ? | a | b | c --secret --multiple --au-plus 2")
    zoe.says("/sondage 1")
    card = zoe.direct[-1]

    for press in (
        *("secret_tick:1:1-2:3", "secret_tick:1:9:1", "secret_tick:1:0:9", "secret_tick:1:x:1"),
        *("secret_vote:1:1-2-3", "secret_vote:1:0", "secret_vote:1:a", "secret_vote:1:9"),
    ):
        zoe.forges(press, card)

    assert "Soyez la première personne à voter" in town.said_in(zoe.square)[-1].text
    all_vote(others, "c")
    ana.says("/cloturer 1")
    assert counted(town) == {(3,): 5}
