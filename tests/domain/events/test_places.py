"""Places: who gets one, and how long it is kept, for any numbers, hours and zones."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.dates.local_time import QuietHours
from bot.domain.events.attendance import (
    LEAST_TIME,
    TIME_TO_CONFIRM,
    answer_for_yes,
    confirm_by,
    free_places,
    to_offer,
)
from bot.domain.events.rules import Rsvp

ZONES = ["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Auckland"]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 - a zone is drawn too
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
quiets = st.builds(QuietHours, hours, hours)
zones = st.sampled_from(ZONES).map(ZoneInfo)
ahead = st.timedeltas(timedelta(minutes=1), timedelta(days=90))
capacities = st.none() | st.integers(1, 30)
taken_places = st.integers(0, 40)
queues = st.lists(st.integers(1, 1000), unique=True, max_size=20)


# Places


@given(capacity=capacities, taken=taken_places, others_wait=st.booleans())
def test_a_yes_never_takes_more_places_than_there_are_nor_passes_by_those_who_wait(
    capacity: int | None, taken: int, *, others_wait: bool
) -> None:
    became = answer_for_yes(capacity, taken, others_wait=others_wait)

    if capacity is None:
        assert became is Rsvp.GOING
    elif became is Rsvp.GOING:
        assert taken + 1 <= capacity
        assert not others_wait
    else:
        assert taken >= capacity or others_wait


@given(capacities, taken_places, queues)
def test_free_places_are_offered_in_the_order_of_waiting_and_none_stays_empty(
    capacity: int | None, taken: int, waiting: list[int]
) -> None:
    offered = list(to_offer(capacity, taken, waiting))

    assert offered == waiting[: len(offered)]
    if capacity is None:
        assert offered == waiting
        return
    assert len(offered) <= max(capacity - taken, 0)
    assert len(offered) == len(waiting) or free_places(capacity, taken + len(offered)) == 0


@given(capacities, taken_places)
def test_free_places_are_never_fewer_than_none(capacity: int | None, taken: int) -> None:
    left = free_places(capacity, taken)

    assert left is None if capacity is None else left == max(0, capacity - taken)


# The time for which a place is kept


@given(moments, zones, quiets, ahead)
def test_a_place_is_kept_for_an_hour_at_least_and_a_day_at_most_but_never_past_the_start(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours, left: timedelta
) -> None:
    now = moment.replace(tzinfo=zone).astimezone(UTC)
    starts_at = now + left

    until = confirm_by(now, starts_at, zone, quiet)

    assert now < until <= starts_at
    assert until >= min(now + LEAST_TIME, starts_at)
    assert until <= max(now + TIME_TO_CONFIRM, quiet.over(now, zone) + LEAST_TIME)


@given(moments, zones, quiets, ahead)
def test_a_sleeper_has_an_hour_after_waking_unless_it_begins_before(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours, left: timedelta
) -> None:
    now = moment.replace(tzinfo=zone).astimezone(UTC)
    starts_at = now + left
    wakes = quiet.over(now, zone)
    assume(wakes > now)

    until = confirm_by(now, starts_at, zone, quiet)

    assert until >= min(wakes + LEAST_TIME, starts_at)


@given(moments, zones, quiets, ahead, st.timedeltas(timedelta(), timedelta(days=30)))
def test_the_nearer_it_is_the_sooner_the_place_goes_on(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours, left: timedelta, more: timedelta
) -> None:
    now = moment.replace(tzinfo=zone).astimezone(UTC)

    near = confirm_by(now, now + left, zone, quiet)
    far = confirm_by(now, now + left + more, zone, quiet)

    assert near <= far
