"""Images and files of Feishu's chats: uploaded, sent, downloaded (vendor: im-v1 image, file, message-resource).

Kept in memory: after a restart of the town an old file cannot be downloaded any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request

from bot.simulator.feishu.http import Refusal
from bot.simulator.feishu.wire import compact
from bot.simulator.town import Said, Town

MB = 1024 * 1024
_FILE_TYPES = frozenset({"opus", "mp4", "pdf", "doc", "xls", "ppt", "stream"})


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    content: bytes
    image: bool


class Files:
    """Knobs: `most_image`, `most_file` and `most_download` in bytes."""

    def __init__(self, town: Town) -> None:
        self.most_image, self.most_file, self.most_download = 10 * MB, 30 * MB, 100 * MB
        self.kept: dict[str, Kept] = {}
        self._town = town

    def keep(self, name: str, content: bytes, *, image: bool) -> str:
        """The key of a file that is there now."""
        key = self._town.next_id("img_v3_" if image else "file_v3_")
        self.kept[key] = Kept(name, content, image)
        return key

    def upload_image(self) -> dict[str, object]:
        if request.form.get("image_type") not in ("message", "avatar"):
            raise Refusal(234001, "Invalid request param: image_type")
        content = _part("image")
        if len(content) > self.most_image:
            raise Refusal(234006, "The file size exceed the max value")
        return {"data": {"image_key": self.keep("image", content, image=True)}}

    def upload_file(self) -> dict[str, object]:
        name = request.form.get("file_name", "")
        if request.form.get("file_type") not in _FILE_TYPES or not name:
            raise Refusal(234001, "Invalid request param: file_type or file_name")
        content = _part("file")
        if len(content) > self.most_file:
            raise Refusal(234006, "The file size exceed the max value")
        return {"data": {"file_key": self.keep(name, content, image=False)}}

    def download(self, said: Said, key: str, type_: str) -> Response:
        """Not of cards, stickers and merged records; only what that very message holds."""
        if said.card is not None or said.kind in ("merge_forward", "sticker"):
            raise Refusal(234043, "Unsupported message type")
        kept = self.kept.get(key)
        if kept is None or f'"{key}"' not in compact(said.extra.get("content", {})):
            raise Refusal(234003, "File not in msg")
        if type_ != ("image" if kept.image else "file"):
            raise Refusal(234001, "Invalid request param: type")
        if len(kept.content) > self.most_download:
            raise Refusal(234037, "Downloaded file size exceeds limit")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name)}"}
        return Response(kept.content, 200, headers, mimetype="application/octet-stream")


def _part(name: str) -> bytes:
    part = request.files.get(name)
    content = part.read() if part else b""
    if not content:
        raise Refusal(234010, "File's size can't be 0")
    return content
