"""Words that the buttons of the notice carry: a person's attempt before joining."""

import re

from bot.core import Context
from bot.domain.link_words import read_place, revised_word
from bot.references.joining import start_command
from storage.joining import Welcomes

# Room beside `notice_in:fr:ID:` in the 64 bytes of a button, in letters that a link can hold.
_WORD = re.compile(r"[A-Za-z0-9_-]{0,44}")
_REVISION = re.compile(r"v\d+")


def carried_word(ctx: Context, tried: str) -> str:
    """As much of the attempt as the buttons can carry: all of it, else the command."""
    for each in (tried, revised_word(tried, 0)):
        if _WORD.fullmatch(each):
            return each
    place, *words = tried.split("-")
    bare = "-".join([place, *[each for each in words if not _REVISION.fullmatch(each)][:2]])
    return bare if _WORD.fullmatch(bare) else start_command.link_word(ctx)


def signed_in_room(ctx: Context, word: str) -> str:
    """The word, signed for ten minutes if this person is known to be in a room of the community.

    Only words that name this community are signed: a room of one shows nothing of another.
    """
    plain, is_signed = ctx.read_word(word)
    if is_signed:
        return word
    if _is_of_community(ctx, plain) and _comes_from_room(ctx):
        for signed in (ctx.own_word(plain), ctx.own_word(revised_word(plain, 0))):
            if _WORD.fullmatch(signed):
                return signed
    return plain


def _is_of_community(ctx: Context, word: str) -> bool:
    return read_place(word)[0] == ctx.community.id


def _comes_from_room(ctx: Context) -> bool:
    """True in a shared room, behind the link that it led to, and for its newcomers."""
    *_, last = ctx.incoming.words.split() or [""]
    followed, is_own = ctx.read_word(last)
    return (
        not ctx.direct
        or (is_own and _is_of_community(ctx, followed))
        or ctx.store[Welcomes].has_come(ctx.person.address, ctx.community.id)
    )
