"""What shall be done, put in words: 我下周三前把方案发您 is 发方案."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlp.facts import Fact
from bot.nlp.intents import Talk
from bot.nlp.patterns import late
from bot.nlp.phrases import clean

ME = late(r"我方|我们|我|咱们|咱|本人|俺们?")
_LEAD = late(
    r"^(?:好的|好嘞|好|行|嗯|那么?|明白|收到|可以|没问题|ok|对了|另外|然后|也|都|就|麻烦|请|记得|我方|我们"
    r"|我(?![一-鿿]{1,2}总)|咱们|咱|这边|你们|您|你"
    r"|放心|[一-鿿]总|会|再|先|争取|尽快|尽量|马上|这就|稍后|回头|待会|一会儿?|晚点|来(?!一趟|访)|去(?!现场)|要|想|得"
    r"|在|于|于是|把|将|最好|能|能不能|务必|必须|今天|下午|上午|中午|晚上|下班|[早午中晚]饭"
    r"|前|之前|最晚|最迟|左右|要求|方便的话|的时候|一定|肯定|负责|第一时间|[ ,，、.:：\x00])+"
)
_OBJECT_FIRST = late(
    r"^(?!让|叫|跟|和|去|带|派|找|向|与)(?P<what>[^给让跟找请我您你,\x00]{2,14}?)(?:我们|我|这边|咱)?(?:今天|马上"
    r"|尽快|一会儿?|下午|上午|[早午中晚]饭前|晚点|也|一起|都|一并|会|再|先|就|来|要|得|去|[ \x00])*"
    r"(?P<verb>发货|发|提供|提交|给|寄|送|报|做|出|准备|整理|改|更新|确认|核实|申请|请示|打|补|排|安排|备|理|拿|带|交"
    r"|开|签|订|录|画|算|查|问|约|装|换|催|付|转|批|印)"
    r"(?:出来|出去|过去|过来|出|好|完|齐|上|一下|下|一份|份|个|一版|版)*(?:给|到|在)?(?:您|你们?|我们?|群里"
    r"|大家)?(?:那边|这边)?(?:看看?|过目)?[吧了哈啊呢呀哦]*$"
)
_TO_WHOM = late(r"(?:给|跟|和|向|帮|为)?(?:您|你们|你|我们|我)(?:那边|这边|们)?")
_DOES = late(r"[发打寄做出报送改写问约讲交提催回找拿带]|安排|准备|整理|确认|联系|申请|更新|演示|拜访|介绍|测试|沟通|签")
_BARE = late(r"(?:准时|一定)?[发给回寄送问到来交办弄搞做打拿][到过去来好一下看给]*\Z")
_READS = {
    "问": "再次询问",
    "回": "答复",
    "给": "答复",
    "发": "发资料",
    "寄": "寄出",
    "送": "送到",
    "到": "到场",
    "来": "上门",
    "交": "提交",
    "打": "电话联系",
    "约": "约时间",
    "转": "转账",
    "传": "发资料",
    "磨": "去谈",
    "催": "催办",
}
_NO_OBJECT = late(r"^(?:明白|好|行|收到|嗯|可以|没问题|ok|放心|哈|谢|啦|那|是|对)|[总姐哥]\Z|经理|主任|老师|您|你")
FOLLOWS_UP = "跟进"


def of(talk: Talk, found: Sequence[Fact]) -> str:
    """What shall be done; 下周二给您 takes it from what was asked, or from the words before."""
    what = words(talk.written)
    if len(what) >= 2 and not _BARE.match(what):
        return what
    asked = [fact for fact in found if fact.value["ours"] and fact.confidence < 0.75] if talk.said.ours else []
    if asked:
        return str(asked[-1].value["what"])
    before = [c for c in talk.said.clauses if c.end <= talk.clause.start][-1:]
    earlier = "".join(words(talk.said.message.text[c.start : c.end]) for c in before if not _NO_OBJECT.search(c.text))
    if len(earlier) > 2 or what[:1] in _READS:
        return earlier if len(earlier) > 2 else _READS[what[:1]]
    return FOLLOWS_UP if talk.said.ours and talk.dates and ME.search(talk.bare) else ""


def words(text: str) -> str:
    """What shall be done, verb first: 我下周三前把方案发您 is 发方案."""
    body = _LEAD.sub("", clean(text.replace("\x00", "").strip()))
    by_object = _OBJECT_FIRST.match(body)
    if by_object and re.search(r"[^\W_]", by_object["what"]):
        return clean(f"{by_object['verb']}{by_object['what'].strip()}")
    rest = clean(_TO_WHOM.sub("", body))
    return f"给{rest}" if body.startswith("给") and rest and not rest.startswith("给") and not _DOES.search(rest) else rest


def shown(what: str, due: str | None, ours: bool) -> str:
    """发方案（2026-12-02）; the customer's own: 客户：…"""
    side = "" if ours else "客户："
    return f"{side}{what}（{due}）" if due else f"{side}{what}"
