"""The digest in the making, seen beside the writer."""

from contextlib import closing
from datetime import UTC, datetime

from storage.communities import Communities, Community
from storage.digest import Digests
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_the_current_digest_is_begun_by_the_writer_and_seen_beside_it(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        with database.unit() as store:
            names = {"slug": "p", "name": "P", "locale": "fr", "timezone": "Europe/Paris"}
            here = store[Communities].add(Community(digest="", polls_by="members", **names)).id
        with database.reading() as store:
            assert store[Digests].current(here, NOW).id is None, "not kept"
        with database.unit() as store:
            begun = store[Digests].current(here, NOW).id

        with database.reading() as store:
            read = store[Digests].current(here, NOW).id

    assert read == begun
