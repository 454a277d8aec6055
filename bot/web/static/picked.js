/* Messages picked in a client: what its own script (`shortcut.js`, `menu.js`) reads there becomes a draft, and the page goes on to it. */
"use strict";

const STEPS = ["所选消息", "理解", "匹配", "待确认"];
const REACHED = { queued: 0, collecting: 0, understanding: 1, matching: 2, proposed: 3 };
const PATIENCE = 8000;
const LONGEST = 10000; /* as many of these as may be picked are less than the API takes */
const problem = (message, next) => ({ message, next });
const inTime = (promise, late) => Promise.race([promise, sleep(PATIENCE).then(() => { throw late; })]);

/* --- in our words ------------------------------------------------------------------------------------------------- */

const parsed = (text) => { try { return JSON.parse(text) || {}; } catch { return {}; } };
const clean = (text) => String(text).replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f]/g, " ").replace(/\p{Surrogate}/gu, "\ufffd").trim();
const short = (text, most) => Array.from(text).slice(0, most).join("");
const words = (text) => short(clean(text), LONGEST);
const called = (text) => short(clean(text || "").replace(/\n/g, " "), 80);

/* --- what the page shows ------------------------------------------------------------------------------------------ */

function progress(state, line) {
  const reached = REACHED[state] || 0;
  const look = (i) => (i < reached ? ".done" : i === reached ? ".now" : "");
  show("work", el("div.card", {}, el("ol.steps.busy", { "aria-label": "进度" }, STEPS.map((step, i) => el(`li${look(i)}`, {}, step))),
    el("p.hint.under", {}, line)));
}

function say(title, text, ...more) {
  show("work", el("div.card.empty", {}, el("h1", {}, title), el("p", {}, text), ...more));
}

const customers = () => el("a.button", { href: "/sidebar" }, "看我的客户");

async function follow(id, count) {
  for (let began = Date.now(), missed = 0; Date.now() - began < 120000;) {
    await sleep(Date.now() - began < 15000 ? 250 : 1500);
    let now;
    try {
      now = (await api(`syncs/${encodeURIComponent(id)}`)).sync;
    } catch (wrong) {
      if (wrong.status === 401 || ++missed > 6) throw wrong;
      continue;
    }
    if (now.state === "proposed") return location.replace(`/sidebar?draft=${now.draft.id}`);
    if (now.state === "empty") return say("这些消息已经同步过了", "什么都没有改变。", customers());
    if (now.state === "failed") throw now.problem;
    progress(now.state, now.waiting ? `${now.waiting.message}，${now.waiting.next}` : `正在整理所选的 ${count} 条消息…`);
  }
  return say("还在后台进行", "可以先离开，完成后会有卡片通知您。");
}

async function handOver(work, next) {
  /* `work` reads, sends and follows; `next` is what to do when that went wrong and nothing better is known. */
  try {
    const me = await api("me");
    at("me").textContent = `${me.name} · ${me.role_name}`;
    await work();
  } catch (wrong) {
    const again = wrong.status === 401 && el("button.button.primary", { type: "button", onclick: () => location.reload() }, "重新登录");
    say(wrong.message && wrong.next ? wrong.message : "出错了", wrong.next || next, again || customers());
  }
}
