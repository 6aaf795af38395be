"""Planned misfortune between a client and its homeserver, by path pattern (`*/sync`)."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from tests.synapse.calls import Json

When = Literal["before", "after"]
ALWAYS = float("inf")


@dataclass(slots=True)
class Fault:
    """One misfortune: an answer, a reset (without status), or a delay of `seconds`."""

    pattern: str
    when: When
    times: float
    status: int = 0
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    spares: int = 0
    """The number of requests that are spared first."""

    def strikes(self, path: str, when: When) -> bool:
        return self.times > 0 and self.when == when and fnmatchcase(path, self.pattern)


class Faults:
    """Planned faults; "before" is not applied, "after" is applied and its answer lost."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def fail(  # noqa: PLR0913 - all that a failure may be
        self,
        pattern: str,
        *,
        times: float = 1,
        status: int = 502,
        body: Json | str = "<html><body><h1>Bad Gateway</h1></body></html>",
        headers: Mapping[str, str] | None = None,
        when: When = "before",
        spares: int = 0,
    ) -> None:
        """Answer with an error: a reverse proxy's page, or Matrix's JSON."""
        told = body if isinstance(body, str) else json.dumps(body)
        self._planned.append(
            Fault(pattern, when, times, status, told, headers or {}, spares=spares)
        )

    def log_out(self, pattern: str = "*", *, times: float = 1, soft: bool = False) -> None:
        """Answer that the access token is not known (any more)."""
        body = {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid token", "soft_logout": soft}
        self.fail(pattern, times=times, status=401, body=body)

    def limit(
        self, pattern: str, *, times: float = 1, seconds: int = 1, in_body: bool = False
    ) -> None:
        """Ask to wait, in the header `Retry-After` only, or with `retry_after_ms` too."""
        body: Json = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}
        if in_body:
            body["retry_after_ms"] = seconds * 1000
        headers = {"Retry-After": str(seconds)}
        self.fail(pattern, times=times, status=429, body=body, headers=headers)

    def reset(self, pattern: str, *, times: float = 1, when: When = "before") -> None:
        """Drop the connection."""
        self._planned.append(Fault(pattern, when, times))

    def garbage(self, pattern: str, *, times: float = 1) -> None:
        """Apply the request and answer with broken JSON."""
        self.fail(pattern, times=times, status=200, body='{"next_batch": "s1', when="after")

    def latency(
        self, pattern: str, seconds: float, *, times: float = ALWAYS, when: When = "before"
    ) -> Fault:
        """Be slow; gives it, whose `times` tell how often it is still to come."""
        fault = Fault(pattern, when, times, seconds=seconds)
        self._planned.append(fault)
        return fault

    def clear(self) -> None:
        """All is well from now on."""
        self._planned.clear()

    async def delay(self, path: str, when: When) -> None:
        """Wait as long as is planned."""
        for fault in [it for it in self._planned if it.seconds and it.strikes(path, when)]:
            fault.times -= 1
            await asyncio.sleep(fault.seconds)

    def take(self, path: str, when: When) -> Fault | None:
        """Give the next failure or reset that is due, used up by one."""
        for fault in self._planned:
            if not fault.seconds and fault.strikes(path, when):
                if fault.spares:
                    fault.spares -= 1
                    continue
                fault.times -= 1
                return fault
        return None
