"""Messages in groups that one person alone sees: within a small budget, and without promise.

Telegram does not say whether they count as messages to the group. So they get half of its budget:
cards keep the rest, and who comes beyond it is answered as where we lead no group. Our rights
decide where they can be: they are asked for when something comes from a group for the first time,
and followed from then on. Unknown rights are none: people are then answered as everywhere.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.core.messages.ports import EphemeralMessage, Rejected, RoomGone, SendError, TryLater
from bot.core.messages.rendering import Rendered, units
from bot.transports.telegram import html, later_api
from bot.transports.telegram.bot_api import place
from bot.transports.telegram.later_api import Json

PATIENCE_SECONDS = 2.0
AGAIN_SECONDS = 60.0
"""Time after which a group is asked about again that gave no answer."""
_GROUPS = {"group", "supergroup"}


@dataclass(frozen=True, slots=True)
class Rights:
    """The bot's rights in a group."""

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


MOST_A_MINUTE = 10
_MINUTE = 60.0
Keys = Callable[[Rendered], InlineKeyboardMarkup | None]


class EphemeralMessages:
    """Shows people messages for them alone, where that can be."""

    def __init__(self, bot: Bot, network: str, rights: OwnRights, keys: Keys) -> None:
        self._bot = bot
        self._network = network
        self._rights = rights
        self._keys = keys
        self._left_at: defaultdict[int, deque[float]] = defaultdict(
            lambda: deque(maxlen=MOST_A_MINUTE)
        )
        self._not_before: dict[int, float] = {}

    async def show(self, message: EphemeralMessage) -> bool:
        """Send or edit it; False where it cannot be. Raises what python-telegram-bot has."""
        to, person = place(message.room), place(message.person).chat_id
        may = message.answers or self._rights.of(to.chat_id).leads
        is_long = len(html.pieces(message.said)) > 1
        if not may or is_long:
            return False
        now, left_at = monotonic(), self._left_at[to.chat_id]
        is_full = len(left_at) == MOST_A_MINUTE and now - left_at[0] < _MINUTE
        if is_full or self._not_before.get(to.chat_id, now) > now:
            return False
        left_at.append(monotonic())
        shown = later_api.Shown(html.as_html(message.said), self._keys(message.said))
        if message.edits and units(shown.words) <= later_api.LONGEST_EDITED:
            await later_api.edit_ephemeral(self._bot, to, person, message.edits, shown)
        else:
            await later_api.send_ephemeral(
                self._bot, to, person, shown, press_id=message.press_id, answers=message.answers
            )
        return True

    def failed(self, message: EphemeralMessage, error: SendError) -> None:
        """Learn from a failure: wait as asked, and ask anew what we may there."""
        chat_id = place(message.room).chat_id
        if isinstance(error, TryLater):
            self._not_before[chat_id] = monotonic() + error.after.total_seconds()
        if isinstance(error, Rejected | RoomGone):
            self._rights.forget(chat_id)
