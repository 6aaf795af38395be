"""The items of the next letter to the Region."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.region_letter import (
    FIRST_PERIOD,
    LOOK_BACK,
    MOST_ITEMS,
    MOST_REPEATED,
    Candidate,
    Key,
    RegionPart,
    items_since,
    period_start,
    pick,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)

candidates = st.lists(
    st.builds(
        Candidate,
        st.tuples(st.sampled_from(["news", "poll", "question"]), st.integers(1, 60)),
        st.sampled_from(RegionPart),
        st.booleans(),
    ),
    unique_by=lambda each: each.key,
    max_size=40,
)


@given(candidates, st.data())
def test_each_item_is_new_once(found: list[Candidate], data: st.DataObject) -> None:
    told = (
        set(data.draw(st.lists(st.sampled_from([each.key for each in found])))) if found else set()
    )

    picked = pick(found, told)

    lasting = {each.key for each in found if each.repeats}
    assert set(picked.keys) & told <= lasting
    assert len(picked.keys) <= MOST_ITEMS
    assert len(set(picked.keys)) == len(picked.keys)
    assert len(told & set(picked.keys)) <= MOST_REPEATED
    assert picked.has_news == any(each.key not in told for each in found)
    if picked.has_news:
        assert any(key not in told for key in picked.keys)


@given(candidates)
def test_letters_tell_everything_in_the_end(found: list[Candidate]) -> None:
    told: set[Key] = set()
    times: dict[Key, int] = {}
    while (picked := pick(found, told)).has_news:
        for key in picked.keys:
            times[key] = times.get(key, 0) + 1
        told |= set(picked.keys)

    assert told == {each.key for each in found}
    assert all(times[each.key] == 1 for each in found if not each.repeats)


@given(candidates)
def test_parts_come_in_order(found: list[Candidate]) -> None:
    parts = {each.key: list(RegionPart).index(each.part) for each in found}
    order = [parts[key] for key in pick(found, set()).keys]

    assert order == sorted(order)


def test_the_time_of_a_letter_goes_on_from_the_one_before() -> None:
    last = NOW - timedelta(days=7)

    assert period_start(last, NOW) == last
    assert period_start(None, NOW) == NOW - FIRST_PERIOD


def test_items_are_looked_for_far_enough_back() -> None:
    assert items_since(None, NOW) == NOW - LOOK_BACK
    assert items_since(NOW - timedelta(days=7), NOW) == NOW - LOOK_BACK
    assert items_since(NOW - timedelta(days=90), NOW) == NOW - timedelta(days=90)
