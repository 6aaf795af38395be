"""One person, one voice: a second account is tied to a member by a code, a link and a yes.

The code is given on one account, brought from the other, and confirmed on the first. Roles never
come by a link: an account that tends or runs something must be the first one. Why the codes are
safe is said in `bot.domain.codes`.
"""

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Link,
    OpenDirect,
    Picture,
    Replace,
    Router,
    Text,
    Typed,
    Where,
    button,
    text,
)
from bot.core.messages import Buttons
from bot.domain import codes
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from storage.links import EVERYBODY, Account, Digests, LinkCode
from storage.members import Member
from storage.outbox import Priority

router = Router()

LINK = Typed("/link", "/relier")


class LinkOver(Refusal):
    """This request is over. To link two accounts, ask for a new code: {link}."""


class TendingAccount(Refusal):
    """An account that tends or runs something must be the first: ask for the code there."""


class BothSeats(Refusal):
    """These two accounts hold the two seats of {community}: they cannot be one person's."""


@router.command(
    "link",
    fr="relier",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Link another account"),
)
def offer_link(ctx: Context) -> Answer:
    """Use a second account, here or on the other network, with one voice."""
    room = ctx.private_room
    if room is None:
        return OpenDirect(ctx.start_word("cmd", "link"))
    code, token = codes.new_code(), codes.new_token()
    ctx.store.links.offer(
        Digests(codes.digest_of_code(code), codes.digest_of_token(token)),
        Account(ctx.person.address, ctx.member.name, room, ctx.person.locale),
        member_id=ctx.member.id,
        community_id=ctx.community.id,
        expires_at=ctx.now + codes.LIFE,
    )
    links = _start_links(ctx, ctx.start_word("link", token))
    card = _offer_card(ctx, code, links)
    if not links:
        return card
    ctx.whisper(card)
    network, url = next(iter(links.items()))
    return Picture(url, text("The same link for {network}, to scan.", network=network))


@router.command("link", fr="relier", example="/relier K7M-4PX-2R", theme="you")
def bring_code(ctx: Context, code: str) -> Answer:
    """Type here the code that your other account was given."""
    links = ctx.store.links
    digest = codes.digest_of_code(codes.read_code(code))
    if not ctx.direct:
        return _burn(ctx, digest)
    me = ctx.person.address
    if links.failed_tries(me, ctx.now) >= codes.TRIES:
        return text("Too many wrong codes. Please wait ten minutes, then ask for a new one.")
    if links.failed_tries(EVERYBODY, ctx.now) >= codes.TRIES_OF_ALL:
        return text("Many wrong codes were typed lately, so I take none for ten minutes.")
    found = links.offered(digest, ctx.now)
    if found is not None:
        return _bring(ctx, found, agreed=True)
    links.fail(me, ctx.now, ctx.now + codes.PAUSE)
    links.fail(EVERYBODY, ctx.now, codes.end_of_slot(ctx.now))
    return _unknown()


@router.button("link", deep=True)
def follow_link(ctx: Context, token: str) -> Answer:
    """Bring the code that a link or a QR code holds."""
    digest = codes.digest_of_token(token)
    if not ctx.direct:
        return _burn(ctx, digest)
    found = ctx.store.links.offered(digest, ctx.now)
    # Whoever typed a code meant it; a link may be anybody's, and is tapped without reading.
    return _unknown() if found is None else _bring(ctx, found, agreed=ctx.person.member is None)


@router.button("link_yes")
def say_yes(ctx: Context, code_id: int) -> Answer:
    """Confirm: on the second account where it is not sure that it meant it, then on the first."""
    code = _asked(ctx, code_id)
    if not code.agreed and ctx.person.address == code.second:
        ctx.store.links.agree(code)
        return _ask_first(ctx, code)
    if code.agreed and ctx.person.address == code.first:
        return _link(ctx, code)
    raise LinkOver(link=LINK)


@router.button("link_no")
def say_no(ctx: Context, code_id: int) -> Answer:
    """End it, and say so on both accounts."""
    code = _asked(ctx, code_id)
    refused = text("The other account answered that it was not you: nothing was linked.")
    if ctx.person.address == code.first:
        _tell_second(ctx, code, refused)
    else:
        _tell_first(ctx, code, refused)
    ctx.store.links.end(code)
    return Replace(text("Nothing was linked, and the code is void."))


def _asked(ctx: Context, code_id: int) -> LinkCode:
    """The request that a button is about; only its two accounts may answer it."""
    code = ctx.store.links.claimed(code_id, ctx.now)
    if code is None or ctx.person.address not in (code.first, code.second):
        raise LinkOver(link=LINK)
    ctx.enter(code.community_id)
    return code


def _start_links(ctx: Context, word: str) -> dict[str, str]:
    """Where the other networks' apps open with this word, by network."""
    others = {name: door for name, door in ctx.contact.doors.items() if name != _here(ctx)}
    links = {name: door.start_link(word) for name, door in others.items()}
    return {name.capitalize(): url for name, url in links.items() if url}


def _offer_card(ctx: Context, code: str, links: dict[str, str]) -> Card:
    doors = ctx.contact.doors
    lines: list[Line] = [
        text("Within ten minutes, write to me in private from your other account:")
    ]
    for network in [each for each in doors if each != _here(ctx)] or [_here(ctx)]:
        typed = text("{mark}link {code}", mark=doors[network].mark, code=code)
        lines.append(text("{network}: {typed}", network=network.capitalize(), typed=typed))
    lines += [Link(text("Or open {network}", network=name), url) for name, url in links.items()]
    lines.append(text("I shall then ask here whether it is you. Give this code to nobody."))
    return Card(text("Link another account"), tuple(lines))


def _bring(ctx: Context, code: LinkCode, *, agreed: bool) -> Answer:
    """A code came to an account: ask the first one, or this one before."""
    me, mine = ctx.person, ctx.person.member
    ctx.enter(code.community_id)
    if me.address == code.first:
        return text("This code was made on this very account: bring it to the other one.")
    if mine is not None and mine.id == code.member_id:
        return text("These two accounts are linked already.")
    _check_roles(ctx, code, me.address)
    name = (me.name if mine is None else mine.name) or me.address
    brought = Account(me.address, name, ctx.incoming.room, me.locale)
    ctx.store.links.claim(code, brought, agreed=agreed, expires_at=ctx.now + codes.LIFE)
    return _ask_first(ctx, code) if agreed else _ask_second(ctx, code)


def _ask_second(ctx: Context, code: LinkCode) -> Card:
    question = text(
        "Do you want to link this account to {name} ({network})? Only if that is you as well.",
        name=_first(ctx, code).name,
        network=_network(code.first),
    )
    return Card(None, (question,), _yes_or_no(code))


def _ask_first(ctx: Context, code: LinkCode) -> Card:
    """Ask the first account; gives what the second one is told."""
    lines = (
        text(
            "Somebody with your code wants to link the account {name} ({network}) to this one.",
            name=code.second_name,
            network=_network(code.second),
        ),
        text("Both would then be one person: you. If you did not bring the code there, say no."),
    )
    question = Card(None, lines, _yes_or_no(code))
    _tell_first(ctx, code, question)
    told = text(
        "I have asked {name} ({network}): answer there, and the two accounts are linked.",
        name=_first(ctx, code).name,
        network=_network(code.first),
    )
    return Card(None, (told,), ((_no(code),),))


def _link(ctx: Context, code: LinkCode) -> Answer:
    """Both sides said yes: the second account, and whoever was behind it, are the first's."""
    _check_roles(ctx, code, code.second)
    kept, identity = _first(ctx, code), ctx.store.members.identity(code.second)
    gone = None if identity is None else ctx.store.members.get(identity.member_id)
    ctx.store.links.end(code)
    if gone is None:
        ctx.store.members.add_identity(kept, code.second, direct=code.second_room, at=ctx.now)
    elif gone.id != kept.id:
        ctx.store.merge(kept, gone)
    ctx.audit("link")
    _tell_second(ctx, code, _linked(kept.name, code.first, kept))
    return Replace(_linked(code.second_name, code.second, kept))


def _tell_first(ctx: Context, code: LinkCode, message: Card | Text) -> None:
    ctx.post(code.first_room, message, priority=Priority.ANSWER, locale=code.first_locale)


def _tell_second(ctx: Context, code: LinkCode, message: Card | Text) -> None:
    ctx.post(code.second_room, message, priority=Priority.ANSWER, locale=code.second_locale)


def _linked(name: str, address: str, kept: Member) -> Card:
    """What one of the two accounts reads about the other, once they are linked."""
    done = text(
        "Done: this account and {name} ({network}) are linked. You have one voice, as {kept}.",
        name=name,
        network=_network(address),
        kept=kept.name,
    )
    undo = text("If that was a mistake, say so: {write}.", write=Typed("/write", "/ecrire"))
    return Card(None, (done, undo))


def _burn(ctx: Context, digest: str) -> Text:
    """A code that others could read is worth nothing any more."""
    code = ctx.store.links.offered(digest, ctx.now)
    if code is not None:
        ctx.enter(code.community_id)
        void = text("Your code was shown in a shared room: it is void. New one: {link}", link=LINK)
        _tell_first(ctx, code, void)
        ctx.store.links.end(code)
    return text(
        "A code that others could read is void. Ask for a new one with {link}, in private, and "
        "bring it to me in private.",
        link=LINK,
    )


def _unknown() -> Text:
    """One sentence for codes unknown, used and expired: it tells a guesser nothing."""
    return text(
        "This code is wrong, used, or older than ten minutes. {link} on your first account gives "
        "a new one.",
        link=LINK,
    )


def _check_roles(ctx: Context, code: LinkCode, second: str) -> None:
    """Raise a `Refusal` where the link would give somebody a role, or both seats."""
    mine, theirs = _addresses(ctx, code.first), _addresses(ctx, second)
    for community in ctx.store.communities.all():
        held = set(ctx.store.communities.seats(community).values())
        if held & mine and held & theirs:
            raise BothSeats(community=community.name)
    if _standing(ctx, theirs) > _standing(ctx, mine):
        raise TendingAccount


def _standing(ctx: Context, addresses: set[str]) -> Role:
    """The most that these accounts may do, in any community."""
    communities = ctx.store.communities
    if communities.is_cultivator(addresses):
        return Role.CULTIVATOR
    seats = {each for one in communities.all() for each in communities.seats(one).values()}
    return Role.GARDENER if seats & addresses else Role.MEMBER


def _addresses(ctx: Context, address: str) -> set[str]:
    """An account, with those that are linked to it."""
    identity = ctx.store.members.identity(address)
    member = None if identity is None else ctx.store.members.get(identity.member_id)
    linked = () if member is None else ctx.store.members.identities(member)
    return {address, *(each.address for each in linked)}


def _first(ctx: Context, code: LinkCode) -> Member:
    member = ctx.store.members.get(code.member_id)
    if member is None:
        raise LinkOver(link=LINK)
    return member


def _yes_or_no(code: LinkCode) -> Buttons:
    return ((button(text("Yes, it is me"), "link_yes", code.id), _no(code)),)


def _no(code: LinkCode) -> Button:
    return button(text("It is not me"), "link_no", code.id)


def _here(ctx: Context) -> str:
    return ctx.incoming.network


def _network(address: str) -> str:
    return address.partition(":")[0].capitalize()
