"""A file that somebody sent is fetched for the feature that asked, once, whatever goes wrong."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.core import Answer, Context, Router, Text, asks, text
from bot.core.context.fetch_requests import fetch_file
from bot.core.declarations.arguments.readers import MOST_BYTES
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FateUnknown, FileGone, FileTooBig, NotSent, Rejected, TryLater
from bot.core.outbound.downloads import TRIES
from bot.domain.retention import RetentionPeriods
from bot.domain.roles import Role, Seat
from storage.audit import Audit
from storage.communities import Communities, SeatHolders
from storage.files import Files
from storage.files.files import FileRow
from storage.folder import FileGone as NoBytes
from storage.members import Identities, Members
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import Engine

ZOE = "telegram:7"
LIST = "nom;ville\nZoé;Besançon\n".encode()


def importing(who: Role = Role.MEMBER) -> Router:
    """A feature that takes lists in."""
    router = Router()

    def give_up(ctx: Context, key: str) -> None:
        ctx.audit(f"gave up {key}")

    @router.command("import", fr="importer", example="12", who=who)
    def take_list(
        ctx: Context,
        file: Annotated[Upload, asks("Send me the file")],
        note: Annotated[str, asks("Where is it from?")] = "",
    ) -> Text:
        """Take a list in."""
        fetch_file(ctx, file, outcome="import", key=f"n-{note}")
        return text("I am reading it.")

    @router.outcome("import", who=who, failed=give_up)
    def read_list(ctx: Context, file_id: int, key: str) -> Answer:
        content = ctx.store[Files].read(file_id)
        return f"read {len(content)} bytes as {key}"

    return router


def upload(name: str = "liste.csv", size: int | None = len(LIST)) -> Upload:
    return Upload("telegram", name, "text/csv", size, {"file": name})


@pytest.fixture
def engine(make: Make, tmp_path: Path) -> Engine:
    return populated(make(importing(), data=tmp_path))


def populated(engine: Engine) -> Engine:
    engine.member("Zoé", ZOE)
    engine.network.files["liste.csv"] = LIST
    return engine


async def sends(engine: Engine, file: Upload, words: str = "", **more: Any) -> str:  # noqa: ANN401 - fields of a message
    return await engine.says(words, attachment="document", file=file, **more)


async def ends(engine: Engine) -> str:
    """Let what is wanted be fetched, and what came of it be told; gives what Zoé reads then."""
    before = len(engine.network.said_in(ZOE))
    await engine.fetching.flush()
    await engine.handle()
    await engine.delivering.flush()
    return "\n".join(engine.network.said_in(ZOE)[before:])


def bytes_in(folder: Path) -> list[bytes]:
    files = folder / "files"
    return [each.read_bytes() for each in files.iterdir()] if files.exists() else []


def rows(engine: Engine) -> list[FileRow]:
    return engine.store(lambda store: list(store._session.scalars(select(FileRow))))


def acts(engine: Engine) -> list[str]:
    return engine.store(lambda store: [row.action for row in store[Audit].latest(10)])


async def test_a_question_is_answered_by_sending_a_file(engine: Engine, tmp_path: Path) -> None:
    assert "Send me the file" in await engine.says("/import")
    assert "Where is it from" in await sends(engine, upload())
    assert await engine.says("Luc") == "I am reading it."

    assert await ends(engine) == f"read {len(LIST)} bytes as n-Luc"
    [row] = rows(engine)
    assert (row.kind, row.name, row.media_type, row.size) == (
        "import",
        "liste.csv",
        "text/csv",
        len(LIST),
    )
    assert row.reference == {"file": "liste.csv"}
    assert row.member_id is not None
    assert bytes_in(tmp_path) == [LIST]
    [kept] = (tmp_path / "files").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "liste" not in kept.name


async def test_a_file_may_come_with_its_command(engine: Engine) -> None:
    assert await sends(engine, upload(), "/importer") == "I am reading it."

    assert await ends(engine) == f"read {len(LIST)} bytes as n-"


@pytest.mark.parametrize("words", ["la liste", '\x00file {"network": "telegram"}', "12"])
async def test_words_are_no_file(engine: Engine, words: str) -> None:
    await engine.says("/import")

    said = await engine.says(words)

    assert said.startswith("Envoyez-moi ici le fichier lui-même")
    assert "Send me the file" in said
    assert await ends(engine) == ""


async def test_neither_is_a_voice_message(engine: Engine) -> None:
    await engine.says("/import")

    said = await engine.says("", attachment="voice")

    assert said.startswith("Envoyez-moi ici le fichier lui-même")


async def test_a_file_said_to_be_too_big_is_not_even_asked_for(engine: Engine) -> None:
    await engine.says("/import")

    said = await sends(engine, upload(size=MOST_BYTES + 1))

    assert said.startswith("« liste.csv » est trop volumineux : la limite est de 20 Mo.")
    assert engine.network.fetched == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileTooBig(), "Ce fichier est trop volumineux : la limite est de 20 Mo."),
        (FileGone(), "Ce fichier n'est plus là : merci de le renvoyer."),
        (Rejected(), "Je n'ai pas pu récupérer ce fichier. Merci de me le renvoyer."),
        (KeyError("a bug"), "Je n'ai pas pu récupérer ce fichier. Merci de me le renvoyer."),
    ],
)
async def test_what_cannot_be_fetched_is_told_in_words(
    engine: Engine, tmp_path: Path, error: Exception, told: str
) -> None:
    await given(engine)
    engine.network.files["liste.csv"] = error

    assert await ends(engine) == told
    assert await ends(engine) == ""
    assert "gave up n-Luc" in acts(engine)
    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


async def given(engine: Engine) -> None:
    await engine.says("/import")
    await sends(engine, upload())
    await engine.says("Luc")


@pytest.mark.parametrize("error", [NotSent(), FateUnknown(), TryLater(timedelta(seconds=1))])
async def test_a_network_that_is_away_for_a_while_is_asked_again(
    engine: Engine, error: Exception
) -> None:
    await given(engine)
    engine.network.files["liste.csv"] = error
    assert await ends(engine) == ""
    assert await engine.says("/import") != "", "others are answered meanwhile"

    engine.network.files["liste.csv"] = LIST
    assert await ends(engine) == "", "not at once"
    engine.clock.move(timedelta(seconds=2))

    assert await ends(engine) == f"read {len(LIST)} bytes as n-Luc"


async def test_a_file_that_never_comes_is_given_up(engine: Engine) -> None:
    await given(engine)
    engine.network.files["liste.csv"] = NotSent()

    told = []
    for _ in range(TRIES + 2):
        told.append(await ends(engine))
        engine.clock.move(timedelta(minutes=7))

    assert len(engine.network.fetched) == TRIES
    assert [each for each in told if each] == [
        "Je n'ai pas pu récupérer ce fichier. Merci de me le renvoyer."
    ]


class Killed(BaseException):
    """The process was killed."""


@pytest.fixture
def killing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts down the commits, and dies in the place of the one at nought."""
    left: list[int] = []
    really_commit = Session.commit

    def commit(session: Session) -> None:
        if left:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        really_commit(session)

    monkeypatch.setattr(Session, "commit", commit)
    return left


@pytest.mark.parametrize("nth", range(10))
async def test_a_kill_at_any_commit_leaves_one_outcome_and_no_orphan(
    make: Make, tmp_path: Path, killing: list[int], nth: int
) -> None:
    engine = populated(make(importing(), data=tmp_path))
    await given(engine)
    killing[:] = [nth]
    with suppress(Killed):
        await ends(engine)
    killing.clear()

    after = make(importing(), data=tmp_path, clock=engine.clock, network=engine.network)
    after.store(after.fetching.recover)
    after.store(after.delivering.recover)
    after.clock.move(timedelta(hours=2))
    await ends(after)
    after.store(lambda store: store[Files].purge(after.clock.now(), RetentionPeriods()))

    assert len(rows(after)) == 1
    assert bytes_in(tmp_path) == [LIST]
    outcomes = "SELECT count(*) FROM inbox WHERE key LIKE 'fetched %'"
    assert after.store(lambda store: store._session.scalar(sql(outcomes))) == 1
    assert f"read {len(LIST)} bytes as n-Luc" in engine.network.said_in(ZOE)


def erase_zoe(store: Store) -> None:
    identity = store[Identities].get(ZOE)
    assert identity is not None
    member = store[Members].get(identity.member_id)
    assert member is not None
    store.erase(member)


async def test_what_a_person_sent_goes_with_them(engine: Engine, tmp_path: Path) -> None:
    await given(engine)
    await ends(engine)

    engine.store(erase_zoe)

    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


async def test_who_left_meanwhile_hears_nothing_of_it(engine: Engine, tmp_path: Path) -> None:
    await given(engine)

    engine.store(erase_zoe)

    assert await ends(engine) == ""
    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


async def test_erased_while_it_is_fetched_nothing_is_kept(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given(engine)
    really_fetch = engine.network.fetch

    async def slowly(upload: Upload, most: int) -> bytes:
        engine.store(lambda store: store._session.execute(sql("DELETE FROM deliveries")))
        return await really_fetch(upload, most)

    monkeypatch.setattr(engine.network, "fetch", slowly)

    assert await ends(engine) == ""
    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


async def test_who_may_no_more_is_told_so(make_light: Make, tmp_path: Path) -> None:
    engine = populated(make_light(importing(Role.GARDENER), data=tmp_path))
    seat(engine, ZOE)
    await given(engine)
    seat(engine, "")

    assert "read" not in await ends(engine)


def seat(engine: Engine, address: str) -> None:
    engine.store(
        lambda store: store[SeatHolders].put(store[Communities].get(1), Seat.TERRITORY, address)
    )


async def test_a_file_goes_after_its_time_with_its_bytes(engine: Engine, tmp_path: Path) -> None:
    await given(engine)
    await ends(engine)
    [row] = rows(engine)

    engine.clock.move(timedelta(hours=23))
    engine.store(lambda store: store[Files].purge(engine.clock.now(), RetentionPeriods()))
    assert bytes_in(tmp_path) == [LIST]
    engine.clock.move(timedelta(hours=2))
    engine.store(lambda store: store[Files].purge(engine.clock.now(), RetentionPeriods()))

    assert (rows(engine), bytes_in(tmp_path)) == ([], [])
    with pytest.raises(NoBytes):
        engine.store(lambda store: store[Files].read(row.id))


async def test_bytes_stay_while_what_erased_their_row_is_undone(
    engine: Engine, tmp_path: Path
) -> None:
    await given(engine)
    await ends(engine)
    [row] = rows(engine)

    def half_done(store: Store) -> None:
        with suppress(ZeroDivisionError), store.refusable():
            store[Files].drop(row.id)
            raise ZeroDivisionError

    def all_undone(store: Store) -> None:
        store[Files].drop(row.id)
        raise ZeroDivisionError

    engine.store(half_done)
    with suppress(ZeroDivisionError):
        engine.store(all_undone)

    assert bytes_in(tmp_path) == [LIST]
    assert engine.store(lambda store: store[Files].read(row.id)) == LIST


async def test_one_slow_file_holds_no_answer_up(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given(engine)
    going, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(upload: Upload, most: int) -> bytes:
        going.set()
        await may_end.wait()
        return LIST

    monkeypatch.setattr(engine.network, "fetch", slowly)
    fetching = asyncio.create_task(engine.fetching.flush())
    await going.wait()

    assert "Send me the file" in await engine.says("/import")
    may_end.set()
    await fetching
    assert rows(engine)
