"""A database to which configuration files are applied."""

from collections.abc import Iterator

import pytest

from tests.vocabulary.community.applying import Instance


@pytest.fixture
def instance(database_url: str) -> Iterator[Instance]:
    made = Instance(database_url)
    yield made
    made.database.close()
