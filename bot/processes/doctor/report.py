"""What the doctor says: one line a finding, ✓ well, ✗ to be mended, – off or advice; or the same as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bot.model import Platform
from bot.ports import Finding

LABELS = {
    Platform.WECOM: "企业微信 WeCom",
    Platform.FEISHU: "飞书 Feishu",
    Platform.DINGTALK: "钉钉 DingTalk",
}


@dataclass(slots=True)
class Report:
    """Findings by area (`house`, `wecom`, `inbox` …); `ok` is whether nobody needs to do anything."""

    found: list[tuple[str, Finding]] = field(default_factory=list)
    off: set[int] = field(default_factory=set)
    """Places of what is neither well nor wrong."""

    @property
    def ok(self) -> bool:
        return all(finding.ok for _, finding in self.found)

    @property
    def lines(self) -> list[str]:
        return [_line(area, finding, off=place in self.off) for place, (area, finding) in enumerate(self.found)]

    def add(self, area: str, finding: Finding) -> None:
        self.found.append((area, finding))

    def say(self, area: str, name: str, what: str, *, ok: bool = True, mend: str = "") -> None:
        self.add(area, Finding(name, what, ok, mend))

    def skip(self, area: str, name: str, what: str) -> None:
        """Nothing to examine."""
        self.off.add(len(self.found))
        self.say(area, name, what)

    def to_json(self) -> str:
        """`{ok, findings: [{area, name, what, ok, mend}]}`."""
        findings = [
            {"area": area, "name": f.name.strip(), "what": f.what, "ok": f.ok, "mend": f.mend} for area, f in self.found
        ]
        return json.dumps({"ok": self.ok, "findings": findings}, ensure_ascii=False, indent=1)


def _line(area: str, finding: Finding, *, off: bool) -> str:
    mark = "✗" if not finding.ok else "–" if off or finding.mend else "✓"
    place = f"{LABELS[Platform(area)]} · " if area in set(Platform) else ""
    mend = f" → {finding.mend}" if finding.mend else ""
    return f"{mark} {place}{finding.name}: {finding.what}{mend}"
