/* The message shortcut (消息快捷操作): what was picked in Feishu becomes a draft, and the page goes on to it. */
"use strict";

const STEPS = ["所选消息", "理解", "匹配", "待确认"];
const REACHED = { queued: 0, collecting: 0, understanding: 1, matching: 2, proposed: 3 };
const PLACE = { image: "[图片]", file: "[文件]", media: "[视频]", interactive: "[卡片]", unsupport: "[消息]" };
const KIND = { text: "text", post: "text", image: "image", file: "file", media: "video", interactive: "card" };
const LONGEST = 10000; /* twenty of these are less than the API takes */
const problem = (message, next) => ({ message, next });
const inTime = (promise, ms) => Promise.race([promise, sleep(ms).then(() => { throw problem("飞书没有回应", "请关闭后再从快捷操作打开。"); })]);

/* --- from the client ---------------------------------------------------------------------------------------------- */

function triggerCode() {
  /* Some clients encode it twice. */
  const given = new URLSearchParams(location.search).get("bdp_launch_query") || "";
  for (const text of [given, decodeURIComponent(given)]) {
    try { return String(JSON.parse(text).__trigger_id__ || ""); } catch { /* the other way, then */ }
  }
  return "";
}

async function configured() {
  if (!window.h5sdk) throw problem("请在飞书里打开", "在聊天里选中消息，再点「同步所选消息」。");
  const signed = await api(`jssdk?url=${encodeURIComponent(location.href.split("#")[0])}`);
  const refused = () => problem("飞书没有让这个页面读取所选消息", "请管理员检查应用的可用范围与可信域名。");
  return new Promise((done, fail) => {
    window.h5sdk.error(() => fail(refused()));
    window.h5sdk.config({ ...signed, jsApiList: ["getBlockActionSourceDetail"], onSuccess: () => {}, onFail: () => fail(refused()) });
    window.h5sdk.ready(done);
  });
}

function pickedMessages(code) {
  const gone = problem("没有读到所选的消息", "请回到聊天里重新选中，再点一次快捷操作。");
  return new Promise((done, fail) => {
    window.tt.getBlockActionSourceDetail({ triggerCode: code, success: (found) => done((found.content && found.content.messages) || []), fail: () => fail(gone) });
  });
}

/* --- in our words ------------------------------------------------------------------------------------------------- */

const parsed = (text) => { try { return JSON.parse(text) || {}; } catch { return {}; } };
const clean = (text) => String(text).replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f]/g, " ").replace(/\p{Surrogate}/gu, "\ufffd").trim();
const short = (text, most) => Array.from(text).slice(0, most).join("");

function words(message) {
  const content = parsed(message.content);
  if (message.messageType === "text") return content.text || "";
  if (message.messageType !== "post") return [PLACE[message.messageType] || PLACE.unsupport, content.file_name || content.fileName || ""].join(" ");
  const post = content.content ? content : Object.values(content)[0] || {};
  const pieces = (line) => (Array.isArray(line) ? line : line.attrs || []);
  const said = (piece) => piece.text || (piece.user_name ? `@${piece.user_name}` : piece.tag === "img" ? PLACE.image : "");
  return [post.title || "", ...(post.content || []).map((line) => pieces(line).map(said).join(""))].filter(Boolean).join("\n");
}

function neutral(message) {
  const sender = message.sender || {};
  return {
    id: message.openMessageId,
    by: sender.open_id || "unknown",
    by_name: short(clean(sender.name || "").replace(/\n/g, " "), 80),
    at: Math.floor(Number(message.createTime)) || 0,
    kind: KIND[message.messageType] || "other",
    text: short(clean(words(message)), LONGEST),
  };
}

/* --- what the page shows ------------------------------------------------------------------------------------------ */

function progress(state, line) {
  const reached = REACHED[state] || 0;
  const look = (i) => (i < reached ? ".done" : i === reached ? ".now" : "");
  show("work", el("div.card", {}, el("ol.steps.busy", { "aria-label": "进度" }, STEPS.map((name, i) => el(`li${look(i)}`, {}, name))),
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

async function start() {
  try {
    const me = await api("me");
    at("me").textContent = `${me.name} · ${me.role_name}`;
    const code = triggerCode();
    if (!code) throw problem("没有选中的消息", "在聊天里选中消息，再点「同步所选消息」。");
    progress("queued", "正在读取所选的消息…");
    await inTime(configured(), 8000);
    const picked = await inTime(pickedMessages(code), 8000);
    const live = picked.filter((message) => message.status !== false && message.openMessageId && message.openChatId);
    const messages = live.map(neutral).filter((message) => message.text);
    if (!messages.length) throw problem("所选的消息里没有可以读取的文字", "请选中有文字的消息；飞书版本过低时请先升级。");
    const { sync_id: id } = await api("syncs/picked", { key: newKey(), chat: live[0].openChatId, messages });
    await follow(id, messages.length);
  } catch (wrong) {
    const again = wrong.status === 401 && el("button.button.primary", { type: "button", onclick: () => location.reload() }, "重新登录");
    say(wrong.message && wrong.next ? wrong.message : "出错了", wrong.next || "请关闭后再从快捷操作打开。", again || customers());
  }
}
start();
