"""Members of before are seen on the day that one of their accounts was last used."""

from datetime import UTC, date, datetime

from alembic.script import ScriptDirectory
from sqlalchemy import text as sql

from storage.migrating import _config, migrate
from storage.unit_of_work import Database

[STEP] = [
    each
    for each in ScriptDirectory.from_config(_config()).walk_revisions()
    if each.path.endswith("_seen.py")
]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MEMBER = "INSERT INTO members (id, name, joined_at) VALUES (:id, 'Ana', :at)"
ACCOUNT = "INSERT INTO identities (address, member_id, seen_at) VALUES (:address, 5, :at)"


def test_the_last_used_account_tells_the_day(database: Database) -> None:
    migrate(database, str(STEP.down_revision))
    with database.engine.begin() as connection:
        connection.execute(sql(MEMBER), [{"id": id_, "at": NOON} for id_ in (5, 6)])
        used = {"telegram:43": NOON.replace(month=3), "matrix:@ana:hs": NOON.replace(month=7)}
        connection.execute(
            sql(ACCOUNT), [{"address": address, "at": at} for address, at in used.items()]
        )

    migrate(database)

    with database.unit() as store:
        ana, rose = store.members.get(5), store.members.get(6)
        assert ana is not None
        assert rose is not None
        assert (ana.seen_on, rose.seen_on) == (date(2026, 7, 24), None)
