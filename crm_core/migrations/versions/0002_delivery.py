"""how far what was said got; which platform a row is for

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("said") as said:
        said.add_column(sa.Column("state", sa.String(16), nullable=True))
        said.add_column(sa.Column("delivered_at", sa.DateTime(), nullable=True))
        said.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
        said.add_column(sa.Column("acted_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("platform", sa.String(16), nullable=True))
    _fill()
    with op.batch_alter_table("said") as said:
        said.alter_column("state", existing_type=sa.String(16), nullable=False)
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("platform", existing_type=sa.String(16), nullable=False)


def _fill() -> None:
    said = sa.table("said", sa.column("state"))
    outbox = sa.table("outbox", sa.column("platform"), sa.column("to", sa.JSON()))
    person, chat = (outbox.c.to[kind]["platform"].as_string() for kind in ("person", "conversation"))
    op.execute(said.update().values(state="sent"))
    op.execute(outbox.update().values(platform=sa.func.coalesce(person, chat, "")))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("platform")
    with op.batch_alter_table("said") as said:
        for column in ("acted_at", "seen_at", "delivered_at", "state"):
            said.drop_column(column)
