"""From each release to the present one, and back: nothing of a frozen database is lost."""

import re
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.core.context.clock import MovableClock
from bot.operations.playground.communities import COMMUNITIES
from bot.operations.playground.scene import Scene
from bot.operations.stage import Stage
from storage.base import Base, is_own
from storage.operations import is_current, knows, migrate
from storage.unit_of_work import Database
from tests.databases import Fresh
from tests.storage.operations.test_migrations import schema
from tests.upgrades.frozen import COMMUNITY, HERE, MONDAY, ROOT, Frozen, Rows, rows_of

FILES = sorted(HERE.glob("*.json.gz"))
A_WEEK = timedelta(days=8)
"""After which the community of the demo was frozen, and a little."""
CHANGED: dict[str, set[str]] = {}
"""Intended changes of migrations since a release, by release: `{"1.0.0": {"events.state"}}`."""


@pytest.fixture(params=FILES, ids=[each.name.removesuffix(".json.gz") for each in FILES])
def file(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_each_release_is_frozen() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    names = {each.name.removesuffix(".json.gz") for each in FILES}

    wanted = {f"{version}-{kind}" for version in released for kind in ("lived", "everywhere")}
    assert wanted - names == set(), "make freeze, before the tag is set"
    assert len(names) >= 2


@pytest.mark.slow
def test_a_frozen_database_goes_up_and_back(file: Path, database: Database) -> None:
    before = Frozen.read(file)
    assert knows(before.revision), "a migration of a release went away"
    before.put_into(database)
    if database.is_sqlite:
        assert schema(database) == before.schema, "a migration of a release was changed"
    assert rows_of(database) == before.rows

    migrate(database)

    assert is_current(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_own}
        )
        assert compare_metadata(context, Base.metadata) == []
    version = file.name.partition("-")[0]
    assert lost(before.rows, rows_of(database), CHANGED.get(version, set())) == []

    migrate(database, before.revision)
    assert lost(before.rows, rows_of(database), CHANGED.get(version, set())) == []


def lost(before: Rows, after: Rows, changed: set[str]) -> list[str]:
    """The earlier rows that are missing later, compared in the columns of both."""
    found = []
    for table, rows in before.items():
        if table in changed:
            continue
        now = after.get(table, [])
        both = [
            column
            for column in (rows[0] if rows else ())
            if f"{table}.{column}" not in changed and (not now or column in now[0])
        ]
        kept = {_shown(row, both) for row in now}
        found += [
            f"{table}: {each}" for each in (_shown(row, both) for row in rows) if each not in kept
        ]
    return found


def _shown(row: dict[str, object], columns: list[str]) -> str:
    return repr([row[column] for column in columns])


@pytest.mark.slow
@pytest.mark.parametrize("file", [each for each in FILES if "lived" in each.name], indirect=True)
async def test_the_community_goes_on_after_the_upgrade(file: Path, fresh_database: Fresh) -> None:
    with closing(Database(fresh_database("sqlite"))) as database:
        Frozen.read(file).put_into(database)
        migrate(database)
        community = COMMUNITIES[COMMUNITY]
        stage = Stage(community.settings("fr"), database, MovableClock(MONDAY + A_WEEK))
        for network in stage.networks.values():
            network._keys = count(100_000)  # those before are known
        await stage.open()
        scene = Scene(community, stage, "fr")
        voter = scene.people[community.cast[0].key]
        await scene.says(voter, "/sondage 1")
        said = "\n".join(each.text for each in stage.said_in(voter.address))
        await stage.app.close()

    assert "Isoler les combles\N{NO-BREAK SPACE}: ▇▇ 7 (23" in said, "with the votes of that time"
