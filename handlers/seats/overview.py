"""The seats of a community, for members and for those who assign them.

Changes are in `handlers/seats/assignment.py`.
"""

from bot.config.kinds import is_matrix
from bot.core import (
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    text,
)
from bot.domain.roles import Post, Role, Seat
from bot.references.seats import (
    ask_seat_code,
    ask_seat_holder,
    ask_vacate_seat,
    gardener_command,
    open_seat_page,
    remove_from_post,
)
from bot.vocabulary.accounts import member_at, name_at
from bot.vocabulary.gardeners import PLACES, SIDES, gardener_lines, holder_label
from handlers.seats import acts
from handlers.seats.seats import seat_holder
from storage.seats import Posts

router = Router()

EXAMPLE_ORDER = gardener_command.typed(("territory", "territoire"), "@ana")


@router.command(
    "gardener",
    fr="jardinier",
    aliases=("gardeners", "jardiniers", "jardiniere", "jardinieres", "roles"),
    who=Role.CULTIVATOR,
    where=Where.DIRECT,
    label=text("Roles"),
    shows=True,
)
def show_seats(ctx: Context) -> Card:
    """See the team of the community, and change it."""
    lines: list[Line] = [
        *gardener_lines(ctx),
        "",
        text("Choose what to change, or write for example: {example}", example=EXAMPLE_ORDER),
    ]
    sides = tuple(open_seat_page.button(SIDES[seat], seat.value) for seat in Seat)
    agents = open_seat_page.button(PLACES[Post.AGENT], Post.AGENT.value)
    title = text("Team – {community}", community=ctx.community.name)
    return Card(title, tuple(lines), (sides, (agents,)))


@router.button("pair", who=Role.MEMBER)
def show_pair(ctx: Context) -> Card:
    """Show who tends the community."""
    title = text("Team – {community}", community=ctx.community.name)
    return Card(title, tuple(gardener_lines(ctx)))


@router.button(open_seat_page, who=Role.CULTIVATOR, trace=acts.LOOK_AT_THE_SEATS)
def show_page(ctx: Context, page: str) -> Replace:
    """Show a side or the agents, with the possible changes."""
    if page == Post.AGENT:
        return Replace(_agents_card(ctx))
    seat = Post(page).seat if page in set(Post) else Post.TERRITORY
    held = holder_label(ctx, seat_holder(ctx, seat))
    lines = (
        text("{place}: {name}.", place=PLACES[seat], name=held),
        text("{place}: {name}.", place=PLACES[seat.deputy], name=_holder_names(ctx, seat.deputy)),
    )
    rows = [
        (
            ask_seat_holder.button(text("Give the role"), seat.value),
            ask_seat_code.button(text("A code for the role"), seat.value),
        ),
        (
            ask_seat_holder.button(text("Add a deputy"), seat.deputy.value),
            ask_seat_code.button(text("A code for a deputy"), seat.deputy.value),
        ),
        *_remove_buttons(ctx, seat.deputy),
    ]
    if seat_holder(ctx, seat):
        rows.insert(1, (ask_vacate_seat.button(text("Withdraw the role"), seat.value),))
    return Replace(Card(SIDES[seat.side], lines, (*rows, _BACK_ROW)))


def _agents_card(ctx: Context) -> Card:
    line = text("{place}: {name}.", place=PLACES[Post.AGENT], name=_holder_names(ctx, Post.AGENT))
    adding = (
        ask_seat_holder.button(text("Add an agent"), Post.AGENT.value),
        ask_seat_code.button(text("A code for an agent"), Post.AGENT.value),
    )
    return Card(SIDES[Seat.REGION], (line,), (adding, *_remove_buttons(ctx, Post.AGENT), _BACK_ROW))


def _holder_names(ctx: Context, post: Post) -> list[Text]:
    exact = _are_several_awaited(ctx, post)
    rows = ctx.store[Posts].of(ctx.community.id, post)
    held = [holder_label(ctx, each.address, exact=exact) for each in rows]
    return held or [text("nobody for now")]


def _remove_buttons(ctx: Context, post: Post) -> Buttons:
    """A button to remove each deputy or agent."""
    exact = _are_several_awaited(ctx, post)
    return tuple(
        (remove_from_post.button(_removal_label(ctx, it.address, exact=exact), it.id),)
        for it in ctx.store[Posts].of(ctx.community.id, post)
    )


def _removal_label(ctx: Context, address: str, *, exact: bool) -> Text:
    if exact or is_matrix(address) or member_at(ctx.store, address) is not None:
        return text("Remove {name}", name=name_at(ctx.store, address))
    network = ctx.contact.network_name(address)
    return text("Remove the person chosen on {network}", network=network)


def _are_several_awaited(ctx: Context, post: Post) -> bool:
    """True if only their accounts tell apart those who have not joined."""
    rows = ctx.store[Posts].of(ctx.community.id, post)
    return sum(member_at(ctx.store, each.address) is None for each in rows) > 1


_BACK_ROW = (gardener_command.button(text("Back")),)


@router.todo
def vacant_seats(ctx: Context) -> list[Todo]:
    """Vacant seats, and those whose holder has not joined."""
    may_give = ctx.role >= Role.CULTIVATOR
    look = show_pair.button(text("Team – {community}", community=ctx.community.name))
    seat_statuses = ctx.seat_statuses
    return [
        Todo(
            text("{place}: the person chosen has not joined yet.", place=PLACES[seat])
            if seat_statuses[seat.side].address
            else text(
                "{place}: nobody for now. The service's administrators can choose somebody.",
                place=PLACES[seat],
            ),
            (open_seat_page.button(PLACES[seat], seat.value) if may_give else look,),
        )
        for seat in (Post.TERRITORY, Post.REGION)
        if seat_statuses[seat.side].holder is None
    ]
