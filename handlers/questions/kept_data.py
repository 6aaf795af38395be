"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "questions",
    text("Questions that you asked"),
    text(
        "An answered question that other members read stays, without your name, when you have "
        "your data erased. The rest is deleted."
    ),
    order=112,
)
router.personal_data(
    "question_steps",
    text("What you did about questions"),
    text("The history of a question stays without your name when you have your data erased."),
    order=113,
)
router.personal_data(
    "question_joins",
    text("Questions of others that are yours too"),
    text("It is deleted when you have your data erased."),
    order=114,
)
