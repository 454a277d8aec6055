/* The sidebar: whose chat is this, sync it, look at the draft, save it. */
"use strict";

const STEPS = ["收集", "理解", "匹配", "待确认", "已保存"];
const REACHED = { queued: 0, collecting: 0, understanding: 1, matching: 2, proposed: 3, saved: 5 };
const DOING = { queued: "正在准备…", collecting: "正在收集上次同步之后的聊天…", understanding: "正在理解聊天内容…", matching: "正在匹配客户…" };
const IN_CLIENT = /wxwork\//i.test(navigator.userAgent);
const ENTRIES = ["contact_profile", "single_chat_tools", "single_kf_tools"];

const S = { me: null, ext: null, customer: null, draft: null, sync: null, notice: null, saved: null, busy: false, words: "", ways: null, give: null, leave: null };
let mine = fresh();
function fresh() { return { ticks: new Map(), edits: new Map(), open: new Set(), choice: null, editing: null }; }
const button = (text, onclick, look = "") => el(`button.button${look}`, { type: "button", onclick, disabled: S.busy }, text);
const writes = () => ["rep", "newcomer"].includes(S.me.role);
const bad = (problem) => ({ look: "bad", title: problem.message || "出错了", text: problem.next || "请刷新后再试。", login: problem.status === 401 });

function ended(draft) {
  const said = { dropped: "已放弃，什么都没有改变", undone: "已撤销，客户资料恢复原样" }[draft.state];
  return said ? { look: "", title: said, text: "需要时可以再次同步。" } : null;
}

/* --- which customer ------------------------------------------------------------------------------------------------ */

const inTime = (promise, ms) => Promise.race([promise, sleep(ms).then(() => { throw new Error("no answer"); })]);

async function besideChat() {
  /* The customer's id, when the client shows this page beside a chat with one; null everywhere else. */
  const ww = window.ww;
  if (!ww) return null;
  const patience = IN_CLIENT || window.top !== window ? 6000 : 1500;
  try {
    ww.register({
      corpId: page.corp,
      agentId: Number(page.agent),
      jsApiList: ["getContext", "getCurExternalContact"],
      getAgentConfigSignature: (url) => api(`jssdk?url=${encodeURIComponent(url || location.href.split("#")[0])}`),
    });
    const context = await inTime(ww.getContext(), patience);
    if (context.entry && !ENTRIES.includes(context.entry)) return null;
    return (await inTime(ww.getCurExternalContact(), patience)).userId || null;
  } catch {
    if (IN_CLIENT) S.notice = { look: "", title: "没有认出这个聊天里的客户", text: "请从客户聊天旁打开；若仍不行，请管理员检查可信域名与客户联系权限。" };
    return null;
  }
}

async function start() {
  try {
    S.me = await api("me");
    at("me").textContent = `${S.me.name} · ${S.me.role_name}`;
    const asked = new URLSearchParams(location.search);
    if (asked.get("draft")) return await openDraft(Number(asked.get("draft")), asked.get("leave") === "1");
    if (asked.get("capture")) return await openCapture(Number(asked.get("capture")));
    if (asked.get("lead")) return await openLead(Number(asked.get("lead")));
    if (asked.get("activity")) return await openActivity(Number(asked.get("activity")));
    S.ext = await besideChat();
    await (S.ext ? reload() : list());
    if (["pasted", "screenshot"].includes(asked.get("give")) && writes()) openGive(asked.get("give"));
  } catch (problem) {
    fail(problem);
  }
}

async function reload() {
  /* The customer on the page, read anew; a draft that waits comes with it. */
  const lead = S.customer && S.customer.lead.id;
  if (!S.ext && !lead) return;
  const [found] = await Promise.all([api(`customer?${asQuery(subject())}`), loadWays()]);
  S.customer = found.customer;
  if (found.draft && (!S.draft || S.draft.id !== found.draft.id)) mine = fresh();
  S.draft = found.draft || (S.draft && S.draft.state === "open" && !S.ext ? S.draft : null);
  renderAll();
}

async function openLead(id) {
  Object.assign(S, { words: "", customer: { lead: { id } }, draft: null, sync: null, notice: null, saved: null, ways: null, give: null, leave: null });
  panel.open = false;
  await reload();
}

async function openActivity(id) {
  const { customer, draft } = await api(`customer?activity=${id}`);
  Object.assign(S, { words: "", customer, draft, asked: id });
  await loadWays();
  renderAll();
  const record = at(`activity${id}`);
  if (record) record.scrollIntoView({ block: "center" });
}

async function openDraft(id, leaving) {
  const { draft } = await api(`drafts/${id}`);
  S.draft = draft;
  if (draft.lead_id) S.customer = (await api(`customer?lead=${draft.lead_id}`)).customer;
  if (draft.state === "confirmed") S.saved = draft;
  S.notice = ended(draft);
  if (S.customer) await loadWays();
  renderAll();
  if (leaving && draft.state === "open") await openLeave(draft);
}

/* --- 「同步本次聊天」 -------------------------------------------------------------------------------------------------- */

const sync = () => run(() => api("syncs", { ...subject(), key: newKey() }));

const NOTHING_NEW = { title: "没有新的聊天内容，什么都没有改变", text: "聊过之后再点一次即可。" };

async function run(ask, nothing = NOTHING_NEW) {
  /* One sync, from asking for it to its draft; `nothing`: what to say where there is nothing new. */
  Object.assign(S, { sync: { state: "queued" }, notice: null, saved: null, draft: null, give: null, leave: null, busy: true });
  renderWork();
  let made = null;
  try {
    const { sync_id: id } = await ask();
    await follow(id, nothing);
    made = S.sync && S.sync.draft;
  } catch (problem) {
    Object.assign(S, { sync: null, notice: bad(problem) });
  }
  S.busy = false;
  await reload().catch(() => {});
  if (made && !(S.draft && S.draft.id === made.id)) {
    Object.assign(S, { draft: made });
    mine = fresh();
    if (!S.ext && !S.customer) return renderAll();
  }
  renderWork();
}

async function follow(id, nothing) {
  for (let began = Date.now(), missed = 0; Date.now() - began < 120000;) {
    await sleep(Date.now() - began < 15000 ? 250 : 1500);
    let now;
    try {
      now = (await api(`syncs/${encodeURIComponent(id)}`)).sync;
    } catch (problem) {
      if (problem.status === 401 || ++missed > 6) throw problem;
      continue;
    }
    const changed = now.state !== S.sync.state || Boolean(now.waiting) !== Boolean(S.sync.waiting);
    S.sync = now;
    if (now.state === "proposed") return;
    if (now.state === "empty") return stop({ look: "", ...nothing });
    if (now.state === "failed") return stop(bad(now.problem));
    if (changed) renderWork();
  }
  stop({ look: "", title: "还在后台进行", text: "可以先离开，完成后会有卡片通知您。" });
}

function stop(notice) { Object.assign(S, { sync: null, notice }); }

/* --- deciding on a draft ------------------------------------------------------------------------------------------ */

async function decide(path, body) {
  /* One decision, until the worker has carried it out. True: done. */
  Object.assign(S, { busy: true, notice: null });
  renderWork();
  try {
    const { event } = await api(path, { key: newKey(), ...body });
    for (let i = 0; i < 120; i++) {
      await sleep(i < 40 ? 250 : 1000);
      const now = (await api(`events/${encodeURIComponent(event)}`)).event;
      if (now.state === "done") return true;
      if (now.state === "failed") throw now.problem;
    }
    S.notice = { look: "", title: "已经提交，还在保存", text: "完成后卡片会更新，可以先离开。" };
  } catch (problem) {
    S.notice = bad(problem);
  } finally {
    S.busy = false;
  }
  renderWork();
  at("work").firstElementChild?.scrollIntoView({ block: "nearest" });
  return false;
}

async function again(draftId) {
  /* The draft as it stands now, and with it the customer. */
  staleFiles();
  try {
    const { draft } = await api(`drafts/${draftId}`);
    S.draft = draft.state === "open" ? draft : null;
    if (!S.ext && draft.lead_id && draft.state !== "undone") S.customer = { lead: { id: draft.lead_id } };
    await reload();
    return draft;
  } catch (problem) {
    S.notice = S.notice || bad(problem);
    renderAll();
    return null;
  }
}

async function confirm() {
  const draft = S.draft;
  const changed = ([id, text]) => draft.lines.some((line) => line.id === id && line.shown !== text);
  const edits = Object.fromEntries([...mine.edits].filter(changed));
  const done = await decide(`drafts/${draft.id}/confirm`, { keep: kept(draft), edits });
  const now = await again(draft.id);
  if (done && now) Object.assign(S, { saved: now, sync: null });
  renderWork();
}

async function choose() {
  const id = S.draft.id;
  await decide(`drafts/${id}/choose`, { lead: mine.choice });
  await again(id);
}

async function drop() {
  const id = S.draft.id;
  if (await decide(`drafts/${id}/drop`, {})) stop({ look: "", title: "已放弃，什么都没有改变", text: "再次同步会重新读取这些聊天。" });
  S.draft = null;
  await again(id);
}

async function undo(activity) {
  const done = await decide(`activities/${activity}/undo`, {});
  staleFiles();
  if (done) {
    S.saved = null;
    stop({ look: "good", title: "已撤销，客户资料恢复原样", text: "需要时可以再次同步。" });
  }
  try { await reload(); } catch { await list(); }
}

const ticked = (line) => (mine.ticks.has(line.id) ? mine.ticks.get(line.id) : line.ticked);
const kept = (draft) => draft.lines.filter(ticked).map((line) => line.id);

/* --- drawing ------------------------------------------------------------------------------------------------------ */

function renderAll() { renderHead(); renderWork(); renderHistory(); }

function fail(problem) {
  at("head").removeAttribute("aria-busy");
  at("back").hidden = !S.me || S.ext !== null;
  const next = button(problem.status === 401 ? "重新登录" : "再试一次", () => location.reload(), ".primary");
  show("head", el("div.card.empty", {}, el("h1", {}, problem.message || "出错了"), el("p", {}, problem.next || "请刷新后再试。"), next));
  show("work"); show("history");
}

const renderHead = () => keeping(drawHead);

function renderWork() {
  keeping(drawWork);
  const state = S.give || S.leave;
  const list = document.querySelector(".bubbles");
  if (list && state && state.top) list.scrollTop = state.top;
}

function drawHead() {
  at("head").removeAttribute("aria-busy");
  at("back").hidden = Boolean(S.ext);
  const c = S.customer;
  if (!c) {
    const name = S.draft ? S.draft.lead : "新客户";
    show("head", el("div.card", {}, el("div.who", {}, el("span.face", {}, [...name][0] || "客"), el("div", {}, el("h1", {}, name || "新客户"),
      el("p", {}, "还没有这位客户的资料，同步确认后自动建档"))), consentChip(), consentPanel()));
    return;
  }
  const name = c.contact || c.lead.name;
  const reach = [c.phone, c.email].filter(Boolean);
  show("head", el("div.card", {},
    el("div.who", {}, el("span.face", {}, [...name][0] || "客"),
      el("div", {}, el("h1", {}, name), el("p", {}, [c.lead.account !== name && c.lead.account, c.title].filter(Boolean).join(" · "))),
      el("span.pill", {}, c.lead.stage)),
    reach.length > 0 && el("p.reach", {}, reach.map((text) => el("span", {}, text))),
    consentChip(), consentPanel(),
    c.lead.tags.length > 0 && el("div.chips", {}, c.lead.tags.map((tag) => el("span.chip", {}, tag))),
    el("dl.facts", {}, c.facts.map((f) => el("div", {}, el("dt", {}, f.label), el(f.value ? "dd" : "dd.none", {}, f.value || "未知"))))), insightsNode(c.insights));
}

/* What else the customer has said: products, pain points, objections, rivals' prices; the same once. */
function insightsNode(insights) {
  const known = [...new Map(insights.map((i) => [`${i.label}${i.text}`, i])).values()];
  return known.length > 0 && el("div.card", {}, el("h2", {}, "客户说过", el("small", {}, `${known.length} 条`)),
    el("ul.insights", {}, known.slice(0, 12).map((i) => el("li", {}, el("span.chip", {}, i.label), el("span", {}, i.text, i.of && el("small", {}, ` ${i.of}`))))));
}

function noticeNode(notice) {
  return el(`div.note${notice.look ? `.${notice.look}` : ""}`, { role: notice.look === "bad" ? "alert" : "status" },
    el("div", {}, el("b", {}, notice.title), el("p", {}, notice.text),
      notice.acts && el("div.row", {}, notice.acts.map(([text, act]) => button(text, act, ".small")))),
    notice.login && button("重新登录", () => location.reload(), ".small"));
}

function stepsNode(reached, busy) {
  const state = (i) => (i < reached ? ".done" : i === reached ? ".now" : "");
  return el(`ol.steps${busy ? ".busy" : ""}`, { "aria-label": "进度" }, STEPS.map((name, i) => el(`li${state(i)}`, {}, name)));
}

function drawWork() {
  const open = S.draft && S.draft.state === "open" && !(S.sync && S.sync.state !== "proposed");
  const running = S.sync && S.sync.state !== "proposed";
  show("work",
    S.notice && noticeNode(S.notice),
    running && el("div.card", { "aria-live": "polite" }, stepsNode(REACHED[S.sync.state], true),
      el("p.hint.under", {}, S.sync.waiting ? `${S.sync.waiting.message}，${S.sync.waiting.next}` : DOING[S.sync.state])),
    ...(S.give && !running ? [giveNode()] : S.leave ? [leaveNode()] : [
      !running && S.saved && savedNode(S.saved),
      open && draftNode(S.draft),
      !running && !open && waysNode()]));
}

function savedNode(draft) {
  return el("div.card", {}, stepsNode(5), el("div.meta.saved", {}, el("b", {}, `已保存 · ${draft.lead}`),
    draft.activity_id && el("button.link", { type: "button", disabled: S.busy, onclick: () => undo(draft.activity_id) }, "撤销")));
}

function draftNode(draft) {
  const took = S.sync && S.sync.ms ? ` · 用时 ${(S.sync.ms / 1000).toFixed(1)} 秒` : "";
  return el("div.card", {}, stepsNode(draft.must_choose ? 2 : 3, S.busy),
    el("h2", {}, "跟进摘要", el("small", {}, [`${draft.messages} 条消息`, draft.source, draft.because].filter(Boolean).join(" · ") + took)),
    draft.late && lateNode(draft.happened_at, draft.created_at),
    el("p.summary", {}, draft.summary),
    draft.must_choose && candidatesNode(draft),
    el("ul.lines", {}, draft.lines.map(lineNode)),
    draft.lines.length === 0 && el("p.hint", {}, "没有要更新的字段，只保存这段摘要"),
    filesNode("drafts", draft.id),
    el("button.link.doubt", { type: "button", disabled: S.busy, onclick: () => openLeave(draft) },
      draft.left_out ? `有些不该记？（已剔除 ${draft.left_out} 条）` : "有些不该记？"),
    el("div.acts", {},
      el("button.button.primary", { type: "button", id: "yes", disabled: S.busy || draft.must_choose, onclick: confirm }, yesText(draft)),
      button("放弃", drop)));
}

function lateNode(happened, entered) {
  /* When it was said, and when it was written down, are two times. */
  return el("p.hint", {}, el("span.late", {}, "补录"), ` 聊天时间 ${when(happened)} · 录入 ${when(entered)}`);
}

function yesText(draft) {
  const count = kept(draft).length;
  return S.busy ? "正在处理…" : count ? `确认保存（${count} 项）` : "只保存摘要";
}

function redraw(line) {
  /* One line alone: drawing all of it anew would take the button away from under a click that ends an edit. */
  at(`row${line.id}`).replaceWith(lineNode(line));
  at("yes").textContent = yesText(S.draft);
}

function candidatesNode(draft) {
  const options = [...draft.candidates, { lead_id: 0, name: "都不是，新建客户", because: "" }];
  return el("fieldset.choose", {}, el("legend", {}, "这是哪位客户？"),
    options.map((c) => el("label", {}, el("input", { type: "radio", name: "lead", checked: mine.choice === c.lead_id,
      onchange: () => { mine.choice = c.lead_id; renderWork(); } }), c.name, c.because && el("small", {}, c.because))),
    el("button.button.small.primary", { type: "button", onclick: choose, disabled: S.busy || mine.choice === null }, "选定"));
}

function lineNode(line) {
  const on = ticked(line);
  const text = mine.edits.has(line.id) ? mine.edits.get(line.id) : line.shown;
  const editing = mine.editing === line.id;
  const unfold = () => { if (!mine.open.delete(line.id)) mine.open.add(line.id); redraw(line); };
  const badge = text !== line.shown ? el("span.badge.edited", {}, "已改") : line.unsure && el("span.badge", {}, "待核对");
  const value = editing ? editNode(line, text) : el("button.value", { type: "button", title: "点一下修改", disabled: S.busy,
    onclick: () => { mine.editing = line.id; redraw(line); at("edit").select(); } },
  line.old && line.old !== text && el("del", {}, line.old), line.old && line.old !== text && "→ ", el("ins", {}, text), badge);
  return el(on ? "li" : "li.off", { id: `row${line.id}` },
    el("div.line", {},
      el("input", { type: "checkbox", id: `l${line.id}`, checked: on, disabled: S.busy,
        onchange: (e) => { mine.ticks.set(line.id, e.target.checked); redraw(line); at(`l${line.id}`).focus(); } }),
      el("label", { htmlFor: `l${line.id}` }, line.label), value,
      line.quote && el("button.link", { type: "button", "aria-expanded": String(mine.open.has(line.id)), onclick: unfold }, "依据")),
    mine.open.has(line.id) && el("blockquote.quote", {}, `「${line.quote}」`));
}

function editNode(line, text) {
  const leave = (keep) => (e) => {
    if (mine.editing !== line.id) return;
    mine.editing = null;
    const typed = e.target.value.trim();
    if (keep && typed && typed !== line.shown) { mine.edits.set(line.id, typed); mine.ticks.set(line.id, true); }
    else if (keep) mine.edits.delete(line.id);
    redraw(line);
  };
  return el("input.edit", { id: "edit", value: text, maxLength: 300, "aria-label": `修改${line.label}`, onblur: leave(true),
    onkeydown: (e) => { if (e.key === "Enter" && !e.isComposing) leave(true)(e); if (e.key === "Escape") leave(false)(e); } });
}

function renderHistory() {
  const c = S.customer;
  if (!c || !c.activities) return show("history");
  const latest = c.activities.find((a) => !a.undone && a.kind === "chat" && a.mine);
  show("history",
    c.next_steps.length > 0 && el("div.card", {}, el("h2", {}, "下一步"), el("ul.plain", {}, c.next_steps.map((s) =>
      el("li", {}, el("span.what", {}, s.what), el("small", {}, [s.ours ? "我方" : "客户", s.due].filter(Boolean).join(" · ")))))),
    filesNode("leads", c.lead.id, writes()),
    writes() && el("div.card", {}, el("h2", {}, "备注", el("small", {}, "默认仅本人可见")), penNode(c.lead.id),
      el("ul.plain", {}, c.notes.map(noteNode))),
    !writes() && c.notes.length > 0 && el("div.card", {}, el("h2", {}, "备注"), el("ul.plain", {}, c.notes.map(noteNode))),
    el("div.card", {}, el("h2", {}, "跟进记录"), c.activities.length === 0 ? el("p.hint", {}, "还没有跟进记录") :
      el("ul.time", {}, c.activities.map((a) => activityNode(a, writes() && a === latest)))));
}

function activityNode(a, undoable) {
  return el(`li${a.undone ? ".undone" : ""}${a.id === S.asked ? ".asked" : ""}`, { id: `activity${a.id}` }, el("div.meta", {}, `${when(a.happened_at)} · ${a.by}${a.undone ? " · 已撤销" : ""}`,
    undoable && el("button.link", { type: "button", onclick: () => undo(a.id) }, "撤销")),
  a.late && lateNode(a.happened_at, a.entered_at), el("p", {}, a.summary),
  a.changes.length > 0 && el("details.changes", {}, el("summary", {}, `${a.changes.length} 项更新`),
    el("ul", {}, a.changes.map((x) => el("li", {}, `${x.label}：${x.old ? `${x.old} → ` : ""}${x.new}`)))));
}

function penNode(lead) {
  const words = el("textarea", { rows: 1, maxLength: 2000, value: S.words, placeholder: "记一笔，只有您自己看得到", "aria-label": "新备注",
    oninput: () => { S.words = words.value; } });
  const save = el("button.button.small", { type: "button" }, "记下");
  save.onclick = async () => {
    if (!words.value.trim()) return words.focus();
    save.disabled = true;
    try {
      await api("notes", { key: newKey(), lead, text: words.value });
      S.words = "";
      await reload();
      return toast("已记下，仅本人可见");
    } catch (problem) { toast(`${problem.message}，${problem.next}`); } finally { save.disabled = false; }
  };
  return el("div.pen", {}, words, save);
}

function noteNode(n) {
  const flip = async (e) => {
    const shared = e.target.checked;
    try {
      await api(`notes/${n.id}/share`, { key: newKey(), shared });
      toast(shared ? "已共享给主管与接手人" : "已改回仅本人可见");
    } catch (problem) { e.target.checked = !shared; toast(problem.message); }
  };
  return el("li", {}, el("span.words", {}, n.text), n.mine ? el("label.switch", {}, "共享",
    el("input", { type: "checkbox", checked: n.shared, onchange: flip })) : el("small", {}, n.author));
}

async function list() {
  Object.assign(S, { customer: null, draft: null, sync: null, saved: null, ways: null, give: null, leave: null });
  at("head").removeAttribute("aria-busy");
  at("back").hidden = true;
  const found = el("div.people");
  const look = async (search) => {
    try {
      const { customers } = await api(`customers?search=${encodeURIComponent(search)}`);
      found.replaceChildren(...customers.map(personNode), ...(customers.length ? [] : [el("p.hint.under", {}, search ? "没有找到客户" : "还没有客户")]));
    } catch (problem) { fail(problem); }
  };
  const type = (e) => { clearTimeout(type.timer); type.timer = setTimeout(() => look(e.target.value.trim()), 200); };
  show("head", el("div.card", {}, el("h2", {}, "我的客户", el("small", {}, page.corp ? "在客户聊天旁打开，可直接同步" : "点开一位客户，记录与他的聊天")),
    el("input.search", { type: "search", maxLength: 80, placeholder: "搜索客户或公司", "aria-label": "搜索客户", oninput: type }), found));
  show("history");
  await Promise.all([look(""), loadWays()]);
  renderWork();
}

function personNode(lead) {
  return el("button", { type: "button", onclick: () => openLead(lead.id).catch(fail) }, el("span.face", {}, [...lead.name][0] || "客"),
    el("div", {}, el("b", {}, lead.name), el("small", {}, `${lead.owner || "无负责人"} · 最近互动 ${when(lead.last_activity_at).split(" ")[0]}`)), el("span.pill", {}, lead.stage));
}

at("back").onclick = () => { S.notice = null; list(); };
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !S.busy && !mine.editing && !S.give && !S.leave && S.customer) reload().catch(() => {});
});
setInterval(async () => {
  /* What was decided on a card, or in another window, shows here too. */
  const shown = S.draft || S.saved;
  if (document.hidden || S.busy || mine.editing || S.give || S.leave || !shown) return;
  try {
    const { draft } = await api(`drafts/${shown.id}`);
    if (S.busy || mine.editing || draft.state === shown.state) return;
    Object.assign(S, { draft: null, sync: null, saved: draft.state === "confirmed" ? draft : null, notice: ended(draft) });
    await reload();
  } catch { /* the next round asks again */ }
}, 3000);
start();
