"""Our price as the customer tells it, where we have not named one: 你们27.5 人家25.2; 你们报的18万 老板想16万拿下."""

from __future__ import annotations

from collections.abc import Mapping

from bot.nlp.patterns import late
from bot.nlp.scene import Scene

_YOU = (
    r"(?:[您你]们?家?|贵[司方])(?:这?[边里]|家)?(?:之前|原来|上[次回]|现在|目前|还|才|也|怎么|咋|为啥|为什么|凭什么"
    r"|[那这]个[^,。;!?\d ]{0,6}|一[^,。;!?\d ]{1,2}){0,3}"
)
_ASK = late(rf"{_YOU}(?:报价?|开价?|给(?:我们?)?的|要|收|卖|是|讲)?(?:的|了|是|[那这]个){{0,2}}\s?\Z")
"""你们27.5; 你现在是3920万: right before our price."""
_TOLD = late(rf"{_YOU}(?:(?:给[我咱]们?)?报(?:价|的|了)|开(?:的|价)|给(?:我们?)?的)(?:那个|这个)?(?:价格?)?是?\s?\Z")
"""你们报的18万: ours, whatever he asks of it."""
_WHY = late(r"(?:怎么|咋|为啥|为什么|凭什么)[^,。;!?\d ]{0,3}\Z")
"""你们怎么要480: no question for the price, but that it is dear."""
_ISNT_IT = late(r"(?:元|块)?[对是](?:吧|吗|不)")
_WONDERS = late(r"[啊呀嘛呢哦]?(?:[ ,。;!?]|\Z)")
_NO_PRICE = late(r"(?:元|块)?(?:的(?!价|报价)|以上|以下|起)")
"""你们20万的货, 你们20万以上的: no price of ours."""
_OWED = late(r"(?:[差欠退补赔]|[多少]收)了?(?:[您你]们?家?|贵[司方])(?:的|那)?\s?\Z")
"""还差你们12万: a debt."""
_WEIGHS = late(r"差(?!不多)|[贵高降低才]|便宜|怎么(?:说|也)")
"""格兰富报4万2 你家4万8 差太多了: beside a rival's price, where he goes on about the two."""
_ONCE = late(r"没中|没做成|没成(?!交)|丢了|黄了|(?:上[次回个]|之前|去年)(?:那个|那次)?[^,。;!?\d]{0,4}(?:项目|标|单子)")
"""上次那个项目你们报了18万 没中."""
_AGAINST = ("money_else", "difference", "pieces", "measured", "authority")
_OF_HIS = ("money_bid", "money_lower", "money_cap", "money_paid")
"""Beside 你们40: what he would pay."""


def told(scene: Scene, reasons: Mapping[str, float]) -> bool:
    if scene.said.ours or scene.ledger.standing("our_quote") or not (scene.money.single and _named(scene)):
        return False
    if any(reasons.get(name) for name in _AGAINST) or scene.says("if", scene.here) or _ONCE.search(scene.said.own):
        return False
    beside = any(index == scene.said.index for index, _ in scene.ledger.taken)
    if _WHY.search(scene.before):
        return _WONDERS.match(scene.text, scene.raw.end) is not None
    if beside and not (_TOLD.search(scene.before) or _WEIGHS.search(scene.said.own, scene.raw.end)):
        return False
    if _TOLD.search(scene.before):
        return not (scene.clause.asks and scene.apart)
    return not scene.clause.asks and not any(scene.near(cue) == 1 for cue in _OF_HIS)


def reported(before: str) -> bool:
    """你上回报的: behind it stands our price."""
    return _TOLD.search(before) is not None


def _named(scene: Scene) -> bool:
    """Whether our side is named right before it."""
    you = _ASK.search(scene.before) or _TOLD.search(scene.before)
    if you is None or _OWED.search(scene.before) or scene.lexicon.rivals.find(you[0]):
        return False
    alone = scene.raw.sure or scene.apart or scene.for_one or _ISNT_IT.match(scene.text, scene.raw.end) is not None
    alone = alone or _WHY.search(scene.before) is not None
    return alone and scene.raw.end - scene.raw.start > 1 and not _NO_PRICE.match(scene.text, scene.raw.end)
