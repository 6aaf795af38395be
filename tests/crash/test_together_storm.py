"""A storm of SIGKILLs while many people press and type at once: each act is done once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.domain.calls import CallKind, CallState
from bot.domain.circles import Audience
from bot.domain.groups import GroupState, Joining
from bot.domain.personal_data import MESSAGES
from bot.domain.projects import MakerState, ProjectState
from bot.domain.roles import Seat
from bot.references.calls import publish_call
from bot.references.groups import join_group, open_group
from bot.references.polls import vote_for_choice
from bot.references.projects import follow_project, tell_project_news
from bot.references.visits import host_visits, post_visits
from storage.calls import Call, Calls
from storage.communities import Communities, SeatHolders
from storage.groups import Group, Groups
from storage.members import Members
from storage.polls import NewPoll, Polls
from storage.projects import Project, ProjectMaker, ProjectNews, Projects
from storage.schedules import Schedule
from storage.unit_of_work import Database, Store
from storage.visits import Visits, VisitSeries
from tests.crash.worlds.mailings import MailingWorld, join_everybody
from tests.crash.worlds.storms import storm
from tests.emulator import BotApi, Message
from tests.emulator.chats.people import Person

SENDERS = 8
"""Requests that may be under way when the process is killed."""
SEND, TELL = "Envoyer ma participation", "Donner cette nouvelle"
HEARD = "Nouvelles des projets"
UNTOLD = "SELECT count(*) FROM project_followers WHERE told_news = 0"
FIRST = "~1"
"""The revision of all that is pressed: nothing of it changes before."""
DONE_ONCE = {
    "followers": "SELECT member_id FROM project_followers WHERE project_id = 1",
    "members of the group": "SELECT member_id FROM group_members WHERE group_id = 1",
    "ballots": "SELECT member_id FROM ballots WHERE poll_id = 1",
    "entries": "SELECT member_id FROM call_entries WHERE call_id = 1",
    "entries sent": "SELECT member_id FROM call_entries WHERE state = 'sent'",
    "hosts": "SELECT member_id FROM visit_hosts WHERE series_id = 1",
}


class TogetherWorld(MailingWorld):
    """Members act on what is there once; a gardener, who makes the project, adds to it."""

    def begin(self, rounds: int) -> None:
        """Keep the first thing of each kind, open, and one more for each round, not posted yet."""
        self.rounds = rounds
        self.gardener, *self.others = self.people
        self.shown = {it.id: it._place(it.private, None, None, self.api.bot) for it in self.people}
        self.waiting = list(self.others)
        self.pressed: set[tuple[int, str]] = set()
        self.acts = 0
        self.followed = 0
        """The number of followers of the project when its news became due."""
        with self.store() as store:
            people = {f"telegram:{it.id}": it.name for it in self.people}
            _keep_things(store, people, how_many=rounds + 1)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The child's database, while no child runs."""
        with closing(Database(self.url)) as database, database.unit() as store:
            yield store

    def waiting_rows(self) -> list[str]:
        return [*super().waiting_rows(), *([UNTOLD] if self.followed else [])]

    async def write(self, how_many: int) -> None:
        """Let some people act, and the gardener post one thing of each kind."""
        share = len(self.others) // self.rounds if how_many else len(self.waiting)
        now, self.waiting = self.waiting[:share], self.waiting[share:]
        for each in now:
            self._act(each)
        if how_many:
            number = len(self.written) + 1
            self.gardener.says(f"/count {10 * number}")
            self.written[10 * number] = self.gardener.name
            for ref in (open_group, publish_call, post_visits):
                self._press(self.gardener, f"{ref.name}:{number + 1}{FIRST}")
            if number == 1:
                self._press(self.gardener, f"{tell_project_news.name}:1")
                self.gardener.says("Les tomates sont mûres.")
        self._press_what_came()
        self._make_news_due()

    def _act(self, person: Person) -> None:
        """All at once, as impatient people do: some twice."""
        for press in (
            f"{follow_project.name}:1",
            f"{follow_project.name}:1",
            f"{join_group.name}:1{FIRST}",
            f"{vote_for_choice.name}:1:2{FIRST}",
            f"{host_visits.name}:1{FIRST}",
            f"call_agree:1{FIRST}",
        ):
            self._press(person, press)
        for words in (f"Équipe {person.name}", f"Jardin {person.name}", "Des tomates."):
            person.says(words)

    def _press(self, person: Person, press: str, message: Message | None = None) -> None:
        person.presses(message or self.shown[person.id], press)
        self.acts += 1

    def _press_what_came(self) -> None:
        """Press the buttons that follow typed words, each once."""
        for person in self.people:
            for message in person.private.said:
                for label in {SEND, TELL}.intersection(message.labels):
                    press = message.button(label).callback_data
                    if press is not None and (person.id, label) not in self.pressed:
                        self.pressed.add((person.id, label))
                        self._press(person, press, message)

    def _make_news_due(self) -> None:
        """Let the news be of two hours ago, while no child runs."""
        if self.followed or not self.of("SELECT id FROM project_news"):
            return
        self.followed = self._one(UNTOLD)
        ago = datetime.now(UTC) - timedelta(hours=2)
        with self.store() as store:
            job = update(Schedule).where(Schedule.key == "projects")
            store._session.execute(update(ProjectNews).values(at=ago))
            store._session.execute(job.values(since=ago))

    def of(self, query: str) -> list[int]:
        with self.database() as rows:
            return [row[0] for row in rows.execute(query)]


def _keep_things(store: Store, people: Mapping[str, str], *, how_many: int) -> None:
    """Make people adults who get messages, the first one a gardener, and what they act on."""
    join_everybody(store, people, MESSAGES)
    community, now = store[Communities].all()[0], datetime.now(UTC)
    here, gardener = community.id, next(iter(people))
    for address in people:
        standing = store[Members].standing(address, here)
        assert standing is not None
        standing.member.adult = True
    store[SeatHolders].put(community, Seat.TERRITORY, gardener)
    maker = store[Members].standing(gardener, here)
    assert maker is not None
    project = Project(
        community_id=here,
        state=ProjectState.LIVE,
        title="Potager",
        words="Un potager pour le quartier.",
        place="",
        commune=None,
        created_at=now,
        published_at=now,
    )
    store[Projects].add(project)
    store[Projects].put_maker(
        ProjectMaker(
            project_id=project.id, member_id=maker.member.id, state=MakerState.MAKER, since=now
        )
    )
    for number in range(1, how_many + 1):
        _keep_more(store, here, number, now)
    new = NewPoll("Quel jour ?", ["Lundi", "Mardi"], whom=Audience(groups=[1]))
    store[Polls].open(here, maker.member.id, new, now)


def _keep_more(store: Store, here: int, number: int, now: datetime) -> None:
    """A group, a call and a series; those with number 1 are there for everybody."""
    is_there = number == 1
    store[Groups].add(
        Group(
            community_id=here,
            name=f"Groupe {number}",
            purpose="Le composteur",
            joining=Joining.OPEN,
            state=GroupState.OPEN if is_there else GroupState.PROPOSED,
            created_at=now,
            outcome="",
        )
    )
    store[Calls].add(
        Call(
            community_id=here,
            kind=CallKind.CALL,
            title=f"Appel {number}",
            purpose="Montrez votre jardin.",
            rules="Un jardin chacun.",
            ends_at=now + timedelta(days=9),
            secret=False,
            state=CallState.OPEN if is_there else CallState.DRAFT,
            created_at=now,
        )
    )
    store[Visits].add(
        VisitSeries(
            community_id=here,
            title=f"Café {number}",
            rule="monthly 3sa 10:00",
            made_at=now,
            posted_at=now if is_there else None,
        )
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("kills", "people"), [(3, 12), pytest.param(6, 40, marks=pytest.mark.crash)]
)
async def test_people_who_act_at_once_lose_nothing(tmp_path: Path, kills: int, people: int) -> None:
    async with (
        BotApi(limits=False, checked=False) as api,
        TogetherWorld(api, tmp_path, people=people + 1) as world,
    ):
        await world.be_born()
        world.begin(kills)
        await storm(world, kills=kills, events=kills)
        for _ in range(2):  # buttons come once words are handled, and news once its button is
            await world.finish()
            await storm(world, kills=1, events=0)
        await world.finish()
        await _check(world)


async def _check(world: TogetherWorld) -> None:
    """Hold what is promised once all is done, and print what was counted."""
    counts = await world.counts()
    cards = Counter(said.text.split("\n")[0] for said in world.group.said)
    told = [sum(HEARD in said.text for said in person.private.said) for person in world.others]
    print(f"\n{counts}; {world.acts} acts of {len(world.others)} people,", end=" ")  # noqa: T201 - the figures
    print(f"{world.followed} followers, told {sum(told)} times, {cards}")  # noqa: T201
    for name, query in DONE_ONCE.items():
        done = Counter(world.of(query))
        assert len(done) == len(world.others), f"{name} lost"
        assert max(done.values()) == 1, f"{name} doubled"
    assert world.of("SELECT id FROM inbox WHERE state = 'quarantined'") == []
    assert counts.lost_in == counts.twice_in == counts.answers_lost == counts.stuck == 0
    assert counts.announced_twice == 0
    assert counts.announced_lost <= counts.uncertain <= counts.kills
    for number in range(2, world.rounds + 2):
        for title in (f"🛠 Groupe {number}", f"🌻 Appel : Appel {number}", f"🏡 Café {number}"):
            assert 1 <= cards[title] <= 1 + counts.kills, (
                f"{title}: again at most by a kill amid it"
            )
    assert sum(cards.values()) - len(cards) <= counts.kills * SENDERS
    assert world.of("SELECT count(*) FROM cards") == [3 * world.rounds]
    assert world.followed
    assert sum(map(bool, told)) == world.followed
    assert sum(told) - world.followed <= counts.kills * SENDERS
    assert world.api.violations == []
