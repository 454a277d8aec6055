/* 交接: one brief, one's own list, or a leaver's customers to be given away. */
"use strict";

const SECTIONS = [
  ["state", "进展", "从哪里接着做"],
  ["promises", "我方承诺", "答应过客户、还没完成"],
  ["questions", "待回答", "客户在等的，和还不知道的"],
  ["people", "关键人", "谁参与、谁拍板、还有谁在竞争"],
  ["notes", "前任的提醒", "由前任亲手共享"],
];
const OF = { chat: "聊天原话", record: "跟进记录", note: "备注" };
const leaver = new URLSearchParams(location.search).get("from");
let chosen = new Map();

const button = (text, onclick, look = "") => el(`button.button${look}`, { type: "button", onclick }, text);
const card = (title, small, ...inside) => el("section.card", {}, el("h2", {}, title, small && el("small", {}, small)), ...inside);

async function start() {
  try {
    const me = await api("me");
    at("me").textContent = `${me.name} · ${me.role_name}`;
    if (page.handover) await openBrief(page.handover);
    else if (leaver) await openLeaver();
    else await openMine();
  } catch (problem) {
    show("work", el("div.card.empty", {}, el("h1", {}, problem.message || "出错了"), el("p", {}, problem.next || "请刷新后再试。")));
  }
}

/* --- one brief ----------------------------------------------------------------------------------------------------- */

async function openBrief(id) {
  const { handover, brief } = await api(`handovers/${id}`);
  const head = el("section.card", {},
    el("div.who", {}, el("div", {}, el("h1", {}, handover.lead), el("p", {}, `${handover.from || "公海"} → ${handover.to} · ${when(handover.at)}`)),
      el("span.pill", {}, handover.stage)),
    platform(handover));
  if (!brief) {
    show("work", head, el("div.card.empty", {}, el("p", {}, handover.seen_at ? `${handover.to} 已于 ${when(handover.seen_at)} 阅读交接简报。` : `${handover.to} 还没有打开交接简报。`)));
    return;
  }
  const parts = SECTIONS.filter(([key]) => brief[key].length).map(([key, title, small]) =>
    card(title, small, ...brief[key].map(lineOf)));
  const nothing = parts.length ? null : el("div.card.empty", {}, el("p", {}, "这位客户还没有已确认的记录，也没有共享的备注。"));
  const acts = el("div.act", {}, el("a.button.primary", { href: `/sidebar?lead=${handover.lead_id}` }, "查看客户"), " ", button("打印", () => window.print()));
  show("work", head, ...parts, nothing, acts, el("p.hint", {}, "每一行都来自已确认的记录或共享的备注；没有依据的不写。私人备注与聊天全文不交接。"));
  if (!handover.seen_at) await api(`handovers/${id}/seen`, { key: newKey() });
}

function platform(handover) {
  if (handover.problem) return el("p.problem", {}, `企业微信：${handover.problem.message}。${handover.problem.next}`);
  return handover.inherit === "不需要" ? null : el("p.hint", {}, `企业微信联系人：${handover.inherit}`);
}

function lineOf(line) {
  const record = line.activity_id ? el("a", { href: `/sidebar?activity=${line.activity_id}` }, `记录 #${line.activity_id}`) : null;
  return el(`div.told${line.overdue ? ".overdue" : ""}`, {},
    el("b", {}, line.label), el("span", {}, line.text),
    line.quote && el("blockquote", {}, line.quote),
    el("footer", {}, `${OF[line.of]} · ${when(line.at)} · ${line.by} `, record));
}

/* --- all that were handed to me -------------------------------------------------------------------------------------- */

async function openMine() {
  const { handovers } = await api("handovers");
  if (!handovers.length) {
    show("work", el("div.card.empty", {}, el("h1", {}, "没有交接给您的客户"), el("p", {}, "有同事的客户交给您时，这里会有每位客户的一页简报。")));
    return;
  }
  show("work", card("交接给我的客户", `${handovers.length} 位`, ...handovers.map((each) =>
    el("a.row", { href: `/handover/${each.id}` },
      el("div", {}, each.lead, el("p", {}, `${each.stage} · 来自 ${each.from} · ${when(each.at)}`)),
      el("span.pill", {}, each.seen_at ? "已读" : "未读")))));
}

/* --- the manager ----------------------------------------------------------------------------------------------------- */

async function openLeaver() {
  const { preview, handovers } = await api(`handovers?from=${encodeURIComponent(leaver)}`);
  chosen = new Map();
  show("work", waiting(preview), given(handovers));
}

function waiting(preview) {
  if (!preview.customers.length) return el("div.card.empty", {}, el("p", {}, `${preview.leaver} 没有待交接的客户。`));
  const facts = [
    preview.stages.map((each) => `${each.stage} ${each.count}`).join(" · "),
    preview.shared_notes && `共享备注 ${preview.shared_notes} 条随客户交接`,
    preview.private_notes && `私人备注 ${preview.private_notes} 条只属于本人，不交接`,
    preview.open_drafts && `待确认摘要 ${preview.open_drafts} 份：请 ${preview.leaver} 在交接前确认，交接后不再保存`,
  ].filter(Boolean);
  const selects = preview.customers.map((each) => [each, successors(preview)]);
  for (const [each, select] of selects) select.onchange = () => choose(each.id, select.value);
  const all = successors(preview);
  all.id = "all";
  all.onchange = () => { for (const [each, select] of selects) { select.value = all.value; choose(each.id, all.value); } };
  return card(`${preview.leaver}${preview.left ? " 已离职" : ""}`, `${preview.customers.length} 位客户待交接`,
    ...facts.map((fact) => el("p.hint", {}, fact)),
    el("label.all", {}, el("span", {}, "全部交给"), all),
    ...selects.map(([each, select]) => el("div.row", {}, el("div", {}, each.name, el("p", {}, customerLine(each))), select)),
    el("div.act", {}, button("确认交接", () => decide("handovers", give(preview)), ".primary.big")));
}

function customerLine(each) {
  const promised = each.promises ? `我方承诺 ${each.promises} 项${each.overdue ? `（${each.overdue} 项已过期）` : ""}` : "";
  return [each.stage, promised, each.on_platform ? "企业微信联系人" : ""].filter(Boolean).join(" · ");
}

const choose = (lead, to) => (to ? chosen.set(lead, Number(to)) : chosen.delete(lead));
const give = (preview) => ({ leaver: preview.leaver_id, shares: [...chosen].map(([lead, to]) => ({ lead, to })) });

function successors(preview) {
  const options = preview.successors.map((each) =>
    el("option", { value: each.id }, `${each.name}（${each.customers} 位${each.overloaded ? "，会偏多" : ""}）`));
  return el("select", { "aria-label": "接手人" }, el("option", { value: "" }, "接手人"), ...options);
}

function given(handovers) {
  if (!handovers.length) return null;
  return card("已交接", `${handovers.filter((each) => each.seen_at).length}/${handovers.length} 已读`, ...handovers.map((each) =>
    el("div.row", {}, el("div", {}, each.lead, el("p", {}, `${each.to} · ${when(each.at)} · ${each.seen_at ? `${when(each.seen_at)} 已读` : "未读"}`), platform(each)),
      button("撤回这次交接", () => decide(`handovers/${each.id}/back`, {}), ".small"))));
}

async function decide(path, said) {
  if (said.shares && !said.shares.length) return toast("请先选择接手人");
  try {
    const { event } = await api(path, { key: newKey(), ...said });
    for (let tries = 0; tries < 40; tries += 1) {
      const now = (await api(`events/${encodeURIComponent(event)}`)).event;
      if (now.state === "failed") throw now.problem;
      if (now.state === "done") return await openLeaver();
      await sleep(250);
    }
    toast("正在处理，请稍后刷新");
  } catch (problem) {
    toast(`${problem.message || "没有成功"}${problem.next ? `，${problem.next}` : ""}`);
  }
  return null;
}

start();
