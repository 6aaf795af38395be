"""The community's poster for the door: one page in A4 with codes to scan from a step away.

It names no member, so every network may carry it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from bot.core import (
    FAMILY,
    SHEET_SECONDS,
    Act,
    Answer,
    Context,
    Document,
    File,
    JobContext,
    Reader,
    Router,
    Where,
    draw_code,
    join_command,
    new_pdf,
    text,
)
from bot.domain.rates import EXPORTS
from bot.domain.roles import Role
from bot.references.invitations import give_poster
from bot.workers.worker_process import draw_in_worker
from storage.communities import RoomKind

if TYPE_CHECKING:
    from fpdf import FPDF

router = Router()

PRINT_THE_POSTER = Act(text("{who} got the community's poster"), text("get the community's poster"))

_PAGE = (210, 297)
_MARGIN = 20
_WIDTH = _PAGE[0] - 2 * _MARGIN
_ACROSS = 2
_LARGE, _MIDDLE, _SMALL = 90, 72, 38
"""Widths of codes: of one alone, of two, of more."""
_MOST_CODES = 4
_BELOW = 22
"""Height of the words above and below a code."""
_FOOT = 32
_TITLE_SIZES = (40, 32, 24, 18)
_MOST_TITLE_LINES = 2
_BAND, _ON_BAND, _INK = (27, 107, 58), (255, 255, 255), (0, 0, 0)
"""Colours: of the band at the top, of the words on it, and of all else."""
_PADDING, _BETWEEN, _LEADING = 12, 3, 1.25
"""Above and below the words on the band, between them, and the height of a line."""
_ABOUT_SIZE, _REASON_SIZE, _STEP_SIZE = 14, 14, 12


@dataclass(frozen=True, slots=True)
class PosterCode:
    """A network, the address that its code has, and words below it."""

    network: str
    scanned: str
    below: str


@dataclass(frozen=True, slots=True)
class Poster:
    """The words of a poster."""

    title: str
    """The name of the community."""
    about: str
    """A line beneath it."""
    reasons: Sequence[str]
    """Reasons to join, a line each."""
    codes: Sequence[PosterCode]
    """Codes to scan, at most four."""
    steps: Sequence[str]
    """Steps to join, in order."""
    notice: Sequence[str]
    """Small print about the data."""
    locale: str
    """Language of the document."""
    at: datetime
    """Time of printing."""


@router.button(give_poster, who=Role.GARDENER, limit=EXPORTS, trace=PRINT_THE_POSTER)
@router.command(
    "invite poster",
    fr="inviter affiche",
    who=Role.GARDENER,
    where=Where.DIRECT,
    theme="garden",
    limit=EXPORTS,
    trace=PRINT_THE_POSTER,
)
def send_poster(ctx: Context) -> Answer:
    """Get the community's poster to print for a door: codes to scan, and how to join."""
    caption = text(
        "The poster of {community}: print it, and hang it by the door.",
        community=ctx.community.name,
    )
    return File("invitation_poster", (), caption, traced=False)


@router.file("invitation_poster", who=Role.GARDENER)
def draw_community_poster(ctx: JobContext) -> Document:
    """The poster of the community, to print, in its language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    poster = Poster(
        title=ctx.community.name,
        about=reader.say(text("On your phone, without another app")),
        reasons=(
            reader.say(text("Give your opinion: your vote counts, and you learn what it changed.")),
            reader.say(text("Come to visits and workshops near you.")),
            reader.say(text("Ask the Region, and follow your question to its answer.")),
            reader.say(text("Find help, or offer yours.")),
        ),
        codes=tuple(_codes(ctx, reader)),
        steps=(
            reader.say(text("Open the camera of your phone, and point it at the square.")),
            reader.say(text("Read the three lines that you get, and accept if you agree.")),
            reader.say(text("That is all. You can leave whenever you like.")),
        ),
        notice=tuple(_notice(ctx, reader)),
        locale=ctx.community.locale,
        at=ctx.now,
    )
    drawn = draw_in_worker(draw_poster, SHEET_SECONDS, poster)
    return Document(f"{ctx.community.slug}.pdf", "application/pdf", drawn)


def _codes(ctx: JobContext, reader: Reader) -> Iterator[PosterCode]:
    """A code for each network of the community's rooms, or for all before it has any.

    Where a link brings no word along, what to type is below it.
    """
    word, networks = join_command.link_word(ctx), ctx.contact.networks
    rooms = ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL)
    used = {each.address.partition(":")[0] for each in rooms}
    for name in [each for each in networks if each in used] or networks:
        links = networks[name]
        joining = links.start_link(word)
        below = text("Then touch “Start”.")
        if not joining:
            below = text("Then write: {typed}", typed=text("{mark}join", mark=links.mark))
        if scanned := joining or links.start_link(""):
            yield PosterCode(ctx.contact.network_name(name), scanned, reader.say(below))


def _notice(ctx: JobContext, reader: Reader) -> Iterator[str]:
    contact = ctx.contact
    yield reader.say(
        text(
            "{controller} is responsible for your data: your name, your account, and what you do "
            "in {community}.",
            controller=contact.controller or contact.instance,
            community=ctx.community.name,
        )
    )
    if contact.address:
        yield reader.say(text("Whom to write to: {contact}.", contact=contact.address))
    if contact.notice_url:
        yield reader.say(text("The whole notice: {link}", link=contact.notice_url))


def draw_poster(poster: Poster) -> bytes:
    """Draw the poster as PDF in this process. Its text can be searched and read aloud."""
    pdf = new_pdf(poster.title, poster.locale, poster.at)
    pdf.add_page()
    _draw_band(pdf, poster)
    for reason in poster.reasons:
        _write(pdf, f"✔ {reason}", _REASON_SIZE, style="B")
        pdf.set_y(pdf.get_y() + 1.5)
    pdf.set_y(pdf.get_y() + 5)
    _draw_codes(pdf, poster.codes[:_MOST_CODES])
    pdf.set_y(pdf.get_y() + 3)
    for number, step in enumerate(poster.steps, start=1):
        _write(pdf, f"{number}. {step}", _STEP_SIZE)
        pdf.set_y(pdf.get_y() + 1)
    pdf.set_y(_PAGE[1] - _FOOT)
    for line in poster.notice:
        _write(pdf, line, 9)
    return bytes(pdf.output())


def _draw_band(pdf: "FPDF", poster: Poster) -> None:
    """Draw the name in the largest size that fits on two lines, and its line, on a band."""
    for size in _TITLE_SIZES:
        lines = _lines(pdf, poster.title, size, style="B")
        if lines <= _MOST_TITLE_LINES:
            break
    tall = _LEADING * (lines * size + _lines(pdf, poster.about, _ABOUT_SIZE) * _ABOUT_SIZE) / pdf.k
    pdf.set_fill_color(*_BAND)
    pdf.rect(0, 0, _PAGE[0], tall + 2 * _PADDING + _BETWEEN, style="F")
    pdf.set_fill_color(*_INK)
    pdf.set_text_color(*_ON_BAND)
    pdf.set_y(_PADDING)
    _write(pdf, poster.title, size, align="C", style="B")
    pdf.set_y(pdf.get_y() + _BETWEEN)
    _write(pdf, poster.about, _ABOUT_SIZE, align="C")
    pdf.set_text_color(*_INK)
    pdf.set_y(pdf.get_y() + _PADDING + 6)


def _lines(pdf: "FPDF", words: str, size: float, *, style: str = "") -> int:
    """The number of lines that words take over the whole width."""
    pdf.set_font(FAMILY, style=style, size=size)
    found = pdf.multi_cell(_WIDTH, pdf.font_size, words, dry_run=True, output="LINES")
    return len(found)  # type: ignore[arg-type] # the lines, as asked


def _draw_codes(pdf: "FPDF", codes: Sequence[PosterCode]) -> None:
    """Draw the codes in rows, each under its network's name and above its words."""
    size = {1: _LARGE, _ACROSS: _MIDDLE}.get(len(codes), _SMALL)
    for _, row in groupby(enumerate(codes), key=lambda each: each[0] // _ACROSS):
        cells = [code for _, code in row]
        top, column = pdf.get_y(), _WIDTH / len(cells)
        for nth, code in enumerate(cells):
            left = _MARGIN + nth * column
            pdf.set_xy(left, top)
            pdf.set_font(FAMILY, style="B", size=18)
            pdf.cell(column, 9, code.network, align="C")
            draw_code(pdf, code.scanned, left + (column - size) / 2, top + 10, size)
            pdf.set_xy(left, top + 10 + size)
            pdf.set_font(FAMILY, size=14)
            pdf.cell(column, 8, code.below, align="C")
        pdf.set_y(top + size + _BELOW)


def _write(pdf: "FPDF", words: str, size: float, *, align: str = "L", style: str = "") -> None:
    """Write words over the whole width, and move below them."""
    pdf.set_font(FAMILY, style=style, size=size)
    pdf.set_x(_MARGIN)
    height = pdf.font_size * _LEADING
    pdf.multi_cell(_WIDTH, height, words, align=align, new_x="LMARGIN", new_y="NEXT")
