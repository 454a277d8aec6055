/* What was read, before it is a follow-up: whose words are whose, of which day, of which customer, and what is not to be kept. */
"use strict";

const SURE = 0.8;

function openPreview(capture) {
  const sides = Object.fromEntries(capture.speakers.map((s) => [s.name, s.side]));
  if (capture.nameless) sides[""] = null;
  S.give = { mode: "preview", capture, sides, asked: Object.keys(sides).filter((name) => !sides[name]), out: new Set(), all: false, keep: false, day: "", lead: null, key: null };
}

const sideOf = (m) => ({ us: true, them: false }[S.give.sides[m.by]] ?? (m.by ? null : m.ours));

function ready() {
  const { capture, sides, day, lead, out } = S.give;
  return Object.values(sides).every(Boolean) && (capture.dated || day) && (!capture.strange || lead !== null) && out.size < capture.messages.length;
}

function previewNode() {
  const { capture, out } = S.give;
  const count = capture.messages.length - out.size;
  return el("div.card", {},
    el("h2", {}, "核对一下", el("small", {}, `${capture.source_name} · ${capture.messages.length} 条${capture.title ? ` · ${capture.title}` : ""}`)),
    capture.strange && strangeNode(capture), sidesNode(), !capture.dated && dayNode(),
    el("p.hint", {}, `点一下不该记的消息，它就不会保存${out.size ? `（已去掉 ${out.size} 条）` : ""}`),
    bubblesNode(S.give, capture.messages.map(asBubble), () => renderWork()),
    capture.system.length > 0 && el("details.changes", {}, el("summary", {}, `${capture.system.length} 条系统提示没有计入`), el("ul", {}, capture.system.map((line) => el("li", {}, line)))),
    capture.source === "screenshot" && keepNode(),
    el("div.acts", {}, el("button.button.primary", { type: "button", id: "settle", disabled: S.busy || !ready(), onclick: settleCapture },
      S.busy ? "正在提交…" : `生成跟进摘要（${count} 条）`), el("button.button", { type: "button", disabled: S.busy, onclick: closeGive }, "放弃")));
}

function keepNode() {
  /* The pictures show all of it: with something left out they cannot stay. */
  const { out, keep } = S.give;
  return el("label.radio", {}, el("input", { type: "checkbox", id: "keep", checked: keep && !out.size, disabled: S.busy || out.size > 0, onchange: (e) => { S.give.keep = e.target.checked; } }),
    out.size ? "去掉了消息，截图就不保存" : "截图也存入客户的附件");
}

function asBubble(m, i) {
  const stamp = m.at && when(m.at);
  return { key: i, index: i, by: m.by, text: m.text, at: m.at, clock: stamp && !S.give.capture.dated ? stamp.split(" ")[1] : stamp || "", ours: sideOf(m), unsure: m.sure < SURE };
}

function sidesNode() {
  /* What is not known yet is asked; what is known can be corrected. */
  const { capture, sides, asked } = S.give;
  const names = Object.keys(sides);
  if (!names.length) return null;
  const row = (name) => el("li", {}, el("span.what", {}, name || "没有称呼的消息", el("small", {}, ` ${(capture.speakers.find((s) => s.name === name) || {}).count || ""}`)),
    ["us", "them"].map((side) => el("button.side", { type: "button", id: `${side}${names.indexOf(name)}`, "aria-pressed": String(sides[name] === side), disabled: S.busy,
      onclick: () => { sides[name] = side; if (names.length === 2 && asked.length === 2) sides[names.find((n) => n !== name)] ??= side === "us" ? "them" : "us"; renderWork(); } }, side === "us" ? "我方" : "客户")));
  const list = el("ul.sides", {}, (asked.length ? asked : names).map(row));
  if (asked.length) return el("fieldset.ask", {}, el("legend", {}, "哪些是我方的话？"), list, el("p.hint", {}, "只问一次，这个聊天以后不再问"));
  return el("details.changes", {}, el("summary", {}, `我方：${names.filter((n) => sides[n] === "us").join("、") || (capture.messages.some((m) => !m.by && m.ours) ? "右侧的消息" : "无")} · 修改`), list);
}

function dayNode() {
  const today = S.give.capture.today;
  return el("fieldset.ask", {}, el("legend", {}, "最后一条消息是哪一天的？"),
    el("div.row", {}, el("input", { type: "date", id: "day", max: today, value: S.give.day, "aria-label": "最后一条消息的日期", disabled: S.busy, onchange: (e) => { S.give.day = e.target.value; renderWork(); } }),
      el("button.button.small", { type: "button", disabled: S.busy, onclick: () => { S.give.day = today; renderWork(); } }, "今天")));
}

function strangeNode(capture) {
  const options = [[capture.lead_id, `是，就是 ${capture.lead} 的聊天`], [0, "不是，请按内容匹配客户"]];
  return el("fieldset.ask", {}, el("legend", {}, `这里没有出现这位客户的名字，是 ${capture.lead} 的聊天吗？`),
    options.map(([lead, text]) => el("label.radio", {}, el("input", { type: "radio", name: "whose", checked: S.give.lead === lead, disabled: S.busy, onchange: () => { S.give.lead = lead; renderWork(); } }), text)));
}

async function settleCapture() {
  const give = S.give;
  const { capture, sides, out, keep, day, lead } = give;
  const said = { speakers: sides, leave_out: [...out].sort((a, b) => a - b) };
  if (!capture.dated) said.day = day;
  if (lead !== null) said.lead = lead;
  if (keep && !out.size) said.keep_pictures = true;
  const sent = JSON.stringify(said);
  give.key = give.sent === sent ? give.key : newKey(); /* said otherwise, it is another wish */
  give.sent = sent;
  let asked = null;
  await busily(async () => { asked = await api(`captures/${capture.id}/settle`, { key: give.key, ...said }); S.give = null; });
  if (asked) await run(async () => asked);
}
