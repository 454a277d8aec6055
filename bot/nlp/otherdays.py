"""Days in a chat that are none of the customer's project: of somebody's life, of a visit, of paper work, of the past.

What is left over is a deadline, whatever words name its event: 交出来, 上画, 头一茬桃下树.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.nlp import meeting
from bot.nlp.announced import GIVEN_WITH
from bot.nlp.dates import Dated
from bot.nlp.intents import Talk
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said

_PERIOD = 20
"""Days from which on a date is a period: 十月份 is no day of anything small."""
_LIFE = late(
    r"出差|休[年病产婚]?假|年假|请假|调休|回国|出国|出嫁|结婚|婚礼|喜酒|喜糖|[高中]考(?!察|虑|核)|考研|世界杯|球赛|演唱会|(?:孩子|小孩|娃|闺女|儿子|女儿)[^,。]{0,6}(?:考|上学|比赛|演出)|生日|团建|年会|旅游"
    r"|度假|爬山|钓鱼|打球|唱歌|吃饭|喝酒|喝茶|聚餐|逛"
    r"|看病|住院|手术|生孩子|坐月子|[接带陪]孩子|陪(?![您你同护练跑])|(?:我|我家|家里|俺)的?(?:孩子|小孩|娃|女儿|闺女|儿子|老婆|老公"
    r"|爱人|媳妇)|值班|加个?班|回老家|老家|回乡|返乡|探亲|扫墓|轮休|在外地|在国外|离职|退休|休息|飞机|高铁|快乐|祝|拜年|恭喜|天气|下雨|降温"
    r"|[有没]空|没时间|有时间(?!要求|限制|节点|点|表)|不在|在家|在公司|才回|(?<![拉送寄带运拿取退买发])回来(?!开|上[线会]|做|审|批|签|定|就|再|马上|[给发联][您你系])"
    r"|[总长任理工姐哥他她][^,]{0,8}(?<!过)[去飞回](?![货款复签您你来])[一-鿿]{2,4}(?:了|开会)?\Z|才有|赶集|同学会|聚会|别迟到|老地方|绩效|温泉|烧烤|看电影|逛街|[新过]年好|找不[到着]|没人|凑不齐|抽不出"
)
_VISIT = late(
    r"(?:[你您]们?|咱们?|我们(?![^,]{0,3}(?:领导|老板|老总|董事长|[一-鿿]总))).{0,6}(?:过来|(?<![不送拉运带])来(?![得不水货料样电函])|上门|见面?|碰|聊|演示|讲|当面)"
    r"|(?<![切换迁转搬拉运送调])(?<![\d一二两三四五六七八九十几半][一-鿿])过来|来一趟"
    r"|(?<!不)来[我咱]|(?:[你您]们?|咱们?|我(?!们)|过来|一起|线上)[^,]{0,6}开个?会|开个会|碰个?头|见个?面|面谈"
    r"|\x00(?:再|都|也)?来(?:都|也)?(?:行|可以|成|不?方便|看看)|约(?:[你您个一下好上在]|\Z)|通电话|打电话|打个电话|视频会|腾讯会议|拜访|参观|踏勘|等[你您]"
)
_COMES_BY = late(
    r"(?:(?<![送寄发交打转运搬退拉])[去到来]|(?<!得)上)[您你]们?家?"
    r"(?:那[边儿里]?|这[边儿里]?|公司|厂里?|店里?|办公室|仓库|车间|基地|展厅|工厂|单位|门店)(?!的|[拉提取]货)"
)
_PAPER = late(
    r"报价|方案|资料|清单|图纸|效果图|设计图|初稿|合同|协议|发票|电话|回复|回话|答复|准信|准话|给话|给信|消息|文档"
    r"|彩页|证书|截图|照片|视频|链接|地址|名单|单号|样册|环境|账号|权限"
)
_HANDS = late(r"发|给|寄|出|回|准备|做|拿|带|提供|补|改|报|传|拉|填")
_ME = late(
    r"(?:^|[\x00 ,])我(?!们|这边[要得]|方|司|家|公司|厂|店|校|院)[\x00 ]*(?:得|去|来|让|跟|给|把|就|先|再|问|找"
    r"|报|推|发|带|约|安排|在|到|回|有|没|打|转|付|签|看|走|催|办|提|交|盖|请|拿|写|填|定不|要[去回跟给问发])"
)
_I_MUST = late(r"我[就也]?[得要](?![去回来给跟问找出])")
"""9月20号之前我得酿上: his own work, and a limit of it."""
_ONLY_THEN = late(r"[^,。我你您]{1,8}才(?:有|能|算|给|可以|行)")
_OURSELVES = late(
    r"我(?!们|方|司|家)|[跟找问陪接][您你]|[给帮][您你](?!们?(?:装|送|拖|运|卸|铺|搬|吊|发货|安装|部署|上线|交付|到货|换|拉|开通))|如果"
    r"|要是|才|但?得(?![上到及])"
)
_MONEY_WORDS = late(
    r"账期|月结|盘子|预算|额度|经费|营收|产值|销售额|利润|流水|对账|锁价|报表|涨[价了]|降价|便宜|价[格钱]|均价|行情"
)
_PAST = late(
    r"(?:过|完|好|掉|到|出|下|回|来|走|到手)了|上次|当时|去年|到现在|至今|现在(?![改定到推延提挪顺 \x00])|平时|每逢|刚|已经"
    r"|一直|的时候(?!要|得|必)"
)
_VALID = late(
    r"有效期?|(?:报价|优惠|活动|这?价格?|返点|折扣|特价|老价|券|名额|库存|现货)[^,]{0,8}(?:留到|保到|锁到|截止|(?<![改推延挪移提换])到\x00)|留到"
    rf"|{GIVEN_WITH}"
)
"""How long an offer holds."""
_EXPIRES = late(
    rf"(?:到期|期满|满期|满[一二两三\d]年|到头|[出脱过]保)(?!的|后|再|以|之|付|结|还)"
    rf"|(?:合同|协议|合作|服务期?|维保|质保期?|租期?|授权|代理)[^,{HIDDEN}]{{0,6}}(?<![延续顺])到[{HIDDEN}]"
)
_INSURES = late(r"续保|投保|出单|保费|[帮给][我俺]们?(?:算|报|看)|算算|多少钱|报个?价")
"""Of what expires: it is our trade."""
_HIS_PAPERS = late(r"驾驶证|驾照|身份证|护照|签证|房贷|车险|(?:房租|租房|租的房子?)[^,。]{0,12}(?:到期|期满)")
_ERRAND = late(
    r"给(?:我们?)?[个份]|[发寄开传回报拍]给?我(?!们?[^,]{0,3}货)|(?:\A|[\x00 ]"
    r"|[你您]们?)来[个人]{0,2}[量修取测](?!试)"
)
_GOODS = late(r"货|样|机|设备|料|批|件|箱|台|套")
_NOT_BEFORE = late(r"[\x00 ]*才(?:拿|回|有|能|知|晓|报|批|编|轮|开口)")
_MUST = late(
    r"要(?!问|看|是|不|么|\d|[一二两三四五六七八九十几多]|人了?\Z)|得(?!到)|必须|务必|一定|最晚|最迟|不能|赶在|之前|截止|死线|就|须|千万|卡"
)
_BY_NUMBER = late(r"[\d月拜旬天]|(?<=星)期|周(?!末)|店庆|周年|[一二三四五六七八九十][号日]")
_ITS_DAY = late(r".{0,3}(?:\d{1,2}[号日]|店庆|周年|当[天日])")
_BEGINS = late(
    rf"(?:我们|咱们|这边|学校|项目|计划|打算|预计|准备|[ ,])*[{HIDDEN}]+"
    r"(?:份|就|要|得|才|正式|准备|打算|计划|预计|争取|必须|开始|[ ])*"
    r"(?:[开上进投交试启动竣封搬入装验停招审评办种收播割]|完[工成])(?!价|[^,]{0,4}了)[^\d]{0,6}\Z"
)
"""Of a whole month only what begins then: 3月开园."""
_NUMBERED = late(r"(?:看[上中]|[选挑要]了?)(?:\d{1,2}号[跟和、与])?\Z")
_IN_FIGURES = late(r"\d")
_YEAR_END = late(r"年前|年底|过年|春节前")
_NAMED = late(r"[明听号周拜期]")
"""A day, and no clock alone that is over today: 四点前进货."""
_BROUGHT = late(
    r"(?:[能就要得必须上下午给我们先再]{0,6}|中午|早上)(?:送|到|入|要|进|拉|补|发)(?:[一两二三四五六七八九十\d]{1,3}[一-鿿]{1,4}?)?"
    r"(?:[货场]|过?来|到)?[不吗嘛得哈吧么啊呀的]?(?:[ ,]|\Z)"
)
"""明天能送不: of tomorrow only what shall be brought."""
_CAN = late(r"(?<![还不])能|肯定|保证")
_SALES = late(r"618|双(?:\d{2}|十[一二])|九九")
_WEEK = late(r"[这本下]个?(?:周|礼拜|星期)")
_TO_ME = late(r"[发传寄报回][给到]?[我你您]")
_GIVES_ME = late(r"\x00给我们?[吧哈]?\Z")
_MEETS, _DECIDES = late(r"开会"), late(r"(?:[董理]事会|常?委会|合伙人会?|股东会?|评审会?|班子|社员大?会)[^,。]{0,4}[过批定]")
"""The body that decides, where it meets: 最终董事会过, 下周五开会."""
_DAY_ALONE = late(r"\d{1,2}号")
_HARD = late(r"必须|务必|一定|最晚|最迟|截止|不能")
_BEFORE_NOT = late(
    r"(?:别(?!过|超|晚[于过]|误)|甭|不要|不是|不等|原[定说]|原计划|原来|原先|本来|早先|起初说?|[往历]年|之前[说定]的?|上回[说定]的?"
    r"|说好的?)[^,。\x00]{0,3}\Z|(?<![别能要许])过了\Z"
)
"""过了五一炊具就凉了: what comes of the day that was meant."""
_IS_IT_NOT, _IS_IT = late(r"不是[^,不]{0,4}\Z"), late(r"[嘛吗吧呀么]\Z|到期|到头")
"""协议不是月底到头嘛: asked, not denied."""
_LIKE_THEN = late(r"别(?:再|又)?(?:像|跟|学)[^,。]{0,12}\Z")
"""别像去年 拖到立夏: a day of then."""
_PUT_OFF = late(r"(?:得|要|就|只能|还|再)等到?\Z")
"""错过就得等过年; but 要等7月10号立项会过了 is a day of the project."""
_BEHIND_NOT = late(
    r"(?:号|那[天日周会]儿?|当天|的话|之?前|肯定|怕是|可能|可|钱|[也都就又是] ?){0,3}"
    r"(?:不[行成]|不可以|不合适|不方便|没空|来不及|赶不[上及]|够呛"
    r"|没心思|[^,]{0,6}(?:都|早)(?:就|已经)?(?:结束|过|[开办搞弄做走用]完|完|散)了|[走动]不了|不[弄搞办]了|有点悬|休息|有事|太[晚早赶急]|等不[了起]"
    r"|[做装弄交完赶到发排走付出上收供验]不[完了到出来]|[一-鿿]{2}不了(?=[ ,。吧]|\Z)|(?:没法|无法)[一-鿿]{2}(?=[ ,。吧]|\Z)"
    r"|(?:仓库|我们|你们|厂里|物流|快递)?(?:不能?|没法|无法|停止)(?:正常)?(?:[发收交出供送到]货|上线|交付|验收)"
    r"|(?:的|那)[^,。]{1,8}不[做要搞办开上弄]了)(?!.{0,4}(?:就|我们?|你们?|不用|退|赔|罚|换))"
)
_OR_ELSE = late(
    r"(?:[^看想听]不[到出了完上来下齐好]来?|还没|没能?).{0,8}(?:就(?!行)|别怪|免谈|退|赔|罚|换人)|不[^,\x00]{2,4}就(?:来不及|赶不上|晚|没|作废|黄)"
)
_COUNTED_FROM = late(
    r"(?:后|[坏缺漏少走断病错]了?的(?:人|货|件|话|机器|设备)?|有问题|故障|一旦|投诉|退货|报警|违约|"
    r"[测验签装收审款货票]完?[完到]了?|之日起?|到货|收到?货|签收|下单|付款|收款|到账|终止|解除|报修|报障|接到.{0,3})[的 ]?\Z"
)
_GOT_IT = late(r"(?:好的?|嗯|ok|[ ,。]){0,3}收到[ ,。!]{1,2}")
"""收到, 5号前发您: we have heard, and nothing is counted from it."""
_FROM_THEN = late(
    r"(?:合同|[签约]|订[单金]?|定[稿金板]|预付|首付|确认|审批|图纸|封样|开工|竣工|开业|上线|进场|交付"
    r"|同意|拍板|[完后好齐过了])[的, ]?\Z"
)
"""定稿两周后, 签合同 10天后: so long after something of which nobody knows when it is."""
_AND_YOU = late(r"[,。?;! ]*那?[你您]们?(?:家|这边|那边)?呢")
_ANOTHER = late(r"[一-鿿]{0,4}(?:院|厂|店|校|公司|局|所|县|区|他们|人家|那[家边])(?:是|要)\x00")
_BUT_WE = late(r"[,。; ]+我们(?:这[个边里]|还|不急|没|倒|\d{1,2}[月号.])")
_THEY_SAY = late(
    r"(?:那边|那头|他们|他家|的[一-鿿]{1,3})?(?:昨天|今天|刚)?(?:都|也|就)?(?:说|讲|答应|承诺|保证|表示|能|可以|最[快早])"
)
_BACKGROUND = late(
    r"期间[^,]{0,4}放假|客满|满房|爆[单满仓棚]|(?:期末|期中|月|段|联|统|模)考完?|忙(?:死|不过|得|疯|成|翻)|排队|排到|人(?:很|也|特别|最|就|太)?[多少满挤]|挤满|堵车"
    r"|不?上班|发工资|发薪|[淡旺]季(?!前)|高峰|涨(?:电|水|房|油|运)?[价费租]|例会|销量|生意(?:好|差|淡)|涌|抽筋|(?:慢|卡)得|(?<![周期拜])[一每]到(?=[年月季周晚节])|[到干忙搞]半夜|一整夜|通宵|头[疼痛]的?是|天天|停[电水产]"
)
"""What goes on around him on a day: nothing that is due."""
_DUE = late(r"必须|务必|一定|最晚|最迟|截止|(?:之|以)?前|要(?!涨)|得(?![要死])|不能|赶|想[^,]{0,14}(?:就|用|上线|开)")
_BEFORE_THEN = late(
    r"[ ,。嘛吧]*(?:(?:在此|在这|那)?(?:之|以)前(?![那这的])|[^,。]{0,10}[在赶]那(?:天|个)?(?:之|以)?前"
    r"|[^,。]{0,2}那[天日][^,。我你您]{0,8}[得要必]|[赶来]不[上及]|误了|错过|耽误)"
)
_FEAST_OF = 8
_ITS_GOODS = late(r"的(?:那?[批车单])?货(?=[^,。]{1,12}[要到送提])(?!要|得|必须)")
_OF_HOLIDAYS = late(r"(?:[几哪](?:号|天|日)|什么时[候间]|啥时候?)[^,]{0,3}放假|放到?几|放假[^,]{0,3}(?:几|多久|多少)")
_ASKS_WHEN = late(r"什么时候|啥时候|哪[天日]|几[号月]")
_ANSWERS = 2
"""Messages behind a question of holidays that answer it."""


def background(talk: Talk) -> bool:
    """元旦客满, 28号期末考完娃就涌来了, 月底盘点忙死: told of his world, and nothing has to be done by then."""
    if _BACKGROUND.search(talk.clause.text) is None or _DUE.search(talk.clause.text):
        return False
    return not before_then(talk)


def before_then(talk: Talk) -> bool:
    """她11月3日出国, 之前要定下来: whatever goes on that day, it is a limit."""
    return _BEFORE_THEN.match(talk.said.own, talk.clause.end) is not None


def of_holidays(said: Said) -> bool:
    """你们几号放假? 13号, 我们要到14号; 你哪天回老家? 2月3号的票."""
    before = said.before
    if before is not None and said.ours and before.theirs and _ASKS_WHEN.search(before.own) and of_a_life(before.own):
        return True
    for _ in range(_ANSWERS):
        if before is not None and _OF_HOLIDAYS.search(before.own):
            return True
        before = before.before if before else None
    return False


def names_an_event(dated: Dated, others: Sequence[Dated], own: str) -> bool:
    """元旦汇演30号晚上, 618的坑位5月20号锁货: a feast before a day by its number is part of a name; 周五的货明天就要."""
    if _ITS_GOODS.match(own, dated.end) and any(dated.end < other.start <= dated.end + 2 * _FEAST_OF for other in others):
        return True
    if _BY_NUMBER.search(own[dated.start : dated.end]) and not own[dated.start : dated.end].isdigit():
        return False
    return any(
        0 <= other.start - dated.end <= _FEAST_OF and _BY_NUMBER.search(own[other.start : other.end]) for other in others
    )


def refused(talk: Talk, dated: Dated) -> bool:
    """别20号, 8月10号不行了, 原定12号: a day that is named to be taken back."""
    text, start = talk.clause.text, dated.start - talk.clause.start
    if not 0 <= start < len(text):
        return False
    behind = talk.said.own[dated.end : talk.said.clause_at(dated.end).end].lstrip(f"{HIDDEN} ")
    if _IS_IT_NOT.search(text[:start]) and _IS_IT.search(text[start:]):
        return False
    if _PUT_OFF.search(text[:start]) and not _BY_NUMBER.search(talk.said.own, dated.start, dated.end):
        return True
    if like_then(talk.said.own, dated.start):
        return True
    return _BEFORE_NOT.search(text[:start]) is not None or _BEHIND_NOT.match(behind) is not None


def like_then(own: str, start: int) -> bool:
    """What begins at `start` tells how it went another time: 别像去年 拖到立夏."""
    return _LIKE_THEN.search(own, max(0, start - 20), start) is not None


def or_else(talk: Talk, dated: Dated) -> bool:
    """周五前出不来我就找别家: the day is a limit, whatever the rest supposes."""
    return (
        talk.said.theirs
        and not talk.clause.asks
        and _OR_ELSE.search(talk.said.own[dated.end : talk.said.clause_at(dated.end).end]) is not None
    )


def counted_from(talk: Talk, dated: Dated) -> bool:
    """终止后30天内: of no day that we know."""
    before = talk.said.own[max(0, dated.start - 6) : dated.start]
    if "离" in before or "距" in before:
        return False  # 离开业只有10天了
    if dated.away and _FROM_THEN.search(before):
        return True
    assents = _GOT_IT.fullmatch(talk.said.own, 0, dated.start) is not None
    return (dated.limit or dated.away) and not assents and _COUNTED_FROM.search(before) is not None


def of_the_project(talk: Talk, dated: Dated, lexicon: Lexicon) -> bool:
    """By exclusion: a coming day in the customer's words that is of nothing else."""
    text, pressing = talk.bare, _MUST.search(talk.bare) is not None or dated.limit
    if before_then(talk) or _only_by(talk, dated):
        return True
    if not _is_a_day(talk, dated) or _of_others(talk, dated, lexicon):
        return False
    if _ERRAND.search(text) and not _GOODS.search(text):
        return False
    if background(talk) or _VISIT.search(text) or (_handed_over(text) and not _by(talk, dated)):
        return False
    if _of_ourselves(talk, dated):
        return False
    return pressing or not (_PAST.search(text) or meeting.answered(talk.said))


def _of_ourselves(talk: Talk, dated: Dated) -> bool:
    """下周五我们开会, 下周三前给我: of no day by its number; but 最终董事会过, 下周五开会."""
    if _IN_FIGURES.search(talk.said.own, dated.start, dated.end):
        return False
    return _GIVES_ME.search(talk.bare) is not None or (
        _MEETS.search(talk.bare) is not None and _DECIDES.search(talk.said.own) is None
    )


def _handed_over(text: str) -> bool:
    return bool(_PAPER.search(text) and _HANDS.search(text) and not _HARD.search(text))


def _by(talk: Talk, dated: Dated) -> bool:
    """资料20号前给齐: a limit by its number, and none that is for one of us alone."""
    return (
        dated.limit and not _TO_ME.search(talk.bare) and _IN_FIGURES.search(talk.said.own, dated.start, dated.end) is not None
    )


def _is_a_day(talk: Talk, dated: Dated) -> bool:
    """No whole month, no number of a model; of tomorrow what is brought, of feasts what presses: 端午客满, 年底关账."""
    own = talk.said.own
    if (dated.last - dated.first).days >= _PERIOD and not dated.limit and not _BEGINS.match(talk.bare):
        return False
    if dated.last <= talk.said.at.date() + timedelta(days=1):
        named = dated.last > talk.said.at.date() and _NAMED.search(own, dated.start, dated.end)
        return bool(named and _BROUGHT.match(own, dated.end))
    if not dated.limit and _DAY_ALONE.fullmatch(own, dated.start, dated.end) and _NUMBERED.search(own[: dated.start]):
        return False
    if _NOT_BEFORE.match(own, dated.end):
        return False
    if _MUST.search(talk.bare) or (dated.limit and (_CAN.search(talk.bare) or not _YEAR_END.match(own, dated.start))):
        return True
    return _exact(dated, own) or _ITS_DAY.match(own, dated.end) is not None


def _exact(dated: Dated, own: str) -> bool:
    """By its number; no 618, no 这周."""
    named = own[dated.start : dated.end]
    return _BY_NUMBER.search(named) is not None and not _SALES.fullmatch(named) and not _WEEK.fullmatch(named)


def _only_by(talk: Talk, dated: Dated) -> bool:
    """8月20号之前送电才有补贴: what it takes to be in time."""
    return dated.limit and _ONLY_THEN.match(talk.said.own, dated.end) is not None


def _of_others(talk: Talk, dated: Dated, lexicon: Lexicon) -> bool:
    """His own life or errands, what something costs, another customer, a rival."""
    mine = _ME.search(talk.bare) and not (_I_MUST.search(talk.bare) and _by(talk, dated))
    if _LIFE.search(talk.clause.text) or mine or _MONEY_WORDS.search(talk.bare):
        return True
    return any(lexicon.says(cue, talk.clause.text) for cue in ("not_ours", "other_seller", "not_contact"))


def of_an_offer(talk: Talk) -> bool:
    """优惠到30号截止, 报价有效期到年底: no day of his project."""
    return _VALID.search(talk.bare) is not None


def of_his_papers(talk: Talk) -> bool:
    """驾驶证12月20号到期, 房租月底到期: nothing that we sell."""
    return _HIS_PAPERS.search(talk.clause.text) is not None and _INSURES.search(talk.said.own) is None


def of_a_rival(talk: Talk, dated: Dated, lexicon: Lexicon) -> bool:
    """格兰富说12月8号能到; 北院是12月5号要, 我们这个还没批; 他家12月8号能装好, 你们呢."""
    own, end = talk.said.own, talk.clause.end
    if not talk.said.theirs:
        return False
    if (_AND_YOU.match(own, end) and not _MUST.search(talk.bare)) or (_ANOTHER.match(talk.bare) and _BUT_WE.match(own, end)):
        return True
    return any(_THEY_SAY.match(own, until, dated.start) for _, _, until in lexicon.rivals.find(own) if until <= dated.start)


def comes_by(talk: Talk, dated: Dated | None = None) -> bool:
    """我6月16号去你们那边出差, 周五到你店里坐坐: whatever for, the customer is here (on that day)."""
    if not talk.said.theirs or "货" in talk.bare:
        return False
    inside = dated is not None and talk.clause.start <= dated.start < talk.clause.end
    return _COMES_BY.search(talk.bare, dated.end - talk.clause.start if inside and dated else 0) is not None


def expires(talk: Talk) -> bool:
    """合同到9月底, 服务31号到期, 五月就出保: how long something of his goes on."""
    return _EXPIRES.search(talk.bare) is not None and not of_an_offer(talk)


def of_a_life(text: str) -> bool:
    """我下周二出差, 带孩子打疫苗: nothing that anybody owes the other."""
    return _LIFE.search(text) is not None


def our_task(text: str) -> bool:
    """我带样机过来, 方案给您: a deed of ours that is no date of his project."""
    return bool(_LIFE.search(text) or _VISIT.search(text) or _MONEY_WORDS.search(text) or _OURSELVES.search(text)) or bool(
        _PAPER.search(text) and _HANDS.search(text)
    )


_NAMES_NOTHING = late(r"(?:也|就|或者?|[行成]不?[行成]?|可以|估计|大概|不好意思|都|到|急|\*|[ ,])*[啊哦哈呢吧呀了嘛的]?")


def named_by(text: str) -> str:
    """What such a day is for, in the customer's own words: 新厂房土建交出来."""
    words = re.sub(rf"[{HIDDEN} ]+", "", text).strip("的在是就,、:")
    words = re.sub(r"^(?:请|[改挪换推][到成]|那就?|但是?|我们?|咱们?|这边|时间|呢)+", "", words)
    if re.search(r"[你您我他她]", words[:12]) or _NAMES_NOTHING.fullmatch(words):
        return ""
    return re.sub(r"[啊哦哈呢吧呀了嘛]+\Z", "", words)[:12]
