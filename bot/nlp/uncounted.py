"""Numbers beside a ware that order nothing: each, at least, in use now, of a pack, the price of one (不是订的数)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlp import shares
from bot.nlp.nicknames import Hit
from bot.nlp.patterns import late
from bot.nlp.quantities import Quantity
from bot.nlp.units import CLASSIFIER

SESSION = late(r"[期场讲堂节]\Z")
_AFTER = late(
    rf"(?:[改换][成为](?:{shares.COLOUR}|{shares.KIND})|{shares.COLOUR}的?(?=[ ,。;!]|\Z))"
    r"|(?:的(?:量|货|单|活)?|啦|哦|咯|嘛|嘞|哟|噻|撒|呗|[走换补铺配拿](?!了)|拉(?![了稀])|订|做|顶天|打底|撑死|共|全|照|没问题|新|才对|同款|左右|上下|差不多|省得|免得|还[是用要]|每[天日月周年]|多|吧|了|哈|啊|呢|先|就|起步|要|给|试|发|到|来|也|报|总|合|含"
    r"|加|订|样|量产|试产|小批|现货|货|用|即可|写|算|行|足?够|可以|能"
    r"|为准|不变|照旧|计|估|确定|没差|什么价|多少|怎么|价|一起|打个?包|装|不是(?=[\d一二两三四五六七八九十]))|[^一-鿿a-z]|[a-z]{3}|\Z"
)
_TIME = late(r"多?(?:月|星期|礼拜|小时|工作日|钟头)")
_EACH = late(
    r"(?:一天|每天|每日|每小时|每班产|日产|时产|每(?!个?[月年季周])|一共有|满|超过|容纳|撑得?住|扛得?住|并发|凑[够满齐]|起订|起订量|moq)[^,。;]{0,3}\Z"
)
_LIMIT = late(r"(?:以上|起订|起(?!码)|以内|以下|之内)")
_OWNED = late(
    r"(?:现在|目前|原来|(?<![那日号天月周节年])(?:之前|以前)(?!说|讲|谈|聊|提|报)|去年|上[次期回](?!说|讲|谈|聊|提|报)|坏了?|报废|(?<!照)旧的?|老(?=[的机设炉车柜泵款锅系型版灯门窗])|在用|用着|[压囤积存]着|库存|剩|还有"
    r"|现有|退|返修|故障|收到)(?![^,。;]{0,6}(?:按|要|拿|来|订|换|补|添|发|送|做|上|整|缺|差|买|采购|加|[加减增调砍]到|改成"
    r"|改到)\Z)[^,。;\d]{0,6}\Z"
)
_PRICE_OF_ONE = late(r"(?:[元块万毛角钱价]|\d[wk]|[万块]\d)\s?/?\s?\Z")
_DENIED = late(
    r"(?:减|(?<![至最])少[配订要拿做装来印买进报上换铺]?|不是(?! )|不要|不用|没有|而非|塞不下|放不下|用不了|要不了"
    r"|[一-鿿]不[出到了完动起够]|[一-鿿a-z0-9](?<![要订拿发买做定来])[那这]|才有?|比[^,。;!?\d]{1,6}[多少])\s?\Z"
)
_KEPT = late(r"(?:先)?(?:不变|不动|别动|照旧|照订|照发|发|定下|签|尽快|赶紧|抓紧|要)")
_AFFIRMED = late(r"不是\s?\Z")
"""不是20台吗."""
_FOR_ONE = late(r"一(?![共起次下])[一-鿿]{1,2}?(?:安|装|要|配|放|来|给|上)?\Z")
"""一边一个, 一条线一台: how they are spread."""
_PACK = late(
    r"(?:[一每1]|单)(?:箱|袋|桶|件|盒|包|卷|瓶|罐|捆|托|柜|车|提|条|板)(?:里?有|里?装|里?是|就是|大概|约|净重|重)?\s?\Z"
)
"""一箱10斤: what one holds."""
_THREAT = late(
    r"(?:不行|不然|否则|不降|不给|谈不拢|再不|大不了|再涨|不让)(?:的话)?[^,。;!?\d]{0,3}(?:就|只能|只好)只?[^,。;!?\d]{0,4}\Z"
)
"""268 不行我就只拿15箱."""
_PAST = late(r"(?<![订定下加要报改变成排是错岔反漏到])了(?:我们|我|有|大概|快|将近)?\Z|的里?面?有\Z")
"""走了九个, 点了二百颗: what has happened, and no order."""
_ENDURES = late(r"(?:能|可以|只|才)[打用跑撑干扛顶](?:到|个)?\Z")
"""板锤能打八万吨: how long it lasts."""
_HAS = late(r"(?:我们?|咱们?|家里|[厂店库]里|手上|这边)(?:现在|已经|这边|都)?有\s?\Z")
_ALREADY = late(r"(?:了|呢|在[用跑])")
"""B20我们有4台了."""
_BULK = ("t", "kg", "斤", "m³", "m", "km")
_LOST = late(r"(?:丢|碎|崩|漏|(?<![还相])差)[了掉]?(?:大概)?\s?\Z")
_PART = late(r"(?:\A|[、和])\s?(?:这|那)?[前后头]\Z")
"""前3个按三万 后5个两万八: parts of them."""
_SORTED = late(r"(?:[分做拆]|(?<![改换变加减调降])成|一式)\s?\Z")
_TESTED = late(r"[跑测拍录取]\s?\Z")
_GROUPS = ("组", "批", "次", "期", "份", "箱", "车", "排", "种", "袋", "包")
"""64台 分两组: a way to pack or to count, not how many."""
PEOPLE = ("人", "名", "位")
AREAS = ("m²", "平", "平米", "平方", "平方米", "m³", "方", "立方")
"""120平, 650方, that the customer's room measures, gives way to 两套 of the ware."""
_SPREAD = (*AREAS, "m")
_DELIVERED = late(
    r"[^,。;!?\d]{0,3}(?:在[跑用转线]|跑着|用着)|[^,。;!?\d]{0,3}(?:修修|凑合|将就)?还能[用跑撑]"
    r"|[^,。;!?\d]{0,5}(?:装好了|装完了|调好了|跑起来了|[拉买]回来了)"
)
_MACHINES = ("台", "套", "辆", "架", "座", "艘", "部", "组", "樘")
"""What is sold one by one."""
_WANTING = late(r"[要来买订上拿先补换整搞弄装定给提加配寄发送](?![的过])")
ENOUGH = late(r"就够|够(?=[了用 ,。;!]|\Z)|就得(?=[ ,。;!了]|\Z)|就行|就可以|即可|就好|就成|足够")
_A_PRICE = late(r"\s?(?:是|就|也|还是|报价?)?\s?\d{1,7}(?:\.\d{1,2})?\s?[万wk元块]")
_ONE_GO = late(r"[测试玩赌拼搏干练]\Z")
_ENDS = late(r"\s?(?:[,。;!+ ]|\Z)")
"""净水器1个, and no more of it."""
_ONLY_ONE = late(r"[一-鿿a-z\d](?:就|只|只要)\Z")
PIECES = frozenset("台套件箱盒包袋瓶桶罐卷捆支把片张盏根副樘具块盘筒坛只颗枚棵株辆部打顶双")
_NAMED_AFTER = late(r"\d{3,4}")
_GOODS = PIECES | {"t", "kg", "m", "m²", "m³"}
"""What counts nothing but goods."""
_NEXT_LOT = late(rf"[一-鿿a-z]{{1,5}}?(?:\d{{1,6}}|[一二两三四五六七八九十百]{{1,4}})(?P<unit>{CLASSIFIER})")
"""男款120套女款80套: behind the first number the next one."""
_FETCH = late(
    r"(?:[要来买订拿补换上备发送提留装添排][您你我咱]?们?(?:先|个)?|给[我咱]们?|再给|先给|按|先)(?:大概|差不多|约)?\s?\Z"
)
_FETCHED = late(r"[过回来去搁放备摆装上跑试看小大带标给寄送提挂做验先囤候排开一]")
"""你再排3200平过来, 先拿两台放实训室; not 先来5吨药."""
_OF_ONE = late(
    r"\s?(?:大概|差不多)?(?:\d|[一二三四五六七八九十百千几两]{1,5}[万千百块元]|多少|什么价|怎么|几|啥价|坏|出|报|我[做给])"
)
"""Behind 一台: its price."""
_ASKED_OF_ONE = late(r"[^,。;!? ]{0,6}(?:几[一-鿿]|多少|多久|多[重大长高]|什么|哪些|还是|[吗么]\Z)")
"""一台带几个探头, 一箱装多少卷."""
_PLACES_COUNTED = frozenset("个间床层家人名户")
_AND_GOODS = late(
    rf"(?P<place>[一-鿿]{{0,4}}?)(?:一共|[要共配装用])?\s?(?:\d{{1,6}}|[一二两三四五六七八九十百]{{1,4}})[{''.join(sorted(PIECES))}]"
)
_STOCK = late(r"(?<![没只])有了?\s?\Z")
_TOO_LITTLE = late(r"[^。;!?\d]{0,14}?(?:还[差缺]|不够|不太够|坏了|要换|想换|用不过来)")
_NO_PLACE = late(r"[要买订来给再先加也和跟还不是的每一二两三四五六七八九十百]")
_PLACE_BEHIND = late(
    r"(?:口味|颜色|型号|规格|尺寸|品种|款式|车间|机房|门?店|校区|院区|厂|仓|库房|楼|部门|班(?!牌)|项目|工地|站(?!点)|分公司|城市|地方|房间|科室"
    r"|病区|教室|产线|小区|问题|方案|版本|老师|学生|师傅|同事|客户)"
)
_HEADS = late(r"\s?(?:\Z|[^一-鿿]|[的吧哈啊呢左多要用参报学来去住吃坐规团班先就一每起都(?:够)](?!加班|试|盯|在))")
"""Behind 三十个人, where they are a number that is ordered; 三个人加班, 三个人试穿 tell of people."""
_PAPER_BEFORE = late(r"(?:方案|报价单?|合同|资料|清单|图纸?|样板|链接|海报|名单|PPT)[给帮再先也弄做出发写拉开我]{0,4}\Z")
_PAPERS = late(r"[一-鿿]{0,3}(?:简历|报告|合同|报价|资料|方案|单子|标书|问卷|说明书?[给发])")
_TITLES = late(r"领导|老师|老板|经理|主任|总|同事|师傅|专家")
"""两位领导: who is spoken to."""
_SYMBOL = late(r"[a-zμ°%‰](?![a-z0-9])")
CANCELLED = late(r"(?:那?个?单子?)?(?:先|就|都|暂时|全|也)?(?:取消|不要|退[掉了吧]|停[掉了吧]|算了|作废|撤[掉了吧单])(?!吗)")
"""4吨先取消吧."""
_MADE_INTO = late(r"[一-鿿]{0,4}(?:做|上|装|搭|铺|换|弄|搞)(?!好|完|了|过)[一-鿿]{2}")
"""108平光地做特装."""
_TOUCHING = 1
"""Characters between a ware and its number, for a noun behind the number not to matter."""


def touches(one: Quantity, inside: Sequence[Hit]) -> bool:
    return any(0 <= one.start - end <= _TOUCHING or 0 <= start - one.end <= 2 for _, start, end in inside)


def in_the_name(name: str, one: Quantity) -> bool:
    """120吨的报价单 of 汽车衡 SCS-120: the size that the ware is called by."""
    return one.unit not in PIECES and str(one.number) in _NAMED_AFTER.findall(name)


def no_order(left: str, right: str, one: Quantity, *, named: bool) -> bool:
    """Each, at least, in use now, the price of one, 两个问题."""
    if _AFFIRMED.search(left) and right[:1] in ("吗", "么", "嘛"):
        return False
    left = left.rstrip().removesuffix("那") if _KEPT.match(right) else left
    if any(pattern.search(left) for pattern in (_EACH, _OWNED, _DENIED, _PAST, _PACK, _THREAT, _LOST, _PART)):
        return True
    if one.number <= 0 or (one.number == 1 and (_FOR_ONE.search(left) or (left.endswith("头") and not named))):
        return True  # 一条线一台, 头一车
    if one.unit in _BULK and _ENDURES.search(left):
        return True
    return not SESSION.match(one.unit) and _told_behind(left, right, one, named=named)


def _told_behind(left: str, right: str, one: Quantity, *, named: bool) -> bool:
    if (_HAS.search(left) and _ALREADY.match(right)) or (
        any(pattern.match(right) for pattern in (_TIME, _LIMIT, _DELIVERED, CANCELLED))
        or _address(right, one)
        or _idiom(left, right, one)
    ):
        return True
    if (one.number == 1 and not _one_wanted(left, right, one, named)) or (one.unit == "个" and _PLACE_BEHIND.match(right)):
        return True
    if one.unit in PEOPLE and (_TITLES.match(right) or not named):
        return not _HEADS.match(right)
    following = _NEXT_LOT.match(right)
    if following and following["unit"] == one.unit:
        return False
    fetched = one.unit in _GOODS and one.number > 1 and _FETCHED.match(right) and _FETCH.search(left)
    return not (_AFTER.match(right) or named or fetched or (one.unit in _SPREAD and _MADE_INTO.match(right)))


def _address(right: str, one: Quantity) -> bool:
    """6座1203, 三床的监护仪."""
    return (one.unit in ("座", "栋", "楼", "层") and right[:1].isdigit()) or (one.unit == "床" and right.startswith("的"))


def _idiom(left: str, right: str, one: Quantity) -> bool:
    """960就960吧, 分两组, 3个μ, 报价单弄一个."""
    if (one.unit == "份" and _PAPERS.match(right)) or (one.unit in ("个", "份") and _PAPER_BEFORE.search(left)):
        return True
    if one.unit == "把":
        return left.endswith(f"{one.number}就")
    grouped = one.unit in _GROUPS and _SORTED.search(left)
    tested = one.unit == "组" and _TESTED.search(left)
    return bool(grouped or tested or (one.unit in ("个", "件") and _SYMBOL.match(right)))


def of_places(text: str, one: Quantity, clause_end: int, inside: Sequence[Hit]) -> bool:
    """门禁3个大门6套, 工作服86人172套: how many places or people there are, and behind it how many of the ware."""
    m = _AND_GOODS.match(text, one.end, clause_end) if one.unit in _PLACES_COUNTED else None
    named = any(one.end <= start < m.end() for _, start, _ in inside) if m else True
    return m is not None and not named and bool(m["place"] or one.unit in PEOPLE) and not _NO_PLACE.search(m["place"])


def in_stock(text: str, one: Quantity, start: int) -> bool:
    """已经有8台监护仪了，还差5台: what he has, where he says that it is too little."""
    return _STOCK.search(text, start, one.start) is not None and _TOO_LITTLE.match(text, one.end) is not None


def price_of_one(one: Quantity, left: str, right: str, inside: Sequence[Hit]) -> bool:
    """CX3一台5.98万, 对，一台228万: one, as long as nobody says how many."""
    beside = not left or touches(one, inside)
    return one.number == 1 and one.unit in ("台", "套", "辆", "艘") and beside and _A_PRICE.match(right) is not None


def _alone(left: str, right: str) -> bool:
    """湿法干法都要 一台: nothing else is said in these words."""
    return not (left.strip() or right.strip())


def _one_wanted(left: str, right: str, one: Quantity, named: bool) -> bool:
    """来一套, 一箱就够, 日志审计1台; but 一台多少钱, 4万一台, 测一把."""
    if _PRICE_OF_ONE.search(left) or (one.unit == "把" and _ONE_GO.search(left)):
        return False
    if (
        _WANTING.search(left)
        or ENOUGH.match(right)
        or _ONLY_ONE.search(left)
        or (_alone(left, right) and one.unit in _MACHINES)
    ):
        return True
    of_goods = one.unit in PIECES or one.unit in _MACHINES or (one.unit == "个" and _ENDS.match(right))
    return bool(named and of_goods) and not (_OF_ONE.match(right) or _ASKED_OF_ONE.match(right))
