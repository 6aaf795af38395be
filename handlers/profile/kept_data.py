"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "members",
    text("You"),
    text(
        "What you told me of yourself. Your name came from your account when you joined, "
        "unless you changed it. Kept until you have it erased."
    ),
    order=10,
)
router.personal_data(
    "identities",
    text("Your accounts"),
    text("By which I know you again. Their network tells me. Kept until you have it erased."),
    order=20,
)
router.personal_data(
    "memberships",
    text("Your communities"),
    text("Which ones you joined, and how you take part. Kept until you leave them."),
    order=30,
)
router.personal_data(
    "consents",
    text("What you said yes to"),
    text(
        "Each yes: to what, to which version of the text, when and where, and when you took "
        "it back. Kept as a proof until you have it erased."
    ),
    order=40,
)
router.personal_data(
    "member_domains",
    text("Your domains"),
    text("You chose them. Kept until you leave the community."),
    order=50,
)
router.personal_data(
    "circle_proposals",
    text("Ways of taking part that were proposed"),
    text("To you, or by you to others. Kept until they are answered, for a while at most."),
    order=160,
)
