"""The notice."""

import pytest

from tests.town import Town


@pytest.mark.parametrize("member", [True, False])
def test_the_notice_says_who_why_how_long_and_whom_to_write_to(town: Town, *, member: bool) -> None:
    zoe = town.member("Zoé") if member else town.stranger("Zoé")

    said = zoe.says("/confidentialite")

    for words in (
        "Région Exemple, pour Pionniers de l'énergie.",
        "Pourquoi",
        "Combien de temps",
        "les serveurs de Telegram",
        "CNIL",
        "À qui écrire : dpo@region.example.",
    ):
        assert words in said


def test_the_controller_s_own_notice_is_linked(town: Town) -> None:
    settings = town.stage.settings
    privacy = settings.privacy.model_copy(update={"notice_url": "https://region.example/notice"})
    town.stage.settings = settings.model_copy(update={"privacy": privacy})
    town.restart()
    zoe = town.stranger("Zoé")

    zoe.says("/privacy")

    last = zoe.direct[-1].said.spans[-1]
    assert (last.text, last.url) == ("La notice complète", "https://region.example/notice")
