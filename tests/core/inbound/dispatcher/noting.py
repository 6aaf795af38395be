"""A feature that notes what it was called with, and fails in several ways."""

from asyncio import CancelledError
from collections.abc import Callable

from sqlalchemy import text as sql

from bot.core import Context, Router, Toast, text
from storage.audit import Audit
from storage.communities import Communities, Community
from storage.inbound.inbox import InboxRow
from storage.members import Members
from storage.unit_of_work import Store
from tests.core.engine import Engine

SORRY = "Quelque chose n'a pas marché, et c'est noté. Réessayez un peu plus tard."
calls: list[str] = []


def note(store: Store, words: str, ctx: Context) -> None:
    store[Audit].note(ctx.incoming.room, words, None, "done", ctx.now)


def noting() -> Router:
    """A feature whose only effect is a row, and others that fail in their own ways."""
    router = Router()

    @router.command("note", fr="noter")
    def note_words(ctx: Context, words: str) -> None:
        """Note words."""
        calls.append(words)
        note(ctx.store, words, ctx)

    @router.command("fail", fr="rater")
    def fail(ctx: Context, words: str) -> None:
        """Fail."""
        calls.append(words)
        note(ctx.store, "half", ctx)
        FAILURES[words](ctx.store)

    @router.button("toast")
    def toast(ctx: Context) -> Toast:
        note(ctx.store, "pressed", ctx)
        return Toast(text("Cancel"))

    @router.button("limp")
    def limp(ctx: Context) -> Toast:
        calls.append("limp")
        note(ctx.store, f"try {len(calls)}", ctx)
        if len(calls) == 1:
            raise RuntimeError
        return Toast(text("Cancel"))

    @router.button("break")
    def break_down(ctx: Context) -> None:
        raise RuntimeError

    return router


def raise_error(error: BaseException) -> None:
    raise error


def clash(store: Store) -> None:
    same = {"slug": "energie", "name": "", "locale": "fr", "timezone": "UTC", "digest": ""}
    store[Communities].add(Community(polls_by="", **same))


FAILURES: dict[str, Callable[[Store], None]] = {
    "an exception": lambda _: raise_error(RuntimeError("poison")),
    "a cancellation": lambda _: raise_error(CancelledError()),
    "a broken constraint": clash,
    "a wrong statement": lambda store: run(store, "SELECT * FROM nowhere"),
    "an impossible number": lambda store: raise_error(LookupError(store[Members].get(10**30))),
    "a program's end": lambda _: raise_error(SystemExit()),
}


def run(store: Store, statement: str) -> None:
    store._session.execute(sql(statement)).all()


def notes(engine: Engine) -> list[str]:
    """The effects committed, the oldest first."""
    rows = engine.store(lambda store: store[Audit].latest(1000))
    return [row.action for row in reversed(rows)]


def rows(engine: Engine) -> list[InboxRow]:
    return engine.store(
        lambda store: list(store._session.query(InboxRow).order_by(InboxRow.id).all())
    )


async def told(engine: Engine, room: str = "telegram:7") -> list[str]:
    await engine.delivering.flush()
    return engine.network.said_in(room)
