"""A person of the small town, with one account: writes, presses, reads."""

from collections.abc import Callable, Coroutine, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from bot.core.messages.incoming import Kind, Mention
from bot.operations.stage import latest_with
from bot.transports.playground import Playground, Posted
from tests.town_settings import SQUARE

if TYPE_CHECKING:
    from tests.town import Town

Result = TypeVar("Result")
MORNING = "☀️"
"""Begins the list of tasks that comes to gardeners by itself, on any day on which time passes."""


class Neighbour:
    """A person with one account, whose acts return what the bot answers."""

    def __init__(self, town: "Town", network: str, address: str, name: str, locale: str) -> None:
        self.town = town
        self.network = network
        self.address = address
        self.name = name
        self.locale = locale

    @property
    def playground(self) -> Playground:
        """The network that this account is on."""
        return self.town.networks[self.network]

    @property
    def direct(self) -> list[Posted]:
        """The messages of the bot in this person's direct room, without the lists of mornings."""
        said = self.town.said_in(self.address)
        return [each for each in said if not each.text.startswith(MORNING)]

    @property
    def inbox(self) -> list[str]:
        """The texts of those messages."""
        shown = self.town.shown_in(self.address)
        return [each.text for each in shown if not each.text.startswith(MORNING)]

    def alone(self, room: str | None = None) -> list[Posted]:
        """The messages of the bot that this person alone sees in a shared room, the square."""
        return self.playground.ephemeral.get((room or self.square, self.address), [])

    @property
    def square(self) -> str:
        """The community's room on this network."""
        return SQUARE[self.network]

    def says(
        self,
        words: str,
        room: str | None = None,
        *,
        reply_to: Posted | None = None,
        mentions: tuple[Mention, ...] = (),
        kind: Kind = Kind.WORDS,
        **more: Any,  # noqa: ANN401 - fields of an incoming message
    ) -> str:
        """Write, in private unless a room is named; gives the answer there, or the reaction."""
        about = None if reply_to is None else reply_to.id
        where = room or self.address

        def say(network: Playground) -> Coroutine[Any, Any, str]:
            return network.says(
                self.address,
                self.name,
                words,
                room=room,
                locale=self.locale,
                reply_to=about,
                mentions=mentions,
                kind=kind,
                **more,
            )

        def answer() -> str:
            before = len(self.town.shown_in(where))
            message_id = self._does(say)
            said = [each.text for each in self.town.shown_in(where)[before:]]
            return "\n---\n".join(said) or self.playground.reactions.get(message_id, "")

        step = ("says", words, room, about, mentions, kind, *more.items())
        return self._once(step, answer)

    def publishes(self, poll: str) -> str:
        """Write a poll in one go, in private, and publish it; gives what was confirmed."""
        self.says(poll)
        return self.presses("Publier le sondage" if self.locale == "fr" else "Publish the poll")

    def reviews_letter(self) -> str:
        """As a gardener, read the next letter as its readers will, and its state."""
        self.says("/lettre")
        return self.presses("Aperçu")

    def sends(self, filename: str, content: bytes, caption: str = "") -> str:
        """Send a file in private; return the messages there in answer, in any case."""

        def answer() -> str:
            before = len(self.inbox)
            self._does(
                lambda network: network.sends(
                    self.address, self.name, filename, content, caption=caption, locale=self.locale
                )
            )
            return "\n---\n".join(self.inbox[before:])

        return self._once(("sends", filename, content, caption), answer)

    def presses(self, label: str, posted: Posted | None = None, room: str | None = None) -> str:
        """Press a button of a message (the latest with that label in the direct room).

        Gives the words shown over the button, else what was said in the direct room since, else
        what the message became.
        """
        step = ("presses", label, None if posted is None else posted.id, room)
        return self._once(step, lambda: self._press(label, posted, room or self.address))

    def _press(self, label: str, posted: Posted | None, where: str) -> str:
        pressed = posted or latest_with(self.town.shown_in(where), label)
        before = len(self.inbox)
        press_id = self._does(
            lambda network: network.presses(
                self.address, self.name, pressed, label, room=where, locale=self.locale
            )
        )
        words, start = self._press_answer(press_id)
        if start:
            return self.says(f"/start {start}")
        return words or "\n---\n".join(self.inbox[before:]) or pressed.text

    def forges(self, press: str, posted: Posted, room: str | None = None) -> str:
        """Press what one likes on a message, as a client can; gives what one is told, if anything.

        These are the words over the button, else what was said in the direct room. A press without
        a revision gets the present one: the best that a forger can do.
        """
        before, where = len(self.inbox), room or self.address
        press = self.town.stamped(press)
        press_id = self.town.do(
            self.playground.sends_press(
                self.address, self.name, posted, press, room=where, locale=self.locale
            )
        )
        words, start = self.playground.told.get(press_id, ("", ""))
        return words or start or "\n---\n".join(self.inbox[before:])

    def reacts(self, press: str, posted: Posted) -> str:
        """Press where the whole square sees it: a reaction, or a vote in a network's own poll.

        Gives the key under which it can be taken back.
        """
        press = self.town.stamped(press)
        return self._once(
            ("reacts", press, posted.id),
            lambda: self._does(
                lambda network: network.reacts(
                    self.address, self.name, press, posted.id, room=self.square, locale=self.locale
                )
            ),
        )

    def takes_back(self, key: str) -> None:
        """Take back what one pressed before all."""
        self._once(
            ("takes back", key),
            lambda: self._does(
                lambda network: network.takes_back(self.address, key, room=self.square)
            ),
        )

    def enters(self, room: str | None = None) -> "Neighbour":
        """Come into a shared room, the square unless another is named."""
        where = room or self.square
        self._once(
            ("enters", where),
            lambda: self._does(
                lambda network: network.enters(self.address, self.name, where, locale=self.locale)
            ),
        )
        return self

    def exits(self, room: str | None = None) -> None:
        """Leave it again."""
        where = room or self.square
        self._once(
            ("exits", where),
            lambda: self._does(lambda network: network.exits(self.address, self.name, where)),
        )

    def asks_to_enter(self, room: str | None = None) -> str:
        """Ask to be let into a room; gives what one is told in private."""
        where = room or self.square

        def answer() -> str:
            before = len(self.inbox)
            self._does(
                lambda network: network.asks_to_enter(
                    self.address, self.name, where, locale=self.locale
                )
            )
            return "\n---\n".join(self.inbox[before:])

        return self._once(("asks to enter", where), answer)

    def wants_messages(self) -> "Neighbour":
        """Say yes to being written to unasked."""
        self._agree()
        return self

    def _agree(self) -> None:
        french = self.locale == "fr"
        self.says("/settings")
        self.presses("Messages privés" if french else "Messages in private")
        self.presses("Oui, écrivez-moi" if french else "Yes, write to me")

    def joins(self, community: str = "") -> "Neighbour":
        """Become a member, as people do; where there are several communities, of the one named."""
        self._once(("joins", community), lambda: self._join(community))
        return self

    def _once(self, step: tuple[Hashable, ...], do: Callable[[], Result]) -> Result:
        who = (self.network, self.address, self.name, self.locale)
        return self.town.once((*who, *step), do)

    def _does(self, act: Callable[[Playground], Coroutine[Any, Any, Result]]) -> Result:
        return self.town.do(act(self.playground))

    def _press_answer(self, press_id: str) -> tuple[str, str]:
        return self.playground.told.get(press_id, ("", ""))

    def _join(self, community: str) -> None:
        self.says("/rejoindre" if self.network == "telegram" else "!rejoindre")
        if community and any(
            each.label == community for each in self.town.shown_in(self.address)[-1].choices
        ):
            self.presses(community)
        self.presses("J'ai 15 ans ou plus, j'accepte") if self.locale == "fr" else self.presses(
            "I am 15 or older, I accept"
        )


def labels(person: Neighbour) -> list[str]:
    """The buttons of the last message in private."""
    return [choice.label for choice in person.direct[-1].choices]
