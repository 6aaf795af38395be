"""Limits on the pace of writing to a network.

Two rules, of which the stricter counts:

- `StatedLimits`: what the network states (Telegram: thirty requests a second, one a second in a
  room), counted over sliding windows;
- `learned_pace`: what it does not state (Matrix) and only its refusals tell, a leaky bucket whose
  size and interval each 429 makes better known; `Budget` counts requests against it.

`Limits` applies both. It is pure: times are given. Transports declare their windows
(`Capabilities`), the delivery asks before a request and tells of its end, and both rules go on
after a restart from rows: `storage/outbound/traffic.py` keeps what left and what was
learned.

No library fits: aiolimiter, limits and pyrate-limiter count against a limit that is known
beforehand, and make one caller wait; here the limit is learned, and the queue asks which of its
rooms are free.
"""

from bot.domain.send_limits.learned_pace import KEPT, LONG_MEMORY, LONGEST, Pace
from bot.domain.send_limits.limits import (
    LONG_WAIT,
    MEMORY,
    Limits,
    LongWaits,
    StatedLimits,
    Window,
    memory,
)

__all__ = [
    "KEPT",
    "LONGEST",
    "LONG_MEMORY",
    "LONG_WAIT",
    "MEMORY",
    "Limits",
    "LongWaits",
    "Pace",
    "StatedLimits",
    "Window",
    "memory",
]
