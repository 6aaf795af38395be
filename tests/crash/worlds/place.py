"""A community on both networks, and the database of two machines: people vote all along."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

from sqlalchemy import text as sql

from bot.domain.roles import Circle
from storage.communities import Communities
from storage.members import Members
from storage.unit_of_work import Database
from tests.crash.programs.machines import Machine
from tests.crash.worlds.mailbox import Mailbox
from tests.emulator import BotApi, Group, Message
from tests.patience import HANG, patient
from tests.synapse import Account, MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually
from tests.transports.mail.ground import OURS, PASSWORD, RELAY

CONFIG = """
[instance]
database = "{database}"
data = "{data}"
locale = "fr"
[telegram]
token = "123:abc"
api_base = "{api}"
[matrix]
homeserver = "{homeserver}"
user = "{user}"
password = "{password}"
{mail}[http]
listen = "127.0.0.1:{port}"
[[communities]]
slug = "energie"
name = "Énergie"
rooms = ["telegram:{group}"]
gardeners = {{ territory = "telegram:{ana}" }}
"""
MAIL = """
[mail]
address = "{address}"
smtp = "smtp://127.0.0.1:{smtp}"
imap = "imap://127.0.0.1:{imap}"
password = "{password}"
authserv_id = "{relay}"
per_minute = 10000
"""
DAYS = [f"j{number}" for number in range(1, 11)]
MAILED = DAYS[:3]
"""Votes by e-mail: more than sixty an hour from one mailbox are taken for a program's."""
CONFIRMED = re.compile(r"Votre vote : (j\d+)\.")
PUBLISH, YES = "Publier le sondage", "J'ai 15 ans ou plus, j'accepte"


class Place:
    """A community whose people vote in private, each for one day after the other."""

    def __init__(self, api: BotApi, url: str, us: Account, homeserver: str) -> None:
        self.api = api
        self.url = url
        self.us = us
        self.telegram, self.homeserver = api.url, homeserver
        """The addresses of both networks."""
        self.group: Group = api.group("Énergie", supergroup=True)
        self.ana, self.max = (api.person(name, language="fr") for name in ("Ana", "Max"))
        self.rooms: dict[str, MatrixPerson] = {}
        self.mailbox: Mailbox | None = None
        """Who votes by e-mail, if anybody does."""
        self.mail = ""
        """The section of the configuration with the mail servers."""
        self.polls = 0

    def configure(self, machine: Machine, data: Path) -> None:
        machine.config.write_text(
            CONFIG.format(
                database=machine.line.url,
                data=data,
                api=self.telegram,
                homeserver=self.homeserver,
                user=self.us.user_id,
                password=self.us.password,
                port=machine.port,
                mail=self.mail,
                group=self.group.id,
                ana=self.ana.id,
            )
        )
        machine.config.chmod(0o600)

    async def is_settled(self, *people: MatrixPerson) -> None:
        """Have Ana and Max as members on Telegram, the others on Matrix."""
        for person in (self.ana, self.max):
            person.says("/rejoindre")
            notice = await person.private.expect(_has(YES), within=HANG)
            await person.taps(notice, YES)
            await person.private.expect(lambda it: "Bienvenue" in it.text, within=HANG)
        for guest in people:
            is_encrypted = isinstance(guest, EncryptedPerson)
            room = await guest.creates(direct_with=self.us.user_id, encrypted=is_encrypted)
            await guest.is_joined_by(room, self.us.user_id)
            self.rooms[room] = guest
        with closing(Database(self.url)) as database, database.unit() as store:
            community, now = store[Communities].all()[0].id, datetime.now(UTC)
            for room, guest in self.rooms.items():
                address, direct = f"matrix:{guest.user_id}", f"matrix:{room}/{guest.user_id}"
                member = store[Members].register(address, guest.name, direct=direct, at=now)
                member.locale = "fr"
                store[Members].join(member, community, Circle.INFORMED, now)
            if self.mailbox is not None:
                address = f"mail:{self.mailbox.address}"
                member = store[Members].register(address, self.mailbox.name, direct=address, at=now)
                member.locale = "fr"
                store[Members].join(member, community, Circle.INFORMED, now)

        if self.mailbox is not None:
            await self.mailbox.writes("bonjour")
            await self.mailbox.has("Oui, j’ai écrit ce courriel")  # its sender was not proven yet
            await self.mailbox.writes("1")
            await self.mailbox.has("Jeanne")

    def has_mailbox(self, mailbox: Mailbox, *, smtp: int, imap: int) -> None:
        """Have somebody vote by e-mail, over servers at these ports."""
        self.mailbox = mailbox
        self.mail = MAIL.format(address=OURS, smtp=smtp, imap=imap, password=PASSWORD, relay=RELAY)

    async def asks(self) -> None:
        """Publish a poll as the gardener, and show it to all."""
        self.polls += 1
        self.ana.says(f"/sondage Question {self.polls} ? | {' | '.join(DAYS)}")
        preview = await self.ana.private.expect(_has(PUBLISH), within=HANG)
        await self.ana.taps(preview, PUBLISH)
        await self.group.expect(self._is_asked, within=HANG)
        for person in (self.ana, self.max):
            person.says(f"/sondage {self.polls}")
            await person.private.expect(self._is_asked, within=HANG)
        for room, matrix_person in self.rooms.items():
            await matrix_person.says(room, f"!sondage {self.polls}")
            await eventually(
                partial(matrix_person.reads, room),
                lambda seen: any(f"Question {self.polls} ?" in it.body for it in seen),
            )

        if self.mailbox is not None:
            await self.mailbox.writes(f"/sondage {self.polls}")
            await self.mailbox.has(f"Question {self.polls} ?")

    def _is_asked(self, message: Message) -> bool:
        return f"Question {self.polls} ?" in message.text

    async def votes(self, days: list[str]) -> None:
        """Have all vote for these days, in this order."""
        for day in days:
            vote = f"voter {self.polls} {day}"
            for person in (self.ana, self.max):
                person.says(f"/{vote}")
            for room, matrix_person in self.rooms.items():
                await matrix_person.says(room, f"!{vote}")
            if self.mailbox is not None and day in MAILED:
                await self.mailbox.writes(f"/{vote}")

    async def said(self) -> dict[str, Counter[str]]:
        """The number of confirmations of each day, by person."""
        told = {it.name: [each.text for each in it.private.said] for it in (self.ana, self.max)}
        for room, guest in self.rooms.items():
            seen = await guest.reads(room)
            told[guest.name] = [it.body for it in seen if it.sender == self.us.user_id]
        if self.mailbox is not None:
            told[self.mailbox.name] = self.mailbox.read()
        return {name: Counter(CONFIRMED.findall("\n".join(texts))) for name, texts in told.items()}

    async def until_answered(self, within: float = HANG) -> None:
        """Wait until every vote in every poll was confirmed to everybody."""
        async with patient(within):
            while any(
                min(told[day] for day in self.days_of(name)) < self.polls
                for name, told in (await self.said()).items()
            ):
                await asyncio.sleep(0.2)

    def days_of(self, name: str) -> list[str]:
        """The days that a person votes for in each poll."""
        return MAILED if self.mailbox is not None and name == self.mailbox.name else DAYS

    async def until_anything_comes(self) -> float:
        """The seconds until one more answer comes on each network."""
        began, before = monotonic(), await self.said()
        left = set(before)
        async with patient():
            while left:
                now = await self.said()
                left -= {name for name in left if now[name] != before[name]}
                await asyncio.sleep(0.1)
        return monotonic() - began

    async def check(self) -> None:
        """Nothing is lost, and nothing is said twice on Matrix; all that waited is done."""
        said = await self.said()
        for guest in self.rooms.values():
            assert said[guest.name] == Counter(dict.fromkeys(DAYS, self.polls)), guest.name
        for person in (self.ana, self.max, *([self.mailbox] if self.mailbox else ())):
            assert all(said[person.name][day] >= self.polls for day in self.days_of(person.name)), (
                person.name
            )
        with closing(Database(self.url)) as database, database.engine.connect() as rows:
            left = "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')"
            assert rows.scalar(sql(left)) == 0
            assert rows.scalar(sql("SELECT count(*) FROM inbox WHERE state <> 'done'")) == 0


def _has(label: str) -> Callable[[Message], bool]:
    return lambda message: label in message.labels
