"""Our rights in groups, as far as they decide how people are answered there.

They are asked for when something comes from a group for the first time, and followed from then on.
Unknown rights are none: people are then answered as everywhere.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner
from telegram.error import TelegramError

from bot.transports.telegram import later_api
from bot.transports.telegram.later_api import Json

PATIENCE_SECONDS = 2.0
AGAIN_SECONDS = 60.0
"""Time after which a group is asked about again that gave no answer."""
_GROUPS = {"group", "supergroup"}


@dataclass(frozen=True, slots=True)
class Rights:
    """What we may in a group."""

    leads: bool = False
    """True for an administrator, who may show people messages for them alone."""
    welcomes: bool = False
    """True if newcomers may be welcomed so."""


_NONE = Rights()


class OwnRights:
    """Our rights in groups; `on_learned` is told of each that is new."""

    def __init__(self, bot: Bot, on_learned: Callable[[int, Rights], None]) -> None:
        self._bot = bot
        self._on_learned = on_learned
        self._known: dict[int, Rights] = {}
        self._ask_again_at: dict[int, float] = {}

    def of(self, chat_id: int) -> Rights:
        return self._known.get(chat_id, _NONE)

    def leads(self, chat_id: int) -> bool:
        """True for a group where we may show people messages for them alone."""
        return self.of(chat_id).leads

    def welcomes(self, chat_id: int) -> bool:
        """True for a group where newcomers may be welcomed so."""
        return self.of(chat_id).welcomes

    def led(self) -> list[int]:
        """The groups that we lead, as far as they are known."""
        return [chat_id for chat_id, rights in self._known.items() if rights.leads]

    def forget(self, chat_id: int) -> None:
        """Ask about a group again: it refused something that we should be allowed."""
        self._known.pop(chat_id, None)

    async def learn(self, updates: Sequence[Json], us: int) -> None:
        """Learn from updates, and ask about the groups in them that are not known."""
        wanted: set[int] = set()
        for update in updates:
            match update:
                case {"my_chat_member": {"chat": {"id": int(chat_id)}}}:
                    self._known.pop(chat_id, None)  # what comes from there next asks anew
                    self._ask_again_at.pop(chat_id, None)
            wanted |= set(_groups_in(update))
        now = monotonic()
        asked = [
            each for each in wanted - self._known.keys() if self._ask_again_at.get(each, now) <= now
        ]
        if asked:
            await asyncio.gather(*(self.ask(each, us) for each in asked))

    async def ask(self, chat_id: int, us: int) -> None:
        """Ask what we may in a group; without an answer it is asked again later."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                member = await self._bot.get_chat_member(chat_id, us)
        except (TelegramError, TimeoutError):
            self._ask_again_at[chat_id] = monotonic() + AGAIN_SECONDS
            return
        leads = isinstance(member, ChatMemberAdministrator | ChatMemberOwner)
        rights = Rights(leads=leads, welcomes=later_api.may_welcome(member))
        self._known[chat_id] = rights
        self._on_learned(chat_id, rights)


def _groups_in(update: Json) -> Iterator[int]:
    """The group of a press, or of newcomers: there our rights decide on the answer."""
    match update:
        case {"callback_query": {"message": {"chat": {"id": int(chat_id), "type": kind}}}}:
            yield from [chat_id] if kind in _GROUPS else []
        case {"message": {"new_chat_members": _, "chat": {"id": int(chat_id), "type": kind}}}:
            yield from [chat_id] if kind in _GROUPS else []
        case {"chat_member": {"chat": {"id": int(chat_id), "type": kind}}}:
            yield from [chat_id] if kind in _GROUPS else []
