"""`suilu doctor`: what is wrong, by ids and kinds; never anybody's words or name."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.bootstrap import build
from bot.jobs.queue import queue_at
from bot.settings import Settings, describe
from crm_core.errors import DatabaseTooOld
from crm_core.inbox import HeardState
from crm_core.outbox import LetterState
from crm_core.work.core import Core


@dataclass(slots=True)
class Report:
    """Lines to print; `ok` is whether nobody needs to do anything."""

    lines: list[str] = field(default_factory=list)
    ok: bool = True

    def say(self, line: str, *, ok: bool = True) -> None:
        self.lines.append(f"{'✓' if ok else '✗'} {line}")
        self.ok = self.ok and ok


def examine(settings: Settings) -> Report:
    """Looks at the settings, the broker and the database. A database that cannot be read is a finding, not an error."""
    report = Report()
    for line in describe(settings):
        report.say(line)
    _broker(report, settings)
    core = build(settings, "tool").core
    try:
        if _version(report, core):
            _rows(report, core)
    except Exception as error:  # whatever ails it, that is what the doctor is asked for
        report.say(f"database 数据库: 无法读取 (cannot be read): {type(error).__name__}", ok=False)
    finally:
        core.close()
    return report


def _broker(report: Report, settings: Settings) -> None:
    alive = queue_at(settings).alive()
    where = "outer 外部" if settings.redis_url else "embedded 内置"
    report.say(f"broker ({where}): {'reachable 可达' if alive else 'away 不可达；靠定时扫描继续处理'}", ok=alive)


def _version(report: Report, core: Core) -> bool:
    try:
        core.check_version()
    except DatabaseTooOld as error:
        report.say(f"database 数据库: {error}", ok=False)
        return False
    report.say(f"database 数据库: {core.version()}")
    return True


def _rows(report: Report, core: Core) -> None:
    report.say("inbox: " + _counts(core.inbox.counts()))
    for heard in core.inbox.stuck():
        report.say(f"  {heard.id}: {_inbox_line(heard)}", ok=False)
    report.say("outbox: " + _counts(core.outbox.counts()))
    for letter in core.outbox.backlog():
        if letter.attempts:
            report.say(f"  {letter.key}: retrying 重试中: {_outbox_line(letter)}", ok=False)
    for letter in core.outbox.dead_letters():
        report.say(f"  {letter.key}: dead 已放弃: {_outbox_line(letter)}", ok=False)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{state} {count}" for state, count in counts.items())


def _inbox_line(heard: HeardState) -> str:
    return f"{heard.state}, tries {heard.attempts}, since {heard.heard_at:%Y-%m-%d %H:%M:%S}Z{_because(heard.error)}"


def _outbox_line(letter: LetterState) -> str:
    return (
        f"{letter.platform}, {letter.kind}, tries {letter.attempts}, next {letter.not_before:%H:%M:%S}Z{_because(letter.error)}"
    )


def _because(error: str) -> str:
    return f": {error}" if error else ""
