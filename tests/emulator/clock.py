"""The emulator's two times: of day, which tests may move, and elapsed, which they may not."""

import time


class Clock:
    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> int:
        return int(time.time() + self.offset)

    def elapsed(self) -> float:
        return time.monotonic()

    def forward(self, *, hours: float = 0, seconds: float = 0) -> None:
        """Move the time of day ahead, so that messages grow old."""
        self.offset += hours * 3600 + seconds
