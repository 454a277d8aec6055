"""The words that may stand behind a number: measures with their symbols, classifiers (量词), and what is neither."""

from __future__ import annotations

import re

from bot.nlp.patterns import late

_SYMBOLS = {
    "km": "公里 千米 km", "m": "米 公尺 m", "dm": "分米 dm", "cm": "厘米 公分 cm", "mm": "毫米 公厘 mm", "μm": "微米 um μm",
    "nm": "纳米 奈米 nm", "里": "里 华里 里地", "丈": "丈", "尺": "尺 市尺", "寸": "寸 市寸 吋", "in": "英寸 inch inches",
    "ft": "英尺 呎 ft", "mi": "英里", "nmi": "海里", "码": "码", "m²": "平方米 平米 平方公尺 平方 平 ㎡ m² m2",
    "km²": "平方公里 平方千米 km² km2", "cm²": "平方厘米 平方公分 cm² cm2", "mm²": "平方毫米 mm² mm2", "ha": "公顷 ha",
    "亩": "亩 市亩", "ac": "英亩", "ft²": "平方英尺", "坪": "坪", "m³": "立方米 立方公尺 立方 方 m³ m3",
    "cm³": "立方厘米 cm³ cm3", "L": "升 公升 立升 l", "mL": "毫升 ml cc", "gal": "加仑", "kg": "公斤 千克 kg kgs",
    "g": "克 公克 g", "mg": "毫克 mg", "ug": "微克 ug μg mcg", "t": "吨 公吨 t", "斤": "斤 市斤", "两": "两",
    "lb": "磅 lb lbs", "oz": "盎司 oz", "ct": "克拉",
    "km/h": "公里/小时 公里每小时 公里/时 千米/小时 千米每小时 千米/时 km/h kmh kph", "m/s": "米/秒 米每秒 m/s",
    "mph": "英里/小时 mph 迈", "rpm": "转/分钟 转/分 转每分钟 转每分 rpm r/min", "°C": "摄氏度 ℃ °c 度c", "°F": "华氏度 ℉ °f",
    "度": "度 °", "W": "瓦 瓦特", "kW": "千瓦 kw", "MW": "兆瓦 mw", "GW": "吉瓦 gw", "hp": "马力 hp", "kVA": "千伏安 kva",
    "kWh": "千瓦时 度电 kwh", "Wh": "瓦时 wh", "V": "伏 伏特 v", "kV": "千伏 kv", "mV": "毫伏 mv", "A": "安培",
    "mA": "毫安 ma", "mAh": "毫安时 mah", "Ah": "安时 ah", "Ω": "欧姆 ω", "Hz": "赫兹 赫 hz", "kHz": "千赫兹 千赫 khz",
    "MHz": "兆赫兹 兆赫 mhz", "GHz": "吉赫兹 吉赫 千兆赫 千兆赫兹 ghz", "B": "字节 byte bytes", "KB": "千字节 kb",
    "MB": "兆字节 兆 mb", "GB": "吉字节 gb", "TB": "太字节 tb", "PB": "pb", "bit": "比特 bit bits", "Kb": "千比特",
    "Mb": "兆比特", "Gb": "吉比特", "kbps": "kbps", "Mbps": "mbps 兆比特每秒", "Gbps": "gbps", "MB/s": "mb/s 兆字节/秒",
    "GB/s": "gb/s", "cal": "卡路里", "kcal": "千卡 大卡 千卡路里 kcal", "J": "焦耳", "kJ": "千焦 千焦耳 kj",
    "Pa": "帕 帕斯卡 pa", "kPa": "千帕 kpa", "MPa": "兆帕 mpa", "bar": "bar", "N": "牛顿", "dB": "分贝 db", "lm": "流明 lm",
    "lx": "勒克斯 lux", "ppm": "ppm", "dpi": "dpi",
}  # fmt: skip
SYMBOL = {name: symbol for symbol, names in _SYMBOLS.items() for name in names.split()}
"""What is written or said (normalised) → the symbol of the measure: 公斤 → kg, 平米 → m²."""

_NOT_BEHIND = {
    "米": "粉饭线其色香面兰勒尔",
    "里": "屯面边头外程斯弄昂约",
    "克": "服隆扣制己星里什莱鲁",
    "升": "级值降温学职到至高压任迁格华旗六",
    "瓦": "片斯解房楞",
    "平": "均台方米安时常等衡板价面行民",
    "平方": "米公千厘毫英",
    "立方": "米公厘体",
    "方": "案面便式向法针形圆才米言比询报机通协会",
    "度": "假过量数身",
    "尺": "寸码度",
    "寸": "步土",
    "码": "头垛农",
    "吨": "位",
    "两": "个台套架辆间层把张只支片盒箱包袋桶罐瓶亩吨车批组期双件条家次天年月周万千百十点下手头边种者人口方端岸步三",
    "斤": "斤两",
    "里地": "铁",
    "赫": "然",
    "帕": "金拉",
    "伏": "笔案",
    "磅": "礴",
    "兆": "字赫瓦帕比欧",
    "丈": "夫母人",
    "亩": "产",
}
_LATIN = late(r"[a-zμω0-9]\Z")


def _guarded(name: str) -> str:
    if _LATIN.search(name):
        return re.escape(name) + r"(?![a-z0-9²³/])"
    return re.escape(name) + (f"(?![{_NOT_BEHIND[name]}])" if name in _NOT_BEHIND else "")


def _any_of(names: list[str]) -> str:
    """The longest first; a look at the first character keeps a miss cheap."""
    ordered = sorted(names, key=len, reverse=True)
    first = "".join(sorted({re.escape(name[0]) for name in names}))
    return f"(?=[{first}])(?:{'|'.join(map(_guarded, ordered))})"


MEASURE = _any_of(list(SYMBOL))
"""A regex for one unit of measure."""

CLASSIFIER = (
    r"(?:个(?!多?亿|月|小时(?!工)|钟|半?工作日|百分点|点(?!位)|季|星期|礼拜|半|年|w|万|头)|台套?(?!阶)|套|件(?!套)|条(?!件)|单(?!价|位|独|据)"
    r"|间夜|房晚|樘|盏|尾(?![款数盘气货部随声]|\\Z)|顶(?![多天到级配着端格部上住不层破个])|席(?![位间地])|床(?![垫位头品单上铺边])|人次|人份|人天|人月|人(?!家|民|员|工|均|才|为|机|事|脸)|户(?!外|型)|家(?!里|电|居|具)|次|箱|瓶|罐|字(?!段|体)"
    r"|行(?!不行|吗|么|嘛|的话|业|程|[,?])|点位|节点|粉丝|用户|账号|帐号|席位|坐席|座席|端口|通道|并发|终端|站点|门店|工位|授权|订单|数据|像素"
    r"|帧(?!率)|份(?!额)|只(?![够能有是要会])|支(?![持付出撑])|把(?![这那他它我你])|片|张(?![总工经主院老])|名(?![字称])|位(?![置于])|员工|股(?!份|东)"
    r"|核(?![定减算准心实对])|层|楼|栋|辆|艘|架(?![构子])|座(?!机(?![巢库器床组房柜]))|间(?![隔接])|部(?![门分署])|门(?!口|店)|枚|颗|粒|株|棵|头(?!条|部)|根(?!据)"
    r"|期(?![望待间])|轮|级(?!别)|页|批(?![下了准复])|组|对(?![折方接比外于不吧吗么嘛的])|双(?!方)|盒|包(?![含括干税邮安装])|袋(?!子)|盘(?![点子活库面算龙])|身(?![份体边上])|桶|卷|捆|托盘|托(?![管运])|柜(?!台|子)"
    r"|车(?!间|型|位|载)|路(?!由|径)|频|课时|反应|提(?![就供前到出高醒示成升货交案])|本(?!来|地|身|次)|册|场(?!景|地)|款|种|项(?!目)|笔(?!记)|副|幅|面(?!积|板|向|议|谈)|扇|串|打(?![了折算包印住底款到给过进回入])"
    r"|趟|票(?![据款价面务])|班(?!组|级)|篇|集(?!团|成|中)|桌(?![子面椅布上角板腿])|杯(?![子具盖垫水])|付(?![款费清完出给到了过定首全预尾钱你我他])|具(?![体有备])|卡(?![在着住死到点壳顿槽座车片号券里上])|筒(?![灯子形])"
    r"|坛(?!子)"
    r"|例(?![如子会行外])|碗(?![柜碟子])|匹(?![配数])|节(?=课|[先看试吧 ,。;!?]|\Z)"
    r"|口(?![味径罩服头腔碑子岸红语感号气袋粮水香音才福价供])|筐|篓"
    r"|羽(?!毛|绒|翼)|sku|pcs|license|licenses|set|sets|ea)(?![a-z])"
)
"""A regex for one classifier; words that only begin like one (条件, 单价, 人民) are left alone."""

OTHER = (
    r"(?:分之|年|月|天(?!花)|日|号(?!称)|周(?![二三四五六日天末]|一(?![次回趟]))|小时|分钟|秒|%|‰|折(?!扣)|成(?![本交功])|倍|元/|线|代|世纪|岁|个(?:百分)?点"
    r"|个半?(?:月|小时|工作日|星期|礼拜|季度))"
)
"""What a number may stand before that is neither money, nor a measure, nor a thing: time, shares, ranks."""

LATIN_UNIT = late(
    r"w(?=\s?的?(?:充电|快充|电源|(?:led|工矿|路|泛光|投光|射|筒|线条|面板|平板|庭院|高杆|球泡|轨道|洗墙|防爆|吸顶){0,2}灯"
    r"|功率|音响|适配|电机|光伏))|k(?=\s?的?(?:屏|显示|分辨|高清|电视|画质|视频|摄像|超清))"
)
"""Where w is watts and k a resolution, not 万 and 千: 100w充电器, 4k屏."""
