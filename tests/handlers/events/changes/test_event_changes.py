"""An event changes, is called off or takes place after all: who is told what, and when."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.audit.traces import audited, presses_forged
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

VISIT = (
    "/evenement Visite du composteur | samedi 5 décembre 14h30-16h30 | "
    "3 rue des Lilas, Besançon | 2 places"
)
OLD = "samedi 5 décembre, 14 h 30 – 16 h 30"
MINUTE = timedelta(minutes=1)


def announced(town: Town, words: str = VISIT) -> Neighbour:
    """Ana, who has announced an event."""
    ana = town.gardener("territory")
    ana.says(words)
    ana.presses("Annoncer")
    return ana


def coming(town: Town, name: str = "Zoé", on: str = "telegram", answer: str = "oui") -> Neighbour:
    """Somebody who has answered, a while ago."""
    zoe = town.member(name, on=on)
    zoe.says(f"/inscription 1 {answer}")
    town.move(MINUTE)
    return zoe


# Changed


def test_what_changes_within_half_an_hour_is_one_message_with_the_old_and_the_new(
    town: Town,
) -> None:
    ana = announced(town)
    zoe, yan = coming(town), coming(town, "Yan", "matrix", "peut-être")
    before = len(zoe.inbox), len(yan.inbox)

    ana.says("/evenement 1 titre Grande visite")
    town.move(10 * MINUTE)
    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(19 * MINUTE)
    ana.says("/evenement 1 lieu Salle B, Dole")
    assert (len(zoe.inbox), len(yan.inbox)) == before
    town.move(2 * MINUTE)

    told = (
        "🗓 Grande visite\n"
        f"Nouvelle date : dimanche 6 décembre à 15 h (avant : {OLD}).\n"
        "Le lieu change : « 3 rue des Lilas, Besançon » devient « Salle B, Dole ».\n"
        "Le titre change : « Visite du composteur » devient « Grande visite ».\n"
    )
    assert zoe.inbox[before[0] :] == [f"{told}Venez-vous toujours ?\nÉvénement 1"]
    assert yan.inbox[before[1] :] == [f"{told}Événement 1"]
    town.move(timedelta(hours=2))
    assert len(zoe.inbox) == before[0] + 1


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param(
            "date samedi 5 décembre 15h-17h",
            f"Nouvel horaire : samedi 5 décembre, 15 h – 17 h (avant : {OLD}).",
            id="hours",
        ),
        pytest.param(
            "date samedi 5 décembre 14h30-18h",
            f"Nouvel horaire : samedi 5 décembre, 14 h 30 – 18 h (avant : {OLD}).",
            id="end",
        ),
        pytest.param(
            "lieu https://exemple.fr/x",
            "Ce n'est plus à cet endroit : 3 rue des Lilas, Besançon.\n"
            "Le lien pour participer change : https://exemple.fr/x",
            id="online",
        ),
    ],
)
def test_each_change_is_said_in_words(town: Town, typed: str, line: str) -> None:
    ana = announced(town)
    zoe = coming(town)

    ana.says(f"/evenement 1 {typed}")
    town.move(31 * MINUTE)

    assert line in zoe.inbox[-1]


@pytest.mark.parametrize(
    "typed", ["description Prévoir des bottes", "places 20", "type formation", "question Thé ?"]
)
def test_what_the_card_tells_is_not_a_message(town: Town, typed: str) -> None:
    ana = announced(town)
    zoe = coming(town)
    before = len(zoe.inbox)

    ana.says(f"/evenement 1 {typed}")
    town.move(31 * MINUTE)

    assert len(zoe.inbox) == before


def test_what_is_undone_in_time_is_told_to_nobody(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    before, posted = len(zoe.inbox), len(town.said_in(ana.square))

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    undone = ana.says("/evenement 1 date samedi 5 décembre 14h30-16h30")
    town.move(timedelta(hours=1))

    assert "\nTout est de nouveau comme avant : personne n'est prévenu.\n" in undone
    assert len(zoe.inbox) == before
    assert len(town.said_in(ana.square)) == posted


def test_whoever_makes_a_change_is_told_when_people_hear_of_it(town: Town) -> None:
    ana = announced(town)
    alone = ana.says("/evenement 1 titre Visite")
    town.move(timedelta(hours=1))
    coming(town)

    told = ana.says("/evenement 1 titre Grande visite")

    assert "prévenu" not in alone
    assert told.endswith(
        "Les personnes inscrites seront prévenues mardi 24 novembre à 11 h 31. "
        "Vos changements d'ici là partiront dans le même message.\nÉvénement 1"
    )


def test_only_those_hear_of_it_who_signed_up_before_and_did_not_decline(town: Town) -> None:
    ana = announced(town)
    coming(town)
    no = coming(town, "Non", answer="non")
    before = len(no.inbox)

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(MINUTE)
    late = coming(town, "Tard")
    known = len(late.inbox)
    ana.says("/evenement 1 titre Grande visite")
    town.move(40 * MINUTE)

    assert len(no.inbox) == before
    assert late.inbox[known:] == [
        (
            "🗓 Grande visite\n"
            "Le titre change : « Visite du composteur » devient « Grande visite ».\n"
            "Événement 1"
        )
    ], "the new date was known already"


def test_it_is_told_at_once_where_it_begins_within_the_half_hour(town: Town) -> None:
    ana = announced(town, "/evenement Pause | aujourd'hui 10h20 | Dole")
    zoe = coming(town)

    said = ana.says("/evenement 1 lieu Besançon")
    town.move(MINUTE)

    assert "\nLes personnes inscrites sont prévenues maintenant.\n" in said
    assert "« Dole » devient « Besançon »" in zoe.inbox[-1]


def test_nobody_is_woken_unless_it_is_near(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    town.move_to(datetime(2026, 11, 24, 22))  # noqa: DTZ001 - local
    before = len(zoe.inbox)

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(timedelta(hours=1))
    assert len(zoe.inbox) == before
    town.move_to(datetime(2026, 11, 25, 8, 1))  # noqa: DTZ001 - local

    assert "Nouvelle date" in zoe.inbox[-1]


def test_whoever_would_stand_there_in_the_morning_is_told_at_night(town: Town) -> None:
    ana = announced(town, "/evenement Marche | demain 8h30 | Dole")
    zoe = coming(town)
    town.move_to(datetime(2026, 11, 24, 22))  # noqa: DTZ001 - local

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(31 * MINUTE)

    assert "Nouvelle date" in zoe.inbox[-1]


def test_a_change_is_told_once_after_a_restart(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 date dimanche 6 décembre 15h")

    town.sleep_until(datetime(2026, 11, 24, 15))  # noqa: DTZ001 - local
    town.restart()
    town.move(timedelta(hours=1))

    assert sum("Nouvelle date" in each for each in zoe.inbox) == 1
    assert sum("Nouvelle date" in each.text for each in town.said_in(ana.square)) == 1


def test_more_people_than_go_into_one_unit_are_told_once_each(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.events.changes.notices.BATCH", 2)
    ana = announced(town, VISIT.replace("2 places", "9 places"))
    people = [coming(town, f"P{nth}") for nth in range(5)]

    ana.says("/evenement 1 titre Grande visite")
    town.move(31 * MINUTE)
    town.restart()
    for _ in range(3):
        town.move(MINUTE)

    assert [sum("Le titre change" in each for each in one.inbox) for one in people] == [1] * 5


def test_an_event_that_is_over_when_we_come_back_is_told_of_no_more(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 titre Grande visite")
    before = len(zoe.inbox)

    town.sleep_until(datetime(2026, 12, 6, 10))  # noqa: DTZ001 - local

    assert not any("Le titre change" in each for each in zoe.inbox[before:])


# A moved date asks again


def test_a_moved_date_asks_again_and_whoever_has_not_answered_stays_counted(town: Town) -> None:
    ana = announced(town)
    zoe, yan, max_ = coming(town), coming(town, "Yan", "matrix"), coming(town, "Max")
    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(31 * MINUTE)

    assert "2 personnes viennent" in ana.says("/evenement 1")
    assert "À confirmer : 3" in ana.inbox[-1]
    assert "À confirmer" not in zoe.says("/evenement 1")
    assert zoe.inbox[-1].count("Vous aviez répondu avant le changement de date : venez-vous "
                                  "toujours ?")  # fmt: skip
    yes = zoe.presses("Je viens toujours")
    waits = max_.presses("Je viens toujours")
    assert "\nVous venez.\n" in yes
    assert "Vous êtes au rang 1" in waits
    assert "À confirmer : 1" in ana.says("/evenement 1")

    yan.presses("Je ne viens plus")

    assert "Une place se libère pour vous." in max_.inbox[-1]
    assert "À confirmer" not in ana.says("/evenement 1")


def test_who_came_by_word_answers_by_word_and_in_spite_of_the_deadline(town: Town) -> None:
    ana = announced(town, f"{VISIT} --limite mercredi 25 novembre 10h")
    zoe, yan, max_ = coming(town), coming(town, "Yan", "matrix"), coming(town, "Max")
    town.move(timedelta(days=2))
    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(31 * MINUTE)

    for somebody in (zoe, yan, max_):
        somebody.says("/inscription 1 oui")

    assert "À confirmer" not in ana.says("/evenement 1")
    assert max_.inbox[-1].startswith("🗓 Visite du composteur\nC'est complet.")


def test_a_moved_date_is_posted_anew_once_in_every_room(town: Town) -> None:
    ana = announced(town)
    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(timedelta(hours=1))

    for room in (*SQUARE.values(), CHANNEL):
        assert len(town.said_in(room)) == 2
        assert town.said_in(room)[-1].text.startswith(
            "🗓 Visite du composteur\nNouvelle date : dimanche 6"
        )


def test_another_place_is_not_posted_anew_in_rooms(town: Town) -> None:
    ana = announced(town)
    ana.says("/evenement 1 lieu Dole")
    town.move(timedelta(hours=1))

    assert len(town.said_in(ana.square)) == 1


def test_a_deadline_after_the_new_date_is_said_to_be_gone(town: Town) -> None:
    ana = announced(town, f"{VISIT} --limite vendredi 4 décembre 18h")

    told = ana.says("/evenement 1 date jeudi 3 décembre 15h")

    assert (
        "La limite d'inscription (vendredi 4 décembre à 18 h) tombait après cette "
        "date : les inscriptions restent ouvertes jusqu'au début."
    ) in told
    assert "Inscriptions jusqu'au" not in told


def test_a_seat_is_kept_no_longer_than_until_the_new_beginning(town: Town) -> None:
    ana = announced(town, VISIT.replace("2 places", "1 place"))
    zoe, max_ = coming(town), coming(town, "Max")
    zoe.says("/inscription 1 non")
    assert "avant le mercredi 25 novembre" in max_.inbox[-1]

    ana.says("/evenement 1 date mardi 24 novembre 15h")

    assert "jusqu'au mardi 24 novembre à 15 h" in max_.says("/evenement 1")


# Called off, and back


def test_who_signed_up_is_told_at_once_that_it_is_called_off(town: Town) -> None:
    ana = announced(town)
    zoe, yan = coming(town), coming(town, "Yan", "matrix", "peut-être")
    no = coming(town, "Non", answer="non")
    before = len(no.inbox)

    said = ana.says("/evenement 1 annuler Il va neiger")
    town.move(MINUTE)

    off = (
        "🗓 ANNULÉ · Visite du composteur\n"
        f"Cet événement n'aura pas lieu. Il était prévu : {OLD}.\n"
        "Raison : Il va neiger\n"
        "Événement 1"
    )
    assert said == (
        "L'événement 1 est annulé. Les personnes inscrites sont prévenues.\n"
        "Pendant une heure, vous pouvez le rétablir : /evenement 1 retablir"
    )
    assert zoe.inbox[-1] == yan.inbox[-1] == off
    assert len(no.inbox) == before
    for room in SQUARE.values():
        card, notice = town.said_in(room)
        assert card.text.startswith("🗓 ANNULÉ · Visite")
        assert notice.text == off


def test_whoever_did_not_hear_of_the_new_date_hears_of_the_one_they_knew(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    before = len(zoe.inbox)

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    ana.says("/evenement 1 annuler Il va neiger")
    town.move(timedelta(hours=1))

    assert len(zoe.inbox) == before + 1
    assert f"Il était prévu : {OLD}." in zoe.inbox[-1]


def test_no_seat_is_offered_at_what_is_called_off(town: Town) -> None:
    ana = announced(town, VISIT.replace("2 places", "1 place"))
    zoe, max_, bea = coming(town), coming(town, "Max"), coming(town, "Béa")
    zoe.says("/inscription 1 non")
    ana.says("/evenement 1 annuler")
    town.move(timedelta(days=2))

    assert "Une place se libère" not in "".join(bea.inbox)
    assert "proposée à la personne suivante" not in max_.inbox[-1]
    assert max_.presses("Je la prends") == "L'événement 1 est annulé."


def test_what_was_called_off_by_mistake_takes_place_and_everybody_is_told(town: Town) -> None:
    ana = announced(town, VISIT.replace("2 places", "1 place"))
    zoe, max_ = coming(town), coming(town, "Max")
    ana.says("/evenement 1 annuler")
    town.move(10 * MINUTE)

    said = ana.presses("Rétablir")
    town.move(MINUTE)

    assert said == "L'événement 1 aura lieu comme annoncé."
    for somebody in (zoe, max_):
        assert f"Cet événement aura finalement lieu : {OLD}.\n📍 " in somebody.inbox[-1]
    assert town.said_in(ana.square)[0].text.startswith("🗓 Visite du composteur")
    assert "aura finalement lieu" in town.said_in(ana.square)[-1].text
    assert "Vous venez." in zoe.says("/evenement 1")
    assert "rang 1" in max_.says("/evenement 1")


def test_a_mistake_seen_at_once_is_told_to_nobody(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    before, posted = len(zoe.inbox), len(town.said_in(ana.square))

    ana.says("/evenement 1 annuler")
    ana.says("/evenement 1 retablir")
    town.move(timedelta(hours=1))

    assert len(zoe.inbox) == before
    assert len(town.said_in(ana.square)) == posted


def test_a_change_that_was_pending_is_told_after_all(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 titre Grande visite")
    ana.says("/evenement 1 annuler")
    ana.presses("Rétablir")
    before = len(zoe.inbox)

    town.move(31 * MINUTE)

    assert len(zoe.inbox) == before + 1
    assert "Le titre change" in zoe.inbox[-1]


def test_two_taps_restore_once_and_an_old_button_says_so(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 annuler")
    cancelled = ana.direct[-1]
    town.move(MINUTE)
    ana.presses("Rétablir", cancelled)
    town.move(MINUTE)
    before = len(zoe.inbox)

    assert ana.says("/evenement 1 retablir") == "L'événement 1 aura lieu comme annoncé."
    town.move(MINUTE)
    assert len(zoe.inbox) == before

    ana.says("/evenement 1 annuler")
    town.move(timedelta(hours=2))
    assert ana.says("/evenement 1 retablir").startswith(
        "L'événement 1 est annulé depuis plus d'une heure"
    )


def test_what_would_have_begun_is_not_restored(town: Town) -> None:
    ana = announced(town, "/evenement Pause | aujourd'hui 10h20 | Dole")
    ana.says("/evenement 1 annuler")
    town.move(30 * MINUTE)

    assert ana.says("/evenement 1 retablir").startswith("La date de l'événement 1 est passée")


# On whose side


def made_by_zoe(town: Town) -> tuple[Neighbour, Neighbour]:
    """Ana, and Zoé whose event Ana has announced."""
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/evenement Troc | samedi 5 décembre 10h | Dole")
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    ana.presses("Annoncer")
    return ana, zoe


def test_the_gardeners_hear_what_a_member_does_with_their_event(town: Town) -> None:
    _, zoe = made_by_zoe(town)

    zoe.says("/evenement 1 lieu Besançon")
    zoe.says("/evenement 1 description Des graines")
    town.move(31 * MINUTE)

    assert town.said_in(BACK_ROOM)[-1].text == (
        "Zoé a modifié son événement 1, « Troc ».\nLe lieu change : « Dole » devient « Besançon »."
    )
    zoe.says("/evenement 1 annuler Trop de pluie")
    town.move(MINUTE)
    assert town.said_in(BACK_ROOM)[-1].text == (
        "Zoé a annulé son événement 1, « Troc ».\nRaison : Trop de pluie"
    )
    assert zoe.says("/evenement 1 retablir") == "L'événement 1 aura lieu comme annoncé."


def test_its_maker_hears_what_the_gardeners_do_with_it(town: Town) -> None:
    ana, zoe = made_by_zoe(town)

    ana.says("/evenement 1 lieu Besançon")
    town.move(31 * MINUTE)
    changed = zoe.inbox[-1]
    ana.says("/evenement 1 annuler La salle est prise")
    town.move(MINUTE)

    assert changed == (
        "🗓 Troc\n"
        "L'équipe de jardinage de Pionniers de l'énergie a modifié votre événement.\n"
        "Le lieu change : « Dole » devient « Besançon ».\n"
        "Événement 1"
    )
    assert zoe.inbox[-1].endswith(
        "L'équipe de jardinage de Pionniers de l'énergie a annulé votre événement.\n"
        "Raison : La salle est prise\n"
        "Événement 1"
    )
    assert "L'équipe de jardinage a annulé" in zoe.says("/evenement 1 retablir")
    assert "Zoé" not in "".join(each.text for each in town.said_in(BACK_ROOM)[1:])


def test_who_did_not_make_it_changes_and_restores_nothing(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)

    assert zoe.says("/evenement 1 lieu Dole").startswith("Seules la personne")
    assert zoe.says("/evenement 1 annuler").endswith("peuvent le faire.")
    ana.says("/evenement 1 annuler")
    assert zoe.says("/evenement 1 retablir").endswith("peuvent le faire.")
    assert zoe.says("/start event_restore-1") != "L'événement 1 aura lieu comme annoncé."
    assert town.said_in(ana.square)[0].text.startswith("🗓 ANNULÉ")


def test_a_change_of_an_announced_event_by_who_tends_it_leaves_a_trace(town: Town) -> None:
    ana, zoe = made_by_zoe(town)
    zoe.says("/evenement 1 titre Troc de graines")
    ana.says("/evenement 1 lieu Besançon")
    ana.says("/evenement 1 lieu Besançon")
    ana.says("/evenement 1 annuler")
    ana.says("/evenement 1 retablir")

    done = [action for action, _ in audited(town, ana)]
    assert [each for each in done if each.startswith("event ")] == [
        "event changed",
        "event cancel",
        "event restore",
    ]
    assert "Ana a modifié un événement, numéro 1" in town.cultivator().says("/traces")


def test_two_who_change_it_at_once_both_count(town: Town) -> None:
    ana, luc = announced(town), town.gardener("region")
    zoe = coming(town)

    ana.says("/evenement 1 titre Grande visite")
    luc.says("!evenement 1 lieu Dole")
    luc.says("!evenement 1 lieu Dole")
    town.move(31 * MINUTE)

    assert zoe.inbox[-1].count("change :") == 2


def test_a_switch_pressed_twice_stays_where_it_was_put(town: Town) -> None:
    ana = announced(town)
    for _ in range(2):
        presses_forged(ana, "event_guests:1:1")

    assert "On peut venir avec quelqu'un." in ana.says("/evenement 1 modifier")


def test_those_who_cannot_be_told_are_told_of(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    with town.database.unit() as store:
        store.lose_room(zoe.address, "blocked", town.clock.now())

    ana.says("/evenement 1 annuler")
    town.move(MINUTE)

    assert town.said_in(BACK_ROOM)[-1].text.startswith(
        "Je ne peux pas écrire à 1 personne inscrite à l'événement 1"
    )


def test_the_event_to_restore_is_chosen_and_shown_first(town: Town) -> None:
    ana = announced(town)
    assert ana.says("/evenement retablir").startswith("Aucun événement n'a été annulé depuis une")
    ana.says("/evenement 1 annuler")
    town.move(MINUTE)

    asked = ana.says("/evenement retablir")
    shown = ana.says("1")

    assert asked.startswith("Quel événement voulez-vous rétablir ?")
    assert "Il aura lieu comme annoncé, et les personnes inscrites sont prévenues." in shown
    assert ana.presses("Rétablir") == "L'événement 1 aura lieu comme annoncé."


def test_only_what_one_may_restore_is_offered(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 annuler")

    assert zoe.says("/evenement retablir").startswith("Aucun événement n'a été annulé depuis une")
    town.move(61 * MINUTE)
    assert ana.says("/evenement retablir").startswith("Aucun événement n'a été annulé depuis une")
