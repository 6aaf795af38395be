"""The key that encrypts the keys of Matrix."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import ConfigError, pickle_key


def test_a_pickle_key_is_made_once_for_its_owners_eyes(tmp_path: Path) -> None:
    file, opens = tmp_path / "data" / "matrix.key", tmp_path / "data" / "matrix"

    made = pickle_key(file, opens=opens)

    assert len(bytes.fromhex(made)) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["matrix.key"]
    assert pickle_key(file, opens=opens) == made


def test_a_pickle_key_that_was_used_is_not_made_anew(tmp_path: Path) -> None:
    file, opens = tmp_path / "matrix.key", tmp_path / "matrix"
    opens.mkdir()
    (opens / "crypto.db").touch()

    with pytest.raises(ConfigError, match=r"matrix\.key” is not there, .+ put it back"):
        pickle_key(file, opens=opens)
    assert not file.exists()


@pytest.mark.parametrize(
    "spoil", [lambda file: file.write_text("short"), lambda file: file.mkdir()]
)
def test_a_wrong_pickle_key_is_explained(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    spoil(tmp_path / "matrix.key")

    with pytest.raises(ConfigError, match=r"matrix\.pickle_key_file: “.+”"):
        pickle_key(tmp_path / "matrix.key", opens=tmp_path / "matrix")
