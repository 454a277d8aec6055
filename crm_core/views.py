"""What leaves the core: frozen values, already filtered by the policy. No entity ever does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person or a conversation is reached; the core does not know what a platform is."""

    platform: str
    corp: str
    id: str
    kind: str = ""
    """single or group for a conversation; empty for a person"""


@dataclass(frozen=True, slots=True)
class PersonView:
    id: int
    name: str
    role: str
    home: str


@dataclass(frozen=True, slots=True)
class LeadView:
    """A line of a list: all a manager may see of a customer (PRM-02), so it carries no words of anybody."""

    id: int
    name: str
    account: str
    stage: str
    state: str
    owner_id: int | None
    owner: str
    territory: str
    last_activity_at: datetime
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InsightView:
    """`kind`: one of `decisions.fields.INSIGHTS`; `label` from a fixed list, where one fits."""

    kind: str
    text: str
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NextStepView:
    id: int
    what: str
    due: date | None
    ours: bool
    done: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One value an activity wrote: what it was, what it is, and the words in the chat that say so."""

    field: str
    old: str
    new: str
    quote: str


@dataclass(frozen=True, slots=True)
class ActivityView:
    id: int
    lead_id: int
    by: str
    kind: str
    happened_at: datetime
    entered_at: datetime
    summary: str
    undone: bool
    changes: tuple[ChangeView, ...] = ()
    source: str = ""
    late: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class NoteView:
    id: int
    text: str
    author: str
    mine: bool
    shared: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerView:
    """The whole customer, for the rep whose customer it is. Money in fen. Others get None where the policy shows nothing."""

    lead: LeadView
    contact: str
    title: str
    phone: str
    email: str
    uscc: str
    budget_low: int | None
    budget_high: int | None
    budget_status: str
    target_low: int | None
    target_high: int | None
    quote: int | None
    deadline: date | None
    competitor: str
    decision_maker: str
    insights: tuple[InsightView, ...]
    next_steps: tuple[NextStepView, ...]
    activities: tuple[ActivityView, ...]
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which message, which characters (code points of its text), which words."""

    message: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class NewLine:
    """A proposed value on its way in; `field` is one of `decisions.fields.FIELDS`."""

    field: str
    value: Mapping[str, Any]
    shown: str
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that came with a message, not fetched yet. `kind`: image, file, voice, video; no `ref`: it cannot be fetched."""

    kind: str
    name: str
    ref: str


@dataclass(frozen=True, slots=True)
class NewMessage:
    id: str
    by: str
    by_name: str
    ours: bool
    kind: str
    text: str
    at: datetime
    blur: int = 0
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a file is, as its content says, and the names under which it and its small picture lie outside the database."""

    kind: str
    mime: str
    size: int
    digest: str
    thumb: str = ""
    seconds: int = 0
    """Of a voice, where its content tells."""


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """附件. `state`: waiting, kept, refused, gone, given, removed; `problem` says why it is refused or gone."""

    id: int
    kind: str
    name: str
    state: str
    problem: str
    mime: str
    size: int
    digest: str
    """Names the bytes. Not for the page."""
    thumb: str
    seconds: int
    words: str
    deliverable: str
    proves: str
    """The milestone of its deliverable; empty: none."""
    proved: bool
    """That milestone was made because of this file."""
    by: str
    at: datetime
    lead_id: int | None


@dataclass(frozen=True, slots=True)
class FetchView:
    """A file to fetch, and which try this is."""

    id: int
    platform: str
    kind: str
    name: str
    ref: str
    tries: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of one's own draft. `left_out`: its words are gone."""

    id: str
    by_name: str
    ours: bool
    kind: str
    text: str
    at: datetime
    blur: int
    left_out: bool


@dataclass(frozen=True, slots=True)
class CaptureView:
    """What was handed over and read. `read` as `Capture.read`; `speakers`: the names whose side is known already."""

    id: int
    source: str
    state: str
    """reading, read, synced, failed, dropped"""
    problem: str
    files: tuple[str, ...]
    read: Mapping[str, Any]
    speakers: Mapping[str, bool]
    where: Address
    lead_id: int | None
    lead: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What a customer said last to being recorded."""

    state: str
    """granted, refused, withdrawn"""
    basis: str
    channel: str
    wording: str
    at: datetime
    by: str
    """Who wrote it down; empty: the platform told us."""


@dataclass(frozen=True, slots=True)
class ChatView:
    """How a chat of one's own stands. `synced_to`: time of the newest message that a draft was made from."""

    synced_to: datetime | None
    never_since: datetime | None


@dataclass(frozen=True, slots=True)
class TaughtLine:
    """A line of a confirmed draft. `value` as it was saved; `proposed` as it was understood, where a person has changed it."""

    draft_id: int
    field: str
    value: Mapping[str, Any]
    proposed: Mapping[str, Any] | None
    ticked: bool


@dataclass(frozen=True, slots=True)
class LineView:
    id: int
    field: str
    value: Mapping[str, Any]
    shown: str
    old_shown: str
    ticked: bool
    edited: bool
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A customer an ambiguous match offers, and why it may be the one: phone, email, uscc."""

    lead_id: int
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class DraftView:
    id: int
    sync_id: str
    state: str
    """open, confirmed, dropped, undone"""
    rep_id: int
    rep: str
    lead_id: int | None
    lead: str
    """The customer's name; for a new customer the one that would be made."""
    because: str
    candidates: tuple[CandidateView, ...]
    summary: str
    lines: tuple[LineView, ...]
    messages: int
    created_at: datetime
    activity_id: int | None = None
    source: str = ""
    late: bool = False
    """What it tells happened long before it was entered (补录)."""
    happened_at: datetime | None = None
    """When the newest of its messages was said."""
    left_out: int = 0
    """Messages that the rep took out of it."""


@dataclass(frozen=True, slots=True)
class SyncView:
    id: str
    state: str
    """collecting, understanding, matching, proposed, empty, failed"""
    problem: str
    draft_id: int | None
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyncStart:
    """What a sync begins with: from when to read, and whom it may concern already. `draft_id`: it is done already."""

    conversation_id: int
    since: datetime | None
    lead_id: int | None
    lead: str
    draft_id: int | None
    synced_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A lead that has been quiet for longer than a rule allows."""

    lead_id: int
    lead: str
    owner_id: int
    owner: str
    manager_id: int | None
    since: datetime
    hours: int


@dataclass(frozen=True, slots=True)
class NudgeView:
    id: int
    rule: str
    lead_id: int
    lead: str
    stage: str
    rep_id: int
    rep: str
    manager_id: int | None
    silent_since: datetime
    spoken_at: datetime
    """When it was opened; of one that was snoozed and spoke again, when it did so last."""
    hours: int
    state: str
    """open, supported, reassigned, snoozed, ended"""
    acted_by: str
    acted_at: datetime | None
    snoozed_until: datetime | None
    rep_status: str = "active"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A total for the owner (PRM-01): groups under the floor are merged into one."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class TodoView:
    """One thing that waits for the one who asks."""

    kind: str
    """draft, nudge, step"""
    id: int
    lead_id: int | None
    lead: str
    what: str = ""
    """The words of a step; of a nudge the rep who is to be helped."""
    due: date | None = None
    hours: int = 0
    """Of silence."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A customer that was heard of. `told`: milestones and summaries, only for those who are shown words."""

    lead_id: int
    lead: str
    owner: str
    stage: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekView:
    """Somebody's own week, counted (PRM-11)."""

    chats: int
    records: int
    customers: int
    nudges: int
    answered: int
    due: int
    kept: int
    drafts: int
    """Still waiting, whenever they were made."""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A rep's customers as the manager sees them anyway: how many, how many with news, how many quiet."""

    rep: str
    customers: int
    moved: int
    quiet: int


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One of one's own records on its way out of the house."""

    happened_at: datetime
    entered_at: datetime
    lead: str
    stage: str
    summary: str


@dataclass(frozen=True, slots=True)
class ShownView:
    """A card of ours: what it is called in the outbox, of which kind, and where it stands."""

    card_key: str
    kind: str
    to: Address


@dataclass(frozen=True, slots=True)
class MemberView:
    """A colleague as `suilu doctor` sees one: where reached, and whether still there."""

    id: int
    name: str
    role: str
    status: str
    """One of `crm_core.people.Status`."""
    home: str
    manager_id: int | None
    accounts: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class QuietLead:
    """How far an open lead's silence is; `mine`: its owner's own view, else a direct report's."""

    lead_id: int
    mine: bool
    since: datetime
    due_at: datetime | None
    """None: a word was said of this silence, or none is due."""
    nudge: str
    """What became of that word: open, supported, reassigned, snoozed, ended; empty: none was said."""


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record of the chat archive (会话内容存档) as the vendor sealed it; only who with whom, and when, is open."""

    seq: int
    msgid: str
    chat: str
    """`<userid>/<external_userid>` (the userid in lower case), or why it cannot be opened: `?key`, `?later`, `?broken`."""
    at: datetime
    key_version: int
    sealed_key: str
    sealed: str


@dataclass(frozen=True, slots=True)
class ListedDepartment:
    """部门, as a platform's directory has it. `parent` empty: the top; `leaders` are ids of members."""

    id: str
    name: str
    parent: str = ""
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedMember:
    """通讯录成员, as a platform's directory has them. Nothing is concluded yet (`crm_core.decisions.standing`)."""

    id: str
    name: str
    mobile: str = ""
    """As the platform writes it; empty: it does not say."""
    departments: tuple[str, ...] = ()
    manager: str = ""
    """Id of the direct manager."""
    title: str = ""
    account: str = "active"
    """active, inactive 未激活, disabled, left: the platform's own statement; empty: one that the adapter does not know"""
    said: str = ""
    """That statement in the platform's own word."""
    words: tuple[str, ...] = ()
    """What stands in fields that are there to say a status (人员状态): each has to be known."""
    marks: tuple[str, ...] = ()
    """Other places where somebody may have written one: alias, tags, title."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at one platform's directory.

    `complete`: everybody whom the app may see is in it; absence says something only then. `single`: it is about its members
    alone (one was read again). `without`: sources of words that could not be asked this time.
    """

    platform: str
    corp: str
    departments: tuple[ListedDepartment, ...] = ()
    members: tuple[ListedMember, ...] = ()
    complete: bool = True
    single: bool = False
    without: tuple[str, ...] = ()


# --- who serves whom, and hand-over (交接) ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FollowingView:
    """A member who serves, or served, an external contact."""

    member_id: str
    """The platform's id."""
    person_id: int | None
    """None: nobody we know."""
    state: str
    """following, removed, lost, handed_over"""
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ServedView:
    """A customer of ours behind an external contact, as the house tells it to those who answer for it: no words."""

    lead_id: int
    lead: str
    stage: str
    owner_id: int
    owner: str


@dataclass(frozen=True, slots=True)
class MovedView:
    """A customer whom the platform gave to another member than the one whose customer it is here."""

    served: ServedView
    to_id: int
    to: str


@dataclass(frozen=True, slots=True)
class LeaverView:
    """Somebody who left and still has customers, and who has to see to them."""

    id: int
    name: str
    customers: int
    manager_id: int | None
    """None: nobody answers for them."""


@dataclass(frozen=True, slots=True)
class SuccessorView:
    """Somebody who may take over. `overloaded`: would be with all of the leaver's (`decisions.handover`)."""

    id: int
    name: str
    customers: int
    overloaded: bool


@dataclass(frozen=True, slots=True)
class HandingView:
    """A customer that waits for its hand-over: what a manager is shown of it anyway, and counts."""

    lead: LeadView
    promises: int
    """Our own next steps that are open."""
    overdue: int
    on_platform: bool
    """Whether the platform has to hand over an external contact too."""


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a hand-over would do. Counts of what one may not read, never words."""

    leaver_id: int
    leaver: str
    left: bool
    customers: tuple[HandingView, ...]
    stages: tuple[Bucket, ...]
    shared_notes: int
    private_notes: int
    """They stay their author's."""
    open_drafts: int
    """To be confirmed by the leaver first; afterwards they are dropped."""
    successors: tuple[SuccessorView, ...]


@dataclass(frozen=True, slots=True)
class HandoverView:
    id: int
    lead_id: int
    lead: str
    stage: str
    from_id: int | None
    from_: str
    to_id: int
    to: str
    by_id: int | None
    by: str
    """None and empty: the house did it (`suilu handover`), or the platform told us."""
    at: datetime
    reason: str
    """left, moved, platform"""
    inherit: str
    """none, waiting, asked, done, refused"""
    problem: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class InheritView:
    """External contacts that the platform is to hand from one member to another, and the hand-overs they belong to."""

    giver: Address
    taker: Address
    left: bool
    """The giver has left the organisation: another call of the platform's."""
    customers: Mapping[str, int]
    """The platform's id → hand-over."""


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line of a successor brief with its evidence: the words, when, by whom, in which record.

    `kind` and `what` are codes or the record's own words; how they read is the catalog's.
    """

    kind: str
    what: str
    quote: str
    of: str
    """Whose words the quote is: chat, record, note; empty quote: the record says nothing of it."""
    at: datetime
    by: str
    activity_id: int | None
    """None: a note."""
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class BriefView:
    """The successor's page on one customer: by section, in this order."""

    state: tuple[BriefLine, ...]
    promises: tuple[BriefLine, ...]
    questions: tuple[BriefLine, ...]
    people: tuple[BriefLine, ...]
    notes: tuple[BriefLine, ...]
