"""The base of all repositories: collections of rows within one unit of work."""

import importlib
import pkgutil
from functools import cache
from typing import ClassVar

from sqlalchemy.orm import Session

import storage
from storage.base import Base
from storage.folder import Folder

_WITHOUT_TABLES = ("storage.migrations", "storage.operations")
"""Their files are loaded where they are used: Alembic is large."""


class Repository:
    """A collection of rows of one feature: `store[Polls]` gives the one of this unit of work."""

    order: ClassVar[int] = 0
    """When a person is erased or merged, those of a lower order come first."""
    covers: ClassVar[tuple[type[Base], ...]] = ()
    """Tables of other modules that its `erase`, `merge` and `held_of` see to."""
    purged_after: ClassVar[tuple[type["Repository"], ...]] = ()
    """Repositories whose purge has to run before this one's."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        """Work in `session`; the bytes of files lie in `folder`, and without one there are none."""
        self._session = session
        self._folder = folder


@cache
def repositories() -> tuple[type[Repository], ...]:
    """All repositories, wherever in `storage` they are, by their order."""
    for each in pkgutil.iter_modules(storage.__path__, "storage."):
        module = importlib.import_module(each.name)
        if each.ispkg and each.name not in _WITHOUT_TABLES:
            for inner in pkgutil.iter_modules(module.__path__, f"{each.name}."):
                importlib.import_module(inner.name)
    ours = [each for each in Repository.__subclasses__() if each.__module__.startswith("storage.")]
    return tuple(sorted(ours, key=lambda each: (each.order, each.__module__, each.__name__)))
