"""The longest stall of a bot's event loop, told by the task that `bots.ticking` runs there."""

import re
import signal

from tests.bench.children import Child


def longest_stall(child: Child) -> float:
    """Let the bot tell its longest stall since it was last asked, in milliseconds."""
    told = len(_stalls(child))
    child.process.send_signal(signal.SIGUSR1)
    child.until(lambda: len(_stalls(child)) > told, within=60)
    return _stalls(child)[-1]


def _stalls(child: Child) -> list[float]:
    return [float(each) for each in re.findall(r"stall ([\d.]+) ms", child.log.read_text())]
