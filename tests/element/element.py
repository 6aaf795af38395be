"""A person in encrypted rooms: plain HTTP as before, and Element's cryptography."""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.patience import patient
from tests.synapse import Account, MatrixPerson, Synapse
from tests.synapse.calls import Json

_FOLDER = Path(__file__).parent
_PROGRAM = _FOLDER / "client.mjs"
_INSTALLED = _FOLDER / "node_modules" / "matrix-js-sdk"
_LONGEST_LINE = 2**24

needs_element = [
    pytest.mark.element,
    pytest.mark.skipif(shutil.which("node") is None, reason="Element's library needs Node"),
    pytest.mark.skipif(not _INSTALLED.exists(), reason="`make element` installs Element's library"),
]
"""The marks of tests that cannot run without Node and Element's library: `pytestmark`."""


@dataclass(frozen=True, slots=True)
class Device:
    """Element's view of a device: whether its owner's identity signs it, and one's own that."""

    signed_by_owner: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """Element's view of a person's keys; `master` is empty where it accepts no identity."""

    master: str
    verified: bool
    devices: Mapping[str, Device]


@dataclass(frozen=True, slots=True)
class Examined:
    """A message as Element shows it, or why it does not (`failure`).

    `shield` is NONE, GREY or RED; `reason` says why there is one, in Element's own names.
    """

    words: str
    sender: str
    encrypted: bool = False
    failure: str = ""
    shield: str = ""
    reason: str = ""


class ElementError(AssertionError):
    """Element did not do what it was told; its last words follow."""


class Element(MatrixPerson):
    """A person whose device encrypts where the room does; `async with` ends it."""

    def __init__(self, url: str, account: Account, name: str, process: Process, said: Path) -> None:
        super().__init__(url, account, name)
        self._process = process
        self._said = said
        self._one_by_one = asyncio.Lock()

    @classmethod
    async def on(cls, synapse: Synapse, name: str, folder: Path) -> Self:
        """Register a person, logged in with Element, whose identity signs their device."""
        account, said = await synapse.register(name), _new_file(folder)
        with said.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                "node", _PROGRAM, stdin=PIPE, stdout=PIPE, stderr=errors, limit=_LONGEST_LINE
            )
        made = cls(synapse.url, account, name, process, said)
        try:
            user, password = account.user_id, account.password
            await made.does("enters", url=synapse.url, user=user, password=password)
        except BaseException:
            await made.close()
            raise
        return made

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.communicate()

    async def refuses_unsigned_devices(self) -> None:
        """Give no keys to devices that no identity signs, and read nothing from them."""
        await self.does("refuses_unsigned_devices")

    async def sends(self, room: str, kind: str, content: Json) -> str:
        """Send an event, encrypted where the room is; reactions never are."""
        return str(await self.does("sends", room=room, kind=kind, content=content))

    async def timeline(self, room: str) -> list[Json]:
        """As anybody's; a message that stays closed has `failure`, an opened one `shield`."""
        opened: list[Json] = await self.does(
            "opens", room=room, events=await super().timeline(room)
        )
        return opened

    async def examines(self, room: str) -> list[Examined]:
        """The messages of a room, the earliest first, with Element's signs beside them."""
        return [
            Examined(
                words=event["content"].get("body", ""),
                sender=event["sender"],
                encrypted=bool(event.get("encrypted")),
                failure=event.get("failure", ""),
                shield=event.get("shield", ""),
                reason=event.get("reason", ""),
            )
            for event in await self.timeline(room)
            if event["type"] in {"m.room.message", "m.room.encrypted"}
        ]

    async def judges(self, person: str) -> Judgement:
        """Ask for a person's keys anew, and judge them."""
        told = await self.does("judges", person=person)
        devices = {name: Device(**device) for name, device in told["devices"].items()}
        return Judgement(told["master"], told["verified"], devices)

    async def trusts(self, person: str) -> None:
        """Sign a person's identity, as one does after having compared emojis."""
        await self.does("trusts", person=person)

    async def does(self, what: str, **given: object) -> Any:  # noqa: ANN401 - JSON
        """Give a command of client.mjs; gives what it tells, or raises `ElementError`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._one_by_one, patient():
            self._process.stdin.write(json.dumps({"do": what, **given}).encode() + b"\n")
            line = await self._process.stdout.readline()
        answer = json.loads(line or b"{}")
        if "told" not in answer:
            last_words = self._said.read_text(encoding="utf-8")[-4000:]
            raise ElementError(f"{what}: {answer.get('failed')}\n{last_words}")
        return answer["told"]


def _new_file(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder / "said"
