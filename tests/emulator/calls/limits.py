"""The pace at which the bot may speak: overall, to a person, to a group; sends and edits alike."""

import math
from collections import deque
from dataclasses import dataclass, field

from tests.emulator.clock import Clock

from .errors import ApiError

Windows = tuple[tuple[int, float], ...]

OVERALL: Windows = ((30, 1),)
PRIVATE: Windows = ((3, 1), (10, 10))
SHARED: Windows = ((20, 60),)


class PaceError(ApiError):
    """Too many calls; `early` when the chat was penalised already."""

    def __init__(self, chat_id: int, seconds: int, *, early: bool) -> None:
        super().__init__(429, f"retry after {seconds}", retry_after=seconds)
        self.chat_id = chat_id
        self.seconds = seconds
        self.early = early


@dataclass(slots=True)
class _Meter:
    """When the last calls were made, and until when no more are taken."""

    times: deque[float] = field(default_factory=lambda: deque(maxlen=30))
    closed_until: float = 0.0

    def wait(self, windows: Windows, now: float, scale: float) -> float:
        """Seconds until one more call fits into every window."""
        times = self.times
        return max(
            (
                seconds * scale - (now - times[-most])
                for most, seconds in windows
                if len(times) >= most
            ),
            default=0.0,
        )


class Limits:
    def __init__(self, clock: Clock, *, enabled: bool, scale: float) -> None:
        self.clock = clock
        self.enabled = enabled
        self.scale = scale
        self._overall = _Meter()
        self._chats: dict[int, _Meter] = {}

    def penalise(self, chat_id: int, seconds: int) -> None:
        self._meter(chat_id).closed_until = self.clock.elapsed() + seconds

    def check(self, chat_id: int) -> None:
        """Refuse any call to a chat that is penalised."""
        meter = self._chats.get(chat_id)
        now = self.clock.elapsed()
        if meter is not None and meter.closed_until > now:
            raise PaceError(chat_id, math.ceil(meter.closed_until - now), early=True)

    def spend(self, chat_id: int) -> None:
        """Count one send or edit, or penalise the chat for it."""
        if not self.enabled:
            return
        now, meter = self.clock.elapsed(), self._meter(chat_id)
        wait = max(
            meter.wait(PRIVATE if chat_id > 0 else SHARED, now, self.scale),
            self._overall.wait(OVERALL, now, self.scale),
        )
        if wait > 0:
            seconds = math.ceil(wait)
            meter.closed_until = now + seconds
            raise PaceError(chat_id, seconds, early=False)
        meter.times.append(now)
        self._overall.times.append(now)

    def _meter(self, chat_id: int) -> _Meter:
        return self._chats.setdefault(chat_id, _Meter())
