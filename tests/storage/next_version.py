"""A version after the newest: what becomes of databases, once there is one, can be seen before."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.operations import migrations

NEXT = "9998"
_MIGRATION = '''"""Things to borrow."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import allow_words

revision: str = "{next}"
down_revision: str | None = "{before}"
STATES = ("draft", "proposed", "published", "cancelled", "withdrawn")


def upgrade() -> None:
    op.create_table("things_to_borrow", sa.Column("id", sa.Integer(), primary_key=True))
    allow_words("events", "state", (*STATES, "postponed"))


def downgrade() -> None:
    op.execute("UPDATE events SET state = 'withdrawn' WHERE state = 'postponed'")
    allow_words("events", "state", STATES)
    op.drop_table("things_to_borrow")
'''


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """A call gives the program one migration more, with a table and a word; returns its id."""

    def comes() -> str:
        folder = tmp_path / "migrations"
        shutil.copytree(migrations._SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        ids = sorted(each.name[:4] for each in (folder / "versions").glob("*.py"))
        made = _MIGRATION.format(next=NEXT, before=ids[-1])
        (folder / "versions" / f"{NEXT}_things_to_borrow.py").write_text(made)
        monkeypatch.setattr(migrations, "_SCRIPTS", folder)
        return NEXT

    return comes
