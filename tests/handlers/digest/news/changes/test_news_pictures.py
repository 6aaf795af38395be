"""The picture of a news item: sent with it or afterwards, shown in the rooms before its words."""

import pytest

from tests.core.files.test_photos import picture
from tests.handlers.digest.news.writing import add_news
from tests.town import CHANNEL, SQUARE, Town

pytestmark = pytest.mark.slow

SEEN = "Le broyeur devant la mairie"


def test_a_picture_is_shown_in_every_room_before_the_words(town: Town) -> None:
    ana = town.gardener("territory")
    add_news(ana, "/actu Le broyeur")
    ana.says("/actu 1")
    ana.presses("Modifier")
    ana.presses("Image")
    ana.sends("IMG_2041.jpg", picture())

    assert ana.says(SEEN).endswith(f"Image : {SEEN}")
    ana.says("/actu 1")
    ana.presses("Publier maintenant")

    for room in (*SQUARE.values(), CHANNEL):
        image, words = town.said_in(room)
        assert image.text == f"Image : {SEEN}"
        assert words.text.startswith("📰 Le broyeur")


def test_a_picture_comes_with_the_command_and_is_removed(town: Town) -> None:
    ana = town.gardener("territory")
    ana.sends("IMG_2041.jpg", picture(), "/actu Le broyeur")

    assert "Image : Le broyeur" in ana.inbox
    assert "Mettre dans la lettre" in [each.label for each in ana.direct[-1].choices]
    ana.presses("Retirer l'image")
    ana.presses("Mettre dans la lettre")
    assert "Image" not in ana.says("/actu 1")


def test_a_form_takes_a_picture(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/actu")
    ana.presses("Ajouter une actualité")
    ana.says("Le broyeur")
    for _ in range(3):
        ana.presses("Passer")
    ana.sends("IMG_2041.jpg", picture())

    assert "Image : Le broyeur" in ana.inbox
