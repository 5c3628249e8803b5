// What one can do with a message besides reading it, and how to walk through messages with the keyboard.
import { agreed } from "./ask.js";
import { permalink } from "./jump.js";
import { known } from "./known.js";
import { openMenu } from "./menu.js";
import { markUnread } from "./reading.js";
import { act, toast } from "./talk.js";
import { node } from "./values.js";

const COLUMNS = 6;

export function messageMenu(button) {
  const message = button.closest("[data-ts]");
  const { channel, ts } = message.dataset;
  const thread = message.querySelector(".tools a")?.href;
  const isMine = "mine" in message.dataset;
  const own = [{ text: "Edit", choose: () => edit(message) }, { text: "Delete", danger: true, choose: () => remove(message) }];
  return [[
    { text: "Add a reaction", choose: () => openMenu(button, ...reactionMenu(button)) },
    ...(thread ? [{ text: "Reply in thread", choose: () => location.assign(thread) }] : []),
    { text: "Copy link", choose: () => copy(permalink(message)) },
    ...(message.closest("#messages") ? [{ text: "Mark unread from here", choose: () => markUnread(ts) }] : []),
    { text: "pinned" in message.dataset ? "Remove the pin" : "Pin", choose: () => attempt(message, "pin", {}) },
    ...(isMine ? own : []),
    ...(known.message.length ? [{ label: known.app }] : []),
    ...known.message.map(({ id, name, description }) => ({ text: name, hint: description, choose: () => shortcut(message, id, channel, ts) })),
  ]];
}

export function reactionMenu(button) {
  const message = button.closest("[data-ts]");
  const entries = known.emoji.map(([name, text]) => ({ text, name: name.replaceAll("_", " "), choose: () => attempt(message, "react", { name }) }));
  return [entries, COLUMNS];
}

// A click on a reaction adds one's own, or takes it away again.
export function wireReactions() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-react]");
    if (button) attempt(button.closest("[data-ts]"), "react", { name: button.dataset.react });
  });
}

async function attempt(message, what, body) {
  const { channel, ts } = message.dataset;
  const outcome = await act(what, { channel, ts, ...body });
  if (!outcome.ok) complain(message, outcome.problem);
  return outcome.ok;
}

async function remove(message) {
  if (await agreed("Delete this message?", "It is gone for everybody then.", "Delete", "Keep it")) attempt(message, "delete", {});
}

// One's own words, in a field of their own where they stand.
function edit(message) {
  if (message.querySelector(".edit")) return;
  const said = message.querySelector(".message__said");
  const field = node("textarea", { value: message.dataset.text, rows: 2, ariaLabel: "Your message" });
  const cancel = node("button", { type: "button", className: "button button--small", textContent: "Cancel" });
  const save = node("button", { type: "submit", className: "button button--small button--primary", textContent: "Save" });
  const form = node("form", { className: "edit" }, field, node("div", { className: "form__row" }, cancel, save));
  const end = () => {
    form.remove();
    said.hidden = false;
    message.focus();
  };
  cancel.addEventListener("click", end);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
    else if (event.target === field && event.key === "Enter" && !event.shiftKey && !event.isComposing) form.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await attempt(message, "edit", { text: field.value })) end();
  });
  said.hidden = true;
  said.after(form);
  field.focus();
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
