"""`suilu doctor --person X --rule Y`: why this person would, or would not, get this message (DIA-01 to DIA-04).

One line a step, in the order in which a message can be lost. Ids only; a customer's name is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app import App
from bot.bootstrap import build, calendar_of, nudge_rules
from bot.model import Platform
from bot.processes.doctor import person, platforms
from bot.processes.doctor.report import LABELS, Report
from bot.settings import Settings
from cards.catalog import STATUS_NAMES
from crm_core.decisions.nudges import SilenceRule
from crm_core.people import AWAY, SYSTEM
from crm_core.views import Address, MemberView, QuietLead

KINDS = {
    "draft": "销售点「同步本次聊天」之后，发给本人 (after a sync, to the rep who asked for it)",
    "empty": "同步后没有新内容时，发给本人 (after a sync without news, to the rep)",
    "error": "同步没有成功时，发给本人 (after a sync that failed, to the rep)",
    "refused": "点了没有权限的按钮时，发给本人 (after a click without the right, to the clicker)",
    "help": "对随录说话时，发给本人 (after words to the bot, to the speaker)",
    "assignment": "改派时，发给新的负责人 (when a lead is given away, to its new owner)",
    "digest": "按日程，发给本人与主管 (on schedule, to the rep and the manager)",
    "test": "suilu doctor --send-test",
}
"""Kinds of cards, and when a person gets one."""
_NOT_TO_MEMBERS = {
    "bind": "只发给还没有绑定的人 (only to those who are not bound)",
    "team_progress": "发到商机群，不发给个人 (to the deal's groups, not to a person)",
}
_POLITE = ("digest",)
ACCOUNT, RULE, LEADS, TIME = "账号 account", "规则 rule", "线索 leads", "时段 polite moment"
RECENT = "最近投递 last delivery"


def run(settings: Settings, named: str, rule: str) -> Report:
    """`report.ok`: the message would arrive. Raises DatabaseTooOld."""
    report, app = Report(), build(settings, "tool")
    try:
        app.core.check_version()
        member = person.find(report, app.core, named)
        if member:
            _chain(report, app, named, member, rule)
    finally:
        app.core.close()
    return report


def _chain(report: Report, app: App, named: str, member: MemberView, rule: str) -> None:
    person.still_here(report, named, member)
    address = _account(report, member)
    if address:
        _platform(report, app, address)
    silence = _rule(report, member, rule)
    if silence:
        _polite(report, app, _leads(report, app, member))
    elif rule in _POLITE:
        _polite(report, app, app.clock.now())
    elif rule in KINDS:
        report.say("person", TIME, "随时发送 (sent at any hour)")
    if address:
        _recent(report, app, address)


def _account(report: Report, member: MemberView) -> Address | None:
    """As `w.people.address` chooses: at home, else wherever there is an account."""
    if not member.accounts:
        mend = "在导入文件里写上账号，再 suilu import (add an account, import)"
        report.say("person", ACCOUNT, "没有任何平台账号 (no account)", ok=False, mend=mend)
        return None
    best = min(member.accounts, key=lambda account: account.platform != member.home)
    what = f"{best.platform}:{best.id}"
    if best.platform == member.home:
        report.say("person", ACCOUNT, f"{what}, 常用平台 (home)")
    else:
        mend = f"常用平台 {member.home} 上没有账号；需要时补上再 suilu import (no account at home)"
        report.say("person", ACCOUNT, what, mend=mend)
    return best


def _platform(report: Report, app: App, address: Address) -> None:
    platform = Platform(address.platform)
    make = platforms.examiners(app.settings, app.clock).get(platform)
    if make is None:
        report.say("person", LABELS[platform], "off 未配置", ok=False, mend=f"suilu init {platform}")
        return
    report.say("person", LABELS[platform], "on 已开启")
    _corp(report, app.settings, address)
    examiner = make()
    entry = examiner.credentials()
    report.add(platform, entry)
    if entry.ok:
        report.add(platform, examiner.reach(address.id))


def _corp(report: Report, settings: Settings, address: Address) -> None:
    """An account of another organisation (Feishu: of another app) is nobody to us. DingTalk's is not in the settings."""
    ours = {
        "wecom": settings.wecom.corp_id if settings.wecom else "",
        "feishu": settings.feishu.app_id if settings.feishu else "",
    }.get(address.platform)
    if ours and ours != address.corp:
        mend = f"导入文件里 corps.{address.platform} 应为 {ours} (mend the import file)"
        report.say(address.platform, "企业 corp", f"账号属于 (the account is of) {address.corp}", ok=False, mend=mend)


def _rule(report: Report, member: MemberView, rule: str) -> SilenceRule | None:
    """The nudge rule that is meant, or None for a card that no rule of time brings."""
    rules = nudge_rules()
    wanted = next((one for one in rules if rule in (one.id, "nudge")), None)
    if wanted is None:
        _kind(report, member, rule, rules)
        return None
    told = "负责人与其直属主管 (to the owner and the direct manager)"
    what = f"{wanted.id}, 第 {wanted.version} 版 (version), 静默满 {wanted.hours} 小时 (hours of silence) → {told}"
    active = wanted == rules[0]
    mend = "" if active else f"生效的是 {rules[0].id}；把它移到 config/rules/nudges.yaml 首位 (only the first is in force)"
    report.say("person", RULE, what, ok=active, mend=mend)
    if member.status in AWAY:
        away = f"{STATUS_NAMES[member.status]}期间不提醒本人，由上级照看 (away: the manager is told instead)"
        report.say("person", RULE, away, ok=False)
    return wanted


def _kind(report: Report, member: MemberView, kind: str, rules: Sequence[SilenceRule]) -> None:
    if kind in KINDS:
        takes = kind != "assignment" or member.status == "active"
        mend = "" if takes else "不在职的人不能接手线索 (only active people are given leads)"
        report.say("person", RULE, f"{kind}: {KINDS[kind]}", ok=takes, mend=mend)
        return
    if kind in _NOT_TO_MEMBERS:
        report.say("person", RULE, f"{kind}: {_NOT_TO_MEMBERS[kind]}", ok=False)
        return
    known = ", ".join([*(rule.id for rule in rules), "nudge", *KINDS, *_NOT_TO_MEMBERS])
    report.say(
        "person", RULE, f"{kind}: 没有这条规则或卡片 (no such rule or card)", ok=False, mend=f"可用的有 (known): {known}"
    )


def _leads(report: Report, app: App, member: MemberView) -> datetime:
    """When the rule has something to say to this person next, as far as that is known."""
    with app.core.work(SYSTEM) as w:
        leads = w.diagnosis.silences(member.id)
    now = app.clock.now()
    coming = [lead for lead in leads if lead.due_at]
    due = [lead for lead in coming if lead.due_at and lead.due_at <= now]
    if due:
        report.say("person", LEADS, f"{len(due)} 条到点 (due now): {_ids(due)}")
    elif coming:
        what = f"{len(coming)} 条在计时 (waiting); 最早 (first) {_local(app, coming[0].due_at)}: {_ids(coming)}"
        report.say("person", LEADS, what)
    else:
        _none_due(report, leads)
    return max(now, coming[0].due_at or now) if coming else now


def _none_due(report: Report, leads: Sequence[QuietLead]) -> None:
    if not leads:
        mend = "名下没有进行中的线索，也没有下属的 (owns none, and no direct report does)"
        report.say("person", LEADS, "0 条 (none)", ok=False, mend=mend)
        return
    said = ", ".join(f"{lead.lead_id}={lead.nudge or '-'}" for lead in leads)
    mend = "同一次静默只提醒一次；有新进展后重新计时 (one word a silence; a new activity starts it anew)"
    report.say("person", LEADS, f"{len(leads)} 条都已提醒过 (spoken of already): {said}", ok=False, mend=mend)


def _polite(report: Report, app: App, at: datetime) -> None:
    moment = calendar_of(app.settings).next_polite_moment(at)
    when = "现在 (now)" if moment <= app.clock.now() else _local(app, moment)
    report.say("person", TIME, f"工作时间内发送，最早 (in working hours, earliest): {when}")


def _recent(report: Report, app: App, address: Address) -> None:
    """What became of the last messages to this account. One that was given up is no proof that the next one will be."""
    to = {"platform": address.platform, "corp": address.corp, "id": address.id}
    found = app.core.outbox.recent(to, limit=5)
    if not found:
        report.say("person", RECENT, "还没有发过 (nothing was sent yet)")
    for view in found:
        at = view.acted_at or view.seen_at or view.delivered_at or view.sent_at
        mend = f"{view.error}: suilu outbox list" if view.state == "dead" else ""
        report.say("person", RECENT, f"{view.card_kind} {view.key}: {view.state} {_local(app, at)}".rstrip(), mend=mend)


def _ids(leads: Sequence[QuietLead]) -> str:
    return ", ".join(str(lead.lead_id) for lead in leads[:20]) + (" …" if len(leads) > 20 else "")


def _local(app: App, at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo(app.settings.zone)):%Y-%m-%d %H:%M}" if at else ""
