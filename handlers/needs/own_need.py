"""A need or an offer as its author sees it: still valid, found, or closed."""

from bot.core import (
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Words,
    agents_of,
    text,
)
from bot.domain.needs.need import LASTS, Need, NeedReaders, NeedState
from bot.domain.roles import Role, Seat
from bot.references.needs import need_command, need_thing, own_need_card, preview_need
from handlers.needs.need_lookup import own_need
from handlers.needs.need_words import lines_of, need_title
from handlers.needs.publishing.preview import draft_of, is_another_previewed, keep_draft
from storage.needs import Needs

router = Router()


@router.card(own_need_card)
def draw_own_need(ctx: JobContext, need_id: int) -> Card:
    """One's own need: who reads it, and the ways to end it."""
    need = ctx.store[Needs].find(need_id)
    if need is None or need.state is not NeedState.OPEN:
        every = need_command.button(text("All needs and offers"))
        return Card(None, (text("This is closed: nobody sees it any more."),), ((every,),))
    lines: list[Line] = [*lines_of(need), "", *_readers_texts(ctx, need)]
    lines.append(Small(text("In writing: {command}", command=need_command.typed(need.id))))
    renewal = () if need.asked_on is None else ((renew_button(need),),)
    return Card(need_title(need), tuple(lines), (*renewal, end_buttons(need)))


def end_buttons(need: Need) -> tuple[Button, Button]:
    """The ways to end a need."""
    return (
        end_need.button(text("It is found"), need.id, NeedState.FOUND.value),
        end_need.button(text("Close"), need.id, NeedState.CLOSED.value),
    )


def renew_button(need: Need) -> Button:
    """The button that extends a need."""
    return renew_need.button(text("Still valid"), need.id)


@router.button("need_end", of=need_thing, deliberate=True, tone="", who=Role.MEMBER)
def end_need(ctx: Context, number: int, how: str) -> Card:
    """Close one's need: its words are deleted; they can be published again for a day."""
    need = own_need(ctx, number)
    state = NeedState.FOUND if how == NeedState.FOUND else NeedState.CLOSED
    again = _again_row(ctx, need)
    ctx.store[Needs].close(need.id, state, ctx.now)
    done = text("Good to know! It is closed, and nobody sees it any more.")
    if state is NeedState.CLOSED:
        done = text("It is closed, and nobody sees it any more.")
    return Card(need_title(need), (done,), (again,))


def _again_row(ctx: Context, need: Need) -> tuple[Button, ...]:
    """The way to publish it again, or to the list while something else waits to be published."""
    if is_another_previewed(ctx):
        return (need_command.button(text("Needs and offers")),)
    mark = keep_draft(ctx, draft_of(ctx, need))
    return (preview_need.button(text("Publish it again"), mark),)


@router.button("need_renew", of=need_thing, who=Role.MEMBER)
def renew_need(ctx: Context, number: int) -> Replace:
    """Extend one's need by three months."""
    need = own_need(ctx, number)
    ends_on = max(need.ends_on, ctx.today + LASTS)
    ctx.store[Needs].change(need.id, ends_on=ends_on, asked_on=None)
    line = text("It is valid until {day}.", day=ends_on)
    return Replace(Card(need_title(need), (line,), (end_buttons(need),)))


def _readers_texts(ctx: JobContext, need: Need) -> list[Text]:
    gardeners = ctx.gardeners()
    territory, region = gardeners.get(Seat.TERRITORY), gardeners.get(Seat.REGION)
    if need.readers is NeedReaders.MEMBERS:
        lines = [text("The members read it with your name, never with your contact.")]
    else:
        name: Words = text("the territory's gardener") if territory is None else territory.name
        lines = [text("Read by {name} only.", name=name)]
    names: list[Words] = [] if region is None else [region.name]
    if need.readers is NeedReaders.MEMBERS and agents_of(ctx.store, ctx.community):
        names.append(text("the Region's agents"))
    if need.for_region and names:
        lines.append(text("The Region ({names}) reads it, too.", names=names))
    return lines
