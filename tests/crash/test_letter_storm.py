"""A letter composed for each of many readers, under SIGKILLs: none is doubled, doubts are told."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import declarations
from bot.core import LETTER, JobContext
from bot.core.context.job_context import Contact
from bot.domain.digest.approvals import Approval
from bot.domain.digest.news_content import NewsContent
from bot.domain.roles import Circle, Seat
from handlers.digest.letter import draft_items, freeze_letter, send_digest
from storage.communities import Communities
from storage.digest import Byline, Digests, NewsItems, NewsState
from storage.outbound import DeliveryState, Mailings, UncertainDeliveries
from storage.unit_of_work import Database, Store
from tests.crash.worlds.mailings import MailingWorld, MatrixMailingWorld, join_everybody, storm
from tests.crash.worlds.matrix_world import matrix_world
from tests.crash.worlds.world import World
from tests.emulator import BotApi
from tests.patience import HANG
from tests.synapse import Synapse

SENDERS = 8
"""Requests that may be under way when the process is killed."""
FOR_ALL, FOR_ACTIVE = "Le jardin ouvre", "Réunion de chantier"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False, checked=False) as made:
        yield made


def send_letter(store: Store) -> None:
    """Compose, approve and send a letter, as its handlers do: one item is for active people."""
    now, community = datetime.now(UTC), store[Communities].all()[0]
    contact = Contact("Terreau", "Région", "dpo@region.example", "")
    ctx = JobContext(store, now=now, community=community, contact=contact, declared=declarations())
    by = Byline(Seat.TERRITORY, 1, None)
    for title, circles in ((FOR_ALL, []), (FOR_ACTIVE, [Circle.ENGAGED.value])):
        news = store[NewsItems].add(
            community.id, NewsContent(title, "", ""), by, state=NewsState.KEPT, at=now
        )
        news.circles = circles
    store.flush()
    digest = store[Digests].current(community.id, now)
    items = draft_items(ctx, digest)
    submitted = digest.status.submit(Approval(Seat.TERRITORY, 1), items=len(items), at=now)
    freeze_letter(ctx, digest, items)
    store[Digests].become(digest, submitted)
    store[Digests].become(digest, submitted.approve(Approval(Seat.REGION, 2)))
    assert send_digest(ctx, digest)


def _begin(world: World, people: Mapping[str, str], rooms: Mapping[str, str] | None = None) -> None:
    database = Database(world.url)
    with database.unit() as store:
        join_everybody(store, people, LETTER, rooms=rooms)
        store.flush()
        send_letter(store)
    database.close()


def _uncertain(world: World, network: str) -> tuple[int, int]:
    """The uncertain messages: to people, and to rooms, of which the to-do list tells."""
    database = Database(world.url)
    with database.unit() as store:
        states = store[Mailings].states(1)
        in_rooms = store[UncertainDeliveries].doubtful(1, [network])
    database.close()
    return states.get(DeliveryState.UNCERTAIN, 0), in_rooms


async def _check(world: World, network: str, *, doubts: int, within: float = HANG) -> None:
    """Each gets their own letter at most once; readers without it are no more than the doubts."""
    await world.finish(within=within)
    heard = await world.heard()
    told = {
        place: sum(n for said, n in all_said.items() if FOR_ALL in said)
        for place, all_said in heard.items()
    }
    uncertain, in_rooms = _uncertain(world, network)
    missed = sum(times == 0 for times in told.values())
    doubted = f"{uncertain} to people and {in_rooms} to rooms are uncertain"
    print(f"\n{world.kills} kills: of {len(told)} {missed} missed, {doubted}")  # noqa: T201 - the figures
    assert max(told.values()) == 1
    assert missed <= uncertain + in_rooms <= doubts


def _active_letters(heard: Mapping[str, Counter[str]]) -> set[str]:
    return {place for place, said in heard.items() if any(FOR_ACTIVE in each for each in said)}


async def _storm_on_telegram(api: BotApi, folder: Path, *, people: int, kills: int) -> None:
    async with MailingWorld(api, folder, people=people) as world:
        await world.be_born()
        _begin(world, {f"telegram:{it.id}": it.name for it in world.people})
        await storm(world, kills=kills)
        await _check(world, "telegram", doubts=world.kills * SENDERS, within=600)
        active = {it.name for it in world.people[1::2]} | set(world.rooms)
        assert _active_letters(await world.heard()) <= active


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_short_storm_doubles_no_letter(api: BotApi, tmp_path: Path) -> None:
    await _storm_on_telegram(api, tmp_path, people=300, kills=6)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_long_storm_over_two_thousand_people_doubles_no_letter(
    api: BotApi, tmp_path: Path
) -> None:
    await _storm_on_telegram(api, tmp_path, people=2000, kills=40)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_on_matrix_each_letter_arrives_once(synapse: Synapse, tmp_path: Path) -> None:
    kind = MatrixMailingWorld
    async with matrix_world(synapse, tmp_path, kind=kind, others=30) as world:
        assert isinstance(world, MatrixMailingWorld)
        await world.found()
        direct = [each for each in world.places if each.direct]
        people = {f"matrix:{it.people[0].user_id}": it.people[0].name for it in direct}
        rooms = dict(zip(people, (each.address for each in direct), strict=True))
        _begin(world, people, rooms)
        await storm(world, kills=6)
        assert world.left(), "the storm ended before the letter had gone out"
        await _check(world, "matrix", doubts=0)
