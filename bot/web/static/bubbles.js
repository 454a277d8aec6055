/* A chat as people know it: bubbles left and right, tapped to be left out. */
"use strict";

const AT_FIRST = 200;

function bubblesNode(state, messages, changed) {
  /* `messages`: {key, index, by, text, at, ours, clock?, unsure?, gone?}; `state.out` holds the keys that are left out. */
  const shown = state.all ? messages : messages.slice(0, AT_FIRST);
  const rest = messages.length - shown.length;
  let last = "";
  const items = shown.map((m) => {
    const stamp = m.clock !== undefined ? m.clock : m.at ? when(m.at) : "";
    const head = stamp && stamp !== last ? el("time.stamp", {}, stamp) : null;
    last = stamp || last;
    return el("li", {}, head, bubbleNode(state, m, changed));
  });
  return el("ul.bubbles", { "aria-label": "消息", onscroll: (e) => { state.top = e.target.scrollTop; } }, items,
    rest > 0 && el("li", {}, el("button.link", { type: "button", onclick: () => { state.all = true; changed(); } }, `显示其余 ${rest} 条`)));
}

function bubbleNode(state, m, changed) {
  const out = state.out.has(m.key);
  const side = m.ours === true ? ".ours" : m.ours === false ? ".theirs" : ".unknown";
  const flip = () => {
    if (!state.out.delete(m.key)) state.out.add(m.key);
    changed();
  };
  return el(`button.bubble${side}${out || m.gone ? ".out" : ""}${m.unsure ? ".unsure" : ""}`, { type: "button", id: `m${m.index}`, disabled: Boolean(m.gone), "aria-pressed": String(out), onclick: flip,
    title: m.unsure ? "识别不太确定，请核对" : out ? "点一下恢复" : "点一下不记这条" },
  m.by && el("small", {}, m.by), el("span", {}, m.text || "…"), out && el("em", {}, "不记"), !out && m.unsure && el("em", {}, "待核对"));
}
