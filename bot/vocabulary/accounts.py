"""Accounts of a person: the member behind one, their labels, and wrong codes typed from one."""

from collections.abc import Sequence
from urllib.parse import quote

from bot.config.kinds import is_matrix, own_part
from bot.core import Button, Context, JobContext, Message, Text, link_button, text
from bot.domain import codes
from bot.domain.words import short_name
from storage.linking import EVERYBODY, Links
from storage.members import Identities, Identity, Member, Members
from storage.outbound import Priority, SentMessages
from storage.unit_of_work import Store


def accounts_of(store: Store, address: str) -> set[str]:
    """An account, with those that are linked to it."""
    member = member_at(store, address)
    linked = () if member is None else store[Identities].of(member)
    return {address, *(each.address for each in linked)}


def member_at(store: Store, address: str) -> Member | None:
    """The member behind an account, of whichever community."""
    identity = store[Identities].get(address)
    return None if identity is None else store[Members].get(identity.member_id)


def name_at(store: Store, address: str) -> str:
    """The name of the person behind an account, else the account."""
    member = member_at(store, address)
    return address if member is None else member.name


def tell_account(ctx: JobContext, address: str, message: Message) -> None:
    """Write to the person behind an account, there; to others in the language they read last."""
    member = member_at(ctx.store, address)
    if member is not None:
        ctx.tell(member, message, on=address)
    else:
        locale = ctx.store[SentMessages].language_of(address) or ctx.contact.locale
        ctx.post(address, message, priority=Priority.CARD, locale=locale)


def account_labels(ctx: JobContext, accounts: Sequence[Identity]) -> dict[str, str]:
    """Labels of one person's accounts, by address, no two alike."""
    networks = [ctx.contact.network_name(each.address) for each in accounts]
    return {
        each.address: f"{network} ({each.handle})"
        if each.handle
        else f"{network} ({each.address.partition(':')[2]})"
        if networks.count(network) > 1
        else network
        for each, network in zip(accounts, networks, strict=True)
    }


def account_text(ctx: JobContext, identity: Identity) -> str:
    """An account to write to; on Telegram by its user name, if it has one."""
    network_name, own = ctx.contact.network_name(identity.address), own_part(identity.address)
    if is_matrix(identity.address):
        return own if len(ctx.contact.servers) <= 1 else f"{own} ({network_name})"
    return f"{network_name} (@{identity.handle})" if identity.handle else network_name


def open_accounts(ctx: JobContext, member: Member) -> list[Identity]:
    """The accounts that other members can write to: on Telegram, those with a user name."""
    accounts = ctx.store[Identities].of(member)
    return [each for each in accounts if is_matrix(each.address) or each.handle]


def account_link(identity: Identity) -> str:
    """The link that opens a conversation with an open account."""
    if is_matrix(identity.address):
        return f"https://matrix.to/#/{quote(own_part(identity.address), safe='@:')}"
    return f"https://t.me/{identity.handle}"


def writing_buttons(ctx: JobContext, name: str, accounts: Sequence[Identity]) -> list[Button]:
    """Buttons that open a conversation with a member at these accounts of theirs."""
    buttons = []
    for each in accounts:
        label = text("Write to {name}", name=name)
        if len(accounts) > 1:
            network = ctx.contact.network_name(each.address)
            label = text("Write to {name} ({network})", name=name, network=network)
        buttons.append(link_button(label, account_link(each)))
    return buttons


def mark_of(address: str) -> str:
    """An account in a button's press, which is too short for some addresses."""
    return short_name(address)


def too_many_tries(ctx: Context) -> Text | None:
    """The refusal after too many wrong codes; None while codes are accepted."""
    links = ctx.store[Links]
    if links.failed_tries(ctx.person.address, ctx.now) >= codes.TRIES:
        return text("Too many wrong codes. Please wait ten minutes, then ask for a new one.")
    if links.failed_tries(EVERYBODY, ctx.now) >= codes.TRIES_OF_ALL:
        return text("Many wrong codes were typed lately, so I take none for ten minutes.")
    return None


def count_wrong(ctx: Context) -> None:
    """Count a wrong code."""
    links = ctx.store[Links]
    links.fail(ctx.person.address, ctx.now, ctx.now + codes.PAUSE)
    links.fail(EVERYBODY, ctx.now, codes.end_of_slot(ctx.now))
