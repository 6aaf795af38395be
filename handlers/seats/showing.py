"""How the seats of a community look, for members and for those who give and take them.

What is done about them: see `handlers/seats/giving.py`.
"""

from bot.core import (
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    Typed,
    Where,
    button,
    text,
)
from bot.domain.roles import Post, Role, Seat
from bot.vocabulary.accounts import name_at
from bot.vocabulary.gardeners_on_duty import PLACES, SIDES, pair_lines, shown
from handlers.seats.seating import holder_of
from storage.seats import Posts

router = Router()

EXAMPLE = Typed("/gardener territory @ana", "/jardinier territoire @ana")


@router.command(
    "gardener",
    fr="jardinier",
    aliases=("gardeners", "jardiniers", "jardiniere", "jardinieres"),
    who=Role.CULTIVATOR,
    where=Where.DIRECT,
    label=text("Seats"),
    shows=True,
)
def show_seats(ctx: Context) -> Card:
    """See who tends the community, and give or take a seat."""
    lines: list[Line] = [
        *pair_lines(ctx),
        "",
        text("Choose what to change, or write for example: {example}", example=EXAMPLE),
    ]
    sides = tuple(button(SIDES[seat], "seat_page", seat.value) for seat in Seat)
    agents = button(PLACES[Post.AGENT], "seat_page", Post.AGENT.value)
    title = text("Who tends {community}", community=ctx.community.name)
    return Card(title, tuple(lines), (sides, (agents,)))


@router.button("pair", who=Role.MEMBER)
def show_pair(ctx: Context) -> Card:
    """Show who tends the community."""
    title = text("Who tends {community}", community=ctx.community.name)
    return Card(title, tuple(pair_lines(ctx)))


@router.button("seat_page", who=Role.CULTIVATOR)
def show_page(ctx: Context, page: str) -> Replace:
    """Show a side, or the agents, with all that can be done about it."""
    if page == Post.AGENT:
        return Replace(_agents_page(ctx))
    seat = Post(page).seat if page in set(Post) else Post.TERRITORY
    held = shown(ctx, holder_of(ctx, seat))
    lines = (
        text("{place}: {name}.", place=PLACES[seat], name=held),
        text("{place}: {name}.", place=PLACES[seat.deputy], name=_names(ctx, seat.deputy)),
    )
    rows = [
        (
            button(text("Give the seat"), "seat_give", seat.value),
            button(text("A code for the seat"), "seat_code", seat.value),
        ),
        (
            button(text("Add a deputy"), "seat_give", seat.deputy.value),
            button(text("A code for a deputy"), "seat_code", seat.deputy.value),
        ),
        *_removing(ctx, seat.deputy),
    ]
    if holder_of(ctx, seat):
        rows.insert(1, (button(text("Leave it vacant"), "seat_empty", seat.value),))
    return Replace(Card(SIDES[seat.side], lines, (*rows, _BACK)))


def _agents_page(ctx: Context) -> Card:
    line = text("{place}: {name}.", place=PLACES[Post.AGENT], name=_names(ctx, Post.AGENT))
    adding = (
        button(text("Add an agent"), "seat_give", Post.AGENT.value),
        button(text("A code for an agent"), "seat_code", Post.AGENT.value),
    )
    return Card(SIDES[Seat.REGION], (line,), (adding, *_removing(ctx, Post.AGENT), _BACK))


def _names(ctx: Context, post: Post) -> list[Text]:
    rows = ctx.store[Posts].of(ctx.community.id, post)
    return [shown(ctx, each.address) for each in rows] or [text("nobody for now")]


def _removing(ctx: Context, post: Post) -> Buttons:
    """A button for each who has a place beside the seats."""
    return tuple(
        (button(text("Remove {name}", name=name_at(ctx.store, it.address)), "post_drop", it.id),)
        for it in ctx.store[Posts].of(ctx.community.id, post)
    )


_BACK = (button(text("Back"), "cmd", "gardener"),)


@router.todo
def vacant_seats(ctx: Context) -> list[Todo]:
    """The seats that nobody has, or whose holder has not joined."""
    may_give = ctx.role >= Role.CULTIVATOR
    look = button(text("Who tends {community}", community=ctx.community.name), "pair")
    keepers = ctx.keepers
    return [
        Todo(
            text("{place}: nobody for now. Whoever runs this bot can give it.", place=PLACES[seat]),
            (button(PLACES[seat], "seat_page", seat.value) if may_give else look,),
        )
        for seat in (Post.TERRITORY, Post.REGION)
        if keepers[seat.side].holder is None
    ]
