"""What shall be done, put in words: 我下周三前把方案发您 is 发方案."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlp.facts import Fact
from bot.nlp.intents import Talk, talks
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.text import Said

WHEN = late(r"什么时[候间]|啥时候?|多会儿?|何时|几时|哪[天日]|几号|周几|多久")
YET = late(r"(?:好|出来)?了(?:吗|没有?|么)[呀啊]?\Z|(?<=[一-鿿]{2})呢\Z")
"""合同看了吗, 方案呢."""
ME = late(r"我方|我们|我|咱们|咱|本人|俺们?")
_LEAD = late(
    r"^(?:要不(?!要)(?:这样)?|那个|这个(?!月|周|礼拜|星期|季)|好的|好嘞|好|行|嗯|那么?(?![边天家台批])|明白|收到(?:后|(?![款货了]))|可以|没问题|ok|OK|对了|另外|然后|也|都|就|麻烦|请(?![示教假款])|记得|我方|我们"
    r"|我(?![一-鿿]{1,2}总)|咱们|咱|这边|你们|您|你|原[定计本来]划?"
    r"|放心|[一-鿿]总|会|再|先|才能?|争取|赶紧|抓紧|尽快|尽量|马上|这就|稍后|回头|待会|一会儿?|晚点|来我们?(?:公司|厂里?|店里?|工地|这[边里]|单位|仓库|现场)(?=[量看装修测谈])|来(?!一趟|访|[量取拆])|去(?!现场|[您你])|要(?!不)|想|得"
    r"|回(?:公司|厂里?|办公室|家|单位|来)(?:后|以后|之后)?(?=[\x00 ]*(?:[再就给发传转寄查看问找]|马上|立刻))"
    r"|在|于|于是|把|将|最好|能|能不能|务必|必须|今天|下午|上午|中午|晚上|下班|[早午中晚]饭"
    r"|前|之前|最晚|最迟|左右|要求|方便的话|的时候|一定|肯定|负责|第一时间|[ ,，、.:：\x00])+"
)
_OBJECT_FIRST = late(
    r"^(?![让叫跟和去带派找向与有没等过]|安排|准备|整理|联系|通知|上门|过[来去]|[这那]边|现场"
    r"|[出做发写寄拿送补][个一两三\d])(?P<what>[款图章票货样稿单证表钱]|[^给让跟找请我您你,\x00]{2,14}?)"
    r"(?<!上门)(?<!当天)(?<!出(?=来))(?<!出来)(?<!过(?=[来去]))(?<![整办处清]理好)(?<![开做写弄盖签改填核印打]好)(?<![开做写弄盖签改填核印打]完)(?<!\x00)"
    r"(?:我们|我|这边|咱)?(?:今天|马上|尽快|尽量|一会儿?|下午|上午|早上|中午|傍晚|晚上|今晚|[早午中晚]饭前|晚点|才能?|(?:[改推延挪]|推迟)[到成]|可以|一定|肯定|准时|按时|统一|直接"
    r"|什么时[候间]|啥时候?|何时|几时|几号|哪[天日]|多久|也|一起|都|一并|会|能|再|先|就|来|要|得|去|[ \x00])*"
    r"(?P<verb>发货|补发|重发|发|提供|提交|给|寄|送|报|做|出|准备|整理|改|更新|确认|核实|申请|请示|打|补|排|安排|备|理|拿|带|交"
    r"|开|签|订|录|画|算|查|问|约|装|换|催|付|转|批|印|盖)"
    r"(?:出来|出去|过去|过来|来|出|好|完|齐|上|一下|下|一份|份|个|一版|版)*(?:给|到|在)?(?:您|你们?|我们?|群里"
    r"|大家)?(?:那边|这边)?(?:看看?|过目)?[吧了哈啊呢呀哦]*$"
)
_TO_WHOM = late(r"(?<=[跟和向找])我们|(?:[给帮为]|[跟和向](?!我们))?(?:您|你们|你|我们|我)(?:那边|这边|们)?")
_DOES = late(r"[发打寄做出报送改写问约讲交提催回找拿带]|安排|准备|整理|确认|联系|申请|更新|演示|拜访|介绍|测试|沟通|签")
_ASKED = late(r"(?:(?:[\x00 ]*(?:您看|你看))?(?:可以|行|好|方便|成)[吗不么嘛]|(?:怎么样|如何|行不行|可不可以|[吗么])[呢啊]?)\Z")
"""Behind what is proposed: 下周二演示可以吗."""
_BARE = late(r"(?:准时|一定)?[发给回寄送问到来交办弄搞做打拿][到过去来好一下看给]*\Z")
_READS = {
    "问": "再次询问",
    "回": "答复",
    "给": "答复",
    "发": "发资料",
    "寄": "寄出",
    "送": "送到",
    "到": "到场",
    "出": "出货",
    "来": "上门",
    "交": "提交",
    "打": "电话联系",
    "约": "约时间",
    "转": "转账",
    "传": "发资料",
    "磨": "去谈",
    "催": "催办",
}
_SENT, _MADE = ("发", "给", "传"), ("出", "做", "写", "拟", "准备", "整理", "弄", "核", "算")
"""What is sent is what was to be made: 明天发您, behind 我先出个方案."""
_HANDED = "发寄开付打汇交出传给转"
_A_THING = late(r"[^别不没的了可享@,]{3,14}|[发出送补]货|[开寄]票")
_MONEY = late(r"[货余尾]款|定金|订金|预付|首付|款|转账|付")
_GOODS = late(r"发货|货(?!比|币)|急用|能发|\d ?(?:吨|台|箱|件|套|公斤|桶|卷|包)")
_PAPERS = late(r"报价|价格|多少钱|资料|方案|合同|图|发票|彩页|样|清单|证|报告|视频|链接|文件")
_NEAR, _LATELY = 10, 3
"""Messages before, in which it was asked for; in which it was named."""
_NO_OBJECT = late(
    r"^(?:明白|好|行|收到|嗯|可以|没问题|ok|放心|哈|谢|啦|那|是|对|现在)"
    r"|封[路控城航港]|堵[车了]|路上|坏[了在]|[雨雪雾风]太?大|下[大暴]?[雨雪]|台风|停[电工产水]|检修|盘点|太[忙多乱]|排满|缺货|断货|请假|生病|[总姐哥]\Z|在外|够呛|不了|[有比]点?较?[紧赶悬]|经理|主任|老师|您|你"
)
FOLLOWS_UP = "跟进"
_MAKES = r"(?:[签做印写改开填弄盖打]|整理|打印|准备)"
_READY = late(rf"\A[\x00 ]*(?!我|你|您|款|钱)(?P<what>[^,\x00我你您]{{2,8}}?)(?:已经?|都)?{_MAKES}[章字名]?[好完]章?[了啦]\Z")
"""合同签好了, 我寄给你: what is ready, and only goes out."""
_TO_MAKE = late(r"(?:那|麻烦|请)?[你您]们?(?:先|再|帮[我忙]?|给我)?(?:准备|整理|[做写拟出弄])(?!好了)")
"""你准备个PPT, 下周三前给我."""
_MADE_AND_SENT = late(rf"[^我你您给,\x00 ]{{2,8}}?{_MAKES}好(?:了|再|就|直接)?[寄发送传]")
"""发票明天开好寄给您."""
_MOVED_TO, _LASTS_TO = late(r"[改换挪](?:[到成在为至]|(?=\x00))(?=[ ]?\x00)"), late(r"(?:推|顺?延)(?:迟|期)?[到至](?=[ ]?\x00)")


def of(talk: Talk, found: Sequence[Fact]) -> str:
    """What shall be done; 下周二给您 takes it from what was asked, or from the words before."""
    what = words(talk.written)
    if what == "给快递":
        return _ready("寄", talk) or "寄出"
    if len(what) >= 2 and not _BARE.match(what):
        return what
    if told := _asked_before(talk, what, found):
        return told
    before = [other for other in talks(talk.said) if other.clause.end <= talk.clause.start][-1:]
    if ready := _ready(what[:1], talk):
        return ready
    earlier = "".join(
        words(other.written) for other in before if _TO_MAKE.match(other.bare) or not _NO_OBJECT.search(other.clause.text)
    )
    if len(earlier) > 2 or what[:1] in _READS:
        return earlier if len(earlier) > 2 else _sends(talk) if what[:1] == "发" else _READS[what[:1]]
    return FOLLOWS_UP if talk.said.ours and talk.dates and ME.search(talk.bare) else ""


def _ready(verb: str, talk: Talk) -> str:
    before = [other for other in talks(talk.said) if other.clause.end <= talk.clause.start][-1:]
    made = next((_READY.match(other.written) for other in before if verb and verb in _HANDED), None)
    return f"{verb}{made['what']}" if made else ""


def _sends(talk: Talk) -> str:
    """急用 今天能发吗? 下午发: goods, where he spoke of goods and of no paper."""
    theirs = [said.own for said, _ in zip(_before(talk.said), range(_LATELY), strict=False) if said.theirs][:1]
    goods = any(_GOODS.search(text) and not _PAPERS.search(text) for text in theirs)
    return "发货" if goods and talk.said.ours else _READS["发"]


def _asked_before(talk: Talk, what: str, found: Sequence[Fact]) -> str:
    """明天开, behind 发票开了没; 后天才能寄, behind 样品明天寄; what he asked for."""
    near = list(_before(talk.said))
    if told := _of_same_verb(what[:1], [said for said in near[:_LATELY] if said.ours != talk.said.ours]):
        return told
    ids = {said.message.id for said in (talk.said, *near)}
    lately = [fact for fact in found if fact.evidence.message in ids]
    mine = [fact for fact in lately if fact.value["ours"] == talk.said.ours] if "才" in talk.bare else []
    again = [fact for fact in mine if str(fact.value["what"])[:1] == what[:1]]
    if what[:1] == "打" and not again and any(_MONEY.search(said.own) for said in near[:_LATELY]):
        return "打款"
    theirs = {said.message.id for said in near if not said.ours} | {talk.said.message.id} if talk.said.ours else set()
    asked = [one for one in lately if one.value["ours"] and one.confidence < 0.75 and one.evidence.message in theirs]
    same = [fact for fact in lately if fact.value["ours"] == talk.said.ours] if what[:1] in _SENT else []
    made = [fact for fact in same if str(fact.value["what"]).startswith(_MADE)]
    return next((str(fact.value["what"]) for fact in (*again[::-1], *asked[::-1], *made[::-1])), "")


def _before(said: Said) -> Iterator[Said]:
    """The messages before it, the nearest first."""
    for _ in range(_NEAR):
        if said.before is None:
            return
        said = said.before
        yield said


def _of_same_verb(verb: str, spoken: Sequence[Said]) -> str:
    """明天开 is 开发票 behind 发票开了没."""
    if not verb or verb not in _HANDED:
        return ""
    asked = (talk for said in spoken for talk in reversed(talks(said)) if verb in talk.bare)
    told = (words(asked_in(talk.written)) for talk in asked)
    return next((what for what in told if what.startswith(verb) and _A_THING.fullmatch(what) and not _BARE.match(what)), "")


def asked_in(text: str) -> str:
    """What is asked about, without 什么时候 and 了没."""
    return YET.sub("", WHEN.sub("", text)).strip("\x00 啊呀呢")


def words(text: str) -> str:
    """What shall be done, verb first: 我下周三前把方案发您 is 发方案."""
    body = _ASKED.sub("", _LEAD.sub("", clean(_LASTS_TO.sub("延期", _MOVED_TO.sub("", text)).replace("\x00", "").strip())))
    by_object = None if _MADE_AND_SENT.match(body) else _OBJECT_FIRST.match(body)
    if by_object and re.search(r"[^\W_]", by_object["what"]):
        return clean(f"{by_object['verb']}{by_object['what'].strip()}")
    rest = clean(_TO_WHOM.sub("", body))
    return f"给{rest}" if body.startswith("给") and rest and not rest.startswith("给") and not _DOES.search(rest) else rest


def shown(what: str, due: str | None, ours: bool) -> str:
    """发方案（2026-12-02）; the customer's own: 客户：…"""
    side = "" if ours else "客户："
    return f"{side}{what}（{due}）" if due else f"{side}{what}"
