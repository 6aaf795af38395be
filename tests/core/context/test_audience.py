"""Mailings reach each of their people once."""

from datetime import timedelta

import pytest

from bot.core import text
from bot.core.context.audience import expand
from bot.core.messages.encoding import encode
from bot.core.messages.ports import FateUnknown, TryLater
from bot.domain.circles import Sending
from bot.domain.personal_data import LETTER
from bot.domain.roles import Circle
from storage.members import Consents, Identities, Members
from storage.members.member_tables import Member
from storage.outbound import Mailings, Outbox
from storage.outbound.deliveries import DeliveryState
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.context.mailings import HOUR, member
from tests.core.engine import Engine


def in_every_circle(engine: Engine) -> dict[Circle, Member]:
    """Make a member of each circle, whose account has its name."""
    people = {each: engine.member(each.value, f"telegram:{each.value}") for each in Circle}

    def move(store: Store) -> None:
        for circle, each in people.items():
            store[Members].move(each, 1, circle)

    engine.store(move)
    return people


def mail(engine: Engine, words: str = "letter") -> None:
    engine.act(lambda ctx: ctx.mail("letter", words))


def readers(engine: Engine) -> list[str]:
    return [each.room for each in engine.network.requests]


@pytest.mark.slow
async def test_a_mailing_reaches_its_subscribers_once_each(make: Make) -> None:
    engine = make()
    for nth in range(20):
        member(engine, nth, reads=nth % 2 == 0)
    mail(engine)

    await engine.send(within=timedelta(minutes=1))

    assert sorted(readers(engine)) == sorted(f"telegram:{nth}" for nth in range(0, 20, 2))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sending", "circles"),
    [
        (Sending.CALL, "engaged"),
        (Sending.ANNOUNCEMENT, "engaged informed"),
        (Sending.BIG_POLL, "citizen engaged informed"),
    ],
)
async def test_a_mailing_for_circles_reaches_them_and_nobody_else(
    make: Make, sending: Sending, circles: str
) -> None:
    engine = make()
    in_every_circle(engine)
    engine.act(lambda ctx: ctx.mail(sending, "words"))

    await engine.send(within=timedelta(minutes=1))

    assert " ".join(sorted(room.partition(":")[2] for room in readers(engine))) == circles


async def test_the_letter_is_for_subscribers_of_any_circle(make: Make) -> None:
    engine = make()
    people = in_every_circle(engine)
    engine.agrees(people[Circle.CITIZEN], LETTER)
    mail(engine)

    await engine.send(within=timedelta(minutes=1))

    assert readers(engine) == ["telegram:citizen"]


async def test_a_member_who_leaves_a_circle_meanwhile_is_not_written_to(make: Make) -> None:
    engine = make()
    people = in_every_circle(engine)
    engine.act(lambda ctx: ctx.mail(Sending.CALL, "words"))

    def move(store: Store) -> None:
        expand(store, store[Mailings].get(1), engine.clock.now())
        store[Members].move(people[Circle.ENGAGED], 1, Circle.CITIZEN)

    engine.store(move)
    await engine.send(within=timedelta(minutes=1))

    assert readers(engine) == []
    engine.act(lambda ctx: ctx.mail(Sending.BIG_POLL, "words"))
    await engine.send(within=timedelta(minutes=1))
    assert readers(engine) != []


async def test_members_who_left_or_asked_for_silence_are_in_no_audience(make: Make) -> None:
    engine = make()
    people = in_every_circle(engine)
    engine.member("Wim", "telegram:wim", community=engine.found("eau"))

    def go(store: Store) -> None:
        now = engine.clock.now()
        store[Members].leave(people[Circle.ENGAGED], 1, now)
        quiet = store[Members].get(people[Circle.INFORMED].id)
        assert quiet is not None
        quiet.stopped_at = now

    engine.store(go)
    engine.act(lambda ctx: ctx.mail(Sending.BIG_EVENT, "words"))
    await engine.send(within=timedelta(minutes=1))

    assert readers(engine) == ["telegram:citizen"]


@pytest.mark.slow
async def test_a_mailing_is_expanded_bit_by_bit(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("bot.core.context.audience", "bot.core.outbound.delivery"):
        monkeypatch.setattr(f"{module}.EXPANDED_AT_ONCE", 10)
    engine = make()
    for nth in range(35):
        member(engine, nth)
    mail(engine)
    most = 0

    while len(engine.network.requests) < 35:
        await engine.delivering.step()
        waiting = engine.store(lambda store: store[Outbox].count(DeliveryState.WAITING))
        most = max(most, waiting)
        await engine.delivering.drain()

    assert most < 20, "ten at once, when few are left"
    await engine.send(within=timedelta(minutes=1))
    assert len(set(readers(engine))) == len(readers(engine)) == 35
    assert engine.store(lambda store: store[Mailings].unfinished()) == []


async def test_a_mailing_that_waits_for_the_morning_holds_up_no_other(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("bot.core.context.audience", "bot.core.outbound.delivery"):
        monkeypatch.setattr(f"{module}.EXPANDED_AT_ONCE", 5)
    engine = make()
    water = engine.found("eau")
    for nth in range(8):
        member(engine, nth)
    reader = engine.agrees(engine.member("Zoé", "telegram:zoe", community=water), community=water)
    engine.agrees(reader, LETTER, community=water)

    def begin(store: Store) -> None:
        for nth in range(8):
            sleeper = store[Identities].get(f"telegram:{nth}")
            assert sleeper is not None
            asleep = store[Members].get(sleeper.member_id)
            assert asleep is not None
            asleep.quiet_from, asleep.quiet_to = "00:00", "23:59"
        now = engine.clock.now()
        store[Mailings].add(1, LETTER, encode(text("energy")), now)
        store[Mailings].add(water, LETTER, encode(text("water")), now)

    engine.store(begin)
    await engine.send(within=timedelta(minutes=1))

    assert readers(engine) == ["telegram:zoe"]


async def test_a_mailing_that_is_expanded_twice_reaches_nobody_twice(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.context.audience.EXPANDED_AT_ONCE", 5)
    engine = make()
    for nth in range(12):
        member(engine, nth)
    mail(engine)
    await engine.send()

    def start_over(store: Store) -> None:
        mailing = store[Mailings].get(1)
        mailing.cursor, mailing.done = 0, False

    engine.store(start_over)
    await engine.send(within=timedelta(minutes=1))

    assert len(readers(engine)) == 12


async def test_a_restart_in_the_middle_goes_on(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("bot.core.context.audience", "bot.core.outbound.delivery"):
        monkeypatch.setattr(f"{module}.EXPANDED_AT_ONCE", 5)
    engine = make_light()
    for nth in range(18):
        member(engine, nth)
    mail(engine)
    await engine.delivering.step()
    await engine.delivering.drain()

    again = make_light(network=engine.network, clock=engine.clock)
    await again.lanes.run(again.delivering.recover)
    await again.send(within=timedelta(minutes=1))

    assert sorted(readers(engine)) == sorted(f"telegram:{nth}" for nth in range(18))


@pytest.mark.parametrize("why", ["stopped", "left", "took it back"])
async def test_a_member_who_unsubscribed_gets_nothing_that_was_under_way(
    make_light: Make, why: str
) -> None:
    engine = make_light()
    stays, goes = member(engine, 1), member(engine, 2)
    mail(engine)
    engine.network.fails("telegram:2", TryLater(HOUR))
    await engine.send()

    def change(store: Store) -> None:
        again = store[Members].get(goes.id)
        assert again is not None
        if why == "stopped":
            again.stopped_at = engine.clock.now()
        elif why == "left":
            store[Members].leave(again, 1, engine.clock.now())
        else:
            store[Consents].withdraw(again, 1, LETTER, engine.clock.now())

    engine.store(change)
    await engine.send(within=2 * HOUR)

    assert readers(engine) == [f"telegram:{stays.id}", "telegram:2"]
    assert engine.store(lambda store: store[Outbox].count(DeliveryState.FAILED)) == 1


async def test_a_letter_whose_fate_is_unknown_is_not_sent_twice(make_light: Make) -> None:
    engine = make_light()
    member(engine, 1)
    mail(engine)
    engine.network.fails("telegram:1", FateUnknown("cut"))

    await engine.send(within=HOUR)

    assert readers(engine) == ["telegram:1"]
    assert engine.store(lambda store: store[Outbox].count(DeliveryState.UNCERTAIN)) == 1
