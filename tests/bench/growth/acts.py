"""The acts that are measured in communities of all sizes."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count

from bot.app import job_registries, routers
from bot.core import JobContext
from bot.core.context.clock import MovableClock
from bot.core.declarations.router import collect
from bot.core.messages.rendering import Rendered
from bot.domain.events.rules import Event, EventState
from bot.references.events import event_card
from storage.events import Events
from tests.bench.communities.members import COMMUNITY, GARDENER
from tests.bench.growth.filling import Region, fill_region
from tests.bench.growth.together import LEAD, MAKER
from tests.core.engine import SQUARE, START, Engine
from tests.core.scripted_network import FREE, ScriptedNetwork

FIRST_MEMBER = 1002
"""The account of the second member, the first who is no gardener."""
_MEMBER = f"telegram:{FIRST_MEMBER}"


class ButtonNetwork(ScriptedNetwork):
    """A network that remembers the buttons that it showed last, by room and label."""

    def __init__(self, clock: MovableClock) -> None:
        super().__init__(FREE, clock)
        self.shown: dict[tuple[str, str], str] = {}

    async def send(self, room: str, said: Rendered, *, txn: str, reply_to: str | None) -> str:
        self._note(room, said)
        return await super().send(room, said, txn=txn, reply_to=reply_to)

    async def edit(self, room: str, message_id: str, said: Rendered, *, txn: str) -> None:
        self._note(room, said)
        await super().edit(room, message_id, said, txn=txn)

    def _note(self, room: str, said: Rendered) -> None:
        for row in said.choices:
            for each in row:
                self.shown.pop((room, each.label), None)  # the last one comes last
                self.shown[room, each.label] = each.press


class Grown:
    """The whole bot over a Region of some size, with a gardener and members who act."""

    def __init__(self, url: str, region: Region) -> None:
        clock = MovableClock(START)
        self.network = ButtonNetwork(clock)
        self.engine = Engine(
            url,
            declared=collect(routers()),
            jobs=job_registries(),
            clock=clock,
            network=self.network,
        )
        fill_region(self.engine, region)
        self._members = count(FIRST_MEMBER)
        self._names = count(1)

    def close(self) -> None:
        """Close its database."""
        self.engine.close()

    async def prepare(self) -> None:
        """Publish a poll and an event that people answer; nobody is written to of the event."""
        await self.publish_poll()
        self.engine.act(_post_event)
        await self.tick()

    async def says(self, words: str, sender: str = GARDENER) -> str:
        """Type something in private."""
        said = await self.engine.says(words, sender=sender)
        assert said, words
        return said

    async def press(self, label: str, *, room: str = GARDENER, sender: str = GARDENER) -> str:
        """Press the button that was last shown with a label that begins so."""
        shown = self.network.shown.items()
        known = [it for (where, each), it in shown if where == room and each.startswith(label)]
        assert known, label
        direct = room == sender
        return await self.engine.presses(known[-1], sender=sender, room=None if direct else room)

    def another(self) -> str:
        """The account of a member who did nothing yet."""
        return f"telegram:{next(self._members)}"

    async def vote(self) -> None:
        """Tap a choice of the poll's card in the group."""
        said = await self.press("Ici", room=SQUARE, sender=self.another())
        assert "Ici" in said, said

    async def sign_up(self) -> None:
        """Tap the event's card in the group."""
        said = await self.press("Je viens", room=SQUARE, sender=self.another())
        assert said, "not answered"

    async def publish_poll(self) -> None:
        """Publish a poll in all rooms."""
        await self.says("/sondage Où ? | Ici | Là")
        await self.press("Publier le sondage")

    async def register(self) -> None:
        """Register a person without a phone."""
        said = await self.says(f"/aunomde Nouvelle{next(self._names)} Personne | hier | oui")
        assert "membre" in said, said

    async def search_projects(self) -> None:
        """Look for projects by a word."""
        await self.says("/projet", _MEMBER)
        await self.press("Chercher", room=_MEMBER, sender=_MEMBER)
        said = await self.says("vélo", _MEMBER)
        assert "Repair café" in said, said

    async def list_people(self) -> None:
        """See who is in a group, as its lead."""
        await self.says("/groupe 1", LEAD)
        said = await self.press("Ses membres", room=LEAD, sender=LEAD)
        assert "anime" in said, said

    async def tell_news(self) -> None:
        """Tell news of a project, which its followers get an hour later."""
        await self.says("/projet 1", MAKER)
        await self.press("Donner de ses nouvelles", room=MAKER, sender=MAKER)
        await self.says("Samedi, on répare.", MAKER)
        said = await self.press("Donner cette nouvelle", room=MAKER, sender=MAKER)
        assert "heure" in said, said

    async def open_own_page(self) -> None:
        """Open the first tab of a member's own page: what is open now."""
        await self.engine.handle(
            self.engine.heard("/mapage", sender=_MEMBER, on_page=True, own_page=True)
        )

    async def tick(self) -> None:
        """Do what is due after an hour without a clock."""
        self.engine.clock.move(timedelta(hours=1))
        await self.engine.runner.tick()
        await self.engine.delivering.flush()


def _post_event(ctx: JobContext) -> None:
    at = ctx.now + timedelta(days=20)
    new = Event("Grande visite", at, "Europe/Paris", state=EventState.PUBLISHED)
    event = ctx.store[Events].add(COMMUNITY, 1, new, ctx.now)
    event_card.post(ctx, SQUARE, event.id)


def says(words: str, sender: str = GARDENER) -> Callable[[Grown], Awaitable[object]]:
    """An act: something is typed."""
    return lambda grown: grown.says(words, sender)


ACTS: dict[str, Callable[[Grown], Awaitable[object]]] = {
    "a tapped vote": Grown.vote,
    "a tapped sign-up": Grown.sign_up,
    "a name looked up": says("/presenter Zoé Dupont Absent | Ana | Vélo"),
    "a first name of thousands": says("/presenter Zoé | Hugo | Vélo"),
    "a person without a phone": Grown.register,
    "figures": says("/bilan"),
    "handover": says("/passation"),
    "directory": says("/annuaire"),
    "directory, a word": says("/annuaire vélo"),
    "letter, draft": says("/lettre"),
    "letter, preview": lambda grown: grown.press("Aperçu"),
    "announcement, preview": says("/annonce Le jardin ouvre | À bientôt"),
    "news of a project": Grown.tell_news,
    "jobs after an hour": Grown.tick,
    "gardener's menu": says("/menu"),
    "member's menu": says("/menu", _MEMBER),
    "questions": says("/question", _MEMBER),
    "À faire": says("/afaire"),
    "a poll in 200 rooms": Grown.publish_poll,
    "my data": says("/mesdonnees", _MEMBER),
    "my data, gardener": says("/mesdonnees"),
    "polls": says("/sondage", _MEMBER),
    "agenda": says("/agenda", _MEMBER),
    "members": says("/membres"),
    "map": says("/carte", _MEMBER),
    "me": says("/moi", _MEMBER),
    "needs": says("/besoin", _MEMBER),
    "meetings": says("/rencontres", _MEMBER),
    "settings": says("/reglages", _MEMBER),
    "invite": says("/inviter", _MEMBER),
    "community": says("/communaute"),
    "letter to the Region": says("/lettre region"),
    "help": says("/aide"),
    "projects": says("/projet", _MEMBER),
    "a project": says("/projet 1", _MEMBER),
    "projects, a word": Grown.search_projects,
    "groups": says("/groupe", _MEMBER),
    "a group": says("/groupe 1", _MEMBER),
    "a group's members": Grown.list_people,
    "portraits": says("/portrait"),
    "calls": says("/appel", _MEMBER),
    "a call": says("/appel 1", _MEMBER),
    "visits": says("/visite", _MEMBER),
    "own page": Grown.open_own_page,
}
