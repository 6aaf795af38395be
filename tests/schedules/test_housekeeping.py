"""What nobody needs any more is gone after its time, and not before."""

from datetime import timedelta

from sqlalchemy import text

from storage.unit_of_work import Store
from tests.town import Town


def count(town: Town, table: str) -> int:
    def counted(store: Store) -> int:
        return int(store._session.scalar(text(f"SELECT count(*) FROM {table}")))  # noqa: S608 - our own names

    return town.app.lanes.in_unit(counted)


def test_what_was_said_is_forgotten_after_its_time(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")

    town.move(timedelta(days=29))
    assert count(town, "inbox") > 0
    assert count(town, "deliveries") > 0

    town.move(timedelta(days=2))
    assert count(town, "inbox") == 0

    town.move(timedelta(days=31))
    assert count(town, "deliveries") == 0


def test_an_abandoned_form_leaves_nothing(town: Town) -> None:
    town.gardener("territory")
    town.member("Zoé").says("/ecrire")
    assert count(town, "forms") == 1

    town.move(timedelta(hours=2))

    assert count(town, "forms") == 0


def test_departures_are_kept_no_longer_than_limits_count(town: Town) -> None:
    town.member("Zoé")
    assert count(town, "departures") > 0

    town.move(timedelta(hours=1, minutes=1))

    assert count(town, "departures") == 0
