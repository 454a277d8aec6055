"""What can go wrong on the wire, on command: the kinds, their words, and the faults that wait for a call to suffer them."""

from __future__ import annotations

from dataclasses import dataclass

OUT_FAULTS = ("error", "limit", "expired", "hang", "slow", "cut", "refuse", "scope", "spent")
"""What can go wrong with a call of Suilu's: a 5xx page; the platform's rate limit (`limit:<name>` for one of several); an
expired token; `hang`, the call takes effect and its answer never comes; `slow`, it comes late but in time; `cut`, the
connection breaks before anything happened; `refuse`, a final error; `scope`, the person is not visible to the app; `spent`, the
card's handle is used up."""
IN_FAULTS = ("duplicate", "late", "reorder", "skew", "forge")
"""What can go wrong with a callback to Suilu: sent twice; sent some seconds late; held back until the next one has gone;
stamped ten minutes ago; signed with another's secret."""

CALLBACK = "callback"
"""What callbacks to Suilu are called where faults are asked for."""

MOST_TIMES = 1000

WORDS: dict[str, tuple[str, str]] = {
    "error": ("服务器错误", "平台回 5xx 页面，什么也没有发生；随录应当稍后重试"),
    "limit": ("限流", "平台说调用太频繁；随录应当退避后重试"),
    "expired": ("令牌过期", "平台说令牌已失效；随录应当换新令牌再试一次"),
    "hang": ("答复丢失", "调用已生效，但答复一直不来；随录重试时不能发两遍"),
    "slow": ("答复很慢", "答复来得晚，但还在时限内；一切照常"),
    "cut": ("连接中断", "连接在生效之前断开；随录应当重试"),
    "refuse": ("拒绝", "平台给出最终错误；重试没有用，应当记为送不到"),
    "scope": ("不在可见范围", "收件人不在应用的可见范围内；应当记为送不到"),
    "spent": ("卡片句柄已用完", "这张卡片不能再更新；按卡片种类改发新卡或保持安静"),
    "duplicate": ("重复推送", "同一个回调推送两次；只能算一次"),
    "late": ("迟到", "回调晚几秒才到"),
    "reorder": ("乱序", "回调压到下一个之后才推送"),
    "skew": ("时钟偏差", "回调的时间戳是十分钟以前；应当被拒绝"),
    "forge": ("伪造签名", "回调用别人的密钥签名；应当被拒绝"),
}
"""For each kind: its name, and what happens, as the page says it."""


@dataclass(slots=True)
class Fault:
    """The next `times` calls whose path contains `path` go wrong; callbacks have the path `callback`."""

    kind: str
    times: int = 1
    path: str = ""
    id: int = 0
    """Given by the town: what to cancel it by."""

    def fits(self, path: str) -> bool:
        return self.path in path and (self.kind in IN_FAULTS) == (path == CALLBACK)


class Faults:
    """The faults that wait, by platform, oldest first. The town holds its lock around every call."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}
        self._serial = 0

    def plan(self, platform: str, fault: Fault) -> Fault:
        self._serial += 1
        fault.id = self._serial
        self._waiting.setdefault(platform, []).append(fault)
        return fault

    def take(self, platform: str, path: str) -> str:
        """The kind that a call on this path has to suffer, used up by asking; empty: none."""
        waiting = self._waiting.get(platform, [])
        found = next((fault for fault in waiting if fault.times > 0 and fault.fits(path)), None)
        if found is None:
            return ""
        found.times -= 1
        if not found.times:
            waiting.remove(found)
        return found.kind

    def cancel(self, number: int) -> bool:
        """Whether it still waited."""
        for waiting in self._waiting.values():
            for fault in waiting:
                if fault.id == number:
                    waiting.remove(fault)
                    return True
        return False

    def waiting(self) -> list[tuple[str, Fault]]:
        return [(platform, fault) for platform, waiting in self._waiting.items() for fault in waiting if fault.times > 0]
