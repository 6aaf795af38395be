"""Announcements to more than fifty people: two approvals, progress, failures."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core import recipients_of
from bot.core.context.audience import expand
from bot.core.outbound import delivery
from bot.domain.circles import Audience, Sending
from bot.domain.personal_data import MESSAGES
from bot.domain.roles import Circle
from bot.transports.playground import Posted
from storage.announcements import AnnouncementRuns
from storage.communities import Communities, RoomKind
from storage.members import Consents, Members
from storage.outbound import Delivery, DeliveryState, Mailing, Mailings, Outbox
from storage.unit_of_work import Store
from tests.same_checksum import FIRST, FORGED
from tests.town import BACK_ROOM, CHANGED, Neighbour, Town
from tests.traffic import traffic

WORDS = "/annonce Le jardin ouvre"
MESSAGE = "📣 Le jardin ouvre\nPionniers de l'énergie"
MINUTE = timedelta(minutes=1)


def crowd(town: Town, count: int, *, without_room: int = 0, first: int = 7000) -> list[str]:
    """So many members on Telegram who want messages; the last ones have no direct room."""
    addresses = [f"telegram:{first + number}" for number in range(count)]
    with town.database.unit() as store:
        for number, address in enumerate(addresses):
            direct = None if number >= count - without_room else address
            join(store, address, direct, town.clock.now())
    return addresses


def join(store: Store, address: str, direct: str | None, now: datetime) -> None:
    """Register a person who agreed to messages."""
    community = store[Communities].all()[0]
    member = store[Members].register(address, f"P{address[-3:]}", direct=direct, at=now)
    store[Members].join(member, community.id, Circle.INFORMED, now)
    store[Consents].give(member, community.id, MESSAGES, version="1", channel="test", at=now)


def got(town: Town, address: str) -> list[str]:
    return [each.text for each in town.said_in(address)]


def sending_at_night(town: Town, ana: Neighbour, count: int) -> list[str]:
    """An announcement that is going out to so many people, and waits for the morning."""
    people = crowd(town, count)
    town.move_to(datetime(2026, 11, 24, 22, 0))  # noqa: DTZ001 - in Paris
    ana.says(f"{WORDS} --participation nouvelles")
    ana.presses(f"Envoyer à {count} personnes")
    town.move(MINUTE)
    return people


@pytest.mark.slow
def test_above_fifty_the_other_gardener_approves(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = crowd(town, 51)

    ana.says(f"{WORDS} --participation nouvelles")
    ana.presses("Demander l'accord de Luc")
    before = got(town, people[0])
    todo = luc.says("!afaire")
    luc.presses("Approuver et envoyer")
    town.move(MINUTE)
    town.move(MINUTE)

    assert before == []
    assert "Annonce 1 · Le jardin ouvre · Il manque encore votre accord." in todo
    assert [got(town, each) for each in people] == [[MESSAGE]] * 51
    assert "Envoyée · remise à 51 personnes" in got(town, BACK_ROOM)[-1]


@pytest.mark.slow
def test_fifty_are_told_by_one_gardener(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    crowd(town, 50)

    ana.says(f"{WORDS} --participation nouvelles")
    sent = ana.presses("Envoyer à 50 personnes")

    assert sent == "Annonce 1 · Le jardin ouvre\nElle part maintenant, à 50 personnes."


@pytest.mark.slow
def test_who_joins_before_the_rows_are_written_gets_nothing_of_one_gardener_alone(
    town: Town, ana: Neighbour, luc: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = "telegram:7900"
    still_out = [late]

    def expand_later(store: Store, mailing: Mailing, now: datetime) -> None:
        while still_out:
            join(store, still_out.pop(), late, now)
        expand(store, mailing, now)

    crowd(town, 3)
    monkeypatch.setattr(delivery, "expand", expand_later)

    ana.says(f"{WORDS} --participation nouvelles")
    ana.presses("Envoyer à 3 personnes")
    town.move(MINUTE)

    assert got(town, "telegram:7002") == [MESSAGE]
    assert not got(town, late)


@pytest.mark.slow
def test_while_the_other_is_away_one_approval_is_enough(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = crowd(town, 51)
    luc.says("!absence 24 novembre - 30 novembre")

    ana.says(f"{WORDS} --participation nouvelles")
    ana.presses("Envoyer à 51 personnes")
    town.move(MINUTE)

    assert got(town, people[0]) == [MESSAGE]
    assert "Vous êtes en absence : Ana a décidé sans votre accord." in luc.inbox[-1]


@pytest.mark.slow
def test_a_repeated_announcement_asks_the_other_gardener_once_they_are_back(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = crowd(town, 51)
    luc.says("!absence 24 novembre - 30 novembre")
    ana.says(f"{WORDS} --participation nouvelles --tous mercredi 9h")
    planned = ana.presses("Planifier l'envoi à 51 personnes")
    town.move_to(datetime(2026, 11, 25, 9, 1))  # noqa: DTZ001 - in Paris
    town.move(MINUTE)
    alone = got(town, people[0])
    town.move_to(datetime(2026, 12, 2, 9, 1))  # noqa: DTZ001 - in Paris: Luc is back
    town.move(MINUTE)
    asked = got(town, BACK_ROOM)[-1]

    assert "Soumise par Ana ; Luc était en absence." in planned
    assert alone == got(town, people[0]) == [MESSAGE]
    assert "Luc doit encore l'approuver." in asked


def test_counting_people_takes_as_many_statements_for_many(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    counts = []
    for first in (7000, 8000):
        crowd(town, 20, first=first)
        with traffic(town.database) as seen, town.database.unit() as store:
            recipients_of(store, 1, Sending.ANNOUNCEMENT, Audience())
        counts.append(len(seen.statements))

    assert counts[0] == counts[1]


def test_a_person_who_lost_their_room_is_counted_as_unreachable(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = crowd(town, 3)
    with town.database.unit() as store:
        store[Communities].put_room(people[0], RoomKind.DIRECT, None)
        store.lose_room(people[0], "blocked", town.clock.now())

    preview = ana.says(f"{WORDS} --participation nouvelles")

    assert "3 personnes (2 sur Telegram et 1 personne injoignable)" in preview


@pytest.mark.slow
def test_an_announcement_that_has_grown_asks_for_approval_at_its_time(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = crowd(town, 50)
    ana.says(f"{WORDS} --participation nouvelles --le mercredi 9h")
    ana.presses("Planifier l'envoi à 50 personnes")
    town.member("Zoé").wants_messages()
    town.move_to(datetime(2026, 11, 25, 9, 1))  # noqa: DTZ001 - in Paris
    held = got(town, people[0])
    luc.presses("Approuver et envoyer", town.latest_with(BACK_ROOM, "Approuver"), BACK_ROOM)
    town.move(2 * MINUTE)

    assert held == []
    assert got(town, people[0]) == [MESSAGE]


def test_unreachable_people_are_counted(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    crowd(town, 5, without_room=2)

    preview = ana.says(f"{WORDS} --participation nouvelles")
    ana.presses("Envoyer à 5 personnes")
    town.move(MINUTE)
    report = got(town, BACK_ROOM)[-1]

    assert "5 personnes (3 sur Telegram et 2 personnes injoignables)" in preview
    assert "Envoyée · remise à 3 personnes · 2 personnes injoignables\nInjoignables :" in report


@pytest.mark.slow
def test_an_uncertain_delivery_is_counted_and_not_repeated(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = sending_at_night(town, ana, 3)
    with town.database.unit() as store:
        row = _rows(store, people[0])[0]
        store[Outbox].sending([row])
    town.restart()
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris
    town.move(MINUTE)
    report = got(town, BACK_ROOM)[-1]

    assert "Envoyée · remise à 2 personnes · incertaine pour 1 personne\nIncertaines :" in report
    assert got(town, people[0]) == []


@pytest.mark.slow
def test_a_message_that_comes_back_while_suspended_waits(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = sending_at_night(town, ana, 2)
    ana.presses("Suspendre")
    with town.database.unit() as store:  # as after a refusal of the network
        store[Outbox].later(_rows(store, people[0]), town.clock.now(), count=False)
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris
    held = got(town, people[0])
    with town.database.unit() as store:
        run = store[AnnouncementRuns].under_way()[0]
        assert run.mailing_id is not None
        states = store[Mailings].states(run.mailing_id)

    assert held == []
    assert states == {DeliveryState.PAUSED: 2}


@pytest.mark.slow
def test_a_message_under_way_when_the_sending_is_stopped_is_counted(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = sending_at_night(town, ana, 3)
    with town.database.unit() as store:
        row = _rows(store, people[0])[0]
        store[Outbox].sending([row])
    ana.presses("Arrêter")
    stopped = ana.presses("Oui, arrêter l'envoi")
    with town.database.unit() as store:
        store[Outbox].sent([row], "m1", town.clock.now())
    town.move(2 * MINUTE)
    reports = got(town, BACK_ROOM)

    assert "Arrêtée · 0 message envoyé sur 3" in stopped
    assert len(reports) == 2
    assert all("Arrêtée · 1 message envoyé sur 3" in each for each in reports)


@pytest.mark.slow
@pytest.mark.parametrize("press", ["Suspendre", "Arrêter"])
def test_another_community_cannot_touch_it(
    town: Town, ana: Neighbour, luc: Neighbour, press: str
) -> None:
    crowd(town, 2)
    town.move_to(datetime(2026, 11, 24, 22, 0))  # noqa: DTZ001 - in Paris
    ana.says(f"{WORDS} --participation nouvelles")
    ana.presses("Envoyer à 2 personnes")
    zoe = town.member("Zoé")
    shown = town.latest_with(ana.address, press)
    forged = next(b.press for row in shown.said.choices for b in row if b.label == press)

    zoe.forges(forged, zoe.direct[-1])

    with town.database.unit() as store:
        assert [each.state for each in store[AnnouncementRuns].under_way()] == ["going"]


def _rows(store: Store, address: str) -> list[int]:
    """The deliveries to an address that have not left."""
    pending = select(Delivery.id).where(Delivery.room == address)
    return [row.id for row in store._session.execute(pending)]


def _submits_first(town: Town, ana: Neighbour, luc: Neighbour) -> Posted:
    """Luc's copy of an announcement that is a draft again."""
    crowd(town, 51)
    ana.says(f"/annonce {FIRST} --participation nouvelles")
    ana.presses("Demander l'accord de Luc")
    asked = luc.direct[-1]
    ana.presses("Remettre en brouillon")
    return asked


def _rewords(ana: Neighbour, words: str) -> None:
    ana.presses("Modifier le texte")
    ana.says(words)


@pytest.mark.slow
def test_the_approval_of_other_words_with_the_same_checksum_sends_nothing(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    asked = _submits_first(town, ana, luc)
    _rewords(ana, FORGED)
    ana.presses("Demander l'accord de Luc")

    late = luc.presses("Approuver et envoyer", asked)

    assert CHANGED in late
    assert FORGED in late
    assert got(town, "telegram:7000") == []
    luc.presses("Approuver et envoyer")
    town.move(MINUTE)
    assert FORGED in got(town, "telegram:7000")[0]


@pytest.mark.slow
def test_an_approval_that_was_asked_before_a_change_taken_back_sends_nothing(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    asked = _submits_first(town, ana, luc)
    _rewords(ana, FORGED)
    _rewords(ana, FIRST)
    ana.presses("Demander l'accord de Luc")

    assert CHANGED in luc.presses("Approuver et envoyer", asked)
    assert "Luc doit encore l'approuver." in ana.says("/annonce 1")


@pytest.mark.slow
def test_a_number_below_an_outdated_preview_sends_nothing(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    crowd(town, 3)
    luc.says("!annonce Le jardin ouvre --participation nouvelles")
    read = luc.direct[-1]
    ana.says("/annonce 1")
    _rewords(ana, FORGED)

    late = luc.says("Envoyer à 3 personnes", reply_to=read)

    assert CHANGED in late
    assert FORGED in late
    assert got(town, "telegram:7000") == []


@pytest.mark.slow
def test_a_correction_is_of_the_words_that_were_read(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    _submits_first(town, ana, luc)
    ana.presses("Demander l'accord de Luc")
    luc.presses("Corriger")
    ana.presses("Remettre en brouillon")
    _rewords(ana, FORGED)
    ana.presses("Demander l'accord de Luc")

    late = luc.says("Trop long")

    assert CHANGED in late
    assert "Luc doit encore l'approuver." in ana.says("/annonce 1")
