"""E-mails under SIGKILLs: no letter is doubled, no answer is lost, doubts are counted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import LETTER, text
from bot.core.messages.encoding import encode
from storage.outbound import DeliveryState, Mailings, Outbox, Priority
from storage.unit_of_work import Database
from tests.crash.test_letter_storm import FOR_ALL, send_letter
from tests.crash.worlds.mail_world import MailWorld
from tests.crash.worlds.mailings import join_everybody, storm
from tests.transports.mail.ground import mail_ground

# The server's side of the connections of a child that was killed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ANSWER = "Counted"


def _begin(world: MailWorld) -> None:
    """Send a letter to all, and an answer to each third person."""
    database, now = Database(world.url), datetime.now(UTC)
    with database.unit() as store:
        join_everybody(store, world.people, LETTER)
        store.flush()
        send_letter(store)
        for address in list(world.people)[::3]:
            store[Outbox].put(
                room=address,
                priority=Priority.ANSWER,
                at=now,
                payload=encode(text("Counted {number}.", number="1")),
                locale="fr",
                zone="UTC",
                quiet=True,
            )
    database.close()


def _check(world: MailWorld) -> None:
    """One letter at most for each, and none missed but those in doubt; answers come, as one."""
    database = Database(world.url)
    with database.unit() as store:
        states = store[Mailings].states(1)
    database.close()
    uncertain = states.get(DeliveryState.UNCERTAIN, 0)
    letters = [
        each.recipient
        for each in world.relay.sent
        if "lettre" in str(each.letter["Subject"]).casefold()
    ]
    missed = len(world.people) - len(set(letters))
    answers = world.copies(ANSWER)
    print(f"\n{world.kills} kills: {missed} missed, {uncertain} uncertain")  # noqa: T201 - the figures
    assert FOR_ALL in "".join(each.raw.decode() for each in world.relay.sent)
    assert len(letters) == len(set(letters))
    assert missed <= uncertain <= world.kills
    assert set(answers) == set(list(world.people)[::3])
    assert all(len(ids) == 1 for ids in answers.values())


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_storm_doubles_no_letter_and_loses_no_answer(tmp_path: Path) -> None:
    async with (
        mail_ground() as ground,
        MailWorld(ground, tmp_path / "world", people=40) as world,
    ):
        await world.be_born()
        _begin(world)
        await storm(world, kills=6)
        assert world.left(), "the storm ended before the letter had gone out"
        await world.finish()
        _check(world)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_killed_at_each_step_of_the_sending_nothing_is_lost(tmp_path: Path) -> None:
    async with (
        mail_ground() as ground,
        MailWorld(ground, tmp_path / "world", people=30) as world,
    ):
        await world.be_born()
        _begin(world)
        for step in ("mail", "rcpt", "data", "mail", "rcpt", "data"):
            await world.dies_at(step)
        await world.finish()
        _check(world)
