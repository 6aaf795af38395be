"""Figures on the directory: how many members chose to be found, and organisations."""

from bot.core import JobContext, Line, Router, ntext, text
from bot.domain.stats import Period
from bot.references.stats import Figures, figures
from storage.directory import Organisations, VisibleMembers

router = Router()


@router.contribution(figures)
def directory_figures(ctx: JobContext, _period: Period) -> Figures:
    """The numbers of members and organisations in the directory now."""
    count = ctx.store[VisibleMembers].count(ctx.community.id)
    found = ntext("{count} member chose to be found.", "{count} members chose to be found.", count)
    lines: list[Line] = [found] if count else []
    organisations = ctx.store[Organisations].count(ctx.community.id)
    if organisations:
        lines.append(ntext("{count} organisation", "{count} organisations", organisations))
    return Figures(order=15, title=text("Directory"), lines=tuple(lines))
