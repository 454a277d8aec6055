/* Where this chat's messages can come from: the best way as one big button, the others under it, and 「从不同步」. */
"use strict";

const AUTOMATIC = ["archive", "history"];
const BLOCKS = ["refused", "withdrawn"];

function subject() {
  /* What the page is about, as the API takes it; nothing: of nobody we know yet. */
  if (S.ext) return { external_userid: S.ext };
  return S.customer ? { lead: S.customer.lead.id } : {};
}

const asQuery = (about) => new URLSearchParams(about).toString();

async function loadWays() {
  if (!writes()) return;
  try { S.ways = await api(`sources?${asQuery(subject())}`); } catch { S.ways = null; }
}

function waysNode() {
  const ways = S.ways;
  if (!writes() || !ways) return null;
  if (ways.never) return neverNode();
  if (ways.consent && BLOCKS.includes(ways.consent.state)) return blockedNode(ways.consent);
  const best = ways.sources.find((way) => way.source === ways.best);
  const direct = AUTOMATIC.includes(best.source);
  const archive = ways.sources.find((way) => way.source === "archive");
  const open = Boolean(S.customer || S.ext);
  return el("div.card", {},
    el("button.button.primary.big", { type: "button", disabled: S.busy, onclick: () => (direct ? sync() : openGive(best.source)) },
      direct || S.ext ? "同步本次聊天" : open ? "粘贴聊天文字" : "记录一段聊天"),
    el("p.hint.under", { id: "source" }, `来源：${best.name}`, open && ways.synced_to && ` · 已同步至 ${when(ways.synced_to)}`),
    el("p.hint.under", {}, direct ? (ways.synced_to ? "再点一次只会加上新的内容，确认之前不会改动任何字段" : "确认之前不会改动任何字段") : open ? whyByHand(archive) : "还不知道是哪位客户也可以，随录会按内容匹配"),
    el("details.ways", {}, el("summary", {}, "其他方式"), el("ul", {}, ways.sources.filter((way) => way !== best || !direct).map(wayNode)),
      open && el("button.link.never", { type: "button", onclick: askNever }, "从不同步这个聊天…")));
}

function whyByHand(archive) {
  if (archive.why === "not_beside") return "在与客户的聊天旁打开侧边栏，就可以直接同步";
  return archive.why === "wecom_only" ? "在聊天里多选消息复制，再粘贴到这里" : `${archive.why_not}，复制聊天再粘贴即可`;
}

function wayNode(way) {
  const text = { pasted: "粘贴聊天文字", screenshot: "上传截图", picked: "在聊天里选消息", archive: "会话存档", history: "群聊记录" }[way.source];
  const tap = () => (AUTOMATIC.includes(way.source) ? sync() : openGive(way.source));
  const usable = way.available && way.here;
  return el(`li.way${way.available ? "" : ".off"}`, {},
    el("div", {}, el("b", {}, text), el("small", {}, [way.why_not, way.next].filter(Boolean).join("。") || way.cost)),
    usable && el("button.button.small", { type: "button", disabled: S.busy, onclick: tap }, "使用"));
}

/* --- 「从不同步」 ------------------------------------------------------------------------------------------------------ */

function neverNode() {
  return el("div.note", { role: "status" }, el("div", {}, el("b", {}, "这个聊天已设为「从不同步」"), el("p", {}, "不会读取任何内容，也不会有提醒去读。")),
    el("button.button.small", { type: "button", onclick: () => setNever(false) }, "恢复同步"));
}

function askNever() {
  S.notice = { look: "", title: "以后都不同步这个聊天？", text: "随录不再读取它，已经保存的记录不变。随时可以恢复。",
    acts: [["确定，从不同步", () => setNever(true)], ["取消", () => { S.notice = null; renderWork(); }]] };
  renderWork();
}

async function setNever(on) {
  try {
    const now = await api("chats/never", { key: newKey(), ...subject(), on });
    S.ways.never = now.never;
    S.notice = null;
    toast(on ? "已设为从不同步" : "已恢复，可以同步了");
  } catch (problem) { S.notice = bad(problem); }
  renderWork();
}

function blockedNode(consent) {
  return el("div.note", { role: "status" }, el("div", {}, el("b", {}, `客户${consent.state_name}，不会记录聊天`),
    el("p", {}, `${when(consent.at)} · ${consent.channel_name}。客户改变主意后，在上方更新同意记录即可。`)),
  el("button.button.small", { type: "button", onclick: openConsent }, "同意记录"));
}
