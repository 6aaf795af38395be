"""The longest stall of an event loop: how late a task is that wants to wake every 5 ms."""

import asyncio
import signal
import sys

EVERY = 0.005


async def tick() -> None:
    """Measure until cancelled; each SIGUSR1 tells the longest stall since the last one."""
    loop = asyncio.get_running_loop()
    longest = 0.0

    def tell() -> None:
        nonlocal longest
        sys.stderr.write(f"stall {longest * 1000:.1f} ms\n")
        sys.stderr.flush()
        longest = 0.0

    loop.add_signal_handler(signal.SIGUSR1, tell)
    while True:
        began = loop.time()
        await asyncio.sleep(EVERY)
        longest = max(longest, loop.time() - began - EVERY)
