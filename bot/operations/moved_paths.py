"""Relative paths of the configuration, which once started from where a command was typed.

An installation that relied on that would begin anew on an empty database: it is stopped in words.
"""

from contextlib import suppress
from pathlib import Path

from bot.config import ConfigError, Problem, RelativePath, paths_of, problem


def check_paths(config: Path) -> None:
    """Raise `ConfigError` where a path would have led to something else before."""
    here, folder = Path.cwd(), config.absolute().parent
    if folder.resolve() == here:
        return
    is_another = (here / config.name).exists()
    moved = [
        _moved(each, here / each.path, config, folder)
        for each in paths_of(config)
        if _leads_elsewhere(here / each.path, folder / each.path, is_another=is_another)
    ]
    if moved:
        raise ConfigError(*moved)


def _leads_elsewhere(before: Path, now: Path, *, is_another: bool) -> bool:
    """True if what was used before may be meant; `is_another`: it may be another installation's."""
    if not _has_something(now):
        return _has_something(before)
    return before.is_file() and not is_another


def _moved(path: RelativePath, before: Path, config: Path, folder: Path) -> Problem:
    return problem(
        "{key}: “{path}” is looked for beside {config} now, and no longer where the command is "
        "typed. If {before} is not meant, type the command in {folder}; if it is, write into the "
        "file: {line}",
        key=path.name,
        path=path.path,
        config=config,
        before=before,
        folder=folder,
        line=path.line(before),
    )


def _has_something(place: Path) -> bool:
    """True for a file, and for a folder that is not empty."""
    with suppress(OSError):
        return any(place.iterdir()) if place.is_dir() else place.exists()
    return False
