"""The learned pace of a network is known as long as it holds."""

from datetime import UTC, datetime, timedelta

from bot.domain.personal_data import RetentionPeriods
from bot.domain.send_limits import KEPT, Pace
from storage.outbound import Paces
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_latest_lesson_of_a_network_is_known(database: Database) -> None:
    with database.unit() as store:
        assert store[Paces].known("matrix", NOW) is None
        store[Paces].keep("matrix", Pace(4 * SECOND, 9, NOW))
        store[Paces].keep("matrix", Pace(5.0004 * SECOND, 10, NOW + SECOND))

    with database.unit() as store:
        assert store[Paces].known("matrix", NOW) == Pace(5.001 * SECOND, 10, NOW + SECOND)
        assert store[Paces].known("telegram", NOW) is None


def test_a_lesson_holds_a_day(database: Database) -> None:
    with database.unit() as store:
        store[Paces].keep("matrix", Pace(4 * SECOND, 9, NOW))

        assert store[Paces].known("matrix", NOW + KEPT - SECOND) is not None
        assert store[Paces].known("matrix", NOW + KEPT) is None
        store.purge(NOW + KEPT, RetentionPeriods())
        assert store[Paces].known("matrix", NOW) is None
