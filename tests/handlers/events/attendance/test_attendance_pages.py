"""The attendance list, from the gardeners' seat: read, searched, ticked by several at once."""

from datetime import UTC, datetime

import pytest

from bot.core import button
from bot.domain.events.attendance import AttendanceFilter
from bot.domain.events.rules import Rsvp
from bot.domain.roles import Circle
from handlers.events.attendance_list import ListView, search_words_in_button
from storage.audit import Audit
from storage.events import Attendances
from storage.members import Members
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.events.gatherings import EVENT, MORNING, announces, comes, gathering
from tests.plain_text import plain
from tests.town import BACK_ROOM, PARIS, Neighbour, Town

pytestmark = pytest.mark.slow

BEFORE = datetime(2026, 11, 20, tzinfo=UTC)
LIST = "/evenement 1 presents"


def reads(person: Neighbour, typed: str = LIST) -> str:
    return plain(person.says(typed))


def presses(person: Neighbour, label: str) -> str:
    return person.presses(label)


def crowd(town: Town, names: list[str]) -> None:
    """People without accounts who come to event 1."""
    with town.database.unit() as store:
        for name in names:
            member = store[Members].register_without_account(name, at=BEFORE)
            store[Members].join(member, 1, Circle.INFORMED, BEFORE)
            store[Attendances].put(1, member.id, Rsvp.GOING, BEFORE)


def test_the_list_tells_who_comes_with_whom_and_who_may(town: Town) -> None:
    ana, _ = gathering(town)
    comes(town.member("Yan", on="matrix"), "peut-être")
    comes(town.member("Max"), "non")

    assert reads(ana) == (
        "🗓 Visite du composteur\n"
        "Présences : 0 sur 2 personnes attendues.\n"
        "Peut-être : 1\n"
        "Yan : vient peut-être\n"
        "Zoé Martin : vient\n"
        "Marie : vient, avec Zoé Martin"
    )


def test_the_answer_to_the_question_stands_beside_the_name(town: Town) -> None:
    ana = town.gardener("territory")
    announces(ana, EVENT, "--question Végétarien ?")
    zoe = town.member("Zoé")
    comes(zoe)
    zoe.says("plutôt oui")

    assert "Zoé : vient, « plutôt oui »" in reads(ana)


def test_a_tap_notes_a_member_as_present_and_another_one_as_absent(town: Town) -> None:
    ana, _ = gathering(town)
    reads(ana)

    here = presses(ana, "Présence : Zoé Martin")
    guest = presses(ana, "Présence : Marie")
    gone = presses(ana, "Absence : Zoé Martin")

    assert here.splitlines()[1:3] == [
        "Zoé Martin : présence notée.",
        "Présences : 1 sur 2 personnes attendues.",
    ]
    assert "Zoé Martin : présence notée à 13 h" in here
    assert "Présences : 2 sur 2 personnes attendues." in guest
    assert gone.splitlines()[1:3] == [
        "Zoé Martin : présence annulée.",
        "Présences : 1 sur 2 personnes attendues.",
    ]


def test_two_taps_and_two_gardeners_at_once_note_it_once(town: Town) -> None:
    ana, _ = gathering(town)
    luc = town.gardener("region")
    luc.says("!evenement 1 presents")

    assert "Présences : 1 sur 2" in plain(presses_forged(ana, "event_came:1:a1:1:a0."))
    town.move_to(datetime(2026, 12, 5, 13, 20, tzinfo=PARIS))
    assert "Présences : 1 sur 2" in plain(presses_forged(ana, "event_came:1:a1:1:a0."))
    luc.presses("Présence : Zoé Martin")
    assert "Zoé Martin : présence notée à 13 h\n" in plain(luc.direct[-1].text) + "\n"


def test_the_list_can_be_narrowed_to_people_not_yet_here(town: Town) -> None:
    ana, _ = gathering(town)
    reads(ana)
    presses(ana, "Présence : Marie")

    awaited = presses(ana, "Pas encore sur place")
    here = presses(ana, "Sur place")

    assert awaited.splitlines()[-2:] == ["Seulement : Pas encore sur place.", "Zoé Martin : vient"]
    assert here.splitlines()[-1] == "Marie : présence notée à 13 h, avec Zoé Martin"


def test_a_long_list_goes_by_pages_letters_and_names(town: Town) -> None:
    ana, _ = gathering(town)
    crowd(town, [f"Paul {n:02}" for n in range(15)] + ["Élodie Petit", "Œuvrard"])

    first = reads(ana)
    second = presses(ana, "Suivants")
    presses(ana, "Par lettre")
    letters = [each.label for each in ana.direct[-1].choices]
    at_o = presses(ana, "O")
    found = reads(ana, "/evenement 1 presents zoe mart")

    assert "De 1 à 10, sur 19 :\nÉlodie Petit : vient\nŒuvrard : vient\nPaul 00 : vient" in first
    assert "De 11 à 19, sur 19 :\nPaul 08 : vient" in second
    assert letters == ["E", "O", "P", "Z", "Retour à la liste"]
    assert "De 2 à 11, sur 19 :\nŒuvrard : vient" in at_o
    assert found.splitlines()[-3:] == [
        "Seulement les noms avec « zoe mart ».",
        "Zoé Martin : vient",
        "Marie : vient, avec Zoé Martin",
    ]


def test_a_guest_is_found_by_their_own_name(town: Town) -> None:
    ana, _ = gathering(town)
    reads(ana)

    asked = presses(ana, "Chercher un nom")
    found = plain(ana.says("mar"))

    assert asked.startswith("Qui cherchez-vous")
    assert found.splitlines()[-2:] == ["Zoé Martin : vient", "Marie : vient, avec Zoé Martin"]
    assert reads(ana, f"{LIST} marie").endswith("« marie ».\nMarie : vient, avec Zoé Martin")
    assert reads(ana, f"{LIST} nobody").endswith("Aucun nom de la liste ne correspond.")


def test_the_search_words_are_cut_to_the_size_of_a_button(town: Town) -> None:
    ana, _ = gathering(town)
    crowd(town, ["Jean-Christophe Émile Montgolfier-Étienne"])

    found = reads(ana, f"{LIST} jean-christophe émile montgolfier-étienne")
    view = ListView(
        AttendanceFilter.AWAITED,
        99_999,
        search_words_in_button("jean-christophe émile montgolfier-étienne"),
    )
    pressed = button("", "event_came", 99_999_999, "a999999999", 1, view).press

    assert "Jean-Christophe Émile Montgolfier-Étienne : vient" in found
    assert len(pressed.encode()) <= 64


def test_nobody_is_ticked_on_an_earlier_day(town: Town) -> None:
    ana = town.gardener("territory")
    announces(ana)
    comes(town.member("Zoé"))

    early = reads(ana)
    labels = [each.label for each in ana.direct[-1].choices]
    forged = plain(presses_forged(ana, "event_came:1:a1:1:a0."))
    town.move_to(MORNING)
    reads(ana)

    assert early.endswith("Les présences se noteront à partir du samedi 5 décembre à 0 h.")
    assert not any(label.startswith("Là") for label in labels)
    assert forged.startswith("Les présences à l'événement 1 se notent à partir du samedi 5 déc")
    assert "1 sur 1 personne attendue." in presses(ana, "Présence : Zoé")


def test_the_back_room_may_see_it_and_the_square_may_not(town: Town) -> None:
    _, _ = gathering(town)
    luc = town.gardener("region")

    backstage = plain(luc.says("!evenement 1 presents", room=BACK_ROOM))
    in_the_square = luc.says("!evenement 1 presents", room=luc.square)
    forged = plain(presses_forged(luc, "event_roll:1:a0.", room=luc.square))

    assert "Zoé Martin : vient" in backstage
    assert "Zoé" not in in_the_square
    assert "Zoé" not in forged
    assert not any("Zoé Martin" in each.text for each in town.said_in(luc.square)[1:])


@pytest.mark.parametrize(
    "press",
    ["event_roll:1:a0.", "event_came:1:a1:1:a0.", "event_letters:1:a0.", "event_seek:1"],
)
def test_members_and_strangers_neither_read_nor_tick(town: Town, press: str) -> None:
    _, zoe = gathering(town)
    luc = town.stranger("Luc")

    assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage")
    assert "Marie" not in presses_forged(luc, press)
    assert zoe.says(LIST).startswith("Seule l'équipe de jardinage")
    with town.database.unit() as store:
        assert all(each.came_at is None for each in store[Attendances].of(1))


def test_an_event_of_another_community_is_unknown_here(town: Town) -> None:
    ana, _ = gathering(town)

    assert plain(ana.says("/evenement 7 presents")).startswith("Il n'y a pas d'événement 7 ici")
    assert presses_forged(ana, "event_roll:99:a0.").startswith(
        "Cet événement est celui d'une autre communauté"
    )
    assert "n'est plus sur la liste" in presses_forged(ana, "event_came:1:a99:1:a0.")
    assert "n'est plus à jour" in presses_forged(ana, "event_roll:1:nonsense")


def test_an_event_that_is_not_announced_has_no_list(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(f"/evenement {EVENT}")

    assert ana.says(LIST).startswith("L'événement 1 n'est pas encore annoncé")


def test_reading_and_ticking_leave_traces_with_counts(town: Town) -> None:
    ana, _ = gathering(town)
    reads(ana)
    presses(ana, "Présence : Zoé Martin")

    acts = audited(town, ana)
    with town.database.unit() as store:
        facts = next(
            each.facts for each in store[Audit].latest(9) if each.action == "event present"
        )

    assert acts[-2:] == [("event present", "done"), ("event_came", "done")]
    assert facts == {"number": 1, "members": 2}


def test_the_card_leads_there_also_once_it_is_over(town: Town) -> None:
    ana, _ = gathering(town)
    town.move_to(datetime(2026, 12, 6, 10, 0, tzinfo=PARIS))
    ana.says("/evenement 1")

    presses(ana, "Liste de présence")

    assert "1 sur 2 personnes attendues." in presses(ana, "Présence : Zoé Martin")


def test_a_former_member_stays_counted_without_a_name(town: Town) -> None:
    ana, zoe = gathering(town)
    reads(ana)
    presses(ana, "Présence : Zoé Martin")
    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, None)
        assert standing is not None
        store.erase(standing.member)

    said = reads(ana)

    assert "Zoé" not in said
    assert "Marie" not in said
    assert "Présences : 1 sur 2 personnes attendues." in said
    assert "une personne qui est partie : présence notée" in said
