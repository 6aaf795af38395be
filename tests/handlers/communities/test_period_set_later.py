"""A pre-election period set after an approval, and changes of published content: both wait."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

PERIOD = "/neutralite 20 novembre - 15 mars"
WHY = "Ce que publie alors la Région doit rester neutre (Code électoral, article L52-1)."
CONFIRM = "Contenu neutre : vérifié"
DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris


def said(town: Town, room: str) -> list[str]:
    return [each.text for each in town.said_in(room)]


@pytest.mark.slow
def test_a_letter_approved_before_the_period_was_set_waits_for_the_check(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    luc.presses("Approuver")
    luc.says(PERIOD.replace("/", "!"))

    town.move_to(DUE)
    before = said(town, CHANNEL)
    told = [each.inbox[-1] for each in (ana, luc)]
    sent = luc.presses(CONFIRM)

    assert not any("Un" in each for each in before)
    for each in told:
        assert "n'est pas partie" in each
        assert WHY in each
    assert sent == "La lettre part maintenant."
    assert "Un" in town.shown_in(CHANNEL)[-1].text
    assert "Luc a vérifié que la lettre 1 est neutre (période préélectorale)." in said(
        town, BACK_ROOM
    )


@pytest.mark.slow
def test_the_news_of_a_letter_that_nobody_checked_are_in_the_next(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    luc.presses("Approuver")
    luc.says(PERIOD.replace("/", "!"))

    town.move_to(DUE)
    town.move(timedelta(days=4))

    assert "Un" in ana.says("/lettre")
    assert not any("Un" in each for each in said(town, CHANNEL))


@pytest.mark.slow
def test_an_announcement_planned_before_the_period_was_set_waits_for_the_check(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    readers = [town.member("Zoé"), town.member("Yan", on="matrix")]
    for reader in readers:
        reader.wants_messages()
    ana.says("/annonce Le jardin ouvre --le 1er décembre 9h")
    ana.presses("Planifier l'envoi")
    luc.says(PERIOD.replace("/", "!"))

    town.move_to(DUE + timedelta(hours=2))
    before = [each for reader in readers for each in reader.inbox]
    told = said(town, BACK_ROOM)[-1]
    sent = luc.presses(CONFIRM, room=BACK_ROOM)
    town.move(timedelta(minutes=5))

    assert not any("Le jardin ouvre" in each for each in before)
    assert "Elle n'est pas partie" in told
    assert WHY in told
    assert "Elle part maintenant" in sent
    for reader in readers:
        assert any("Le jardin ouvre" in each for each in reader.inbox)
    checked = "Luc a vérifié que l'annonce 1 est neutre (période préélectorale)."
    assert checked in said(town, BACK_ROOM)


@pytest.mark.slow
def test_a_repeating_announcement_goes_on_once_it_is_checked(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/annonce Le jardin ouvre --tous mardi 9h")
    ana.presses("Planifier l'envoi")
    luc.says(PERIOD.replace("/", "!"))

    town.move_to(DUE + timedelta(hours=2))
    before = list(zoe.inbox)
    luc.presses(CONFIRM, room=BACK_ROOM)
    for _ in range(2):
        town.move(timedelta(days=7))
        town.move(timedelta(minutes=1))

    assert not any("Le jardin ouvre" in each for each in before)
    assert sum("Le jardin ouvre" in each for each in zoe.inbox) == 2


@pytest.mark.slow
def test_a_letter_that_one_approval_is_enough_for_waits_for_the_check_too(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    carl = town.cultivator()
    carl.says("/communaute energie")
    carl.presses("Accords pour la lettre")
    carl.presses("Après 24 heures")
    add_news(ana, "/actu Un")
    submit_letter(ana)
    luc.says(PERIOD.replace("/", "!"))

    town.move_to(DUE)
    before = said(town, CHANNEL)
    ana.presses(CONFIRM)

    assert not any("Un" in each for each in before)
    assert "Un" in town.shown_in(CHANNEL)[-1].text


@pytest.mark.parametrize("room", [CHANNEL, SQUARE["matrix"]])
def test_a_change_of_the_regions_published_news_is_shown_once_confirmed(
    town: Town, ana: Neighbour, luc: Neighbour, room: str
) -> None:
    luc.says("!actu De la Région")
    luc.presses("Publier maintenant")
    luc.says(PERIOD.replace("/", "!"))
    luc.says("!actu 1")
    luc.presses("Modifier")
    luc.presses("Texte")

    asked = luc.says("Votez bien")
    before = said(town, room)
    shown = luc.presses(CONFIRM)

    assert WHY in asked
    assert not any("Votez bien" in each for each in before)
    assert shown.startswith("Les salons la montrent telle qu'elle est maintenant.")
    assert any("Votez bien" in each for each in said(town, room))
    assert "Luc a vérifié que l'actualité 1 est neutre (période préélectorale)." in said(
        town, BACK_ROOM
    )
    assert "vérifié que la modification" in town.cultivator().says("/audit")
    del ana


def test_a_published_news_that_becomes_the_regions_is_shown_so_once_confirmed(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    luc.says(PERIOD.replace("/", "!"))
    ana.says("/actu Du territoire")
    ana.presses("Publier maintenant")
    ana.presses("Modifier")

    asked = ana.presses("Signée pour la Région")
    before = said(town, CHANNEL)
    ana.presses(CONFIRM)

    assert WHY in asked
    assert not any("pour la Région" in each for each in before)
    assert any("pour la Région" in each for each in said(town, CHANNEL))


@pytest.mark.slow
def test_a_large_announcement_that_nobody_checked_needs_both_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says("/annonce Le jardin ouvre --canaux --le 1er décembre 9h")
    ana.presses("Demander")
    luc.presses("Approuver")
    luc.says(PERIOD.replace("/", "!"))

    town.move_to(DUE + timedelta(hours=2))
    ana.presses(CONFIRM, room=BACK_ROOM)
    luc.presses("Approuver")
    before = said(town, CHANNEL)
    sent = luc.presses(CONFIRM)

    assert not any("Le jardin ouvre" in each for each in before)
    assert "Elle part maintenant" in sent
    assert any("Le jardin ouvre" in each for each in said(town, CHANNEL))
