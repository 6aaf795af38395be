"""An announcement to many under SIGKILLs: none is doubled, and those in doubt are counted."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.messages.encoding import encode
from bot.domain.announcements import Progress
from bot.domain.circles import Audience, Sending
from bot.domain.personal_data import MESSAGES
from storage.announcements import AnnouncementRun, AnnouncementRuns, Announcements
from storage.communities import Communities
from storage.outbound import Mailings
from storage.unit_of_work import Database, Store
from tests.crash.worlds.mailings import MailingWorld, join_everybody, storm
from tests.emulator import BotApi

SENDERS = 8
"""Requests that may be under way when the process is killed."""
WORDS = "Le jardin ouvre"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False, checked=False) as made:
        yield made


async def _create_community(world: MailingWorld) -> None:
    """Have everybody as a member who wants messages, and send them the announcement."""
    await world.be_born()
    database = Database(world.url)
    with database.unit() as store:
        join_everybody(store, {f"telegram:{it.id}": it.name for it in world.people}, MESSAGES)
        _send_announcement(store, len(world.people), datetime.now(UTC))
    database.close()


def _send_announcement(store: Store, people: int, now: datetime) -> None:
    """Send an announcement, as its handler does."""
    community = store[Communities].all()[0]
    made = store[Announcements].add(
        community.id,
        WORDS,
        now,
        to_people=True,
        to_rooms=False,
        to_channels=False,
        chosen=asdict(Audience()),
        rule="",
    )
    run = store[AnnouncementRuns].begin(made, now, people=people, rooms=0)
    mailing = store[Mailings].add(
        community.id, Sending.ANNOUNCEMENT, encode(WORDS), now, audience=asdict(Audience())
    )
    run.mailing_id = mailing.id
    store.flush()


def _progress(world: MailingWorld) -> Progress:
    database = Database(world.url)
    with database.unit() as store:
        run: AnnouncementRun | None = store[AnnouncementRuns].get(1)
        assert run is not None
        store[AnnouncementRuns].count(run)
        progress = run.progress
    database.close()
    return progress


async def _check(world: MailingWorld) -> None:
    await world.finish(within=600)
    told = Counter({it.name: sum(m.text == WORDS for m in it.private.said) for it in world.people})
    progress = _progress(world)
    missed = sum(times == 0 for times in told.values())
    print(f"\n{world.kills} kills: {progress}, {missed} missed")  # noqa: T201 - the figures
    assert max(told.values()) == 1
    assert missed <= progress.uncertain <= world.kills * SENDERS
    assert progress.delivered + progress.uncertain == len(world.people)
    assert (progress.waiting, progress.unreachable) == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_short_storm_doubles_nothing(api: BotApi, tmp_path: Path) -> None:
    async with MailingWorld(api, tmp_path, people=300) as world:
        await _create_community(world)
        await storm(world, kills=6)
        await _check(world)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_long_storm_over_two_thousand_people_doubles_nothing(
    api: BotApi, tmp_path: Path
) -> None:
    async with MailingWorld(api, tmp_path, people=2000) as world:
        await _create_community(world)
        await storm(world, kills=40)
        await _check(world)
