"""Who has promised what by when (下一步): promises of either side, and what the customer asks of us."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from bot.nlp.besides import long_over
from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.intents import Talk, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.otherdays import counted_from, of_a_life
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said
from bot.nlp.vows import undertaken

_ME = re.compile(r"我方|我们|我|咱们|咱|本人|俺们?")
_TO_YOU = re.compile(r"[给发跟帮为找到去向寄和回转][您你]|您|你")
_TODAY = re.compile(r"(?<![明后昨前])(?:今天|今晚|下班前|(?<!每天)(?:中午|下午|傍晚|晚上)|上午)(?!好)")
_SOON = re.compile(r"马上|这就|尽快|稍后|回头|一会|待会|晚点|第一时间|随后|抓紧|立刻|立即|现在就|一起发|也发|再发")
_INTENDS = re.compile(
    r"[会去来先再让叫请找跟问]|加[他她您你微]|得(?=问|跟|找|请示|申请)|帮|给[您你]|分开|单独|重新|一并|直接|亲自|全包|包了|安排|争取|负责|尽量|也|就"
)
_REQUEST = re.compile(
    r"^(?:那?[您你]们?[\x00 ]*(?:得|要|需要)|麻烦|请|劳烦|辛苦|您看|你看|您那边|您这边|您先|你先|等您|等你"
    r"|如果|要是|[您你][把给方发来])"
)
_TO_OTHERS = re.compile(r"给(?:领导|老板|集团|财务|总部|他|她|供应商)")
_BEGINS_ME = re.compile(r"^(?:我|我们)(?:[\x00 ]|会|来|先|再|去|这边|把)")
_ASKS_US = re.compile(r"你们?|您|麻烦|请|帮|给我|发我|把|记得|^(?:给|发|出|报|来|过来)")
_STATES = re.compile(
    r"瞎猜|估摸|我们?(?:的|是|有(?!空)|没|要求|需要|觉得|怕|担心|想要|必须|用|做的|这是|那|都)"
    r"|[给按走][您你]?[^,]{0,6}(?<!报)价|\d[块万]"
)
_OUR_OWN = re.compile(r"我们?的|\d[块万]")
_PAST = re.compile(r"(?:了|过|过了|完了|好了)[吧哈啊呀哦]*\Z")
_SUPPOSED = re.compile(
    r"如果|要是|假如|万一|的话|才能|才会|除非|能做我|行我就|就行|的时候|我就|不来|不过来|随便|祝"
    r"|拜年|快乐"
)
_ARRIVES = re.compile(
    r"到(?:[\x00 ]*\Z|现场|厂|工地|货|场|[您你])|完成|远程|跑|加到|[做装上弄修写理画备改]完|搞定|弄好|处理|解决"
)
_WISH = re.compile(r"希望|我们?想(?!办法)|要求|计划|打算|预计|必须|最好|能不能|要不|等.{0,12}再")
_GIVES = re.compile(
    r"[给发转寄打回约][你您]|告诉[你您]|通知[你您]|联系[你您]|打过去|付款|打款|转过去|汇款|碰头|开个?会|传\Z"
    r"|(?<![开出])[付打转汇寄发传][\x00 ]*\Z"
    r"|(?:款|账)[^,]{0,6}结\Z|一起结|付[款\d百]|[打转汇]款|走[^,]{0,6}(?:流程|立项|审批|采购|付款)|立项|提单|下单|\bpo|盖章|[发传][您你]|统一付|一起付"
)
_HANDED = re.compile(
    r"(?:发|寄|传|转|回|送|甩|拷|抄送)(?:到|给)?[您你](?:们)?(?:微信|邮箱|群里|那边|公司"
    r"|一份)*[哈啊吧哦呀]*\Z"
)
_SHIPPED = re.compile(r"寄出|发出了|[发寄]了|已[发寄]|快递|顺丰|中通|派送|中转|物流|在途|单号|签收")
_COMES = re.compile(r"[\x00 ]*(?:预计|大概|应该|能|快递|货)*(?:到(?![现场您]*(?:安装|调试))|派送|送到)[一-鿿]{0,5}[\x00 ]*\Z")
"""顺丰, 周一到: what the carrier does is no promise."""
_NOT_OURS = re.compile(
    r"有效|优惠到|保留到|最[快早]|正式停|贵|(?:给|算)[您你]们?\d|来得及|昨[晚天夜]|今早[^,]{0,4}[寄发]|停产|放假|舍不得|[调涨改]的[呀啊哦]?\Z|可以[^,]{0,3}的\Z|开始[跑用算]"
    r"|(?:坏|故障|报修|报障|出问题)了?[\x00 ]"
    r"|(?:^|[\x00 ])(?:他们|她们|学校|客户|厂家|贵司)|[说讲]好|给我们|给我[就吧]|到期|到头|生效|才有"
    r"|上市|开[班课学业街]|报到|试用期|[开评截定]标(?!书)|评审(?!材)|按.{0,3}配置"
)
_FOR_HIM = re.compile(
    r"(?:给|帮|替|为)[您你](?:们)?(?:再|先|重新|一[份套起]|多|另外|全部|都|免费|单独|直接|尽快|[ ])*"
    r"(?:补|换|配|拍|留|送|设|升级|寄|写|办|申请|争取|安排|准备|查|问|改|做|整理|备|盯|装|修|调(?!价)|出(?!厂价))(?!.{0,4}[价折元块])"
    r"|写[进入到](?:合同|协议|服务承诺|条款|补充|标书)"
)
"""给您换成新的, 写进合同: what we undertake without saying I."""
_FOR_HIM_DONE = re.compile(r"[给帮替][您你]们?(?:申请|争取|问|查|改|备|留|换|补|做|调)[了到过好]")
_ON_EVENT = re.compile(
    r"(?:测|验|试|装|跑|签|到|开|收|审|走|举手|确认)(?:完|过|到|好|收|货|了)+[^,]{0,4}就[^,]{0,2}"
    r"(?:付|打款|打[\d一二三四五六七八九]|转|汇|走流程|下单|盖章)"
)
"""样片测完就下单: what the customer shall do as soon as something has happened; no bargain on a price."""
_WE = re.compile(r"[我俺]")
_NO_DEED = re.compile(
    r"新年|谢|接待|辛苦|对[吧吗]|[吧呀呢啊]\Z|是不是|哪|吗|多少|几|满了|停得|还早|要\Z|来得及|可能|要[涨降]|冲量|对账|原来"
    r"|原定|完的\Z|一人|盘面|顶得住|开船|上班|起步|截单|人\Z"
    r"|\A[\x00 一-鿿]{0,3}\Z"
)
_AT_ONCE = re.compile(
    r"(?:我|我们|这边)(?:就|先|再|去|让|把|来|一会儿?|马上|这就|分开|尽快|回头|全包|包了|来办"
    r"|负责)(?!不|没)"
)
_PAYS = re.compile(r"付[款\x00 ]*\Z|付\d|[打转汇](?:款|[\x00 ]*\Z)|下单|po下|走[^,]{0,4}(?:流程|立项|审批|采购)")
_AND_WHETHER = re.compile(r"[能会可行要]不[能会可行要]")
_BY_THEM = re.compile(
    r"(?:去|来|先|再|得|还得|回去|这边|也|会|马上|重新|拿去|拿|让\w{1,4}|跟\w{1,6}|找\w{1,6}|给\w{1,6}|帮[你您]){0,3}"
    r"(?:磨|问|催|传|转告|反馈|落实|(?:走|提)oa|oa(?!打通|对接|系统|接口)|看一眼|商量|走流程|提单|看一?下|测|约|汇报|请示|碰|转[你您]|打款|发[你您]|确认"
    r"|通知|回复|答复|协调|讨论|研究|上报"
    r"|报上去|申请|联系|报(?![价销修废过了])|提给|提交|递[话给上]|念给|拿给|给[^,]{1,6}看|打听|争取|补[发填签交]|填[好完]|整理|统计|翻出来"
    r"|拉上|带上|叫上)"
)
_LATER_TO_YOU = re.compile(
    r"[发转传][你您]\Z|(?:晚点|等[下会]|回头|稍后|一会儿?|待会儿?|马上|中午|下午|晚上|随后)[^,]{0,4}(?:[给发传寄甩转]|拍给|发给)[你您](?!个?机会)"
)
_REPLY = re.compile(r"(?:给|答复|回复|回话|回音|准信|准话|回|再次询问|发资料|\w{0,3}(?:结果|消息))\w{0,2}\Z")
_BACK = re.compile(r"回来|回公司|回厂|回国|上班|在(?:公司|厂|家|办公室)?[\x00 ]*\Z")
_FOLLOWS_UP = "跟进"
_UNSAID = 0.62
"""The confidence of a promise that only sounds like one."""
_TERM = 180
"""Days within which a promise is kept; longer ones are terms."""
_NEAR = 4
"""Messages within which a promise without a day is made again with one."""


def find(thread: Sequence[Said], lexicon: Lexicon, taken: Sequence[Fact]) -> list[Fact]:
    """Promises, oldest first; a request that we took up is said once. `taken`: deadlines, whose words promise nothing more."""
    deadlines_at = {(fact.evidence.message, fact.evidence.start) for fact in taken}
    found: list[Fact] = []
    for position, said in enumerate(thread):
        if said.passed_on or not said.trusted or not _may(said, lexicon):
            continue
        for talk in talks(said):
            if said.ours or (said.message.id, talk.span[0]) not in deadlines_at or _PAYS.search(talk.bare):
                found.extend(_action(talk, lexicon, found, _agreed(thread, position, lexicon)))
    told = _without_answered(_joined(found), {said.message.id for said in thread if not said.ours})
    return _last_word(told, {said.message.id: said.index for said in thread})


def _may(said: Said, lexicon: Lexicon) -> bool:
    if said.ours and (_ARRIVES.search(said.own) or _HANDED.search(said.own) or _FOR_HIM.search(said.own) or dated(said)[1]):
        return True
    return lexicon.says("promise", said.own) or _WE.search(said.own) is not None


def _agreed(thread: Sequence[Said], position: int, lexicon: Lexicon) -> bool:
    """The other side's next words say yes: 周三我过来可以吗? 可以."""
    said = thread[position]
    answer = next((other for other in thread[position + 1 : position + 4] if other.ours != said.ours), None)
    return answer is not None and lexicon.cue("agreed").match(answer.own.strip()) is not None


def _action(talk: Talk, lexicon: Lexicon, found: Sequence[Fact], agreed: bool) -> Iterator[Fact]:
    today = talk.said.at.date()
    if any(long_over(d, talk.said.own, today) for d in talk.dates):
        return
    day = _due(talk) or _back_by(talk)
    ours = _side(talk, lexicon, day, agreed)
    if ours is None or (day is None and any(d.last < talk.said.at.date() for d in talk.dates)):
        return
    what = _what(talk, found)
    if not what:
        return
    due = day.isoformat() if day else None
    asked = ours != talk.said.ours
    confidence = (0.85 if due else 0.65) - (0.15 if asked else 0) - (0.05 if asked and not due else 0)
    value = {"what": what, "due": due, "ours": ours}
    if name := lexicon.label("actions", what):
        value["label"] = name
    yield talk.said.fact("next_action", value, shown(what, due, ours), round(confidence, 2), talk.span)


def unsaid(said: Said, odds_of: Callable[[Clause], int]) -> Fact | None:
    """The promise of a message that sounds like one, though no rule knows its words: the clause with a day to come, of several
    the one that `odds_of` says sounds most like it. Each side promises for itself.
    """
    usable = [talk for talk in talks(said) if not any(long_over(d, said.own, said.at.date()) for d in talk.dates)]
    dated = [talk for talk in usable if _due(talk)]
    told = max(dated or usable, key=lambda talk: odds_of(talk.clause), default=None)
    if told is None:
        return None
    day = _due(told)
    what, due = words(told.written) or _FOLLOWS_UP, day.isoformat() if day else None
    value = {"what": what, "due": due, "ours": said.ours}
    return said.fact("next_action", value, shown(what, due, said.ours), _UNSAID, told.span)


def shown(what: str, due: str | None, ours: bool) -> str:
    """发方案（2026-12-02）; the customer's own: 客户：…"""
    side = "" if ours else "客户："
    return f"{side}{what}（{due}）" if due else f"{side}{what}"


def _due(talk: Talk) -> date | None:
    """The last day named; 下午 and 下班前 alone are of the same day."""
    today = talk.said.at.date()
    usable = [d.last for d in talk.dates if today <= d.last and not counted_from(talk, d) and not _of_a_term(d, today)]
    if usable:
        return usable[-1]
    return today if not talk.dates and _TODAY.search(talk.clause.text) else None


def _back_by(talk: Talk) -> date | None:
    """高部长明天回来 我当面找他签: the day of the clause before, where somebody is there again."""
    if talk.dates or not talk.said.theirs or not undertaken(talk.bare.strip("\x00 "), dated=False):
        return None
    before = [other for other in talks(talk.said) if other.clause.end <= talk.clause.start][-1:]
    there = before and before[0].dates and _BACK.search(before[0].bare)
    return before[0].dates[-1].last if there and before[0].dates[-1].last >= talk.said.at.date() else None


def _of_a_term(day: Dated, today: date) -> bool:
    """一年内上门: how long a service lasts."""
    return (day.last - today).days > (_TERM if day.limit else 2 * _TERM)


def _side(talk: Talk, lexicon: Lexicon, day: date | None, agreed: bool) -> bool | None:
    """True: we shall do it; False: the customer; None: nobody promised anything."""
    text = talk.bare.strip("\x00 ")
    if (
        talk.said.theirs
        and not talk.clause.asks
        and (_ON_EVENT.search(text) or (undertaken(text, dated=day is not None) and not of_a_life(talk.clause.text)))
    ):
        return False
    if (
        of_a_life(talk.clause.text)
        or not _deed(text, lexicon, day, talk.said.at.date(), ours=talk.said.ours)
        or (talk.clause.asks and not (agreed and day))
    ):
        return None
    if talk.said.ours and _COMES.fullmatch(text) and _SHIPPED.search(talk.said.own):
        return None
    if talk.said.ours:
        return True if not _REQUEST.match(text) and _promised(text, day) else None
    if talk.said.theirs and lexicon.says("ask_us", text) and _asks_us(text):
        return True
    return False if talk.said.theirs and _promised_by_customer(text, day) else None


def _deed(text: str, lexicon: Lexicon, day: date | None, today: date, *, ours: bool) -> bool:
    """Something to be done, neither refused nor done nor supposed."""
    plain = _AND_WHETHER.sub("", text)
    if any(lexicon.says(cue, plain) for cue in ("not_promise", "other_seller")) or _SUPPOSED.search(text):
        return False
    if _PAST.search(text) and (day is None or (day == today and not ours)):
        return False
    if ours and (_NOT_OURS.search(text) or _FOR_HIM_DONE.search(text)):
        return False
    if lexicon.says("promise", text) or (ours and _ARRIVES.search(text) and day):
        return True
    if not ours:
        return False
    return bool(
        _HANDED.search(text)
        or _FOR_HIM.search(text)
        or _AT_ONCE.search(text)
        or (day is not None and not _NO_DEED.search(text))
    )


def _promised(text: str, day: date | None) -> bool:
    """With a day any deed of ours; without one only what I say I shall do, or do at once."""
    if _STATES.search(_OUR_OWN.sub("", text) if day else text) and not (day and _TO_YOU.search(text)):
        return False
    me = _ME.search(text)
    if day or (_SOON.search(text) and len(text) < 16) or _HANDED.search(text):
        return True
    return _FOR_HIM.search(text) is not None or (me is not None and _INTENDS.search(text[me.end() :]) is not None)


def _promised_by_customer(text: str, day: date | None) -> bool:
    pays = day is not None and _PAYS.search(text) is not None
    if (_STATES.search(text) and not pays) or _WISH.search(text):
        return False
    me = _ME.search(text)
    if day:
        return bool(me or _GIVES.search(text))
    return (me is not None and _BY_THEM.match(text[me.end() :]) is not None) or _LATER_TO_YOU.search(text) is not None


def _asks_us(text: str) -> bool:
    return not (_BEGINS_ME.search(text) or _TO_OTHERS.search(text)) and _ASKS_US.search(text) is not None


_LEAD = re.compile(
    r"^(?:好的|好嘞|好|行|嗯|那么?|明白|收到|可以|没问题|ok|对了|另外|然后|也|都|就|麻烦|请|记得|我方|我们"
    r"|我(?![一-鿿]{1,2}总)|咱们|咱|这边|你们|您|你"
    r"|放心|[一-鿿]总|会|再|先|争取|尽快|尽量|马上|这就|稍后|回头|待会|一会儿?|晚点|来(?!一趟|访)|去(?!现场)|要|想|得"
    r"|在|于|于是|把|将|最好|能|能不能|务必|必须|今天|下午|上午|中午|晚上|下班"
    r"|前|之前|最晚|最迟|左右|要求|方便的话|的时候|一定|肯定|负责|第一时间|[ ,，、.:：\x00])+"
)
_OBJECT_FIRST = re.compile(
    r"^(?!让|叫|跟|和|去|带|派|找|向|与)(?P<what>[^给让跟找请我您你,\x00]{2,14}?)(?:我们|我|这边|咱)?(?:今天|马上"
    r"|尽快|一会儿?|下午|上午|晚点|也|一起|都|一并|会|再|先|就|来|要|得|去|[ \x00])*"
    r"(?P<verb>发货|发|提供|提交|给|寄|送|报|做|出|准备|整理|改|更新|确认|核实|申请|请示|打|补|排|安排|备|理|拿|带|交"
    r"|开|签|订|录|画|算|查|问|约|装|换|催|付|转|批|印)"
    r"(?:出来|出去|过去|过来|出|好|完|齐|上|一下|下|一份|份|个|一版|版)*(?:给|到|在)?(?:您|你们?|我们?|群里"
    r"|大家)?(?:那边|这边)?(?:看看?|过目)?[吧了哈啊呢呀哦]*$"
)
_TO_WHOM = re.compile(r"(?:给|跟|和|向|帮|为)?(?:您|你们|你|我们|我)(?:那边|这边|们)?")
_DOES = re.compile(r"[发打寄做出报送改写问约讲交提催回找拿带]|安排|准备|整理|确认|联系|申请|更新|演示|拜访|介绍|测试|沟通|签")
_BARE = re.compile(r"(?:准时|一定)?[发给回寄送问到来交办弄搞做打拿][到过去来好一下看给]*\Z")
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
_NO_OBJECT = re.compile(r"^(?:明白|好|行|收到|嗯|可以|没问题|ok|放心|哈|谢|啦|那|是|对)|[总姐哥]\Z|经理|主任|老师|您|你")


def _what(talk: Talk, found: Sequence[Fact]) -> str:
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
    return _FOLLOWS_UP if talk.said.ours and talk.dates and _ME.search(talk.bare) else ""


def words(text: str) -> str:
    """What shall be done, verb first: 我下周三前把方案发您 is 发方案."""
    body = _LEAD.sub("", clean(text.replace("\x00", "").strip()))
    by_object = _OBJECT_FIRST.match(body)
    if by_object and re.search(r"[^\W_]", by_object["what"]):
        return clean(f"{by_object['verb']}{by_object['what'].strip()}")
    rest = clean(_TO_WHOM.sub("", body))
    return f"给{rest}" if body.startswith("给") and rest and not rest.startswith("给") and not _DOES.search(rest) else rest


def _joined(found: Sequence[Fact]) -> list[Fact]:
    """我请示一下，明早给您回话 is one promise: what of the first, the day of the second."""
    kept: list[Fact] = []
    for fact in found:
        before = kept[-1] if kept else None
        if before and _continues(before, fact):
            kept[-1] = _together(before, fact)
        else:
            kept.append(fact)
    return kept


def _continues(before: Fact, fact: Fact) -> bool:
    same = before.evidence.message == fact.evidence.message and before.value["ours"] == fact.value["ours"]
    return same and (None in (before.value["due"], fact.value["due"]) or before.value["due"] == fact.value["due"])


def _together(before: Fact, fact: Fact) -> Fact:
    first, second = (str(one.value["what"]) for one in (before, fact))
    what = first if _alike(second, first) else f"{first}并答复" if _REPLY.match(second) else f"{first}，{second}"
    due = before.value["due"] or fact.value["due"]
    value = {**before.value, "what": what, "due": due}
    dated = before if before.value["due"] else fact
    sure = max(before.confidence, fact.confidence)
    return Fact(fact.kind, value, shown(what, due, bool(value["ours"])), sure, dated.evidence)


def _last_word(found: Sequence[Fact], place: Mapping[str, int]) -> list[Fact]:
    """A promise of ours without a day that is soon made again with one is said once; a new day replaces the old."""
    kept: list[Fact] = []
    dated: defaultdict[int, list[str]] = defaultdict(list)
    """Message → what we promise there by a day, of all that comes later in the list."""
    about: dict[str, int] = {}
    """Two characters → the last of those messages that speaks of them."""
    for fact in reversed(found):
        here, what = place[fact.evidence.message], str(fact.value["what"])
        if fact.value["due"] is None:
            soon = (again for ahead in range(1, _NEAR + 1) for again in dated.get(here + ahead, ()))
            renewed = any(_taken_up(what, again) for again in soon)
        else:
            renewed = any(about.get(pair, -1) > here for pair in _pairs(what))
        if not (fact.value["ours"] and renewed):
            kept.append(fact)
        if fact.value["ours"] and fact.value["due"]:
            dated[here].append(what)
            about |= {pair: max(here, about.get(pair, -1)) for pair in _pairs(what)}
    return kept[::-1]


def _taken_up(what: str, again: str) -> bool:
    return _alike(what, again) or _REPLY.match(what) is not None or _REPLY.match(again) is not None


def _without_answered(found: list[Fact], theirs: set[str]) -> list[Fact]:
    """Drops a request of the customer's that one of our promises answers, and a promise said twice."""
    promised = {fact.value["due"] for fact in found if fact.value["ours"] and fact.evidence.message not in theirs}
    ours = (_pairs(str(f.value["what"])) for f in found if f.value["ours"] and f.evidence.message not in theirs)
    spoken_of = frozenset[str]().union(*ours)
    kept: dict[tuple[object, ...], Fact] = {}
    for fact in found:
        asked = fact.value["ours"] and fact.evidence.message in theirs
        if asked and (fact.value["due"] in promised or not spoken_of.isdisjoint(_pairs(str(fact.value["what"])))):
            continue
        kept[fact.value["what"], fact.value["due"], fact.value["ours"]] = fact
    return list(kept.values())


def _alike(request: str, promise: str) -> bool:
    return not _pairs(request).isdisjoint(_pairs(promise))


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}
