"""Events that change between reading and pressing: an old button does nothing and shows them."""

from collections.abc import Callable
from datetime import timedelta
from zlib import crc32

import pytest

from bot.domain.events.rules import Rsvp
from storage.events import Attendances, Events
from storage.revisions import Revisions
from tests.handlers.events.sign_up.rsvps import COMING, announced, card_of, counted
from tests.same_checksum import with_checksum_of
from tests.town import CHANGED, Neighbour, Town

TOAST = "Ceci vient de changer : rien n'a été fait."
SALE = "Grande vente"
SWAP = "Troc de graines"
PROPOSED = f"/evenement {SWAP} | samedi 5 décembre 10h | Dole"


def answers(town: Town) -> list[str]:
    """The answers to event 1."""
    with town.database.unit() as store:
        return [each.answer for each in store[Attendances].to_tell(1, 0, 50)]


def revision(town: Town) -> int:
    with town.database.unit() as store:
        return store[Revisions].of("event", 1)


def moves(gardener: Neighbour) -> None:
    gardener.says("/evenement 1 date dimanche 6 décembre 14h30-16h30")


def moves_and_back(gardener: Neighbour) -> None:
    moves(gardener)
    gardener.says("/evenement 1 date samedi 5 décembre 14h30-16h30")


@pytest.mark.parametrize("change", [moves, moves_and_back])
@pytest.mark.parametrize("network", ["telegram", "matrix"])
@pytest.mark.parametrize("label", ["Je viens", "Peut-être"])
def test_an_old_card_in_a_room_signs_nobody_up_and_follows(
    town: Town, network: str, label: str, change: Callable[[Neighbour], None]
) -> None:
    ana, zoe = announced(town), town.member("Zoé", on=network)
    card = card_of(town, zoe)
    old = card.choice(label).press
    change(ana)

    told = zoe.forges(old, card, zoe.square)

    assert told.startswith(TOAST)
    assert answers(town) == []
    assert card.choice(label).press != old
    zoe.presses(label, card, zoe.square)
    assert len(answers(town)) == 1


@pytest.mark.parametrize("change", [moves, moves_and_back])
def test_an_old_button_in_private_shows_the_event_as_it_is_now(
    town: Town, change: Callable[[Neighbour], None]
) -> None:
    ana, zoe = announced(town), town.member("Zoé")
    zoe.says("/evenement 1")
    mine = zoe.direct[-1]
    change(ana)

    shown = zoe.presses("Je viens", mine)

    assert CHANGED in shown
    assert ("Dimanche 6 décembre" if change is moves else "Samedi 5 décembre") in shown
    assert answers(town) == []
    assert "Vous venez." in zoe.presses("Je viens", mine)


def test_an_old_button_still_takes_back(town: Town) -> None:
    ana, zoe = announced(town), town.member("Zoé")
    card = card_of(town, zoe)
    old = card.choice("Je ne viens pas").press
    zoe.presses("Je viens", card, zoe.square)
    ana.says("/evenement 1 lieu Dole")

    zoe.forges(old, card, zoe.square)

    assert counted(town) == "Personne pour l'instant · 1 ne vient pas"


def test_a_number_typed_on_matrix_counts_for_what_was_shown(town: Town) -> None:
    ana, yan = announced(town), town.member("Yan", on="matrix")
    yan.says("!evenement 1")
    moves(ana)

    shown = yan.says("1")

    assert CHANGED in shown
    assert "Dimanche 6 décembre" in shown
    assert answers(town) == []
    assert COMING.partition(" :")[0] in yan.says("1")
    assert answers(town) == [Rsvp.GOING]


def test_words_count_for_what_was_delivered(town: Town) -> None:
    announced(town)
    zoe = town.member("Zoé")
    with town.database.unit() as store:  # its cards do not follow
        store[Events].change(1, town.clock.now(), place="Gray")

    shown = zoe.says("/inscription 1 oui +Marie")

    assert CHANGED in shown
    assert "📍 Gray" in shown
    assert answers(town) == []
    assert COMING in zoe.says("/inscription 1 oui")
    with town.database.unit() as store:
        store[Events].change(1, town.clock.now(), place="Dole")
    assert "vous ne venez pas" in zoe.says("/inscription 1 non")


def test_a_mailed_card_carries_the_revision_that_it_shows(town: Town) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana = announced(town)
    mailed = next(each for each in zoe.direct[::-1] if each.choices)
    old = mailed.choice("Je viens").press
    moves(ana)

    assert "~" in old
    zoe.forges(old, mailed)
    assert CHANGED in mailed.text
    assert "Dimanche 6 décembre" in mailed.text
    assert answers(town) == []


def test_an_offered_place_at_another_date_is_not_taken_unread(town: Town) -> None:
    ana = announced(town, "| 1 place")
    zoe, yan = town.member("Zoé").wants_messages(), town.member("Yan").wants_messages()
    zoe.says("/inscription 1 oui")
    yan.says("/inscription 1 oui")
    zoe.says("/inscription 1 non")
    offer = yan.direct[-1]
    old = offer.choice("Je la prends").press
    moves(ana)

    yan.forges(old, offer)
    assert CHANGED in offer.text
    assert answers(town) == [Rsvp.WAITING]
    yan.presses("Je la prends", offer)
    assert answers(town) == [Rsvp.GOING]


def test_a_guest_is_brought_to_the_event_that_was_shown(town: Town) -> None:
    ana, zoe = announced(town, "--invites"), town.member("Zoé")
    zoe.says("/inscription 1 oui")
    zoe.says("/evenement 1")
    zoe.presses("J'amène quelqu'un")
    moves_and_back(ana)

    assert CHANGED in zoe.says("Marie")
    assert "avec" not in counted(town)


def test_the_question_of_a_changed_event_is_asked_again(town: Town) -> None:
    ana, zoe = announced(town, "--question Végétarien ?"), town.member("Zoé")
    zoe.says("/inscription 1 oui")
    ana.says("/evenement 1 question Avez-vous une voiture ?")

    assert "Avez-vous une voiture ?" in zoe.says("Oui")
    zoe.says("Non")

    with town.database.unit() as store:
        [attendance] = store[Attendances].to_tell(1, 0, 50)
        assert attendance.reply == "Non"


def test_a_rule_by_which_it_comes_back_is_read_before_signing_up(town: Town) -> None:
    ana, zoe = announced(town), town.member("Zoé")
    card = card_of(town, zoe)
    before = revision(town)
    ana.says("/evenement 1 repeter chaque semaine")
    weekly, old = revision(town), card.choice("Je viens").press
    ana.says("/evenement 1 repeter toutes les deux semaines")

    assert before < weekly < revision(town)
    assert zoe.forges(old, card, zoe.square).startswith(TOAST)
    assert answers(town) == []


@pytest.mark.slow
def test_sign_ups_and_restorations_make_no_new_revision(town: Town) -> None:
    ana, zoe = announced(town), town.member("Zoé")
    before = revision(town)

    zoe.says("/inscription 1 oui")
    zoe.says("/inscription 1 non")
    ana.says("/evenement 1 annuler Neige")
    ana.presses("Rétablir")
    town.move(timedelta(days=1))

    assert revision(town) == before


def proposed(town: Town) -> tuple[Neighbour, Neighbour]:
    """Ana, who looks at an event that Zoé proposes."""
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says(PROPOSED)
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    return ana, zoe


@pytest.mark.parametrize("label", ["Annoncer", "Refuser"])
@pytest.mark.parametrize("then", [SALE, SWAP])
def test_a_proposal_that_changed_is_shown_before_it_is_decided(
    town: Town, label: str, then: str
) -> None:
    ana, zoe = proposed(town)
    card = ana.direct[-1]
    for title in (SALE, then):
        zoe.says(f"/evenement 1 titre {title}")

    ana.presses(label, card)
    shown, posted, told = card.text, len(town.said_in(ana.square)), len(zoe.inbox)
    ana.presses(label, card)

    assert shown.startswith(f"🗓 {then}\n{CHANGED}")
    assert posted == 0
    assert len(zoe.inbox) == told + 1
    assert len(town.said_in(ana.square)) == (1 if label == "Annoncer" else 0)


def test_ten_letters_that_keep_the_checksum_do_not_publish_another_text(town: Town) -> None:
    ana, zoe = proposed(town)
    zoe.says("/evenement 1 description Chacun apporte ses graines.")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    card = ana.direct[-1]
    forged = with_checksum_of("Chacun apporte ses graines.", "Chacun apporte son argent. ")
    assert crc32(forged.encode()) == crc32(b"Chacun apporte ses graines.")
    zoe.says(f"/evenement 1 description {forged}")

    ana.presses("Annoncer", card)

    assert forged in card.text
    assert town.said_in(ana.square) == []


def test_a_change_by_the_gardener_shows_the_old_preview_as_it_is_now(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    old = ana.direct[-1]
    ana.says("/evenement 1 places 20")

    assert CHANGED in ana.presses("Annoncer", old)
    assert town.said_in(ana.square) == []
    ana.presses("Annoncer", old)
    assert "20 places" in town.said_in(ana.square)[-1].text


def test_a_member_proposes_what_they_read_last(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says(PROPOSED)
    old = zoe.direct[-1]
    zoe.says(f"/evenement 1 titre {SALE}")

    assert CHANGED in zoe.presses("Proposer à l'équipe de jardinage", old)
    assert "Merci." in zoe.presses("Proposer à l'équipe de jardinage", old)
