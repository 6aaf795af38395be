"""The link to the gardeners' page, and the list of the browsers in which it is open."""

from datetime import datetime

from bot.core import (
    PAGE_LIFE,
    PAGE_LINK_LIFE,
    Act,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    Small,
    Text,
    Where,
    ntext,
    pages_entered,
    text,
)
from bot.domain import codes
from bot.domain.rates import CODES
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.gardeners_page import end_page, screen_command
from bot.references.personal_data import leaving
from storage.inbound import PageSessions
from storage.members import Member

router = Router()

ASK = Act(
    text("{who} asked for the link to the gardeners' page"),
    text("ask for the link to the gardeners' page"),
)
ENTER = Act(text("{who} opened the gardeners' page"), text("open the gardeners' page"))
END = Act(text("{who} closed a gardeners' page"), text("close a gardeners' page"))

ENTERED = "page entered"
router.act(ENTERED, ENTER)


class NoScreenHere(Refusal):
    """This service has no web pages: whoever runs it gives them an address first."""


@router.command(
    screen_command,
    aliases=("gardeners page", "page equipe"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    label=text("On a screen"),
    limit=CODES,
    trace=ASK,
)
def offer_page(ctx: Context) -> Card:
    """Open what you tend on a screen: to do, the letter, the members."""
    if not ctx.contact.public_url:
        raise NoScreenHere
    token = codes.new_token()
    ctx.store[PageSessions].offer(
        codes.digest_of_token(token),
        member_id=ctx.member.id,
        account=ctx.person.address,
        community_id=ctx.community.id,
        expires_at=ctx.now + PAGE_LINK_LIFE,
    )
    what = text("To do, the letter and the members of {community}.", community=ctx.community.name)
    lines: list[Line] = [
        what,
        Link(text("Open the page"), ctx.contact.garden_link(token)),
        text("The link works once, within {time}. Pass it on to nobody.", time=PAGE_LINK_LIFE),
        Small(text("The page stays open for {time} at most, in that browser.", time=PAGE_LIFE)),
    ]
    return _with_sessions(ctx, text("🖥 On a screen"), lines)


@router.button(end_page, who=Role.GARDENER, trace=END)
def close_page(ctx: Context, session_id: int) -> Replace:
    """Close the page in one browser, or in all (0)."""
    if session_id:
        ctx.store[PageSessions].end(session_id, ctx.member.id)
    else:
        ctx.store[PageSessions].end_all(ctx.member.id)
    return Replace(_with_sessions(ctx, text("🖥 On a screen"), [text("The page is closed.")]))


def _with_sessions(ctx: Context, title: Text, lines: list[Line]) -> Card:
    """A card that lists the open pages below these lines, with a button to close each."""
    found = ctx.store[PageSessions].open_of(ctx.member.id, ctx.now)
    if found:
        count = ntext("{count} page is open:", "{count} pages are open:", len(found))
        lines += ["", count]
        lines += [
            text("– opened {time}, until {until}", time=each.entered_at, until=each.expires_at)
            for each in found
        ]
    rows = [
        (end_page.button(text("Close the page of {time}", time=each.entered_at), each.id),)
        for each in found
    ]
    if len(found) > 1:
        rows.append((end_page.button(text("Close all"), 0),))
    return Card(title, tuple(lines), tuple(rows))


@router.contribution(pages_entered)
def tell_entered(ctx: Context, session_id: int, until: datetime) -> None:
    """Audit that a page was opened, and tell its gardener in chat, who can close it there."""
    ctx.audit(ENTERED)
    told = text("Your gardeners' page is open in a browser, until {until}.", until=until)
    unknown = text("Was it not you? Close it, and tell the team that runs this service.")
    close = end_page.button(text("Close the page"), session_id)
    ctx.tell(ctx.member, Card(None, (told, unknown), ((close,),)), on=ctx.person.address)


@router.contribution(leaving)
def close_pages(ctx: Context, member: Member) -> None:
    """Close the pages of a member who leaves the community."""
    ctx.store[PageSessions].end_all(member.id, ctx.community.id)


router.personal_data(
    "page_sessions",
    text("Your gardeners' pages"),
    text("Open in a browser for a day at most, or a link that waits for five minutes."),
    order=335,
    labels={"entered_at": text("opened on")},
    counted=lambda count: ntext(
        "{count} gardeners' page of yours", "{count} gardeners' pages of yours", count
    ),
)
