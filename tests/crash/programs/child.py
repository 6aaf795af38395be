"""Terreau as a child process, with one more feature whose effects can be counted, to be killed.

Each network has a module here that calls `live`. `--kill-at N before` lets the child kill itself
just before its N-th commit, `--kill-at N after` just after it.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count as count_from
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

import bot.app
from bot.app import App, routers
from bot.config import Settings
from bot.core import Context, Router, Text, text
from bot.core.context.clock import Clock
from bot.core.declarations.references import UploadRef
from bot.core.declarations.router import collect
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import Transport
from bot.domain.roles import Role
from bot.operations import log, run
from bot.operations.run import told_to_stop
from bot.operations.terminal import TRY_LATER
from storage.communities import RoomKind
from storage.files import Files
from storage.operations.instance_lock import InUse, running_on
from storage.unit_of_work import DATABASE_TROUBLE, Database

router = Router()

NOT_STARTED = 2
"""The exit status of a start that finds no database, as `terreau run` has it."""


@router.command("count", fr="compter")
def count(ctx: Context, number: int) -> Text:
    """Do something that must not be done twice, and answer; each tenth is announced too."""
    ctx.store._session.execute(sql("INSERT INTO effects (number) VALUES (:n)"), {"n": number})
    if number % 10 == 0:
        for room in ctx.rooms(RoomKind.COMMUNITY):
            ctx.post(room.address, text("Announced {number}.", number=f"{number}"), again=False)
    return text("Counted {number}.", number=f"{number}")


@router.command("import", fr="importer")
def take_file(ctx: Context, number: int, file: Upload) -> Text:
    """Have a file fetched, and count it once."""
    UploadRef[..., Any]("imported").fetch(ctx, file, key=number)
    return text("Fetching {number}.", number=number)


@router.outcome("imported", who=Role.ANYONE)
def count_file(ctx: Context, file_id: int, key: int) -> Text:
    """Do something with a file that must not be done twice."""
    ctx.store._session.execute(sql("INSERT INTO effects (number) VALUES (:n)"), {"n": key})
    size = len(ctx.store[Files].read(file_id))
    return text("Imported {number} ({size}).", number=key, size=size)


def crash_settings(*rooms: str) -> Settings:
    """One community with these rooms; `count` is for anyone."""
    return Settings.model_validate(
        {"communities": [{"slug": "e", "name": "Énergie", "rooms": list(rooms)}]}
    )


def live(options: argparse.Namespace, transport: Callable[[], Transport]) -> None:
    """Run until SIGTERM."""
    if options.kill_at:
        commit, moment = options.kill_at
        die_at(int(commit), moment)
    if options.impatient:
        bot.app.END_SECONDS, run.CUT_SECONDS = 0.5, 3.0
    log.configure(level="ERROR")
    database = Database(options.database, options.files)
    try:
        with running_on(database):
            asyncio.run(_run(options, database, transport))
    except InUse:
        sys.exit(TRY_LATER)
    except DATABASE_TROUBLE:
        sys.exit(NOT_STARTED)


async def _run(
    options: argparse.Namespace, database: Database, made: Callable[[], Transport]
) -> None:
    """The network's limits are lifted: they are not what is tested here."""
    transport = made()
    transport.capabilities = replace(transport.capabilities, whole=(), direct=(), shared=())
    app = App(
        crash_settings(*options.room),
        database,
        [transport],
        Clock(),
        declared=collect([*routers(), router]),
    )
    await app.run(told_to_stop())


def die_at(commit: int, moment: str) -> None:
    """Kill this process at its `commit`-th commit."""
    numbers = count_from(1)
    really_commit = Session.commit

    def counted_commit(session: Session) -> None:
        number = next(numbers)  # units that read commit meanwhile, too
        if number == commit and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        really_commit(session)
        if number == commit:
            os.kill(os.getpid(), signal.SIGKILL)

    Session.commit = counted_commit  # type: ignore[method-assign, assignment]
