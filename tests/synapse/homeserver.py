"""Synapse, for as long as another process lives: `python homeserver.py PID -c config`.

However a run of the tests ends, killed as well, its Synapse ends within a second.
"""

import os
import sys
import time
from threading import Thread
from typing import Any

from synapse.app.homeserver import main
from synapse.logging import context
from synapse.storage.engines.sqlite import Sqlite3Engine

_prepare = Sqlite3Engine.on_new_connection


def end_with(owner: int) -> None:
    """Wait for the end of a process, then end at once."""
    while _lives(owner):
        time.sleep(0.3)
    os._exit(0)


def spare_the_disk(engine: Sqlite3Engine, connection: Any) -> None:  # noqa: ANN401 - its own
    """Do not wait for the disk: written data only has to outlive the process."""
    _prepare(engine, connection)
    connection.execute("PRAGMA synchronous = OFF")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    Thread(target=end_with, args=(int(sys.argv.pop(1)),), daemon=True).start()
    context.get_thread_resource_usage = lambda: None  # type: ignore[attr-defined] # not at each step
    Sqlite3Engine.on_new_connection = spare_the_disk  # type: ignore[method-assign, assignment]
    main()
