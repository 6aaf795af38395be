"""The answers to a link: yes or no, and what is kept where two registrations become one.

What was shown is what is done: if anything changed meanwhile, the question is shown anew.
"""

from bot.core import Answer, Card, Context, Line, Replace, Router, text
from bot.domain.linking import HIDDEN, Taken, Whose
from bot.domain.purposes import DIRECTORY, MEMBERSHIP
from bot.references.linking import confirm_link, refuse_link, take_other_answer
from bot.references.profile import me_command
from bot.vocabulary.accounts import network_of
from bot.vocabulary.notice import membership_terms, version_of
from handlers.linking.differences import Differences
from handlers.linking.linking import (
    LINK,
    LinkOver,
    ask_first,
    asked,
    check_roles,
    differences,
    first_of,
    mark_of,
    question,
    second_of,
    tell_first,
    tell_second,
)
from storage.linking import LinkCode, Links
from storage.members import Member, Members

router = Router()


@router.button(confirm_link)
def say_yes(ctx: Context, code_id: int) -> Answer:
    """Confirm: on the second account, which brought the code, then on the first."""
    code = asked(ctx, code_id)
    if not code.agreed and ctx.person.address == code.second:
        ctx.store[Links].agree(code)
        return ask_first(ctx, code)
    if code.agreed and ctx.person.address == code.first:
        return _link(ctx, code)
    raise LinkOver(link=LINK)


@router.button(take_other_answer)
def take_answer(ctx: Context, code_id: int, field: str, whose: str) -> Replace:
    """Keep the other registration's answer to one thing."""
    code = asked(ctx, code_id)
    if not code.agreed or ctx.person.address != code.first or whose not in list(Whose):
        raise LinkOver(link=LINK)
    code.taken = list(Taken(frozenset(code.taken or ())).take(field, Whose(whose)).fields)
    return Replace(question(ctx, code))


@router.button(refuse_link)
def say_no(ctx: Context, code_id: int) -> Answer:
    """End it, and say so on both accounts."""
    code = asked(ctx, code_id)
    refused = text("The other account answered that it was not you: nothing was linked.")
    if ctx.person.address == code.first:
        tell_second(ctx, code, refused)
    else:
        tell_first(ctx, code, refused)
    ctx.store[Links].end(code)
    return Replace(text("Nothing was linked, and the code is void."))


def _link(ctx: Context, code: LinkCode) -> Answer:
    """Both sides said yes: the second account, and whoever was behind it, are the first's."""
    check_roles(ctx, code, code.second)
    kept, gone, found = first_of(ctx, code), second_of(ctx, code), differences(ctx, code)
    if mark_of(found) != code.shown:
        return Replace(_shown_anew(question(ctx, code)))
    ctx.store[Links].end(code)
    if gone is None:
        ctx.store[Members].add_identity(kept, code.second, direct=code.second_room, at=ctx.now)
        _keep_consent(ctx, kept, code)
    elif found is not None:
        _merge(ctx, kept, gone, found.taken)
    ctx.audit("link")
    tell_second(ctx, code, _linked(kept, kept.name, code.first, _kept(found, code.second_locale)))
    mine = _kept(found, code.first_locale)
    return Replace(_linked(kept, code.second_name, code.second, mine))


def _keep_consent(ctx: Context, kept: Member, code: LinkCode) -> None:
    """Keep the yes that an account said to the notice before it was linked."""
    ctx.store[Members].consent(
        kept,
        code.community_id,
        MEMBERSHIP,
        version=version_of(membership_terms(ctx)),
        channel=code.second.partition(":")[0],
        at=ctx.now,
    )


def _merge(ctx: Context, kept: Member, gone: Member, taken: Taken) -> None:
    """Make one of two; a yes to the directory ends where it was chosen not to be in it."""
    ctx.store.merge(kept, gone, taken)
    for community_id in ctx.store[Members].communities_of(kept):
        belonging = ctx.store[Members].membership(kept, community_id)
        if belonging is not None and belonging.visible == HIDDEN:
            ctx.store[Members].withdraw(kept, community_id, DIRECTORY, ctx.now)


def _shown_anew(card: Card) -> Card:
    changed = text("Something changed meanwhile, so nothing was done yet. This is how it is now:")
    return Card(card.title, (changed, *card.lines), card.buttons)


def _kept(found: Differences | None, locale: str) -> list[Line]:
    """What was kept of two registrations, in words."""
    kept = [] if found is None else found.kept(locale)
    return [text("What was kept:"), *kept] if kept else []


def _linked(kept: Member, name: str, address: str, lines: list[Line]) -> Card:
    """What one of the two accounts reads about the other, once they are linked."""
    done = text(
        "Done: this account and {name} ({network}) are linked. You have one voice, as {kept}.",
        name=name,
        network=network_of(address),
        kept=kept.name,
    )
    undo = text(
        "{me} changes what is kept; {link} unlinks an account.",
        me=me_command.typed(),
        link=LINK,
    )
    return Card(None, (done, *lines, undo))
