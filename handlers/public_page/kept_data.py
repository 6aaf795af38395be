"""Labels of the data that this feature keeps of a member: see `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "web_consents",
    text("What you said of the public page"),
    text(
        "Whether a question, an event, a poll result, a news item or the name of yours may be on "
        "the community's public page. Deleted when you have your data erased: it leaves the page, "
        "too."
    ),
    order=138,
    labels={
        "thing": text("what it is about"),
        "ref": text("its number"),
        "given": text("shown"),
    },
)
router.personal_data(
    "public_parts",
    text("Parts of the public page that you asked for or approved"),
    text("The approval is kept without your name when you have your data erased."),
    order=139,
    labels={"part": text("part of the page")},
)
