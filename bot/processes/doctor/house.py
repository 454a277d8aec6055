"""`suilu doctor` without options: the platforms, the broker, the database; by ids and kinds, never anybody's words or name."""

from __future__ import annotations

from bot.adapters.llm.checkup import NAME as MODEL
from bot.adapters.llm.checkup import LlmCheckup
from bot.adapters.llm.client import LlmClient
from bot.bootstrap import build
from bot.jobs.queue import queue_at
from bot.processes.doctor import platforms, versions
from bot.processes.doctor.report import Report
from bot.settings import Settings
from crm_core.clock import Clock
from crm_core.errors import DatabaseTooOld
from crm_core.inbox import HeardState
from crm_core.outbox import LetterState
from crm_core.people import SYSTEM
from crm_core.work.archive import LATER, NO_KEY
from crm_core.work.core import Core

_WHY = {NO_KEY: "缺少私钥 (no private key)", LATER: "暂时无法打开，会再试 (not now, tried again)"}


def examine(settings: Settings) -> Report:
    """Looks at everything there is. A database that cannot be read is a finding, not an error."""
    report = Report()
    report.add("house", versions.ours())
    report.add("house", versions.running(settings.base_url))
    app = build(settings, "tool")
    try:
        platforms.examine(report, settings, app.clock)
        model(report, settings, app.clock)
        _broker(report, settings)
        _database(report, app.core)
    finally:
        app.core.close()
    return report


def model(report: Report, settings: Settings, clock: Clock) -> None:
    """Whether the language model is on and answers."""
    if settings.llm is None:
        report.skip("house", MODEL, "off 未配置")
        return
    for finding in LlmCheckup(settings.llm, LlmClient(settings.llm, clock)).examine():
        report.add("house", finding)


def _broker(report: Report, settings: Settings) -> None:
    alive = queue_at(settings).alive()
    where = "outer 外部" if settings.redis_url else "embedded 内置"
    what = "reachable 可达" if alive else "away 不可达；靠定时扫描继续处理"
    mend = "" if alive else "检查 SUILU_REDIS_URL (check it)" if settings.redis_url else "启动 suilu broker (start it)"
    report.say("house", f"broker ({where})", what, ok=alive, mend=mend)


def _database(report: Report, core: Core) -> None:
    try:
        if _version(report, core):
            rows(report, core)
    except Exception as error:  # whatever ails it, that is what the doctor is asked for
        mend = "检查 SUILU_DATABASE_URL 与数据库服务 (check it and the server)"
        report.say("house", "database 数据库", f"无法读取 (cannot be read): {type(error).__name__}", ok=False, mend=mend)


def _version(report: Report, core: Core) -> bool:
    try:
        core.check_version()
    except DatabaseTooOld as error:
        report.say("house", "database 数据库", str(error), ok=False)
        return False
    report.say("house", "database 数据库", str(core.version()))
    return True


def rows(report: Report, core: Core) -> None:
    """How far everything got that came in and that goes out."""
    _inbox(report, core)
    _outbox(report, core)
    _archive(report, core)


def _archive(report: Report, core: Core) -> None:
    """Nothing where all of the chat archive's records can be opened."""
    with core.read(SYSTEM) as w:
        unopened = w.archive.unopened()
    for (why, version), count in unopened.items():
        missing = why == NO_KEY
        what = _WHY.get(why, "无法打开 (broken)")
        mend = f"把 {version}.pem 放入 SUILU_WECOM_ARCHIVE_KEYS (put it there)" if missing else ""
        report.say("house", f"会话存档 archive, key {version}", f"{count} × {what}", ok=not missing, mend=mend)


def _inbox(report: Report, core: Core) -> None:
    report.say("inbox", "inbox", _counts(core.inbox.counts()))
    for heard in core.inbox.stuck():
        report.say("inbox", f"  {heard.id}", _inbox_line(heard), ok=False)


def _outbox(report: Report, core: Core) -> None:
    report.say("outbox", "outbox", _counts(core.outbox.counts()))
    for letter in core.outbox.backlog():
        if letter.attempts:
            report.say("outbox", f"  {letter.key}", f"retrying 重试中: {_outbox_line(letter)}", ok=False)
    for letter in core.outbox.dead_letters():
        report.say("outbox", f"  {letter.key}", f"dead 已放弃: {_outbox_line(letter)}", ok=False)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{state} {count}" for state, count in counts.items())


def _inbox_line(heard: HeardState) -> str:
    return f"{heard.state}, tries {heard.attempts}, since {heard.heard_at:%Y-%m-%d %H:%M:%S}Z{_because(heard.error)}"


def _outbox_line(letter: LetterState) -> str:
    tried = f"{letter.platform}, {letter.kind}, tries {letter.attempts}"
    return f"{tried}, next {letter.not_before:%H:%M:%S}Z{_because(letter.error)}"


def _because(error: str) -> str:
    return f": {error}" if error else ""
