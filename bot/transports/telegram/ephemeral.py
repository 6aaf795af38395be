"""Messages in groups that one person alone sees: within a small budget, and without promise.

Telegram does not say whether they count as messages to the group. So they get half of its budget:
cards keep the rest, and who comes beyond it is answered as where we lead no group.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from time import monotonic

from telegram import Bot, InlineKeyboardMarkup

from bot.core.messages.ports import EphemeralMessage, Rejected, RoomGone, SendError, TryLater
from bot.core.messages.rendering import Rendered, units
from bot.transports.telegram import html, later_api
from bot.transports.telegram.addresses import place
from bot.transports.telegram.own_rights import OwnRights

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
        if not may or is_long or not self._has_room(to.chat_id):
            return False
        self._left_at[to.chat_id].append(monotonic())
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

    def _has_room(self, chat_id: int) -> bool:
        now, left_at = monotonic(), self._left_at[chat_id]
        is_full = len(left_at) == MOST_A_MINUTE and now - left_at[0] < _MINUTE
        return not is_full and self._not_before.get(chat_id, now) <= now
