"""Words that sound like an event but are none here, by what stands around: one thing of several put off, goods that come, an
order whose price is still open."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.nlp import arrivals, deferred, losses
from bot.nlp.facts import TICKED, Fact
from bot.nlp.intents import Talk
from bot.nlp.lexicon import Lexicon
from bot.nlp.occasions import PRICE, Scene, somebody_comes
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said

_NUMBER = late(r"\d|[一二两三四五六七八九][万千百块毛]")
_FORMER = late("[上前]一?家|以前那家|之前那家|原来那家|老供应商|那老|老机|旧机|老设备|现在那|现在用的|想[换上装]")
"""Trouble with what they have from another."""
_OF_SAMPLE = late("样[品件机]|小样|打样|测坏|试坏")
_NO_TEST = late(r"[评开定招投]标|面试|比价|谈判|讨论|上会|投票|考试|批复|审批|验收报告")
"""Whose results are no report of a test."""
_WHOLE = late(
    r"项目|[这那]事|事情|采购|计划|立项|方案|合作|改造|扩建|设备款|预算|[钱款]|技改|开支|投资|开工|开机|公司|总部|集团|老板|领导|上面|财政|我们?|咱们?|停产|停工|档期"
)
"""Whose putting off is that of all."""
_FILLER = late(
    r"[这那个的了呢吧嘛啊哈呃嗯就先还都也暂时可能估计恐怕只要得今明后年月季度上下半节春夏秋冬天"
    r"\d一二三四五六七八九十份号现在目前不过但是对行好,。 ]+"
)
_GOES_ON = late(r"继续|照旧|照常|就行|先跑|先做|先上|先按|只[做要买上留]|其他|其它|另外|还能用|不变")
_NOT_URGENT = late("急")
_BY_THEN = late(r"[前到]就?行|[前到]就可以|之?前[要到给]")
_ORDER_PAPER = late(r"单|po|p0|订|定|拍|提交|就它|开工|投产|排产|备货|生产")
_MACHINE = late(r"[\d一二两三四五六七八九十百]\s?(?:台|套|架|部|座|樘|辆|条|张|个(?:点|月))")
_RESTOCK = late(r"我们?要了|补|排|老价|照旧|老样|原价|发货|备货")
_SOME = late(r"\d|[二两三四五六七八九十百千几半]|一(?:箱|吨|盒|瓶|桶|卷|袋|包|车|件|公斤|斤|批)")
_TRIED_FIRST = late(r"试|(?<![老照一同])样(?!子)|测|小批|打算|大概|预计|估计|要是|如果|的话|多少|价格|报价|能不能|吗\Z")
_WANTED = late(r"[要想得需]\Z")
"""要补60张: what is needed, not yet what is bought."""
_MADE_GOOD = late(r"[少缺坏破漏碎烂欠裂]|(?<!不)错")
"""少了5箱 补5箱: no order, but what is owed."""
_GIVEN_US = late(r"收到|看到|录|回签|已下|下了|安排")
_GOODS = late(r"装车|[发送拉运卸到提]货|卸|寄|快递|顺丰|物流|发车|现货|专车|货车|平板车|[点号半早午晚]车|直发|发出|拉到|运到")
_PERSON = late(
    r"拜访|看看|看一?[下眼圈]|瞧|转转|坐坐|面谈|聊|考察|踏勘|勘|量|调研|参观|见|碰|接待|当面|请教|汇报|我(?:们)?(?:到|去|来|过)|人"
)
_FOLLOW_UP = late(r"再(?:来|去|过来|过去|上门|登门)?(?:拜访|看[您你望]|找[您你]|问[您你])|回访|回来看")
_HAGGLES = late(
    r"目标|想要|一律|年降|整|抹|折|抠|磨磨|下浮|下调|微调|掂量|往下|想想[法办]|再[让少降便优]|各让|[涨超价钱万块][^,。]{0,6}免谈|良心|实在|砍|压|便宜|\d[^,。]{0,2}高"
)
"""Bargains, whatever was said before; 最多, 太贵 only beside a price that the customer holds against ours."""
_THEIR_OWN = late("客户|客人|顾客|业主|住户|家长|门店")
_OF_OURS = late("[你您](?:们|家)|贵司|贵公司|[上这]一?批")
"""客人投诉刺皮肤: told of what they have now, unless it is ours."""
_USED, _CLOSE = late(r"(?:用|[装上买配]的?)[的着了过是]{0,2}\Z"), 4
_MEASURED = late(
    r"(?<=[\d一二两三四五六七八九十百千半])[\d二两三四五六七八九十百千]*\s?"
    r"(?:台|套|ppm|度|小时|天|个月|夜|晚|分钟|秒|人|吨|公斤|箱|升|毫米|单(?!价)|次)"
)
"""不能超过200ppm, 最多两个月: a cap, but of no price."""
_SAMPLE = late("样|色卡|色板|试|小料|料册|打[版板]")
_MONEY = late(r"款|钱|付|[转打汇扫]|账|定金|首付|\d{3}|[\d一二两三四五六七八九十百千]万|[块元]")
_PAYING = late(r"[付转打汇扫划结]|款|钱|账|回单|水单|金|微信|支付宝")
_SIGNING = late(r"[签盖章]|合同|协议|原件|回传|寄回|单子?")
_NEAR = 3
"""Messages in which money is spoken of before we say that it came."""
_OWN_FUND = late(r"专项|拨款|财政|资金|经费|补贴|预算|额度")
_COUNTED = late(r"收到[啦了]?\d[\d.,]*[万千]?(?:提|条|箱|件|台|套|桶|袋|瓶|盒|卷|支|张|只|根|把|份|个|吨|公斤|米|片|颗|包|单)")
"""收到40提: an order or data, no money."""
_TO_QUOTE = late(r"(?:做|出|准备|整理|弄|核|算|拟)(?:一?[个份张版下])?[^,。]{0,4}报价")
_QUOTED = late(r"[了好完的]|已|刚|\d")
_OUR_OWN = late(r"^[^您你贵]{0,8}走[^您你贵]{0,4}(?:内部)?[^您你贵]{0,2}流程")
"""在走内部流程, said by us: no finance department of the customer's."""
_LINE = late(r"产线|条线|生产线")
_MANY = late(r"[1-9]\d+\s?(?:个|箱|件|包|袋|套|盒|瓶)")
_TRYING_IT = late("[样试测尝]|看看")
_CONTRACT = late(r"合同|协议|框架|年框|约")
_ANY_PAPER = late(r"合同|协议|框架|年框|续约|签约|验收单?|订货函|确认函|采购单|申请单|送货单|交接单|回执|立项表|申请表")
_TO_BE_SIGNED = late(r"[你您]们?(?!的)(?:[先再也那边审看核过法务完签好 ]){0,6}(?:盖|签)")
_TOO_LATE = late(r"[来说]?[晚迟][了啦咯]|别家|其他家|人家|来不及|没辙|缘分")
"""晚啦 合同都签了: with another."""
_PARCEL = late(r"[你您]们?[寄邮](?:来|过来)?的(?!货|发票|合同|资料|文件)")
"""你寄的料收到了: what comes by post is a sample."""
_DICTATED, _NEXT_TO = 20, 6
_BIDS_US_QUOTE = late(r"报|打包价|给个价")
_CHECKED = late(r"收到(?!吧|再)|签收|到[了货](?!吧|再)|清点|点过|卸")
_NOTHING_WRONG = late(r"没(?:有?问题|错|毛病|少|坏|破)")
_PRAISE = late(r"[好棒赞牛香]|给力|方便|厉害|贴心|及时|专业|周到|到位|优秀|满意|感谢|谢|客气|实用|顺手")
_FREE_OF = late(r"(?:没有?|[未无零]|不会)(?:出现|发生|任何|一点|什么|啥)?\Z")
_HOW_TO_SELL = late(r"(?:怎么|咋)[卖收]")
_ABOVE = late(
    r"(?:超过?了?|大于|高于|达到|满)[^,。]{0,8}(?:就|都|要|得|必须)[^,。]{0,4}(?:招标|招采|比选|竞价|公开)|以上[^,。]{0,4}[要得须][^,。]{0,3}(?:招标|招采|公开)"
)
"""超过50万要招标: a rule of theirs, no tender."""
_PUT_IN, _ON_TRIAL = late(r"[装换]上"), late(r"样|试|测|检|poc")
_PLEASE = late(r"麻烦|劳烦|烦请|[请帮]|辛苦")
_ORDERING = late(r"定金|订金|预付|首付|排产|下单")
_ELSEWHERE = late(r"不(?:准备|打算|想|再|会|用)?续|[想要打算准备考虑]换|换(?:一?家|供应商|你们|掉|成)")
_WE_PAID = late(
    r"[我咱]们?(?:公司|财务|这边)?[^,。您你贵]{0,6}(?:打|付|缴|交|转|汇)(?:了|过去|给[您你]|出去)|退[^,。]{0,2}款|返[点利现]"
)
_TRYING = {"trial_started", "poc_requested", "poc_started", "sample_requested", "sample_sent"}
_OUTCOMES = {"test_passed", "test_failed"}
_PARCELS = {"sample_sent", "sample_received"}
_BOUGHT = {"po_issued", "contract_signed", "payment_received"}


def judged(name: str, talk: Talk, m: re.Match[str], scene: Scene, lexicon: Lexicon) -> str:
    """The event that a list of cues stands for; empty: none, here."""
    if name in ("bargain", "if"):
        return "negotiation" if _bargains(name, talk, scene) and not _MEASURED.match(talk.said.own, m.end()) else ""
    if name == "report":
        other = lexicon.says("waiting_test_report_not", talk.clause.text)
        return "waiting_test_report" if _awaited(talk) and not (other or _there(talk, m, scene)) else ""
    if name == "contract_signed" and talk.said.theirs and _TOO_LATE.search(talk.said.own):
        return "lost"
    if name == "delivered" and talk.said.theirs and _PARCEL.search(talk.clause.text):
        return "sample_received"
    doubted = (
        (name == "complaint" and (_FORMER.search(talk.said.own) or _OF_SAMPLE.search(talk.said.own)) is not None)
        or (name == "complaint" and (_of_theirs(talk, m, lexicon) or _praises(talk, m, lexicon)))
        or (name == "quote_requested" and _indignant(talk, m, lexicon))
        or (name == "acceptance" and _to_be_accepted(talk, m))
        or (name == "renewal" and _ends(talk, m))
        or (name == "bidding" and _ABOVE.search(talk.clause.text) is not None)
        or (name == "test_failed" and _in_use(talk, m, scene))
        or (name == "on_hold" and (_partly(talk, m, scene, lexicon) or deferred.small(talk, m, scene)))
        or (name == "lost" and losses.none(talk, m))
        or (name == "quote_sent" and _yet_to_quote(talk))
        or (name == "finance_approval" and talk.said.ours and _OUR_OWN.search(talk.clause.text) is not None)
        or (name == "sample_requested" and _no_sample(talk, m))
        or (name in _OUTCOMES and not scene.tried)
        or (name == "waiting_test_report" and _there(talk, m, scene))
        or (name == "po_issued" and _no_order(talk, m, scene))
        or (
            name == "payment_received"
            and (_own_money(talk) or _by_us(talk) or _COUNTED.match(talk.said.own, m.start()) is not None)
        )
        or (name == "contract_signed" and _other_paper(talk, m, scene))
        or (name == "delivered" and (_only_tried(scene) or arrivals.none(talk)))
    )
    return "" if doubted else name


def beside(name: str, talk: Talk, m: re.Match[str]) -> str:
    """The words that tell whether it is meant: the clause; of what was dictated without a pause, what is near to it."""
    text = talk.clause.text
    if name == "delivered" and _CHECKED.search(talk.said.own):
        return _NOTHING_WRONG.sub("", text)
    if name != "quote_requested" or len(text) < _DICTATED or not _BIDS_US_QUOTE.search(m[0]):
        return text
    return talk.said.own[max(talk.clause.start, m.start() - _NEXT_TO) : min(talk.clause.end, m.end() + _NEXT_TO)]


def _praises(talk: Talk, m: re.Match[str], lexicon: Lexicon) -> bool:
    """你们那软件太好用了, 你们的货没有色差; 不太好用 does not."""
    if any(_FREE_OF.search(m[0][: hit.start()]) for hit in lexicon.cue("class_defect").finditer(m[0])):
        return True
    return m[0].endswith("太") and not m[0].endswith("不太") and _PRAISE.match(talk.said.own, m.end()) is not None


def _indignant(talk: Talk, m: re.Match[str], lexicon: Lexicon) -> bool:
    """草莓烂了一半 怎么卖啊: who asks so does not ask for a price."""
    return _HOW_TO_SELL.search(m[0]) is not None and lexicon.cue("class_defect").search(talk.said.own, 0, m.start()) is not None


def _to_be_accepted(talk: Talk, m: re.Match[str]) -> bool:
    """麻烦您签下验收单 is yet to come; 单子我签好了 定金明天打 is an order."""
    if talk.said.ours:
        return _PLEASE.search(talk.clause.text, 0, m.end() - talk.clause.start) is not None and "了" not in talk.clause.text
    return m[0].startswith("单子") and _ORDERING.search(talk.said.own) is not None


def _in_use(talk: Talk, m: re.Match[str], scene: Scene) -> bool:
    """装上去第二天就坏了, where nothing was tried: goods that were bought."""
    return _PUT_IN.match(m[0]) is not None and not (_TRYING & {*scene.standing} or _ON_TRIAL.search(talk.said.own))


def _ends(talk: Talk, m: re.Match[str]) -> bool:
    """合同1月到期，想换一家: of what they have from another."""
    return "期" in m[0] and talk.said.theirs and _ELSEWHERE.search(talk.said.own) is not None


def _by_us(talk: Talk) -> bool:
    """保证金我们昨天已经打了, said by us: it is we who paid."""
    return talk.said.ours and _WE_PAID.search(talk.clause.text) is not None


def _of_theirs(talk: Talk, m: re.Match[str], lexicon: Lexicon) -> bool:
    """客人投诉刺皮肤; 我们用的格兰富的泵，三天两头坏."""
    text = talk.said.own
    if _THEIR_OWN.search(m[0]) and not _OF_OURS.search(text):
        return True
    rivals = [start for _, start, _ in lexicon.rivals.find(text[: m.start()])] if not _OF_OURS.search(text, 0, m.end()) else []
    return any(_USED.search(text, max(0, start - _CLOSE), start) for start in rivals)


def unfounded(event: str, thread: Sequence[Said], place: int, known: Collection[str]) -> bool:
    """收到 is no payment where nobody spoke of money, 寄出了 no sample where nobody spoke of one."""
    if event == "payment_received":
        return _unpaid(thread, place)
    if event == "lost" and "on_hold" in known:
        return True
    if event == "contract_signed":
        return not _SIGNING.search(thread[place].own) or _of_another(thread[place].own)
    if event == "delivered":
        own = thread[place].own
        return ("到" in own and somebody_comes(thread, place)) or arrivals.denied(own)
    if event in _PARCELS and not _TRYING & {*known}:
        return not any(_SAMPLE.search(said.own) for said in thread[: place + 1])
    return False


def _unpaid(thread: Sequence[Said], place: int) -> bool:
    if thread[place].theirs and not _PAYING.search(thread[place].own):
        return True
    return not any(_MONEY.search(said.own) for said in thread[max(0, place + 1 - _NEAR) : place + 1])


def visits(talk: Talk) -> bool:
    """Somebody comes: not goods, and not someday."""
    own = talk.said.own
    if talk.said.ours and _FOLLOW_UP.search(talk.clause.text):
        return False
    return not _GOODS.search(own) or _PERSON.search(talk.clause.text) is not None


def _bargains(name: str, talk: Talk, scene: Scene) -> bool:
    """It is about a price that was told."""
    priced = any(said.ours and PRICE.search(said.own) for said in scene.thread[: scene.position])
    if not priced or (name == "if" and not _NUMBER.search(talk.said.own)):
        return False
    return (name == "bargain" and _HAGGLES.search(talk.clause.text) is not None) or scene.pressed


def pressed(facts: Sequence[Fact]) -> bool:
    """The customer's own price, or one that he holds against ours."""
    return any(
        fact.confidence >= TICKED
        and (fact.kind == "target_price" or (fact.kind == "objection" and fact.value["category"] == "price"))
        for fact in facts
    )


def _awaited(talk: Talk) -> bool:
    """报告下周五出: it is not there yet."""
    return any(dated.last > talk.said.at.date() for dated in talk.dates) or re.search("没|还|等", talk.clause.text) is not None


def _there(talk: Talk, m: re.Match[str], scene: Scene) -> bool:
    """报告出来了: it is there; 评标结果还没出来, and 等结果 where nothing is tested: no report of a test."""
    if m[0].endswith("出来") and talk.said.own[m.end() : m.end() + 1] == "了":
        return True
    return _NO_TEST.search(talk.said.own) is not None or ("报告" not in m[0] and not scene.tried)


def _partly(talk: Talk, m: re.Match[str], scene: Scene, lexicon: Lexicon) -> bool:
    """新风先不要了, 只做风管机: one thing of several. 不急, 20号前到就行: it has its day."""
    own, clause = talk.said.own, talk.clause
    if _NOT_URGENT.search(m[0]) and _BY_THEN.search(own):
        return True
    before = own[clause.start : m.end()]
    if _WHOLE.search(before) or lexicon.rivals.find(clause.text):
        return False
    mine = {name for name, _, _ in lexicon.wares.find(clause.text)}
    subject = mine or _FILLER.sub("", own[clause.start : m.start()].replace(HIDDEN, "")) or lexicon.rivals.find(own)
    return bool(subject) and (_goes_on(talk) or not scene.wares() <= mine)


def _goes_on(talk: Talk) -> bool:
    rest = talk.said.own[: talk.clause.start] + talk.said.own[talk.clause.end :]
    return _GOES_ON.search(rest) is not None


def _no_order(talk: Talk, m: re.Match[str], scene: Scene) -> bool:
    """单子发您了 of ours; 先拿2台试试; L16K再要4台: what is needed, not yet what is bought."""
    if talk.said.ours:
        return not _GIVEN_US.search(talk.clause.text)
    if "补" in m[0] and (
        _WANTED.search(talk.said.own, 0, m.start()) or "complaint" in scene.standing or _MADE_GOOD.search(talk.said.own)
    ):
        return True
    if _ORDER_PAPER.search(m[0]):
        return False
    if talk.said.own[m.end() : m.end() + 1] in ("人", "字"):
        return True
    if _TRIED_FIRST.search(talk.said.own) or not _SOME.search(m[0]) or "了" in m[0]:
        return True
    return _MACHINE.search(m[0] + talk.said.own[m.end() : m.end() + 1]) is not None and not _RESTOCK.search(talk.said.own)


def _yet_to_quote(talk: Talk) -> bool:
    """我给您做个报价单: offered, not yet there."""
    return talk.said.ours and _TO_QUOTE.search(talk.clause.text) is not None and not _QUOTED.search(talk.clause.text)


def _no_sample(talk: Talk, m: re.Match[str]) -> bool:
    """来20个小包装 is an order, 拿两条线试试 a trial on their side."""
    own = talk.said.own
    return _LINE.search(m[0]) is not None or (_MANY.search(m[0]) is not None and not _TRYING_IT.search(own))


def _own_money(talk: Talk) -> bool:
    """专项90万已经到账了: what they were given, not what they paid."""
    return talk.said.theirs and _OWN_FUND.search(talk.said.own) is not None and not re.search("[付打转汇]", talk.clause.text)


def _other_paper(talk: Talk, m: re.Match[str], scene: Scene) -> bool:
    """订货函盖章了; 章盖好了, of an acceptance; 你们审完盖章寄来: no contract of ours, or none yet."""
    if _TO_BE_SIGNED.match(talk.clause.text) and "了" not in talk.clause.text:
        return True
    if _CONTRACT.search(m[0]):
        return False
    near = (said.own for said in reversed(scene.thread[max(0, scene.position - 1) : scene.position + 1]))
    return _of_another(next((text for text in near if _ANY_PAPER.search(text)), ""))


def _of_another(text: str) -> bool:
    """Papers are named there, and none of them is a contract."""
    papers = _ANY_PAPER.findall(text)
    return bool(papers) and not any(_CONTRACT.search(one) for one in papers)


def _only_tried(scene: Scene) -> bool:
    """装好了, 料到了, of what is being tried."""
    now = {*scene.standing}
    return bool(now & _TRYING) and not now & _BOUGHT
