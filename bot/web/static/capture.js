/* What is handed over by hand: pasted words, or screenshots, up to where they have been read. */
"use strict";

const MOST_WORDS = 200000;
const MOST_PICTURES = 9;
const MOST_BYTES = 20 * 1024 * 1024;

function openGive(source) {
  S.give = source === "screenshot" ? { mode: "pictures", pictures: [], sent: null } : { mode: "paste", text: "" };
  S.notice = null;
  renderWork();
  at(source === "screenshot" ? "choose" : "words")?.focus();
}

async function closeGive() {
  const capture = S.give && S.give.capture;
  S.give = null;
  renderWork();
  if (capture) await api(`captures/${capture.id}/drop`, { key: newKey() }).catch(() => {});
}

function giveNode() {
  return { paste: pasteNode, pictures: picturesNode, reading: readingNode, preview: previewNode }[S.give.mode]();
}

/* --- 粘贴聊天文字 ------------------------------------------------------------------------------------------------------ */

function pasteNode() {
  const give = S.give;
  const count = el("small", { id: "count", "aria-live": "polite" });
  const next = el("button.button.primary", { type: "button", onclick: sendWords }, S.busy ? "正在读取…" : "下一步");
  const typed = () => {
    give.text = words.value;
    const most = give.text.length > MOST_WORDS;
    count.textContent = give.text ? `${give.text.length.toLocaleString()} 字${most ? "，最多 20 万字，请分几次" : ""}` : "";
    next.disabled = S.busy || !give.text.trim() || most;
  };
  const words = el("textarea.give", { id: "words", rows: 8, value: give.text, disabled: S.busy, oninput: typed,
    placeholder: "在聊天里多选消息 → 复制，再粘贴到这里\n\n王海 11-27 15:02\n预算批下来了，50万左右", "aria-label": "粘贴聊天文字",
    onpaste: (e) => { const files = pictured(e.clipboardData); if (files.length) { e.preventDefault(); S.give = { mode: "pictures", pictures: [], sent: null }; addPictures(files); } } });
  typed();
  return el("div.card", {}, el("h2", {}, "粘贴聊天文字", count), words,
    el("div.row", {}, el("button.button.small", { type: "button", disabled: S.busy, onclick: () => fromClipboard(words, typed) }, "粘贴"),
      give.text && el("button.link", { type: "button", onclick: () => { words.value = ""; typed(); words.focus(); } }, "清空")),
    el("div.acts", {}, next, el("button.button", { type: "button", disabled: S.busy, onclick: closeGive }, "返回")));
}

async function fromClipboard(words, typed) {
  try {
    const text = await navigator.clipboard.readText();
    words.value = words.value ? `${words.value}\n${text}` : text;
    typed();
  } catch { toast("请在输入框里长按或按 Ctrl+V 粘贴"); }
  words.focus();
}

async function sendWords() {
  const give = S.give;
  await busily(async () => {
    give.key = give.sent === give.text ? give.key : newKey();
    give.sent = give.text;
    const { capture } = await api("captures/text", { key: give.key, text: give.text, ...subject() });
    if (S.give === give) openPreview(capture); else unwanted(capture);
  });
}

async function busily(work) {
  /* One step of handing over; what is wrong is said above it, and nothing that was typed is lost. */
  Object.assign(S, { busy: true, notice: null });
  renderWork();
  try { await work(); } catch (problem) { S.notice = bad(problem); }
  S.busy = false;
  renderWork();
  if (S.notice) at("work").firstElementChild?.scrollIntoView({ block: "nearest" });
}

/* --- 上传截图 -------------------------------------------------------------------------------------------------------- */

const pictured = (data) => [...(data ? data.files : [])].filter((file) => file.type.startsWith("image/"));

function picturesNode() {
  const { pictures, sent } = S.give;
  const file = el("input.chooser", { type: "file", id: "choose", accept: "image/png,image/jpeg,image/webp", multiple: true, disabled: S.busy,
    onchange: () => addPictures([...file.files]) });
  return el("div.card.drop", { ondragover: (e) => { e.preventDefault(); e.currentTarget.classList.add("over"); },
    ondragleave: (e) => e.currentTarget.classList.remove("over"),
    ondrop: (e) => { e.preventDefault(); addPictures(pictured(e.dataTransfer)); },
    onpaste: (e) => addPictures(pictured(e.clipboardData)) },
  el("h2", {}, "上传截图", el("small", {}, `${pictures.length}/${MOST_PICTURES} 张`)),
  el("p.hint", {}, "按聊天的先后排列；可以有重叠，重复的只记一次。电脑上也可以拖进来或直接粘贴。"),
  pictures.length > 0 && el("ol.shots", {}, pictures.map(shotNode)),
  el("label.button.small", { htmlFor: "choose" }, pictures.length ? "再选几张" : "选择图片"), file,
  sent !== null && el("progress", { max: 100, value: sent, "aria-label": "上传进度" }),
  el("div.acts", {}, el("button.button.primary", { type: "button", disabled: S.busy || pictures.length === 0, onclick: sendPictures },
    S.busy ? `正在上传 ${sent ?? 0}%` : "识别"), el("button.button", { type: "button", disabled: S.busy, onclick: closeGive }, "返回")));
}

function shotNode(shot, i) {
  const move = (by) => () => { const all = S.give.pictures; all.splice(i + by, 0, all.splice(i, 1)[0]); S.give.key = null; renderWork(); };
  const drop = () => { S.give.pictures.splice(i, 1); S.give.key = null; renderWork(); };
  const small = (label, text, onclick, off) => el("button.link", { type: "button", "aria-label": `第 ${i + 1} 张${label}`, disabled: S.busy || off, onclick }, text);
  return el("li", {}, shot.thumb, el("span", {}, small("前移", "←", move(-1), i === 0), small("删除", "✕", drop), small("后移", "→", move(1), i === S.give.pictures.length - 1)));
}

async function addPictures(files) {
  const give = S.give;
  for (const file of files) {
    if (give.pictures.length >= MOST_PICTURES) { S.notice = bad({ message: `一次最多 ${MOST_PICTURES} 张截图`, next: "请分几次上传，重复的消息只会记一次。" }); break; }
    if (file.size > MOST_BYTES) { S.notice = bad({ message: "图片太大，每张不能超过 20 MB", next: "请用手机截图的原图，或压缩后再上传。" }); continue; }
    give.pictures.push({ file, thumb: await thumbOf(file) });
    give.key = null;
  }
  renderWork();
}

async function thumbOf(file) {
  const canvas = el("canvas", { width: 72, height: 128, role: "img", "aria-label": file.name });
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 72 });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
  } catch { /* the server will say what it is */ }
  return canvas;
}

async function sendPictures() {
  const give = S.give;
  await busily(async () => {
    const form = new FormData();
    give.key = give.key || newKey();
    for (const [name, value] of Object.entries({ key: give.key, ...subject() })) form.append(name, value);
    for (const { file } of give.pictures) form.append("pictures", file);
    give.sent = 0;
    const { capture } = await upload("captures/pictures", form, (percent) => { give.sent = percent; renderWork(); }).done.finally(() => { give.sent = null; });
    if (S.give === give) await follows(capture); else unwanted(capture);
  });
}

const unwanted = (capture) => api(`captures/${capture.id}/drop`, { key: newKey() }).catch(() => {}); /* one went elsewhere meanwhile */

async function follows(waiting) {
  /* One capture, until it has been read, or nobody on this page waits for it any more. */
  S.give = { mode: "reading", capture: waiting };
  renderWork();
  const wanted = () => Boolean(S.give && S.give.capture && S.give.capture.id === waiting.id);
  for (let began = Date.now(); Date.now() - began < 180000; await sleep(500)) {
    const { capture } = await api(`captures/${waiting.id}`).catch((problem) => { if (wanted()) throw problem; return {}; });
    if (!wanted()) return;
    if (capture.state === "read") return openPreview(capture);
    if (capture.state === "failed") { S.give = { mode: "pictures", pictures: [], sent: null }; throw capture.problem; }
    if (capture.state !== "reading") { S.give = null; S.notice = over(capture); return; }
  }
  S.give = null;
  throw { message: "还在识别", next: "可以先离开，稍后从卡片或这里再打开。" };
}

const over = (capture) => ({ look: "", title: capture.state === "synced" ? "这份内容已经同步过了" : "这份内容已经放弃", text: "什么都没有改变。" });

function readingNode() {
  return el("div.card", { "aria-live": "polite" }, el("h2", {}, "正在识别截图"), el("progress", { "aria-label": "正在识别" }),
    el("p.hint.under", {}, `${S.give.capture.pictures || ""} 张截图，通常几秒钟；识别在本企业的服务器上完成`),
    el("div.acts", {}, el("button.button", { type: "button", onclick: closeGive }, "取消")));
}

async function openCapture(id) {
  /* `?capture=`: one that waits, as a card's link opens it. */
  const { capture } = await api(`captures/${id}`);
  if (capture.lead_id) await openLead(capture.lead_id); else await list();
  await busily(() => follows(capture));
}
