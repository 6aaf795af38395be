"""The pictures of news in the letter: said in words, and sent to those who ask."""

from datetime import timedelta

import pytest

from storage.digest import NewsItems
from storage.files import Files
from tests.core.files.test_photos import picture
from tests.handlers.audit.traces import presses_forged
from tests.handlers.digest.letters.composed import DUE, approve, reader
from tests.handlers.digest.news.writing import submit_letter
from tests.town import CHANGED, SQUARE, Neighbour, Town, labels

pytestmark = pytest.mark.slow

SEEN = "Le broyeur devant la mairie"
BUTTON = "Voir la photo : Le broyeur"
GONE = "Cette photo n'est plus conservée. Sa description est dans la lettre."


def add_pictured(ana: Neighbour, number: int = 1, title: str = "Le broyeur") -> None:
    ana.says(f"/actu {title}")
    ana.presses("Mettre dans la lettre")
    change_picture(ana, number, SEEN)


def change_picture(ana: Neighbour, number: int, words: str) -> None:
    ana.says(f"/actu {number}")
    ana.presses("Modifier")
    ana.presses("Image")
    ana.sends("IMG_2041.jpg", picture())
    ana.says(words)


def test_readers_are_told_of_a_picture_and_see_it_and_rooms_read_the_headline_only(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    readers = [reader(town, "Zoé"), reader(town, "Max", on="matrix")]
    add_pictured(ana)
    approve(ana, luc)
    town.move_to(DUE)

    for each in readers:
        assert f"Le broyeur\nPhoto : {SEEN}\nAna, pour le territoire" in each.inbox[-1]
        assert each.presses(BUTTON) == f"Photo : {SEEN}"
    for room in SQUARE.values():
        shown = town.said_in(room)[-1]
        assert "Le broyeur" in shown.text
        assert "hoto" not in shown.text
        assert [each.label for each in shown.choices if "photo" in each.label] == []


def test_the_whole_letter_has_four_buttons_at_most(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    for number in range(1, 6):
        add_pictured(ana, number, f"Broyeur {number}")
    approve(ana, luc)
    town.move_to(DUE)
    zoe = town.member("Zoé")

    said = zoe.says("/lettre")

    assert said.count(f"Photo : {SEEN}") == 5
    assert [each for each in labels(zoe) if "photo" in each] == [
        f"Voir la photo : Broyeur {number}" for number in range(1, 5)
    ]


def test_a_picture_can_be_seen_as_long_as_it_is_kept(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_pictured(ana)
    approve(ana, luc)
    town.move_to(DUE)
    zoe = town.member("Zoé")
    zoe.says("/lettre")
    letter = zoe.direct[-1]
    town.move(timedelta(days=30))

    kept = zoe.presses(BUTTON, letter)
    with town.database.unit() as store:
        [news] = store[NewsItems].held_by(1)
        store[Files].drop(news.picture_id or 0)

    assert kept == f"Photo : {SEEN}"
    assert zoe.presses(BUTTON, letter) == GONE


def test_a_picture_that_changed_is_not_shown_or_approved_as_the_one_that_was_read(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_pictured(ana)
    submit_letter(ana)
    read = luc.direct[-1]
    seen = luc.presses(BUTTON, read)

    change_picture(ana, 1, "Un autre")
    later = luc.presses(BUTTON, read)
    approved = luc.presses("Approuver", read)

    assert seen == f"Photo : {SEEN}"
    assert later == GONE
    assert CHANGED in approved


def test_nobody_sees_what_was_not_sent_or_is_no_picture_of_a_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_pictured(ana)
    zoe = town.member("Zoé")

    early = presses_forged(zoe, "letter_photo:1:1")
    draft = presses_forged(zoe, "digest_photo:1:1")
    approve(ana, luc)
    town.move_to(DUE)

    assert early == "Cette lettre n'existe pas, ou n'est pas partie. /lettre montre la dernière."
    assert SEEN not in draft
    assert presses_forged(zoe, "letter_photo:1:7") == GONE
    assert presses_forged(zoe, "letter_photo:1:1") == f"Photo : {SEEN}"


def test_a_picture_is_erased_with_the_account_of_its_author(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé")
    zoe.sends("IMG_2041.jpg", picture(), "/actu Le broyeur")
    zoe.presses("La proposer")
    ana.says("/actu 1")
    ana.presses("Mettre dans la lettre")
    approve(ana, luc)
    town.move_to(DUE)
    max_ = town.member("Max")
    max_.says("/lettre")
    letter = max_.direct[-1]

    zoe.says("/quitter")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert max_.presses(BUTTON, letter) == GONE
    assert "Photo" not in max_.says("/lettre")
