"""How people name days: each word narrows what the word before it named (去年 → 十月 → 第二个星期六), or begins anew.

A rule is a pattern, the units of period that it may narrow ("-": it may begin), and what it means there (`bot.nlp.meanings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.nlp import feasts, meanings
from bot.nlp.days import Now, Period
from bot.nlp.meanings import Meaning
from bot.nlp.patterns import late
from bot.nlp.units import MEASURE

_C = "一二三四五六七八九"
_DIGITS = "0123456789十" + _C
FIGURES = "零百千两俩仨廿卅" + _DIGITS
"""What numerals of a time are written with."""
_Y4 = rf"(?:(?:1[89]|20|21)\d\d|[一二][零{_C}]{{3}}|[一二两]千零?[{_C}十百零]{{1,5}})"
_M = rf"(?:1[0-2]|0?[1-9]|一?十[一二]?|零?[{_C}])"
_D = rf"(?:3[01]|[12]\d|0?[1-9]|三十一?|[一二廿]?十[{_C}]?|廿[{_C}]|初(?:10|\d|[{_C}十])|零?[{_C}])"
_MM, _DD = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_N = rf"(?:\d{{1,3}}|[{_C}两十百零]{{1,5}})"
_TO = r" ?(?:-{1,2}|~|到|至) ?"
_LUNAR = r"(?:[农阴旧]历 ?)"
_WEEK = r"(?:周|星期|礼拜)"
_OTHER = r"(?:本|今个?|这一?个?|当|上{1,3}一?个?|下{1,3}一?个?|次|(?<!提)前一个?|(?<!最)后一个?)"
_LONELY = rf"(?:(?<![{_C}两十几\d每个隔整半多])|(?<=[周期拜][{_C}])|(?<=[万千百]\d)|(?<=[吨斤米点箱车一]半))"
"""No 二周三, but 周四周五, 4万2周五付 and 一吨半周五送到."""
_NOT_WEEKDAY = r"(?!\d(?!\d?[点:])|[年个月期次点岁]|线(?![上下]))"
"""周五8点 is a day with a clock, 周510 none."""
_AND_DAY = rf"(?:[、和到至-]?(?P<d2>(?:(?<=[、和到至-])一|[{_C[1:6]}日]))(?![\d号点月天个年万千百十]))?"
"""周一二, 周六日; 周五一早 is one day."""
_COUNTED = "元万块亿千百名人次件条台个家套份辆"
_NUMBERED = "楼线机院店台仓位车门库柜铺段桥井炉常内元用产报文本桩桌泵塔炉厅舱闸"
_EVENTS = (
    r"(?= ?(?:号|日|(?:以|之)?前|上线|交付|截止|开标|验收|开会|评审|[到发出交送提走]货|[布开撤]展|开[业工课学班播船机幕营园]"
    r"|[进入]场|[入到进]仓|到[港位校厂店]|送到|[上装]船|装[柜车]|开始|别拖|试运行|试产|投产|量产|启动|上架|首发|封样|付款|打款|[你您我]们"
    r"|[一-鿿]{1,4}[要得][进入到上装交出]"
    r"|要[上到开装交用发签出进入验投试]|必须|\(?(?:周|星期)[一二三四五六日]))"
)
_DONE_THEN = r" ?(?:[给送来发交]|之?前|以前|一早|[上下]午|早上|晚上|到货|装车|开[园业学工张])"
"""五号给我送来, 三号前: of the days up to ten in characters only these; 五号线, 三号楼, 一号电池 are none."""
_THEN = r"\d?[点:时号日]|\d{0,4}[万千百]?(?:家|套|台|只|扎|箱|件|吨|车(?!间)|人|份|个|批|盒|袋|桶|张|棵|方)"
"""Behind the first figure behind a day: 25号3万只, 3号8点; 12号201室 is none."""
_LOW = r"低(?=[之以]?前|[要交上]|到货|[ ,。吧]|$)"
"""月低, 年低: 底, as it is often typed."""
_CUE = r"(?<=[在于期间晚迟划计])"


@dataclass(frozen=True, slots=True)
class Rule:
    """`opens`: the characters that it may begin with; `then`: where that is a figure, what may stand behind the figures (empty:
    anything). `loose`: only where any text is searched, not a chat.
    """

    opens: str
    scopes: frozenset[str]
    pattern: re.Pattern[str]
    meaning: Meaning
    then: str
    loose: bool


def _rule(opens: str, scopes: str, pattern: str, meaning: Meaning, then: str = "", *, loose: bool = False) -> Rule:
    return Rule(opens, frozenset(scopes.split()), late(pattern), meaning, then, loose)


def _names(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


_NAMED = _names(feasts.DAYS).replace("618", r"(?<![\d,.])618(?![\d元块万千个台件套条]|日[元圆币])")
_SHORT = _names(set(feasts.SHORT) - {"年"})
_FEAST = (
    rf"(?P<name>{_NAMED}|(?<![{_C}十\d])(?:{_SHORT})(?=(?:节|之|以)?[前后]|期间|放假|假期|长假|大促|黄金周|当[天日]|那[天场波周]|店庆|必须|开[业门张园]|要[开上用办]|就[开上要]|游园|活动)"
    rf"|(?<![{_C}十\d今明去后前每半几多整周当])年(?=前|后(?![年天])))"
    r"(?:佳?节(?![目奏点省约能日]))?(?:当天|当日|那天|期间|假期|长假|黄金周)?"
)
_FEASTS_OPEN = "".join({name[0] for name in (*feasts.DAYS, *feasts.SHORT)})
_INSIDE = (
    rf"(?:\d{{1,2}} ?月|[{_C}十正冬腊]{{1,2}}月|[上下]半年|第?[一二三四1-4首]季|q[1-4]|h[12](?!\d)|[初底末中春夏秋冬]|{_NAMED})"
)
_RULES = (
    # centuries and years
    _rule(
        "上本二十" + _DIGITS,
        "-",
        rf"(?:(?P<c>上个?|本|\d\d|二十一?|十[{_C}]) ?世纪)? ?(?P<d>[1-9]|[{_C}])[0十] ?年代(?P<part>初期?|末期?|中期?)?",
        meanings.decade,
        "年世",
        loose=True,
    ),
    _rule(_DIGITS, "-", r"(?P<y>(?:19|20)\d0) ?年代", meanings.decade_of, "年", loose=True),
    _rule(
        "上本二" + _DIGITS,
        "-",
        rf"(?P<c>上个?|本|\d\d|二十一?|十[{_C}]) ?世纪(?P<part>初期?|末期?|中期?)?",
        meanings.decade,
        "年世",
        loose=True,
    ),
    _rule(_DIGITS, "-", rf"(?P<a>{_Y4}) ?年?{_TO}(?P<b>{_Y4}|\d\d(?=年)) ?年(?!级)", meanings.years, "年-~到至"),
    _rule(_DIGITS, "-", rf"(?P<a>{_Y4}){_TO}(?P<b>{_Y4})(?![\d年\-/.月])", meanings.years, "-~到至", loose=True),
    _rule("农阴旧", "-", rf"{_LUNAR}(?P<y>{_Y4}|\d\d|[零{_C}]{{2}}) ?年", meanings.lunar_year),
    _rule(_DIGITS + "两", "-", rf"(?P<y>{_Y4}) ?年度?(?!级)", meanings.year_said, "年"),
    _rule(
        _DIGITS + "零",
        "-",
        rf"(?P<y>0\d|[5-9]\d|(?!五六|六七|七八|八九)[零五六七八九][零{_C}]) ?年(?![级前后内多半来])",
        meanings.year_said,
    ),
    _rule(_DIGITS, "-", rf"(?P<y>\d\d|[一二三四][零{_C}]) ?年(?=的? ?{_INSIDE})", meanings.year_said, "年"),
    _rule(
        "大今本这当同明来次后去旧上前下",
        "-",
        r"(?P<rel>大前|大后|今|本|这一?个?|当|同|明|来|次|(?<![今以之])后|去|旧|(?<![以之])前|(?<!马)[上下]一?个?)年度?(?![半级纪轻龄货会糕])",
        meanings.year_near,
    ),
    _rule(
        _DIGITS, "-", rf"(?<!号)(?P<y>(?:19|20)\d\d)(?![\d.\-/:a-z%{_COUNTED}]|\s?{MEASURE})", meanings.year_said, loose=True
    ),
    _rule('十“"', "-", r"[“\"]?十(?P<n>[一二三四五])五[”\"]?(?:时期|期间|规划)", meanings.five_years, loose=True),
    _rule(_DIGITS, "-", r"(?P<y>20\d\d) ?(?=(?:q[1-4]|h[12])(?!\d))", meanings.year_said, "qh"),
    _rule("民", "-", rf"民国 ?(?P<y>\d{{1,3}}|[{_C}十百零]{{1,5}}) ?年", meanings.year_of_the_republic),
    _rule("今去明前", "-", r"(?P<a>[今去明前])(?P<b>[明后今去])[两2二]?年", meanings.two_years),
    # parts of a year
    _rule("上下前后", "- year", r"(?P<half>[上下前后])(?P<ge>一?个)?半年(?!报)", meanings.half),
    _rule("h", "year", r"h(?P<h>[12])(?![\da-z])", meanings.half_numbered),
    _rule("h", "-", r"(?<![a-z\d-])h(?P<h>[12])(?![\da-z])", meanings.half_numbered, loose=True),
    _rule("上下", "-", r"(?P<half>[上下])半个?月(?!报|刊)", meanings.half_month),
    _rule("上下前后", "month", r"(?P<half>[上下前后])半个?月(?!报|刊)", meanings.half_month),
    _rule(
        _DIGITS + "第q",
        "- year",
        rf"(?:第?(?P<a>[一二三1-3])(?: ?季度?)?(?:{_TO}|、)?第?(?P<b>[二三四2-4])季度|q(?P<c>[1-3]){_TO}q?(?P<d>[2-4])(?!\d))",
        meanings.quarters,
        "季-~到至、",
    ),
    _rule(
        "第" + _DIGITS + "首头末最",
        "- year",
        r"(?:(?:第(?=..?季))?(?P<q>[一二三四1-4])季度|第(?P<nth>[一二三四1-4])个?季度?|(?P<first>首|头)个?季度?|最后一?个?季度)(?!节)",
        meanings.quarter,
        "季",
    ),
    _rule("前头", "-", r"[前头](?P<n>[二两三23])个?季度", meanings.first_quarters),
    _rule("q", "- year", r"q(?P<q>[1-4])(?![\da-z])", meanings.quarter),
    _rule("本今这当上下次前后季", "-", rf"(?P<rel>{_OTHER})?季度(?![性])", meanings.quarter_near),
    _rule("本这上下", "-", rf"(?P<rel>{_OTHER})季(?!\w)", meanings.quarter_near, loose=True),
    _rule("初末底", "half quarter", r"(?P<part>[初末底])", meanings.quarter_part),
    _rule("第首头最", "year", rf"(?:第(?P<n>{_N})个?|首个?|头一?个|(?P<last>最后一?个?))月份?", meanings.nth_month),
    _rule("暑寒", "- year", r"(?P<holiday>[暑寒])假", meanings.school_holiday, loose=True),
    _rule("年", "-", r"年(?=[之以]?内(?![部容]))", meanings.this_year),
    _rule(_FEASTS_OPEN, "- year", _FEAST, meanings.feast),
    _rule(
        "年岁底末初中",
        "- year",
        rf"(?:年|岁|(?<=年))(?P<part>[底末尾]|{_LOW}|初(?![{_C}十](?![期批次季月个家台]))|中(?![国间央午]))",
        meanings.year_part,
    ),
    _rule(
        "今去明前",
        "-",
        r"(?P<rel>[今去明前])(?P<season>[春夏秋冬])[季天]?(?!节)",
        meanings.season,
        loose=True,
    ),
    _rule("春夏秋冬", "year", r"(?P<rel>)(?P<season>[春夏秋冬])[季天]?(?!节)", meanings.season),
    _rule("大年", "- year", rf"(?:大年|(?<!\d)年)(?:正月)?初(?P<d>10|\d|[{_C}十])", meanings.new_year),
    _rule("节", "-", r"(?<![^\W赶在到等是就我你您们咱那])节(?=前|后)", meanings.next_holiday),
    # months
    _rule(
        _DIGITS,
        "- year",
        rf"(?P<a>{_M})(?: ?月份?)?(?:{_TO}|、)(?P<b>{_M}) ?月份?(?! ?{_D}[号日])(?![产薪均])",
        meanings.months,
        "月-~到至、",
    ),
    _rule(_DIGITS, "- year", rf"(?P<a>{_M})、(?P<b>{_M})[两2]个月(?![后内])", meanings.months, "、"),
    _rule(_C, "- year", rf"(?P<a>[{_C}])(?P<b>[{_C}十]) ?月份?(?![产薪均销租费度饼])", meanings.two_months, "月"),
    _rule("农阴旧闰正冬腊" + _DIGITS, "- year", rf"{_LUNAR}?(?P<leap>闰)?(?P<m>正|冬|腊)月", meanings.lunar_month),
    _rule(
        "大年",
        "-",
        rf"(?P<leap>)(?P<m>大年|(?<![\d{_C}十今明去后前每半整])年)(?=廿[{_C}]|二十[四五六七八九](?!\d|[年个多来几]))",
        meanings.lunar_month,
    ),
    _rule("农阴旧闰", "- year", rf"(?:{_LUNAR}|(?=闰))(?P<leap>闰)?(?P<m>{_M})月", meanings.lunar_month),
    _rule(
        _DIGITS + "零",
        "- year",
        rf"(?P<m>{_M})(?: (?<![万千百亿][{_C}] ))?月份?(?![产薪均销租费度饼])",
        meanings.month,
        "月",
    ),
    _rule("元", "- year", r"元月份?", meanings.january),
    _rule("本今这当上下次前后", "-", rf"(?P<rel>{_OTHER})月份?(?![产薪均销租费度饼])", meanings.month_near),
    _rule(
        "月上中下初底末尾头",
        "- month",
        rf"月?(?P<part>中下旬|[上中下]旬|(?<=月)(?:初(?![\d一二三四五六七八九十])|[底末]|{_LOW}"
        r"|尾(?![款数])|头(?=上)|中(?![间国午旬央下])))",
        meanings.month_part,
    ),
    _rule("月", "-", r"月(?=[之以]?内(?![部容]))", meanings.this_month),
    # weeks and their days
    _rule(
        "周星礼",
        "-",
        rf"{_LONELY}{_WEEK}(?P<d>[{_C[:6]}日天末1-7]){_AND_DAY}{_NOT_WEEKDAY}",
        meanings.weekday,
    ),
    _rule(
        "本今这当上下次前后",
        "-",
        rf"(?P<rel>{_OTHER})(?:{_WEEK}|星其|(?<=下)州)(?P<d>[{_C[:6]}日天末1-7]){_AND_DAY}{_NOT_WEEKDAY}",
        meanings.weekday_near,
    ),
    _rule("周星礼", "week", rf"{_WEEK}(?P<d>[{_C[:6]}日天末])", meanings.weekday_of),
    _rule("本今这当上下次前后", "-", rf"(?P<rel>{_OTHER}){_WEEK}(?P<part>[初中底])?(?![{_C}日天末几边年])", meanings.week_near),
    _rule("周", "-", r"(?<![一-鿿])周(?=[之以]?内(?![部容]))|(?<=[在本])周内", meanings.this_week),
    _rule(
        "第首头最",
        "year month",
        rf"(?:第 ?(?P<n>{_N}) ?个?|[首头]一?个?|(?P<last>最后)一?个?) ?{_WEEK}(?P<d>[{_C[:6]}日天末])?",
        meanings.nth_week,
    ),
    _rule("周星礼(是", "day feast", rf"(?:\(|(?<=[号日])是)?{_WEEK}[{_C[:6]}日天]\)?", meanings.same),
    # days
    _rule(
        "前后次翌",
        "day feast",
        rf"(?P<side>前|后)(?P<n>[1-9]\d?|[一二三四]?十[{_C}]?|[{_C}两])天|(?P<eve>前[夕夜])|(?P<next>次日|翌日)",
        meanings.beside,
    ),
    _rule(
        "前",
        "day feast",
        rf"前(?:(?P<half>半个月)|(?P<weeks>[{_C}两\d])个?{_WEEK}|(?P<months>[{_C}两\d])个月)(?![{_C}日天末])",
        meanings.weeks_before,
    ),
    _rule(
        "第首头最",
        "year half quarter month week feast end",
        rf"(?:第 ?(?P<n>{_N}) ?|[首头]一?|(?P<last>最后)一?)[天日]",
        meanings.nth_day,
    ),
    _rule(
        "前头后最末",
        "year half quarter month week",
        rf"(?P<side>前|头|后|最后|末)的? ?(?P<n>{_N}) ?个? ?(?P<unit>[天日周月]|星期|礼拜|季度)(?!号)",
        meanings.some,
    ),
    _rule(
        _DIGITS,
        "-",
        rf"(?P<y>{_Y4}) ?(?P<sep>[-/.]) ?(?P<m>1[0-2]|0?[1-9]) ?(?P=sep) ?(?P<d>3[01]|[12]\d|0?[1-9])(?:(?!\d)|(?=\d\d:))",
        meanings.numeric,
    ),
    _rule(
        _DIGITS,
        "-",
        r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)",
        meanings.numeric_backwards,
        "/.-",
        loose=True,
    ),
    _rule(
        _DIGITS, "-", r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)", meanings.numeric, loose=True
    ),
    _rule(
        _DIGITS,
        "-",
        r"(?P<y>(?:19|20)\d\d)(?:[-/](?P<m>1[0-2]|0?[1-9])|\.(?P<m2>0[1-9]|1[0-2]))(?!\d|[./%]|-\d{1,2}(?![\d.]))",
        meanings.year_month,
        "-/.",
        loose=True,
    ),
    _rule(
        _DIGITS,
        "-",
        rf"(?P<m>{_MM})(?P<sep>[./])(?P<d>{_DD}){_TO}(?P<m2>{_MM})(?P=sep)(?P<d2>{_DD})(?![\d%万kw])",
        meanings.month_days,
        "/.",
    ),
    _rule(
        _DIGITS,
        "-",
        r"(?<![\da-z.#-])(?P<m>1[0-2]|0[1-9])(?P<d>0[1-9]|[12]\d|3[01])"
        r"(?=(?:之|以)?前[要得必须能]{0,2}(?:[到交]货|送到|上线|验收))",
        meanings.month_day,
        "之以前",
    ),
    _rule(
        _DIGITS,
        "-",
        r"(?:(?<=日期)|(?<=时间)|(?<=日期[: ])|(?<=时间[: ])|(?<=[货标]期)|(?<=[货标]期[: ]))"
        r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        meanings.numeric,
    ),
    _rule(
        _DIGITS,
        "-",
        r"(?<![\d.])(?P<m>1[0-2]|[1-9])(?P<d>28|3[01])(?=(?:之|以)?前(?!台|面)|(?:必须|抢|要)?并网|节点)",
        meanings.month_day,
        "之以前必抢要并节",
    ),
    _rule(
        _DIGITS,
        "-",
        rf"(?<![^ ,。;!])(?P<m>(?P<m2>{_MM}))\.(?P<d>[012]\d|3[01]){_TO}(?P<d2>[012]\d|3[01])(?=[ ,。;!]|\Z)",
        meanings.month_days,
        ".",
    ),
    _rule(_DIGITS, "-", rf"(?P<m>{_MM})[./-](?P<d>{_DD})(?:{_EVENTS}[号日]?|(?<=号))", meanings.month_day, "/.-"),
    _rule(
        _DIGITS, "-", rf"{_CUE}(?P<m>{_MM})[./-](?P<d>3[01]|[12]\d|0[1-9])(?![\d.%万元块千kw折倍/-])", meanings.month_day, "/.-"
    ),
    _rule(
        _DIGITS,
        "-",
        rf"(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?![\d.%/\-层楼分秒小天年月周岁{_COUNTED}])",
        meanings.month_day,
        "/.-",
        loose=True,
    ),
    _rule(_DIGITS, "-", rf"(?=\d?/?\d\d)(?P<m>{_MM})/(?P<d>{_DD})(?![\d.%/])", meanings.month_day, "/.-", loose=True),
    _rule(
        _DIGITS + "初廿",
        "- month",
        rf"(?P<a>{_D}) ?[号日]?{_TO}(?P<b>{_D}) ?[号日](?!楼|栋|线|机|店|院)",
        meanings.days,
        "号日-~到至",
    ),
    _rule(_DIGITS + "初廿", "month", rf"(?P<a>{_D}){_TO}(?P<b>{_D})(?![\d.月年天个{_COUNTED}])", meanings.days, "号日-~到至"),
    _rule(_DIGITS, "month", rf"(?P<a>{_D})、(?P<b>{_D})(?![\d.月年天个{_COUNTED}])", meanings.days_beside, "、"),
    _rule(_DIGITS + "初廿零", "month", rf"(?P<d>{_D}) ?(?P<word>[号日])(?!\d(?!{_THEN}))", meanings.day),
    _rule(
        _DIGITS + "初廿",
        "month",
        rf"(?P<d>{_D})(?P<word>)(?![\d.天个多月号日周%十{_COUNTED}]|[{_C}](?![批车船柜]))",
        meanings.day,
    ),
    _rule(
        _DIGITS + "廿",
        "-",
        rf"(?<!月)(?P<d>3[01]|[12]\d|0?[1-9]|三十一?|二?十[{_C}]?|廿[{_C}]?)[号日](?![{_NUMBERED}]|电池|选手)(?!\d(?!{_THEN}))"
        rf"|(?<!月)(?P<said>[{_C}])号(?={_DONE_THEN})",
        meanings.day_alone,
        "号日",
    ),
    _rule(
        _DIGITS,
        "-",
        r"(?<=最[晚迟])(?P<d>3[01]|2\d|1[3-9])(?=(?:之|以)?前|[就要得到送交发给进装吧 ,。]|\Z)(?P<said>)",
        meanings.day_alone,
    ),
    _rule("今同", "year month", r"今[天日]|同[天日]", meanings.same_day),
    _rule("同", "year", r"同月", meanings.same_month),
    _rule("今明前昨", "-", r"(?P<a>[今明前昨])(?P<b>[明后今])(?:[两2二])?[天日]", meanings.near_two),
    _rule("这近", "-", r"(?:这(?P<n>[两几]|[2-9三四五])|近(?P<few>[两几])) ?天(?!内)", meanings.these_days),
    _rule("下", "-", r"下班(?=[之以]?前)", meanings.today, loose=True),
    _rule(
        "六七八五",
        "-",
        r"(?<![一二三四五六七八九十\d])(?P<name>六一|七一|八一|五四)(?![一二三四五六七八九十百千万亿\d点月号年路中小班级街厂])",
        meanings.feast,
        loose=True,
    ),
    _rule(
        "大前后昨琴寻今当即明听次翌",
        "-",
        r"(?P<near>大{1,2}前|大{1,2}后|前|(?<![今以之前最售])后|昨|琴|寻|今|当|即|明|听|次|翌)(?:天(?![气然生])|日(?![常子历记期])|儿个?|(?<=[今明昨前后当听])(?=[晚早夜])(?![就点已饭餐会班]))",
        meanings.near,
    ),
)


def _by_opening(*, loose: bool) -> dict[str, tuple[Rule, ...]]:
    """Rules by the character that opens; by 1 and the character behind, for those that open with a figure."""
    rules = [rule for rule in _RULES if loose or not rule.loose]
    found = {c: tuple(rule for rule in rules if c in rule.opens) for c in {c for rule in rules for c in rule.opens}}
    behind = {c for rule in rules for c in rule.then}
    for c in FIGURES:
        open_here = found.get(c, ())
        found[c] = tuple(rule for rule in open_here if not rule.then)
        found |= {c + then: tuple(rule for rule in open_here if then in (rule.then or then)) for then in behind}
    return found


def opening(*, loose: bool) -> set[str]:
    """The characters that a rule may begin with, but for the one of feasts, where nothing stands before it."""
    rules = (rule for rule in _RULES if "-" in rule.scopes and (loose or not rule.loose))
    return {c for rule in rules if rule.meaning is not meanings.feast for c in rule.opens}


RULES = {loose: _by_opening(loose=loose) for loose in (False, True)}
"""By whether any text is searched (or a chat), then by what opens."""
_FIGURES = frozenset(FIGURES)
_BEHIND = late(rf"[{FIGURES}]+ ?")


def _open_at(text: str, at: int, unit: str, *, loose: bool) -> tuple[Rule, ...]:
    key = text[at : at + 1]
    if key in _FIGURES and (figures := _BEHIND.match(text, at)):
        key += text[figures.end() : figures.end() + 1]
    return _within(key, unit, loose=loose)


@lru_cache(maxsize=4096)
def _within(key: str, unit: str, *, loose: bool) -> tuple[Rule, ...]:
    """Those of one scope."""
    rules = RULES[loose].get(key) or RULES[loose].get(key[:1], ())
    return tuple(rule for rule in rules if unit in rule.scopes)


def step(text: str, at: int, scope: Period | None, now: Now) -> tuple[Period, int] | None:
    """The days that the words from `at` on name within `scope`, and where those words end."""
    for rule in _open_at(text, at, scope.unit if scope else "-", loose=now.loose):
        m = rule.pattern.match(text, at)
        found = _meant(rule, m, scope, now) if m else None
        if m and found:
            return found, m.end()
    return None


def _meant(rule: Rule, m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    try:
        return rule.meaning(m, scope, now)
    except (ValueError, OverflowError):
        return None
