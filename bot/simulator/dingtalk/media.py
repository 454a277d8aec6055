"""Files on DingTalk: what people send to the robot, and what the robot uploads (PLATFORMS 2.3.5, 4.5.1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.dingtalk.limits import Limits
from bot.simulator.dingtalk.refusal import Refusal

LINK_LIFE = timedelta(minutes=10)
MOST = 20 * 1024 * 1024
KINDS = ("image", "voice", "video", "file")


@dataclass(slots=True)
class MediaDesk:
    """`sent` are people's files by downloadCode, `uploaded` the robot's by media_id: name and bytes."""

    limits: Limits
    sent: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    uploaded: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    links: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def keep(self, name: str, content: bytes) -> str:
        """A person sends a file: its downloadCode."""
        code = secrets.token_urlsafe(24)
        self.sent[code] = (name, content)
        return code

    def upload(self, kind: str, name: str, content: bytes) -> dict[str, Any]:
        if kind not in KINDS or not content:
            raise Refusal(200, 40004, "不合法的媒体文件类型")
        if len(content) > MOST:
            raise Refusal(200, 40006, "不合法的文件大小")
        media = f"@l{secrets.token_urlsafe(16)}"
        self.uploaded[media] = (name, content)
        born = int(self.limits.clock.now().timestamp() * 1000)
        return {"errcode": 0, "errmsg": "ok", "media_id": media, "type": kind, "created_at": born}

    def link(self, body: Mapping[str, Any], robot: str, origin: str) -> dict[str, Any]:
        """Where a person's file is to be had, for a while, without a token."""
        code = str(body.get("downloadCode") or "")
        if body.get("robotCode") != robot or code not in self.sent:
            raise Refusal(400, "invalidParameter.downloadCode.invalid")
        key = secrets.token_urlsafe(24)
        self.links[key] = (code, self.limits.clock.now() + LINK_LIFE)
        return {"downloadUrl": f"{origin}file/{key}"}

    def load(self, key: str) -> bytes | None:
        """None: no such link, or no more."""
        code, until = self.links.get(key, ("", self.limits.clock.now()))
        return self.sent[code][1] if self.limits.clock.now() < until else None
