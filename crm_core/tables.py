"""The tables, and nothing else. Reached through `crm_core.work`, `access`, `inbox`, `outbox`, `say`, `delivery` and `audit`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Id = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware moment, stored as UTC without a zone on both engines. Refuses naive datetimes."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not a moment")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}


# --- people -----------------------------------------------------------------------------------------------------------


class Territory(Base):
    """区域, 辖区."""

    __tablename__ = "territory"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class Person(Base):
    """A member of the organisation, with up to three platform accounts."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="active")
    """active, paused 暂停, leave 休假, maternity 产假, disabled 停用, left 离职, test 测试账号"""
    home: Mapped[str] = mapped_column(String(16))
    """The platform this person calls home: nudges and reports go there."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    """Where a rep works."""


class PersonTerritory(Base):
    """The territories a manager or director answers for."""

    __tablename__ = "person_territory"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), primary_key=True)


class PlatformAccount(Base):
    """One person's account on one platform."""

    __tablename__ = "platform_account"
    __table_args__ = (UniqueConstraint("platform", "corp", "external_id"), UniqueConstraint("person_id", "platform"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    platform: Mapped[str] = mapped_column(String(16))
    corp: Mapped[str] = mapped_column(String(80))
    external_id: Mapped[str] = mapped_column(String(128))


class Department(Base):
    """部门, as a platform's directory had it last."""

    __tablename__ = "department"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    corp: Mapped[str] = mapped_column(String(80), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[str] = mapped_column(String(128), default="")
    """Its own external id; empty: the top."""
    leaders: Mapped[list[Any]] = mapped_column(default=list)
    """External ids of members."""


class DirectoryMember(Base):
    """通讯录成员, as a platform's directory had them last: what the organisation says, not yet who that is here."""

    __tablename__ = "directory_member"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    corp: Mapped[str] = mapped_column(String(80), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    mobile: Mapped[str] = mapped_column(String(32), default="", index=True)
    """Digits without the country's; empty: the directory does not say."""
    departments: Mapped[list[Any]] = mapped_column(default=list)
    manager_id: Mapped[str] = mapped_column(String(128), default="")
    """External id of the direct manager."""
    title: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(16))
    """active, leave, maternity, disabled, left, unknown"""
    said: Mapped[str] = mapped_column(String(40), default="")
    """The state in the platform's own word."""
    seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    """Since when the directory does not list them any more."""


# --- customers --------------------------------------------------------------------------------------------------------


class Account(Base):
    """客户(公司)."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(160), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    """统一社会信用代码"""
    address: Mapped[str | None] = mapped_column(String(200))
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    created_at: Mapped[datetime]


class Contact(Base):
    """联系人: a person at an account. `kp`: 关键决策人."""

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str | None] = mapped_column(String(32), index=True)
    email: Mapped[str | None] = mapped_column(String(160), index=True)
    kp: Mapped[bool] = mapped_column(default=False)
    account: Mapped[Account] = relationship()


class ContactIdentity(Base):
    """A contact's identity on a platform (WeCom external_userid); the first key of a match."""

    __tablename__ = "contact_identity"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    corp: Mapped[str] = mapped_column(String(80), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)


class Following(Base):
    """A member of ours that serves an external contact (外部联系人) on a platform, as the platform says."""

    __tablename__ = "following"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    corp: Mapped[str] = mapped_column(String(80), primary_key=True)
    customer_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    member_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default="following")
    """following, removed (by our member), lost (by the customer), handed_over"""
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Consent(Base):
    """同意记录 (PRM-13): what a customer said to being recorded. Only ever added to; the newest counts.

    Of a contact, or, before there is one, of an identity on a platform.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_identity", "platform", "corp", "external_id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    """What it was heard by, so that hearing it twice is one row."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16), default="")
    corp: Mapped[str] = mapped_column(String(80), default="")
    external_id: Mapped[str] = mapped_column(String(128), default="")
    state: Mapped[str] = mapped_column(String(16))
    """granted, refused, withdrawn"""
    basis: Mapped[str] = mapped_column(String(32), default="")
    """consent 同意, contract 履行合同, archive 会话存档授权"""
    channel: Mapped[str] = mapped_column(String(32))
    """archive, chat, phone, paper, meeting"""
    wording: Mapped[str] = mapped_column(String(32), default="")
    """Version of the words that the customer was shown."""
    at: Mapped[datetime]
    """When the customer said so."""
    entered_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: the platform told us."""


class Handover(Base):
    """交接: a lead that went from one rep to another, and how far the platform is with the external contact."""

    __tablename__ = "handover"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    from_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: the platform told us."""
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(16))
    """left, moved, platform"""
    inherit: Mapped[str] = mapped_column(String(16), default="none")
    """The platform's own hand-over (客户继承): none, waiting, asked, done, refused"""
    problem: Mapped[str] = mapped_column(String(40), default="")
    seen_at: Mapped[datetime | None]
    """When the successor opened the brief."""


class Lead(Base):
    """线索: interest with one owner. `next_due_at` is only an index of the silence, see `decisions.nudges`."""

    __tablename__ = "lead"
    __table_args__ = (
        Index(
            "ix_lead_due",
            "next_due_at",
            postgresql_where=text("next_due_at IS NOT NULL"),
            sqlite_where=text("next_due_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="open")
    """open, won, lost"""
    stage: Mapped[str] = mapped_column(String(32), default="new")
    """Derived from milestones, never typed in."""
    sandbox: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_activity_at: Mapped[datetime]
    next_due_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()
    contact: Mapped[Contact | None] = relationship()
    owner: Mapped[Person | None] = relationship()


class Opportunity(Base):
    """商机: what a lead is worth. The fields that a chat fills; amounts in fen (CNY/100)."""

    __tablename__ = "opportunity"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), unique=True)
    budget_low: Mapped[int | None] = mapped_column(BigInteger)
    budget_high: Mapped[int | None] = mapped_column(BigInteger)
    budget_status: Mapped[str | None] = mapped_column(String(16))
    """confirmed, range, pending_approval, undecided, none: what the customer says of it"""
    target_low: Mapped[int | None] = mapped_column(BigInteger)
    target_high: Mapped[int | None] = mapped_column(BigInteger)
    """目标价: what the customer asks us to come down to"""
    quote: Mapped[int | None] = mapped_column(BigInteger)
    deal: Mapped[int | None] = mapped_column(BigInteger)
    """成交金额"""
    deadline: Mapped[date | None]
    competitor: Mapped[str | None] = mapped_column(String(80))
    decision_maker: Mapped[str | None] = mapped_column(String(80))
    """拍板的人, as the chat names them."""
    created_at: Mapped[datetime]


class LeadTag(Base):
    """客户状态标签 on a lead, and the activity that put it there (None: by hand)."""

    __tablename__ = "lead_tag"
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(32), primary_key=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    at: Mapped[datetime]


class Milestone(Base):
    """关键事件 of a lead: 样品寄出, 报价发出 …"""

    __tablename__ = "milestone"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))


class Insight(Base):
    """客户洞察: what else the customer has said, as it reads: a product and how many, a pain point, an objection, a rival's
    price."""

    __tablename__ = "insight"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    """One of `decisions.fields.INSIGHTS`."""
    text: Mapped[str] = mapped_column(String(300))
    label: Mapped[str] = mapped_column(String(32), default="")
    """From a fixed list (EXT-09), where one fits."""
    at: Mapped[datetime]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))


class NextStep(Base):
    """下一步动作: a promise with a date."""

    __tablename__ = "next_step"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    due: Mapped[date | None]
    ours: Mapped[bool] = mapped_column(default=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    done_at: Mapped[datetime | None]


class Note(Base):
    """备注: private words of the author; `shared` only by a tick made by hand (PRM-03)."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


# --- conversations, drafts, records -----------------------------------------------------------------------------------


class Conversation(Base):
    """A chat that was synced or is bound to a lead (a deal group)."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("platform", "corp", "external_id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    corp: Mapped[str] = mapped_column(String(80))
    external_id: Mapped[str] = mapped_column(String(256))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(160), default="")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The rep whose conversation this is."""
    synced_to: Mapped[datetime | None]
    """Time of the newest message that a draft was made from; the next sync reads from here."""
    never_since: Mapped[datetime | None]
    """Since when this chat is 「从不同步」; None: it may be synced."""
    never_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Message(Base):
    """One message that a rep had synced, whichever way it came. Visible to that conversation's rep only."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("conversation_id", "external_id"), Index("ix_message_at", "conversation_id", "at"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    external_id: Mapped[str] = mapped_column(String(128))
    by: Mapped[str] = mapped_column(String(128))
    by_name: Mapped[str] = mapped_column(String(80), default="")
    ours: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    """When it was said; as its source knows it, up to `blur` seconds later."""
    blur: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(16))
    """archive, history, picked, pasted, screenshot"""
    heard_at: Mapped[datetime]
    """When it came into the house."""
    left_out: Mapped[bool] = mapped_column(default=False)
    """The rep left it out: its words are gone, and it is never taken again."""
    mark: Mapped[str] = mapped_column(String(64), default="")
    """What its words are known by once they are gone (`decisions.twins.mark`)."""
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), index=True)


class Capture(Base):
    """What a rep handed over (粘贴, 截图) and was read, until it is a sync: the rep is asked about it here."""

    __tablename__ = "capture"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    """The event's id."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    source: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    """Where its messages will belong."""
    state: Mapped[str] = mapped_column(String(16), default="reading")
    """reading, read, synced, failed, dropped"""
    problem: Mapped[str] = mapped_column(String(40), default="")
    files: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the kept pictures."""
    read: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`{"messages": [{by, text, at, blur, ours, kind, sure}], "title", "format", "dated", "group"}`; emptied once synced."""
    at: Mapped[datetime]


class Speaker(Base):
    """Whose side a name in a chat is on, asked once (粘贴和截图里的称呼)."""

    __tablename__ = "speaker"
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    ours: Mapped[bool]


SHOTS = "shots:"
"""How `Attachment.message_external_id` begins of a screenshot, which shows many messages of its draft's chat and is none's."""


class Attachment(Base):
    """附件: a file of a chat, or one that a rep added by hand. The bytes lie outside the database, under their own digest."""

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_external_id", "number"),
        Index("ix_attachment_due", "state", "due_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    message_external_id: Mapped[str | None] = mapped_column(String(128))
    """Of the message that it came with; None: added by hand."""
    number: Mapped[int] = mapped_column(default=0)
    """Among those of one message."""
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """image, file, voice, video"""
    name: Mapped[str] = mapped_column(String(160), default="")
    platform: Mapped[str] = mapped_column(String(16), default="")
    ref: Mapped[str] = mapped_column(Text, default="")
    """All that the platform's adapter needs to fetch it."""
    deliverable: Mapped[str] = mapped_column(String(32), default="")
    """What it proves (交付物): contract, quote …, `decisions.stages.DELIVERABLES`; empty: nothing."""
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    """waiting, kept, refused, gone; given (to the bot, for a customer who is not named yet), removed (by hand, for a day)"""
    problem: Mapped[str] = mapped_column(String(40), default="")
    tries: Mapped[int] = mapped_column(default=0)
    """Of fetching it."""
    due_at: Mapped[datetime | None]
    """Of one that waits: not to be fetched before, be it for the back-off or because a worker has it. Given or removed: when it
    is forgotten."""
    mime: Mapped[str] = mapped_column(String(80), default="")
    """As its content says."""
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """SHA-256 of the bytes, the name under which they lie; `thumb` of the small picture."""
    thumb: Mapped[str] = mapped_column(String(64), default="")
    seconds: Mapped[int] = mapped_column(default=0)
    """How long a voice lasts, where its content tells; 0: it does not."""
    words: Mapped[str] = mapped_column(Text, default="")
    """What a voice says, as its platform wrote it down."""
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"), index=True)
    """The milestone that was made because of this deliverable."""
    at: Mapped[datetime]


class Sync(Base):
    """One 「同步本次聊天」: how far it got. `id` is the event's id, so asking twice is one row."""

    __tablename__ = "sync"
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    source: Mapped[str] = mapped_column(String(16), default="")
    """Where its messages come from, as `Message.source`; empty: not known yet."""
    state: Mapped[str] = mapped_column(String(16))
    """collecting, understanding, matching, proposed, empty, failed"""
    problem: Mapped[str] = mapped_column(String(40), default="")
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    started_at: Mapped[datetime]
    timings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Milliseconds of our own time by stage."""


class Draft(Base):
    """跟进摘要(待确认): what the bot believes happened. Overwrites nothing until it is confirmed."""

    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sync_id: Mapped[str] = mapped_column(String(160), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    """The leads an ambiguous match offers: `{"lead": id, "because": "phone"}`."""
    because: Mapped[str] = mapped_column(String(32), default="")
    """How the customer was found: identity, phone, email, uscc, chosen, new."""
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the platform knows of the customer, for a new lead."""
    state: Mapped[str] = mapped_column(String(16), default="open")
    """open, confirmed, dropped, undone"""
    summary: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    newest_at: Mapped[datetime]
    """Time of the newest message in it."""
    previous_synced_to: Mapped[datetime | None]
    """Where the conversation's sync stood before, for dropping and undoing."""
    lines: Mapped[list[DraftLine]] = relationship(order_by="DraftLine.id", back_populates="draft")


class DraftLine(Base):
    """One proposed value with its evidence. `field` is the fact's kind; `value` plain JSON; `shown` how it reads."""

    __tablename__ = "draft_line"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    field: Mapped[str] = mapped_column(String(32))
    value: Mapped[dict[str, Any]]
    shown: Mapped[str] = mapped_column(String(300))
    old_shown: Mapped[str] = mapped_column(String(300), default="")
    """What the record says now, where this line would change it."""
    ticked: Mapped[bool] = mapped_column(default=True)
    confidence: Mapped[float] = mapped_column(default=1.0)
    edited: Mapped[bool] = mapped_column(default=False)
    proposed: Mapped[dict[str, Any] | None]
    """The value as it was understood, where a person has put another in its place."""
    message_external_id: Mapped[str] = mapped_column(String(128))
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    draft: Mapped[Draft] = relationship(back_populates="lines")


class Activity(Base):
    """跟进记录: what happened; immutable once confirmed, except that it can be undone."""

    __tablename__ = "activity"
    __table_args__ = {"sqlite_autoincrement": True}  # an undone one may be gone: its id must never mean another
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), unique=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16), default="chat")
    """chat, support"""
    happened_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    summary: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the lead's own row said before, to put back on undo."""


class FieldChange(Base):
    """One value that an activity wrote, what stood there before, and the words that say so."""

    __tablename__ = "field_change"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    entity: Mapped[str] = mapped_column(String(16))
    entity_id: Mapped[int] = mapped_column(BigInteger)
    field: Mapped[str] = mapped_column(String(32))
    old: Mapped[dict[str, Any]]
    """`{"is": value}`; `{}` when the row itself was made by this change."""
    new: Mapped[dict[str, Any]]
    draft_line_id: Mapped[int | None] = mapped_column(ForeignKey("draft_line.id"))


class Archived(Base):
    """A record of the chat archive (会话内容存档), still sealed, until the archive's own window is over. House only.

    Who spoke with whom and when is open, so that one chat can be found; what was said stays encrypted as the vendor gave it.
    """

    __tablename__ = "archived"
    __table_args__ = (Index("ix_archived_chat", "chat", "at"),)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    msgid: Mapped[str] = mapped_column(String(128), index=True)
    chat: Mapped[str] = mapped_column(String(256))
    """`<userid>/<external_userid>`, or the room's id"""
    at: Mapped[datetime]
    key_version: Mapped[int]
    sealed_key: Mapped[str] = mapped_column(Text)
    sealed: Mapped[str] = mapped_column(Text)


class Progress(Base):
    """How far something that is read piece by piece has got: `archive` → the last seq."""

    __tablename__ = "progress"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


# --- hearing and speaking ---------------------------------------------------------------------------------------------


class Inbox(Base):
    """Heard once. `id` is the event's id, prefixed by its platform."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_state", "state", "heard_at"),)
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]]
    heard_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="ready")
    """ready, taken, done, failed"""
    not_before: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(String(64), default="")
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    done_at: Mapped[datetime | None]


class Outbox(Base):
    """Said at least once, in order for each card. Rows of one `card_key` are that card's states, oldest first."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state", "state", "not_before"), Index("ix_outbox_card", "card_key", "id"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(50), unique=True)
    """Handed to the platform as its own dedupe key."""
    card_key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    """post, change, file"""
    to: Mapped[dict[str, Any]]
    """`{"person"|"conversation": {platform, corp, id[, kind]}}`"""
    platform: Mapped[str] = mapped_column(String(16), default="")
    """That of `to`."""
    card: Mapped[dict[str, Any]]
    """Of a file: its name and, until it is sent, its content (base64)."""
    when_spent: Mapped[str] = mapped_column(String(8), default="silent")
    """post anew, or stay silent, when a change finds its handle spent"""
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="ready")
    """ready, taken, sent, swallowed, dead, dropped"""
    taken_by: Mapped[str] = mapped_column(String(64), default="")
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    tried_at: Mapped[datetime | None]
    """When it was first taken; a day of trying counts from here."""
    sent_at: Mapped[datetime | None]


class Said(Base):
    """Where a card lives now, the right to change it, and how far it got with its readers."""

    __tablename__ = "said"
    card_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    token: Mapped[str] = mapped_column(String(200), index=True)
    """What a click names the card by."""
    handle: Mapped[dict[str, Any]]
    to: Mapped[dict[str, Any]]
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="sent")
    """sent, delivered, seen, acted: never back, until it is posted anew"""
    delivered_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]


class Nudge(Base):
    """静默提醒: one word for one silence of one lead under one rule, whatever the ticks do."""

    __tablename__ = "nudge"
    __table_args__ = (UniqueConstraint("lead_id", "rule", "silent_since"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    rule: Mapped[str] = mapped_column(String(40))
    silent_since: Mapped[datetime]
    at: Mapped[datetime]
    rep_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(16), default="open")
    """open, supported, reassigned, snoozed, ended"""
    acted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acted_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]


class Decision(Base):
    """Why the house did something: kind, subject, outcome and its reasons, under which version of which rule."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    outcome: Mapped[str] = mapped_column(String(80))
    because: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rule_version: Mapped[str] = mapped_column(String(40), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Audit(Base):
    """Who saw, changed or exported what. Ids only."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    by_id: Mapped[int]
    """0: the house itself"""
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
