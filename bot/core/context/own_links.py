"""Links to members' own pages, and the places on them that e-mails lead to."""

from bot.core.context.job_context import OWN_LINK_LIFE, JobContext
from bot.domain import codes
from storage.inbound import OwnPageLinks


def mail_place(delivery_id: int, number: int = 0) -> str:
    """The place of an e-mail on the page, or of one of its choices, counted from 1."""
    return f"mail-{delivery_id}-{number}" if number else f"mail-{delivery_id}"


def new_own_link(ctx: JobContext, member_id: int, account: str, place: str = "") -> str:
    """A new link to the page of a member, for one account."""
    token = codes.new_token()
    ctx.store[OwnPageLinks].add(
        codes.digest_of_token(token),
        member_id=member_id,
        account=account,
        community_id=ctx.community.id,
        at=ctx.now,
        expires_at=ctx.now + OWN_LINK_LIFE,
    )
    return ctx.contact.own_page_link(token, place)
