"""Files to and from DingTalk (PLATFORMS 2.3.5, 4.5.1): a message names a code, the code an address, the address the file."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

import requests

from bot.adapters.answers import at_most
from bot.adapters.dingtalk import pace
from bot.adapters.dingtalk.client import TIMEOUT, DingtalkClient
from bot.adapters.dingtalk.robot import Robot
from bot.adapters.dingtalk.words import parsed
from bot.model import Attachment, CardHandle, Conversation, Person, Platform
from bot.ports import MOST_BYTES, OutFile, Pacer, TryLater, Undeliverable
from bot.settings import DingtalkSettings

DOWNLOAD = "/v1.0/robot/messageFiles/download"
UPLOAD = "/media/upload"
IMAGES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".bmp"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class DingtalkMedia:
    """`bot.ports.Media`."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient, pacer: Pacer) -> None:
        self._settings, self._client, self._pacer = settings, client, pacer
        self._robot = Robot(settings, client, pacer)
        self._session = requests.Session()
        self._session.trust_env = not settings.api_url

    def fetch(self, attachment: Attachment) -> bytes:
        """Undeliverable: `gone` (no code, or the file is no more), `too_large`, `bad_address`, or the vendor's code."""
        try:
            code = str(parsed(attachment.ref)["downloadCode"])
        except (ValueError, KeyError):
            raise Undeliverable("gone") from None
        self._client.ready()
        self._pacer.admit(pace.api(self._settings, DOWNLOAD))
        body = {"downloadCode": code, "robotCode": self._settings.client_id}
        url = str(self._client.call("POST", DOWNLOAD, body).get("downloadUrl") or "")
        if not self._trusted(url):
            raise Undeliverable("bad_address")
        return self._load(url)

    def send(self, to: Person | Conversation, file: OutFile, *, key: str) -> CardHandle:
        """A picture as a picture, anything else as a file. There is no dedupe key for it: a second try may show it twice."""
        ending = PurePosixPath(file.name).suffix.lower()
        image = ending in IMAGES
        self._client.ready()
        self._pacer.admit(pace.api(self._settings, UPLOAD))
        media = self._client.upload("image" if image else "file", file.name, file.content)
        if image:
            self._robot.say(to, "sampleImageMsg", {"photoURL": media})
        else:
            self._robot.say(to, "sampleFile", {"mediaId": media, "fileName": file.name, "fileType": ending[1:] or "file"})
        return CardHandle(Platform.DINGTALK, card=key, token="")

    def _trusted(self, url: str) -> bool:
        """https; in the clear only within this very machine, when that is where DingTalk is."""
        try:
            parts, home = urlsplit(url), urlsplit(self._settings.api_url)
        except ValueError:
            return False
        local = parts.hostname in _LOOPBACK and home.hostname in _LOOPBACK
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))

    def _load(self, url: str) -> bytes:
        """Without the token, which this address must not learn."""
        try:
            with self._session.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer:
                if answer.status_code >= 500 or answer.status_code == 429:
                    raise TryLater(f"file_http_{answer.status_code}")
                if answer.status_code != 200:
                    raise Undeliverable("gone")
                return at_most(answer, MOST_BYTES)
        except requests.RequestException:
            raise TryLater("file_no_answer") from None
