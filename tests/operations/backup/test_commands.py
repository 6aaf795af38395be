"""`terreau backup` and `terreau restore`, as they are typed, and their refusals."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.operations import log
from bot.operations.backup.archive import MANIFEST, members
from storage.members import Identities, Members
from storage.operations.migrations import version
from storage.restored_backups import Erased, ErasureList, LastBackup
from storage.unit_of_work import Database
from tests.databases import SQLiteFiles
from tests.operations.backup.test_archive import packed

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_files: SQLiteFiles) -> Path:
    """An instance whose database lies among its data, with one member."""
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "files").mkdir(parents=True)
    (tmp_path / "data" / "files" / "1").write_text("a picture")
    (tmp_path / "config.toml").write_text(
        '[instance]\ndatabase = "sqlite:///data/terreau.db"\ntimezone = "Europe/Paris"\n'
        '[telegram]\ntoken = "123:abc"\n'
    )
    sqlite_files.copy_to(tmp_path / "data" / "terreau.db")
    with opened(tmp_path) as database, database.unit() as store:
        store[Members].register("telegram:42", "Ana", direct=None, at=NOW)
    return tmp_path


def opened(folder: Path) -> "closing[Database]":
    return closing(Database(f"sqlite:///{folder}/data/terreau.db"))


def typed(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def backed_up(folder: Path) -> Path:
    result = typed("backup")
    assert result.exit_code == 0, result.output
    return max((folder / "backups").iterdir())


def members_of(folder: Path) -> list[str]:
    with opened(folder) as database, database.unit() as store:
        names = (store[Members].get(each.member_id) for each in store[Identities].all())
        return [each.name for each in names if each is not None]


@pytest.mark.slow
def test_lost_data_is_restored_from_a_backup(folder: Path) -> None:
    file = backed_up(folder)
    with opened(folder) as database, database.unit() as store:
        store[Members].register("telegram:43", "Luc", direct=None, at=NOW)
    (folder / "data" / "files" / "1").write_text("spoilt")

    result = typed("restore", str(file), "--replace")

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0].startswith("Restauré depuis la sauvegarde du ")
    assert result.stdout.splitlines()[-1].endswith("service du système, sinon terreau run")
    assert members_of(folder) == ["Ana"]
    assert (folder / "data" / "files" / "1").read_text() == "a picture"
    [replaced] = (folder / "data").glob("terreau.db.before-*")
    assert replaced.name in result.stdout
    [aside] = (folder / "data").glob("before-*")
    assert (aside / "files" / "1").read_text() == "spoilt"


@pytest.mark.slow
def test_an_empty_database_needs_no_permission(folder: Path) -> None:
    file = backed_up(folder)
    for each in (folder / "data").glob("terreau.db*"):
        each.unlink()

    assert typed("restore", str(file)).exit_code == 0
    assert members_of(folder) == ["Ana"]
    assert list((folder / "data").glob("terreau.db.before-*")) == []


@pytest.mark.slow
def test_a_backup_tells_no_secret(folder: Path) -> None:
    ErasureList(folder / "data", lambda: NOW).make()
    key = (folder / "data" / "erasures.key").read_text().strip()

    whole = b"".join(content for _, content in members(backed_up(folder)))

    assert b"123:abc" not in whole
    assert key.encode() not in whole
    assert b'"Ana"' in whole


@pytest.mark.slow
def test_a_backup_is_noted_when_it_is_whole(folder: Path) -> None:
    (folder / "full").write_text("no folder")
    assert typed("backup", "--output", "full/backups").exit_code == 2
    assert LastBackup.read(folder / "data") is None

    before = datetime.now(UTC)
    backed_up(folder)

    noted = LastBackup.read(folder / "data")
    assert noted is not None
    assert noted.is_made
    assert before <= noted.at <= datetime.now(UTC)


@pytest.mark.slow
def test_only_so_many_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "backups").mkdir()
    for day in range(1, 5):
        (folder / "backups" / f"terreau-2026-01-0{day}-000000Z.tar.gz").touch()

    result = typed("backup", "--keep", "3")

    assert "2 sauvegardes plus anciennes ont été supprimées." in result.stdout
    assert len(list((folder / "backups").iterdir())) == 3


@pytest.mark.slow
def test_a_file_may_be_named(folder: Path) -> None:
    assert typed("backup", "--output", "mine.tar.gz").exit_code == 0
    assert typed("restore", "mine.tar.gz", "--replace").exit_code == 0
    assert members_of(folder) == ["Ana"]


def changed(file: Path, **values: object) -> Path:
    """The same backup, whose manifest says something else."""
    contents = dict(members(file))
    said = json.loads(contents[MANIFEST]) | values
    contents[MANIFEST] = json.dumps(said).encode()
    return packed(file.with_name("changed.tar.gz"), *contents.items())


Spoil = Callable[[Path, Path], Path]


def _newer(_folder: Path, file: Path) -> Path:
    return changed(file, revision="from_the_future", made_by="terreau 9.9")


def _before_the_first(_folder: Path, file: Path) -> Path:
    return changed(file, revision="0063", made_by="terreau 0.1.0")


def _without_list(folder: Path, file: Path) -> Path:
    (folder / "data" / "erasures").unlink()
    (folder / "data" / "erasures.key").unlink()
    return file


def _another_list(folder: Path, file: Path) -> Path:
    _without_list(folder, file)
    ErasureList(folder / "data", lambda: NOW).make()
    return file


def _older_list(folder: Path, _file: Path) -> Path:
    erasures = ErasureList(folder / "data", lambda: NOW)
    copy = (folder / "data" / "erasures").read_bytes()
    with erasures.listing([Erased(("telegram:1",))]):
        pass
    file = backed_up(folder)
    (folder / "data" / "erasures").write_bytes(copy)
    return file


def _too_few_rows(_folder: Path, file: Path) -> Path:
    tables = json.loads(dict(members(file))[MANIFEST])["tables"]
    return changed(file, tables=[each | {"rows": each["rows"] + 1} for each in tables])


def _cut(_folder: Path, file: Path) -> Path:
    file.write_bytes(file.read_bytes()[:500])
    return file


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(_newer, "vient d'un Terreau plus récent (terreau 9.9)", id="newer"),
        pytest.param(_before_the_first, "date d'avant la version 1.0", id="from before 1.0"),
        pytest.param(_without_list, "La liste des effacements qui accompagne", id="no list"),
        pytest.param(_another_list, "La liste des effacements qui accompagne", id="another list"),
        pytest.param(_older_list, "est plus ancienne que cette sauvegarde", id="an older list"),
        pytest.param(_too_few_rows, "n'est pas une sauvegarde de Terreau", id="too few rows"),
        pytest.param(_cut, "n'est pas une sauvegarde de Terreau", id="cut"),
        pytest.param(lambda folder, _: folder / "x", "x n'existe pas : vérifiez", id="no file"),
    ],
)
def test_a_backup_that_cannot_be_restored_changes_nothing(
    folder: Path, spoil: Spoil, told: str
) -> None:
    file = spoil(folder, backed_up(folder))
    before = snapshot_of(folder)

    result = typed("restore", str(file), "--replace")

    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert snapshot_of(folder) == before
    assert members_of(folder) == ["Ana"]


def with_files(file: Path, *names: str) -> Path:
    """The same backup with more files, as whoever has one can make it: its sums are right."""
    contents = dict(members(file))
    manifest = json.loads(contents.pop(MANIFEST))
    contents |= dict.fromkeys(names, b"00" * 32)
    manifest["sha256"] = {name: sha256(each).hexdigest() for name, each in contents.items()}
    contents[MANIFEST] = json.dumps(manifest).encode()
    return packed(file.with_name("changed.tar.gz"), *contents.items())


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("links.key", "invitees.key", "first-cultivator", "erasures", "erasures.key"),
        *("matrix.key", "matrix-tchap.key", "matrix/session.json", "matrix-tchap/crypto.db"),
        *("matrix", "matrix/identity/x", "links.key/x", "first-cultivator/x/y"),
        *("terreau.db", "terreau.db-wal", "terreau.db.lock", ".env", "files/.x", ".restoring/a"),
        *("before-20261124-100000/files/0", "files/terreau-2026-11-24-100509Z.tar.gz"),
    ],
)
def test_a_made_up_backup_plants_nothing_on_a_new_machine(folder: Path, name: str) -> None:
    file = with_files(backed_up(folder), f"data/{name}")
    shutil.rmtree(folder / "data")
    (folder / "data").mkdir()

    result = typed("restore", str(file), "--without-erasures")

    assert result.exit_code == 2
    assert f"« {name} »" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert {each.name for each in (folder / "data").rglob("*")} <= {
        f"terreau.db{end}" for end in ("", "-wal", "-shm", ".lock")
    }
    with opened(folder) as database:
        assert version(database) is None


@pytest.mark.slow
def test_a_backup_brings_an_identity_and_files_of_the_operator(folder: Path) -> None:
    names = ("matrix-tchap/identity", "files/2", "notes.txt", "before.x")
    file = with_files(backed_up(folder), *(f"data/{name}" for name in names))

    result = typed("restore", str(file), "--replace")

    assert result.exit_code == 0, result.output
    assert all((folder / "data" / name).is_file() for name in names)


def snapshot_of(folder: Path) -> dict[str, bytes]:
    found = sorted((folder / "data").rglob("*"))
    its_own = ("-shm", "-wal", ".lock")
    return {
        str(each): each.read_bytes()
        for each in found
        if each.is_file() and not each.name.endswith(its_own)
    }


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize("lose", [_without_list, _another_list, _older_list])
def test_a_list_that_is_lost_for_good_can_be_done_without(folder: Path, lose: Spoil) -> None:
    file = lose(folder, backed_up(folder))

    assert typed("restore", str(file), "--replace", "--without-erasures").exit_code == 0
    assert members_of(folder) == ["Ana"]


@pytest.mark.slow
def test_a_database_with_data_is_not_replaced_unasked(folder: Path) -> None:
    result = typed("restore", str(backed_up(folder)))

    assert result.exit_code == 2
    assert "ajoutez --replace" in result.stderr


@pytest.mark.parametrize("command", ["run", "backup"])
def test_a_list_whose_key_is_lost_is_told_before_anything(folder: Path, command: str) -> None:
    erasures = ErasureList(folder / "data", lambda: NOW)
    erasures.make()
    (folder / "data" / "erasures.key").unlink()

    result = typed(command)

    assert result.exit_code == 2
    assert "data/erasures.key manque" in result.stderr


def test_a_database_without_tables_has_nothing_to_back_up(folder: Path) -> None:
    for each in (folder / "data").glob("terreau.db*"):
        each.unlink()

    result = typed("backup")

    assert result.exit_code == 2
    assert "est encore vide" in result.stderr
    assert not any((folder / "backups").iterdir())


@pytest.mark.slow
def test_a_backup_is_restored_on_another_machine(folder: Path, tmp_path: Path) -> None:
    """With the list of erasures, which was kept apart and is ahead of the backup."""
    file = backed_up(folder)
    later = NOW + timedelta(days=3650)
    with ErasureList(folder / "data", lambda: later).listing([Erased(("telegram:42",))]):
        pass
    other = tmp_path / "other"
    (other / "data").mkdir(parents=True)
    for name in ("erasures", "erasures.key"):
        shutil.copy(folder / "data" / name, other / "data")
    config = other / "config.toml"
    config.write_text(
        f'[instance]\ndatabase = "sqlite:///{other}/t.db"\ndata = "{other}/data"\n'
        '[telegram]\ntoken = "123:abc"\n'
    )

    result = typed("restore", str(file), "--config", str(config))

    assert result.exit_code == 0, result.output
    assert "1 personne effacée depuis a de nouveau été effacée." in result.stdout
    with closing(Database(f"sqlite:///{other}/t.db")) as database, database.unit() as store:
        assert list(store[Identities].all()) == []
