"""The filter of a sync: messages, members, and no events that we do not read."""

import json

from bot.transports.matrix.sync.sync_gaps import MEMBERS

_NONE = {"not_types": ["*"]}


def sync_filter(timeline: int) -> str:
    """The filter, in JSON; `timeline` is the most events that a room's timeline may have."""
    return json.dumps(
        {
            "presence": _NONE,
            "account_data": _NONE,
            "room": {
                "ephemeral": _NONE,
                "account_data": _NONE,
                "state": MEMBERS,
                "timeline": {"limit": timeline, **MEMBERS},
            },
        }
    )
