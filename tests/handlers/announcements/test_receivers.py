"""Receivers of announcements, their dates and their rhythm."""

from datetime import datetime, timedelta

import pytest

from storage.events import CheckIns
from storage.members import Identities
from tests.handlers.announcements.announced import DAY, MESSAGE, MINUTE, OPENING, TUESDAY, said
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town


def test_people_are_chosen_by_buttons(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    max_.says("!moi")
    ana.says(OPENING)

    active = ana.presses("Je participe activement")
    nobody = ana.presses("✓ Aux personnes")
    ana.presses("Aux personnes")
    everyone = ana.presses("✓ Je participe activement")

    assert "Pour : Je participe activement\nPersonne pour l'instant." in active
    assert nobody.endswith("Personne pour l'instant.")
    assert "2 personnes" in everyone


def test_an_announcement_to_nobody_is_not_offered_to_be_sent(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    preview = ana.says(f"{OPENING} --participation actif")
    offered = [each.label for each in ana.direct[-1].choices]

    assert "Personne pour l'instant." in preview
    assert offered == ["Destinataires", "Date", "Modifier le texte", "Annuler"]


def test_the_reason_why_members_get_nothing_in_private_is_told(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.member("Eve")
    whom = ana.says(OPENING)
    rooms = ana.presses("Dans les salons")

    assert whom.endswith(
        "Personne pour l'instant.\nLes membres qui ont gardé « seulement ce que vous demandez » "
        "ne reçoivent pas d'annonce en privé : elle peut être publiée dans les salons."
    )
    assert "2 salons" in rooms
    assert "seulement ce que vous demandez" not in rooms


def test_two_that_begin_alike_are_told_apart_by_their_numbers(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says(f"{OPENING} --salons")
    ana.says(f"{OPENING} --canaux")
    ana.says("/annonce")
    labels = [each.label for each in ana.direct[-1].choices]
    shown = ana.presses("2 · Le jardin ouvre")

    assert labels == ["1 · Le jardin ouvre", "2 · Le jardin ouvre", "Nouvelle annonce"]
    assert shown.startswith("Annonce 2\n")


@pytest.mark.slow
def test_participants_of_an_event_are_told(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    ana.says("/evenement Visite | mercredi 25 novembre 14h30 | Besançon")
    ana.presses("Annoncer")
    zoe.says("/inscription 1 oui")
    max_.says("!inscription 1 oui")
    town.move_to(datetime(2026, 11, 25, 15, 0))  # noqa: DTZ001 - in Paris
    with town.database.unit() as store:
        account = store[Identities].get(zoe.address)
        assert account is not None
        store[CheckIns].arrive(1, account.member_id, town.clock.now())
    town.move(2 * DAY)

    preview = ana.says(f"{OPENING} --venus 1")
    ana.says(OPENING)
    pressed = ana.presses("Venues à « Visite »")
    taken_back = ana.presses("✓ Venues à « Visite »")
    ana.presses("Venues à « Visite »")
    ana.presses("Continuer")
    ana.presses("Maintenant")
    ana.presses("Envoyer à 1 personne")
    town.move(DAY)

    assert "Pour : venues à l'événement 1\n1 personne · moins" in preview
    assert "Pour : venues à l'événement 1\n1 personne · moins" in pressed
    assert "2 personnes" in taken_back
    assert any(MESSAGE in each for each in zoe.inbox)
    assert not any(MESSAGE in each for each in max_.inbox)


@pytest.mark.parametrize("hostile", ["@room {name} {0} <b>x</b>", "a\u202eb", "%s `x` [y](z)"])
def test_words_are_shown_as_they_were_typed_and_call_nobody(
    town: Town, ana: Neighbour, luc: Neighbour, hostile: str
) -> None:
    ana.says(f"/annonce {hostile} --salons")
    ana.presses("Demander l'accord de Luc")
    luc.presses("Approuver et envoyer")
    town.move(MINUTE)

    for room in SQUARE.values():
        shown = town.said_in(room)[-1].said
        assert "@room" not in shown.plain
        assert "\u202e" not in shown.plain
        assert not any(each.url for each in shown.spans)
        if "<b>" in hostile:
            assert "room {name} {0} <b>x</b>" in shown.plain


@pytest.mark.slow
def test_a_rhythm_goes_out_again_and_again(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/annonce Réunion ce soir --tous mardi 9h")
    planned = ana.presses("Planifier l'envoi à 1 personne")
    for week in range(3):
        town.move_to(TUESDAY + 7 * week * DAY + timedelta(hours=1))
        town.move(MINUTE)

    assert "Départ : chaque mardi à 9 h" in planned
    assert sum("Réunion ce soir" in each for each in zoe.inbox) == 3


def test_a_repeated_announcement_can_be_called_off(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/annonce Réunion ce soir --tous mardi 9h")
    ana.presses("Planifier l'envoi à 1 personne")
    off = ana.presses("Annuler l'envoi")
    town.move_to(TUESDAY + DAY)

    assert "Personne d'autre ne la voit pour l'instant." in off
    assert not any("Réunion" in each for each in zoe.inbox)


def test_an_announcement_waits_for_the_end_of_quiet_hours(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    town.move_to(datetime(2026, 11, 24, 22, 0))  # noqa: DTZ001 - in Paris
    preview = ana.says(f"{OPENING} --participation nouvelles")
    ana.presses("Envoyer à")
    town.move(MINUTE)
    evening = list(zoe.inbox)
    town.move_to(datetime(2026, 11, 25, 8, 1))  # noqa: DTZ001 - in Paris
    town.move(MINUTE)

    assert "moins d'une minute · à partir de 8 h" in preview
    assert MESSAGE not in evening
    assert zoe.inbox[-1] == MESSAGE
    assert said(town, BACK_ROOM)[-1].endswith("Envoyée · remise à 1 personne")


def test_an_announcement_whose_date_has_passed_is_not_planned(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says(f"{OPENING} --le mercredi 9h --participation nouvelles")
    town.move_to(datetime(2026, 11, 26, 10, 0))  # noqa: DTZ001 - in Paris
    refused = ana.presses("Planifier l'envoi à 1 personne")
    town.move(MINUTE)
    offered = ana.presses("Choisir un autre moment")

    assert refused == (
        "Annonce 1 · Le jardin ouvre\nSa date est passée : mercredi 25 novembre à 9 h. "
        "Elle n'est pas partie et redevient un brouillon."
    )
    assert offered.endswith("Quand doit-elle partir ?")
    assert MESSAGE not in zoe.inbox


def test_an_announcement_approved_after_its_date_does_not_go_out(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says(f"{OPENING} --salons --le mercredi 9h")
    ana.presses("Demander l'accord de Luc")
    town.move_to(datetime(2026, 11, 26, 22, 30))  # noqa: DTZ001 - in Paris
    approved = luc.presses("Approuver")
    town.move(DAY)

    assert "Sa date est passée : mercredi 25 novembre à 9 h." in approved
    assert said(town, SQUARE["telegram"]) == []
    assert any("Sa date est passée" in each for each in ana.inbox)
    assert "Luc a approuvé l'annonce 1." not in ana.inbox
    assert "Départ : maintenant\nPersonne d'autre" in ana.says("/annonce 1")
