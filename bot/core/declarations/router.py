"""The router: the declarations of one file of a feature, and those of all files put together."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any, Concatenate, TypeVar, Unpack, cast, overload

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import RevisedThing
from bot.core.declarations.arguments import MOST_BYTES, params_of
from bot.core.declarations.declaration import (
    Act,
    ButtonCall,
    ButtonOptions,
    CardCall,
    Command,
    CommandOptions,
    Contribution,
    Declaration,
    DownloadCall,
    FileCall,
    FormOptions,
    KeptData,
    KeptDataOptions,
    OutcomeCall,
    PageCall,
    Permission,
    ReplyCall,
    UploadOptions,
    Where,
    permission_of,
)
from bot.core.declarations.references import (
    ButtonRef,
    CardRef,
    CommandRef,
    DownloadRef,
    FileRef,
    FormRef,
    P,
    PageRef,
    R,
    Reference,
    RevisedRef,
    UploadRef,
)
from bot.core.declarations.registry import (
    ActsByLink,
    Contributions,
    Declared,
    DuplicateDeclaration,
    RevisionOfNothing,
    UndoOfNothing,
    add_once,
)
from bot.core.messages.content import Answer, Text
from bot.domain.rates import Rate
from bot.domain.roles import Role
from bot.domain.words import fold

Acting = Callable[Concatenate[Context, P], R]
"""A function called for a person who waits in a room for its answer."""
Working = Callable[Concatenate[JobContext, P], R]
"""A function called in the background."""
Handler = TypeVar("Handler", bound=Callable[..., Any])
C = TypeVar("C", bound=JobContext)


class Router:
    """Declarations of one feature file, collected at import."""

    def __init__(
        self, *, on_page: bool = False, own_page: bool = False, personal: bool = False
    ) -> None:
        """Declare nothing yet; with `on_page` all of it works on the gardeners' page, too.

        What is for gardeners alone works there by itself: see `Declaration.works_on_page`. With
        `own_page` it works on members' own pages; a code is asked for before what is `personal`.
        """
        self._on_page, self._own_page, self._personal = on_page, own_page or personal, personal
        self.commands: list[Command] = []
        self.buttons: list[ButtonCall] = []
        self.forms: list[Declaration] = []
        self.replies: dict[str, ReplyCall] = {}
        self.undos: dict[str, Callable[..., Any]] = {}
        self.contributions: list[Contribution] = []
        self.acts: dict[str, Act] = {}
        self.kept_data: dict[str, KeptData] = {}
        self.things: dict[str, RevisedThing] = {}
        self.cards: dict[str, CardCall] = {}
        self.files: dict[str, FileCall] = {}
        self.outcomes: list[OutcomeCall] = []
        self.downloads: dict[str, DownloadCall] = {}
        self.pages: dict[str, PageCall] = {}

    def _pages(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The pages on which a declaration with these options works."""
        return {
            "on_page": self._on_page,
            "own_page": self._own_page,
            "personal": options.get("personal", self._personal),
        }

    def command(
        self, name: str | CommandRef[..., Any], *, fr: str = "", **more: Unpack[CommandOptions]
    ) -> Callable[[Acting[P, R]], CommandRef[P, R]]:
        """Declare a command; its name may have two words: `digest submit`.

        A button that runs it says `label`; a `listed` one has this place in the menu that a
        network shows by itself, and one with a `tab` that place on the gardeners' page, with an
        `own_tab` on a member's own. A link
        runs what `shows`, and asks before any other command. One
        person does it as often as `limit` says. `name` may be a reference that was made ahead.
        What the function gets as `**` are the parameters that it `takes`.
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
                    params=params_of(reference.call, more.get("takes", ())),
                    permission=permission_of(more),
                    fr=reference.fr,
                    names=frozenset(map(fold, (reference.name, reference.fr, *aliases))),
                    where=more.get("where", Where.ANYWHERE),
                    example=more.get("example", ""),
                    theme=more.get("theme", ""),
                    button=more.get("label"),
                    listed=more.get("listed", 0),
                    shows=more.get("shows", False),
                    in_shared_menu=more.get("in_shared_menu", False),
                    ephemeral=more.get("ephemeral", False),
                    leaves_form=more.get("leaves_form", False),
                    form=_name(more.get("form")) or "",
                    tab=more.get("tab", 0),
                    own_tab=more.get("own_tab", 0),
                    limit=more.get("limit"),
                    confidential=more.get("confidential"),
                    **self._pages(more),
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
        """Declare the act of a button; its presser is checked like the sender of a command."""

        def declare(call: Callable[..., Any]) -> ButtonRef[..., Any]:
            reference = ButtonRef[..., Any](name) if isinstance(name, str) else name
            reference.bind(call)
            reference.deliberate = more.get("deliberate", False)
            reference.tone = more.get("tone", "primary" if reference.deliberate else "")
            self._trace(reference.name, more.get("trace"))
            self.buttons.append(
                ButtonCall(
                    reference.name,
                    reference.call,
                    params_of(reference.call),
                    permission_of(more),
                    more.get("deep", False),
                    _name(more.get("by_link")),
                    _name(more.get("card")),
                    more.get("colons", False),
                    _name(more.get("of")),
                    more.get("any_revision", False),
                    frozenset(more.get("takes_back", ())),
                    reference.deliberate,
                    more.get("means_yes", False),
                    more.get("undoes", False),
                    limit=more.get("limit"),
                    confidential=more.get("confidential"),
                    **self._pages(more),
                )
            )
            return reference

        return declare

    def revised(
        self, thing: RevisedRef, *, compose: Callable[[Any, int], None] | None = None
    ) -> Callable[[Callable[[Context, int], Answer]], RevisedRef]:
        """Declare how a thing is shown as it is now, to people who act on an older revision.

        `compose` stores the words of a thing that is composed of several, before its revision is
        looked at; it is called with a `JobContext` and the thing's id.
        """

        def declare(call: Callable[[Context, int], Answer]) -> RevisedRef:
            thing.bind(call)
            shown = RevisedThing(thing.name, thing.call, compose)
            add_once(self.things, thing.name, shown)
            return thing

        return declare

    def undo(self, button: ButtonRef[P, Any]) -> Callable[[Acting[P, R]], Acting[P, R]]:
        """Declare what taking a press of `button` back does, where presses show, as reactions do.

        It is called with the button's arguments, for those who may press the button.
        """

        def declare(call: Acting[P, R]) -> Acting[P, R]:
            add_once(self.undos, button.name, call)
            return call

        return declare

    def form(
        self, name: str | FormRef[..., Any], **more: Unpack[FormOptions]
    ) -> Callable[[Acting[P, R]], FormRef[P, R]]:
        """Declare questions asked one by one: the parameters, then the handler is called.

        They are for members unless it says otherwise. What the function gets as `**` are the
        parameters that it `takes`.
        """

        def declare(call: Acting[P, R]) -> FormRef[P, R]:
            made = FormRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("FormRef[P, R]", made)
            reference.bind(call)
            self._trace(reference.name, more.get("trace"))
            permission = permission_of({"who": Role.MEMBER, **more})
            params = params_of(reference.call, more.get("takes", ()))
            self.forms.append(
                Declaration(
                    reference.name,
                    reference.call,
                    params,
                    permission,
                    limit=more.get("limit"),
                    **self._pages(more),
                )
            )
            return reference

        return declare

    def reply(
        self, about: str, *, limit: Rate | None = None, buttons_first: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare the function called with ID and the words of a reply to `about:ID`.

        With `buttons_first`, words that name a button of the message press it instead.
        """

        def declare(call: Handler) -> Handler:
            params = params_of(call)
            reply = ReplyCall(about, call, params, Permission(), buttons_first, limit=limit)
            add_once(self.replies, about, reply)
            return call

        return declare

    @overload
    def card(
        self, kind: CardRef[R], *, shows: Sequence[type] = ()
    ) -> Callable[[Callable[[JobContext, int], R]], CardRef[R]]: ...

    @overload
    def card(
        self, kind: str, *, shows: Sequence[type] = ()
    ) -> Callable[[Callable[[JobContext, int], R]], CardRef[R]]: ...

    def card(self, kind: str | CardRef[Any], *, shows: Sequence[type] = ()) -> Callable[..., Any]:
        """Declare how a live card is drawn from stored rows.

        It is drawn anew when repositories report changes of what it `shows`, under its key.
        """

        def declare(draw: Callable[[JobContext, int], Any]) -> CardRef[Any]:
            reference = CardRef[Any](kind) if isinstance(kind, str) else kind
            reference.bind(draw)
            add_once(self.cards, reference.name, CardCall(reference.call, shows))
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
            add_once(self.files, reference.name, FileCall(reference.call, who))
            return reference

        return declare

    def outcome(
        self, name: str | UploadRef[..., Any], **more: Unpack[UploadOptions]
    ) -> Callable[[Acting[P, R]], UploadRef[P, R]]:
        """Declare the function called once a member's file was fetched: see `UploadRef.fetch`.

        It is called with what it names of `file_id` and `key`, for those who still may. Where there
        is no file the person is told why, in words, and `failed` is called, which may name `key`.
        `read` parses the file first: see `OutcomeCall`.
        """

        def declare(call: Acting[P, R]) -> UploadRef[P, R]:
            made = UploadRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("UploadRef[P, R]", made)
            reference.bind(call)
            permission = permission_of({"who": Role.MEMBER, **more})
            params = params_of(reference.call)
            failed, read = more.get("failed"), more.get("read")
            self.outcomes.append(
                OutcomeCall(reference.name, reference.call, params, permission, failed, read)
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
        """Declare the function called once a web page was fetched: see `DownloadRef.fetch`.

        It is called in the background, with a `JobContext` and the `Outcome`. `most` limits the
        page's bytes; `read` parses it first: see `DownloadCall`.
        """

        def declare(call: Working[P, R]) -> DownloadRef[P, R]:
            made = DownloadRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("DownloadRef[P, R]", made)
            reference.bind(call)
            add_once(self.downloads, reference.name, DownloadCall(reference.call, read, most))
            return reference

        return declare

    def page(
        self, path: str | PageRef[..., Any], *, secret: bool = False
    ) -> Callable[[Callable[Concatenate[JobContext, P], R]], PageRef[P, R]]:
        """Declare a page of our own, a `Page` or an `HtmlPage`: `/c/{slug}/events.ics`.

        It is called with a `JobContext` without a community and the words of its path, and only
        reads. A word is a slug, a number of at most nine digits where the parameter is an `int`,
        or on a `secret` page its one token: guesses of tokens are slowed down. Parameters that
        are keyword-only, with a default, may stand behind the path: `?q=compost`. A page raises
        `NothingHere`, or `UnknownToken` for a token that was never given.
        """

        def declare(call: Callable[Concatenate[JobContext, P], R]) -> PageRef[P, R]:
            made = PageRef[..., Any](path) if isinstance(path, str) else path
            reference = cast("PageRef[P, R]", made)
            reference.bind(call)
            params = params_of(reference.call)
            words = tuple(each for each in params if not each.option)
            query = tuple(each for each in params if each.option)
            page = PageCall(reference.name, reference.call, words, secret, query)
            add_once(self.pages, page.shape, page)
            return reference

        return declare

    def act(self, name: str, act: Act) -> None:
        """Declare how the audit calls an act that `Context.audit` keeps under a name of its own."""
        add_once(self.acts, name, act)

    def personal_data(
        self,
        section: str,
        title: Text,
        about: Text,
        *,
        order: int,
        **more: Unpack[KeptDataOptions],
    ) -> None:
        """Declare how `/mydata` tells rows that are kept of a person.

        `section` is the table's name, or the section that its columns name: see
        `storage.ownership`. Its page gives the number of rows, `counted` in words, or each in
        `row_words`; the file gives each value with its column's label.
        """
        add_once(self.kept_data, section, KeptData(title, about, order, **more))

    def _trace(self, name: str, act: Act | None) -> None:
        if act is not None:
            add_once(self.acts, name, act)

    def contribution(
        self, to: Contributions[C, P, R], *, order: int = 0
    ) -> Callable[[Callable[Concatenate[C, P], R]], Callable[Concatenate[C, P], R]]:
        """Declare a part of something that another feature shows or does: see `Contributions`.

        Those of a lower `order` come first.
        """

        def declare(call: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
            self.contributions.append(Contribution(to.name, call, order, to.is_single))
            return call

        return declare


def _name(reference: Reference[Any, ..., Any] | None) -> str | None:
    return None if reference is None else reference.name


def collect(routers: Sequence[Router]) -> Declared:
    """Put the features' declarations together.

    Raises `DuplicateDeclaration` where two clash; `UndoOfNothing`, `ActsByLink` or
    `RevisionOfNothing` where one misses another.
    """
    declared = Declared()
    undos: dict[str, Callable[..., Any]] = {}
    for router in routers:
        _take_in(declared, router)
        for name, call in router.undos.items():
            add_once(undos, name, call)
    _take_in_contributions(declared, [each for of in routers for each in of.contributions])
    for name, kind in declared.revised_buttons.items():
        if kind not in declared.revised:
            raise RevisionOfNothing(name)
    for name, call in undos.items():
        if name not in declared.buttons:
            raise UndoOfNothing(name)
        declared.buttons[name] = replace(declared.buttons[name], undo=call)
    shown = {each.name for each in declared.buttons.values() if each.deep and not each.by_link}
    for button in declared.buttons.values():
        if button.by_link is not None and not (button.deep and button.by_link in shown):
            raise ActsByLink(button.name)
    return declared


def _take_in_contributions(declared: Declared, contributions: Iterable[Contribution]) -> None:
    for each in sorted(contributions, key=lambda each: each.order):
        beside = declared.contributions.setdefault(each.to, [])
        if beside and each.is_single:
            raise DuplicateDeclaration(each.to)
        beside.append(each)


def _take_in(declared: Declared, router: Router) -> None:
    for command in router.commands:
        for name in sorted(command.names):
            beside = declared.commands.setdefault(name, [])
            if any(each.shape == command.shape for each in beside):
                raise DuplicateDeclaration(f"command {name} ({command.shape})")
            beside.append(command)
        if any(each.question for each in command.params):
            add_once(declared.forms, command.name, command)
    of = {each.name: each.of for each in router.buttons if each.of is not None}
    declared.revised_buttons.update(of)
    listed: tuple[tuple[Sequence[Declaration], dict[str, Any]], ...] = (
        (router.buttons, declared.buttons),
        (router.forms, declared.forms),
        (router.outcomes, declared.outcomes),
    )
    for declarations, all_ in listed:
        for each in declarations:
            add_once(all_, each.name, each)
    for own, all_ in (
        (router.downloads, declared.downloads),
        (router.pages, declared.pages),
        (router.cards, declared.cards),
        (router.files, declared.files),
        (router.replies, declared.replies),
        (router.things, declared.revised),
        (router.acts, declared.acts),
        (router.kept_data, declared.kept_data),
    ):
        for name, call in own.items():
            add_once(all_, name, call)


Found = TypeVar("Found")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """All modules below a package, imported; an error of one of them is not swallowed."""
    for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(each.name)
        yield module
        if each.ispkg:
            yield from modules(module)


def declared_in(package: ModuleType, name: str, kind: type[Found]) -> list[Found]:
    """Collect the objects called `name` of all modules; one imported by another counts once."""
    found = [vars(each).get(name) for each in modules(package)]
    return list({id(each): each for each in found if isinstance(each, kind)}.values())
