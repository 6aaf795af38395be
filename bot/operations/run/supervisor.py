"""The host of the program: it tells us to end, and is told that we are ready, alive and ending.

systemd gives the address of its socket in the environment; without one, nobody is told. See
sd_notify(3).
"""

import asyncio
import os
import signal
import socket
import threading
from contextlib import suppress

CUT_SECONDS = 8.0
_TOLD_BY = (signal.SIGTERM, signal.SIGINT)


def cut_off_later() -> None:
    """End the process after a while, whatever it is doing then."""
    cut = threading.Timer(CUT_SECONDS, os._exit, [1])
    cut.daemon = True
    cut.start()


def told_to_stop() -> asyncio.Event:
    """The event that the first signal sets; further ones change nothing.

    What cannot end in time is cut off: like after a lost power, the next start goes on from there.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def end() -> None:
        for each in _TOLD_BY:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_IGN)
        cut_off_later()
        stop.set()

    for each in _TOLD_BY:
        loop.add_signal_handler(each, end)
    return stop


class Supervisor:
    """Tells systemd how we are."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")

    def ready(self) -> None:
        """Every network has answered."""
        self._tell("READY=1")

    def alive(self) -> None:
        """No task hangs; without this sign for long, we are started anew."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """We are about to end."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        """Send a state; a supervisor that does not listen stops nothing."""
        if not self._address:
            return
        address = self._address
        if address.startswith("@"):
            address = f"\0{address[1:]}"  # a name of Linux's, and no file
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.settimeout(0)
            sender.sendto(state.encode(), address)
