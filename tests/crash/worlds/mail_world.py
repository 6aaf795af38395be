"""A crash test's world by e-mail: two servers of our own, and people with a mailbox."""

import asyncio
import random
from collections import Counter, defaultdict
from pathlib import Path

from tests.crash.worlds.mailings import UNEXPANDED
from tests.crash.worlds.world import Heard, World
from tests.patience import patient
from tests.transports.mail.ground import MailGround


class MailWorld(World):
    """A world that is done once the mailing is expanded, too."""

    module = "tests.crash.programs.mail_child"
    rooms: list[str] = []  # noqa: RUF012 - a community has no rooms by e-mail

    def __init__(self, ground: MailGround, folder: Path, people: int) -> None:
        super().__init__(folder)
        self.relay = ground.relay
        self._account = ground.account
        self.people = {f"mail:p{nth}@example.org": f"P{nth}" for nth in range(people)}

    @property
    def arguments(self) -> list[str]:
        ports = {"--smtp": self._account.smtp.port, "--imap": self._account.imap.port}
        return [word for name, port in ports.items() for word in (name, f"{port}")]

    def waiting_rows(self) -> list[str]:
        return [*super().waiting_rows(), UNEXPANDED]

    async def write(self, how_many: int) -> None:
        raise NotImplementedError(how_many)

    async def be_born(self) -> None:
        """Make the community in a child, then kill it."""
        child = await self.start()
        async with patient():
            while not self._one("SELECT count(*) FROM communities"):
                self.check_alive()
                await asyncio.sleep(0.05)
        await self.kill(child)

    async def random_moment(self, chance: random.Random) -> None:
        """Around one of the first e-mails of this life: before, while, or after it is taken."""
        wanted = len(self.relay.sent) + chance.randint(0, 5)
        async with patient():
            while len(self.relay.sent) < wanted and self.left():
                self.check_alive()
                await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0, 0.03))

    async def dies_at(self, step: str) -> None:
        """Cut a child's connection at this step of an e-mail, and kill the child."""
        self.relay.cuts_at = step
        child = await self.start()
        async with patient():
            while self.relay.cuts_at:
                self.check_alive()
                await asyncio.sleep(0.005)
        await self.kill(child)

    async def is_read(self) -> bool:
        return True

    async def heard(self) -> Heard:
        """By mailbox, how often each e-mail came, by its subject."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for each in self.relay.sent:
            found[f"mail:{each.recipient}"][str(each.letter["Subject"])] += 1
        return found

    def copies(self, subject: str) -> dict[str, set[str]]:
        """By mailbox, the Message-IDs under which an e-mail came."""
        found: dict[str, set[str]] = defaultdict(set)
        for each in self.relay.sent:
            if subject in str(each.letter["Subject"]):
                found[f"mail:{each.recipient}"].add(str(each.letter["Message-ID"]))
        return found
