// DingTalk's own Node SDK: opens a stream, hears a message, sends a card, gets its click, changes it in the answer.
import axios from "axios";
import { DWClient, TOPIC_CARD, TOPIC_ROBOT, EventAck } from "dingtalk-stream";
import { arrival, run, tell, told } from "./talk.mjs";

run(async () => {
  const { clientId, clientSecret, template, origin } = await told();
  // The SDK's two hosts are constants; everything else of it stays as it is.
  axios.interceptors.request.use((config) => ({
    ...config,
    url: config.url.replace(/^https:\/\/o?api\.dingtalk\.com/, origin),
    proxy: false,
  }));
  console.info = console.log = console.warn = () => {}; // the SDK prints tickets
  const client = new DWClient({ clientId, clientSecret, keepAlive: false });
  const heard = arrival();
  const clicked = arrival();
  const happened = arrival();
  client.registerCallbackListener(TOPIC_ROBOT, (frame) => {
    heard.give(JSON.parse(frame.data));
    client.socketCallBackResponse(frame.headers.messageId, {});
  });
  client.registerCallbackListener(TOPIC_CARD, (frame) => {
    clicked.give(JSON.parse(frame.data));
    client.socketCallBackResponse(frame.headers.messageId, { cardData: { cardParamMap: { title: "Node 改过了" } } });
  });
  client.registerAllEventListener((frame) => {
    happened.give(frame.headers.eventType);
    return { status: EventAck.SUCCESS };
  });
  await client.connect();
  tell({ ready: true });

  const said = await heard;
  tell({ heard: { text: said.text.content.trim(), by: said.senderStaffId, chat: said.conversationId } });

  const token = await client.getAccessToken();
  const answered = await axios.post(said.sessionWebhook, { msgtype: "text", text: { content: "Node 收到了" } });
  const made = await axios.post(
    "https://api.dingtalk.com/v1.0/card/instances/createAndDeliver",
    {
      cardTemplateId: template,
      outTrackId: "node-card-1",
      callbackType: "STREAM",
      cardData: {
        cardParamMap: {
          title: "从 Node 来",
          buttons: JSON.stringify([{ text: "好", action: "support:1", url: "", style: "primary" }]),
        },
      },
      openSpaceId: `dtv1.card//IM_GROUP.${said.conversationId}`,
      imGroupOpenSpaceModel: { supportForward: false },
      imGroupOpenDeliverModel: { robotCode: clientId },
    },
    { headers: { "x-acs-dingtalk-access-token": token } },
  );
  tell({ sent: { webhook: answered.data.errcode, success: made.data.success, delivered: made.data.result.deliverResults[0].success } });

  const click = await clicked;
  tell({ clicked: { by: click.userId, card: click.outTrackId, params: JSON.parse(click.content).cardPrivateData.params } });
  tell({ happened: await happened });
  await told(); // the test has seen the acknowledgement
  client.disconnect();
});
