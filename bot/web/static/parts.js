/* Small parts of every page: nodes, words that pass, and the API. What the server says is shown as text, never as HTML. */
"use strict";

const page = document.body.dataset;
const at = (id) => document.getElementById(id);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const AWAY = { message: "服务暂时没有回应", next: "请稍等几秒再试。" };
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

function el(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props || {})) {
    if (key in node) node[key] = value; else node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
const show = (id, ...nodes) => at(id).replaceChildren(...nodes.filter(Boolean));

function keeping(draw) {
  /* Drawn anew, the same thing keeps the keyboard. */
  const id = document.activeElement && document.activeElement.id;
  draw();
  if (id && at(id) && document.activeElement !== at(id)) at(id).focus({ preventScroll: true });
}

function when(iso) {
  const parts = { timeZone: page.zone, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat("zh-CN", parts).format(new Date(iso));
}

function toast(text) {
  at("toast").textContent = text;
  at("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { at("toast").hidden = true; }, 2600);
}

async function api(path, body) {
  const ask = { headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (body) {
    ask.method = "POST";
    ask.body = JSON.stringify(body);
    ask.headers["Content-Type"] = "application/json";
    ask.headers["X-Suilu-Csrf"] = page.csrf;
  }
  let reply;
  try {
    reply = await fetch(`/api/v1/${path}`, ask);
  } catch {
    throw { status: 0, message: "网络不通，什么都没有改变", next: "请检查网络后再试。" };
  }
  const data = await reply.json().catch(() => ({}));
  if (reply.ok) return data;
  throw { status: reply.status, ...(data.error || AWAY) };
}

function upload(path, form, progress) {
  /* fetch tells nothing of how far an upload is. `{done, stop}`: what comes of it, and how to give it up. */
  const ask = new XMLHttpRequest();
  const done = new Promise((well, fail) => {
    ask.open("POST", `/api/v1/${path}`);
    ask.setRequestHeader("X-Suilu-Csrf", page.csrf);
    ask.setRequestHeader("Accept", "application/json");
    ask.responseType = "json";
    ask.upload.onprogress = (e) => e.lengthComputable && progress(Math.round((e.loaded / e.total) * 100));
    ask.onerror = () => fail({ status: 0, message: "网络不通，什么都没有改变", next: "请检查网络后再试。" });
    ask.onabort = () => fail({ status: 0, message: "已取消上传", next: "什么都没有改变。" });
    ask.onload = () => (ask.status < 300 ? well(ask.response) : fail({ status: ask.status, ...((ask.response || {}).error || AWAY) }));
    ask.send(form);
  });
  return { done, stop: () => ask.abort() };
}
