"""The file of a backup: whole or refused, for its owner's eyes, and only so many of them."""

import io
import json
import stat
import tarfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.backup.archive import (
    MANIFEST,
    Manifest,
    NotABackup,
    Table,
    members,
    verified,
    writing,
)
from bot.operations.backup.folder import (
    backup_place,
    delete_the_unfinished,
    is_backup,
    keep_the_newest,
)

NOW = datetime(2026, 11, 24, 10, 5, 9, tzinfo=UTC)
SAID = Manifest(
    made_by="terreau 1.0.0",
    made_at=NOW,
    since=NOW,
    database="sqlite",
    revision="0100",
    tables=[Table("members", ["id"], 1)],
    erasures="abc",
    lines=3,
    devices={},
    sha256={},
)


def written(path: Path, **contents: bytes) -> Path:
    with writing(path, NOW) as archive:
        archive.add("database/members/0001.jsonl", b"[1]\n" * 1000)
        for name, content in contents.items():
            archive.add(f"data/{name}", content)
        archive.end(replace(SAID, sha256=archive.sha256))
    return path


def test_a_written_backup_is_read_back(tmp_path: Path) -> None:
    file = written(tmp_path / "one.tar.gz", picture=b"\x00\xff")

    manifest = verified(file)

    assert replace(manifest, sha256={}) == SAID
    assert [name for name, _ in members(file)] == [
        "database/members/0001.jsonl",
        "data/picture",
        MANIFEST,
    ]
    assert dict(members(file))["data/picture"] == b"\x00\xff"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_unfinished_backup_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "one.tar.gz"
    meanwhile: list[Path] = []
    with suppress(ZeroDivisionError), writing(file, NOW) as archive:
        archive.add("data/picture", b"1")
        meanwhile += tmp_path.iterdir()
        raise ZeroDivisionError

    assert len(meanwhile) == 1
    assert list(tmp_path.iterdir()) == []


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(flipped, id="a byte that changed"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"something else" * 100, id="something else"),
    ],
)
def test_a_damaged_backup_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    file = written(tmp_path / "one.tar.gz")
    file.write_bytes(spoil(file.read_bytes()))

    with pytest.raises(NotABackup):
        verified(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        verified(tmp_path / "nowhere.tar.gz")


def packed(path: Path, *contents: tuple[str, bytes]) -> Path:
    """A tar that was made by hand."""
    with tarfile.open(path, "w:gz") as tar:
        for name, content in contents:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def test_a_changed_backup_is_refused(tmp_path: Path) -> None:
    whole = list(members(written(tmp_path / "one.tar.gz", picture=b"1")))
    for nth in range(len(whole)):
        less = [each for each in whole if each != whole[nth]]
        with pytest.raises(NotABackup):
            verified(packed(tmp_path / "less.tar.gz", *less))
    with pytest.raises(NotABackup):
        verified(packed(tmp_path / "more.tar.gz", ("data/more", b"1"), *whole))
    changed = [(name, content.replace(b"[1]", b"[2]")) for name, content in whole]
    with pytest.raises(NotABackup):
        verified(packed(tmp_path / "changed.tar.gz", *changed))
    assert verified(packed(tmp_path / "same.tar.gz", *whole)).lines == SAID.lines


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b'{"format": 2}', b'{"format": 1}', b"1"])
def test_a_strange_manifest_is_refused(tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(NotABackup):
        verified(packed(tmp_path / "one.tar.gz", (MANIFEST, manifest)))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "/etc/passwd",
            "data/../../up",
            "data//x",
            "data/./x",
            "..\\x",
            "data/a\nb",
            "data/\x1b[2J",
        ),
        *("data/a\u202eb", "data/..", ".."),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotABackup):
        list(members(packed(tmp_path / "one.tar.gz", (name, b"1"))))


@pytest.mark.parametrize(
    "kind",
    [
        *(tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE),
        *(tarfile.DIRTYPE, tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE),
    ],
)
def test_a_link_is_refused(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "one.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("data/link")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)

    with pytest.raises(NotABackup):
        list(members(tmp_path / "one.tar.gz"))


def test_a_nul_in_a_long_name_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "one.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as tar:
        member = tarfile.TarInfo("data/x")
        member.pax_headers = {"path": "data/a\0b"}
        tar.addfile(member)

    with pytest.raises(NotABackup):
        list(members(tmp_path / "one.tar.gz"))


def test_one_name_is_one_file(tmp_path: Path) -> None:
    twice = packed(tmp_path / "twice.tar.gz", ("data/x", b"1"), ("data/x", b"2"))
    with pytest.raises(NotABackup):
        list(members(twice))
    with writing(tmp_path / "below.tar.gz", NOW) as archive:
        for name in ("data/a/b/c", "data/a"):
            archive.add(name, b"1")
        archive.end(replace(SAID, sha256=archive.sha256))
    with pytest.raises(NotABackup):
        verified(tmp_path / "below.tar.gz")


@pytest.mark.parametrize(
    "strange",
    [
        {"devices": ["a"]},
        {"devices": {"matrix": 1}},
        {"revision": 5},
        {"lines": "3"},
        {"erasures": None},
        {"made_at": "2026-11-24T10:00:00"},
        {"tables": [{"name": "members", "columns": "id", "rows": 1}]},
        {"tables": [{"name": "members", "columns": ["id"], "rows": "1"}]},
    ],
)
def test_a_manifest_of_other_kinds_is_refused(tmp_path: Path, strange: dict[str, object]) -> None:
    contents = dict(members(written(tmp_path / "one.tar.gz")))
    contents[MANIFEST] = json.dumps(json.loads(contents[MANIFEST]) | strange).encode()

    with pytest.raises(NotABackup):
        verified(packed(tmp_path / "strange.tar.gz", *contents.items()))


def test_a_folder_or_a_file_is_named(tmp_path: Path) -> None:
    made = backup_place(tmp_path, NOW)

    assert made.name == "terreau-2026-11-24-100509Z.tar.gz"
    assert is_backup(made.name)
    assert backup_place(tmp_path / "mine.tar.gz", NOW) == tmp_path / "mine.tar.gz"
    assert backup_place(tmp_path / "new", NOW).parent == tmp_path / "new"


def test_a_file_left_by_a_killed_process_is_deleted_after_a_day(tmp_path: Path) -> None:
    (tmp_path / ".terreau-2026-11-24-100509Z.tar.gz.part").touch()
    began = datetime.now(UTC)

    delete_the_unfinished(tmp_path, began + timedelta(hours=23))
    assert len(list(tmp_path.iterdir())) == 1
    delete_the_unfinished(tmp_path, began + timedelta(hours=25))
    assert list(tmp_path.iterdir()) == []


def test_only_the_newest_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    names = [f"terreau-2026-11-{day:02}-000000Z.tar.gz" for day in range(1, 6)]
    for name in (*names, "mine.tar.gz", "terreau-notes.txt"):
        (tmp_path / name).touch()

    deleted = keep_the_newest(tmp_path, 2)

    assert [each.name for each in deleted] == names[:3]
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "mine.tar.gz",
        *names[3:],
        "terreau-notes.txt",
    ]
    assert keep_the_newest(tmp_path, 9) == []
