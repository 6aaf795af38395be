"""References: a declared function as a value that makes buttons, typed commands, cards, files.

A decorator of a router gives back a reference in place of the function. It is called like the
function, and makes what leads to it: `press_vote.button(label, poll.id, 2)`,
`poll_card.refresh(ctx, poll.id)`, `close_poll.typed(7)`. mypy checks the arguments of a button
against the function.

A reference that several files need in a circle is made ahead in `bot/references/<feature>.py` and
bound to its function by the same decorator: `@router.button(press_vote)`. The engine's own stand
below; the handlers of its buttons are in `bot/core/inbound/presses.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from functools import update_wrapper
from inspect import signature
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit

from bot.core.context.audience import zone_of
from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import check_shown, present_revision, revisions_declared
from bot.core.declarations.shown_revisions import check_delivered
from bot.core.messages.content import (
    Answer,
    Button,
    Card,
    File,
    Link,
    Message,
    OpenDirect,
    Text,
    Tone,
    Typed,
    Words,
    button,
    text,
)
from bot.core.messages.encoding import encode_upload
from bot.core.messages.incoming import Upload
from bot.core.messages.rendering import (
    CANCEL_FORM,
    END_LIST,
    GIVE_CHOICE,
    GIVE_TYPED,
    OPEN_OTHER_FORM,
    PICK_MEANING,
    SKIP_QUESTION,
    SKIP_REST,
)
from bot.domain import codes
from bot.domain.circles import Audience
from bot.domain.communes import Commune
from bot.domain.dates.recurrence import Once, Recurring, Rule
from storage.communities import Community, Room
from storage.files import OneTimeLinks
from storage.members import Member
from storage.outbound import PIN, UNPIN, CardRow, Cards, Fetches, Mailings, Outbox, Priority

FILE_LIFE = timedelta(hours=1)
"""The time for which the link to a file works."""
FETCHED_LIFE = timedelta(days=1)
"""The time for which a fetched file is kept, unless its feature says otherwise."""
WEB = "web"
"""The network of pages that are fetched from the web; nobody writes there."""

P = ParamSpec("P")
R = TypeVar("R")
C_contra = TypeVar("C_contra", bound=JobContext, contravariant=True)


class Reference(Generic[C_contra, P, R]):
    """A declared function, known by its name; called, it is the function."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._call: Callable[Concatenate[C_contra, P], R] | None = None

    def bind(self, call: Callable[Concatenate[C_contra, P], R]) -> None:
        """Say which function it is; raises `TypeError` if it is bound already."""
        if self._call is not None:
            raise TypeError(f"{self.name} is bound already: {self.at}")
        self._call = plain(call)
        update_wrapper(self, self._call)

    @property
    def call(self) -> Callable[Concatenate[C_contra, P], R]:
        """The plain function; raises `TypeError` where no file binds the reference."""
        if self._call is None:
            raise TypeError(f"{self.name} is bound to no function")
        return self._call

    @property
    def is_bound(self) -> bool:
        """False for one that was made ahead and that no file has bound yet."""
        return self._call is not None

    @property
    def at(self) -> str:
        """Location of the declaration: `handlers/polls/votes.py:31`."""
        code = getattr(self.call, "__code__", None)
        line = "?" if code is None else code.co_firstlineno
        return f"{self.call.__module__.replace('.', '/')}.py:{line}"

    def __call__(self, ctx: C_contra, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.call(ctx, *args, **kwargs)


def plain(call: Callable[..., Any]) -> Callable[..., Any]:
    """The function behind a reference: declarations may be stacked."""
    return call.call if isinstance(call, Reference) else call


def press_word(value: object) -> str:
    """One argument of a button as it is pressed: a row by its number, a commune by its code.

    A colon would end the argument.
    """
    match value:
        case Community():
            return str(value.id)
        case Member():
            return f"#{value.id}"
        case Commune():
            return f"#{value.code}"
        case Recurring():
            return str(value).replace(":", "h")
    return str(value)


ExampleWord = str | int | tuple[str, str]
"""A word of an example; a pair is said in English or in French."""


class ButtonRef(Reference[Context, P, R]):
    """A declared button."""

    deliberate = False
    """See `ButtonCall`."""
    tone: Tone = ""
    """See `ButtonOptions`."""

    def button(self, label: Words, /, *args: P.args, **kwargs: P.kwargs) -> Button:
        """A button that calls the function with these arguments (64 bytes in all)."""
        made = button(label, self.name, *self._words(args, kwargs))
        if not self.deliberate and not self.tone:
            return made
        return replace(made, deliberate=self.deliberate, tone=self.tone)

    def press(self, *args: P.args, **kwargs: P.kwargs) -> str:
        """The press word with these arguments: `vote:7:2`."""
        return self.button("", *args, **kwargs).press

    def link_word(self, ctx: JobContext, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """The word of a deep link that presses it: `in1-vote-7-2`."""
        return ctx.start_word(self.name, *self._words(args, kwargs))

    def run(self, ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        """Press it, with its permission checked."""
        return ctx.press(self.name, *self._words(args, kwargs))

    def follow(self, ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        """Press it as from a link that this person opened by their own choice."""
        return ctx.follow("-".join([self.name, *self._words(args, kwargs)]))

    def _words(self, args: Iterable[object], more: Mapping[str, object]) -> list[str]:
        """The arguments as they are pressed, in the order of the function's parameters."""
        if more:
            args = signature(self.call).bind(None, *args, **more).args[1:]
        return [press_word(each) for each in args]


run_command: ButtonRef[[str], Answer] = ButtonRef("cmd")
"""Runs a command, as if its words were typed."""
ask_form: ButtonRef[[str], Answer] = ButtonRef("ask")
"""Opens a form, or asks for the parts of a command."""


class CommandRef(Reference[Context, P, R]):
    """A declared command: typed, run by a button, or asked for part by part."""

    def __init__(self, name: str, fr: str) -> None:
        super().__init__(name)
        self.fr = fr

    def typed(self, *words: ExampleWord) -> Typed:
        """The typed command with example words: `/vote 7 2` or `!voter 7 2`.

        The reader's language and network decide which; both are known when it is rendered.
        """
        en = [each[0] if isinstance(each, tuple) else str(each) for each in words]
        fr = [each[1] if isinstance(each, tuple) else str(each) for each in words]
        return Typed(" ".join([f"/{self.name}", *en]), " ".join([f"/{self.fr}", *fr]))

    def button(self, label: Words, /, *words: str | int) -> Button:
        """A button that runs it with these words."""
        return run_command.button(label, " ".join([self.name, *map(str, words)]))

    def link_word(self, ctx: JobContext) -> str:
        """The word of a deep link that runs it."""
        return ctx.start_word(run_command.name, *self.name.split())

    def follow(self, ctx: Context) -> Answer:
        """Run it as by a link that this person opened by their own choice."""
        return ctx.follow("-".join([run_command.name, *self.name.split()]))

    def ask_button(self, label: Words) -> Button:
        """A button that asks for its parts one by one."""
        return ask_form.button(label, self.name)

    def ask(self, ctx: Context, **answers: str) -> Answer:
        """Ask for its missing parameters one by one."""
        return ctx.ask(self.name, **answers)


class FormRef(Reference[Context, P, R]):
    """Questions asked one by one, then the function is called."""

    def ask_button(self, label: Words) -> Button:
        """A button that opens it."""
        return ask_form.button(label, self.name)

    def link_word(self, ctx: JobContext) -> str:
        """The word of a deep link that opens it."""
        return ask_form.link_word(ctx, self.name)

    def ask(self, ctx: Context, **answers: str) -> Answer:
        """Open it with the answers known so far."""
        return ctx.ask(self.name, **answers)

    def ask_in_private(self, ctx: Context) -> Answer:
        """Open it where only the sender reads; without such a room yet, by a deep link."""
        return OpenDirect(self.link_word(ctx)) if ctx.private_room() is None else self.ask(ctx)


class RevisedRef(Reference[Context, [int], Answer]):
    """A kind of thing that can be changed and acted on, shown as it is now by a function.

    See `bot.core.context.revisions`.
    """

    def check_delivered(self, ctx: Context, key: int) -> None:
        """For typed acts: see `check_delivered`; raises `ChangedSinceShown`."""
        check_delivered(ctx, self.name, key)

    def check(self, ctx: Context, key: int, shown: int) -> None:
        """For the steps of a form; raises `ChangedSinceShown` unless `shown` is the present one."""
        check_shown(ctx, self.name, key, shown)

    def present(self, ctx: JobContext, key: int) -> int:
        """The present revision, for a form that is about to be asked about it."""
        return present_revision(ctx, revisions_declared(ctx).revised[self.name], key)


class CardRef(Reference[JobContext, [int], R]):
    """A kind of live card, drawn by a function from the row with a number."""

    def post(  # noqa: PLR0913 - options of a post, named where it is called
        self,
        ctx: JobContext,
        room: str,
        key: int,
        *,
        again: bool = True,
        priority: Priority = Priority.CARD,
        quiet: bool = False,
        about: str | None = None,
        reader: Member | None = None,
        reply_to: str | None = None,
    ) -> None:
        """Post it in a room: it is drawn when it is sent, and refreshed from then on.

        `again`, `quiet` and `about` are those of `JobContext.post`. In a direct room, `reader` is
        the person in whose language and zone it is drawn. `reply_to` is the message that it
        answers.
        """
        room = ctx.sent_to(room)
        card = self._add(ctx, room, key, reader)
        ctx.enqueue(
            room,
            None,
            priority,
            card_id=card.id,
            again=again,
            quiet=quiet,
            about=about,
            locale=card.locale,
            zone=card.zone,
            member_id=None if reader is None else reader.id,
            reply_to=reply_to,
        )

    def post_in_each(  # noqa: PLR0913 - see `post`
        self,
        ctx: JobContext,
        rooms: Sequence[Room],
        key: int,
        *,
        again: bool = True,
        priority: Priority = Priority.CARD,
        about: str | None = None,
        pinned: bool = False,
    ) -> None:
        """Post it in each of many rooms, as `post` does in one, with few statements.

        `pinned`: once it stands there, where the bot may, without a notification.
        """
        community = ctx.community
        zone = zone_of(None, community)
        cards = ctx.store[Cards].add_in_each(
            self.name,
            key,
            rooms,
            community_id=community.id,
            locale=community.locale,
            zone=zone,
        )
        ctx.store[Outbox].put_in_each(
            cards,
            priority=priority,
            at=ctx.now,
            locale=community.locale,
            zone=zone,
            community_id=ctx.said_for,
            again=again,
            quiet=False,
            about=about,
        )
        if pinned:
            self._change_pins(ctx, cards, PIN)

    def adopt(self, ctx: JobContext, room: str, key: int, message_id: str) -> None:
        """Attach an existing message to the card so that it is refreshed with it.

        It is a copy whose fate was unknown after sending, until one of its buttons was pressed.
        """
        if not ctx.store[Cards].knows(self.name, key, room, message_id):
            ctx.store[Cards].posted(self._add(ctx, room, key).id, message_id, shown=0)

    def refresh(self, ctx: JobContext, key: int) -> None:
        """Show the latest state wherever it is posted, at the pace that rooms allow."""
        ctx.store[Cards].refresh(self.name, key)

    def mail(
        self, ctx: JobContext, purpose: str, key: int, *, audience: Audience | None = None
    ) -> int:
        """Send it privately to all who consented to `purpose`, once each; returns the mailing.

        It is drawn for each person when it is sent, and not refreshed. With an `audience`,
        `purpose` is a `Sending`: it goes to those of the audience who get it and consented to
        messages, as one of their unasked messages.
        """
        drawn = {"drawn": self.name, "key": key}
        to = None if audience is None else asdict(audience)
        return ctx.store[Mailings].add(ctx.community.id, purpose, drawn, ctx.now, audience=to).id

    def unpin(self, ctx: JobContext, key: int) -> None:
        """Unpin it wherever it is posted."""
        living = ctx.store[Cards].living(self.name, key)
        self._change_pins(ctx, {each.id: each.room for each in living}, UNPIN)

    def take_away(self, ctx: JobContext, key: int, *, instead: Message) -> None:
        """Delete it wherever it is posted, and cancel copies that are not sent yet.

        A message that the network does not delete any more is edited to say `instead`.
        """
        for card in ctx.store[Cards].living(self.name, key):
            ctx.store[Cards].end(card.id)
            ctx.enqueue(
                card.room,
                instead,
                Priority.CARD,
                locale=card.locale,
                action="delete",
                card_id=card.id,
                quiet=True,
            )

    @staticmethod
    def _change_pins(ctx: JobContext, cards: Mapping[int, str], action: str) -> None:
        ctx.store[Outbox].put_in_each(
            cards,
            priority=Priority.CARD,
            at=ctx.now,
            locale=ctx.community.locale,
            zone=zone_of(None, ctx.community),
            community_id=ctx.said_for,
            action=action,
            quiet=True,
        )

    def _add(self, ctx: JobContext, room: str, key: int, reader: Member | None = None) -> CardRow:
        community = ctx.community
        return ctx.store[Cards].add(
            self.name,
            key,
            room=room,
            community_id=community.id,
            locale=(reader and reader.locale) or community.locale,
            zone=zone_of(reader, community),
        )


class FileRef(Reference[JobContext, P, R]):
    """A declared file, drawn when it is fetched."""

    def hand_out(
        self, ctx: Context, *arguments: object, caption: Words, own: bool = False
    ) -> Card | File | Text:
        """Give it to the sender in private, by a link that works once.

        Without public pages it goes into the direct room, where the network may carry files about
        others or the file is about its reader alone (`own`). Else the answer says where to ask.
        """
        given = tuple(map(str, arguments))
        in_chat = ctx.network.private_files or own
        if (ctx.contact.public_url or in_chat) and not own:
            ctx.trace(file=self.name)
        if ctx.contact.public_url:
            link = Link(text("Fetch the file"), self._one_time_url(ctx, given))
            once = text("The link works once, within {time}.", time=FILE_LIFE)
            return Card(None, (caption, link, once))
        if in_chat:
            return File(self.name, given, caption)
        return text(
            "Files with personal data are not sent through {network}. Ask me on {other}, or ask "
            "the team that runs this service.",
            network=ctx.contact.network_name(ctx.incoming.network),
            other=ctx.contact.matrix_names,
        )

    def _one_time_url(self, ctx: Context, arguments: tuple[str, ...]) -> str:
        token, member, community = codes.new_token(), ctx.person.member, ctx.community_or_none
        ctx.store[OneTimeLinks].add(
            codes.digest_of_token(token),
            self.name,
            arguments,
            member_id=None if member is None else member.id,
            account=ctx.person.address,
            community_id=None if community is None else community.id,
            expires_at=ctx.now + FILE_LIFE,
        )
        return ctx.contact.file_link(token)


class PageRef(Reference[JobContext, P, R]):
    """A declared page of ours, known by its path: `/c/{slug}/events.ics`."""

    def url(self, ctx: JobContext, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """Its address with these words in the path."""
        return f"{ctx.contact.public_url}{self._words(*args, **kwargs)}"

    def path(self, ctx: JobContext, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """The same without our name: for links from one page of ours to another."""
        return f"{urlsplit(ctx.contact.public_url).path}{self._words(*args, **kwargs)}"

    def _words(self, *args: P.args, **kwargs: P.kwargs) -> str:
        words = signature(self.call).bind(None, *args, **kwargs).arguments
        query = {name: words[name] for name in kwargs if f"{{{name}}}" not in self.name}
        return self.name.format_map(words) + (f"?{urlencode(query)}" if query else "")


class UploadRef(Reference[Context, P, R]):
    """The function called once a file that a person sent was fetched."""

    def fetch(
        self,
        ctx: Context,
        upload: Upload,
        *,
        key: object = "",
        kept: timedelta = FETCHED_LIFE,
        photo: bool = False,
    ) -> None:
        """Fetch a file that the sender uploaded, then call the function with its outcome.

        `key` is the feature's own reference. The file is erased after `kept`, or with its person.
        A `photo` is stripped of everything but the picture.
        """
        incoming, member, community = ctx.incoming, ctx.person.member, ctx.community_or_none
        who = {
            "sender": incoming.sender,
            "name": incoming.name,
            "handle": incoming.handle,
            "locale": incoming.locale,
        }
        ctx.store[Fetches].put(
            upload.network,
            {
                "upload": encode_upload(upload),
                "outcome": self.name,
                "key": str(key),
                "kept": kept.total_seconds(),
                "photo": photo,
                "who": who,
            },
            room=ctx.private_room() or incoming.sender,
            locale=ctx.person.locale,
            zone="UTC" if community is None else community.timezone,
            community_id=None if community is None else community.id,
            member_id=None if member is None else member.id,
            at=ctx.now,
        )


class DownloadRef(Reference[JobContext, P, R]):
    """The function called once a web page was fetched, or the members of a room were counted."""

    def fetch(
        self,
        ctx: JobContext,
        url: str,
        *,
        key: object,
        media_type: str,
        kept: timedelta = FETCHED_LIFE,
        photo: bool = False,
        **more: str,
    ) -> None:
        """Fetch and read a web page, then call the function with its outcome.

        `key` is the feature's own reference, `more` is for the reader of the page. The result is
        erased after `kept`. A `photo` is stripped of everything but the picture.
        """
        upload = Upload(WEB, "", media_type, None, {"url": url, "download": self.name, **more})
        ctx.store[Fetches].put(
            WEB,
            {
                "upload": encode_upload(upload),
                "outcome": self.name,
                "key": str(key),
                "kept": kept.total_seconds(),
                "photo": photo,
            },
            room=f"{WEB}:",
            locale=ctx.contact.locale,
            zone=zone_of(None, ctx.community_or_none),
            community_id=ctx.said_for,
            member_id=None,
            at=ctx.now,
        )

    def count_members(self, ctx: JobContext, room: Room) -> None:
        """Ask a network how many people a shared room has, unless it is being asked already.

        The `key` of the outcome is the id of the room.
        """
        if ctx.store[Fetches].is_wanted(room.address):
            return
        ctx.store[Fetches].put(
            room.address.partition(":")[0],
            {"members_of": room.address, "outcome": self.name, "key": str(room.id)},
            room=room.address,
            locale=ctx.contact.locale,
            zone=zone_of(None, ctx.community_or_none),
            community_id=room.community_id,
            member_id=None,
            at=ctx.now,
        )


class JobRef(Reference[JobContext, P, R]):
    """A job that features plan by a rule, or once."""

    def plan(
        self, ctx: JobContext, key: str, rule: Rule | Once, argument: int | None = None
    ) -> None:
        """Run it by a rule from now on; the same key replaces the plan."""
        ctx.plan(key, self.name, rule, argument)


def unbound(references: Mapping[str, object]) -> list[str]:
    """The names of references that were made ahead and that no file binds."""
    return [
        name
        for name, each in references.items()
        if isinstance(each, Reference) and not each.is_bound
    ]


cancel_command: CommandRef[..., Any] = CommandRef("cancel", "annuler")
join_command: CommandRef[..., Any] = CommandRef("join", "rejoindre")
leave_command: CommandRef[..., Any] = CommandRef("leave", "quitter")
help_command: CommandRef[..., Any] = CommandRef("help", "aide")
menu_command: CommandRef[..., Any] = CommandRef("menu", "menu")
group_command: CommandRef[..., Any] = CommandRef("group", "groupe")
write_command: CommandRef[..., Any] = CommandRef("write", "ecrire")
cancel_form: ButtonRef[[], Answer] = ButtonRef(CANCEL_FORM)
skip_question: ButtonRef[[], Answer] = ButtonRef(SKIP_QUESTION)
skip_rest: ButtonRef[[], Answer] = ButtonRef(SKIP_REST)
open_other_form: ButtonRef[[str, str], Answer] = ButtonRef(OPEN_OTHER_FORM)
give_choice: ButtonRef[[str, str], Answer] = ButtonRef(GIVE_CHOICE)
give_typed: ButtonRef[[], Answer] = ButtonRef(GIVE_TYPED)
end_list: ButtonRef[[], Answer] = ButtonRef(END_LIST)
resume_form: ButtonRef[[], Answer] = ButtonRef("form_resume")
pick_meaning: ButtonRef[[str], Answer] = ButtonRef(PICK_MEANING)
ask_community: ButtonRef[[], Answer] = ButtonRef("mean")
choose_community: ButtonRef[[int], Answer] = ButtonRef("mean_in")
choose_and_go_on: ButtonRef[[int, str], Answer] = ButtonRef("mean_for")
confirm_mail: ButtonRef[[int], Answer] = ButtonRef("mail_mine")
