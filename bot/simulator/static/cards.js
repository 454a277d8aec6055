"use strict";
/* Draws each vendor's own card JSON the way that vendor's client would (looks: cards.css). The town's window and the gallery
   in docs/cards.md use it. Words become text nodes only, never HTML. */

const el = (tag, attrs = {}, ...kids) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attrs)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined && value !== null && value !== "") node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...kids.flat().filter((kid) => kid !== null && kid !== undefined && kid !== ""));
  return node;
};

/* --- the small part of markdown that our cards use ---------------------------------------------------------------- */

const MARK = /\*\*((?:\\.|[^*\\])+)\*\*|<font color='(\w+)'>(.*?)<\/font>|\\([\\`*_{}[\]()#+\-.!|~<>&])|&#(\d+);|&(lt|gt|amp|quot);/g;
const NAMED = { lt: "<", gt: ">", amp: "&", quot: '"' };

const inline = (text) => {
  const found = [];
  let at = 0;
  for (const m of text.matchAll(MARK)) {
    found.push(text.slice(at, m.index));
    at = m.index + m[0].length;
    if (m[1] !== undefined) found.push(el("strong", {}, inline(m[1])));
    else if (m[2] !== undefined) found.push(el("span", { class: `ink-${m[2]}` }, inline(m[3])));
    else found.push(m[4] || (m[5] && String.fromCodePoint(Number(m[5]))) || NAMED[m[6]]);
  }
  return [...found, text.slice(at)];
};

const markdown = (text, look = "") => el("div", { class: `md ${look}` }, String(text || "").split("\n").map((line) => {
  const kind = /^- /.test(line) ? "item" : /^ {2}\S/.test(line) ? "item under" : /^> ?/.test(line) ? "quote" : "";
  return el("p", { class: kind }, inline(line.replace(/^(- |> ?|#+ )/, "").trim()));
}));

/* --- what all three share ------------------------------------------------------------------------------------------ */

/* What the reader ticked, picked and typed, by key. A selection in which nothing is picked sends nothing. */
const formOf = (root) => {
  const form = {};
  root.querySelectorAll("[data-key]").forEach((field) => {
    const key = field.dataset.key;
    if (field.type === "checkbox" || field.type === "radio") {
      form[key] = form[key] || "";
      if (field.checked) form[key] = form[key] ? `${form[key]},${field.value}` : field.value;
    } else if (field.tagName !== "SELECT" || field.value) form[key] = field.value;
  });
  return form;
};

const button = (text, look, press) => el("button", { class: look, type: "button", onclick: press }, text);
const openPage = (url) => (event) => (event.currentTarget.closest(".client") || window).dispatchEvent(new CustomEvent("open-page", { detail: url, bubbles: true }));
const opens = (url) => (url ? { class: "opens", onclick: openPage(url) } : {});
const box = (look, ...kids) => el("div", { class: look }, ...kids);
const nothing = (hint) => Object.assign(el("option", {}, hint), { value: "" });
const select = (key, label, options, picked, hint) => el("select", { "data-key": key, "aria-label": label },
  hint ? nothing(hint) : "",
  options.map(([id, text]) => el("option", { value: id, selected: id === picked }, text)));

/* --- WeCom: template cards ----------------------------------------------------------------------------------------- */

const wecomHead = (card, press) => {
  const menu = (card.action_menu || {}).action_list || [];
  return box("w-source", el("i", { class: "w-icon" }, "随"), el("span", { class: `w-ink-${card.source.desc_color || 0}` }, card.source.desc),
    menu.length ? el("details", { class: "w-menu" }, el("summary", { "aria-label": card.action_menu.desc || "更多操作" }, "⋯"),
      box("w-pop", menu.map((item) => button(item.text, "", press(item.key))))) : "");
};

const wecomQuestion = (card) => {
  const ticks = card.checkbox, pick = card.button_selection;
  const look = ticks && ticks.mode === 0 ? "radio" : "checkbox";
  const lists = [...(pick ? [pick] : []), ...(card.select_list || [])];
  return [
    ticks && box("w-ticks", ticks.option_list.map((o) => el("label", {},
      el("input", { type: look, name: ticks.question_key, "data-key": ticks.question_key, value: o.id, checked: !!o.is_checked }), el("span", {}, o.text)))),
    ...lists.map((list) => el("label", { class: "w-pick" }, el("span", {}, list.title || ""),
      select(list.question_key, list.title || "选择", list.option_list.map((o) => [o.id, o.text]), list.selected_id))),
  ];
};

const wecomCard = (card, click) => {
  const root = box("card w-card");
  const press = (key) => () => click(key, formOf(root));
  const title = card.main_title || {}, quote = card.quote_area, rows = card.horizontal_content_list || [];
  root.append(...[
    card.source && card.source.desc && wecomHead(card, press),
    el("div", opens((card.card_action || {}).url),
      title.title && el("b", { class: "w-title" }, title.title), title.desc && box("w-desc", title.desc)),
    card.emphasis_content && box("w-emphasis", el("b", {}, card.emphasis_content.title || ""), el("span", {}, card.emphasis_content.desc || "")),
    quote && box("w-quote", quote.title && el("b", {}, quote.title), quote.quote_text),
    card.sub_title_text && box("w-words", card.sub_title_text),
    rows.length && el("dl", { class: "w-rows" }, rows.flatMap((row) => [el("dt", {}, row.keyname), el("dd", {}, row.value || "")])),
    ...wecomQuestion(card),
    card.submit_button && box("w-buttons", button(card.submit_button.text, "w-style-1", press(card.submit_button.key))),
    card.button_list && box("w-buttons", card.button_list.map((b) => button(b.text, `w-style-${b.style || 1}`, b.type === 1 ? openPage(b.url) : press(b.key)))),
    card.jump_list && box("w-jumps", card.jump_list.map((jump) => button(jump.title, "", openPage(jump.url)))),
  ].filter(Boolean));
  return root;
};

/* --- Feishu: card JSON 2.0 ----------------------------------------------------------------------------------------- */

const words = (part) => (part || {}).content || "";

/* A closed list shows what is ticked; opened, all that can be. */
const feishuMany = (element) => {
  const shown = el("summary", { "aria-label": words(element.placeholder) });
  const ticks = element.options.map((o) => el("label", {}, el("input", { type: "checkbox", "data-key": element.name, value: o.value,
    checked: (element.selected_values || []).includes(o.value), onchange: () => tell() }), el("span", {}, words(o.text))));
  const tell = () => {
    const on = ticks.filter((tick) => tick.firstChild.checked).map((tick) => el("span", { class: "f-tag" }, tick.textContent));
    shown.replaceChildren(...(on.length ? on : [el("span", { class: "f-hint" }, words(element.placeholder))]));
  };
  tell();
  return el("details", { class: "f-many" }, shown, box("f-list", ticks));
};

const feishuOne = (element) => {
  const picked = element.initial_index ? element.options[element.initial_index - 1].value : element.initial_option;
  return select(element.name, words(element.placeholder) || "选择", element.options.map((o) => [o.value, words(o.text)]), picked, words(element.placeholder) || "请选择");
};

const feishuInput = (element) => el("label", { class: "f-input" }, el("span", {}, words(element.label)),
  el("input", { "data-key": element.name, value: element.default_value, placeholder: words(element.placeholder), maxlength: element.max_length }));

const feishuButton = (element, click, scope) => {
  const acts = element.behaviors || [];
  const link = acts.find((b) => b.type === "open_url"), back = acts.find((b) => b.type === "callback");
  const action = ((back || {}).value || element.value || {}).action;
  return button(words(element.text), `f-${element.type || "default"}`, link ? openPage(link.default_url) : () => click(action, formOf(scope)));
};

const FEISHU = {
  markdown: (e) => markdown(e.content, `f-${e.text_size || "normal"}`),
  div: (e) => markdown(words(e.text)),
  plain_text: (e) => el("div", {}, e.content),
  hr: () => el("hr"),
  column_set: (e, inside) => box(`f-columns f-${e.flex_mode || "none"}`, (e.columns || []).map((c) => box("f-column", inside(c.elements)))),
  collapsible_panel: (e, inside) => el("details", { class: "f-panel", open: !!e.expanded },
    el("summary", {}, words((e.header || {}).title) || "详情"), box("f-inner", inside(e.elements))),
  multi_select_static: feishuMany,
  select_static: feishuOne,
  input: feishuInput,
};

const feishuElement = (element, click, scope) => {
  const inside = (found, around) => (found || []).map((e) => feishuElement(e, click, around || scope));
  if (element.tag === "button") return feishuButton(element, click, scope);
  if (element.tag === "form") {
    const form = box("f-form");
    form.append(...inside(element.elements, form));
    return form;
  }
  return FEISHU[element.tag] ? FEISHU[element.tag](element, inside) : "";
};

const feishuCard = (card, click) => {
  const header = card.header || {};
  const root = box("card f-card");
  const inner = box("f-body");
  if (header.title) root.append(el("div", { ...opens((card.card_link || {}).url), class: `f-head f-tone-${header.template || "default"}` },
    words(header.title), header.subtitle ? el("small", {}, words(header.subtitle)) : ""));
  inner.append(...((card.body || {}).elements || card.elements || []).map((e) => feishuElement(e, click, root)));
  root.append(inner);
  return root;
};

/* --- DingTalk: our own template's variables ------------------------------------------------------------------------ */

const listed = (json) => { try { return JSON.parse(json || "[]"); } catch { return []; } };

const dingtalkCard = (map, click) => {
  const buttons = listed(map.buttons);
  return box("card d-card",
    el("div", { ...opens(map.url), class: `d-head d-tone-${map.tone || "plain"}` }, map.title || ""),
    box("d-body",
      map.body && markdown(map.body),
      map.steps && box("d-steps", map.steps),
      map.facts && markdown(map.facts, "d-facts"),
      map.choices && markdown(map.choices, "d-choices"),
      buttons.length ? box("d-buttons", buttons.map((b) => button(b.text, `d-${b.style || "normal"}`, b.url ? openPage(b.url) : () => click(b.action, {})))) : "",
      map.footer && box("d-foot", map.footer)));
};

const drawCard = (platform, message, click) => {
  const draw = { wecom: wecomCard, feishu: feishuCard, dingtalk: dingtalkCard }[platform];
  const card = draw(message.card, click);
  if (message.changed) card.append(box("updated", `原地更新 ${message.changed} 次`));
  return card;
};
