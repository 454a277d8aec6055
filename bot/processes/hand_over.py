"""`suilu handover`: a leaver's customers to a successor, from the administrator's shell; without `--to` only a look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.handlers.handover import tell_successors
from bot.processes.opened import opened
from bot.processes.whom import NotOnePerson, one_person
from bot.settings import Settings
from cards.catalog import REFUSALS, STAGE_NAMES
from crm_core.errors import Conflict, NotAllowed
from crm_core.people import SYSTEM
from crm_core.views import HandoverView, PreviewView
from crm_core.work.core import Work


class CannotHandOver(Exception):
    """One line that says why, and what to do."""


def run(settings: Settings, leaver: str, to: str, *, dry_run: bool) -> list[str]:
    """The lines to show. Raises CannotHandOver; nothing is changed then."""
    with opened(settings) as core, core.work(SYSTEM) as w:
        from_id = _one(w, leaver)
        preview = w.handovers.preview(from_id)
        lines = list(_lines(preview))
        if not to or dry_run:
            return [*lines, "只是预演，什么都没有改变 (dry run: nothing changed)"]
        made = _give(w, preview, _one(w, to))
        tell_successors(w, settings.base_url, made, by="管理员")
        return [*lines, f"已交接 (handed over): {len(made)} 位客户 → {made[0].to}"]


def _give(w: Work, preview: PreviewView, to_id: int) -> list[HandoverView]:
    try:
        return w.handovers.give(preview.leaver_id, dict.fromkeys([each.lead.id for each in preview.customers], to_id))
    except NotAllowed as refusal:
        names = "、".join(each.name for each in preview.successors) or "没有人"
        raise CannotHandOver(f"接手人须是同组在岗的销售 (choose one of): {names}") from refusal
    except Conflict as refusal:
        what, then = REFUSALS.get(refusal.because, REFUSALS["failed"])
        raise CannotHandOver(f"{what}。{then} ({refusal.because})") from refusal


def _one(w: Work, named: str) -> int:
    try:
        return one_person(w, named).id
    except NotOnePerson as refusal:
        raise CannotHandOver(str(refusal)) from None


def _lines(preview: PreviewView) -> Iterator[str]:
    """Counts and stages; no words of anybody."""
    stages = " ".join(f"{STAGE_NAMES.get(each.label, each.label)}={each.count}" for each in preview.stages)
    yield f"客户 (customers): {len(preview.customers)} {stages}".rstrip()
    promises, late = (sum(getattr(each, name) for each in preview.customers) for name in ("promises", "overdue"))
    yield f"我方承诺 (promises): {promises}，已过期 (overdue): {late}"
    yield f"企业微信联系人 (contacts to inherit): {sum(each.on_platform for each in preview.customers)}"
    yield f"共享备注 (shared notes): {preview.shared_notes}；私人备注不交接 (private, not handed over): {preview.private_notes}"
    yield f"待确认摘要，交接后放弃 (open drafts, dropped): {preview.open_drafts}"
    for each in preview.successors:
        heavy = "，会偏多 (overloaded)" if each.overloaded else ""
        yield f"可接手 (may take over): {each.name} 现有 {each.customers} 位{heavy}"
