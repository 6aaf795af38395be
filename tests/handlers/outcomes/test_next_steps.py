"""Photos and next steps of a report, and its author."""

from datetime import datetime

import pytest

from bot.core.messages.content import Document
from storage.files import FileRow
from storage.members import Identities, Members
from tests.core.files.test_photos import picture
from tests.handlers.outcomes.reports import ACCOUNT, DAY_AFTER, tells
from tests.town import BACK_ROOM, Neighbour, Town

pytestmark = pytest.mark.slow


def checked(town: Town) -> list[str]:
    return [each.text for each in town.said_in(BACK_ROOM) if "Est-ce fait ?" in each.text]


def adds_photo(who: Neighbour, words: str) -> str:
    who.says("/suite 1")
    who.presses("Ajouter une photo")
    who.sends("p.jpg", picture())
    return who.says(words)


def test_photos_stand_before_the_card(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(ana, publish=False)
    adds_photo(ana, "Le tas")
    adds_photo(ana, "Les gens")
    ana.says("/suite 1")
    assert "2 photos" in ana.inbox[-1]
    ana.presses("Publier")

    first, second, card = town.said_in(ana.square)[-3:]
    assert [first.text, second.text] == ["Image : Le tas", "Image : Les gens"]
    assert isinstance(first.said.picture, Document)
    assert card.text.startswith("Suite de l'événement 1")

    adds_photo(ana, "Plus tard")
    assert town.said_in(ana.square)[-1].text == "Image : Plus tard"


def test_five_photos_are_enough(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(ana, publish=False)
    for number in range(5):
        adds_photo(ana, f"photo {number}")
    ana.says("/suite 1")

    assert "a déjà 5 photos" in ana.presses("Ajouter une photo")
    ana.presses("Retirer cette photo")
    with town.database.unit() as store:
        assert store._session.query(FileRow).count() == 4


def test_the_step_is_asked_about_on_its_day_until_it_is_settled(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    town.move_to(datetime(2026, 12, 4, 9, 40))  # noqa: DTZ001
    assert checked(town) == []
    town.move_to(datetime(2026, 12, 4, 10, 20))  # noqa: DTZ001
    town.restart()
    town.move_to(datetime(2026, 12, 4, 18, 0))  # noqa: DTZ001
    assert len(checked(town)) == 1

    assert "Prochaine étape de l'événement 1" in luc.says("!afaire")
    luc.presses("Pas encore")
    assert "lundi 7 décembre" in luc.says("lundi 7 décembre")
    assert "Prochaine étape" not in luc.says("!afaire")
    assert "lundi 7 décembre" in town.said_in(ana.square)[-1].text
    town.move_to(datetime(2026, 12, 7, 10, 20))  # noqa: DTZ001
    assert len(checked(town)) == 2

    luc.presses("Oui, c'est fait", room=BACK_ROOM)
    assert "C'est fait." in town.said_in(ana.square)[-1].text
    town.move_to(datetime(2026, 12, 9, 12, 0))  # noqa: DTZ001
    assert len(checked(town)) == 1, "the answered one says what was answered"


def test_a_step_given_up_may_be_taken_up_again(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    town.move_to(datetime(2026, 12, 4, 10, 20))  # noqa: DTZ001
    ana.says("/afaire")
    assert ana.presses("Abandonné") == "C'est abandonné : Commander le bac"
    assert "C'est abandonné." in town.said_in(ana.square)[-1].text

    ana.presses("Finalement, pas encore")
    ana.says("mardi 8 décembre")
    assert "C'est abandonné." not in town.said_in(ana.square)[-1].text


def test_a_step_while_the_program_was_down_is_asked_about_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    town.sleep_until(datetime(2026, 12, 20, 11, 0))  # noqa: DTZ001
    town.move_to(datetime(2026, 12, 20, 18, 0))  # noqa: DTZ001
    assert len(checked(town)) == 1


def test_an_account_stays_without_its_author(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    with town.database.unit() as store:
        identity = store[Identities].get(ana.address)
        assert identity is not None
        member = store[Members].get(identity.member_id)
        assert member is not None
        store.erase(member)
    page = luc.says("!suite 1")
    assert ACCOUNT in page
    assert "Ana" not in page
