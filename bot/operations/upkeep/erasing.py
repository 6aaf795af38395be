"""`terreau erase`: a member who has lost their accounts and asks in writing is erased.

It does what `/forget` does, in one unit of work, and leaves a trace with its reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.app import declarations
from bot.config import Settings
from bot.core.context.job_context import JobContext
from bot.core.messages.content import Text, text
from bot.domain.words import fold, on_one_line
from bot.operations.upkeep.exporting import ACTOR
from bot.vocabulary.community.applied_settings import contact
from bot.vocabulary.people.accounts import member_at
from handlers.personal_data import erase_on_request
from storage.communities import Communities
from storage.members import Identities, Member, Members
from storage.unit_of_work import Store

LONGEST_REASON = 200
_WORDS = re.compile(r"\w+")


class NotErased(Exception):
    """A member who was not erased; the words say why."""

    def __init__(self, words: Text) -> None:
        """Keep what the operator is told."""
        super().__init__(words.template)
        self.words = words


@dataclass(frozen=True, slots=True)
class Request:
    """A request for erasure, with the member that was found for it."""

    account: str
    reason: str
    lines: tuple[Text, ...]
    """The member, as far as needed to recognise them."""
    in_configuration: tuple[str, ...]
    """Their accounts that stand in the configuration."""


def look_up(store: Store, settings: Settings, account: str, reason: str) -> Request:
    """The request for an account; raises `NotErased`."""
    member = _member_to_erase(store, settings, account)
    return Request(
        account,
        _checked_reason(store, member, reason),
        tuple(_member_lines(store, settings, member)),
        tuple(_configured_accounts(store, settings, member)),
    )


def _member_to_erase(store: Store, settings: Settings, account: str) -> Member:
    """The member of an account, or of a user name that is one member's; raises `NotErased`."""
    addresses = [account]
    if account.startswith("@"):
        networks = list(settings.network_names)
        seen = (store[Identities].with_handle(each, account[1:]) for each in networks)
        addresses = [each.address for each in seen if each is not None]
        addresses += [f"{each}:{account}" for each in networks]
    members = [each for one in addresses if (each := member_at(store, one)) is not None]
    if not members:
        raise NotErased(
            text(
                "No member has the account {account}: write it as telegram:42, "
                "matrix:@ana:example.org or @ana. Nothing was erased.",
                account=account,
            )
        )
    if len({each.id for each in members}) > 1:
        raise NotErased(
            text(
                "Several members have the account {account}: write it in full, as telegram:42 or "
                "matrix:@ana:example.org. Nothing was erased.",
                account=account,
            )
        )
    return members[0]


def _checked_reason(store: Store, member: Member, reason: str) -> str:
    """The reason as it is kept in the log, without the person; raises `NotErased`."""
    kept = on_one_line(reason)
    if not kept or len(kept) > LONGEST_REASON:
        raise NotErased(text("--reason: say why, in {most} letters at most.", most=LONGEST_REASON))
    accounts = store[Identities].of(member)
    traces = {member.name, *(each.address.partition(":")[2] for each in accounts)}
    traces |= {each.handle for each in accounts if each.handle}
    if any(_words_alone(each) in _words_alone(kept) for each in traces):
        raise NotErased(
            text(
                "--reason: leave the person's name and accounts out, since the log keeps the "
                "reason. Give for example the date of their letter."
            )
        )
    return kept


def _words_alone(said: str) -> str:
    """The folded words between single spaces, so that whole words are found in them."""
    return f" {' '.join(_WORDS.findall(fold(said)))} "


def _member_lines(store: Store, settings: Settings, member: Member) -> Iterator[Text]:
    """The member, as far as needed to recognise them."""
    networks = [each.address.partition(":")[0] for each in store[Identities].of(member)]
    names = settings.network_names
    yield text(
        "{name}, who first joined on {day} ({networks})",
        name=member.name,
        day=member.joined_at.date(),
        networks=[names.get(each, each) for each in dict.fromkeys(networks)],
    )
    for here in store[Members].communities_of(member):
        membership = store[Members].membership(member, here)
        if membership is not None:
            yield text(
                "– member of {community} since {day}",
                community=store[Communities].get(here).name,
                day=membership.joined_at.date(),
            )


def erase(store: Store, settings: Settings, request: Request, now: datetime) -> None:
    """Erase the member in every community, with the trace of it."""
    who = contact(settings)
    ctx = JobContext(store, now=now, community=None, contact=who, declared=declarations())
    member = _member_to_erase(store, settings, request.account)
    erase_on_request(ctx, member, actor=ACTOR, reason=request.reason)


def _configured_accounts(store: Store, settings: Settings, member: Member) -> list[str]:
    """The member's accounts that stand in the configuration, which gives them roles."""
    seats = [seat for each in settings.communities for seat in each.gardeners.model_dump().values()]
    written = {*settings.instance.cultivators, *seats}
    return [each.address for each in store[Identities].of(member) if each.address in written]


def result_lines(request: Request) -> Iterator[Text]:
    """The result: the erased data, and the data that stay."""
    yield text(
        "Erased, in every community: the name, the accounts, and everything linked to them. The "
        "log keeps this erasure and its reason, without the person."
    )
    yield text(
        "What stays, without their name: the counts of polls that are closed, and what was "
        "published. What they wrote in shared rooms is on the networks: the rooms' owners can "
        "delete it. Older backups contain them until you delete these; restoring one erases them "
        "again."
    )
    for each in request.in_configuration:
        yield text("{account} stands in your configuration file: remove it there.", account=each)
