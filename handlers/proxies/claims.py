"""People without a phone claim their data: they read it, take it over or erase it.

The code came from the gardener who registered them. Taking over needs the consent of the holder of
the code, as joining does: the notice comes first.
"""

from collections.abc import Iterator

from bot.core import Answer, Card, Context, Line, Replace, Router, Text, text
from bot.domain import codes
from bot.domain.events.rules import Rsvp
from bot.domain.personal_data import REQUEST_HOLDS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.joining import typed_codes
from bot.references.personal_data import change_nothing, resume_messages
from bot.references.proxies import claim_command
from bot.vocabulary.accounts import count_wrong, too_many_tries
from handlers.events import ANSWER_LABELS, event_title
from handlers.polls import choice_labels
from storage.events import Attendances, Events
from storage.members import Members
from storage.polls import Ballots
from storage.proxies import Proxied, Proxies

router = Router()


class CodeMissing(Refusal):
    """Your messages are not stopped.

    To see what was done in your name by phone, write the code that you were given: {typed}
    """


class NotTheirsToTake(Refusal):
    """You act for {name}: only {name} can take over, with an account of their own."""


@router.button("claim", deep=True)
@router.command(claim_command, example="K7M-4PX-2R", theme="you")
def show_claimed(ctx: Context, code: str = "") -> Answer:
    """See what was done in your name by phone, take it over, or have it erased."""
    if not code:  # in French it is the word by which a member ends their silence, too
        member = ctx.person.member
        if member is None or member.stopped_at is None:
            raise CodeMissing(typed=claim_command.typed("K7M-4PX-2R"))
        return resume_messages.run(ctx)
    person = _claimed_person(ctx, code)
    if isinstance(person, Text):
        return person
    if not ctx.direct:
        ctx.store[Proxies].recode(person.proxy, codes.digest_of_code(codes.new_code()))
        return text(
            "Others could read this code: it is no longer valid. Ask the gardening team for a new "
            "one."
        )
    bare = codes.read_code(code).replace("-", "")  # a link's word may have to bear it
    take = take_over.button(text("It is me, I take over"), bare)
    erase = ask_before_erasing.button(text("Erase everything"), bare)
    return Card(text("In your name"), tuple(_kept_lines(ctx, person)), ((take,), (erase,)))


@router.contribution(typed_codes)
def take_code(ctx: Context, code: str) -> Answer:
    """Show the registration by phone to the sender of its code."""
    is_known = ctx.store[Proxies].with_code(codes.digest_of_code(code)) is not None
    return show_claimed(ctx, code) if is_known else None


@router.button("claimed", who=Role.MEMBER, deep=True, by_link=show_claimed)
def take_over(ctx: Context, code: str) -> Replace | Text:
    """Turn a registration by voice into a membership, by the person's own yes."""
    person = _claimed_person(ctx, code)
    if isinstance(person, Text):
        return person
    name = person.member.name
    if ctx.seats() or person.proxy.by_id == ctx.member.id:
        raise NotTheirsToTake(name=name)
    ctx.store.merge(ctx.member, person.member)
    ctx.tell_gardeners(text("{name} now has an account.", name=name))
    return Replace(
        text("Done: what {name} asked for by phone is now yours, votes included.", name=name)
    )


@router.button("claim_erase")
def ask_before_erasing(ctx: Context, code: str) -> Replace | Text:
    person = _claimed_person(ctx, code)
    if isinstance(person, Text):
        return person
    sure = text("Erase everything about {name}? This cannot be undone.", name=person.member.name)
    yes = erase_claimed.button(text("Yes, erase everything"), code)
    no = change_nothing.button(text("No, change nothing"))
    return Replace(Card(None, (sure,), ((yes,), (no,))))


@router.button("claim_erased", deliberate=True, tone="danger")
def erase_claimed(ctx: Context, code: str) -> Replace | Text:
    person = _claimed_person(ctx, code)
    if isinstance(person, Text):
        return person
    name = person.member.name
    ctx.store.erase(person.member)
    ctx.tell_gardeners(text("{name} had everything noted by phone erased.", name=name))
    return Replace(text("Everything that was done in this name is erased."))


def _claimed_person(ctx: Context, code: str) -> Proxied | Text:
    """Return the person of a code and enter their community, or the reason against it.

    Wrong codes are counted with those that link accounts, hence no refusal, which would undo that.
    """
    digest = codes.digest_of_code(codes.read_code(code))
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    person = ctx.store[Proxies].with_code(digest)
    if person is None:
        count_wrong(ctx)
        return text("I do not know this code. The gardening team can give a new one.")
    ctx.enter(person.proxy.community_id)
    return person


def _kept_lines(ctx: Context, person: Proxied) -> Iterator[Line]:
    member, proxy = person.member, person.proxy
    yield text(
        "{name} is a member of {community}, as asked by phone on {day}.",
        name=member.name,
        community=ctx.community.name,
        day=proxy.asked_on,
    )
    by = None if proxy.by_id is None else ctx.store[Members].get(proxy.by_id)
    if by is not None:
        yield text("Noted by {name}.", name=by.name)
    for poll, ballot in ctx.store[Ballots].cast_by(member.id):
        choices = choice_labels(poll, ballot)
        yield text("“{question}”: {choices}", question=poll.question, choices=choices)
    signed_up = ctx.store[Attendances].since(member.id, ctx.now - REQUEST_HOLDS)
    answers = {each.event_id: each.answer for each in signed_up}
    for event in ctx.store[Events].these(answers):
        if answers[event.id] in ANSWER_LABELS:
            answer = ANSWER_LABELS[Rsvp(answers[event.id])]
            yield text("{event}: {answer}", event=event_title(event), answer=answer)
    yield text("Everything is erased on {day}, unless you take over.", day=proxy.expires_on)
