"""Synapse's own limits: their refusals are told, and the core learns their pace."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.context.clock import Clock
from bot.core.declarations.router import collect
from bot.core.files import FileDrawer
from bot.core.messages.content import text
from bot.core.messages.encoding import encode
from bot.core.messages.ports import RoomMoved, TryLater
from bot.core.outbound.delivery import DeliveryLoop
from bot.core.outbound.request_renderer import RequestRenderer
from bot.core.tasks import Lanes
from bot.vocabulary.community_settings import apply_settings
from storage.communities import Communities, RoomKind
from storage.outbound import Outbox
from storage.outbound.deliveries import Priority
from storage.unit_of_work import Database, Store
from tests.core.engine import CONTACT
from tests.synapse.fixtures import MakeSynapse
from tests.synapse.proxy import Asked, Proxy
from tests.town import town_settings
from tests.transports.contract import until
from tests.transports.matrix_stage import Stage, words


@pytest.mark.slow
async def test_an_account_is_told_to_wait_for_messages_and_for_rooms(
    private_synapse: MakeSynapse, tmp_path: Path
) -> None:
    creation = {"per_second": 0.016, "burst_count": 2}  # Synapse's pace, and a smaller burst
    synapse = await private_synapse(rc_message=None, rc_room_creation=creation)
    zoe = await synapse.person("Zoé")
    async with Proxy(synapse.url) as proxy:
        stage = Stage(synapse, proxy, await synapse.register("Terreau"), tmp_path / "messages")
        async with stage.running() as transport:
            room = f"matrix:{await stage.shared(zoe)}"
            for number in range(9):  # coming into the room was the first of ten
                await transport.send(room, words("?"), txn=f"{number}", reply_to=None)
            with pytest.raises(TryLater) as messages:
                await transport.send(room, words("?"), txn="9", reply_to=None)

        stage = Stage(synapse, proxy, await synapse.register("Terreau"), tmp_path / "rooms")
        async with stage.running() as transport:
            for number in range(2):
                with pytest.raises(RoomMoved):
                    await transport.send(nobody(number), words("?"), txn="1", reply_to=None)
            with pytest.raises(TryLater) as rooms:
                await transport.send(nobody(2), words("?"), txn="1", reply_to=None)
            asked = len(proxy.asked_for("*/createRoom"))
            with pytest.raises(TryLater):
                await transport.send(nobody(3), words("?"), txn="1", reply_to=None)
            assert len(proxy.asked_for("*/createRoom")) == asked == 3

    assert messages.value.whole
    assert timedelta() < messages.value.after <= timedelta(seconds=5)
    assert not rooms.value.whole
    assert timedelta(seconds=20) < rooms.value.after <= timedelta(seconds=63)


def nobody(number: int) -> str:
    return f"matrix:@nobody-{number}:terreau.test"


@pytest.mark.slow
async def test_the_pace_of_an_account_is_learned(
    private_synapse: MakeSynapse, tmp_path: Path, prepare_database: Callable[[str], None]
) -> None:
    synapse = await private_synapse(rc_message={"per_second": 1, "burst_count": 10})
    url = f"sqlite:///{tmp_path / 'terreau.db'}"
    prepare_database(url)
    lanes, clock = Lanes(Database(url)), Clock()
    async with Proxy(synapse.url) as proxy:
        stage = Stage(synapse, proxy, await synapse.register("Terreau"), tmp_path / "bot")
        zoe = await synapse.person("Zoé")
        async with stage.running() as transport:
            room = await stage.shared(zoe)
            renderer = RequestRenderer(transport, collect([]), CONTACT)
            drawing = FileDrawer(lanes, collect([]), CONTACT)
            delivering = DeliveryLoop(transport, lanes, renderer, drawing, clock)
            lanes.in_unit(lambda store: announce(store, f"matrix:{room}", clock.now()))
            task = asyncio.create_task(delivering.run())
            await until(lambda: len(taken(proxy)) == 15)
            task.cancel()
            await asyncio.wait({task})
            seen = await zoe.reads(room)
    lanes.close()

    assert [it.body for it in seen] == [f"Nouvelle {number}" for number in range(15)]
    refusals = [it for it in proxy.asked_for("*/send/*") if it.status == 429]
    assert len(refusals) in {1, 2}


def announce(store: Store, room: str, at: datetime) -> None:
    apply_settings(store, town_settings(digest=""), at)
    store[Communities].put_room(room, RoomKind.COMMUNITY, store[Communities].get(1))
    for number in range(15):
        store[Outbox].put(
            room=room,
            priority=Priority.ANNOUNCEMENT,
            at=at,
            payload=encode(text("Nouvelle {number}", number=number)),
            locale="fr",
            zone="Europe/Paris",
            community_id=1,
        )


def taken(proxy: Proxy) -> list[Asked]:
    return [it for it in proxy.asked_for("*/send/*") if it.status == 200]
