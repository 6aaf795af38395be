"""Options of declarations, as keywords of the router's decorators."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict

from bot.core.declarations.declaration import (
    Act,
    Permission,
    Where,
    Who,
)
from bot.core.declarations.references.references import (
    ButtonRef,
    CardRef,
    FormRef,
    RevisedRef,
)
from bot.core.messages.content import Text, Tone
from bot.domain.rates import Rate
from bot.domain.roles import Role, Seat


class CommandOptions(TypedDict, total=False):
    """Options of a command: see `Command` and `Permission`."""

    example: str | tuple[str, str]
    aliases: Iterable[str]
    who: Who
    seat: Seat | None
    agents: bool
    where: Where
    theme: str
    label: Text | None
    listed: int
    shows: bool
    in_shared_menu: bool
    leaves_form: bool
    form: FormRef[..., Any]
    confidential: Text
    everywhere: bool | None
    outside: bool
    limit: Rate | None
    trace: Act


class ButtonOptions(TypedDict, total=False):
    """Options of a button: see `ButtonCall` and `Permission`."""

    who: Who
    seat: Seat | None
    agents: bool
    deep: bool
    by_link: ButtonRef[..., Any] | None
    card: CardRef[Any] | None
    colons: bool
    of: RevisedRef
    any_revision: bool
    takes_back: Iterable[str]
    deliberate: bool
    tone: Tone
    """Its colour, where a network has any: “primary” for a deliberate button unless said."""
    means_yes: bool
    confidential: Text
    everywhere: bool | None
    outside: bool
    limit: Rate | None
    trace: Act


class FormOptions(TypedDict, total=False):
    """Options of a form: see `Permission`."""

    who: Who
    seat: Seat | None
    agents: bool
    everywhere: bool | None
    limit: Rate | None
    trace: Act


class UploadOptions(TypedDict, total=False):
    """Options of an upload: see `OutcomeCall` and `Permission`."""

    who: Who
    seat: Seat | None
    failed: Callable[..., Any] | None
    read: Callable[[Path], bytes] | None


def permission_of(options: Mapping[str, Any]) -> Permission:
    """The permission of a declaration."""
    return Permission(
        options.get("who", Role.ANYONE),
        options.get("seat"),
        options.get("everywhere"),
        options.get("outside", False),
        options.get("agents", False),
    )
