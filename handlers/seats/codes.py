"""Codes that give a role: entered in private with `/start CODE`, then accepted.

A cultivator gives one for a seat or a post, see `handlers/seats/assignment.py`. Another is printed
when the program starts without a cultivator, see `handlers/seats/first_cultivator.py`.
"""

from bot.core import Answer, Card, Context, NotAllowed, Router, Text, menu_command, text
from bot.domain import codes
from bot.domain.link_words import link_word
from bot.domain.roles import Post, Role
from bot.references.personal_data import change_nothing
from bot.references.seats import gardener_command
from bot.vocabulary.accounts import accounts_of, count_wrong, name_at, tell_account, too_many_tries
from bot.vocabulary.gardeners import PLACES
from handlers.seats.first_steps import first_steps, role_lines
from handlers.seats.seats import assign_post, check_assignable, seat_holder
from storage.communities import Cultivators
from storage.seats import CULTIVATOR, SeatOffer, SeatOffers

router = Router()

TYPED_GARDENER = gardener_command.typed()


class SeatOfferOver(NotAllowed):
    """This offer has expired, or was made to another account.

    The service's administrators can renew it.
    """

    what = "seat code"


@router.code
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
        return _ask_cultivator(ctx, offer)
    return ctx.follow(link_word(offer.community_id, show_offer.name, offer.id))


@router.button("seat", who=Role.MEMBER, deep=True)
def show_offer(ctx: Context, offer_id: int) -> Card:
    """Ask a member who entered a code whether they accept the post."""
    offer = _own_offer(ctx, offer_id)
    post, former = Post(offer.post), seat_holder(ctx, Post(offer.post))
    check_assignable(ctx, post, ctx.person.address)
    lines = [
        text("{name} offers you this role.", name=name_at(ctx.store, offer.giver)),
        _POST_DESCRIPTIONS[post],
        *role_lines(post),
    ]
    if former:
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
    menu = menu_command.button(text("Menu"))
    done = Card(PLACES[post], (text("The role is yours. Thank you."),), ((menu,),))
    ctx.enter(ctx.community.id)
    first_todo = first_steps(ctx)
    if first_todo is None:
        return done
    ctx.whisper(done)
    return first_todo


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


def _ask_cultivator(ctx: Context, offer: SeatOffer) -> Card:
    explanation = text("You would run this service and choose its gardeners.")
    yes = become_cultivator.button(text("I accept"), offer.id)
    no = change_nothing.button(text("No thank you"))
    title = text("Run {instance}?", instance=ctx.contact.instance)
    return Card(title, (explanation,), ((yes, no),))


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
        text("Once you have joined, {gardener} shows the team.", gardener=TYPED_GARDENER),
    )
    menu = menu_command.button(text("Menu"))
    return Card(text("You now run this service"), lines, ((menu,),))


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
