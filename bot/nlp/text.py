"""Text made easier to read for a grammar, every character still in its place; and the clauses of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from operator import attrgetter
from typing import Any, NamedTuple

from bot.model import Message
from bot.nlp.days import weekday_works
from bot.nlp.facts import Evidence, Fact
from bot.nlp.lazy import lazy
from bot.nlp.patterns import late
from bot.nlp.remembered import remembered

_CLAUSE = 300
"""Characters; nobody says more in one breath."""
HIDDEN = "\x00"
"""Stands in for a character that belongs to something already understood, or to somebody else."""
_start = attrgetter("start")
_BLANK = f" {HIDDEN}"
SLIP = late(
    r"[,。 啊呃嗯]{0,3}(?:不对|哦不|噢不|啊不|不不|错了|[打写说发]错|[打手嘴输]快了|不是不是|不是(?=[,。 ])"
    r"|(?<=[,。 ])不(?=[,。]| ?[\d一二两三四五六七八九十]))"
)
"""Behind an amount, a day or a number: it was not the one meant. 30台，不，25台; but 50万 不 含税 is about the price."""

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_ALIKE = {
    "　": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "￥": "¥", "￡": "£", "﹩": "$", "﹪": "%", "‐": "-",
    "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "～": "~", "〜": "~", "∼": "~", "〇": "零",
    "○": "零",
    "臨": "临", "懺": "忏", "蘭": "兰", "龍": "龙", "頭": "头", "陣": "阵", "統": "统", "倫": "伦", "馬": "马",
    "際": "际", "記": "记", "裡": "里", "裏": "里", "員": "员", "僅": "仅",
}  # fmt: skip
_TRADITIONAL = (
    "拋抛"
    "萬万億亿兩两個个點点週周號号時时間间國国幣币圓圆塊块錢钱價价單单總总電电話话機机線线網网幾几餘余約约內内級级關关禮礼鐘钟鍾钟節节農农陽阳陰阴曆历歷历舊旧歲岁當当晝昼後后裏里裡里從从來来這这還还過过進进遠远達达運运邊边預预報报貴贵買买賣卖"
    "貨货費费資资貸贷賬账帳账財财購购贈赠賞赏賠赔賽赛質质貿贸賓宾負负員员頁页項项順顺須须領领頭头題题額额願愿顧顾類类顯显顆颗頻频馬马駐驻驗验騙骗驅驱驚惊魚鱼鳥鸟麗丽麵面黃黄齊齐龍龙龜龟們们倉仓傳传債债傷伤儀仪優优償偿儲储兒儿兌兑創创劃划則则"
    "剛刚劇剧劑剂動动務务勝胜勞劳勢势勵励區区協协卻却參参問问啟启嗎吗嗚呜嘗尝嚴严囑嘱圍围園园圖图團团執执場场壓压壞坏壽寿夠够夢梦奪夺獎奖婦妇媽妈學学孫孙實实審审寫写寬宽寶宝將将專专尋寻對对導导屆届屬属層层嶺岭島岛幫帮帶带師师庫库廠厂廣广廳厅"
    "張张強强彈弹彙汇徑径徵征復复應应懷怀懶懒戲戏戶户據据掃扫揮挥損损換换擇择擊击擔担擬拟擴扩擺摆攜携敗败數数斷断於于晉晋暫暂曉晓會会東东條条業业極极構构槍枪樓楼標标樣样樹树橋桥檔档檢检櫃柜權权歐欧歡欢決决沒没況况測测湯汤準准滅灭滿满漢汉漲涨"
    "潔洁澤泽濟济濕湿瀏浏灣湾災灾為为無无煙烟熱热爭争爾尔牆墙獨独獲获現现環环產产畢毕畫画異异療疗發发盜盗盡尽監监盤盘眾众確确碼码磚砖礎础種种稱称穩稳穀谷積积競竞筆笔範范築筑簡简簽签籌筹糧粮糾纠紀纪紅红純纯紙纸細细終终組组結结給给統统絕绝經经"
    "綜综維维綠绿練练緊紧緒绪編编緩缓縣县縮缩縱纵績绩織织繳缴繼继續续纖纤罰罚羅罗義义習习聖圣聞闻聯联聲声職职聽听肅肃腦脑臨临臺台與与興兴舉举舖铺艙舱藝艺莊庄華华葉叶著着蓋盖蘇苏蘭兰處处虧亏術术衛卫補补裝装複复製制見见規规視视親亲觀观計计訂订"
    "訊讯討讨訓训託托記记訪访設设許许診诊証证評评詢询試试詳详誤误說说誰谁課课調调談谈請请諒谅論论諮咨講讲謝谢證证識识譯译護护讀读變变讓让豐丰貝贝貼贴贏赢趕赶跡迹踐践車车軟软軸轴較较載载輕轻輛辆輪轮輸输轉转辦办連连遊游遞递遲迟適适選选遺遗郵邮"
    "鄉乡鄭郑醫医釋释針针鈔钞銀银銅铜鋁铝鋼钢錄录鋪铺錯错鍵键鎮镇鏡镜鐵铁鑒鉴長长門门開开閉闭閒闲閱阅隊队陸陆陳陈階阶際际隨随險险隻只雙双雜杂離离難难雲云靈灵靜静響响頓顿飛飞飯饭飲饮館馆飾饰養养體体髮发鬆松鬧闹貳贰匯汇噸吨釐厘係系盧卢銖铢韓韩"
    "鎊镑訖讫慶庆誕诞臘腊閏闰淩凌諸诸軍军穌稣蟄蛰愛爱淸清腳脚韻韵"
    "丟丢並并乾干亞亚佈布佔占併并侖仑侷局俬私倆俩倖幸偉伟備备傢家傾倾儂侬儘尽冊册凈净凍冻別别刪删剋克劉刘劍剑勛勋勳勋勸劝卽即厤历厲厉叄叁叢丛吳吴吶呐呂吕唄呗唸念啓启喫吃喬乔喲哟嗆呛嘍喽噠哒噹当嚐尝嚮向囌苏垻坝埰采堅坚塗涂墊垫墰坛墻墙壇坛壜坛壩坝"
    "壺壶夥伙奬奖婁娄嬸婶孃娘宮宫寀采寧宁峯峰崗岗崙仑嵗岁嶽岳帥帅幀帧幹干廈厦廚厨廢废弔吊彆别彔录彿佛態态慣惯慮虑慼戚憑凭憲宪懞蒙懸悬戀恋戰战捨舍捱挨捲卷掛挂採采揚扬搖摇搶抢摳抠摺折撐撑撥拨擠挤擱搁攏拢攝摄攤摊敎教斃毙旂旗昇升曏向書书朮术査查桿杆"
    "棄弃棟栋楊杨榦干榮荣槓杠樁桩樂乐樑梁檯台欄栏欒栾欽钦歸归殺杀殻壳殼壳氣气沖冲泝溯涼凉淨净減减湊凑湧涌溝沟溫温溼湿滙汇滲渗潤润潰溃澀涩澱淀濛蒙瀋沈煩烦燈灯燒烧營营爐炉爲为爺爷牀床狀状瑣琐産产甦苏甯宁畝亩畵画疊叠痠酸瘋疯癟瘪皺皱盃杯盞盏眞真睏困"
    "瞞瞒矇蒙硃朱礦矿祕秘稅税穫获窯窑竇窦箇个簍篓簾帘籤签糉粽糰团納纳紐纽紗纱紛纷紡纺紹绍絡络絨绒絲丝絶绝綑捆綫线綵彩緑绿緣缘緬缅緯纬緻致縴纤繆缪繞绕繫系纔才罈坛罎坛罵骂羣群翫玩聶聂脩修脫脱膚肤膠胶臉脸舘馆艦舰茲兹荊荆菸烟萊莱葯药蒼苍蓆席蔔卜蔘参"
    "蔣蒋蕭萧薊蓟薑姜藍蓝藥药藺蔺蘆芦蟲虫蠻蛮衆众衕同衚胡衝冲襬摆覈核覺觉觸触訴诉註注詐诈詞词該该誌志認认誒诶語语説说諾诺謂谓謠谣謡谣譚谭譜谱譟噪議议讚赞貢贡責责賀贺賈贾賭赌賴赖賺赚贊赞趙赵踰逾蹟迹蹤踪軒轩輔辅輝辉轅辕轍辙迴回違违遡溯遷迁遼辽邁迈"
    "郟郏鄒邹鄔邬鄧邓鄰邻鄺邝酈郦醣糖釀酿釣钓釦扣鈡钟鈿钿銘铭銳锐銷销銹锈鋭锐錫锡録录錶表鍋锅鍼针鎖锁鎭镇鏈链鏽锈鐲镯鑑鉴閃闪閆闫閑闲閔闵閘闸閤合閥阀閨闺閲阅閻阎闆板闊阔闕阙闞阚陝陕陞升隱隐鞏巩鞦秋韆千韋韦頂顶頃顷顏颜顔颜風风颱台餅饼餬糊餵喂饋馈"
    "饒饶馮冯駡骂駱骆騰腾鬍胡鬚须鬱郁魯鲁鮑鲍鮮鲜鳳凤鹹咸鹼碱麥麦麪面麫面麯曲麴曲麼么麽么黨党黴霉鼕冬齋斋齡龄齣出龐庞龔龚"
)
"""Traditional characters (繁体), each followed by its simplified one."""

_SIMPLE = {ord(a): ord(b) for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
_TABLE = {
    **_FULL,
    **_UPPER,
    **{code + 0xFEE0: code + 32 for code in _UPPER},
    **{ord(a): ord(b) for a, b in _ALIKE.items()},
    **_SIMPLE,
}
_SIMPLER = frozenset(_SIMPLE.values()) - frozenset(_SIMPLE)
_NEXT_AMOUNT = late(r"(?<![0-9.])(?<![0-9][,，])([0-9]{1,3})，(?=[0-9]{3}(?![0-9,，]))")

_MARK = (
    r"[。;!?\n\r]|,(?:(?<!\d,)|(?!\d{3}(?!\d)))|…+|(?: (?:(?<=[^\x00-\x7f] )|(?<=:\d\d )) *)(?=[^\x00-\x7f]|\d{1,2}[月号点])"
)
_CUT, _CUT_AND_BUT = late(_MARK), late(rf"{_MARK}|(?=但是|不过(?!来|去))")
"""The first where neither 但是 nor 不过 stands: what must begin with one of a few characters is found much faster."""
_QUOTED = late(r"「[^「」]{6,}」|『[^『』]{6,}』|“[^“”]{12,}”|(?m:^>.*$)")
_PASSED_ON = late(r"^\s*(?:转发?|fw|fwd|转自[^:]{0,10}|\[?聊天记录\]?)\s*:|^\s*-+ ?forwarded")
_ENTER = r"(?:[把将][^,。]{0,16}(?:[改设写填记录]|登记|记录|标[记注]?|更新)[成为作到](?!了)|标[记注]为(?!了))"
"""把金额记成9万 is an order, 把客户名字弄错了 a complaint."""
_TO_SYSTEM = late(
    r"(?=[忽无忘跳不系【s<\[aid你您作请直把将智助机模程以上\"{`])(?:"
    r"(?:忽略|无视|忘记|跳过|不要管)[^,。]{0,8}(?:以上|之前|上面|前面|上述|所有|全部)"
    r"[^,。]{0,8}(?:指令|规则|提示|内容|要求|设定|限制)|(?:忽略|无视)(?:以上|上述|上面|前面)"
    r"|系统(?:提示|指令|消息|管理员)|【(?:系统|system|admin|管理员)|system ?prompt|<\|?(?:system|im_start)|\[?system\]?:"
    rf"|ai ?(?:小?助手|小?秘书?|机器人|模型)[:, ]{{0,2}}(?:请(?!问|教)|听[着好]|注意(?!力)|{_ENTER})"
    rf"|请(?:ai|智能)?小?助手{_ENTER}"
    rf"|(?:助手|机器人|模型|程序)(?:你好)?(?:[^,。!?]{{0,4}}[读看见]到[^,。!?]{{0,8}})?[:, ]{{0,2}}请?{_ENTER}"
    r"|(?:以上|上述|上面)(?:的?(?:内容|信息|聊天|对话|记录))?(?:全部|都|均)?(?:作废|无效)"
    r"[,。 ]{0,2}(?:请|并)?(?:记录|登记|写入|保存|录入)"
    r"|【[^】]{0,6}(?:ai|助手|模型|机器人|程序)[^】]{0,4}(?:指令|注意|通知|消息|提示)】"
    r"|(?:ignore|disregard)[a-z ]{0,20}(?:previous|above|prior|all)"
    r"|(?:你|您)(?:现在)?是一个?(?:ai|人工智能|机器人|语言模型|助手)|作为(?:ai|人工智能)"
    r"|(?:请|直接)?(?:把|将)[^,。]{0,16}(?:字段|crm|客户档案|标签)[^,。]{0,8}(?:改|设|写|填|更新|标)"
    r'|["{]\s*"?\w+"?\s*:\s*["\d{\[]|```)'
)


def normalise(text: str) -> str:
    """Half-width, lower-case, simplified where it matters for numbers and cues. `len` is kept: offsets stay true."""
    if "，" in text:  # 20，300元 are two numbers; 20,300元 is one
        text = _NEXT_AMOUNT.sub(r"\1;", text)
    return text.translate(_TABLE)


def simplified(text: str) -> str:
    """A few traditional characters among simplified ones, as an eye misreads them (三腳架), made simplified; a text that is
    written in traditional ones (繁体) is left as it is.
    """
    plain = text.translate(_SIMPLE)
    changed = sum(a != b for a, b in zip(text, plain, strict=True))
    others = sum(ord(letter) in _SIMPLER for letter in text)
    return plain if changed < others else text


def in_simplified(text: str) -> str:
    """The same text, the same length, with simplified characters where we know them: to look for words in."""
    return text.translate(_SIMPLE)


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The same text with these spans blanked out, same length."""
    for start, end in spans:
        text = f"{text[:start]}{HIDDEN * (end - start)}{text[end:]}"
    return text


class Clause(NamedTuple):
    """A piece between two cuts; `text` is normalised. `asks`: a question mark follows."""

    start: int
    end: int
    text: str
    asks: bool


def clauses(text: str) -> tuple[Clause, ...]:
    """Cuts normalised text at punctuation, and at a space between two words that are not ASCII (chat style)."""
    found: list[Clause] = []
    start = 0
    for cut in (_CUT_AND_BUT if "但是" in text or "不过" in text else _CUT).finditer(text):
        end, after = cut.span()
        _add(found, text, start, end)
        start = after
    _add(found, text, start, len(text))
    return tuple(found)


def _add(found: list[Clause], text: str, start: int, end: int) -> None:
    """One clause, unless it is too long to be one: what looks at whole clauses stays linear."""
    while start < end:
        until = min(start + _CLAUSE, end)
        piece = text[start:until].lstrip(_BLANK)
        if body := piece.rstrip(_BLANK):
            first = until - len(piece)
            found.append(Clause(first, first + len(body), body, text[end : end + 1] == "?" or body[-1] in "吗么呢"))
        start = until


class Wording:
    """What a text is by itself, whoever wrote it, whenever."""

    def __init__(self, text: str) -> None:
        self.text = text

    @lazy
    def whole(self) -> str:
        return normalise(self.text)

    @lazy
    def own(self) -> str:
        """Without what is quoted."""
        return hide(self.whole, (m.span() for m in _QUOTED.finditer(self.whole)))

    @lazy
    def passed_on(self) -> bool:
        return bool(_PASSED_ON.match(self.whole))

    @lazy
    def trusted(self) -> bool:
        return not _TO_SYSTEM.search(self.whole)

    @lazy
    def clauses(self) -> tuple[Clause, ...]:
        return clauses(self.own)


_wording = remembered(Wording)


@dataclass(frozen=True)
class Said:
    """One message made ready: who, when (in the organisation's zone), what of it is the speaker's own statement."""

    index: int
    message: Message
    zone: tzinfo = field(repr=False)
    outside: bool = False
    """Said by somebody of neither side."""
    works: Callable[[date], bool] = weekday_works
    """Whether a day is worked."""
    before: Said | None = field(default=None, repr=False, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What rules have read of it so far, by their names: nothing that several ask for is read twice."""

    @lazy
    def theirs(self) -> bool:
        """The customer's side."""
        return not self.message.ours and not self.outside

    @lazy
    def at(self) -> datetime:
        return self.message.at.astimezone(self.zone)

    @lazy
    def ours(self) -> bool:
        return self.message.ours

    @lazy
    def words(self) -> Wording:
        return _wording(self.message.text)

    @lazy
    def whole(self) -> str:
        """Normalised, quotations included."""
        return self.words.whole

    @lazy
    def origin(self) -> str:
        """Normalised: whose words were quoted or passed on, where the platform says."""
        return normalise(self.message.origin)

    @lazy
    def own(self) -> str:
        """Normalised, other people's words blanked out. Empty words for what was only passed on."""
        return HIDDEN * len(self.message.text) if self.passed_on else self.words.own

    @lazy
    def passed_on(self) -> bool:
        return self.message.kind in ("quote", "forward") or self.words.passed_on

    @lazy
    def trusted(self) -> bool:
        """False for words that address the machine instead of a person."""
        return self.words.trusted

    @lazy
    def clauses(self) -> tuple[Clause, ...]:
        return () if self.passed_on else self.words.clauses

    def clause_at(self, position: int) -> Clause:
        """The clause that holds this character, else the nearest before it, else the whole message."""
        place = bisect_right(self.clauses, position, key=_start)
        return self.clauses[place - 1] if place else Clause(0, len(self.own), self.own, False)

    def fact(self, kind: str, value: Mapping[str, object], shown: str, confidence: float, span: tuple[int, int]) -> Fact:
        """A fact whose evidence is cut from the message as it was written."""
        start, end = span
        sure = confidence if self.trusted else min(confidence, 0.4)
        quote = self.message.text[start:end]
        return Fact(kind, value, shown, sure, Evidence(self.message.id, start, end, quote))
