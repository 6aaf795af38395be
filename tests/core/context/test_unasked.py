"""Unasked messages: to whom and when, by each person's own consent, hours and zone."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core import Card, JobContext, Router, text
from bot.core.context.audience import expand
from bot.core.declarations.references import CardRef
from bot.core.messages.ports import TryLater
from bot.domain.circles import Audience, Sending
from bot.domain.personal_data import LETTER, MESSAGES
from storage.communities import Communities
from storage.members import Consents, Members
from storage.members.member_tables import Member
from storage.outbound import Mailings, Outbox
from storage.outbound.deliveries import DeliveryState
from storage.profile import Profiles
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.register import members_of

PARIS = ZoneInfo("Europe/Paris")
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def tell(engine: Engine, who: Member, words: str, community: int = 1) -> bool:
    """Write to a member unasked, in the name of a community."""

    def say(store: Store) -> bool:
        again = store[Members].get(who.id)
        assert again is not None
        place = store[Communities].get(community)
        ctx = JobContext(store, now=engine.clock.now(), community=place, contact=engine.contact)
        return ctx.tell(again, words, unasked=True)

    return engine.store(say)


def changed(engine: Engine, who: Member, change: Callable[[Member], None]) -> None:
    def work(store: Store) -> None:
        again = store[Members].get(who.id)
        assert again is not None
        change(again)

    engine.store(work)


def take_back(engine: Engine, who: Member, purpose: str, community: int = 1) -> None:
    engine.store(
        lambda store: store[Consents].withdraw(who, community, purpose, engine.clock.now())
    )


async def test_nobody_is_written_to_unasked_without_consent(make: Make) -> None:
    engine = make()
    who = engine.agrees(engine.member("Zoé", "telegram:7"), LETTER)

    assert not tell(engine, who, "news")
    await engine.send(within=DAY)

    assert engine.network.requests == []


async def test_consent_in_one_community_does_not_count_in_another(make: Make) -> None:
    engine = make()
    who = engine.agrees(engine.member("Zoé", "telegram:7"))
    water = engine.found("eau")
    engine.member("Zoé", "telegram:7", community=water)

    assert tell(engine, who, "energy")
    assert not tell(engine, who, "water", water)


async def test_a_waiting_message_is_dropped_when_its_consent_is_withdrawn(make: Make) -> None:
    engine = make()
    who = engine.agrees(engine.member("Zoé", "telegram:7"))
    tell(engine, who, "news")
    engine.network.fails("telegram:7", TryLater(MINUTE))
    await engine.send()
    take_back(engine, who, MESSAGES)

    await engine.send(within=2 * DAY)

    assert engine.network.said_in("telegram:7") == ["news"], "the try that was refused"
    assert engine.store(lambda store: store[Outbox].count(DeliveryState.FAILED)) == 1


async def test_a_combined_message_leaves_out_a_community_whose_consent_was_withdrawn(
    make: Make,
) -> None:
    engine = make()
    water = engine.found("eau")
    who = engine.agrees(engine.member("Zoé", "telegram:7"))
    engine.agrees(engine.member("Zoé", "telegram:7", community=water), community=water)
    tell(engine, who, "energy")
    tell(engine, who, "water", water)
    take_back(engine, who, MESSAGES, water)

    await engine.send(within=2 * DAY)

    assert engine.network.said_in("telegram:7") == ["energy"]


async def test_a_combined_message_leaves_out_a_paused_mailing(make: Make) -> None:
    engine = make()
    who = engine.agrees(engine.member("Zoé", "telegram:7"))
    tell(engine, who, "news")
    engine.act(lambda ctx: ctx.mail(Sending.ANNOUNCEMENT, "announcement", audience=Audience()))

    def suspend(store: Store) -> None:
        mailing = store[Mailings].unfinished()[0]
        expand(store, mailing, engine.clock.now())
        mailing.paused_at = engine.clock.now()  # its row came back from its network meanwhile

    engine.store(suspend)
    await engine.send(within=2 * DAY)

    assert engine.network.said_in("telegram:7") == ["news"]


async def test_quiet_hours_are_personal(make_light: Make) -> None:
    engine = make_light()
    who = engine.agrees(engine.member("Zoé", "telegram:7"))
    changed(engine, who, lambda zoe: setattr(zoe, "quiet_from", "09:00"))
    changed(engine, who, lambda zoe: setattr(zoe, "quiet_to", "17:30"))
    tell(engine, who, "news")

    await engine.send(within=DAY)

    [request] = engine.network.requests
    assert request.at.astimezone(PARIS).strftime("%H:%M") == "17:30"


async def test_changed_quiet_hours_hold_for_waiting_messages(make_light: Make) -> None:
    engine = make_light()
    who = engine.agrees(engine.member("Zoé", "telegram:7"))
    engine.clock.move(12 * HOUR)
    tell(engine, who, "news")
    changed(engine, who, lambda zoe: setattr(zoe, "quiet_from", "21:00"))
    changed(engine, who, lambda zoe: setattr(zoe, "quiet_to", "10:00"))

    await engine.send(within=DAY)

    [request] = engine.network.requests
    assert request.at.astimezone(PARIS).hour == 10


async def test_a_distant_member_has_their_own_night_and_reads_their_own_hours(
    make_light: Make,
) -> None:
    engine = make_light()
    who = engine.agrees(engine.member("Zoé", "telegram:7"))
    changed(engine, who, lambda zoe: setattr(zoe, "timezone", "Pacific/Noumea"))
    engine.clock.move(2 * HOUR)  # noon, and ten in the evening there
    moment = datetime(2026, 12, 5, 14, tzinfo=PARIS)
    engine.act(
        lambda ctx: ctx.tell(
            members_of(ctx.store, 1)[0], text("Until {end}.", end=moment), unasked=True
        )
    )

    await engine.send(within=12 * HOUR)

    [request] = engine.network.requests
    assert request.at == datetime(2026, 11, 24, 22, tzinfo=PARIS), "eight in the morning there"
    assert "6 décembre" in request.said
    assert request.said.endswith("heure de Nouméa.")


async def test_a_letter_waits_for_the_end_of_the_night(make: Make) -> None:
    engine = make()
    engine.agrees(engine.member("Zoé", "telegram:7"), LETTER)
    engine.clock.move(12 * HOUR)
    engine.act(lambda ctx: ctx.mail(LETTER, "letter"))

    await engine.send(within=DAY)

    [request] = engine.network.requests
    assert request.at.astimezone(PARIS).hour == 8


async def test_a_letter_that_waits_for_the_morning_holds_no_answer_up(make_light: Make) -> None:
    engine = make_light()
    who = engine.agrees(engine.member("Zoé", "telegram:7"), LETTER)
    engine.clock.move(12 * HOUR)
    engine.act(lambda ctx: ctx.mail(LETTER, "letter"))
    await engine.send()

    again = make_light(network=engine.network, clock=engine.clock)
    await again.lanes.run(again.delivering.recover)
    again.act(lambda ctx: ctx.tell(who, "answer"))
    await again.send(within=MINUTE)

    assert engine.network.said_in("telegram:7") == ["answer"]


@pytest.mark.parametrize("purpose", [LETTER, MESSAGES])
async def test_a_member_who_wants_one_letter_a_month_gets_the_first(
    make: Make, purpose: str
) -> None:
    engine = make()
    each, month = engine.member("Each", "telegram:7"), engine.member("Month", "telegram:8")
    for who in (each, month):
        engine.agrees(who, purpose)
    engine.store(lambda store: store[Profiles].read(month, 1, "month"))
    for week in range(4):  # 24 November; 1, 8 and 15 December
        engine.act(partial(JobContext.mail, purpose=purpose, message=f"{week}"))
        await engine.send(within=7 * DAY)

    assert engine.network.said_in("telegram:7") == ["0", "1", "2", "3"]
    of_a_month = ["0", "1"] if purpose == LETTER else ["0", "1", "2", "3"]
    assert engine.network.said_in("telegram:8") == of_a_month


async def test_who_gives_no_sign_gets_the_first_letter_of_a_month(make_light: Make) -> None:
    engine = make_light()
    who = engine.agrees(engine.member("Zoé", "telegram:7"), LETTER)

    def spare(store: Store) -> None:
        found = store[Members].get(who.id)
        assert found is not None
        found.seen_on, found.fewer_since = date(2026, 10, 1), date(2026, 11, 1)

    engine.store(spare)
    for week in range(3):  # 24 November; 1 and 8 December
        engine.act(partial(JobContext.mail, purpose=LETTER, message=f"{week}"))
        await engine.send(within=7 * DAY)

    assert engine.network.said_in("telegram:7") == ["0", "1"]


@pytest.mark.crashes("cannot be drawn")
async def test_a_letter_that_could_not_be_sent_is_not_the_one_of_the_month(make: Make) -> None:
    engine = make()
    who = engine.agrees(engine.member("Zoé", "telegram:7"), LETTER)
    engine.store(lambda store: store[Profiles].read(who, 1, "month"))
    engine.act(lambda ctx: CardRef[Any]("no such card").mail(ctx, LETTER, 1))
    await engine.send(within=HOUR)

    engine.act(lambda ctx: ctx.mail(LETTER, "letter"))
    await engine.send(within=HOUR)

    assert engine.network.said_in("telegram:7") == ["letter"]


async def test_a_letter_that_is_expanded_twice_is_not_another_one(make_light: Make) -> None:
    engine = make_light()
    who = engine.agrees(engine.member("Zoé", "telegram:7"), LETTER)
    engine.store(lambda store: store[Profiles].read(who, 1, "month"))
    engine.act(lambda ctx: ctx.mail(LETTER, "letter"))
    await engine.send(within=HOUR)

    def had_another(store: Store) -> set[int]:
        since = engine.clock.now() - DAY
        return store[Profiles].had_their_letter(store[Mailings].get(1), [who.id], since)

    assert len(engine.network.said_in("telegram:7")) == 1
    assert engine.store(had_another) == set()


async def test_the_pieces_of_a_long_letter_come_from_one_drawing(make: Make) -> None:
    router, drawn = Router(), count(1)

    @router.card("letter")
    def draw(_ctx: JobContext, _key: int) -> Card:
        return Card(None, (f"drawn {next(drawn)} {'x' * 40}",))

    engine = make(router)
    engine.network.longest = 20
    engine.agrees(engine.member("Zoé", "telegram:7"), LETTER)
    engine.act(lambda ctx: CardRef[Any]("letter").mail(ctx, LETTER, 1))

    await engine.send(within=MINUTE)

    pieces = [each.said for each in engine.network.requests]
    assert len(pieces) > 1
    assert len(set(re.findall(r"drawn \d+", "".join(pieces)))) == 1
    assert "".join(pieces).count("x") == 40
