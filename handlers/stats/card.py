"""Figures in the chat: of the last month, quarter or year, with definitions and pictures."""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Bold,
    Button,
    Card,
    Chart,
    ChartBar,
    Context,
    JobContext,
    Line,
    Picture,
    Replace,
    Router,
    Small,
    Text,
    Where,
    in_rows,
    text,
)
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.domain.stats import (
    A_QUARTER,
    Cell,
    FigureKind,
    Stretch,
    month_after,
    stretch_around,
    whole_year,
)
from bot.references.region_letter import region_letter_command
from bot.references.stats import (
    LOOK_UP_FIGURES,
    Figure,
    offer_figure_files,
    offer_figure_page,
    stats_command,
)
from bot.vocabulary.audiences import marked
from handlers.stats.figures import (
    FEW,
    Panorama,
    cell_text,
    figure_sets,
    panorama_of,
    stretch_key,
    stretch_text,
    time_text,
)

router = Router()

MONTHS_DRAWN = 12
FEWEST_BARS = 2
MEMBERS = "members"
TITLE = text("Figures")


class NothingToDraw(Final):
    """There are not enough closed months with this figure for a picture."""


@router.command(
    stats_command,
    aliases=("figures", "statistiques"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="garden",
    label=text("Figures"),
    shows=True,
    trace=LOOK_UP_FIGURES,
)
def show_figures(ctx: Context) -> Card:
    """See the community in figures: members, events, polls."""
    return ctx.apart(lambda ctx: _figures_card(ctx, ""))


@router.button("stats_of", who=Role.GARDENER, trace=LOOK_UP_FIGURES)
def show_figures_of(ctx: Context, stretch: str) -> Replace:
    """Show the figures of another time."""
    return Replace(ctx.apart(lambda ctx: _figures_card(ctx, stretch)))


def _figures_card(ctx: JobContext, key: str) -> Card:
    found = panorama_of(ctx)
    offered = told_stretches(found)
    if not offered:
        first = text("The first month is not over yet: figures come at its end.")
        return Card(TITLE, (first,), ((_letter_button(),),))
    chosen = next((each for each in offered if stretch_key(each) == key), offered[0])
    lines: list[Line] = [time_text(found.months, chosen)]
    for each in found.sets:
        cells = [(figure, found.cell(figure, chosen)) for figure in each.figures]
        told = [(figure, cell) for figure, cell in cells if cell is not None and cell.value]
        if told:
            lines += ["", Bold(each.theme)]
            lines += [_figure_text(ctx, figure, cell) for figure, cell in told]
    times = tuple(
        show_figures_of.button(marked(stretch_text(each), each == chosen), stretch_key(each))
        for each in offered
    )
    rows = (
        *in_rows(times, 2),
        (explain_figures.button(text("What is counted")), choose_picture.button(text("Pictures"))),
        (
            offer_figure_page.button(text("Page for elected people")),
            offer_figure_files.button(text("Files")),
        ),
        (_letter_button(),),
    )
    return Card(TITLE, (*lines, "", Small(FEW)), rows)


def _letter_button() -> Button:
    return region_letter_command.button(text("Letter to the Region"))


def told_stretches(found: Panorama) -> list[Stretch]:
    """The year of the last closed month, that month, the last closed quarter, the year before."""
    if not found.months:
        return []
    last = found.months[-1]
    this = stretch_around(last, A_QUARTER)
    is_over = this.months[-1] in found.months
    quarter = this if is_over else stretch_around(month_after(this.first, -1), A_QUARTER)
    stretches = [whole_year(last.year), Stretch(last, 1), quarter, whole_year(last.year - 1)]
    return [each for each in stretches if set(each.months) & set(found.months)]


def _figure_text(ctx: JobContext, figure: Figure, cell: Cell) -> Text:
    line = text("{figure}: {number}", figure=figure.title, number=cell_text(figure, cell))
    goal = ctx.community.goal
    if figure.key != MEMBERS or goal is None:
        return line
    year = ctx.community.goal_year
    if year is None:
        return text("{line} – the goal is {goal}", line=line, goal=goal)
    return text("{line} – the goal for {year} is {goal}", line=line, year=str(year), goal=goal)


@router.button("stats_explain", who=Role.GARDENER, trace=LOOK_UP_FIGURES)
def explain_figures(ctx: Context) -> Card:
    """Define each figure."""
    lines: list[Line] = []
    for each in figure_sets(ctx):
        lines += ["", Bold(each.theme)]
        lines += [
            text("{figure}: {definition}", figure=figure.title, definition=figure.definition)
            for figure in each.figures
        ]
    return Card(text("What is counted"), (*lines[1:], "", Small(FEW)))


@router.button("stats_pictures", who=Role.GARDENER, trace=LOOK_UP_FIGURES)
def choose_picture(ctx: Context) -> Card | Text:
    """Ask which figure to draw, among those told for some months."""
    found = ctx.apart(panorama_of)
    drawable = [each for each in found.figures if len(_bars(ctx, found, each)) >= FEWEST_BARS]
    if not drawable:
        return text("A picture needs two closed months with a figure. Come back in a month.")
    buttons = [draw_figure.button(each.title, each.key) for each in drawable]
    return Card(text("Which figure do you want as a picture?"), (), in_rows(buttons, 2))


@router.button("stats_picture", who=Role.GARDENER, trace=LOOK_UP_FIGURES)
def draw_figure(ctx: Context, key: str) -> Answer:
    """Draw a figure over the last twelve months, with the same in words."""
    found = ctx.apart(panorama_of)
    figure = next((each for each in found.figures if each.key == key), None)
    bars = () if figure is None else _bars(ctx, found, figure)
    if figure is None or len(bars) < FEWEST_BARS:
        raise NothingToDraw
    caption = text(
        "{figure}. {definition} From {first} ({begin}) to {last} ({end}).",
        figure=figure.title,
        definition=figure.definition,
        first=bars[0].label,
        begin=bars[0].words,
        last=bars[-1].label,
        end=bars[-1].words,
    )
    return Picture(Chart(figure.title, tuple(bars)), caption)


def _bars(ctx: JobContext, found: Panorama, figure: Figure) -> Sequence[ChartBar]:
    """A bar for each of the last months of which the figure is told; the last one stands out."""
    months = [Stretch(each, 1) for each in found.months[-MONTHS_DRAWN:]]
    told = [(each, cell) for each in months if (cell := found.cell(figure, each)) is not None]
    is_of_members = figure.key == MEMBERS and figure.kind is FigureKind.MEMBERS
    goal = (ctx.community.goal or 0) if is_of_members else 0
    return [
        ChartBar(
            stretch_text(each),
            cell.value,
            cell_text(figure, cell),
            leads=nth == len(told),
            goal=goal if nth == len(told) else 0,
        )
        for nth, (each, cell) in enumerate(told, start=1)
    ]
