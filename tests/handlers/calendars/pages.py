"""Our pages of calendars, and the events behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from multidict import CIMultiDict

from bot.domain import codes
from bot.domain.events.rules import EventState
from storage.calendars import CalendarAddresses
from storage.events import Event, Events
from storage.unit_of_work import Store
from tests.core.engine import Engine
from tests.handlers.calendars.reading import read

ALL = "/c/energie/events.ics"


@dataclass(slots=True)
class Site:
    """The pages, and the engine behind them."""

    engine: Engine
    url: str
    session: aiohttp.ClientSession

    def event(self, title: str = "Visite", **values: Any) -> Event:  # noqa: ANN401 - of a new event
        now = self.engine.clock.now()
        usual: dict[str, Any] = {
            "starts_at": now + timedelta(days=10),
            "zone": "Europe/Paris",
            "state": EventState.PUBLISHED,
        }
        new = Event(title, **usual | values)
        return self.engine.store(lambda store: store[Events].add(1, None, new, now))

    def new_address(self) -> str:
        """The path of a new secret address of Zoé's."""
        token = codes.new_token()
        now = self.engine.clock.now()
        self.engine.store(
            lambda store: store[CalendarAddresses].open(codes.digest_of_token(token), 1, now)
        )
        return f"/c/feed/{token}.ics"

    def does(self, work: Callable[[Store], object]) -> None:
        self.engine.store(work)

    async def asks(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, bytes, CIMultiDict[str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, self.url + path, headers=named) as answer:
            told = answer.headers.copy()
            assert told["X-Content-Type-Options"] == "nosniff"
            assert told["X-Robots-Tag"] == "noindex, nofollow"
            assert told["Server"] == "Terreau"
            return answer.status, await answer.read(), told

    async def titles(self, path: str) -> list[str | None]:
        status, content, _ = await self.asks(path)
        assert status == 200
        return [each.summary for each in read(content).events]
