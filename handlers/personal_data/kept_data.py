"""Stored data of the engine as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "forms",
    text("Answers that you began to give"),
    text("Kept until you finish or cancel, one day at most."),
    order=290,
)
router.personal_data(
    "counted_acts",
    text("What you did in the last hour"),
    text("So that nobody sends too much at once. Kept two hours at most."),
    order=320,
)
router.personal_data(
    "handouts",
    text("Files waiting for you"),
    text("Behind a link that works once, within an hour."),
    order=330,
)
router.personal_data(
    "files", text("Files that you sent"), text("Kept for a day, unless it was said."), order=350
)
router.personal_data(
    "deliveries",
    text("Messages to you"),
    text(
        "Their words are kept until they are sent. After that, only their number and buttons, "
        "to understand your answers."
    ),
    order=390,
)
router.personal_data(
    "inbox",
    text("Messages from you"),
    text("Those waiting, and those I could not process. Kept a few days."),
    order=400,
)
router.personal_data(
    "sealed",
    text("Messages from you that I cannot read"),
    text("They are encrypted, and their key is missing. Kept a week at most."),
    order=410,
)
router.personal_data(
    "presses",
    text("Buttons you pressed where everybody sees it"),
    text("So that you can change your mind. Your network told me."),
    order=420,
)
router.personal_data(
    "cards",
    text("Messages that stay up to date"),
    text("Those in your private room."),
    order=430,
)
router.personal_data(
    "departures",
    text("When I wrote to you"),
    text("To keep to the limits of the network. Kept briefly."),
    order=440,
)
router.personal_data(
    "rooms",
    text("Your private rooms with me"),
    text("Where I write to you. Your network gives them to me."),
    order=450,
)
