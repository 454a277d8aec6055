// Stand-in for the vendor's H5 JS-SDK inside the demo's Feishu client: the same calls, answered by the simulator, which checks
// the page's signature first. Asked through <script>, because a page's content policy allows no other way.
(function () {
  "use strict";
  var origin = new URL(document.currentScript.src).origin;
  var serial = 0;
  var page = null;
  var ready = [];
  var onError = function () {};

  function ask(api, params) {
    return new Promise(function (resolve, reject) {
      var name = "__fs" + ++serial;
      var script = document.createElement("script");
      function done() { delete window.h5sdk[name]; script.remove(); }
      window.h5sdk[name] = function (answer) { done(); (answer.errno ? reject : resolve)(answer); };
      script.onerror = function () { done(); reject({ errno: 1, errMsg: api + ":fail network" }); };
      script.src = origin + "/h5sdk/call.js?" + new URLSearchParams(Object.assign({ api: api, callback: "h5sdk." + name }, params));
      document.head.appendChild(script);
    });
  }

  window.h5sdk = {
    config: function (wanted) {
      ask("config", {
        appId: wanted.appId, timestamp: wanted.timestamp, nonceStr: wanted.nonceStr, signature: wanted.signature,
        jsApiList: wanted.jsApiList.join(","), url: location.href.split("#")[0],
      }).then(function (answer) {
        page = answer.page;
        if (wanted.onSuccess) { wanted.onSuccess({}); }
        ready.splice(0).forEach(function (act) { act(); });
      }, function (problem) {
        if (wanted.onFail) { wanted.onFail(problem); }
        onError(problem);
      });
    },
    ready: function (act) { if (page) { act(); } else { ready.push(act); } },
    error: function (act) { onError = act; },
  };

  window.tt = {
    getBlockActionSourceDetail: function (wanted) {
      ask("getBlockActionSourceDetail", { triggerCode: wanted.triggerCode, page: page || "" })
        .then(wanted.success || function () {}, wanted.fail || function () {});
    },
  };
})();
