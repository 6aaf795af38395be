"""People invited by a list: a page of them, a new code, a withdrawn invitation."""

from bot.core import Answer, Button, Card, Context, Line, Picture, Router, Text, ntext, text
from bot.domain import communes
from bot.domain.rates import INVITATIONS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.invitations import import_card, list_invitees, open_import, start_import
from handlers.invitations import acts
from handlers.invitations.lists import invitation_link, way_lines
from storage.invitations import Imports, Invitee, Invitees

router = Router()

PAGE_SIZE = 8
MOST_IMPORTS = 5


class NotInvited(Refusal):
    """This invitation is no longer valid: the person joined, declined, or did not come in time."""


@router.button(list_invitees, who=Role.GARDENER, trace=acts.LOOK_AT_WHO_IS_INVITED)
def show_invitees(ctx: Context, after: int) -> Card:
    """Show who is invited and did not come yet, page by page."""
    here = ctx.community.id
    count = ctx.store[Invitees].count(here)
    invitees = ctx.store[Invitees].page(here, after=after, most=PAGE_SIZE + 1)
    listed = invitees[:PAGE_SIZE]
    ctx.trace(rows=len(listed))
    rows: list[tuple[Button, ...]] = [
        (show_invitee.button(_invitee_label(each), each.id),) for each in listed
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
    return Card(text("Invited by a list"), (_count_text(count),), tuple(rows))


def _count_text(count: int) -> Text:
    if not count:
        return text("Nobody is currently invited by a list.")
    return ntext("{count} person has not joined yet.", "{count} people have not joined yet.", count)


@router.button("invitee_show", who=Role.GARDENER, trace=acts.LOOK_AT_WHO_IS_INVITED)
def show_invitee(ctx: Context, invitee_id: int) -> Card:
    """Show one of them, and what can be done."""
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
    return Card(_invitee_label(invitee), tuple(lines), rows)


@router.button(
    "invitee_again", who=Role.GARDENER, limit=INVITATIONS, trace=acts.GIVE_AN_INVITED_PERSON_A_CODE
)
def renew_code(ctx: Context, invitee_id: int) -> Answer:
    """Give an invited person another code; the old one stops working."""
    if not ctx.direct:
        return text("Codes are shown in private only.")
    invitee = _invitee(ctx, invitee_id)
    code = ctx.store[Invitees].renew(invitee)
    title = text("A new code for {name}", name=invitee.name)
    lines = (*way_lines(ctx, code), text("The previous code no longer works."))
    ctx.whisper(Card(title, lines))
    link = invitation_link(ctx, code)
    caption = text("The same link, to show or to print: it opens when scanned.")
    return Picture(link, caption) if link else None


@router.button(
    "invitee_out",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=acts.WITHDRAW_SOMEBODY_INVITATION,
)
def withdraw_invitation(ctx: Context, invitee_id: int) -> Text:
    """Withdraw an invitation and forget the person."""
    invitee = _invitee(ctx, invitee_id)
    ctx.store[Invitees].drop(invitee.id)
    import_card.refresh(ctx, invitee.import_id)
    return text(
        "The invitation for {name} is withdrawn, and their details are erased.", name=invitee.name
    )


def _invitee(ctx: Context, invitee_id: int) -> Invitee:
    invitee = ctx.store[Invitees].get(invitee_id, ctx.community.id)
    if invitee is None:
        raise NotInvited
    return invitee


def _invitee_label(invitee: Invitee) -> str:
    home = None if invitee.commune is None else communes.at(invitee.commune)
    return invitee.name if home is None else f"{invitee.name} ({home.name})"
