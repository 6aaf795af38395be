"""All that the emulator knows: people, chats, updates, and acts of the bot."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tests.emulator.calls.errors import Json
from tests.emulator.calls.limits import Limits
from tests.emulator.chats.chats import Chat, Private
from tests.emulator.chats.membership import Standing
from tests.emulator.chats.menus import DEFAULT, Menus
from tests.emulator.chats.people import Person
from tests.emulator.chats.rooms import Channel, Group, Shared
from tests.emulator.messages.callbacks import Callbacks, Query
from tests.emulator.messages.files import Files
from tests.emulator.messages.messages import ANONYMOUS, Account
from tests.patience import HANG

from .clock import Clock
from .updates import Updates
from .watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.messages.messages import Message
    from tests.emulator.messages.text import Entity

R = TypeVar("R", bound=Shared)


@dataclass(slots=True)
class Call:
    """One call of the bot; `status` is 0 until it is answered."""

    method: str
    params: dict[str, Any]
    at: float
    status: int = 0
    description: str = ""


class TooMany(NamedTuple):
    """A call refused for its pace; `early` when a `retry_after` was still running."""

    method: str
    chat_id: int
    seconds: int
    early: bool
    at: float


class Ping(NamedTuple):
    """Words of the bot that call a person: an `@name` or a link to a person."""

    message: Message
    entity: Entity
    words: str


@dataclass(slots=True)
class Webhook:
    url: str = ""
    secret: str | None = None
    options: Json = field(default_factory=dict)


class World:
    def __init__(self, bot: Account, *, limits: bool, limits_scale: float) -> None:
        self.bot = bot
        self.is_test = False
        """True for the test environment: its methods stand below `/test`."""
        self.privacy = True
        self.clock = Clock()
        self.watch = Watch()
        self.updates = Updates(self.clock, self.watch)
        self.callbacks = Callbacks(self.clock)
        self.limits = Limits(self.clock, enabled=limits, scale=limits_scale)
        self.files = Files()
        self.menus = Menus()
        self.webhook = Webhook()
        self.join_queries: dict[str, float] = {}
        """Requests to join on which our bot is asked to decide, and since when."""
        self.join_answers: list[str] = []
        self.violations: list[str] = []
        self.too_many: list[TooMany] = []
        self.pings: list[Ping] = []
        self.calls: list[Call] = []
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {}
        self._counts: Counter[str] = Counter()
        self._numbers = itertools.count(1)

    def person(
        self,
        name: str,
        *,
        language: str = "fr",
        username: str | None = None,
        is_bot: bool = False,
    ) -> Person:
        """Make a person who has never met the bot; or another bot."""
        number = 5_000_000_000 + next(self._numbers)
        account = Account(number, name, username, is_bot, language)
        person = self.people[account.id] = Person(self, account)
        self.chats[account.id] = Private(self, person)
        return person

    def group(self, title: str, *, topics: bool = False, supergroup: bool | None = None) -> Group:
        """Make a group that the bot is in; a supergroup if it has topics or if asked."""
        large = topics if supergroup is None else supergroup
        number = next(self._numbers)
        chat_id = -1_002_000_000_000 - number if large else -4_000_000_000 - number
        return self._with_bot(
            Group(self, chat_id, title, supergroup=large, topics=topics), "member"
        )

    def channel(self, title: str, *, username: str | None = None) -> Channel:
        chat_id = -1_003_000_000_000 - next(self._numbers)
        return self._with_bot(Channel(self, chat_id, title, username), "administrator")

    def private(self, person: Person) -> Private:
        chat = self.chats[person.id]
        assert isinstance(chat, Private)
        return chat

    def account(self, account_id: int) -> Account:
        if account_id in {self.bot.id, ANONYMOUS.id}:
            return self.bot if account_id == self.bot.id else ANONYMOUS
        return self.people[account_id].account

    def known(self, account_id: int) -> Json | None:
        person = self.people.get(account_id)
        return person.account.as_json() if person else None

    def count(self, method: str) -> int:
        return self._counts[method]

    def record(self, method: str) -> Call:
        call = Call(method, {}, self.clock.elapsed())
        self.calls.append(call)
        self._counts[method] += 1
        self.watch.changed()
        return call

    def unanswered(self) -> list[Query]:
        return self.callbacks.unanswered()

    async def until(self, condition: Callable[[], object], *, within: float = HANG) -> None:
        """Wait for a condition, looked at after each call and each confirmation."""
        await self.watch.until(condition, within=within)

    async def quiet(self, *, within: float = HANG) -> None:
        """Wait until every queued update is confirmed."""
        await self.until(lambda: not self.updates.pending, within=within)

    def menu(self, person: Person, room: Chat) -> list[Json]:
        """Give the command menu that a person is shown in a chat."""
        admin = isinstance(room, Shared) and room.standing(person) in {"creator", "administrator"}
        chat, shared = {"chat_id": room.id}, isinstance(room, Shared)
        scopes: list[tuple[bool, Json]] = [
            (shared, {"type": "chat_member", "user_id": person.id} | chat),
            (admin, {"type": "chat_administrators"} | chat),
            (True, {"type": "chat"} | chat),
            (admin, {"type": "all_chat_administrators"}),
            (shared, {"type": "all_group_chats"}),
            (not shared, {"type": "all_private_chats"}),
            (True, DEFAULT),
        ]
        wanted = [scope for applies, scope in scopes if applies]
        return self.menus.first(wanted, person.account.language or "")

    def _with_bot(self, room: R, standing: Standing) -> R:
        room.standings[self.bot.id] = standing
        self.chats[room.id] = room
        return room
