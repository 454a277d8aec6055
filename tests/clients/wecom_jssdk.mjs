// The vendor's JS-SDK in a pretended client: asks our page's signature, and the simulated host checks it on every call.
import { run, tell, told } from "./talk.mjs";

run(async () => {
  const { corpId, agentId, page, signature, verify, as } = await told();
  const asked = [];
  // The native bridge that the client puts into its web view: each call carries the proof, the simulator judges it.
  const invoke = async (name, params, done) => {
    asked.push(name);
    if (name === "preVerifyJSAPI") return done({ err_msg: "preVerifyJSAPI:ok" });
    const proof = name === "agentConfig" ? params : signature;
    const query = { ...proof, ...signature, api: name, url: page, as, corpid: corpId, agentid: String(agentId) };
    if (name === "agentConfig") Object.assign(query, { timestamp: params.timestamp, nonceStr: params.nonceStr, signature: params.signature });
    const answer = await (await fetch(verify, { method: "POST", body: JSON.stringify(query) })).json();
    done({ ...answer, err_msg: answer.errMsg });
  };
  globalThis.location = new URL(page);
  globalThis.document = { addEventListener() {}, removeEventListener() {}, querySelector: () => null };
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Mozilla/5.0 wxwork/4.1.36 MicroMessenger/7.0.1" } });
  globalThis.window = globalThis;
  globalThis.WeixinJSBridge = { invoke, on() {} };
  const ww = await import("@wecom/jssdk");
  const sign = () => ({ timestamp: signature.timestamp, nonceStr: signature.nonceStr, signature: signature.signature });
  ww.register({ corpId, agentId, jsApiList: ["getContext", "getCurExternalContact"], getAgentConfigSignature: sign });
  const context = await ww.getContext();
  const contact = await ww.getCurExternalContact();
  const right = ww.getSignature({ ticket: signature.ticket, nonceStr: signature.nonceStr, timestamp: signature.timestamp, url: page });
  tell({ entry: context.entry, contact: contact.userId, agrees: right.signature === signature.signature, asked });
});
