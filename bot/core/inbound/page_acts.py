"""Pages as a place for the chat: acts as in a direct room, answered on the page.

A tab runs a command, a press presses a button, words answer the open form: with the declarations,
permissions, limits, audit and revisions of the chat. What is for the chat alone is refused, see
`Declaration.works_on_page`. Forms of the page stand apart from those of the direct room.

The gardeners' page stands below; a member's own is in `own_page`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core.context.clock import Clock
from bot.core.context.context import Context
from bot.core.context.job_context import PAGE_LIFE
from bot.core.context.revisions import stamped
from bot.core.declarations.declaration import Command
from bot.core.declarations.permissions import may, works_here
from bot.core.declarations.registry import Declared, pages_entered
from bot.core.inbound import forms, replies
from bot.core.inbound.forms.questions import pending
from bot.core.inbound.presses import press_button, with_own_buttons
from bot.core.inbound.request_handler import RequestHandler, guarded
from bot.core.messages.content import (
    Answer,
    Button,
    Card,
    Ephemeral,
    File,
    Message,
    OpenDirect,
    PassedOn,
    Photo,
    Picture,
    Quote,
    Replace,
    Toast,
    Tone,
    Words,
    as_card,
    text,
)
from bot.core.messages.i18n import Reader
from bot.core.messages.incoming import Incoming, Kind, Upload
from bot.core.messages.ports import Transport
from bot.core.messages.rendering import Choice, Place, Span, render
from bot.core.tasks import Lanes
from bot.domain import codes
from bot.domain.roles import Role
from storage.communities import Communities
from storage.inbound import OwnPageLink, PageSession, PageSessions, page_room
from storage.members import Identities, Members
from storage.outbound import Priority
from storage.unit_of_work import Store

_LINKS = ("http://", "https://", "mailto:")
_PLACE = Place(buttons=True, deep_links=False, direct=True)
_SENT = text("I sent it where you talk with me.")
_DONE = text("Done.")


@dataclass(frozen=True, slots=True)
class PageAct:
    """One request of a page: its tab, and a press or an answer, if there is one."""

    tab: str
    """The name of a command with a tab; on a member's own page also another place of it."""
    press: str = ""
    words: str = ""
    question: str = ""
    """The question that the words answer, as the page showed it: see `PageMessage.question`."""
    code: str = ""
    """The code that a member's own page asked for."""
    does: bool = True
    """False for a request that only looks, whatever it shows."""


@dataclass(frozen=True, slots=True)
class PageButton:
    """A button, or a link, in the reader's words."""

    label: str
    press: str = ""
    url: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class PageMessage:
    """A message in the reader's words."""

    title: str
    spans: Sequence[Span]
    rows: Sequence[Sequence[PageButton]]
    in_chat: Sequence[str]
    """Labels of the buttons that work in chat alone."""
    question: str = ""
    """The form and the question of it that wait for an answer in words."""
    takes_file: bool = False
    """True if the question is answered with a file, which is sent in chat."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The content of the page after an act."""

    reader: Reader
    name: str
    community: str
    tab: str
    tabs: Mapping[str, str]
    """Labels by the names of their commands."""
    notice: str
    """Words that stand over a pressed button in chat."""
    messages: Sequence[PageMessage]
    main: PageButton | None = None
    """The choice that a link carried: it stands alone, before all others."""
    awaits_code: str = ""
    """The press that waits for a code, or for a code to be asked for."""
    is_sent: bool = False
    """True once that code was sent."""
    proof: str = ""
    """The token of a browser in which a code was just given."""


class ChatPage:
    """A page whose acts are done by the declarations of the chat, each in one unit of work."""

    def __init__(
        self,
        lanes: Lanes,
        request_handler: RequestHandler,
        declared: Declared,
        transports: Mapping[str, Transport],
        clock: Clock,
        *,
        on_commit: Callable[[], None],
    ) -> None:
        """Call `on_commit` after each act: something may have to be sent."""
        self._lanes = lanes
        self._request_handler = request_handler
        self._declared = replace(declared, buttons=with_own_buttons(declared))
        self._transports = transports
        self._clock = clock
        self._on_commit = on_commit

    @property
    def tabs(self) -> Sequence[str]:
        """The names of the commands that have a tab, in order."""
        return [each.name for each in self._tabs()]

    def _tabs(self) -> Sequence[Command]:
        return sorted_tabs(self._declared, lambda each: each.tab)

    def _context_of(
        self,
        store: Store,
        session: PageSession | OwnPageLink,
        now: datetime,
        act: PageAct | None,
        *,
        room: Callable[[str], str],
        **more: Any,  # noqa: ANN401 - fields of an incoming message
    ) -> Context | None:
        """The context of an act; None once the account is not this member's."""
        account = store[Identities].get(session.account)
        member = store[Members].get(session.member_id)
        network = session.account.partition(":")[0]
        is_theirs = account is not None and account.member_id == session.member_id
        if account is None or member is None or not is_theirs or network not in self._transports:
            return None
        incoming = Incoming(
            kind=Kind.PRESS if act is not None and act.press else Kind.WORDS,
            network=network,
            key="",
            room=room(account.direct or account.address),
            direct=True,
            sender=account.address,
            name=member.name,
            words="" if act is None else act.words,
            press="" if act is None else act.press,
            on_page=True,
            **more,
        )
        return self._request_handler.context_on_page(store, incoming, session.community_id, now)

    def _answer(self, ctx: Context, act: PageAct) -> Answer:
        if act.press:
            return press_button(ctx, act.press)
        if act.question:
            if act.question == _question(ctx)[0]:
                return forms.go_on(ctx, ctx.incoming.words)
            gone = text("This question is no longer open. You had written:")
            return Card(None, (gone, Quote(ctx.incoming.words)))
        return self._tab(ctx, act.tab)

    def _tab(self, ctx: Context, tab: str) -> Answer:
        """Run the command of a tab; a draft that was left is offered below."""
        names = [each.name for each in self._tabs() if may(ctx, each)]
        answer = ctx.run(tab if tab in names else names[0])
        draft = forms.draft_offer(ctx)
        if draft is not None:
            ctx.beside.append(draft)
        return answer

    def _shown(self, ctx: Context, act: PageAct, answer: Answer) -> Shown:
        reader = replies.reader(ctx)
        notice: Words = ""
        if isinstance(answer, Toast):
            notice, answer = answer.words, None
        elif answer is None and not ctx.beside:
            notice = _DONE
        found = [_message_of(ctx, each) for each in (answer, *ctx.beside)]
        messages = [self._drawn(ctx, each, reader) for each in found if each is not None]
        question, takes_file = _question(ctx)
        if messages and (act.press or act.question):
            messages[0] = replace(messages[0], question=question, takes_file=takes_file)
        tabs = {each.name: reader.say(each.label) for each in self._tabs() if may(ctx, each)}
        return Shown(
            reader,
            "" if ctx.person.member is None else ctx.person.member.name,
            ctx.community.name,
            act.tab,
            tabs,
            reader.say(notice),
            messages,
        )

    def _drawn(self, ctx: Context, message: Message, reader: Reader) -> PageMessage:
        title, body = "", message
        if isinstance(message, Card) and message.title is not None:
            title, body = reader.say(message.title), replace(message, title=None)
        rendered = render(stamped(ctx, body), reader, _PLACE)
        spans = [
            each if each.url.startswith(_LINKS) else replace(each, url="")
            for each in rendered.spans
        ]
        flat = [each for row in rendered.choices for each in row]
        buttons = {each: self._button(ctx, each) for each in flat}
        rows = [[shown for each in row if (shown := buttons[each])] for row in rendered.choices]
        in_chat = [each.label for each in flat if buttons[each] is None]
        return PageMessage(title, spans, [each for each in rows if each], in_chat)

    def _button(self, ctx: Context, choice: Choice) -> PageButton | None:
        """A button of the page; None for one that works in chat alone."""
        if choice.url.startswith(_LINKS):
            return PageButton(choice.label, url=choice.url)
        if choice.press:
            does = self._declared.done_by(choice.press)
            works = does is not None and works_here(ctx, does)
            return PageButton(choice.label, choice.press, tone=choice.tone) if works else None
        link = ""
        if choice.start:
            word = ctx.own_word(choice.start)
            link = self._transports[ctx.incoming.network].start_link(word)
        return PageButton(choice.label, url=link) if link else None


class GardenersPage(ChatPage):
    """The gardeners' page: its links, sessions and acts."""

    async def community_of(self, token: str) -> str | None:
        """The community whose page a link leads to; None if it does not work."""
        digest, now = codes.digest_of_token(token), self._clock.now()

        def look(store: Store) -> str | None:
            link = store[PageSessions].link(digest, now)
            return None if link is None else store[Communities].get(link.community_id).name

        return await self._lanes.read(look)

    async def enter(self, token: str) -> str | None:
        """Use a link up and give the token of a cookie; None if it does not work."""
        digest, now = codes.digest_of_token(token), self._clock.now()

        def take(store: Store) -> str | None:
            link = store[PageSessions].link(digest, now)
            ctx = None if link is None else self._context(store, link, now)
            if link is None or ctx is None:
                return None
            cookie = codes.new_token()
            until, kept = now + PAGE_LIFE, codes.digest_of_token(cookie)
            store[PageSessions].enter(link, kept, at=now, expires_at=until)
            pages_entered.first(ctx, link.id, until)
            return cookie

        cookie = await self._lanes.run(take)
        self._on_commit()
        return cookie

    async def leave(self, cookie: str) -> None:
        """End a session."""
        digest, now = codes.digest_of_token(cookie), self._clock.now()

        def end(store: Store) -> None:
            session = store[PageSessions].session(digest, now)
            if session is not None:
                store[PageSessions].end(session.id, session.member_id)

        await self._lanes.run(end)

    async def act(self, cookie: str, act: PageAct) -> Shown | None:
        """Do an act in a session and show its answer; None if there is no such session.

        Where the answer is but a few words, the tab is shown below them, as it is after the act.
        """
        shown = await self._done(cookie, act)
        if shown is None or shown.messages:
            return shown
        tab = await self._done(cookie, PageAct(act.tab))
        return None if tab is None else replace(tab, notice=shown.notice)

    async def _done(self, cookie: str, act: PageAct) -> Shown | None:
        """Do an act in one unit; what takes long to read is read beside the writer."""
        digest = codes.digest_of_token(cookie)
        shown = await self._lanes.run_reading_apart(lambda store: self._act(store, digest, act))
        self._on_commit()
        return shown

    def _act(self, store: Store, digest: str, act: PageAct) -> Shown | None:
        now = self._clock.now()
        session = store[PageSessions].session(digest, now)
        ctx = None if session is None else self._context(store, session, now, act)
        if session is None:
            return None
        if ctx is None:
            store[PageSessions].end(session.id, session.member_id)
            return None
        return self._shown(ctx, act, guarded(ctx, lambda here: self._answer(here, act)))

    def _context(
        self, store: Store, session: PageSession, now: datetime, act: PageAct | None = None
    ) -> Context | None:
        """The context of a session's act; None once the account or the role is not theirs."""
        ctx = self._context_of(store, session, now, act, room=page_room)
        if ctx is None:
            return None
        is_here = ctx.community_or_none is not None and ctx.community.id == session.community_id
        is_gardener = ctx.person.circle is not None and ctx.role() >= Role.GARDENER
        return ctx if is_here and is_gardener else None


def sorted_tabs(declared: Declared, place: Callable[[Command], int]) -> Sequence[Command]:
    """The commands that have a place among the tabs, by it."""
    return sorted(filter(place, declared.all_commands()), key=place)


def _question(ctx: Context) -> tuple[str, bool]:
    """The open form with its question, and True if a file answers it; empty if there is none."""
    begun = forms.begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if begun is None or param is None:
        return "", False
    return f"{begun[0].name}:{param.name}", param.kind is Upload


def _message_of(ctx: Context, answer: Answer) -> Message | None:
    """An answer as a message of the page; a file, or a photo, goes into the chat."""
    match answer:
        case File() | Picture(content=Photo()):
            room = ctx.private_room()
            if room is not None:
                ctx.enqueue(room, answer, Priority.ANSWER, locale=ctx.person.locale)
            return _SENT
        case OpenDirect(word):
            door = Button(text("Go on in private"), start=word)
            return Card(None, (text("Let us go on in private."),), ((door,),))
        case Replace() | Ephemeral() | PassedOn() | Toast():
            return as_card(answer)
        case _:
            return answer
