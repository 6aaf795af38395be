"""Other features add steps to those of the profile."""

import pytest

from bot.app import routers
from bot.core import Context, Router, text
from bot.core.declarations.router import collect
from bot.operations import stage
from bot.references.profile import ProfileStep, profile_steps, settings_command
from tests.town import Town, labels

QUESTION = "Do you ride a bicycle ?"


@pytest.fixture
def cycling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature that wants to know who rides a bicycle."""
    router = Router()

    @router.contribution(profile_steps)
    def bicycle_step(_ctx: Context) -> ProfileStep:
        say_so = settings_command.button(text("Say so"))
        return ProfileStep("bicycle", text(QUESTION), say_so, lambda _: True)

    monkeypatch.setattr(stage, "declarations", lambda: collect([*routers(), router]))


def test_a_step_of_another_feature_comes_after_those_of_the_profile(
    cycling: None, database_url: str
) -> None:
    town = Town(database_url)
    try:
        zoe = town.member("Zoé")
        zoe.presses("Compléter mon profil")
        asked = [zoe.presses("Passer") for _ in range(8)]
        zoe.says("/moi")

        assert [QUESTION in each for each in asked] == [False] * 6 + [True, False]
        assert "Say so" in [each.label for each in zoe.direct[-1].choices]
    finally:
        town.close()


def test_the_profile_asks_who_may_find_the_member(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")
    asked = [zoe.presses("Passer") for _ in range(4)]

    assert "annuaire" in asked[-1]
    assert zoe.presses("Choisir qui me trouve").startswith("Avez-vous 18 ans ou plus ?")
    assert "Annuaire" in zoe.says("/reglages")


ANSWERED = {
    "name": ("Jeanne Petit", "Votre nom ici : Jeanne Petit"),
    "commune": ("dole", "vous habitez Dole (Jura, 39)"),
    "domains": ("mobilité", "Les vôtres : Mobilité."),
    "circle": ("contributif", ""),
    "visibility": ("", ""),
    "about": ("Je répare des vélos", "« Je répare des vélos »"),
    "messages": ("oui", "Messages privés"),
}
"""What is typed below each step, and what tells that it was taken; empty where nothing is asked."""


@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_what_is_typed_below_a_step_answers_it(town: Town, on: str) -> None:
    zoe = town.member("Zoé", on=on)
    zoe.presses("Compléter mon profil")

    for nth, (typed, taken) in enumerate(ANSWERED.values(), start=1):
        step = next(each for each in reversed(zoe.direct) if f"{nth} sur 7" in each.text)
        if taken:
            before = len(zoe.direct)
            zoe.says(typed)
            if nth == 1:
                assert zoe.inbox[-1].startswith("Est-ce votre réponse : « Jeanne Petit » ?")
                zoe.says("oui")
            if nth == len(ANSWERED) - 1:
                zoe.says("passer")  # the web page that goes with the line
            told = "\n".join([*zoe.inbox[before:], *labels(zoe)])
            assert taken in told, typed
            assert "pas compris" not in told
        if f"{nth} sur 7" in zoe.inbox[-1] or f"{nth + 1} sur 7" not in zoe.inbox[-1]:
            zoe.presses("Terminer" if nth == 3 and taken else "Passer", None if nth == 3 else step)


def test_a_wish_below_a_step_is_understood(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")
    zoe.presses("Passer")

    answered = zoe.says("quels sont les prochains événements ?")

    assert "vénement" in answered
    assert "commune" not in answered


def test_a_wrong_commune_is_explained_and_asked_again(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")
    zoe.presses("Passer")

    assert "pas compris" not in zoe.says("Dolllle")
    assert "vous habitez Dole" in zoe.says("Dole")
