"""The emulator as a process of its own: `python -m tests.emulator --port 0` prints its URL."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable
from importlib.util import find_spec

from . import BotApi


async def serve(options: argparse.Namespace) -> None:
    api = BotApi(
        token=options.token,
        username=options.username,
        limits=options.limits,
        limits_scale=options.limits_scale,
        checked=options.checked,
    )
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await api.start(options.port)
    sys.stdout.write(f"{api.url}\n")
    sys.stdout.flush()
    await stopped.wait()
    await api.stop()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default="123:abc")
    parser.add_argument("--username", default="terreau_bot")
    parser.add_argument("--limits", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--limits-scale", type=float, default=1.0)
    parser.add_argument(
        "--checked",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="read every queued update with python-telegram-bot first (slower)",
    )
    return parser.parse_args()


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if find_spec("uvloop") is None:
        return None
    import uvloop  # noqa: PLC0415 - only where it is

    return uvloop.new_event_loop


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(serve(options()))
