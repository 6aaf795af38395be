"""The letter to the Region: its items, its card, its recipients and its days, sent at its time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, TypeAlias

from bot.core import (
    Act,
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Reader,
    Replace,
    Router,
    Text,
    Where,
    Words,
    asks,
    in_rows,
    ntext,
    text,
)
from bot.domain.dates.local_time import Period
from bot.domain.dates.recurrence import Recurring, check_happens, coming
from bot.domain.dates.spans import Month
from bot.domain.refusals import Final, Refusal
from bot.domain.region_letter import (
    Candidate,
    Key,
    RegionPart,
    items_since,
    period_start,
    pick,
    region_letter_rule,
    schedule_key,
)
from bot.domain.roles import Role
from bot.domain.stats import Stretch
from bot.references.region_letter import (
    RegionItem,
    RegionSource,
    keep_region_days,
    open_region_item,
    region_letter_card,
    region_letter_command,
    region_sources,
)
from bot.references.seats import Open, OpenThing, handover
from bot.vocabulary.community_settings import plan_region_letter
from bot.vocabulary.gardeners import region_rooms
from bot.vocabulary.repeats import schedule_text
from handlers.stats import cell_text, last_month_within
from storage.communities import RoomKind
from storage.outbound import Priority
from storage.region_letter import RegionLetter, RegionLetters
from storage.schedules import Schedules

router = Router()

SEND = Act(text("{who} sent the letter to the Region"), text("send the letter to the Region"))
OPEN_ITEM = Act(
    text("{who} opened an item of the letter to the Region"),
    text("open an item of the letter to the Region"),
)

WIDE = 2
LONGEST = 3400
"""Characters: one message holds it, also when its items say more. A part would not be redrawn."""
PART_TITLES = {
    RegionPart.OVERDUE: text("Overdue questions"),
    RegionPart.QUESTIONS: text("New questions"),
    RegionPart.PROPOSALS: text("Proposals"),
    RegionPart.POLLS: text("Poll results"),
}
_GONE = text("(withdrawn since)")

CHOOSE_DAYS = Act(
    text("{who} chose the days of the letter to the Region"),
    text("choose the days of the letter to the Region"),
)
LOOK = Act(
    text("{who} looked at the next letter to the Region"),
    text("look at the next letter to the Region"),
)

DATES_SHOWN = 3
ALIASES = ("lettre pour la region", "letter to the region")

RegionDays: TypeAlias = Annotated[
    Recurring,
    asks("When should the Region get its letter? For example: Monday 9am, or 1st Monday 9am."),
]


class CannotWriteInPrivate(Refusal):
    """This opens in private, where I cannot write to you: write to me there, then try again."""


class ItemGone(Final):
    """This item of the letter is no longer there."""


def send_region_letter(ctx: JobContext) -> bool:
    """Send the news to the Region; if there is none, say so once. False if no letter was sent."""
    rooms = region_rooms(ctx)
    if not rooms:
        return False
    letter = next_letter(ctx)
    if letter.is_empty:
        _say_nothing_new(ctx, letter, rooms)
        return False
    ctx.store[RegionLetters].add(letter)
    for room, reader in rooms.items():
        region_letter_card.post(
            ctx, room, letter.id, again=False, priority=Priority.ANNOUNCEMENT, reader=reader
        )
    return True


def miss_region_letter(ctx: JobContext) -> None:
    """Tell the gardeners of a letter whose time passed while the program was down."""
    if region_rooms(ctx) and not next_letter(ctx).is_empty:
        _offer_sending(ctx, text("The letter to the Region did not go out: I was not running."))


def hold_doubtful_region_letter(ctx: JobContext) -> None:
    """Tell the gardeners of a letter that may have been sent before a backup was restored."""
    if region_rooms(ctx) and not next_letter(ctx).is_empty:
        doubt = text(
            "The letter to the Region was planned after the backup that I was restored from. It "
            "may have gone out: look in the Region's room first."
        )
        _offer_sending(ctx, doubt)


@router.button("region_letter_now", deliberate=True, who=Role.GARDENER, trace=SEND)
def send_region_letter_now(ctx: Context) -> Replace:
    """Send a letter that was missed."""
    if not region_rooms(ctx):
        return Replace(text("No room or person of the Region can be reached."))
    if next_letter(ctx).is_empty:
        return Replace(text("There is nothing new to tell the Region."))
    send_region_letter(ctx)
    return Replace(text("The letter to the Region is sent."))


def _offer_sending(ctx: JobContext, why: Text) -> None:
    later = text("Else the next letter says all of it.")
    now = send_region_letter_now.button(text("Send the letter to the Region now"))
    ctx.tell_gardeners(Card(None, (why, later), ((now,),)))


def _say_nothing_new(ctx: JobContext, letter: RegionLetter, rooms: Iterable[str]) -> None:
    """Say that no letter is sent, unless that was said last time."""
    latest = ctx.store[RegionLetters].latest(ctx.community.id)
    if latest is not None and latest.is_empty:
        return
    letter.items, letter.more = [], 0
    ctx.store[RegionLetters].add(letter)
    since = letter.since.astimezone(ctx.zone).date()
    nothing = text(
        "Members of {community} said nothing new since {day}: no letter this time. The next one "
        "comes once there is something.",
        community=ctx.community.name,
        day=since,
    )
    for room in rooms:
        ctx.post(room, nothing, quiet=True)


def next_letter(ctx: JobContext) -> RegionLetter:
    """The letter as it would be sent now, not kept yet; `is_empty` if it has nothing to tell."""
    letters = ctx.store[RegionLetters]
    last = letters.last_sent(ctx.community.id)
    last_until = None if last is None else last.until
    period = Period(period_start(last_until, ctx.now), ctx.now)
    since = items_since(last_until, ctx.now)
    candidates = [
        Candidate((each.kind, ref), each.part, each.repeats)
        for each in region_sources.collect(ctx)
        for ref in each.find(ctx, since)
    ]
    picked = pick(candidates, letters.told(ctx.community.id))
    letter = RegionLetter(
        community_id=ctx.community.id,
        since=period.since,
        until=period.until,
        items=[list(each) for each in picked.keys],
        more=picked.more,
        is_empty=not (picked.has_news or figure_lines(ctx, period)),
    )
    while len(letter.items) > 1 and _length(ctx, letter) > LONGEST:
        letter.items, letter.more = letter.items[:-1], letter.more + 1
    return letter


def _length(ctx: JobContext, letter: RegionLetter) -> int:
    """The number of characters in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    lines = letter_card(ctx, letter).lines
    said = [each.words if isinstance(each, Bold) else each for each in lines]
    return sum(len(reader.say(each)) + 1 for each in said if isinstance(each, Text | str))


@router.card(region_letter_card, shows=[RegionLetter])
def draw_region_letter(ctx: JobContext, letter_id: int) -> Card:
    """A letter that was sent, with its items as they are now."""
    letter = ctx.store[RegionLetters].get(letter_id, ctx.community.id)
    if letter is None:
        return Card(None, (text("This letter is no longer kept."),))
    return letter_card(ctx, letter)


def letter_card(ctx: JobContext, letter: RegionLetter) -> Card:
    """The letter: its items by part, each with its number and its button, then figures."""
    first, last = (each.astimezone(ctx.zone).date() for each in (letter.since, letter.until))
    lines: list[Line] = [text("From {first} to {last}.", first=first, last=last)]
    buttons: list[Button] = []
    shown = _shown_items(ctx, letter.keys)
    for part, title in PART_TITLES.items():
        numbered = [each for each in shown if each[1] is part]
        if numbered:
            lines += ["", Bold(title)]
        for number, _, item in numbered:
            words = _GONE if item is None else item.headline
            lines.append(text("{number}. {words}", number=number, words=words))
            lines += () if item is None else item.lines
            # A removed item keeps its button: a number that is typed means the item of that number.
            label = _GONE if item is None else item.label
            buttons.append(open_region_item.button(label, letter.id or 0, number))
    if letter.more:
        more = ntext(
            "And {count} more, in the next letter.",
            "And {count} more, in the next letter.",
            letter.more,
        )
        lines += ["", more]
    told = figure_lines(ctx, Period(letter.since, letter.until))
    if told:
        lines += ["", Bold(text("In figures")), *told]
    title = text("📰 {community}: for the Region", community=ctx.community.name)
    return Card(title, tuple(lines), in_rows(buttons, WIDE))


def figure_lines(ctx: JobContext, period: Period) -> list[Words]:
    """The figures of the last month that was closed in a period, a line for each feature."""
    found = last_month_within(ctx, period)
    if found is None:
        return []
    month, lines = Stretch(found.months[-1], 1), []
    for each in found.sets:
        cells = [(figure, found.cell(figure, month)) for figure in each.figures]
        told = [
            text("{figure}: {number}", figure=figure.title, number=cell_text(figure, cell))
            for figure, cell in cells
            if cell is not None and cell.value
        ]
        if told:
            lines.append(text("{theme} – {figures}", theme=each.theme, figures=told))
    return [text("In {month}:", month=Month(month.first)), *lines] if lines else []


@router.button(open_region_item, who=Role.GARDENER, agents=True, trace=OPEN_ITEM)
def open_item(ctx: Context, letter_id: int, number: int) -> Answer:
    """Open an item of a letter: a question in the Region's room, others in private."""
    letter = ctx.store[RegionLetters].get(letter_id, ctx.community.id)
    keys = [] if letter is None else letter.keys
    if not 0 < number <= len(keys):
        raise ItemGone
    kind, ref = keys[number - 1]
    source = _sources(ctx).get(kind)
    if source is None or source.show(ctx, ref) is None:
        raise ItemGone
    answer = source.open(ctx, ref)
    if ctx.direct or source.is_opened_in_room or not isinstance(answer, Card):
        return answer
    if not ctx.whisper(answer):
        raise CannotWriteInPrivate
    return None if ctx.incoming.in_the_open else text("I answered you in private.")


def _shown_items(
    ctx: JobContext, keys: Sequence[Key]
) -> list[tuple[int, RegionPart, RegionItem | None]]:
    """The items with their numbers; None for one that is gone."""
    sources = _sources(ctx)
    return [
        (number, sources[kind].part, sources[kind].show(ctx, ref))
        for number, (kind, ref) in enumerate(keys, start=1)
        if kind in sources
    ]


def _sources(ctx: JobContext) -> Mapping[str, RegionSource]:
    return {each.kind: each for each in region_sources.collect(ctx)}


@router.contribution(handover)
def region_letter_habit(ctx: Context) -> list[OpenThing]:
    """The days of the letter to the Region."""
    rule = region_letter_rule(ctx.community.region_letter)
    if rule is None or not ctx.seats():
        return []
    line = text("Letter to the Region: {schedule}", schedule=schedule_text(rule))
    return [OpenThing(Open.HABITS, line)]


@router.command(
    "digest region",
    fr="lettre region",
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    shows=True,
    trace=LOOK,
)
def show_region_letter(ctx: Context) -> Card:
    """See when the Region gets a letter of what members said, and the next one."""
    rule = region_letter_rule(ctx.community.region_letter)
    choose = region_letter_command.ask_button(text("Choose the days"))
    look = preview_region_letter.button(text("Preview"))
    rows: list[tuple[Button, ...]] = [(look, choose)]
    if rule is not None:
        rows.append((ask_no_letter.button(text("No letter to the Region")),))
    return Card(text("Letter to the Region"), tuple(_state_lines(ctx, rule)), tuple(rows))


@router.command(
    region_letter_command,
    aliases=ALIASES,
    example=("region monday 9am", "region lundi 9h"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
)
def schedule_region_letter(ctx: Context, rule: RegionDays) -> Card:
    """Choose the days of the letter to the Region."""
    check_happens(rule, ctx.zone, ctx.now)
    ctx.only_ask()
    lines: list[Line] = [
        text("The Region would get its letter: {schedule}.", schedule=schedule_text(rule)),
        text("The next dates:"),
        *(text("{when}", when=each) for each in coming(rule, ctx.zone, ctx.now, DATES_SHOWN)),
    ]
    keep = keep_region_days.button(text("Keep these dates"), rule)
    another = region_letter_command.ask_button(text("Other days"))
    return Card(text("Letter to the Region"), tuple(lines), ((keep,), (another,)))


@router.button(keep_region_days, who=Role.GARDENER, trace=CHOOSE_DAYS)
def keep_days(ctx: Context, rule: Recurring) -> Replace:
    """Set the days of the letter, once their dates were seen."""
    check_happens(rule, ctx.zone, ctx.now)
    change_region_days(ctx, rule, by=ctx.member.name)
    title, lines = text("Letter to the Region"), tuple(_state_lines(ctx, rule))
    return Replace(Card(title, lines, ((_show_button(),),)))


@router.button("region_never", who=Role.GARDENER, trace=CHOOSE_DAYS)
def ask_no_letter(_ctx: Context) -> Card:
    question = text("Send the Region no more letters? Questions still reach it one by one.")
    return Card(None, (question,), ((end_region_letter.button(text("Send no more letters")),),))


@router.button(
    "region_never_sure", deliberate=True, tone="danger", who=Role.GARDENER, trace=CHOOSE_DAYS
)
def end_region_letter(ctx: Context) -> Replace:
    change_region_days(ctx, None, by=ctx.member.name)
    return Replace(Card(None, (text("The Region gets no more letters."),), ((_show_button(),),)))


@router.button("region_preview", who=Role.GARDENER, trace=LOOK)
def preview_region_letter(ctx: Context) -> Card:
    """Show the next letter as the Region would get it now."""
    letter = next_letter(ctx)
    if letter.is_empty:
        nothing = text("There is nothing new to tell the Region: no letter would be sent.")
        return Card(None, (nothing,), ((_show_button(),),))
    card = letter_card(ctx, letter)
    return Card(card.title, card.lines, ((_show_button(),),))


def change_region_days(ctx: Context, rule: Recurring | None, *, by: str) -> None:
    """Set the days of the letter, or none; tells the other gardeners."""
    ctx.community.region_letter = "" if rule is None else str(rule)
    plan_region_letter(ctx.store, ctx.community, ctx.now)
    told = text("{name} ended the letter to the Region.", name=by)
    if rule is not None:
        told = text(
            "{name} changed the days of the letter to the Region: {schedule}.",
            name=by,
            schedule=schedule_text(rule),
        )
    ctx.tell_other_gardeners(Card(None, (told,), ((_show_button(),),)))


def _state_lines(ctx: JobContext, rule: Recurring | None) -> list[Line]:
    due = ctx.store[Schedules].next_due(schedule_key(ctx.community.id), ctx.now)
    days = text("No day is chosen: it does not go out.")
    if rule is not None and due is not None:
        schedule = schedule_text(rule)
        days = text("It goes out: {schedule}. The next one: {due}.", schedule=schedule, due=due)
    contents = text(
        "It has what members said: questions, proposals, poll results and figures. Nobody is "
        "named without their yes."
    )
    lines: list[Line] = [days, contents]
    if rule is not None and not region_rooms(ctx):
        lines.append(text("No room or person of the Region can be reached."))
    elif not ctx.rooms(RoomKind.REGION):
        lines.append(text("Without a room of the Region, its team gets the letter in private."))
    return lines


def _show_button() -> Button:
    return region_letter_command.button(text("Letter to the Region"))
