"use strict";
/* Draws each vendor's own card JSON the way that vendor's client would, as far as the cards need it. */

const el = (tag, attrs = {}, ...kids) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attrs)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined && value !== null && value !== "") node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...kids.flat().filter((kid) => kid !== null && kid !== undefined && kid !== ""));
  return node;
};

/* A small, safe part of markdown: text nodes only, never innerHTML. */
const markdown = (text) => {
  const box = el("div", { class: "md" });
  for (const line of String(text || "").split("\n")) {
    const p = el("p", line.startsWith(">") ? { class: "quote" } : {});
    const plain = unescapeMd(line.replace(/^>\s?/, "").replace(/^#+\s*/, "").replace(/^[-*] /, "• ").replace(/<\/?font[^>]*>/g, ""));
    plain.split(/(\*\*[^*]+\*\*)/).forEach((part) => p.append(/^\*\*.+\*\*$/.test(part) ? el("strong", {}, part.slice(2, -2)) : part));
    box.append(p);
  }
  return box;
};
const unescapeMd = (text) => text.replace(/\\([\\`*_{}\[\]()#+\-.!|~<>&])/g, "$1").replace(/&#(\d+);/g, (_, n) => String.fromCharCode(n)).replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

const formOf = (root) => {
  const form = {};
  root.querySelectorAll("[data-key]").forEach((field) => {
    const key = field.dataset.key;
    if (field.type === "checkbox" || field.type === "radio") {
      form[key] = form[key] || "";
      if (field.checked) form[key] = form[key] ? `${form[key]},${field.value}` : field.value;
    } else form[key] = field.value;
  });
  return form;
};

const button = (text, look, press) => el("button", { class: look, onclick: press }, text);
const openPage = (url) => () => window.dispatchEvent(new CustomEvent("open-page", { detail: url }));

const wecomCard = (card, click) => {
  const root = el("div", { class: "card" });
  const inner = el("div", { class: "inner" });
  const press = (key) => () => click(key, formOf(root));
  if (card.source && card.source.desc) inner.append(el("div", { class: "source" }, card.source.desc));
  const title = card.main_title || {};
  inner.append(el("b", {}, title.title || ""), title.desc ? el("div", { class: "sub" }, title.desc) : "");
  if (card.emphasis_content) inner.append(el("b", {}, card.emphasis_content.title || ""));
  if (card.quote_area) inner.append(el("div", { class: "quote" }, card.quote_area.title || "", " ", card.quote_area.quote_text || ""));
  if (card.sub_title_text) inner.append(el("div", { class: "sub" }, card.sub_title_text));
  if ((card.horizontal_content_list || []).length)
    inner.append(el("dl", {}, card.horizontal_content_list.flatMap((row) => [el("dt", {}, row.keyname), el("dd", {}, row.value || "")])));
  const checkbox = card.checkbox;
  if (checkbox) inner.append(el("div", {}, checkbox.option_list.map((option) =>
    el("label", {}, el("input", { type: checkbox.mode === 0 ? "radio" : "checkbox", name: checkbox.question_key, "data-key": checkbox.question_key, value: option.id, checked: !!option.is_checked }), option.text))));
  const pick = (list) => el("select", { "data-key": list.question_key, "aria-label": list.title || "选择" }, list.option_list.map((o) => el("option", { value: o.id, selected: o.id === list.selected_id }, o.text)));
  if (card.button_selection) inner.append(el("div", {}, card.button_selection.title || ""), pick(card.button_selection));
  (card.select_list || []).forEach((list) => inner.append(el("div", {}, list.title || ""), pick(list)));
  const row = el("div", { class: "row" });
  if (card.submit_button) row.append(button(card.submit_button.text, "primary", press(card.submit_button.key)));
  (card.button_list || []).forEach((b) => row.append(button(b.text, b.style === 1 ? "primary" : "", b.type === 1 ? openPage(b.url) : press(b.key))));
  ((card.action_menu || {}).action_list || []).forEach((item) => row.append(button(item.text, "", press(item.key))));
  if (row.children.length) inner.append(row);
  (card.jump_list || []).forEach((jump) => inner.append(el("div", {}, el("a", { href: "#", onclick: (e) => { e.preventDefault(); openPage(jump.url)(); } }, jump.title, " ›"))));
  root.append(inner);
  return root;
};

const feishuCard = (card, click) => {
  const header = card.header || {};
  const root = el("div", { class: "card" });
  if (header.title) root.append(el("div", { class: `head ${header.template || "default"}` }, header.title.content, header.subtitle ? el("div", { class: "source" }, header.subtitle.content) : ""));
  const inner = el("div", { class: "inner" });
  const draw = (element, scope) => {
    switch (element.tag) {
      case "markdown": return markdown(element.content);
      case "div": return markdown((element.text || {}).content);
      case "plain_text": return el("div", {}, element.content);
      case "hr": return el("hr");
      case "column_set": return el("div", { class: "row" }, (element.columns || []).map((c) => el("div", {}, (c.elements || []).map((e) => draw(e, scope)))));
      case "collapsible_panel": return el("details", {}, el("summary", {}, ((element.header || {}).title || {}).content || "详情"), (element.elements || []).map((e) => draw(e, scope)));
      case "form": { const box = el("div", { class: "inner", style: "padding:0" }); (element.elements || []).forEach((e) => box.append(draw(e, box))); return box; }
      case "multi_select_static": return el("div", {}, (element.options || []).map((o) => el("label", {}, el("input", { type: "checkbox", "data-key": element.name, value: o.value, checked: (element.selected_values || element.initial_options || []).includes(o.value) }), o.text.content)));
      case "select_static": return el("select", { "data-key": element.name, "aria-label": (element.placeholder || {}).content || "选择" }, (element.options || []).map((o) => el("option", { value: o.value, selected: o.value === element.initial_option }, o.text.content)));
      case "button": {
        const acts = element.behaviors || [];
        const opens = acts.find((b) => b.type === "open_url");
        const back = acts.find((b) => b.type === "callback");
        const action = ((back || {}).value || element.value || {}).action;
        return button((element.text || {}).content, /primary/.test(element.type || "") ? "primary" : "", opens ? openPage(opens.default_url) : () => click(action, formOf(scope)));
      }
      default: return "";
    }
  };
  ((card.body || {}).elements || card.elements || []).forEach((e) => inner.append(draw(e, root)));
  root.append(inner);
  return root;
};

const dingtalkCard = (map, click) => {
  const tone = { good: "green", care: "orange", problem: "red" }[map.tone] || "blue";
  const root = el("div", { class: "card" }, el("div", { class: `head ${tone}` }, unescapeMd(map.title || "")));
  const inner = el("div", { class: "inner" });
  ["body", "steps", "facts", "choices"].forEach((key) => { if (map[key]) inner.append(markdown(map[key])); });
  const list = (() => { try { return JSON.parse(map.buttons || "[]"); } catch { return []; } })();
  if (list.length) inner.append(el("div", { class: "row" }, list.map((b) => button(b.text, b.style === "primary" || b.primary ? "primary" : "", b.url ? openPage(b.url) : () => click(b.action, {})))));
  if (map.footer) inner.append(el("div", { class: "foot" }, unescapeMd(map.footer)));
  root.append(inner);
  return root;
};

const drawCard = (platform, message, click) => {
  const draw = { wecom: wecomCard, feishu: feishuCard, dingtalk: dingtalkCard }[platform];
  const card = draw(message.card, click);
  if (message.changed) card.append(el("div", { class: "inner", style: "padding-top:0" }, el("div", { class: "updated" }, `原地更新 ${message.changed} 次`)));
  return card;
};
