"""Polls about dates: yes, if need be, or no to each."""

from datetime import timedelta

import pytest

from storage.communities import Communities
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

ASKED = (
    "/sondage Atelier : quand ? | samedi 5 décembre | mardi 8 décembre 18h30 | 12/12 14h-16h --date"
)


def test_dates_are_answered_by_yes_if_need_be_or_no(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")

    preview = ana.says(ASKED)
    ana.presses("Publier le sondage")
    card = town.said_in(zoe.square)[-1]
    saturday, tuesday, later, none = [each.label for each in card.choices]
    told = [zoe.presses(saturday, card, zoe.square) for _ in range(3)]
    refused = town.said_in(zoe.square)[-1].text
    zoe.presses(tuesday, card, zoe.square)
    zoe.presses(later, card, zoe.square)
    zoe.presses(later, card, zoe.square)
    typed = yan.says("!voter 1 mardi 8 décembre, 3 si besoin")
    shown = town.said_in(zoe.square)[-1].text
    own = yan.says("!sondage 1")
    ana.says("/cloturer 1")
    result = town.said_in(zoe.square)[-1].text

    assert (
        "Samedi 5 décembre\nMardi 8 décembre à 18 h 30\nSamedi 12 décembre, 14 h – 16 h" in preview
    )
    assert none == "Aucune de ces dates"
    assert told == [
        "Samedi 5 décembre : oui. Touchez encore pour « si besoin ».",
        "Samedi 5 décembre : si besoin. Touchez encore pour « non ».",
        "Votre vote : aucune de ces dates. Touchez une date si vous pouvez finalement venir.",
    ] or told[2].startswith("Samedi 5 décembre : non.")
    assert "1 personne a voté" in refused
    assert typed.endswith(
        "Votre vote : mardi 8 décembre à 18 h 30 et samedi 12 décembre, 14 h – 16 h (si besoin)."
    )
    assert "Mardi 8 décembre à 18 h 30 : ▇▇▇▇▇▇▇▇ 2 oui" in shown
    assert "Samedi 12 décembre, 14 h – 16 h : 2 si besoin" in shown
    assert "Samedi 5 décembre : 0" in shown
    assert "oui, si besoin ou non pour chaque date" in shown
    assert "Votre vote : mardi 8 décembre" in own
    assert "« mardi 8 décembre à 18 h 30 » arrive en tête, avec 2 votes." in result
    assert "Samedi 5 décembre : personne ne peut" in result


def test_a_poll_about_dates_is_made_step_by_step(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")

    kinds = ana.presses("Autres types de sondages")
    ana.presses("Trouver une date")
    asked = ana.says("Atelier : quand ?")
    refused = ana.says("samedi 5 décembre\nmardi 8 novembre 18h30")
    ana.says("samedi 5 décembre\nmardi 8 décembre 18h30")
    ana.presses("Terminer")
    preview = ana.presses("Passer")
    ana.presses("Changer les dates")
    changed = ana.says("dimanche 6 décembre\nlundi 7 décembre")
    ana.presses("Publier le sondage")

    assert "En une fois : /sondage Atelier : quand ? | samedi 5 décembre" in kinds
    assert asked.startswith("Quelles dates, de deux à dix ?")
    assert "Quelles dates, de deux à dix ?" in refused
    assert "Samedi 5 décembre\nMardi 8 décembre à 18 h 30\n" in preview
    assert "Dimanche 6 décembre\nLundi 7 décembre\n" in changed
    assert "Dimanche 6 décembre" in town.said_in(SQUARE["matrix"])[-1].text


def test_names_stand_below_their_dates_and_no_native_poll_comes(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    zoe.says("/voter 1 1")
    yan.says("!voter 1 1?")

    card = town.said_in(SQUARE["matrix"])[-1]

    assert "Samedi 5 décembre : ▇▇▇▇ 1 oui et 1 si besoin\nZoé et Yan (si besoin)" in card.text
    assert card.said.poll is None
    assert zoe.says("/voter 1 aucune").endswith("Votre vote : aucune de ces dates.")
    assert zoe.says("/voter 1 9").startswith(
        "Le sondage « Atelier : quand ? » n'a pas de choix « 9 »."
    )
    assert zoe.says("/voter 1 retirer").endswith("Votre vote est retiré.")


def test_forged_presses_change_nothing(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(ASKED)
    card = town.said_in(zoe.square)[-1]

    for press in ("vote:1:-2", "vote:1:4", "ballot:1:1"):
        zoe.forges(press, card, zoe.square)

    assert "Votre vote" not in zoe.says("/sondage 1")
    ana.says("/voter 1 2")
    ana.says("/cloturer 1")
    made = zoe.forges("poll_event:1:2", zoe.direct[-1])
    assert made.startswith("Seules la personne qui a créé le sondage"), made


def leaves(member: Neighbour) -> None:
    member.says("/quitter")
    member.presses("Quitter la communauté")
    member.presses("Oui, quitter")


@pytest.mark.slow
def test_the_best_date_becomes_an_event_that_voters_confirm_in_one_press(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    max_, lou = town.member("Max"), town.member("Lou")
    ana.publishes(ASKED)
    lou.says("/voter 1 2")
    zoe.says("/voter 1 2 et 3?")
    yan.says("!voter 1 2?")
    max_.says("/voter 1 1")
    ana.says("/voter 1 2")

    closed = ana.says("/cloturer 1")
    leaves(lou)
    ana.presses("Créer l'événement : mardi 8 décembre à 18 h 30")
    ana.says("Besançon")
    preview = ana.presses("Passer")
    ana.presses("Annoncer")

    assert closed.startswith(
        "Le sondage « Atelier : quand ? » est clos, et son résultat est publié."
    )
    assert preview.startswith("🗓 Atelier : quand ?\nMardi 8 décembre à 18 h 30")
    assert any(
        "À « Atelier : quand ? », vous avez dit oui à cette date" in each for each in zoe.inbox
    )
    assert any("quand ? », vous avez dit « si besoin » à cette date" in each for each in yan.inbox)
    assert not any("à cette date" in each for each in [*max_.inbox, *lou.inbox])
    asked = next(each for each in zoe.direct if "à cette date" in each.text)
    zoe.presses("Je viens", asked)
    assert "👥 1 personne vient" in ana.says("/evenement 1")


@pytest.mark.slow
def test_a_poll_gives_one_event_when_two_gardeners_make_it(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.publishes(ASKED)
    ana.says("/voter 1 2")
    ana.says("/cloturer 1")
    made = "Créer l'événement : mardi 8 décembre à 18 h 30"
    luc.says("!sondage 1")
    offer = luc.direct[-1]
    luc.presses(made, offer)
    ana.presses(made, town.latest_with(BACK_ROOM, made), BACK_ROOM)
    ana.says("Besançon")
    ana.presses("Passer")
    draft = ana.direct[-1]

    luc.says("Dole")
    late = luc.presses("Passer")
    again = luc.presses(made, offer)
    luc.says("!sondage 1")
    shown = luc.presses("Voir l'événement 1")
    ana.presses("Retirer", draft)
    luc.says("!sondage 1")
    luc.presses(made)

    for each in (late, again):
        assert each.startswith(
            "Un événement est déjà créé pour « Atelier : quand ? » : « Atelier : quand ? »."
        )
    assert shown.startswith("🗓 Atelier : quand ?")
    assert luc.inbox[-1].startswith("Où ?")


@pytest.mark.slow
def test_gardeners_are_offered_the_event_where_the_maker_left(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    with town.database.unit() as store:
        store[Communities].get(1).polls_by = "members"
    zoe.publishes(f"{ASKED} --fin demain 18h")
    ana.says("/voter 1 1")
    leaves(zoe)
    told = len(zoe.inbox)
    town.move(timedelta(days=2))

    assert len(zoe.inbox) == told
    offered = [choice.label for each in town.said_in(BACK_ROOM) for choice in each.choices]
    assert offered.count("Créer l'événement : samedi 5 décembre") == 1


@pytest.mark.slow
def test_a_date_without_hours_is_asked_its_hours(town: Town) -> None:
    ana = town.gardener("territory")
    zoe = town.member("Zoé")
    ana.publishes(f"{ASKED} --fin demain 18h")
    zoe.says("/voter 1 1")
    town.move(timedelta(days=2))

    offered = ana.direct[-1].text
    asked = ana.presses("Créer l'événement : samedi 5 décembre")
    wrong = ana.says("tard")
    ana.says("14h30-16h")
    ana.says("Besançon")
    made = ana.presses("Passer")

    assert offered.endswith("Le sondage est clos, et son résultat est publié.")
    assert asked.startswith("À quelle heure ?")
    assert "À quelle heure ?" in wrong
    assert "Samedi 5 décembre, 14 h 30 – 16 h" in made
    assert "Créer l'événement" not in zoe.says("/sondage 1")
    assert not zoe.direct[-1].choices


def test_the_same_date_written_twice_is_told_as_a_date(town: Town) -> None:
    ana = town.gardener("territory")

    told = ana.says("/sondage Quand ? | samedi 5 décembre | 5/12 --date")
    asked = ana.says("/sondage Quand ? --date")

    assert told.startswith("Vous avez écrit deux fois le choix « samedi 5 décembre ».")
    assert asked.startswith("Quelles dates")
