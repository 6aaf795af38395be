"""Secret addresses of calendars: each is its owner's, and none outlives a restored backup."""

from datetime import UTC, datetime

from storage.calendars import CalendarAddresses
from storage.members import Members
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_an_address_lives_for_its_owner_alone(database: Database) -> None:
    with database.unit() as store:
        ana, ben = (
            store[Members].register(f"telegram:{each}", each, direct=None, at=NOW)
            for each in ("ana", "ben")
        )
        addresses = store[CalendarAddresses]
        address = addresses.open("hash", ana.id, NOW)

        assert [addresses.is_living(address.id, each.id) for each in (ana, ben)] == [True, False]
        assert addresses.end(ben.id, NOW) == 0
        assert addresses.living(ana.id) is address


def test_an_address_ends_with_a_backup_that_was_put_back(database: Database) -> None:
    with database.unit() as store:
        ana = store[Members].register("telegram:ana", "ana", direct=None, at=NOW)
        addresses = store[CalendarAddresses]
        address = addresses.open("hash", ana.id, NOW)
        before = addresses.living(ana.id)
        addresses.restored(NOW)

        assert (before, addresses.living(ana.id)) == (address, None)
        assert addresses.end(ana.id, NOW) == 0
