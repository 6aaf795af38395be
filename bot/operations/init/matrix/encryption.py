"""The bot's identity on Matrix, its recovery key, and the fingerprint that people compare.

Without it Element refuses what the bot writes in encrypted rooms, and direct rooms are encrypted.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from bot.core.messages.content import Text, text
from bot.domain.refusals import Refusal
from bot.operations.init.asking import Asker, Stopped, Wrong
from bot.operations.init.given import Given
from bot.transports.matrix.device import Settling
from bot.transports.matrix.encryption.cross_signing import (
    ApprovalNeeded,
    PasswordNeeded,
    PasswordRefused,
    Whose,
)
from bot.transports.matrix.encryption.identity import fingerprint
from bot.transports.matrix.encryption.recovery import RecoveryKey, StoredByAnother


@dataclass(slots=True)
class Encryption:
    """The questions about the identity."""

    asker: Asker
    runner: asyncio.Runner
    settling: Settling
    given: Given

    def settle(self, password: str) -> None:
        """Give the bot an identity that signs its device; a refusal is told, and waits."""
        try:
            self._settle(password)
        except Refusal as refusal:
            self.asker.say(said(refusal))
            self.asker.say(
                text(
                    "Until this is fixed, Element may refuse what the bot writes in encrypted "
                    "rooms; “terreau check” shows the state."
                )
            )
        self._show_device()

    def _settle(self, password: str) -> None:
        match self.runner.run(self.settling.state()).whose:
            case Whose.OURS:
                self.runner.run(self.settling.sign())
                question = text(
                    "The bot already has its identity. Make a new recovery key, if the old one was "
                    "not written down? The old one will stop working."
                )
                if self.asker.yes(question, default=False):
                    self._make_recovery_key(replace=True)
            case Whose.NOBODYS:
                self._publish(password)
                self._make_recovery_key(replace=False)
            case Whose.SOMEBODY_ELSES:
                self._another(password)

    def _another(self, password: str) -> None:
        """The account has an identity that we do not hold: an older bot's, or a person's."""
        choice = self.asker.choose(
            text("The account already has an identity, but it is not on this machine."),
            {
                "restore": text("I have its recovery key: restore this identity"),
                "new": text(
                    "make a new one: people who verified the bot are warned and must verify it "
                    "again"
                ),
                "later": text("later: until then Element may refuse what the bot writes"),
            },
            option="--identity",
            given=self.given.identity or ("restore" if self.given.recovery_key else None),
        )
        if choice == "restore":
            self._restore()
        elif choice == "new":
            self._publish(password)
            self._make_recovery_key(replace=True)

    def _restore(self) -> None:
        def read(answer: str) -> str:
            try:
                self.runner.run(self.settling.restore(RecoveryKey.parse(answer)))
            except Refusal as refusal:
                raise Wrong(said(refusal)) from None
            return answer

        question = text("Its recovery key, twelve groups of four (Enter to do it later):")
        if self.asker.ask_or_skip(question, given=self.given.recovery_key, read=read):
            self.runner.run(self.settling.sign())
            self.asker.say(text("The bot's identity is restored."))

    def _publish(self, password: str) -> None:
        """Show the identity to others; the homeserver may want a proof that it is us."""
        while True:
            try:
                self.runner.run(self.settling.publish(password))
                break
            except (PasswordNeeded, PasswordRefused):
                question = text(
                    "The server asks for the bot's password before it accepts its identity (not "
                    "stored; Enter to do it later):"
                )
                password = self.asker.ask_or_skip(question, hidden=True)
                if not password:
                    raise
            except ApprovalNeeded as needed:
                self.asker.say(said(needed))
                self.asker.pause(text("Enter to try again, Ctrl-C to stop."), option="--identity")
        self.runner.run(self.settling.sign())
        self.asker.say(text("The bot now has its own identity, which signs its device."))

    def _make_recovery_key(self, *, replace: bool) -> None:
        key = RecoveryKey.make()
        try:
            self.runner.run(self.settling.keep(key, replace=replace))
        except StoredByAnother:
            question = text(
                "The account keeps secrets under an older recovery key. Replace it with a new "
                "key? Anything else that the old key opened will be lost."
            )
            if not self.asker.yes(question, default=False):
                self.asker.say(text("The bot has no recovery key."))
                return
            self.runner.run(self.settling.keep(key, replace=True))
        self.asker.say(text("The bot's recovery key, shown only once:"))
        self.asker.say(f"\n    {key.spelled}\n")
        self.asker.say(
            text(
                "Write it down and keep it away from this machine. If the machine is lost, it "
                "restores the bot's identity, so nobody has to verify the bot again. Anyone who "
                "has it can impersonate the bot."
            )
        )
        with suppress(Stopped):  # nobody is there to write it down: it was shown
            self.asker.pause(
                text("Press Enter once you have written it down."), option="--identity"
            )

    def _show_device(self) -> None:
        self.asker.say(
            text(
                "The bot's device is {device}, and its key, to compare in Element: {key}",
                device=self.settling.device_id,
                key=fingerprint(self.settling.fingerprint),
            )
        )


def said(refusal: Refusal) -> Text:
    """A refusal in the words that a person reads."""
    return Text(refusal.sentence, refusal.values)
