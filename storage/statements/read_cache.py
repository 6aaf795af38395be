"""Cache of the reads of a unit of work, until it changes something.

Permission is asked for each command of a menu: without this, the same rows
would be read a hundred times.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session

from storage.statements.changes import changes_of
from storage.statements.prepared import connection_of

_REMEMBERED = "remembered"

P = ParamSpec("P")
R = TypeVar("R")


class _Repository(Protocol):
    @property
    def _session(self) -> Session: ...


Self = TypeVar("Self", bound=_Repository)


@dataclass(slots=True)
class _Answers:
    """Reads since the last change."""

    changes: int = -1
    """Their number by then."""
    entities: object = None
    """The session's entities: others, once it let go of them."""
    known: dict[Any, Any] = field(default_factory=dict)


def remember_in(session: Session) -> None:
    """Remember in this session, which belongs to a unit of work: its changes are noted."""
    session.info[_REMEMBERED] = _Answers()


def forget(session: Session) -> None:
    """Read everything again: rows were locked, or changes undone."""
    if _REMEMBERED in session.info:
        remember_in(session)


def remembered(
    read: Callable[Concatenate[Self, P], R],
) -> Callable[Concatenate[Self, P], R]:
    """Read once, until this unit of work changes something; nobody may change what is returned."""

    @wraps(read)
    def once(repository: Self, /, *args: P.args, **named: P.kwargs) -> R:
        session = repository._session  # noqa: SLF001 - of the repository's own method
        answers: _Answers | None = session.info.get(_REMEMBERED)
        if answers is None or named or not session._is_clean():  # noqa: SLF001 - builds no sets
            return read(repository, *args, **named)
        changes, entities = changes_of(connection_of(session)), session.identity_map
        if answers.changes != changes or answers.entities is not entities:
            answers.changes, answers.entities, answers.known = changes, entities, {}
        key = (read, *args)
        if key not in answers.known:
            answers.known[key] = read(repository, *args, **named)
        found: R = answers.known[key]
        return found

    return once
