"""Other features add steps to those of the profile."""

import pytest

from bot.app import routers
from bot.core import Context, Router, text
from bot.core.declarations.router import collect
from bot.operations import stage
from bot.references.profile import ProfileStep, profile_steps, settings_command
from tests.town import Town

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
