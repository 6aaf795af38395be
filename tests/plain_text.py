"""The bot's words in plain typing, so that tests write ordinary spaces and apostrophes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.context.clock import Clock
from bot.core.messages.content import Bar
from bot.core.messages.ports import EphemeralMessage, Menu
from bot.core.messages.rendering import Choice, OwnPoll, Rendered
from bot.transports.playground import Playground
from tests.crash_watch import WATCH

SAME_WORDS = "buttons with the same words"
_PLAIN = str.maketrans("\u00a0\u202f’", "  '")


def plain(words: str) -> str:
    """Words with ordinary spaces and apostrophes."""
    return words.translate(_PLAIN)


def plainly(said: Rendered) -> Rendered:
    """A message in plain typing."""
    picture = said.picture
    if isinstance(picture, Bar) and isinstance(picture.words, str):
        picture = replace(picture, words=plain(picture.words))
    return replace(
        said,
        spans=tuple(replace(each, text=plain(each.text)) for each in said.spans),
        choices=tuple(tuple(map(_choice, row)) for row in said.choices),
        picture=picture,
        poll=None if said.poll is None else _poll(said.poll),
        typed=plain(said.typed),
        encrypted_hint=plain(said.encrypted_hint),
    )


class PlainPlayground(Playground):
    """A pretended network whose people read plain typing; `typeset` has what they would see."""

    def __init__(self, network: str, clock: Clock) -> None:
        super().__init__(network, clock)
        self.typeset: list[Rendered] = []

    async def send(self, room: str, rendered: Rendered, *, txn: str, reply_to: str | None) -> str:
        """Show a message in plain typing."""
        _check_labels(rendered)
        self.typeset.append(rendered)
        return await super().send(room, plainly(rendered), txn=txn, reply_to=reply_to)

    async def edit(self, room: str, message_id: str, rendered: Rendered, *, txn: str) -> None:
        """Show other words in plain typing."""
        _check_labels(rendered)
        self.typeset.append(rendered)
        await super().edit(room, message_id, plainly(rendered), txn=txn)

    async def show_ephemeral(self, message: EphemeralMessage) -> bool:
        """Show a person a message alone in plain typing."""
        return await super().show_ephemeral(replace(message, said=plainly(message.said)))

    async def answer(self, press_id: str, words: str, start: str) -> None:
        """Tell who pressed a button in plain typing."""
        await super().answer(press_id, plain(words), start)

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        """Keep the menus in plain typing."""
        await super().set_menu(
            [
                replace(each, commands=tuple((name, plain(words)) for name, words in each.commands))
                for each in menus
            ]
        )


def plain_networks(clock: Clock, servers: Iterable[str] = ()) -> dict[str, Playground]:
    """One with buttons and one without; and those of other `servers`, without buttons too."""
    names = dict.fromkeys(("telegram", "matrix", *servers))
    return {name: PlainPlayground(name, clock) for name in names}


def _check_labels(said: Rendered) -> None:
    """Fail the test where two buttons of one message have the same words."""
    labels = Counter(each.label for row in said.choices for each in row)
    for label in (each for each, count in labels.items() if count > 1):
        WATCH.note(SAME_WORDS, f"{label} in {said.plain}")


def _choice(choice: Choice) -> Choice:
    return replace(choice, label=plain(choice.label))


def _poll(poll: OwnPoll) -> OwnPoll:
    return replace(
        poll,
        question=plain(poll.question),
        choices=tuple(map(plain, poll.choices)),
        result=plain(poll.result),
    )
