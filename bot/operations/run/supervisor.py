"""The system's supervisor, told that we are ready, alive and about to end: see sd_notify(3).

systemd gives the address of its socket in the environment; without one, nobody is told.
"""

import os
import socket
from contextlib import suppress


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
