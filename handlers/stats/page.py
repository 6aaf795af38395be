"""A year of figures on one page, for elected people, behind a secret address; figures as files.

They tell of nobody, and may go through any network, and on to anybody. The page is made to be
printed: the PDF is made of it. The spreadsheet has all months, quarters and years.
"""

from datetime import timedelta

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Document,
    HtmlPage,
    JobContext,
    Line,
    Link,
    NothingHere,
    PrintedPage,
    Reader,
    Replace,
    Router,
    Small,
    Text,
    Toast,
    UnknownToken,
    text,
)
from bot.domain import codes
from bot.domain.files import SHEET_TYPE, WORKBOOK_TYPE, sheet, workbook
from bot.domain.rates import CODES, EXPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.stats import Stretch, quarters_of, whole_year
from bot.references.stats import (
    LOOK_UP_FIGURES,
    offer_figure_files,
    offer_figure_page,
    stats_command,
)
from handlers.stats.figures import FEW, Panorama, cell_text, file_rows, panorama_of
from storage.stats import FigurePages

router = Router()

SHARE_FIGURES = Act(
    text("{who} made or ended the address of the page of figures"),
    text("make or end the address of the page of figures"),
)

TEMPLATE = "stats/figures.html"
PAGE_LIFE = timedelta(days=365)
TITLE = text("Page for elected people")
QUARTERS = (
    text("January–March"),
    text("April–June"),
    text("July–September"),
    text("October–December"),
)


class NoPages(Refusal):
    """This service has no pages on the web. The figures are given as files instead."""


class InPrivateOnly(Refusal):
    """I give this in private only: write {stats} to me there."""


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


@router.button(offer_figure_page, who=Role.GARDENER, trace=LOOK_UP_FIGURES)
def offer_page(ctx: Context) -> Card:
    """Say what the page is, and offer its address."""
    if not ctx.contact.public_url:
        raise NoPages
    lines: list[Line] = [
        text(
            "One page with the figures of a year, each with its definition, to be sent to elected "
            "people or printed on one sheet. It names nobody, and has closed months only."
        ),
        text("Whoever has the address can read it, for a year or until you end it."),
    ]
    make = make_page.button(text("Make the address"))
    known = ctx.store[FigurePages].of(ctx.community.id, ctx.now)
    if known is None:
        return Card(TITLE, tuple(lines), ((make,),))
    day = known.made_at.astimezone(ctx.zone).date()
    lines.append(
        text("An address was made on {day}. I kept no copy; a new one replaces it.", day=day)
    )
    again = make_page.button(text("Make a new address"))
    return Card(TITLE, tuple(lines), ((again, _end_button()),))


def _end_button() -> Button:
    return end_page.button(text("End the address"))


@router.button(
    "figures_page_new", deliberate=True, who=Role.GARDENER, limit=CODES, trace=SHARE_FIGURES
)
def make_page(ctx: Context) -> Card | Text:
    """Make an address, given in private; the other gardeners are told, the one before ends."""
    if not ctx.contact.public_url:
        raise NoPages
    token = codes.new_token()
    ends_at = ctx.now + PAGE_LIFE
    digest = codes.digest_of_token(token)
    ctx.store[FigurePages].open(ctx.community.id, digest, ctx.now, ends_at)
    _tell_others(ctx, text("{name} made an address for the page of figures.", name=ctx.member.name))
    url = show_page.url(ctx, token)
    until = ends_at.astimezone(ctx.zone).date()
    lines = (
        text("Send this address to whom you want. It works until {day}.", day=until),
        Link(url, url),
        Small(text("I keep no copy of it.")),
    )
    card = Card(TITLE, lines, ((_end_button(),),))
    if ctx.direct:
        return card
    if not ctx.whisper(card):
        raise InPrivateOnly(stats=stats_command.typed())
    return text("I answered you in private.")


@router.button("figures_page_end", who=Role.GARDENER, trace=SHARE_FIGURES)
def end_page(ctx: Context) -> Replace:
    """End the address of the page."""
    if ctx.store[FigurePages].close(ctx.community.id):
        ended = text("{name} ended the address of the page of figures.", name=ctx.member.name)
        _tell_others(ctx, ended)
    return Replace(text("The page of figures has no address any more."))


def _tell_others(ctx: Context, words: Text) -> None:
    more = offer_figure_page.button(TITLE)
    ctx.tell_other_gardeners(Card(None, (words,), ((more,),)))


@router.page("/c/figures/{token}.html", secret=True)
def show_page(ctx: JobContext, token: str, *, year: int = 0) -> HtmlPage:
    """The figures of a year: of the latest, unless another one is asked for."""
    community_id = ctx.store[FigurePages].with_token(codes.digest_of_token(token), ctx.now)
    if community_id is None:
        raise UnknownToken(
            text("There is no page here"),
            text("The address is incomplete, or its gardeners have ended it."),
        )
    here = ctx.within(community_id)
    found = panorama_of(here)
    if not found.years:
        raise NothingHere(
            text("There are no figures yet"), text("They come when the first month is over.")
        )
    chosen = year if year in found.years else found.years[0]
    years = [
        (str(each), show_page.path(here, token, year=each), each == chosen) for each in found.years
    ]
    values = {**page_values(here, found, chosen), "years": years if len(years) > 1 else []}
    return HtmlPage(TEMPLATE, values, here.community.locale, here.community.zone)


def page_title(ctx: JobContext, year: int) -> Text:
    return text("{community}: figures of {year}", community=ctx.community.name, year=str(year))


def page_values(ctx: JobContext, found: Panorama, year: int) -> dict[str, object]:
    """The values of the page for one year; a figure of which nothing is told has no row."""
    stretches = [*quarters_of(year), whole_year(year)]
    parts = []
    for each in found.sets:
        rows = []
        for figure in each.figures:
            cells = [found.cell(figure, stretch) for stretch in stretches]
            if any(cell is not None and cell.value for cell in cells):
                numbers = [cell_text(figure, cell) for cell in cells]
                rows.append((figure.title, numbers, figure.definition))
        if rows:
            parts.append((each.theme, rows))
    community = ctx.community
    return {
        "title": page_title(ctx, year),
        "community": community.name,
        "columns": [*QUARTERS, text("Year {year}", year=str(year))],
        "parts": parts,
        "goal": community.goal,
        "goal_year": None if community.goal_year is None else str(community.goal_year),
        "few": FEW,
        "years": [],
        "controller": ctx.contact.controller,
        "contact_address": ctx.contact.address,
        "day": ctx.today,
    }


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
