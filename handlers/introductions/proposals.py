"""Introductions are proposed by a gardener, or asked for by one of the two members.

Neither sees the other before both are known to be adults.
"""

from datetime import timedelta
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    JobContext,
    Line,
    Quote,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    text,
)
from bot.domain.introductions import LONGEST_REASON, MOST_REQUESTS, Asked
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.introductions import (
    ask_both,
    introduce_command,
    introduce_member,
    matches_command,
    show_introduction,
)
from bot.references.personal_data import change_nothing
from handlers.introductions.introduction_card import (
    asked_by,
    introduced_by,
    introduction_card,
    is_member,
    is_ride_over,
    member_of,
    offered_contacts,
    say_yes,
)
from handlers.profile import age_check, age_question
from storage.events import Event
from storage.inbound import Forms, OpenForm
from storage.introductions import Introduction, Introductions, Pair
from storage.members import Member, Members

router = Router()

INTRODUCE_TWO_MEMBERS = Act(
    text("{who} introduced two members to each other"), text("introduce two members to each other")
)


PREVIEW_LIFE = timedelta(hours=1)


class IntroductionPreviewOver(Final):
    """This preview is over, and nobody was asked. To begin again: {introduce}."""


class SamePerson(Refusal):
    """Name two different people."""


class AlreadyIntroduced(Final):
    """{one} and {other} were asked before. Nobody is asked twice about the same person."""


class NotIntroduced(Final):
    """I cannot introduce {name} to others. Speak with {name} in person."""


class TooManyRequests(Final):
    """You have asked to meet {count} people and wait for their answers.

    You can withdraw one: {matches}.
    """


@router.command(
    introduce_command,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=(
        "Zoé | Yan | You both look for a room in Auch",
        "Zoé | Yan | Vous cherchez toutes les deux un local à Auch",
    ),
    theme="tend",
    label=text("Introduce two people"),
    trace=INTRODUCE_TWO_MEMBERS,
)
def introduce_members(
    ctx: Context,
    one: Annotated[Member, asks("Whom do you introduce? Write a name, or mention the person.")],
    other: Annotated[Member, asks("To whom? Write a name, or mention the person.")],
    why: Annotated[str, asks("Why should they meet? Both read it."), at_most(LONGEST_REASON)],
) -> Answer:
    """Introduce two members to each other: you see first what each is asked in private."""
    ctx.only_ask()
    return _preview(ctx, one, other, why)


def _preview(ctx: Context, one: Member, other: Member, why: str) -> Card:
    """The texts that both will read, kept for an hour until they are sent."""
    _check_may_be_asked(ctx, one, other)
    kept = {"by": ctx.member.id, "one": one.id, "other": other.id, "why": why}
    kept["names"] = [ctx.member.name, one.name, other.name]
    held = OpenForm(introduce_command.name, ctx.community.id, kept)
    room, until = ctx.incoming.room, ctx.now + PREVIEW_LIFE
    mark = ctx.store[Forms].keep_preview(room, held, until)
    lines: list[Line] = [text("Nothing is sent yet.")]
    for reader, named in ((one, other), (other, one)):
        if reader.id == ctx.member.id:
            continue
        lines.append(text("{name} will read:", name=reader.name))
        words = introduced_by(ctx.member.name, named.name)
        lines += [asked_by(named.name) if named.id == ctx.member.id else words, Quote(why)]
    unknown = [each.name for each in (one, other) if each.adult is None]
    if unknown:
        lines.append(text("Asked first whether they are 18: {names}", names=unknown))
    asked = [each.name for each in (one, other) if each.id != ctx.member.id]
    label = text("Put the question to both")
    if len(asked) == 1:
        label = text("Put the question to {name}", name=asked[0])
    ask = ask_both.button(label, mark)
    change = change_introduction.button(text("Change the words"), mark)
    title = text("🤝 Introduce {one} and {other}?", one=one.name, other=other.name)
    nothing = change_nothing.button(text("Ask nobody"))
    return Card(title, tuple(lines), ((ask,), (change, nothing)))


def _kept_preview(ctx: Context, mark: int) -> tuple[Member, Member, str]:
    """The two members and the words of a preview, as its writer was shown them."""
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is None or kept.form != introduce_command.name or kept.answers["by"] != ctx.member.id:
        raise IntroductionPreviewOver(introduce=introduce_command.typed())
    one, other = (ctx.store[Members].get(kept.answers[each]) for each in ("one", "other"))
    if one is None or other is None:
        raise IntroductionPreviewOver(introduce=introduce_command.typed())
    return one, other, kept.answers["why"]


@router.button(
    ask_both,
    deliberate=True,
    tone="primary",
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=INTRODUCE_TWO_MEMBERS,
)
def ask_both_sides(ctx: Context, mark: int) -> Answer:
    """Ask both, as the preview showed; one that shows other names by now is shown again."""
    one, other, why = _kept_preview(ctx, mark)
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is not None and kept.answers["names"] != [ctx.member.name, one.name, other.name]:
        ctx.only_ask()
        return Replace(_preview(ctx, one, other, why))
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return propose(ctx, one, other, why)


@router.button("introduce_change", who=Role.GARDENER, trace=INTRODUCE_TWO_MEMBERS)
def change_introduction(ctx: Context, mark: int) -> Answer:
    """Ask for other words for the same two members."""
    ctx.only_ask()
    one, other, _ = _kept_preview(ctx, mark)
    return introduce_command.ask(ctx, one=f"#{one.id}", other=f"#{other.id}")


@router.button(introduce_member, who=Role.GARDENER, trace=INTRODUCE_TWO_MEMBERS)
def ask_to_whom(ctx: Context, one: Member) -> Answer:
    ctx.only_ask()
    return introduce_command.ask(ctx, one=f"#{one.id}")


def propose(ctx: Context, one: Member, other: Member, why: str) -> Answer:
    """Ask two members whether they want to meet; the caller checks that a gardener asks."""
    if ctx.member.id in (one.id, other.id):
        return ask_to_meet(ctx, other if one.id == ctx.member.id else one, why)
    _check_may_be_asked(ctx, one, other)
    made = ctx.store[Introductions].add(
        ctx.community.id, ctx.member.id, (one.id, other.id), why=why, now=ctx.now
    )
    ask_sides(ctx, made)
    asked = text(
        "I ask {one} and {other} in private, at a suitable time. They get each other's contact "
        "if both say yes; a refusal stays between the person and me. People who do not want my "
        "messages find the question under {matches}.",
        one=one.name,
        other=other.name,
        matches=matches_command.typed(),
    )
    pair = ctx.store[Introductions].pair(made.id)
    sides = () if pair is None else (pair.own, pair.other)
    # not asked, because they only want answers
    unreached = [member_of(ctx, each).name for each in sides if each.asked_about == Asked.UNREACHED]
    if not unreached:
        return asked
    told = text("That is the case of {names}: tell them about it.", names=unreached)
    return Card(None, (asked, told))


def ask_to_meet(ctx: Context, other: Member, why: str, then: str = "") -> Answer:
    """Ask another member whether they want to meet the sender.

    The caller checks that the sender may know of the other, as by the directory. A sender who is
    not known to be an adult is asked first; `then` is followed after the answer, as in
    `age_check`, else the list of introductions.
    """
    barred = age_check(ctx, then or matches_command.link_word(ctx))
    if barred is not None:
        return barred
    _check_pair(ctx, ctx.member, other)
    _check_is_first(ctx, ctx.member, other)
    requests = ctx.store[Introductions].requests(ctx.community.id, ctx.member.id, ctx.now)
    if requests >= MOST_REQUESTS:
        raise TooManyRequests(count=MOST_REQUESTS, matches=matches_command.typed())
    return _begin_request(ctx, other, why)


def ask_to_ride(ctx: Context, other: Member, event: Event) -> Card:
    """Ask another member whether they share a ride to an event with the sender, once.

    The caller checks that the sender may know of the other, and that both are adults.
    """
    _check_pair(ctx, ctx.member, other)
    own, here = ctx.member.id, ctx.community.id
    known = ctx.store[Introductions].between(here, own, other.id, event_id=event.id)
    if known is not None:
        return introduction_card(ctx, known)
    return _begin_request(ctx, other, "", event.id)


def _begin_request(ctx: Context, other: Member, why: str, event_id: int | None = None) -> Card:
    introductions, here = ctx.store[Introductions], ctx.community.id
    both = (ctx.member.id, other.id)
    made = introductions.add(here, ctx.member.id, both, why=why, now=ctx.now, event_id=event_id)
    pair = introductions.of_member(made.id, here, ctx.member.id)
    if pair is None:
        raise NotIntroduced(name=other.name)
    pair.own.asked_about = Asked.MEETING
    if offered_contacts(ctx, pair.own):
        say_yes(ctx, pair.own)
    ask_sides(ctx, made)
    return introduction_card(ctx, pair)


def ask_waiting_sides(ctx: JobContext) -> None:
    """Ask the sides that could not be asked when the introduction was proposed."""
    for each in ctx.store[Introductions].unasked(ctx.now):
        ask_sides(ctx.within(each.community_id), each)


def ask_sides(ctx: JobContext, introduction: Introduction) -> None:
    """Ask each side that was not asked yet; first for the age, if it is unknown."""
    pair = ctx.store[Introductions].pair(introduction.id)
    if pair is None:
        return
    sides = (pair, pair.from_other_side())
    members = [member_of(ctx, each.own) for each in sides]
    if any(each.adult is False or not is_member(ctx, each) for each in members):
        return
    if is_ride_over(ctx, introduction):
        return
    is_known = all(each.adult for each in members)
    for each, member in zip(sides, members, strict=True):
        wanted = Asked.MEETING if is_known else Asked.AGE
        is_due = each.own.answer is None and each.own.asked_about not in (wanted, Asked.MEETING)
        if is_due and (is_known or member.adult is None):
            each.own.asked_about = wanted
            card = introduction_card(ctx, each) if is_known else age_card(ctx, each)
            if introduction.event_id is None:
                is_told = ctx.tell(member, card, unasked=True)
                each.own.asked_about = wanted if is_told else Asked.UNREACHED
            elif member.stopped_at is None:
                ctx.tell(member, card, calm=True)


def age_card(ctx: JobContext, pair: Pair) -> Card:
    """Ask whether a member is 18, before one of the two sees the other."""
    then = show_introduction.link_word(ctx, pair.introduction.id)
    return age_question(then, _age_reason(ctx, pair))


def _age_reason(ctx: JobContext, pair: Pair) -> Text:
    asker_id = pair.introduction.asker_id
    asker = None if asker_id is None else ctx.store[Members].get(asker_id)
    if asker is None or asker_id in (pair.own.member_id, pair.other.member_id):
        return text(
            "A member would like to meet you. Members under 18 are not introduced to others. I "
            "keep your answer, but no birth date."
        )
    return text(
        "{name} would like to introduce you to another member. Members under 18 are not introduced "
        "to others. I keep your answer, but no birth date.",
        name=asker.name,
    )


def _check_may_be_asked(ctx: Context, one: Member, other: Member) -> None:
    _check_pair(ctx, one, other)
    _check_is_first(ctx, one, other)


def _check_pair(ctx: Context, one: Member, other: Member) -> None:
    if one.id == other.id:
        raise SamePerson
    for each in (one, other):
        if each.adult is False or not is_member(ctx, each):
            raise NotIntroduced(name=each.name)


def _check_is_first(ctx: Context, one: Member, other: Member) -> None:
    if ctx.store[Introductions].between(ctx.community.id, one.id, other.id) is not None:
        raise AlreadyIntroduced(one=one.name, other=other.name)
