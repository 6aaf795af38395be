"""Communities and their rooms: set-up, listing, changes."""

from handlers.communities.restoration_notice import plan_restoration_notices
from handlers.communities.setup.progress import SetupProgress, setup_progress
from handlers.communities.setup.steps import plan_first_steps

__all__ = [
    "SetupProgress",
    "plan_first_steps",
    "plan_restoration_notices",
    "setup_progress",
]
