"""The router: the declarations of one file of a feature, and those of all files put together."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Concatenate, TypeVar, Unpack, cast, overload

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import RevisedThing
from bot.core.declarations.arguments import params_of
from bot.core.declarations.contributions import Contributions
from bot.core.declarations.declaration import (
    Act,
    ButtonCall,
    ButtonOptions,
    Command,
    CommandOptions,
    Contribution,
    Declaration,
    FormOptions,
    KeptData,
    Permission,
    ReplyCall,
    Where,
    permission_of,
)
from bot.core.declarations.drawn_and_fetched import DrawnAndFetched
from bot.core.declarations.references import (
    ButtonRef,
    CommandRef,
    FormRef,
    P,
    R,
    Reference,
    RevisedRef,
)
from bot.core.declarations.registry import (
    ActsByLink,
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

Handler = TypeVar("Handler", bound=Callable[..., Any])
C = TypeVar("C", bound=JobContext)

Acting = Callable[Concatenate[Context, P], R]
"""A function of the context of the person who acts."""


class Router(DrawnAndFetched):
    """Declarations of one feature file, collected at import."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[Command] = []
        self.buttons: list[ButtonCall] = []
        self.forms: list[Declaration] = []
        self.replies: dict[str, ReplyCall] = {}
        self.hooks: dict[str, Callable[..., Any]] = {}
        self.undos: dict[str, Callable[..., Any]] = {}
        self.contributions: list[Contribution] = []
        self.acts: dict[str, Act] = {}
        self.kept_data: dict[str, KeptData] = {}
        self.things: dict[str, RevisedThing] = {}

    def command(
        self, name: str | CommandRef[..., Any], *, fr: str = "", **more: Unpack[CommandOptions]
    ) -> Callable[[Acting[P, R]], CommandRef[P, R]]:
        """Declare a command; its name may have two words: `digest submit`.

        A button that runs it says `label`; a `listed` one has this place in the menu that a
        network shows by itself. A link runs what `shows`, and asks before any other command. One
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
                    limit=more.get("limit"),
                    confidential=more.get("confidential"),
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
        return _kept_in(self.undos, button.name)

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
                    reference.name, reference.call, params, permission, limit=more.get("limit")
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

    def hook(
        self, moment: str, *, who: Role = Role.ANYONE
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Declare a function called at an event that no command names, if the sender has this role.

        Those of people are `words`, `newcomer`, `came`, `chosen`, `entered`, `exited` and `asked`;
        `key` gives the command that a key below the text field stands for.
        """

        def declare(call: Callable[P, R]) -> Callable[P, R]:
            add_once(self.hooks, moment, call if who is Role.ANYONE else _for_role(who, call))
            return call

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
        labels: Mapping[str, Text] | None = None,
        row_words: Callable[[Mapping[str, Any]], Text] | None = None,
    ) -> None:
        """Declare how `/mydata` tells rows that are kept of a person.

        `section` is the table's name, or the section that its columns name: see
        `storage.ownership`. Its page gives the number of rows, or each in `row_words`; the file
        gives each value with its column's label.
        """
        add_once(self.kept_data, section, KeptData(title, about, order, labels or {}, row_words))

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
            self.contributions.append(Contribution(to.name, call, order))
            return call

        return declare


def _name(reference: Reference[Any, ..., Any] | None) -> str | None:
    return None if reference is None else reference.name


def _for_role(who: Role, call: Callable[..., Any]) -> Callable[..., Any]:
    def call_for_role(ctx: Context, *arguments: str) -> Any:  # noqa: ANN401 - a hook's own answer
        return call(ctx, *arguments) if ctx.role() >= who else None

    return call_for_role


def _kept_in(kept: dict[str, Callable[..., Any]], name: str) -> Callable[[Handler], Handler]:
    def declare(call: Handler) -> Handler:
        add_once(kept, name, call)
        return call

    return declare


def collect(routers: Iterable[Router]) -> Declared:
    """Put the features' declarations together.

    Raises `DuplicateDeclaration` where two clash; `UndoOfNothing`, `ActsByLink` or
    `RevisionOfNothing` where one misses another.
    """
    declared = Declared()
    contributions: list[Contribution] = []
    for router in routers:
        _take_in(declared, router)
        contributions += router.contributions
    for each in sorted(contributions, key=lambda each: each.order):
        declared.contributions.setdefault(each.to, []).append(each)
    for name, kind in declared.revised_buttons.items():
        if kind not in declared.revised:
            raise RevisionOfNothing(name)
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
        (router.hooks, declared.hooks),
        (router.undos, declared.undos),
        (router.things, declared.revised),
        (router.acts, declared.acts),
        (router.kept_data, declared.kept_data),
    ):
        for name, call in own.items():
            add_once(all_, name, call)
    for thing, card in router.shown:
        declared.shown_in.setdefault(thing, []).append(card)


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
