"""Messages that nobody asked for: by day, one a day, and where a person wrote last."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import JobContext
from bot.core.context.audience import direct_room
from bot.core.messages.ports import FateUnknown, NotSent, TryLater
from bot.domain.dates.local_time import QUIET_FROM, QUIET_UNTIL, next_unasked
from storage.communities import Communities, RoomKind
from storage.members import Members
from storage.members.member_tables import Member
from storage.outbound import Outbox
from storage.outbound.deliveries import DeliveryState
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.context.mailings import DAY, HOUR, SECOND, member
from tests.core.engine import Engine

PARIS = ZoneInfo("Europe/Paris")


def tell(engine: Engine, who: Member, words: str, *, unasked: bool = True) -> bool:
    def say(ctx: JobContext) -> bool:
        again = ctx.store[Members].get(who.id)
        return again is not None and ctx.tell(again, words, unasked=unasked)

    return engine.act(say)


async def test_at_night_nobody_is_written_to_unasked(make_light: Make) -> None:
    engine = make_light()
    who = member(engine, 1)
    engine.clock.move(12 * HOUR)  # 22:00
    tell(engine, who, "news")
    tell(engine, who, "answer", unasked=False)

    await engine.send(within=9 * HOUR)
    assert engine.network.said_in("telegram:1") == ["answer"]

    await engine.send(within=2 * HOUR)
    assert engine.network.said_in("telegram:1") == ["answer", "news"]
    assert engine.network.requests[-1].at.astimezone(PARIS).hour == 8


async def test_one_unasked_message_a_day_gathers_the_rest(make: Make) -> None:
    engine = make()
    who = member(engine, 1)
    tell(engine, who, "one")
    await engine.send()
    for words in ("two", "three"):
        tell(engine, who, words)
        await engine.send(within=HOUR)

    await engine.send(within=2 * DAY)

    said = [(each.at.astimezone(PARIS).day, each.said) for each in engine.network.requests]
    assert said == [(24, "one"), (25, "two\n\nthree")]


async def test_who_gives_no_sign_gets_one_unasked_message_a_week(make_light: Make) -> None:
    engine = make_light()
    who = member(engine, 1)

    def spare(store: Store) -> None:
        found = store[Members].get(who.id)
        assert found is not None
        found.seen_on, found.fewer_since = date(2026, 10, 1), date(2026, 11, 24)

    engine.store(spare)
    tell(engine, who, "one")
    await engine.send()
    for words in ("two", "three"):
        tell(engine, who, words)
        await engine.send(within=DAY)
    await engine.send(within=6 * DAY)
    engine.store(lambda store: store[Members].act(who, engine.clock.now()))
    tell(engine, who, "four")
    await engine.send(within=DAY)

    said = [(each.at.astimezone(PARIS).day, each.said) for each in engine.network.requests]
    assert said == [(24, "one"), (1, "two\n\nthree"), (2, "four")]


async def test_messages_that_wait_together_leave_together(make_light: Make) -> None:
    engine = make_light()
    who = member(engine, 1)
    for words in ("one", "two", "three"):
        tell(engine, who, words)

    await engine.send()

    assert engine.network.said_in("telegram:1") == ["one\n\ntwo\n\nthree"]
    assert engine.store(lambda store: store[Outbox].count(DeliveryState.SENT)) == 3


@pytest.mark.parametrize("failure", [TryLater(SECOND), NotSent("down"), FateUnknown("cut")])
async def test_an_unasked_message_that_failed_goes_the_same_day(
    make_light: Make, failure: Exception
) -> None:
    engine = make_light()
    who = member(engine, 1)
    tell(engine, who, "news")
    engine.network.fails("telegram:1", failure)

    await engine.send(within=timedelta(minutes=1))

    assert engine.network.said_in("telegram:1") == ["news", "news"]


async def test_a_long_unasked_message_is_one_message(make_light: Make) -> None:
    engine = make_light()
    engine.network.longest = 10
    who = member(engine, 1)
    tell(engine, who, "one word more words")
    tell(engine, who, "and more")

    await engine.send(within=timedelta(minutes=1))

    assert "".join(engine.network.said_in("telegram:1")) == "one word more words\n\nand more"
    assert len(engine.network.requests) == 3


async def test_a_member_who_said_stop_is_not_written_to_unasked(make_light: Make) -> None:
    engine = make_light()
    who = member(engine, 1)
    engine.clock.move(12 * HOUR)
    tell(engine, who, "planned before")

    def stop(store: Store) -> None:
        again = store[Members].get(who.id)
        assert again is not None
        again.stopped_at = engine.clock.now()

    engine.store(stop)
    assert not tell(engine, who, "planned after")
    assert tell(engine, who, "answer", unasked=False)
    await engine.send(within=DAY)

    assert engine.network.said_in("telegram:1") == ["answer"]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Auckland"]),
    st.none() | st.integers(-3, 3),
)
def test_unasked_means_by_day_and_on_another_day(
    moment: datetime, place: str, last: int | None
) -> None:
    zone = ZoneInfo(place)
    now = moment.replace(tzinfo=zone)
    last_day = None if last is None else now.date() + last * DAY

    at = next_unasked(now, zone, last_day).astimezone(zone)

    assert at >= now
    assert QUIET_UNTIL <= at.time() < QUIET_FROM
    assert last_day is None or at.date() > last_day
    if last_day is None:
        assert at - now <= timedelta(hours=12)


async def test_a_person_is_written_to_where_they_wrote_last(make: Make) -> None:
    engine = make()
    who = member(engine, 1)
    assert engine.store(lambda store: direct_room(store, who)) == "telegram:1"

    def lose(store: Store) -> None:
        store[Communities].put_room("telegram:1", RoomKind.DIRECT, None)
        store.lose_room("telegram:1", "blocked", engine.clock.now())

    engine.store(lose)
    assert engine.store(lambda store: direct_room(store, who)) is None
    assert not tell(engine, who, "nobody there", unasked=False)

    engine.store(lambda store: store[Communities].find_room("telegram:1"))
    assert tell(engine, who, "back", unasked=False)
