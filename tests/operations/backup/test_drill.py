"""The drill of a restored backup: letters, announcements, and the sentences about them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.domain.roles import Seat
from storage.announcements import AnnouncementRuns
from storage.outbound import Delivery, Mailings, Outbox
from storage.outbound.deliveries import DeliveryState, Priority
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.operations.backup.conftest import KeptTown
from tests.operations.backup.drills import erased, everything
from tests.town import BACK_ROOM, CHANNEL, PARIS, SQUARE, Neighbour


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour)  # noqa: DTZ001 - `move_to` reads it in Paris


def wants_letter(person: Neighbour) -> Neighbour:
    person.says("/reglages")
    person.presses("Recevoir la lettre en privé")
    return person


def with_letter(town: KeptTown) -> tuple[Neighbour, Neighbour]:
    """The gardeners, who have a letter for Tuesday ready."""
    ana, luc = town.gardener(Seat.TERRITORY), town.gardener(Seat.REGION)
    add_news(ana, "/actu Le broyeur est arrivé | En prêt à la mairie")
    submit_letter(ana)
    luc.presses("Approuver")
    return ana, luc


@pytest.mark.slow
def test_a_suspended_announcement_goes_to_nobody_twice(kept_town: KeptTown) -> None:
    town = kept_town
    ana, _ = town.gardener(Seat.TERRITORY), town.gardener(Seat.REGION)
    zoe = town.member("Zoé").wants_messages()
    ana.says("/annonce Le jardin ouvre --participation nouvelles")
    ana.presses("Envoyer à 1 personne")
    with town.database.unit() as store:  # suspended before its first row was written
        mailing = store[Mailings].get(1)
        mailing.cursor, mailing.done = 0, False
        store[Mailings].pause(1, town.clock.now())
        run = store[AnnouncementRuns].under_way()[0]
        store[AnnouncementRuns].pause(run, town.clock.now())
        store._session.execute(delete(Delivery).where(Delivery.mailing_id == 1))
    file = town.backed_up()
    ana.says("/annonce 1")
    ana.presses("Reprendre")
    town.move(timedelta(minutes=2))
    before = sum("Le jardin ouvre" in each for each in zoe.inbox)

    town.restored(file)
    ana.says("/annonce 1")
    resumed = ana.presses("Reprendre")
    town.move(timedelta(days=2))

    assert before == 1
    assert "Le jardin ouvre" in resumed
    assert sum("Le jardin ouvre" in each for each in zoe.inbox) == 1


@pytest.mark.slow
def test_the_whole_drill_of_a_restore_works(kept_town: KeptTown) -> None:
    town = kept_town
    ana, luc = with_letter(town)
    zoe, eva = wants_letter(town.member("Zoé")), town.member("Éva Introuvable")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi --fin lundi 18h")
    zoe.says("/voter 1 mardi")
    town.move_to(at(28))
    file = town.backed_up()
    lost_from = town.clock.now()

    eva.says("/voter 1 jeudi")
    nina = town.member("Nina")
    ana.publishes("/sondage Encore ? | oui | non")
    erased(eva)
    town.move_to(at(1, 9, month=12))
    letters = {room: len(town.said_in(room)) for room in (*SQUARE.values(), CHANNEL)}
    lost_poll = town.latest_with(SQUARE["telegram"], "oui")
    read = zoe.inbox[-1]

    done = town.restored(file)
    town.move(timedelta(minutes=1))

    # Nobody is back who had themselves erased, and nothing is said a second time.
    assert done.erased == 1
    assert "Introuvable" not in everything(town)
    assert eva.address not in everything(town)
    assert "lettre du mardi" in read
    assert [each for each in zoe.inbox if "lettre du mardi" in each] == [read]
    restored = (
        "Le service a été restauré depuis une sauvegarde du samedi 28 novembre à 10 h. Ce que "
        "vous avez fait depuis est perdu : votes, messages, inscriptions. Merci de le refaire."
    )
    for room in SQUARE.values():
        assert [each.text for each in town.said_in(room)[letters[room] :]] == [restored]
    assert len(town.said_in(CHANNEL)) == letters[CHANNEL]

    # The gardeners know what is in doubt.
    doubt = (
        "La lettre du mardi 1er décembre à 8 h devait partir après la sauvegarde "
        "qui m'a servi à redémarrer."
    )
    assert ana.inbox[-1].startswith(doubt)
    assert luc.inbox[-1].startswith(doubt)
    told = [each.text for each in town.said_in(BACK_ROOM)]
    assert any(each.startswith("Le sondage « ") for each in told)
    [notice] = [each for each in told if each.startswith("Restauré depuis une sauvegarde")]
    assert "Les invitations par liste et les codes de présence" in notice

    # Lost acts have to be done again, and work again.
    assert nina.says("/moi").startswith("Rejoindre Pionniers")
    assert nina.joins().inbox[-1].startswith("👋 Bienvenue")
    assert zoe.says("/sondage 1").startswith("📊 Quel jour ?")
    ana.publishes("/sondage Où ? | ici | là")
    assert zoe.presses("oui", lost_poll, SQUARE["telegram"]) == (
        "Ce message date d'avant ma restauration depuis une sauvegarde : ses boutons ne marchent "
        "plus. /menu montre ce qu'on peut faire maintenant."
    )
    assert zoe.presses("ici", room=SQUARE["telegram"]).startswith("Votre vote : ici.")
    assert lost_from.astimezone(PARIS).day == 28


@pytest.mark.slow
@pytest.mark.parametrize("again", [1, 2])
def test_waiting_messages_are_uncertain_and_told_once(kept_town: KeptTown, again: int) -> None:
    town = kept_town
    town.gardener(Seat.TERRITORY)
    with town.networks["telegram"].cut():
        zoe = town.stranger("Zoé")
        with town.database.unit() as store:
            for _ in range(3):
                store[Outbox].put(
                    room=SQUARE["telegram"],
                    priority=Priority.ANNOUNCEMENT,
                    at=town.clock.now(),
                    payload={"words": "Demain à 18 h"},
                    locale="fr",
                    zone="UTC",
                    community_id=1,
                    again=True,
                )
        file = town.backed_up()
    town.move(timedelta(minutes=10))
    assert [each.text for each in town.said_in(SQUARE["telegram"])] == ["Demain à 18 h"] * 3

    done = town.restored(file)
    for _ in range(again):
        town.restart()
        town.move(timedelta(minutes=1))

    assert done.uncertain == 3
    said = [each.text for each in town.said_in(SQUARE["telegram"])]
    assert said.count("Demain à 18 h") == 3
    told = [each.text for each in town.said_in(BACK_ROOM)]
    [doubts] = [each for each in told if each.startswith("Peut-être pas arrivé")]
    assert "3 messages attendaient ou partaient quand elle a été faite" in doubts
    assert "le salon de la communauté (Telegram)" in doubts
    with town.database.unit() as store:
        assert store[Outbox].count(DeliveryState.UNCERTAIN) == 3
    assert zoe.says("/start").startswith("Bonjour")


@pytest.mark.slow
def test_a_letter_on_its_way_goes_to_nobody_twice(kept_town: KeptTown) -> None:
    town = kept_town
    with_letter(town)
    readers = [wants_letter(town.member(f"L{n}")) for n in range(5)]
    with town.networks["telegram"].cut():
        town.move_to(at(1, 8, month=12))
        file = town.backed_up()
    town.move(timedelta(minutes=10))

    done = town.restored(file)
    town.move(timedelta(hours=1))

    for each in readers:
        assert sum("lettre du mardi" in said for said in each.inbox) == 1
    assert done.uncertain >= len(readers)
    told = [each.text for each in town.said_in(BACK_ROOM)]
    assert any("5 lettres envoyées en privé" in each for each in told)
    assert sum("lettre du mardi" in each.text for each in town.said_in(SQUARE["telegram"])) == 1
