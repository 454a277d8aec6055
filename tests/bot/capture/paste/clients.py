"""What each client puts on the clipboard for a dialogue: the writing side of `bot.capture.paste.formats`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple


class Spoken(NamedTuple):
    """`at` in the reader's zone."""

    by: str
    at: datetime
    text: str


def wecom_desktop(spoken: Sequence[Spoken]) -> str:
    return _blocks(f"{by} {at.month}/{at.day} {at:%H:%M:%S}\n{text}" for by, at, text in spoken)


def wecom_phone(spoken: Sequence[Spoken]) -> str:
    return _blocks(f"{by}  {at.year}年{at.month}月{at.day}日 {_twelve(at)}\n{text}" for by, at, text in spoken)


def wechat_windows(spoken: Sequence[Spoken]) -> str:
    return _blocks(f"{by}:\n{text}" for by, _, text in spoken)


def wechat_mac(spoken: Sequence[Spoken]) -> str:
    return _blocks(f"{by} {at.year}/{at.month}/{at.day} {at:%H:%M}\n{text}" for by, at, text in spoken)


def wechat_phone(spoken: Sequence[Spoken]) -> str:
    days = groupby(spoken, key=lambda one: one.at.date())
    parts = ["王海 和 林晓 在微信上的聊天记录如下，请查收。\n"]
    for day, said in days:
        parts.append(f"—————  {day}  —————\n\n")
        parts += [f"{by}  {at:%H:%M}\n\n{text}\n\n" for by, at, text in said]
    return "\n".join(parts)


def dingtalk_desktop(spoken: Sequence[Spoken]) -> str:
    return "\n".join(f"{by}\n{at:%m-%d %H:%M}\n{text}\n" for by, at, text in spoken)


def dingtalk_phone(spoken: Sequence[Spoken]) -> str:
    return "\n".join(f"{by} {at:%Y-%m-%d %H:%M}\n{text}" for by, at, text in spoken)


def feishu_desktop(spoken: Sequence[Spoken]) -> str:
    return "\n".join(f"{by} {at.year}年{at.month}月{at.day}日 {at:%H:%M}\n{text}" for by, at, text in spoken)


def feishu_phone(spoken: Sequence[Spoken]) -> str:
    """A divider stands wherever another minute begins: a chat has fewer, but then nobody knows the minutes between."""
    minutes = groupby(spoken, key=lambda one: one.at.replace(second=0))
    return "\n\n".join(
        "\n".join([f"{at.month}月{at.day}日 {at:%H:%M}", *(f"{by}：{text}" for by, _, text in said)]) for at, said in minutes
    )


CLIENTS: dict[str, Callable[[Sequence[Spoken]], str]] = {
    client.__name__: client
    for client in (
        wecom_desktop, wecom_phone, wechat_windows, wechat_mac, wechat_phone,
        dingtalk_desktop, dingtalk_phone, feishu_desktop, feishu_phone,
    )
}  # fmt: skip


def _blocks(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _twelve(at: datetime) -> str:
    half = "凌晨" if at.hour < 6 else "上午" if at.hour < 12 else "中午" if at.hour < 13 else "下午" if at.hour < 18 else "晚上"
    return f"{half}{at.hour if half == '中午' else at.hour % 12}:{at:%M}"
