"""Who has promised what by when (下一步): promises of either side, and what the customer asks of us."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bot.nlp import answered, appointed, deeds, requests
from bot.nlp.announced import binds_nobody, proposes, recurs
from bot.nlp.besides import long_over, of_a_thing
from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.deeds import ME, shown
from bot.nlp.facts import Fact
from bot.nlp.intents import Talk, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.otherdays import comes_by, counted_from, of_a_life
from bot.nlp.patterns import late
from bot.nlp.renewed import add, once
from bot.nlp.text import Clause, Said, normalise
from bot.nlp.vows import on_event, undertaken

_TO_YOU = late(r"[给发跟帮为找到去向寄和回转][您你]|您|你")
_TODAY = late(
    r"(?<![明后昨前])(?:今天|今晚|(?:下班|收工|打烊|天黑)前|[早午中晚]饭前"
    r"|(?<!每天)(?:中午|下午|傍晚|晚上)|上午)(?!好)"
)
_AT_THIS_MOMENT = late(
    r"(?<!到了)(?<!收到)(?<!一[出到])(?<![完后])(?:马上|现在就?|这就|立[刻马即])(?=[去给发寄派排打装联拟挑转叫做把让找查])"
)
"""Today; but 到了马上安排 is on no day that we know."""
_LATER_TODAY = late(r"晚点(?=[^,]{0,4}[发给转传寄报])")
"""Of us; 晚点发你, of the customer, may be any day."""
_SOON = late(r"马上|这就|尽快|稍后|回头|一会|待会|晚点|第一时间|随后|抓紧|立刻|立即|现在就|一起发|也发|再发")
_INTENDS = late(
    r"回(?:公司|厂|办公室|单位)|[会去来先再让叫请找跟问]|加[他她您你微]|得(?=问|跟|找|请示|申请)|帮|给[您你]|分开|单独|重新|一并|直接|亲自|全包|包了|安排|争取|负责|尽量|也|就"
)
_REQUEST = late(
    r"^(?:那?[您你]们?[\x00 ]*(?:得|要|需要)|麻烦|请|劳烦|辛苦|您看|你看|您那边|您这边|您先|你先|等您|等你"
    r"|如果|要是|[您你][把给方发来])"
)
_TO_OTHERS = late(r"给(?:领导|老板|集团|财务|总部|他|她|供应商|法务)")
_BEGINS_ME = late(r"^(?:我|我们)(?:[\x00 ]|会|来|先|再|去|这边|把)")
_ASKS_US = late(r"你们?|您|麻烦|请|帮|(?:给|发|回|回复|告诉|通知|提醒)我|把|记得|^(?:给|发|出|报|来|过来)")
_STATES = late(
    r"瞎猜|估摸|我们?(?:的|是|有(?!空)|没|要求|需要|觉得|怕|担心|想要|必须|用|做的|这是|那|都)"
    r"|[给按走][您你]?[^,]{0,6}(?<!报)价|\d[块万]"
)
_OUR_OWN = late(r"我们?的|\d[块万]")
_PAST = late(r"(?:[了啦]|过|过了|完了|好了|(?<![要能会])[发寄签]的)[吧哈啊呀哦]*\Z")
_SUPPOSED = late(
    r"如果|要是|假如|万一|的话|才能|才会|除非|能做我|行我就|就行|的时候|我就|不来|不过来|随便|祝"
    r"|拜年|快乐"
)
_ARRIVES = late(r"到(?:[\x00 ]*\Z|现场|厂|工地|货|场|[您你])|完成|远程|跑|加到|[做装上弄修写理画备改]完|搞定|弄好|处理|解决")
_LASTS = late(
    r"(?:装修|放假|施工|检修|维修|营业|封[路控]?|停[产工电]?|忙|休息?|值班)到\x00|(?:工资|薪水?|奖金?|年终奖|津贴|福利)[^,]{0,12}发"
    r"|[给留][您你]们?[\x00 ]*的?(?:时间|期限)"
)
"""门店装修到9月18: how long it goes on; 年终奖2月5号发: what comes to others."""
_WISH = late(r"希望|我们?想(?!办法)|要求|计划(?![我书表单已])|打算|预计|必须|最好|能不能|要不|等.{0,12}再")
_GIVES = late(
    r"[给发转寄打回约付][你您]|传过[来去]|快递\Z|(?:[送拉寄到交]|[送拉寄交]到|过?去)[你您](?!们?的)|交[^,]{1,4}上去"
    r"|[一块给]起?[结清][清\x00 ]*\Z"
    r"|(?<![对说弄搞看听记算])清\Z|[转打]\d|用印"
    r"|告诉[你您]|通知[你您]|联系[你您]|打过去|付款|打款|过数|转过去|汇款|碰头|开个?会|传\Z"
    r"|(?<![开出交])[付打转汇寄发传][\x00 ]*\Z"
    r"|(?:款|账)[^,]{0,6}(?:结|安排)\Z|一起结|结清|付[款\d百]|[打转汇付划](?:[^,]{0,3}[金款]|[一二三四五六七八九两]成)|划\Z|排款|放款|走[^,]{0,6}(?:流程|立项|审批|采购|付款)|立项|提单|下单|\bpo|盖章|[发传][您你]|统一付|一起付"
)
_HANDED = late(
    r"(?:发|寄|传|转|回|送|甩|拷|抄送)(?:到|给)?[您你](?:们)?(?:微信|邮箱|群里|那边|公司"
    r"|一份)*[哈啊吧哦呀]*\Z"
)
_SHIPPED = late(r"寄出|发出[了啦]|[发寄]走?了|已[发寄]|快递|顺丰|中通|圆通|德邦|派送|中转|物流|在途|单号|签收")
_COMES = late(
    r"(?:预计|大概|应该|能|快递|顺丰|中通|圆通|德邦|物流|货|[\x00 ])*"
    r"(?:到(?![现场您]*(?:安装|调试))|派送?\Z|送到)[一-鿿]{0,5}[\x00 ]*"
)
"""顺丰, 周一到: what the carrier does is no promise."""
_TO_US = late(r"(?:[给发回传转寄]|告诉|通知|联系|抄送)给?我(?!们?(?:来|去|会|再|就能))|您.{0,2}收\Z")
"""您周六前给我个话: what we ask of him."""
_HANDS_US = late(r"(?<!您)(?:[发填寄传交拍回](?:给|回)?|给)我(?:们|这边)?(?:就行|就好|哈|吧|哦|即可)?[\x00 ]*\Z")
_NOT_OURS = late(
    r"有效|优惠到|保留到|活动到|[折价]到\Z|(?:来|赶)不[及上]|只剩|最后一[车批趟]|到[\x00]+\Z|最[快早]|正式停|贵|(?:给|算)[您你]们?\d|来得及|[做装弄赶发排走付送供](?:不[完了到出及]|不上)|昨[晚天夜]|今早[^,]{0,4}[寄发]|停产|放假|舍不得|[调涨改]的[呀啊哦]?\Z|可以[^,]{0,3}的\Z|开始[跑用算]"
    r"|(?:坏|故障|报修|报障|出问题)了?[\x00 ]"
    r"|(?:^|[\x00 ])(?:他们|她们|学校|客户|厂家|贵司)|[说讲]好|给我们|给我[就吧]|到期|到头|生效|才有"
    r"|[得要]\x00+ ?前?(?:下单|付款|打款|签(?!收|到)|定下来|确认)"
    r"|上市|开[班课学业街营园幕]|报到|试用期|[开评截定]标(?!书)|评审(?!材)|按.{0,3}配置"
)
_FOR_HIM = late(
    r"(?:给|帮|替|为)[您你](?:们)?(?:再|先|重新|一[份套起]|多|另外|全部|都|免费|单独|直接|尽快|[ ])*"
    r"(?:补|换|配|拍|留|送|设|升级|寄|写|办|申请|争取|安排|准备|查|问|改|做|整理|备|盯|装|修|调(?!价)|出(?!厂价))(?!.{0,4}[价折元块])"
    r"|写[进入到](?:合同|协议|服务承诺|条款|补充|标书)"
)
"""给您换成新的, 写进合同: what we undertake without saying I."""
_FOR_HIM_DONE = late(r"[给帮替][您你]们?(?:申请|争取|问|查|改|备|留|换|补|做|调)[了到过好]")
_ON_EVENT = late(
    r"(?:测|验|试|装|跑|签|到|开|收|审|走|举手|确认)(?:完|过|到|好|收|货|了)+[^,]{0,4}就[^,]{0,2}"
    r"(?:付|打款|打[\d一二三四五六七八九]|转|汇|走流程|下单|盖章)"
)
"""样片测完就下单: what the customer shall do as soon as something has happened; no bargain on a price."""
_WE = late(r"[我俺]")
_NO_DEED = late(
    r"新年|谢|接待|辛苦|对[吧吗]|[吧呀呢啊]\Z|是不是|哪|吗|多少|几|满了|停得|还早|要\Z|来得及|可能|要[涨降]|冲量|对账|原来"
    r"|原定|完的\Z|一人|盘面|顶得住|开船|上班|起步|截单|(?<![去派来])人\Z"
    r"|\A[\x00 一-鿿]{0,2}\Z"
)
_AT_ONCE = late(
    r"(?:我|我们|这边)(?:就|先|再|去|让|把|来|一会儿?|马上|这就|分开|尽快|回头|全包|包了|来办"
    r"|负责)(?!不|没)"
)
_BRINGS = late(r"(?:[送拉寄到交]|[送拉寄交]到|过?去)[你您](?!们?的)")
_PAYS = late(
    r"款[\x00 ]*安排\Z|(?<!交)付[款\x00 ]*\Z|付\d|结清|[打转汇](?:款|[\x00 ]*\Z)|下单|po下|走[^,]{0,4}(?:流程|立项|审批|采购)"
)
_AND_WHETHER = late(r"[能会可行要]不[能会可行要]")
_ONLY_THEN = late(r"(?:\A|(?<=\x00))才[能会]?(?=[给发寄送到出做装来去开交安])")
"""后天才能寄: later than was said, and a promise."""
_TOWARDS = late(r"过(?=[来去])")
_BY_THEM = late(
    r"(?:去|来|先|再|得|还得|回去|这边|也|会|马上|重新|拿去|拿|让\w{1,4}|跟\w{1,6}|找\w{1,6}|给\w{1,6}|帮[你您]){0,3}"
    r"(?:磨|问|催|传|转告|反馈|落实|(?:走|提)oa|oa(?!打通|对接|系统|接口)|看一眼|商量|走流程|提单|看一?下|测|约|汇报|请示|碰|转[你您]|打款|发[你您]|确认"
    r"|通知|回复|答复|协调|讨论|研究|上报"
    r"|报上去|申请|联系|报(?![价销修废过了])|提给|提交|递[话给上]|念给|拿给|给[^,]{1,6}看|打听|争取|补[发填签交]|填[好完]|整理|统计|翻出来"
    r"|拉上|带上|叫上)"
)
_LATER_TO_YOU = late(
    r"[发转传][你您]\Z|(?:晚点|等[下会]|回头|稍后|一会儿?|待会儿?|马上|中午|下午|晚上|随后)[^,]{0,4}(?:[给发传寄甩转]|拍给|发给)[你您](?!个?机会)"
)
_BACK = late(r"回来|回公司|回厂|回国|上班|在(?:公司|厂|家|办公室)?[\x00 ]*\Z")
_IN_DOUBT = late(r"如果|要是|假如|万一|的话|可以[吗不么嘛]|[行成好对][吗不么嘛]\Z|能不能|行不行|可不可以")
"""What is only supposed, or asked: 送过去可以吗."""
_PLANNED = late(r"原(?:定|计划)[在是于]? ?\Z")
"""原定8号: the day that stands no more."""
_SENDS_GOODS = late(
    r"\A[^我你您]{0,16}(?:货|剩下|其余|余下|一半|另一半|第[一二三]批|\d ?[台套件箱批吨个包桶卷米])[^,我你您]{0,8}[发送]\Z"
    r"|\A[^我你您]{0,8}[发送]货[吧哈]?\Z"
)
"""剩下25台月底再发: goods come from us, whoever speaks of them."""
_UPON = late(
    r"(?:收到|到账|[款金图稿章纸样]一?到)[^,没不]{0,4}(?:就|马上|立[刻即]|当天)(?:去|给[您你])?"
    r"(?P<deed>(?:安排)?(?:排产|排单|发货|开工|生产|下单|盖章(?:寄回)?|报价|出图|开票|备货|投产|寄出?)|安排)"
)
_SEND_ALONE = late(r"[先再就\x00 ]{1,24}发[吧哈]?")
"""货先别发, 下周三再发."""
_UNSAID = 0.62
"""The confidence of a promise that only sounds like one."""
_TERM = 180
"""Days within which a promise is kept; longer ones are terms."""


def find(thread: Sequence[Said], lexicon: Lexicon, taken: Sequence[Fact]) -> list[Fact]:
    """Promises, oldest first; a request that we took up is said once. `taken`: deadlines, whose words promise nothing more."""
    deadlines_at = {(fact.evidence.message, fact.evidence.start) for fact in taken}
    his = {normalise(said.message.by_name) for said in thread if said.theirs}
    found: list[Fact] = []
    for position, said in enumerate(thread):
        told = len(found)
        for talk in _spoken(said, lexicon):
            if said.ours or (said.message.id, talk.span[0]) not in deadlines_at or _his(talk):
                agreed, aside = requests.agrees(thread, position, lexicon), said.theirs and requests.to_one_of(his, said)
                for fact in _action(talk, lexicon, found, agreed=agreed, aside=aside):
                    add(found, fact, talk)
        if len(found) == told and said.trusted:
            found += answered.of(said)
    places = {said.message.id: said.index for said in thread}
    return once(found, places, {said.message.id for said in thread if not said.ours})


def _spoken(said: Said, lexicon: Lexicon) -> Sequence[Talk]:
    """What a message says of promises, if it may."""
    return talks(said) if said.trusted and not said.passed_on and _may(said, lexicon) else ()


def _may(said: Said, lexicon: Lexicon) -> bool:
    if said.ours and (_ARRIVES.search(said.own) or _HANDED.search(said.own) or _FOR_HIM.search(said.own) or dated(said)[1]):
        return True
    if lexicon.says("promise", said.own) or _WE.search(said.own) or on_event(said.own):
        return True
    if said.theirs and requests.may(said.own):
        return True
    return _GIVES.search(said.own) is not None and bool(dated(said)[1] or _TODAY.search(said.own))


def _his(talk: Talk) -> bool:
    """月底我把申请递上去, 本周五汇: a day of the project, and of what he does for it himself."""
    return bool(_PAYS.search(talk.bare) or _BRINGS.search(talk.bare)) or undertaken(talk.bare.strip("\x00 "), dated=True)


def _action(talk: Talk, lexicon: Lexicon, found: Sequence[Fact], *, agreed: bool, aside: bool) -> Iterator[Fact]:
    today = talk.said.at.date()
    if _of_no_day(talk, today):
        return
    day = _due(talk) or _back_by(talk) or appointed.day_of(talk)
    upon = _upon_his(talk, found)
    ours = True if upon else _side(talk, lexicon, day, agreed)
    if ours is None or (day is None and any(d.last < talk.said.at.date() for d in talk.dates)):
        return
    ours = ours and not aside
    what = upon or deeds.of(talk, found)
    if not what:
        return
    due = day.isoformat() if day else None
    asked = ours != talk.said.ours
    confidence = (0.85 if due else 0.65) - (0.15 if asked else 0) - (0.05 if asked and not due else 0)
    value = {"what": what, "due": due, "ours": ours}
    if name := lexicon.label("actions", what):
        value["label"] = name
    yield talk.said.fact("next_action", value, shown(what, due, ours), round(confidence, 2), talk.span)


def _upon_his(talk: Talk, found: Sequence[Fact]) -> str:
    """下午打定金; 收到就排产: what we do as soon as he has done what he just promised."""
    before = talk.said.before
    if not found or before is None or not talk.said.ours or talk.clause.asks:
        return ""
    his = found[-1].evidence.message == before.message.id and not found[-1].value["ours"]
    upon = _UPON.search(talk.bare) if his else None
    return upon["deed"] if upon else ""


def unsaid(said: Said, odds_of: Callable[[Clause], int]) -> Fact | None:
    """The promise of a message that sounds like one, though no rule knows its words: the clause with a day to come, of several
    the one that `odds_of` says sounds most like it. Each side promises for itself.
    """
    usable = [talk for talk in talks(said) if not _of_no_day(talk, said.at.date())]
    dated = [talk for talk in usable if _due(talk)]
    told = max(dated or usable, key=lambda talk: odds_of(talk.clause), default=None)
    day = _due(told) if told else None
    if told is None or (said.ours and not _to_be_done(told, day)) or _of_a_life_or_asked(told):
        return None
    what, due = deeds.of(told, ()) or deeds.words(told.written) or deeds.FOLLOWS_UP, day.isoformat() if day else None
    value = {"what": what, "due": due, "ours": said.ours}
    return said.fact("next_action", value, shown(what, due, said.ours), _UNSAID, told.span)


def _of_no_day(talk: Talk, today: date) -> bool:
    """Of one long over; of the customer, of one of every month."""
    over = any(long_over(d, talk.said.own, today) for d in talk.dates)
    return over or (talk.said.theirs and bool(talk.dates) and recurs(talk.said.own[: talk.span[1]]))


def _of_a_life_or_asked(talk: Talk) -> bool:
    return of_a_life(talk.clause.text) or _IN_DOUBT.search(talk.clause.text) is not None


def _due(talk: Talk) -> date | None:
    """The last day named; 下午 and 下班前 alone are of the same day."""
    today = talk.said.at.date()
    usable = [d.last for d in talk.dates if today <= d.last and not _of_none(talk, d, today)]
    if usable:
        return usable[-1]
    if talk.dates:
        return None
    text = talk.clause.text
    today_said = _TODAY.search(text) or _AT_THIS_MOMENT.search(text) or (talk.said.ours and _LATER_TODAY.search(text))
    return today if today_said else None


def _of_none(talk: Talk, day: Dated, today: date) -> bool:
    return (
        counted_from(talk, day)
        or _of_a_term(day, today)
        or of_a_thing(day, talk.said.own)
        or _PLANNED.search(talk.said.own, 0, day.start) is not None
    )


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
    if _asks_of_him(talk, text, day, agreed) or _visits(talk, text, day, lexicon):
        return False
    if requests.has_it_been_done(text):
        return None
    return True if _asked_of_us(talk, text, day, agreed, lexicon) else _promising(talk, text, lexicon, day, agreed)


def _promising(talk: Talk, text: str, lexicon: Lexicon, day: date | None, agreed: bool) -> bool | None:
    """The same, of what nobody asked for outright."""
    if not talk.clause.asks and on_event(text):
        return talk.said.ours
    if (
        of_a_life(talk.clause.text)
        or not _deed(text, lexicon, day, talk.said.at.date(), ours=talk.said.ours)
        or ((talk.clause.asks or proposes(text)) and not (agreed and day))
    ):
        return None
    if talk.said.ours:
        return True if _ours_to_do(talk, text) and _promised(text, day) else None
    if talk.said.theirs and lexicon.says("ask_us", text) and _asks_us(text):
        return True
    ships = _SEND_ALONE.fullmatch(text) and "货" in talk.said.own
    return False if talk.said.theirs and not ships and _promised_by_customer(text, day) else None


def _visits(talk: Talk, text: str, day: date | None, lexicon: Lexicon) -> bool:
    if talk.clause.asks or day is None or not comes_by(talk):
        return False
    return not (
        lexicon.says("not_promise", text) or _SUPPOSED.search(text) or _PAST.search(text) or lexicon.says("hedged", text)
    )


def _asks_of_him(talk: Talk, text: str, day: date | None, agreed: bool) -> bool:
    """名单您6月2号前发我: what we ask of him by a day is his to do."""
    if not talk.said.ours or day is None:
        return False
    hands_us = not talk.clause.asks and _HANDS_US.search(text) is not None
    return hands_us or (not _SUPPOSED.search(text) and requests.his(text, asks=talk.clause.asks, agreed=agreed))


def _asked_of_us(talk: Talk, text: str, day: date | None, agreed: bool, lexicon: Lexicon) -> bool:
    """明天来一趟, 周三前能出图吗, and we say yes."""
    if not talk.said.theirs or day is None or not agreed or _SUPPOSED.search(text):
        return False
    return requests.ours(text, asks=talk.clause.asks) and not lexicon.says("not_promise", _plain(text))


def _ours_to_do(talk: Talk, text: str) -> bool:
    """No request to him, no question after his own deeds, nothing that a carrier does."""
    asked = (
        _REQUEST.match(text)
        or requests.asks_him(text)
        or _TO_US.search(text)
        or (_AND_WHETHER.search(text) and not ME.search(text))
    )
    return not asked and not _carried(talk, text)


def _carried(talk: Talk, text: str) -> bool:
    return _COMES.fullmatch(text) is not None and _SHIPPED.search(talk.said.own) is not None


def _to_be_done(talk: Talk, day: date | None) -> bool:
    """Of a clause that no rule knows as ours."""
    text = talk.bare.strip("\x00 ")
    done = _PAST.search(text) and day in (None, talk.said.at.date())
    return not (done or binds_nobody(text) or _SUPPOSED.search(text) or _TO_US.search(text) or _carried(talk, text))


def _deed(text: str, lexicon: Lexicon, day: date | None, today: date, *, ours: bool) -> bool:
    """Something to be done, neither refused nor done nor supposed."""
    text = _ONLY_THEN.sub("", text) if ours and day else text
    plain = _plain(text)
    unsaid = _SUPPOSED.search(text) or _LASTS.search(text) or binds_nobody(text)
    if unsaid or any(lexicon.says(cue, plain) for cue in ("not_promise", "other_seller")):
        return False
    if _PAST.search(text) and day in (None, today):
        return False
    if ours and (_NOT_OURS.search(text) or (day is None and _FOR_HIM_DONE.search(text))):
        return False
    if lexicon.says("promise", text) or (ours and _ARRIVES.search(text) and day):
        return True
    if not ours:
        return day is not None and _GIVES.search(text) is not None
    return bool(
        _HANDED.search(text)
        or _FOR_HIM.search(text)
        or _AT_ONCE.search(text)
        or (day is not None and not _NO_DEED.search(text))
    )


def _plain(text: str) -> str:
    """Without 能不能 and the 过 of 发过来, that neither deny nor have done anything."""
    return _TOWARDS.sub("", _AND_WHETHER.sub("", text))


def _promised(text: str, day: date | None) -> bool:
    """With a day any deed of ours; without one only what I say I shall do, or do at once."""
    if _STATES.search(_OUR_OWN.sub("", text) if day else text) and not (day and _TO_YOU.search(text)):
        return False
    me = ME.search(text)
    if day or (_SOON.search(text) and len(text) < 16) or _HANDED.search(text):
        return True
    return _FOR_HIM.search(text) is not None or (me is not None and _INTENDS.search(text[me.end() :]) is not None)


def _promised_by_customer(text: str, day: date | None) -> bool:
    pays = day is not None and _PAYS.search(text) is not None
    if (_STATES.search(text) and not pays) or _WISH.search(text) or requests.brings_us(text) or _SENDS_GOODS.search(text):
        return False
    me = ME.search(text)
    if day:
        return bool(me or _GIVES.search(text))
    return (me is not None and _BY_THEM.match(text[me.end() :]) is not None) or _LATER_TO_YOU.search(text) is not None


def _asks_us(text: str) -> bool:
    return not (_BEGINS_ME.search(text) or _TO_OTHERS.search(text)) and _ASKS_US.search(text) is not None
