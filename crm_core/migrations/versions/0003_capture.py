"""what is handed over by hand, consent, the directory, files, the archive's records

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archived",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("msgid", sa.String(length=128), nullable=False),
        sa.Column("chat", sa.String(length=256), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_archived")),
    )
    with op.batch_alter_table("archived", schema=None) as batch_op:
        batch_op.create_index("ix_archived_chat", ["chat", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_msgid"), ["msgid"], unique=False)

    op.create_table(
        "department",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("corp", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("parent_id", sa.String(length=128), nullable=False),
        sa.Column("leaders", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "corp", "external_id", name=op.f("pk_department")),
    )
    op.create_table(
        "directory_member",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("corp", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("mobile", sa.String(length=32), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("manager_id", sa.String(length=128), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("said", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "corp", "external_id", name=op.f("pk_directory_member")),
    )
    with op.batch_alter_table("directory_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_member_mobile"), ["mobile"], unique=False)

    op.create_table(
        "following",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("corp", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.String(length=128), nullable=False),
        sa.Column("member_id", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "corp", "customer_id", "member_id", name=op.f("pk_following")),
    )
    op.create_table(
        "progress",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_progress")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("corp", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("wording", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_consent_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_consent_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("key", name=op.f("uq_consent_key")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_consent_identity", ["platform", "corp", "external_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("inherit", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_by_id")),
        sa.ForeignKeyConstraint(["from_id"], ["person.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_handover_lead_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_handover_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_to_id"), ["to_id"], unique=False)

    op.create_table(
        "capture",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_capture_by_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_capture_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("key", name=op.f("uq_capture_key")),
    )
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capture_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_capture_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "speaker",
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_speaker_conversation_id")),
        sa.PrimaryKeyConstraint("conversation_id", "name", name=op.f("pk_speaker")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("message_external_id", sa.String(length=128), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("deliverable", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("mime", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("thumb", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_attachment_by_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_attachment_conversation_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_attachment_draft_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_attachment_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint(
            "conversation_id",
            "message_external_id",
            "number",
            name=op.f("uq_attachment_conversation_id_message_external_id_number"),
        ),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_lead_id"), ["lead_id"], unique=False)

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("never_since", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("never_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_conversation_never_by_id"), "person", ["never_by_id"], ["id"])

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blur", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("source", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("heard_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("left_out", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("mark", sa.String(length=64), nullable=True))
        batch_op.create_index("ix_message_at", ["conversation_id", "at"], unique=False)
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=16), nullable=True))
    _fill()
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("blur", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("source", existing_type=sa.String(length=16), nullable=False)
        batch_op.alter_column("heard_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.alter_column("left_out", existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column("mark", existing_type=sa.String(length=64), nullable=False)
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.alter_column("source", existing_type=sa.String(length=16), nullable=False)


def _fill() -> None:
    """Where a message came from follows from its chat: picked by hand, WeCom's archive, or a group's history."""
    message = sa.table("message", *map(sa.column, ("blur", "source", "heard_at", "left_out", "mark", "at", "conversation_id")))
    sync = sa.table("sync", *map(sa.column, ("source", "conversation_id")))
    chat = sa.table("conversation", *map(sa.column, ("id", "kind", "platform")))
    way = sa.case((chat.c.kind == "picked", "picked"), (chat.c.platform == "wecom", "archive"), else_="history")

    def source(of: sa.TableClause) -> sa.ScalarSelect[str]:
        return sa.select(way).where(chat.c.id == of.c.conversation_id).scalar_subquery()

    op.execute(message.update().values(blur=0, source=source(message), heard_at=message.c.at, left_out=sa.false(), mark=""))
    op.execute(sync.update().values(source=source(sync)))


def downgrade() -> None:
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.drop_column("source")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_at")
        batch_op.drop_column("mark")
        batch_op.drop_column("left_out")
        batch_op.drop_column("heard_at")
        batch_op.drop_column("source")
        batch_op.drop_column("blur")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_conversation_never_by_id"), type_="foreignkey")
        batch_op.drop_column("never_by_id")
        batch_op.drop_column("never_since")

    op.drop_table("attachment")
    op.drop_table("speaker")
    op.drop_table("capture")
    op.drop_table("handover")
    op.drop_table("consent")
    op.drop_table("progress")
    op.drop_table("following")
    op.drop_table("directory_member")
    op.drop_table("department")
    op.drop_table("archived")
