"""Who acted lies beside the rows of the audit, which can be chained."""

from collections.abc import Sequence
from hashlib import sha256
from json import dumps
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 1000

audit = sa.table(
    "audit",
    sa.column("id", sa.BigInteger),
    sa.column("actor", sa.String),
    sa.column("account", sa.String),
)
actors = sa.table(
    "audit_actors",
    sa.column("audit_id", sa.BigInteger),
    sa.column("account", sa.String),
    sa.column("member_id", sa.Integer),
    sa.column("salt", sa.String),
)
identities = sa.table(
    "identities", sa.column("address", sa.String), sa.column("member_id", sa.Integer)
)


def upgrade() -> None:
    op.execute("ALTER TABLE audit RENAME COLUMN actor TO account")
    for name in ("actor", "facts"):
        op.add_column("audit", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("audit", sa.Column("position", _big_id(), nullable=True))
    op.add_column("audit", sa.Column("hash", sa.String(), nullable=True))
    op.create_table(
        "audit_actors",
        sa.Column("audit_id", _big_id(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_actors_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_actors")),
    )
    op.create_index(op.f("ix_audit_actors_account"), "audit_actors", ["account"])
    op.create_index(op.f("ix_audit_actors_member_id"), "audit_actors", ["member_id"])
    op.create_table(
        "audit_facts",
        sa.Column("audit_id", _big_id(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_facts_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_facts")),
    )
    op.create_index(op.f("ix_audit_facts_member_id"), "audit_facts", ["member_id"])
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", _big_id(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purged", _big_id(), nullable=False),
        sa.Column("purged_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    _lay_aside()
    op.drop_column("audit", "account")
    op.create_index(op.f("ix_audit_position"), "audit", ["position"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_position"), "audit")
    for name in ("hash", "position", "facts", "actor"):
        op.drop_column("audit", name)
    op.add_column("audit", sa.Column("actor", sa.String(), nullable=False, server_default=""))
    account = sa.select(actors.c.account).where(actors.c.audit_id == audit.c.id).scalar_subquery()
    op.execute(audit.update().values(actor=sa.func.coalesce(account, "")))
    for name in ("audit_chain", "audit_facts", "audit_actors"):
        op.drop_table(name)


def _lay_aside() -> None:
    """Let each row keep only a salted hash of who acted."""
    connection, last = op.get_bind(), 0
    holder = sa.select(identities.c.member_id).where(identities.c.address == audit.c.account)
    found = sa.select(audit.c.id, audit.c.account, holder.scalar_subquery().label("member_id"))
    hashed = audit.update().where(audit.c.id == sa.bindparam("row"))
    while True:
        after = found.where(audit.c.id > last, audit.c.account != "").order_by(audit.c.id)
        rows = connection.execute(after.limit(AT_ONCE)).all()
        if not rows:
            return
        aside = [
            {
                "audit_id": row.id,
                "account": row.account,
                "member_id": row.member_id,
                "salt": token_hex(16),
            }
            for row in rows
        ]
        connection.execute(actors.insert(), aside)
        connection.execute(
            hashed.values(actor=sa.bindparam("hash")),
            [
                {"row": each["audit_id"], "hash": _hash([each["salt"], each["account"]])}
                for each in aside
            ],
        )
        last = rows[-1].id


def _hash(what: object) -> str:
    """As it was written when this migration was: see `bot/domain/chain.py`."""
    canonical = dumps(what, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return sha256(canonical.encode("ascii")).hexdigest()


def _big_id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
