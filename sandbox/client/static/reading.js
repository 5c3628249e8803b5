// How far the person has read: told while they look, and shown by the line "New" where they stopped.
import { refreshed, soon } from "./refresh.js";
import { act } from "./talk.js";

const messages = document.getElementById("messages");
const { dataset } = document.body;
const title = document.title;
let told = dataset.since;
let held = false;

const newest = () => [...messages.querySelectorAll("[data-ts]")].at(-1)?.dataset.ts ?? "";

function tell() {
  if (!messages || document.hidden || held || newest() <= told) return;
  told = newest();
  act("read", { channel: dataset.channel, ts: told });
}

function count() {
  const total = Number(document.querySelector("[data-unread-total]").dataset.unreadTotal);
  document.title = total ? `(${total}) ${title}` : title;
}

// From this message on it is news again, until the person comes back.
export async function markUnread(ts) {
  held = true;
  await act("unread", { channel: dataset.channel, ts });
}

export function follow() {
  tell();
  count();
  refreshed((name) => (name === "messages" ? tell() : name === "sidebar" && count()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !messages) return;
    dataset.since = told;
    soon("messages");
  });
}
