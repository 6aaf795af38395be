"""A feature that takes lists in, and the files it was sent."""

from pathlib import Path
from typing import Annotated, Any

from sqlalchemy import select

from bot.core import Answer, Context, Router, Text, asks, text
from bot.core.declarations.references import UploadRef
from bot.core.messages.incoming import Upload
from bot.domain.roles import Role
from storage.files import FileRow, Files
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
        UploadRef[..., Any]("import").fetch(ctx, file, key=f"n-{note}")
        return text("I am reading it.")

    @router.outcome("import", who=who, failed=give_up)
    def read_list(ctx: Context, file_id: int, key: str) -> Answer:
        content = ctx.store[Files].read(file_id)
        return f"read {len(content)} bytes as {key}"

    return router


def upload(name: str = "liste.csv", size: int | None = len(LIST)) -> Upload:
    return Upload("telegram", name, "text/csv", size, {"file": name})


def populated(engine: Engine) -> Engine:
    engine.member("Zoé", ZOE)
    engine.network.files["liste.csv"] = LIST
    return engine


async def sends(engine: Engine, file: Upload, words: str = "", **more: Any) -> str:  # noqa: ANN401 - fields of a message
    return await engine.says(words, attachment="document", file=file, **more)


async def ends(engine: Engine) -> str:
    """Fetch the wanted files, tell the outcome, and return the words that Zoé reads."""
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


async def given(engine: Engine) -> None:
    await engine.says("/import")
    await sends(engine, upload())
    await engine.says("Luc")
