"use strict";
/* The raw traffic: every call on the wire, newest first, under what a person did before it. */

const wire = { calls: [], paused: false, filter: { platform: "", way: "", ok: "", text: "" } };
const MOST_SHOWN = 200;

const buildWire = () => {
  const pick = (name, label, options) => el("select", { "aria-label": label, onchange: (event) => { wire.filter[name] = event.target.value; drawWire(); } }, options.map(([value, text]) => optionOf(value, text)));
  document.getElementById("wire").replaceChildren(
    el("div", { class: "dock-bar" }, el("h2", {}, "线路"),
      pick("platform", "平台", [["", "全部平台"], ...Object.entries(PLATFORMS)]),
      pick("way", "方向", [["", "两个方向"], ["out", "随录 → 平台"], ["in", "平台 → 随录"]]),
      pick("ok", "结果", [["", "成败都看"], ["true", "只看成功"], ["false", "只看失败"]]),
      el("input", { type: "search", placeholder: "过滤调用", "aria-label": "过滤调用", oninput: (event) => { wire.filter.text = event.target.value; drawWire(); } }),
      el("button", { type: "button", "aria-pressed": "false", onclick: (event) => hold(event.currentTarget) }, "暂停"),
      el("button", { type: "button", onclick: () => copy(JSON.stringify(matching(), null, 2)) }, "复制"),
      el("button", { type: "button", onclick: async () => { if (await tried("/journal", undefined, "DELETE")) { wire.calls = []; drawWire(); } } }, "清空"),
      el("button", { type: "button", class: "close", "aria-label": "关闭线路", onclick: () => dock("wire", false) }, "✕")),
    el("div", { class: "calls" }));
};
const hold = (knob) => {
  wire.paused = !wire.paused;
  knob.setAttribute("aria-pressed", String(wire.paused));
  knob.textContent = wire.paused ? "继续" : "暂停";
  watchWire();
};

const showsCalls = () => !document.getElementById("wire").hidden && !wire.paused;
/* What the page waits for is another thing now. */
const watchWire = () => { hearWire(); askAgain(); };

/* Fetch what is new. One question at a time; a cleared or restarted journal starts over. */
const hearWire = async () => {
  if (!showsCalls()) return;
  if (wire.asking) { wire.again = true; return; }
  wire.asking = true;
  if (wire.run !== town.run) Object.assign(wire, { calls: [], run: town.run });
  const seen = wire.calls, last = wire.calls.length ? wire.calls[wire.calls.length - 1].n : 0;
  const fresh = await ask("GET", `/journal?after=${last}`);
  wire.asking = false;
  if (wire.calls !== seen) { wire.again = true; } // cleared while we asked: what came is gone
  else if (Array.isArray(fresh) && fresh.length) { wire.calls = [...wire.calls, ...fresh].slice(-500); }
  drawWire();
  if (wire.again) { wire.again = false; hearWire(); }
};

const matching = () => wire.calls.filter((call) => {
  const { platform, way, ok, text } = wire.filter;
  return (!platform || call.platform === platform) && (!way || call.way === way) && (!ok || String(call.ok) === ok)
    && (!text || `${call.what} ${call.asked} ${call.answered}`.toLowerCase().includes(text.toLowerCase()));
}).reverse();

const drawWire = () => {
  const found = matching().slice(0, MOST_SHOWN), items = [];
  let trace = -1;
  for (const call of found) {
    if (call.trace !== trace) {
      trace = call.trace;
      const words = call.step || "小镇醒来", key = `step ${trace} ${call.n}`;
      items.push({ key, mark: words, draw: () => el("div", { class: "step" }, el("span", {}, "在此之后："), words) });
    }
    items.push({ key: String(call.n), mark: "", draw: () => drawCall(call) });
  }
  const none = wire.calls.length ? "没有符合条件的调用" : "还没有调用：在上面点点看";
  keep(document.querySelector("#wire .calls"), items.length ? items : [{ key: "none", mark: none, draw: () => el("div", { class: "empty" }, none) }]);
};
const drawCall = (call) => {
  const name = PLATFORMS[call.platform], box = el("details", { class: `call ${call.ok ? "" : "bad"}` },
    el("summary", {}, el("time", {}, clock(call.at, { second: "2-digit" })), el("span", { class: `tag ${call.platform}` }, name),
      el("span", { class: "way" }, call.way === "in" ? `${name} → 随录` : `随录 → ${name}`), el("code", {}, call.what), el("span", { class: "ok" }, call.ok ? "✓" : "✕ 失败")));
  box.addEventListener("toggle", () => { if (box.open && box.children.length === 1) box.append(bodies(call)); });
  return box;
};
const bodies = (call) => {
  const half = (title, text) => el("div", {}, el("div", { class: "half-bar" }, el("b", {}, title), text ? el("button", { type: "button", onclick: () => copy(text) }, "复制") : ""),
    text ? el("pre", { tabindex: "0" }, pretty(text)) : el("div", { class: "none" }, "没有内容"));
  return el("div", { class: "bodies" }, half("请求", call.asked), half("答复", call.answered));
};
