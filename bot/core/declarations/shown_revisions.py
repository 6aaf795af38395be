"""The revision that a person was shown last, and how a thing is shown that changed since."""

from collections.abc import Collection
from dataclasses import replace

from bot.core.context.context import Context
from bot.core.context.revisions import (
    ChangedSinceShown,
    NotShownYet,
    present_revision,
    revisions_declared,
)
from bot.core.messages.content import (
    Answer,
    Buttons,
    Card,
    Replace,
    Text,
    Toast,
    split_revision,
    text,
    together,
)
from bot.core.messages.encoding import decode_buttons
from bot.core.messages.incoming import Kind
from storage.communities import RoomKind
from storage.members import Identities
from storage.outbound import Cards, SentMessages
from storage.revisions import Revisions


def show_changed(ctx: Context, changed: ChangedSinceShown) -> Answer:
    """Show a thing as it is now to a person who acted on an older revision.

    Where others read it is only said: its card there follows, or it is shown in private.
    """
    remark, came = Text(changed.sentence, changed.values), ctx.incoming
    if ctx.direct:
        return Replace(card_of_changed(ctx, changed, remark))
    card = None if came.about is None else ctx.store[Cards].at(came.room, came.about)
    if card is not None:
        ctx.store[Cards].refresh(card.kind, card.key)
    if card is not None and came.press_id:
        return Toast(text("This has just changed, so nothing was done: look at it again."))
    if ctx.whisper(card_of_changed(ctx, changed, remark)):
        return Toast(text("This has changed, so nothing was done. I am writing to you in private."))
    return Toast(remark)


def card_of_changed(ctx: Context, changed: ChangedSinceShown, remark: Text) -> Card:
    """The thing as it is now, below a remark."""
    answer = changed.thing.show(ctx, changed.key)
    shown = answer.message if isinstance(answer, Replace) else answer
    if isinstance(shown, Card):
        return replace(shown, lines=(remark, *shown.lines))
    return together(remark, shown)


def check_delivered(ctx: Context, kind: str, key: int) -> None:
    """Raise `ChangedSinceShown` unless the sender was shown the present revision of a thing.

    What is typed takes the revision that was delivered last: to the room, to the sender's direct
    room, or to a room of the community on one of their networks. What runs a command without
    typing, a button or a link, knows of none, unless it goes on with what was typed before and
    nothing changed since.
    """
    thing = revisions_declared(ctx).revised[kind]
    present = present_revision(ctx, thing, key)
    if not _typed_now(ctx) and ctx.typed_at != ctx.store[Revisions].of_all():
        raise NotShownYet(thing, key)
    shown = _on_cards(ctx, kind, key, present)
    if shown < present:
        shown = max(shown, _offered(ctx, kind, key))
    if shown < present:
        raise ChangedSinceShown(thing, key) if shown else NotShownYet(thing, key)


def changes_when_typed(ctx: Context) -> int:
    """`Revisions.of_all` when the command in hand was typed; 0 if it was not."""
    return ctx.store[Revisions].of_all() if _typed_now(ctx) else ctx.typed_at or 0


def _typed_now(ctx: Context) -> bool:
    return ctx.incoming.kind is Kind.WORDS and ctx.typed_at is None


def _on_cards(ctx: Context, kind: str, key: int, present: int) -> int:
    """The newest revision on a card that the sender can read: on this network, else on others."""
    cards = ctx.store[Cards]
    here = {ctx.incoming.room, *_shared(ctx, {ctx.incoming.network})}
    shown = cards.shown_revision(kind, key, here)
    if shown >= present or ctx.person.member is None:
        return shown
    mine = ctx.store[Identities].of(ctx.person.member)
    networks = {each.address.partition(":")[0] for each in mine}
    return max(shown, cards.shown_revision(kind, key, _shared(ctx, networks)))


def _shared(ctx: Context, networks: Collection[str]) -> set[str]:
    """The rooms of all members on these networks."""
    if ctx.community_or_none is None:
        return set()
    rooms = ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL)
    return {each.address for each in rooms if each.address.partition(":")[0] in networks}


def _offered(ctx: Context, kind: str, key: int) -> int:
    """The newest revision that a message here, or in the direct room, offered to act on."""
    rooms = {ctx.incoming.room, ctx.private_room() or ctx.incoming.room}
    return max(
        (
            _revision_in(ctx, decode_buttons(stored), kind, key)
            for room in rooms
            for stored in ctx.store[SentMessages].latest_buttons(room)
        ),
        default=0,
    )


def _revision_in(ctx: Context, rows: Buttons, kind: str, key: int) -> int:
    """The revision of a thing in the buttons of a message; 0 if none acts on it."""
    kinds = revisions_declared(ctx).revised_buttons
    for each in (button for row in rows for button in row):
        press, revision = split_revision(each.press)
        name, _, arguments = press.partition(":")
        if revision and kinds.get(name) == kind and arguments.partition(":")[0] == str(key):
            return revision
    return 0
