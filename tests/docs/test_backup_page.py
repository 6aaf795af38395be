"""The page of backups: its lines encrypt, copy away, and allow another folder."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.test_install_page import lines

ROOT = Path(__file__).parents[2]
PAGE, FRENCH = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("backup.md", "fr/backup.md")
)
BACKUP = "backups/terreau-2026-11-24-020000Z.tar.gz"
UNITS = "/etc/systemd/system"
MAKE_KEY, EXPORT, DECRYPT = (each.split() for each in re.findall("`(gpg [^`]+)`", PAGE))
"""What is typed on the machine that has the secret half."""


@pytest.mark.parametrize("kind", ["sh root", "sh away"])
def test_the_lines_are_the_same_in_both_languages(kind: str) -> None:
    assert lines(PAGE, kind) == lines(FRENCH, kind)


@pytest.fixture
def keys() -> Iterator[dict[str, str]]:
    """A folder of keys, with a short path: gpg makes sockets in it."""
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        yield {**os.environ, "GNUPGHOME": home}
        subprocess.run(
            ["gpgconf", "--kill", "all"], env={**os.environ, "GNUPGHOME": home}, check=False
        )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not here: apt install gpg")
def test_a_backup_is_encrypted_and_copied_away(tmp_path: Path, keys: dict[str, str]) -> None:
    safe = tmp_path / "safe"
    for folder in (safe, tmp_path / "backups"):
        folder.mkdir()
    (tmp_path / BACKUP).write_bytes(b"names and accounts")
    gpg, *named = MAKE_KEY
    typed([gpg, "--batch", "--passphrase", "", *named], keys)
    (tmp_path / "backups.asc").write_bytes(typed(EXPORT, keys))

    for line in lines(PAGE, "sh away"):
        with tempfile.TemporaryDirectory(prefix="gpg-") as empty:  # the machine has no key
            subprocess.run(  # noqa: S602 - as a person types it
                line.replace("/mnt/safe", str(safe)),
                shell=True,
                cwd=tmp_path,
                env={**os.environ, "GNUPGHOME": empty},
                check=True,
            )

    [copied] = safe.iterdir()
    assert b"names" not in copied.read_bytes()
    assert typed([*DECRYPT, str(copied)], keys) == b"names and accounts"


def typed(words: list[str], keys: dict[str, str]) -> bytes:
    return subprocess.run(words, env=keys, check=True, capture_output=True).stdout


def test_another_folder_may_be_written_to_by_the_unit_that_is_named(tmp_path: Path) -> None:
    for line in lines(PAGE, "sh root"):
        words = line.replace(UNITS, str(tmp_path)).replace("/opt/terreau", str(ROOT)).split()
        if words[0] != "systemctl":
            subprocess.run(words, check=True)

    [made] = (tmp_path / "terreau-backup.service.d").iterdir()
    found = dict(re.findall(r"^(\w+)=(.+)$", made.read_text(), re.MULTILINE))
    unit = (ROOT / "deploy" / "terreau-backup.service").read_text()
    [usual] = re.findall(r"^ExecStart=(.+)$", unit, re.MULTILINE)
    folder = found["ReadWritePaths"]
    assert found["ExecStart"] == usual.replace("backup ", f"backup --output {folder} ")
    assert "\nExecStart=\n" in made.read_text(), "the unit's own line is left out"
