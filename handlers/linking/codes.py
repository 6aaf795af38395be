"""Link a second account to a member by a code, a link and a confirmation.

The code is given on one account, entered on the other, and confirmed on the first. If anything
changed since the question was shown, it is shown again. Why the codes are safe is said in
`bot.domain.codes`.
"""

from collections.abc import Sequence

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Line,
    Link,
    Picture,
    Replace,
    Router,
    Text,
    Where,
    text,
)
from bot.domain import codes
from bot.domain.linking import HIDDEN, RegistrationSide, TakenAnswers
from bot.domain.personal_data import DIRECTORY, MEMBERSHIP
from bot.domain.rates import CODES
from bot.domain.roles import Role
from bot.references.conversations import Intent, intents
from bot.references.joining import typed_codes
from bot.references.linking import (
    confirm_link,
    link_command,
    link_thing,
    refuse_link,
    take_other_answer,
)
from bot.references.profile import me_command
from bot.vocabulary.accounts import account_labels, count_wrong, too_many_tries
from bot.vocabulary.privacy import membership_terms, version_of
from handlers.linking.link_requests import (
    TYPED_LINK,
    Differences,
    LinkOver,
    ask_first,
    ask_second,
    check_roles,
    check_secret_votes,
    claimed_request,
    current_differences,
    differences_words,
    first_member,
    question_card,
    second_member,
    tell_first,
    tell_second,
)
from handlers.profile import unlink_buttons
from storage.inbound import OwnPageLinks
from storage.linking import Account, CodeDigests, LinkCode, Links
from storage.members import Consents, Identities, Member, Members

router = Router()

LINK_TWO_ACCOUNTS = Act(text("{who} linked two accounts"), text("link two accounts"))


@router.command(
    link_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Link another account"),
    everywhere=True,
    limit=CODES,
    trace=LINK_TWO_ACCOUNTS,
)
def offer_link(ctx: Context) -> Answer:
    """Use a second account, here or on the other network, and stay one member."""
    room = ctx.private_room() or ctx.incoming.room
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
def enter_code(ctx: Context, code: str) -> Answer:
    """Type here the code from your other account."""
    digest = codes.digest_of_code(codes.read_code(code))
    if not ctx.direct:
        return _void_code(ctx, digest)
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    code_offered = ctx.store[Links].offered(digest, ctx.now)
    if code_offered is not None:
        return _claim_code(ctx, code_offered)
    count_wrong(ctx)
    return _unknown_code_text()


@router.contribution(typed_codes)
def take_code(ctx: Context, code: str) -> Answer:
    """Claim a code of another account that was sent alone."""
    code_offered = ctx.store[Links].offered(codes.digest_of_code(code), ctx.now)
    return None if code_offered is None else _claim_code(ctx, code_offered)


@router.button("link", deep=True)
def follow_link(ctx: Context, token: str) -> Answer:
    """Claim the code of a link or a QR code."""
    digest = codes.digest_of_token(token)
    if not ctx.direct:
        return _void_code(ctx, digest)
    code_offered = ctx.store[Links].offered(digest, ctx.now)
    return _unknown_code_text() if code_offered is None else _claim_code(ctx, code_offered)


@router.revised(link_thing)
def show_request_again(ctx: Context, code_id: int) -> Card:
    """Ask again about a request that changed since it was shown."""
    code = claimed_request(ctx, code_id)
    if not code.agreed and ctx.person.address == code.second:
        return ask_second(ctx, code)
    if code.agreed and ctx.person.address == code.first:
        return question_card(ctx, code)
    raise LinkOver(link=TYPED_LINK)


@router.button(confirm_link, of=link_thing, deliberate=True, tone="")
def say_yes(ctx: Context, code_id: int) -> Answer:
    """Confirm: on the second account, which brought the code, then on the first."""
    code = claimed_request(ctx, code_id)
    if not code.agreed and ctx.person.address == code.second:
        ctx.store[Links].agree(code)
        return ask_first(ctx, code)
    if code.agreed and ctx.person.address == code.first:
        return _link_accounts(ctx, code)
    raise LinkOver(link=TYPED_LINK)


@router.button(take_other_answer)
def take_answer(ctx: Context, code_id: int, field: str, whose: str) -> Replace:
    """Keep the other registration's answer to one question."""
    code = claimed_request(ctx, code_id)
    if not code.agreed or ctx.person.address != code.first or whose not in list(RegistrationSide):
        raise LinkOver(link=TYPED_LINK)
    taken = TakenAnswers(frozenset(code.taken or ())).take(field, RegistrationSide(whose))
    code.taken = list(taken.fields)
    return Replace(question_card(ctx, code))


@router.button(refuse_link)
def say_no(ctx: Context, code_id: int) -> Answer:
    """End it, and say so on both accounts."""
    code = claimed_request(ctx, code_id)
    refused = text("The other account answered that it was not you. Nothing was linked.")
    if ctx.person.address == code.first:
        tell_second(ctx, code, refused)
    else:
        tell_first(ctx, code, refused)
    ctx.store[Links].end(code)
    return Replace(text("Nothing was linked, and the code is no longer valid."))


def _start_links(ctx: Context, word: str) -> dict[str, str]:
    """Links that open the apps of other networks with this word, by network name."""
    return {
        ctx.contact.network_name(name): url
        for name, each in ctx.contact.networks.items()
        if name != ctx.incoming.network and (url := each.start_link(word))
    }


def _offer_card(ctx: Context, code: str, links: dict[str, str]) -> Card:
    networks, own = ctx.contact.networks, ctx.incoming.network
    lines: list[Line] = [
        text("Within ten minutes, write to me in private from your other account:")
    ]
    for network in [each for each in networks if each != own] or [own]:
        name = ctx.contact.network_name(network)
        typed = text("{mark}link {code}", mark=networks[network].mark, code=code)
        lines.append(text("{network}: {typed}", network=name, typed=typed))
    lines += [Link(text("Or open {network}", network=name), url) for name, url in links.items()]
    lines.append(text("I will then ask you here whether it is you. Give this code to nobody."))
    accounts = ctx.store[Identities].of(ctx.member)
    if len(accounts) > 1:
        linked = list(account_labels(ctx, accounts).values())
        lines.append(text("Linked already: {accounts}.", accounts=linked))
    rows = tuple((each,) for each in unlink_buttons(ctx, accounts))
    return Card(text("Link another account"), tuple(lines), rows)


def _claim_code(ctx: Context, code: LinkCode) -> Answer:
    """Claim a code for an account: ask this one, then the first one.

    Always: the link may have been sent by another person.
    """
    me, person = ctx.person, ctx.person.member
    ctx.enter(code.community_id)
    if me.address == code.first:
        return text("This code comes from this account: type it on the other one.")
    if person is not None and person.id == code.member_id:
        return text("These two accounts are linked already.")
    check_roles(ctx, code, me.address)
    check_secret_votes(ctx, code, me.address)
    name = (me.name if person is None else person.name) or me.address
    brought = Account(me.address, name, ctx.incoming.room, me.locale)
    ctx.store[Links].claim(code, brought, expires_at=ctx.now + codes.LIFE)
    return ask_second(ctx, code)


def _void_code(ctx: Context, digest: str) -> Text:
    """Void a code that was shown in a shared room."""
    code = ctx.store[Links].offered(digest, ctx.now)
    if code is not None:
        ctx.enter(code.community_id)
        void = text(
            "Your code was shown in a shared room: it is no longer valid. For a new one: {link}",
            link=TYPED_LINK,
        )
        tell_first(ctx, code, void)
        ctx.store[Links].end(code)
    return text(
        "Others could read this code: it is no longer valid. Ask for a new one with {link}, "
        "and type it in private.",
        link=TYPED_LINK,
    )


def _unknown_code_text() -> Text:
    """One sentence for unknown, used and expired codes: it tells a guesser nothing."""
    return text(
        "This code is wrong, used, or older than ten minutes. {link} on your first account gives "
        "a new one.",
        link=TYPED_LINK,
    )


def _link_accounts(ctx: Context, code: LinkCode) -> Answer:
    """Link the second account, and merge its member if there is one."""
    check_roles(ctx, code, code.second)
    check_secret_votes(ctx, code, code.second)
    first, second = first_member(ctx, code), second_member(ctx, code)
    differences = current_differences(ctx, code)
    if differences_words(differences) != code.shown:
        question = question_card(ctx, code)
        changed = text(
            "Something has changed in the meantime: nothing is done yet. Here is the new situation:"
        )
        return Replace(Card(question.title, (changed, *question.lines), question.buttons))
    ctx.store[Links].end(code)
    if second is None:
        ctx.store[Identities].add(first, code.second, direct=code.second_room, at=ctx.now)
        _keep_consent(ctx, first, code)
    elif differences is not None:
        _merge(ctx, first, second, differences.taken)
    ctx.store[OwnPageLinks].end_all(first.id)  # they were of one account alone
    ctx.audit("link")
    lines = _kept_lines(differences, code.second_locale)
    tell_second(ctx, code, _linked_card(ctx, first, first.name, code.first, lines))
    lines = _kept_lines(differences, code.first_locale)
    return Replace(_linked_card(ctx, first, code.second_name, code.second, lines))


def _keep_consent(ctx: Context, member: Member, code: LinkCode) -> None:
    """Store the consent that an account gave before it was linked."""
    ctx.store[Consents].give(
        member,
        code.community_id,
        MEMBERSHIP,
        version=version_of(membership_terms(ctx)),
        channel=code.second.partition(":")[0],
        at=ctx.now,
    )


def _merge(ctx: Context, member: Member, other: Member, taken: TakenAnswers) -> None:
    """Merge two members; the consent to the directory ends where the kept answer hides them."""
    ctx.store.merge(member, other, taken)
    for community_id in ctx.store[Members].communities_of(member):
        belonging = ctx.store[Members].membership(member, community_id)
        if belonging is not None and belonging.visible == HIDDEN:
            ctx.store[Consents].withdraw(member, community_id, DIRECTORY, ctx.now)


def _kept_lines(differences: Differences | None, locale: str) -> list[Line]:
    """The kept answers of two registrations, in words."""
    kept = [] if differences is None else differences.kept(locale)
    return [text("What was kept:"), *kept] if kept else []


def _linked_card(ctx: Context, member: Member, name: str, address: str, lines: list[Line]) -> Card:
    """The confirmation for one of the accounts."""
    done = text(
        "Done: this account and {name} ({network}) are linked. You have one voice, as {kept}.",
        name=name,
        network=ctx.contact.network_name(address),
        kept=member.name,
    )
    undo = text(
        "{me} changes what is kept; {link} unlinks an account.",
        me=me_command.typed(),
        link=TYPED_LINK,
    )
    return Card(None, (done, *lines, undo))


@router.contribution(intents)
def intents_of_linking(ctx: Context) -> Sequence[Intent]:
    """The wish to link another account."""
    return (Intent("link_account", text("Link another account"), link_command),)
