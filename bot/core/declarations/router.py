"""The router: what one file of a feature declares, collected when it is imported."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, ParamSpec, TypedDict, TypeVar, Unpack, cast, overload

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.declarations.arguments import MOST_BYTES, params_of
from bot.core.declarations.contributions import Contributions
from bot.core.declarations.pages import Page, PageCall
from bot.core.declarations.references import (
    ButtonRef,
    CardRef,
    CommandRef,
    DownloadRef,
    FileRef,
    FormRef,
    PageRef,
    Reference,
    UploadRef,
)
from bot.core.declarations.registry import (
    Act,
    ActsByLink,
    ButtonCall,
    Command,
    Declaration,
    Declared,
    DownloadCall,
    DuplicateDeclaration,
    FileCall,
    KeptData,
    OutcomeCall,
    Permission,
    UndoOfNothing,
    Where,
    Who,
)
from bot.core.messages.content import Text
from bot.domain.rates import Rate
from bot.domain.roles import Role, Seat
from bot.domain.words import fold

Handler = TypeVar("Handler", bound=Callable[..., Any])
C = TypeVar("C", bound=JobContext)
P = ParamSpec("P")
R = TypeVar("R")

Acting = Callable[Concatenate[Context, P], R]
"""A function of the context of the person who acts."""
Working = Callable[Concatenate[JobContext, P], R]
"""A function that nobody waits for in a room."""


class CommandOptions(TypedDict, total=False):
    """Options of a command: see `Command` and `Permission`."""

    example: str | tuple[str, str]
    aliases: Iterable[str]
    who: Who
    seat: Seat | None
    where: Where
    theme: str
    label: Text | None
    listed: int
    shows: bool
    in_shared_menu: bool
    leaves_form: bool
    form: FormRef[..., Any]
    everywhere: bool | None
    outside: bool
    limit: Rate | None
    trace: Act


class ButtonOptions(TypedDict, total=False):
    """Options of a button: see `ButtonCall` and `Permission`."""

    who: Who
    seat: Seat | None
    deep: bool
    by_link: ButtonRef[..., Any] | None
    card: CardRef[Any] | None
    colons: bool
    deliberate: bool
    means_yes: bool
    everywhere: bool | None
    outside: bool
    limit: Rate | None
    trace: Act


class FormOptions(TypedDict, total=False):
    """Options of a form: see `Permission`."""

    who: Who
    seat: Seat | None
    everywhere: bool | None
    limit: Rate | None
    trace: Act


class UploadOptions(TypedDict, total=False):
    """Options of an upload: see `OutcomeCall` and `Permission`."""

    who: Who
    seat: Seat | None
    failed: Callable[..., Any] | None


class Router:
    """Declarations of one feature file, collected at import."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.buttons: list[ButtonCall] = []
        self.forms: list[Declaration] = []
        self.outcomes: list[OutcomeCall] = []
        self.downloads: dict[str, DownloadCall] = {}
        self.pages: dict[str, PageCall] = {}
        self.cards: dict[str, Callable[..., Any]] = {}
        self.files: dict[str, FileCall] = {}
        self.replies: dict[str, Declaration] = {}
        self.hooks: dict[str, Callable[..., Any]] = {}
        self.undos: dict[str, Callable[..., Any]] = {}
        self.todos: list[Callable[..., Any]] = []
        self.codes: list[Callable[..., Any]] = []
        self.contributions: list[tuple[str, Callable[..., Any]]] = []
        self.acts: dict[str, Act] = {}
        self.kept_data: dict[str, KeptData] = {}

    def command(
        self, name: str | CommandRef[..., Any], *, fr: str = "", **more: Unpack[CommandOptions]
    ) -> Callable[[Acting[P, R]], CommandRef[P, R]]:
        """Declare a command; its name may have two words: `digest submit`.

        A button that runs it says `label`; a `listed` one has this place in the menu that a
        network shows by itself. A link runs what `shows`, and asks before any other command. One
        person does it as often as `limit` says. `name` may be a reference that was made ahead.
        """

        def declare(call: Acting[P, R]) -> CommandRef[P, R]:
            made = CommandRef[..., Any](name, fr) if isinstance(name, str) else name
            reference = cast("CommandRef[P, R]", made)
            reference.bind(call)
            self._trace(reference.name, more.get("trace"))
            aliases = more.get("aliases", ())
            self.commands.append(
                Command(
                    name=reference.name,
                    call=reference.call,
                    params=params_of(reference.call),
                    permission=_permission(more),
                    fr=reference.fr,
                    names=frozenset(map(fold, (reference.name, reference.fr, *aliases))),
                    where=more.get("where", Where.ANYWHERE),
                    example=more.get("example", ""),
                    theme=more.get("theme", ""),
                    button=more.get("label"),
                    listed=more.get("listed", 0),
                    shows=more.get("shows", False),
                    in_shared_menu=more.get("in_shared_menu", False),
                    leaves_form=more.get("leaves_form", False),
                    form=_name(more.get("form")) or "",
                    limit=more.get("limit"),
                )
            )
            return reference

        return declare

    @overload
    def button(
        self, name: ButtonRef[P, R], **more: Unpack[ButtonOptions]
    ) -> Callable[[Acting[P, R]], ButtonRef[P, R]]: ...

    @overload
    def button(
        self, name: str, **more: Unpack[ButtonOptions]
    ) -> Callable[[Acting[P, R]], ButtonRef[P, R]]: ...

    def button(
        self, name: str | ButtonRef[..., Any], **more: Unpack[ButtonOptions]
    ) -> Callable[..., Any]:
        """Declare what a button does; who pressed it is checked like who types a command."""

        def declare(call: Callable[..., Any]) -> ButtonRef[..., Any]:
            reference = ButtonRef[..., Any](name) if isinstance(name, str) else name
            reference.bind(call)
            reference.deliberate = more.get("deliberate", False)
            self._trace(reference.name, more.get("trace"))
            self.buttons.append(
                ButtonCall(
                    reference.name,
                    reference.call,
                    params_of(reference.call),
                    _permission(more),
                    more.get("deep", False),
                    _name(more.get("by_link")),
                    _name(more.get("card")),
                    more.get("colons", False),
                    reference.deliberate,
                    more.get("means_yes", False),
                    limit=more.get("limit"),
                )
            )
            return reference

        return declare

    def undo(self, button: ButtonRef[P, Any]) -> Callable[[Acting[P, R]], Acting[P, R]]:
        """Declare what taking a press of `button` back does, where presses show, as reactions do.

        It is called with the button's arguments, for those who may press the button.
        """
        return _kept_in(self.undos, button.name)

    def form(
        self, name: str | FormRef[..., Any], **more: Unpack[FormOptions]
    ) -> Callable[[Acting[P, R]], FormRef[P, R]]:
        """Declare questions asked one by one: the parameters, then the handler is called.

        They are for members unless it says otherwise.
        """

        def declare(call: Acting[P, R]) -> FormRef[P, R]:
            made = FormRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("FormRef[P, R]", made)
            reference.bind(call)
            self._trace(reference.name, more.get("trace"))
            permission = _permission({"who": Role.MEMBER, **more})
            params = params_of(reference.call)
            self.forms.append(
                Declaration(
                    reference.name, reference.call, params, permission, limit=more.get("limit")
                )
            )
            return reference

        return declare

    @overload
    def card(self, kind: CardRef[R]) -> Callable[[Callable[[JobContext, int], R]], CardRef[R]]: ...

    @overload
    def card(self, kind: str) -> Callable[[Callable[[JobContext, int], R]], CardRef[R]]: ...

    def card(self, kind: str | CardRef[Any]) -> Callable[..., Any]:
        """Declare how a live card is drawn from what is stored."""

        def declare(draw: Callable[[JobContext, int], Any]) -> CardRef[Any]:
            reference = CardRef[Any](kind) if isinstance(kind, str) else kind
            reference.bind(draw)
            _add(self.cards, reference.name, reference.call)
            return reference

        return declare

    def file(
        self, kind: str | FileRef[..., Any], *, who: Role
    ) -> Callable[[Working[P, R]], FileRef[P, R]]:
        """Declare how a file is drawn when it is fetched: a `Document`, from its arguments.

        It is called with a `JobContext` and the words that `hand_out` was given, and only reads:
        nothing is changed by it, and it may take its time. A link to it works while the person whom
        it was given to is still `who`.
        """

        def declare(call: Working[P, R]) -> FileRef[P, R]:
            made = FileRef[..., Any](kind) if isinstance(kind, str) else kind
            reference = cast("FileRef[P, R]", made)
            reference.bind(call)
            _add(self.files, reference.name, FileCall(reference.call, who))
            return reference

        return declare

    def outcome(
        self, name: str | UploadRef[..., Any], **more: Unpack[UploadOptions]
    ) -> Callable[[Acting[P, R]], UploadRef[P, R]]:
        """Declare what goes on once a file that a member sent was fetched: see `UploadRef.fetch`.

        It is called with what it names of `file_id` and `key`, for those who still may. Where there
        is no file the person is told why, in words, and `failed` is called, which may name `key`.
        """

        def declare(call: Acting[P, R]) -> UploadRef[P, R]:
            made = UploadRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("UploadRef[P, R]", made)
            reference.bind(call)
            permission = _permission({"who": Role.MEMBER, **more})
            params = params_of(reference.call)
            failed = more.get("failed")
            self.outcomes.append(
                OutcomeCall(reference.name, reference.call, params, permission, failed)
            )
            return reference

        return declare

    def download(
        self,
        name: str | DownloadRef[..., Any],
        *,
        read: Callable[..., bytes] | None = None,
        most: int = MOST_BYTES,
    ) -> Callable[[Working[P, R]], DownloadRef[P, R]]:
        """Declare what goes on once a page of the web was fetched: see `DownloadRef.fetch`.

        It is called with a `JobContext` and the `Outcome`: nobody waits for it in a room. The page
        has at most so many bytes; `read` reads it first: see `DownloadCall`.
        """

        def declare(call: Working[P, R]) -> DownloadRef[P, R]:
            made = DownloadRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("DownloadRef[P, R]", made)
            reference.bind(call)
            _add(self.downloads, reference.name, DownloadCall(reference.call, read, most))
            return reference

        return declare

    def page(
        self, path: str | PageRef[..., Any], *, secret: bool = False
    ) -> Callable[[Callable[Concatenate[JobContext, P], Page]], PageRef[P, Page]]:
        """Declare a page of our own: `/c/{slug}/events.ics`.

        It is called with a `JobContext` without a community and the words of its path, and only
        reads. A word is a slug, a number of at most nine digits where the parameter is an `int`,
        or on a `secret` page its one token: who guesses tokens has to wait. A page raises
        `NothingHere`, or `UnknownToken` for a token that was never given.
        """

        def declare(call: Callable[Concatenate[JobContext, P], Page]) -> PageRef[P, Page]:
            made = PageRef[..., Any](path) if isinstance(path, str) else path
            reference = cast("PageRef[P, Page]", made)
            reference.bind(call)
            page = PageCall(reference.name, reference.call, params_of(reference.call), secret)
            _add(self.pages, page.shape, page)
            return reference

        return declare

    def reply(self, about: str, *, limit: Rate | None = None) -> Callable[[Handler], Handler]:
        """Declare what a reply to a message about `about:ID` does: called with ID and the words."""

        def declare(call: Handler) -> Handler:
            params = params_of(call)
            reply = Declaration(about, call, params, Permission(), limit=limit)
            _add(self.replies, about, reply)
            return call

        return declare

    def hook(self, moment: str) -> Callable[[Handler], Handler]:
        """Declare what answers a moment that no command names.

        Those of people are `words`, `newcomer`, `came`, `entered`, `exited` and `asked`.
        """
        return _kept_in(self.hooks, moment)

    def act(self, name: str, act: Act) -> None:
        """Declare how the audit calls an act that `Context.audit` keeps under a name of its own."""
        _add(self.acts, name, act)

    def personal_data(
        self,
        section: str,
        title: Text,
        about: Text,
        *,
        order: int,
        row_words: Callable[[Mapping[str, Any]], Text] | None = None,
    ) -> None:
        """Declare how `/mydata` tells rows that are kept of a person.

        `section` is the table's name, or the section that its columns name: see
        `storage.ownership`. Its page gives the number of rows, or each in `row_words`.
        """
        _add(self.kept_data, section, KeptData(title, about, order, row_words))

    def _trace(self, name: str, act: Act | None) -> None:
        if act is not None:
            _add(self.acts, name, act)

    def todo(self, call: Handler) -> Handler:
        """Declare this feature's tasks that wait for gardeners today: a list of `Todo`.

        Called with the context of the reader of `/todo`.
        """
        self.todos.append(call)
        return call

    def code(self, call: Handler) -> Handler:
        """Declare a function that accepts codes from `/start CODE`.

        Called with the context and the word; returns None for a code of another feature.
        """
        self.codes.append(call)
        return call

    def contribution(
        self, to: Contributions[C, P, R]
    ) -> Callable[[Callable[Concatenate[C, P], R]], Callable[Concatenate[C, P], R]]:
        """Declare a part of something that another feature shows or does: see `Contributions`."""

        def declare(call: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
            self.contributions.append((to.name, call))
            return call

        return declare


def collect(routers: Iterable[Router]) -> Declared:
    """Put the features' declarations together.

    Raises `DuplicateDeclaration` where two clash, `UndoOfNothing` or `ActsByLink` where one misses
    another.
    """
    declared = Declared()
    for router in routers:
        _take_in(declared, router)
        for name, act in router.acts.items():
            _add(declared.acts, name, act)
        for name, kept in router.kept_data.items():
            _add(declared.kept_data, name, kept)
        for name, call in router.contributions:
            declared.contributions.setdefault(name, []).append(call)
    for name in declared.undos.keys() - declared.buttons:
        raise UndoOfNothing(name)
    shown = {each.name for each in declared.buttons.values() if each.deep and not each.by_link}
    for button in declared.buttons.values():
        if button.by_link is not None and not (button.deep and button.by_link in shown):
            raise ActsByLink(button.name)
    return declared


def _take_in(declared: Declared, router: Router) -> None:
    for command in router.commands:
        for name in sorted(command.names):
            beside = declared.commands.setdefault(name, [])
            if any(each.shape == command.shape for each in beside):
                raise DuplicateDeclaration(f"command {name} ({command.shape})")
            beside.append(command)
        if any(each.question for each in command.params):
            _add(declared.forms, command.name, command)
    for button in router.buttons:
        _add(declared.buttons, button.name, button)
    for form in router.forms:
        _add(declared.forms, form.name, form)
    for outcome in router.outcomes:
        _add(declared.outcomes, outcome.name, outcome)
    for own, all_ in (
        (router.downloads, declared.downloads),
        (router.pages, declared.pages),
        (router.cards, declared.cards),
        (router.files, declared.files),
        (router.replies, declared.replies),
        (router.hooks, declared.hooks),
        (router.undos, declared.undos),
    ):
        for name, call in own.items():
            _add(all_, name, call)
    declared.todos.extend(router.todos)
    declared.codes.extend(router.codes)


def _add(all_: dict[str, Any], name: str, what: object) -> None:
    if name in all_:
        raise DuplicateDeclaration(name)
    all_[name] = what


def _name(reference: Reference[Any, ..., Any] | None) -> str | None:
    return None if reference is None else reference.name


def _permission(options: Mapping[str, Any]) -> Permission:
    """The permission of a declaration."""
    return Permission(
        options.get("who", Role.ANYONE),
        options.get("seat"),
        options.get("everywhere"),
        options.get("outside", False),
    )


def _kept_in(kept: dict[str, Callable[..., Any]], name: str) -> Callable[[Handler], Handler]:
    def declare(call: Handler) -> Handler:
        _add(kept, name, call)
        return call

    return declare
