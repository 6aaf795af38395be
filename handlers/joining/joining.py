"""Becoming a member: three lines of notice, one yes, and what the person came for goes on.

Nothing is stored before the yes: what was tried travels in the buttons.
"""

import re

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    OpenDirect,
    Picture,
    Replace,
    Router,
    Text,
    Where,
    as_card,
    direct_button,
    join_command,
    link_button,
    text,
    together,
)
from bot.domain.purposes import MEMBERSHIP
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle
from bot.domain.words import person_name
from bot.references.invitations import press_invitee_keep
from bot.references.joining import accept_joining, decline_joining, start_command
from bot.references.personal_data import read_privacy_notice
from bot.references.profile import skip_profile_step
from bot.vocabulary.notice import membership_terms, short_notice, version_of
from handlers.profile import next_offer
from storage.communities import Communities, Community, RoomKind
from storage.inbound import Forms
from storage.joining import Welcomes
from storage.members import Members

router = Router()

LONGEST_NAME = 60
# What fits beside `join:ID:` into the 64 bytes of a button, in letters that a link bears.
_WORD = re.compile(r"[A-Za-z0-9_-]{0,48}")
_JOIN = join_command.typed()


@router.command(join_command, where=Where.DIRECT, theme="you", label=text("Join"), shows=True)
def join_community(ctx: Context) -> Card | Text:
    """Become a member: a short notice, and your yes."""
    return _offer(ctx, "")


@router.hook("newcomer")
def welcome_newcomer(ctx: Context, tried: str) -> Answer:
    """Show somebody who is no member yet how to become one; what they tried goes on after it."""
    word = _carried(ctx, tried)
    if ctx.direct:
        return _offer(ctx, word)
    if ctx.network.deep_links:
        return OpenDirect(word) if ctx.incoming.press_id else _door(ctx, word)
    ctx.whisper(_offer(ctx, word))
    if ctx.incoming.in_the_open:
        return None
    return text("This is for members: I am writing to you in private how to become one.")


@router.button("notice")
def show_notice(ctx: Context, community_id: int, word: str) -> Card:
    """Show the notice of the community that was chosen."""
    ctx.enter(community_id)
    return _notice(ctx, word)


@router.button(accept_joining)
def accept_notice(ctx: Context, community_id: int, word: str) -> Answer:
    """Make a member of whoever says yes, and go on with what they came for."""
    ctx.enter(community_id)
    if not ctx.direct:  # no card of ours asks for a yes in a shared room, nor bears a word there
        return welcome_newcomer(ctx, join_command.link_word(ctx))
    if ctx.person.circle is not None:
        return _with(ctx, _already(ctx.community), _followed(ctx, word))
    _register(ctx)
    welcome = text("Welcome to {community}, {name}.", community=ctx.community.name, name=_name(ctx))
    answer = _followed(ctx, word)
    asked = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now) is not None
    offer = None if asked or _offers(answer) else next_offer(ctx)
    return _with(ctx, Card(welcome), answer, offer)


@router.button(decline_joining)
def decline_notice(ctx: Context) -> Replace:
    """Keep nothing of whoever says no, and say what other ways there are."""
    contact = ctx.contact
    ctx.store[Welcomes].forget({ctx.person.address})
    lines: list[Line] = [
        text("I kept nothing about you."),
        text(
            "If you are younger than 15, or rather do without this bot: you or your parents "
            "can write to {contact}.",
            contact=contact.address or contact.controller or contact.instance,
        ),
    ]
    lines.append(text("If you change your mind: {join}.", join=_JOIN))
    return Replace(Card(None, tuple(lines)))


def _offer(ctx: Context, word: str) -> Card | Text:
    """The notice; in private, where several communities are open, the choice between them first."""
    if ctx.community_or_none is not None and ctx.person.circle is None:
        return _notice(ctx, word)
    communities = ctx.store[Communities].all()
    open_to = [each for each in communities if not _belongs(ctx, each)]
    if not communities:
        return text("There is no community to join here yet.")
    if not open_to or not ctx.direct:
        return _already(*communities)
    if len(open_to) == 1:
        ctx.enter(open_to[0].id)
        return _notice(ctx, word)
    rows = tuple((show_notice.button(each.name, each.id, word),) for each in open_to)
    return Card(text("Which community do you want to join?"), (), rows)


def _notice(ctx: Context, word: str) -> Card:
    """What a yes is said to, and the three answers."""
    here, charter = ctx.community.id, ctx.community.charter_url
    read = [read_privacy_notice.button(text("Read the notice"), here, word)]
    if charter:
        read.append(link_button(text("Read the charter"), charter))
    return Card(
        text("Join {community}", community=ctx.community.name),
        tuple(short_notice(ctx)),
        (
            (accept_joining.button(text("I am 15 or older, I accept"), here, word),),
            tuple(read),
            (decline_joining.button(text("No thank you")),),
        ),
    )


def _register(ctx: Context) -> None:
    """Keep the person, their belonging and their yes, under their account's name."""
    members, room, at = ctx.store[Members], ctx.incoming.room, ctx.now
    member = ctx.person.member
    if member is None:
        member = members.register(ctx.person.address, _name(ctx), direct=room, at=at)
        member.locale = ctx.person.locale
        members.seen(ctx.person.address, handle=ctx.incoming.handle, direct=room, at=at)
    ctx.store[Communities].put_room(room, RoomKind.DIRECT, None)
    members.join(member, ctx.community.id, Circle.INFORMED, at)
    members.consent(
        member,
        ctx.community.id,
        MEMBERSHIP,
        version=version_of(membership_terms(ctx)),
        channel=ctx.incoming.network,
        at=at,
    )
    ctx.enter(ctx.community.id)


def _name(ctx: Context) -> str:
    """The member's name, else their account's."""
    if ctx.person.member is not None:
        return ctx.person.member.name
    account = ctx.person.address.partition(":")[2].lstrip("@").partition(":")[0]
    return (ctx.person.name or person_name(account) or account)[:LONGEST_NAME]


def _belongs(ctx: Context, community: Community) -> bool:
    standing = ctx.store[Members].standing(ctx.person.address, community.id)
    return standing is not None and standing.circle is not None


def _already(*communities: Community) -> Text:
    names = [each.name for each in communities]
    return text("You are already a member of {community}.", community=names)


def _followed(ctx: Context, word: str) -> Answer:
    """Do what the person came for; where it cannot be done, say why, and they have still joined."""
    try:
        with ctx.store.savepoint():
            return ctx.follow(word) if word else None
    except Refusal as refusal:
        return Text(refusal.sentence, refusal.values)


_OFFERING = (f"{skip_profile_step.name}:", f"{press_invitee_keep.name}:")


def _offers(answer: Answer) -> bool:
    """Whether an answer has the next thing to tell in it already, or offers what a list said."""
    card = as_card(answer)
    rows = () if card is None else card.buttons
    return any(each.press.startswith(_OFFERING) for row in rows for each in row)


def _with(ctx: Context, first: Card | Text, *others: Answer) -> Answer:
    """All in one message; a picture cannot share one, and follows."""
    pictures = [each for each in others if isinstance(each, Picture)]
    answer = together(first, *others)
    for picture in pictures:
        ctx.whisper(answer)
        return picture
    return answer


def _door(ctx: Context, word: str) -> Card:
    """The way from a shared room into the direct one, for whoever is no member yet."""
    way_in = direct_button(text("Join in private"), ctx.own_word(word))
    return Card(None, (text("This is for members. Joining takes a minute."),), ((way_in,),))


def _carried(ctx: Context, tried: str) -> str:
    """What the buttons can carry of what was tried: all of it, else the bare command."""
    if _WORD.fullmatch(tried):
        return tried
    bare = "-".join(tried.split("-")[:3])
    return bare if _WORD.fullmatch(bare) else start_command.link_word(ctx)
