"""Unlink an account: confirmed, told on all accounts, without other loss.

Everything stays with the remaining accounts. A seat, a post and the running of the bot belong to
one account, and have to be given to another one first.
"""

from dataclasses import replace

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Text,
    join_command,
    leave_command,
    living_room,
    text,
    write_command,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.linking import ask_unlink, link_command
from bot.references.personal_data import change_nothing
from bot.references.seats import gardener_command
from bot.vocabulary.accounts import account_labels, mark_of
from storage.communities import Communities, Cultivators, SeatHolders
from storage.members import Identities, Identity
from storage.outbound import Priority
from storage.seats import Posts

router = Router()

UNLINK_AN_ACCOUNT = Act(text("{who} unlinked an account"), text("unlink an account"))

_LINK = link_command.typed()


class NotLinked(Refusal):
    """This account is not linked to yours. {link} shows your linked accounts."""


class OnlyAccount(Refusal):
    """This is your only account. To leave: {leave}."""


class HoldsPlace(Refusal):
    """Your role in {community} is tied to this account.

    First have it moved to another of your accounts: {gardener}.
    """


class RunsThisBot(Refusal):
    """You run this service with this account.

    Use another account for it first, then unlink this one.
    """


@router.button(ask_unlink, who=Role.MEMBER, everywhere=True, trace=UNLINK_AN_ACCOUNT)
def ask_before_unlinking(ctx: Context, mark: str) -> Replace:
    account = _removable_account(ctx, mark)
    sure = text("Unlink {account}?", account=_account_label(ctx, account))
    does = text(
        "I will no longer know that it is yours. It will receive nothing more of yours, and "
        "would vote separately."
    )
    stays = text(
        "Nothing is lost: your votes and answers stay with your other accounts. {link} links "
        "it again.",
        link=_LINK,
    )
    yes = unlink_account.button(text("Yes, unlink"), mark)
    no = change_nothing.button(text("No, change nothing"))
    return Replace(Card(None, (sure, does, stays), ((yes,), (no,))))


@router.button("unlinked", deliberate=True, tone="danger", who=Role.MEMBER, everywhere=True)
def unlink_account(ctx: Context, mark: str) -> Answer:
    """Unlink an account, and tell every account."""
    ctx.store.hold(ctx.member)
    account = _removable_account(ctx, mark)
    label, name = _account_label(ctx, account), ctx.member.name
    others = [each for each in ctx.store[Identities].of(ctx.member) if each is not account]
    room = living_room(ctx.store, account)
    ctx.store.unlink(ctx.member, account)
    ctx.audit("unlink")
    done = text("Done: {account} is no longer linked to this account.", account=label)
    if_not = text("If it was not you, tell the team: {write}.", write=write_command.typed())
    stays, goes = Card(None, (done, if_not)), _removed_card(name)
    for each in others:
        _tell_account(ctx, each.address, living_room(ctx.store, each), stays)
    _tell_account(ctx, account.address, room, goes)
    if account.address != ctx.person.address:
        return Replace(stays)
    ctx.person = replace(ctx.person, member=None, circle=None)
    return Replace(goes)


def _removable_account(ctx: Context, mark: str) -> Identity:
    """The account of a button, if it is one of several and has no role."""
    accounts = ctx.store[Identities].of(ctx.member)
    account = next((each for each in accounts if mark_of(each.address) == mark), None)
    if account is None or ctx.person.address not in {each.address for each in accounts}:
        raise NotLinked(link=_LINK)
    if len(accounts) == 1:
        raise OnlyAccount(leave=leave_command.typed())
    _check_no_role(ctx, account.address)
    return account


def _check_no_role(ctx: Context, address: str) -> None:
    if ctx.store[Cultivators].is_any([address]):
        raise RunsThisBot
    for community in ctx.store[Communities].all():
        seats = ctx.store[SeatHolders].of(community).values()
        if address in seats or ctx.store[Posts].held([address], community.id):
            raise HoldsPlace(community=community.name, gardener=gardener_command.typed())


def _account_label(ctx: Context, account: Identity) -> str:
    return account_labels(ctx, ctx.store[Identities].of(ctx.member))[account.address]


def _removed_card(name: str) -> Card:
    done = text("Done: this account is no longer linked to {name}.", name=name)
    back = text(
        "I no longer know that it is yours. To link it again, ask for a code with {link} on "
        "your other account. To join with it: {join}.",
        join=join_command.typed(),
        link=_LINK,
    )
    return Card(None, (done, back))


def _tell_account(ctx: Context, address: str, room: str | None, message: Card | Text) -> None:
    """Tell another account than the one that pressed."""
    if room is not None and address != ctx.person.address:
        ctx.post(room, message, priority=Priority.ANSWER, locale=ctx.person.locale)


router.personal_data(
    "link_codes",
    text("Accounts being linked"),
    text("Kept for a few minutes."),
    order=300,
    labels={
        "first_room": text("room of the first account"),
        "first_locale": text("language of the first account"),
        "agreed": text("agreed"),
        "taken": text("whose answers are kept"),
        "second": text("second account"),
        "second_name": text("name of the second account"),
        "second_room": text("room of the second account"),
        "second_locale": text("language of the second account"),
    },
)
router.personal_data(
    "link_tries",
    text("Wrong codes"),
    text("How many you typed, for ten minutes."),
    order=310,
    labels={"tries": text("tries")},
)
