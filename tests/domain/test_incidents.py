"""From which age on a missing backup is told, and how often."""

from datetime import UTC, datetime, timedelta

from bot.domain.incidents import is_old, is_to_be_told

MADE = datetime(2026, 11, 1, 2, tzinfo=UTC)


def test_a_backup_is_old_after_three_days_and_told_then_and_weekly() -> None:
    days = [MADE + timedelta(days=day, hours=1) for day in range(21)]

    assert [day for day, now in enumerate(days) if is_to_be_told(MADE, now)] == [3, 10, 17]
    assert [is_old(MADE, now) for now in days[:4]] == [False, False, False, True]
