"use strict";
/* The page comes to life: what the town says is drawn, and the town is asked again. */

const DOCKED = { wire: () => watchWire(), mischief: () => suggestPaths() };

const dock = (name, shown = document.getElementById(name).hidden) => {
  document.getElementById(name).hidden = !shown;
  document.getElementById(`${name}-toggle`).setAttribute("aria-expanded", String(shown));
  document.getElementById("dock").hidden = Object.keys(DOCKED).every((one) => document.getElementById(one).hidden);
  if (shown) DOCKED[name](); else document.getElementById(`${name}-toggle`).focus();
};

const take = (fresh) => {
  if (fresh.run !== town.run || fresh.whole) town.chats.clear();
  for (const chat of fresh.chats || []) town.chats.set(chat.id, chat);
  if (fresh.people) fresh.people = Object.fromEntries(fresh.people.map((p) => [p.key, p]));
  const { chats, ...rest } = fresh;
  Object.assign(town, rest, { heard: performance.now() });
  tell();
  hearWire();
  if (!chats) return;
  if (!document.getElementById("sidebar")) document.getElementById("town").replaceChildren(...CLIENTS.map(buildClient));
  CLIENTS.forEach(drawClient);
  drawWaiting();
};
const tell = () => {
  if (!town.now || town.gone) return;
  const now = new Date(new Date(town.now).getTime() + performance.now() - town.heard);
  document.getElementById("clock").textContent = clock(now, { month: "long", day: "numeric", weekday: "short" });
};

/* The town answers as soon as something has happened that the page shows, or after 20 seconds; what happens in quick succession
   is drawn together. Suilu asks the platforms much that changes no chat: its calls are news only while they are shown. */
let asking = new AbortController();
const askAgain = () => asking.abort();
const listen = async () => {
  for (;;) {
    asking = new AbortController();
    const calls = showsCalls() ? `&calls=${town.calls}` : "", { signal } = asking;
    const fresh = await ask("GET", `/state?since=${town.tag}&wait=20${calls}`, undefined, signal);
    if (signal.aborted) continue;
    if (fresh.error) gone();
    else {
      if (town.gone) await back();
      try { take(fresh); } catch (error) { setTimeout(() => { throw error; }); } // seen in the console, and the page goes on
    }
    await pause(fresh.error ? 1000 : 150);
  }
};
const gone = () => {
  town.gone = true;
  document.body.classList.add("gone");
  document.getElementById("clock").textContent = "演示已停止";
};
const back = () => {
  town.gone = false;
  document.body.classList.remove("gone");
  return buildMischief();
};

document.querySelectorAll("[data-hours]").forEach((b) => b.addEventListener("click", async () => {
  if (await tried("/clock", { hours: Number(b.dataset.hours) })) toast(`时间前进了 ${b.textContent.slice(1)}`);
}));
for (const name of Object.keys(DOCKED)) document.getElementById(`${name}-toggle`).addEventListener("click", () => dock(name));
document.getElementById("guide-toggle").addEventListener("click", (event) => {
  const guide = document.getElementById("guide");
  guide.hidden = !guide.hidden;
  event.currentTarget.setAttribute("aria-expanded", String(!guide.hidden));
});
/* A link on a card: Suilu's own pages open inside the client that shows the card, others in a tab of their own. */
window.addEventListener("open-page", (event) => {
  const client = CLIENTS.find((one) => rootOf(one) === event.target), staff = client && (town.people[client.me] || {}).staff;
  if (!staff || ![town.product, town[client.platform]].some((ours) => event.detail.startsWith(ours))) return window.open(event.detail, "_blank", "noopener");
  return openIn(client, event.detail);
});
const tall = (height) => { document.getElementById("dock").style.height = `${Math.max(140, Math.min(height, innerHeight - 260))}px`; };
const grip = document.getElementById("dock-grip");
grip.addEventListener("pointerdown", (event) => { grip.setPointerCapture(event.pointerId); grip.onpointermove = (move) => tall(innerHeight - move.clientY); });
grip.addEventListener("pointerup", () => { grip.onpointermove = null; });
grip.addEventListener("keydown", (event) => { const step = { ArrowUp: 24, ArrowDown: -24 }[event.key]; if (step) tall(document.getElementById("dock").offsetHeight + step); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") CLIENTS.forEach((client) => rootOf(client) && unfold(client, false)); });

buildWire();
setInterval(tell, 1000);
buildMischief().then(listen);
