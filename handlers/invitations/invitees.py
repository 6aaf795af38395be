"""People invited by a list: they accept or refuse with a code; gardeners see who is left.

They join by the ordinary notice. Values of the list are offered afterwards and kept only if they
accept; then, or with a refusal, the row is deleted.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Picture,
    Router,
    Text,
    Words,
    join_command,
    ntext,
    start_codes,
    text,
    together,
)
from bot.domain import codes, communes, communities
from bot.domain.communities import domains_of
from bot.domain.rates import INVITATIONS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.invitations import (
    import_card,
    list_invitees,
    open_import,
    open_list_invitation,
    press_invitee_keep,
    start_import,
)
from bot.references.joining import next_offers
from bot.references.profile import me_command
from bot.vocabulary.accounts import count_wrong, too_many_tries
from bot.vocabulary.audiences import CIRCLE_LABELS, domain_label
from bot.vocabulary.places import with_home
from handlers.invitations.lists import first_link, invitation_word, way_lines
from handlers.profile import settle_step
from storage.invitations import Imports, Invitee, Invitees
from storage.members import Members
from storage.profile import Profiles

router = Router()

LOOK_AT_WHO_IS_INVITED = Act(text("{who} looked at who is invited"), text("see who is invited"))
GIVE_AN_INVITED_PERSON_A_CODE = Act(
    text("{who} gave an invited person a new code"), text("give an invited person a new code")
)
WITHDRAW_SOMEBODY_INVITATION = Act(
    text("{who} withdrew an invitation"), text("withdraw an invitation")
)

OFFERED_FOR = timedelta(days=1)
"""Time for a new member to take over the values of the list."""
JOIN, ME = join_command.typed(), me_command.typed()
PAGE_SIZE = 8
MOST_IMPORTS = 5
_NOTHING_LEFT = text("Nothing is left of this invitation. To see what I keep: {me}.", me=ME)


class NotInvited(Refusal):
    """This invitation is no longer valid: the person joined, declined, or did not come in time."""


@router.contribution(start_codes)
def bring_code(ctx: Context, word: str) -> Answer:
    """Take a code of an invitation; None for any other word, or where others can read it."""
    try:
        code = codes.read_long_code(word)
    except codes.NotALongCode:
        return None
    known = ctx.direct and too_many_tries(ctx) is None and _invitee_with_code(ctx, code) is not None
    return read_invitation(ctx, code) if known else None


@router.button(open_list_invitation, deep=True)
def read_invitation(ctx: Context, code: str) -> Answer:
    """Say who is invited, by which source and until when, and show the notice."""
    if not ctx.direct:
        return text("Send me this code in private: here, others can read it.")
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    invitee = _invitee_with_code(ctx, code)
    if invitee is None:
        count_wrong(ctx)
        return text("This invitation is no longer valid. You can still join: {join}.", join=JOIN)
    ctx.enter(invitee.community_id)
    if ctx.person.circle is not None:
        return text("You are already a member of {community}.", community=ctx.community.name)
    return _invitation_card(ctx, invitee, code)


def _invitation_card(ctx: Context, invitee: Invitee, code: str) -> Card:
    """The invitation and the notice, with a button to be erased."""
    origin = ctx.store[Imports].get(invitee.import_id)
    until = invitee.expires_at.astimezone(ctx.zone).date()
    says = text(
        "This invitation to {community} is for {name}.",
        community=ctx.community.name,
        name=invitee.name,
    )
    where = text(
        "We have your name from: {source}. If you do not join, it is erased on {day}.",
        source="" if origin is None else origin.source,
        day=until,
    )
    notice = ctx.follow(invitation_word(ctx, code).replace("invitee", "takeup", 1))
    card = together(Card(None, (says, where)), notice)
    no = refuse_invitation.button(text("That is not me: erase the invitation"), code)
    return replace(card, buttons=(*card.buttons, (no,)))


@router.button("invitee_no", deliberate=True, tone="danger")
def refuse_invitation(ctx: Context, code: str) -> Text:
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    invitee = _invitee_with_code(ctx, code)
    if invitee is None:
        count_wrong(ctx)
    else:
        ctx.store[Invitees].drop(invitee.id)
        import_card.refresh(ctx, invitee.import_id)
    return text("This invitation is erased, with its name and address.")


@router.button("takeup", who=Role.MEMBER, deep=True, by_link=open_list_invitation)
def accept_invitation(ctx: Context, code: str) -> Answer:
    """Offer the values of the list to a new member, and end the code."""
    invitee = _invitee_with_code(ctx, code)
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    if invitee is None or invitee.community_id != ctx.community.id:
        return None
    if belonging is None or belonging.joined_at != ctx.now:
        return None
    ctx.store[Invitees].take(invitee, ctx.member.id, ctx.now + OFFERED_FOR)
    import_card.refresh(ctx, invitee.import_id)
    values = _new_values(ctx, invitee)
    if not values:
        ctx.store[Invitees].drop(invitee.id)
        return None
    question = text("Your invitation says: {told}. Do you want to keep this?", told=values)
    yes = keep_answers.button(text("Keep it"), invitee.id)
    no = drop_answers.button(text("No, erase it"), invitee.id)
    return Card(None, (question,), ((yes, no),))


@router.button(press_invitee_keep, who=Role.MEMBER)
def keep_answers(ctx: Context, invitee_id: int) -> Answer:
    invitee = ctx.store[Invitees].taken(invitee_id, ctx.member.id)
    if invitee is None or ctx.person.circle is None or invitee.community_id != ctx.community.id:
        return _NOTHING_LEFT
    member, profiles, here = ctx.member, ctx.store[Profiles], ctx.community.id
    member.name = invitee.name
    home = None if invitee.commune is None else communes.at(invitee.commune)
    if home is not None:
        before = None if member.commune is None else communes.at(member.commune)
        member.territory = communities.territory_with_commune(member.territory, before, home)
        member.commune = home.code
    if invitee.locale is not None:
        member.locale = invitee.locale
    for domain in invitee.domains:
        if domain in domains_of(ctx.community.domains):
            profiles.choose(member, here, domain, chosen=True)
    if invitee.circle is not None:
        ctx.store[Members].move(member, here, invitee.circle)
        settle_step(ctx, "circle")
    ctx.store[Invitees].drop(invitee.id)
    return _done_and_next(ctx, text("Done. To see or change it: {me}.", me=ME))


@router.button("invitee_drop", who=Role.MEMBER)
def drop_answers(ctx: Context, invitee_id: int) -> Answer:
    invitee = ctx.store[Invitees].taken(invitee_id, ctx.member.id)
    if invitee is None:
        return _NOTHING_LEFT
    ctx.store[Invitees].drop(invitee.id)
    return _done_and_next(ctx, text("What the invitation said is erased."))


@router.button(list_invitees, who=Role.GARDENER, trace=LOOK_AT_WHO_IS_INVITED)
def show_invitees(ctx: Context, after: int) -> Card:
    """Show a page of the people who are invited and did not join yet."""
    here = ctx.community.id
    count = ctx.store[Invitees].count(here)
    invitees = ctx.store[Invitees].page(here, after=after, most=PAGE_SIZE + 1)
    listed = invitees[:PAGE_SIZE]
    ctx.trace(rows=len(listed))
    rows: list[tuple[Button, ...]] = [
        (show_invitee.button(with_home(each.name, each.commune), each.id),) for each in listed
    ]
    if len(invitees) > PAGE_SIZE:
        rows.append((list_invitees.button(text("The next ones"), listed[-1].id),))
    if after:
        rows.append((list_invitees.button(text("From the beginning"), 0),))
    else:
        rows += [
            (open_import.button(text("List “{file}”", file=each.file_name), each.id),)
            for each in ctx.store[Imports].done(here, MOST_IMPORTS)
        ]
        rows.append((start_import.button(text("Import a list")),))
    told = text("Nobody is currently invited by a list.")
    if count:
        told = ntext(
            "{count} person has not joined yet.", "{count} people have not joined yet.", count
        )
    return Card(text("Invited by a list"), (told,), tuple(rows))


@router.button("invitee_show", who=Role.GARDENER, trace=LOOK_AT_WHO_IS_INVITED)
def show_invitee(ctx: Context, invitee_id: int) -> Card:
    """Show an invited person, with the buttons for gardeners."""
    invitee = _invitee(ctx, invitee_id)
    origin = ctx.store[Imports].get(invitee.import_id)
    lines: list[Line] = [text("Not a member yet: they decide themselves.")]
    if origin is not None:
        lines.append(text("Source: {source}", source=origin.source))
    if invitee.email is not None:
        lines.append(text("E-mail: {email}", email=invitee.email))
    until = invitee.expires_at.astimezone(ctx.zone).date()
    lines.append(text("Invited until {day}, then erased.", day=until))
    rows = (
        (renew_code.button(text("New code"), invitee.id),),
        (withdraw_invitation.button(text("Withdraw the invitation"), invitee.id),),
        (list_invitees.button(text("Who is invited"), 0),),
    )
    return Card(with_home(invitee.name, invitee.commune), tuple(lines), rows)


@router.button(
    "invitee_again", who=Role.GARDENER, limit=INVITATIONS, trace=GIVE_AN_INVITED_PERSON_A_CODE
)
def renew_code(ctx: Context, invitee_id: int) -> Answer:
    """Give an invited person another code; the old one stops working."""
    if not ctx.direct:
        return text("Codes are shown in private only.")
    invitee = _invitee(ctx, invitee_id)
    code = ctx.store[Invitees].renew(invitee)
    word = invitation_word(ctx, code)
    ways = way_lines(
        ctx, word, code, lambda network: text("The link, for {network}:", network=network)
    )
    previous = text("The previous code no longer works.")
    ctx.whisper(Card(text("A new code for {name}", name=invitee.name), (*ways, previous)))
    link = first_link(ctx, word)
    caption = text("The same link, to show or to print: it opens when scanned.")
    return Picture(link, caption) if link else None


@router.button(
    "invitee_out",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=WITHDRAW_SOMEBODY_INVITATION,
)
def withdraw_invitation(ctx: Context, invitee_id: int) -> Text:
    invitee = _invitee(ctx, invitee_id)
    ctx.store[Invitees].drop(invitee.id)
    import_card.refresh(ctx, invitee.import_id)
    return text(
        "The invitation for {name} is withdrawn, and their details are erased.", name=invitee.name
    )


def _done_and_next(ctx: Context, confirmation: Text) -> Card | Text:
    if ctx.person.circle is None:
        return confirmation
    return together(confirmation, *filter(None, next_offers.collect(ctx)))


def _new_values(ctx: Context, invitee: Invitee) -> list[Words]:
    """Values of the invitation that differ from the member's card."""
    values: list[Words] = []
    if invitee.name != ctx.member.name:
        values.append(text("name {name}", name=invitee.name))
    home = None if invitee.commune is None else communes.at(invitee.commune)
    if home is not None:
        values.append(text("commune {commune}", commune=home.name))
    if invitee.domains:
        values.append(text("topics {domains}", domains=list(map(domain_label, invitee.domains))))
    if invitee.circle is not None:
        values.append(text("“{circle}”", circle=CIRCLE_LABELS[invitee.circle]))
    return values


def _invitee_with_code(ctx: Context, code: str) -> Invitee | None:
    try:
        read = codes.read_long_code(code)
    except codes.NotALongCode:
        return None
    return ctx.store[Invitees].with_code(read, ctx.now)


def _invitee(ctx: Context, invitee_id: int) -> Invitee:
    invitee = ctx.store[Invitees].get(invitee_id, ctx.community.id)
    if invitee is None:
        raise NotInvited
    return invitee
