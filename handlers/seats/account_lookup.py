"""Read the account to which a role is given.

Names are not accepted: two people may share one, and anyone may copy it.
"""

import re
from urllib.parse import unquote

from bot.config.kinds import MATRIX_USER
from bot.core import Context, NotAllowed
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line
from bot.references.seats import gardener_command
from storage.members import Identities

EXAMPLES = "telegram:42, matrix:@ana:example.org"
_ACCOUNT = re.compile(rf"(telegram:\d{{1,20}}|matrix:{MATRIX_USER})", re.ASCII)
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


def read_account(ctx: Context, typed: str) -> str:
    """The account of a mention, of a user name seen here, or as typed.

    Accounts copied from our own messages contain a joiner against mentions, which is removed.
    Raises `NameGrantsNothing` for anything else.
    """
    typed = on_one_line(typed)
    mention = next((it for it in ctx.incoming.mentions if fold(it.words) == fold(typed)), None)
    if mention is not None and mention.address is not None:
        return mention.address
    if _ACCOUNT.fullmatch(typed):
        return typed
    if (on_matrix := _ON_MATRIX.fullmatch(unquote(typed))) is not None:
        return f"matrix:{on_matrix[1]}"
    if not typed.startswith("@"):
        raise NameGrantsNothing(examples=EXAMPLES, code=_CODE)
    identity = ctx.store[Identities].with_handle(ctx.incoming.network, typed.removeprefix("@"))
    if identity is None:
        raise AccountNotSeen(typed=typed[:40], examples=EXAMPLES, code=_CODE)
    return identity.address
