"""Two pages for people who write by e-mail: “I wrote this e-mail”, and “no more e-mails”.

Opening one changes nothing, for programs open links of e-mails. Each has one button; only mail
programs press the second one by themselves, as RFC 8058 has it.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import MAIL_PAGES, STOP_MAIL, Contact, JobContext
from bot.core.declarations.registry import Declared, mail_stopped
from bot.core.inbound.dispatcher import Dispatcher
from bot.core.messages.content import text
from bot.core.messages.encoding import decode_incoming
from bot.core.messages.incoming import Incoming
from bot.core.tasks import Lanes
from bot.domain import codes
from bot.domain.mail_tags import Tag, TagKind
from bot.web.html import html_page, start_of
from bot.web.internet_addresses import LoginAttempts, address_of
from bot.web.pages import not_now, too_many_tries
from storage.inbound import UnprovenMails
from storage.outbound import SentMessages
from storage.unit_of_work import DATABASE_TROUBLE, Store

_TOKEN = f"{{token:[A-Za-z0-9]{{{codes.TOKEN_LENGTH}}}}}"
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
        site.router.add_get(f"{start}{MAIL_PAGES}/{_TOKEN}", pages.handler(pages.ask))
        site.router.add_post(f"{start}{MAIL_PAGES}/{_TOKEN}", pages.handler(pages.confirm))
        site.router.add_get(f"{start}{STOP_MAIL}/{_TAG}", pages.handler(pages.ask_to_stop))
        site.router.add_post(f"{start}{STOP_MAIL}/{_TAG}", pages.handler(pages.stop))


@dataclass(frozen=True, slots=True)
class _Pages:
    dispatcher: Dispatcher
    declared: Declared
    lanes: Lanes
    contact: Contact
    clock: Clock
    trusted: Collection[Network]
    guesses: LoginAttempts = field(default_factory=LoginAttempts)

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
            ctx = JobContext(
                store,
                now=self.clock.now(),
                community=None,
                contact=self.contact,
                declared=self.declared,
            )
            mail_stopped.first(ctx, mailbox)
            return True

        if not await self.lanes.run(stop):
            return None
        title, how = text("Done"), text("From now on, I only answer you.")
        return html_page(request, self.contact, HTTPStatus.OK, title, how)

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
