"""Pages for people who write by e-mail: “I wrote this e-mail”, “no more e-mails”, and joining.

Opening one changes nothing, for programs open links of e-mails. Each has one button; only mail
programs press the second one by themselves, as RFC 8058 has it. The form by which a mailbox asks
for a link to join answers the same, whoever has it.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus

from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import (
    JOIN_BY_MAIL,
    JOIN_FORM,
    LANGUAGE,
    MAIL_PAGES,
    STOP_MAIL,
    Contact,
    JobContext,
)
from bot.core.declarations.registry import (
    Declared,
    mail_joinings_asked,
    mail_links,
    mail_links_ended,
    mail_stopped,
)
from bot.core.inbound.dispatcher import Dispatcher
from bot.core.messages.content import text
from bot.core.messages.encoding import decode_incoming, storable
from bot.core.messages.incoming import Incoming, Kind
from bot.core.tasks import Lanes
from bot.domain import codes
from bot.domain.addresses import NotAnEmail, read_email
from bot.domain.mail_tags import Tag, TagKind
from bot.domain.words import person_name
from bot.web.chat_pages import TOKEN
from bot.web.html import draw, html_page, language_of, reader_of, start_of
from bot.web.internet_addresses import LoginAttempts, address_of, is_from_own_page
from bot.web.pages import not_now, too_many_tries
from storage.inbound import UnprovenMails
from storage.outbound import SentMessages
from storage.unit_of_work import DATABASE_TROUBLE, Store

MOST_LINKS, WITHIN = 5, timedelta(hours=1)
"""Links to join that one sender of forms has sent to mailboxes."""
_SLUG = "{slug:[a-z0-9-]{1,64}}"
_TAG = "{token:u[a-z2-7]{42}}"


def add_mail_pages(  # noqa: PLR0913 - its parts, wired once
    site: web.Application,
    dispatcher: Dispatcher,
    declared: Declared,
    lanes: Lanes,
    contact: Contact,
    clock: Clock,
    *,
    trusted: Collection[Network] = (),
) -> None:
    """Serve them, below the path that our public address has too."""
    pages = _Pages(dispatcher, declared, lanes, contact, clock, trusted)
    for start in dict.fromkeys(("", start_of(contact.public_url))):
        site.router.add_get(f"{start}{MAIL_PAGES}/{TOKEN}", pages.handler(pages.ask))
        site.router.add_post(f"{start}{MAIL_PAGES}/{TOKEN}", pages.handler(pages.confirm))
        site.router.add_get(f"{start}{STOP_MAIL}/{_TAG}", pages.handler(pages.ask_to_stop))
        site.router.add_post(f"{start}{STOP_MAIL}/{_TAG}", pages.handler(pages.stop))
        here = f"{start}{JOIN_BY_MAIL}/{TOKEN}"
        site.router.add_get(here, pages.handler(pages.ask_to_join))
        site.router.add_post(here, pages.handler(pages.join))
        site.router.add_get(f"{here}/no", pages.handler(pages.ask_to_refuse))
        site.router.add_post(f"{here}/no", pages.handler(pages.refuse))
        site.router.add_post(f"{start}{JOIN_FORM}/{_SLUG}", pages.ask_for_link)


@dataclass(frozen=True, slots=True)
class _Pages:
    dispatcher: Dispatcher
    declared: Declared
    lanes: Lanes
    contact: Contact
    clock: Clock
    trusted: Collection[Network]
    guesses: LoginAttempts = field(default_factory=LoginAttempts)
    links: LoginAttempts = field(default_factory=lambda: LoginAttempts(MOST_LINKS, WITHIN))

    def handler(
        self, page: Callable[[web.Request, str], Awaitable[web.Response | None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The handler of a page, which gives None for a token that is none."""

        async def answer(request: web.Request) -> web.Response:
            asker, now = address_of(request, self.trusted), self.clock.now()
            if self.guesses.are_too_many(asker, now):
                return too_many_tries()
            try:
                found = await page(request, request.match_info["token"])
            except DATABASE_TROUBLE:
                return not_now()
            if found is not None:
                return found
            self.guesses.was_wrong(asker, now)
            title = text("This link is not valid any more")
            why = text("It was used, or it is too old. Write to me again if you like.")
            return html_page(request, self.contact, HTTPStatus.NOT_FOUND, title, why)

        return answer

    async def ask(self, request: web.Request, token: str) -> web.Response | None:
        """The page with the button."""
        if await self.lanes.read(lambda store: self._waiting(store, token)) is None:
            return None
        title = text("Did you write to me?")
        why = text("An e-mail from your address reached me, and waits for your word.")
        button = text("Yes, I wrote this e-mail")
        return html_page(request, self.contact, HTTPStatus.OK, title, why, button=button)

    async def confirm(self, request: web.Request, token: str) -> web.Response | None:
        """Hand the e-mail over as its sender's; twice is once, by its key."""
        found = await self.lanes.read(lambda store: self._waiting(store, token))
        if found is None:
            return None
        mail_id, mail = found
        await self.dispatcher.receive(mail.network, [mail], None)
        await self.lanes.run(lambda store: store[UnprovenMails].confirmed(mail_id))
        title, how = text("Thank you"), text("I answer you by e-mail.")
        return html_page(request, self.contact, HTTPStatus.OK, title, how)

    async def ask_to_stop(self, request: web.Request, token: str) -> web.Response | None:
        """The page with the button."""
        if await self.lanes.read(lambda store: self._mailbox(store, token)) is None:
            return None
        title = text("No more e-mails?")
        how = text("From then on, I only answer you.")
        button = text("Do not write to me any more")
        return html_page(request, self.contact, HTTPStatus.OK, title, how, button=button)

    async def stop(self, request: web.Request, token: str) -> web.Response | None:
        """Stop what comes unasked, as STOP does."""

        def stop(store: Store) -> bool:
            mailbox = self._mailbox(store, token)
            if mailbox is None:
                return False
            mail_stopped.first(self._context(store), mailbox)
            return True

        if not await self.lanes.run(stop):
            return None
        title, how = text("Done"), text("From now on, I only answer you.")
        return html_page(request, self.contact, HTTPStatus.OK, title, how)

    async def ask_for_link(self, request: web.Request) -> web.Response:
        """Have a link sent to the mailbox of a form; only the e-mail says whose it is."""
        if not is_from_own_page(request, self.contact.public_url):
            title = text("This form came from another page")
            why = text("Nothing was done. Open the page here, and fill it in again.")
            return html_page(request, self.contact, HTTPStatus.FORBIDDEN, title, why)
        asker, now = address_of(request, self.trusted), self.clock.now()
        if self.links.are_too_many(asker, now):
            return too_many_tries()
        try:
            mailbox = read_email(storable(str((await request.post()).get("email", ""))))
        except (LookupError, ValueError) as malformed:
            raise web.HTTPBadRequest from malformed
        except NotAnEmail:
            mailbox = ""
        if not mailbox.isascii() or not mailbox:
            title, why = text("This is not an e-mail address"), text("Go back, and type it again.")
            return html_page(request, self.contact, HTTPStatus.BAD_REQUEST, title, why)
        self.links.was_wrong(asker, now)
        slug, locale = request.match_info["slug"], language_of(request, self.contact.locale)

        def send(store: Store) -> bool | None:
            return mail_joinings_asked.first(self._context(store), slug, mailbox.casefold(), locale)

        try:
            is_there = await self.lanes.run(send)
        except DATABASE_TROUBLE:
            return not_now()
        if not is_there:
            raise web.HTTPNotFound
        title = text("Look into your mailbox")
        how = text(
            "If this address can join, an e-mail with a link is on its way. It may take some "
            "minutes; look among the unwanted ones, too."
        )
        return html_page(request, self.contact, HTTPStatus.OK, title, how)

    async def ask_to_join(self, request: web.Request, token: str) -> web.Response | None:
        """The notice, and the button that says yes to it."""
        found = await self.lanes.read(lambda store: mail_links.first(self._context(store), token))
        if found is None:
            return None
        reader = reader_of(request, found.locale, mark="")
        values = {
            "title": found.title,
            "lines": found.lines,
            "yes": found.yes.label,
            "name": found.name,
            "no": f"{request.path}/no?{LANGUAGE}={reader.locale}",
        }
        drawn = draw("joining.html", values, reader, contact=self.contact, path=request.path)
        headers = {"Content-Language": reader.locale, "Vary": "Accept-Language"}
        return web.Response(text=drawn, content_type="text/html", headers=headers)

    async def join(self, request: web.Request, token: str) -> web.Response | None:
        """Say yes in the name of the mailbox that got the link; twice is once, by its key."""
        found = await self.lanes.read(lambda store: mail_links.first(self._context(store), token))
        if found is None:
            return None
        try:
            name = storable(str((await request.post()).get("name", "")))
        except (LookupError, ValueError) as malformed:
            raise web.HTTPBadRequest from malformed
        digest = codes.digest_of_token(token)
        yes = Incoming(
            kind=Kind.PRESS,
            network=found.account.partition(":")[0],
            key=f"joins-{digest[:32]}",
            room=found.account,
            direct=True,
            sender=found.account,
            name=person_name(name) or found.name,
            locale=language_of(request, found.locale),
            press=found.yes.press,
            sent_at=self.clock.now(),
        )
        await self.dispatcher.receive(yes.network, [yes], None)
        await self._end(token, refused=False)
        title = text("Welcome")
        how = text(
            "An e-mail is on its way to you: answer it to take part. You can close this page."
        )
        return html_page(request, self.contact, HTTPStatus.OK, title, how)

    async def ask_to_refuse(self, request: web.Request, token: str) -> web.Response | None:
        """The page with the button."""
        found = await self.lanes.read(lambda store: mail_links.first(self._context(store), token))
        if found is None:
            return None
        title, button = text("No thank you?"), text("Erase my address")
        how = text("Nothing of you is kept here, and no list has me write to you again.")
        if not found.is_invited:
            how = text("Nothing of you is kept here.")
        return html_page(request, self.contact, HTTPStatus.OK, title, how, button=button)

    async def refuse(self, request: web.Request, token: str) -> web.Response | None:
        """Forget the mailbox that got the link."""
        if not await self._end(token, refused=True):
            return None
        title, how = text("Done"), text("Your address is erased. Goodbye!")
        return html_page(request, self.contact, HTTPStatus.OK, title, how)

    async def _end(self, token: str, *, refused: bool) -> bool | None:
        return await self.lanes.run(
            lambda store: mail_links_ended.first(self._context(store), token, refused)
        )

    def _context(self, store: Store) -> JobContext:
        return JobContext(
            store,
            now=self.clock.now(),
            community=None,
            contact=self.contact,
            declared=self.declared,
        )

    def _waiting(self, store: Store, token: str) -> tuple[int, Incoming] | None:
        """An e-mail that waits, as it is handled once it is confirmed."""
        digest = codes.digest_of_token(token)
        found = store[UnprovenMails].with_token(digest, self.clock.now())
        if found is None:
            return None
        mail = replace(decode_incoming(found.payload), unproven=False, key=f"confirmed-{found.id}")
        return found.id, mail

    def _mailbox(self, store: Store, token: str) -> str | None:
        """The mailbox to which we wrote the e-mail of a signed tag, as long as that holds."""
        tag = Tag.read(token)
        if tag is None or tag.kind is not TagKind.UNSUBSCRIBE:
            return None
        room = store[SentMessages].mailbox_of(tag.letter, self.contact.mail_networks)
        mailbox, today = (room or "").partition(":")[2], self.clock.now().date()
        return room if tag.holds_for(mailbox, self.contact.link_key, today) else None
