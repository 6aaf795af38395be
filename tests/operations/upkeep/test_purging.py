"""`terreau purge`: a dry run tells the rows that then go."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.core.context.job_context import JobContext
from bot.operations import log
from bot.operations.personal_data import forget_now, purge_lines
from bot.vocabulary.community_settings import contact
from schedules.personal_data import purge_rows
from storage.audit import Audit, Chain
from storage.base import Base
from storage.inbound import Inbox, UndecryptedEvents
from storage.operations.migrations import migrate
from storage.retention import Purged
from storage.unit_of_work import Database
from tests.databases import SQLiteFiles
from tests.plain_text import plain
from tests.town import Town

LATER = timedelta(days=401)


@pytest.fixture
def lived(town: Town) -> Town:
    """A town where much has happened, and where nobody cleaned up since."""
    zoe, ana = town.member("Zoé"), town.gardener("territory")
    ana.publishes("/sondage Quand ? | mardi | jeudi --public")
    zoe.says("/voter 1 2")
    zoe.says("/relier")
    zoe.says("/ecrire")
    town.move(timedelta(minutes=2))
    with town.database.unit() as store:
        store[Inbox].set_aside("telegram", "bad", {"sender": zoe.address}, town.clock.now())
        store[UndecryptedEvents].receive(
            "matrix", [("$1", "matrix:!square", "{}")], town.clock.now()
        )
    return town


def rows(town: Town) -> Counter[str]:
    with town.database.unit() as store:
        return Counter(
            {
                table.name: store._session.scalar(select(func.count()).select_from(table)) or 0
                for table in Base.metadata.sorted_tables
            }
        )


def looked_at(town: Town, at: datetime, *, dry: bool) -> list[Purged]:
    return forget_now(town.stage.settings, town.database, at, dry=dry)


@pytest.mark.slow
@pytest.mark.parametrize("days", [0, 1, 8, 31, 61, 366, 401])
def test_a_dry_run_tells_what_the_job_then_deletes(lived: Town, days: int) -> None:
    at = lived.clock.now() + timedelta(days=days)
    before = rows(lived)

    seen = looked_at(lived, at, dry=True)
    assert rows(lived) == before, "a look changes nothing"
    assert looked_at(lived, at, dry=True) == seen
    run_the_job(lived, at)

    deleted = Counter[str]()
    for each in seen:
        if each.table != "inbox.payload":  # they are emptied, and stay
            deleted[each.table.partition(" (")[0]] += each.count
    both = deleted.pop("link_codes, link_tries")
    gone = before - rows(lived)
    assert gone.pop("link_codes", 0) + gone.pop("link_tries", 0) == both
    beside = {name: gone.pop(name, 0) for name in ("audit_actors", "audit_facts")}
    assert beside["audit_actors"] == deleted["audit"]
    gone["audit"] += bool(deleted["audit"])  # a purge of them leaves a row
    assert +gone == +deleted
    assert {each.count for each in looked_at(lived, at, dry=True)} == {0}


def run_the_job(town: Town, at: datetime) -> None:
    """Housekeeping at a moment, and nothing else."""
    who, number, is_left = contact(town.stage.settings), 0, True
    while is_left:
        with town.database.unit() as store:
            ctx = JobContext(store, now=at, community=None, contact=who)
            ctx.slice_number = number
            is_left, number = purge_rows(ctx, None), number + 1
    assert number > 1, "in slices"


@pytest.mark.slow
def test_a_real_run_deletes_the_rows(lived: Town) -> None:
    at = lived.clock.now() + LATER

    seen = looked_at(lived, at, dry=True)
    done = looked_at(lived, at, dry=False)

    assert done == seen
    assert {each.table: each.count for each in done}["audit"] == 2
    assert not any(each.count for each in looked_at(lived, at, dry=False))
    with lived.database.unit() as store:
        assert store[Chain].verify().broken is None


@pytest.mark.slow
def test_each_table_is_told_with_its_moment(lived: Town) -> None:
    at = lived.clock.now() + LATER

    lines = [plain(each) for each in purge_lines(looked_at(lived, at, dry=True), "fr", dry=True)]

    assert [line for line in lines if line.startswith("audit :")] == [
        "audit : 2 lignes, d'avant le mercredi 30 décembre 2026 à 0 h (UTC)"
    ]
    tables = [line.partition(" :")[0] for line in lines[:-1]]
    assert len(tables) == len(set(tables)), "each once"
    assert lines[-1] == "Rien n'a été supprimé : ce n'était qu'un aperçu."


# From the command line


@pytest.fixture(autouse=True)
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log of the tests alone."""
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)


@pytest.fixture
def config(tmp_path: Path, sqlite_files: SQLiteFiles) -> Iterator[Path]:
    database = Database(sqlite_files.copy_to(tmp_path / "terreau.db"))
    with database.unit() as store:
        at = datetime.now().astimezone() - LATER
        store[Audit].note("telegram:7", "poll", None, "done", at)
        store[Chain].extend()
    path = tmp_path / "config.toml"
    path.write_text(f'[instance]\ndatabase = "sqlite:///{tmp_path}/terreau.db"\n')
    yield path
    database.close()


def test_the_command_is_typed_with_or_without_a_dry_run(config: Path) -> None:
    def typed(*options: str) -> list[str]:
        result = CliRunner().invoke(cli, ["purge", "--config", str(config), *options])
        assert result.exit_code == 0
        return result.output.splitlines()

    for options, last in (
        (["--dry-run"], "Rien n'a été supprimé : ce n'était qu'un aperçu."),
        ([], "C'est supprimé."),
    ):
        lines = typed(*options)
        assert any(line.startswith("audit : 1 ligne") for line in lines)
        assert lines[-1] == last
    assert typed() == ["Rien à supprimer : aucune donnée n'a dépassé sa durée."]


@pytest.mark.slow
def test_tables_that_are_not_up_to_date_are_not_touched(config: Path) -> None:
    database = Database(f"sqlite:///{config.parent / 'terreau.db'}")
    migrate(database, "base")
    database.close()

    result = CliRunner().invoke(cli, ["purge", "--config", str(config), "--dry-run"])

    assert result.exit_code == 2
    assert "terreau migrate" in result.output
