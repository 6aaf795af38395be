"""nio's client as its documentation starts one: it enters rooms and answers commands."""

import argparse
import json
import sys
from pathlib import Path

import uvloop
from nio import (
    AsyncClient,
    AsyncClientConfig,
    InviteMemberEvent,
    LoginResponse,
    MatrixRoom,
    RoomMessageText,
)

HELP = "\n".join(
    f"!commande{nth} : ce que cette commande fait, en une phrase." for nth in range(22)
)
"""As long as Terreau's own."""


class Bot:
    def __init__(self, options: argparse.Namespace) -> None:
        self._password = options.password
        self._session = options.data / "session.json"
        options.data.mkdir(exist_ok=True)
        self.client = AsyncClient(
            options.homeserver,
            options.user,
            store_path=str(options.data),
            config=AsyncClientConfig(store_sync_tokens=True, pickle_key="of a bench"),
        )
        self.client.add_event_callback(self._enter, InviteMemberEvent)
        self.client.add_event_callback(self._answer, RoomMessageText)

    async def live(self) -> None:
        """Sync until cancelled; say so once all rooms are known."""
        await self._log_in()
        # With all state, else it knows no room after a restart.
        await self.client.sync(timeout=0, full_state=True)
        sys.stderr.write("ready\n")
        sys.stderr.flush()
        await self.client.sync_forever(timeout=30_000)

    async def _log_in(self) -> None:
        if self._session.exists():
            self.client.restore_login(**json.loads(self._session.read_text()))
            return
        told = await self.client.login(self._password)
        assert isinstance(told, LoginResponse)
        names = ("user_id", "device_id", "access_token")
        self._session.write_text(json.dumps({name: getattr(told, name) for name in names}))

    async def _enter(self, room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == self.client.user_id:
            await self.client.join(room.room_id)

    async def _answer(self, room: MatrixRoom, event: RoomMessageText) -> None:
        if event.body.startswith("!"):
            content = {"msgtype": "m.notice", "body": HELP}
            await self.client.room_send(
                room.room_id, "m.room.message", content, ignore_unverified_devices=True
            )


def arguments() -> argparse.ArgumentParser:
    """The arguments of such a bot."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--homeserver", required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--data", required=True, type=Path, help="kept over starts")
    return parser


if __name__ == "__main__":
    uvloop.run(Bot(arguments().parse_args()).live())
