"""Old rows of the audit arrive where the new ones are, and come back."""

from datetime import UTC, datetime

from alembic.script import ScriptDirectory
from sqlalchemy import text as sql

from bot.domain.chain import salted
from storage.audit import Wanted
from storage.migrating import _config, migrate
from storage.unit_of_work import Database

[STEP] = [
    each
    for each in ScriptDirectory.from_config(_config()).walk_revisions()
    if each.path.endswith("_audit.py")
]
BEFORE, AFTER = str(STEP.down_revision), STEP.revision
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
MANY = 2100
OLD = [
    (1, "telegram:43", "digest approve", 1, "done"),
    (2, "matrix:@zoé:hs", "poll", None, "refused"),
    (3, "", "close", 1, "done"),  # of somebody who was erased
]


def filled(database: Database) -> None:
    """A database as it was before, with a member and what was noted then."""
    migrate(database, BEFORE)
    insert = sql(
        "INSERT INTO audit (id, at, actor, action, community_id, outcome)"
        " VALUES (:id, :at, :actor, :action, :community, :outcome)"
    )
    rows = [*OLD, *((nth, "telegram:9", "news", 1, "done") for nth in range(10, 10 + MANY))]
    with database.engine.begin() as connection:
        connection.execute(
            sql("INSERT INTO members (id, name, joined_at) VALUES (5, 'Ana', :at)"), {"at": NOW}
        )
        connection.execute(
            sql(
                "INSERT INTO identities (address, member_id, seen_at)"
                " VALUES ('telegram:43', 5, :at)"
            ),
            {"at": NOW},
        )
        names = ("id", "actor", "action", "community", "outcome")
        connection.execute(
            insert, [{"at": NOW, **dict(zip(names, row, strict=True))} for row in rows]
        )


def test_old_rows_arrive_whole_and_can_be_chained(database: Database) -> None:
    filled(database)

    migrate(database)

    with database.unit() as store:
        first = store.audit.page(Wanted(), most=9, before=10)
        assert [
            (each.id, each.actor, each.action, each.community_id, each.outcome)
            for each in reversed(first)
        ] == OLD
        assert {each.at for each in first} == {NOW}
        assert [each.name for each in first] == [None, None, "Ana"]
        assert len(store.audit.page(Wanted(account="telegram:9"), most=9999)) == MANY
    with database.unit() as store:
        while store.audit_chain.extend():
            continue
        walk = store.audit_chain.verify()
    assert (walk.broken, walk.count, walk.erased) == (None, MANY + len(OLD), 0)


def test_no_old_row_says_by_itself_who_acted(database: Database) -> None:
    filled(database)

    migrate(database)

    with database.engine.connect() as connection:
        rows = connection.execute(sql("SELECT * FROM audit WHERE id < 10 ORDER BY id")).all()
        salts = {
            row.audit_id: row.salt for row in connection.execute(sql("SELECT * FROM audit_actors"))
        }
    assert [row.actor for row in rows] == [
        salted(salts[1], "telegram:43"),
        salted(salts[2], "matrix:@zoé:hs"),
        "",
    ]
    assert len(set(salts.values())) == MANY + 2


def test_they_come_back_when_an_older_version_does(database: Database) -> None:
    filled(database)
    migrate(database, AFTER)

    migrate(database, BEFORE)

    with database.engine.connect() as connection:
        rows = connection.execute(
            sql(
                "SELECT id, actor, action, community_id, outcome FROM audit"
                " WHERE id < 10 ORDER BY id"
            )
        )
        assert [tuple(row) for row in rows] == OLD
