"""Terreau as a child process, with one more feature whose effects can be counted, to be killed.

`python -m tests.crash.child DATABASE_URL API_BASE GROUP_ID [--kill-at N before|after]` kills
itself at its N-th commit, just before or just after it; `--impatient` ends sooner than is usual.
"""

import asyncio
import os
import signal
import sys
from dataclasses import replace

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

import bot.app
from bot import ending, log
from bot.app import App, routers
from bot.core import Context, Router, Text, text
from bot.core.clock import Clock
from bot.core.routing import collect
from bot.ending import told_to_stop
from bot.transports.telegram import TelegramTransport
from storage.communities import RoomKind
from storage.unit_of_work import Database
from tests.crash.world import TOKEN, crash_settings

router = Router()


@router.command("count", fr="compter")
def count(ctx: Context, number: int) -> Text:
    """Do something that must not be done twice, and answer; each tenth is announced too."""
    ctx.store._session.execute(sql("INSERT INTO effects (number) VALUES (:n)"), {"n": number})
    if number % 10 == 0:
        for room in ctx.rooms(RoomKind.COMMUNITY):
            ctx.post(room.address, text("Announced: {number}.", number=number), again=False)
    return text("Counted: {number}.", number=number)


def die_at(commit: int, moment: str) -> None:
    """Kill this process at its `commit`-th commit."""
    commits = 0
    really_commit = Session.commit

    def counted_commit(session: Session) -> None:
        nonlocal commits
        commits += 1
        if commits == commit and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        really_commit(session)
        if commits == commit:
            os.kill(os.getpid(), signal.SIGKILL)

    Session.commit = counted_commit  # type: ignore[method-assign, assignment]


async def run(url: str, api_base: str, group_id: str) -> None:
    """Run until SIGTERM; the network's limits are lifted, they are not what is tested here."""
    transport = TelegramTransport(TOKEN, api_base=api_base, clock=Clock())
    transport.capabilities = replace(transport.capabilities, whole=(), direct=(), shared=())
    app = App(
        crash_settings(group_id),
        Database(url),
        [transport],
        Clock(),
        declared=collect([*routers(), router]),
    )
    await app.run(told_to_stop())


if __name__ == "__main__":
    if "--kill-at" in sys.argv:
        at = sys.argv.index("--kill-at")
        die_at(int(sys.argv[at + 1]), sys.argv[at + 2])
    if "--impatient" in sys.argv:
        bot.app.END_SECONDS, ending.CUT_SECONDS = 0.5, 3.0
    log.configure([TOKEN], level="ERROR")
    asyncio.run(run(*sys.argv[1:4]))
