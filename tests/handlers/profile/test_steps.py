"""Other features add steps to those of the profile."""

import pytest

from bot.app import routers
from bot.core import Context, Router, Text, text
from bot.core.declarations.collected import collect
from bot.domain.roles import Role
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
        asked = [zoe.presses("Passer") for _ in range(7)]
        zoe.says("/moi")

        assert [QUESTION in each for each in asked] == [False] * 5 + [True, False]
        assert "Say so" in [each.label for each in zoe.direct[-1].choices]
    finally:
        town.close()


@pytest.fixture
def directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature that lets members find each other."""
    router = Router()

    @router.command("who", fr="annuaire", who=Role.MEMBER)
    def list_visible_members(_ctx: Context) -> Text:
        """See the members who want to be found."""
        return text("Nobody yet.")

    monkeypatch.setattr(stage, "declarations", lambda: collect([*routers(), router]))


def test_nobody_is_asked_about_a_directory_that_is_to_come(town: Town) -> None:
    zoe = town.member("Zoé")

    settings, zoe_s_profile = zoe.says("/reglages"), zoe.says("/moi")

    assert "nnuaire" not in settings + zoe_s_profile
    assert not any("trouve" in each.label for posted in zoe.direct for each in posted.choices)


def test_once_there_is_a_directory_it_is_asked_about(directory: None, database_url: str) -> None:
    town = Town(database_url)
    try:
        zoe = town.member("Zoé")
        zoe.presses("Compléter mon profil")
        asked = [zoe.presses("Passer") for _ in range(4)]

        assert "annuaire" in asked[-1]
        assert zoe.presses("Choisir qui me trouve").startswith("Avez-vous 18 ans ou plus ?")
        assert "Annuaire" in zoe.says("/reglages")
    finally:
        town.close()
