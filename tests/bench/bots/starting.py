"""The start of each bot here: its arguments, and the faster event loop for all."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from tests.bench.bots.ticking import tick

Main = Callable[[argparse.Namespace], Coroutine[Any, Any, None]]


def start(main: Main) -> None:
    """Run a bot until it is killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True, help="where the emulator answers")
    parser.add_argument("--token", required=True)
    parser.add_argument("--database", help="a file of SQLite")
    parser.add_argument("--in-threads", action="store_true", help="write rows in threads")
    parser.add_argument("--mailing", help="a JSON file: `words`, and the `people` to write to")
    parser.add_argument("--ticking", action="store_true", help="tell the loop's longest stall")
    uvloop.run(_run(main, parser.parse_args()))


async def _run(main: Main, options: argparse.Namespace) -> None:
    ticking = asyncio.create_task(tick()) if options.ticking else None
    await main(options)
    if ticking is not None:
        ticking.cancel()
