"""The community setting for the right to open a poll."""

from bot.core import Card, Context, Router, Text, text
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from storage.communities import Community

router = Router()

POLL_LABELS = {
    "gardeners": text("The gardening team"),
    "members": text("Every member"),
}


@router.contribution(community_settings)
def polls_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """The people who may open a poll."""
    line = text("Polls: opened by the gardening team.")
    if community.polls_by == "members":
        line = text("Polls: any member may open one.")
    return CommunitySetting("polls", text("Polls"), line, _ask_polls, put=_set_polls)


def _ask_polls(_ctx: Context, community: Community) -> Card:
    question = text("Who may open a poll in {community}?", community=community.name)
    choices = tuple(
        (put_community_value.button(label, community, "polls", value),)
        for value, label in POLL_LABELS.items()
    )
    return Card(None, (question,), choices)


def _set_polls(ctx: Context, value: str) -> Text | None:
    if value not in POLL_LABELS:
        return None
    ctx.community.polls_by = value
    return text("Polls are opened by: {who}.", who=POLL_LABELS[value])
