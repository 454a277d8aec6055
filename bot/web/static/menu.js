/* The message menu (消息菜单酷应用) of DingTalk: its client tells names and times of what was picked, and no ids. Whose words they
   are is asked once, on the page of what was handed over; where all is known, it is synced at once. */
"use strict";

const READ = "util.openTemporary.getData";
const MOST = 100;
const PLACE = { image: "[图片]", video: "[视频]", file: "[文件]" };
const KIND = { text: "text", richtext: "text", image: "image", video: "video", file: "file" };
const silent = problem("钉钉没有回应", "请关闭后再从消息菜单打开。");
const nothing = problem("没有选中的消息", "在聊天里长按或选中消息，再点「同步到随录」。");

async function configured() {
  if (!window.dd || !window.dd.util) throw problem("请在钉钉里打开", "在聊天里长按或选中消息，再点「同步到随录」。");
  const signed = await api(`jssdk?url=${encodeURIComponent(location.href.split("#")[0])}`);
  return new Promise((done, fail) => {
    window.dd.error(() => fail(problem("钉钉没有让这个页面读取所选消息", "请管理员检查应用的可见范围、安全域名与消息菜单的设置。")));
    window.dd.config({ ...signed, type: 0, jsApiList: [READ] });
    window.dd.ready(done);
  });
}

function picked() {
  return new Promise((done, fail) => {
    window.dd.util.openTemporary.getData({ onSuccess: (found) => done(handed(found)), onFail: () => fail(nothing) });
  });
}

/* As the vendor's page has it, or wrapped as a string, as its SDK has it. */
const handed = (found) => (found && typeof found.content === "string" ? parsed(found.content) : (found && found.content) || found || {});

function moment(text) {
  /* Seconds or milliseconds since 1970, or a date and time as it is where this client is. */
  const given = String(text);
  if (/^\d{10}(\d{3})?$/.test(given)) return Math.floor(Number(given.slice(0, 10)));
  const ms = Date.parse(given) || Date.parse(given.replace(/-/g, "/"));
  return ms > 0 ? Math.floor(ms / 1000) : null;
}

function said(message) {
  const kind = message.msgtype;
  if (kind === "file") return [PLACE.file, (message.file || {}).f_name || ""].join(" ");
  const body = message[kind] || {};
  return PLACE[kind] || (typeof body === "string" ? body : body.content) || "";
}

const neutral = (message) => ({ by: called(message.senderName), at: moment(message.createAt), kind: KIND[message.msgtype] || "other", text: words(said(message)) });

/* Nothing to be asked: everybody is known, and every day. */
const plain = (capture) => capture.dated && !capture.nameless && !capture.strange && capture.speakers.every((one) => one.side);

handOver(async () => {
  progress("queued", "正在读取所选的消息…");
  await inTime(configured(), silent);
  const { conversation = {}, msgList = [] } = await inTime(picked(), silent);
  const chat = (Array.isArray(conversation) ? conversation[0] || {} : conversation).openConversationId;
  if (!chat || !msgList.length) throw nothing;
  if (msgList.length > MOST) throw problem(`一次最多 ${MOST} 条消息`, "请分几次选中；重复的消息只会记一次。");
  const messages = msgList.map(neutral).filter((message) => message.text);
  if (!messages.length) throw problem("所选的消息里没有可以读取的文字", "请选中有文字的消息；钉钉版本过低时请先升级。");
  const { capture } = await api("captures/picked", { key: newKey(), chat, messages });
  if (!plain(capture)) return location.replace(`/sidebar?capture=${capture.id}`);
  const { sync_id: id } = await api(`captures/${capture.id}/settle`, { key: newKey() });
  return follow(id, messages.length);
}, "请关闭后再从消息菜单打开。");
