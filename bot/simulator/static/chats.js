"use strict";
/* What a client knows of its chats: which it has, what is new in them, and how one message looks. */

const SEEN = "suilu-seen";
const seen = (() => { try { return JSON.parse(localStorage.getItem(SEEN)) || {}; } catch { return {}; } })();
const saw = (client, chat) => {
  const last = chat.messages[chat.messages.length - 1], place = `${client.platform}/${client.me}/${chat.id}`;
  if (!last || seen[place] === last.id) return;
  seen[place] = last.id;
  try { localStorage.setItem(SEEN, JSON.stringify(seen)); } catch { /* a browser without storage forgets */ }
};
/* What others have said since this client last had the chat open, or its owner last spoke. */
const unread = (client, chat) => {
  const place = seen[`${client.platform}/${client.me}/${chat.id}`];
  const from = chat.messages.findLastIndex((m) => m.by === client.me || m.id === place);
  return chat.messages.slice(from + 1).filter((m) => !LINES.has(m.kind)).length;
};

const rank = (client, chat) => (client.order.indexOf(chat.kind) + 9) % 9;
const lastAt = (chat) => (chat.messages.length ? chat.messages[chat.messages.length - 1].at : "");
/* Newest first, as every client sorts them. */
const chatsOf = (client) => [...town.chats.values()]
  .filter((chat) => chat.platform === client.platform && chat.members.includes(client.me))
  .sort((a, b) => lastAt(b).localeCompare(lastAt(a)) || rank(client, a) - rank(client, b));
const firstChat = (client) => chatsOf(client).sort((a, b) => rank(client, a) - rank(client, b))[0];
const titleOf = (chat, client) => (chat.kind === "single" ? nameOf(chat.members.find((m) => m !== client.me)) : chat.title);
const faceOf = (name, bot, group) => el("span", { class: `face ${bot ? "bot" : ""}`, "aria-hidden": "true", style: bot ? "" : `background:hsl(${[...name].reduce((n, c) => n + c.codePointAt(0), 0) * 47 % 360} 32% 52%)` }, bot ? "随录" : group ? name.slice(0, 2) : name.slice(-2));

const cardTitle = (card) => {
  const title = (card.main_title || {}).title || ((card.header || {}).title || {}).content || card.title || card.text || "";
  return typeof title === "string" ? title : "";
};
const WORDS = { image: "[图片]", sticker: "[表情]", file: "[文件]", voice: "[语音]", audio: "[语音]", video: "[视频]", media: "[视频]", merged: "[聊天记录]", merge_forward: "[聊天记录]", chatrecord: "[聊天记录]", recall: "撤回了一条消息" };
const LINES = new Set(["system", "notice", "recall"]); /* no bubble: a line in the middle */
/* One message on one line. */
const lineOf = (m) => (m.card ? `[卡片] ${cardTitle(m.card)}` : WORDS[m.kind] ? `${WORDS[m.kind]} ${m.kind === "recall" ? "" : fileName(m)}` : m.text).replace(/\s+/g, " ").trim();

const fileName = (m) => { const x = { ...(m.extra || {}).content, ...m.extra }; return String(x.name || x.filename || x.file_name || x.fileName || x.title || m.text || "").replace(/^\[[^\]]{1,6}\] ?/, ""); };
const fileSize = (m) => { const n = Number(m.extra.size || m.extra.filesize || 0); return !n ? "" : n < 1024 ? `${n} B` : n < 1048576 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1048576).toFixed(1)} MB`; };
const media = (m) => `/media/${encodeURIComponent(m.id)}`;

const said = (text) => el("div", { class: "bubble" }, text.split(/(@随录)/).map((part) => (part === "@随录" ? el("span", { class: "at" }, part) : part)));
const fileBubble = (m) => el("a", { class: "bubble file", href: media(m), target: "_blank", rel: "noopener" },
  el("span", { class: "file-icon", "aria-hidden": "true" }, { video: "▶", media: "▶" }[m.kind] || "▤"), el("span", {}, el("b", {}, fileName(m) || WORDS[m.kind]), el("small", {}, fileSize(m) || WORDS[m.kind].slice(1, -1))));
const imageBubble = (m) => {
  const picture = el("img", { src: media(m), alt: fileName(m) || "图片", loading: "lazy" });
  const box = el("a", { class: "picture", href: media(m), target: "_blank", rel: "noopener" }, picture);
  picture.addEventListener("error", () => box.replaceWith(fileBubble(m)));
  return box;
};
const voiceBubble = (m) => {
  const seconds = Math.round(Number(m.extra.duration || m.extra.play_length || 0) / (m.extra.duration > 1000 ? 1000 : 1));
  const words = m.extra.recognition || m.extra.text || (m.text !== fileName(m) ? m.text : "");
  return el("div", { class: "bubble voice" }, "◖))) ", seconds ? `${seconds}″` : "语音", words ? el("div", { class: "heard" }, words) : "");
};
const messageOf = (id) => { for (const chat of town.chats.values()) { const found = chat.messages.find((m) => m.id === id); if (found) return found; } return null; };
/* A record of several messages, whatever the platform calls its parts. */
const recordBubble = (m) => {
  const child = (id) => { const found = messageOf(id); return found ? { by: found.by, text: lineOf(found) } : {}; };
  const parts = m.extra.items || m.extra.item || (m.extra.children || []).map(child);
  const line = (part) => { const by = part.name || part.by || part.sender || part.from || ""; return `${by && nameOf(by) + "："}${part.text || (typeof part.content === "string" ? part.content : "") || WORDS[part.kind || part.type] || ""}`; };
  return el("div", { class: "bubble record" }, el("b", {}, m.extra.title || "聊天记录"), (Array.isArray(parts) ? parts : []).slice(0, 5).map((part) => el("div", {}, line(part))), el("small", {}, `共 ${parts.length || 0} 条`));
};
/* A robot's rich text: a title, markdown, buttons that open a page or say words. */
const robotBubble = (client, m) => {
  const { param = {}, buttons = [] } = m.extra;
  const says = (url) => { try { return /^dtmd:/.test(url) && new URL(url.replace(/^dtmd:\/\//, "http://")).searchParams.get("content"); } catch { return ""; } };
  return el("div", { class: "card d-card" }, param.title ? el("div", { class: "head d-head default" }, param.title) : "",
    el("div", { class: "inner d-body" }, markdown(m.text), el("div", { class: "row d-buttons" }, buttons.map((b) => button(b.title, "", says(b.url) ? () => press(client, m, says(b.url), {}) : openPage(b.url))))));
};
/* Feishu's rich text: paragraphs of parts. */
const postBubble = (m) => {
  const found = m.extra.content || {}, post = found.zh_cn || found;
  const rows = (post.content || []).map((row) => row.map((one) => one.text || (one.user_name && `@${one.user_name}`) || WORDS[one.tag] || "").join(""));
  return said([post.title, ...rows].filter(Boolean).join("\n") || m.text);
};
const DRAW = { post: postBubble, markdown: (m) => el("div", { class: "bubble" }, markdown(m.text)), sticker: (m) => said(m.text || WORDS.sticker), merge_forward: (m) => recordBubble(m),
  image: imageBubble, file: fileBubble, video: fileBubble, media: fileBubble, voice: voiceBubble, audio: voiceBubble, merged: recordBubble, chatrecord: recordBubble };

const contentOf = (client, chat, m) => {
  if (m.card) return drawCard(chat.platform, m, (action, form) => press(client, m, action, form));
  if (m.kind === "text" && (m.extra.buttons || []).length) return robotBubble(client, m);
  if (m.extra.msgKey === "sampleMarkdown") return DRAW.markdown(m);
  return (DRAW[m.kind] || (() => said(m.text || `[${m.kind}]`)))(m);
};
const press = async (client, message, action, form) => {
  const label = (document.activeElement && document.activeElement.tagName === "BUTTON" && document.activeElement.textContent) || "";
  const answer = await post("/click", { message: message.id, by: client.me, action, form, label });
  toast(answer.error || answer.toast || (answer.ok ? "已发送" : "客户端：操作失败，请稍后再试"));
};

const quoteOf = (chat, m) => {
  const parent = chat.messages.find((one) => one.id === (m.extra.parent_id || m.extra.root_id));
  return parent ? el("div", { class: "quoted" }, `回复 ${nameOf(parent.by)}：${lineOf(parent).slice(0, 40)}`) : "";
};
const readersOf = (m) => [...new Set([...(m.extra.read_by || []), ...Object.keys(m.extra.read || {})])].filter((key) => key !== m.by);
const readBy = (client, m) => {
  const readers = readersOf(m);
  return readers.length ? el("div", { class: "readers" }, `${readers.map(nameOf).join("、")} 已读`) : "";
};

/* One message as this client shows it. `old` is what stood there before: a changed card lights up. */
const drawMessage = (client, chat, m, old) => {
  const recalled = m.kind === "recall" || m.extra.recalled;
  if (LINES.has(m.kind) || recalled) return el("div", { class: "system" }, recalled ? `${nameOf(m.by)} 撤回了一条消息` : m.text || "系统消息");
  const content = contentOf(client, chat, m);
  if (old && m.card) content.classList.add("flash");
  const tick = client.picked ? el("input", { type: "checkbox", class: "tick", "aria-label": `选中：${lineOf(m).slice(0, 20)}`, checked: client.picked.has(m.id), onchange: (event) => { client.picked[event.target.checked ? "add" : "delete"](m.id); drawClient(client); } }) : "";
  const more = el("button", { class: "dots", type: "button", "aria-label": "更多操作", "aria-haspopup": "menu", onclick: (event) => popUp(event.currentTarget, messageMenu(client, chat, m)) }, "⋯");
  return el("div", { class: `msg ${m.by === client.me ? "mine" : ""}`, "data-id": m.id },
    tick, faceOf(nameOf(m.by), m.by === "bot"),
    el("div", { class: "said" }, el("div", { class: "name" }, el("span", {}, `${nameOf(m.by)} ${clock(m.at)}`), more), quoteOf(chat, m), content, readBy(client, m)));
};

const messageMenu = (client, chat, m) => [
  ...(m.by === client.me ? [] : [["看一眼（已读）", () => tried("/read", { message: m.id, by: client.me })]]),
  ["转发给随录", () => forward(client, [m.id])],
  ...(SHORTCUT[client.platform] ? [[`${SHORTCUT[client.platform]}：同步这条消息`, () => shortcut(client, [m.id])]] : []),
  ["多选…", () => { client.picked = new Set([m.id]); drawClient(client); }],
  ["复制文字", () => copy(m.card ? cardTitle(m.card) : m.text)],
  ["看原始内容", () => showRaw(`${PLATFORMS[chat.platform]} · ${m.id}`, m)],
];
/* Suilu's own entry in the menu of picked messages (消息快捷操作, 消息菜单): its page opens docked. */
const SHORTCUT = { feishu: "快捷操作", dingtalk: "消息菜单" };
const MOST_PICKED = { feishu: 20, dingtalk: 100 };
const shortcut = async (client, messages) => {
  const answer = await post("/shortcut", { messages, by: client.me, chat: client.open });
  if (answer.error) return toast(answer.error);
  client.picked = null;
  drawClient(client);
  return rootOf(client).dispatchEvent(new CustomEvent("open-page", { detail: answer.url, bubbles: true }));
};
/* To Suilu's direct chat unless another is named. */
const forward = async (client, messages, to) => {
  const chat = to || (await post("/chat", { platform: client.platform, by: client.me })).id;
  if (!chat) return toast("这个账号没有和随录的会话");
  if (await tried("/forward", { messages, by: client.me, chat })) { client.picked = null; toast("已转发"); drawClient(client); }
};
