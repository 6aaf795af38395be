"""Ways of tampering with the chain, as a person with access to the database would."""

from sqlalchemy import Connection
from sqlalchemy import text as sql

from storage.unit_of_work import Database
from tests.storage.audit.chains import ROWS, Mutation, beside, cut_off, run

CONTENT = ("id", "at", "action", "community_id", "outcome", "actor", "facts", "position", "hash")
OTHER = {
    "id": "1000",
    "at": "'2020-01-01 00:00:00'",
    "action": "'x'",
    "community_id": "99",
    "outcome": "'x'",
    "actor": "'x'",
    "facts": "'x'",
    "position": "1000",
    "hash": "'x'",
}


def changed(column: str, to: str) -> Mutation:
    return run(f"UPDATE audit SET {column} = {to} WHERE position = :nth")  # noqa: S608 - a test's own


def deleted(connection: Connection, database: Database, nth: int) -> None:
    for statement in ("DELETE FROM audit_actors", "DELETE FROM audit_facts"):
        beside(statement)(connection, database, nth)
    connection.execute(sql("DELETE FROM audit WHERE position = :nth"), {"nth": nth})


def deleted_and_closed_up(connection: Connection, database: Database, nth: int) -> None:
    """The gap is closed, so that the positions look whole."""
    deleted(connection, database, nth)
    for place in range(nth + 1, ROWS + 1):
        connection.execute(
            sql("UPDATE audit SET position = position - 1 WHERE position = :nth"), {"nth": place}
        )


def inserted(connection: Connection, _: Database, nth: int) -> None:
    """Another row takes the place, and all behind it move on by one."""
    for place in range(ROWS, nth - 1, -1):
        connection.execute(
            sql("UPDATE audit SET position = position + 1 WHERE position = :nth"), {"nth": place}
        )
    connection.execute(
        sql(
            "INSERT INTO audit (id, at, action, community_id, outcome, position, hash)"
            " SELECT 1000, at, action, community_id, outcome, :nth, hash FROM audit"
            " WHERE position = :next"
        ),
        {"nth": nth, "next": nth + 1},
    )


def swapped(connection: Connection, _: Database, nth: int) -> None:
    """Two rows change places, links and all."""
    other = nth % ROWS + 1
    for old, new in ((nth, 1000), (other, nth), (1000, other)):
        connection.execute(
            sql("UPDATE audit SET position = :new WHERE position = :old"), {"old": old, "new": new}
        )


def put_before_all(connection: Connection, _: Database, nth: int) -> None:
    connection.execute(
        sql(
            "INSERT INTO audit (id, at, action, outcome, position, hash)"
            " SELECT 1000, at, action, outcome, -:nth, hash FROM audit WHERE position = 1"
        ),
        {"nth": nth},
    )


def appended(connection: Connection, _: Database, nth: int) -> None:
    """A row behind the end, of which the end knows nothing."""
    connection.execute(
        sql(
            "INSERT INTO audit (id, at, action, outcome, position, hash)"
            " SELECT 1000, at, action, outcome, :last, hash FROM audit WHERE position = :nth"
        ),
        {"nth": nth, "last": ROWS + 1},
    )


MUTATIONS: dict[str, Mutation] = {
    **{f"changed {name}": changed(name, OTHER[name]) for name in CONTENT if name != "id"},
    "taken out of the chain": changed("position", "NULL"),
    "without its link": changed("hash", "NULL"),
    "of no community": changed("community_id", "NULL"),
    "without its actor": changed("actor", "''"),
    "a moment later": run(
        "UPDATE audit SET at = (SELECT at FROM audit WHERE position = :nth % 6 + 1)"
        " WHERE position = :nth"
    ),
    "another account": beside("UPDATE audit_actors SET account = 'telegram:9'"),
    "another salt": beside("UPDATE audit_actors SET salt = 'x'"),
    "other facts": beside("""UPDATE audit_facts SET facts = '{"name": "Ana"}'"""),
    "another salt of facts": beside("UPDATE audit_facts SET salt = 'x'"),
    "deleted": deleted,
    "deleted and closed up": deleted_and_closed_up,
    "inserted": inserted,
    "swapped": swapped,
    "cut off": cut_off,
    "put before all": put_before_all,
    "appended": appended,
    "the end moved": run("UPDATE audit_chain SET position = position - :nth"),
    "the end's link": run("UPDATE audit_chain SET hash = 'x' || :nth"),
    "purged by word only": run("UPDATE audit_chain SET purged = :nth"),
    "purged with another link": run("UPDATE audit_chain SET purged_hash = 'x' || :nth"),
    "the end forgotten": run("DELETE FROM audit_chain WHERE id < 1 + :nth"),
}
