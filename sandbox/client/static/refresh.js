// Fetches again what has changed, and takes over only what is new of it.
import { dress } from "./dress.js";
import { refreshModals } from "./modals.js";
import { carryOver } from "./rerender.js";
import { fragment, localTimes } from "./talk.js";

const LOW = 80;
const PAUSE = 20;
const at = (id) => document.getElementById(id);
const watchers = [];

// Calls `tell(name)` after this part of the page was brought up to date.
export const refreshed = (tell) => watchers.push(tell);

export async function fetched(name) {
  const fresh = document.createElement("template");
  fresh.innerHTML = await fragment(name);
  localTimes(fresh.content);
  return fresh.content;
}

async function show(name) {
  const place = at(name);
  if (!place) return;
  const content = await fetched(name);
  const low = place.scrollHeight - place.scrollTop - place.clientHeight < LOW;
  const focus = merge(place, content);
  if (name === "messages" && low) place.scrollTop = place.scrollHeight;
  focus();
}

async function showThread() {
  const place = at("answers");
  if (!place) return;
  const low = place.scrollHeight - place.scrollTop - place.clientHeight < LOW;
  merge(place, (await fetched("thread")).querySelector("#answers"))();
  if (low) place.scrollTop = place.scrollHeight;
}

// Inside each message or view, what a person has chosen, focus and caret stay.
function merge(place, fresh) {
  const parts = (root) => new Map([...root.querySelectorAll("[data-ts], [data-view]")].map((one) => [one.dataset.ts ?? one.dataset.view, one]));
  const open = new Set([...place.querySelectorAll("details[open][data-entry]")].map((one) => one.dataset.entry));
  for (const one of fresh.querySelectorAll("details[data-entry]")) one.open = open.has(one.dataset.entry);
  const before = parts(place);
  dress(fresh);
  const focus = [...parts(fresh)].map(([key, part]) => (before.has(key) ? carryOver(before.get(key), part) : () => {}));
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  replace(place, fresh);
  return () => {
    focus.forEach((take) => take());
    if (held && !held.isConnected && document.activeElement === document.body) successor(held, place)?.focus({ preventScroll: true });
  };
}

// What took the place of an element that had the focus: the same link or button, or else its message.
function successor(held, place) {
  const nameOf = (one) => one.getAttribute("href") ?? one.textContent;
  const message = held.closest("[data-ts]")?.dataset.ts;
  const around = message ? place.querySelector(`[data-ts="${message}"]`) : place;
  const alike = [...(around?.querySelectorAll(held.tagName) ?? [])].find((one) => nameOf(one) === nameOf(held));
  return alike ?? (message ? around : undefined);
}

const keyOf = (one) => one.dataset?.ts ?? one.dataset?.key;

// A message that has not changed stays as it is: a screen reader must not hear the whole conversation again.
function replace(place, fresh) {
  const old = new Map([...place.children].filter(keyOf).map((one) => [keyOf(one), one]));
  const nodes = [...fresh.childNodes].map((one) => {
    const was = old.get(keyOf(one));
    // Words that are being changed are not taken from under the hands.
    const isHeld = was && (was.dataset.print === one.dataset.print || was.querySelector(".edit"));
    return isHeld ? was : one;
  });
  const kept = new Set(nodes);
  for (const one of [...place.childNodes]) if (!kept.has(one)) one.remove();
  let next = place.firstChild;
  for (const one of nodes) {
    if (one === next) next = next.nextSibling;
    else place.insertBefore(one, next);
  }
}

// Each part is fetched once at a time, and again where it was asked for meanwhile: an older answer never comes last.
const pending = new Set();
const last = new Map();
export function soon(name) {
  if (pending.has(name)) return;
  pending.add(name);
  const before = last.get(name);
  last.set(name, new Promise((done) => setTimeout(done, PAUSE)).then(() => before).then(() => renew(name)));
}

async function renew(name) {
  pending.delete(name);
  try {
    await (name === "modals" ? refreshModals() : name === "thread" ? showThread() : show(name));
    for (const tell of watchers) tell(name);
  } catch {
    // The workspace is stopping or restarting; the stream connects again and everything is fetched anew.
  }
}
