"""The seats and posts of a community: shown, assigned, vacated, and left by those who go."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.config.kinds import is_matrix
from bot.core import (
    Act,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Message,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    Words,
    join_command,
    menu_command,
    text,
    todos,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Post, Role, Seat
from bot.references.personal_data import erasure, leaving, losses
from bot.references.seats import (
    ask_seat_code,
    ask_seat_holder,
    ask_vacate_seat,
    gardener_command,
    handover_command,
    open_seat_page,
    remove_from_post,
    seat_left,
)
from bot.vocabulary.accounts import accounts_of, member_at, name_at
from bot.vocabulary.gardeners import PLACES, SIDES, gardener_lines, holder_label, holder_name
from storage.communities import Communities, Community, Cultivators, SeatHolders
from storage.members import Identities, Member, Members
from storage.outbound import Priority
from storage.seats import Absences, PostRow, Posts, SeatOffers
from storage.unit_of_work import Store

router = Router()

LOOK_AT_THE_SEATS = Act(text("{who} looked at the roles"), text("look at the roles"))

EXAMPLE_ORDER = gardener_command.typed(("territory", "territoire"), "@ana")


class OnTheOtherSide(Refusal):
    """{name} already has the other role of the pair: it takes two different people."""


class HeldAlready(Refusal):
    """{name} already has a role here."""


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


@router.button(open_seat_page, who=Role.CULTIVATOR, trace=LOOK_AT_THE_SEATS)
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


_BACK_ROW = (gardener_command.button(text("Back")),)


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


@router.button("pair", who=Role.MEMBER)
def show_team(ctx: Context) -> Card:
    """Show who tends the community."""
    title = text("Team – {community}", community=ctx.community.name)
    return Card(title, tuple(gardener_lines(ctx)))


@router.contribution(todos)
def vacant_seats(ctx: Context) -> list[Todo]:
    """Vacant seats, and those whose holder has not joined."""
    may_give = ctx.role() >= Role.CULTIVATOR
    look = show_team.button(text("Team – {community}", community=ctx.community.name))
    return [
        Todo(
            text("{place}: the person chosen has not joined yet.", place=PLACES[seat])
            if ctx.seat_statuses()[seat.side].address
            else text(
                "{place}: nobody for now. The service's administrators can choose somebody.",
                place=PLACES[seat],
            ),
            (open_seat_page.button(PLACES[seat], seat.value) if may_give else look,),
        )
        for seat in (Post.TERRITORY, Post.REGION)
        if ctx.seat_statuses()[seat.side].holder is None
    ]


@router.contribution(losses)
def lost_seats(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """Say what becomes of the member's seats and posts."""
    tended = tended_communities(ctx.store, member)
    names = [each.name for each in tended if everywhere or each is ctx.community_or_none]
    if not names:
        return []
    return [
        text(
            "You have a role in the team of {communities}. It will end at once, and the others "
            "will be told. If you can, tell them first, and go through what is open: {handover}.",
            communities=names,
            handover=handover_command.typed(),
        )
    ]


@router.contribution(leaving)
def leave_seats_here(ctx: Context, member: Member) -> None:
    """Take a leaving member out of this community's seats and posts."""
    leave_seats(ctx, member)


def leave_seats(ctx: JobContext, member: Member) -> None:
    """Remove a leaving member from seats and posts; tell the others of a free seat."""
    addresses = {each.address for each in ctx.store[Identities].of(member)}
    seats_left = ctx.store[SeatHolders].leave(ctx.community, addresses)
    ctx.store[Posts].leave(ctx.community.id, addresses)
    ctx.store[Absences].end(member.id, ctx.community.id)
    if seats_left:
        _report_vacancy(ctx, member.name, addresses)
        seat_left.collect(ctx, member)


@router.contribution(erasure)
def leave_all_seats(ctx: JobContext, member: Member) -> None:
    """Take a leaving member out of seats and posts in every community."""
    joined = ctx.store[Members].communities_of(member)
    tended = (each.id for each in tended_communities(ctx.store, member))
    for there in map(ctx.within, dict.fromkeys((*joined, *tended))):
        leave_seats(there, member)


def tended_communities(store: Store, member: Member) -> list[Community]:
    """The communities in which a member holds a seat or a post."""
    addresses = {each.address for each in store[Identities].of(member)}
    return [each for each in store[Communities].all() if account_sides(store, each, addresses)]


def assign_post(ctx: Context, post: Post, address: str) -> None:
    """Assign a post to an account and tell those concerned; a seat ends its other posts."""
    check_assignable(ctx, post, address)
    former = seat_holder(ctx, post)
    if post.is_seat:
        ctx.store[Posts].leave(ctx.community.id, accounts_of(ctx.store, address))
        ctx.store[SeatHolders].put(ctx.community, Seat(post.value), address)
    else:
        ctx.store[Posts].give(ctx.community.id, post, address)
    ctx.store[SeatOffers].end_all(ctx.community.id, post)
    ctx.audit(f"{post.value} given")
    _tell_new_holder(ctx, post, address)
    _tell_former_holder(ctx, post, former, by=holder_name(ctx, address))
    announcement = _in_community(ctx, _ANNOUNCED_TEXTS[post], name=holder_name(ctx, address))
    concerned = (member_at(ctx.store, each) for each in (address, former) if each)
    spared = {ctx.person.member_id, *(each.id for each in concerned if each is not None)}
    for holder in ctx.seat_holders():
        if holder.id not in spared:
            ctx.tell_in_person(holder, announcement)


def check_assignable(ctx: JobContext, post: Post, address: str) -> None:
    """Raise if the post is held already, or if the account is on the other side."""
    theirs = accounts_of(ctx.store, address)
    if account_sides(ctx.store, ctx.community, theirs) - {post.side}:
        raise OnTheOtherSide(name=holder_name(ctx, address))
    holds_seat = not theirs.isdisjoint(ctx.store[SeatHolders].of(ctx.community).values())
    if holds_seat or post in ctx.store[Posts].held(theirs, ctx.community.id):
        raise HeldAlready(name=holder_name(ctx, address))


def account_sides(store: Store, community: Community, addresses: Collection[str]) -> set[Seat]:
    """The sides of a community on which these accounts have a seat or a post."""
    seats = store[SeatHolders].of(community)
    held = {seat for seat, holder in seats.items() if holder in addresses}
    return held | {post.side for post in store[Posts].held(addresses, community.id)}


def vacate_seat(ctx: Context, seat: Seat) -> None:
    """Vacate a seat, and tell its holder and the remaining gardeners."""
    post = Post(seat.value)
    former = seat_holder(ctx, post)
    ctx.store[SeatHolders].put(ctx.community, seat, "")
    ctx.store[SeatOffers].end_all(ctx.community.id, post)
    ctx.audit(f"{post.value} taken")
    _tell_former_holder(ctx, post, former)
    _report_vacancy(ctx, holder_name(ctx, former), {former, ctx.person.address})


def take_post(ctx: Context, row: PostRow) -> None:
    """Take a post from its holder, and tell them."""
    post, address = Post(row.post), row.address
    ctx.store[Posts].take(row)
    ctx.audit(f"{post.value} taken")
    if (member := member_at(ctx.store, address)) is not None:
        ctx.tell(member, _in_community(ctx, _REMOVED_TEXTS[post]))


def seat_holder(ctx: JobContext, post: Post) -> str:
    """The account of a seat; empty if it is vacant or there is no such seat."""
    if not post.is_seat:
        return ""
    return ctx.store[SeatHolders].of(ctx.community).get(Seat(post.value), "")


def _tell_new_holder(ctx: Context, post: Post, address: str) -> None:
    """Tell the new holder; the post counts once they have joined."""
    member = member_at(ctx.store, address)
    if member is None or member.id == ctx.person.member_id:
        return
    announcement = _in_community(ctx, _ASSIGNED_TEXTS[post])
    if ctx.store[Members].membership(member, ctx.community.id) is not None:
        more = (menu_command.button(text("Menu")), *handover_buttons(post))
        ctx.tell(member, Card(None, (announcement,), (more,)))
        return
    first = text("It takes effect once you have joined: {join}.", join=join_command.typed())
    ctx.tell(member, Card(None, (announcement, first), ((join_command.button(text("Join")),),)))


def handover_buttons(post: Post) -> tuple[Button, ...]:
    """The way to all that is open, for whoever takes on a seat."""
    return (handover_command.button(text("What is open")),) if post.is_seat else ()


def _tell_former_holder(ctx: Context, post: Post, address: str, by: Words = "") -> None:
    """Tell the former holder of a seat and people who wait for them, and end their absence."""
    member = member_at(ctx.store, address) if address else None
    if member is None:
        return
    ctx.store[Absences].end(member.id, ctx.community.id)
    lines = [_in_community(ctx, _REMOVED_TEXTS[post])]
    if by:
        lines.append(text("{name} takes over.", name=by))
    lines.append(text("Thank you for what you did there."))
    ctx.tell(member, Card(None, tuple(lines)))
    seat_left.collect(ctx, member)


def _report_vacancy(ctx: JobContext, name: Words, but: Collection[str]) -> None:
    """Tell the remaining gardener and the cultivators."""
    announcement = text(
        "{name} has left the team of {community}. The service's administrators can choose "
        "somebody else.",
        name=name,
        community=ctx.community.name,
    )
    ctx.tell_gardeners(announcement)
    seats = gardener_command.button(text("See the team"))
    tell_cultivators(ctx, Card(None, (announcement,), ((seats,),)), but=but)


def tell_cultivators(
    ctx: JobContext,
    message: Message,
    *,
    but: Collection[str] = (),
    priority: Priority = Priority.CARD,
) -> None:
    """Write to each cultivator once, in private; to members with this priority."""
    for address, member in each_cultivator(ctx):
        if accounts_of(ctx.store, address) & set(but):
            continue
        if member is None:
            ctx.post(address, message, locale=ctx.contact.locale)
        else:
            ctx.tell(member, message, priority=priority)


def each_cultivator(ctx: JobContext) -> Iterator[tuple[str, Member | None]]:
    """An account of each cultivator, with the member behind it; a person with several once."""
    found_ids: set[int] = set()
    for address in ctx.store[Cultivators].all():
        member = member_at(ctx.store, address)
        if member is None:
            yield address, None
        elif member.id not in found_ids:
            found_ids.add(member.id)
            yield address, member


def _in_community(ctx: JobContext, words: Text, **values: object) -> Text:
    return replace(words, values={"community": ctx.community.name, **values})


_ASSIGNED_TEXTS = {
    Post.TERRITORY: text("You are now the gardener of {community} for the territory."),
    Post.REGION: text("You are now the gardener of {community} for the Region."),
    Post.TERRITORY_DEPUTY: text(
        "You are now a deputy for the territory in {community}. You act during announced absences."
    ),
    Post.REGION_DEPUTY: text(
        "You are now a deputy for the Region in {community}. You act during announced absences."
    ),
    Post.AGENT: text("You are now one of the Region's agents in {community}."),
}
_REMOVED_TEXTS = {
    Post.TERRITORY: text("You are no longer the gardener of {community} for the territory."),
    Post.REGION: text("You are no longer the gardener of {community} for the Region."),
    Post.TERRITORY_DEPUTY: text("You are no longer a deputy for the territory in {community}."),
    Post.REGION_DEPUTY: text("You are no longer a deputy for the Region in {community}."),
    Post.AGENT: text("You are no longer one of the Region's agents in {community}."),
}
_ANNOUNCED_TEXTS = {
    Post.TERRITORY: text("{name} is now the gardener of {community} for the territory."),
    Post.REGION: text("{name} is now the gardener of {community} for the Region."),
    Post.TERRITORY_DEPUTY: text("{name} is a deputy for the territory in {community}."),
    Post.REGION_DEPUTY: text("{name} is a deputy for the Region in {community}."),
    Post.AGENT: text("{name} is one of the Region's agents in {community}."),
}

router.personal_data(
    "absences",
    text("Your absences"),
    text("The absences you announced. Kept for a week after they end."),
    order=180,
    labels={"last": text("last day"), "told": text("rooms were told")},
)
router.personal_data(
    "seats", text("Your roles"), text("The communities where you are a gardener."), order=190
)
router.personal_data(
    "posts",
    text("Your other roles"),
    text("Where you are a deputy or an agent."),
    order=200,
    labels={"post": text("post")},
)
router.personal_data(
    "seat_offers",
    text("Roles offered"),
    text("To you or by you. Kept until answered."),
    order=210,
    labels={"post": text("post"), "giver": text("offered by"), "instead": text("instead of")},
)
router.personal_data(
    "cultivators",
    text("That you run this service"),
    text("Set at the installation. Kept until it is withdrawn there."),
    order=220,
)
