"""The real declarations, with handlers that only note that they were called."""

from dataclasses import replace
from typing import Any

from bot.app import declarations
from bot.core import Context
from bot.core.declarations.registry import Declared
from storage.inbound.inbox import InboxRow, InboxState
from storage.unit_of_work import Store
from tests.core.engine import Engine

# Rows that a message leaves even if nothing is done, and notes of its account.
TRACES = {
    *("audit", "audit_actors", "audit_facts"),
    *("inbox", "deliveries", "departures", "identities", "positions"),
}
Call = tuple[str, str, int | None]


class Watched:
    """The real declarations, with handlers that only note that they were called."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        real = declarations()
        forms = {name: self._watched(each) for name, each in real.forms.items()}
        self.declared = Declared(
            commands={
                name: [self._watched(each) for each in listed]
                for name, listed in real.commands.items()
            },
            buttons={  # who may press is looked at, not what they were shown
                name: replace(self._watched(each), of=None) for name, each in real.buttons.items()
            },
            forms=forms,
            cards=real.cards,
            replies=real.replies,
            contributions=real.contributions,
        )

    def _watched(self, declaration: Any) -> Any:  # noqa: ANN401 - of its own kind
        def note(ctx: Context, *_: object, **__: object) -> None:
            community = ctx.community_or_none
            where = None if community is None else community.id
            self.calls.append((ctx.incoming.key, declaration.name, where))

        return replace(declaration, call=note, limit=None)  # everybody tries everything here


def broken(engine: Engine) -> list[str]:
    def look(store: Store) -> list[str]:
        rows = store._session.query(InboxRow).filter_by(state=InboxState.QUARANTINED)
        return [f"{row.error}: {row.payload}" for row in rows]

    return engine.store(look)
