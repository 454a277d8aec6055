"""Every card the house sends, one function each. Its parameters are all that it can show (ARCHITECTURE, decision 3).

All words that people read on cards stand here. A nudge offers help and never blames (NDG-02).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cards.model import Button, Card, Choice, Fact, Input, Option, Step, StepState, Tone

LABELS = {
    "budget": "预算",
    "budget_status": "预算状态",
    "target_price": "目标价",
    "our_quote": "我方报价",
    "deal_amount": "成交金额",
    "foreign_amount": "外币金额",
    "product": "意向产品",
    "deadline": "关键日期",
    "contact_phone": "电话",
    "contact_email": "邮箱",
    "contact_company": "公司",
    "contact_uscc": "信用代码",
    "contact_address": "地址",
    "contact_person": "联系人",
    "decision_maker": "决策人",
    "competitor": "竞品",
    "competitor_price": "竞品报价",
    "competitor_delta": "竞品价差",
    "pain_point": "痛点",
    "objection": "异议",
    "next_action": "下一步",
    "tag": "标签",
    "milestone": "关键事件",
}
"""What a field of a record is called."""

ONLY_TICKED = frozenset({"competitor_price", "competitor_delta", "objection", "milestone"})
"""Fields of a draft that can be left out but not rewritten: `bot.nlp.reread` reads none of them."""

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

SOURCE_NAMES = {
    "archive": "会话存档",
    "history": "群聊记录",
    "picked": "所选消息",
    "pasted": "粘贴的文字",
    "screenshot": "聊天截图",
}
"""Which way the messages of a record came (docs/capture.md)."""

BECAUSE = {
    "bound": "本会话已关联",
    "identity": "平台身份一致",
    "phone": "电话一致",
    "email": "邮箱一致",
    "uscc": "信用代码一致",
    "same_chat": "与已同步的聊天相同",
    "title": "名字一致",
    "here": "在这位客户旁边提交",
    "chosen": "由销售选定",
    "new": "新客户",
}
"""How the customer was found."""

NOTHING_TO_FILL_IN = "聊天里没有需要更新的字段；确认后只留下一条跟进记录。"
"""The summary of a chat in which no fact was found."""

WHY_NOT_READABLE = {
    "no_source": ("读不到这个会话的内容", "请管理员开通会话内容存档，或在飞书群里 @随录 同步。"),
    "no_record": ("读不到这份聊天记录", "它可能已被撤回，请重新合并转发一次。"),
    "no_consent": ("客户尚未同意会话存档", "征得客户同意后再同步；在此之前不会读取任何内容。"),
    "no_permission": ("平台没有允许随录读取客户", "请管理员在平台后台为应用开通「客户联系」权限，再试一次。"),
    "not_a_member": ("随录不在这个群里", "请把随录机器人拉进群，再试一次。"),
    "not_following": ("这不是您服务的客户", "请由负责该客户的同事同步，或请主管改派。"),
}
"""Why a chat may not be read, and what to do about it."""

WHY_NOT_A_CHAT = {
    "empty": ("还没有内容", "请先在聊天里多选消息并复制，再粘贴到这里。"),
    "prose": ("这段文字不像聊天记录", "请在聊天窗口里选中多条消息复制，要带上发言人的名字。"),
    "too_long": ("聊天太长了，一次最多 20 万字", "请分几次粘贴，重复的消息只会记一次。"),
    "no_bubbles": ("图片里没有找到聊天气泡", "聊天请截取完整的界面；报价单或名片请添加到客户页的附件，再点「识别内容」。"),
    "not_a_picture": ("这个文件不是图片", "请上传 PNG、JPG 或 WebP 格式的聊天截图。"),
    "too_large": ("图片太大，每张不能超过 20 MB", "请用手机截图的原图，或压缩后再上传。"),
    "picture_bomb": ("图片的尺寸太大，没有打开", "请上传普通的手机截图；很长的长图请分几张截。"),
    "too_slow": ("识别用时太久，已经停下", "请稍后再试；也可以一次少传几张，或把长图分几张截。"),
    "too_many": ("一次最多 9 张截图", "请分几次上传，重复的消息只会记一次。"),
    "two_chats": ("这几张截图不是同一个聊天", "请按聊天分开上传。"),
    "picture_gone": ("图片已经取不到了", "平台只保留几天，请重新发送截图。"),
    "no_ocr": ("企业还没有开启截图识别", "请改用「粘贴聊天文字」，或请管理员安装识别组件。"),
}
"""Why what was handed over is no chat, and what to do about it."""

WHY_NOT_READ = {
    "not_a_paper": (
        "没有认出报价单或名片",
        "照片请拍得正一些、清楚一些；文档里要有报价；聊天截图请从「上传截图」添加。",
    ),
    "pictures_off": ("企业没有开启图片识别", "需要时请管理员开启（SUILU_READ_PICTURES）。"),
    "voices_off": ("企业没有开启语音转文字，没有发送任何内容", "需要时请管理员开启（SUILU_HEAR_VOICES），并接入飞书。"),
    "not_a_document": ("这个 PDF 打不开", "它可能已损坏，或设了密码；请另存一份，或截成图片再添加。"),
    "not_opened": ("这个文件打不开", "它可能已损坏或太大；请用 Office 或 WPS 另存一份，或另存为 PDF 再添加。"),
    "old_office": ("旧格式的 .doc 不能识别", "请用 Office 或 WPS 另存为 .docx 或 PDF，再点「识别内容」。"),
    "nothing_to_read": ("只能识别图片、PDF、Excel、Word 和语音", "其他文档请打开查看，或另存为 PDF 再添加。"),
    "silent": ("没有听出内容", "请换一段清楚的录音。"),
    "sound_format": ("这种语音格式不能转文字", "目前只支持 16 kHz 单声道的 WAV；钉钉语音自带文字。"),
    "sound_too_long": ("录音太长，最多约 18 分钟", "请分成几段再添加。"),
    "sound_refused": ("飞书没有为企业开通语音转文字", "请管理员检查飞书的版本和应用权限。"),
}
"""Why nothing was read of a file (识别内容), and what to do about it."""

REFUSALS = {
    **WHY_NOT_READ,
    **WHY_NOT_A_CHAT,
    "nothing_left": ("所有消息都被剔除了，没有可以整理的内容", "请至少保留一条，或直接放弃。"),
    "never_sync": ("这个聊天已设为「从不同步」", "需要同步时，请先在侧边栏里取消。"),
    "consent_refused": ("客户不同意记录聊天，没有保存任何内容", "客户改变主意后，可在侧边栏里更新同意记录。"),
    "not_a_deliverable": ("语音和视频不能作为交付物", "请上传文件或照片，例如合同的 PDF 或拍照。"),
    "proves_nothing": ("这个文件还没有标为交付物", "请先选它是合同、报价单等。"),
    "already_proved": ("这个关键事件已经记过了", "无需再记；可在跟进记录里查看。"),
    "proved": ("它已经证明了一个关键事件", "请先撤销关键事件，再改标签。"),
    "not_given": ("平台没有给出原件", "请在聊天里另存后，从侧边栏添加。"),
    "already_placed": ("这个文件已经存到客户那里了", "打开客户页就能看到。"),
    "no_contact": ("这位客户还没有联系人", "请先同步一次聊天，或补充联系人。"),
    "not_read": ("还在识别，请稍等", "识别完成后再保存。"),
    "already_synced": ("这份内容已经同步过了", "请打开待确认的跟进摘要。"),
    "already_failed": ("这份内容没能识别", "请重新粘贴或上传。"),
    "already_confirmed": ("这份摘要已经保存过了", "无需再次确认；如需更改，请先撤销。"),
    "already_dropped": ("这份摘要已经放弃", "重新同步即可得到一份新的。"),
    "already_undone": ("这条记录已经撤销", "重新同步即可得到一份新的摘要。"),
    "choose_customer": ("还不确定是哪位客户", "请先选择客户，再试一次。"),
    "changed_since": ("记录之后又有改动，不能整条撤销", "请在客户页上逐项修改。"),
    "not_gone": ("通讯录现在没有说这位同事已离职", "请等下一次读取通讯录，或在服务器上运行 suilu directory 查看。"),
    "owner_changed": ("客户刚刚换了负责人，什么都没有改变", "请打开客户页看看现在由谁负责，再试一次。"),
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
    "nothing_to_hand_over": ("没有待交接的客户", "可能已经交接过了；打开交接页可以看到交给了谁。"),
    "choose_successor": ("请先选择接手人", "在卡片上选好同事，再点「全部交给」。"),
    "moved_on": ("交接之后已有新的动作，不能整体撤回", "需要调整时，请在交接页重新交接或改派。"),
    "already_done": ("这一步已经完成了", "发送「我的待办」可以看到还有哪些。"),
    "not_understood": ("没能看懂修改后的内容", "请换一种写法，例如「50万」「2026-12-20」。"),
}
"""Why a click changed nothing, and what to do about it."""

PLATFORM_NAMES = {"wecom": "企业微信", "feishu": "飞书", "dingtalk": "钉钉"}

STATUS_NAMES = {
    "active": "在职",
    "paused": "暂停分配",
    "leave": "休假",
    "maternity": "产假",
    "disabled": "停用",
    "left": "离职",
    "test": "测试账号",
}
"""Whether a colleague works here, and how far."""

AWAY = {status: STATUS_NAMES[status] for status in ("leave", "maternity")}
"""Why a colleague is not there."""

WHEN_SPENT: Mapping[str, Literal["post", "silent"]] = {
    "draft": "post",
    "empty": "silent",
    "error": "silent",
    "team_progress": "silent",
    "nudge": "silent",
    "assignment": "silent",
    "bind": "silent",
    "capture": "silent",
    "refused": "silent",
    "help": "silent",
    "digest": "silent",
    "customer": "silent",
    "daily": "silent",
    "report": "silent",
    "test": "silent",
    "file": "silent",
    "directory": "silent",
    "handover": "silent",
    "brief": "silent",
    "contact": "silent",
}
"""By kind of card: what to do when it should be changed and the right to change it is spent or expired. Only the rep's own card
of a sync is posted anew: it says what became of her record. All others are stale news by then, and nobody is disturbed for it.
"""

MOST_COLLEAGUES = 20
"""To whom a lead can be given on a card: as many as each platform can show without a button behind a link (`cards.fit`)."""


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


def sync_progress(*, customer: str, reached: str, page: str) -> Card:
    """How far the sync is that the reader asked for in a chat; the draft takes its place. No customer yet: `customer` empty."""
    return Card(
        kind="draft",
        title=f"{customer} · 正在同步" if customer else "正在同步本次聊天",
        body="收到，正在读取聊天并整理成跟进摘要。完成后这张卡片会变成待确认的摘要，请您过目。",
        steps=_steps(reached),
        footer="确认前不会改动任何字段",
        url=page,
    )


def draft(
    *,
    draft_id: int,
    customer: str,
    because: str,
    summary: str,
    lines: Sequence[Line],
    messages: int,
    page: str,
    leave_out: str = "",
) -> Card:
    """跟进摘要(待确认), for the rep alone: every value with the words that say so; one tap, or single lines (CAP-09).

    `leave_out` is the page where messages that should not be recorded are taken out of it.

    Each line can be unticked (`lines`) and, unless it is `ONLY_TICKED`, rewritten in place (`edit_<line id>`).
    """
    options = tuple(Option(str(line.id), f"{line.label}：{line.shown}", line.ticked) for line in lines)
    return Card(
        kind="draft",
        title=f"{customer} · 跟进摘要",
        body=summary,
        facts=_facts(lines),
        steps=_steps("confirm"),
        choices=(Choice("lines", "要保存的内容", options, many=True),) if options else (),
        inputs=tuple(Input(f"edit_{line.id}", line.label, line.shown) for line in lines if line.field not in ONLY_TICKED),
        buttons=(
            Button("确认保存", f"confirm:{draft_id}", primary=True),
            Button("修改", url=page),
            Button("放弃", f"drop:{draft_id}"),
            *((Button("有些不该记？", url=leave_out),) if leave_out else ()),
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
        footer="有不止一位客户对得上，请您选定" if len(candidates) > 1 else "还不能肯定，请您看一眼",
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


def team_progress(*, customer: str, rep: str, reached: str, page: str = "") -> Card:
    """A sync at work, for the deal group. No words of the chat, no values: only how far it is."""
    return Card(
        kind="team_progress",
        title=f"{customer} · 客户进展",
        body=f"{rep} 正在同步与客户的聊天。",
        steps=_steps(reached),
        footer="内容由负责人确认后生效",
        url=page,
    )


def team_saved(
    *, customer: str, rep: str, tags: Sequence[str], next_steps: Sequence[str], changes: int, at: str, page: str = ""
) -> Card:
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
        url=page,
    )


def team_stopped(*, customer: str, rep: str, what: str, at: str, page: str = "") -> Card:
    """The sync came to no record: 已放弃, 已撤销, 没有新内容, 没有成功."""
    return Card(
        kind="team_progress",
        title=f"{customer} · 客户进展",
        body=f"{rep} 的这次同步{what}，客户资料与同步之前一样。",
        footer=at,
        url=page,
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
    *,
    nudge_id: int,
    customer: str,
    rep: str,
    stage: str,
    days: int,
    colleagues: Sequence[tuple[int, str]],
    away: str = "",
    page: str = "",
) -> Card:
    """For the direct manager: who, which customer, how long. No words of the chat, no notes (ruling 9).

    The first `MOST_COLLEAGUES` of `colleagues` are offered. `away`: why the rep is not there and is not told, one of `AWAY`.
    """
    covers = f"{rep} 正在{away}，没有收到提醒；期间由您照看，也可以改派给同事。" if away else "是否需要支援？"
    options = tuple(Option(str(person), name) for person, name in colleagues[:MOST_COLLEAGUES])
    reassign = (Button("改派", f"reassign:{nudge_id}", asks="owner"),) if options else ()
    return Card(
        kind="nudge",
        title=f"{rep} 的客户 {customer} 已安静 {days} 天",
        body=f"{DORMANT}。{covers}",
        tone=Tone.CARE,
        facts=(Fact("负责人", f"{rep}（{away}）" if away else rep), Fact("阶段", stage), Fact("距上次互动", f"{days} 天")),
        choices=(Choice("owner", "改派给", options),) if options else (),
        buttons=(
            Button("我来支援", f"support:{nudge_id}", primary=True),
            *reassign,
            Button("明天提醒我", f"snooze:{nudge_id}"),
        ),
        footer="卡片只含时间与阶段，不含沟通内容",
        url=page,
    )


def nudge_supported(*, customer: str, by: str, at: str, page: str = "") -> Card:
    return _nudge_over(customer, f"{by} 来支援了，双方可以一起商量下一步。", f"{by} 于 {at} 点了「我来支援」", page)


def nudge_reassigned(*, customer: str, by: str, to: str, at: str, page: str = "") -> Card:
    return _nudge_over(customer, f"已改派给 {to}。", f"{by} 于 {at} 改派", page)


def nudge_snoozed(*, customer: str, by: str, until: str, at: str, page: str = "") -> Card:
    return _nudge_over(customer, f"好的，{until} 再提醒。", f"{by} 于 {at} 选择稍后提醒", page)


def nudge_ended(*, customer: str, at: str, page: str = "") -> Card:
    return _nudge_over(customer, "已有新进展，这条提醒结束了。", at, page)


def assigned_to_you(*, lead_id: int, customer: str, by: str, page: str) -> Card:
    """To the new owner of a reassigned lead."""
    return Card(
        kind="assignment",
        title=f"{customer} 交给您跟进",
        body=f"{by} 把这位客户改派给您。",
        buttons=(Button("查看客户", url=page, primary=True), Button("已查看", f"viewed:{lead_id}")),
        url=page,
    )


def _nudge_over(customer: str, body: str, footer: str, page: str) -> Card:
    return Card(kind="nudge", title=f"{customer} · 静默提醒", body=body, tone=Tone.GOOD, footer=footer, url=page)


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
        facts=tuple(Fact(says, does) for says, does in COMMANDS.values()),
        buttons=_commands(),
        url=page,
    )


# --- commands in chat: buttons first, typing second ---------------------------------------------------------------------

COMMANDS = {
    "sync": ("同步", "把这个群的新消息整理成跟进记录"),
    "customer": ("客户", "「客户 华辰」：看自己的一位客户"),
    "todo": ("我的待办", "待确认的摘要、静默提醒、下一步"),
    "today": ("今日进展", "突破点、待协调资源、明日关键动作"),
    "report": ("周报", "自己这一周的小结"),
    "help": ("帮助", "显示这张卡片"),
}
"""By the word that `ask:<word>` carries: how it is said, and what it does."""
_ON_CARDS = ("todo", "today", "sync", "customer", "report")


def _command(word: str, *, primary: bool = False) -> Button:
    return Button(COMMANDS[word][0], f"ask:{word}", primary=primary)


def _commands(*words: str) -> tuple[Button, ...]:
    """The first is the one to press."""
    return tuple(_command(word, primary=not at) for at, word in enumerate(words or _ON_CARDS))


def not_understood(*, words: str, near: Sequence[str], page: str) -> Card:
    """What was not understood, and what it may have meant; never silence. `near`: keys of COMMANDS."""
    guess = "、".join(f"「{COMMANDS[word][0]}」" for word in near)
    return Card(
        kind="help",
        title=f"没听懂「{words[:16]}{'…' if len(words) > 16 else ''}」",
        body=f"您是想说{guess}吗？" if near else "我还不会闲聊，下面这些可以直接点，也可以发给我。",
        facts=() if near else tuple(Fact(says, does) for says, does in COMMANDS.values()),
        buttons=_commands(*near, "help") if near else _commands(),
        url=page,
    )


def hello(*, name: str, page: str) -> Card:
    """To somebody who opens the chat with the bot for the first time."""
    return Card(
        kind="help",
        title=f"{name}，您好，我是随录",
        body="和客户聊完，点一下「同步本次聊天」，我来写跟进记录，您只需确认。客户安静太久时，我会轻轻提醒。",
        facts=tuple(Fact(says, does) for says, does in COMMANDS.values()),
        buttons=_commands(),
        footer="您的备注只有您自己看得到，除非您亲手共享",
        url=page,
    )


def hello_group() -> Card:
    """Into a group that the bot was added to: what it does, and nothing about anybody."""
    return Card(
        kind="help",
        title="大家好，我是随录",
        body="在群里说「@随录 同步」，我把新消息整理成跟进记录，由负责人确认。查询的结果只发给提问的人。",
        buttons=_commands("sync", "today", "todo", "help"),
        footer="没有人 @ 我的时候，我不读群里的消息",
    )


def sync_where(*, page: str) -> Card:
    """「同步」 said to the bot itself: there is no customer in that chat."""
    return Card(
        kind="help",
        title="要同步哪个聊天？",
        body="我们俩的聊天里没有客户。请打开与客户的聊天，在侧边栏点「同步本次聊天」；或在商机群里说「@随录 同步」。",
        buttons=(Button("打开侧边栏", url=page, primary=True), *_later("todo", "help")),
        url=page,
    )


MOST_SPEAKERS = 10
"""Names to choose from: what a WeCom card can list; more are asked on the page."""


def whose_words(*, capture_id: int, messages: int, speakers: Sequence[tuple[str, bool]], dated: bool, page: str) -> Card:
    """A chat was read whose sides the names do not tell: (name, whether it is surely ours) for each speaker; none: they can
    only be told on the page. Not `dated`: which day it was is asked with it."""
    names = tuple(Option(str(place), name, ticked=ours) for place, (name, ours) in enumerate(speakers))
    days = [("生成跟进摘要", "")] if dated else [("是今天聊的", "?day=0"), ("是昨天聊的", "?day=1")]
    settle = [Button(text, f"whose:{capture_id}{day}", primary=day != "?day=1", asks="ours") for text, day in days]
    return Card(
        kind="capture",
        title=f"读到 {messages} 条消息",
        body="请勾选我方同事，其余算客户一方；同一个聊天只问这一次。" if names else "请打开页面，选出哪些是我方的话。",
        choices=(Choice("ours", "哪些是我方的话？", names, many=True),) if names else (),
        buttons=(*(settle if names else ()), Button("查看内容", url=page)),
        footer="确认保存之前不会改动任何客户资料",
        url=page,
    )


def capture_taken(*, messages: int, page: str) -> Card:
    """In place of the question: it was answered, and the draft has a card of its own."""
    return Card(kind="capture", title=f"{messages} 条消息已整理", body="请在跟进摘要里确认。", tone=Tone.GOOD, url=page)


def not_a_chat(*, reason: str, page: str) -> Card:
    """What was handed over is no chat; `reason` is a key of WHY_NOT_A_CHAT."""
    what, next_ = WHY_NOT_A_CHAT[reason]
    return Card(kind="refused", title=what, body=next_, tone=Tone.CARE, url=page)


def cannot_use(*, what: str, page: str) -> Card:
    """What came to the bot in a way that nothing reads: an honest word, and the ways that are read. `what`: 「2 张图片」."""
    return Card(
        kind="help",
        title=f"收到了{what}",
        body="这次没有读取，也没有保存。我能用的是：不带文字的聊天截图，销售单独发来的文件、语音和视频，"
        "在飞书、钉钉里合并转发给我的聊天记录；也可以打开与客户的聊天，在侧边栏点「同步本次聊天」。",
        buttons=(Button("打开侧边栏", url=page, primary=True), *_later("help")),
        url=page,
    )


def _later(*words: str) -> tuple[Button, ...]:
    return tuple(_command(word) for word in words)


def totals_only() -> Card:
    """The owner asks for a single customer, or what hangs on one (PRM-01)."""
    return Card(
        kind="help",
        title="为您准备的是汇总",
        body="随录不向负责全局的人展示单个客户和同事的跟进内容，这样大家才愿意如实记录。汇总数据随时可看。",
        buttons=_commands("report", "help"),
    )


def customer_card(
    *,
    customer: str,
    stage: str,
    tags: Sequence[str],
    next_step: str,
    last_activity: str,
    budget: str,
    deadline: str,
    page: str,
    given: tuple[str, str] | None = None,
) -> Card:
    """For the customer's own rep. `given`: a file just handed to the bot that can be put here: action of the button, name."""
    facts = (
        Fact("阶段", stage),
        Fact("标签", " · ".join(tags)),
        Fact("下一步", next_step),
        Fact("上次互动", last_activity),
        Fact("预算", budget),
        Fact("关键日期", deadline),
    )
    return Card(
        kind="customer",
        title=customer,
        facts=tuple(fact for fact in facts if fact.value),
        buttons=(
            *((Button(f"存入「{given[1][:8]}」", given[0], primary=True),) if given else ()),
            Button("查看客户", url=page, primary=not given),
            *_later("todo"),
        ),
        footer="只有您看得到这张卡片",
        url=page,
    )


def customer_for_manager(*, customer: str, rep: str, stage: str, tags: Sequence[str], last_activity: str, page: str) -> Card:
    """For those who answer for the rep: who, which stage, how long ago. No words, no amounts (PRM-02)."""
    facts = (Fact("负责人", rep), Fact("阶段", stage), Fact("标签", " · ".join(tags)), Fact("上次互动", last_activity))
    return Card(
        kind="customer",
        title=customer,
        facts=tuple(fact for fact in facts if fact.value),
        buttons=(Button("查看客户", url=page, primary=True),),
        footer="不含沟通内容、金额与备注",
        url=page,
    )


def which_of_them(*, search: str, customers: Sequence[tuple[int, str]], more: bool) -> Card:
    """Several match, or none was named: (lead id, name) of each that the asker may see, the newest activity first."""
    options = tuple(Option(str(lead), name) for lead, name in customers)
    return Card(
        kind="customer",
        title=f"「{search[:16]}」有 {len(customers)} 位" if search and not more else "要看哪位客户？",
        body="请选一位。" + ("还有更多，名字写全一些会更准。" if more else ""),
        choices=(Choice("lead", "客户", options),),
        buttons=(Button("查看", "ask:customer", primary=True, asks="lead"),),
        footer="也可以直接发「客户 名字」",
    )


def no_customer(*, search: str, page: str) -> Card:
    """Nobody of that name whom the asker may see; whether somebody else's customer it is, is not told."""
    what = f"没有找到「{search[:16]}」" if search else "您名下还没有客户"
    return Card(
        kind="customer",
        title=what,
        body="只在您能看到的客户里查找。可以试试公司名或联系人姓名里的两三个字；新客户聊完同步一次就会出现。",
        buttons=(*_commands("customer"), *_later("help")) if search else _commands("help"),
        url=page,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One line of 「我的待办」: what it is (摘要, 静默, 今天 …), its words, and what can be done about it here."""

    label: str
    text: str
    button: str
    action: str = ""
    url: str = ""


def digest(*, items: Sequence[Item], more: int, page: str) -> Card:
    """「我的待办」, for the one who asks: what waits, a button each."""
    if not items:
        return Card(
            kind="digest",
            title="我的待办 · 都处理好了",
            body="现在没有等着您的事。和客户聊完，点一下「同步本次聊天」就好。",
            tone=Tone.GOOD,
            buttons=_later("today", "help"),
            url=page,
        )
    numbered = list(enumerate(items, 1))
    return Card(
        kind="digest",
        title=f"我的待办 · {len(items) + more} 项",
        facts=tuple(Fact(f"{at}·{item.label}", item.text) for at, item in numbered),
        buttons=tuple(
            Button(f"{at}·{item.button}", item.action, url=item.url, primary=at == 1 and not item.url) for at, item in numbered
        ),
        footer=f"另有 {more} 项；处理好上面的，再发一次「我的待办」" if more else "",
        url=page,
    )


def today(*, day: str, done: Sequence[str], needs: Sequence[str], tomorrow: Sequence[str], page: str) -> Card:
    """每日进展卡片 (RPT-02) of the one who asks, to that one alone."""
    return Card(
        kind="daily",
        title=f"今日进展 · {day}",
        facts=_sections(done, needs, tomorrow),
        buttons=_commands("todo", "report"),
        footer="来自今天已确认的记录；只有您看得到",
        url=page,
    )


def deal_today(
    *,
    customer: str,
    day: str,
    records: int,
    tags: Sequence[str],
    waiting: Sequence[str],
    next_steps: Sequence[str],
    page: str = "",
) -> Card:
    """The deal's version, for its group: status tags and next steps, which the whole deal team works by; no values."""
    done = [f"{records} 条跟进已确认"] if records else []
    done += [" · ".join(tags)] if tags else []
    return Card(
        kind="daily",
        title=f"{customer} · 今日进展 · {day}",
        facts=_sections(done, waiting, next_steps),
        buttons=_commands("sync"),
        footer="只含状态标签与下一步，不含沟通内容",
        url=page,
    )


def _sections(done: Sequence[str], needs: Sequence[str], tomorrow: Sequence[str]) -> tuple[Fact, ...]:
    """The three, always in this order; more than three lines of one are counted."""
    return (
        Fact("今日突破点", _few(done) or "今天还没有已确认的记录"),
        Fact("待协调资源", _few(needs) or "没有"),
        Fact("明日关键动作", _few(tomorrow) or "还没有约好的下一步"),
    )


def _few(lines: Sequence[str], most: int = 3) -> str:
    more = f"；另有 {len(lines) - most} 项" if len(lines) > most else ""
    return "；".join(lines[:most]) + more


SUGGESTIONS = {
    "drafts": "还有摘要等您确认，点一下就保存了。",
    "quiet": "给安静下来的客户发一条消息，一句问候也算。",
    "steps": "有约好的下一步还没做，先挑最早的一件。",
    "begin": "这周还没有同步过聊天。聊完点一下「同步本次聊天」就好。",
    "support": "有同事的客户安静下来了，问一句要不要支援。",
    "steady": "节奏很好，照这样就行。",
}
"""What to do next, by what the week shows."""


def week_own(
    *,
    since: str,
    until: str,
    chats: int,
    records: int,
    customers: int,
    nudges: int,
    answered: int,
    kept: int,
    due: int,
    suggestion: str,
    page: str,
) -> Card:
    """A rep's own week, for that rep's eyes only (PRM-11)."""
    return Card(
        kind="report",
        title=f"我的周报 · {since} 至 {until}",
        body=f"建议：{SUGGESTIONS[suggestion]}",
        facts=(
            Fact("同步聊天", f"{chats} 个"),
            Fact("确认记录", f"{records} 条"),
            Fact("新客户", f"{customers} 位"),
            Fact("静默提醒", f"{nudges} 条，已回应 {answered} 条"),
            Fact("下一步", f"到期 {due} 件，完成 {kept} 件"),
        ),
        buttons=_commands("todo", "today"),
        footer="只有您自己看得到，不用于考核",
        url=page,
    )


def week_team(*, since: str, until: str, rows: Sequence[tuple[str, int, int, int]], suggestion: str) -> Card:
    """A manager's week: (rep, customers, with progress this week, quiet) each; no words of anybody (PRM-02)."""
    lines = [Fact(rep, f"客户 {all_} · 有进展 {moved} · 安静 {quiet}") for rep, all_, moved, quiet in rows]
    return Card(
        kind="report",
        title=f"团队周报 · {since} 至 {until}",
        body=f"建议：{SUGGESTIONS[suggestion]}",
        facts=tuple(lines),
        buttons=_commands("todo", "today"),
        footer="只含客户数与时间，不含沟通内容，也不统计录入",
    )


def week_totals(*, buckets: Sequence[tuple[str, int]]) -> Card:
    """The owner's: totals, never a group under five (PRM-01)."""
    return Card(
        kind="report",
        title="全公司客户阶段分布",
        body="" if buckets else "每一组都不足 5 位客户，为保护个人暂不显示。",
        facts=tuple(Fact(stage, f"{count} 位") for stage, count in buckets),
        buttons=_commands("help"),
        footer="少于 5 位的分组合并或不显示；每次查看都有记录",
    )


def assignment_seen(*, customer: str, by: str, at: str, page: str) -> Card:
    """The new owner has seen it."""
    return Card(
        kind="assignment",
        title=f"{customer} 由您跟进",
        body="需要了解之前的情况，可以打开客户页。",
        tone=Tone.GOOD,
        buttons=(Button("查看客户", url=page, primary=True),),
        footer=f"{by} 于 {at} 查看",
        url=page,
    )


# --- several silences at once (NDG-03) --------------------------------------------------------------------------------


QUIET_OVER = {
    "supported": "{by} 来支援了",
    "reassigned": "{by} 已改派",
    "snoozed": "{by} 选择稍后提醒",
    "ended": "已有新进展",
}
"""What has become of one of several, by the nudge's state."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """One line of a digest of nudges. `over`: what has become of it; empty: it is still open."""

    nudge_id: int
    customer: str
    rep: str
    days: int
    page: str
    over: str = ""

    @property
    def text(self) -> str:
        return f"{self.customer}：{self.over or f'已安静 {self.days} 天'}"


def several_quiet_for_rep(*, quiet: Sequence[Quiet], more: int, page: str) -> Card:
    """To the rep, in place of a card each: one word for all that went quiet together."""
    return _several(
        title=f"有 {len(quiet) + more} 位客户安静下来了",
        body=f"{DORMANT}。不用一次都做完，先挑一位，一句问候也算。",
        facts=[Fact(str(at), line.text) for at, line in enumerate(quiet, 1)],
        buttons=[Button(f"{at}·去看看", url=line.page) for at, line in enumerate(quiet, 1) if not line.over],
        more=more,
        page=page,
    )


def several_quiet_for_manager(*, by_rep: Sequence[tuple[str, int]], hours: int, quiet: Sequence[Quiet], more: int) -> Card:
    """To the direct manager: whose, how many, and an offer to help with each; no words of the chat (ruling 9).

    `by_rep`: (rep, how many) of those that are still quiet.
    """
    offers = [f"{rep}负责的线索中，有{count}条距离上次互动已超{hours}小时，是否需要支援？" for rep, count in by_rep]
    return _several(
        title=f"有 {len(quiet) + more} 位客户安静下来了",
        body="\n".join(offers),
        facts=[Fact(f"{at}·{line.rep}", line.text) for at, line in enumerate(quiet, 1)],
        buttons=[Button(f"{at}·我来支援", f"support:{line.nudge_id}") for at, line in enumerate(quiet, 1) if not line.over],
        more=more,
    )


def _several(*, title: str, body: str, facts: Sequence[Fact], buttons: Sequence[Button], more: int, page: str = "") -> Card:
    """Once nothing is left to do the card says so."""
    left = bool(buttons) or more > 0
    return Card(
        kind="nudge",
        title=title,
        body=body if left else "都有着落了。",
        tone=Tone.CARE if left else Tone.GOOD,
        facts=tuple(facts),
        buttons=(*buttons, *_later("todo")) if left else (),
        footer=f"另有 {more} 位，在「我的待办」里" if more else "",
        url=page,
    )


WEEK_COLUMNS = ("发生时间", "录入时间", "客户", "阶段", "跟进摘要", "此字段仅限当事人查阅")
"""The columns of a rep's own week as a file; the last is the watermark (PRM-06)."""


def test_message(*, channel: str, at: str) -> Card:
    """NDG-16: what `suilu doctor --send-test` sends, to show that a channel works."""
    return Card(
        kind="test",
        title="测试消息",
        body=f"{channel}的通知可以送到您这里。这是管理员体检时发的，您不需要做什么。",
        tone=Tone.GOOD,
        footer=at,
    )


# --- files (附件) -----------------------------------------------------------------------------------------------------------

DELIVERABLE_NAMES = {
    "contract": "合同",
    "quote": "报价单",
    "proposal": "方案",
    "agreement": "技术协议",
    "sample": "样品单",
    "payment": "付款凭证",
}
"""What a file can be to a customer (交付物): `crm_core.decisions.stages.DELIVERABLES`."""

FILE_KINDS = {"image": "图片", "file": "文件", "voice": "语音", "video": "视频"}

WHY_NOT_KEPT = {
    "empty": ("文件是空的", "请检查后重新发送。"),
    "too_large": ("文件超过 20 MB", "请压缩或拆分后再发。"),
    "type": ("这种文件不能保存", "可以保存图片、PDF、Word、Excel、PPT（不含宏、不加密）、文本、语音和视频。"),
    "bomb": ("图片的像素太多", "请缩小后再发。"),
    "not_given": ("平台没有给出原件", "请在聊天里另存后，从侧边栏添加。"),
    "gone": ("平台上已经没有这个文件", "请对方重新发送，或从侧边栏添加。"),
    "not_there": ("截图已经不在了", "请重新截图，从侧边栏添加。"),
    "gave_up": ("多次没能取回", "请从侧边栏添加，或把时间告诉管理员。"),
    "left_out": ("截图里有剔除过的消息", "剔除的内容不再保存；可以裁剪后从侧边栏添加。"),
    "withheld": ("平台没有允许取回", "请管理员检查应用的权限；也可以从侧边栏添加。"),
}
"""Why a file is not there, and what to do about it. What a platform says besides reads as `withheld`."""


def why_not_kept(reason: str) -> tuple[str, str]:
    """What happened, and what to do now."""
    return WHY_NOT_KEPT.get(reason, WHY_NOT_KEPT["withheld"])


def _called(name: str, kind: str) -> str:
    return f"「{name[:40]}」" if name else FILE_KINDS.get(kind, FILE_KINDS["file"])


def whose_file(*, file_id: int, name: str, kind: str, customers: Sequence[tuple[int, str]], page: str) -> Card:
    """Something was handed to the bot: whose is it? (lead id, name) of the customers last heard of."""
    return _whose(
        title=f"收到{_called(name, kind)}，是哪位客户的？",
        body="选好客户就存到客户的附件里。",
        customers=customers,
        buttons=(Button("存为附件", f"attach:{file_id}", primary=True, asks="lead"),),
        page=page,
    )


def whose_voice(*, file_id: int, words: str, keeps: bool, customers: Sequence[tuple[int, str]], page: str) -> Card:
    """The same of a voice whose words the platform wrote down: they can become a note. `keeps`: the voice is there too."""
    note = Button("记为备注", f"jot:{file_id}", primary=True, asks="lead")
    return _whose(
        title="收到语音，记到哪位客户？",
        body=words,
        customers=customers,
        buttons=(note, *((Button("存为附件", f"attach:{file_id}", asks="lead"),) if keeps else ())),
        page=page,
    )


def _whose(*, title: str, body: str, customers: Sequence[tuple[int, str]], buttons: tuple[Button, ...], page: str) -> Card:
    options = tuple(Option(str(lead), name) for lead, name in customers)
    return Card(
        kind="file",
        title=title,
        body=body,
        choices=(Choice("lead", "客户", options),) if options else (),
        buttons=buttons if options else (Button("打开侧边栏", url=page, primary=True),),
        footer="不在上面？发「客户 名字」再存。一天内不选，就不保存",
        url=page,
    )


def file_placed(*, name: str, kind: str, customer: str, by: str, at: str, page: str) -> Card:
    return Card(
        kind="file",
        title=f"已存到 {customer} 的附件",
        body=f"{_called(name, kind)}。在客户页可以标为合同、报价单等，也可以移除。",
        tone=Tone.GOOD,
        buttons=(Button("查看客户", url=page, primary=True),),
        footer=f"{by} 于 {at} 保存",
        url=page,
    )


def note_taken(*, customer: str, words: str, at: str, page: str) -> Card:
    """CAP-13: what a voice said is a note now."""
    return Card(
        kind="file",
        title=f"已记为 {customer} 的备注",
        body=words,
        tone=Tone.GOOD,
        buttons=(Button("查看客户", url=page, primary=True),),
        footer=f"{at} 记下，仅您可见；语音本身没有保存",
        url=page,
    )


def file_not_kept(*, name: str, kind: str, reason: str, page: str) -> Card:
    what, then = why_not_kept(reason)
    return Card(
        kind="file",
        title=f"{_called(name, kind)}没有保存：{what}",
        body=then,
        tone=Tone.PROBLEM,
        buttons=(Button("打开侧边栏", url=page, primary=True), *_later("help")),
        url=page,
    )


def file_forgotten() -> Card:
    """Nobody said whose it was."""
    return Card(kind="file", title="这个文件没有保存", body="一天内没有选客户，内容已经删除。需要时请重新发送。")


# --- the directory (ING-09) -------------------------------------------------------------------------------------------

WHY_DISBELIEVED = {
    "partial": "只读到一部分",
    "empty": "一个人也没有读到",
    "shrunk": "比上次少了太多人",
    "no_corp": "不知道企业编号",
    "withheld": "平台没有允许随录读取",
}
"""Why nothing follows from what a directory said."""

DIRECTORY_KINDS = {
    "unknown": "不认识的状态",
    "conflict": "互相矛盾",
    "left": "可能已离职",
    "disabled": "账号已停用",
    "revive": "已离职却仍在册",
    "unlink": "账号已不在册",
    "role": "角色可能变了",
    "new": "新同事",
    "held": "没有自动更新",
}
"""What in a directory waits for somebody, by kind."""


MOST_LEAVERS = 3
"""So many can be confirmed on one card; the next ones when these are done."""


def directory_report(
    *, waiting: Sequence[tuple[str, int, Sequence[str]]], unread: Sequence[str], leavers: Sequence[tuple[int, str]], day: str
) -> Card:
    """To whoever looks after who is who, once a day, while something waits: (kind, how many, the first names) each.

    Nothing of it was applied. `unread`: platforms whose directory was not believed or could not be read; `leavers`: (person,
    name) of the first who seem to have left.
    """
    lines = [
        Fact(DIRECTORY_KINDS[kind], f"{count} 人：{'、'.join(names)}{'等' if count > len(names) else ''}")
        for kind, count, names in waiting
    ]
    return Card(
        kind="directory",
        title=f"通讯录有 {sum(count for _, count, _ in waiting)} 处需要您看一下" if waiting else "通讯录没有读完整",
        body="在您决定之前，这些人都保持原样。在服务器上运行 suilu directory 可以逐条查看原因。",
        tone=Tone.CARE,
        facts=(*lines, *(Fact("未采信", one) for one in unread)),
        buttons=_may_have_left(leavers),
        footer=f"{day} · 每天最多提醒一次",
    )


def _may_have_left(leavers: Sequence[tuple[int, str]]) -> tuple[Button, ...]:
    return tuple(Button(f"确认离职：{name}", f"confirm_left:{person}") for person, name in leavers)


def left_confirmed(
    *,
    person_id: int,
    name: str,
    run: int,
    customers: int,
    manager: str,
    rest: Sequence[Button],
    by: str,
    at: str,
) -> Card:
    """To whoever gave the word. `manager`: who is asked to hand the customers over, or empty; `rest`: buttons about others."""
    asked = f"已请 {manager} 交接。" if manager else "还没有主管可以交接，请先为其指定主管。"
    theirs = f"名下 {customers} 位客户，{asked}" if customers else "名下没有客户。"
    return Card(
        kind="directory",
        title=f"已确认 {name} 离职",
        body=f"{name} 不能再登录随录，也不再收到提醒。{theirs}",
        tone=Tone.GOOD,
        buttons=(*rest, Button(f"撤销：{name}", f"undo_left:{person_id}?run={run}")),
        footer=f"{by} 于 {at} 确认",
    )


def left_taken_back(*, name: str, status: str, rest: Sequence[Button], by: str, at: str) -> Card:
    """To whoever gave the word, and to the manager who was asked to hand over. `status`: what they are again."""
    return Card(
        kind="directory",
        title=f"已撤销：{name} 仍为{status}",
        body="一切与确认之前一样；已经交接给同事的客户仍由同事跟进。",
        buttons=tuple(rest),
        footer=f"{by} 于 {at} 撤销",
    )


# --- hand-over (交接) ----------------------------------------------------------------------------------------------------


WHY_NOT_INHERITED = {
    "refused": ("客户没有接受新的服务人员", "请接手同事用自己的企业微信加一次客户，并说明是接替。"),
    "full": ("接手同事的客户数已到上限", "请换一位接手人，或在企业微信后台调整上限。"),
    "too_often": ("这位客户近 90 天已转接过两次", "请过些时间再转，或由接手同事直接添加客户。"),
    "not_left": ("企业微信里，离职同事还没有办理离职", "请管理员在企业微信后台删除该成员后，再交接一次。"),
    "not_following": ("企业微信里，离职同事已不是这位客户的联系人", "请接手同事直接添加客户。"),
    "not_a_customer": ("企业微信里找不到这位客户", "请接手同事直接添加客户。"),
    "not_verified": ("接手同事的企业微信还没有实名认证", "请接手同事完成实名认证后，再交接一次。"),
    "no_such_member": ("企业微信里找不到其中一位同事", "请管理员核对两位同事的账号与应用可见范围。"),
    "same_member": ("交接双方在企业微信里是同一个账号", "请管理员核对两位同事绑定的账号。"),
    "no_permission": ("随录没有客户继承的权限", "请管理员在企业微信后台「客户联系 → 可调用接口的应用」里勾选随录。"),
    "no_account": ("其中一位同事没有企业微信账号", "请管理员绑定账号，或由接手同事直接添加客户。"),
    "failed": ("企业微信没有完成客户继承", "请管理员在企业微信后台手动分配这位客户。"),
}
"""Why a platform did not hand a customer over, and what to do about it."""

INHERIT_NAMES = {
    "none": "不需要",
    "waiting": "稍后发起",
    "asked": "已发起，约 24 小时后自动完成",
    "done": "已完成",
    "refused": "没有成功",
}
"""How far the platform's own hand-over (客户继承) is."""

BRIEF_LABELS = {
    "stage": "阶段",
    "last": "上次互动",
    "promise": "我方承诺",
    "owed": "等客户",
    "question": "客户的问题",
    "issue": "待处理",
    "missing": "还不知道",
    "note": "前任的提醒",
}
"""What a line of a brief is called; the rest as in LABELS."""


def brief_label(kind: str) -> str:
    return BRIEF_LABELS.get(kind) or LABELS.get(kind, kind)


def brief_text(kind: str, what: str, *, due: str = "", overdue: bool = False) -> str:
    """How a line of a brief reads. `what`: a stage, a field, or the record's own words."""
    if kind == "stage":
        return STAGE_NAMES.get(what, what)
    if kind == "missing":
        return f"{LABELS.get(what, what)}：资料里还没有确认"
    when = f"（{due}{'，已过期' if overdue else ''}）" if due else ""
    return f"{what}{when}"


def leaver(
    *,
    leaver_id: int,
    name: str,
    customers: int,
    stages: Sequence[tuple[str, int]],
    promises: int,
    overdue: int,
    private_notes: int,
    drafts: int,
    successors: Sequence[tuple[int, str, int, bool]],
    page: str,
) -> Card:
    """To the manager of somebody who left: how many, and to whom. Counts only, no words of anybody.

    `successors`: (person, name, customers now, would be overloaded); the first `MOST_COLLEAGUES` are offered.
    """
    options = tuple(
        Option(str(person), f"{who}（现有 {load} 位{'，会偏多' if heavy else ''}）")
        for person, who, load, heavy in successors[:MOST_COLLEAGUES]
    )
    give = (Button("全部交给", f"hand_over:{leaver_id}", primary=True, asks="to"),) if options else ()
    facts = [Fact("阶段", " · ".join(f"{stage} {count}" for stage, count in stages))]
    facts += [Fact("我方承诺", f"{promises} 项未完成" + (f"，其中 {overdue} 项已过期" if overdue else ""))] if promises else []
    facts += [Fact("私人备注", f"{private_notes} 条，只属于本人，不交接")] if private_notes else []
    facts += [Fact("待确认摘要", f"{drafts} 份，交接后不再保存")] if drafts else []
    return Card(
        kind="handover",
        title=f"交接：{name} 离职，{customers} 位客户待交接",
        body="请选一位接手人，或打开交接页分给多位同事。接手人会收到每位客户的交接简报。"
        if options
        else "目前没有可以接手的同事。请先让一位同事加入这个团队，再打开交接页。",
        tone=Tone.CARE,
        facts=tuple(facts),
        choices=(Choice("to", "接手人", options),) if options else (),
        buttons=(*give, Button("分给多人", url=page)),
        footer="卡片只含数量与阶段，不含沟通内容",
        url=page,
    )


def handed_over(
    *, handover_id: int, name: str, shares: Sequence[tuple[str, int]], waiting: int, left: int, by: str, at: str, page: str
) -> Card:
    """To the manager: who got how many. `waiting`: external contacts that the platform will be asked for; `left`: still the
    leaver's."""
    facts = [Fact(who, f"{count} 位") for who, count in shares]
    facts += [Fact("企业微信", f"{waiting} 位联系人将在 10 分钟后发起继承，24 小时后自动完成")] if waiting else []
    return Card(
        kind="handover",
        title=f"{name} 的客户已交接 {sum(count for _, count in shares)} 位",
        body=f"还有 {left} 位待交接。" if left else "接手人已收到交接简报。",
        tone=Tone.GOOD,
        facts=tuple(facts),
        buttons=(Button("查看进度", url=page, primary=True), Button("撤回", f"hand_back:{handover_id}")),
        footer=f"{by} 于 {at} 交接；还没有新动作时可以撤回",
        url=page,
    )


def handed_back(*, name: str, customers: int, by: str, at: str, page: str) -> Card:
    """To the manager: as it was before."""
    return Card(
        kind="handover",
        title=f"{name} 的 {customers} 位客户已撤回",
        body="一切与交接之前一样，可以重新选择接手人。",
        buttons=(Button("重新交接", url=page, primary=True),),
        footer=f"{by} 于 {at} 撤回",
        url=page,
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """One customer on the successor's card. `quote`: the words of the most urgent promise."""

    customer: str
    stage: str
    promises: int
    overdue: int
    questions: int
    quote: str = ""

    @property
    def text(self) -> str:
        late = f"，{self.overdue} 项已过期" if self.overdue else ""
        promised = f"承诺 {self.promises} 项{late}" if self.promises else ""
        asked = f"待答 {self.questions} 项" if self.questions else ""
        return " · ".join(part for part in (self.stage, promised, asked) if part)


def brief(*, lead_id: int, customer: str, from_: str, by: str, lines: Sequence[Fact], more: int, page: str) -> Card:
    """To the successor of one customer: what counts, each line with the words that say so."""
    return Card(
        kind="brief",
        title=f"{customer} 交给您跟进",
        body=f"{by} 把 {from_} 的这位客户交给您。下面每一行都来自已确认的记录。",
        facts=tuple(lines),
        buttons=(Button("打开交接简报", url=page, primary=True), Button("已查看", f"viewed:{lead_id}")),
        footer=f"另有 {more} 行，在交接简报里" if more else "",
        url=page,
    )


def briefs(*, from_: str, by: str, customers: Sequence[Handed], more: int, page: str) -> Card:
    """To the successor of several."""
    return Card(
        kind="brief",
        title=f"{from_} 的 {len(customers) + more} 位客户交给您跟进",
        body=f"{by} 把这些客户交给您。每位都有一页交接简报：进展、我方承诺、待回答的问题、关键人。",
        facts=tuple(Fact(each.customer, each.text, each.quote) for each in customers),
        buttons=(Button("打开交接简报", url=page, primary=True),),
        footer=f"另有 {more} 位，在交接简报里" if more else "",
        url=page,
    )


def brief_withdrawn(*, from_: str, customers: int, by: str, at: str) -> Card:
    return Card(
        kind="brief",
        title=f"{from_} 的 {customers} 位客户的交接已撤回",
        body="您不需要做什么。",
        footer=f"{by} 于 {at} 撤回",
    )


def not_inherited(*, customers: Sequence[tuple[str, str]], more: int, to: str, page: str) -> Card:
    """To the one who handed over: (customer, problem) of those whom the platform did not hand over, and what to do."""
    return Card(
        kind="handover",
        title=f"{len(customers) + more} 位客户没能在企业微信转给 {to}",
        body="随录里的客户、记录和承诺已经交接好，只差企业微信里的联系人。",
        tone=Tone.CARE,
        facts=tuple(Fact(customer, "，".join(_why_not(problem))) for customer, problem in customers),
        buttons=(Button("查看进度", url=page, primary=True),),
        footer=f"另有 {more} 位，在交接页里" if more else "",
        url=page,
    )


def _why_not(problem: str) -> tuple[str, str]:
    what, next_step = WHY_NOT_INHERITED.get(problem, WHY_NOT_INHERITED["failed"])
    return what, next_step.removesuffix("。")


def contact_gone_for_rep(*, customer: str, lost: bool, at: str, page: str) -> Card:
    """The customer removed our member (`lost`), or the rep removed the customer."""
    what = "已不再是您的企业微信联系人" if lost else "已从您的企业微信联系人中移除"
    why = "可能只是客户整理了好友。" if lost else ""
    return Card(
        kind="contact",
        title=f"{customer} {what}",
        body=f"{why}客户资料和跟进记录都还在，一条也没有少。需要时可以打电话问候一声，再加回来；也可以请主管支援。",
        tone=Tone.CARE,
        buttons=(Button("查看客户", url=page, primary=True),),
        footer=at,
        url=page,
    )


def contact_gone_for_manager(*, customer: str, rep: str, stage: str, lost: bool, at: str, page: str) -> Card:
    """Who, which customer, which stage; no words."""
    return Card(
        kind="contact",
        title=f"{rep} 的客户 {customer} 不再是企业微信联系人",
        body=f"由{'客户' if lost else rep}解除；记录都在。是否需要一起想想怎么重新联系？",
        tone=Tone.CARE,
        facts=(Fact("负责人", rep), Fact("阶段", stage)),
        footer=at,
        url=page,
    )


def contact_moved(*, owner_id: int, lead_id: int, to_id: int, customer: str, rep: str, to: str, page: str) -> Card:
    """The platform gave the contact to somebody else; the customer is still the first one's here. To the manager."""
    return Card(
        kind="contact",
        title=f"{customer} 在企业微信里已转给 {to}",
        body=f"随录里仍由 {rep} 负责。要把客户资料和记录也交给 {to} 吗？",
        tone=Tone.CARE,
        buttons=(
            Button(f"交给 {to}", f"hand_over:{owner_id}?to={to_id}&lead={lead_id}&by=platform", primary=True),
            Button("打开交接页", url=page),
        ),
        url=page,
    )
