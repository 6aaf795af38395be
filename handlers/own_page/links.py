"""The link to a member's own page, what the page shows first, and the end of all links."""

from collections.abc import Sequence

from bot.core import (
    OWN_LINK_LIFE,
    Answer,
    Card,
    Context,
    Line,
    Link,
    OpenDirect,
    Replace,
    Router,
    Small,
    Text,
    Where,
    declarations_of,
    new_own_link,
    ntext,
    text,
)
from bot.domain.rates import CODES
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.conversations import Intent, intents
from bot.references.own_page import (
    end_own_links,
    open_on_page,
    own_page_command,
    own_page_parts,
)
from bot.references.personal_data import leaving
from bot.references.profile import MemberSetting, member_settings
from storage.inbound import OwnPageLinks
from storage.members import Member

router = Router(own_page=True)


class NoOwnPageHere(Refusal):
    """This service has no web pages: whoever runs it gives them an address first."""


@router.command(
    own_page_command,
    aliases=("my page", "ma page"),
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("My page"),
    own_tab=1,
    limit=CODES,
)
def offer_own_page(ctx: Context) -> Card:
    """Get the link to a page of your own: vote, sign up, ask, without a chat."""
    if ctx.on_page:
        return _first_tab(ctx)
    what = text("Vote, sign up, ask, offer: all of it in a browser, without a chat.")
    return _link_card(ctx, text("🖥 Your page"), what)


@router.contribution(intents)
def intents_of_own_page(ctx: Context) -> Sequence[Intent]:
    """The wish for one's page, where there are pages."""
    return (Intent("own_page", text("My page"), own_page_command, is_possible=_has_pages),)


def _has_pages(ctx: Context) -> bool:
    return bool(ctx.contact.public_url)


@router.button(open_on_page, who=Role.MEMBER, deep=True, limit=CODES)
def lead_to_page(ctx: Context, shows: str, thing_id: int) -> Answer:
    """Give the link to one thing on the reader's own page; in private."""
    button = declarations_of(ctx).buttons.get(shows)
    if button is None or not button.deep or button.by_link is not None:
        return offer_own_page(ctx)
    if ctx.on_page:
        return ctx.press(shows, thing_id)
    if not ctx.direct:
        return OpenDirect(open_on_page.link_word(ctx, shows, thing_id))
    what = text("You see and answer it on your page.")
    return _link_card(ctx, text("🖥 Your page"), what, ctx.start_word(shows, thing_id))


@router.button(end_own_links, who=Role.MEMBER)
def end_links(ctx: Context) -> Replace:
    """End all links to one's page."""
    ctx.store[OwnPageLinks].end_all(ctx.member.id)
    again = own_page_command.button(text("A new link"))
    return Replace(Card(None, (text("No earlier link opens your page any more."),), ((again,),)))


def _link_card(ctx: Context, title: Text, what: Text, place: str = "") -> Card:
    """A new link, with a way to end those before."""
    if not _has_pages(ctx):
        raise NoOwnPageHere
    before = ctx.store[OwnPageLinks].count(ctx.member.id, ctx.now)
    url = new_own_link(ctx, ctx.member.id, ctx.person.address, place)
    lines: list[Line] = [
        what,
        Link(text("Open my page"), url),
        text(
            "The link is yours alone: pass it on to nobody. It works for {time}.",
            time=OWN_LINK_LIFE,
        ),
    ]
    if not before:
        return Card(title, tuple(lines))
    lines.append(
        Small(
            ntext(
                "{count} earlier link works, too, such as those in e-mails.",
                "{count} earlier links work, too, such as those in e-mails.",
                before,
            )
        )
    )
    return Card(title, tuple(lines), ((end_own_links.button(text("End all links")),),))


def _first_tab(ctx: Context) -> Card:
    """The open things, each with its own buttons."""
    cards = [each for found in own_page_parts.collect(ctx) for each in found]
    for each in cards:
        ctx.whisper(each)
    if not cards:
        return Card(None, (text("Nothing is open at the moment."),))
    return Card(None, (text("This is open now. What you press counts at once."),))


@router.contribution(member_settings)
def setting_of_page(ctx: Context) -> MemberSetting | None:
    """The way to one's page, where there are pages."""
    if not _has_pages(ctx) or ctx.on_page:
        return None
    line = text("Your page: in a browser, by a link.")
    return MemberSetting(line, own_page_command.button(text("My page")))


@router.contribution(leaving)
def end_links_of_leaver(ctx: Context, member: Member) -> None:
    """End the links to the page of a member who leaves the community."""
    ctx.store[OwnPageLinks].end_all(member.id, ctx.community.id)


router.personal_data(
    "own_page_links",
    text("Links to your page"),
    text("Of each, only a hash is kept, for thirty days at most."),
    order=336,
    counted=lambda count: ntext("{count} link to your page", "{count} links to your page", count),
)
