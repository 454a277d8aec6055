// WeCom's own Node SDK for the 智能机器人: subscribes, hears a message, sends a template card, gets its click, changes it.
import AiBot from "@wecom/aibot-node-sdk";
import { arrival, run, tell, told } from "./talk.mjs";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const card = (title) => ({
  card_type: "button_interaction",
  main_title: { title, desc: "来自 Node 的卡片" },
  task_id: "node-card-1",
  button_list: [{ text: "好", style: 1, key: "support:1" }],
});

run(async () => {
  const { botId, secret, url } = await told();
  const client = new AiBot.WSClient({ botId, secret, wsUrl: url, logger: quiet });
  const admitted = arrival();
  const heard = arrival();
  const clicked = arrival();
  client.on("authenticated", () => admitted.give());
  client.on("message.text", (frame) => heard.give(frame));
  client.on("event.template_card_event", (frame) => clicked.give(frame));
  client.connect();
  await admitted;
  tell({ ready: true });

  const message = await heard;
  tell({ heard: { text: message.body.text.content, by: message.body.from.userid } });
  const sent = await client.sendMessage(message.body.from.userid, { msgtype: "template_card", template_card: card("从 Node 来") });
  tell({ sent: sent.errcode });

  const click = await clicked;
  const { template_card_event: pressed = click.body.event } = click.body.event;
  tell({ clicked: { by: click.body.from.userid, key: pressed.event_key, card: pressed.task_id } });
  const changed = await client.updateTemplateCard(click, card("Node 改过了"));
  tell({ changed: changed.errcode });
  client.disconnect();
});
