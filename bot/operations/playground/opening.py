"""The last week of a community, played before the visitor comes: so there is something to see."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.core.context.clock import MovableClock
from bot.core.messages.i18n import typeset
from bot.operations.playground.communities import (
    COMMUNITIES,
    CULTIVATOR,
    SQUARE,
    TEAM,
    Person,
    Said,
)
from bot.operations.playground.scene import Scene
from bot.operations.stage import PARIS, Stage
from storage.operations import migrate
from storage.unit_of_work import Database

_CULTIVATOR = Person("cultivator", "Cléo", CULTIVATOR)
_DAY = timedelta(days=1)
_OLD_VOTES = (7, 6, 18)
_VOTES = (11, 9, 4)


def a_week_ago() -> datetime:
    """Monday at nine, a week before the coming one."""
    today = datetime.now(UTC).astimezone(PARIS).date()  # the dates that are shown lie ahead
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, time(9), tzinfo=PARIS)


async def opened_scene(
    folder: Path, slug: str, locale: str, monday: datetime | None = None
) -> Scene:
    """A community whose last week was played; its database lies in `folder`.

    The week begins on the last Monday, unless another moment is given.
    """
    own = folder / f"{slug}-{locale}"
    own.mkdir()
    database = Database(f"sqlite:///{own / 'demo.db'}", own)
    await asyncio.to_thread(migrate, database)
    community = COMMUNITIES[slug]
    stage = Stage(community.settings(locale), database, MovableClock(monday or a_week_ago()))
    await stage.open()
    scene = Scene(community, stage, locale)
    await Opening(scene).play()
    return scene


class Opening:
    """The acts of a scene's people, by name and by label."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        cast = scene.community.cast
        self.telegram, self.matrix, self.territory, self.region, self.agent, _ = cast
        self.crowd = scene.community.crowd_people

    async def play(self) -> None:
        """Play it all, until this Monday at ten."""
        await self._all_join()
        await self._monday()
        await self._letter(self.scene.community.old_news)
        await self._tap(self.territory, ("Approuver", "Approve"))
        await self.scene.moves(timedelta(days=3), step=_DAY)
        await self._poll_ends()
        await self.scene.moves(timedelta(days=4, hours=1), step=_DAY)
        await self._today()
        await self._letter(self.scene.community.news)

    async def _all_join(self) -> None:
        scene = self.scene
        order = f"/jardinier agent {self.agent.address}"
        joining = [self.region, self.territory, self.agent, self.telegram, self.matrix, *self.crowd]
        await self._say(_CULTIVATOR, (order, order))
        for person in joining:
            await self._write(person, ("/rejoindre", "/join"))
        await scene.settle()
        for person in joining:
            await self._press(person, ("J'ai 15 ans", "I am 15"))
        await scene.settle()

    async def _monday(self) -> None:
        community = self.scene.community
        await self._talk(2)
        await self._publish_poll(community.old_poll)
        await self._publish_event(community.old_event)
        for person in self.crowd[3:15]:
            await self._write(person, ("/inscription 1 oui", "/rsvp 1 yes"))
        await self._vote(1, _OLD_VOTES)
        asker = self.crowd[0]
        await self._ask(asker, community.old_question)
        await self._say(self.agent, ("/prendre 1 jeudi", "/take 1 Thursday"))
        french, english = community.old_answer
        await self._say(self.region, (f"/repondre 1 {french}", f"/answer 1 {english}"))
        await self._tap(self.region, ("Publier la réponse", "Publish the answer"))
        shown = ("Montrer aux membres", "Show to the members")
        await self._tap(self.territory, shown, room=TEAM)

    async def _poll_ends(self) -> None:
        await self._say(self.territory, ("/cloturer 1", "/close 1"))
        await self._tap(self.territory, ("Annoncer la suite", "Say what comes of it"))
        await self._say(self.territory, self.scene.community.outcome)
        await self._tap(self.territory, ("Passer", "Skip"))
        await self._tap(self.territory, ("Publier", "Publish"))

    async def _today(self) -> None:
        community = self.scene.community
        grown, publish = (
            ("Oui, 18 ans", "Yes, 18"),
            ("Publier pour les membres", "Publish to the members"),
        )
        for person, word, said in (
            (self.crowd[5], ("/besoin", "/need"), community.need),
            (self.crowd[8], ("/offre", "/offer"), community.offer),
        ):
            await self._say(person, (f"{word[0]} {said[0]}", f"{word[1]} {said[1]}"))
            await self._tap(person, grown)
            await self._tap(person, publish)
        await self._ask(self.crowd[6], community.question)
        await self._talk(4)
        await self._publish_event(community.event)
        for person in self.crowd[6:17]:
            await self._write(person, ("/inscription 2 oui", "/rsvp 2 yes"))
        choices = [" | ".join(each) for each in zip(*community.choices, strict=True)]
        await self._publish_poll(
            (f"{community.poll[0]} | {choices[0]}", f"{community.poll[1]} | {choices[1]}")
        )
        await self._vote(2, _VOTES)

    async def _letter(self, news: tuple[Said, Said]) -> None:
        for person, said in zip((self.territory, self.region), news, strict=True):
            await self._say(person, (f"/actu {said[0]}", f"/news {said[1]}"))
            await self._tap(person, ("Mettre dans la lettre", "Put in the letter"))
        await self._say(self.region, ("/lettre", "/digest"))
        await self._tap(self.region, ("Soumettre", "Submit"))

    async def _publish_poll(self, said: Said) -> None:
        await self._say(self.territory, (f"/sondage {said[0]}", f"/poll {said[1]}"))
        await self._tap(self.territory, ("Publier le sondage", "Publish the poll"))

    async def _publish_event(self, said: Said) -> None:
        await self._say(self.territory, (f"/evenement {said[0]}", f"/event {said[1]}"))
        await self._tap(self.territory, ("Annoncer", "Announce"))

    async def _ask(self, person: Person, said: Said) -> None:
        await self._say(person, (f"/question {said[0]}", f"/ask {said[1]}"))
        await self._tap(person, ("Envoyer avec mon nom", "Send with my name"))

    async def _vote(self, poll: int, votes: tuple[int, ...]) -> None:
        """Have that many of the crowd choose each."""
        voters = iter(self.crowd)
        for choice, count in enumerate(votes, start=1):
            for _ in range(count):
                typed = (f"/voter {poll} {choice}", f"/vote {poll} {choice}")
                await self._write(next(voters), typed)
        await self.scene.settle()

    async def _talk(self, until: int) -> None:
        for nth, said in self.scene.community.talk[until - 2 : until]:
            person = self.crowd[nth]
            await self._write(person, said, room=SQUARE[person.network])

    async def _write(self, person: Person, said: Said, room: str = "") -> None:
        words = typeset(self.scene.either(said), self.scene.locale)
        await self.scene.writes(person, words, room=room)

    async def _say(self, person: Person, said: Said) -> None:
        await self._write(person, said)
        await self.scene.settle()

    async def _press(self, person: Person, label: Said, room: str = "") -> None:
        network = self.scene.stage.networks[person.network]
        words, room = self.scene.either(label), room or person.address
        posted = self.scene.stage.latest_with(room, words)
        await network.presses(
            person.address,
            person.name,
            posted,
            words,
            room=room,
            locale=self.scene.locale,
        )

    async def _tap(self, person: Person, label: Said, room: str = "") -> None:
        await self._press(person, label, room)
        await self.scene.settle()
