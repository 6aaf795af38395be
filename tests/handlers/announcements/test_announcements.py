"""Announcements: step by step to people, and in rooms once both gardeners agree."""

from datetime import datetime

import pytest

from tests.handlers.announcements.announced import DAY, MESSAGE, MINUTE, OPENING, TUESDAY, said
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, WATER, Neighbour, Town, town_settings


@pytest.mark.slow
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


@pytest.mark.slow
def test_an_announcement_is_understood_in_one_line_and_in_english(
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
    submitted = ana.presses("Demander l'accord de Luc")
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


@pytest.mark.slow
def test_an_edit_after_the_approval_asks_again(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"{OPENING} --salons --le mardi 8h")
    ana.presses("Demander l'accord de Luc")
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
    ana.presses("Demander l'accord de Luc")
    luc.presses("Corriger")
    luc.says("L'heure est fausse")

    assert ana.inbox[-1] == (
        "Annonce 1 · Le jardin ouvre\nLuc demande des corrections :\n« L'heure est fausse »"
    )


def test_the_same_person_does_not_approve(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"{OPENING} --salons")
    ana.presses("Demander l'accord de Luc")
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
    answers = [ana.says(typed) for typed in ("1", "oui")]
    town.move(MINUTE)

    assert answers[0] == "Un numéro ou un « oui » ne suffit pas ici : écrivez les mots en entier."
    assert answers[1] == "Que voulez-vous faire ?"
    assert MESSAGE not in zoe.inbox


@pytest.mark.slow
def test_a_bare_number_or_yes_neither_resumes_nor_throws_away(
    town: Town, under_way: Neighbour, zoe: Neighbour
) -> None:
    under_way.presses("Suspendre")
    for typed in ("1", "2", "oui"):
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


@pytest.mark.slow
def test_the_menu_asks_for_the_words(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says("menu")
    ana.presses("Publier…")
    asked = ana.presses("Une annonce")
    whom = ana.says("Le jardin ouvre")

    assert asked.startswith("Que voulez-vous annoncer ?")
    assert whom.startswith("Annonce 1 · Le jardin ouvre\nQui doit la recevoir ?")


def test_a_cultivator_without_a_seat_does_not_send(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    carl = town.cultivator().joins()
    carl.says(f"{OPENING} --participation nouvelles")
    refused = carl.presses("Envoyer à 1 personne")
    town.move(MINUTE)

    assert refused == "Seule l'équipe de jardinage peut envoyer et approuver une annonce."
    assert MESSAGE not in zoe.inbox


def test_members_do_not_announce(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.says(OPENING)
    refused = zoe.says(OPENING)

    assert refused == "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela : Ana."
    assert MESSAGE not in zoe.inbox


def test_a_draft_is_thrown_away(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"{OPENING} --salons")
    gone = ana.presses("Annuler")
    listed = ana.says("/annonce")

    assert "gardé" in gone
    assert listed == "Annonces\nAucune annonce en attente."


@pytest.mark.slow
def test_a_missed_announcement_is_reported(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says(f"{OPENING} --le mardi 8h --participation nouvelles")
    ana.presses("Planifier")
    town.move(8 * DAY)

    assert MESSAGE not in zoe.inbox
    assert "Elle n'est pas partie : le service était interrompu." in said(town, BACK_ROOM)[-1]


def test_a_rhythm_that_never_comes_is_refused(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    never = "monthly/12 25 08:00 20261225 skipped"
    at_once = ana.says(f"{OPENING} --tous {never}")
    ana.says(f"{OPENING} --participation nouvelles --tous mardi 9h")
    ana.presses("Date")
    ana.presses("Régulièrement")
    asked = ana.says(never)

    assert "Ces jours sont tous fériés : rien ne partirait jamais." in at_once
    assert asked.startswith("Ces jours sont tous fériés : rien ne partirait jamais.")
    assert "mardi 8 décembre à 9 h" in ana.says("/annonce 2")


@pytest.mark.slow
def test_an_announcement_of_another_community_is_unknown_here(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    here, there = "Pionniers de l'énergie", "Eau vive"
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        town.member("Zoé", of=(here,)).wants_messages()
        ana, eve = town.gardener("territory", here), _gardener_of_water(town).joins(there)
        ana.says("/annonce Le jardin ouvre --tous mardi 8h")
        edited = [
            eve.forges(f"announce_{each}:1", eve.direct[-1])
            for each in ("whom", "when", "look", "words", "off", "away")
        ]
        typed = eve.says("/annonce 1")
        ana.presses("Planifier l'envoi à 1 personne")
        town.move_to(TUESDAY)
        followed = [
            eve.forges(f"announce_{each}:1", eve.direct[-1])
            for each in ("follow", "pause", "stop_yes")
        ]
        listed = ana.says("/annonce")
    finally:
        town.close()

    assert edited == ["Cette annonce n'existe plus. Pour voir les autres : /annonce."] * 6
    assert typed == edited[0]
    assert (
        followed == ["L'envoi de cette annonce est terminé. Pour voir les autres : /annonce."] * 3
    )
    assert "Annonce 1 · Le jardin ouvre" in listed


def _gardener_of_water(town: Town) -> Neighbour:
    return Neighbour(town, "telegram", "telegram:53", "Eve", "fr")
