"""A Terreau made ready to be measured: its configuration, its members, its poll."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.config import load
from bot.core.context.audience import LETTER
from bot.core.messages.content import Text, text
from bot.core.messages.encoding import encode
from bot.domain.circles import Audience, Sending
from bot.domain.digest.approvals import Approval
from bot.domain.events.rules import Event, EventState
from bot.domain.personal_data import MESSAGES
from bot.domain.public_page import Accord, PagePart
from bot.domain.roles import Circle, Seat
from bot.vocabulary.community_settings import apply_settings
from storage.communities import Communities
from storage.events import Events
from storage.members import Members
from storage.members.member_tables import Consent, Identity, Member, Membership
from storage.operations.migrations import migrate
from storage.outbound import Mailings
from storage.public_page import PublicParts
from storage.unit_of_work import Database
from tests.bench.children import Child, running
from tests.bench.telegram import TOKEN, Telegram

_CONFIG = """\
[instance]
database = "sqlite:///{folder}/terreau.db"
data = "{folder}/data"

[telegram]
token = "{token}"
api_base = "{api}"

[http]
listen = "127.0.0.1:{port}"
public_url = "{pages}"

[[communities]]
slug = "energie"
name = "Pionniers de l'énergie"
rooms = [{rooms}]
gardeners = {{ territory = "telegram:{gardener}" }}
polls_by = "members"
"""
_AT_ONCE = 10_000
PUBLISH = "Publier le sondage"
NOON = 12
BALLOTS = "SELECT member_id FROM ballots"
"""The query of the votes that Terreau has stored."""


@dataclass(frozen=True, slots=True)
class Village:
    """One community in one group of Telegram, with a gardener; `others` are rooms elsewhere.

    `sections` is the configuration of the network that those are on. It has pages of its own where
    it listens at a `port`.
    """

    folder: Path
    telegram: Telegram
    group: int
    gardener: int
    others: Sequence[str] = ()
    sections: str = ""
    port: int = 0

    @property
    def database(self) -> Path:
        return self.folder / "terreau.db"

    @property
    def pages(self) -> str:
        """The address of its pages; empty without any."""
        return f"http://127.0.0.1:{self.port}" if self.port else ""

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def found(self) -> None:
        """Write the configuration and make the database; the gardener has joined."""
        self.folder.mkdir(exist_ok=True)
        rooms = (f"telegram:{self.group}", *self.others)
        self.config.write_text(
            _CONFIG.format(
                folder=self.folder,
                token=TOKEN,
                api=self.telegram.url,
                rooms=", ".join(f'"{room}"' for room in rooms),
                gardener=self.gardener,
                port=self.port,
                pages=self.pages,
            )
            + self.sections
        )
        with self._opened() as database:
            migrate(database)
            with database.unit() as store:
                apply_settings(store, load(self.config), datetime.now(UTC))
        self.register([self.gardener])

    def register(self, people: Sequence[int], *, letter: bool = False) -> None:
        """Write members who joined long ago, and maybe want the letter."""
        with self._opened() as database:
            with database.unit() as store:
                community = store[Communities].all()[0].id
                first = store[Members].count(community) + 1
            for start in range(0, len(people), _AT_ONCE):
                some = people[start : start + _AT_ONCE]
                _insert(database, community, list(enumerate(some, first + start)), letter=letter)

    def show_page(self) -> None:
        """Show a public page, with events of the next weeks."""
        approval = Approval(Seat.TERRITORY, None)
        with self._opened() as database, database.unit() as store:
            community, now = store[Communities].all()[0], datetime.now(UTC)
            for part in PagePart:
                accord = Accord(approval, Approval(Seat.REGION, None))
                store[PublicParts].put(community.id, part, accord)
            for nth in range(1, 13):
                at = now + timedelta(days=nth)
                event = Event(f"Visite {nth}", at, "Europe/Paris", state=EventState.PUBLISHED)
                store[Events].add(community.id, None, event, now)

    def mail(self, words: Text) -> None:
        """Approve a message to all who want the letter."""
        with self._opened() as database, database.unit() as store:
            community = store[Communities].all()[0]
            store[Mailings].add(community.id, LETTER, encode(words), datetime.now(UTC))

    def announce(self, words: Text) -> None:
        """Send an announcement to all who want messages."""
        with self._opened() as database, database.unit() as store:
            community = store[Communities].all()[0]
            store[Mailings].add(
                community.id,
                Sending.ANNOUNCEMENT,
                encode(words),
                datetime.now(UTC),
                audience=asdict(Audience()),
            )

    def open_poll(self) -> tuple[int, str]:
        """Open a poll in the group as the gardener; return the card's message and its button."""
        with self.running() as terreau:
            card = self.publish_poll(terreau, "/sondage Où aller ? | Au marché | À la ferme")
            terreau.end()
        return int(card["id"]), str(card["labels"][0])

    def publish_poll(self, terreau: Child, typed: str) -> dict[str, Any]:
        """Publish a poll as the gardener while Terreau runs; return its card in the group."""
        before, seen = len(self._cards()), len(self._previews())
        self.telegram.ask("say", people=[self.gardener], text=typed)
        terreau.until(lambda: self._previews()[seen:], within=20, every=0.1)
        preview = int(self._previews()[-1]["id"])
        self.telegram.ask(
            "tap", people=[self.gardener], chat=self.gardener, message=preview, label=PUBLISH
        )
        terreau.until(lambda: self._cards()[before:], within=60, every=0.1)
        return self._cards()[-1]

    def started(self, module: str = "bot") -> AbstractContextManager[Child]:
        """Start `terreau run`, or a module that takes its arguments."""
        log = self.folder / "terreau.log"
        return running(module, "run", "--config", str(self.config), log=log)

    @contextmanager
    def running(self, module: str = "bot") -> Iterator[Child]:
        """The same, and wait until it is ready."""
        with self.started(module) as terreau:
            terreau.until(lambda: terreau.said("ready"), within=60)
            yield terreau

    def _cards(self) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = self.telegram.ask("messages", chat=self.group)
        return [each for each in said if each["labels"]]

    def _previews(self) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = self.telegram.ask("messages", chat=self.gardener)
        return [each for each in said if PUBLISH in each["labels"]]

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        database = Database(f"sqlite:///{self.database}")
        try:
            yield database
        finally:
            database.close()


def letter_words() -> Text:
    """A letter of the usual length."""
    return text("\n".join(f"Nouvelle {n} : la visite est à 14 h." for n in range(1, 8)))


def _zone_at_noon(now: datetime) -> str:
    """A zone in which nobody has quiet hours now."""
    west = now.hour - NOON
    return f"Etc/GMT{west:+d}" if west else "UTC"


def _insert(
    database: Database, community: int, people: Sequence[tuple[int, int]], *, letter: bool
) -> None:
    now = datetime.now(UTC)
    zone = _zone_at_noon(now)
    members = [
        {"id": n, "name": f"Person {n}", "joined_at": now, "timezone": zone} for n, _ in people
    ]
    identities = [
        {
            "address": f"telegram:{person}",
            "member_id": n,
            "direct": f"telegram:{person}",
            "seen_at": now,
        }
        for n, person in people
    ]
    memberships = [
        {
            "member_id": n,
            "community_id": community,
            "circle": Circle.INFORMED,
            "joined_at": now,
        }
        for n, _ in people
    ]
    consents = [
        {
            "member_id": n,
            "community_id": community,
            "purpose": purpose,
            "version": "1",
            "channel": "bench",
            "given_at": now,
        }
        for n, _ in people
        for purpose in (LETTER, MESSAGES)
    ]
    with database.engine.begin() as connection:
        connection.execute(insert(Member), members)
        connection.execute(insert(Identity), identities)
        connection.execute(insert(Membership), memberships)
        if letter:
            connection.execute(insert(Consent), consents)
