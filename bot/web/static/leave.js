/* 「有些不该记?」: the messages of a draft, and those that are taken out of it for good. */
"use strict";

async function openLeave(draft) {
  try {
    const { messages } = await api(`drafts/${draft.id}/messages`);
    S.leave = { draft, messages, out: new Set(), all: false };
    S.notice = null;
  } catch (problem) { S.notice = bad(problem); }
  renderWork();
  at("work").firstElementChild?.scrollIntoView({ block: "start" });
}

function closeLeave() { S.leave = null; renderWork(); }

function leaveNode() {
  const { messages, out } = S.leave;
  const left = messages.filter((m) => !m.left_out);
  const every = out.size === left.length;
  return el("div.card", {},
    el("h2", {}, "有些不该记？", el("small", {}, "点一下要剔除的消息")),
    el("p.hint", {}, "剔除后内容立即删除、不能恢复，摘要会重新整理；以后同步也不会再读到。"),
    bubblesNode(S.leave, messages.map((m, i) => ({ key: m.id, by: m.by, text: m.left_out ? "已剔除" : m.text, at: m.at, ours: m.ours, gone: m.left_out, index: i })),
      () => renderWork()),
    el("div.acts", {},
      el("button.button.primary", { type: "button", disabled: S.busy || out.size === 0, onclick: leaveOut },
        S.busy ? "正在处理…" : every && out.size ? "全部剔除，放弃这份摘要" : `剔除 ${out.size} 条`),
      el("button.button", { type: "button", disabled: S.busy, onclick: closeLeave }, "返回")));
}

async function leaveOut() {
  const { draft, messages, out } = S.leave;
  const every = out.size === messages.filter((m) => !m.left_out).length;
  if (!await decide(`drafts/${draft.id}/leave-out`, { messages: [...out] })) return;
  S.leave = null;
  if (every) {
    S.draft = null;
    stop({ look: "", title: "已全部剔除并放弃，什么都没有保存", text: "需要时可以再次同步。" });
  } else {
    S.notice = { look: "good", title: `已剔除 ${out.size} 条，内容已删除`, text: "摘要和字段已按其余消息重新整理。" };
  }
  const now = await again(draft.id);
  if (now) for (const kept of [mine.edits, mine.ticks]) for (const id of kept.keys()) if (!now.lines.some((line) => line.id === id)) kept.delete(id);
  renderWork();
}
