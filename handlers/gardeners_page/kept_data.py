"""Labels of the data that this feature keeps of a member: see `/mydata`."""

from bot.core import Router, ntext, text

router = Router()

router.personal_data(
    "page_sessions",
    text("Your gardeners' pages"),
    text("Open in a browser for a day at most, or a link that waits for five minutes."),
    order=335,
    labels={"entered_at": text("opened on")},
    counted=lambda count: ntext(
        "{count} gardeners' page of yours", "{count} gardeners' pages of yours", count
    ),
)
