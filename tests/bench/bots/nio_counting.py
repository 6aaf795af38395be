"""nio's client as its documentation starts one: count what people ask for, and answer.

It takes what the crash tests tell a child, and does what that does.
"""

import argparse
import asyncio
import json
import signal
import sqlite3
from contextlib import suppress

from nio import (
    AsyncClient,
    AsyncClientConfig,
    InviteMemberEvent,
    LoginResponse,
    MatrixRoom,
    RoomMessageText,
    SyncResponse,
)

from tests.crash.programs.arguments import matrix_arguments

COMMAND = "!count "


class Counting:
    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._session = options.data / "session.json"
        # A committed vote is not lost, as for Terreau.
        path = options.database.removeprefix("sqlite:///")
        self._rows = sqlite3.connect(path, isolation_level=None)
        self._rows.execute("PRAGMA synchronous=FULL")
        options.data.mkdir(exist_ok=True)
        self._client = AsyncClient(
            options.homeserver,
            options.user,
            store_path=str(options.data),
            config=AsyncClientConfig(store_sync_tokens=True, pickle_key="of a bench"),
        )
        self._client.add_event_callback(self._enter, InviteMemberEvent)
        self._client.add_event_callback(self._count, RoomMessageText)
        # Amid the first sync it does not know all rooms yet.
        self._client.add_response_callback(self._announce, SyncResponse)
        self._to_announce: list[int] = []

    async def live(self) -> None:
        """Sync until cancelled, again when it fails."""
        await self._log_in()
        try:
            while True:
                with suppress(Exception):
                    # With all state, else it knows no room after a restart.
                    await self._client.sync_forever(timeout=30_000, full_state=True)
                await asyncio.sleep(1)
        finally:
            await self._client.close()

    async def _log_in(self) -> None:
        if self._session.exists():
            self._client.restore_login(**json.loads(self._session.read_text()))
            return
        told = await self._client.login(self._options.password)
        assert isinstance(told, LoginResponse)
        kept = {
            "user_id": told.user_id,
            "device_id": told.device_id,
            "access_token": told.access_token,
        }
        self._session.write_text(json.dumps(kept))

    async def _enter(self, room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == self._client.user_id:
            await self._client.join(room.room_id)

    async def _count(self, room: MatrixRoom, event: RoomMessageText) -> None:
        if not event.body.startswith(COMMAND) or event.sender == self._client.user_id:
            return
        number = int(event.body.removeprefix(COMMAND))
        self._rows.execute("INSERT INTO effects (number) VALUES (?)", (number,))
        await self._say(room.room_id, f"Counted {number}.")
        if number % 10 == 0:
            self._to_announce.append(number)

    async def _announce(self, _: SyncResponse) -> None:
        while self._to_announce:
            number = self._to_announce.pop(0)
            for room in self._options.room:
                await self._say(room.removeprefix("matrix:"), f"Announced {number}.")

    async def _say(self, room: str, words: str) -> None:
        content = {"msgtype": "m.notice", "body": words}
        await self._client.room_send(
            room, "m.room.message", content, ignore_unverified_devices=True
        )


def main(arguments: list[str]) -> None:
    """Count until SIGTERM."""
    asyncio.run(_count_until_told(matrix_arguments().parse_args(arguments)))


async def _count_until_told(options: argparse.Namespace) -> None:
    living = asyncio.create_task(Counting(options).live())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, living.cancel)
    with suppress(asyncio.CancelledError):
        await living
