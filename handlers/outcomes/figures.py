"""Figures on the last twelve months, contributed by features."""

from dateutil.relativedelta import relativedelta

from bot.core import Card, Context, Line, Router, Where, text
from bot.domain.roles import Role
from bot.references.outcomes import figures
from handlers.outcomes import acts

router = Router()

MONTHS = 12


@router.command(
    "stats",
    fr="bilan",
    aliases=("figures", "statistiques"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="garden",
    label=text("Figures"),
    shows=True,
    trace=acts.LOOK_UP_HOW_MANY_CAME,
)
def show_figures(ctx: Context) -> Card:
    """See how many people came to the events of the last twelve months."""
    since = ctx.now - relativedelta(months=MONTHS)
    first = since.astimezone(ctx.zone).date()
    lines: list[Line] = [text("From {first} to {last}.", first=first, last=ctx.today)]
    lines += [line for part in figures.collect(ctx, since) for line in part]
    return Card(text("Events: attendance"), tuple(lines))
