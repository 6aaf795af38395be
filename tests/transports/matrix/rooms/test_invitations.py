"""The rooms that we enter, and the messages that we then hear."""

from datetime import timedelta

import pytest

from bot.core.context.clock import Clock, MovableClock
from bot.core.messages.incoming import Kind
from bot.transports.matrix.homeserver import Json
from bot.transports.matrix.invitations import _own_invitation
from tests.synapse import MatrixPerson
from tests.transports.contract import eventually, until
from tests.transports.matrix_stage import THIRD, Stage, words

pytestmark = pytest.mark.slow

US = "@terreau:region.test"


@pytest.fixture
def some_may_invite(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only people whose name begins with "zo" may invite us."""
    monkeypatch.setattr("tests.transports.on_matrix.INVITED_BY", ("@zo*:terreau.test",))


async def test_only_permitted_inviters_bring_the_bot_in(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, some_may_invite: None
) -> None:
    async with stage.running():
        refused = await luc.creates("Chez Luc", invites=[stage.bot])
        entered = await zoe.creates("Chez Zoé", invites=[stage.bot])
        await stage.is_in(entered)
        await eventually(
            lambda: luc.members(refused), lambda members: members[stage.bot] == "leave"
        )
        await stage.shelf.has(1, Kind.CAME)

    assert stage.came() == [entered]
    assert stage.proxy.asked_for(f"*/rooms/{refused}/leave")
    assert not stage.proxy.asked_for(f"*/join/{refused}")


async def test_a_direct_invitation_is_a_start(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await zoe.creates(direct_with=stage.bot)
        await until(lambda: len(stage.shelf.arrivals) == 2)
    came, start = stage.shelf.arrivals.values()

    assert (came.kind, came.direct, came.room) == (
        Kind.CAME,
        True,
        f"matrix:{room}/{zoe.user_id}",
    )
    assert (start.kind, start.words, start.command) == (Kind.WORDS, "start", True)
    assert (start.room, start.sender) == (came.room, f"matrix:{zoe.user_id}")
    assert (start.name, start.direct, start.message_id) == ("Zoé", True, None)


async def test_coming_into_a_shared_room_is_no_start(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        await stage.shared(zoe)
    [came] = stage.shelf.arrivals.values()
    assert (came.kind, came.direct, came.sender) == (Kind.CAME, False, f"matrix:{zoe.user_id}")


async def test_messages_from_before_the_bot_joined_are_ignored(
    stage: Stage, zoe: MatrixPerson
) -> None:
    room = await zoe.creates("Énergie")
    await zoe.says(room, "!avant")
    async with stage.running():
        stage.proxy.faults.latency("*/join/*", 0.5)
        await zoe.invites(room, stage.bot)
        await zoe.says(room, "!invités")
        await stage.is_in(room)
        await zoe.says(room, "!après")
        await stage.nothing_but(["après"])


async def test_the_very_first_start_reads_new_messages_only(
    stage: Stage, zoe: MatrixPerson
) -> None:
    """The rooms that an account was in before it was ours."""
    us = MatrixPerson(stage.synapse.url, stage.us, "Terreau")
    room = await zoe.creates("Énergie", invites=[stage.bot, THIRD])
    await us.joins(room)
    await zoe.says(room, "!avant")
    async with stage.running() as transport:
        await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        await zoe.says(room, "!après")
        await stage.nothing_but(["après"])


@pytest.mark.parametrize("crash", [False, True])
async def test_an_invitation_that_was_kept_is_answered_after_a_restart(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, some_may_invite: None, *, crash: bool
) -> None:
    """A sync tells of an invitation once: the position or the next look has it."""
    async with stage.running():
        stage.proxy.faults.fail("*/join/*", times=99)
        stage.proxy.faults.fail("*/leave", times=99)
        room = await zoe.creates("Énergie", invites=[stage.bot, THIRD])
        refused = await luc.creates("Autre", invites=[stage.bot])
        await until(lambda: stage.proxy.asked_for("*/join/*") and stage.proxy.asked_for("*/leave"))
        if crash:
            stage.proxy.faults.fail("*/sync", times=99)
    stage.proxy.faults.clear()

    async with stage.running():
        await stage.is_in(room)
        await eventually(
            lambda: luc.members(refused), lambda members: members[stage.bot] == "leave"
        )


async def test_an_invitation_before_the_first_start_is_answered(
    stage: Stage, zoe: MatrixPerson
) -> None:
    room = await zoe.creates(direct_with=stage.bot)
    async with stage.running():
        await stage.is_in(room)
        await stage.nothing_but([])


async def test_an_invitation_while_stopped_is_answered(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        await stage.shared(zoe)
    room = await zoe.creates("Pendant", invites=[stage.bot])
    async with stage.running():
        await stage.is_in(room)


async def test_an_invitation_taken_back_holds_nothing_up(
    stage: Stage, zoe: MatrixPerson, impatient: None
) -> None:
    async with stage.running():
        stage.proxy.faults.fail("*/join/*")
        gone = await zoe.creates("Erreur", invites=[stage.bot])
        await until(lambda: stage.proxy.asked_for("*/join/*"))
        await zoe.kicks(gone, stage.bot)
        room = await stage.shared(zoe)

    assert stage.came() == [room]


async def test_being_put_out_while_stopped_is_told(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
    await zoe.kicks(room, stage.bot)

    async with stage.running():
        (went,) = await stage.shelf.has(1, Kind.WENT)
    assert (went.room, went.sender) == (f"matrix:{room}", f"matrix:{zoe.user_id}")


async def test_we_may_come_again(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        await zoe.kicks(room, stage.bot)
        await stage.shelf.has(1, Kind.WENT)
        await zoe.invites(room, stage.bot)
        await stage.shelf.has(2, Kind.CAME)
        await zoe.says(room, "!agenda")
        await stage.nothing_but(["agenda"])


async def test_people_who_share_a_room_with_us_may_talk_to_us(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, some_may_invite: None
) -> None:
    async with stage.running():
        await stage.shared(zoe, luc)
        for _ in range(2):  # not one a minute, as a stranger
            await stage.is_in(await luc.creates(direct_with=stage.bot))


async def test_strangers_are_let_in_one_a_minute(
    stage: Stage, luc: MatrixPerson, some_may_invite: None
) -> None:
    async with stage.running():
        await stage.is_in(await luc.creates(direct_with=stage.bot))
        other = await stage.person("Max")
        waiting = await other.creates(direct_with=stage.bot)
        shared = await other.creates("Chez Max", invites=[stage.bot])
        await eventually(lambda: other.members(shared), lambda them: them[stage.bot] == "leave")
        assert (await other.members(waiting))[stage.bot] == "invite"


@pytest.mark.parametrize(
    ("says", "later", "stays"),
    [
        pytest.param(False, timedelta(hours=23), True, id="not for long"),
        pytest.param(False, timedelta(hours=25), False, id="for a day"),
        pytest.param(True, timedelta(hours=25), True, id="no, they speak"),
    ],
)
async def test_a_stranger_who_says_nothing_is_left(
    stage: Stage,
    luc: MatrixPerson,
    some_may_invite: None,
    says: bool,  # noqa: FBT001 - as listed above
    later: timedelta,
    stays: bool,  # noqa: FBT001 - likewise
) -> None:
    async with stage.running() as transport:
        room = await luc.creates(direct_with=stage.bot)
        await stage.is_in(room)
        if says:
            await luc.says(room, "Bonjour")
            await stage.shelf.has(1)
        strangers = transport._connection._strangers
        strangers.clock = MovableClock(Clock().now() + later)
        await transport._loop_thread.run(strangers.sweep())
        if stays:
            assert (await luc.members(room))[stage.bot] == "join"
            assert transport._connection._invitations.refused == ()
        else:
            await eventually(lambda: luc.members(room), lambda them: them[stage.bot] == "leave")


def test_a_forged_invitation_from_the_inviters_server_is_not_believed() -> None:
    def invited_by(sender: str, membership: str = "invite") -> Json:
        content = {"membership": membership}
        return {"type": "m.room.member", "state_key": US, "sender": sender, "content": content}

    forged, real = invited_by("@chef:region.test"), invited_by("@evil:evil.test")
    events = [forged, real, invited_by("@chef:region.test", "join")]

    assert _own_invitation({"invite_state": {"events": events}}, US) == real
    assert _own_invitation({"invite_state": {"events": "?"}}, US) == {}
