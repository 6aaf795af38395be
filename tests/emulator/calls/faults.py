"""Planned misfortune: errors, lost responses, resets, slowness, outages."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from tests.emulator.updates import Queued

from .errors import plain_refusal

if TYPE_CHECKING:
    from types import TracebackType

    from tests.emulator.chats.chats import Chat
    from tests.emulator.updates import Updates

    from .limits import Limits

When = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    """One misfortune; `body` is None for a reset, and `seconds` delays."""

    method: str
    when: When
    times: float
    status: int = 0
    body: str | None = None
    seconds: float = 0.0

    @property
    def is_delay(self) -> bool:
        return self.seconds > 0

    def strikes(self, method: str, when: When) -> bool:
        return self.times > 0 and self.when == when and self.method in {"*", method}


class Line(Protocol):
    """The server's end of the wire."""

    def cut(self) -> None:
        """Reset every open connection."""

    async def hang_up(self) -> None:
        """Refuse connections."""

    async def listen(self) -> None:
        """Accept them again, at the same address."""


class Outage:
    """While entered, nothing gets through: `with` resets, `async with` refuses connections."""

    def __init__(self, faults: Faults, line: Line) -> None:
        self.faults = faults
        self.line = line

    def __enter__(self) -> None:
        self.faults.down = True
        self.line.cut()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.faults.down = False

    async def __aenter__(self) -> None:
        await self.line.hang_up()
        self.line.cut()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.line.listen()


class Faults:
    """Planned faults; "before" is not applied, "after" is applied and its answer lost."""

    def __init__(self, updates: Updates, limits: Limits, line: Line) -> None:
        self.updates = updates
        self.limits = limits
        self.line = line
        self.down = False
        self._planned: list[Fault] = []

    def fail(
        self,
        method: str,
        *,
        times: float = 1,
        status: int = 502,
        body: str | None = None,
        when: When = "before",
    ) -> None:
        """Answer with an error; 4xx in Telegram's JSON, 5xx as a proxy's page, or as given."""
        page = f"<html><body><h1>{status} Bad Gateway</h1></body></html>"
        told = page if status >= 500 else json.dumps(plain_refusal(status))
        self._plan(Fault(method, when, times, status, told if body is None else body))

    def reset(self, method: str, *, times: float = 1, when: When = "before") -> None:
        self._plan(Fault(method, when, times))

    def garbage(self, method: str, *, times: float = 1) -> None:
        """Apply the call and answer with broken JSON."""
        self._plan(Fault(method, "after", times, 200, '{"ok": true, "result": [{"upd'))

    def latency(
        self,
        method: str,
        seconds: float,
        *,
        times: float = float("inf"),
        when: When = "before",
    ) -> None:
        self._plan(Fault(method, when, times, seconds=seconds))

    def outage(self) -> Outage:
        return Outage(self, self.line)

    def undecodable_update(self) -> Queued:
        """Queue an update that python-telegram-bot cannot read."""
        return self.updates.force({"message": {"message_id": 1}}, checked=False)

    def retry_after(self, chat: Chat, seconds: int) -> None:
        self.limits.penalise(chat.id, seconds)

    def clear(self) -> None:
        self._planned.clear()
        self.down = False

    async def delay(self, method: str, when: When) -> None:
        for fault in self._planned:
            if fault.is_delay and fault.strikes(method, when):
                fault.times -= 1
                await asyncio.sleep(fault.seconds)

    def take(self, method: str, when: When) -> Fault | None:
        """Give the next failure or reset that is due, used up by one."""
        for fault in self._planned:
            if not fault.is_delay and fault.strikes(method, when):
                fault.times -= 1
                return fault
        return None

    @property
    def planned(self) -> bool:
        return bool(self._planned)

    def _plan(self, fault: Fault) -> None:
        self._planned = [it for it in self._planned if it.times > 0]
        self._planned.append(fault)
