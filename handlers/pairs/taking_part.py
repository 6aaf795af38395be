"""Members take part in coffees, take a break, and stop."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from dateutil.relativedelta import relativedelta

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    text,
)
from bot.domain.pairs import check_pause, next_round
from bot.domain.personal_data import MESSAGES, PAIRS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.pairs import TEND_THE_COFFEES, coffee_command, pairs_command, show_coffee
from bot.references.personal_data import change_nothing, leaving
from bot.references.profile import MemberSetting, choose_private_messages, member_settings
from bot.vocabulary.privacy import agree, has_agreed, terms_of
from handlers.pairs.coffees import shown_coffee
from handlers.pairs.own_coffees import say_no
from handlers.profile import age_check
from storage.communities import Community
from storage.members import Consents, Member
from storage.pairs import PairMember, PairMembers, Pairs

router = Router()

TITLE = text("☕ A coffee?")
BREAKS = {
    1: text("One month"),
    3: text("Three months"),
    6: text("Six months"),
}


class NoCoffees(Final):
    """There are no coffees in {community} at the moment."""


class NotTakingPart(Final):
    """You take no part in the coffees. To take part: {coffee}."""


def coffee_drinkers(community: Community | None) -> Role:
    """The least role that the command is for: gardeners alone know of it where it is off."""
    return Role.MEMBER if community is not None and community.pairs else Role.GARDENER


@router.command(
    coffee_command,
    aliases=("coffees", "a coffee", "cafes", "un cafe"),
    who=coffee_drinkers,
    where=Where.DIRECT,
    theme="people",
    label=text("A coffee?"),
    shows=True,
    trace=TEND_THE_COFFEES,
)
def show_part(ctx: Context) -> Answer:
    """Meet another member over a coffee, once a month."""
    if not ctx.community.pairs:
        off = text("Coffees are switched off in {community}.", community=ctx.community.name)
        return Card(TITLE, (off,), _tending_rows(ctx))
    barred = age_check(ctx, coffee_command.link_word(ctx))
    if barred is not None:
        return replace(barred, buttons=(*barred.buttons, *_tending_rows(ctx)))
    part = _part(ctx)
    if part is not None:
        return _part_card(ctx, part)
    yes = take_part.button(text("Yes, I take part"))
    no = change_nothing.button(text("No, thank you"))
    return Card(TITLE, tuple(_terms(ctx)), ((yes,), (no,), *_tending_rows(ctx)))


def _part(ctx: Context) -> PairMember | None:
    """The sender's part, with their yes in force."""
    part = ctx.store[PairMembers].get(ctx.community.id, ctx.member.id)
    return part if part is not None and has_agreed(ctx, PAIRS) else None


def _own_part(ctx: Context) -> PairMember:
    """The sender's part; raises `NotTakingPart`."""
    part = _part(ctx)
    if part is None:
        raise NotTakingPart(coffee=coffee_command.typed())
    return part


def _terms(ctx: Context) -> list[Line]:
    """All that the yes is said to."""
    return [
        text(
            "Once a month I propose to you somebody of {community} whom you have not met, for a "
            "coffee or a call: two people, sometimes three.",
            community=ctx.community.name,
        ),
        text(
            "They read your name and what you show in the directory. They also read what you have "
            "in common: that you live near each other, or topics that you both chose. Your contact "
            "is given only if you both say yes."
        ),
        text(
            "Two weeks later I ask whether you met. I keep for twelve months who was proposed to "
            "whom. The gardening team reads numbers only, from five people on."
        ),
        text("You can take a break, stop, or refuse somebody for good: nobody is told."),
        *terms_of(ctx.contact, PAIRS),
    ]


def _part_card(ctx: Context, part: PairMember, *first: Line) -> Card:
    """What comes next, the coffee under way, and how to stop."""
    due = next_round(ctx.now, ctx.zone)
    lines: list[Line] = [*first, text("You take part. The next proposals: {due}.", due=due)]
    pause: Button = ask_break.button(text("Take a break"))
    if part.paused_until is not None and part.paused_until > ctx.today:
        lines[-1] = text("You take a break until {day}.", day=part.paused_until)
        pause = end_break.button(text("End the break"))
    rows: list[tuple[Button, ...]] = []
    if not has_agreed(ctx, MESSAGES) or ctx.member.stopped_at is not None:
        lines.append(
            text(
                "But I only write to you when you ask: nobody is proposed to you until you allow "
                "messages in private."
            )
        )
        rows.append((choose_private_messages.button(text("Messages in private"), "ask"),))
    latest = ctx.store[Pairs].latest(ctx.community.id, ctx.member.id)
    coffee = None if latest is None else shown_coffee(ctx, latest)
    if coffee is not None:
        label = text("The coffee with {names}", names=coffee.names)
        rows.append((show_coffee.button(label, coffee.proposed.own.id),))
    stop = end_part.button(text("Take part no longer"))
    return Card(TITLE, tuple(lines), (*rows, (pause, stop), *_tending_rows(ctx)))


def _tending_rows(ctx: Context) -> Buttons:
    """The way of gardeners to the switch and the opening questions."""
    if not ctx.seats():
        return ()
    return ((pairs_command.button(text("Coffees between members")),),)


@router.button("pair_join", who=Role.MEMBER)
def take_part(ctx: Context) -> Answer:
    """Take part from now on."""
    if not ctx.community.pairs:
        raise NoCoffees(community=ctx.community.name)
    barred = age_check(ctx, coffee_command.link_word(ctx))
    if barred is not None:
        return barred
    agree(ctx, PAIRS, _terms(ctx))
    ctx.store[PairMembers].join(ctx.community.id, ctx.member.id)
    return Replace(_part_card(ctx, _own_part(ctx)))


@router.button("pair_break_ask", who=Role.MEMBER)
def ask_break(ctx: Context) -> Replace:
    """Ask how long a break is."""
    _own_part(ctx)
    buttons = tuple(take_break.button(label, months) for months, label in BREAKS.items())
    other = take_break_until.ask_button(text("Until another day"))
    lines = (text("Until when do I propose nobody to you?"),)
    return Replace(Card(TITLE, lines, (buttons, (other,))))


@router.button("pair_break", who=Role.MEMBER)
def take_break(ctx: Context, months: int) -> Replace:
    """Take a break of some months."""
    if months not in BREAKS:
        return ask_break(ctx)
    return Replace(_paused_card(ctx, ctx.today + relativedelta(months=months)))


@router.form("pair_break_until", who=Role.MEMBER)
def take_break_until(
    ctx: Context, until: Annotated[date, asks("Until which day? For example: 1 March.")]
) -> Card:
    """Take a break until a day."""
    return _paused_card(ctx, until)


def _paused_card(ctx: Context, until: date) -> Card:
    check_pause(until, ctx.today)
    part = _own_part(ctx)
    part.paused_until = until
    return _part_card(ctx, part)


@router.button("pair_break_end", who=Role.MEMBER)
def end_break(ctx: Context) -> Replace:
    """Take part again after a break."""
    part = _own_part(ctx)
    part.paused_until = None
    return Replace(_part_card(ctx, part))


@router.button("pair_leave", who=Role.MEMBER)
def end_part(ctx: Context) -> Replace:
    """Take part no longer: the yes ends, and what was not agreed."""
    _end(ctx, ctx.member)
    ctx.store[Consents].withdraw(ctx.member, ctx.community.id, PAIRS, ctx.now)
    again = coffee_command.button(text("Take part again"))
    line = text("Noted: you take part no longer. Nobody is told.")
    return Replace(Card(None, (line,), ((again,),)))


@router.contribution(leaving)
def leave_coffees(ctx: Context, member: Member) -> None:
    """End the part of a member who leaves the community; nobody is told."""
    _end(ctx, member)


def _end(ctx: Context, member: Member) -> None:
    ctx.store[PairMembers].leave(ctx.community.id, member.id)
    latest = ctx.store[Pairs].latest(ctx.community.id, member.id)
    if latest is not None and latest.is_open(ctx.now) and not latest.agreed:
        say_no(latest.own)


@router.contribution(member_settings)
def coffee_setting(ctx: Context) -> MemberSetting | None:
    """Whether the member takes part, where there are coffees."""
    if not ctx.community.pairs:
        return None
    line: Text = text("A coffee with another member: no.")
    if _part(ctx) is not None:
        line = text("A coffee with another member: once a month.")
    return MemberSetting(line, coffee_command.button(text("A coffee?")))


router.personal_data(
    "pair_members",
    text("Coffees with other members"),
    text("That you take part, and your break. Kept until you take part no longer."),
    order=167,
    labels={"paused_until": text("break until")},
)
router.personal_data(
    "pair_sides",
    text("Coffees that were proposed to you"),
    text(
        "Your answer, the contact that you gave, and whether you met. Kept for twelve months, the "
        "contact for 60 days."
    ),
    order=168,
    labels={
        "made_at": text("proposed on"),
        "reached_by": text("contact given"),
        "accounts": text("accounts given"),
        "met": text("whether you met"),
    },
)
router.personal_data(
    "pair_refusals",
    text("People whom you refused for a coffee"),
    text(
        "That you do not want to be proposed to somebody. Nobody is told. Kept until you have it "
        "erased."
    ),
    order=169,
    labels={"refused_at": text("refused on")},
)
