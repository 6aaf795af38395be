"""Accounts: who is meant by what was typed where a role is given, and who is behind one.

Nothing here accepts a name: two people may share one, and anybody may copy it.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import unquote

from bot.config.kinds import MATRIX_USER
from bot.core import Button, Context, NotAllowed, text
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line
from bot.references.linking import press_unlink
from bot.references.seats import gardener_command
from storage.members import Identity, Member, Members
from storage.unit_of_work import Store

EXAMPLES = "telegram:42, matrix:@ana:example.org"
_ACCOUNT = re.compile(rf"(telegram:\d{{1,20}}|matrix:{MATRIX_USER})", re.ASCII)
_ON_MATRIX = re.compile(rf"(?:https://matrix\.to/#/)?({MATRIX_USER})", re.ASCII)
_CODE = gardener_command.typed(("territory", "territoire"), "code")


class NameGrantsNothing(NotAllowed):
    """A name gives no seat: others bear it. Mention the person, or write {examples}, or {code}."""

    what = "gardener"


class AccountNotSeen(Refusal):
    """I have not met {typed} here yet. Write {examples}, or let them bring a code: {code}."""


def account_meant(ctx: Context, typed: str) -> str:
    """The account that a mention, a user name seen here or a typed account names.

    What we show is copied as well, with the joiner that keeps it from calling anybody. Raises
    `NameGrantsNothing` for anything else.
    """
    typed = on_one_line(typed)
    named = next((it for it in ctx.incoming.mentions if fold(it.words) == fold(typed)), None)
    if named is not None and named.address is not None:
        return named.address
    if _ACCOUNT.fullmatch(typed):
        return typed
    if (on_matrix := _ON_MATRIX.fullmatch(unquote(typed))) is not None:
        return f"matrix:{on_matrix[1]}"
    if not typed.startswith("@"):
        raise NameGrantsNothing(examples=EXAMPLES, code=_CODE)
    seen = ctx.store[Members].with_handle(ctx.incoming.network, typed.removeprefix("@"))
    if seen is None:
        raise AccountNotSeen(typed=typed[:40], examples=EXAMPLES, code=_CODE)
    return seen.address


def accounts_of(store: Store, address: str) -> set[str]:
    """An account, with those that are linked to it."""
    member = member_at(store, address)
    linked = () if member is None else store[Members].identities(member)
    return {address, *(each.address for each in linked)}


def member_at(store: Store, address: str) -> Member | None:
    """The member behind an account, of whichever community."""
    identity = store[Members].identity(address)
    return None if identity is None else store[Members].get(identity.member_id)


def name_at(store: Store, address: str) -> str:
    """The name of whoever is behind an account, else the account."""
    member = member_at(store, address)
    return address if member is None else member.name


def network_of(address: str) -> str:
    """The network of an account, as people call it."""
    return address.partition(":")[0].capitalize()


def labels(accounts: Sequence[Identity]) -> dict[str, str]:
    """What accounts of one person are called, by address: no two of them alike."""
    networks = [network_of(each.address) for each in accounts]
    return {
        each.address: f"{network} ({each.handle})"
        if each.handle
        else f"{network} ({each.address.partition(':')[2]})"
        if networks.count(network) > 1
        else network
        for each, network in zip(accounts, networks, strict=True)
    }


def mark_of(address: str) -> str:
    """An account in a button's press, which is too short for some addresses."""
    return sha256(address.encode()).hexdigest()[:12]


def unlink_buttons(accounts: Sequence[Identity]) -> list[Button]:
    """A button for each of several accounts, which asks whether it is to be unlinked."""
    if len(accounts) < 2:  # noqa: PLR2004 - one account alone is linked to none
        return []
    return [
        press_unlink.button(text("Unlink {account}", account=label), mark_of(address))
        for address, label in labels(accounts).items()
    ]
