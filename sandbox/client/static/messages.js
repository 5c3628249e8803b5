// What one can do with a message besides reading it, and how to walk through messages with the keyboard.
import { permalink } from "./jump.js";
import { known } from "./known.js";
import { markUnread } from "./reading.js";
import { act, toast } from "./talk.js";
import { node } from "./values.js";

export function messageMenu(button) {
  const message = button.closest("[data-ts]");
  const { channel, ts } = message.dataset;
  const thread = message.querySelector(".tools a")?.href;
  return [
    ...(thread ? [{ text: "Reply in thread", choose: () => location.assign(thread) }] : []),
    { text: "Copy link", choose: () => copy(permalink(message)) },
    ...(message.closest("#messages") ? [{ text: "Mark unread from here", choose: () => markUnread(ts) }] : []),
    ...(known.message.length ? [{ label: known.app }] : []),
    ...known.message.map(({ id, name, description }) => ({ text: name, hint: description, choose: () => shortcut(message, id, channel, ts) })),
  ];
}

async function shortcut(message, id, channel, ts) {
  message.setAttribute("aria-busy", "true");
  const outcome = await act("shortcut", { shortcut: id, channel, ts });
  message.removeAttribute("aria-busy");
  if (!outcome.ok) complain(message, outcome.problem);
}

// Says near to where something was tried that it did not work.
export function complain(near, text) {
  if (!text) return;
  near.parentElement.querySelector(":scope > .complaint")?.remove();
  const said = node("p", { className: "problem complaint", role: "alert", textContent: text });
  near.after(said);
  said.scrollIntoView({ block: "nearest" });
  setTimeout(() => said.remove(), 12000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("The link is copied.");
  } catch {
    toast(text);
  }
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
export function walk(list) {
  list.addEventListener("keydown", (event) => {
    const on = event.target === list || event.target.matches("[data-ts]");
    if (!on || !(event.key in STEPS || event.key === "Home" || event.key === "End")) return;
    const all = [...list.querySelectorAll("[data-ts]")];
    const current = all.indexOf(event.target);
    const from = current < 0 ? all.length - (event.key === "ArrowUp" ? 0 : 1) : current;
    const next = { Home: all[0], End: all.at(-1) }[event.key] ?? all[from + STEPS[event.key]];
    event.preventDefault();
    next?.focus();
  });
}
