/* The message shortcut (消息快捷操作) of Feishu: which messages were picked, its client tells a page that has proved itself. */
"use strict";

const PLACE = { image: "[图片]", file: "[文件]", media: "[视频]", interactive: "[卡片]", unsupport: "[消息]" };
const KIND = { text: "text", post: "text", image: "image", file: "file", media: "video", interactive: "card" };
const silent = problem("飞书没有回应", "请关闭后再从快捷操作打开。");

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

function said(message) {
  const content = parsed(message.content);
  if (message.messageType === "text") return content.text || "";
  if (message.messageType !== "post") return [PLACE[message.messageType] || PLACE.unsupport, content.file_name || content.fileName || ""].join(" ");
  const post = content.content ? content : Object.values(content)[0] || {};
  const pieces = (line) => (Array.isArray(line) ? line : line.attrs || []);
  const piece = (one) => one.text || (one.user_name ? `@${one.user_name}` : one.tag === "img" ? PLACE.image : "");
  return [post.title || "", ...(post.content || []).map((line) => pieces(line).map(piece).join(""))].filter(Boolean).join("\n");
}

function neutral(message) {
  const sender = message.sender || {};
  return {
    id: message.openMessageId,
    by: sender.open_id || "unknown",
    by_name: called(sender.name),
    at: Math.floor(Number(message.createTime)) || 0,
    kind: KIND[message.messageType] || "other",
    text: words(said(message)),
  };
}

handOver(async () => {
  const code = triggerCode();
  if (!code) throw problem("没有选中的消息", "在聊天里选中消息，再点「同步所选消息」。");
  progress("queued", "正在读取所选的消息…");
  await inTime(configured(), silent);
  const picked = await inTime(pickedMessages(code), silent);
  const live = picked.filter((message) => message.status !== false && message.openMessageId && message.openChatId);
  const messages = live.map(neutral).filter((message) => message.text);
  if (!messages.length) throw problem("所选的消息里没有可以读取的文字", "请选中有文字的消息；飞书版本过低时请先升级。");
  const { sync_id: id } = await api("syncs/picked", { key: newKey(), chat: live[0].openChatId, messages });
  await follow(id, messages.length);
}, "请关闭后再从快捷操作打开。");
