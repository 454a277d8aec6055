"""What is said in the rendered chats: invented sales talk with the things that are hard to read, by seed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 6, 17, 20, tzinfo=ZONE)
"""Friday: when all the screenshots are handed in."""

PEOPLE = [
    "陈建国",
    "王晓燕",
    "李 雷",
    "赵敏",
    "欧阳文静",
    "Linda Zhao",
    "孙总(采购)",
    "周航-华辰精密",
    "吴工",
    "Kevin",
    "何雨桐",
    "刘芳",
]
GROUPS = ["华辰精密项目群", "CRM 二期实施", "远大重工-报价沟通", "Q4 交付协调", "宁波锐科 & 我们", "售前支持群"]

SHORT = [
    "好的",
    "收到",
    "嗯嗯",
    "OK",
    "可以",
    "明白",
    "稍等",
    "没问题",
    "在吗?",
    "谢谢!",
    "辛苦了",
    "1",
    "对",
    "好,我看一下",
    "不客气",
    "方便接电话吗?",
    "下午好",
    "您好,在的",
    "行",
    "已发",
    "哈哈",
    "稍后回复您",
    "有空细聊",
    "没收到啊",
    "刚开完会",
]
MEDIUM = [
    "预算大概{w}万,老板还没批",
    "含税价 ¥{amount},运费另算",
    "样品{md}之前能寄到吗?",
    "{name}说下周二上午来现场看设备",
    "合同编号 HT-{code},麻烦盖章后扫描给我",
    "竞品报价比你们低{pct}%,能不能再谈谈?",
    "交期最多{n}个工作日,不能再长了",
    "我的邮箱是 {mail}",
    "电话 {phone},加微信同号",
    "付款方式 3:6:1,能接受吗",
    "会议改到 {time},腾讯会议号 {meet}",
    "型号 {model} 有现货吗?要 {n} 台",
    "发票抬头:宁波锐科自动化设备有限公司",
    "POC 环境已经搭好,账号发您邮箱了",
    "单价 {price} 元/台,{n} 台起订",
    "地址:苏州工业园区星湖街{n}号{b}幢{room}室",
    "第{n}项报价是不是算错了?",
    "技术协议第3.2条我们有异议",
    "先试用{n}天,OK 的话{md}签",
    "请查收附件,有问题随时联系我。",
    "麻烦发一份 PDF 版的,谢谢~",
    "好的,{md}前给您答复",
    "关键决策人是{name},分管生产的副总",
    "ERP 用的是 SAP S/4HANA,要能对接 API",
    "你们支持私有化部署吗?",
    "{pct}%的折扣我申请一下",
    "上次说的「双机热备」包含在内吗?",
    "质保期从 12 个月延长到 24 个月",
    "含 {n} 个用户授权,超出按 {price} 元/人/年",
    "这个价格老板不会同意的……",
    "详见 https://www.example.com/p/{code}",
    "请{name}牵头,本周内给出方案",
    "合计:{amount} 元(人民币)",
    "尺寸 {n}×{room}mm,公差±0.05",
]
LONG = [
    (
        "我们内部讨论过了,整体方案是认可的,但是有两点要再确认:一是实施周期能不能压缩到{n}天以内,"
        "二是首付款比例希望从30%降到20%。如果这两点没有问题,{md}之前可以走合同流程。"
    ),
    (
        "您好,按照昨天会上的要求,我把报价重新核了一遍:软件授权 ¥{amount},"
        "实施服务 {w} 万元,年维护费按合同额的{pct}%计。以上均含 6% 增值税,有效期至{md}。"
    ),
    (
        "今天{name}又问了一次数据安全的事情,主要担心客户资料上云以后谁能看到。"
        "能不能麻烦你们的技术同事准备一份权限说明,最好有截图,我转给信息部的同事。"
    ),
    (
        "Hi {latin}, please find the updated quotation attached. The total is U"
        "SD {amount} for {n} units, delivery within {n} weeks after PO. Let me "
        "know if you have any questions."
    ),
    (
        "说实话,我们现在用的那套系统(2019 年上的)基本没人用,销售都嫌录入麻烦。"
        "如果你们真的能做到聊完天自动生成跟进记录,那我可以去推动;要是还得手填,那就算了。"
    ),
    (
        "项目背景:集团共 {n} 家分公司,销售约 {room} 人;目标是 Q3 上线、年底前全员使用。"
        "请按这个规模给一个分期实施方案,重点写清楚迁移、培训和验收标准。"
    ),
    (
        "关于交付时间,工厂那边回复最快{md}能出货,走顺丰大概2-3天到。"
        "如果客户那边急用,可以先从上海仓调{n}台过去,差价{price}元我们承担。"
    ),
]
LISTED = [
    "需要确认三件事:\n1. 合同金额 {amount} 元\n2. 交货日期 {md}\n3. 收货人 {name} {phone}",
    "开票信息\n名称:苏州华辰精密机械有限公司\n税号:91320594MA1{code}X\n开户行:招商银行园区支行",
    "下周安排:\n周一 现场勘查\n周三 方案评审\n周五 签合同",
]
EMOJI = ["好的👌", "太好了🎉🎉", "辛苦啦🌹", "没问题👍", "哈哈😄", "收到,马上处理💪"]
QUOTES = ["预算大概多少?", "样品什么时候能寄?", "POC 环境准备好了吗", "麻烦发一下最新报价单"]
FILES = [
    ("报价单_V{n}.xlsx", "{n}.{b} KB"),
    ("技术协议-{name}.docx", "1.{b} MB"),
    ("华辰二期实施方案.pdf", "{n} MB"),
    ("合同HT-{code}.pdf", "80{b} KB"),
]
SYSTEM = {
    "wechat": [
        "{name}撤回了一条消息",
        "你撤回了一条消息",
        "你已添加了{name},现在可以开始聊天了。",
        "以下为新消息",
        "{name}拍了拍我",
        "以上是打招呼的内容",
    ],
    "wecom": [
        "{name}撤回了一条消息",
        "你已添加{name}为联系人,现在可以开始聊天了",
        "以下为新消息",
        "对方为外部联系人,请注意信息安全",
    ],
    "dingtalk": ["{name}撤回了一条消息", "你撤回了一条消息", "以下为新消息", "{name}加入了群聊"],
    "feishu": ["{name}撤回了一条消息", "{name}加入了群组", "以下为新消息"],
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a chat. `what`: time, system, text, image, file, voice, red. `quote`: what it answers."""

    what: str
    text: str
    at: datetime
    by: str = ""
    ours: bool = False
    quote: str = ""
    size: str = ""


def dialogue(seed: int, *, client: str, others: list[str], count: int, flavour: str = "") -> list[Item]:
    """`count` messages with the client's time labels and system lines among them."""
    random = Random(seed)
    at = NOW - timedelta(minutes=random.choice([200, 900, 1700, 3000, 5000, 12000, 60000]) + random.randrange(300))
    style, items, last = random.randrange(4), [], None
    for _ in range(count):
        at = min(at + timedelta(minutes=random.choice([0, 0, 1, 2, 3, 9, 45, 400])), NOW - timedelta(minutes=1))
        if last is None or at - last > timedelta(minutes=5):
            items.append(Item("time", label(at, client=client, style=style), at))
            last = at
        if random.random() < 0.09:
            items.append(Item("system", _fill(random, random.choice(SYSTEM[client]), others), at))
        items.append(_message(random, at, others, flavour))
    return items


def _message(random: Random, at: datetime, others: list[str], flavour: str) -> Item:
    ours = random.random() < 0.45
    base = Item("text", "", at, by="" if ours else random.choice(others), ours=ours)
    dice = random.random()
    if dice < 0.03:
        return replace(base, what="image")
    if dice < 0.06:
        name, size = random.choice(FILES)
        return replace(base, what="file", text=_fill(random, name, others), size=_fill(random, size, others))
    if dice < 0.075:
        return replace(base, what="voice", text=f'{random.randrange(2, 59)}"')
    if dice < 0.085:
        return replace(base, what="red", text=random.choice(["恭喜发财,大吉大利", "样品运费"]))
    text = _fill(random, random.choice(_pool(random, flavour)), others)
    quote = random.choice(QUOTES) if random.random() < 0.06 else ""
    return replace(base, text=text, quote=quote)


def _pool(random: Random, flavour: str) -> list[str]:
    dice = random.random()
    if flavour == "long" and dice < 0.5:
        return LONG
    if flavour == "emoji" and dice < 0.35:
        return EMOJI
    for share, pool in ((0.27, SHORT), (0.8, MEDIUM), (0.92, LONG), (0.97, LISTED), (1.1, EMOJI)):
        if dice < share:
            return pool
    return MEDIUM


def _fill(random: Random, text: str, others: list[str]) -> str:
    day = NOW + timedelta(days=random.randrange(2, 60))
    values = {
        "w": random.choice(["35", "50", "120", "8.5", "200"]),
        "amount": f"{random.randrange(8_000, 2_000_000):,}.{random.choice(['00', '50', '80'])}",
        "md": f"{day.month}月{day.day}日",
        "name": random.choice(others),
        "code": f"{random.randrange(10**7):07d}",
        "pct": str(random.choice([3, 5, 8, 12, 15, 20])),
        "n": str(random.randrange(2, 60)),
        "b": str(random.randrange(1, 9)),
        "room": str(random.randrange(101, 2200)),
        "mail": random.choice(["chen.jg@huachen-tech.com", "sales_01@ruike.cn", "Linda.Zhao@example.com"]),
        "phone": f"1{random.choice('38')}{random.randrange(10**9):09d}",
        "time": random.choice(["14:30", "9:00", "明天 10:15", "周四15:00"]),
        "meet": f"{random.randrange(100, 999)}-{random.randrange(100, 999)}-{random.randrange(100, 999)}",
        "model": random.choice(["HX-2000 Pro", "RK3588", "S7-1200", "FX5U-64MT/ES"]),
        "price": random.choice(["1,280", "99.9", "3600", "12,500"]),
        "latin": random.choice(["Tom", "Linda", "Mr. Chen"]),
    }
    return _wide(text.format_map(values))


def _wide(text: str) -> str:
    """Punctuation beside Chinese as a Chinese keyboard writes it."""
    return re.sub(r"(?<=[\u4e00-\u9fff])[,?!:;]|[,?!:;](?=[\u4e00-\u9fff])", lambda m: chr(ord(m[0]) + 0xFEE0), text)


def label(at: datetime, *, client: str, style: int) -> str:
    """The line above a message, as the client writes it on that day."""
    return " ".join(_label(at, client, style)).strip()


def _label(at: datetime, client: str, style: int) -> Iterator[str]:
    days = (NOW.date() - at.date()).days
    week = ("周" if style % 2 else "星期") + "一二三四五六日"[at.weekday()]
    if days == 1:
        yield "昨天"
    elif 1 < days < 7 and client != "feishu":
        yield week
    elif days and at.year == NOW.year and not (client == "wechat" and style == 3):
        yield f"{at.month}月{at.day}日"
    elif days:
        yield f"{at.year}年{at.month}月{at.day}日"
    elif client == "feishu" and style > 1:
        yield "今天"
    yield _hour(at, style)


def _hour(at: datetime, style: int) -> str:
    if style in (0, 3):
        return f"{at.hour:02d}:{at.minute:02d}"
    if style == 1:
        return f"{at.hour}:{at.minute:02d}"
    part = ["凌晨", "早上", "下午", "晚上"][(at.hour >= 6) + (at.hour >= 12) + (at.hour >= 18)]
    part = "中午" if at.hour == 12 else part
    return f"{part}{(at.hour - 1) % 12 + 1}:{at.minute:02d}"
