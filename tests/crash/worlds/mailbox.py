"""Somebody with a mailbox alone, who answers the newest e-mail that they got."""

import re
from itertools import count

from tests.patience import HANG
from tests.transports.contract import eventually
from tests.transports.mail.ground import MailGround, letter_from


class Mailbox:
    """A person's side of both mail servers."""

    def __init__(self, ground: MailGround, name: str = "Jeanne") -> None:
        self.name = name
        self.address = f"{name.lower()}@example.org"
        self._ground = ground
        self._numbers = count(1)

    async def writes(self, words: str) -> None:
        """Answer the newest e-mail, or begin."""
        sent = [each for each in self._ground.relay.sent if each.recipient == self.address]
        to = {"to": sent[-1].letter["Reply-To"].addresses[0].addr_spec} if sent else {}
        subject = f"{next(self._numbers)}"  # its Message-ID is made of it
        await self._ground.delivers(letter_from(self.address, words, subject=subject, **to))

    def read(self) -> list[str]:
        """The words of the e-mails that came, as plain text without line ends."""
        bodies = (
            each.letter.get_body(("plain",))
            for each in self._ground.relay.sent
            if each.recipient == self.address
        )
        return [re.sub(r"\s+", " ", body.get_content()) for body in bodies if body is not None]

    async def has(self, words: str) -> None:
        """Wait for an e-mail with these words."""

        async def read() -> list[str]:
            return self.read()

        await eventually(read, lambda read: any(words in each for each in read), within=HANG)
