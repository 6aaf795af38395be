"""The program's own sources: the release that runs, and what another version would change."""

import re
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

from bot.domain.refusals import Refusal

SOURCES = Path(__file__).parents[2]
_SHOWN = 8
"""Digits of a commit that are shown."""


def release() -> str:
    """The version and the commit, as `1.0.0 (1a2b3c4d)`; the version alone where none is known."""
    at = commit()
    return version() + (f" ({shown_commit(at)})" if at else "")


def version() -> str:
    """The installed version; "unknown" where the sources run without being installed."""
    try:
        return installed_version("terreau")
    except PackageNotFoundError:
        return "unknown"


def shown_commit(commit: str) -> str:
    return commit[:_SHOWN]


def commit(sources: Path = SOURCES) -> str:
    """The commit of a clone, or the one that an image was made from; empty if unknown.

    Git's own files are read, since git need not be there, nor trust an account that asks.
    """
    with suppress(OSError):
        return (sources / "commit").read_text(encoding="utf-8").strip()
    with suppress(OSError):
        git = sources / ".git"
        if not git.is_dir():  # a tree beside a clone
            git = git.parent / git.read_text(encoding="utf-8").strip().removeprefix("gitdir: ")
        return _head_of(git)
    return ""


def _head_of(git: Path) -> str:
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref: "):
        return head
    name, common = head.removeprefix("ref: "), git
    with suppress(OSError):
        common = git / (git / "commondir").read_text(encoding="utf-8").strip()
    with suppress(OSError):
        return (common / name).read_text(encoding="utf-8").strip()
    packed = (common / "packed-refs").read_text(encoding="utf-8").splitlines()
    return next((each.split()[0] for each in packed if each.endswith(f" {name}")), "")


_MIGRATIONS = "storage/migrations/versions"
_CHANGELOG = "CHANGELOG.md"
_VERSION = re.compile(r'^version = "(.+)"$', re.MULTILINE)
_SECONDS = 600.0


class NoClone(Refusal):
    """{folder} is no clone of the repository.

    In a container, build the image again: see docs/update.md.
    """


class ChangedByHand(Refusal):
    """Files of the program were changed by hand: {files}.

    Undo that first: git -C {folder} stash.
    """


class GitFailed(Refusal):
    """Git says: {said}."""


class UnknownVersion(Refusal):
    """The repository has no version, branch or commit “{version}”."""


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the sources."""

    number: str
    commit: str


@dataclass(frozen=True, slots=True)
class Change:
    """The changes from one version to another."""

    since: Version
    to: Version
    commits: int
    dropped: int
    """Commits of the present version that the other one does not have."""
    news: Sequence[str]
    """New lines of the changelog."""
    migrations: int
    older_tables: bool
    """True if the other version does not know all tables of this one."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The clone."""

    folder: Path

    def check(self) -> None:
        """Raise `NoClone` and `ChangedByHand`."""
        if not (self.folder / ".git").exists():
            raise NoClone(folder=self.folder)
        changed = self._git("status", "--porcelain", "--untracked-files=no").splitlines()
        if changed:
            files = [each.split(maxsplit=1)[1] for each in changed]
            raise ChangedByHand(files=files, folder=self.folder)

    def fetch(self, wanted: str) -> str:
        """Fetch, and give the commit of a version, branch or commit; the newest if none is named.

        Raises `GitFailed` and `UnknownVersion`.
        """
        self._git("fetch", "--quiet", "--tags", "--force", "origin")
        if not wanted:
            self._git("fetch", "--quiet", "origin", "HEAD")
            return self._commit("FETCH_HEAD") or ""
        if wanted.startswith("-"):
            raise UnknownVersion(version=wanted)
        for name in (f"refs/tags/{wanted}", f"refs/tags/v{wanted}", f"origin/{wanted}", wanted):
            if found := self._commit(name):
                return found
        raise UnknownVersion(version=wanted)

    def head(self) -> str:
        return self._git("rev-parse", "HEAD").strip()

    def change_to(self, commit: str) -> Change:
        """The changes from the present commit to another one."""
        here = self.head()
        migrations = self._git("diff", "--name-only", f"{here}..{commit}", "--", _MIGRATIONS)
        news = self._git("diff", "--unified=0", f"{here}..{commit}", "--", _CHANGELOG).splitlines()
        return Change(
            self._version(here),
            self._version(commit),
            int(self._git("rev-list", "--count", f"{here}..{commit}")),
            int(self._git("rev-list", "--count", f"{commit}..{here}")),
            [each[3:].replace("**", "") for each in news if each.startswith("+- ")],
            len(migrations.splitlines()),
            bool(
                self._git(
                    *("diff", "--name-only", "--diff-filter=D", f"{here}..{commit}"),
                    *("--", _MIGRATIONS),
                ).strip()
            ),
        )

    def take(self, commit: str) -> None:
        """Put the sources at a commit."""
        self._git("checkout", "--quiet", "--detach", commit)

    def _version(self, commit: str) -> Version:
        found = _VERSION.search(self._git("show", f"{commit}:pyproject.toml"))
        return Version("?" if found is None else found[1], commit)

    def _commit(self, name: str) -> str | None:
        try:
            return self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
        except GitFailed:
            return None

    def _git(self, *words: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - a version that was typed is checked by git
                ["git", "-C", str(self.folder), *words],  # noqa: S607 - as found by the shell
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            said = str(error.stderr).strip().splitlines() or [f"{words[0]} {error.returncode}"]
            raise GitFailed(said=said[-1].rstrip(".")) from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise GitFailed(said=type(error).__name__) from None
        return done.stdout
