"""Synapse, for as long as another process lives: `python homeserver.py PID -c config`.

However a run of the tests ends, killed as well, its Synapse ends within a second.
"""

import os
import sys
import time
from threading import Thread
from typing import Any

from prometheus_client import metrics
from synapse.app.homeserver import main
from synapse.events import validator
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
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")


def count_nothing() -> None:
    """Keep no metrics: nobody asks for them, and each step of each request counts something."""
    for kind in (metrics.Counter, metrics.Gauge, metrics.Histogram, metrics.Summary):
        for change in {"inc", "dec", "set", "set_function", "observe"} & {*vars(kind)}:
            setattr(kind, change, lambda *_, **__: None)
    metrics.MetricWrapperBase.labels = lambda metric, *_, **__: metric  # type: ignore[method-assign]


def trust_schemas() -> None:
    """Check what is sent by Synapse's schemas, but not the schemas themselves each time."""
    for each in (validator.MENTIONS_VALIDATOR, validator.POWER_LEVELS_VALIDATOR):
        each.check_schema = lambda *_, **__: None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    Thread(target=end_with, args=(int(sys.argv.pop(1)),), daemon=True).start()
    context.get_thread_resource_usage = lambda: None  # type: ignore[attr-defined] # not at each step
    count_nothing()
    trust_schemas()
    Sqlite3Engine.on_new_connection = spare_the_disk  # type: ignore[method-assign, assignment]
    main()
