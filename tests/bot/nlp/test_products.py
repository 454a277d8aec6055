"""Wares, and the last quantity that the customer gave."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import shown

CHATS = [
    ("c 要换12台B20", ["水泵 B20 12台"]),
    ("c B20 先来三台 | c 改成五台", ["水泵 B20 5台"]),
    ("c 水泵怎么卖 | c 要20台", ["水泵 B20 20台"]),
    ("c 水泵第一单200个 后面每月500", ["水泵 B20 200个", "水泵 B20 500个/月"]),
    ("c B20 10台，F6 30个", ["水泵 B20 10台", "阀门 F6 30个"]),
    ("c 水泵24 阀门40", ["水泵 B20 24", "阀门 F6 40"]),
    ("c 不是12台是15台B20", ["水泵 B20 15台"]),
    ("c B20来10台 | c 再加2台", ["水泵 B20 12台"]),
    ("c 现在用着8台水泵", ["水泵 B20"]),
    ("c 水泵我们开了三个会", ["水泵 B20"]),
    ("r 水泵给您留了100台 | c 水泵走不动", ["水泵 B20"]),
    ("r 按您的量配3台B20比较合适", ["水泵 B20 3台"]),
    ("r B20 10台起订 | c 水泵先看看", ["水泵 B20"]),
    ("c B20不要了，换成F6 | c 要5个", ["阀门 F6 5个"]),
    ("r 水泵有特价要不要 | c 不需要", []),
    ("c 假如我买水泵呢", []),
]


@pytest.mark.parametrize(("chat", "wares"), CHATS)
def test_a_ware_with_the_last_quantity_of_the_customers(chat: str, wares: list[str]) -> None:
    assert shown(chat, "product") == wares
