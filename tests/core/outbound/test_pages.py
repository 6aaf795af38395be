"""Pages of the web are fetched like files that people send, and nobody waits for them in a room."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import JobContext, Router
from bot.core.declarations.arguments import MOST_BYTES
from bot.core.declarations.references import WEB, DownloadRef
from bot.core.messages.incoming import Outcome, Upload
from bot.core.messages.ports import Rejected
from bot.core.outbound.downloads import Downloads
from bot.web.safe_fetch import Unreachable
from storage.files import Files
from storage.inbound import Inbox, InboxState
from storage.outbound import Fetches
from tests.core.conftest import Make
from tests.core.engine import Engine

pytestmark = pytest.mark.slow

URL = "https://agenda.example/"
LONG = timedelta(minutes=10)


class Pages:
    """A web of one page, or of none."""

    network = WEB

    def __init__(self) -> None:
        self.says: bytes | Exception = b"page"
        self.asked: list[Upload] = []

    async def connected(self) -> None: ...

    async def fetch(self, upload: Upload, most: int) -> bytes:
        assert most == MOST_BYTES
        self.asked.append(upload)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def count_members(self, room: str) -> int:
        raise Rejected(room)


Came = list[tuple[str, bytes | None, str, str]]


def reading(came: Came) -> Router:
    """A feature that wants pages."""
    router = Router()

    @router.download("reading")
    def take_in(ctx: JobContext, outcome: Outcome) -> None:
        found = None if outcome.file_id is None else ctx.store[Files].read(outcome.file_id)
        came.append((outcome.key, found, outcome.failure, ctx.community.slug))

    @router.download("broken")
    def break_down(ctx: JobContext, outcome: Outcome) -> None:
        raise RuntimeError(outcome.key)

    return router


@pytest.fixture
def came() -> Came:
    return []


@pytest.fixture
def engine(make: Make, came: Came, tmp_path: Path) -> Engine:
    return make(reading(came), data=tmp_path)


@pytest.fixture
def pages() -> Pages:
    return Pages()


def wants(engine: Engine, outcome: str = "reading") -> None:
    engine.act(
        lambda ctx: DownloadRef[..., Any](outcome).fetch(
            ctx, URL, key=7, media_type="text/calendar", etag="x"
        )
    )


def fetching(engine: Engine, pages: Pages, tries: int = 2) -> Downloads:
    return Downloads(
        pages, engine.lanes, engine.clock, on_outcome=engine.dispatcher.wake, tries=tries
    )


async def test_a_page_is_handed_on_in_the_name_of_its_community(
    engine: Engine, pages: Pages, came: Came
) -> None:
    wants(engine)

    await fetching(engine, pages).flush()
    await engine.handle()

    assert [dict(each.where) for each in pages.asked] == [
        {"url": URL, "download": "reading", "etag": "x"}
    ]
    assert came == [("7", b"page", "", "energie")]
    assert engine.network.requests == []


async def test_the_reason_for_a_missing_page_is_handed_on_in_a_word(
    engine: Engine, pages: Pages, came: Came
) -> None:
    pages.says = Rejected()
    wants(engine)

    await fetching(engine, pages).flush()
    await engine.handle()

    assert came == [("7", None, "refused", "energie")]


async def test_an_unreachable_page_is_tried_again_then_given_up(
    engine: Engine, pages: Pages, came: Came
) -> None:
    pages.says = Unreachable()
    wants(engine)
    trying = fetching(engine, pages, tries=2)

    await trying.flush()
    await engine.handle()
    first = list(came)
    engine.clock.move(LONG)
    await trying.flush()
    await engine.handle()

    assert first == []
    assert came == [("7", None, "unreachable", "energie")]
    assert len(pages.asked) == 2


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
async def test_a_page_whose_handling_fails_is_set_aside_and_nobody_is_told(
    engine: Engine, pages: Pages, came: Came
) -> None:
    wants(engine, "broken")
    wants(engine)

    await fetching(engine, pages).flush()
    await engine.handle()
    await engine.delivering.flush()

    assert [key for key, *_ in came] == ["7"]
    assert engine.network.requests == []


async def test_a_page_that_no_feature_wants_any_more_is_dropped(
    engine: Engine, pages: Pages, came: Came
) -> None:
    wants(engine, "forgotten")

    await fetching(engine, pages).flush()
    await engine.handle()

    assert engine.store(lambda store: store[Inbox].count(InboxState.DONE)) == 1
    assert came == []


async def test_a_page_under_way_when_the_process_ends_is_fetched_again(
    engine: Engine, pages: Pages, came: Came
) -> None:
    wants(engine)
    now = engine.clock.now()
    engine.store(lambda store: store[Fetches].claim(WEB, now, without=(), most=1))

    again = fetching(engine, pages)
    engine.store(again.recover)
    await again.flush()
    await engine.handle()

    assert came == [("7", b"page", "", "energie")]
