"""An invented organisation, its customers, and chats to sync."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm_core.clock import SetClock
from crm_core.people import SYSTEM, Principal
from crm_core.tables import Base, Person
from crm_core.views import ActivityView, Address, DraftView, Evidence, KeptFile, NewLine, NewMessage
from crm_core.work.core import Core
from crm_core.work.imports import ImportIn

CORPS = {"wecom": "ww1", "feishu": "fs1", "dingtalk": "dt1"}
WANG_CHAT = Address("wecom", "ww1", "linxiao/wmWangHai0001", "single")
NEW_CHAT = Address("wecom", "ww1", "linxiao/wmLiLei0001", "single")
DEAL_GROUP = Address("feishu", "fs1", "oc_huachen", "group")

EAST: dict[str, Any] = {"team": "华东组", "territory": "华东", "manager": "周建国", "role": "rep", "home": "wecom"}
PEOPLE: list[dict[str, Any]] = [
    {**EAST, "name": "林晓", "accounts": {"wecom": "linxiao", "feishu": "ou_lin", "dingtalk": "ding_lin"}},
    {**EAST, "name": "陈默", "accounts": {"wecom": "chenmo", "feishu": "ou_chen"}},
    {**EAST, "name": "徐宁", "accounts": {"wecom": "xuning"}, "status": "leave"},
    {**EAST, "name": "何苗", "accounts": {"wecom": "hemiao"}, "role": "newcomer"},
    {"name": "周建国", "role": "manager", "home": "dingtalk", "accounts": {"dingtalk": "ding_zhou"}, "territories": ["华东"]},
    {"name": "孙丽", "role": "manager", "home": "wecom", "accounts": {"wecom": "sunli"}, "territories": ["华南"]},
    {"name": "老板", "role": "owner", "home": "wecom", "accounts": {"wecom": "boss"}},
    {"name": "管家", "role": "steward", "home": "wecom", "accounts": {"wecom": "steward"}},
    {"name": "旧人", "role": "rep", "home": "wecom", "accounts": {"wecom": "gone"}, "status": "left"},
]
CUSTOMERS: list[dict[str, Any]] = [
    {
        "account": "华辰精密机械有限公司",
        "contact": "王海",
        "owner": "林晓",
        "phone": "13800001234",
        "identities": {"wecom": "wmWangHai0001"},
        "groups": {"feishu": "oc_huachen"},
        "territory": "华东",
    },
    {"account": "远山电气", "contact": "赵敏", "owner": "林晓", "phone": "13700000001", "email": "zhao@yuanshan.example.com"},
    {"account": "青禾食品", "contact": "钱进", "owner": "陈默", "phone": "13700000002", "uscc": "91310000MA1K00000X"},
    {"account": "沙盒演练公司", "contact": "演练", "owner": "何苗", "sandbox": True},
]


@dataclass(frozen=True)
class World:
    """The core with people in it. `who` by a WeCom or DingTalk id."""

    core: Core
    clock: SetClock

    def who(self, external_id: str) -> Principal:
        platform = "dingtalk" if external_id.startswith("ding_") else "wecom"
        found = self.core.identify(platform, CORPS[platform], external_id)
        assert found is not None
        return found

    @property
    def lin(self) -> Principal:
        return self.who("linxiao")

    @property
    def chen(self) -> Principal:
        return self.who("chenmo")

    @property
    def zhou(self) -> Principal:
        return self.who("ding_zhou")

    def person(self, name: str) -> int:
        """Whoever has this name, gone or not."""
        with self.core.read(SYSTEM) as w:
            return w.leads._session.scalars(select(Person.id).where(Person.name == name)).one()

    def lead(self, account: str) -> int:
        with self.core.read(SYSTEM) as w:
            (view,) = [lead for lead in w.leads.list() if lead.account == account]
            return view.id

    @property
    def wang(self) -> int:
        return self.lead("华辰精密机械有限公司")

    def propose(
        self,
        lines: Sequence[NewLine],
        *,
        sync: str = "wecom:sync:1",
        chat: Address = WANG_CHAT,
        who: Principal | None = None,
        messages: Sequence[NewMessage] | None = None,
        profile: Mapping[str, Any] | None = None,
        pictures: Sequence[KeptFile | str] = (),
    ) -> DraftView:
        """What the sync handler does, in one step."""
        with self.core.work(who or self.lin) as w:
            w.syncs.begin(sync, chat)
            draft = w.syncs.propose(
                sync,
                messages=[self.message()] if messages is None else messages,
                lines=lines,
                summary="客户预算50万",
                profile=profile or {},
                identity=Address("wecom", "ww1", chat.id.split("/")[1]) if "/" in chat.id else None,
                timings={"collect": 1.5},
                pictures=pictures,
            )
            assert draft is not None
            return draft

    def message(self, id: str = "m1", text: str = "预算50万左右，电话13912345678", minutes_ago: int = 5) -> NewMessage:
        return NewMessage(id, "wmWangHai0001", "王海", False, "text", text, self.clock.now() - timedelta(minutes=minutes_ago))

    def confirmed(self, lines: Sequence[NewLine], **how: Any) -> ActivityView:
        draft = self.propose(lines, **how)
        with self.core.work(how.get("who") or self.lin) as w:
            return w.drafts.confirm(draft.id)

    def rows(self, *entities: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that these tables hold, to compare with another moment."""
        with self.core.read(SYSTEM) as w:
            session = w.leads._session
            return {
                entity.__tablename__: sorted(
                    (tuple(getattr(row, c.key) for c in entity.__table__.columns) for row in session.scalars(select(entity))),
                    key=repr,
                )
                for entity in entities
            }


def a_world(core: Core, clock: SetClock) -> World:
    with core.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate({"corps": CORPS, "people": PEOPLE, "customers": CUSTOMERS}))
    return World(core, clock)


def a_line(field: str, shown: str = "", *, confidence: float = 0.9, message: str = "m1", **value: Any) -> NewLine:
    return NewLine(field, value, shown or field, confidence, Evidence(message, 0, 6, "预算50万左右"))


BUDGET = a_line("budget", "50万左右", low=50_000_000, high=50_000_000, approx=True)
PHONE = a_line("contact_phone", "13912345678", phone="13912345678")
TAG = a_line("tag", "预算明确", name="预算明确")
NEXT = a_line("next_action", "发方案", what="发方案", due="2026-02-18", ours=True)
