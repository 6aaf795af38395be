"""Presses that no button of ours has, and numbers of nothing."""

import pytest

from bot.app import declarations
from bot.core.declarations.registry import Declared
from storage.communities import Community
from storage.inbound import Inbox, InboxState
from tests.core.conftest import Make
from tests.core.declarations.access.watched import Watched, broken
from tests.core.engine import Engine
from tests.core.people import settle_in
from tests.plugins.sweeps import Sweep

OLD = "Ce bouton n'est plus valable. /menu montre ce que vous pouvez faire maintenant."


KEPT_FOR_SEATS = {
    "Seule l'équipe côté territoire peut faire cela : Ana.",
    "Seule l'équipe côté Région peut faire cela : Luc.",
}
WHICH = "Pour quelle communauté ?\nJe retiens votre réponse ; /menu permet d'en changer."


def forged(declared: Declared, sweep: Sweep) -> list[str]:
    """Presses that no button of ours has."""
    presses = [
        "",
        ":",
        "::",
        "nothing",
        "nothing:1",
        "été:1",
        "form",
        "form_pick:#1",
        "ask",
        "ask:x",
        "mean_in:x",
        "mean_in:999999999999",
        "mean_in::",
    ]
    for button in declared.buttons.values():
        n = len(button.params)
        odd = [
            ":".join([button.name, *(["1"] * (n + 1))]),
            *([":".join([button.name, *(["1"] * (n - 1))])] if n else []),
        ]
        if any(each.kind in (int, Community) for each in button.params):
            odd += [
                ":".join([button.name, *([each] * n)])
                for each in ("x", "-1", "²", "1.5", "", " ", "9" * 10, "9" * 40)
            ]
        presses += [each for each in odd if sweep.picks(each, button)]
    return presses


@pytest.mark.slow
@pytest.mark.timeout(600)  # about 2,000 presses
async def test_a_forged_button_does_nothing_and_is_answered(
    engine: Engine, watched: Watched, sweep: Sweep
) -> None:
    presses, carl = (
        forged(watched.declared, sweep),
        "telegram:75",
    )  # who may press whatever there is

    for i in range(0, len(presses), 20):  # a long queue is looked through for each answer
        await engine.handle(*(engine.pressed(each, sender=carl) for each in presses[i : i + 20]))
        await engine.send()

    assert watched.calls == []
    assert len(engine.answers) == len(presses)
    said = set(engine.network.said_in(carl))
    assert OLD in said
    assert said - {OLD, *KEPT_FOR_SEATS, WHICH} == set()


BIG = ("999999999", "0")


@pytest.mark.slow
async def test_unknown_numbers_are_answered_with_an_explanation(
    make: Make, monkeypatch: pytest.MonkeyPatch, sweep: Sweep
) -> None:
    """Through the real handlers: a number that is no thing of ours is told, and breaks nothing."""
    monkeypatch.setattr("bot.core.inbound.batches.BATCH_SECONDS", 600.0)  # one commit for many
    engine = make(declared=declarations())
    settle_in(engine)
    presses = [
        engine.pressed(":".join([button.name, *([number] * len(button.params))]), sender=sender)
        for button in engine.declared.buttons.values()
        for number in BIG
        for sender in ("telegram:70", "telegram:72", "telegram:73")
        if sweep.picks(f"{button.name} {number} {sender}", button)
    ]
    commands = [
        engine.heard(f"/{command.fr} {number}", sender=sender)
        for command in engine.declared.all_commands()
        for number in BIG
        for sender in ("telegram:70", "telegram:72", "telegram:73")
        if sweep.picks(f"{command.name} {number} {sender}", command)
    ]

    await engine.handle(*presses, *commands)

    assert engine.store(lambda s: s[Inbox].count(InboxState.DONE)) == len(presses) + len(commands)
    assert broken(engine) == []
