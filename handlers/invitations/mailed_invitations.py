"""The one e-mail to people of a list: the host, the source, and public news.

Both answers are a link: joining, as by any page, or a no, after which nothing of them is kept but a
keyed hash of their address, so that no later list has them written to again.
"""

from dataclasses import replace

from bot.core import (
    Act,
    Answer,
    Bold,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    link_button,
    ntext,
    text,
)
from bot.domain import codes
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.invitations import (
    LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE,
    before_joining,
    import_card,
    open_import,
    write_to_invitees,
)
from bot.references.joining import MailInvitation, mail_invitations
from bot.references.personal_data import unwanted_mail
from handlers.invitations.list_import import can_write, finished_import
from handlers.invitations.lists import invitation_word
from storage.invitations import Import, Imports, Invitee, Invitees, RefusedAddresses
from storage.joining import MailJoinings
from storage.members import Members
from storage.outbound import Priority

router = Router()

WRITE_TO_INVITED_PEOPLE = Act(
    text("{who} had the people of a list written to"), text("have the people of a list written to")
)

WRITTEN_AT_ONCE = 100
"""People who are written to in one turn of the job."""


class NoAddressLeft(Final):
    """Nobody of this list can be written to: without an address, or written to already."""


@router.button(write_to_invitees, who=Role.GARDENER, trace=LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
def ask_before_writing(ctx: Context, import_id: int) -> Answer:
    """Show the e-mail, and how many people would get it."""
    import_ = finished_import(ctx, import_id)
    count = ctx.store[Invitees].count_addresses(import_.id)
    if not count or import_.letters_at is not None:
        raise NoAddressLeft
    many = ntext(
        "{count} person would get this e-mail, once:",
        "{count} people would get this e-mail, once each:",
        count,
    )
    invites = _invitation_lines(ctx, import_)
    yes = write_now.button(
        ntext("Write to {count} person", "Write to {count} people", count), import_.id
    )
    no = open_import.button(text("No, change nothing"), import_.id)
    return Card(None, (many, "", *invites), ((yes,), (no,)))


@router.button(
    "invite_mailed",
    deliberate=True,
    who=Role.GARDENER,
    limit=EXPORTS,
    trace=WRITE_TO_INVITED_PEOPLE,
)
def write_now(ctx: Context, import_id: int) -> Text:
    """Have the people of a list written to; a second press changes nothing."""
    import_ = finished_import(ctx, import_id)
    count = ctx.store[Invitees].count_addresses(import_.id)
    if not count or import_.letters_at is not None or not can_write(ctx):
        raise NoAddressLeft
    import_.letters_at, import_.member_id = ctx.now, ctx.member.id
    ctx.trace(rows=count, source=import_.source)
    import_card.refresh(ctx, import_.id)
    return text("I write to them from now on, little by little. The card of the list counts them.")


def write_to_invited(ctx: JobContext) -> None:
    """Write to the next people who are to be written to; who said no before is forgotten."""
    if not can_write(ctx):
        return
    for invitee, import_ in ctx.store[Invitees].unwritten(WRITTEN_AT_ONCE):
        email = invitee.email or ""
        here = ctx.within(invitee.community_id)
        account = f"{ctx.contact.mail_networks[0]}:{email.casefold()}"
        is_member = ctx.store[Members].standing(account, invitee.community_id) is not None
        if ctx.store[RefusedAddresses].has(email):
            import_.refusals += 1
            ctx.store[Invitees].drop(invitee.id)
        else:
            invitee.written_at = ctx.now
            if not is_member and email.isascii():
                _write(here, invitee, import_, account)
                import_.letters += 1
        import_card.refresh(here, import_.id)


def _write(ctx: JobContext, invitee: Invitee, import_: Import, account: str) -> None:
    token = codes.new_token()
    ctx.store[MailJoinings].add(
        codes.digest_of_token(token),
        account,
        ctx.community.id,
        at=ctx.now,
        expires_at=invitee.expires_at,
        invitee_id=invitee.id,
    )
    link = ctx.contact.joining_link(token)
    join = replace(link_button(text("Join"), link), tone="primary")
    refuse = link_button(text("No thank you"), f"{link}/no")
    until = invitee.expires_at.astimezone(ctx.zone).date()
    once = text(
        "I write to you this once. If you do not join, your name and your address are erased on "
        "{day}; “No thank you” erases them at once.",
        day=until,
    )
    ctx.enqueue(
        account,
        Card(
            text("Invitation: {community}", community=ctx.community.name),
            (*_invitation_lines(ctx, import_), "", once),
            ((join,), (refuse,)),
        ),
        Priority.DIGEST,
        locale=invitee.locale,
        again=False,
        not_after=invitee.expires_at,
    )


def _invitation_lines(ctx: JobContext, import_: Import) -> list[Line]:
    """The host, the source of the address, and the public items of the last letter."""
    public = [line for lines in before_joining.collect(ctx) for line in lines]
    about = text(
        "Members vote, get the news and the agenda, and write to the team: e-mail is enough."
    )
    source = text("We have your address from: {source}.", source=import_.source)
    lines: list[Line] = [_host_text(ctx, import_), source, about]
    return [*lines, "", Bold(text("In the last letter")), *public] if public else lines


def _host_text(ctx: JobContext, import_: Import) -> Text:
    """The gardener who invites; the team once they are gone."""
    name, host = ctx.community.name, ctx.store[Members].get(import_.member_id)
    if host is None:
        return text("The team of {community} invites you to join.", community=name)
    region = ctx.seat_statuses()[Seat.REGION].holder
    if region is not None and region.id == host.id:
        return text(
            "{name} invites you to join {community}, for the Region.",
            name=host.name,
            community=name,
        )
    return text("{name} invites you to join {community}.", name=host.name, community=name)


@router.contribution(mail_invitations)
def invitation_of(ctx: JobContext, invitee_id: int) -> MailInvitation | None:
    """The invitation for the page of its person; None once it is over."""
    invitee = ctx.store[Invitees].get(invitee_id, ctx.community.id)
    if invitee is None or invitee.expires_at <= ctx.now:
        return None
    code = ctx.store[Invitees].code_of(invitee)
    word = invitation_word(ctx, code).replace("invitee", "takeup", 1)
    says = text(
        "This invitation to {community} is for {name}.",
        community=ctx.community.name,
        name=invitee.name,
    )
    return MailInvitation([says], word)


@router.contribution(unwanted_mail)
def refuse_by_mail(ctx: JobContext, account: str) -> None:
    """Forget an invited person, but for the keyed hash of their address."""
    email = account.partition(":")[2]
    invited = ctx.store[Invitees].of_email(email)
    for each in invited:
        origin = ctx.store[Imports].held(each.import_id)
        if origin is not None and each.written_at is not None:
            origin.refusals += 1
        import_card.refresh(ctx, each.import_id)
    if invited:
        ctx.store[RefusedAddresses].add(email, ctx.now.date())
    ctx.store.forget({account})
