"""`suilu doctor` on the chat archive's records: what no key opens is named, with the next step."""

from __future__ import annotations

from bot.ports import Finding
from bot.processes.doctor.house import rows
from bot.processes.doctor.report import Report
from crm_core.clock import SetClock
from crm_core.people import SYSTEM
from crm_core.views import SealedRecord
from crm_core.work.core import Core


def findings(core: Core) -> list[Finding]:
    report = Report()
    rows(report, core)
    return [finding for area, finding in report.found if area == "house"]


def test_records_that_no_key_opens(sqlite_core: Core, clock: SetClock) -> None:
    assert findings(sqlite_core) == []
    unopened = [("?key", 3), ("?key", 3), ("?broken", 2), ("?later", 4), ("linxiao/wmWangHai0001", 2)]
    with sqlite_core.work(SYSTEM) as w:
        w.archive.keep(
            [SealedRecord(seq, "", chat, clock.now(), version, "k", "s") for seq, (chat, version) in enumerate(unopened, 1)]
        )

    found = sorted(findings(sqlite_core), key=lambda finding: (finding.ok, finding.name))

    assert found == [
        Finding(
            "会话存档 archive, key 3",
            "2 × 缺少私钥 (no private key)",
            ok=False,
            mend="把 3.pem 放入 SUILU_WECOM_ARCHIVE_KEYS (put it there)",
        ),
        Finding("会话存档 archive, key 2", "1 × 无法打开 (broken)"),
        Finding("会话存档 archive, key 4", "1 × 暂时无法打开，会再试 (not now, tried again)"),
    ]
