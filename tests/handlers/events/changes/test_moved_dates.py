"""Moved dates, which ask everybody again."""

from datetime import timedelta

import pytest

from tests.handlers.events.changes.changes import MINUTE, VISIT, announced, coming
from tests.town import CHANNEL, SQUARE, Town

pytestmark = pytest.mark.slow


def test_a_moved_date_asks_again_and_people_without_an_answer_stay_counted(town: Town) -> None:
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
    assert "Vous êtes en tête" in waits
    assert "À confirmer : 1" in ana.says("/evenement 1")

    yan.presses("Je ne viens plus")

    assert "Une place se libère pour vous." in max_.inbox[-1]
    assert "À confirmer" not in ana.says("/evenement 1")


def test_people_who_signed_up_in_person_answer_again_in_spite_of_the_deadline(town: Town) -> None:
    ana = announced(town, f"{VISIT} --limite mercredi 25 novembre 10h")
    zoe, yan, max_ = coming(town), coming(town, "Yan", "matrix"), coming(town, "Max")
    town.move(timedelta(days=2))
    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(31 * MINUTE)

    for person in (zoe, yan, max_):
        person.says("/inscription 1 oui")

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


def test_a_place_is_kept_no_longer_than_until_the_new_beginning(town: Town) -> None:
    ana = announced(town, VISIT.replace("2 places", "1 place"))
    zoe, max_ = coming(town), coming(town, "Max")
    zoe.says("/inscription 1 non")
    assert "avant le mercredi 25 novembre" in max_.inbox[-1]

    ana.says("/evenement 1 date mardi 24 novembre 15h")

    assert "jusqu'au mardi 24 novembre à 15 h" in max_.says("/evenement 1")
