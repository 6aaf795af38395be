"""The longest stall of a bot's event loop, told by the task that `bots.ticking` runs there."""

import re
import signal

from tests.bench.children import Child


def longest_stall(child: Child) -> float:
    """Return the longest stall of the bot since the last call, in milliseconds."""
    told = len(_stalls(child))
    child.process.send_signal(signal.SIGUSR1)
    child.until(lambda: len(_stalls(child)) > told, within=60)
    return _stalls(child)[-1]


def _stalls(child: Child) -> list[float]:
    return [float(each) for each in re.findall(r"stall ([\d.]+) ms", child.log.read_text())]
