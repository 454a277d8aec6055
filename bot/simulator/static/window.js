"use strict";
/* What all parts of the page share: the town as last heard, questions to it, and small things of the page. */

const ZONE = "Asia/Shanghai";
const PLATFORMS = { wecom: "企业微信", feishu: "飞书", dingtalk: "钉钉" };
const town = { run: "", tag: "", now: "", heard: 0, product: "", wecom: "", feishu: "", dingtalk: "", chats: new Map(), people: {}, faults: [], calls: 0 };
const ask = async (method, path, body, signal) => {
  const file = body instanceof Blob;
  const sent = body === undefined ? {} : file ? { body } : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  try {
    const answer = await fetch(path, { method, signal, ...sent });
    return await answer.json();
  } catch { return { error: "小镇没有回答" }; }
};
const post = (path, body) => ask("POST", path, body);
/* Do it; say what went wrong, if anything. True: it went well. */
const tried = async (path, body, method = "POST") => {
  const answer = await ask(method, path, body);
  if (answer.error) toast(answer.error);
  return !answer.error;
};

const toast = (text) => {
  const box = document.getElementById("toast");
  box.textContent = text; box.classList.add("on");
  clearTimeout(toast.timer); toast.timer = setTimeout(() => box.classList.remove("on"), 2600);
};
const clock = (iso, more = {}) => new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false, ...more }).format(new Date(iso));
const dayOf = (iso) => clock(iso, { month: "long", day: "numeric", weekday: "short", hour: undefined, minute: undefined });
const nameOf = (key) => (key === "bot" ? "随录" : (town.people[key] || { name: key }).name);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const copy = async (text) => {
  try { await navigator.clipboard.writeText(text); toast("已复制"); } catch { toast("浏览器不让复制"); }
};

/* Make the children of `parent` what `items` say, in this order, drawing only those whose mark has changed. An item:
   {key, mark, draw(old node or undefined)}. The focus stays where it was. */
const marks = new WeakMap();
const keep = (parent, items) => {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let at = parent.firstElementChild;
  for (const { key, mark, draw } of items) {
    let node = old.get(key);
    old.delete(key);
    if (!node || marks.get(node) !== mark) {
      const fresh = draw(node);
      fresh.dataset.key = key; marks.set(fresh, mark);
      if (node) {
        const focused = node === document.activeElement;
        if (node === at) at = fresh;
        node.replaceWith(fresh);
        if (focused) fresh.focus();
      }
      node = fresh;
    }
    if (node === at) at = at.nextElementSibling; else parent.insertBefore(node, at);
  }
  old.forEach((node) => node.remove());
};

/* An option whose value may be empty. */
const optionOf = (value, text) => Object.assign(el("option", {}, text), { value });

/* One pop-up menu for the whole page: entries [words, what to do]. */
const popUp = (beside, entries) => {
  const menu = document.getElementById("menu");
  const shut = (back = true) => { menu.hidden = true; document.removeEventListener("pointerdown", outside, true); if (back) beside.focus(); };
  const outside = (event) => { if (!menu.contains(event.target)) shut(false); };
  menu.replaceChildren(...entries.map(([words, act]) => el("button", { role: "menuitem", onclick: () => { shut(); act(); } }, words)));
  menu.onkeydown = (event) => {
    if (event.key === "Escape") shut();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...menu.children];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  };
  menu.hidden = false;
  const spot = beside.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(spot.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${spot.bottom + menu.offsetHeight + 8 > innerHeight ? Math.max(8, spot.top - menu.offsetHeight - 4) : spot.bottom + 4}px`;
  menu.firstElementChild.focus();
  document.addEventListener("pointerdown", outside, true);
};

/* JSON and XML with line breaks; anything else as it is. */
const pretty = (text) => {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { /* no JSON */ }
  if (!/^\s*<[?\w]/.test(text)) return text;
  let depth = 0;
  return text.replace(/>\s*</g, ">\n<").split("\n").map((line) => {
    if (/^<\//.test(line)) depth = Math.max(0, depth - 1);
    const shown = "  ".repeat(depth) + line;
    if (/^<[^?!/]/.test(line) && !/<\//.test(line) && !/\/>$/.test(line)) depth += 1;
    return shown;
  }).join("\n");
};

const showRaw = (title, thing) => {
  const look = document.getElementById("look"), text = JSON.stringify(thing, null, 2);
  look.replaceChildren(
    el("div", { class: "look-bar" }, el("b", {}, title), el("button", { onclick: () => copy(text) }, "复制"), el("button", { onclick: () => look.close() }, "关闭")),
    el("pre", { tabindex: "0" }, text));
  look.showModal();
};
