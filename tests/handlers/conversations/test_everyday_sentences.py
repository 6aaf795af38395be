"""Sixty sentences as members type them, played in the direct room: nine in ten lead on."""

import re
import sys

import pytest

from tests.handlers.conversations.everyday_sentences import EVERYDAY
from tests.intents.examples import read_examples
from tests.town import BACK_ROOM, Town, labels

LEAST = 0.9


def test_none_of_them_is_an_example() -> None:
    examples = {each.line.casefold() for each in read_examples()}

    assert len(EVERYDAY) == 60
    assert not [typed for typed, _ in EVERYDAY if typed.casefold() in examples]


def test_everyday_sentences_lead_on(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    for what in (
        "Visite du composteur | samedi 14h | Besançon --invites",
        "Atelier vélo | jeudi 18h",
    ):
        ana.says(f"/evenement {what}")
        ana.presses("Annoncer")
    ana.says("/sondage Quelle couleur pour le local ? | vert | bleu")
    ana.presses("Publier")
    sent = len(town.said_in(BACK_ROOM))
    lost: list[str] = []

    for typed, awaited in EVERYDAY:
        zoe.says("/annuler")
        said = zoe.says(typed)
        shown = "\n".join([said, *labels(zoe)])
        if "pas compris" in said or re.search(awaited, shown) is None:
            lost.append(f"{typed}: {shown!r}")

    with capsys.disabled():
        sys.stdout.write(f"\neveryday sentences: {len(EVERYDAY) - len(lost)} of {len(EVERYDAY)}\n")
    assert len(EVERYDAY) - len(lost) >= LEAST * len(EVERYDAY), "\n".join(lost)
    assert len(town.said_in(BACK_ROOM)) == sent
