"""Announcements, from both gardeners' seats and from those who read them."""

from datetime import datetime, timedelta

import pytest

from storage.events import CheckIns
from storage.members import Identities
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

OPENING = "/annonce Le jardin ouvre | À bientôt"
MESSAGE = "📣 Le jardin ouvre\nÀ bientôt\nPionniers de l'énergie"
TUESDAY = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def said(town: Town, room: str) -> list[str]:
    return [each.text for each in town.said_in(room)]


def sends_to_people(ana: Neighbour, words: str = OPENING) -> str:
    """Step by step, to everybody, at once."""
    ana.says(words)
    ana.presses("Continuer")
    ana.presses("Maintenant")
    return ana.presses("Envoyer à")


# The whole story


def test_an_announcement_goes_step_by_step_to_people_on_both_networks(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    quiet = town.member("Eve")

    whom = ana.says(OPENING)
    when = ana.presses("Continuer")
    preview = ana.presses("Maintenant")
    before = zoe.inbox[-1]
    sent = ana.presses("Envoyer à 2 personnes")
    town.move(MINUTE)

    assert whom == (
        "Annonce 1 · Le jardin ouvre\nQui doit la recevoir ?\n"
        "2 personnes (1 sur Matrix et 1 sur Telegram) · moins d'une minute"
    )
    assert when == "Annonce 1 · Le jardin ouvre\nQuand doit-elle partir ?"
    assert preview.startswith(f"Annonce 1\n{MESSAGE}\n\n2 personnes")
    assert "Départ : maintenant\nPersonne d'autre ne la voit pour l'instant." in preview
    assert MESSAGE not in before
    assert sent == "Annonce 1 · Le jardin ouvre\nElle part maintenant, à 2 personnes."
    assert zoe.inbox[-1] == max_.inbox[-1] == MESSAGE
    assert MESSAGE not in quiet.inbox
    assert (
        said(town, BACK_ROOM)[-1]
        == "✅ Annonce 1 · Le jardin ouvre\nEnvoyée · remise à 2 personnes"
    )


def test_it_is_understood_in_one_line_and_in_english(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    ida = town.gardener("territory")
    ida.says("/reglages")
    ida.presses("English")

    preview = ida.says("/announce The garden opens --on tuesday 8am --circle news")
    planned = ida.presses("Plan it, to 1 person")
    town.move_to(TUESDAY)

    assert "For: I follow the news\n1 person · less than a minute" in preview
    assert "When: Tuesday, 1 December at 08:00" in preview
    assert "It goes out at its time." in planned
    assert zoe.inbox[-1].startswith("📣 The garden opens\n")


def test_in_rooms_and_channels_both_gardeners_agree(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    preview = ana.says(f"{OPENING} --salons --canaux")
    submitted = ana.presses("Demander l'autre accord")
    asked = luc.inbox[-1]
    room = said(town, SQUARE["telegram"])
    luc.presses("Approuver")
    town.move(MINUTE)

    assert "\n2 salons et 1 canal · moins d'une minute\n" in preview
    assert "Soumise par Ana.\nLuc doit encore l'approuver." in submitted
    assert asked == submitted.replace(
        "Luc doit encore l'approuver.", "Il manque encore votre accord."
    )
    assert room == []
    assert [said(town, each)[-1] for each in (*SQUARE.values(), CHANNEL)] == [MESSAGE] * 3
    assert MESSAGE not in zoe.inbox
    assert "Luc a approuvé l'annonce 1." in ana.inbox


# Who and when


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


def test_what_nobody_would_get_is_not_offered_to_be_sent(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    preview = ana.says(f"{OPENING} --cercle actif")
    offered = [each.label for each in ana.direct[-1].choices]

    assert "Personne pour l'instant." in preview
    assert offered == ["Destinataires", "Date", "Modifier le texte", "Jeter"]


def test_why_members_get_nothing_in_private_is_said(
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
def test_those_who_came_to_an_event_are_told(
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
    ana.presses("Demander l'autre accord")
    luc.presses("Approuver et envoyer")
    town.move(MINUTE)

    for room in SQUARE.values():
        shown = town.said_in(room)[-1].said
        assert "@room" not in shown.plain
        assert "\u202e" not in shown.plain
        assert not any(each.url for each in shown.spans)
        if "<b>" in hostile:
            assert "room {name} {0} <b>x</b>" in shown.plain


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


def test_one_that_repeats_can_be_called_off(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/annonce Réunion ce soir --tous mardi 9h")
    ana.presses("Planifier l'envoi à 1 personne")
    off = ana.presses("Annuler l'envoi")
    town.move_to(TUESDAY + DAY)

    assert "Personne d'autre ne la voit pour l'instant." in off
    assert not any("Réunion" in each for each in zoe.inbox)


def test_quiet_hours_hold(town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour) -> None:
    town.move_to(datetime(2026, 11, 24, 22, 0))  # noqa: DTZ001 - in Paris
    preview = ana.says(f"{OPENING} --cercle nouvelles")
    ana.presses("Envoyer à")
    town.move(MINUTE)
    evening = list(zoe.inbox)
    town.move_to(datetime(2026, 11, 25, 8, 1))  # noqa: DTZ001 - in Paris
    town.move(MINUTE)

    assert "moins d'une minute · à partir de 8 h" in preview
    assert MESSAGE not in evening
    assert zoe.inbox[-1] == MESSAGE
    assert said(town, BACK_ROOM)[-1].endswith("Envoyée · remise à 1 personne")


def test_one_whose_date_has_passed_is_not_planned(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says(f"{OPENING} --le mercredi 9h --cercle nouvelles")
    town.move_to(datetime(2026, 11, 26, 10, 0))  # noqa: DTZ001 - in Paris
    refused = ana.presses("Planifier l'envoi à 1 personne")
    town.move(MINUTE)
    offered = ana.presses("Choisir un autre moment")

    assert refused == (
        "Annonce 1 · Le jardin ouvre\nSa date est passée : mercredi 25 novembre à 9 h. "
        "Elle n'est pas partie, c'est un brouillon."
    )
    assert offered.endswith("Quand doit-elle partir ?")
    assert MESSAGE not in zoe.inbox


def test_one_that_is_approved_after_its_date_does_not_go_out(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says(f"{OPENING} --salons --le mercredi 9h")
    ana.presses("Demander l'autre accord")
    town.move_to(datetime(2026, 11, 26, 22, 30))  # noqa: DTZ001 - in Paris
    approved = luc.presses("Approuver")
    town.move(DAY)

    assert "Sa date est passée : mercredi 25 novembre à 9 h." in approved
    assert said(town, SQUARE["telegram"]) == []
    assert any("Sa date est passée" in each for each in ana.inbox)
    assert "Luc a approuvé l'annonce 1." not in ana.inbox
    assert "Départ : maintenant\nPersonne d'autre" in ana.says("/annonce 1")


# Under way


@pytest.fixture
def under_way(town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour) -> Neighbour:
    """Ana, whose announcement waits for the end of Zoé's quiet hours."""
    town.move_to(datetime(2026, 11, 24, 22, 0))  # noqa: DTZ001 - in Paris
    sends_to_people(ana)
    town.move(MINUTE)
    return ana


def test_a_sending_is_suspended_and_resumed_over_a_restart(
    town: Town, under_way: Neighbour, zoe: Neighbour
) -> None:
    under_way.presses("Suspendre")
    suspended = said_now(town)
    town.restart()
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris
    held = list(zoe.inbox)
    todo = under_way.says("/afaire")
    under_way.says("/annonce 1")
    resumed = under_way.presses("Reprendre")
    town.move(2 * MINUTE)

    assert suspended.startswith("Annonce 1 · Le jardin ouvre\nSuspendue · 0 message envoyé sur 1")
    assert MESSAGE not in held
    assert "Annonce 1 · Le jardin ouvre · Suspendue" in todo
    assert "Envoi en cours · 0 message envoyé sur 1" in resumed
    assert zoe.inbox.count(MESSAGE) == 1


def test_the_live_card_in_the_back_room_suspends_and_resumes(
    town: Town, under_way: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    luc.presses("Suspendre", town.latest_with(BACK_ROOM, "Suspendre"), BACK_ROOM)
    suspended = said_now(town)
    luc.presses("Reprendre", town.latest_with(BACK_ROOM, "Reprendre"), BACK_ROOM)
    going = said_now(town)
    followed = under_way.presses("Suivre l'envoi")

    assert "Suspendue · 0 message envoyé sur 1" in suspended
    assert (
        going
        == followed
        == ("Annonce 1 · Le jardin ouvre\nEnvoi en cours · 0 message envoyé sur 1")
    )


def test_a_suspended_one_is_followed_after_the_next_occurrence(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/annonce Réunion ce soir --tous mardi 6h")
    ana.presses("Planifier l'envoi à 1 personne")
    town.move_to(datetime(2026, 12, 1, 6, 5))  # noqa: DTZ001 - in Paris: Zoé is not written to
    luc.presses("Suspendre", town.latest_with(BACK_ROOM, "Suspendre"), BACK_ROOM)
    for hour in (6, 9):
        town.move_to(datetime(2026, 12, 8, hour, 5))  # noqa: DTZ001 - in Paris
        town.move(MINUTE)
    listed = ana.says("/annonce")
    followed = ana.presses("Envoi de l'annonce 1")
    todo = ana.says("/afaire")
    looked = ana.presses("Regarder")
    ana.presses("Reprendre")
    town.move(DAY)

    assert "Suspendue : Annonce 1 · Réunion ce soir" in listed
    assert "Suspendue · 0 message envoyé sur 1" in followed
    assert "Annonce 1 · Réunion ce soir · Suspendue" in todo
    assert looked == followed
    assert sum("Réunion ce soir" in each for each in zoe.inbox) == 2


def test_a_sending_is_stopped_after_a_question(
    town: Town, under_way: Neighbour, zoe: Neighbour
) -> None:
    asked = under_way.presses("Arrêter")
    going = said_now(town)
    under_way.presses("Oui, arrêter l'envoi")
    stopped = said_now(town)
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris

    assert "Les messages déjà partis arriveront" in asked
    assert "Envoi en cours · 0 message envoyé sur 1" in going
    assert "Arrêtée · 0 message envoyé sur 1" in stopped
    assert MESSAGE not in zoe.inbox


def said_now(town: Town) -> str:
    """The live card in the back room."""
    return next(each.text for each in town.said_in(BACK_ROOM) if "Annonce 1" in each.text)


def test_what_did_not_arrive_is_reported(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    sends_to_people(ana)
    town.move(MINUTE)

    assert "Envoyée" in said(town, BACK_ROOM)[-1]


# Changes and refusals


def test_an_edit_after_the_approval_asks_again(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"{OPENING} --salons --le mardi 8h")
    ana.presses("Demander l'autre accord")
    luc.presses("Approuver")
    luc.says("!annonce 1")
    luc.presses("Modifier le texte")
    edited = luc.says("Le jardin ferme")
    town.move_to(TUESDAY + DAY)

    assert "📣 Le jardin ferme" in edited
    assert "Personne d'autre ne la voit pour l'instant." in edited
    assert said(town, SQUARE["telegram"]) == []
    assert ana.inbox[-1] == "Luc modifie l'annonce 1 : elle redevient un brouillon."


def test_a_correction_says_why(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"{OPENING} --salons")
    ana.presses("Demander l'autre accord")
    luc.presses("Corriger")
    luc.says("L'heure est fausse")

    assert ana.inbox[-1] == (
        "Annonce 1 · Le jardin ouvre\nLuc demande des corrections :\n« L'heure est fausse »"
    )


def test_the_same_person_does_not_approve(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"{OPENING} --salons")
    ana.presses("Demander l'autre accord")
    shown = town.latest_with(luc.address, "Approuver")
    presses = [each.press for row in shown.said.choices for each in row]
    mine = ana.forges(next(each for each in presses if "approve" in each), ana.direct[-1])

    assert said(town, SQUARE["telegram"]) == []
    assert mine == (
        "Vous avez soumis cette annonce vous-même : une autre personne doit l'approuver."
    )


def test_a_bare_number_or_yes_never_sends(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says(OPENING)
    ana.presses("Continuer")
    ana.presses("Maintenant")
    for typed in ("1", "oui"):
        ana.says(typed)
    town.move(MINUTE)

    assert MESSAGE not in zoe.inbox


@pytest.mark.parametrize("typed", ["1", "2", "oui"])
def test_a_bare_number_or_yes_neither_resumes_nor_throws_away(
    town: Town, under_way: Neighbour, zoe: Neighbour, typed: str
) -> None:
    under_way.presses("Suspendre")
    under_way.says("/annonce 1")
    under_way.says(typed)
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris
    under_way.says(f"{OPENING} --salons")
    for number in range(1, 6):
        under_way.says(str(number))
    town.move(MINUTE)

    assert MESSAGE not in zoe.inbox
    assert "Annonce 2" in under_way.says("/annonce 2")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/annonce Salut --domaine licornes", "Il n'y a pas de domaine « licornes »"),
        ("/annonce Salut --venus 99", "Il n'y a pas d'événement 99 ici."),
        ("/annonce Salut --le hier 8h", "passé"),
        ("/annonce Salut --le mardi 8h --tous lundi 8h", "Choisissez une date ou un rythme"),
        ("/annonce 99", "Cette annonce n'existe plus."),
        (f"/annonce {'x' * 2001}", "trop long"),
    ],
    ids=["domain", "event", "past", "both", "number", "long"],
)
def test_a_wrong_line_is_explained(ana: Neighbour, luc: Neighbour, typed: str, answer: str) -> None:
    assert answer in ana.says(typed)


def test_the_menu_asks_for_the_words(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says("menu")
    ana.presses("Publier…")
    asked = ana.presses("Une annonce")
    whom = ana.says("Le jardin ouvre")

    assert asked.startswith("Que voulez-vous annoncer ?")
    assert whom.startswith("Annonce 1 · Le jardin ouvre\nQui doit la recevoir ?")


def test_who_runs_the_bot_without_a_seat_does_not_send(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    carl = town.cultivator().joins()
    carl.says(f"{OPENING} --cercle nouvelles")
    refused = carl.presses("Envoyer à 1 personne")
    town.move(MINUTE)

    assert refused == "Seule l'équipe de jardinage peut envoyer et approuver une annonce."
    assert MESSAGE not in zoe.inbox


def test_members_do_not_announce(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.says(OPENING)
    refused = zoe.says(OPENING)

    assert "Annonce" not in refused
    assert MESSAGE not in zoe.inbox


def test_a_draft_is_thrown_away(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"{OPENING} --salons")
    gone = ana.presses("Jeter")
    listed = ana.says("/annonce")

    assert "gardé" in gone
    assert listed == "Annonces\nAucune annonce en attente."


def test_one_that_was_missed_is_told(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says(f"{OPENING} --le mardi 8h --cercle nouvelles")
    ana.presses("Planifier")
    town.move(8 * DAY)

    assert MESSAGE not in zoe.inbox
    assert "Elle n'est pas partie : le service était interrompu." in said(town, BACK_ROOM)[-1]


# Rooms


def agreed(ana: Neighbour, luc: Neighbour, words: str = OPENING) -> None:
    """Into the rooms, once Luc agrees."""
    ana.says(f"{words} --salons")
    ana.presses("Demander l'autre accord")
    luc.presses("Approuver")


def test_a_room_that_refuses_is_reported(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.networks["matrix"].gone.add(SQUARE["matrix"])

    agreed(ana, luc)
    going = said_now(town)
    town.move(MINUTE)
    result = (
        "Annonce 1 · Le jardin ouvre\nEnvoyée · dans 1 salon sur 2\n"
        "Refusé par : le salon de la communauté (Matrix)."
    )

    assert "Envoyée" not in going
    assert said_now(town) == result
    assert f"✅ {result}" in said(town, BACK_ROOM)
    assert said(town, SQUARE["telegram"])[-1] == MESSAGE


def test_what_arrived_in_every_room_is_reported(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    agreed(ana, luc, f"{OPENING} --cercle nouvelles")
    town.move(MINUTE)

    assert said(town, BACK_ROOM)[-1] == (
        "✅ Annonce 1 · Le jardin ouvre\nEnvoyée · remise à 1 personne · dans 2 salons"
    )


@pytest.fixture
def submitted(ana: Neighbour, luc: Neighbour) -> Neighbour:
    """Luc, who is asked to approve an announcement in rooms."""
    ana.says(f"{OPENING} --salons")
    ana.presses("Demander l'autre accord")
    return luc


def test_what_waits_for_a_room_is_suspended_and_resumed(town: Town, submitted: Neighbour) -> None:
    with town.networks["telegram"].cut():
        submitted.presses("Approuver")
        town.move(MINUTE)
        going = said_now(town)
        submitted.presses("Suspendre", town.latest_with(BACK_ROOM, "Suspendre"), BACK_ROOM)
    town.move(10 * MINUTE)
    held, suspended = said(town, SQUARE["telegram"]), said_now(town)
    submitted.presses("Reprendre", town.latest_with(BACK_ROOM, "Reprendre"), BACK_ROOM)
    town.move(2 * MINUTE)

    assert "Envoi en cours · dans 1 salon sur 2" in going
    assert MESSAGE not in held
    assert "Suspendue · dans 1 salon sur 2" in suspended
    assert said(town, SQUARE["telegram"]).count(MESSAGE) == 1
    assert "Envoyée · dans 2 salons" in said(town, BACK_ROOM)[-1]


def test_what_waits_for_a_room_is_stopped(town: Town, submitted: Neighbour) -> None:
    with town.networks["telegram"].cut():
        submitted.presses("Approuver")
        town.move(MINUTE)
        submitted.says("!annonce 1")
        submitted.presses("Arrêter")
        submitted.presses("Oui, arrêter l'envoi")
    town.move(10 * MINUTE)

    assert MESSAGE not in said(town, SQUARE["telegram"])
    assert "Arrêtée · dans 1 salon sur 2" in said_now(town)


def test_a_rhythm_that_never_comes_is_refused(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    never = "monthly/12 25 08:00 20261225 skipped"
    at_once = ana.says(f"{OPENING} --tous {never}")
    ana.says(f"{OPENING} --cercle nouvelles --tous mardi 9h")
    ana.presses("Date")
    ana.presses("Régulièrement")
    asked = ana.says(never)

    assert at_once.startswith("Ces jours sont tous fériés : rien ne partirait jamais.")
    assert asked.startswith("Ces jours sont tous fériés : rien ne partirait jamais.")
    assert "mardi 8 décembre à 9 h" in ana.says("/annonce 1")
