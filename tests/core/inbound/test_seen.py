"""The day that a member was last here."""

from datetime import UTC, date, datetime, timedelta

from bot.core.messages.incoming import Kind
from storage.members import Members
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine


def _seen(engine: Engine, member: Member) -> date | None:
    def look(store: Store) -> date | None:
        found = store[Members].get(member.id)
        assert found is not None
        return found.seen_on

    return engine.store(look)


async def test_a_message_or_a_press_updates_the_day_a_member_was_last_seen(make: Make) -> None:
    engine = make()
    zoe, yann = engine.member("Zoé", "telegram:7"), engine.member("Yann", "telegram:8")
    joined = engine.clock.now().date()

    engine.clock.move(timedelta(days=40))
    await engine.says("bonjour")
    assert (_seen(engine, zoe), _seen(engine, yann)) == (joined + timedelta(40), joined)

    engine.clock.move(timedelta(days=1))
    await engine.presses("none:1", sender="telegram:8", room=SQUARE)
    assert _seen(engine, yann) == joined + timedelta(41)


async def test_going_away_or_asking_to_come_in_is_being_here(make: Make) -> None:
    engine = make()
    zoe = engine.member("Zoé", "telegram:7")

    for kind in (Kind.ASKED, Kind.EXITED):
        engine.clock.move(timedelta(days=1))
        await engine.handle(engine.heard("", room=SQUARE, kind=kind))
        assert _seen(engine, zoe) == engine.clock.now().astimezone(UTC).date()


async def test_the_day_is_written_once(make_light: Make) -> None:
    engine = make_light()
    engine.member("Zoé", "telegram:7")
    engine.clock.move(timedelta(days=2))
    written: list[str] = []
    with engine.lanes.database.writer.connect() as connection:
        connection.connection.driver_connection.set_trace_callback(written.append)  # type: ignore[union-attr]

    for _ in range(3):
        await engine.says("bonjour")

    assert len([each for each in written if "SET seen_on=" in each]) == 1


async def test_a_clock_that_went_back_takes_no_day_away(make_light: Make) -> None:
    engine = make_light()
    zoe = engine.member("Zoé", "telegram:7")

    earlier = datetime(2026, 1, 1, tzinfo=UTC)
    engine.store(lambda store: store[Members].act(zoe, earlier))

    assert _seen(engine, zoe) == engine.clock.now().date()


async def test_a_member_registered_by_voice_was_never_seen(make_light: Make) -> None:
    engine = make_light()

    member = engine.store(
        lambda store: store[Members].register_without_account("Rose", at=engine.clock.now())
    )

    assert _seen(engine, member) is None
