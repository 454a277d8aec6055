"""People of the customer's side that a chat introduces (联系人): who speaks, takes over, receives, is asked for on the spot."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from bot.nlp import authority, bodies, contacts, owners
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

_GATE = late(
    r"[我叫姓打交找喊收接给由让跟联加管换名]|负责|经办|对接|现在|微信|邮箱|@|\d{7}|\d[- ]\d[- ]\d|\d{3}[- ]\d{3,4}[- ]\d{4}|幺"
)
_PHONE = (
    r"(?:的|他|她)?(?:(?:电话|手机号?|微信|号码|联系方式)?(?:号码?)?(?:是|:)?[ ,:(]{0,3}\+?\d{7}"
    r"|(?:邮箱|邮件|e?-?mail)(?:是|:)?[ ,:(]{0,3}[a-z0-9_.-]{1,40}@)"
)
_ROLE = (
    r"(?:(?:我|咱|俺)?们?(?:这边|那边|这里|公司|单位|家)?(?:新[来招]?|负责)?的?(?:[一-鿿]{0,6}(?:it|[一-鿿][长员]|采购|财务|出纳|会计|仓管|库管"
    r"|仓库|行政|人事|前台|文员|内勤|助理|秘书|司机|门卫|保安|师傅|技术|工程师?|工长|班长|队长|主任|经理|主管|店长|老师|总监"
    r"|专员|干事|运营|信息|设备|生产|品控|品质|质检|质量|研发|项目|现场|施工员?|资料员|设计师?|法务|市场|销售|客服|业务|招商"
    r"|物业|护士长?|科室|同事|徒弟|儿子|闺女|女儿|老婆|媳妇|侄子|外甥|弟弟?|哥哥?|姐姐?|妹妹?|老公|爱人|搭档|合伙人"
    r"|[部科处室组办库院店厂站队]))?(?:那边|这边)?的?[ :]?)"
)
_NAMED = r"(?:是|为|写|填|换成|改成|改|换|就写|就是|就|叫|变成|变更为|还是)?[ :,]{0,2}"
_LABELS = (
    r"(?:联系人|联络人|收件人|收货人|接收人|签收人|接货人|提货人|取货人|收样人|经办人|对接人|负责人|接口人|委托人|授权代表"
    r"|姓名|名字|(?:收件|收货|现场联系|现场对接)(?=[: ]))"
)
_POSTS = r"(?:对接人?|联系人|负责人|接口人|窗口|采购|会计|出纳|财务|仓管|库管|行政|人事|文员|内勤|助理|店长|厂长|主管)"
_ASKS_FOR = r"(?:找|联系|联络|喊|问|打给|呼|叫|打)(?:一?下)?"
_HANDS_TO = r"(?:寄给|发给|交给|送给|给到|转给|寄到|寄|交到|移交给?|加一?下?|推给?)"
_WILL = r"(?:这边)?(?:会|来|去|再|直接|全程|全权|单独|到时候?|之后|后面|以后|先|过来)*"
_TAKES_OVER = (
    rf"{_WILL}(?:(?:跟|和|与|同|找|联系|加|对接|通知)(?:你们|你(?!们)|您|贵司)(?!说|讲|提|.{{1,2}}过)"
    r"|(?:在[^,。]{1,6})?[等接][你您]|给[你您]们?(?:打单|下单|打款|转账|开门|签字|签收)|负责(?![任签批审拍定])|接手|接替|对接|跟进|跟踪|接管|经办|交接|[来在]?(?:盯"
    r"|管)(?:这|现场|后面|着|了|[,。]|\Z))"
)
_LATER = (
    r"(?:(?:找|联系)不[到上]我|我(?:人|要是|如果)?不在(?:的话|公司|厂里|单位)?|我没[接在](?:的话|电话)?"
    r"|打不通|后面|后续|以后|之后|接下来|往后|今后|下面|现在|这块|这边|这事"
    r"|这个?项目|具体(?:的|事情|细节)?|细节|合同|付款|开票"
    r"|验收|现场|安装|收货|对账|技术(?:上|方面|问题)?|财务|采购|发票|资料|样品|有事儿?|有问题|回头|到时候?|到了)"
)
_MATTER = r"(?:(?![我你您他她去来在要想得没别才都也就昨今明先正帮])[一-鿿]){2,4}"
"""调试, 具体参数: for what he is asked."""
_ON_THE_SPOT = (
    r"(?:就?行|就可以|即可|就好|对接|联系|对|谈|聊|沟通|要|拿|取|签收|签字收|代?收|接[货车人]?|开门|带[你您]"
    r"|确认|处理|落实|安排"
    r"|领|吧|哈|[,。!) ]|\Z)"
)
_STOPS = (
    r"(?=[^一-鿿]|\Z|打个?电话|电话|手机|微信|联系|签?收|[的是他她吧哈啊啦呢了就]|经手|跟|和|来|在|负责|对接|接|拿|取"
    r"|要|安排|确认|下来|盯|管"
    r"|你|您|给|等|加|会|沟通|谈|聊|代|带|开门|处理|领)"
)
_NO_LATIN = (
    r"(?:tel|phone|telephone|mob|mobile|cell|wechat|weixin|whatsapp|direct|number|line|fax|hotline|ext|contact|name|office"
    r"|addr|address|sorry|thanks|sales|boss|hr|vip|app|logo|admin|support|demo|erp|crm|poc|sdk|api|offer|email|mail)(?![a-z])"
)
"""Tel: 13477778888 is no Mr Tel."""
_NOT_A_NAME = late(r"[的了是我你他她它们吗呢吧啊就在也和跟有没不来去这那发给写填要能可会多少很问货单款价样收到打总]")
_PARTICLE = late(r"[的了是我你他她它们吗呢吧啊就在也和跟打]|电话|手机|微信|地址|收件|联系")
_LITTLE = late(r"小(?![区学店时组程院镇巷路票米孩型号])[一-鿿]\Z")
_WORDY = frozenset(
    "单方万高时金项许任温路包明周双强于关全元常平马白石毛水花安程成都和连容应申易支计解管查房米车余党严何向卫充司经商国牛羊龙农尚景别师终"
)
"""Family names that many ordinary words begin with: 单号, 方案, 程序."""
_OFTEN = 200
"""How often the dictionary has seen what is a word and no name: 苏州, 施工, 谢谢; not 李宁."""
_SELDOM = 60
"""How often it has, at most, seen what is a name where we asked for one: 高翔."""
_OF_A_WORD = frozenset("科口省市区县部处站室组队厂店院路线号先话")
"""安全科, 高速口, 江苏省: what a word and a letter behind it end with."""
_ASKS_WHO = late(
    r"(?:联系人|联络人|对接人|收货人|收件人|收样人|经办人|接货人|提货人|签收人|接口人)[^,。]{0,6}"
    r"(?:谁|哪位|哪个|怎么写|发我|发一?下|给我|叫什么|呢|吗|\?)"
    r"|(?:联系|找|对接|打给|写|寄给|发给)(?:谁|哪位|哪个)|(?<![长板总任理记])(?:贵姓|(?:怎么|如何|咋)称呼)|(?:请问|您|你)是?(?:哪位|叫什么)"
)
"""对接人是哪位呀?"""
_NO_DAY = late(r"[周明][一二三四五六日末早晚天]|[都全随]")
_NOT_OURS = late(
    r"(?:你们|您们|你家|贵[司公]|他们|她们|人家|那家|对手|同行|对方|友商|别家)(?:那边|公司|家|的|是)*[^跟和找联给直]{0,2}\Z"
    r"|(?:原来|以前|之前|上次|上回|去年|当时|前任|不要|不用|不是|别|不找|没)[^,。]{0,6}\Z"
)
_DECIDING = late(r"(?:那边|再|去|来)?(?:批|签[字批]|审|拍|商量|汇报|定|申请|请示|点头|开会|报价|压价|算)")
_OLD = late(r"(?:已经|都|早就|也)?(?:离职|调走|退休|走了|不干|不管|休假|休产假|生孩子)")
_OF_OUR_HOUSE = late(rf"(?:[我咱]们|我司|对接人?|{_POSTS})[^,。你您]{{0,6}}\Z")
_BESIDE = 24
_OF_NUMBER = late(r"(?:的|他|她)?(?:电话|手机|微信|号码|联系方式|座机)?(?:号码?)?(?:收|是|为|:|同号)?[ ,:()]*\Z")
_POST = r"[一-鿿]{0,4}(?:经理|主管|主任|采购|工程师|总监|专员|助理|[部科处]|会计|出纳|仓管|库管|负责人|店长|厂长|文员|秘书)"
_NAME_BEFORE = late(
    r"(?:公司|名片[\]】 :]{0,2}|[喊找叫给是寄打我儿子哥弟姐妻爱人系:、,， 。]"
    r"|收件|联系|老师|师傅|经理|店长|主任|采购|财务|行政|人事|出纳|仓管|库管|司机|会计|文员|助理|秘书|前台|\A)(?P<name>[一-鿿]{2,3}?)(?:收|的)?"
    rf"(?:[ (,/\n]{{1,2}}{_POST}[)]?)?[ ,\n]?(?:电话|手机|微信|邮箱"
    r"|号码?)?(?:是|:)?[ ,，:\n]{0,3}\Z"
)
_NAME_BEHIND = late(r"[ ,，:(]{1,2}(?P<name>[一-鿿]{2,3}?)收?[)。]?\Z")
_LINE_OF_A_NAME = late(rf"(?m:^(?:{_POST}[: ]{{1,2}})?(?P<name>[一-鿿]{{2,3}})[ ]?$)")
_RECEIVER = late(r"写?(?P<name>[一-鿿]{2,3}(?<![验回接征没查招天]))(?:代?收|签收)\Z")
_SENT = late(r"寄|地址|快递|[\d一二三四五六七八九十百][号楼室]")
_HANDED = late(r"[收找给写喊交]|联系|对接")
_TO_HIM = late(r"(?:写|找|给|交给|交到|送到|寄给|发给|联系|喊|叫|收件人?|对接)[^,。]{0,8}\Z")
_OF_A_DESK = late(r"(?:[科处部室办组站库]|仓管|门卫|前台|传达室|收发|实验室|岗亭|车间|门房)(?:的)?\Z")
_TAKES = late(r"(?:收|签收|接[货收]?|代收|取|拿)(?![入款益到费])|对接")


@lru_cache(maxsize=64)
def _patterns(surnames: tuple[str, ...], titles: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], float], ...]:
    family, titled = "|".join(surnames) or "(?!)", "|".join(titles) or "(?!)"
    name = (
        rf"(?P<name>(?:{family})(?:{titled}|女士|先生|小姐|老师|医生|教授|师傅|工|姐|哥|总)"
        rf"|(?!老师)[老小](?:{family})(?![板师])|阿[一-鿿]|(?<![a-z])(?!{_NO_LATIN})[a-z]{{3,12}}(?![a-z0-9])"
        rf"|(?P<full>(?:{family})[一-鿿]{{1,2}}?)){_STOPS}"
    )
    frames = (
        # 我叫陶静, 我是采购部的陶静, 叫我小陶就行, 免贵姓陶 陶静
        (
            rf"(?:我叫|我的名字[是叫]|本人(?:叫|是)?|叫我|(?:我|免贵)姓[一-鿿](?:[, ]?名?叫|[, ]{{1,2}}(?:就?叫我)?))"
            rf"[ :]?{name}(?!去|来|拿|做|办|把|给|问)",
            0.75,
        ),
        (
            rf"(?:^|[,。! \n]|[你您]好)(?:我|这边|这里)是(?:[一-鿿a-z0-9]{{2,14}}?的|[一-鿿]{{2,20}}?(?:公司|集团|医院|学校))?"
            rf"{_ROLE}{name}(?=[,。! \n]|\Z)",
            0.75,
        ),
        # 她叫陶静 电话…, 分析师叫老陶
        (
            rf"(?:[他她员师弟妹儿女的]|采购|财务|主管|助理|经理|同事|\A|[ ,。])(?:名字)?叫"
            rf"(?P<name>[老小](?:{family})|(?P<full>(?:{family})[一-鿿]{{1,2}}?))(?=[ ,。]|\Z|电话|手机|微信)",
            0.75,
        ),
        # [名片] 陶静 红叶精密, and a line of his card that is no more than his name
        (rf"名片[\]】: ]{{1,3}}{name}", 0.7),
        # 陶静 收货地址…
        (rf"^(?P<name>(?P<full>(?:{family})[一-鿿]{{1,2}})) (?=(?:收货|收件|邮寄)?地址|收货|收件)", 0.7),
        # 联系人：陶静, 收货人写库房陶静, 经办人换成小陶
        (rf"{_LABELS}{_NAMED}{_ROLE}{name}", 0.75),
        # 后面陶静跟你们对接, 这块由小陶负责, 我让同事陶静加你微信
        (rf"(?:^|[,。! \n]|{_LATER}|由|让|安排|派|是){_ROLE}{name}{_TAKES_OVER}", 0.7),
        # 我让小陶收
        (
            rf"(?:让(?!步)|安排|派|叫){_ROLE}{name}(?:去|来|下去|下来|在[^,。]{{1,6}})?(?:等[你您]|代收|签收|收(?![入款费到])|取|接[货车]|开门)(?!过|了)",
            0.7,
        ),
        # 后续找陶静, 财务联系陶静, 到了打老陶电话
        (
            rf"(?:{_LATER}|直接)[ ,]?(?:那边|这边|的|就|请|都|直接|你们?|您|可以|先|的话|让他|去)*{_ASKS_FOR}{_ROLE}{name}"
            rf"(?={_ON_THE_SPOT}|电话|手机|的)",
            0.7,
        ),
        # 合同发我们陶经理
        (
            rf"(?:合同|报价单?|资料|发票|样品?|快递|图纸?|账单|方案)[^,。]{{0,3}}(?:发|寄|交|送|给)给?[我咱俺]们{_ROLE}{name}",
            0.7,
        ),
        # 后面商务找采购陶经理
        (rf"{_LATER}[ ,]?[一-鿿]{{2}}(?:上|方面|的事)?(?:就|都|直接)?{_ASKS_FOR}{_ROLE}{name}(?=[ ,。!]|\Z)", 0.7),
        # 找陶静就行
        (
            rf"(?:^|[,。! \n])(?:你们?|您|就|到了|直接)*找{_ROLE}{name}(?<![批签审定谈聊说])"
            r"(?=就行|就可以|就好|即可|[。! \n]|\Z)",
            0.7,
        ),
        # 具体跟陶静对接, 你和小陶聊
        (
            rf"(?:你们?|您|直接|{_LATER})(?:就|以后|直接|再|去|先|可以|你们?|您"
            rf"|的)*[跟和与同]{_ROLE}{name}(?:直接|去|再|先|具体)?(?:对接|联系|沟通|对一下|接洽)",
            0.7,
        ),
        # 找仓管老陶拿, 联系设备科陶工, 喊小陶开门, 加一下陶静微信
        (
            rf"(?:{_ASKS_FOR}|{_HANDS_TO})(?!.{{0,2}}价){_ROLE}{name}(?=的?(?:微信|电话|手机)|代?收|签收"
            rf"|{_PHONE}|对接|开门|下来|接[货车])",
            0.7,
        ),
        # 送货联系陶师傅, 参数的事问陶经理吧, 进场跟陶工联系
        (
            rf"(?:^|[,。! \n])(?:{_MATTER}(?:的?事情?|上|这块)?)?(?:请|麻烦|就|都|直接|你们?|您){{0,3}}"
            rf"(?:联系|(?<=[事你您])问|找)"
            rf"(?![我你您他她]){name}(?=吧?(?:就行|就好|即可|[,。! \n]|\Z))",
            0.7,
        ),
        # 陶经理是我们采购负责人, 接手的是小陶
        (
            rf"(?:^|[,。! \n]){name}是(?:我们?)?(?:这边|公司|现场)?的?{_ROLE}(?:现场|项目|采购|技术)?"
            rf"(?:负责人|对接人|联系人)(?=[,。! \n]|\Z)",
            0.7,
        ),
        # 我把陶工微信推你了, 到了给老陶打电话
        (rf"(?:把|给){_ROLE}{name}(?:的?(?:微信|名片|电话)(?:推|发|给)|打(?:个)?电话)", 0.7),
        # 13812345678 找陶师傅
        (rf"\d{{7}}[ ,]{{0,2}}(?:找|叫|联系|喊)(?:我们)?{_ROLE}{name}", 0.7),
        # 交接给陶静了, 接手的是陶静, 换成小陶了
        (
            rf"(?:交接给|移交给|(?:工作|这摊|这块|手头|项目|这事|活)[^,。]{{0,4}}交给|接手的(?:人|同事)?是|接替我的是"
            rf"|接我(?:班|工作|位子)?的(?:人)?[是叫]"
            rf"|对接(?:的人)?换成?|换成?了?(?:我们)?同事|换了?个新?的?{_POSTS}"
            rf"|我同事|介绍(?:一?下)?[, ]?(?:这[是位]?)?(?:是)?){_ROLE}{name}",
            0.7,
        ),
        # 采购换成陶静了, 会计现在是陶静
        (
            rf"{_POSTS}(?:那边|这边|这块)?(?:(?:现在|目前|以后|后面|往后)(?:就)?(?:是|换成?了?|改成)|换成了?|改成){_ROLE}{name}"
            rf"(?=了?(?:[ ,。!]|\Z|电话|手机|邮箱|微信))",
            0.7,
        ),
        # 对接人换了 现在是信息部的陶静
        (
            rf"(?:{_POSTS}|人)(?:那边|这边)?(?:已经|又)?[换变改]了?人?了?[ ,。]{{1,2}}(?:现在|目前|以后|后面|往后)?"
            rf"(?:就?是|换成|改成){_ROLE}{name}(?=[ ,。!]|\Z|电话|手机|邮箱|微信)",
            0.7,
        ),
        # 陶静 13812345678, 陶经理的电话是…
        (rf"(?:^|[,。;!:、 \n是找打叫]|{_LABELS}){_ROLE}{name}{_PHONE}", 0.75),
    )
    return tuple((re.compile(pattern, re.MULTILINE), sure) for pattern, sure in frames)


def find(said: Said, lexicon: Lexicon, ours: Collection[str] = ()) -> Iterator[Fact]:
    """People whom the customer's side introduces; `ours`: how our own people are called."""
    if not said.theirs or said.passed_on or not (_GATE.search(said.own) or _is_asked(said)):
        return
    seen: list[str] = []
    told = (*_receives(said, lexicon), *_beside_a_number(said, lexicon), *_told(said, lexicon), *_signs(said, lexicon))
    for fact in (*told, *owners.find(said, lexicon), *_answers(said, lexicon)):
        name = fact.shown
        start = fact.evidence.start
        if contacts.of_another(said.own[said.clause_at(start).start : start], lexicon):
            continue
        if not _is_ours(said, fact, ours) and not any(name in other or other in name for other in seen):
            seen.append(name)
            yield fact
    yield from (fact for fact in (() if seen else owners.asked_for(said, lexicon)) if not _of_us(fact.shown, ours))


def _told(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    text = said.own
    names = lexicon.names
    for pattern, sure in _patterns(names.surnames, names.titles):
        for m in pattern.finditer(text):
            start, end = m.span("name")
            if m["full"] and (_NOT_A_NAME.search(m["full"][1:]) or _is_word(m["full"], lexicon)):
                continue
            if lexicon.rivals.find(m["name"]):
                continue  # 财务换成金蝶了
            clause = said.clause_at(start)
            if (
                clause.asks
                or _NOT_OURS.search(text[clause.start : start])
                or _DECIDING.match(text, end)
                or _OLD.match(text, end)
            ):
                continue
            name = said.message.text[start:end]
            yield said.fact("contact_person", {"name": name}, name, sure, (start, end))


def _is_word(name: str, lexicon: Lexicon) -> bool:
    if len(name) == 3 and name[2] in _OF_A_WORD and lexicon.words.weight(name[:2]) > _OFTEN:
        return True
    if name[0] in _WORDY:
        return lexicon.words.weight(name) > 0
    return lexicon.words.weight(name) > _OFTEN and not bodies.full_name(name, lexicon)


def is_name(full: str, lexicon: Lexicon) -> bool:
    """Whether a family name and a letter or two are a name, where nothing but one is expected: 高翔; no 周三, 马上."""
    if not full.startswith(lexicon.names.surnames) or _NOT_A_NAME.search(full, 1) or _NO_DAY.match(full):
        return False
    return len(full) <= 3 and lexicon.words.weight(full) <= _SELDOM


def _is_asked(said: Said) -> bool:
    """We asked for a name: 对接人是哪位呀?"""
    before = said.before
    asked = before is not None and before.ours and _ASKS_WHO.search(before.own) is not None
    return asked and before is not None and not authority.WHO.search(before.own)


def _answers(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """高翔, 写高工: no more than the name that we asked for."""
    m = _answer(lexicon.names.surnames, lexicon.names.titles).match(said.own) if _is_asked(said) else None
    if m is None or lexicon.says("decide", said.own):
        return
    if m["full"] and not is_name(m["full"], lexicon):
        return
    name = said.message.text[m.start("name") : m.end("name")]
    yield said.fact("contact_person", {"name": name}, name, 0.7, m.span("name"))


@lru_cache(maxsize=64)
def _answer(surnames: tuple[str, ...], titles: tuple[str, ...]) -> re.Pattern[str]:
    family, titled = "|".join(surnames) or "(?!)", "|".join(titles) or "(?!)"
    return re.compile(
        rf"\s*(?:(?:嗯|好的?|是|就|找|写|叫|我是|我叫|我|免贵姓[一-鿿]?|联系)[, ]?){{0,2}}{_ROLE}"
        rf"(?P<name>(?:{family})(?:{titled}|女士|先生|小姐|老师|师傅|会计|工|姐|哥|总)|[老小](?:{family})"
        rf"|(?P<full>(?:{family})[一-鿿]{{1,2}}?))(?:吧|呀|啊|哈|收|就行)?(?=[ ,。!\n(:]|\Z|\d|电话|手机)"
    )


def _signs(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """A line of a card that is no more than a name, where a number or an address stands on another."""
    text = said.own
    if "\n" not in text or not (contacts.phones(text) or contacts.emails(text)):
        return
    for m in _LINE_OF_A_NAME.finditer(text):
        if m["name"].startswith(lexicon.names.surnames) and _stands_alone(m["name"], "", lexicon):
            name = said.message.text[m.start("name") : m.end("name")]
            yield said.fact("contact_person", {"name": name}, name, 0.7, m.span("name"))


def _is_ours(said: Said, fact: Fact, ours: Collection[str]) -> bool:
    """小林 is our 林晓; not 我们行政小林, or whose number the customer gives."""
    if fact.shown in ours or not _of_us(fact.shown, ours):
        return fact.shown in ours
    left = said.own[said.clause_at(fact.evidence.start).start : fact.evidence.start]
    return not (_OF_OUR_HOUSE.search(left) or contacts.phones(said.own) or contacts.emails(said.own))


def _of_us(name: str, ours: Collection[str]) -> bool:
    """林晓 herself, and 小林, 林工, 林经理."""
    return any(name == own or name in _nicks(own) for own in ours if own)


def _nicks(own: str) -> tuple[str, ...]:
    return (*(f"{own[0]}{title}" for title in ("工", "总", "姐", "哥", "经理", "老师")), f"小{own[0]}", f"老{own[0]}")


def _receives(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """写政教处缪干事收, 给设备科廖科长, 到了找仓管小扈: to whom things go, or who is asked for on the spot."""
    if not _HANDED.search(said.own):
        return
    for clause in said.clauses:
        alone = _RECEIVER.match(clause.text)
        if (
            alone
            and _SENT.search(said.own)
            and alone["name"].startswith(lexicon.names.surnames)
            and not _NOT_A_NAME.search(alone["name"])
        ):
            start, end = clause.start + alone.start("name"), clause.start + alone.end("name")
            name = said.message.text[start:end]
            yield said.fact("contact_person", {"name": name}, name, 0.7, (start, end))
        for start, end, title in bodies.people(clause, lexicon):
            left, right = said.own[clause.start : start], said.own[end : clause.end]
            desk, takes = _OF_A_DESK.search(left), _TAKES.match(right)
            told = _TO_HIM.search(left) or desk or (not left and _SENT.search(said.own))
            if not title and told and (takes or (desk and _TO_HIM.search(left))):
                name = said.message.text[start:end]
                yield said.fact("contact_person", {"name": name}, name, 0.7, (start, end))


def _stands_alone(name: str, left: str, lexicon: Lexicon) -> bool:
    """Whether it is a name: 林可 between two spaces, 前台小橙; no 小区."""
    if _LITTLE.match(name):
        return True
    other = _PARTICLE if left.endswith(" ") else _NOT_A_NAME
    return name.startswith(lexicon.names.surnames) and not (other.search(name) or _is_word(name, lexicon))


def _called(name: str, lexicon: Lexicon) -> bool:
    """小陈, 老周."""
    return (0, len(name), False) in bodies.people(Clause(0, len(name), name, False), lexicon)


def _beside_a_number(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """仓库老周 13812345678, 徐静 xujing@hxdz.com: whose number or address it is."""
    for _, number, after in (*contacts.phones(said.own), *contacts.emails(said.own)):
        behind = _NAME_BEHIND.match(said.own, after)
        if (
            behind
            and (behind["name"].startswith(lexicon.names.surnames) or _called(behind["name"], lexicon))
            and not (_NOT_A_NAME.search(behind["name"]) or _is_word(behind["name"], lexicon))
        ):
            name = said.message.text[behind.start("name") : behind.end("name")]
            yield said.fact("contact_person", {"name": name}, name, 0.7, behind.span("name"))
            continue
        before = said.own[max(0, number - _BESIDE) : number]
        full = _NAME_BEFORE.search(before)
        if full and _stands_alone(full["name"], before[: full.start("name")], lexicon):
            start = number - len(before) + full.start("name")
            name = said.message.text[start : start + len(full["name"])]
            yield said.fact("contact_person", {"name": name}, name, 0.7, (start, start + len(name)))
            continue
        for start, end, title in reversed(list(bodies.people(Clause(number - len(before), number, before, False), lexicon))):
            if not title and _OF_NUMBER.match(said.own[end:number]):
                name = said.message.text[start:end]
                yield said.fact("contact_person", {"name": name}, name, 0.75, (start, end))
                break
