"""Whether a number is money here, and how much: in 万 where the 万 was left unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.nlp import multiples, offers, payments, purses, quantities, sifting, sums
from bot.nlp.ledger import LATELY
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.place import BACK, Place
from bot.nlp.state import Turn
from bot.nlp.text import Said

THING = (
    r"(?:个(?!月|小时|点(?!位)|人)(?:点位)?|[包箱套台米片件吨斤平只支桶袋瓶罐人份张把块盒条卷亩瓦度单盏樘根颗克户间册本株头辆车柜票位项门节场席组副双枚粒点身趟桌晚坛票堂杯碗朵]"
    r"|公斤|小时|课时|瓦时|个人|人头|千克|kg|g|平米|平方|立方|[天月年](?!后|内|前))"
)
_FOR_ONE = late(rf"\s?(?:一|/|每|单)(?:{THING}(?!口价)|个月(?![后内前])|方(?![案面向式便的]))")
_OF_ONE = late(
    rf"(?:每|一|单){THING}(?:的|就|也|给|报|要|收|卖|才|按|是|算|价|不?超过?|(?:不[要能得])?超过?|别超?过?|控制在|做到|到|只|最低|最多|包|给[我俺咱]们?){{0,3}}\s?\Z"
)
EACH = late(rf"每|一人(?=[^,。人]{{0,6}}\Z)|单[户台套件箱]|人均|一{THING}(?=[^,。]*[\d一二两三四五六七八九十百千万])")
HEAD = late(r"人均|每[人位间班户生席]|一个人|一人|人头|一户|一间|一位")
GOODS = late(r"公斤|[克吨斤米平包箱瓶袋桶罐颗片张]|kg")
GIVEN = late(
    r"(?:报价?|[单总]价|给[您你我咱俺]?(?:的是|的|到|了|们|按)?|开口|开价|喊到?|要价|卖到?|收|算[您你]?|批[了的]?(?:是)?|拨了?|留了?|切了?|列了?|写的是?"
    r"|[做压降抹砍让谈落减凑卖报调]到|合(?:下来|计|成)?|最低|底价|特价|只要|到手|一口价|含税价?|优惠价|维持|得|还是|我们|目前|现在|就是|那就|价格?|就按|按|包干|只给到|只给)"
    r"(?:是|就|在|才)?\s?\Z"
)
_PRICED = late(
    r"(?:报价?|[单总底特]价|活动价[^,。]{0,3}|最[多低]能?[到给让]|[做让给打降压]到|价格?|给[您你](?:的是|按|到)?|开口|开价|要价|算[您你]|收[您你]|一口价|最低|优惠价|含税价?|[共合]计?|合下来|(?:一|每|单)[箱桶瓶台套只个件吨包袋][^,。]{0,2}还是|老价|原价)(?:是|就|在|才)?\s?\Z"
)
"""Right before a number that can then only be a price."""
_EQUALS = late(r"[*x×+][^,。;!?]{0,8}=\s?\Z")
"""115000*2=230000."""
_ORDERED_AT = late(r"按\s?\Z")
_IS_ORDERED = late(r"\s?(?:元|块)?(?:下单?|定|签|走|订|做|来|开)(?:[吧单了]|好了|\Z|[,。! ])")
"""先按4800下吧: what he orders at."""
_BY = late(r"(?:按照?|照着?)\Z")
_SO_MUCH = r"(?:元|块|左右|以内|上下|这个|的?(?:标准|档次|档|价位|规模))?"
_DESIGN = late(
    rf"{_SO_MUCH}(?:先|来|去|[帮给](?:我们?|[您你]们?|咱们?))?(?:配(?!送|合)|设计|规划|选型|报(?=[吧啊呀]?(?:\Z|[ ,。!]))"
    r"|(?:做|出|写|给)(?:个|[一两]?[份套版])?[^,。;!?\d]{0,4}方案)"
)
_TO_QUOTE = late(r"(?:元|块)?来?报")
_OF_A_DESIGN, _MADE = late(r"方案|配置|设计"), late(rf"{_SO_MUCH}(?:来)?[做出搞]")
_A_HEAD = late(
    r"(?:人均|每(?:个)?人|每[生户席]|按人头|一个人头|人头费|餐标)(?:标准|预算|经费)?(?:就?是|就|也就|不超?过|最多|封顶|大概|控制在|在|不过|不得?高[过于]|不得?超过?)?\s?\Z"
)
"""工会一个人头180: so much is there for each."""
_ONE_AHEAD = late(rf"(?:每|(?<![这那])一|单)(?![月年季])(?:{THING}|份|点位)[^,。;!?\d]{{0,8}}\Z")
_TEN = 10_00
_IS_RATHER = late(r"(?:实际|应该|其实|正确|本来)(?:的|上)?是?\s?\Z")
"""对账单错了 实际是36500."""
_THAT_MANY = late(r"先[来要拿订上做]\s?\Z")
"""先来1500: how many."""
_NO_MORE = late(r"封顶|打住|到顶|顶天|到头")
_CAPPED_AT, _NEAR_BEHIND, _AHEAD = 500_00, 4, 24
"""8000封顶: fen from which a number that may not be passed is money, whatever it is of."""
_MANY_A_YEAR = late(r"(?<![价质重容音剂定])量[大多小不很挺也 ,。]{0,5}[一每](?:年|个?月)(?:有|要|是|大概|能)?\s?\Z")
"""量大 一年8000: how many."""
_HEADS = late(r"(?:人数|台数|套数|户数)(?:是|有|大概|共)?\s?\Z")
_PRICE_MOVES = late(r"[涨跌降]")
_NOW_SO = late(r"\s?(?:元|块)?了(?:\Z|[,。! ])")
"""现在水泥涨了 420了: a price of now."""
_TAKEN = late(
    rf"\s?(?:[一每/](?:{THING}|个月|晚))?"
    r"(?:行不行|行吗|[行中成]不(?=[\s,。!?]|\Z)|可以不|可以吗|能不能|能做吗|做不做|干不干|卖不卖|成不成|中不中|行我就|行就|[我咱](?:就|现在|今天|当场|直接)|才[要拿买签定]|我\x00|我马上|我立马|就签|就定|拿下|包了|一口价|整(?!机|体|套|改)"
    r"|吧?[,。!]?\s?我今天|图个|取个中|凑个|块?(?:到底|含[税运票])|成交|别聊|免谈|就别)"
)
_HOW = late(r"(?:块|元)?(?:咋样|怎么样|如何)[?]?(?=[ ,。!?]|\Z)")
"""一千五咋样."""
_OF_A_WARE = late(r"厚|宽|深|重|度|值|径|改|后面|估")
BID_AHEAD = late(
    r"(?:目标(?:价|成本|单价)?|期望|心理价|(?:[你您](?:们|要是能?|能)?|那)(?:给|俾)(?:我|俺|咱)?们?(?:按|到|个)?|(?:给|俾)(?:我|俺|咱)们?(?:按|到|个)?"
    r"|(?:弄|降|压|让|谈|杀|砍|抹|做|给)到|给个|价(?:格|钱)?(?:就|还)?按|[你您](?:们|要是))(?:是|在)?\s?\Z"
)
"""给我按23, 压到350: right before what the customer would pay."""
_PER_COUNT = late(
    r"(?:\d{2,6}|[一二三四五六七八九]?[十百千万]+)(?:个|台|套|只|件|箱|支|片|盒|把|条|张|人|点)?(?:以上|起|以内)?\s*(?:就|是|按|给)?\s*\Z"
)
_A_STEP = late(
    r"\d(?:个|台|套|只|件|箱|支|片|盒|把|条|张|吨|公斤|平|瓶|桶|卷|包|袋)(?:以上|起|以内|以下|的话|的|就|是|按|给|报|算){0,2}\s?\Z"
)
"""200个380, 500个以上350: a price by how many are taken."""
_A_MODEL = late(
    rf"\s?的?(?:要|来|订|拿|补|发|下|做)个?\s?[\d一二两三四五六七八九十百千半]{{1,8}}{THING}"
    rf"|(?<=\d{{4}})\s\d{{1,5}}{THING}(?!以[上内]|起|\s?[的就给报按]?\s?\d)"
)
"""6204来50套 6205来30套, 6308 200套: which, and how many of it."""
_A_COUNT = late(r"(?:人数|数量|台数|套数|编号|型号|转速|指标|第[一二三几]批|首批|首单)[^,。]{0,4}\Z")
POT = late(
    r"[一二三四两1-4]期|第[一二三四1-4][期批]|首期|首批|硬件|软件|实施|服务|维保|培训|设备|装修|土建|耗材|[东西南北新老]区"
    r"|(?:这|那|一|另一|另外一|两)个?(?:项目|厂|院区|校区|车间|店)|[甲乙丙ab]包|标段[一二三1-3]"
)
_OF_WORK = r"安装|施工|材料|人工|场地|物料|餐饮|住宿|交通|宣传"
NEXT_POT = late(
    r"[ ,、]{0,2}(?:\d{1,2}[、.)] ?)?(?:另外?|还有)?"
    rf"(?:(?:另?一[块笔]|给)?(?:{POT.pattern}|{_OF_WORK})(?:这?[块边])?|另?一[块笔]|另[块笔])"
    r"(?:的|是|大概|约|预算|另外|差不多)?\s?"
)
"""一期30万 二期50万: right behind the name of the next pot."""
_OF_THE_WHOLE = late(r"(?:其中)?[^,。;!?\d报价贵]{0,8}(?:这[块边]|部分|占)(?:大概|约|就|只有|是)?")
"""总预算30万，其中你们这块8万."""
_ITEM_AHEAD = late(r"[ ,]{0,2}\d{1,2}[、.)] ?")
SHARE_OF = late(r"(?:大概|只能|才|就|自己|再)(?:占|掏|出|拿|贴|凑|留|切)(?:了|到|大概|约|出)?\Z")
"""专项债批了420万 护理大概占60: a share of what is there, or what comes to it."""
OR_ELSE = late(r"不行|否则|不然|要不|不成|做不了|拉倒|没得谈")
"""1200 不行我找汇川拉了: the price is asked of us."""
TOO_DEAR = late(
    r"[, ]?(?:(?:元|块)?(?:[一每/][一-鿿])?[嘛啊呀]?)?(?:还是|确实|真的|实在)?(?:太|有点|偏)?"
    r"(?:贵|高|离谱|吓人|肉疼)(?![新速铁校管配端级品清档强压温])"
    r"|\s?(?:元|块)?我?(?:不干|不做|不考虑|不接受)|\s?(?:元|块)?(?:就算了|肯定?过不了)"
)
CAPPED = late(
    r"(?:最多|顶多|至多|撑死|顶天|封顶|最高|限价|控制价|拦标价|顶格|不[能得许准可]?超过?|别超过?|卡死|封死|上限)[^,。;\d]{0,8}\Z"
)
_A_YEAR = late(r"(?:预算|经费|额度)[^,。;!?\d]{0,4}[一每](?:年|个?月|个?季度)[^,。;!?\d]{0,4}\Z")
_OVER = late(r"(?<![别不得许准要能超])(?:超过?|超出|高于|大于|过了?)\s?\Z")
GRANTED = late(
    r"(?:[只就才]给?批|[批拨核划切留](?:了|的是?|下来|给我们|给我|到)|列支了?|砍到了?|核减到|追加到)(?:大概|约|就|才|只有)?\s?\Z"
)
_NO_PRICE_AHEAD = late(
    r"(?:[编单型货尾工门账批]号|版本?|转速|率|流量|扬程|温|压|容量|[日月年]产|产能|库存|[人台件套总]数|[数用总存]量|面积|[厚宽长高直半内外]径?|深|重|度|分|系数|指数"
    r"|最大|满|起订|剩|[还只]有|共|第|发|(?<![夏冬春秋童男女西])装|送|到|欠|缺|补|房|[路楼座室]|分机|邮编|年|周期|交期|排到|限|目|批|尺寸|规格|电话|手机|已|实收|收|各|订|要|来|拿|走)\Z"
)
"""A number right behind these is of a ware, or counts it."""
_THEN_A_PAUSE = late(r"\s?(?:起步)?(?:[ ,。;!?~、\x00]|\Z)")
_THEN_DEALT = late(r"\s?(?:元|块)?(?:[吧啦嘛呗我给]|行(?!业)|可以|不动|不变|ok|成交|也?行|\Z|[ ,。!?])")
"""165吧, 140 我去写单, 750 给: behind a number that a customer bids or takes."""
_OUR_TERMS = late(r"\s?(?:是|就是)?(?:真|最)?(?:到?底|[送含]|给[您你]|全包|不[变涨动]|可以)")
_SHORT_BID = 10
"""Characters, at most, of an answer that is hardly more than a lower number."""
_FIRST = 30
"""Characters of a clause within which a number that opens one of its pieces is what it is about."""
_YES_IT_IS = late(r"(?:嗯+|对+|是的?|没错|正确)[的呀啊哈滴]?[,。! ]|没变|还是|不变")
_ASKS_BACK = late(r"[?]|[吧吗不没嘛]\Z|还是|对[吧吗不]|是[吧吗不]|没变")
_OF_PRICES = late(rf"[价费租]|\d(?:一|/|每){THING}|每{THING}\d")
_NEAR_FORBIDDEN = 14
_AT_LEAST = late(r"(?:不低于|不少于|至少|起码|最少)(?:也?[要得有]|是)?\Z")
_FORBIDS = late(r"免谈|别|甭|莫|不|没|废|抢|就算了|拉倒|超")
AGREES = late(
    r"(?:^|[,。!? ])(?:那?行吧?就?|那?好吧?就|对的?(?=[ ,]|\Z)"
    r"|好[吧嘞的]?|成|ok|可以|没问题|中|得嘞|妥|那就|就|同意|批了|依[你您]|抹嘛|让嘛|知道|要了)(?![不吗么])"
)
_OF_A_KIND = late(r"没有?[^,。;!? ]{1,6}(?:的|了)|只有|就剩|规格|型号|颜色|尺寸|口径|现货")
"""没有200的 只有180: a choice of wares."""
_THOUSAND = 1000_00
_IN_WAN = 10_000_00
_TOO_LARGE = 1_000_000_00
_PAUSES = ("", *" ,。;!?~:\x00")
_TERMS = frozenset(days * 100 for days in (7, 15, 30, 45, 60, 90, 120, 180))
_OF_TERMS = late(r"账期|月结|天|首单")
_PRICE_WORD = late(r"[价费钱租标薪]")
_PURSE = ("money_pot", "money_grant", "money_cap", "money_only", "money_told")
_NEAR_ASKED = 2
_EARLIER = 4
"""Messages after which, and characters beside it with which, an amount may answer the question before the last."""
_BUDGET_NAMED = late(r"(?:预算|经费)[^,。;!?\d]{0,8}[\d一二两三四五六七八九十百]")
_IS_ASKED = late(r"[?]|[吧吗么]\Z|是不是|对不对|没变")
_AND_SO_MUCH = late(
    r"(?:对|是|嗯|不是|不对|没有?|变了|改了|涨了|降了|现在|今年|其实|应该|大概|就|只有|最多|[的了啊哦吧,。!? 到是有]){0,8}"
)
"""All that may stand before it in an answer."""
_HINT, _LIKELY, _SURE, _SILENT = -2.0, -1.0, 0.0, -9.0
"""Odds (`sifting.of_money`) from which a bare number is money: where its place says so too, more or less."""
_LEAST_OF, _MOST_OF = 0.4, 1.8
"""What part of an amount that is known a number of its size may be."""
_NEAR_OURS = 0.75
"""How far from our price in 万 a bare number of thousands may be to be told in 万, too."""
_APART = late(r"\s?(?:元|块)?(?:\Z|[ ,。;!?~、\x00]|[吧啦哈]|是吧|走|转|挂|含)")
"""Behind a number that is no count of anything."""


_NOT_SO = late(r"[哦噢啊嗯呃诶唉哎 ]{0,3}(?:(?:不对){1,3}[呀啊哈]?(?:[,。! ]+|\Z)|(?:改|变)了[,。! ]+(?=现在|是|\d))")
"""What begins a message that takes back what was said; 不对劲, 不对路 take back nothing."""


_SUM = r"[\d.一二两三四五六七八九十百千万w块元]{2,10}[吧啊哦的了。!]{0,2}"
_SUM_ALONE = late(_SUM)
_SUM_AGAIN = late(rf"(?:[*]|(?:不对|不是|不好意思|抱歉|对对|嗯+|哦)?[吧啊呀,。 ]{{0,3}}(?:应该)?是) ?{_SUM}")
_CHECKS = late(r"(?:等|稍|我)[^,。;!?]{0,4}(?:确认|核对?|问|看)一?下?|我确认")


def corrects(turn: Turn, lexicon: Lexicon) -> bool:
    """改成45万; 不对，是45万; or 刚说错了, in a message of its own, and then the number."""
    before, own = turn.before, turn.said.own
    if lexicon.says("correction", own) or lexicon.says("slip", own) or _NOT_SO.match(own) or _restates(turn):
        return True
    return before is not None and (lexicon.says("slip", before.own) or _NOT_SO.fullmatch(before.own) is not None)


def _restates(turn: Turn) -> bool:
    """是35万, *35万; or 35万 after 等下我确认: right behind another word of his side."""
    own, place = turn.said.own, turn.said.index
    if not place or turn.thread[place - 1].ours != turn.said.ours:
        return False
    checked = turn.before is not None and _CHECKS.search(turn.before.own) is not None
    return _SUM_AGAIN.fullmatch(own) is not None or (checked and _SUM_ALONE.fullmatch(own) is not None)


@dataclass(frozen=True)
class Scene(Place):
    """An amount in its surroundings."""

    @cached_property
    def money(self) -> Money:
        """The amount, in 万 where a bare number can mean nothing else: 45行不行 after a quotation of 46万8."""
        one = self.raw
        if self.said.theirs and one.most is None and self._forbidden:
            one = one._replace(least=None, most=one.least)  # 超过38就别聊
        elif self.said.theirs and one.single and (CAPPED.search(self.before) or self._no_more):
            one = one._replace(least=None)
        if one.sure or ((one.amount or 0) >= _THOUSAND and not self._near_ours_in_wan):
            return one
        return sums.in_wan(one) if self._in_wan else one

    @property
    def _forbidden(self) -> bool:
        if _AT_LEAST.search(self.before):
            return False
        return _FORBIDS.search(self._behind[:_NEAR_FORBIDDEN]) is not None or self._no_more

    @property
    def _near_ours_in_wan(self) -> bool:
        """2200 is 2200万 behind 总包价2380万."""
        here = (self.raw.amount or 0) * sums.WAN
        return any(_NEAR_OURS <= here / price <= 1 / _NEAR_OURS for price in self.ledger.amounts("our_quote"))

    @cached_property
    def _counted(self) -> bool:
        return "个" in self.text[self.raw.start : self.raw.end]

    @cached_property
    def _in_wan(self) -> bool:
        if self._a_year_of_budget or (self.purse_range and not self._of_one_piece):
            return True
        if (self.raw.amount or 0) < 100:
            return False  # 0.2以内
        if self.for_one and (GOODS.search(self.here) or not self._scale_of(sums.WAN)):
            return False
        if self.scale:
            return self.scale == sums.WAN
        of_pot = self.of_budget or self.held or self._next_pot
        return of_pot and not (self.for_one or self._of_one_piece or HEAD.search(self.here))

    @property
    def _of_one_piece(self) -> bool:
        """每份预算150, 批的价是52: the price of one, and never in 万."""
        before = self.before
        return _ONE_AHEAD.search(before) is not None or before.endswith(("价", "价是", "单价"))

    @property
    def _a_year_of_budget(self) -> bool:
        """预算一年40以内."""
        return self.near("money_pot") == 1 and (self.raw.amount or 0) < _THOUSAND and _A_YEAR.search(self.before) is not None

    @cached_property
    def known(self) -> list[int]:
        """Amounts that it may be of the size of: those of `_told`, and those asked about or a rival's."""
        return [*self._told, *self.ledger.named]

    @cached_property
    def _told(self) -> list[int]:
        """Those that stand, those of this message, those of the message answered."""
        answered = [one.amount for one in self.turn.named if one.sure and one.amount]
        mine = [one.amount for one in self.heard[: self.place] if one.amount and self._is_told(one)]
        return [*answered, *mine, *self.ledger.amounts()]

    def _is_told(self, one: Money) -> bool:
        """28太贵 26.5: a number that is too dear is money, too."""
        return one.sure or (bool(self.found) if self.said.ours else TOO_DEAR.match(self.text, one.end) is not None)

    @cached_property
    def scale(self) -> int:
        """1 or 10,000, by which a bare number is of the size of a price that stands (of both, the nearer to what was told);
        else 0.
        """
        sizes = [size for size in (sums.WAN, 1) if self._scale_of(size)]
        near = {size: self._apart_from(size, self._told) for size in sizes}
        if all(near.values()):
            return min(sizes, key=lambda size: min(near[size]), default=0)
        return sizes[0]

    def _scale_of(self, size: int) -> bool:
        return bool(self._apart_from(size, self.known))

    def _apart_from(self, size: int, amounts: Sequence[int]) -> list[float]:
        """How many times those amounts it is, or they are it, that it may be of the size of."""
        if self._counted and size == 1:
            return []
        here = (self.raw.amount or 0) * (1 if self._counted else size)
        return [max(here / other, other / here) for other in amounts if _LEAST_OF <= here / other <= _MOST_OF]

    @cached_property
    def for_one(self) -> bool:
        return bool(_FOR_ONE.match(self.text, self.raw.end) or _OF_ONE.search(self.before))

    @cached_property
    def of_budget(self) -> bool:
        return self.near("money_pot") > 0 or self.budget_asked

    @cached_property
    def held(self) -> bool:
        """Granted or demanded by those who have the money: 处里给我们切了一百六."""
        by_whom = self.near("money_boss") > 0 or self.near("money_cap") > 0 or self.near("money_only") > 0
        allowed = CAPPED.search(self.before) is not None and self.near("money_boss") > 0
        granted = self.said.theirs and (allowed or GRANTED.search(self.before) is not None)
        return granted or self.near("money_told") > 0 or (self.said.theirs and self.near("money_grant") == 1 and by_whom)

    @cached_property
    def own_purse(self) -> bool:
        """我们部门有两万, 教育局给的26万."""
        told = self.said.theirs and not self.clause.asks
        return told and purses.told(self.before, self._behind)

    @cached_property
    def offered(self) -> bool:
        """你要是七万五你来, 给个26.8啦, 超过190就重新招标."""
        ahead = self.text[max(0, self.raw.start - BACK) : self.raw.start]
        takes = (self.raw.sure or (self.raw.amount or 0) >= 100_00) and offers.takes(self._behind) and not self._our_own
        return self.said.theirs and (self._no_more or takes or offers.offered(ahead, self.before, self._behind))

    @property
    def _our_own(self) -> bool:
        """A price of ours, or that we have just named."""
        return self.raw.amount in [*self.ledger.amounts("our_quote"), *(one.amount for one in self.turn.named)]

    @cached_property
    def proposed(self) -> bool:
        """3万6成交?, said by us."""
        sized = self.raw.single and (self.raw.sure or (self.raw.amount or 0) >= _THOUSAND)
        plain = (
            self.said.ours and sized and not (self.asked("count_asked") or self._counted or _NO_PRICE_AHEAD.search(self.before))
        )
        return plain and offers.proposed(self.before, self._behind, asks=self.clause.asks)

    @property
    def _no_more(self) -> bool:
        return offers.at_most(self.before, self._behind, past=self.raw.most is None)

    @property
    def _behind(self) -> str:
        return self.text[self.raw.end : self.raw.end + BACK]

    @cached_property
    def purse_range(self) -> bool:
        if self.said.ours or self.ledger.standing("our_quote"):
            return False
        return purses.is_range(self.raw, self.before, self._behind, self.said.own)

    @cached_property
    def spoken_for(self) -> bool:
        """Words of a purse stand near it."""
        return self.budget_asked or any(self.near(cue) for cue in _PURSE)

    @cached_property
    def budget_asked(self) -> bool:
        """预算多少; or 大概多少呢, after the customer spoke of his budget."""
        topic = self.turn.topic
        further = topic is not None and (self.says("budget_word", topic.own) or self._asked_before) and self.asked("how_much")
        further = further and not self.asked("count_asked")
        return self.asked("budget_asked") or self.budget_named or further or self._asked_earlier

    @property
    def _asked_earlier(self) -> bool:
        """预算大概多少? 什么时候要用? — 1月15号 — 30万: the answer to the question before the last."""
        asked = self.turn.asked
        if asked is None or not asked.index or not self.said.theirs or not self._tells_nothing_else:
            return False
        ahead = self.turn.thread[asked.index - 1]
        near = ahead.ours and self.said.index - ahead.index <= _EARLIER
        of_money = self.asked("how_much") or self.asked("quote_asked")
        return near and self.says("budget_asked", ahead.own) and not of_money

    @property
    def _tells_nothing_else(self) -> bool:
        alone = len(self.said.own) - (self.raw.end - self.raw.start) <= _EARLIER
        return alone and (self.raw.sure or self.purse_range) and len(self.heard) == 1

    @cached_property
    def budget_named(self) -> bool:
        """不是，是20万; 对 30万: his word on the budget that we named in our question (预算30万对吧)."""
        asked = self.turn.asked
        if self.said.ours or asked is None or asked.index < self.said.index - _NEAR_ASKED or self.place:
            return False
        alone = len(self.turn.named) == 1 or "还是" in asked.own
        named = self.turn.named and alone and _BUDGET_NAMED.search(asked.own) and _IS_ASKED.search(asked.own)
        return bool(named) and _AND_SO_MUCH.fullmatch(self.before) is not None and self.apart

    @property
    def _asked_before(self) -> bool:
        """预算有吗? 有. 大概多少呢?"""
        topic = self.turn.topic
        ahead = self.turn.thread[topic.index - 1] if topic is not None and topic.index else None
        return (
            ahead is not None
            and ahead.ours
            and self.says("budget_word", ahead.own)
            and self.says("budget_status_asked", ahead.own)
        )

    @cached_property
    def is_money(self) -> bool:
        return self.raw.sure or self._for_each_head or self.purse_range or self._bare_money

    @property
    def _for_each_head(self) -> bool:
        floor = max(self.raw.start - _AHEAD, self.heard[self.place - 1].end if self.place else 0)
        ahead = _A_HEAD.search(self.text, floor, self.raw.start)
        told = self.said.theirs and not self.clause.asks and ahead is not None
        return told and (self.raw.amount or 0) >= _TEN

    @property
    def _so_many(self) -> bool:
        """先来1500, 60够了, 量大 一年8000, 人数1860."""
        if _HEADS.search(self.before):
            return True
        enough = self.text.startswith("够", self.raw.end) and not self.of_budget
        ahead = _THAT_MANY.search(self.before) or _MANY_A_YEAR.search(
            self.text, max(0, self.raw.start - _AHEAD), self.raw.start
        )
        return self.said.theirs and bool(enough or ahead)

    @property
    def _bare_money(self) -> bool:
        if self._so_many:
            return False
        if self._counted:
            held = any(self.near(cue) for cue in ("money_grant", "money_only", "money_cap"))
            return (
                self.of_budget
                or (held and self.said.theirs)
                or (self._scale_of(sums.WAN) and (self._price_talk or self._opens))
            )
        large = (self.raw.amount or 0) >= _THOUSAND
        if large and self.near("money_deal") > 0 and (self.near("money_total") > 0 or _IS_RATHER.search(self.before)):
            return True
        if self.near("money_paid") > 0 and (self.short or self.near("money_paid") == 1):
            return (self.raw.amount or 0) >= 100_00
        stands = self.paid_beside or self.for_one or self._said_again or self._of_a_pot or self._sized or self._given
        stands = stands or self.accepted or self._dealt or self.ordered_at or self.moved_to or self._next_pot
        no_more = self.said.theirs and (self.raw.amount or 0) >= _CAPPED_AT and _NO_MORE.search(self.text, *self._told_at)
        held = self.own_purse and large
        return bool(stands or no_more or held or self.placed or self.confirms or self.a_step or self.whole)

    @property
    def _told_at(self) -> tuple[int, int]:
        return self.raw.start, self.raw.end + _NEAR_BEHIND

    @cached_property
    def ordered_at(self) -> bool:
        """先按4800下吧."""
        large = self.said.theirs and (self.raw.amount or 0) >= _THOUSAND and not (self.clause.asks or self.designed_for)
        return large and bool(_ORDERED_AT.search(self.before) and _IS_ORDERED.match(self.text, self.raw.end))

    @cached_property
    def designed_for(self) -> bool:
        """方案按50万做, 按20万给我配: what it shall come to; 我按25万给您配: by whomever it is said."""
        if not _BY.search(self.before):
            return False
        if self.said.ours:
            mine = self.money.amount in self.ledger.amounts("our_quote", "target_price")
            return not mine and bool(_DESIGN.match(self.text, self.raw.end)) and not _TO_QUOTE.match(self.text, self.raw.end)
        if self.ledger.standing("our_quote") and _TO_QUOTE.match(self.text, self.raw.end):
            return False  # 按3万报吧, after our 3万5: a bid
        told = _DESIGN.match(self.text, self.raw.end) or (
            _OF_A_DESIGN.search(self.here) and _MADE.match(self.text, self.raw.end)
        )
        return self.raw.sure and bool(told)

    @cached_property
    def moved_to(self) -> bool:
        """涨了 420了, said by us."""
        ours = self.said.ours and (self.raw.amount or 0) >= 100_00 and not self._of_days
        return ours and bool(_NOW_SO.match(self.text, self.raw.end) and _PRICE_MOVES.search(self.said.own, 0, self.raw.start))

    @cached_property
    def _next_pot(self) -> bool:
        """硬件四十 软件十五; 卡到一百一十万 材料只能留三十五: the second is money as the first."""
        if not (self.said.theirs and "budget" in self.found and self.apart):
            return False
        if SHARE_OF.search(self.before) and any((one.amount or 0) >= _IN_WAN for one in self.heard[: self.place]):
            return True
        return self.names_a_pot or self.near("money_only") == 1

    @cached_property
    def names_a_pot(self) -> bool:
        """硬件四十 软件十五; 叉车预算12万，货架5万: right behind a name of its own, and nothing more said of it."""
        large = self.raw.sure or any((one.amount or 0) >= _IN_WAN for one in self.heard[: self.place])
        if NEXT_POT.fullmatch(self.before) or (large and _OF_THE_WHOLE.fullmatch(self.before)):
            return True
        number = _ITEM_AHEAD.match(self.before)
        first = self.left + (number.end() if number else 0)
        wares = any(hit[1] <= first + 1 and hit[2] >= self.raw.start for hit in self.lexicon.wares.find(self.text))
        return wares and self.apart

    @property
    def _dealt(self) -> bool:
        """A bare number that he pays, owes, or has just ordered for."""
        here = self.raw.amount or 0
        if here >= _THOUSAND and self.acted and self.apart:
            return True
        return here >= 100_00 and (self.giving or (self.said.theirs and payments.owed(self.said.own, self.raw.start)))

    @cached_property
    def paid_beside(self) -> bool:
        one, asked = self.raw, self.turn.asked.own if self.turn.asked else ""
        start = self.share_ahead.start if self.share_ahead else one.start
        return payments.beside(self.text, start, one.end, ours=self.said.ours, sure=one.sure, asked=asked)

    @cached_property
    def giving(self) -> bool:
        """先打三万给你; 五千三 明天打给你: what he is about to pay."""
        if not self.said.theirs or self.clause.asks or (self.below and "先" not in self.before):
            return False
        return payments.about_to(self.said.own, self.left, self.raw.start, self.raw.end)

    @cached_property
    def below(self) -> bool:
        """A little less than a price of ours."""
        here = self.money.amount or 0
        return any(0.55 <= here / other < 1 for other in self.ledger.amounts("our_quote"))

    @cached_property
    def acted(self) -> bool:
        """Whether it stands beside what is done about a price that is taken (`reasons`)."""
        return False

    @cached_property
    def apart(self) -> bool:
        """Told alone: no count of anything, and nothing of a ware."""
        return _APART.match(self.text, self.raw.end) is not None

    @cached_property
    def accepted(self) -> bool:
        """Whether the other side's price is taken with it (`reasons`)."""
        return False

    @cached_property
    def just_named(self) -> bool:
        """The very number that the other side named in its last words."""
        asked = self.turn.asked
        if asked is None or self.raw.amount is None:
            return False
        word = self.text[self.raw.start : self.raw.end]
        again = f"{word}就{word}" in self.text and _OF_A_KIND.search(asked.own) is None
        if not (self.raw.sure or self.scale or again or _OF_PRICES.search(asked.own)):
            return False
        if self.said.ours and self.money.amount in self.ledger.amounts("budget"):
            return False
        return self.raw.amount in [one.amount for one in self.turn.named]

    @property
    def _said_again(self) -> bool:
        """The very number of a price that stands."""
        amount = self.raw.amount or 0
        prices = self.ledger.amounts("our_quote", "target_price")
        return amount in prices or amount * sums.WAN in prices

    @property
    def _of_a_pot(self) -> bool:
        """预算500000, 处里切了一百六, 每人最多收1500."""
        if self.of_budget and (self.said.theirs or (self.raw.amount or 0) >= _THOUSAND):
            return not self.asked("count_asked") and not _A_COUNT.search(self.before)
        capped = self.raw.approx or any(self.near(cue) > 0 for cue in ("money_cap", "money_grant", "money_wish", "money_only"))
        return self.said.theirs and (self.held or (capped and EACH.search(self.here) is not None))

    @property
    def _sized(self) -> bool:
        """Of the size of a price already named, where prices are spoken of."""
        if _PER_COUNT.search(self.text[: self.raw.start]) and "价" in self.said.own:
            return True
        talk = self._price_talk or self.short or GIVEN.search(self.before[-8:]) or AGREES.search(self.before)
        terms = self.said.ours and _OUR_TERMS.match(self.text, self.raw.end)
        return self.scale > 0 and bool(talk or terms)

    @property
    def _given(self) -> bool:
        """报价 46800, 给您89, 430取个中; or the bare answer to the question for a price."""
        before, large = self.before[-8:], (self.raw.amount or 0) >= 100_00
        if self.said.theirs:
            how = (self.raw.amount or 0) >= _THOUSAND and _HOW.match(self.text, self.raw.end) is not None
            taken = _TAKEN.match(self.text, self.raw.end) is not None or self._bid or how
            priced = "价" in self._around and any(
                self.near(cue) for cue in ("money_wish", "money_lower", "money_bid", "money_cap")
            )
            wished = self.offered or (self.short and self.asked("price_wish_asked"))
            return taken or priced or wished or (self.near("money_grant") > 0 and self.near("money_boss") > 0 and large)
        if _PRICED.search(before) or EACH.search(self.before) or self.proposed or self.a_result:
            return True
        asked = self.asked("quote_asked")
        if large and (asked or (self.short and (self.haggled or self.near("money_quote") > 0))):
            return True
        return bool(GIVEN.search(before)) and large and bool(self.known)

    @property
    def _around(self) -> str:
        """What stands around it in its piece, and near."""
        left, right = self.here_at
        return self.text[max(left, self.raw.start - _AHEAD) : min(right, self.raw.end + _AHEAD)]

    @cached_property
    def placed(self) -> bool:
        """By where it stands: 42 我就不问别家了, of the size of a price; ours behind a name: 袋子0.68, 套餐全包96800."""
        if self.asked("count_asked") or self._counted:
            return False
        if self._opens:
            sized = self._scale_of(1) and self.raw.start - self.clause.start <= _FIRST
            return sized or self._answers_haggling or self._alone
        return self._behind_a_name

    @property
    def _behind_a_name(self) -> bool:
        before, amount = self.before, self.raw.amount or 0
        if self.said.theirs or not "一" <= before[-1] <= "鿿" or _NO_PRICE_AHEAD.search(before):
            return False
        if not _THEN_A_PAUSE.match(self.text, self.raw.end):
            return False
        listed = bool(self.found) and self.found[-1] == "our_quote"
        fraction = amount % 100 != 0 and (self._scale_of(1) or any(one.sure for one in self.heard[self.place + 1 :]))
        sounds = self._sounds("our_quote") >= _SURE and not (self._of_days or _OF_A_WARE.search(self.here))
        several = len(self.heard) > 1 and self.asked("quote_asked")
        if listed or fraction or sounds or several or (amount >= _IN_WAN and self.of_a_ware):
            return True
        return amount >= _THOUSAND and amount % 1000 == 0 and self.turn.asked is not None

    @property
    def a_result(self) -> bool:
        return _EQUALS.search(self.text, max(0, self.raw.start - _AHEAD), self.raw.start) is not None

    @property
    def of_a_ware(self) -> bool:
        """水泵38000，阀门42000: right behind the name of a ware."""
        return any(hit[2] == self.raw.start for hit in self.lexicon.wares.find(self.text))

    def _sounds(self, *slots: str) -> float:
        """How much the message sounds like one with such an amount: the best odds of these slots."""
        heard = sifting.of_money(self.turn)
        return max((heard[slot] for slot in slots if slot in heard), default=_SILENT)

    @property
    def _bid(self) -> bool:
        """给我按23: a number and no measure, of the size of a price or in a message that sounds like a bid."""
        if not BID_AHEAD.search(self.before) or self._of_days:
            return False
        sounds = self._sounds("target_price") >= _HINT and (self.raw.single or _PRICE_WORD.search(self.here) is not None)
        if not (self.scale or sounds):
            return False
        return bool(self.for_one or self.apart or _THEN_DEALT.match(self.text, self.raw.end))

    @property
    def _alone(self) -> bool:
        """8350，自提; 165吧: a piece of its own, in a message that sounds like a price."""
        end, ahead = self.raw.end, self.text[: self.raw.start]
        if ahead[-1:] not in _PAUSES or (self.before.strip() and ahead.rstrip()[-1].isascii()) or self._of_days:
            return False  # ra 0.62; 3分5
        if self.said.theirs:
            return _THEN_DEALT.match(self.text, end) is not None and self._sounds("target_price", "deal_amount") >= _LIKELY
        told = (_THEN_A_PAUSE.match(self.text, end) and self.text[end : end + 1] != "、") or _OUR_TERMS.match(self.text, end)
        return bool(told) and (self._sounds("our_quote") >= _HINT or self._found_dear)

    @property
    def _found_dear(self) -> bool:
        """12800, answered by 太高了."""
        answer = self.turn.answer
        if answer is None or answer.index != self.said.index + 1:
            return False
        return self.says("price_pressure", answer.own) or self._outbid(answer)

    def _outbid(self, answer: Said) -> bool:
        """58000, answered by 50000吧."""
        here = self.raw.amount or 0
        named = [one.amount or 0 for one in sums.find("", answer.own)] if len(answer.own) <= _SHORT_BID else []
        return len(named) == 1 and here >= 100_00 and here / 2 <= named[0] < here and not self._counts(answer)

    def _counts(self, answer: Said) -> bool:
        return any(self.says(cue, answer.own) for cue in ("correction", "slip")) or bool(quantities.counts(answer.own))

    @property
    def _of_days(self) -> bool:
        """账期45行不: days, or what is too large for a bare price."""
        asked = self.turn.asked.own if self.turn.asked else ""
        here = self.raw.amount or 0
        return here >= _TOO_LARGE or (here in _TERMS and _OF_TERMS.search(self.said.own + asked) is not None)

    @property
    def _answers_haggling(self) -> bool:
        """13，送试用装: after 多少钱 or 便宜点."""
        named = self.before.rstrip()[-1:].isascii() and self.before.strip()  # ra 0.62
        if (
            self.said.theirs
            or named
            or not (self.asked("quote_asked") or self.asked("price_pressure") or self.asked("money_bid"))
        ):
            return False
        return _THEN_A_PAUSE.match(self.text, self.raw.end) is not None or _OUR_TERMS.match(self.text, self.raw.end) is not None

    @property
    def _opens(self) -> bool:
        return not self.before.strip() or self.before[-1] == " "

    @cached_property
    def confirms(self) -> bool:
        """对，一台228万: the price that the customer asked us to confirm."""
        asked = self.turn.asked
        if self.said.theirs or asked is None or not _YES_IT_IS.match(self.said.own) or not _ASKS_BACK.search(asked.own):
            return False
        return self.raw.amount in [one.amount for one in self.turn.named]

    @cached_property
    def a_step(self) -> bool:
        one = self.raw
        step = not one.sure and one.end - one.start > 1 and _A_STEP.search(self.text[: one.start][-14:]) is not None
        return step and _A_MODEL.match(self.text, one.end) is None

    @cached_property
    def whole(self) -> bool:
        """18一只，720: so many times the price before it."""
        if self._counted or not self.raw.single or not self.apart:
            return False
        beside = [one.amount for one in self.heard[: self.place] if one.amount and self.found]
        said = (self.turn.asked, self.turn.topic, self.turn.before)
        texts = [self.text[: self.raw.start], *(one.own for one in said if one)]
        return multiples.is_whole(self.raw.amount or 0, beside, self.ledger.amounts(), texts)

    @property
    def haggled(self) -> bool:
        return self.said.index - self.ledger.haggled <= LATELY

    @cached_property
    def _price_talk(self) -> bool:
        talk = ("money_bid", "money_lower", "money_wish", "money_pot", "money_grant", "money_cap", "money_quote")
        return any(self.near(cue) for cue in talk) or self.corrects

    @cached_property
    def corrects(self) -> bool:
        return corrects(self.turn, self.lexicon)

    @cached_property
    def moved(self) -> bool:
        """不对，是60; 不是50万是60万."""
        return self.corrects or (self.before.rstrip().endswith("是") and "不是" in self.text[: self.raw.start])

    @cached_property
    def over(self) -> bool:
        return self.money.most is None or _OVER.search(self.before) is not None
