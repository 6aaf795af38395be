"""Figures on a month, a quarter or a year, contributed by features."""

from datetime import datetime, time

from bot.core import Bold, Card, Context, JobContext, Line, Replace, Router, Text, Where, text
from bot.domain.dates.local_time import Period, Stretch, instant
from bot.domain.roles import Role
from bot.references.region_letter import region_letter_command
from bot.references.stats import figures, stats_command
from bot.vocabulary.audiences import marked
from handlers.stats import acts

router = Router()

STRETCHES: dict[Stretch, Text] = {
    Stretch.MONTH: text("A month"),
    Stretch.QUARTER: text("Three months"),
    Stretch.YEAR: text("A year"),
}


@router.command(
    stats_command,
    aliases=("figures", "statistiques"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="garden",
    label=text("Figures"),
    shows=True,
    trace=acts.LOOK_UP_FIGURES,
)
def show_figures(ctx: Context) -> Card:
    """See the community in figures: members, events, polls."""
    return ctx.apart(lambda ctx: _figures_card(ctx, Stretch.YEAR))


@router.button("stats_of", who=Role.GARDENER, trace=acts.LOOK_UP_FIGURES)
def show_figures_of(ctx: Context, stretch: str) -> Replace:
    """Show the figures of another time."""
    chosen = Stretch(stretch) if stretch in set(Stretch) else Stretch.YEAR
    return Replace(ctx.apart(lambda ctx: _figures_card(ctx, chosen)))


def _figures_card(ctx: JobContext, chosen: Stretch) -> Card:
    first = chosen.first_day(ctx.today)
    since = instant(datetime.combine(first, time()), ctx.zone)
    contributed = figures.collect(ctx, Period(since, ctx.now))
    lines: list[Line] = [text("From {first} to {last}.", first=first, last=ctx.today)]
    for each in sorted(contributed, key=lambda part: part.order):
        if each.lines:
            lines += ["", Bold(each.title), *each.lines]
    buttons = tuple(
        show_figures_of.button(marked(label, stretch is chosen), stretch.value)
        for stretch, label in STRETCHES.items()
    )
    letter = region_letter_command.button(text("Letter to the Region"))
    return Card(text("Figures"), tuple(lines), (buttons, (letter,)))
