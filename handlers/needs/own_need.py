"""A need or an offer as its author sees it: valid, found, closed, asked about before its end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

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
from bot.domain.needs import ASKED_BEFORE, LASTS, Need, NeedKind, NeedReaders, NeedState
from bot.domain.roles import Role, Seat
from bot.references.needs import (
    need_command,
    need_thing,
    offer_command,
    own_need_card,
    preview_need,
)
from bot.vocabulary.audiences import group_name
from handlers.needs.need_words import (
    headline,
    need_line,
    need_lines,
    need_rows,
    need_title,
    own_need,
)
from handlers.needs.preview import is_another_previewed, keep_draft, members_read_text
from storage.members import Members
from storage.needs import Needs

router = Router(own_page=True)

_ZONES = timedelta(days=1)
"""In other time zones it may be tomorrow already."""


@router.card(own_need_card, shows=[Need])
def draw_own_need(ctx: JobContext, need_id: int) -> Card:
    """The author's card of a need: its readers, and the buttons that end it."""
    need = ctx.store[Needs].find(need_id)
    if need is None or need.state is not NeedState.OPEN:
        every = need_command.button(text("All needs and offers"))
        closed = text("This is closed: nobody sees it any more.")
        if need is not None and need.kind is NeedKind.OFFER:
            closed = text("This offer is closed: nobody sees it any more.")
        return Card(None, (closed,), ((every,),))
    lines: list[Line] = [*need_lines(need), "", *_readers_texts(ctx, need)]
    lines.append(Small(text("In writing: {command}", command=need_command.typed(need.id))))
    renewal = () if need.asked_on is None else ((_renew_button(need),),)
    return Card(need_title(need), tuple(lines), (*renewal, _end_buttons(need)))


@router.button("need_end", of=need_thing, deliberate=True, tone="", who=Role.MEMBER, undoes=True)
def end_need(ctx: Context, number: int, how: str) -> Card:
    """Close the sender's need and delete its words; it can be published again for a day."""
    need = own_need(ctx, number)
    state = NeedState.FOUND if how == NeedState.FOUND else NeedState.CLOSED
    if is_another_previewed(ctx):
        again = need_command.button(text("Needs and offers"))
    else:
        mark = keep_draft(ctx, replace(need, ends_on=max(need.ends_on, ctx.today + LASTS)))
        again = preview_need.button(text("Publish it again"), mark)
    ctx.store[Needs].close(need.id, state, ctx.now)
    return Card(need_title(need), (_closed_text(need.kind, state),), ((again,),))


def _closed_text(kind: NeedKind, state: NeedState) -> Text:
    if kind is NeedKind.OFFER:
        if state is NeedState.FOUND:
            return text("Good to know! Your offer is closed, and nobody sees it any more.")
        return text("Your offer is closed, and nobody sees it any more.")
    if state is NeedState.FOUND:
        return text("Good to know! It is closed, and nobody sees it any more.")
    return text("It is closed, and nobody sees it any more.")


@router.button("need_renew", of=need_thing, who=Role.MEMBER)
def renew_need(ctx: Context, number: int) -> Replace:
    """Extend the sender's need by three months."""
    need = own_need(ctx, number)
    ends_on = max(need.ends_on, ctx.today + LASTS)
    ctx.store[Needs].change(need.id, ends_on=ends_on, asked_on=None)
    line = text("It is valid until {day}.", day=ends_on)
    return Replace(Card(need_title(need), (line,), (_end_buttons(need),)))


def _readers_texts(ctx: JobContext, need: Need) -> list[Text]:
    if need.group_id is not None:
        group = group_name(ctx, need.group_id)
        return [text("Only the members of the group “{name}” read it.", name=group)]
    gardeners = ctx.gardeners()
    territory, region = gardeners.get(Seat.TERRITORY), gardeners.get(Seat.REGION)
    if need.readers is NeedReaders.MEMBERS:
        lines = [members_read_text(need.kind)]
    else:
        name: Words = text("the territory's gardener") if territory is None else territory.name
        lines = [text("Seen by {name} only.", name=name)]
    names: list[Words] = [] if region is None else [region.name]
    if need.readers is NeedReaders.MEMBERS and agents_of(ctx.store, ctx.community):
        names.append(text("the Region's agents"))
    if need.for_region and names:
        lines.append(
            text("The Region ({names}) reads your offer, too.", names=names)
            if need.kind is NeedKind.OFFER
            else text("The Region ({names}) reads it, too.", names=names)
        )
    return lines


def _end_buttons(need: Need) -> tuple[Button, Button]:
    found = text("It is given") if need.kind is NeedKind.OFFER else text("It is found")
    return (
        end_need.button(found, need.id, NeedState.FOUND.value),
        end_need.button(text("Close"), need.id, NeedState.CLOSED.value),
    )


def _renew_button(need: Need) -> Button:
    return renew_need.button(text("Still valid"), need.id)


def ask_about_ends(ctx: JobContext) -> None:
    """Ask about the needs that end in a week, and close those whose last day is over."""
    today = ctx.now.date()
    for needs in _by_author(ctx.store[Needs].ended(today + _ZONES)):
        here = ctx.within(needs[0].community_id)
        ended = [each for each in needs if each.ends_on < here.today]
        if ended:
            _close_ended(here, ended)
    for needs in _by_author(ctx.store[Needs].ending(today + ASKED_BEFORE + _ZONES)):
        here = ctx.within(needs[0].community_id)
        ending = [each for each in needs if each.ends_on - here.today <= ASKED_BEFORE]
        if ending:
            _ask_author(here, ending)


def _ask_author(ctx: JobContext, needs: Sequence[Need]) -> None:
    """Ask an author whether their needs are still valid; unanswered, they end as planned."""
    for each in needs:
        ctx.store[Needs].change(each.id, asked_on=ctx.today)
    need = needs[0]
    if len(needs) == 1:
        words = headline(need.words)
        line = text("“{words}” ends on {day}. Is it still valid?", words=words, day=need.ends_on)
        card = Card(need_title(need), (line,), ((_renew_button(need),), _end_buttons(need)))
    else:  # The answers are on the own card of each.
        lines = (text("These end soon. Are they still valid?"), *map(need_line, needs))
        card = Card(text("🤝 Needs and offers"), lines, tuple(need_rows(needs)))
    _tell_author(ctx, need, card)


def _close_ended(ctx: JobContext, needs: Sequence[Need]) -> None:
    """Close needs of one author, who gets one message about all of them."""
    for each in needs:
        ctx.store[Needs].close(each.id, NeedState.CLOSED, ctx.now)
    lines = [
        text(
            "“{words}” has come to its end: nobody can read it any more. To publish it again: "
            "{need}.",
            words=headline(each.words),
            need=(offer_command if each.kind == NeedKind.OFFER else need_command).typed(),
        )
        for each in needs
    ]
    title = need_title(needs[0]) if len(needs) == 1 else text("🤝 Needs and offers")
    _tell_author(ctx, needs[0], Card(title, tuple(lines)))


def _tell_author(ctx: JobContext, need: Need, card: Card) -> None:
    """Write to an author, unless they asked for silence."""
    author = ctx.store[Members].get(need.author_id)
    if author is not None and author.stopped_at is None:
        ctx.tell(author, card, calm=True)


def _by_author(needs: Iterable[Need]) -> Iterable[Sequence[Need]]:
    """Group needs by community and author, so that each author gets one message."""
    found: dict[tuple[int, int], list[Need]] = defaultdict(list)
    for each in needs:
        found[each.community_id, each.author_id].append(each)
    return found.values()
