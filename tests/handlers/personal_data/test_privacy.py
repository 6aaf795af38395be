"""The notice."""

import pytest

from bot.config import Purpose
from bot.config.settings import NAMED_PURPOSES
from bot.vocabulary.privacy import PURPOSE_NAMES
from tests.town import Town


@pytest.mark.parametrize("member", [True, False])
def test_the_notice_says_who_why_how_long_and_whom_to_write_to(town: Town, *, member: bool) -> None:
    zoe = town.member("Zoé") if member else town.stranger("Zoé")

    said = zoe.says("/confidentialite")

    for words in (
        "Région Exemple est responsable du traitement de vos données dans Pionniers de l'énergie.",
        "Pourquoi",
        "Combien de temps",
        "les serveurs de Telegram",
        "CNIL",
        "À qui écrire : dpo@region.example.",
    ):
        assert words in said


@pytest.mark.parametrize("way", ["/confidentialite", "Lire la notice"])
def test_the_notice_shows_the_settings_of_each_purpose(town: Town, way: str) -> None:
    purposes = (
        Purpose(
            key="membership",
            basis="mission d'intérêt public",
            duration="tant que vous êtes membre",
            transfers="Telegram, hors de l'Union",
        ),
        Purpose(key="study", name="L'étude annuelle", basis="votre accord", duration="un an"),
    )
    privacy = town.stage.settings.privacy.model_copy(update={"purposes": purposes})
    town.stage.settings = town.stage.settings.model_copy(update={"privacy": privacy})
    town.restart()
    zoe = town.stranger("Zoé")

    said = zoe.says("/rejoindre")
    said = zoe.presses(way) if way == "Lire la notice" else zoe.says(way)

    assert (
        "Pourquoi et combien de temps\n"
        "Participer à la communauté\n"
        "Base légale : mission d'intérêt public\n"
        "Durée : tant que vous êtes membre\n"
        "Hors de l'Union européenne : Telegram, hors de l'Union\n"
        "L'étude annuelle\n"
        "Base légale : votre accord\n"
        "Durée : un an\n"
        "Ce qui est facultatif vous est demandé à part"
    ) in said
    assert "Cela repose sur votre accord" not in said


def test_the_named_purposes_are_those_of_the_configuration() -> None:
    assert set(PURPOSE_NAMES) == set(NAMED_PURPOSES)


def test_the_controller_s_own_notice_is_linked(town: Town) -> None:
    settings = town.stage.settings
    privacy = settings.privacy.model_copy(update={"notice_url": "https://region.example/notice"})
    town.stage.settings = settings.model_copy(update={"privacy": privacy})
    town.restart()
    zoe = town.stranger("Zoé")

    zoe.says("/privacy")

    last = zoe.direct[-1].said.spans[-1]
    assert (last.text, last.url) == ("La notice complète", "https://region.example/notice")
