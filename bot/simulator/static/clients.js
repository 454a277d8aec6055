"use strict";
/* Three clients side by side. Each belongs to somebody: switch the account, and it is another's phone. */

const CLIENTS = [
  { platform: "wecom", me: "lin", order: ["single", "bot", "group"] },
  { platform: "feishu", me: "lin", order: ["group", "bot", "single"] },
  { platform: "dingtalk", me: "zhou", order: ["bot", "group", "single"] },
];
const given = new URLSearchParams(location.search);
CLIENTS.forEach((client) => Object.assign(client, { me: given.get(client.platform) || client.me, open: "", drafts: {}, menus: [], find: "", picked: null, shown: "" }));
const IN_GROUP = ["@随录 同步", "@随录 客户 ", "@随录 我的待办", "@随录 帮助"];

const rootOf = (client) => document.getElementById(client.platform);
const part = (client, name) => rootOf(client).querySelector(name);
const openChat = (client) => town.chats.get(client.open);

const buildClient = (client) => {
  const name = PLATFORMS[client.platform];
  return el("section", { class: `client ${client.platform}`, id: client.platform, "aria-label": name },
    el("div", { class: "bar" },
      el("button", { class: "fold", type: "button", "aria-label": "展开会话列表", "aria-expanded": "false", onclick: () => unfold(client) }, "☰"), name,
      el("select", { class: "who", "aria-label": `${name}：谁的客户端`, onchange: (event) => becomes(client, event.target.value) }),
      el("button", { class: "big", type: "button", "aria-label": "只看这个窗口", "aria-pressed": "false", title: "只看这个窗口", onclick: () => enlarge(client) }, "⤢")),
    el("div", { class: "panes" },
      el("div", { class: "chats" },
        el("input", { class: "find", type: "search", placeholder: "搜索会话", "aria-label": "搜索会话", oninput: (event) => { client.find = event.target.value; drawClient(client); } }),
        el("div", { class: "items", role: "tablist", "aria-label": `${name}的会话`, "aria-orientation": "vertical", onkeydown: (event) => walk(event) })),
      el("div", { class: "chat" }, el("div", { class: "top" }), logOf(client), el("div", { class: "tools" }, speakerOf(), el("div", { class: "chips" })), composer(client)),
      client.platform === "wecom" ? el("div", { class: "side" }, el("iframe", { id: "sidebar", title: "随录侧边栏" }), el("div", { class: "empty" }, "打开与客户的会话，随录的侧边栏就在这里")) : pageOf(client)));
};

/* Where a page that a card opens stands in a client that has no sidebar. */
const pageOf = (client) => el("div", { class: "side page", hidden: true },
  el("div", { class: "page-bar" }, el("b", {}, "随录"), el("button", { type: "button", "aria-label": "关闭页面", onclick: () => { closePage(client); sidebarAgain(); } }, "✕")),
  el("iframe", { id: `page-${client.platform}`, title: `${PLATFORMS[client.platform]}里的随录` }));
const closePage = (client) => {
  const side = part(client, ".side.page");
  if (!side || side.hidden) return;
  side.hidden = true;
  side.querySelector("iframe").removeAttribute("src");
};
const sidebarAgain = () => { const frame = document.getElementById("sidebar"); if (frame.dataset.chat === "away") frame.dataset.chat = ""; drawClient(CLIENTS[0]); };
/* One browser is one device: whoever opens a page signs in anew, and the page in another client closes. */
const openIn = (client, url) => {
  const frame = document.getElementById("sidebar"), mine = client.platform === "wecom";
  CLIENTS.filter((one) => one !== client).forEach(closePage);
  const src = url.startsWith(town.product) ? `/open?${new URLSearchParams({ platform: client.platform, as: client.me, url })}` : url;
  Object.assign(frame.dataset, { as: mine ? client.me : "", chat: mine ? "page" : "away" });
  if (!mine) { frame.removeAttribute("src"); part(client, ".side").hidden = false; }
  (mine ? frame : document.getElementById(`page-${client.platform}`)).src = src;
  drawClient(CLIENTS[0]);
};

/* --- the list of chats --- */

const unfold = (client, wide = !rootOf(client).classList.contains("wide")) => {
  rootOf(client).classList.toggle("wide", wide);
  part(client, ".fold").setAttribute("aria-expanded", String(wide));
  if (wide) part(client, ".find").focus(); else if (client.find) { client.find = part(client, ".find").value = ""; drawClient(client); }
};
const enlarge = (client) => {
  const main = document.getElementById("town"), big = main.dataset.big === client.platform ? "" : client.platform;
  main.dataset.big = big;
  CLIENTS.forEach((one) => part(one, ".big").setAttribute("aria-pressed", String(big === one.platform)));
};
const walk = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = [...event.currentTarget.children];
  if (!step || !all.length) return;
  event.preventDefault();
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
};
const drawItem = (client, chat, isOpen) => {
  const title = titleOf(chat, client), news = isOpen ? 0 : unread(client, chat), last = chat.messages[chat.messages.length - 1];
  const line = last ? lineOf(last) : "还没有消息", at = last ? clock(last.at) : "";
  return { key: chat.id, mark: [title, news, line, at, isOpen].join("|"), draw: () => el("button",
    { class: "item", role: "tab", type: "button", "aria-selected": String(isOpen), "aria-label": `${title}${news ? `，${news} 条未读` : ""}`, title, tabindex: isOpen ? "0" : "-1", onclick: () => goTo(client, chat.id) },
    faceOf(title, chat.kind === "bot", chat.kind === "group"), news ? el("span", { class: "badge" }, news > 99 ? "99+" : news) : "",
    el("span", { class: "short" }, title), el("span", { class: "long" }, el("span", { class: "row1" }, el("b", {}, title), el("time", {}, at)), el("span", { class: "row2" }, line))) };
};
const drawItems = (client, chats) => {
  const wanted = client.find.trim().toLowerCase();
  const found = chats.filter((chat) => !wanted || `${titleOf(chat, client)} ${chat.messages.map(lineOf).join(" ")}`.toLowerCase().includes(wanted));
  const items = found.map((chat) => drawItem(client, chat, chat.id === client.open));
  const none = wanted && !found.length ? [{ key: "none", mark: "", draw: () => el("div", { class: "empty" }, "没有找到") }] : [];
  keep(part(client, ".items"), [...items, ...none]);
};

const goTo = (client, chatId) => {
  const frame = document.getElementById("sidebar");
  if (client.platform === "wecom" && ["page", "away"].includes(frame.dataset.chat)) frame.dataset.chat = ""; // a page that a card had opened gives way
  client.open = chatId; client.picked = null;
  unfold(client, false);
  drawClient(client);
};
const becomes = (client, key) => {
  Object.assign(client, { me: key, open: "", picked: null });
  if (client.platform === "wecom") sidebarAgain(); else closePage(client);
  const query = new URLSearchParams(location.search);
  query.set(client.platform, key);
  history.replaceState(null, "", `?${query}`);
  drawClient(client);
};
const drawAccounts = (client) => {
  const box = part(client, ".who"), people = Object.values(town.people).filter((p) => p.ids[client.platform]);
  if (!people.some((p) => p.key === client.me) && people.length) client.me = people[0].key;
  const mark = JSON.stringify([client.me, people.map((p) => p.key)]);
  if (box.dataset.mark === mark) return;
  box.dataset.mark = mark;
  const options = (staff) => people.filter((p) => p.staff === staff).map((p) => el("option", { value: p.key, selected: p.key === client.me }, p.name));
  const outside = options(false);
  box.replaceChildren(el("optgroup", { label: "同事" }, options(true)), outside.length ? el("optgroup", { label: "客户" }, outside) : "");
};

/* --- the open chat --- */

const drawTop = (client, chat) => {
  const inside = chat.members.includes("bot");
  const who = chat.kind === "group" ? `${chat.members.length} 人 · ${chat.members.map(nameOf).join("、")}` : { bot: "应用", single: (town.people[chat.members.find((m) => m !== client.me)] || {}).company || "" }[chat.kind];
  const entries = [[inside ? "把随录移出群" : "拉随录进群", () => tried("/bot", { chat: chat.id, by: client.me, inside: !inside })], ["看原始内容", () => showRaw(chat.title, { ...chat, messages: `${chat.messages.length} 条` })]];
  const more = el("button", { class: "dots", type: "button", "aria-label": "会话操作", "aria-haspopup": "menu", onclick: (event) => popUp(event.currentTarget, chat.kind === "group" ? entries : entries.slice(1)) }, "⋯");
  keep(part(client, ".top"), [{ key: chat.id, mark: JSON.stringify([chat.members, chat.title, client.me]), draw: () => el("div", { class: "top-row" }, el("div", {}, el("b", {}, titleOf(chat, client)), who ? el("small", {}, who) : ""), more) }]);
};
/* Who reads the newest goes on reading the newest, whatever grows or shrinks; who has scrolled up stays where they are. */
const logOf = (client) => {
  const log = el("div", { class: "log", role: "log", tabindex: "0", onscroll: () => { client.low = log.scrollHeight - log.scrollTop - log.clientHeight < 80; } });
  new ResizeObserver(() => { if (client.low) log.scrollTop = log.scrollHeight; }).observe(log);
  return log;
};
const drawLog = (client, chat) => {
  const log = part(client, ".log"), fresh = client.shown !== `${client.me}|${chat.id}`;
  if (fresh) client.low = true;
  if (fresh) log.replaceChildren();
  client.shown = `${client.me}|${chat.id}`;
  log.setAttribute("aria-label", `${titleOf(chat, client)}的聊天记录`);
  let day = "";
  const items = chat.messages.flatMap((m) => {
    const today = dayOf(m.at), rule = today === day ? [] : [{ key: `day ${(day = today)}`, mark: "", draw: () => el("div", { class: "day" }, today) }];
    return [...rule, { key: m.id, mark: JSON.stringify([m, client.picked ? client.picked.has(m.id) : "", readersOf(m).length]), draw: (old) => drawMessage(client, chat, m, old) }];
  });
  keep(log, items.length ? items : [{ key: "none", mark: "", draw: () => el("div", { class: "empty" }, chat.kind === "bot" ? "随录有话要说时，会出现在这里" : "还没有消息") }]);
  if (client.low) log.scrollTop = log.scrollHeight;
};
const drawChips = (client, chat) => {
  const box = part(client, ".chips");
  if (client.picked) return keep(box, [{ key: "picked", mark: `${client.me} ${[...client.picked]}`, draw: () => pickBar(client) }]);
  const fill = (text) => { const input = part(client, ".say textarea"); input.value = text; input.focus(); };
  const group = chat.kind === "group" && chat.members.includes("bot") ? IN_GROUP.map((text) => [text, () => fill(text)]) : [];
  const menu = chat.kind === "bot" ? client.menus.map((key) => [key, () => tried("/menu", { platform: client.platform, by: client.me, key })]) : [];
  const label = menu.length ? [{ key: "label", mark: "", draw: () => el("span", { class: "hint" }, "菜单") }] : [];
  return keep(box, [...label, ...[...group, ...menu].map(([text, act]) => ({ key: text, mark: chat.id + client.me, draw: () => el("button", { type: "button", onclick: act }, text.trim()) }))]);
};
const pickedOf = (client) => openChat(client).messages.map((m) => m.id).filter((id) => client.picked.has(id));
const pickBar = (client) => {
  const ids = [...client.picked], to = el("select", { "aria-label": "转发到" }, optionOf("", "随录"), chatsOf(client).filter((c) => c.kind !== "bot").map((c) => el("option", { value: c.id }, titleOf(c, client))));
  return el("div", { class: "picking" }, `已选 ${ids.length} 条，转发到`, to,
    el("button", { type: "button", disabled: !ids.length, onclick: () => forward(client, pickedOf(client), to.value) }, "转发"),
    SHORTCUT[client.platform] ? el("button", { type: "button", disabled: !ids.length || ids.length > MOST_PICKED[client.platform], title: `一次最多 ${MOST_PICKED[client.platform]} 条`, onclick: () => shortcut(client, pickedOf(client)) }, `${SHORTCUT[client.platform]}：同步所选消息`) : "",
    el("button", { type: "button", onclick: () => { client.picked = null; drawClient(client); } }, "取消"));
};

/* --- what one says --- */

const speakerOf = () => el("select", { class: "speaker", "aria-label": "以谁的身份说", title: "以谁的身份说" });
const composer = (client) => {
  const input = el("textarea", { rows: "1", placeholder: "说点什么…", "aria-label": "消息" });
  const file = el("input", { type: "file", multiple: true, hidden: true, onchange: async () => { const all = [...file.files], by = part(client, ".speaker").value; file.value = ""; for (const one of all) await attach(client, by, one); } });
  const send = async (event) => {
    event.preventDefault();
    const text = input.value;
    if (!text.trim()) return;
    input.value = ""; delete client.drafts[client.open];
    if (!(await tried("/say", { chat: client.open, by: part(client, ".speaker").value, text }))) input.value = input.value || text;
  };
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event); });
  input.addEventListener("input", () => { client.drafts[client.open] = input.value; });
  return el("form", { class: "say", onsubmit: send }, file, el("button", { type: "button", class: "clip", "aria-label": "附件", title: "图片、文件、语音", onclick: () => file.click() }, "＋"), input, el("button", { class: "send" }, "发送"));
};
const KIND_OF = { wecom: { image: "image", audio: "voice", video: "video" }, feishu: { image: "image", audio: "audio", video: "media" } };
const attach = (client, by, file) => {
  const kind = (KIND_OF[client.platform] || KIND_OF.wecom)[file.type.split("/")[0]] || "file";
  return tried(`/file?${new URLSearchParams({ chat: client.open, by, name: file.name.slice(-200), kind })}`, file);
};
const drawComposer = (client, chat) => {
  const form = part(client, ".say"), speaker = part(client, ".speaker"), input = form.querySelector("textarea");
  const speakers = chat.members.filter((m) => m !== "bot"), mark = `${client.me}|${chat.id}|${speakers}`;
  if (form.dataset.mark === mark) return;
  form.dataset.mark = mark;
  const other = chat.kind === "single" && client.me === "lin" && speakers.find((m) => m !== client.me);
  speaker.replaceChildren(...speakers.map((m) => el("option", { value: m, selected: m === (other || client.me) }, nameOf(m))));
  speaker.hidden = speakers.length < 2;
  input.value = client.drafts[chat.id] || "";
};

/* The member's client signs the sidebar in and tells it which chat is open, as the real one does. */
const drawSidebar = (client, chat) => {
  const frame = document.getElementById("sidebar"), staff = (town.people[client.me] || {}).staff;
  const other = frame.dataset.as && frame.dataset.as !== client.me;
  part(client, ".side").hidden = !staff;
  if (staff && chat && chat.kind === "single" && (other || ![chat.id, "page", "away"].includes(frame.dataset.chat))) {
    CLIENTS.forEach(closePage);
    Object.assign(frame.dataset, { as: client.me, chat: chat.id });
    frame.src = `/client?${new URLSearchParams({ as: client.me, chat: chat.id })}`;
  } else if (other) { Object.assign(frame.dataset, { as: "", chat: "" }); frame.removeAttribute("src"); }
  part(client, ".side .empty").textContent = frame.dataset.chat === "away" ? "随录的页面开在别的窗口里；点一下这里的会话，侧边栏就回来" : "打开与客户的会话，随录的侧边栏就在这里";
  frame.hidden = !frame.dataset.chat || frame.dataset.chat === "away";
};

const drawNothing = (client) => {
  const staff = (town.people[client.me] || {}).staff;
  client.open = client.shown = "";
  ["top", "chips"].forEach((name) => part(client, `.${name}`).replaceChildren());
  keep(part(client, ".log"), [{ key: "nothing", mark: client.me, draw: () => el("div", { class: "empty" }, "这个账号还没有会话", staff ? el("div", {}, el("button", { type: "button", onclick: () => tried("/chat", { platform: client.platform, by: client.me }) }, "和随录聊聊")) : "") }]);
};
const drawClient = (client) => {
  drawAccounts(client);
  const chats = chatsOf(client);
  if (!chats.some((c) => c.id === client.open)) client.open = (firstChat(client) || { id: "" }).id;
  const chat = openChat(client);
  [".say", ".tools"].forEach((name) => { part(client, name).hidden = !chat; });
  drawItems(client, chats);
  if (client.platform === "wecom") drawSidebar(client, chat);
  if (!chat) return drawNothing(client);
  saw(client, chat);
  drawTop(client, chat);
  drawLog(client, chat);
  drawChips(client, chat);
  return drawComposer(client, chat);
};
