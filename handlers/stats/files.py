"""Figures as files: all months, quarters and years for spreadsheets, a year on a sheet as PDF.

They tell of nobody: they may go through any network, and on to anybody.
"""

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Document,
    HtmlPage,
    JobContext,
    PrintedPage,
    Reader,
    Router,
    Toast,
    text,
)
from bot.domain.files import SHEET_TYPE, WORKBOOK_TYPE, sheet, workbook
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.domain.stats import Stretch, quarters_of, whole_year
from bot.references.stats import LOOK_UP_FIGURES, offer_figure_files, stats_command
from handlers.stats.counting import Panorama, panorama_of
from handlers.stats.page import TEMPLATE, InPrivateOnly, page_title, page_values
from handlers.stats.words import file_rows

router = Router()

TAKE_FIGURES = Act(
    text("{who} took the figures of the community as a file"),
    text("take the figures of the community as a file"),
)
router.act("figures file", TAKE_FIGURES)

SHEET, PDF_YEARS = "pdf", 2
FORMATS = {
    "xlsx": text("For Excel or LibreOffice (XLSX)"),
    "csv": text("For other programs (CSV)"),
}
_TITLES = (
    text("Figure"),
    text("Name"),
    text("Period"),
    text("Value"),
    text("At least"),
    text("What is counted"),
)


class NoSuchFile(Final):
    """There is no such file. {stats} shows those that there are."""


@router.button(offer_figure_files, who=Role.GARDENER, trace=LOOK_UP_FIGURES)
def offer_files(ctx: Context) -> Card:
    """Offer the figures as files."""
    years = ctx.apart(panorama_of).years[:PDF_YEARS]
    about = text(
        "All closed months, quarters and years, each figure with its definition. Nobody is named "
        "in them: you may pass them on."
    )
    sheets = [
        (give_figures.button(text("{year} on one sheet (PDF)", year=str(each)), SHEET, each),)
        for each in years
    ]
    tables = [(give_figures.button(label, kind, 0),) for kind, label in FORMATS.items()]
    return Card(text("Figures as files"), (about,), (*sheets, *tables))


@router.button("stats_file", who=Role.GARDENER, limit=EXPORTS, trace=TAKE_FIGURES)
def give_figures(ctx: Context, kind: str, year: int) -> Answer:
    """Give a file of figures, in private."""
    if kind not in {SHEET, *FORMATS}:
        raise NoSuchFile(stats=stats_command.typed())
    caption = text("The figures of {community}", community=ctx.community.name)
    file = draw_figures.hand_out(ctx, kind, ctx.person.locale, year, caption=caption, own=True)
    if ctx.direct:
        return file
    if not ctx.whisper(file):
        raise InPrivateOnly(stats=stats_command.typed())
    return Toast(text("I am sending it to you in private."))


@router.file("figures", who=Role.GARDENER)
def draw_figures(
    ctx: JobContext, kind: str = "csv", locale: str = "", year: str = ""
) -> Document | PrintedPage:
    """The figures (csv, xlsx, or pdf for a year), in a language, of closed months."""
    found, locale = panorama_of(ctx), locale or ctx.community.locale
    reader = Reader(locale, ctx.zone, ctx.today)
    name = f"{reader.say(text('figures'))}-{ctx.community.slug}-{ctx.today}"
    if kind == SHEET:
        latest = next(iter(found.years), ctx.today.year)
        chosen = int(year) if year.isdecimal() and int(year) in found.years else latest
        page = HtmlPage(TEMPLATE, page_values(ctx, found, chosen), locale, ctx.zone)
        return PrintedPage(f"{name}.pdf", page, page_title(ctx, chosen), one_sheet=True)
    titles = [reader.say(each) for each in _TITLES]
    rows = [
        row
        for figure in found.figures
        for row in file_rows(
            reader, figure, [(each, found.cell(figure, each)) for each in _stretches(found)]
        )
    ]
    if kind == "xlsx":
        drawn = workbook(reader.say(text("Figures")), titles, rows)
        return Document(f"{name}.xlsx", WORKBOOK_TYPE, drawn)
    return Document(f"{name}.csv", SHEET_TYPE, sheet(titles, rows))


def _stretches(found: Panorama) -> list[Stretch]:
    """All months that are over, then the quarters and years that have some of them."""
    wide = [each for year in sorted(found.years) for each in (*quarters_of(year), whole_year(year))]
    months = set(found.months)
    return [
        *(Stretch(each, 1) for each in found.months),
        *(each for each in wide if months & set(each.months)),
    ]
