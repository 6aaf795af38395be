"""Other features add steps to those of the profile."""

import pytest

from bot.app import routers
from bot.core import Context, Router, text
from bot.core.declarations.router import collect
from bot.operations import stage
from bot.references.profile import ProfileStep, profile_steps, settings_command
from tests.town import Town, labels


@pytest.fixture
def cycling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature that wants to know who rides a bicycle."""
    router = Router()

    @router.contribution(profile_steps)
    def bicycle_step(_ctx: Context) -> ProfileStep:
        say_so = settings_command.button(text("Say so"))
        return ProfileStep("bicycle", say_so, lambda _: True)

    monkeypatch.setattr(stage, "declarations", lambda: collect([*routers(), router]))


def test_a_step_of_another_feature_comes_after_those_of_the_profile(
    cycling: None, database_url: str
) -> None:
    town = Town(database_url)
    try:
        zoe = town.member("Zoé")
        zoe.presses("Compléter mon profil")
        offered = labels(zoe)
        zoe.says("/moi")

        assert offered[-3:] == ["Say so", "Changer de nom", "Terminer"]
        assert "Say so" in [each.label for each in zoe.direct[-1].choices]
    finally:
        town.close()


def test_the_profile_asks_who_may_find_the_member(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")

    assert zoe.presses("Choisir qui me trouve").startswith("Avez-vous 18 ans ou plus ?")
    assert "Annuaire" in zoe.says("/reglages")


@pytest.mark.parametrize("on", ["telegram", "matrix"])
@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("dole", "vous habitez Dole (Jura, 39)"),
        ("mobilité", "Les vôtres : Mobilité."),
    ],
)
def test_what_is_typed_below_the_card_answers_what_it_fits(
    town: Town, on: str, typed: str, taken: str
) -> None:
    zoe = town.member("Zoé", on=on)
    zoe.presses("Compléter mon profil")
    before = len(zoe.direct)

    zoe.says(typed)

    assert taken in "\n".join([*zoe.inbox[before:], *labels(zoe)])


def test_what_fits_nothing_that_is_missing_is_no_answer(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")

    zoe.says("Dolllle de la")

    assert "Envoyer « Dolllle de la » à Ana" in labels(zoe)


def test_a_wish_below_a_step_is_understood(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")

    answered = zoe.says("quels sont les prochains événements ?")

    assert "vénement" in answered
    assert "commune" not in answered


def test_a_wrong_commune_is_explained_and_asked_again(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")
    zoe.presses("Indiquer ma commune")

    assert "pas compris" not in zoe.says("Dolllle")
    assert "vous habitez Dole" in zoe.says("Dole")
