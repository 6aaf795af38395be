"""Failures on the way out, told to the gardeners."""

from datetime import timedelta

import pytest

from bot.core import JobContext
from bot.core.messages.ports import TryLater
from bot.vocabulary.community_settings import contact
from handlers.incidents import tell_lost_room, tell_uncertain
from storage.communities import Communities
from storage.outbound import Mailings, Outbox, UncertainDeliveries
from storage.outbound.deliveries import Delivery, Priority
from storage.unit_of_work import Store
from tests.handlers.linking.accounts import linked
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Town


def test_uncertain_messages_are_counted_by_room(town: Town) -> None:
    with town.database.unit() as store:
        ctx = in_the_community(town, store)
        rooms = [CHANNEL, SQUARE["telegram"], SQUARE["telegram"]]
        lost = [delivery(store, room, town) for room in rooms]
        tell_uncertain(ctx, lost)
        store[UncertainDeliveries].doubt([each.id for each in lost], town.clock.now())
    town.do(settled())

    assert town.said_in(BACK_ROOM)[-1].text == (
        "Peut-être pas arrivé\n"
        "La connexion a été coupée pendant l'envoi de 3 messages : on ne sait pas s'ils sont "
        "arrivés. Je ne les renvoie pas, pour que personne ne les reçoive deux fois.\n"
        "1 message, ici : le canal d'annonces (Telegram). Regardez s'il y est, et publiez-le à "
        "nouveau s'il manque.\n"
        "2 messages, ici : le salon de la communauté (Telegram). Regardez s'ils y sont, et "
        "publiez à nouveau ce qui manque."
    )


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (timedelta(hours=-1), "a été reculée de 1 heure : personne n'attend l'ancienne heure"),
        (timedelta(days=1), "a été avancée de 1 jour : ce qui était prévu entre-temps est fait"),
    ],
)
def test_cultivators_hear_that_the_clock_was_set(town: Town, by: timedelta, told: str) -> None:
    ida = town.cultivator()
    town.clock.set_machine(by)
    town.do(town.app.jumps.follow())

    assert told in ida.inbox[-1]


def test_cultivators_hear_at_the_start_that_the_clock_was_ahead(town: Town) -> None:
    ida = town.cultivator()
    ida.says("/menu")
    town.clock.move(timedelta(hours=-3))
    town.restart()
    town.do(settled())

    assert "L'horloge de ma machine a été reculée de" in ida.inbox[-1]


def test_a_room_that_put_the_bot_out_is_told(town: Town) -> None:
    with town.database.unit() as store:
        tell_lost_room(in_the_community(town, store), SQUARE["telegram"])
    town.do(settled())

    assert town.said_in(BACK_ROOM)[-1].text.startswith(
        "Un salon où je ne peux plus écrire\n"
        "Je ne peux plus écrire dans ce salon : le salon de la communauté (Telegram)."
    )


def test_the_gardeners_hear_of_their_own_room_in_private(town: Town) -> None:
    ana = town.gardener("territory")
    town.networks["matrix"].gone.add(BACK_ROOM)

    with town.database.unit() as store:
        in_the_community(town, store).post(BACK_ROOM, "…")
    town.do(settled())
    town.do(settled())

    assert "Je ne peux plus écrire dans ce salon : le salon de l'équipe (Matrix)." in ana.inbox[-1]


def test_a_blocked_bot_is_no_incident(town: Town) -> None:
    zoe = town.member("Zoé")

    with town.database.unit() as store:
        tell_lost_room(in_the_community(town, store), zoe.address)
        tell_lost_room(in_the_community(town, store), SQUARE["telegram"])
    town.do(settled())

    [told] = town.said_in(BACK_ROOM)
    assert "ce salon : le salon de la communauté (Telegram)." in told.text


@pytest.mark.parametrize("many", [1, 2])
def test_private_letters_need_nothing_done(town: Town, many: int) -> None:
    zoe = town.member("Zoé")
    with town.database.unit() as store:
        ctx = in_the_community(town, store)
        ctx.mail("letter", "…")
        mailing = store[Mailings].unfinished()[0]
        lost = [Delivery(room=zoe.address, mailing_id=mailing.id) for _ in range(many)]
        tell_uncertain(ctx, lost)
    town.do(settled())

    assert "Rien à faire : la lettre est aussi dans les salons." in town.said_in(BACK_ROOM)[-1].text


def in_the_community(town: Town, store: Store) -> JobContext:
    """The context in which an incident is told."""
    return JobContext(
        store,
        now=town.clock.now(),
        community=store[Communities].all()[0],
        contact=contact(town.stage.settings),
    )


def delivery(store: Store, room: str, town: Town) -> Delivery:
    """A message that was leaving."""
    row = store[Outbox].put(
        room=room, priority=Priority.ANNOUNCEMENT, at=town.clock.now(), locale="fr", zone="UTC"
    )
    return Delivery(id=row, room=room)


DAY = timedelta(days=1)


@pytest.mark.slow
def test_a_wait_of_a_day_is_told_once_and_the_rest_goes_on(town: Town) -> None:
    carl, zoe, ben = town.cultivator(), town.member("Zoé"), town.member("Ben")
    carl.says("/start")
    town.networks["telegram"].busy = {each.address: TryLater(DAY) for each in (zoe, ben)}

    held = [zoe.says("/moi"), ben.says("/moi")]
    others = town.member("Ana").says("/moi")

    assert held == ["", ""]
    assert others.startswith("Ana")
    told = [each for each in carl.inbox if each.startswith("Un réseau me fait attendre")]
    assert "\n---\n".join(told) == (
        "Un réseau me fait attendre\n"
        "Ce réseau n'accepte plus mes messages ici jusqu'au mercredi 25 novembre à 10 h : une "
        "personne, en privé (Telegram).\n"
        "Ce qui attend partira ensuite tout seul ; tout le reste continue. Si cela se "
        "reproduit, parlez-en aux responsables du serveur de ce réseau."
    )

    town.networks["telegram"].busy.clear()
    town.move(DAY)

    assert zoe.inbox[-1].startswith("Zoé")
    assert ben.inbox[-1].startswith("Ben")


@pytest.mark.slow
def test_a_whole_network_that_waits_is_told_on_another_one(town: Town) -> None:
    carl, carl_on_matrix = town.cultivator().joins(), town.stranger("Carl", on="matrix")
    linked(carl, carl_on_matrix)
    carl.says("/moi")
    luc, zoe = town.gardener("region"), town.member("Zoé")
    town.networks["telegram"].busy[""] = TryLater(DAY, whole=True)

    zoe.says("/moi")
    town.restart()
    zoe.says("/moi")

    told = [each for each in carl_on_matrix.inbox if "Telegram n'accepte plus" in each]
    assert len(told) == 1, "once, though Terreau was started again"
    assert luc.says("!moi").startswith("Luc")


async def settled() -> None:
    """Nothing more: the town does the rest."""


def test_a_person_who_takes_no_invitation_is_asked_once_where_they_are(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")
    playground = town.networks["matrix"]
    playground.uninvited.add(zoe.address)

    asked = [zoe.says("!moi", zoe.square) for _ in range(2)]
    playground.uninvited.clear()

    assert (
        asked[0]
        .partition("---\n")[2]
        .startswith(
            "Zoé, je ne peux pas ouvrir de conversation privée avec vous : vos réglages, ou votre "
            "serveur, ne me laissent pas vous inviter. Écrivez-moi d'abord :"
        )
    )
    assert asked[1] == "Je vous ai répondu en privé."
    assert zoe.says("!moi").startswith("Zoé")
