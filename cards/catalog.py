"""Every card the house sends, one function each. Its parameters are all that it can show (ARCHITECTURE, decision 3).

All words that people read on cards stand here. A nudge offers help and never blames (NDG-02).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.model import Button, Card, Choice, Fact, Option, Step, StepState, Tone

LABELS = {
    "budget": "预算",
    "our_quote": "我方报价",
    "deal_amount": "成交金额",
    "deadline": "关键日期",
    "contact_phone": "电话",
    "contact_email": "邮箱",
    "contact_company": "公司",
    "contact_uscc": "信用代码",
    "contact_person": "联系人",
    "decision_maker": "决策人",
    "competitor": "竞品",
    "next_action": "下一步",
    "tag": "标签",
    "milestone": "关键事件",
}
"""What a field of a record is called."""

STAGES = {"collect": "收集聊天", "understand": "理解内容", "match": "匹配客户", "confirm": "等待确认", "save": "保存记录"}

STAGE_NAMES = {
    "new": "新线索",
    "contacted": "已联系",
    "quoted": "已报价",
    "testing": "测试中",
    "buying": "采购流程中",
    "won": "已成交",
    "lost": "已流失",
}
"""What a stage is called; stages are derived from milestones (`crm_core.decisions.stages`)."""

BECAUSE = {
    "bound": "本会话已关联",
    "identity": "平台身份一致",
    "phone": "电话一致",
    "email": "邮箱一致",
    "uscc": "信用代码一致",
    "chosen": "由销售选定",
    "new": "新客户",
}
"""How the customer was found."""

NOTHING_TO_FILL_IN = "聊天里没有需要更新的字段；确认后只留下一条跟进记录。"
"""The summary of a chat in which no fact was found."""

WHY_NOT_READABLE = {
    "no_source": ("读不到这个会话的内容", "请管理员开通会话内容存档，或在飞书群里 @随录 同步。"),
    "no_consent": ("客户尚未同意会话存档", "征得客户同意后再同步；在此之前不会读取任何内容。"),
    "no_permission": ("平台没有允许随录读取客户", "请管理员在平台后台为应用开通「客户联系」权限，再试一次。"),
    "not_a_member": ("随录不在这个群里", "请把随录机器人拉进群，再试一次。"),
    "not_following": ("这不是您服务的客户", "请由负责该客户的同事同步，或请主管改派。"),
}
"""Why a chat may not be read, and what to do about it."""

REFUSALS = {
    "already_confirmed": ("这份摘要已经保存过了", "无需再次确认；如需更改，请先撤销。"),
    "already_dropped": ("这份摘要已经放弃", "重新同步即可得到一份新的。"),
    "already_undone": ("这条记录已经撤销", "重新同步即可得到一份新的摘要。"),
    "choose_customer": ("还不确定是哪位客户", "请先选择客户，再确认保存。"),
    "changed_since": ("记录之后又有改动，不能整条撤销", "请在客户页上逐项修改。"),
    "already_acted": ("已经有人处理了", "卡片上写着是谁、什么时候。"),
    "already_there": ("客户已经由这位同事负责", "请选择另一位同事。"),
    "bound_elsewhere": ("这个会话已经关联了另一位客户", "请联系管理员核对后再同步。"),
    "another_chat": ("这次同步属于另一个会话", "请在当前会话里重新同步。"),
    "bad_value": ("有一行内容不能保存", "请修改或去掉这一行，再确认。"),
    "uscc_taken": ("这个信用代码已经属于另一家客户", "请去掉这一行，并请数据管理员核对是否重复。"),
    "too_early": ("提醒时间已经过去", "请选择之后的时间。"),
    "not_allowed": ("您没有权限这样做", "如有需要，请联系该客户的负责人或主管。"),
    "not_visible": ("没有找到，或您无权查看", "请确认卡片是发给您的，或联系管理员。"),
    "choose_owner": ("请先选择改派给谁", "在卡片上选好同事，再点「改派」。"),
    "unknown_button": ("这个按钮已经失效", "请在最新的卡片上操作。"),
    "failed": ("这次没有成功，什么都没有改变", "请再试一次；若仍不成功，请把时间告诉管理员。"),
    "not_understood": ("没能看懂修改后的内容", "请换一种写法，例如「50万」「2026-12-20」。"),
}
"""Why a click changed nothing, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One proposed or saved value as it is shown."""

    id: int
    field: str
    shown: str
    old: str = ""
    quote: str = ""
    ticked: bool = True

    @property
    def label(self) -> str:
        return LABELS.get(self.field, self.field)

    @property
    def text(self) -> str:
        return f"{self.old} → {self.shown}" if self.old else self.shown


def _steps(reached: str, *, failed: bool = False) -> tuple[Step, ...]:
    """The five steps of a sync, `reached` being the one at work (or the last one, done, for `saved`)."""
    keys = list(STAGES)
    at = len(keys) if reached == "saved" else keys.index(reached)
    states = [StepState.DONE if i < at else StepState.NOW if i == at else StepState.WAITING for i in range(len(keys))]
    if failed:
        states[at] = StepState.FAILED
    return tuple(Step(STAGES[key], state) for key, state in zip(keys, states, strict=True))


def _facts(lines: Sequence[Line]) -> tuple[Fact, ...]:
    return tuple(Fact(line.label, line.text, line.quote) for line in lines)


# --- 「同步本次聊天」: the rep's own card -----------------------------------------------------------------------------


def draft(*, draft_id: int, customer: str, because: str, summary: str, lines: Sequence[Line], messages: int, page: str) -> Card:
    """跟进摘要(待确认), for the rep alone: every value with the words that say so; one tap, or single lines (CAP-09)."""
    options = tuple(Option(str(line.id), f"{line.label}：{line.text}", line.ticked) for line in lines)
    return Card(
        kind="draft",
        title=f"{customer} · 跟进摘要",
        body=summary,
        facts=_facts(lines),
        steps=_steps("confirm"),
        choices=(Choice("lines", "要保存的内容", options, many=True),) if options else (),
        buttons=(
            Button("确认保存", f"confirm:{draft_id}", primary=True),
            Button("修改", url=page),
            Button("放弃", f"drop:{draft_id}"),
        ),
        footer=f"{messages} 条消息 · {BECAUSE.get(because, because)} · 确认前不会改动任何字段",
        url=page,
    )


def which_customer(*, draft_id: int, summary: str, candidates: Sequence[tuple[int, str, str]], page: str) -> Card:
    """An ambiguous match is offered, never guessed: (lead id, name, because) for each candidate."""
    options = [Option(str(lead), f"{name}（{BECAUSE.get(why, why)}）") for lead, name, why in candidates]
    options.append(Option("0", "都不是，新建客户"))
    return Card(
        kind="draft",
        title="这是哪位客户？",
        body=summary,
        tone=Tone.CARE,
        steps=_steps("match"),
        choices=(Choice("lead", "客户", tuple(options)),),
        buttons=(Button("选定", f"choose:{draft_id}", primary=True, asks="lead"), Button("放弃", f"drop:{draft_id}")),
        footer="有不止一位客户对得上，请您选定",
        url=page,
    )


def saved(*, activity_id: int, customer: str, summary: str, lines: Sequence[Line], by: str, at: str, page: str) -> Card:
    """The record is saved; it can be undone."""
    return Card(
        kind="draft",
        title=f"{customer} · 已保存",
        body=summary,
        tone=Tone.GOOD,
        facts=_facts(lines),
        steps=_steps("saved"),
        buttons=(Button("撤销", f"undo:{activity_id}"), Button("查看客户", url=page)),
        footer=f"{by} 于 {at} 确认",
        url=page,
    )


def undone(*, customer: str, by: str, at: str, page: str) -> Card:
    return Card(
        kind="draft",
        title=f"{customer} · 已撤销",
        body="记录已撤销，客户资料恢复为保存前的样子。需要时可再次同步。",
        buttons=(Button("查看客户", url=page),),
        footer=f"{by} 于 {at} 撤销",
        url=page,
    )


def dropped(*, customer: str, by: str, at: str, page: str) -> Card:
    return Card(
        kind="draft",
        title=f"{customer} · 已放弃",
        body="这份摘要没有保存，任何字段都没有改动。需要时可再次同步。",
        footer=f"{by} 于 {at} 放弃",
        url=page,
    )


def nothing_new(*, page: str) -> Card:
    return Card(kind="empty", title="没有新的聊天内容", body="上次同步之后没有新消息，什么都没有改变。", url=page)


def cannot_read(*, reason: str, page: str) -> Card:
    what, next_step = WHY_NOT_READABLE[reason]
    return Card(kind="error", title=what, body=f"{next_step}\n什么都没有改变。", tone=Tone.PROBLEM, url=page)


def failed(*, page: str) -> Card:
    """A sync that went wrong for good, after all retries."""
    return Card(
        kind="error",
        title="这次同步没有成功",
        body="什么都没有改变。请稍后再试；若仍不成功，请把时间告诉管理员。",
        tone=Tone.PROBLEM,
        url=page,
    )


# --- the deal group's card: what everyone in the group may see -------------------------------------------------------


def team_progress(*, customer: str, rep: str, reached: str) -> Card:
    """A sync at work, for the deal group. No words of the chat, no values: only how far it is."""
    return Card(
        kind="team_progress",
        title=f"{customer} · 客户进展",
        body=f"{rep} 正在同步与客户的聊天。",
        steps=_steps(reached),
        footer="内容由负责人确认后生效",
    )


def team_saved(*, customer: str, rep: str, tags: Sequence[str], next_steps: Sequence[str], changes: int, at: str) -> Card:
    """The record is saved: status tags and our own next steps, which the whole deal team works by."""
    facts = [Fact("客户状态", " · ".join(tags))] if tags else []
    facts += [Fact("下一步", step) for step in next_steps]
    return Card(
        kind="team_progress",
        title=f"{customer} · 客户进展",
        body=f"{rep} 更新了跟进记录，{changes} 项内容已确认。",
        tone=Tone.GOOD,
        facts=tuple(facts),
        steps=_steps("saved"),
        footer=f"{rep} 于 {at} 确认",
    )


def team_stopped(*, customer: str, rep: str, what: str, at: str) -> Card:
    """The sync came to no record: 已放弃, 已撤销, 没有新内容, 没有成功."""
    return Card(
        kind="team_progress",
        title=f"{customer} · 客户进展",
        body=f"{rep} 的这次同步{what}，客户资料与同步之前一样。",
        footer=at,
    )


# --- nudges ----------------------------------------------------------------------------------------------------------

DORMANT = "该线索已进入休眠预警，请补充最新进展"
"""NDG-02: the wording is part of the specification."""


def dormant_for_rep(*, nudge_id: int, customer: str, days: int, page: str) -> Card:
    return Card(
        kind="nudge",
        title=f"{customer} · 已安静 {days} 天",
        body=f"{DORMANT}。一条消息、一个电话都算，也可以请主管支援。",
        tone=Tone.CARE,
        buttons=(
            Button("去看看客户", url=page, primary=True),
            Button("明天提醒我", f"snooze:{nudge_id}"),
        ),
        footer="聊过之后点一下「同步本次聊天」，这条提醒就会结束",
        url=page,
    )


def dormant_for_manager(
    *, nudge_id: int, customer: str, rep: str, stage: str, days: int, colleagues: Sequence[tuple[int, str]]
) -> Card:
    """For the direct manager: who, which customer, how long. No words of the chat, no notes (ruling 9)."""
    options = tuple(Option(str(person), name) for person, name in colleagues)
    reassign = (Button("改派", f"reassign:{nudge_id}", asks="owner"),) if options else ()
    return Card(
        kind="nudge",
        title=f"{rep} 的客户 {customer} 已安静 {days} 天",
        body=f"{DORMANT}。是否需要支援？",
        tone=Tone.CARE,
        facts=(Fact("负责人", rep), Fact("阶段", stage), Fact("距上次互动", f"{days} 天")),
        choices=(Choice("owner", "改派给", options),) if options else (),
        buttons=(
            Button("我来支援", f"support:{nudge_id}", primary=True),
            *reassign,
            Button("明天提醒我", f"snooze:{nudge_id}"),
        ),
        footer="卡片只含时间与阶段，不含沟通内容",
    )


def nudge_supported(*, customer: str, by: str, at: str) -> Card:
    return _nudge_over(customer, f"{by} 来支援了，双方可以一起商量下一步。", f"{by} 于 {at} 点了「我来支援」")


def nudge_reassigned(*, customer: str, by: str, to: str, at: str) -> Card:
    return _nudge_over(customer, f"已改派给 {to}。", f"{by} 于 {at} 改派")


def nudge_snoozed(*, customer: str, by: str, until: str, at: str) -> Card:
    return _nudge_over(customer, f"好的，{until} 再提醒。", f"{by} 于 {at} 选择稍后提醒")


def nudge_ended(*, customer: str, at: str) -> Card:
    return _nudge_over(customer, "已有新进展，这条提醒结束了。", at)


def assigned_to_you(*, customer: str, by: str, page: str) -> Card:
    """To the new owner of a reassigned lead."""
    return Card(
        kind="assignment",
        title=f"{customer} 交给您跟进",
        body=f"{by} 把这位客户改派给您。",
        buttons=(Button("查看客户", url=page, primary=True),),
        url=page,
    )


def _nudge_over(customer: str, body: str, footer: str) -> Card:
    return Card(kind="nudge", title=f"{customer} · 静默提醒", body=body, tone=Tone.GOOD, footer=footer)


# --- words to one person ----------------------------------------------------------------------------------------------


def bind(*, platform: str, member: str) -> Card:
    """To somebody the house does not know: how to be bound, and nothing else."""
    return Card(
        kind="bind",
        title="还不认识您",
        body=f"请管理员把您的{platform}账号（{member}）绑定到随录的成员上，绑定后即可使用。在此之前不会显示任何数据。",
        tone=Tone.PROBLEM,
    )


def refused(*, reason: str) -> Card:
    """A click that changed nothing: to the clicker alone."""
    what, next_step = REFUSALS.get(reason, REFUSALS["not_allowed"])
    return Card(kind="refused", title=what, body=next_step, tone=Tone.PROBLEM)


def help_card(*, page: str) -> Card:
    return Card(
        kind="help",
        title="随录能帮您做什么",
        body="聊完之后点「同步本次聊天」，或在群里说「@随录 同步」：我来读聊天、写好摘要，您点一下确认就保存了。",
        facts=(Fact("同步", "把这个群的新消息整理成跟进记录"), Fact("帮助", "显示这张卡片")),
        url=page,
    )


def test_message(*, channel: str, at: str) -> Card:
    """NDG-16: what `suilu doctor --send-test` sends, to show that a channel works."""
    return Card(
        kind="test",
        title="测试消息",
        body=f"{channel}的通知可以送到您这里。这是管理员体检时发的，您不需要做什么。",
        tone=Tone.GOOD,
        footer=at,
    )
