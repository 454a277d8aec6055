"use strict";
/* Let a platform misbehave: faults that wait for the next call, and things that happen to it at once. */

const mischief = { kinds: [], platforms: {}, on: "wecom" };

const buildMischief = async () => {
  const found = await ask("GET", "/fault");
  if (found.error) return;
  Object.assign(mischief, { kinds: found.kinds, platforms: found.platforms });
  CLIENTS.forEach((client) => { client.menus = (found.platforms[client.platform] || {}).menus || []; });
  const times = el("input", { type: "number", min: "1", max: "1000", value: "1", "aria-label": "几次", id: "fault-times" });
  const path = el("input", { type: "text", placeholder: "任何调用", "aria-label": "只对哪个调用", id: "fault-path", list: "fault-paths", maxlength: "200" });
  document.getElementById("mischief").replaceChildren(
    el("div", { class: "dock-bar" }, el("h2", {}, "捣乱"),
      el("div", { class: "pick", role: "radiogroup", "aria-label": "哪个平台" }, Object.entries(PLATFORMS).map(([key, name]) => el("label", {}, el("input", { type: "radio", name: "fault-platform", value: key, checked: key === mischief.on, onchange: () => { mischief.on = key; drawKinds(); } }), name))),
      el("label", {}, "接下来", times, "次"), el("label", {}, "调用含", path), el("datalist", { id: "fault-paths" }),
      el("button", { type: "button", class: "close", "aria-label": "关闭捣乱", onclick: () => dock("mischief", false) }, "✕")),
    el("div", { class: "knobs" }, el("div", { class: "waiting", "aria-live": "polite" }), el("div", { class: "kinds" })));
  drawKinds();
  drawWaiting();
};

const plan = async (kind, label, way) => {
  const times = Number(document.getElementById("fault-times").value) || 1, path = way === "in" ? "" : document.getElementById("fault-path").value.trim();
  if (await tried("/fault", { platform: mischief.on, kind, times, path })) toast(`${PLATFORMS[mischief.on]}：接下来 ${times} 次「${label}」`);
};
const act = async (name) => {
  const answer = await post("/act", { platform: mischief.on, name });
  toast(answer.error || answer.done);
};

const drawKinds = () => {
  const mine = mischief.platforms[mischief.on] || { limits: {}, actions: {} };
  const knob = (label, words, press, name) => el("button", { type: "button", class: "knob", "data-kind": name, onclick: press }, el("b", {}, label), words ? el("small", {}, words) : "");
  const faults = (way) => mischief.kinds.filter((k) => k.way === way).map((k) => knob(k.label, k.words, () => plan(k.kind, k.label, way), k.kind));
  const group = (title, knobs) => (knobs.length ? [el("h3", {}, title), el("div", { class: "grid" }, knobs)] : []);
  document.querySelector("#mischief .kinds").replaceChildren(
    ...group("随录调用平台时", faults("out")),
    ...group("平台的各种限流", Object.entries(mine.limits).map(([name, words]) => knob(words, "", () => plan(`limit:${name}`, words, "out"), `limit:${name}`))),
    ...group("平台回调随录时", faults("in")),
    ...group("立刻发生", Object.entries(mine.actions).map(([name, words]) => knob(words, "", () => act(name), `act:${name}`))));
  suggestPaths();
};
/* Calls seen so far, to choose from. */
const suggestPaths = async () => {
  const calls = await ask("GET", "/journal");
  if (!Array.isArray(calls)) return;
  const paths = new Set(calls.filter((c) => c.platform === mischief.on && c.way === "out").map((c) => c.what.replace(/^[A-Z]+ /, "")));
  document.getElementById("fault-paths").replaceChildren(...[...paths].map((value) => el("option", { value })));
};

const labelOf = (kind) => {
  const [name, limit] = kind.split(":"), found = mischief.kinds.find((k) => k.kind === name);
  return `${found ? found.label : name}${limit ? `（${limit}）` : ""}`;
};
const drawWaiting = () => {
  const badge = document.getElementById("mischief-count"), box = document.querySelector("#mischief .waiting");
  badge.hidden = !town.faults.length;
  badge.textContent = town.faults.length;
  if (!box) return;
  const rows = town.faults.map((f) => ({ key: String(f.id), mark: `${f.times}`, draw: () => el("div", { class: "fault" },
    el("span", { class: `tag ${f.platform}` }, PLATFORMS[f.platform]), el("b", {}, labelOf(f.kind)), el("span", {}, `还有 ${f.times} 次${f.path ? ` · ${f.path}` : ""}`),
    el("button", { type: "button", "aria-label": `取消 ${PLATFORMS[f.platform]} ${labelOf(f.kind)}`, onclick: () => tried(`/fault/${f.id}`, undefined, "DELETE") }, "取消")) }));
  const all = rows.length > 1 ? [{ key: "all", mark: "", draw: () => el("button", { type: "button", onclick: () => tried("/fault", undefined, "DELETE") }, "全部取消") }] : [];
  const none = { key: "none", mark: "", draw: () => el("div", { class: "hint" }, "没有等着发生的错误。选平台，再点下面的一种：下一次调用就会遇上它。") };
  keep(box, rows.length ? [...rows, ...all] : [none]);
};
