"use strict";
/* Three clients side by side. The page asks for the town's state and draws what has changed. */

const ZONE = "Asia/Shanghai";
const CLIENTS = [
  { platform: "wecom", name: "企业微信", me: "lin", who: "林晓 · 销售", order: ["single", "bot"] },
  { platform: "feishu", name: "飞书", me: "lin", who: "商机团队", order: ["group", "bot"] },
  { platform: "dingtalk", name: "钉钉", me: "zhou", who: "周建国 · 主管", order: ["bot"] },
];
let state = null, open = {}, drawn = {}, seen = {}, people = {};

const post = async (path, body) => {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.json();
};
const toast = (text) => {
  const box = document.getElementById("toast");
  box.textContent = text; box.classList.add("on");
  clearTimeout(toast.timer); toast.timer = setTimeout(() => box.classList.remove("on"), 2600);
};
const clock = (iso, more = {}) => new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false, ...more }).format(new Date(iso));
const nameOf = (key) => (key === "bot" ? "随录" : (people[key] || { name: key }).name);

const chatsOf = (client) => state.chats
  .filter((c) => c.platform === client.platform && (c.kind === "group" || c.members.includes(client.me)))
  .sort((a, b) => client.order.indexOf(a.kind) - client.order.indexOf(b.kind));

const titleOf = (chat, client) => chat.kind === "single" ? nameOf(chat.members.find((m) => m !== client.me)) : chat.title;

const build = () => {
  const town = document.getElementById("town");
  town.replaceChildren(...CLIENTS.map((client) => {
    const node = el("section", { class: `client ${client.platform}`, id: client.platform },
      el("div", { class: "bar" }, client.name, el("small", {}, client.who)),
      el("div", { class: "tabs", role: "tablist" }),
      el("div", { class: "panes" },
        el("div", { class: "chat" }, el("div", { class: "log" }), say(client)),
        client.platform === "wecom" ? el("div", { class: "side" }, el("iframe", { id: "sidebar", title: "随录侧边栏" })) : ""));
    return node;
  }));
};

/* The member's client signs the sidebar in and tells it which chat is open, as the real one does. */
const openSidebar = (chat) => {
  const frame = document.getElementById("sidebar");
  if (chat.kind !== "single" || [chat.id, "page"].includes(frame.dataset.chat)) return;
  frame.dataset.chat = chat.id;
  frame.src = `${state.wecom}/login?${new URLSearchParams({ as: "lin", chat: chat.id, then: `${state.product}/sidebar` })}`;
};

const say = (client) => {
  const speaker = el("select", { "aria-label": "以谁的身份说" });
  const input = el("input", { placeholder: "说点什么…", "aria-label": "消息" });
  const send = async (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    const text = input.value; input.value = "";
    const answer = await post("/say", { chat: open[client.platform], by: speaker.value, text });
    if (answer.error) toast(answer.error);
    refresh();
  };
  return el("form", { class: "say", onsubmit: send }, speaker, input, el("button", {}, "发送"));
};

const drawClient = (client) => {
  const root = document.getElementById(client.platform);
  const chats = chatsOf(client);
  if (!chats.length) return;
  if (!chats.some((c) => c.id === open[client.platform])) open[client.platform] = chats[0].id;
  const chat = chats.find((c) => c.id === open[client.platform]);
  if (client.platform === "wecom") openSidebar(chat);
  seen[chat.id] = chat.messages.length + chat.messages.reduce((n, m) => n + m.changed, 0);
  const mark = JSON.stringify([chat.id, chats.map((c) => [c.id, c.messages.length, c.messages.map((m) => m.changed)])]);
  if (drawn[client.platform] === mark) return;
  drawn[client.platform] = mark;
  root.querySelector(".tabs").replaceChildren(...chats.map((c) => {
    const news = c.messages.length + c.messages.reduce((n, m) => n + m.changed, 0) > (seen[c.id] || 0) && c.id !== chat.id;
    return el("button", { role: "tab", "aria-selected": String(c.id === chat.id), onclick: () => openTab(client, c) }, titleOf(c, client), news ? el("span", { class: "dot", title: "有新消息" }) : "");
  }));
  const select = root.querySelector(".say select");
  const speakers = chat.members.filter((m) => m !== "bot");
  if (select.dataset.chat !== chat.id) {
    select.replaceChildren(...speakers.map((m) => el("option", { value: m }, nameOf(m))));
    select.dataset.chat = chat.id;
    const other = speakers.find((m) => m !== client.me);
    if (chat.kind === "single" && other) select.value = other;
  }
  const log = root.querySelector(".log");
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 80 || !log.children.length;
  let day = "";
  log.replaceChildren(...(chat.messages.length ? chat.messages.flatMap((m) => {
    const today = clock(m.at, { month: "long", day: "numeric", weekday: "short", hour: undefined, minute: undefined });
    const rule = today === day ? [] : [el("div", { class: "day" }, (day = today))];
    return [...rule, drawMessage(client, chat, m)];
  }) : [el("div", { class: "empty" }, chat.kind === "bot" ? "随录有话要说时，会出现在这里" : "还没有消息")]));
  if (low) log.scrollTop = log.scrollHeight;
};

/* Going to a chat also leaves a page that a card had opened in the sidebar. */
const openTab = (client, chat) => {
  const frame = document.getElementById("sidebar");
  if (client.platform === "wecom" && frame.dataset.chat === "page") frame.dataset.chat = "";
  open[client.platform] = chat.id;
  drawn[client.platform] = "";
  refresh();
};

const drawMessage = (client, chat, message) => {
  const mine = message.by === client.me;
  const click = async (action, form) => {
    const by = chat.kind === "group" ? (chat.members.includes(client.me) ? client.me : chat.members[0]) : client.me;
    const answer = await post("/click", { message: message.id, by, action, form });
    toast(answer.error || answer.toast || (answer.ok ? "已发送" : "客户端：操作失败，请稍后再试"));
    refresh();
  };
  const content = message.card ? drawCard(chat.platform, message, click) : el("div", { class: "bubble" }, message.text);
  return el("div", { class: `msg ${mine ? "mine" : ""}`, "data-id": message.id },
    el("div", { class: `face ${message.by === "bot" ? "bot" : ""}` }, nameOf(message.by).slice(-2)),
    el("div", {}, el("div", { class: "name" }, `${nameOf(message.by)} ${clock(message.at)}`), content));
};

const refresh = async () => {
  try {
    state = await (await fetch("/state")).json();
  } catch { document.getElementById("clock").textContent = "演示已停止"; return; }
  people = Object.fromEntries(state.people.map((p) => [p.key, p]));
  if (!document.getElementById("sidebar")) build();
  document.getElementById("clock").textContent = clock(state.now, { month: "long", day: "numeric", weekday: "short" });
  CLIENTS.forEach(drawClient);
  if (!document.getElementById("wire").hidden) drawWire();
};

const drawWire = async () => {
  const journal = await (await fetch("/journal")).json();
  document.getElementById("wire-list").replaceChildren(...journal.slice(-60).reverse().map((j) =>
    el("li", { class: j.ok ? "" : "bad" }, `${clock(j.at, { second: "2-digit" })} ${j.platform.padEnd(8)} ${j.way === "in" ? "→ 随录" : "← 随录"} ${j.what}`)));
};

document.querySelectorAll("[data-hours]").forEach((b) => b.addEventListener("click", async () => {
  await post("/clock", { hours: Number(b.dataset.hours) });
  toast(`时间前进了 ${b.dataset.hours} 小时`);
  refresh();
}));
document.getElementById("guide-toggle").addEventListener("click", () => { const g = document.getElementById("guide"); g.hidden = !g.hidden; });
document.getElementById("wire-toggle").addEventListener("click", () => { const w = document.getElementById("wire"); w.hidden = !w.hidden; refresh(); });
window.addEventListener("open-page", (event) => { const frame = document.getElementById("sidebar"); if (event.detail.startsWith(state.product)) { frame.dataset.chat = "page"; frame.src = event.detail; } else window.open(event.detail, "_blank", "noopener"); });
refresh(); setInterval(refresh, 500);
