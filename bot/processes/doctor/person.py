"""Who is meant by what was typed on the command line."""

from __future__ import annotations

from bot.processes.doctor.report import Report
from cards.catalog import STATUS_NAMES
from crm_core.people import GONE, SYSTEM
from crm_core.views import MemberView
from crm_core.work.core import Core

NAME = "人员 person"


def find(report: Report, core: Core, named: str) -> MemberView | None:
    """The one person; none, and the reason in the report, where nobody or more than one is meant."""
    with core.work(SYSTEM) as w:
        found = w.diagnosis.members(named.strip())
    if len(found) == 1:
        return found[0]
    if not found:
        mend = "核对姓名、编号或 平台:账号；再用 suilu import 导入 (check the name, number or platform:account; import)"
        report.say("person", NAME, f"{named}: 不认识 (unknown)", ok=False, mend=mend)
        return None
    several = "; ".join(f"{member.id} ({_accounts(member)})" for member in found)
    mend = "用编号指明是哪一位 (name one by number)"
    report.say("person", NAME, f"{named}: 不止一位 (more than one): {several}", ok=False, mend=mend)
    return None


def still_here(report: Report, named: str, member: MemberView) -> bool:
    """The step that says who it is; those who left are told nothing."""
    status = STATUS_NAMES.get(member.status, member.status)
    what = f"{named}: 编号 {member.id}, {member.role}, {status} ({member.status})"
    here = member.status not in GONE
    mend = (
        ""
        if here
        else "离职、停用人员不再收到任何消息；如有误，用 suilu directory 或 suilu import 改正 (gone; mend it if wrong)"
    )
    report.say("person", NAME, what, ok=here, mend=mend)
    return here


def _accounts(member: MemberView) -> str:
    return ", ".join(f"{account.platform}:{account.id}" for account in member.accounts) or "无账号 no account"
