/* 附件: the files of a draft and of a customer, with what each proves; added by camera or by hand, and taken away again. */
"use strict";

const LARGEST = 20 * 1024 * 1024;
const DOCUMENTS = ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv,image/*,audio/*,video/mp4,video/quicktime";
const ICONS = { image: "图", voice: "音", video: "影", file: "文" };
const F = { lists: new Map(), removed: new Map(), label: "", sending: null };
/* lists: "leads/7" → {files, deliverables, at}; removed: id → name, until the list is drawn anew for another customer. */

const sizeOf = (bytes) => (bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);
const filesAt = (key) => document.querySelector(`[data-files="${key}"]`);
const said = (problem) => toast(`${problem.message || "出错了"}，${problem.next || "请刷新后再试。"}`);

function filesNode(room, id, writes = false) {
  /* A place on the page that fills itself: `room` is leads or drafts. */
  const key = `${room}/${id}`;
  const node = el("div.files", { id: `files-${room}` });
  Object.assign(node.dataset, { files: key, writes: writes ? "1" : "" });
  drawFiles(node);
  const known = F.lists.get(key);
  if (!known || Date.now() - known.at > 1500) loadFiles(key);
  return node;
}

function staleFiles() {
  /* A decision moved files from the draft to the customer, or back. */
  for (const list of F.lists.values()) list.at = 0;
}

async function loadFiles(key, round = 0) {
  F.lists.set(key, { files: [], deliverables: [], ...F.lists.get(key), at: Date.now() });
  try {
    F.lists.set(key, { ...(await api(`${key}/files`)), at: Date.now(), here: true });
  } catch { return; /* the page around it says what is wrong */ }
  const node = filesAt(key);
  if (!node) return;
  if (!node.contains(document.activeElement) || document.activeElement.tagName === "A") drawFiles(node);
  if (F.lists.get(key).files.some((f) => f.state === "waiting") && round < 40) {
    setTimeout(() => { if (filesAt(key)) loadFiles(key, round + 1); }, round < 10 ? 1500 : 6000);
  }
}

function drawFiles(node) {
  const key = node.dataset.files, writes = Boolean(node.dataset.writes), list = F.lists.get(key);
  if (key.startsWith("drafts/")) {
    const files = list ? list.files : [];
    node.replaceChildren(...(files.length ? [el("h3.files-head", {}, `随聊天来的文件（${files.length}）`),
      el("ul.files-list", {}, files.map((f) => fileRow(key, f, list, false)))] : []));
    return;
  }
  if (!list || !list.here || (!writes && !list.files.length)) return node.replaceChildren();
  const lead = key.slice(6);
  const here = new Set(list.files.map((f) => f.id)); /* brought back, and its answer still on the way */
  const gone = [...F.removed].filter(([id, r]) => r.key === key && !here.has(Number(id))).map(([id, r]) => removedRow(key, Number(id), r.name));
  node.replaceChildren(el("div.card", {}, el("h2", {}, "附件", el("small", {}, list.files.length ? `${list.files.length} 个` : "")),
    writes && addNode(key, lead, list),
    list.files.length + gone.length ? el("ul.files-list", {}, gone, list.files.map((f) => fileRow(key, f, list, writes)))
      : el("p.hint", {}, "还没有附件。拍下合同，或选一个文件；聊天里的文件保存后也会在这里。")));
}

/* --- one file ----------------------------------------------------------------------------------------------------- */

function fileRow(key, f, list, writes) {
  const ready = f.state === "kept" || f.state === "given";
  const about = [ready && sizeOf(f.size), f.seconds > 0 && `${f.seconds} 秒`, key.startsWith("leads/") && `${f.by} ${when(f.at).split(" ")[0]}`];
  return el("li.file", {}, faceNode(f, ready),
    el("div.file-said", {}, ready ? openNode(f) : el("span.file-name", {}, f.name), stateNode(f, key, about),
      f.words && el("blockquote.quote", {}, `「${f.words}」`), writes && ready && deedsNode(key, f, list)),
    writes && el("button.link.file-off", { type: "button", "aria-label": `移除 ${f.name}`, onclick: () => removeFile(key, f) }, "移除"));
}

function faceNode(f, ready) {
  if (ready && f.thumb) return el("img.file-face", { src: `/api/v1/files/${f.id}/thumb`, alt: "", loading: "lazy", width: 44, height: 44 });
  return el("span.file-face.file-icon", { "aria-hidden": "true" }, f.type ? f.type.toUpperCase().slice(0, 4) : ICONS[f.kind] || ICONS.file);
}

function openNode(f) {
  const url = `/api/v1/files/${f.id}`;
  if (f.kind !== "image" || f.type === "heic") return el("a.file-name", { href: url, download: f.name }, f.name);
  return el("button.file-name.link", { type: "button", onclick: () => showPicture(f, url) }, f.name);
}

function showPicture(f, url) {
  const box = el("dialog.file-box", { "aria-label": f.name }, el("img", { src: url, alt: f.name,
    onerror: () => { box.close(); toast("文件的内容打不开，请刷新后再试。"); } }),
  el("div.file-bar", {}, el("a.button.small", { href: url, download: f.name }, "下载"),
    el("button.button.small", { type: "button", onclick: () => box.close() }, "关闭")));
  box.onclose = () => box.remove();
  box.onclick = (e) => { if (e.target === box) box.close(); };
  document.body.append(box);
  box.showModal();
}

function stateNode(f, key, about) {
  const line = about.filter(Boolean).join(" · ");
  if (f.state === "waiting") return el("small.file-wait", { role: "status" }, "正在取回…");
  if (f.why) return el("small.file-why", {}, `取不到：${f.why.message}。${f.why.next}`);
  return el("small", {}, key.startsWith("drafts/") ? `已取回 · ${line}` : line);
}

const readable = (f) => f.kind === "image" || f.kind === "voice" || ["pdf", "xlsx", "xls", "docx", "doc"].includes(f.type);
const readNode = (f) => readable(f) && el("button.link", { type: "button", "aria-label": `识别 ${f.name} 的内容`,
  onclick: () => run(() => api(`files/${f.id}/read`, { key: newKey() }), READ_BEFORE) }, "识别内容");
const READ_BEFORE = { title: "这份内容已经记过，什么都没有改变", text: "要再识别一次，请先在跟进记录里撤销。" };

function deedsNode(key, f, list) {
  if (f.kind === "voice") return el("div.file-deeds", {}, readNode(f));
  if (f.kind !== "image" && f.kind !== "file") return null;
  const pick = el("select", { "aria-label": `${f.name} 是`, disabled: f.proved, onchange: () => act(key, f, "label", { deliverable: pick.value }) },
    el("option", { value: "" }, "标为…"), list.deliverables.map((d) => el("option", { value: d.value, selected: d.value === f.deliverable }, d.name)));
  const proof = f.proved
    ? [el("span.chip", {}, `已记关键事件：${f.proves}`), el("button.link", { type: "button", onclick: () => act(key, f, "prove", { on: false }) }, "撤销")]
    : f.proves && el("button.link", { type: "button", onclick: () => act(key, f, "prove", { on: true }) }, `记关键事件「${f.proves}」`);
  return el("div.file-deeds", {}, pick, proof, readNode(f));
}

async function act(key, f, verb, body) {
  try {
    await api(`files/${f.id}/${verb}`, { key: newKey(), ...body });
    if (verb === "prove") await reload();
  } catch (problem) { said(problem); }
  document.activeElement.blur();
  await loadFiles(key);
}

async function removeFile(key, f) {
  try {
    await api(`files/${f.id}/remove`, { key: newKey() });
    F.removed.set(f.id, { key, name: f.name });
    if (f.proved) await reload();
  } catch (problem) { said(problem); }
  document.activeElement.blur();
  await loadFiles(key);
  filesAt(key)?.querySelector(".file-gone button")?.focus();
}

function removedRow(key, id, name) {
  return el("li.file.file-gone", {}, el("span", {}, `已移除「${name}」`), el("button.link", { type: "button", onclick: async () => {
    try {
      await api(`files/${id}/restore`, { key: newKey() });
      F.removed.delete(id);
    } catch (problem) { said(problem); }
    document.activeElement.blur();
    await loadFiles(key);
  } }, "撤销"));
}

/* --- adding ------------------------------------------------------------------------------------------------------- */

function addNode(key, lead, list) {
  if (F.sending) return el("div.file-add", { role: "status" }, el("progress", { id: "file-progress", max: 100, value: F.sending.done, "aria-label": "上传进度" }),
    el("span.file-said", {}, `正在上传「${F.sending.name}」`), el("button.link", { type: "button", onclick: F.sending.stop }, "取消"));
  const what = el("select", { "aria-label": "添加为", onchange: () => { F.label = what.value; } }, el("option", { value: "" }, "其他附件"),
    list.deliverables.map((d) => el("option", { value: d.value, selected: d.value === F.label }, d.name)));
  const from = (text, more) => el("label.button.small.file-from", {}, text, el("input", { type: "file", "aria-label": `${text}添加附件`, ...more,
    onchange: (e) => { if (e.target.files[0]) sendFile(key, lead, e.target.files[0], what.value); } }));
  return el("div.file-add", {}, what, from("拍照", { accept: "image/*", capture: "environment" }), from("选文件", { accept: DOCUMENTS }));
}

async function sendFile(key, lead, file, deliverable) {
  if (file.size > LARGEST) return toast("文件超过 20 MB，请压缩或拆分后再发。");
  const form = new FormData();
  form.append("deliverable", deliverable);
  form.append("file", file, file.name);
  const { done, stop } = upload(`leads/${lead}/files`, form, (percent) => {
    F.sending.done = percent;
    if (at("file-progress")) at("file-progress").value = percent;
  });
  F.sending = { name: file.name, done: 0, stop };
  drawFiles(filesAt(key));
  try {
    await done;
    F.label = "";
  } catch (problem) { said(problem); }
  F.sending = null;
  await loadFiles(key);
  if (filesAt(key)) drawFiles(filesAt(key));
  return null;
}
