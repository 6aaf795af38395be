"""Visits of a person or a project, proposed from its card by that person or its makers."""

from dataclasses import replace
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    OpenDirect,
    Reader,
    Replace,
    Router,
    Text,
    asks,
    at_most,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.dates.spans import Span
from bot.domain.events.rules import LONGEST_PLACE, LONGEST_TITLE
from bot.domain.rates import MESSAGES, PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.events import preview_event
from bot.references.visits import (
    VisitSubject,
    decline_visit,
    propose_visit,
    visit_command,
    visit_subjects,
)
from handlers.profile import age_check
from handlers.visits.turns import home_event, read_address
from storage.events import Events

router = Router()

ASK_FOR_A_VISIT = Act(
    text("{who} asked somebody to be visited"), text("ask somebody to be visited")
)


class NothingToVisit(Final):
    """This cannot be visited now. All visits: {visit}."""


class NobodyToBeVisited(Final):
    """Nobody can be asked: they get no messages unasked, or are not here any more."""


def _subject(ctx: Context, kind: str, number: int) -> VisitSubject:
    """The subject, if the sender may propose a visit; raises `NothingToVisit`."""
    found = next(filter(None, visit_subjects.collect(ctx, kind, number)), None)
    if found is None or not (is_own(ctx, found) or ctx.role() >= Role.GARDENER):
        raise NothingToVisit(visit=visit_command.typed())
    return found


def is_own(ctx: Context, subject: VisitSubject) -> bool:
    """True if the sender is one of the people who decide."""
    return any(each.id == ctx.member.id for each in subject.people)


@router.button(propose_visit, who=Role.MEMBER, deep=True, limit=MESSAGES, trace=ASK_FOR_A_VISIT)
def propose(ctx: Context, kind: str, number: int) -> Answer:
    """Ask for the day of a visit; for a gardener, ask the subject's people first."""
    subject = _subject(ctx, kind, number)
    if not is_own(ctx, subject):
        return _ask_people(ctx, subject, kind, number)
    word = propose_visit.link_word(ctx, kind, number)
    if not ctx.direct and ctx.private_room() is None:
        return OpenDirect(word)
    barred = age_check(ctx, word)
    return barred or choose_day.ask(ctx, kind=kind, number=str(number))


def _ask_people(ctx: Context, subject: VisitSubject, kind: str, number: int) -> Text:
    asked = text("{name} would like to propose a visit, with your yes.", name=ctx.member.name)
    how = text("You choose the day and the address: who comes reads it. You see it all before.")
    yes = propose_visit.button(text("Yes, choose a day"), kind, number)
    no = decline_visit.button(text("No, thank you"), kind, number)
    card = Card(subject.title, (asked, how), ((yes, no),))
    told = [each for each in subject.people if ctx.tell(each, card, unasked=True)]
    if not told:
        raise NobodyToBeVisited
    ctx.trace(about=told[0])
    return text("{names} decide: nothing is announced before.", names=[each.name for each in told])


@router.button(decline_visit, who=Role.MEMBER, limit=MESSAGES)
def decline(ctx: Context, kind: str, number: int) -> Replace:
    """Say no to a gardener who asked for a visit."""
    subject = _subject(ctx, kind, number)
    if is_own(ctx, subject):
        ctx.tell_gardeners(text("{name} would rather have no visit.", name=ctx.member.name))
    return Replace(text("Noted: nothing is announced."))


@router.form("visit_of_day", who=Role.MEMBER, limit=PROPOSALS)
def choose_day(
    ctx: Context,
    kind: str,
    number: int,
    when: Annotated[Span, asks("When? For example: Saturday 5 December 2:30pm-4pm.")],
    address: Annotated[
        str,
        asks("At which address? Only those who come read it. Skip for the commune alone."),
        at_most(LONGEST_PLACE),
    ] = "",
) -> Answer:
    """Prepare a visit: its proposer sees it before anyone else."""
    subject = _subject(ctx, kind, number)
    if not is_own(ctx, subject):
        raise NothingToVisit(visit=visit_command.typed())
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    title = shortened(reader.say(subject.title), LONGEST_TITLE)
    place = read_address(address) if address else subject.address
    new = replace(
        home_event(ctx, title, place, subject.commune),
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        private_place=bool(place),
    )
    event = ctx.store[Events].add(ctx.community.id, ctx.member.id, new, ctx.now)
    return preview_event.run(ctx, event.id)
