"""People, titles and bodies that a clause names, whatever it says of them: 顾院长, 老王, 采购委员会, 我爸."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.nlp import authority
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause

_SHORT_TITLES = "工姐哥局处科院校董叔婶伯爷嫂姨"
_NOT_AFTER_OLD = "楼时路车花水米金雷常明平安强成万方包班关计白鱼江权文连边司全区师"
_NOT_AFTER_BIG = "华门石海黄于和田学曲梁楼庄洋项卡牌宗都客桥堂钱单方程成"
NO_NAME = "要得需须还由给过报找等经到是在让请问听归跟和同与的我你们把被就也都里所先这那钱了"
"""Letters that no name of a body begins with."""
_NO_LETTER = late(
    r"[的了是我你他她它们吗呢吧啊就在也和跟有没不来去这那发给写填要能可会多少很问货单款价样收到才都还再先批定签审拍管总点上下午早晚今明昨天钱账]"
)
"""What stands in no given name."""
_LETTERS = late(r"[一-鿿]+")
_GIVEN = "芳娜婷丽敏静娟燕艳霞玲慧颖雪琳莉萍红梅伟强磊军勇杰涛超鹏辉刚波斌浩宇"
_RARELY = 1000
"""How often the dictionary has seen a name that many have, at most: 李娜; not 成本."""
_BEFORE_A_NAME = late(
    r"(?:\A|老板|[归由找得要等让请叫问听看是经给跟事块后终都就还监理任长裁总记官师部科处室办席人 :])(?=[一-鿿]{2})"
)
_DEPARTMENT = "部科处室办局心"
"""How one ends: no 老公, no 老板."""
_AT_LAST = late(r"(?:归|[是人]|是[由归]|[是人]:)\Z")
"""采购归王芳, 审批人是王芳: nothing is said behind it."""
_FALLS_TO, _IN_HAND = late(r"[归由]\Z"), late(r"(?:来|统一|一个人|全权)*[管定]")
"""采购归王芳管."""
_FIELD = (
    "采购|招标|招采|信息|设备|财务|技术|运营|工程|后勤|总务|基建|资产|信息化|it|风控|集采|评标|投资|战略|教务|行政|人事|市场"
    "|生产|质量|品质|研发|物资|安全|架构"
)
_OFFICE = late(
    rf"(?:{_FIELD}|分管|常务|人力|hr|供应链|品牌|产品|项目|销售|商务|法务|物流|业务|营运|门店|工会|车间|区域|大区|片区|园区)\Z"
)
"""Right before a title, a part of it: 设备副总, 工会主席."""
_OF_AN_OFFICE = late(r"副?总(?:监|裁|经理|厨)?|副?(?:主席|部长|主管|主任|经理|[处科院校局厂]长)|[se]?vp")
_BODY = late(
    r"(?:集团|总部|总公司|省公司|区域)[一-鿿]{2,3}(?:部|中心)(?!门)|(?:集团|总部|总公司|分公司|公司|省|市|区|县|校"
    rf"|院)?(?:{_FIELD})"
    r"(?:部门?|科|处|中心|委员会|办公室|办(?![法理事])|委(?!托))"
    r"|(?:院长|校长|总经理|总裁|党政|行政|院务|校务|局长|书记|院|处长|厂务|经理)?"
    r"(?:办公会|党委会|党组会|常委会|董事会|股东大?会|理事会|监事会|院务会|校务会|班子会|[厂行所站科部园]务会"
    r"|联席会|专题会|[一-鿿]委会|人大会|职代会|(?:职工|党员|股东)?代表大会|业主大会|村两委)议?"
    rf"|[^{NO_NAME}上\W\da-z]{{0,4}}委员会"
    r"|集团总部|总部|总公司|母公司|集团(?!客户)|合作社|工会(?!卡)|财政局|卫健委|教育局|教委|国资委|发改委|住建局"
    r"|(?:区域|大区|片区|部门|分管|分公司|采购)(?:经理|总监|副总|领导|老总)|(?:专家|评审|评标|评委|评议|询价|论证|选型|招标|谈判|领导)(?:小组|组|团)(?![长织])|(?:评审|评标|定标|集采|经管|投决|比选|社员|成本|业主|选品|定价)(?:大会|会(?!议|计|定[了在于]))|[二两三四五六七八九几]个(?:股东|合伙人)|评委(?![会])|经营例?会|办公例会|主管(?!部门|单位|局)|装备中心"
    r"|街道办|头儿(?!子)|大老板|二老板|老板娘|老大|掌柜的?"
    r"|(?<![a-z])(?:hq|ceo|cto|cfo|coo|cio|cmo|cho|cpo|cso|cdo|ciso|hrd|(?:hr|s|e)?vp|gm|md)(?![a-z])"
    r"|(?<![一-鿿])太太|(?<=[我他她您家])太太|(?:我|他|她|孩子|娃)?(?:爸爸|妈妈|爸妈|老妈|老爸|老汉儿?)|(?:老婆|老公|爱人|媳妇|儿子|女儿|合伙人|大?股东|投资人|东家|当家的|婆婆|公公|婶子|姐夫|妹夫|舅舅|叔叔"
    r"|婆娘|堂客|婆姨|屋里头?的|那口子|内人|老爷子|老丈人|丈母娘|岳[父母]|我大[哥姐伯]|[我俺咱][爸妈哥弟叔舅爹娘]|我姐(?!夫)|表[姐妹哥弟]|侄女|侄子)"
    r"|副(?:[镇县区市局处院校厂部科]长|总经理|总监|总裁|总|董事长|主任|书记)|[镇县区市村]长|书记|老总|股长|干事|法人(?!章|代表)"
)
_ADVERB = late(r"[从大最很太缩弱老][小老]\Z")
_ENDS_A_WORD, _OFTEN = late(r"[单全程任常平明成安方]"), 250
"""Family names that end words, too; how often the dictionary has seen such a word."""
_IN_CHARGE = late(r"[分主]管\Z")
_THE_OTHER = late(r"对方|[设审会统]计")


def people(clause: Clause, lexicon: Lexicon) -> Iterator[tuple[int, int, bool]]:
    """(start, end, title only) of the people and bodies in a clause; a name and title before a title or body alone."""
    patterns = (lexicon.named, _called(lexicon.names.surnames))
    named = [m.span() for pattern in patterns for m in _of_theirs(pattern, clause.text, lexicon)]
    named += [] if named else _in_full(clause.text, lexicon)
    named += [] if named else _of_a_body(clause.text, lexicon)
    for start, end in _apart(named, clause.text):
        yield clause.start + start, clause.start + end, False
    if not named:
        alone = [_with_office(m) for pattern in (_BODY, lexicon.titled) for m in pattern.finditer(clause.text)]
        for start, end in sorted(alone, key=lambda span: (-(span[1] - span[0]), span)):
            yield clause.start + start, clause.start + end, True


def _with_office(m: re.Match[str]) -> tuple[int, int]:
    """设备副总: not any 副总."""
    office = _OFFICE.search(m.string, max(0, m.start() - 4), m.start()) if _OF_AN_OFFICE.fullmatch(m[0]) else None
    return (office or m).start(), m.end()


def bare(title: str) -> str:
    """院长 of 分管院长: how he is called with his family name, 阎院长."""
    starts = (start for start in range(1, 5) if _OF_AN_OFFICE.fullmatch(title, start) and _OFFICE.search(title, 0, start))
    return title[next(starts, 0) :]


def _apart(named: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Of those that overlap the longest; 小沈总 is another than 沈总."""
    for place, (start, end) in enumerate(named):
        rivals = ((s, e, n) for n, (s, e) in enumerate(named) if n != place and s < end and start < e)
        if all((end - start, -place) > (e - s, -n) for s, e, n in rivals):
            yield (start - 1 if text[start - 1 : start] in ("小", "老") and not _ADVERB.search(text, 0, start) else start), end


def _in_full(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """王芳 without a title, where what he does stands behind it, or what is his before it: 总监王芳说了算, 采购归王芳."""
    starts = (m.end() for m in _BEFORE_A_NAME.finditer(text) if text.startswith(lexicon.names.surnames, m.end()))
    ends = ((start, end) for start in starts for end in (start + 2, start + 3) if end <= len(text))
    return [(start, end) for start, end in ends if _does(text, start, end) and full_name(text[start:end], lexicon)][:1]


def _of_a_body(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """采购部王芳: who is named right behind his body."""
    bodies = (m.end() for m in _BODY.finditer(text) if m[0][-1] in _DEPARTMENT)
    ends = ((end, end + many) for end in bodies for many in (2, 3))
    return [(start, end) for start, end in ends if end <= len(text) and full_name(text[start:end], lexicon)][:1]


def _does(text: str, start: int, end: int) -> bool:
    if end == len(text):
        return _AT_LAST.search(text, 0, start) is not None
    falls = _FALLS_TO.search(text, 0, start) and _IN_HAND.match(text, end)
    return falls is not None or authority.ACTS.match(text, end) is not None


def full_name(name: str, lexicon: Lexicon) -> bool:
    """Whether a family name and one or two letters are a name: 王建国; no 方案, 项目部."""
    if not _LETTERS.fullmatch(name) or not name.startswith(lexicon.names.surnames) or _NO_LETTER.search(name, 1):
        return False
    seen = lexicon.words.weight(name[:2])
    return not seen or (len(name) == 2 and name[1] in _GIVEN and seen < _RARELY)


@lru_cache(maxsize=64)
def _called(surnames: tuple[str, ...]) -> re.Pattern[str]:
    """李工, 韩姐, 周老师, 老王, 小李."""
    names = "|".join(surnames) or "(?!)"
    return re.compile(
        rf"(?<![a-z])[a-z]{{3,12}}(?:总监|总裁|总|经理|老师|姐|哥|女士|先生)"
        rf"|(?<![分主安])(?<![这那旁周](?=边))(?<![\d一二三四五六七八九十百几](?=万))(?:{names})(?:[{_SHORT_TITLES}](?![一-鿿]?[作程厂业内外室长员])|奶奶|爷爷|阿姨|大姐|大哥|小姐"
        rf"|老师|教授|博士|主席|女士|先生"
        rf"|护士长|会计(?![划算较师])|出纳|[站局厂校院段所队处科]副|副[总局处县区镇乡市校院厂会主部科所台行董]长?任?)"
        rf"|(?<![一-鿿])阿[一-鿿](?=[说管定批签点拍])|(?:{names})师傅|(?!小单)(?:[老小](?![{_NOT_AFTER_OLD}])|大(?![{_NOT_AFTER_OLD}{_NOT_AFTER_BIG}]))(?:{names})(?![板师总])"
    )


def names(text: str, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    """The people who are called by a name and a title, or are in the lexicon."""
    return _of_theirs(lexicon.named, text, lexicon)


def _of_theirs(pattern: re.Pattern[str], text: str, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    """分管X is an office, 对方X and 设计X are no name; 安全主管 and 订单老板 are none of a Mr 全, a Mr 单."""
    return (
        m
        for m in pattern.finditer(text)
        if not (
            _IN_CHARGE.search(text[: m.start() + 1])
            or _THE_OTHER.match(text, max(0, m.start() - 1))
            or (m.start() and _ENDS_A_WORD.match(m[0]) and lexicon.words.weight(text[m.start() - 1 : m.start() + 1]) > _OFTEN)
        )
    )
