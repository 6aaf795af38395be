"""A release is made of what is committed, with its notes, sums and parts."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.operations.update.installation import git
from tests.release.__main__ import NotReady, notes_of

ROOT = Path(__file__).parents[2]
CHANGELOG = (
    "# Changelog\n\n## [Unreleased]\n\n## [1.4.2] - 2027-01-31\n\n- Mended.\n\n## [1.4.1] - 2027\n"
)
VERSION = "1.4.2"


def test_the_notes_are_the_section_of_the_version() -> None:
    assert notes_of(CHANGELOG, VERSION) == "- Mended."


@pytest.mark.parametrize(
    ("changelog", "why"),
    [
        (CHANGELOG.replace("[1.4.2]", "[1.4.3]"), "says nothing of [1.4.2]"),
        (CHANGELOG.replace("- Mended.", ""), "says nothing of [1.4.2]"),
        (CHANGELOG.replace(" - 2027-01-31", ""), "no date"),
        (CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- New."), "under [Unreleased]"),
    ],
    ids=["no section", "an empty one", "no date", "lines of no version"],
)
def test_what_is_not_told_is_no_release(changelog: str, why: str) -> None:
    with pytest.raises(NotReady, match=re.escape(why)):
        notes_of(changelog, VERSION)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone in which a version is ready."""
    made = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(ROOT), str(made))
    pyproject = made / "pyproject.toml"
    before = tomllib.loads(pyproject.read_text())["project"]["version"]
    named = pyproject.read_text().replace(f'version = "{before}"', f'version = "{VERSION}"', 1)
    pyproject.write_text(named)
    (made / "CHANGELOG.md").write_text(CHANGELOG)
    git(made, "commit", "--quiet", "--all", "--message", VERSION)
    return made


def released(clone: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.release", "dist"],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_release_is_made_of_a_clone(clone: Path, tmp_path: Path) -> None:
    done = released(clone)
    assert done.returncode == 0, done.stderr
    assert f"git tag --annotate {VERSION}" in done.stdout

    made = clone / "dist"
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=made, check=True)
    stem = f"terreau-{VERSION}"
    assert {each.name for each in made.iterdir()} == {
        *(f"{stem}.tar.gz", f"{stem}-py3-none-any.whl", f"{stem}.cdx.json", f"{stem}.md"),
        "SHA256SUMS",
    }
    assert "- Mended." in (made / f"{stem}.md").read_text()
    check_parts(made / f"{stem}.cdx.json")
    check_wheel(made / f"{stem}-py3-none-any.whl", tmp_path / "wheel")

    assert released(clone).returncode, "nothing is overwritten"
    git(clone, "tag", VERSION)
    (clone / "CHANGELOG.md").write_text(CHANGELOG + "\n")
    assert "not committed" in released(clone).stderr
    git(clone, "commit", "--quiet", "--all", "--message", "later")
    assert "another commit has its tag" in released(clone).stderr


def check_parts(parts: Path) -> None:
    """All that is installed is listed, with its hashes, and nothing else."""
    listed = json.loads(parts.read_text())
    assert (listed["bomFormat"], listed["metadata"]["component"]["version"]) == (
        "CycloneDX",
        VERSION,
    )
    base = (ROOT / "requirements" / "base.txt").read_text()
    pinned = re.findall(r"^([\w.-]+)==(\S+)", base, re.MULTILINE)
    assert {(each["name"], each["version"]) for each in listed["components"]} == set(pinned)
    assert all(each["externalReferences"][0]["hashes"] for each in listed["components"])


def check_wheel(wheel: Path, folder: Path) -> None:
    """The program runs from what is in it."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--version"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"terreau {VERSION}\n"
    assert len([*folder.glob("storage/migrations/versions/*.py")]) == len(
        [*ROOT.glob("storage/migrations/versions/*.py")]
    )
    assert (folder / "bot/locales/fr/LC_MESSAGES/messages.po").exists()


def test_the_version_stands_in_one_place() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    image = (ROOT / "deploy" / "Containerfile").read_text()

    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert version not in image
    assert 'org.opencontainers.image.version="$VERSION"' in image
    assert 'org.opencontainers.image.revision="$COMMIT"' in image
