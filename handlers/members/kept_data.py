"""What a member may read of what this feature keeps of them: see `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "name_parts",
    text("How your name is found"),
    text("The words of it, made from your name. They go when you leave."),
    order=240,
)
