"""Each occurrence of the letter happens once, over restarts and when clocks change."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.domain.dates.recurrence import due_times, next_due, read_schedule
from storage.polls import Ballots, NewPoll, Polls
from tests.databases import SQLiteFiles
from tests.handlers.region_letter.conftest import REGION_ROOM
from tests.plain_text import plain
from tests.register import members_of
from tests.town import PARIS, Town, town_settings

pytestmark = pytest.mark.slow

BEFORE_WINTER = datetime(2026, 10, 23, 12, tzinfo=PARIS)
BEFORE_SUMMER = datetime(2027, 3, 26, 12, tzinfo=PARIS)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["poll", "move", "sleep", "restart"]),
        st.integers(min_value=1, max_value=40).map(lambda hours: timedelta(hours=hours)),
    ),
    min_size=3,
    max_size=12,
)


@given(
    start=st.sampled_from([BEFORE_WINTER, BEFORE_SUMMER]),
    days=st.sampled_from(["dimanche 2h30", "lundi et jeudi 9h", "mardi, jeudi et samedi 0h15"]),
    steps=STEPS,
)
@settings(max_examples=6, phases=[Phase.generate])
def test_each_thing_is_told_once_and_nothing_is_empty(
    start: datetime,
    days: str,
    steps: list[tuple[str, timedelta]],
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_files: SQLiteFiles,
) -> None:
    url = sqlite_files.copy_to(tmp_path_factory.mktemp("once") / "town.db")
    rule = read_schedule(days, today=start.date())
    town = Town(url, town_settings(region_room=REGION_ROOM, region_letter=days), start)
    try:
        polls = played(town, steps)
        last = next_due(rule, PARIS, town.clock.now())
        assert last is not None
        town.move(last - town.clock.now())
        said = [plain(each.text) for each in town.shown_in(REGION_ROOM)]
        due = list(due_times(rule, PARIS, start, last))
    finally:
        town.close()

    assert len(said) <= len(due)
    assert [sum(poll in each for each in said) for poll in polls] == [1] * len(polls)
    empty = ["rien de nouveau" in each for each in said]
    assert all(nothing or "\n1. " in each for nothing, each in zip(empty, said, strict=True))
    assert not any(one and two for one, two in pairwise(empty))


def played(town: Town, steps: list[tuple[str, timedelta]]) -> list[str]:
    """Do these steps; gives the questions of the polls that were closed."""
    town.gardener("territory")
    polls: list[str] = []
    for what, time in steps:
        match what:
            case "poll":
                polls.append(f"Question-{len(polls)}-?")
                close_a_poll(town, polls[-1])
            case "move":
                town.move(time)
            case "sleep":
                local = town.clock.now() + time
                town.sleep_until(local.astimezone(PARIS))
            case _:
                town.restart()
    return polls


def close_a_poll(town: Town, question: str) -> None:
    """Close a poll with a vote in it."""
    now = town.clock.now()
    with town.database.unit() as store:
        maker = members_of(store, 1)[0]
        new = NewPoll(question, ["oui", "non"])
        poll = store[Polls].open(1, maker.id, new, now)
        store[Ballots].cast(poll.id, maker.id, (1,), now)
        store[Polls].close(poll.id, now)
