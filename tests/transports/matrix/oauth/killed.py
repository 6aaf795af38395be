"""Renews a token and dies with the new pair in hand: `python killed.py HOMESERVER FOLDER`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.core.context.clock import Clock
from bot.transports.matrix.session_file import Session, SessionFile, TokenRenewal


class Killed(SessionFile):
    """A file that is never written."""

    def write(self, session: Session) -> None:
        del session
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Renew the session that is kept."""
    homeserver, folder = sys.argv[1:]
    file = Killed(Path(folder))
    session = file.read()
    assert session is not None
    asyncio.run(TokenRenewal(homeserver, file, Clock()).renewed(session))


if __name__ == "__main__":
    main()
