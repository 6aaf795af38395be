"""Communities and their rooms: set-up, listing, changes."""

from handlers.communities.restoration_notice import plan_restoration_notices

__all__ = [
    "plan_restoration_notices",
]
