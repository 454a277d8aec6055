/* Signing in inside DingTalk's client (免登): the JS-API gives a code for whoever is signed in there, and we hand it on. */
"use strict";

const page = document.body.dataset;
const at = (id) => document.getElementById(id);
const PATIENCE = 8000;

function say(problem) {
  at("what").textContent = problem.message || "登录没有成功";
  at("next").textContent = problem.next || "请再试一次。";
  at("ways").hidden = false;
}

const outside = { message: "没有连上钉钉", next: "请在钉钉里打开这个页面，或者扫码登录。" };
const refused = { message: "钉钉没有让这个页面登录", next: "请管理员检查应用的可见范围、安全域名与 CorpId。" };

function code() {
  return new Promise((done, fail) => {
    setTimeout(() => fail(outside), PATIENCE);
    if (!window.dd || !window.dd.runtime) return fail(outside);
    window.dd.ready(() => window.dd.runtime.permission.requestAuthCode({
      corpId: page.corp,
      onSuccess: (found) => done(found.code),
      onFail: () => fail(refused),
    }));
  });
}

async function start() {
  try {
    const body = JSON.stringify({ code: await code(), nonce: page.nonce });
    const ask = { method: "POST", body, credentials: "same-origin", headers: { "Content-Type": "application/json" } };
    const reply = await fetch("/api/v1/sign-in/dingtalk", ask).catch(() => { throw { message: "网络不通", next: "请检查网络后再试。" }; });
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) throw said.error || {};
    location.replace(said.next);
  } catch (problem) {
    say(problem);
  }
}
start();
