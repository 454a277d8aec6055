// Stand-in for the vendor's JS-API inside the demo's DingTalk client: the same calls, answered by the simulator. Asked through
// <script>, because a page's content policy allows no other way.
(function () {
  "use strict";
  var script = document.currentScript;
  var origin = new URL(script.src).origin;
  var serial = 0;
  var onError = function () {};
  var checking = false; // a page that proves itself waits for the answer, any other is ready at once
  var page = "";
  var ready = [];

  function ask(api, params) {
    return new Promise(function (resolve, reject) {
      var name = "__dd" + ++serial;
      var call = document.createElement("script");
      function done() { delete window.dd[name]; call.remove(); }
      window.dd[name] = function (answer) { done(); (answer.errorCode ? reject : resolve)(answer); };
      call.onerror = function () { done(); reject({ errorCode: 1, errorMessage: api + " network" }); };
      call.src = script.src.replace("/dingtalk.open.js", "/jsapi/call.js") + "?" + new URLSearchParams(
        Object.assign({ api: api, callback: "dd." + name, url: location.href.split("#")[0] }, params));
      document.head.appendChild(call);
    });
  }

  window.dd = {
    env: { platform: "pc", origin: origin },
    ready: function (act) { if (checking) { ready.push(act); } else { act(); } },
    error: function (act) { onError = act; },
    config: function (wanted) {
      checking = true;
      ask("config", { agentId: wanted.agentId, corpId: wanted.corpId, timeStamp: wanted.timeStamp, nonceStr: wanted.nonceStr,
        signature: wanted.signature, jsApiList: wanted.jsApiList.join(",") }).then(function (answer) {
        checking = false;
        page = answer.page;
        ready.splice(0).forEach(function (act) { act(); });
      }, function (problem) { onError(problem); });
    },
    util: { openTemporary: { getData: function (wanted) {
      ask("util.openTemporary.getData", { page: page }).then(wanted.onSuccess, wanted.onFail || function () {});
    } } },
    runtime: { permission: { requestAuthCode: function (wanted) {
      ask("requestAuthCode", { corpId: wanted.corpId }).then(wanted.onSuccess, wanted.onFail || function () {});
    } } },
  };
})();
