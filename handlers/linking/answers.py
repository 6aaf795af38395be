"""Answers to a link request: yes or no, and which answers of two registrations are kept.

If anything changed since the question was shown, it is shown again.
"""

from bot.core import Answer, Card, Context, Line, Replace, Router, text
from bot.domain.linking import HIDDEN, RegistrationSide, TakenAnswers
from bot.domain.purposes import DIRECTORY, MEMBERSHIP
from bot.references.linking import confirm_link, link_thing, refuse_link, take_other_answer
from bot.references.profile import me_command
from bot.vocabulary.people.notice import membership_terms, version_of
from handlers.linking.differences import Differences
from handlers.linking.link_requests import (
    TYPED_LINK,
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
from storage.linking import LinkCode, Links
from storage.members import Consents, Identities, Member, Members

router = Router()


@router.revised(link_thing)
def show_request_again(ctx: Context, code_id: int) -> Card:
    """Ask again about a request that changed since it was shown."""
    code = claimed_request(ctx, code_id)
    if not code.agreed and ctx.person.address == code.second:
        return ask_second(ctx, code)
    if code.agreed and ctx.person.address == code.first:
        return question_card(ctx, code)
    raise LinkOver(link=TYPED_LINK)


@router.button(confirm_link, of=link_thing, deliberate=True)
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
    """Keep the other registration's answer to one thing."""
    code = claimed_request(ctx, code_id)
    if not code.agreed or ctx.person.address != code.first or whose not in list(RegistrationSide):
        raise LinkOver(link=TYPED_LINK)
    code.taken = list(
        TakenAnswers(frozenset(code.taken or ())).take(field, RegistrationSide(whose)).fields
    )
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


def _link_accounts(ctx: Context, code: LinkCode) -> Answer:
    """Link the second account, and merge its member if there is one."""
    check_roles(ctx, code, code.second)
    check_secret_votes(ctx, code, code.second)
    first, second, differences = (
        first_member(ctx, code),
        second_member(ctx, code),
        current_differences(ctx, code),
    )
    if differences_words(differences) != code.shown:
        return Replace(_changed_question(question_card(ctx, code)))
    ctx.store[Links].end(code)
    if second is None:
        ctx.store[Identities].add(first, code.second, direct=code.second_room, at=ctx.now)
        _keep_consent(ctx, first, code)
    elif differences is not None:
        _merge(ctx, first, second, differences.taken)
    ctx.audit("link")
    tell_second(
        ctx,
        code,
        _linked_card(
            ctx, first, first.name, code.first, _kept_lines(differences, code.second_locale)
        ),
    )
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
    """Merge two members; the directory consent ends where it was chosen so."""
    ctx.store.merge(member, other, taken)
    for community_id in ctx.store[Members].communities_of(member):
        belonging = ctx.store[Members].membership(member, community_id)
        if belonging is not None and belonging.visible == HIDDEN:
            ctx.store[Consents].withdraw(member, community_id, DIRECTORY, ctx.now)


def _changed_question(card: Card) -> Card:
    changed = text(
        "Something has changed in the meantime: nothing is done yet. Here is the new situation:"
    )
    return Card(card.title, (changed, *card.lines), card.buttons)


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
