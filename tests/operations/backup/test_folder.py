"""The folder of data: files that go into a backup, and files that a restore leaves."""

import json
import stat
from pathlib import Path

import pytest

from bot.config import Settings, secret_files
from bot.operations.backup.folder import Folder

LOST = {"user_id": "@t:hs", "device_id": "OLD", "access_token": "syt_secret", "given_up": ""}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "instance": {"data": str(tmp_path / "data")},
            "matrix": {
                "homeserver": "https://hs",
                "user": "@t:hs",
                "password": "hush",
                "pickle_key_file": str(tmp_path / "data" / "matrix.key"),
            },
        }
    )


def lay(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        file = folder / name.replace("__DASH__", "-").replace("__", "/").replace("_DOT_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def names(folder: Path) -> list[str]:
    found = (each for each in folder.rglob("*") if each.is_file())
    return sorted(each.relative_to(folder).as_posix() for each in found)


def test_secret_and_replaceable_files_stay_out_of_a_backup(
    settings: Settings, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    lay(
        data,
        files__1="a picture",
        erasures="the list",
        erasures_DOT_key="its key",
        invitees_DOT_key="the key of codes",
        links_DOT_key="the key of links",
        first__DASH__cultivator="a code",
        matrix_DOT_key="the key of keys",
        matrix__identity="sealed",
        matrix__session_DOT_json=json.dumps(LOST),
        matrix__crypto_DOT_db="keys",
        token="123:abc",
        terreau_DOT_db="the database",
        _DOT_hidden="being written",
        before_DOT_x="no folder of ours",
    )
    lay(data / "before-20261124-100000", files__0="from before")
    (data / "terreau-2026-11-24-100509Z.tar.gz").write_text("an older backup")

    for end in ("-wal", ".lock", ".restoring", ".before-20261124-100000"):
        (data / f"terreau.db{end}").write_text("of the database")

    kept = dict(Folder(settings, [data / "token"], data / "terreau.db").files())

    assert sorted(kept) == ["before.x", "files/1", "matrix/identity"]
    assert kept["files/1"] == b"a picture"


def test_existing_files_are_kept_aside_and_the_device_is_given_up(
    settings: Settings, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    lay(data, files__1="newer", erasures="the list", matrix_DOT_key="key", matrix__identity="ours")
    lay(data, matrix__session_DOT_json=json.dumps(LOST), matrix__crypto_DOT_db="keys")
    folder = Folder(settings)
    folder.stage("files/1", b"older")
    folder.stage("files/2", b"older")
    folder.stage("matrix/identity", b"older")

    kept = folder.put_back("before-1", devices={"matrix": "OLDER"})
    folder.unstage()

    assert kept == data / "before-1"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert names(kept) == ["files/1", "matrix/crypto.db", "matrix/session.json"]
    assert names(data) == [
        *(f"before-1/{name}" for name in names(kept)),
        "erasures",
        "files/1",
        "files/2",
        "matrix.key",
        "matrix/identity",
        "matrix/session.json",
    ]
    assert (data / "files" / "1").read_text() == "older"
    assert (data / "matrix" / "identity").read_text() == "ours"
    assert json.loads((data / "matrix" / "session.json").read_text()) == {
        "user_id": "@t:hs",
        "device_id": "",
        "access_token": "",
        "given_up": "OLD",
    }


def test_the_identity_comes_from_the_backup_on_a_new_machine(
    settings: Settings, tmp_path: Path
) -> None:
    folder = Folder(settings)
    folder.stage("matrix/identity", b"sealed")

    assert folder.put_back("before-1", devices={"matrix": "OLD"}) is None
    folder.unstage()

    data = tmp_path / "data"
    assert names(data) == ["matrix/identity", "matrix/session.json"]
    assert (data / "matrix" / "identity").read_bytes() == b"sealed"
    assert json.loads((data / "matrix" / "session.json").read_text())["given_up"] == "OLD"


def test_a_restore_without_a_device_makes_none(settings: Settings, tmp_path: Path) -> None:
    assert Folder(settings).put_back("before-1", devices={}) is None
    assert not (tmp_path / "data").exists()

    Folder(settings).put_back("before-1", devices={"matrix": "OLD"})
    assert names(tmp_path / "data") == ["matrix/session.json"]


def test_the_files_of_the_configuration_are_known(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[telegram]\ntoken_file = "data/token"\n[matrix]\npickle_key_file = "data/matrix.key"\n'
    )

    found = secret_files(config, {"TERREAU_MATRIX__PASSWORD_FILE": "/run/password"})

    assert found == [config, tmp_path / "data" / "token", Path("/run/password")]


def test_each_server_gives_up_its_own_device_even_a_removed_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    account = {"homeserver": "https://hs", "password": "hush"}
    settings = Settings.model_validate(
        {
            "instance": {"data": str(data)},
            "matrix": {**account, "user": "@t:hs", "tchap": {**account, "user": "@t:tchap"}},
        }
    )
    for name in ("matrix", "matrix__DASH__tchap", "matrix__DASH__gone"):
        user = f"@t:{name.removeprefix('matrix__DASH__').replace('matrix', 'hs')}"
        session = json.dumps({**LOST, "user_id": user, "device_id": name[-2:].upper()})
        lay(data, **{f"{name}_DOT_key": "key", f"{name}__identity": "ours"})
        lay(data, **{f"{name}__session_DOT_json": session, f"{name}__crypto_DOT_db": "keys"})
    folder = Folder(settings)

    assert sorted(dict(folder.files())) == [
        "matrix-gone/identity",
        "matrix-tchap/identity",
        "matrix/identity",
    ]
    assert folder.devices == {"matrix": "IX", "matrix-tchap": "AP", "matrix-gone": "NE"}

    folder.put_back("before-1", devices={"matrix": "OLDER", "matrix-new": "NEW"})

    assert [each for each in names(data) if not each.startswith("before-1")] == [
        "matrix-gone.key",
        "matrix-gone/identity",
        "matrix-gone/session.json",
        "matrix-tchap.key",
        "matrix-tchap/identity",
        "matrix-tchap/session.json",
        "matrix.key",
        "matrix/identity",
        "matrix/session.json",
    ]
    for name, user, given_up in (
        ("matrix", "@t:hs", "IX"),
        ("matrix-tchap", "@t:tchap", "AP"),
        ("matrix-gone", "@t:gone", "NE"),
    ):
        session = json.loads((data / name / "session.json").read_text())
        assert session == {
            "user_id": user,
            "device_id": "",
            "access_token": "",
            "given_up": given_up,
        }
