"""The community's poster for the door: codes to scan, how to join, who keeps the data.

It names no member, so every network may carry it.
"""

from collections.abc import Iterator

from bot.core import (
    Answer,
    Context,
    Document,
    File,
    JobContext,
    Reader,
    Router,
    Where,
    join_command,
    text,
)
from bot.domain.rates import EXPORTS
from bot.domain.roles import Role
from bot.references.invitations import give_poster
from handlers.invitations import acts
from handlers.invitations.posters.poster_pdf import Poster, PosterCode, print_poster
from storage.communities import RoomKind

router = Router()


@router.command(
    "invite poster",
    fr="inviter affiche",
    who=Role.GARDENER,
    where=Where.DIRECT,
    theme="garden",
    limit=EXPORTS,
    trace=acts.PRINT_THE_POSTER,
)
def send_poster(ctx: Context) -> Answer:
    """Get the community's poster to print for a door: codes to scan, and how to join."""
    caption = text(
        "The poster of {community}: print it, and hang it by the door.",
        community=ctx.community.name,
    )
    return File("invitation_poster", (), caption, traced=False)


@router.button(give_poster, who=Role.GARDENER, limit=EXPORTS, trace=acts.PRINT_THE_POSTER)
def send_poster_by_button(ctx: Context) -> Answer:
    """Give the poster below one's own invitation."""
    return send_poster(ctx)


@router.file("invitation_poster", who=Role.GARDENER)
def draw_community_poster(ctx: JobContext) -> Document:
    """The poster of the community, to print, in its language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    poster = Poster(
        title=ctx.community.name,
        about=reader.say(text("Vote, come to events, get the letter: on your phone.")),
        codes=tuple(_codes(ctx, reader)),
        steps=tuple(_steps(ctx, reader)),
        notice=tuple(_notice(ctx, reader)),
        locale=ctx.community.locale,
        at=ctx.now,
    )
    return Document(f"{ctx.community.slug}.pdf", "application/pdf", print_poster(poster))


def _networks(ctx: JobContext) -> list[str]:
    """The networks that the community's rooms are on; all of them before it has any."""
    networks = ctx.contact.networks
    rooms = ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL)
    used = {room.address.partition(":")[0] for room in rooms}
    return [each for each in networks if each in used] or [*networks]


def _codes(ctx: JobContext, reader: Reader) -> Iterator[PosterCode]:
    """A code for each network; where a link brings no word along, what to type is below it."""
    word = join_command.link_word(ctx)
    for name in _networks(ctx):
        links = ctx.contact.networks[name]
        joining = links.start_link(word)
        below = text("Then touch “Start”.")
        if not joining:
            below = text("Then write: {typed}", typed=text("{mark}join", mark=links.mark))
        if scanned := joining or links.start_link(""):
            yield PosterCode(ctx.contact.network_name(name), scanned, reader.say(below))


def _steps(ctx: JobContext, reader: Reader) -> Iterator[str]:
    yield reader.say(text("Open the camera of your phone, and point it at the square."))
    yield reader.say(text("Read the three lines that you get, and accept if you agree."))
    yield reader.say(text("That is all. You can leave whenever you like."))


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
