// Stand-in for the vendor's JS-API inside the demo's DingTalk client: the same calls, answered by the simulator. Asked through
// <script>, because a page's content policy allows no other way.
(function () {
  "use strict";
  var script = document.currentScript;
  var origin = new URL(script.src).origin;
  var serial = 0;
  var onError = function () {};

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
    ready: function (act) { act(); },
    error: function (act) { onError = act; },
    config: function (wanted) {
      ask("config", { agentId: wanted.agentId, corpId: wanted.corpId, timeStamp: wanted.timeStamp, nonceStr: wanted.nonceStr,
        signature: wanted.signature }).catch(function (problem) { onError(problem); });
    },
    runtime: { permission: { requestAuthCode: function (wanted) {
      ask("requestAuthCode", { corpId: wanted.corpId }).then(wanted.onSuccess, wanted.onFail || function () {});
    } } },
  };
})();
