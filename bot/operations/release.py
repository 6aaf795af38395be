"""The release that runs: its version, and the commit that its sources are at."""

from contextlib import suppress
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

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
        return _head(_git_folder(sources / ".git"))
    return ""


def _git_folder(git: Path) -> Path:
    """The folder of a clone, or of a tree beside one."""
    if git.is_dir():
        return git
    return git.parent / git.read_text(encoding="utf-8").strip().removeprefix("gitdir: ")


def _head(git: Path) -> str:
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
