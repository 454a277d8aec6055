"""Who decides, approves or signs."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import shown

CHATS = [
    ("c 最后刘总拍板", ["刘总"]),
    ("c 得院长批 | r 院长怎么称呼 | c 姓顾 顾院长", ["顾院长"]),
    ("c 得院长批 | r 院长贵姓 | c 姓顾", ["顾院长"]),
    ("c 我们副总管这块 姓贾", ["贾副总"]),
    ("c 超过20万要上采购委员会", ["采购委员会"]),
    ("c 要报集团总部审批", ["集团总部"]),
    ("c 我就能定", ["王海"]),
    ("c 我说了不算", []),
    ("c 混着来我不敢签字", []),
    ("c 这事老王说了算", ["老王"]),
    ("c 韩姐点头就行", ["韩姐"]),
    ("c 最后是何工定方案", ["何工"]),
    ("c 我们王校长人挺好 | c 他说了算", ["王校长"]),
    ("r 是刘总拍板吧？ | c 对", ["刘总"]),
    ("r 是刘总拍板吧？ | c 不清楚", []),
    ("c 董事会过了就签", ["董事会"]),
    ("c 合同法务审一下", []),
    ("c 院长没空", []),
    ("r 小崔拍个照", []),
    ("c 刘总不用批", []),
]


@pytest.mark.parametrize(("chat", "names"), CHATS)
def test_who_decides_is_named_as_doing_so(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names
