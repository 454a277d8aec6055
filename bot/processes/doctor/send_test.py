"""`suilu doctor --send-test WHO`: a message to oneself on every channel, over the outbox and a worker as any other (NDG-16)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from bot.app import App
from bot.bootstrap import build
from bot.model import Platform
from bot.processes.doctor import person
from bot.processes.doctor.report import LABELS, Report
from bot.settings import Settings
from cards import catalog
from crm_core.outbox import LetterState
from crm_core.people import SYSTEM
from crm_core.views import Address, MemberView

PATIENCE = 15.0
"""Seconds until the answer is 「not yet」."""
_LOOK = 0.2
_MANY = 1_000_000
NAME = "测试消息 test message"
_MENDS = {
    "not_visible_to_app": "管理后台 → 应用管理 → 自建应用 → 可见范围，加入该成员 (add the member to the visible range)",
    "no_such_member": "核对导入文件里的账号 (check the imported account)",
    "platform_off": "suilu work 没有这个平台的设置：用同一份设置重启 (restart it with the same settings)",
    "feishu_230013": "开发者后台 → 版本管理与发布 → 可用范围，加入该成员 (add the member to the availability range)",
    "param.userIdNotExist": "核对导入文件里的账号 (check the imported account)",
}


def run(settings: Settings, named: str, *, platform: str = "") -> Report:
    """Sent or why not, one line a channel. Raises DatabaseTooOld."""
    report, app = Report(), build(settings, "tool")
    try:
        app.core.check_version()
        member = person.find(report, app.core, named)
        if member and person.still_here(report, named, member):
            _tell(report, app, _channels(report, settings, member, platform))
    finally:
        app.core.close()
    return report


def _channels(report: Report, settings: Settings, member: MemberView, platform: str) -> list[Address]:
    """The accounts to write to, on platforms that are on; what is left out is said."""
    wanted = [account for account in member.accounts if platform in ("", account.platform)]
    if not wanted:
        mend = "在导入文件里写上账号，再 suilu import (add the account, import)"
        report.say(platform or "person", NAME, "没有账号 (no account)", ok=False, mend=mend)
    for account in wanted:
        if not getattr(settings, account.platform):
            mend = f"suilu init {account.platform}"
            report.say(account.platform, NAME, "平台未配置 (platform off)", ok=not platform, mend=mend)
    return [account for account in wanted if getattr(settings, account.platform)]


def _tell(report: Report, app: App, channels: Sequence[Address]) -> None:
    keys = {_post(app, address): address for address in channels}
    app.queue.wake("deliver")
    started = time.monotonic()
    waiting = dict(keys)
    while waiting and time.monotonic() - started < PATIENCE:
        time.sleep(_LOOK)
        waiting = {key: address for key, address in waiting.items() if _unsettled(_letters(app).get(key[1]))}
    letters = _letters(app)
    for key, address in keys.items():
        _say(report, address, letters.get(key[1]))
        if key in waiting:
            with app.core.work(SYSTEM) as w:
                w.say.withdraw(key[0])


def _post(app: App, address: Address) -> tuple[str, str]:
    """The card's key and its row's. At once: somebody is waiting for it, at whatever hour."""
    now = app.clock.now()
    card = catalog.test_message(channel=LABELS[Platform(address.platform)].partition(" ")[0], at=f"{now:%Y-%m-%d %H:%M:%S}Z")
    card_key = f"test:{address.platform}:{now.timestamp():.6f}"
    to = {"person": {"platform": address.platform, "corp": address.corp, "id": address.id}}
    with app.core.work(SYSTEM) as w:
        return card_key, w.say.post(card_key, to, card.to_json(), kind=card.kind)


def _letters(app: App) -> Mapping[str, LetterState]:
    """What is not sent yet, or never will be; a row that is in neither list was sent."""
    outbox = app.core.outbox
    return {letter.key: letter for letter in (*outbox.backlog(_MANY), *outbox.dead_letters())}


def _unsettled(letter: LetterState | None) -> bool:
    return letter is not None and letter.state != "dead"


def _say(report: Report, address: Address, letter: LetterState | None) -> None:
    if letter is None:
        report.say(address.platform, NAME, f"已发送 (sent): {address.id}")
    elif letter.state == "dead":
        mend = _MENDS.get(letter.error, "运行 suilu doctor，按提示逐项检查 (run suilu doctor)")
        report.say(address.platform, NAME, f"发不出去 (refused): {letter.error}", ok=False, mend=mend)
    elif letter.attempts:
        mend = "会自动重试；持续失败时运行 suilu doctor (tried again by itself)"
        report.say(address.platform, NAME, f"还在重试 (being retried): {letter.error}", ok=False, mend=mend)
    else:
        mend = "suilu work 在运行吗？(is it running?)"
        report.say(address.platform, NAME, "没有 worker 来取，已撤回 (no worker took it; withdrawn)", ok=False, mend=mend)
