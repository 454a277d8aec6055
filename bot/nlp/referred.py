"""What another wants whom the customer sends to us, and none of his own need: 给你介绍个朋友 他也要水泵."""

from __future__ import annotations

from bot.nlp.patterns import late

_INTRODUCED = late(
    r"(?:给|帮|跟)[你您]们?(?:又|再)?(?:介绍|推荐|拉|带)(?:了|个|一?位|一个|几个){0,2}(?:新|大|老){0,2}(?:客户|朋友|老板|同行|生意|厂家)"
)
_ACQUAINTED = late(
    r"(?:我们?(?:那边|这边)?的?|有)(?:一个|一?位|个|老){0,2}(?:同学|朋友|亲戚|老乡|战友|表[哥弟姐妹]|邻居|客户|同行)"
    r"[^,。;!?\d]{0,8}(?:想|要|准备|打算)(?:再|也)?[要上买订换搞看采]"
)
_SENT_ON = late(
    r"[你您](?:们)?(?:就|直接|自己|可以|去){0,2}(?:联系|找|加|问)(?:一下|下)?[他她]"
    r"|把[你您][^,。;!?]{0,6}(?:推|给|发)(?:给|到)?[他她]了?|[让叫喊][他她](?:自己)?[来去]?(?:找|联系|加)[你您]"
)
_ALSO_HIS = late(r"[我咱俺]们?(?:自己|这边|家|厂里?|公司)?(?:也|还|再|就)?(?:要|想|订|买|来|上)")


def start(text: str) -> int | None:
    """Where in his words the other's need begins; None: it is his own (朋友介绍来的 要两台, 客户要20台水泵)."""
    found = _INTRODUCED.search(text)
    if found is None and _SENT_ON.search(text):
        found = _ACQUAINTED.search(text)
    return None if found is None or _ALSO_HIS.search(text, found.end()) else found.start()
