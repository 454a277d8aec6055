"""The forty screenshots: which client, mode, phone and seed. Twelve pictures of them are held out: nothing is tuned on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.bot.capture.screens.dialogue import GROUPS, PEOPLE

NOTO = "'Noto Sans CJK SC','Noto Color Emoji'"
ZENHEI = "'WenQuanYi Zen Hei','Noto Color Emoji'"
PHONES = {"android": (360, 800, 3), "old": (414, 896, 2), "iphone": (390, 844, 3)}
"""CSS width and height, density: 1080×2400, 828×1792, 1170×2532 pixels."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One chat, photographed `shots` times while it is scrolled. `held`: held out."""

    name: str
    seed: int
    client: str
    phone: str = "android"
    dark: bool = False
    group: bool = False
    shots: int = 1
    jpeg: bool = False
    flavour: str = ""
    held: bool = False

    @property
    def others(self) -> list[str]:
        """Who speaks on the left."""
        return Random(self.seed * 7).sample(PEOPLE, 4 if self.group else 1)

    @property
    def outside(self) -> list[str]:
        """Whom WeCom marks as a WeChat user."""
        return self.others[:2]

    @property
    def title(self) -> str:
        """What stands in the head, without the count."""
        return Random(self.seed * 11).choice(GROUPS) if self.group else self.others[0]

    @property
    def members(self) -> int:
        """How many the group has."""
        return Random(self.seed * 13).randrange(3, 120)

    @property
    def under(self) -> str:
        """The small line under a single chat's name."""
        return Random(self.seed * 17).choice(["", "采购部", "在线"]) if self.client == "dingtalk" else ""

    @property
    def font(self) -> str:
        """CSS families."""
        return ZENHEI if self.seed % 4 == 0 else NOTO


def scenes() -> list[Scene]:
    """All of them, in the order of their names."""
    return list(_scenes())


def _scenes() -> Iterator[Scene]:
    phones = ["android", "old", "iphone", "android"]
    for number in range(7):  # twenty-six pictures alone
        for place, client in enumerate(["wechat", "wecom", "dingtalk", "feishu"]):
            if (number, place) in ((6, 3), (2, 0)):
                continue
            seed = 100 + number * 4 + place * 37
            yield Scene(
                f"{client}-{number}",
                seed,
                client,
                phone=phones[(number + place) % 4],
                dark=(number + place) % 3 == 1,
                group=number % 2 == 1,
                jpeg=(number, place) in ((2, 1), (2, 2), (6, 1)),
                flavour={3: "long", 4: "emoji"}.get(number, ""),
                held=number in (5, 6),
            )
    yield Scene("wechat-pair", 301, "wechat", shots=2)
    yield Scene("wecom-pair", 302, "wecom", shots=2, group=True, phone="iphone")
    yield Scene("feishu-pair", 303, "feishu", shots=2, dark=True, held=True)
    yield Scene("dingtalk-triple", 304, "dingtalk", shots=3, group=True)
    yield Scene("wechat-triple", 305, "wechat", shots=3, dark=True, phone="old", held=True, group=True)
    yield Scene("feishu-pair-2", 306, "feishu", shots=2, group=True)
