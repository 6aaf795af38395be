"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "members",
    text("You"),
    text(
        "What you told me about yourself. Your name comes from your account, unless you changed "
        "it. Kept until you have it erased."
    ),
    order=10,
)
router.personal_data(
    "identities",
    text("Your accounts"),
    text(
        "They let me recognise you. Their network gives them to me. Kept until you have them "
        "erased."
    ),
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
    text("What you agreed to"),
    text(
        "Each agreement: to what, to which version of the text, when and where, and when you "
        "withdrew it. Kept as proof until you have it erased."
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
    text("To you, or by you to others. Kept until they are answered, for a limited time."),
    order=160,
)
