"""The end of the program when its host tells it to end."""

import asyncio
import os
import signal
import threading

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
