// Feishu's own Node SDK, by webhook or by long connection: hears a message, answers with a card, gets its click, changes it.
import http from "node:http";
import * as lark from "@larksuiteoapi/node-sdk";
import { arrival, run, tell, told } from "./talk.mjs";

const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

const card = (title) => ({
  schema: "2.0",
  config: { update_multi: true },
  header: { title: { tag: "plain_text", content: title }, template: "blue" },
  body: {
    elements: [
      { tag: "markdown", content: "来自 Node 的卡片" },
      {
        tag: "button",
        text: { tag: "plain_text", content: "好" },
        type: "primary",
        behaviors: [{ type: "callback", value: { action: "support:1" } }],
      },
    ],
  },
});

run(async () => {
  const { appId, appSecret, encryptKey, verificationToken, transport } = await told();
  const heard = arrival();
  const clicked = arrival();
  const dispatcher = new lark.EventDispatcher({
    ...(transport === "webhook" ? { encryptKey, verificationToken } : {}),
    logger: quiet,
  }).register({
    "im.message.receive_v1": async (event) => heard.give(event),
    "card.action.trigger": async (event) => {
      clicked.give(event);
      return { toast: { type: "success", content: "Node 收到了" } };
    },
  });

  let server;
  if (transport === "webhook") {
    const serve = (path) => lark.adaptDefault(path, dispatcher, { autoChallenge: true });
    const events = serve("/callbacks/feishu");
    const cards = serve("/callbacks/feishu/card");
    server = http.createServer((request, response) => (request.url.endsWith("/card") ? cards : events)(request, response));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    tell({ port: server.address().port });
  }
  const { domain } = server ? await told() : (tell({ port: 0 }), await told());
  const client = new lark.Client({ appId, appSecret, domain, logger: quiet, loggerLevel: lark.LoggerLevel.error });
  if (transport === "stream") {
    const socket = new lark.WSClient({ appId, appSecret, domain, logger: quiet, loggerLevel: lark.LoggerLevel.error });
    await socket.start({ eventDispatcher: dispatcher });
  }
  tell({ ready: true });

  const event = await heard;
  tell({ heard: { text: JSON.parse(event.message.content).text, by: event.sender.sender_id.open_id, chat: event.message.chat_id } });

  const sent = await client.im.v1.message.create({
    params: { receive_id_type: "chat_id" },
    data: { receive_id: event.message.chat_id, msg_type: "interactive", content: JSON.stringify(card("从 Node 来")) },
  });
  tell({ sent: { code: sent.code, id: sent.data.message_id } });

  const click = await clicked;
  tell({ clicked: { by: click.operator.open_id, value: click.action.value, card: click.context.open_message_id } });

  const changed = await client.im.v1.message.patch({
    path: { message_id: sent.data.message_id },
    data: { content: JSON.stringify(card("Node 改过了")) },
  });
  const history = await client.im.v1.message.list({
    params: { container_id_type: "chat", container_id: event.message.chat_id, page_size: 20 },
  });
  tell({ changed: changed.code, history: history.data.items.map((item) => item.msg_type) });
});
