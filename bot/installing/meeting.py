"""People and rooms are known by what they write to the bot: nobody hunts for a number."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field

from bot.core.messages import Kind, Typed, Words, text
from bot.core.ports import SendError
from bot.domain.roles import Seat
from bot.installing.asking import Asker, Stopped
from bot.transports.telegram import Arrival, Arrivals, Me, ReadElsewhere, TooMuchWaits, Visit

_LOOK_SECONDS = 0.2
_INVITATIONS = {
    Seat.TERRITORY: text("If the territory's gardener is at hand, they write to the bot now:"),
    Seat.REGION: text("If the Region's gardener is at hand, they write to the bot now:"),
}


@dataclass(slots=True)
class Meeting:
    """The bot's door, and the person at the terminal who tells who came in."""

    asker: Asker
    runner: asyncio.Runner
    visit: Visit
    us: Me
    _arrivals: Arrivals | None = None
    _met: set[str] = field(default_factory=set)

    def cultivator(self) -> str:
        """The address of the installer's account, by anything they write to the bot."""
        self.asker.say(
            text(
                "Now write anything to the bot from your own account: https://t.me/{bot}",
                bot=self.us.username,
            )
        )
        while True:
            arrival = self._next(_is_personal)
            if arrival is None:
                self.asker.pause(option="--cultivator")
                self.asker.say(text("I wait for your message to the bot; Ctrl-C to stop."))
                continue
            if self.asker.yes(text("Is this you: {who}?", who=_who(arrival))):
                self._arrivals_open().take(arrival)
                return arrival.what.sender
            self.asker.say(text("Then that was somebody else: I go on waiting for you."))

    def greet(self, address: str, community: str) -> None:
        """A kind word to the installer, where they wrote; its loss stops nothing."""
        words = text(
            "Hello! I recognised you: you look after me, for {community}. "
            "As soon as I am started, come back here and send me {start}.",
            community=community,
            start="/start",
        )
        self._tell(address, words)

    def gardener(self, seat: Seat, community: str, *, but: Collection[str]) -> str:
        """The address of who holds this seat, by anything they write; empty to do it later."""
        self.asker.say(_INVITATIONS[seat])
        self.asker.say(text("https://t.me/{bot} (Enter to do it later)", bot=self.us.username))
        self._met = set(but)
        while (arrival := self._next(_is_personal)) is not None:
            if self.asker.yes(text("Is this the gardener: {who}?", who=_who(arrival))):
                self._arrivals_open().take(arrival)
                words = text(
                    "Hello! You tend {community} with me. As soon as I am started, come back here "
                    "and send me {join}.",
                    community=community,
                    join=Typed("/join", "/rejoindre"),
                )
                self._tell(arrival.what.sender, words)
                return arrival.what.sender
        with suppress(Stopped):  # nobody is there to be waited for
            self.asker.pause(option="--seat")
        return ""

    def rooms(self) -> tuple[list[str], list[str]]:
        """The rooms and the channels to which the bot was let, as many as the installer shows."""
        rooms: list[str] = []
        channels: list[str] = []
        self.asker.say(
            text(
                "Add the bot to your group, and write there: /start@{bot}\n"
                "If you have a channel for announcements, make the bot one of its "
                "administrators.\nPress Enter when you are done, or to do it later.",
                bot=self.us.username,
            )
        )
        while (arrival := self._next(_shows_a_room)) is not None:
            if not self.asker.yes(_offer(arrival)):
                continue
            self._arrivals_open().take(arrival)
            (channels if arrival.is_channel else rooms).append(arrival.what.room)
            self.asker.say(text("Kept. Another one, or Enter to go on."))
        with suppress(Stopped):  # there nobody is to show a room
            self.asker.pause(option="--room")
        return rooms, channels

    def close(self) -> None:
        """Acknowledge what was answered here; the rest is the bot's."""
        if self._arrivals is not None:
            self.runner.run(self._arrivals.close())

    def _tell(self, address: str, words: Words) -> None:
        with suppress(SendError):
            self.runner.run(self.visit.tell(address, self.asker.words(words)))

    def _arrivals_open(self) -> Arrivals:
        if self._arrivals is None:
            elsewhere = self.runner.run(self.visit.webhook())
            if elsewhere:
                self._take_over()
            self._arrivals = self.visit.arrivals(self.us)
        return self._arrivals

    def _take_over(self) -> None:
        if not self.asker.yes(
            text("Another program gets what people write to this bot. Take it over?"),
            default=False,
        ):
            raise Stopped(text("Ask @BotFather for a bot of its own, then begin again."))
        self.runner.run(self.visit.end_webhook())

    def _next(self, wanted: Callable[[Arrival], str]) -> Arrival | None:
        """The next one that is wanted, by an address not yet asked about; None on Enter."""
        arrivals = self._arrivals_open()
        while True:
            try:
                found = self.runner.run(self._unless_typed(arrivals))
            except ReadElsewhere:
                self._wait(text("Another program reads this bot's messages: stop it first."))
                continue
            except TooMuchWaits:
                raise Stopped(
                    text(
                        "Too many messages wait for this bot already: begin again "
                        "with --cultivator and --room."
                    )
                ) from None
            if found is None:
                return None
            address = wanted(found)
            if address and address not in self._met:
                self._met.add(address)
                return found

    def _wait(self, why: Words) -> None:
        self.asker.say(why)
        self.asker.pause(text("Enter to try again, Ctrl-C to stop."), option="--cultivator")

    async def _unless_typed(self, arrivals: Arrivals) -> Arrival | None:
        coming = asyncio.ensure_future(anext(arrivals))
        try:
            while not coming.done():
                if self.asker.console.line_waits():
                    return None
                await asyncio.wait([coming], timeout=_LOOK_SECONDS)
            return coming.result()
        finally:
            coming.cancel()
            await asyncio.wait([coming])


def _is_personal(arrival: Arrival) -> str:
    what = arrival.what
    return what.sender if what.direct and what.kind in {Kind.WORDS, Kind.EDIT} else ""


def _shows_a_room(arrival: Arrival) -> str:
    """A group is shown by a word to the bot there, in its topic; a channel by letting it in."""
    what = arrival.what
    shown = what.kind is Kind.CAME if arrival.is_channel else what.kind is Kind.WORDS
    return what.room if shown and not what.direct else ""


def _who(arrival: Arrival) -> Words:
    name, handle = arrival.what.name, arrival.what.handle
    return text("{name} (@{handle})", name=name, handle=handle) if handle else name


def _offer(arrival: Arrival) -> Words:
    number = arrival.what.room.partition(":")[2]
    if arrival.is_channel:
        return text("Channel {title} ({number}): use it?", title=arrival.title, number=number)
    return text("Group {title} ({number}): use it?", title=arrival.title, number=number)
