"""Results of polls in the letter to the Region."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import Answer, Context, JobContext, Router, text
from bot.domain.region_letter import RegionPart
from bot.references.polls import open_poll
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from handlers.polls.cards.card import result_text
from handlers.polls.kinds import view_of
from storage.polls import Polls

router = Router()


@router.contribution(region_sources)
def polls_for_region(_ctx: JobContext) -> RegionSource:
    """The polls that were closed with votes."""
    return RegionSource(
        kind="poll", part=RegionPart.POLLS, find=_closed_polls, show=_poll_item, open=_open_poll
    )


def _closed_polls(ctx: JobContext, since: datetime) -> Sequence[int]:
    return [each.id for each in ctx.store[Polls].closed_since(ctx.community.id, since)]


def _poll_item(ctx: JobContext, poll_id: int) -> RegionItem:
    poll = ctx.store[Polls].get(poll_id)
    return RegionItem(
        label=text("Poll {number}", number=poll.number),
        headline=poll.question,
        lines=(result_text(view_of(ctx, poll)),),
    )


def _open_poll(ctx: Context, poll_id: int) -> Answer:
    return open_poll.run(ctx, poll_id)
