"""Steering the emulator from another process, in JSON, for benches and crash tests."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.emulator.calls.errors import Json
from tests.emulator.chats.rooms import Group

if TYPE_CHECKING:
    from .api import BotApi

_FAULTS = {"fail", "reset", "garbage", "latency", "undecodable_update", "clear"}


class Control:
    """`POST /control/<name>` with a JSON object; each public method below is one name."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    async def answer(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        asked: Json = dict(request.query)
        if request.can_read_body:
            asked |= await request.json()
        action: Callable[..., object] | None = getattr(self, name, None)
        if action is None or name.startswith("_") or name == "answer":
            raise web.HTTPNotFound(text=f"no {name} here")
        return web.json_response(action(**asked))

    def people(self, count: int, *, language: str = "fr", started: bool = True) -> list[int]:
        """Make people, who by default have pressed Start long ago."""
        made = [self.api.person(f"Person {number}", language=language) for number in range(count)]
        for person in made:
            person.private.started = started
        return [person.id for person in made]

    def group(
        self,
        title: str,
        people: list[int],
        *,
        topics: bool = False,
        supergroup: bool = True,
        admin: bool = False,
    ) -> int:
        """Make a group whose members have been there for long."""
        group = self.api.group(title, topics=topics, supergroup=supergroup)
        group.standings |= dict.fromkeys(people, "member")
        if admin:
            group.promote(self.api.bot)
        return group.id

    def say(
        self, people: list[int], text: str, *, count: int = 1, chat: int | None = None
    ) -> list[int]:
        """Make people write in turn, `{n}` being the number; return the update ids."""
        room = self.api.chats[chat] if chat is not None else None
        first = self.api.updates.next_id
        for number in range(count):
            person = self.api.people[people[number % len(people)]]
            person.says(text.replace("{n}", str(number)), to=room)
        return list(range(first, self.api.updates.next_id))

    def tap(self, people: list[int], chat: int, message: int, label: str) -> list[str]:
        """Make each of the people tap a button; return the query ids."""
        found = self.api.chats[chat].find(message)
        assert found is not None, f"no message {message} in {chat}"
        payload = found.button(label).callback_data or ""
        return [self.api.people[it].presses(found, payload).id for it in people]

    def fault(self, kind: str, **details: Any) -> None:  # noqa: ANN401 - as Faults has them
        """Plan a misfortune: the name of a method of `Faults` and its arguments."""
        assert kind in _FAULTS, f"{kind} is none of {sorted(_FAULTS)}"
        getattr(self.api.faults, kind)(**details)

    def patience(self, *, seconds: float) -> None:
        """Give the bot more time to answer taps than Telegram does: only their number counts."""
        self.api.callbacks.seconds = seconds

    def counters(self) -> Json:
        records = self.api.updates.records.values()
        return {
            "calls": Counter(call.method for call in self.api.calls),
            "statuses": Counter(str(call.status) for call in self.api.calls),
            "queued": len(records),
            "delivered": sum(queued.deliveries > 0 for queued in records),
            "redelivered": sum(queued.deliveries > 1 for queued in records),
            "confirmed": sum(queued.confirmed_at is not None for queued in records),
            "unanswered": len(self.api.unanswered()),
            "too_many": len(self.api.too_many),
            "violations": len(self.api.violations),
        }

    def violations(self) -> list[str]:
        return self.api.violations

    def latencies(self) -> Json:
        """Tell how long taps waited for their answer, in seconds."""
        taken = sorted(self.api.callbacks.latencies())
        if len(taken) < 2:
            return {"count": len(taken)}
        cuts = statistics.quantiles(taken, n=100, method="inclusive")
        return {
            "count": len(taken),
            "p50": cuts[49],
            "p95": cuts[94],
            "p99": cuts[98],
            "max": taken[-1],
        }

    def messages(self, chat: int | str, *, after: int | str = 0) -> list[Json]:
        """List what the bot said in a chat and did not delete."""
        return [
            {"id": it.id, "text": it.text, "html": it.html, "edits": it.edits, "labels": it.labels}
            for it in self.api.chats[int(chat)].said
            if it.id > int(after)
        ]

    def calls(self, *, after: int | str = 0) -> list[Json]:
        """List calls, on the same clock as `updates`."""
        return [
            {
                "method": it.method,
                "at": it.at,
                "status": it.status,
                "chat": it.params.get("chat_id"),
            }
            for it in self.api.calls[int(after) :]
        ]

    def updates(self) -> list[Json]:
        return [
            {
                "id": it.id,
                "queued_at": it.queued_at,
                "deliveries": it.deliveries,
                "confirmed_at": it.confirmed_at,
            }
            for it in self.api.updates.records.values()
        ]

    def forget(self) -> None:
        """Start counting anew; people, chats and pending updates stay."""
        self.api.calls.clear()
        self.api.too_many.clear()
        self.api.violations.clear()
        self.api.callbacks.queries.clear()

    def groups(self) -> list[int]:
        return [chat.id for chat in self.api.chats.values() if isinstance(chat, Group)]
