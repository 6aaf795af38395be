"""Assign the seats and posts of a community, for cultivators.

By a mention, an account, or a code that the person enters: see `handlers/seats/codes.py`. Replacing
a person is confirmed, and those concerned are told: see `handlers/seats/seats.py`.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated
from urllib.parse import unquote

from bot.config import MATRIX
from bot.config.kinds import MATRIX_USER, NETWORK, own_part
from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Link,
    NotAllowed,
    Replace,
    Router,
    Text,
    Where,
    asks,
    join_command,
    text,
)
from bot.domain import codes
from bot.domain.addresses import NotAnEmail, read_email
from bot.domain.rates import CODES
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Post, PostAct, Role, Seat, read_post_order
from bot.domain.words import fold, on_one_line
from bot.references.communities import setup_buttons
from bot.references.conversations import Intent, intents
from bot.references.help import choosing_keys
from bot.references.personal_data import change_nothing
from bot.references.seats import (
    ask_seat_code,
    ask_seat_holder,
    ask_vacate_seat,
    gardener_command,
    open_seat_page,
    remove_from_post,
)
from bot.vocabulary.accounts import accounts_of, member_at
from bot.vocabulary.gardeners import PLACES, holder_label, holder_name
from handlers.seats.seats import (
    EXAMPLE_ORDER,
    assign_post,
    check_assignable,
    seat_holder,
    take_post,
    vacate_seat,
)
from storage.members import Identities, Members
from storage.seats import PostRow, Posts, SeatOffer, SeatOffers

router = Router()

SEE_TO_THE_SEATS = Act(
    text("{who} looked at or changed the roles"), text("look at or change the roles")
)
GIVE_OR_TAKE_A_SEAT = Act(text("{who} changed a role"), text("change a role"))
GIVE_A_CODE_FOR_A_SEAT = Act(text("{who} made a code for a role"), text("make a code for a role"))
GIVE_A_SEAT = Act(text("{who} gave a role"), text("give a role"))
TAKE_A_SEAT_BACK = Act(text("{who} withdrew a role"), text("withdraw a role"))
router.act("seat code", GIVE_OR_TAKE_A_SEAT)
router.act("cultivator", GIVE_A_SEAT)
for _post in Post:
    router.act(f"{_post} given", GIVE_A_SEAT)
    router.act(f"{_post} taken", TAKE_A_SEAT_BACK)
    router.act(f"{_post} code", GIVE_A_CODE_FOR_A_SEAT)

EXAMPLES = "telegram:42, matrix:@ana:example.org"
TYPED_GARDENER = gardener_command.typed()
_CODE = gardener_command.typed(("territory", "territoire"), "code")
_ACCOUNT = re.compile(rf"telegram:\d{{1,20}}|(?P<network>{NETWORK}):{MATRIX_USER}", re.ASCII)
_ON_MATRIX = re.compile(rf"(?:https://matrix\.to/#/)?({MATRIX_USER})", re.ASCII)


class NameGrantsNothing(NotAllowed):
    """A name is not enough: several people may share it.

    Mention the person, write {examples}, or use {code}.
    """

    what = "gardener"
    ends_form = False


class AccountNotSeen(Refusal):
    """I have not met {typed} here yet. Write {examples}, or give them a code: {code}."""


class WhichServer(Refusal):
    """I am on several Matrix servers: write also on which, {examples}."""


class SeatChanged(Final):
    """This has changed in the meantime. {gardener} shows the team as it is now."""


class NobodyThere(Refusal):
    """Nobody has this role."""


class NobodyCalledSo(Refusal):
    """Nobody called “{typed}” has this role. {gardener} shows the team."""


@router.command(
    gardener_command,
    aliases=("gardeners", "jardiniers", "jardiniere", "jardinieres"),
    example=("territory @ana", "territoire @ana"),
    who=Role.CULTIVATOR,
    where=Where.DIRECT,
    trace=SEE_TO_THE_SEATS,
)
def arrange_seat(ctx: Context, words: str) -> Answer:
    """Give or withdraw a role: gardener, deputy or agent."""
    order = read_post_order(words, EXAMPLE_ORDER)
    post = order.post.value
    match order.act:
        case PostAct.CODE:
            return ask_for_code(ctx, post)
        case PostAct.TAKE if order.post.is_seat:
            return ask_to_vacate(ctx, post)
        case PostAct.TAKE:
            rows = _posts_to_remove(ctx, order.post, order.whom)
            return _remove_from_post(ctx, rows[0]) if len(rows) == 1 else _which_one(ctx, rows)
    return give_seat(ctx, post, order.whom) if order.whom else ask_whom(ctx, post)


@router.button(ask_seat_holder, who=Role.CULTIVATOR, trace=GIVE_OR_TAKE_A_SEAT)
def ask_whom(ctx: Context, post: str) -> Answer:
    """Ask for the new holder of a post."""
    ctx.only_ask()
    place = _read_post(post)
    if ctx.network.keys and ctx.direct:
        chosen = text("You can choose the person with the button below.")
        ctx.whisper(choosing_keys(ctx, chosen, text("Choose a person"), "person"))
    return give_seat.ask(ctx, post=place.value)


@router.form("seat_give", who=Role.CULTIVATOR)
def give_seat(
    ctx: Context,
    post: str,
    whom: Annotated[
        str,
        asks(
            "To whom? Mention the person, or write their account: {examples}",
            lambda _ctx: {"examples": EXAMPLES},
        ),
    ],
) -> Answer:
    """Assign a post to an account; replacing a person is confirmed first."""
    place, address = _read_post(post), read_account(ctx, whom.strip())
    check_assignable(ctx, place, address)
    former = seat_holder(ctx, place)
    if former:
        return _confirmation_question(ctx, place, address=address, former=former)
    assign_post(ctx, place, address)
    return _assigned_card(ctx, place, address)


@router.button("seat_sure", deliberate=True, who=Role.CULTIVATOR, trace=GIVE_OR_TAKE_A_SEAT)
def confirm_change(ctx: Context, offer_id: int) -> Replace:
    """Replace or remove a person, as confirmed."""
    offer = ctx.store[SeatOffers].get(offer_id, ctx.now)
    if offer is None or offer.digest is not None or offer.community_id != ctx.community.id:
        raise SeatChanged(gardener=TYPED_GARDENER)
    place, address = Post(offer.post), offer.address
    if seat_holder(ctx, place) != offer.instead:
        raise SeatChanged(gardener=TYPED_GARDENER)
    if address:
        assign_post(ctx, place, address)
        return Replace(_assigned_card(ctx, place, address))
    vacate_seat(ctx, Seat(place))
    return Replace(_done_card(ctx, text("{place}: nobody for now.", place=PLACES[place]), place))


def _assigned_card(ctx: Context, post: Post, address: str) -> Card:
    """The assigned post and its account: a mention may have meant another one."""
    done = _done_card(
        ctx, text("{place}: {name}.", place=PLACES[post], name=chosen_label(ctx, address)), post
    )
    member = member_at(ctx.store, address)
    if member is not None and ctx.store[Members].membership(member, ctx.community.id) is not None:
        return done
    join = join_command.typed()
    lines: list[Line] = [
        text("It takes effect once they have joined: they write {join} to me.", join=join)
    ]
    links = ctx.contact.networks.get(address.partition(":")[0])
    if links is not None and (url := links.start_link(join_command.link_word(ctx))):
        lines.append(Link(text("Send them this link to join."), url))
    return Card(done.title, (*done.lines, *lines), done.buttons)


@router.button(ask_vacate_seat, who=Role.CULTIVATOR, trace=GIVE_OR_TAKE_A_SEAT)
def ask_to_vacate(ctx: Context, post: str) -> Card:
    """Ask for confirmation before a seat is vacated."""
    place = _read_post(post)
    former = seat_holder(ctx, place)
    if not former:
        raise NobodyThere
    ctx.only_ask()
    return _confirmation_question(ctx, place, address="", former=former)


@router.button(
    remove_from_post, deliberate=True, tone="", who=Role.CULTIVATOR, trace=GIVE_OR_TAKE_A_SEAT
)
def drop_post(ctx: Context, post_id: int) -> Replace:
    """Remove a deputy or an agent."""
    row = ctx.store[Posts].get(post_id)
    if row is None or row.community_id != ctx.community.id:
        raise SeatChanged(gardener=TYPED_GARDENER)
    return Replace(_remove_from_post(ctx, row))


def _remove_from_post(ctx: Context, row: PostRow) -> Card:
    post, name = Post(row.post), holder_name(ctx, row.address)
    take_post(ctx, row)
    return _done_card(ctx, text("{name} no longer has this role.", name=name), post)


def _posts_to_remove(ctx: Context, post: Post, whom: str) -> Sequence[PostRow]:
    """The deputies or agents who may be meant: those of this name or account, or all.

    A name is enough here: it takes a role, and gives none.
    """
    rows = ctx.store[Posts].of(ctx.community.id, post)
    if not rows:
        raise NobodyThere
    if not whom:
        return rows
    found = [each for each in rows if _is_called(ctx, each.address, whom)]
    if not found:
        with suppress(NameGrantsNothing):
            theirs = accounts_of(ctx.store, read_account(ctx, whom))
            found = [each for each in rows if each.address in theirs]
    if not found:
        raise NobodyCalledSo(typed=whom[:40], gardener=TYPED_GARDENER)
    return found


def _is_called(ctx: Context, address: str, name: str) -> bool:
    """True if the person behind an account has this name or first name."""
    member = member_at(ctx.store, address)
    full, typed = fold("" if member is None else member.name), fold(name)
    return bool(typed) and typed in {full, full.partition(" ")[0]}


def _which_one(ctx: Context, rows: Sequence[PostRow]) -> Card:
    """Ask which of several people loses a role."""
    ctx.only_ask()
    labels = {each.id: holder_label(ctx, each.address, exact=True) for each in rows}
    buttons = tuple(
        (remove_from_post.button(text("Remove {name}", name=label), row),)
        for row, label in labels.items()
    )
    return Card(None, (text("Several people have this role. Who is to lose it?"),), buttons)


@router.button(ask_seat_code, who=Role.CULTIVATOR, trace=GIVE_A_CODE_FOR_A_SEAT)
def ask_for_code(ctx: Context, post: str) -> Answer:
    """Give a code for a post; if it would replace a person, ask for confirmation."""
    place = _read_post(post)
    former = seat_holder(ctx, place)
    ctx.only_ask()
    if not former:
        return give_code.run(ctx, place.value)
    name = holder_name(ctx, former)
    question = text("{name} has this role. The person who uses the code takes over.", name=name)
    yes = give_code.button(text("Make a code"), place.value)
    return Card(PLACES[place], (question,), ((yes,), (_no_button(),)))


@router.button("seat_code_sure", who=Role.CULTIVATOR, limit=CODES, trace=GIVE_A_CODE_FOR_A_SEAT)
def give_code(ctx: Context, post: str) -> Card:
    """Give a code for a post, which works for a day."""
    place, code = _read_post(post), codes.new_long_code()
    _add_offer(ctx, place, digest=codes.digest_of_code(code))
    ctx.audit(f"{place.value} code")
    ctx.only_ask()  # the act is in the log already, with its post
    lines: list[Line] = [
        text("Give it to that person only. Within a day, they write to me in private:")
    ]
    for network, links in ctx.contact.networks.items():
        name = ctx.contact.network_name(network)
        typed = text("{mark}start {code}", mark=links.mark, code=code)
        lines.append(text("{network}: {typed}", network=name, typed=typed))
        if url := links.start_link(code):
            lines.append(Link(text("Or open {network}", network=name), url))
    lines.append(text("It works once. Shown in a shared room, it is no longer valid."))
    return Card(PLACES[place], tuple(lines))


def _confirmation_question(ctx: Context, post: Post, *, address: str, former: str) -> Card:
    """Ask for confirmation before a person loses a seat; it holds for this holder only."""
    offer = _add_offer(ctx, post, address=address, instead=former)
    lines = [text("Until now: {name}.", name=holder_label(ctx, former))]
    label = text("Yes, withdraw the role")
    if address:
        lines.append(text("From now on: {name}.", name=chosen_label(ctx, address)))
        label = text("Yes, replace them")
    yes = confirm_change.button(label, offer.id)
    return Card(PLACES[post], tuple(lines), ((yes,), (_no_button(),)))


def _add_offer(
    ctx: Context, post: Post, *, digest: str | None = None, address: str = "", instead: str = ""
) -> SeatOffer:
    return ctx.store[SeatOffers].add(
        SeatOffer(
            community_id=ctx.community.id,
            post=post.value,
            digest=digest,
            giver=ctx.person.address,
            address=address,
            instead=instead,
            expires_at=ctx.now + codes.LONG_LIFE,
        )
    )


def _done_card(ctx: Context, confirmation: Text, post: Post) -> Card:
    page = (Post.AGENT if post is Post.AGENT else post.seat).value
    onwards = (each for each in setup_buttons.collect(ctx) if each is not None)
    change = open_seat_page.button(text("Change"), page)
    return Card(None, (confirmation,), ((change, *onwards),))


def _no_button() -> Button:
    return change_nothing.button(text("No, change nothing"))


def _read_post(value: str) -> Post:
    if value not in set(Post):
        raise SeatChanged(gardener=TYPED_GARDENER)
    return Post(value)


def read_account(ctx: Context, typed: str) -> str:
    """The account of a mention, of a user name seen here, or as typed.

    Accounts copied from our own messages contain a joiner against mentions, which is removed.
    Raises `NameGrantsNothing` for anything else.
    """
    typed = on_one_line(typed)
    mention = next((it for it in ctx.incoming.mentions if fold(it.words) == fold(typed)), None)
    if mention is not None and mention.address is not None:
        return mention.address
    if (address := _ACCOUNT.fullmatch(typed)) is not None:
        if address["network"] in {None, MATRIX, *ctx.contact.servers}:
            return typed
        raise NameGrantsNothing(examples=EXAMPLES, code=_CODE)
    if (mailbox := _mailbox(ctx, typed)) is not None:
        return mailbox
    if (on_matrix := _ON_MATRIX.fullmatch(unquote(typed))) is not None:
        return f"{_server_of(ctx, on_matrix[1])}:{on_matrix[1]}"
    if not typed.startswith("@"):
        raise NameGrantsNothing(examples=EXAMPLES, code=_CODE)
    identity = ctx.store[Identities].with_handle(ctx.incoming.network, typed.removeprefix("@"))
    if identity is None:
        raise AccountNotSeen(typed=typed[:40], examples=EXAMPLES, code=_CODE)
    return identity.address


def _mailbox(ctx: Context, typed: str) -> str | None:
    """The account of an e-mail address, where people take part by e-mail."""
    for network in ctx.contact.mail_networks:
        try:
            return f"{network}:{read_email(typed.removeprefix(f'{network}:')).casefold()}"
        except NotAnEmail:
            continue
    return None


def _server_of(ctx: Context, user: str) -> str:
    """The network of a Matrix account: its own server's, else that on which it was typed.

    Raises `WhichServer` where it could be several.
    """
    servers = ctx.contact.servers
    own = [network for network, server in servers.items() if user.endswith(f":{server}")]
    if own or len(servers) <= 1:
        return next(iter([*own, *servers]), MATRIX)
    if ctx.incoming.network in servers:
        return ctx.incoming.network
    raise WhichServer(examples=" / ".join(f"{network}:{user}" for network in servers))


def chosen_label(ctx: Context, address: str) -> Text:
    """The label of an account just chosen; by the name that came along until they join."""
    label = holder_label(ctx, address, exact=True)
    named = (each.words for each in ctx.incoming.mentions if each.address == address)
    name = next(named, "")
    if not name or name == own_part(address) or member_at(ctx.store, address) is not None:
        return label
    return text("{name} ({account})", name=name, account=label)


@router.contribution(intents)
def intents_of_seats(ctx: Context) -> Sequence[Intent]:
    """The wish to know who is in the team."""
    return (Intent("who_are_gardeners", text("Who is in the team"), gardener_command),)
