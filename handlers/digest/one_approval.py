"""One approval is enough, where the community chose so, once the other seat has been silent."""

from bot.core import Card, Context, JobContext, Router, Text, ntext, text
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from handlers.digest.approval_words import hours_to_answer
from storage.communities import Community
from storage.digest import Digest, Digests

router = Router()

NEVER = 0
HOURS = (24, 48, 72)


@router.contribution(community_settings)
def alone_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """After how many hours one approval is enough."""
    line = None
    if community.alone_after:
        line = ntext(
            "Letters need two approvals; one is enough after {count} hour without an answer.",
            "Letters need two approvals; one is enough after {count} hours without an answer.",
            community.alone_after,
        )
    return CommunitySetting(
        "alone", text("Approvals of the letter"), line, _ask_hours, put=_set_hours
    )


def approve_if_silent(ctx: JobContext, digest: Digest) -> None:
    """Approve a digest by its first approval if the other seat did not answer in its time."""
    hours = hours_to_answer(ctx, digest)
    alone_at = digest.status.alone_at(hours)
    if alone_at is not None and ctx.now >= alone_at:
        ctx.store[Digests].become(digest, digest.status.approve_alone(ctx.now, hours))


def _ask_hours(_ctx: Context, community: Community) -> Card:
    question = text(
        "Two people approve each letter. May one approval be enough if the other person does not "
        "answer? The letter then says so."
    )
    rows = [
        (put_community_value.button(_label(hours), community, "alone", str(hours)),)
        for hours in HOURS
    ]
    never = put_community_value.button(text("No, always two"), community, "alone", str(NEVER))
    return Card(community.name, (question,), (*rows, (never,)))


def _label(hours: int) -> Text:
    return ntext("After {count} hour", "After {count} hours", hours)


def _set_hours(ctx: Context, value: str) -> Text | None:
    if value not in map(str, (NEVER, *HOURS)):
        return None
    ctx.community.alone_after = int(value)
    if not ctx.community.alone_after:
        return text("Letters always need two approvals.")
    return ntext(
        "One approval of a letter is enough after {count} hour without an answer.",
        "One approval of a letter is enough after {count} hours without an answer.",
        ctx.community.alone_after,
    )
