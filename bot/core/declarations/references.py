"""References: a declared function as a value that makes buttons, typed commands, cards, files.

A decorator of a router gives back a reference in place of the function. It is called like the
function, and makes what leads to it: `press_vote.button(label, poll.id, 2)`,
`poll_card.refresh(ctx, poll.id)`, `close_poll.typed(7)`. mypy checks the arguments of a button
against the function.

A reference that several files need in a circle is made ahead in `bot/references/<feature>.py` and
bound to its function by the same decorator: `@router.button(press_vote)`. The engine's own stand
below; the handlers of its buttons are in `bot/core/inbound/presses.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import update_wrapper
from inspect import signature
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from bot.core.context.cards_and_files import (
    FETCHED_LIFE,
    delete_card,
    fetch_file,
    fetch_member_count,
    fetch_page,
    hand_out_file,
    mail_card,
    pin_card,
    post_card,
    refresh_card,
)
from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import present_revision, revisions_declared
from bot.core.declarations.shown_revisions import check_delivered, check_shown
from bot.core.messages.content import (
    Answer,
    Button,
    Card,
    File,
    Message,
    Text,
    Tone,
    Typed,
    Words,
    button,
)
from bot.core.messages.incoming import Upload
from bot.core.messages.typed_buttons import (
    CANCEL_FORM,
    END_LIST,
    GIVE_CHOICE,
    GIVE_TYPED,
    OPEN_OTHER_FORM,
    PICK_MEANING,
    SKIP_QUESTION,
    SKIP_REST,
)
from bot.domain.circles import Audience
from bot.domain.communes import Commune
from bot.domain.dates.recurrence import Once, Recurring, Rule
from storage.communities import Community, Room
from storage.members import Member
from storage.outbound import Priority

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
    """True if no bare number presses it: see `ButtonCall`."""
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
        """Post it in a room: see `post_card`."""
        post_card(
            ctx,
            room,
            self.name,
            key,
            again=again,
            priority=priority,
            quiet=quiet,
            about=about,
            reader=reader,
            reply_to=reply_to,
        )

    def refresh(self, ctx: JobContext, key: int) -> None:
        """Show the latest state wherever it is posted."""
        refresh_card(ctx, self.name, key)

    def mail(
        self, ctx: JobContext, purpose: str, key: int, *, audience: Audience | None = None
    ) -> int:
        """Send it privately to all who consented to `purpose`: see `mail_card`."""
        return mail_card(ctx, purpose, self.name, key, audience=audience)

    def pin(self, ctx: JobContext, key: int) -> None:
        """Pin it wherever it is posted, where the bot may."""
        pin_card(ctx, self.name, key, pinned=True)

    def unpin(self, ctx: JobContext, key: int) -> None:
        """Unpin it wherever it is posted."""
        pin_card(ctx, self.name, key, pinned=False)

    def take_away(self, ctx: JobContext, key: int, *, instead: Message) -> None:
        """Delete it wherever it is posted: see `delete_card`."""
        delete_card(ctx, self.name, key, instead=instead)


class FileRef(Reference[JobContext, P, R]):
    """A declared file, drawn when it is fetched."""

    def hand_out(
        self, ctx: Context, *arguments: object, caption: Words, own: bool = False
    ) -> Card | File | Text:
        """Give it to the sender in private: see `hand_out_file`."""
        return hand_out_file(ctx, self.name, *arguments, caption=caption, own=own)


class PageRef(Reference[JobContext, P, R]):
    """A declared page of ours, known by its path: `/c/{slug}/events.ics`."""

    def url(self, ctx: JobContext, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """Its address with these words in the path."""
        words = signature(self.call).bind(None, *args, **kwargs).arguments
        return f"{ctx.contact.public_url}{self.name.format_map(words)}"


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
        """Fetch the file, then call the function: see `fetch_file`."""
        fetch_file(ctx, upload, outcome=self.name, key=key, kept=kept, photo=photo)


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
        **more: str,
    ) -> None:
        """Fetch the page, then call the function: see `fetch_page`."""
        fetch_page(ctx, url, outcome=self.name, key=key, media_type=media_type, kept=kept, **more)

    def count_members(self, ctx: JobContext, room: Room) -> None:
        """Ask how many people a room has, then call the function: see `fetch_member_count`."""
        fetch_member_count(ctx, room, outcome=self.name)


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
