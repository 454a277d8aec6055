"""That an amount is paid, or about to be: by the words right beside it (三千刷好了, 先打三万给你, 尾款9万验完就付)."""

from __future__ import annotations

from bot.nlp.patterns import late

_BEFORE = late(
    r"(?:(?P<came>收到(?:啦|了|款|货款|尾款|首付款?|定金|订金|押金|预付款?)?|到了(?=[, ]))"
    r"|转了|转你|转您|付了|充了|打了|打过去|付过去|转过去|付出去|汇了|到账|查到了?|入账|进账)[你您啦]?[了哈啊]{0,2}[,\s]?\Z"
)
_BY = r"(?:定金|订金|押金|的?款)?(?:微信|支付宝|对公|网银|现金|财务|会计|出纳)?(?:已经?|刚刚?|都|给|全)?(?:[你您])?"
_AFTER = late(
    rf"\s?(?:元|块)?{_BY}(?:[转付打汇交刷砖划](?:好|完|掉|妥)?[了啦]|(?:[付打汇]|(?<!\d)转)的(?=[ ,。]|\Z)"
    r"|[转付打汇划]?过(?:去|来)[了啦]|(?<=微信)过[了啦]|[出走]了|到账|收到|收讫|先?收[着下]|已[转付打出汇到收砖]|看到了|(?<=已)(?:支付宝|微信)|查收?到"
    r"|到[了啦](?=[啊哈哦]|[一-鿿]{0,2}(?:[ ,。!]|\Z)))"
)
_HEARD = late(r"(?:好的?[,。 ]?)?收到[,。 ]\s?")
"""收到 16万做120个账号: heard, and not received, unless he spoke of paying."""
_OF_PAYING = late(r"[打转付汇划款]|首付|定金|尾款")
_ANY_NUMBER = late(r"(?![一-鿿])|[元块了过去给吧啊哈呢哦啦嘞咯喽呀]")
_SOON = r"(?:[今明后][天晚早日朝儿]|[上下]午|晚上|现在|这就|等[下会阵]|回头|马上|立马)"
_GIVES = late(
    rf"(?:先|我|{_SOON})[^,。;!?\d]{{0,6}}?(?:转|打|付|扫|充|丢|汇|交|走|过数?)(?:给|过|俾)?[你您]?"
    r"(?:了|个)?(?:[一二三四五六七八九]成|一半|百分之[一二三四五六七八九]十)?(?:定金|订金|押金|货款|[全首尾余]?款)?\s?\Z"
    r"|(?:\A|[,。;!? ])(?:直接|先|再|就|全部|一次性){0,2}(?:付|打|汇)(?:[全首尾余货]款)?\s?\Z"
)
_GIVEN = late(
    r"(?:块|元)?(?:钱|的?款|整)?[, ]?"
    rf"(?:(?:{_SOON}|我)[^,。;!?\d不没]{{0,8}}?(?:[转打汇]|付款|付了|过数)(?:给|过|俾|到)?(?:[你您]|\Z)"
    rf"|{_SOON}就?给[你您])"
)
_NOW = late(
    r"(?:今天|今儿|今晚|今早|上午|中午|下午|晚上|晚点|马上|这就|立马|现在|刚刚?|一会儿?)(?:就|我|给[你您]|先|让财务|安排)?"
    r"(?:转|打|付|汇|划)(?:款|给|过|[你您]|出|去|来|了|[, ]|\Z)"
)
_OWED = (
    r"(?:欠[您你]们?家?的?|尾款|余款|货款|全款|预付款?|首付款?|进度款|押金|定金|订金|样件|验收款|剩下的?)"
    r"[^,。;!?\d]{0,6}(?=[\d一二两三四五六七八九十])"
)
_BILL = late(rf"{_OWED}[^,。;!?]{{0,24}}?(?<!要)(?:[打付结汇划转走给拨](?!不)|出款|排)")
_REFUSED = late(r"[不没未](?:想|打算|会|能|敢|愿意?|肯|准备)(?:再|先)?(?:给|付|打|结|转)")
_HELD_BACK = late(r"[卡压扣]|[不没未别](?:给|能|会|付|打|结|签|想)|[吗?]|再[付打结]|等|才|如果|要是")
_WAITS = late(r"等|才|再|如果|要是|只要|的话|验收|行不|能不能|[?]|就[转打付]|争取")


def beside(text: str, start: int, end: int, *, ours: bool, sure: bool, asked: str) -> bool:
    """打了8000, 5000收讫. `asked`: what the other side said before; `sure`: surely money."""
    before = _BEFORE.search(text[:start][-8:])
    if before and before["came"] and not ours:
        before = None  # 通知收到了 5万8: a bill
    if before and ours and _HEARD.fullmatch(text, 0, start) and not _OF_PAYING.search(asked):
        before = None
    counted = not sure and not _ANY_NUMBER.match(text, end)  # 打了8000模次
    return bool((before and not counted) or _AFTER.match(text, end))


def about_to(own: str, left: int, start: int, end: int) -> bool:
    """先打三万给你; 九千二今天给你. `left`: where what belongs to the amount begins."""
    return bool(_GIVEN.match(own, end) or _GIVES.search(own[left:start]))


def now(own: str) -> bool:
    """款今天转: in this message, and for nothing that it waits for."""
    return _NOW.search(own) is not None and not waits(own)


def refused(own: str) -> bool:
    """尾款我不打算付了."""
    return _REFUSED.search(own) is not None


def waits(own: str) -> bool:
    return _WAITS.search(own) is not None


def owed(own: str, start: int) -> bool:
    """尾款2.4万按合同7月5日前付: the amount at `start` is owed, and will be paid."""
    bill = _BILL.search(own, max(0, start - 10))
    return bill is not None and bill.start() < start < bill.end() and not _HELD_BACK.search(own)
