"""What every platform's stand-in offers to the town's window and to tests, and the defaults of what a platform leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.model import Platform

if TYPE_CHECKING:
    from bot.simulator.town import Said, Town


class Unsupported(Exception):
    """This platform's client has no such gesture; the message says so in the user's words."""


@dataclass(frozen=True, slots=True)
class ClickAnswer:
    """What the clicker sees at once: a toast's words, or an error of the client when nobody answered in time."""

    ok: bool
    toast: str = ""


class PlatformSim(Protocol):
    """One platform's stand-in. `start` binds 127.0.0.1 and returns at once; `url` is its origin. `Sim` has the defaults."""

    platform: Platform
    url: str

    @property
    def limits(self) -> Mapping[str, str]: ...

    @property
    def menus(self) -> Sequence[str]: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def say(self, chat_id: str, by: str, text: str) -> Said:
        """A dweller says something; the platform tells Suilu of it if it would (bot mentioned, direct chat)."""

    def click(self, message_id: str, by: str, action: str, form: Mapping[str, str]) -> ClickAnswer:
        """A dweller presses a button of a card; the platform calls Suilu back as the vendor does."""

    def menu(self, by: str, key: str) -> object:
        """A dweller taps an entry of the app's menu; the message where that leaves one in the chat."""

    def send_file(self, chat_id: str, by: str, name: str, content: bytes, kind: str) -> Said:
        """A dweller sends a file; `kind`: image, file, voice, video, or what the platform calls these."""

    def content(self, said: Said) -> bytes:
        """What `send_file` or Suilu put into this message."""

    def read(self, message_id: str, by: str) -> object:
        """A dweller has seen a message; told to Suilu where the platform tells such."""

    def forward(self, chat_id: str, by: str, message_ids: Sequence[str]) -> Said:
        """A dweller forwards messages into a chat: one as it is, several as one merged record."""

    def shortcut(self, by: str, message_ids: Sequence[str]) -> str:
        """A dweller picks messages and Suilu's own entry in their menu; the address that the client opens beside the chat."""

    def add_bot(self, chat_id: str, by: str) -> object:
        """A dweller brings Suilu into a group."""

    def remove_bot(self, chat_id: str, by: str) -> object:
        """A dweller removes Suilu from a group."""

    def leaves(self, who: str) -> object:
        """A colleague is taken out of the organisation there, and the platform tells so."""

    def actions(self) -> Mapping[str, str]:
        """What else can be done to the platform itself: name and words."""

    def act(self, name: str) -> str:
        """Do one of `actions`; the answer is a line for whoever asked."""


class Sim:
    """The defaults of `PlatformSim`, in the town's own terms; a platform overrides what its wire makes of it."""

    platform: Platform
    town: Town
    limits: Mapping[str, str] = {}
    """Its several rate limits, name and words, for the fault `limit:<name>`."""
    menus: Sequence[str] = ("我的待办", "今日进展", "帮助")
    """The entries of the app's menu beside a direct chat, by their keys."""

    def say(self, chat_id: str, by: str, text: str) -> Said:
        raise NotImplementedError

    def menu(self, by: str, key: str) -> object:
        """As where a menu entry sends its own words."""
        return self.say(self.town.bot_chat(self.platform, by).id, by, key)

    def send_file(self, chat_id: str, by: str, name: str, content: bytes, kind: str) -> Said:  # noqa: ARG002
        raise Unsupported("这个平台的替身还不能收发文件")

    def content(self, said: Said) -> bytes:  # noqa: ARG002
        raise Unsupported("这条消息没有可以打开的内容")

    def read(self, message_id: str, by: str) -> object:
        """Written beside the message, and told to nobody."""
        _, said = self.town.message(message_id)
        readers = said.extra.setdefault("read_by", [])
        if by not in readers:
            readers.append(by)
            self.town.save()
        return said

    def forward(self, chat_id: str, by: str, message_ids: Sequence[str]) -> Said:
        """A single text goes out as a text, as in every client."""
        found = [self.town.message(message_id)[1] for message_id in message_ids]
        if len(found) != 1 or not found[0].text or found[0].card:
            raise Unsupported("这个平台的替身还只能逐条转发文字")
        return self.say(chat_id, by, found[0].text)

    def shortcut(self, by: str, message_ids: Sequence[str]) -> str:  # noqa: ARG002
        raise Unsupported("这个平台的客户端没有消息快捷操作")

    def add_bot(self, chat_id: str, by: str) -> object:
        """Only the members change; a platform that tells Suilu of it overrides this and the next."""
        return self.town.bot_moves(chat_id, by, inside=True)

    def remove_bot(self, chat_id: str, by: str) -> object:
        return self.town.bot_moves(chat_id, by, inside=False)

    def actions(self) -> Mapping[str, str]:
        return {}

    def act(self, name: str) -> str:  # noqa: ARG002
        raise Unsupported("这个平台的替身没有这个动作")
