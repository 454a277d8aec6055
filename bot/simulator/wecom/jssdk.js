// Stand-in for the vendor's JS-SDK inside the demo's WeCom client: the same calls, answered by the simulator, which checks
// the page's signature before each answer. Asked through <script>, because a page's content policy allows no other way.
(function () {
  "use strict";
  var origin = new URL(document.currentScript.src).origin;
  var serial = 0;
  var options = null;
  var ready = null;

  function ask(api) {
    return Promise.resolve(options.getAgentConfigSignature(location.href.split("#")[0])).then(function (signed) {
      return new Promise(function (resolve, reject) {
        var name = "__ww" + ++serial;
        var script = document.createElement("script");
        var query = new URLSearchParams({
          api: api, corpid: options.corpId, agentid: options.agentId, timestamp: signed.timestamp,
          nonceStr: signed.nonceStr, signature: signed.signature, url: location.href.split("#")[0], callback: "ww." + name,
        });
        function done() { delete window.ww[name]; script.remove(); }
        window.ww[name] = function (answer) { done(); (answer.errCode === 0 ? resolve : reject)(answer); };
        script.onerror = function () { done(); reject({ errCode: -1, errMsg: api + ":fail network" }); };
        script.src = origin + "/jssdk/verify.js?" + query;
        document.head.appendChild(script);
      });
    });
  }

  function call(api) {
    return function (params) {
      var asked = ready ? ready.then(function () { return ask(api); })
        : Promise.reject({ errCode: -1, errMsg: api + ":fail not registered" });
      if (params && params.success) { asked.then(params.success, params.fail || function () {}); }
      return asked;
    };
  }

  window.ww = {
    register: function (wanted) {
      options = wanted;
      ready = ask("agentConfig");
      ready.then(wanted.onAgentConfigSuccess || function () {}, wanted.onAgentConfigFail || function () {});
    },
    getContext: call("getContext"),
    getCurExternalContact: call("getCurExternalContact"),
  };
})();
