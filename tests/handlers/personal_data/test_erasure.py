"""Members who are erased, and the rows that go with them."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.core.messages.ports import Unreadable
from bot.transports.matrix.known_rooms import Known
from bot.transports.matrix.sync_loop import unreadable as unreadable_event
from bot.transports.telegram.polling import unreadable as unreadable_update
from storage.inbound import UndecryptedEvents
from storage.outbound import Outbox
from storage.outbound.deliveries import Priority
from storage.outbound.traffic import SendLogEntry
from storage.polls import Ballots
from storage.polls.poll_tables import BallotRow
from tests.handlers.personal_data.departures import chooses, everything
from tests.handlers.personal_data.test_data_overview import file_of, rows_of
from tests.town import BACK_ROOM, Neighbour, Town


@pytest.mark.slow
@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_nothing_of_an_erased_person_is_left(town: Town, network: str) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé Introuvable", on=network)
    for typed in ("/lettre", "/sondage", "bonjour", "Une idée pour le vélo", "/relier", "/moi"):
        zoe.says(typed)
    zoe.presses("Changer de nom")

    erased = chooses(zoe, "Effacer mes données")

    if network == "telegram":  # which has keys below the text field to take away
        assert erased == "Au revoir, et merci."
        erased = zoe.inbox[-2]
    assert erased.startswith("Tout ce qui vous concerne est effacé.")
    with town.database.unit() as store:  # half an hour, for the limits of the networks
        store._session.execute(delete(SendLogEntry))
    found = [row for row in everything(town) if "Introuvable" in row or zoe.address in row]
    assert found == []


def test_unsent_messages_are_erased_too(town: Town) -> None:
    """The gardeners' network is away: the messages of Zoé and Yan to them wait for it."""
    town.gardener("territory")
    zoe, yan = town.member("Zoé"), town.member("Yan")
    for number, person in enumerate((zoe, yan), start=1):
        person.says("/ecrire Bonjour")
        with town.database.unit() as store:
            store[Outbox].put(
                room=BACK_ROOM,
                priority=Priority.ANNOUNCEMENT,
                at=town.clock.now() + timedelta(hours=1),
                payload={"words": f"Des mots introuvables de {person.name}"},
                locale="fr",
                zone="Europe/Paris",
                about=f"letter:{number}",
            )

    chooses(zoe, "Effacer mes données")

    [left] = [row for row in everything(town) if "introuvables" in row]
    assert "de Yan" in left


def test_undecrypted_messages_are_erased_in_all_rooms(town: Town) -> None:
    zoe, yan = town.member("Zoé", on="matrix"), town.member("Yan", on="matrix")
    with town.database.unit() as store:
        for each in (zoe, yan):
            sender = each.address.partition(":")[2]
            event = ("$" + sender, "matrix:!square", json.dumps({"sender": sender}))
            store[UndecryptedEvents].receive("matrix", [event], town.clock.now())

    chooses(zoe, "Effacer mes données")

    with town.database.unit() as store:
        [(key, _, _)] = store[UndecryptedEvents].waiting("matrix")
    assert key == "$@yan"


def unread(person: Neighbour, number: int, **more: object) -> Unreadable:
    """A private message that a program cannot read, as the intake of its network sets it aside."""
    own = person.address.partition(":")[2]
    if person.network == "matrix":
        room = Known("!room:hs", joined=2, heroes=(own,))
        event = {"event_id": f"${number}", "sender": own, "content": {"body": "un canari", **more}}
        return unreadable_event("matrix", "@bot:hs", room, event)
    sender = {"id": int(own), "is_bot": False, "first_name": "Zoé Canari", **more}
    said = {"message_id": number, "text": "un canari", "from": sender}
    update = {"update_id": number, "message": said | {"chat": sender | {"type": "private"}}}
    return unreadable_update("telegram", str(number), update)


@pytest.mark.slow
@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_what_could_not_be_read_is_told_and_goes_along(town: Town, network: str) -> None:
    zoe, yan = town.member("Zoé", on=network), town.member("Yan", on=network)
    unreadable = [unread(zoe, 9001), unread(yan, 9002)]
    town.do(town.app.dispatcher.receive(network, [], None, unreadable))

    [told] = rows_of(file_of(zoe), "Messages de vous")
    chooses(zoe, "Effacer mes données")

    assert told["contenu"]["raw"] == unreadable[0].raw
    kept = [row for row in everything(town) if "un canari" in row]
    assert len(kept) == 1
    assert yan.address in kept[0]
    town.move(timedelta(days=8))
    assert [row for row in everything(town) if "canari" in row.lower()] == []


def test_words_of_nobody_known_are_not_kept(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")
    event = {"event_id": "$9001", "sender": "@zoe:hs", "content": {"body": "un canari"}}
    room = Known("!room:hs", joined=2, heroes=("@zoe:hs",))
    unreadable = [
        unreadable_event("matrix", "@bot:hs", room, event | {"sender": ["@zoe:hs"]}),
        unreadable_event("matrix", "@bot:hs", Known("!room:hs", joined=9), event),
        unread(zoe, 9004, formatted_body="https://matrix.to/#/%40yan%3Ahs"),
        unread(zoe, 9005, reply="<@yan:hs> un canari"),
    ]
    town.do(town.app.dispatcher.receive("matrix", [], None, unreadable))

    assert [each.sender for each in unreadable] == ["", "matrix:@zoe:hs", *[zoe.address] * 2]
    assert [row for row in everything(town) if "canari" in row] == []


@pytest.mark.slow
def test_a_vote_in_a_closed_poll_stays_and_tells_nothing(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Quand ? | mardi | jeudi --public")
    zoe = town.member("Zoé")
    zoe.says("/voter 1 2")
    town.move(timedelta(hours=1))
    ana.says("/cloturer 1")
    closed_at = town.clock.now()

    chooses(zoe, "Effacer mes données")

    with town.database.unit() as store:
        assert store[Ballots].counts(1) == [((2,), 1)]
        [ballot] = store._session.execute(select(BallotRow.member_id, BallotRow.cast_at)).all()
    assert tuple(ballot) == (None, closed_at)


def test_a_second_tap_on_erase_is_harmless(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    page = zoe.direct[-1]
    kept = page.said
    zoe.presses("Oui, tout effacer", page)
    page.said = kept

    again = zoe.presses("Oui, tout effacer", page)

    assert again == "Je ne garde rien sur vous, et je ne fais que vous répondre."


def test_an_erased_person_can_join_again(town: Town) -> None:
    zoe = town.member("Zoé")
    chooses(zoe, "Effacer mes données")

    assert zoe.says("/moi").startswith("Rejoindre Pionniers de l'énergie")
    assert zoe.joins().inbox[-1].startswith("👋 Bienvenue")
