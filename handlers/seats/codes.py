"""Codes that give a role: entered in private with `/start CODE`, then accepted.

The code for the first cultivator of an instance is shown once, when the program starts, and kept as
a hash until it is used or until the next start. Without a terminal it is written to a file for the
same time.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    NotAllowed,
    Router,
    Text,
    menu_command,
    start_codes,
    text,
    waiting,
)
from bot.domain import codes
from bot.domain.links import link_word
from bot.domain.roles import Post, Role
from bot.references.digest import digest_command
from bot.references.events import event_command
from bot.references.help import todo_command
from bot.references.invitations import invite_command
from bot.references.joining import first_cards
from bot.references.personal_data import change_nothing
from bot.references.polls import poll_command
from bot.references.seats import gardener_command
from bot.vocabulary.accounts import accounts_of, count_wrong, name_at, tell_account, too_many_tries
from bot.vocabulary.gardeners import PLACES, marked
from handlers.seats.seats import assign_post, check_assignable, handover_buttons, seat_holder
from storage.communities import Cultivators, RoomKind
from storage.seats import CULTIVATOR, SeatOffer, SeatOffers
from storage.unit_of_work import Store

router = Router()

CODE_FILE = "first-cultivator"
"""The file in the data folder that holds the code where there is no terminal."""
MOST_TODOS = 5


class SeatOfferOver(NotAllowed):
    """This offer has expired, or was made to another account.

    The service's administrators can renew it.
    """

    what = "seat code"


@router.contribution(start_codes)
def enter_code(ctx: Context, word: str) -> Answer:
    """Take a code that gives a role; None for any other word."""
    try:
        digest = codes.digest_of_code(codes.read_long_code(word))
    except codes.NotALongCode:
        return None
    if not ctx.direct:
        return _void_code(ctx, digest)
    if (refused := too_many_tries(ctx)) is not None:
        ctx.audit(SeatOfferOver.what, "refused")
        return refused
    offer = ctx.store[SeatOffers].with_code(digest, ctx.now)
    if offer is None or not _is_valid(ctx, offer):
        count_wrong(ctx)
        ctx.audit(SeatOfferOver.what, "refused")
        return text(
            "This code is wrong, already used or too old. Ask for a new one where you got it."
        )
    ctx.store[SeatOffers].claim(offer, ctx.person.address)
    if offer.community_id is None:
        explanation = text("You would run this service and choose its gardeners.")
        yes = become_cultivator.button(text("I accept"), offer.id)
        no = change_nothing.button(text("No thank you"))
        title = text("Run {instance}?", instance=ctx.contact.instance)
        return Card(title, (explanation,), ((yes, no),))
    return ctx.follow(link_word(offer.community_id, show_offer.name, offer.id))


def _void_code(ctx: Context, digest: str) -> Text:
    """Void a code that was shown in a shared room."""
    offer = ctx.store[SeatOffers].with_code(digest, ctx.now)
    ctx.audit(SeatOfferOver.what, "refused")
    if offer is not None:
        giver, community_id = offer.giver, offer.community_id
        ctx.store[SeatOffers].end(offer)
        if community_id is not None:
            ctx.enter(community_id)
            void = text("Your code was shown in a shared room: it is no longer valid.")
            tell_account(ctx, giver, void)
    return text(
        "Others could read this code: it is no longer valid. Ask for a new one and write it "
        "to me in private."
    )


@router.button("seat", who=Role.MEMBER, deep=True)
def show_offer(ctx: Context, offer_id: int) -> Card:
    """Ask a member who entered a code whether they accept the post."""
    offer = _own_offer(ctx, offer_id)
    post = Post(offer.post)
    check_assignable(ctx, post, ctx.person.address)
    lines = [
        text("{name} offers you this role.", name=name_at(ctx.store, offer.giver)),
        _POST_DESCRIPTIONS[post],
        *_ROLES.get(post, ()),
    ]
    if former := seat_holder(ctx, post):
        lines.append(text("You would take over from {name}.", name=name_at(ctx.store, former)))
    yes = take_seat.button(text("I accept"), offer.id)
    no = refuse_seat.button(text("No thank you"), offer.id)
    title = text("{community}: {place}", community=ctx.community.name, place=PLACES[post])
    return Card(title, tuple(lines), ((yes, no),))


@router.button("seat_take", who=Role.MEMBER)
def take_seat(ctx: Context, offer_id: int) -> Answer:
    """Accept a post; the first things to do follow."""
    offer = _own_offer(ctx, offer_id)
    post, giver = Post(offer.post), offer.giver
    check_assignable(ctx, post, ctx.person.address)
    ctx.store[SeatOffers].end(offer)
    assign_post(ctx, post, ctx.person.address)
    announcement = text(
        "{name} accepted the role: {place}.", name=ctx.member.name, place=PLACES[post]
    )
    tell_account(ctx, giver, announcement)
    row = (menu_command.button(text("Menu")), *handover_buttons(post))
    done = Card(PLACES[post], (text("The role is yours. Thank you."),), (row,))
    ctx.enter(ctx.community.id)
    if (first := first_steps(ctx)) is None:
        return done
    ctx.whisper(done)
    return first


@router.button("seat_refuse", who=Role.MEMBER)
def refuse_seat(ctx: Context, offer_id: int) -> Text:
    """Decline a post."""
    offer = _own_offer(ctx, offer_id)
    ctx.store[SeatOffers].end(offer)
    place = PLACES[Post(offer.post)]
    announcement = text("{name} declined the role: {place}.", name=ctx.member.name, place=place)
    tell_account(ctx, offer.giver, announcement)
    return text("Nothing has changed, and the code is no longer valid.")


def _own_offer(ctx: Context, offer_id: int) -> SeatOffer:
    """Return the offer of a post here that this account entered the code of."""
    offer = _claimed_offer(ctx, offer_id)
    if offer.community_id != ctx.community.id:
        raise SeatOfferOver
    return offer


def _claimed_offer(ctx: Context, offer_id: int) -> SeatOffer:
    """Return the offer that this account entered the code of."""
    offer = ctx.store[SeatOffers].get(offer_id, ctx.now)
    if offer is None or offer.digest is None:
        raise SeatOfferOver
    if offer.address != ctx.person.address or not _is_valid(ctx, offer):
        raise SeatOfferOver
    return offer


def _is_valid(ctx: Context, offer: SeatOffer) -> bool:
    """True if its giver still runs the bot; the first cultivator's has no giver."""
    if offer.community_id is None:
        return not ctx.store[Cultivators].all()
    return ctx.store[Cultivators].is_any(accounts_of(ctx.store, offer.giver))


@router.button("seat_run")
def become_cultivator(ctx: Context, offer_id: int) -> Card:
    """Become the first cultivator."""
    offer = _claimed_offer(ctx, offer_id)
    if offer.community_id is not None:
        raise SeatOfferOver
    ctx.store[SeatOffers].end(offer)
    ctx.store[Cultivators].add(ctx.person.address)
    ctx.audit(CULTIVATOR)
    lines = (
        text("You choose the gardeners."),
        text("Once you have joined, {gardener} shows the team.", gardener=gardener_command.typed()),
    )
    menu = menu_command.button(text("Menu"))
    return Card(text("You now run this service"), lines, ((menu,),))


@router.contribution(first_cards)
def first_steps(ctx: Context) -> Card | None:
    """Tasks of a new gardener, else first steps; None for other members.

    A cultivator whose community has no room yet gets None: another card says how to connect one.
    """
    if not ctx.seats() or (ctx.cultivates() and not ctx.rooms(RoomKind.COMMUNITY)):
        return None
    todos = marked(ctx, waiting(ctx)).shown  # as this very act leaves it
    if todos:
        lines: tuple[Line, ...] = tuple(
            text("– {what}", what=each.line) for each in todos[:MOST_TODOS]
        )
        return Card(text("To do"), lines, ((todo_command.button(text("To do")),),))
    rows = (
        (invite_command.button(text("Invite")), digest_command.button(text("The letter"))),
        (
            event_command.ask_button(text("Create an event")),
            poll_command.ask_button(text("Make a poll")),
        ),
    )
    return Card(text("To do, to begin with"), _TO_BEGIN_WITH, rows)


_TO_BEGIN_WITH = (
    text("– Invite the first members with your own link"),
    text("– Announce an event, or ask a question in a poll"),
    text("– See when the next letter goes out"),
)
_LETTER = text("The letter goes out once both gardeners have approved it.")
_SAME = text("During these absences you can do all that the gardener can.")
_ROLES = {
    Post.TERRITORY: (text("You would answer the members, and announce events and polls."), _LETTER),
    Post.REGION: (
        text("You would bring the Region's news and answers, and announce events and polls."),
        _LETTER,
    ),
    Post.TERRITORY_DEPUTY: (_SAME,),
    Post.REGION_DEPUTY: (_SAME,),
}
_POST_DESCRIPTIONS = {
    Post.TERRITORY: text(
        "You would be the gardener for the territory. Members would see your name."
    ),
    Post.REGION: text("You would be the gardener for the Region. Members would see your name."),
    Post.TERRITORY_DEPUTY: text(
        "You would act for the territory's gardener during announced absences. Members would "
        "see your name."
    ),
    Post.REGION_DEPUTY: text(
        "You would act for the Region's gardener during announced absences. Members would see "
        "your name."
    ),
    Post.AGENT: text("You would be one of the Region's agents. Members would see your name."),
}


def new_cultivator_code(store: Store) -> str | None:
    """A new code, which replaces the one before; None if there is a cultivator."""
    store[SeatOffers].end_cultivators()
    if store[Cultivators].all():
        return None
    code = codes.new_long_code()
    store[SeatOffers].add(
        SeatOffer(
            community_id=None,
            post=CULTIVATOR,
            digest=codes.digest_of_code(code),
            giver="",
            address="",
            instead="",
            expires_at=None,
        )
    )
    return code


def invitation_text(code: str, marks: Mapping[str, str]) -> Text:
    """The text for the terminal; `marks` begin a command, by the network's name."""
    ways = [
        text("{mark}start {code} ({network})", mark=mark, code=code, network=network)
        for network, mark in marks.items()
    ]
    return text(
        "Nobody runs this bot yet. To run it, write to it in private: {ways}. The code works "
        "once, until the next start.",
        ways=ways,
    )


def code_file_text(path: Path) -> Text:
    """The text for a log, which others may read too."""
    return text(
        "Nobody runs this bot yet. The code to run it is in {file}, which only you can read. "
        "It works once, until the next start.",
        file=str(path),
    )


def keep_code(data: Path, code: str) -> Path:
    """Write the text for its owner's eyes only, and return its path; raises `OSError`."""
    path = data / CODE_FILE
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)  # one that others may read would stay so
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{code}\n")
    return path.absolute()


def forget_code(data: Path) -> None:
    """Delete the file of the last start."""
    (data / CODE_FILE).unlink(missing_ok=True)
