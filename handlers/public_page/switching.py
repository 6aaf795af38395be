"""The parts of the public page: one gardener asks, the other approves, either removes.

Members see here what of theirs is on it.
"""

from bot.core import (
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Small,
    Text,
    Todo,
    Where,
    in_rows,
    text,
    todos,
)
from bot.domain.public_page import (
    PagePart,
    PartAsked,
    PartNotAsked,
    PartShown,
    ask_for,
    publishing_approval,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Hand, Role
from bot.references.public_page import (
    approve_part,
    ask_for_part,
    community_page,
    look_at_part,
    public_page_command,
    refuse_part,
    show_own_things,
    take_part_off,
)
from bot.vocabulary.gardeners import approver_name
from handlers.public_page.consents import name_button, own_things_card
from storage.public_page import PublicPart, PublicParts

router = Router(on_page=True)

LOOK = Act(text("{who} looked at what is on the public page"), text("look at the public page"))
ASK = Act(text("{who} asked to show something on the public page"), text("ask for the public page"))
APPROVE = Act(
    text("{who} approved what is on the public page"), text("approve what is on the public page")
)
TAKE_OFF = Act(
    text("{who} took something off the public page"), text("take something off the public page")
)

LABELS = {
    PagePart.PRESENTATION: text("Presentation"),
    PagePart.EVENTS: text("Events"),
    PagePart.MAP: text("Map of members"),
    PagePart.QUESTIONS: text("Questions"),
    PagePart.POLLS: text("Poll results"),
    PagePart.LETTERS: text("Letters"),
    PagePart.PORTRAITS: text("Portraits"),
    PagePart.FIGURES: text("Figures"),
    PagePart.PROJECTS: text("Projects"),
    PagePart.JOINING: text("Joining"),
}
CONTENTS = {
    PagePart.PRESENTATION: text(
        "What the community is, its territory and its topics, how to join it, and the names of "
        "the gardeners who agree to it."
    ),
    PagePart.EVENTS: text(
        "The events that are for everyone, each with a page of its own, a map and a calendar "
        "file. One that a member proposed is there with their yes. The link of an online event "
        "stays in the rooms. Nobody's name is shown."
    ),
    PagePart.MAP: text(
        "How many members live in each department, each month: only adults who chose to be found "
        "are counted, rounded to 5, never fewer than 5, without names."
    ),
    PagePart.QUESTIONS: text(
        "Questions that members can read, with the Region's answer. Who asked is asked when the "
        "answer comes: nothing is shown without their yes. Nobody's name is shown."
    ),
    PagePart.POLLS: text(
        "The results of closed polls with five votes or more, in numbers, if the person who asked "
        "says yes when the poll closes. No name, no reason, no answer in words."
    ),
    PagePart.LETTERS: text(
        "The letters that go out from now on, if anyone may read them: the news whose author says "
        "yes. Nobody's name is shown."
    ),
    PagePart.PORTRAITS: text(
        "The portraits of adult members who say yes to this page, with their name, their answers "
        "and their photo."
    ),
    PagePart.FIGURES: text(
        "How many members there are, rounded, and how many events, polls and answers in a year."
    ),
    PagePart.PROJECTS: text(
        "The projects whose makers all say yes, each in their words and with their picture. "
        "Nobody's name is shown."
    ),
    PagePart.JOINING: text(
        "A page to join: the link of each network, and a form for those who have an e-mail address "
        "only. They get a link there, read the notice and say yes. The form answers the same to "
        "everyone, so that nobody learns by it who is a member."
    ),
}
_TITLE = text("🌐 Public page")


class NoPagesHere(Refusal):
    """This service has no web pages: whoever runs it gives them an address first."""


class UnknownPart(Refusal):
    """There is no such part of the page. {page} shows them."""


@router.command(
    public_page_command,
    aliases=("page publique", "public page", "site"),
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    theme="garden",
    label=text("Public page"),
    shows=True,
)
def show_public_page(ctx: Context) -> Answer:
    """See what is on the community's public page, and what of yours."""
    if not ctx.contact.public_url:
        raise NoPagesHere
    if ctx.role() >= Role.GARDENER:
        return _page_card(ctx)
    return own_things_card(ctx)


def _page_card(ctx: Context) -> Card:
    parts = ctx.store[PublicParts].of(ctx.community.id)
    lines: list[Line] = [
        text("{part}: {state}", part=label, state=_state_text(ctx, parts.get(part)))
        for part, label in LABELS.items()
    ]
    is_shown = any(each.accord.is_given for each in parts.values())
    if is_shown:
        url = community_page.url(ctx, ctx.community.slug)
        lines += ["", Link(text("Anyone can read it: {link}", link=url), url)]
    else:
        lines += ["", text("There is no page yet: you both decide what is on it, part by part.")]
    buttons = [look_at_part.button(label, part.value) for part, label in LABELS.items()]
    rows: Buttons = in_rows(buttons, 2)
    mine = show_own_things.button(text("What is mine on it"))
    return Card(_TITLE, tuple(lines), (*rows, (name_button(ctx), mine)))


def _state_text(ctx: JobContext, row: PublicPart | None) -> Text:
    if row is None:
        return text("not shown")
    if row.accord.is_given:
        return text("shown to everyone")
    return text("asked for by {name}", name=approver_name(ctx, row.accord.submitted))


@router.button(look_at_part, who=Role.GARDENER, trace=LOOK)
def show_part(ctx: Context, part: str) -> Replace:
    """Show what a part has, before it is asked for."""
    return Replace(_part_card(ctx, _read_part(part)))


def _part_card(ctx: Context, part: PagePart) -> Card:
    row = ctx.store[PublicParts].of(ctx.community.id).get(part)
    lines: list[Line] = [CONTENTS[part], text("Now: {state}.", state=_state_text(ctx, row))]
    if part is PagePart.LETTERS and not ctx.community.public_channel:
        lines.append(
            text(
                "Letters are read by members only, for now: the service's administrators can "
                "change that."
            )
        )
    back = public_page_command.button(text("Back"))
    if row is None:
        lines.append(Small(text("Both of you decide: nothing is shown before.")))
        ask = ask_for_part.button(text("Ask to show it"), part.value)
        return Card(_part_title(part), tuple(lines), ((ask,), (back,)))
    off = take_part_off.button(
        text("Show it no longer") if row.accord.is_given else text("Ask no longer"), part.value
    )
    rows: list[tuple[Button, ...]] = [(off, back)]
    if not row.accord.is_given and row.submitted_by != ctx.member.id:
        rows.insert(0, _decisions(row))
    return Card(_part_title(part), tuple(lines), tuple(rows))


def _part_title(part: PagePart) -> Text:
    return text("🌐 Public page: {part}", part=LABELS[part])


def _decisions(row: PublicPart) -> tuple[Button, ...]:
    approve = approve_part.button(text("Approve: show it"), row.id)
    return (approve, refuse_part.button(text("Do not show it"), row.id))


@router.button(ask_for_part, deliberate=True, who=Role.GARDENER, trace=ASK)
def ask_to_show(ctx: Context, part: str) -> Replace:
    """Ask the other gardener, or show it if their seat is unattended."""
    wanted = _read_part(part)
    if not ctx.contact.public_url:
        raise NoPagesHere
    row = ctx.store[PublicParts].of(ctx.community.id).get(wanted)
    if row is not None:
        raise PartShown if row.accord.is_given else PartAsked
    approval = publishing_approval(ctx.member.id, ctx.hands())
    accord = ask_for(approval, unattended=ctx.unattended_seats())
    row = ctx.store[PublicParts].put(ctx.community.id, wanted, accord)
    if accord.is_given:
        _tell_absent_gardener(ctx, row)
    else:
        asked = text(
            "{name} asks to show this on the public page of {community}.",
            name=ctx.member.name,
            community=ctx.community.name,
        )
        lines = (asked, CONTENTS[wanted])
        ctx.tell_other_gardeners(Card(_part_title(wanted), lines, (_decisions(row),)))
    return Replace(_part_card(ctx, wanted))


@router.button(approve_part, deliberate=True, who=Role.GARDENER, trace=APPROVE)
def approve(ctx: Context, part_id: int) -> Replace:
    """Give the second approval: the part is shown."""
    row = _asked_part(ctx, part_id)
    approval = publishing_approval(ctx.member.id, ctx.hands(), row.accord.submitted)
    accord = row.accord.approve(approval, unattended=ctx.unattended_seats())
    ctx.store[PublicParts].put(ctx.community.id, row.part, accord)
    _tell_absent_gardener(ctx, row)
    ctx.tell_other_gardeners(
        text(
            "{name} agreed: this is on the public page now: {part}.",
            name=ctx.member.name,
            part=LABELS[row.part],
        )
    )
    return Replace(_part_card(ctx, row.part))


@router.button(refuse_part, who=Role.GARDENER, trace=TAKE_OFF)
def refuse(ctx: Context, part_id: int) -> Replace:
    row = _asked_part(ctx, part_id)
    part = row.part
    ctx.store[PublicParts].remove(ctx.community.id, part)
    told = text("{name} does not want this on the public page: {part}.", **_by(ctx, part))
    ctx.tell_other_gardeners(told)
    return Replace(_part_card(ctx, part))


@router.button(take_part_off, who=Role.GARDENER, trace=TAKE_OFF)
def take_off(ctx: Context, part: str) -> Replace:
    """Remove a part from the page at once, and tell the other gardener."""
    wanted = _read_part(part)
    if ctx.store[PublicParts].of(ctx.community.id).get(wanted) is not None:
        ctx.store[PublicParts].remove(ctx.community.id, wanted)
        told = text("{name} took this off the public page: {part}.", **_by(ctx, wanted))
        ctx.tell_other_gardeners(told)
    return Replace(_part_card(ctx, wanted))


def _by(ctx: Context, part: PagePart) -> dict[str, object]:
    return {"name": ctx.member.name, "part": LABELS[part]}


def _read_part(part: str) -> PagePart:
    if part not in set(PagePart):
        raise UnknownPart(page=public_page_command.typed())
    return PagePart(part)


def _asked_part(ctx: Context, part_id: int) -> PublicPart:
    row = ctx.store[PublicParts].get(part_id)
    if row is None or row.community_id != ctx.community.id:
        raise PartNotAsked
    return row


def _tell_absent_gardener(ctx: Context, row: PublicPart) -> None:
    """Tell the absent holder of the other seat about an approval without them."""
    given = row.accord.approved
    if given is None or given.hand is not Hand.NOBODY:
        return
    holder = ctx.seat_statuses()[given.seat].holder
    if holder is not None:
        why = text("You are away: {name} decided without your approval.", name=ctx.member.name)
        ctx.tell_in_person(holder, Card(_part_title(row.part), (why, CONTENTS[row.part])))


@router.contribution(todos)
def parts_to_approve(ctx: Context) -> list[Todo]:
    """Parts that the other gardener asked to show."""
    found = []
    for part, row in ctx.store[PublicParts].of(ctx.community.id).items():
        if row.accord.is_given or row.submitted_by == ctx.member.id:
            continue
        line = text("To approve for the public page: {part}.", part=LABELS[part])
        found.append(Todo(line, (look_at_part.button(text("Look at it"), part.value),)))
    return found
