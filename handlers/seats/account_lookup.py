"""Read the account to which a role is given.

Names are not accepted: two people may share one, and anyone may copy it.
"""

import re
from urllib.parse import unquote

from bot.config import MATRIX
from bot.config.kinds import MATRIX_USER, NETWORK, own_part
from bot.core import Context, NotAllowed, Text, text
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line
from bot.references.seats import gardener_command
from bot.vocabulary.accounts import member_at
from bot.vocabulary.gardeners import holder_label
from storage.members import Identities

EXAMPLES = "telegram:42, matrix:@ana:example.org"
_ACCOUNT = re.compile(rf"telegram:\d{{1,20}}|(?P<network>{NETWORK}):{MATRIX_USER}", re.ASCII)
_ON_MATRIX = re.compile(rf"(?:https://matrix\.to/#/)?({MATRIX_USER})", re.ASCII)
_CODE = gardener_command.typed(("territory", "territoire"), "code")


class NameGrantsNothing(NotAllowed):
    """A name is not enough: several people may share it.

    Mention the person, write {examples}, or use {code}.
    """

    what = "gardener"
    ends_form = False


class AccountNotSeen(Refusal):
    """I have not met {typed} here yet. Write {examples}, or give them a code: {code}."""


class WhichServer(Refusal):
    """I am on several Matrix servers: write also on which, {examples}."""


def read_account(ctx: Context, typed: str) -> str:
    """The account of a mention, of a user name seen here, or as typed.

    Accounts copied from our own messages contain a joiner against mentions, which is removed.
    Raises `NameGrantsNothing` for anything else.
    """
    typed = on_one_line(typed)
    mention = next((it for it in ctx.incoming.mentions if fold(it.words) == fold(typed)), None)
    if mention is not None and mention.address is not None:
        return mention.address
    if (address := _ACCOUNT.fullmatch(typed)) is not None:
        if address["network"] in {None, MATRIX, *ctx.contact.servers}:
            return typed
        raise NameGrantsNothing(examples=EXAMPLES, code=_CODE)
    if (on_matrix := _ON_MATRIX.fullmatch(unquote(typed))) is not None:
        return f"{_server_of(ctx, on_matrix[1])}:{on_matrix[1]}"
    if not typed.startswith("@"):
        raise NameGrantsNothing(examples=EXAMPLES, code=_CODE)
    identity = ctx.store[Identities].with_handle(ctx.incoming.network, typed.removeprefix("@"))
    if identity is None:
        raise AccountNotSeen(typed=typed[:40], examples=EXAMPLES, code=_CODE)
    return identity.address


def chosen_label(ctx: Context, address: str) -> Text:
    """The label of an account just chosen; by the name that came along until they join."""
    label = holder_label(ctx, address, exact=True)
    named = (each.words for each in ctx.incoming.mentions if each.address == address)
    name = next(named, "")
    if not name or name == own_part(address) or member_at(ctx.store, address) is not None:
        return label
    return text("{name} ({account})", name=name, account=label)


def _server_of(ctx: Context, user: str) -> str:
    """The network of a Matrix account: its own server's, else that on which it was typed.

    Raises `WhichServer` where it could be several.
    """
    servers = ctx.contact.servers
    own = [network for network, server in servers.items() if user.endswith(f":{server}")]
    if own or len(servers) <= 1:
        return next(iter([*own, *servers]), MATRIX)
    if ctx.incoming.network in servers:
        return ctx.incoming.network
    raise WhichServer(examples=" / ".join(f"{network}:{user}" for network in servers))
