"""Stories that play themselves in the demo, step by step: what is done, what was sent, what the CRM holds, each checked."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import click

from bot.demo.driver import CardSeen, Sidebar, StoryBroken, TownHand, until
from bot.demo.world import CHAT, GROUP
from cards.catalog import DORMANT

CUSTOMER = "wmWangHai0001"
WECOM_BOT, DINGTALK_BOT = "wecom-bot-lin", "dingtalk-bot-zhou"


class Teller:
    """Prints the story; a check that does not hold ends it."""

    def __init__(self, town: TownHand) -> None:
        self.steps = 0
        self._town, self._heard = town, 0

    def step(self, title: str) -> None:
        if self.steps:
            self.wire()
        self.steps += 1
        click.secho(f"\n{self.steps}. {title}", bold=True)

    def wire(self) -> None:
        """What went over the wire since the last time: from Suilu to a platform (←), from a platform to Suilu (→)."""
        calls = self._town.journal(self._heard)
        arrows = {"in": "→ 随录", "out": "← 随录"}
        seen = Counter(f"{c['platform']} {arrows[c['way']]} {c['what']}" for c in calls if c["ok"])
        self._heard = calls[-1]["n"] if calls else self._heard
        for what, times in seen.items():
            click.secho(f"   线路 {what}{f' ×{times}' if times > 1 else ''}", dim=True)

    def says(self, what: str) -> None:
        click.echo(f"   {what}")

    def holds(self, what: str, found: object, wanted: object) -> None:
        """Exactly `wanted`; else the story is broken."""
        if found != wanted:
            raise StoryBroken(f"{what}：应为 {wanted!r}，却是 {found!r}")
        click.secho(f"   ✓ {what}：{found}", fg="green")


def main_job(window: str) -> None:
    """聊天 → 同步 → 飞书卡片原地更新 → 确认 → 记录 → 撤销 → 再同步 → 72 小时 → 钉钉提醒 → 我来支援."""
    town = TownHand(window)
    tell = Teller(town)
    rep = _the_chat(tell, town)
    first = _sync(tell, town, rep, cards_before=0)
    activity = _confirm_on_page(tell, town, rep, first)
    _undo(tell, town, rep, activity)
    second = _sync(tell, town, rep, cards_before=1)
    tell.holds("再次同步读到的内容与第一次相同", _lines(second) == _lines(first), True)
    _confirm_on_card(tell, town, rep, second)
    _nothing_new(tell, rep)
    _silence(tell, town)
    _support(tell, town)
    tell.wire()
    click.secho(f"\n全部 {tell.steps} 步都成立。", fg="green", bold=True)


STORIES: dict[str, Callable[[str], None]] = {"main-job": main_job}


def _the_chat(tell: Teller, town: TownHand) -> Sidebar:
    tell.step("林晓和客户王海在企业微信里聊完了")
    state = town.state()
    names = {person["key"]: person["name"] for person in state["people"]}
    for message in next(chat for chat in state["chats"] if chat["id"] == CHAT)["messages"]:
        tell.says(f"{names[message['by']]}：{message['text']}")
    rep = Sidebar(state, who="lin", chat=CHAT)
    tell.holds("侧边栏以企业微信身份登录", rep.get("/me")["name"], "林晓")
    customer = _customer(rep)
    tell.holds("侧边栏认出客户", customer["lead"]["account"], "华辰精密机械有限公司")
    return rep


def _sync(tell: Teller, town: TownHand, rep: Sidebar, *, cards_before: int) -> dict[str, Any]:
    tell.step("点「同步本次聊天」")
    before = _facts(rep)
    sync = rep.sync(CUSTOMER, _key())
    tell.holds("结果", sync["state"], "proposed")
    draft = dict(sync["draft"])
    tell.says(f"摘要：{draft['summary']}")
    for line in draft["lines"]:
        tell.says(f"{line['label']}：{line['shown']}   「{line['quote']}」")
    tell.holds("确认之前客户资料没有变化", _facts(rep) == before, True)
    card = until("飞书群里的进展卡片停在等待确认", lambda: _card(town, GROUP, cards_before, "● 等待确认"))
    tell.holds("飞书群卡片数", len(town.cards(GROUP)), cards_before + 1)
    tell.says(f"飞书「华辰精密 · 商机群」的卡片原地更新了 {card.changed} 次")
    until("林晓在企业微信收到待确认卡片", lambda: _card(town, WECOM_BOT, -1, f"confirm:{draft['id']}"))
    return draft


def _confirm_on_page(tell: Teller, town: TownHand, rep: Sidebar, draft: Mapping[str, Any]) -> int:
    tell.step("在侧边栏里改一行、去掉一行，确认保存")
    deadline = next(line for line in draft["lines"] if line["field"] == "deadline")
    rival = next(line for line in draft["lines"] if line["field"] == "competitor")
    keep = [line["id"] for line in draft["lines"] if line["id"] != rival["id"]]
    path = f"/drafts/{draft['id']}/confirm"
    done = rep.decide(path, key=_key(), keep=keep, edits={str(deadline["id"]): "12月18日上线"})
    tell.holds("确认", done["state"], "done")
    facts = _facts(rep)
    tell.holds("预算（分）", [facts["budget_low"], facts["budget_high"]], [50_000_000, 50_000_000])
    tell.holds("改过的日期", facts["deadline"][5:], "12-18")
    tell.holds("去掉的竞品没有保存", facts["competitor"], "")
    tell.holds("摘要里也不再提它", "汇川" in _customer(rep)["activities"][0]["summary"], False)
    tell.holds("新手机", facts["phone"], "13912345678")
    tell.says(f"CRM：{_record(rep)}")
    card = until("飞书卡片变成已保存", lambda: _card(town, GROUP, 0, "✓ 保存记录"))
    tell.holds("飞书仍是同一张卡片", [len(town.cards(GROUP)), card.changed > 0], [1, True])
    until("企业微信卡片变成已保存", lambda: _card(town, WECOM_BOT, -1, "已保存"))
    return int(_customer(rep)["activities"][0]["id"])


def _undo(tell: Teller, town: TownHand, rep: Sidebar, activity: int) -> None:
    tell.step("撤销")
    done = rep.decide(f"/activities/{activity}/undo", key=_key())
    tell.holds("撤销", done["state"], "done")
    facts = _facts(rep)
    tell.holds("客户资料恢复原样", [facts["budget_low"], facts["deadline"], facts["phone"]], [None, None, "13800001234"])
    tell.says(f"CRM：{_record(rep)}")
    until("飞书卡片说已撤销", lambda: _card(town, GROUP, 0, "已撤销"))


def _confirm_on_card(tell: Teller, town: TownHand, rep: Sidebar, draft: Mapping[str, Any]) -> None:
    tell.step("这次在企业微信的卡片上点「确认保存」")
    card = until("待确认卡片", lambda: _card(town, WECOM_BOT, -1, f"confirm:{draft['id']}"))
    ticked = ",".join(str(line["id"]) for line in draft["lines"])
    answer = town.click(card, "lin", card.action("confirm"), {"lines": ticked})
    tell.holds("企业微信收下了点击", answer["ok"], True)
    shown = until("卡片变成已保存", lambda: _same(town, card, "已保存"))
    tell.holds("还是同一张卡片，原地更新", shown.changed > card.changed, True)
    facts = _facts(rep)
    tell.holds("竞品这次也保存了", facts["competitor"], "汇川")
    tell.says(f"CRM：{_record(rep)}")
    until("飞书第二张卡片变成已保存", lambda: _card(town, GROUP, 1, "✓ 保存记录"))


def _nothing_new(tell: Teller, rep: Sidebar) -> None:
    tell.step("再点一次同步：没有新的聊天内容")
    before = _facts(rep)
    tell.holds("结果", rep.sync(CUSTOMER, _key())["state"], "empty")
    tell.holds("什么都没有改变", _facts(rep) == before, True)


def _silence(tell: Teller, town: TownHand) -> None:
    tell.step("72 小时过去了，没有新动作")
    town.pass_hours(72.2)
    card = until("周建国在钉钉收到提醒", lambda: _about(town, DINGTALK_BOT, "华辰精密"))
    tell.says(card.text.split("\n")[0])
    tell.holds("措辞", DORMANT in card.text, True)
    tell.holds("主管的卡片不含沟通内容", [word in card.text for word in ("50万", "汇川", "13912345678")], [False] * 3)
    until("林晓在企业微信也收到提醒", lambda: _about(town, WECOM_BOT, "华辰精密", "snooze:"))
    tell.holds("每次静默只提醒一次", _count(town, DINGTALK_BOT, "华辰精密"), 1)


def _support(tell: Teller, town: TownHand) -> None:
    tell.step("周建国点「我来支援」")
    card = until("提醒卡片", lambda: _about(town, DINGTALK_BOT, "华辰精密"))
    action = card.action("support")
    town.click(card, "zhou", action)
    shown = until("卡片写明是谁支援", lambda: _same(town, card, "周建国 来支援了"))
    tell.holds(
        "钉钉卡片原地更新", [len([c for c in town.cards(DINGTALK_BOT) if c.id == card.id]), shown.changed > 0], [1, True]
    )
    changed = shown.changed
    town.click(card, "zhou", action)
    until("再点一次只得到一句说明", lambda: _about(town, DINGTALK_BOT, "已经有人处理了"))
    tell.holds("卡片没有再变", _same(town, card, "周建国 来支援了").changed == changed, True)  # type: ignore[union-attr]


def _customer(rep: Sidebar) -> dict[str, Any]:
    return dict(rep.get("/customer", external_userid=CUSTOMER)["customer"])


def _facts(rep: Sidebar) -> dict[str, Any]:
    """The customer's record without its history."""
    found = _customer(rep)
    facts = {key: found[key] for key in ("budget_low", "budget_high", "quote", "deadline", "competitor", "phone", "email")}
    return {**facts, "tags": found["lead"]["tags"], "next_steps": len(found["next_steps"])}


def _record(rep: Sidebar) -> str:
    """What the CRM holds of the customer, on one line."""
    found = _customer(rep)
    facts = [f"{fact['label']} {fact['value']}" for fact in found["facts"] if fact["value"]]
    steps = [f"下一步 {step['what']}" for step in found["next_steps"]]
    return " · ".join([*facts, found["phone"], *found["lead"]["tags"], *steps, f"{len(found['activities'])} 条跟进记录"])


def _lines(draft: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(line["field"], line["shown"]) for line in draft["lines"]]


def _card(town: TownHand, chat: str, index: int, words: str) -> CardSeen | None:
    cards = town.cards(chat)
    if len(cards) <= max(index, 0) and index >= 0:
        return None
    return cards[index] if cards and words in cards[index].text else None


def _about(town: TownHand, chat: str, *words: str) -> CardSeen | None:
    return next((card for card in reversed(town.cards(chat)) if all(word in card.text for word in words)), None)


def _count(town: TownHand, chat: str, words: str) -> int:
    return sum(words in card.text for card in town.cards(chat))


def _same(town: TownHand, card: CardSeen, words: str) -> CardSeen | None:
    return next((c for c in town.cards(card.chat) if c.id == card.id and words in c.text), None)


def _key() -> str:
    """A tap of its own, even when the story is played again on the same data."""
    return secrets.token_hex(8)
