"""Receivers of announcements, their dates and their rhythm."""

from datetime import datetime, timedelta

import pytest

from storage.events import CheckIns
from storage.members import Identities
from tests.handlers.announcements.announced import DAY, MESSAGE, MINUTE, OPENING, TUESDAY, said
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town


@pytest.mark.slow
def test_people_are_chosen_by_buttons(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    max_.says("!moi")
    ana.says(OPENING)
    steps = [each.label for each in ana.direct[-1].choices]

    ana.presses("Qui : tout le monde")
    active = ana.presses("Je participe activement")
    ana.presses("Terminer")
    chosen = [each.label for each in ana.direct[-1].choices]
    nobody = ana.presses("✓ Aux personnes")
    ana.presses("Aux personnes")
    ana.presses("Qui : ")
    everyone = ana.presses("✓ Je participe activement")

    assert steps[3:] == [
        "Qui : tout le monde",
        "Où : partout",
        "À propos de : tout",
        "Continuer",
    ]
    assert "Pour : Je participe activement\nPersonne pour l'instant." in active
    assert chosen[3] == "Qui : Je participe activement"
    assert nobody.endswith("Personne pour l'instant.")
    assert "2 personnes" in everyone


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_people_around_a_commune_are_chosen(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour, locale: str
) -> None:
    lives_in(zoe, "Tavaux")
    lives_in(max_, "Toulouse", mark="!")
    french = locale == "fr"
    if not french:
        ana.says("/reglages")
        ana.presses("English")
    ana.says(OPENING)

    ana.presses("Où : partout" if french else "Where: everywhere")
    asked = ana.presses("Une commune" if french else "A commune")
    ana.says("Dole")
    near = ana.says("20")
    gone = ana.presses("✓ Dole")

    assert asked.startswith("Quelle commune ?" if french else "Which commune?")
    assert ("Pour : Dole et 20 km autour" if french else "For: Dole and 20 km around") in near
    assert ("1 personne" if french else "1 person") in near
    assert ("2 personnes" if french else "2 people") in gone


@pytest.mark.slow
def test_people_of_a_department_are_chosen_without_buttons(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    lives_in(zoe, "Tavaux")
    lives_in(max_, "Toulouse", mark="!")
    luc.says(f"!{OPENING[1:]}")
    luc.says("Où : partout")
    luc.says("Un département…")

    chosen = luc.says("Jura")

    assert "Pour : Jura\n1 personne" in chosen


@pytest.mark.parametrize(
    ("place", "whom"), [("Dole 20 km", "Dole et 20 km autour"), ("Jura", "Jura"), ("Dole", "Dole")]
)
def test_a_place_is_typed_with_its_distance(
    town: Town, ana: Neighbour, luc: Neighbour, place: str, whom: str
) -> None:
    assert f"Pour : {whom}\n" in ana.says(f"{OPENING} --lieu {place}")


@pytest.mark.parametrize(
    ("option", "refusal"),
    [
        ("--domaine licornes", "Il n'y a pas de domaine « licornes »"),
        ("--lieu Qwrtzpx", "Je ne connais pas le lieu « Qwrtzpx »"),
        ("--venus 99", "Il n'y a pas d'événement 99 ici."),
        ("--cercle lune", "« lune » n'est pas une participation possible"),
    ],
)
def test_a_wrong_option_loses_no_words(
    town: Town, ana: Neighbour, luc: Neighbour, option: str, refusal: str
) -> None:
    told = ana.says(f"/annonce Le jardin ouvre samedi {option}")

    assert told.startswith(f"Annonce 1 · Le jardin ouvre samedi\n{refusal}")
    assert "Qui doit la recevoir ?" in told


def test_an_unknown_option_loses_no_words(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    told = ana.says("/annonce Le jardin ouvre samedi --licorne bleue")
    again = ana.presses("Reprendre")

    assert told.startswith("Il n'y a pas d'option « --licorne » ici.")
    assert "Le jardin ouvre samedi" in again


def lives_in(person: Neighbour, commune: str, mark: str = "/") -> None:
    person.says(f"{mark}moi")
    person.presses("Où j'habite")
    person.presses("Indiquer ma commune")
    person.says(commune)


def test_an_announcement_to_nobody_is_not_offered_to_be_sent(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    preview = ana.says(f"{OPENING} --participation actif")
    offered = [each.label for each in ana.direct[-1].choices]

    assert "Personne pour l'instant.\nAucun membre ne correspond" in preview
    assert offered == [
        *("Dans les salons", "Dans les canaux"),
        *("Destinataires", "Date", "Modifier le texte", "Annuler"),
    ]


def test_the_reason_why_members_get_nothing_in_private_is_told(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.member("Eve")
    whom = ana.says(OPENING)
    rooms = ana.presses("Dans les salons")

    assert whom.endswith(
        "Personne pour l'instant.\n3 membres sont concernés. Ils ont gardé « seulement ce que vous "
        "demandez » et ne reçoivent pas d'annonce en privé.\nCe qui les atteint tout de même : "
        "2 salons, 1 canal et la lettre."
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
    ana.presses("Qui : tout le monde")
    pressed = ana.presses("Venues à « Visite »")
    taken_back = ana.presses("✓ Venues à « Visite »")
    ana.presses("Venues à « Visite »")
    ana.presses("Terminer")
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


@pytest.mark.slow
def test_a_repeated_announcement_can_be_called_off(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/annonce Réunion ce soir --tous mardi 9h")
    ana.presses("Planifier l'envoi à 1 personne")
    off = ana.presses("Annuler l'envoi")
    town.move_to(TUESDAY + DAY)

    assert "Personne d'autre ne la voit pour l'instant." in off
    assert not any("Réunion" in each for each in zoe.inbox)


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
