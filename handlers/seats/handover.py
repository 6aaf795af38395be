"""Handover: what goes on when a role changes hands, on one page: a message, and a PDF to keep.

Each reader has a page of their own, drawn as they ask for it: features contribute what this
gardener may read, and nothing of it is stored.
"""

from collections.abc import Mapping, Sequence

from bot.core import (
    Act,
    Answer,
    Bold,
    Button,
    Card,
    Context,
    HtmlPage,
    JobContext,
    Line,
    PrintedPage,
    Reader,
    Replace,
    Router,
    Small,
    Text,
    Where,
    Words,
    direct_room,
    ntext,
    reader_context,
    text,
    todo_key,
    waiting,
)
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.help import todo_command
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover, handover_command
from storage.members import Members

router = Router()

READ_THE_HANDOVER = Act(
    text("{who} read what is open, for a handover"), text("read what is open, for a handover")
)
TAKE_THE_HANDOVER_WITH_ONESELF = Act(
    text("{who} took what is open along as a file"), text("take what is open along as a file")
)
router.act("handover file", TAKE_THE_HANDOVER_WITH_ONESELF)

MOST_SHOWN = 5
"""Lines of a part in the message; the others are behind its button."""
MOST_OF_A_PART = 25
PARTS = {
    Open.WAITING: text("To do"),
    Open.QUESTIONS: text("Questions without an answer"),
    Open.NEEDS: text("Needs and offers"),
    Open.DRAFTS: text("Drafts and proposals"),
    Open.DATES: text("Dates to come"),
    Open.LETTER: text("The next letter"),
    Open.HABITS: text("What recurs"),
}
NOTHING = text("Nothing is open, and nothing recurs: the role can change hands.")
PRIVATE = text("What is for one person alone stands on that person's page only.")


class NotInTheTeam(Refusal):
    """Only those who act in the team of {community} read what is open there."""


class ReadInPrivate(Refusal):
    """What is open has private things in it: write {handover} to me in private."""


class NoSuchPart(Final):
    """This page has no such part any more."""


@router.command(
    handover_command,
    who=Role.GARDENER,
    where=Where.DIRECT,
    theme="garden",
    label=text("Handover"),
    shows=True,
    trace=READ_THE_HANDOVER,
)
def show_handover(ctx: Context) -> Card:
    """See all that is open, to hand a role over or to take one on."""
    return _handover_card(ctx, _things(ctx))


@router.button("handover_part", who=Role.GARDENER, trace=READ_THE_HANDOVER)
def show_part(ctx: Context, part: int) -> Replace:
    """Show a part whole."""
    things = _things(ctx).get(Open(part), ()) if part in set(Open) else ()
    if not things:
        raise NoSuchPart
    lines: list[Line] = [text("– {what}", what=each.line) for each in things[:MOST_OF_A_PART]]
    if len(things) > MOST_OF_A_PART:
        lines.append(_others_text(len(things) - MOST_OF_A_PART))
    back = (handover_command.button(text("Back")), _pdf_button())
    return Replace(Card(PARTS[Open(part)], tuple(lines), (back,)))


@router.button(
    "handover_pdf", who=Role.GARDENER, limit=EXPORTS, trace=TAKE_THE_HANDOVER_WITH_ONESELF
)
def give_handover(ctx: Context) -> Answer:
    """Give the page as PDF, in private."""
    _check_seat(ctx)
    caption = text("All that is open in {community}", community=ctx.community.name)
    return draw_handover.hand_out(ctx, ctx.member.id, caption=caption)


@router.file("handover", who=Role.GARDENER)
def draw_handover(ctx: JobContext, member: str) -> PrintedPage:
    """All that is open, as one gardener reads it; it needs the number of that member."""
    gardener = ctx.store[Members].get(int(member))
    if gardener is None:
        raise NoSuchPart
    reader = reader_context(ctx, gardener, direct_room(ctx.store, gardener) or "")
    things = _things_of(reader)
    title = text("Handover – {community}", community=ctx.community.name)
    values = {
        "title": title,
        "about": [_day_text(ctx), PRIVATE],
        "parts": [(PARTS[part], [each.line for each in listed]) for part, listed in things.items()],
        "nothing": NOTHING,
    }
    locale = gardener.locale or ctx.community.locale
    name = Reader(locale, ctx.zone, ctx.today).say(text("handover"))
    page = HtmlPage("printed/handover.html", values, locale, ctx.zone)
    return PrintedPage(f"{name}-{ctx.today}.pdf", page, title)


def _things(ctx: Context) -> Mapping[Open, Sequence[OpenThing]]:
    """What is open for the sender, read beside the writer."""
    _check_seat(ctx)
    return ctx.apart(_things_of)


def _check_seat(ctx: Context) -> None:
    """Raise where others read along, and for those who act for no seat."""
    if not ctx.direct:
        raise ReadInPrivate(handover=handover_command.typed())
    if not ctx.seats():
        raise NotInTheTeam(community=ctx.community.name)


def _things_of(ctx: Context) -> Mapping[Open, Sequence[OpenThing]]:
    """What is open by part, without parts that have nothing; no task is said twice."""
    if not ctx.seats():
        return {}
    things = [each for listed in handover.collect(ctx) for each in listed]
    said = {todo_key(each.task) for each in things if each.task}
    things += [OpenThing(Open.WAITING, each.line) for each in waiting(ctx) if each.key not in said]
    found = {part: [each for each in things if each.part is part] for part in Open}
    for part in found.values():
        part.sort(key=lambda each: each.at.timestamp() if each.at else float("inf"))
    return {part: listed for part, listed in found.items() if listed}


def _handover_card(ctx: Context, things: Mapping[Open, Sequence[OpenThing]]) -> Card:
    title = text("Handover – {community}", community=ctx.community.name)
    if not things:
        return Card(title, (NOTHING,))
    lines: list[Line] = [_day_text(ctx)]
    whole: list[tuple[Button, ...]] = []
    for part, listed in things.items():
        lines += ["", Bold(PARTS[part])]
        lines += [text("– {what}", what=each.line) for each in listed[:MOST_SHOWN]]
        if len(listed) > MOST_SHOWN:
            label = text("{part} ({count})", part=PARTS[part], count=len(listed))
            whole.append((show_part.button(label, int(part)),))
            lines.append(_others_text(len(listed) - MOST_SHOWN))
    lines += ["", Small(PRIVATE)]
    return Card(title, tuple(lines), (*whole, (_pdf_button(), todo_command.button(text("To do")))))


def _pdf_button() -> Button:
    return give_handover.button(text("As a PDF"))


def _day_text(ctx: JobContext) -> Text:
    day = text("As of {day}.", day=ctx.today)
    most = text("At most {most} things of a kind are listed.", most=MOST_OPEN)
    return text("{day} {most}", day=day, most=most)


def _others_text(count: int) -> Words:
    return ntext("And {count} more.", "And {count} more.", count)
