"""The effects of changed settings on the letter, the language and the audit log."""

from datetime import timedelta

import pytest

from storage.audit import Audit
from storage.schedules import Schedules
from tests.handlers.communities.communities import ENERGY, made, sets
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import Neighbour, Town


@pytest.mark.slow
def test_another_day_reopens_a_submitted_letter_and_is_announced(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le broyeur | En prêt à la mairie")
    submit_letter(ana)
    carl = town.cultivator()
    sets(carl, "Lettre", "Choisir le jour", slug="energie")

    carl.says("vendredi 9h")
    said = carl.presses("Garder ces dates")

    assert said == (
        f"{ENERGY}\nLa lettre part chaque vendredi à 9 h. La prochaine : vendredi 27 novembre à "
        "9 h."
    )
    reopened = (
        "Carl a changé le jour de la lettre. La lettre redevient un brouillon : il faut de "
        "nouveau la soumettre et l'approuver."
    )
    assert ana.inbox[-1] == luc.inbox[-1] == reopened
    assert "Lettre 1 : brouillon." in ana.says("/lettre")


def test_another_zone_moves_the_letter_and_is_announced(town: Town) -> None:
    ana, _ = town.gardener("territory"), town.gardener("region")
    carl = town.cultivator()

    sets(carl, "Fuseau horaire", "La Réunion", slug="energie")
    told = ana.inbox[-1]
    town.restart()

    assert told == (
        f"Carl a réglé le fuseau horaire de {ENERGY} : La Réunion.\n"
        "La prochaine est prévue le mardi 1er décembre à 8 h."
    )
    with town.database.unit() as store:
        due = store[Schedules].next_due("digest/1")
    assert due is not None
    assert due.isoformat() == "2026-12-01T04:00:00+00:00"


@pytest.mark.slow
def test_no_letter_goes_out_where_none_is_wanted(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le broyeur | En prêt à la mairie")
    carl = town.cultivator()
    sets(carl, "Lettre", "Pas de lettre", slug="energie")
    told = luc.inbox[-1]
    submit_letter(ana)
    luc.says("!lettre approuver")
    luc.presses("Approuver")
    town.restart()
    town.move(timedelta(days=9))

    assert told == (
        "Carl a changé le jour de la lettre.\n"
        "Aucune lettre ne part tant qu'un jour n'est pas choisi de nouveau."
    )
    assert not any("Le broyeur" in each.text for each in town.said_in(ana.square))


def test_another_language_is_spoken_in_its_rooms(town: Town) -> None:
    town.gardener("territory")
    carl = town.cultivator()
    ana = Neighbour(town, "telegram", "telegram:43", "Ana", "fr")
    ana.publishes("/sondage Quel jour ? | lundi | mardi")
    card = town.said_in(ana.square)[-1]

    sets(carl, "Langue", "English", slug="energie")
    ana.presses("lundi", card, ana.square)
    room = ana.says("/salon", ana.square)

    assert card.text.startswith("📊 Quel jour ?")
    assert "This is the room of the community." in room
    assert ana.says("/salon").startswith("Salons"), "in private one's own language stays"


def test_every_change_leaves_a_trace(quick: Town) -> None:
    carl = made(quick)
    sets(carl, "Langue", "English")
    sets(carl, "Nom")
    carl.says("Sources")

    with quick.database.unit() as store:
        done = [row.action for row in store[Audit].latest(50) if row.actor == carl.address]
    assert {"community_new", "community_put", "community_name"} <= set(done)
