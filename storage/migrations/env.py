"""Alembic's entry: the tables as `storage` declares them, on the connection it is given."""

from typing import Any, Literal

from alembic import context

from storage.base import Base, Choice, Instant, is_own
from storage.repository import repositories


def _plain_type(kind: str, what: Any, _context: object) -> str | Literal[False]:  # noqa: ANN401
    """Write our own types into a migration as plain ones: migrations outlive our classes."""
    if kind == "type" and isinstance(what, Choice):
        return "sa.String()"
    if kind == "type" and isinstance(what, Instant):
        return "sa.DateTime(timezone=True)"
    return False


repositories()  # registers all tables
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    compare_type=True,
    include_name=is_own,
    render_item=_plain_type,
    on_version_apply=context.config.attributes.get("step"),
)
with context.begin_transaction():
    context.run_migrations()
