"""Whoever was on a list comes by their code: they read who named them, and say yes, or no.

They join by the ordinary notice. What the list said of them is offered afterwards, and kept only
where they take it over; then, or with a no, the row goes.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core import Answer, Card, Context, Line, Router, Text, Words, join_command, text, together
from bot.domain import codes, communes, territories
from bot.domain.domains import domains_of
from bot.domain.roles import Circle, Role
from bot.references.invitations import import_card, open_list_invitation, press_invitee_keep
from bot.references.profile import me_command
from bot.vocabulary.circles import LABELS
from bot.vocabulary.domains import domain_label
from bot.vocabulary.wrong_codes import count_wrong, too_many_tries
from handlers.invitations.lists import invitation_word
from handlers.profile import next_offer, settle
from storage.invitations import Imports, Invitee, Invitees
from storage.members import Members
from storage.profile import Profiles

router = Router()

ASKED_FOR = timedelta(days=1)
"""How long somebody who joined is asked whether they take over what the list said."""
JOIN, ME = join_command.typed(), me_command.typed()


@router.code
def bring_code(ctx: Context, word: str) -> Answer:
    """Take a code of an invitation; None for any other word, or where others can read it."""
    try:
        code = codes.read_long_code(word)
    except codes.NotALongCode:
        return None
    known = ctx.direct and too_many_tries(ctx) is None and _with_code(ctx, code) is not None
    return read_invitation(ctx, code) if known else None


@router.button(open_list_invitation, deep=True)
def read_invitation(ctx: Context, code: str) -> Answer:
    """Say who is invited, by which source and until when, and go on to the notice."""
    if not ctx.direct:
        return text("Bring me this code in private: others can read along here.")
    refused = too_many_tries(ctx)
    if refused is not None:
        return refused
    invitee = _with_code(ctx, code)
    if invitee is None:
        count_wrong(ctx)
        return text(
            "This invitation is not known any more. You can join all the same: {join}.", join=JOIN
        )
    ctx.enter(invitee.community_id)
    if ctx.person.circle is not None:
        return text("You are already a member of {community}.", community=ctx.community.name)
    return _with_refusal(ctx, invitee, code)


def _with_refusal(ctx: Context, invitee: Invitee, code: str) -> Card:
    """The invitation, the notice, and the way to be erased beside a yes and a no."""
    origin = ctx.store[Imports].get(invitee.import_id)
    until = invitee.expires_at.astimezone(ctx.zone).date()
    says = text(
        "This invitation into {community} is for {name}.",
        community=ctx.community.name,
        name=invitee.name,
    )
    where = text(
        "Your name comes from: {source}. Unless you join, it is erased on {day}.",
        source="" if origin is None else origin.source,
        day=until,
    )
    notice = ctx.follow(invitation_word(ctx, code).replace("invitee", "takeup", 1))
    card = together(Card(None, (says, where)), notice)
    no = refuse_invitation.button(text("This is not me: erase my invitation"), code)
    return replace(card, buttons=(*card.buttons, (no,)))


@router.button("invitee_no")
def refuse_invitation(ctx: Context, code: str) -> Text:
    """Erase what a list said of whoever holds the code."""
    refused = too_many_tries(ctx)
    if refused is not None:
        return refused
    invitee = _with_code(ctx, code)
    if invitee is None:
        count_wrong(ctx)
    else:
        ctx.store[Invitees].drop(invitee.id)
        import_card.refresh(ctx, invitee.import_id)
    return text("This invitation is erased: I keep neither the name nor the address.")


@router.button("takeup", who=Role.MEMBER, deep=True, by_link=open_list_invitation)
def take_up(ctx: Context, code: str) -> Answer:
    """Somebody joined by an invitation: offer what it said, and let its code end."""
    invitee = _with_code(ctx, code)
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    if invitee is None or belonging is None or belonging.joined_at != ctx.now:
        return None
    if invitee.community_id != ctx.community.id:
        return None
    ctx.store[Invitees].take(invitee, ctx.member.id, ctx.now + ASKED_FOR)
    import_card.refresh(ctx, invitee.import_id)
    told = _told(ctx, invitee)
    if not told:
        ctx.store[Invitees].drop(invitee.id)
        return None
    lines: tuple[Line, ...] = (text("Your invitation says: {told}. Shall I keep it?", told=told),)
    yes = keep_answers.button(text("Keep it"), invitee.id)
    no = drop_answers.button(text("No, erase it"), invitee.id)
    return Card(None, lines, ((yes, no),))


@router.button(press_invitee_keep, who=Role.MEMBER)
def keep_answers(ctx: Context, invitee_id: int) -> Answer:
    """Take over what the invitation said: from now on it is the member's own."""
    invitee = ctx.store[Invitees].taken(invitee_id, ctx.member.id)
    if invitee is None or ctx.person.circle is None or invitee.community_id != ctx.community.id:
        return _nothing_left(ctx)
    member, profiles, here = ctx.member, ctx.store[Profiles], ctx.community.id
    member.name = invitee.name
    home = None if invitee.commune is None else communes.at(invitee.commune)
    if home is not None:
        before = None if member.commune is None else communes.at(member.commune)
        member.territory = territories.with_commune(member.territory, before, home)
        member.commune = home.code
    if invitee.locale is not None:
        member.locale = invitee.locale
    for domain in invitee.domains:
        if domain in domains_of(ctx.community.domains):
            profiles.choose(member, here, domain, chosen=True)
    if invitee.circle is not None:
        ctx.store[Members].move(member, here, Circle(invitee.circle))
        settle(ctx, "circle")
    settle(ctx, "name")
    ctx.store[Invitees].drop(invitee.id)
    return _then(ctx, text("Noted. {me} shows and changes it.", me=ME))


@router.button("invitee_drop", who=Role.MEMBER)
def drop_answers(ctx: Context, invitee_id: int) -> Answer:
    """Keep nothing of what the invitation said."""
    invitee = ctx.store[Invitees].taken(invitee_id, ctx.member.id)
    if invitee is None:
        return _nothing_left(ctx)
    ctx.store[Invitees].drop(invitee.id)
    return _then(ctx, text("What the invitation said is erased."))


def _then(ctx: Context, said: Text) -> Card | Text:
    offer = None if ctx.person.circle is None else next_offer(ctx)
    return said if offer is None else together(said, offer)


def _nothing_left(_ctx: Context) -> Text:
    return text("Nothing is left of this invitation. {me} shows what I keep.", me=ME)


def _told(ctx: Context, invitee: Invitee) -> list[Words]:
    """What the invitation says that the member's card does not."""
    told: list[Words] = []
    if invitee.name != ctx.member.name:
        told.append(text("name {name}", name=invitee.name))
    home = None if invitee.commune is None else communes.at(invitee.commune)
    if home is not None:
        told.append(text("commune {commune}", commune=home.name))
    known = [domain_label(each) for each in invitee.domains]
    if known:
        told.append(text("domains {domains}", domains=known))
    if invitee.circle is not None:
        told.append(text("“{circle}”", circle=LABELS[Circle(invitee.circle)]))
    return told


def _with_code(ctx: Context, code: str) -> Invitee | None:
    try:
        read = codes.read_long_code(code)
    except codes.NotALongCode:
        return None
    return ctx.store[Invitees].with_code(read, ctx.now)
