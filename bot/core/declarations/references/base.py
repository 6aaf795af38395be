"""A declared function as a value: the part that all references share."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from bot.core.context.job_context import JobContext
from bot.domain.communes import Commune
from bot.domain.dates.recurrence.recurrence import Recurring
from storage.communities import Community
from storage.members import Member

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
        """Location of the declaration: `handlers/polls/voting/votes.py:31`."""
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
