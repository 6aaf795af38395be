"""Communities and their rooms: set-up, listing, changes."""

from handlers.communities.model import make_from_model, model_of
from handlers.communities.restoration_notice import plan_restoration_notices
from handlers.communities.setup import SetupProgress, plan_first_steps, setup_progress

__all__ = [
    "SetupProgress",
    "make_from_model",
    "model_of",
    "plan_first_steps",
    "plan_restoration_notices",
    "setup_progress",
]
