"""A yes to each place by itself, to the very text that was read, and withdrawn at any time."""

from datetime import timedelta

import pytest

from tests.handlers.digest.news.writing import submit_letter
from tests.handlers.digest.sending.letters import DUE, ROOMS, letters
from tests.handlers.portraits.portraits import (
    AUCH,
    LETTER,
    ROOM,
    WEB,
    WHOLE,
    agrees,
    answers,
    in_rooms,
    own,
    publishes,
)
from tests.handlers.public_page.public_pages import HOME, is_missing, page, show_part
from tests.town import CHANGED, SQUARE, Neighbour, Town, labels
from tests.web.own_pages import with_pages

PUBLISH = "Publier dans les salons"
WITHDRAWN = "Ce portrait a été retiré."


@pytest.fixture
def told(zoe: Neighbour) -> Neighbour:
    """Zoé, who answered both questions."""
    answers(zoe)
    return zoe


def test_a_yes_to_one_place_is_no_yes_to_another(
    town: Town, ana: Neighbour, told: Neighbour
) -> None:
    before = publish_buttons(ana)
    said = agrees(told, LETTER)
    after_letter = publish_buttons(ana)
    agrees(told, ROOM)
    todo = ana.says("/afaire")
    done = publishes(ana)

    assert (before, after_letter) == ([], [])
    assert "La lettre : vous avez dit oui." in said
    assert "Les salons : toutes les personnes présentes le lisent." in said
    assert "Des copies faites par d'autres peuvent rester." in said
    assert "Le portrait de Zoé est à publier." in todo
    assert "C'est publié dans les salons." in done
    assert in_rooms(town) == [WHOLE, WHOLE]
    assert "Votre portrait est dans les salons." in told.inbox[-1]


def publish_buttons(ana: Neighbour) -> list[str]:
    ana.says("/portrait")
    ana.presses("Portrait de Zoé")
    return [each for each in labels(ana) if each == PUBLISH]


def test_a_yes_to_an_earlier_text_does_not_count(
    town: Town, ana: Neighbour, told: Neighbour
) -> None:
    agrees(told, ROOM)
    ana.says("/portrait")
    ana.presses("Portrait de Zoé")
    read = ana.direct[-1]
    change(told, "À Condom.")
    refused = ana.presses(PUBLISH, read)
    mine = own(told)
    told.presses(ROOM)
    publishes(ana)
    change(told, "À Lectoure.")

    assert CHANGED in refused
    assert "Les salons : votre oui portait sur un texte précédent." in mine
    assert in_rooms(town) == []


def change(person: Neighbour, words: str) -> str:
    own(person)
    person.presses("Modifier une réponse")
    person.presses("1. Où vivez-vous ?")
    person.presses("La réécrire")
    return person.says(words)


@pytest.mark.slow
def test_withdrawn_it_is_deleted_or_edited_out(town: Town, ana: Neighbour, told: Neighbour) -> None:
    agrees(told, ROOM)
    publishes(ana)
    town.move(timedelta(hours=49))
    own(told)
    told.presses("Ne plus montrer dans les salons")

    telegram, matrix = (town.said_in(SQUARE[each])[-1] for each in ("telegram", "matrix"))
    assert (telegram.text, telegram.deleted) == (WITHDRAWN, False)
    assert matrix.deleted


@pytest.mark.slow
def test_the_team_withdraws_it_everywhere_on_the_persons_word(
    town: Town, ana: Neighbour, told: Neighbour
) -> None:
    agrees(told, ROOM, LETTER)
    publishes(ana)
    ana.presses("Retirer, à la demande de Zoé")

    assert in_rooms(town) == []
    assert [each for each in labels(told) if each in (ROOM, LETTER)] == []
    own(told)
    assert [each for each in labels(told) if each in (ROOM, LETTER)] == [ROOM, LETTER]


@pytest.mark.slow
def test_the_letter_tells_it_once_and_loses_it_when_it_is_withdrawn(
    town: Town, ana: Neighbour, luc: Neighbour, told: Neighbour
) -> None:
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    agrees(told, LETTER)
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE)
    sent = [letters(town, room)[-1] for room in ROOMS]
    again = ana.reviews_letter()
    own(told)
    told.presses("Ne plus montrer dans la lettre")

    assert all(AUCH in each for each in sent)
    assert AUCH not in again
    assert not any(AUCH in letters(town, room)[-1] for room in ROOMS)


def test_a_draft_of_the_letter_waits_for_a_yes_to_changed_words(
    ana: Neighbour, told: Neighbour
) -> None:
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    agrees(told, LETTER)
    before = ana.reviews_letter()
    change(told, "À Condom.")
    changed = ana.reviews_letter()
    agrees(told, LETTER)
    after = ana.reviews_letter()

    assert AUCH in before
    assert AUCH not in changed
    assert "À Condom." not in changed
    assert "À Condom." in after


@pytest.mark.slow
def test_a_letter_leaves_out_what_changed_since_it_was_approved(
    town: Town, ana: Neighbour, luc: Neighbour, told: Neighbour
) -> None:
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    agrees(told, LETTER)
    submit_letter(ana)
    luc.presses("Approuver")
    before = ana.reviews_letter()
    change(told, "À Condom.")
    town.move_to(DUE)

    assert AUCH in before
    assert [letters(town, room) for room in ROOMS] == [[], [], []]


@pytest.mark.slow
def test_the_public_page_shows_it_with_its_own_yes(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    with_pages(town)
    answers(zoe)
    own(zoe)
    before = WEB in labels(zoe)
    show_part(ana, luc, "Portraits")
    agrees(zoe, ROOM, LETTER)
    unseen = page(town, f"{HOME}/portraits")
    agrees(zoe, WEB)
    shown, first = page(town, f"{HOME}/portraits"), page(town)
    zoe.says("!page")
    zoe.presses("Retirer : Zoé")

    assert not before
    assert AUCH not in unseen
    assert AUCH in shown
    assert AUCH in first
    assert AUCH not in page(town, f"{HOME}/portraits")
    assert is_missing(town, f"{HOME}/portraits/1.jpg")


FORGED = (
    *("portrait_yes:1:room", "portrait_back:1:room", "portrait_own:1", "portrait_open:1"),
    *("portrait_off_yes:1", "portrait_photo_off:1", "portrait_answer_look:1"),
    *("portrait_answer_off:1", "portrait_no:1", "portrait_read:1", "portrait_publish:1"),
    *("portrait_look:1", "portrait_voice:1", "portrait_withdraw:1", "webpage_yes:portrait:1:1"),
)


def test_another_member_can_do_nothing_with_it(town: Town, ana: Neighbour, told: Neighbour) -> None:
    agrees(told, LETTER)
    agrees(told, ROOM)
    told.presses("Ne plus montrer dans la lettre")
    yan = town.member("Yan")
    yan.says("/menu")

    assert [each for each in FORGED if AUCH in yan.forges(each, yan.direct[-1])] == []
    assert WHOLE in own(told)
    assert "Les salons : vous avez dit oui." in told.inbox[-1]
    assert in_rooms(town) == []


def test_nothing_is_published_without_a_yes(town: Town, ana: Neighbour, told: Neighbour) -> None:
    ana.says("/portrait")

    refused = ana.forges("portrait_publish:1", ana.direct[-1])

    assert refused.startswith("Zoé n'a pas dit oui aux salons pour ce texte")
    assert in_rooms(town) == []


@pytest.mark.slow
def test_a_minor_is_taken_out_of_the_rooms(town: Town, ana: Neighbour, told: Neighbour) -> None:
    agrees(told, ROOM)
    publishes(ana)
    told.says("!menu")
    before = in_rooms(town)
    told.forges("age:minor:cmd-menu", told.direct[-1])
    town.move(timedelta(hours=1))

    assert before == [WHOLE, WHOLE]
    assert in_rooms(town) == []
