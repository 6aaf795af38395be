"""A database of either kind."""

from tests.storage.conftest import database

__all__ = ["database"]
