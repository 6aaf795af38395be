"""Cultivators give and take the seats of a community, and the posts beside them.

By a mention, by an account, or by a code that the person brings: see `handlers/seats/codes.py`.
What replaces somebody is confirmed; whom it concerns is told: see `handlers/seats/seating.py`. How
the seats look: see `handlers/seats/showing.py`.
"""

from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Where,
    asks,
    join_command,
    text,
)
from bot.domain import codes
from bot.domain.rates import CODES
from bot.domain.refusals import Refusal
from bot.domain.roles import Post, Role, Seat
from bot.domain.seats import Act, read_order
from bot.references.personal_data import change_nothing
from bot.references.seats import (
    ask_seat_code,
    ask_seat_holder,
    ask_vacate_seat,
    gardener_command,
    open_seat_page,
    remove_from_post,
)
from bot.vocabulary.accounts import accounts_of, member_at, name_at
from bot.vocabulary.gardeners import PLACES, holder_label
from handlers.seats import acts
from handlers.seats.account_meant import EXAMPLES, account_meant
from handlers.seats.seating import check_free, give, holder_of, take, vacate
from storage.members import Members
from storage.seats import PostRow, Posts, SeatOffer, SeatOffers

router = Router()

GARDENER = gardener_command.typed()
EXAMPLE = gardener_command.typed(("territory", "territoire"), "@ana")


class SeatChanged(Refusal):
    """This has changed since. {gardener} shows how it is now."""


class NobodyThere(Refusal):
    """Nobody has this place."""


class WhichOne(Refusal):
    """Several people have this place. Say which one: {examples}."""


def _examples(_ctx: Context) -> dict[str, object]:
    return {"examples": EXAMPLES}


@router.command(
    gardener_command,
    aliases=("gardeners", "jardiniers", "jardiniere", "jardinieres"),
    example="territoire @ana",
    who=Role.CULTIVATOR,
    where=Where.DIRECT,
    trace=acts.GIVE_OR_TAKE_A_SEAT,
)
def arrange_seat(ctx: Context, words: str) -> Answer:
    """Give or take a seat, a deputy's place behind it, or an agent's place."""
    order = read_order(words, EXAMPLE)
    post = order.post.value
    match order.act:
        case Act.CODE:
            return ask_for_code(ctx, post)
        case Act.TAKE if order.post.is_seat:
            return ask_to_vacate(ctx, post)
        case Act.TAKE:
            return _drop(ctx, _row_meant(ctx, order.post, order.whom))
    return give_seat(ctx, post, order.whom) if order.whom else ask_whom(ctx, post)


@router.button(ask_seat_holder, who=Role.CULTIVATOR, trace=acts.GIVE_OR_TAKE_A_SEAT)
def ask_whom(ctx: Context, post: str) -> Answer:
    """Ask who gets a post."""
    return give_seat.ask(ctx, post=_post(post).value)


@router.form("seat_give", who=Role.CULTIVATOR)
def give_seat(
    ctx: Context,
    post: str,
    whom: Annotated[
        str, asks("To whom? Mention the person, or write their account: {examples}", _examples)
    ],
) -> Answer:
    """Give a post to an account; a yes is asked for where it replaces somebody."""
    place, address = _post(post), account_meant(ctx, whom.strip())
    check_free(ctx, place, address)
    former = holder_of(ctx, place)
    if former:
        return _ask(ctx, place, address=address, former=former)
    give(ctx, place, address)
    return _given(ctx, place, address)


@router.button("seat_sure", who=Role.CULTIVATOR, trace=acts.GIVE_OR_TAKE_A_SEAT)
def confirm(ctx: Context, offer_id: int) -> Replace:
    """Replace or remove somebody, as it was asked."""
    offer = ctx.store[SeatOffers].get(offer_id, ctx.now)
    if offer is None or offer.digest is not None or offer.community_id != ctx.community.id:
        raise SeatChanged(gardener=GARDENER)
    place, address = Post(offer.post), offer.address
    if holder_of(ctx, place) != offer.instead:
        raise SeatChanged(gardener=GARDENER)
    if address:
        give(ctx, place, address)
        return Replace(_given(ctx, place, address))
    vacate(ctx, Seat(place))
    return Replace(_done(text("{place}: nobody for now.", place=PLACES[place]), place))


def _given(ctx: Context, post: Post, address: str) -> Card:
    """What was given, and to which account: a mention may have meant somebody else."""
    done = _done(
        text("{place}: {name}.", place=PLACES[post], name=holder_label(ctx, address)), post
    )
    member = member_at(ctx.store, address)
    if member is not None and ctx.store[Members].membership(member, ctx.community.id) is not None:
        return done
    join = join_command.typed()
    more = text("It counts once they have joined: they write {join} to me.", join=join)
    return Card(done.title, (*done.lines, more), done.buttons)


@router.button(ask_vacate_seat, who=Role.CULTIVATOR, trace=acts.GIVE_OR_TAKE_A_SEAT)
def ask_to_vacate(ctx: Context, post: str) -> Card:
    """Ask for a yes before a seat is taken from somebody."""
    place = _post(post)
    former = holder_of(ctx, place)
    if not former:
        raise NobodyThere
    return _ask(ctx, place, address="", former=former)


@router.button(remove_from_post, who=Role.CULTIVATOR, trace=acts.GIVE_OR_TAKE_A_SEAT)
def drop_post(ctx: Context, post_id: int) -> Replace:
    """Take a deputy's or an agent's place from them."""
    row = ctx.store[Posts].get(post_id)
    if row is None or row.community_id != ctx.community.id:
        raise SeatChanged(gardener=GARDENER)
    return Replace(_drop(ctx, row))


def _drop(ctx: Context, row: PostRow) -> Card:
    post, name = Post(row.post), name_at(ctx.store, row.address)
    take(ctx, row)
    return _done(text("{name} no longer has this place.", name=name), post)


def _row_meant(ctx: Context, post: Post, whom: str) -> PostRow:
    """The deputy or agent to remove: the one named, or the only one."""
    rows = list(ctx.store[Posts].of(ctx.community.id, post))
    if whom:
        theirs = accounts_of(ctx.store, account_meant(ctx, whom))
        rows = [each for each in rows if each.address in theirs]
    if not rows:
        raise NobodyThere
    if len(rows) > 1:
        raise WhichOne(examples=EXAMPLES)
    return rows[0]


@router.button(ask_seat_code, who=Role.CULTIVATOR, trace=acts.GIVE_A_CODE_FOR_A_SEAT)
def ask_for_code(ctx: Context, post: str) -> Answer:
    """Give a code for a post; where it would replace somebody, a yes is asked for before."""
    place = _post(post)
    former = holder_of(ctx, place)
    if not former:
        return give_code.run(ctx, place.value)
    name = name_at(ctx.store, former)
    asked = text("{name} has this seat. Whoever brings the code takes it over.", name=name)
    yes = give_code.button(text("Give a code"), place.value)
    return Card(PLACES[place], (asked,), ((yes,), (_no(),)))


@router.button(
    "seat_code_sure", who=Role.CULTIVATOR, limit=CODES, trace=acts.GIVE_A_CODE_FOR_A_SEAT
)
def give_code(ctx: Context, post: str) -> Card:
    """Give a code for a post: whoever brings it within a day may take it."""
    place, code = _post(post), codes.new_long_code()
    ctx.store[SeatOffers].add(
        SeatOffer(
            community_id=ctx.community.id,
            post=place.value,
            digest=codes.digest_of_code(code),
            giver=ctx.person.address,
            address="",
            instead="",
            expires_at=ctx.now + codes.LONG_LIFE,
        )
    )
    ctx.audit(f"{place.value} code")
    lines: list[Line] = [
        text("Pass it on to that person alone. Within a day, they write to me in private:")
    ]
    for network, door in ctx.contact.doors.items():
        typed = text("{mark}start {code}", mark=door.mark, code=code)
        lines.append(text("{network}: {typed}", network=network.capitalize(), typed=typed))
        if url := door.start_link(code):
            lines.append(Link(text("Or open {network}", network=network.capitalize()), url))
    lines.append(text("It works once. Shown in a shared room, it is void."))
    return Card(PLACES[place], tuple(lines))


def _ask(ctx: Context, post: Post, *, address: str, former: str) -> Card:
    """Ask for a yes before somebody loses their seat; an old yes does not count for others."""
    offer = ctx.store[SeatOffers].add(
        SeatOffer(
            community_id=ctx.community.id,
            post=post.value,
            digest=None,
            giver=ctx.person.address,
            address=address,
            instead=former,
            expires_at=ctx.now + codes.LONG_LIFE,
        )
    )
    lines = [text("Until now: {name}.", name=holder_label(ctx, former))]
    label = text("Yes, leave it vacant")
    if address:
        lines.append(text("From now on: {name}.", name=holder_label(ctx, address)))
        label = text("Yes, replace them")
    yes = confirm.button(label, offer.id)
    return Card(PLACES[post], tuple(lines), ((yes,), (_no(),)))


def _done(said: Text, post: Post) -> Card:
    page = (Post.AGENT if post is Post.AGENT else post.seat).value
    return Card(None, (said,), ((open_seat_page.button(text("Change"), page),),))


def _no() -> Button:
    return change_nothing.button(text("No, change nothing"))


def _post(value: str) -> Post:
    if value not in set(Post):
        raise SeatChanged(gardener=GARDENER)
    return Post(value)
