// WeCom has no Node client for self-built apps: the vendor's own crypto package opens what our simulator seals, the calls are
// plain HTTP as its pages show them, and the vendor's JS-SDK says whether a page's signature is right.
import http from "node:http";
import crypto from "@wecom/crypto";
import { arrival, run, tell, told } from "./talk.mjs";

const field = (xml, name) => (new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml) || [])[1];

const body = (request) =>
  new Promise((resolve) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => resolve(Buffer.concat(parts).toString()));
  });

const card = (title, taskId) => ({
  card_type: "button_interaction",
  main_title: { title, desc: "来自 Node 的卡片" },
  task_id: taskId,
  button_list: [{ type: 0, text: "好", style: 1, key: "support:1" }],
});

run(async () => {
  const { corpId, agentId, secret, token, aesKey } = await told();
  const plain = [arrival(), arrival()];
  let next = 0;
  const server = http.createServer(async (request, response) => {
    const query = new URL(request.url, "http://localhost").searchParams;
    const sealed = field(await body(request), "Encrypt");
    const right = crypto.getSignature(token, query.get("timestamp"), query.get("nonce"), sealed) === query.get("msg_signature");
    const opened = crypto.decrypt(aesKey, sealed);
    if (right && opened.id === corpId) plain[next++].give(opened.message);
    response.statusCode = right ? 200 : 403;
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  tell({ port: server.address().port });
  const { api } = await told();
  const ask = async (path, data) => {
    const how = data ? { method: "POST", body: JSON.stringify(data) } : {};
    return (await fetch(`${api}/cgi-bin/${path}`, how)).json();
  };
  tell({ ready: true });

  const message = await plain[0];
  tell({ heard: { text: field(message, "Content"), by: field(message, "FromUserName"), type: field(message, "MsgType") } });

  const { access_token: access } = await ask(`gettoken?corpid=${corpId}&corpsecret=${encodeURIComponent(secret)}`);
  const sent = await ask(`message/send?access_token=${access}`, {
    touser: field(message, "FromUserName"),
    msgtype: "template_card",
    agentid: agentId,
    template_card: card("从 Node 来", "node-card-1"),
  });
  tell({ sent: { code: sent.errcode, mayChange: Boolean(sent.response_code) } });

  const click = await plain[1];
  tell({ clicked: { by: field(click, "FromUserName"), key: field(click, "EventKey"), card: field(click, "TaskId") } });
  const changed = await ask(`message/update_template_card?access_token=${access}`, {
    userids: [field(click, "FromUserName")],
    agentid: agentId,
    response_code: field(click, "ResponseCode"),
    template_card: card("Node 改过了", "node-card-1"),
  });
  const again = await ask(`message/update_template_card?access_token=${access}`, {
    userids: [field(click, "FromUserName")],
    agentid: agentId,
    response_code: field(click, "ResponseCode"),
    template_card: card("再改一次", "node-card-1"),
  });
  const { ticket } = await ask(`ticket/get?access_token=${access}&type=agent_config`);
  tell({ changed: changed.errcode, again: again.errcode !== 0, ticket });
  server.close();
});
