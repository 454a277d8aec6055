"""The invented organisation of the demo: who is there, which customers they have, and what has been said so far."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import Platform
from bot.settings import DingtalkSettings, FeishuSettings, WecomSettings
from bot.simulator.town import Chat, Dweller, Said, Town
from crm_core.calendar import Calendar
from crm_core.people import SYSTEM
from crm_core.work.core import Core
from crm_core.work.imports import ImportIn

CORPS = {"wecom": "wwsuilutown", "feishu": "cli_5a11d00000000001", "dingtalk": "dingsuilutown"}
GROUP = "oc_huachen"
CHAT = "wecom-single-lin-wang"

PEOPLE: list[dict[str, Any]] = [
    {
        "name": "周建国",
        "role": "manager",
        "home": "dingtalk",
        "accounts": {"dingtalk": "ding_zhou", "wecom": "zhoujianguo", "feishu": "ou_zhou"},
        "team": "华东一组",
        "territories": ["华东"],
    },
    {
        "name": "林晓",
        "role": "rep",
        "home": "wecom",
        "accounts": {"wecom": "linxiao", "feishu": "ou_lin", "dingtalk": "ding_lin"},
        "team": "华东一组",
        "territory": "华东",
        "manager": "周建国",
    },
    {
        "name": "陈默",
        "role": "rep",
        "home": "feishu",
        "accounts": {"wecom": "chenmo", "feishu": "ou_chen", "dingtalk": "ding_chen"},
        "team": "华东一组",
        "territory": "华东",
        "manager": "周建国",
    },
    {"name": "沈总", "role": "owner", "home": "dingtalk", "accounts": {"dingtalk": "ding_shen"}},
    {
        "name": "许新",
        "role": "newcomer",
        "home": "wecom",
        "accounts": {"wecom": "xuxin"},
        "team": "华东一组",
        "territory": "华东",
        "manager": "周建国",
    },
]

CUSTOMERS: list[dict[str, Any]] = [
    {
        "account": "华辰精密机械有限公司",
        "contact": "王海",
        "title": "生产副总",
        "phone": "13800001234",
        "owner": "林晓",
        "territory": "华东",
        "stage": "contacted",
        "identities": {"wecom": "wmWangHai0001"},
        "groups": {"feishu": GROUP},
    },
    {
        "account": "远航冷链物流有限公司",
        "contact": "赵敏",
        "title": "信息主管",
        "phone": "13800005678",
        "owner": "林晓",
        "territory": "华东",
        "identities": {"wecom": "wmZhaoMin0002"},
    },
    {
        "account": "青禾职业培训学校",
        "contact": "孙丽",
        "title": "校长",
        "phone": "13800009012",
        "owner": "陈默",
        "territory": "华东",
        "stage": "quoted",
    },
    {
        "account": "演练·星河电子",
        "contact": "演练客户",
        "owner": "许新",
        "territory": "华东",
        "sandbox": True,
    },
]

STORY: list[tuple[str, str, int]] = [
    ("wang", "林经理，你们那个产线数据采集系统我们内部过了一遍", 34),
    ("wang", "今年预算批下来了，50万左右，最好控制在这个数以内", 33),
    ("lin", "好的王总，标准版报价46万8，含三年维保", 31),
    ("wang", "比汇川贵啊，汇川那边报42万，领导觉得你们价格偏高", 28),
    ("wang", "我们计划12月20日前上线，赶在年底盘点之前", 26),
    ("lin", "明白，我下周三前把方案和POC计划发您", 22),
    ("wang", "行，这事最后要我们刘总拍板，他下周出差回来", 20),
    ("wang", "对了我换号了，新手机 13912345678，邮箱 wanghai@huachen.example.com", 12),
    ("lin", "收到，周五我再给您打个电话", 9),
]
"""Who said what in the WeCom chat, and how many minutes ago."""

TEAM_STORY: list[tuple[str, str, int]] = [
    ("lin", "华辰这单我在跟，王总那边今天应该有消息", 50),
    ("chen", "好，POC 环境我这边可以先准备", 48),
]


SCHOOL = "cid+QingHe/SunLi0001=="
SCHOOL_STORY: list[tuple[str, str, int]] = [
    ("sunli", "陈老师，招生系统的方案校务会过了一遍", 95),
    ("sunli", "预算18万以内，最好1月10日开学前能用上", 94),
    ("chen", "好的孙校长，三个校区一起，报价17万6", 90),
    ("chen", "我周四前把实施计划发您", 89),
    ("sunli", "行，最后要周校董拍板", 87),
]
"""What was said in a DingTalk chat that Suilu is not in: there for whoever picks from it."""


@dataclass(frozen=True, slots=True)
class Tenancy:
    """What the three platforms gave our apps: made up at random once for each demo and kept in its data folder."""

    wecom: WecomSettings
    feishu: FeishuSettings
    dingtalk: DingtalkSettings


def new_keys() -> dict[str, str]:
    """Fresh secrets for a new demo."""
    letters = string.ascii_letters + string.digits
    return {
        "wecom_secret": secrets.token_urlsafe(32),
        "wecom_token": "".join(secrets.choice(letters) for _ in range(24)),
        "wecom_aes_key": "".join(secrets.choice(letters) for _ in range(43)),
        "archive_secret": secrets.token_urlsafe(24),
        "feishu_secret": secrets.token_urlsafe(24),
        "feishu_token": secrets.token_urlsafe(18),
        "feishu_encrypt_key": secrets.token_urlsafe(24),
        "dingtalk_secret": secrets.token_urlsafe(32),
        "secret_key": secrets.token_urlsafe(32),
    }


def tenancy(keys: Mapping[str, str], ports: Mapping[str, int]) -> Tenancy:
    """The demo's settings for the three platforms, whose stand-ins listen on `ports`."""
    wecom, feishu, dingtalk = (f"http://127.0.0.1:{ports[name]}" for name in ("wecom", "feishu", "dingtalk"))
    return Tenancy(
        WecomSettings(
            corp_id=CORPS["wecom"],
            agent_id=1000002,
            secret=keys["wecom_secret"],
            token=keys["wecom_token"],
            aes_key=keys["wecom_aes_key"],
            api_url=wecom,
            oauth_url=wecom,
            jssdk_url=f"{wecom}/wecom-jssdk.js",
            archive_url=f"{wecom}/archive",
            archive_secret=keys["archive_secret"],
            scan_url=wecom,
        ),
        FeishuSettings(
            app_id=CORPS["feishu"],
            app_secret=keys["feishu_secret"],
            verification_token=keys["feishu_token"],
            encrypt_key=keys["feishu_encrypt_key"],
            api_url=feishu,
            oauth_url=feishu,
            jssdk_url=f"{feishu}/h5-js-sdk.js",
        ),
        DingtalkSettings(
            client_id=CORPS["dingtalk"],
            client_secret=keys["dingtalk_secret"],
            card_template_id="suilu-town.schema",
            api_url=dingtalk,
            corp_id=CORPS["dingtalk"],
            oauth_url=dingtalk,
            jssdk_url=f"{dingtalk}/dingtalk.open.js",
            agent_id=2000001,
        ),
    )


def as_environment(tenancy: Tenancy) -> dict[str, str]:
    """The same as the environment variables an administrator would set."""
    variables: dict[str, str] = {}
    for platform in ("wecom", "feishu", "dingtalk"):
        settings = getattr(tenancy, platform)
        for name in settings.__slots__:
            variables[f"SUILU_{platform}_{name}".upper()] = str(getattr(settings, name))
    return variables


def first_moment(real_now: datetime, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """When a fresh demo begins: the latest Tuesday 10:07 that is past, whose Friday is a working day too, so that the
    nudge 72 h later is due at a moment when one may speak."""
    day = real_now.astimezone(zone).replace(hour=10, minute=7, second=0, microsecond=0)
    while (
        day > real_now
        or day.weekday() != 1
        or not (calendar.works_on(day.date()) and calendar.works_on((day + timedelta(days=3)).date()))
    ):
        day -= timedelta(days=1)
    return day


def found_organisation(core: Core) -> None:
    """People and customers, as `suilu import` would bring them in."""
    with core.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate({"corps": CORPS, "people": PEOPLE, "customers": CUSTOMERS}))


def people_town(town: Town) -> None:
    """The same people on the platforms' side, and what they have said so far."""
    for dweller in (
        Dweller("zhou", "周建国", True, {"wecom": "zhoujianguo", "feishu": "ou_zhou", "dingtalk": "ding_zhou"}),
        Dweller("lin", "林晓", True, {"wecom": "linxiao", "feishu": "ou_lin", "dingtalk": "ding_lin"}, manager="zhou"),
        Dweller("chen", "陈默", True, {"wecom": "chenmo", "feishu": "ou_chen", "dingtalk": "ding_chen"}, manager="zhou"),
        Dweller("shen", "沈总", True, {"dingtalk": "ding_shen"}),
        Dweller("xu", "许新", True, {"wecom": "xuxin"}, manager="zhou"),
        Dweller("guest", "路人甲", True, {"feishu": "ou_guest", "dingtalk": "ding_guest"}),
        Dweller("wang", "王海", False, {"wecom": "wmWangHai0001"}, "华辰精密机械有限公司", ["13800001234"], followers=["lin"]),
        Dweller("zhao", "赵敏", False, {"wecom": "wmZhaoMin0002"}, "远航冷链物流有限公司", followers=["lin"]),
        Dweller("sunli", "孙丽", False, {"dingtalk": "ding_sun"}, "青禾职业培训学校"),
    ):
        town.moves_in(dweller)
    town.opens(Chat(CHAT, Platform.WECOM.value, "single", "王海", ["lin", "wang"]))
    town.opens(Chat("wecom-single-lin-zhao", Platform.WECOM.value, "single", "赵敏", ["lin", "zhao"]))
    town.opens(Chat(GROUP, Platform.FEISHU.value, "group", "华辰精密 · 商机群", ["lin", "chen", "bot"]))
    town.opens(Chat(SCHOOL, Platform.DINGTALK.value, "single", "孙丽", ["chen", "sunli"]))
    for platform, key in ((Platform.WECOM, "lin"), (Platform.FEISHU, "lin"), (Platform.DINGTALK, "zhou")):
        town.bot_chat(platform, key)
    _tell(town, CHAT, STORY, "m")
    _tell(town, GROUP, TEAM_STORY, "om_")
    _tell(town, SCHOOL, SCHOOL_STORY, "msgdt")


def _tell(town: Town, chat_id: str, story: list[tuple[str, str, int]], prefix: str) -> None:
    now = town.clock.now()
    for by, text, ago in story:
        at = (now - timedelta(minutes=ago)).isoformat()
        town.add(chat_id, Said(town.next_id(prefix), by, at, text=text))
