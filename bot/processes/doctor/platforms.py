"""The platforms that are on, asked all at once; each through the adapter's own client, with a token of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.adapters import probe
from bot.adapters.manners import OwnTokens
from bot.model import Platform
from bot.ports import Checkup, Finding
from bot.processes.doctor import versions
from bot.processes.doctor.report import LABELS, Report
from bot.settings import DingtalkSettings, FeishuSettings, Settings, WecomSettings
from crm_core.clock import Clock

if TYPE_CHECKING:
    from bot.adapters.dingtalk.checkup import DingtalkCheckup
    from bot.adapters.feishu.checkup import FeishuCheckup
    from bot.adapters.wecom.checkup import WecomCheckup

log = logging.getLogger("bot")


class Examiner(Checkup, Protocol):
    """What `init` and the question about one person ask of a platform, too. Never raises."""

    def credentials(self) -> Finding:
        """Whether the secret is taken. The finding's name is `probe.CREDENTIALS`, `NETWORK` or `ADDRESS`: what is at fault."""

    def reach(self, member: str) -> Finding:
        """Whether the app may write to this account."""


def wecom(settings: WecomSettings, clock: Clock, base_url: str) -> WecomCheckup:
    from bot.adapters.wecom.checkup import WecomCheckup
    from bot.adapters.wecom.client import WecomClient

    archive = WecomClient(replace(settings, secret=settings.archive_secret), clock) if settings.archive_secret else None
    return WecomCheckup(settings, WecomClient(settings, clock), clock, base_url=base_url, archive=archive)


def feishu(settings: FeishuSettings, clock: Clock, base_url: str) -> FeishuCheckup:
    from bot.adapters.feishu.checkup import FeishuCheckup
    from bot.adapters.feishu.client import FeishuClient

    return FeishuCheckup(settings, FeishuClient(settings, clock, OwnTokens(clock)), clock, base_url=base_url)


def dingtalk(settings: DingtalkSettings, clock: Clock, base_url: str) -> DingtalkCheckup:
    from bot.adapters.dingtalk.checkup import DingtalkCheckup
    from bot.adapters.dingtalk.client import DingtalkClient

    client = DingtalkClient(settings, clock, OwnTokens(clock))
    return DingtalkCheckup(settings, client, clock, base_url=base_url)


def examiners(settings: Settings, clock: Clock) -> Mapping[Platform, Callable[[], Examiner]]:
    """Of the platforms that are on. Making one may take seconds (Feishu's SDK), so that is done where it is asked."""
    quiet()
    made: dict[Platform, Callable[[], Examiner]] = {}
    if on := settings.wecom:
        made[Platform.WECOM] = lambda: wecom(on, clock, settings.base_url)
    if here := settings.feishu:
        made[Platform.FEISHU] = lambda: feishu(here, clock, settings.base_url)
    if there := settings.dingtalk:
        made[Platform.DINGTALK] = lambda: dingtalk(there, clock, settings.base_url)
    return made


def examine(report: Report, settings: Settings, clock: Clock) -> None:
    """Every platform, one after the other in the report, all at once on the wire. A platform that is off is one line."""
    made = examiners(settings, clock)
    with ThreadPoolExecutor(len(Platform), "checkup") as pool:
        results = {platform: pool.submit(_all, make) for platform, make in made.items()}
    for platform in LABELS:
        if platform not in results:
            report.skip("house", LABELS[platform], "off 未配置")
            continue
        report.say("house", LABELS[platform], "on 已开启")
        for finding in (*versions.of_platform(platform), *results[platform].result()):
            report.add(platform.value, finding)
    if settings.wecom or settings.feishu:
        report.add("house", probe.public(settings.base_url))


def quiet() -> None:
    """The adapters log what they are refused; here it stands in the report, and must not stand between its lines."""
    if not log.handlers:
        log.addHandler(logging.NullHandler())


def _all(make: Callable[[], Examiner]) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(make().examine())
    except Exception as error:  # a checkup that breaks is itself a finding; its message may hold anything
        found.append(
            Finding("检查 checkup", f"中断 (broke off): {type(error).__name__}", ok=False, mend="suilu 的缺陷，请报告 (a bug)")
        )
    return found
