"""One person, one voice: a second account is tied to a member by a code, a link and a yes.

The code is given on one account, brought from the other, and confirmed on the first: see
`handlers/linking/answers.py`. Why the codes are safe is said in `bot.domain.codes`.
"""

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Link,
    Picture,
    Router,
    Text,
    Where,
    text,
)
from bot.domain import codes
from bot.domain.rates import CODES
from bot.domain.roles import Role
from bot.references.linking import link_command
from bot.vocabulary.accounts import labels
from bot.vocabulary.wrong_codes import count_wrong, too_many_tries
from handlers.linking import acts
from handlers.linking.linking import LINK, ask_second, check_roles, tell_first
from handlers.profile import unlink_buttons
from storage.linking import Account, CodeDigests, LinkCode, Links
from storage.members import Members

router = Router()


@router.command(
    link_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Link another account"),
    everywhere=True,
    limit=CODES,
    trace=acts.LINK_TWO_ACCOUNTS,
)
def offer_link(ctx: Context) -> Answer:
    """Use a second account, here or on the other network, with one voice."""
    room = ctx.private_room or ctx.incoming.room
    code, token = codes.new_code(), codes.new_token()
    ctx.store.hold(ctx.member)
    ctx.store[Links].offer(
        CodeDigests(codes.digest_of_code(code), codes.digest_of_token(token)),
        Account(ctx.person.address, ctx.member.name, room, ctx.person.locale),
        member_id=ctx.member.id,
        community_id=ctx.community.id,
        expires_at=ctx.now + codes.LIFE,
    )
    links = _start_links(ctx, follow_link.link_word(ctx, token))
    card = _offer_card(ctx, code, links)
    if not links:
        return card
    ctx.whisper(card)
    network, url = next(iter(links.items()))
    return Picture(url, text("The same link for {network}, to scan.", network=network))


@router.command("link", fr="relier", example="K7M-4PX-2R", theme="you")
def bring_code(ctx: Context, code: str) -> Answer:
    """Type here the code that your other account was given."""
    digest = codes.digest_of_code(codes.read_code(code))
    if not ctx.direct:
        return _burn(ctx, digest)
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    found = ctx.store[Links].offered(digest, ctx.now)
    if found is not None:
        return _bring(ctx, found)
    count_wrong(ctx)
    return _unknown()


@router.button("link", deep=True)
def follow_link(ctx: Context, token: str) -> Answer:
    """Bring the code that a link or a QR code holds."""
    digest = codes.digest_of_token(token)
    if not ctx.direct:
        return _burn(ctx, digest)
    found = ctx.store[Links].offered(digest, ctx.now)
    return _unknown() if found is None else _bring(ctx, found)


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
    accounts = ctx.store[Members].identities(ctx.member)
    if len(accounts) > 1:
        linked = list(labels(accounts).values())
        lines.append(text("Linked already: {accounts}.", accounts=linked))
    rows = tuple((each,) for each in unlink_buttons(accounts))
    return Card(text("Link another account"), tuple(lines), rows)


def _bring(ctx: Context, code: LinkCode) -> Answer:
    """A code came to an account: ask this one, and after its yes the first one.

    Always: somebody else may have sent the link, or asked for the code to be typed.
    """
    me, mine = ctx.person, ctx.person.member
    ctx.enter(code.community_id)
    if me.address == code.first:
        return text("This code was made on this very account: bring it to the other one.")
    if mine is not None and mine.id == code.member_id:
        return text("These two accounts are linked already.")
    check_roles(ctx, code, me.address)
    name = (me.name if mine is None else mine.name) or me.address
    brought = Account(me.address, name, ctx.incoming.room, me.locale)
    ctx.store[Links].claim(code, brought, expires_at=ctx.now + codes.LIFE)
    return ask_second(ctx, code)


def _burn(ctx: Context, digest: str) -> Text:
    """A code that others could read is worth nothing any more."""
    code = ctx.store[Links].offered(digest, ctx.now)
    if code is not None:
        ctx.enter(code.community_id)
        void = text("Your code was shown in a shared room: it is void. New one: {link}", link=LINK)
        tell_first(ctx, code, void)
        ctx.store[Links].end(code)
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


def _here(ctx: Context) -> str:
    return ctx.incoming.network
