"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

LOOK_UP_FIGURES = Act(
    text("{who} saw the figures of the community"), text("see the figures of the community")
)
TAKE_FIGURES = Act(
    text("{who} took the figures of the community as a file"),
    text("take the figures of the community as a file"),
)
SHARE_FIGURES = Act(
    text("{who} made or ended the address of the page of figures"),
    text("make or end the address of the page of figures"),
)

router.act("figures file", TAKE_FIGURES)
