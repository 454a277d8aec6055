/* 同意记录: what the customer said, the words to show, and yes, no, or not any more, one tap each. */
"use strict";

const panel = { open: false, found: null, channel: "", busy: false };

function consentChip() {
  if (!writes() || !S.ways || !(S.ext || S.customer)) return null;
  const said = S.ways.consent;
  const day = said && when(said.at).split(" ")[0];
  const text = said ? [said.state_name, said.channel_name, day].join(" · ") : "同意：未记录";
  const look = !said ? ".none" : said.state === "granted" ? "" : ".no";
  return el(`button.consent${look}`, { type: "button", id: "consent", "aria-expanded": String(panel.open), "aria-controls": "consents", onclick: panel.open ? closeConsent : openConsent }, text);
}

async function openConsent() {
  try {
    panel.found = await api(`consents?${asQuery(subject())}`);
    panel.open = true;
  } catch (problem) { toast(`${problem.message}，${problem.next}`); }
  renderHead();
  at("consents")?.scrollIntoView({ block: "nearest" });
}

function closeConsent() { panel.open = false; renderHead(); }

function consentPanel() {
  if (!panel.open || !panel.found) return null;
  const { wording, channels, history, consent } = panel.found;
  const granted = consent && consent.state === "granted";
  return el("div.consents", { id: "consents", role: "region", "aria-label": "同意记录" },
    el("p.hint", {}, "读给客户听，或复制后发给客户："),
    el("blockquote.wording", { id: "wording" }, wording.text),
    el("button.link", { type: "button", onclick: () => copyWords(wording.text) }, "复制"),
    el("fieldset.chipset", {}, el("legend", {}, "客户怎么说的"), channels.map((c) => el("label.pick", {},
      el("input", { type: "radio", name: "channel", id: `by-${c.channel}`, checked: panel.channel === c.channel, onchange: () => { panel.channel = c.channel; renderHead(); } }), el("span", {}, c.name)))),
    el("div.row", {},
      !granted && sayButton("同意", "granted", ".primary"),
      granted ? sayButton("撤回", "withdrawn") : !consent && sayButton("拒绝", "refused"),
      consent && !granted && el("span.hint", {}, "客户改变主意时点「同意」")),
    !panel.channel && el("p.hint", {}, "先选一种方式，再点一下即可"),
    history.length > 0 && el("ul.plain", {}, history.map((h) => el("li", {}, el("span.what", {}, `${h.state_name} · ${h.channel_name}`),
      el("small", {}, [when(h.at), h.by].filter(Boolean).join(" · "))))));
}

function sayButton(text, state, look = "") {
  return el(`button.button.small${look}`, { type: "button", disabled: panel.busy || !panel.channel, onclick: () => sayConsent(state) }, text);
}

async function sayConsent(state) {
  panel.busy = true;
  S.notice = null;
  renderHead();
  try {
    const wording = panel.found.wording.version;
    await api("consents", { key: newKey(), ...subject(), state, channel: panel.channel, wording });
    panel.open = false;
    toast({ granted: "已记录：客户同意", refused: "已记录：客户拒绝，不再读取聊天", withdrawn: "已记录：客户撤回，不再读取聊天" }[state]);
    await loadWays();
  } catch (problem) { toast(`${problem.message}，${problem.next}`); }
  panel.busy = false;
  renderHead();
  renderWork();
}

async function copyWords(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制，可以粘贴给客户");
  } catch {
    getSelection().selectAllChildren(at("wording"));
    toast("已选中，请按复制");
  }
}
