"""The time of an event: homeservers state any, and none is earlier than what was read before."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.context.clock import Clock
from bot.transports.matrix.homeserver import Json
from bot.transports.matrix.sync_loop import Position, read_position
from tests.synapse import MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import until
from tests.transports.matrix_stage import Stage

pytestmark = pytest.mark.slow

YESTERDAY = timedelta(days=1)


def ago(by: timedelta) -> Json:
    """The claim that everything was said that long ago."""
    return {"origin_server_ts": int((Clock().now() - by).timestamp() * 1000)}


async def test_what_is_backdated_was_sent_no_earlier_than_the_last_sync(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        await zoe.says(room, "!lu")
        await stage.nothing_but(["lu"])
        before = Clock().now()
        await zoe.says(room, "rien pour nous")  # the sync after it begins later than `before`
        await until(lambda: (read_position(stage.shelf.told).read_at or before) > before)
        stage.proxy.claims = ago(YESTERDAY)
        await zoe.says(room, "!sur le moment")
        await stage.nothing_but(["lu", "sur le moment"])
        stopped = read_position(stage.shelf.told).read_at
    await zoe.says(room, "!pendant l'arrêt")
    async with stage.running():
        [_, live, late] = await stage.nothing_but(["lu", "sur le moment", "pendant l'arrêt"])

    assert live.sent_at is not None
    assert live.sent_at > before
    assert late.sent_at is not None
    assert stopped is not None
    assert late.sent_at >= stopped


async def test_what_waited_while_we_were_stopped_keeps_its_time(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        await zoe.says(room, "!lu")
        await stage.nothing_but(["lu"])
    await zoe.says(room, "!vote")
    said_by = Clock().now()
    [event] = [it for it in await zoe.timeline(room) if it["content"].get("body") == "!vote"]
    async with stage.running():
        [_, vote] = await stage.nothing_but(["lu", "vote"])

    assert vote.sent_at == datetime.fromtimestamp(event["origin_server_ts"] / 1000, UTC)
    assert vote.sent_at <= said_by


async def test_nothing_that_is_read_after_the_very_first_start_was_sent_before_it(
    stage: Stage, zoe: MatrixPerson
) -> None:
    began = Clock().now()
    stage.proxy.claims = ago(YESTERDAY)
    async with stage.running():
        room = await stage.shared(zoe)
        await zoe.says(room, "!un")
        [one] = await stage.nothing_but(["un"])
    assert one.sent_at is not None
    assert one.sent_at >= began


async def test_an_event_whose_key_was_held_back_was_sent_when_it_can_be_read(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    """Else a vote could be sent with each choice before the end, and one shown after it."""
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running():
        room = await stage.shared(zoe, encrypted=True)
        event = await zoe.says_unreadable(room, "!vote")
        await until(lambda: stage.shelf.locked)
        await zoe.says(room, "!lu")
        await stage.nothing_but(["lu"])
    read_at = read_position(stage.shelf.told).read_at
    await zoe.gives_key(event)
    async with stage.running():
        [_, vote] = await stage.nothing_but(["lu", "vote"])

    assert read_at is not None
    assert vote.sent_at is not None
    assert vote.sent_at >= read_at


@pytest.mark.parametrize("read_at", [None, datetime(2026, 11, 23, 17, 59, 58, 1, tzinfo=UTC)])
def test_a_position_is_read_as_it_was_kept(read_at: datetime | None) -> None:
    position = Position("s1_2", ("!a:b",), ("!c:d", "!e:f"), read_at)

    assert read_position(str(position)) == position


def test_a_position_of_an_earlier_release_has_no_time() -> None:
    assert read_position('["s1_2", ["!a:b"], []]') == Position("s1_2", ("!a:b",))
