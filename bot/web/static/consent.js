/* 同意记录: what the customer said, the words to show, and yes, no, or not any more, one tap each. */
"use strict";

const panel = { open: false, found: null, channel: "", basis: "consent", busy: false };

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
  const { wording, channels, bases, history, consent } = panel.found;
  const granted = consent && consent.state === "granted";
  return el("div.consents", { id: "consents", role: "region", "aria-label": "同意记录" },
    el("p.hint", {}, "读给客户听，或复制后发给客户："),
    el("blockquote.wording", { id: "wording" }, wording.text),
    el("button.link", { type: "button", onclick: () => copyWords(wording.text) }, "复制"),
    chipset("客户怎么说的", "channel", channels.map((c) => [c.channel, c.name])),
    !granted && chipset("依据", "basis", bases.map((b) => [b.basis, b.name])),
    el("div.row", {},
      !granted && sayButton("同意", "granted", ".primary"),
      granted ? sayButton("撤回", "withdrawn") : !consent && sayButton("拒绝", "refused"),
      consent && !granted && el("span.hint", {}, "客户改变主意时点「同意」")),
    !panel.channel && el("p.hint", {}, "先选一种方式，再点一下即可"),
    history.length > 0 && el("ul.plain", {}, history.map(saidNode)));
}

function chipset(legend, name, options) {
  const pick = ([value, text]) => el("label.pick", {}, el("input", { type: "radio", name, id: `by-${value}`, checked: panel[name] === value,
    onchange: () => { panel[name] = value; renderHead(); } }), el("span", {}, text));
  return el("fieldset.chipset", {}, el("legend", {}, legend), options.map(pick));
}

function saidNode(said) {
  /* What was said, when, how, on what basis, and in answer to which words. */
  return el("li", {}, el("span.what", {}, `${said.state_name} · ${said.channel_name} · ${said.basis_name}`),
    el("small", {}, [when(said.at), said.by].filter(Boolean).join(" · ")),
    said.text && el("details.changes", {}, el("summary", {}, `当时的告知（${said.wording}）`), el("blockquote.wording", {}, said.text)));
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
    await api("consents", { key: newKey(), ...subject(), state, channel: panel.channel, basis: state === "granted" ? panel.basis : "consent", wording });
    Object.assign(panel, { open: false, channel: "", basis: "consent" });
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
